"""Links objects to a Mach-O bundle with lld, against stubs of a Mac's libraries."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import stubs
import target

LLD = "ld64.lld-19"
# Apple's clang adds its own library of helpers, of which this is what a test of the running macOS calls.
VERSION_CHECK = target.BUILD / "version_check.o"


def require() -> None:
    """lld comes from Debian; no Python package holds its linker for Mach-O."""
    if shutil.which(LLD):
        return
    sys.path.insert(0, str(target.ROOT / ".ci"))
    import machine

    if not (machine.apt_allowed() and machine.apt_install(["lld-19"])) or not shutil.which(LLD):
        target.unavailable(f"this machine has no {LLD} and may not install it")


def make_version_check() -> None:
    """Compiles the compiler's own __isPlatformVersionAtLeast."""
    if VERSION_CHECK.exists():
        return
    VERSION_CHECK.parent.mkdir(parents=True, exist_ok=True)
    source = target.zig_folder() / "lib" / "compiler_rt" / "os_version_check.zig"
    command = [target.compiler()[0], "build-obj", str(source), "-target", target.TRIPLE, "-OReleaseSmall"]
    command += ["-fstrip", f"-femit-bin={VERSION_CHECK}"]
    subprocess.run(command, check=True, env=target.compiler_env(), cwd=VERSION_CHECK.parent)


def command(arguments: list[str]) -> list[str]:
    """lld's arguments for those that a compiler gets."""
    out = [LLD, "-arch", "arm64", "-platform_version", "macos", "13.0", "13.0", "-adhoc_codesign"]
    out += ["-dead_strip", "-F", str(stubs.SDK), "-L", str(stubs.SDK), "-lSystem", "-lc++", "-lobjc"]
    words = iter(arguments)
    for word in words:
        if word.startswith("-Wl,"):
            out += word.split(",")[1:]
        elif word == "-Xlinker":
            out.append(next(words))
        elif word in ("-o", "-framework", "-undefined"):
            out += [word, next(words)]
        elif word in ("-arch", "-isysroot", "-isystem", "-I"):
            next(words)
        elif word in ("-bundle", "-dynamiclib") or not word.startswith("-") or word.startswith(("-L", "-l")):
            out.append(word)
    objects = [Path(word) for word in out if word.endswith((".o", ".a"))]
    stubs.make_cxx(objects)
    return [*out, str(VERSION_CHECK)]
