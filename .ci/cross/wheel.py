"""Builds the wheel for macOS 13 on arm64 anywhere, with the project's own CMakeLists.txt and backend."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import claims
import fetch_facts
import link_check
import linker
import stubs
import target

TAG = f"cp{sys.version_info.major}{sys.version_info.minor}"
SUFFIX = f".cpython-{TAG[2:]}-darwin.so"
PLATFORM = "macosx_13_0_arm64"
FOLDER = target.BUILD / "wheel"
DIST = target.ROOT / "dist" / "macos"


def program(name: str, command: list[str]) -> str:
    """A file of that name that runs the command, as CMake wants programs."""
    path = target.BUILD / "bin" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    text = f'#!/bin/sh\nexec {" ".join(command)} "$@"\n'
    if not path.exists() or path.read_text() != text:
        path.write_text(text)
        path.chmod(0o755)
    return str(path)


def environment() -> dict[str, str]:
    zig = str(target.zig_folder() / "zig")
    compiler = [sys.executable, str(Path(__file__).with_name("compiler.py"))]
    flags = [*target.library_flags(), "-Werror=unguarded-availability", "-isystem", str(target.HEADERS)]
    return {
        **target.compiler_env(),
        "ZC_APPLE_COMPILER": program("c++", compiler),
        "ZC_APPLE_AR": program("ar", [zig, "ar"]),
        "ZC_APPLE_RANLIB": program("ranlib", [zig, "ranlib"]),
        "ZC_APPLE_FLAGS": " ".join(flags),
        "CMAKE_BUILD_PARALLEL_LEVEL": "2",
        # What the build backend and pybind11 take a Mac's names from.
        "_PYTHON_HOST_PLATFORM": "macosx-13.0-arm64",
        "SETUPTOOLS_EXT_SUFFIX": SUFFIX,
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    }


def build() -> Path:
    shutil.rmtree(DIST, ignore_errors=True)
    defines = {
        "CMAKE_TOOLCHAIN_FILE": str(Path(__file__).with_name("toolchain.cmake")),
        "Python_INCLUDE_DIR": str(target.python_headers()),
        "PYTHON_MODULE_EXTENSION": SUFFIX,
        "PYTHON_MODULE_DEBUG_POSTFIX": "",
        "PYTHON_IS_DEBUG": "OFF",
        "ZC_WERROR": "ON",
    }
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        ".",
        "--no-build-isolation",
        "--no-deps",
        "-w",
        str(DIST),
    ]
    command += [f"--config-settings=cmake.define.{name}={value}" for name, value in defines.items()]
    command.append(f"--config-settings=build-dir={FOLDER}")
    done = subprocess.run(command, cwd=target.ROOT, env=environment(), capture_output=True, text=True)
    if done.returncode != 0:
        print(done.stdout[-6000:], done.stderr[-6000:])
        raise SystemExit("The wheel for macOS doesn't build.")
    return next(DIST.glob("*.whl"))


def prepare() -> claims.Headers:
    """What the linker needs before CMake starts it."""
    linker.require()
    linker.make_version_check()
    headers = claims.read()
    stubs.make(headers)
    return headers


def check_contents(wheel: Path) -> list[str]:
    problems = []
    wanted = f"-{TAG}-{TAG}-{PLATFORM}.whl"
    if not wheel.name.endswith(wanted):
        problems.append(f"The wheel is {wheel.name}, and must end in {wanted}.")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        print(f"{wheel.name}, {wheel.stat().st_size / 1024:.0f} KiB:")
        for entry in archive.infolist():
            print(f"  {entry.file_size:>9} {entry.filename}")
    module = f"zerocopy/_core{SUFFIX}"
    for needed in (module, "zerocopy/py.typed", "zerocopy/_core.pyi"):
        if needed not in names:
            problems.append(f"The wheel lacks {needed}.")
    strangers = [n for n in names if n.startswith(("tests", "csrc", "shaders")) or "_testing" in n]
    modules = [n for n in names if n.endswith((".so", ".dylib")) and n != module]
    if strangers or modules:
        problems.append(f"The wheel holds {[*strangers, *modules][:5]}.")
    return problems


def main() -> int:
    begin = time.monotonic()
    fetch_facts.main()
    headers = prepare()
    wheel = build()
    problems = check_contents(wheel)
    with zipfile.ZipFile(wheel) as archive:
        module = next(n for n in archive.namelist() if n.endswith(".so"))
        path = Path(archive.extract(module, target.BUILD / "extracted"))
    problems += link_check.check(path, headers)
    for problem in problems:
        print(problem)
    words = f"FAILED with {len(problems)} problems" if problems else "passed"
    print(f"wheel for macOS: {words}, {time.monotonic() - begin:.1f} s")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
