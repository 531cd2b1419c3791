"""Compiles the whole core for macOS 13 on arm64, with every warning an error, against the project's headers.

First it shows that the compiler rejects what it must: each file of tests/apple/rejected names on its first
line the words that its errors must hold.
"""

from __future__ import annotations

import concurrent.futures
import subprocess
import sys
import time
from pathlib import Path

import target

REJECTED = target.ROOT / "tests" / "apple" / "rejected"
OBJECTS = target.BUILD / "typecheck"


def flags_for(path: Path) -> list[str]:
    is_binding = "bindings" in path.parts
    defines = ["-DZC_TESTING=1"] if "testing" in path.parts else []
    return [*target.core_flags(), *defines, *(target.binding_flags() if is_binding else [])]


def compile_one(path: Path) -> tuple[bool, str]:
    """The compiler's cache makes an unchanged file free."""
    result = OBJECTS / (path.name + ".o")
    command = [*target.compiler(), *flags_for(path), "-O0", "-c", str(path), "-o", str(result)]
    done = subprocess.run(command, capture_output=True, text=True, env=target.compiler_env(), cwd=target.ROOT)
    return done.returncode == 0, done.stderr


def check_rejected() -> list[str]:
    """Each wrong sample fails, for the reason that it names."""
    problems = []
    samples = sorted(REJECTED.glob("*.mm"))
    for sample in samples:
        wanted = sample.read_text().splitlines()[0].removeprefix("// Rejected: ")
        compiled, said = compile_one(sample)
        if compiled:
            problems.append(f"{sample.name} compiles, and must be rejected: {wanted}")
        elif wanted not in said:
            problems.append(f"{sample.name} is rejected for another reason than '{wanted}':\n{said}")
    if not samples:
        problems.append(f"There is no sample in {REJECTED}.")
    print(f"{len(samples)} wrong samples, {len(samples) - len(problems)} rejected as they must be")
    return problems


def main() -> int:
    begin = time.monotonic()
    OBJECTS.mkdir(parents=True, exist_ok=True)
    problems = check_rejected()
    stub = target.CORE / "device" / "metal" / "unavailable.cpp"
    chosen = [Path(p).resolve() for p in sys.argv[1:]]
    files = chosen or [p for p in target.sources(".mm", ".cpp") if p != stub]
    with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
        for path, (compiled, said) in zip(files, pool.map(compile_one, files), strict=True):
            if not compiled:
                problems.append(f"{path.relative_to(target.ROOT)} is rejected:\n{said}")
    for problem in problems:
        print(problem)
    words = f"FAILED with {len(problems)} problems" if problems else "passed"
    print(f"type-check for {target.TRIPLE}: {words}, {len(files)} files, {time.monotonic() - begin:.1f} s")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
