"""The Metal device on Linux: tools, builds and test runs of the framework doubles."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import machine
from flavours import ROOT, Flavour, locked, quiet, step

OLDEST_CLANG = 16
NEWEST_CLANG = 30
# Exit status of pytest when nothing of what was asked for runs here.
NO_TESTS = 5
SANITIZERS = {"": "", "address": "address,undefined", "thread": "thread"}


def clang_major(command: str) -> int:
    """The version of a clang, or 0."""
    if not shutil.which(command):
        return 0
    said = subprocess.run([command, "--version"], capture_output=True, text=True).stdout
    found = re.search(r"clang version (\d+)", said)
    return int(found[1]) if found else 0


def find_clang() -> str:
    """The oldest clang++ that is new enough, so that everybody tests with the same; or nothing."""
    names = [*(f"clang++-{major}" for major in range(OLDEST_CLANG, NEWEST_CLANG)), "clang++"]
    return next((name for name in names if clang_major(name) >= OLDEST_CLANG), "")


def has_objc() -> bool:
    """GCC's Objective-C runtime, with its headers."""
    folders = Path("/usr/lib/gcc").glob("*/*")
    return any((f / "libobjc.so").exists() and (f / "include" / "objc" / "objc.h").exists() for f in folders)


def objc_package() -> str:
    """Debian's package of the runtime, of the same release as its compiler."""
    major = "12"
    if shutil.which("g++"):
        said = subprocess.run(["g++", "-dumpversion"], capture_output=True, text=True).stdout
        major = said.strip().split(".")[0] or major
    return f"libobjc-{major}-dev"


def runtime_library(clang: str, name: str) -> str:
    """A shared library of clang's sanitizers, or nothing."""
    said = subprocess.run([clang, f"-print-file-name={name}"], capture_output=True, text=True)
    path = said.stdout.strip()
    return path if os.path.isabs(path) and os.path.exists(path) else ""


def sanitizer_library(clang: str, kind: str) -> str:
    names = {"address": "asan", "thread": "tsan"}
    return runtime_library(clang, f"libclang_rt.{names[kind]}-{os.uname().machine}.so")


def preloaded(clang: str, kind: str) -> list[str]:
    """What comes before Python's own libraries: the sanitizer, and the C++ library that it watches."""
    return [sanitizer_library(clang, kind), runtime_library(clang, "libstdc++.so")]


def missing(kind: str) -> dict[str, str]:
    """What is not here, in words, and the package that has it."""
    found: dict[str, str] = {}
    clang = find_clang()
    if not clang:
        found[f"clang >= {OLDEST_CLANG}"] = f"clang-{OLDEST_CLANG}"
    if not has_objc():
        found["GCC's Objective-C runtime"] = objc_package()
    if kind and not (clang and sanitizer_library(clang, kind)):
        major = clang_major(clang) or OLDEST_CLANG
        found["clang's sanitizer libraries"] = f"libclang-rt-{major}-dev"
    return found


def needs(kind: str = "") -> str:
    """Nothing when the doubles can be built, after installing what is missing where that is allowed."""
    if sys.platform != "linux":
        return "Linux; this system has frameworks of its own" if sys.platform == "darwin" else "Linux"
    absent = missing(kind)
    if absent and machine.apt_allowed():
        machine.apt_install(list(absent.values()))
        absent = missing(kind)
    return ", ".join(f"{words} ({package})" for words, package in absent.items())


def build(flavour: Flavour, kind: str = "") -> None:
    """Builds into build/apple, or build/apple-<kind>, for the Python of the flavour."""
    folder = ROOT / "build" / (f"apple-{kind}" if kind else "apple")
    clang = find_clang()
    env = flavour.env(CXX=clang)
    pybind11 = quiet([flavour.python, "-m", "pybind11", "--cmakedir"], env).strip()
    options = {
        "CMAKE_BUILD_TYPE": "Release",
        "CMAKE_CXX_COMPILER": shutil.which(clang) or clang,
        "Python_EXECUTABLE": flavour.python,
        "pybind11_DIR": pybind11,
        "ZC_APPLE_DOUBLES": "ON",
        "ZC_SANITIZE": SANITIZERS[kind],
        "ZC_TESTING": "ON",
        "ZC_WERROR": "ON" if os.environ.get("ZC_WERROR", "0") not in ("", "0", "OFF") else "OFF",
    }
    configure = ["cmake", "-S", str(ROOT), "-B", str(folder), "-G", "Ninja"]
    configure += [f"-D{name}={value}" for name, value in options.items()]
    with locked(flavour), step(f"build the Metal device on its doubles in {folder.relative_to(ROOT)}"):
        folder.mkdir(parents=True, exist_ok=True)
        quiet(configure, env)
        quiet(["cmake", "--build", str(folder)], env)


def verdict(status: int) -> str:
    """How a run of the tests ended."""
    if status == NO_TESTS:
        return "NOT RUN, none of the chosen tests is for them"
    return "passed" if status == 0 else "FAILED"
