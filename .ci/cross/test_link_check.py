"""Shows that the link-check finds what it must, on a small bundle that is right and on wrong ones."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import claims
import link_check
import linker
import macho
import stubs
import target

SAMPLE = target.ROOT / "tests" / "apple" / "linked" / "newer_class.mm"
FOLDER = target.BUILD / "linked"


def linked(*options: str) -> Path:
    """The sample as a bundle, with more options for the linker."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    compiled, out = FOLDER / "sample.o", FOLDER / "sample.so"
    compile_it = [*target.compiler(), *target.core_flags(), "-O2", "-c", str(SAMPLE), "-o", str(compiled)]
    subprocess.run(compile_it, check=True, env=target.compiler_env())
    arguments = ["-bundle", *options, "-framework", "QuartzCore", "-framework", "Foundation", "-o", str(out)]
    subprocess.run(linker.command([*arguments, str(compiled)]), check=True)
    return out


def main() -> int:
    linker.require()
    linker.make_version_check()
    headers = claims.read()
    stubs.make(headers)
    problems = []

    def expect(words: str, found: list[str]) -> None:
        if not any(words in problem for problem in found) if words else found:
            problems.append(f"Expected is '{words or 'nothing'}', found {found}.")

    only = ["-Wl,-exported_symbol,_PyInit__core"]
    path = linked(*only)
    image = macho.read(path)
    expect("", link_check.check(path, headers))
    if not any(s.weak_reference and s.name == "_OBJC_CLASS_$_CADisplayLink" for s in image.symbols):
        problems.append("The class of macOS 14 isn't bound weakly.")
    expect("must export", link_check.check_exports(macho.read(linked())))
    (stubs.SDK / "QuartzCore.framework" / "QuartzCore.tbd").write_text(
        (stubs.SDK / "Metal.framework" / "Metal.tbd").read_text()
    )
    image = macho.read(linked(*only, "-undefined", "dynamic_lookup"))
    expect("binds _OBJC_CLASS_$_CADisplayLink in any image", link_check.check_bindings(image, headers))
    changed = bytearray(path.read_bytes())
    changed[len(changed) // 8] ^= 1
    path.write_bytes(changed)
    expect("differs from its code signature", link_check.check_signature(macho.read(path)))
    for problem in problems:
        print(problem)
    print(f"link-check's test: {'FAILED' if problems else 'passed'}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
