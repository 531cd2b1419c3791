"""The compiler and linker of the cross-build, under one name, as CMake expects them on a Mac.

Compiling is the compiler's own job; linking is lld's, because that compiler can't make a bundle.
"""

from __future__ import annotations

import os
import subprocess
import sys

import linker
import target

COMPILES = ("-c", "-E", "-S", "-dM", "-v", "--version", "-fsyntax-only", "-print-search-dirs")


def main() -> int:
    arguments = sys.argv[1:]
    if any(flag in arguments for flag in COMPILES):
        # These are Apple's clang's way to say what -target says.
        kept: list[str] = []
        skip = False
        for flag in arguments:
            if skip or flag in ("-arch", "-isysroot"):
                skip = not skip
            elif not flag.startswith("-mmacosx-version-min"):
                kept.append(flag)
        command = [*target.compiler(), *kept]
        os.execve(command[0], command, target.compiler_env())
    return subprocess.call(linker.command(arguments))


if __name__ == "__main__":
    sys.exit(main())
