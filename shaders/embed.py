"""Writes all shaders as one source, in a C++ file: embed.py OUTPUT.cpp."""

from __future__ import annotations

import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
LOCAL = re.compile(r'^#include "([^"]+)"$')
ONCE = re.compile(r"^#pragma once$|^#include <metal_stdlib>$")


def inlined(path: Path, seen: set[Path]) -> list[str]:
    """The file's lines, with each local header in the place of its first #include."""
    if path in seen:
        return []
    seen.add(path)
    lines = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if local := LOCAL.match(line):
            lines += inlined(HERE / local[1], seen)
        elif not ONCE.match(line):
            lines.append(line)
    return lines


def whole_source() -> str:
    seen: set[Path] = set()
    lines = ["#include <metal_stdlib>"]
    for path in sorted(HERE.glob("*.metal")):
        lines += inlined(path, seen)
    return "\n".join(lines) + "\n"


def main(output: Path) -> None:
    text = (
        "// Made by shaders/embed.py.\n"
        '#include "device/metal/shader_source.h"\n\n'
        "namespace zc::metal {\n\n"
        f'const char shader_source[] = R"MSL({whole_source()})MSL";\n\n'
        "}  // namespace zc::metal\n"
    )
    if not output.exists() or output.read_text(encoding="utf-8") != text:
        output.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
