"""What this machine must have before a virtual environment can be made, and how it gets it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

OLDEST_PYTHON = (3, 11)
OLDEST_CMAKE = (3, 25)

CXX20_PROBE = """
#include <compare>
#include <concepts>
#include <span>
template <std::integral T> T sum(std::span<const T> v) { T s{}; for (T x : v) s += x; return s; }
int main() { const int v[] = {1, 2}; return (sum<int>(v) <=> 3) == 0 ? 0 : 1; }
"""

# Package manager, its command, and its packages for (venv, Python.h, compiler).
MANAGERS = {
    "apt-get": (
        "apt-get install -y --no-install-recommends",
        ("python{v}-venv", "python{v}-dev", "g++"),
    ),
    "dnf": ("dnf install -y", ("python3", "python{v}-devel", "gcc-c++")),
    "zypper": ("zypper install -y", ("python3", "python3-devel", "gcc-c++")),
    "pacman": ("pacman -S --needed", ("python", "python", "gcc")),
    "apk": ("apk add", ("python3", "python3-dev", "g++")),
    "brew": ("brew install", ("python@{v}", "python@{v}", "llvm")),
}


def fail(message: str) -> None:
    """Ends the program with one line on standard error."""
    sys.stdout.flush()
    print(message, file=sys.stderr)
    sys.exit(1)


def require_python() -> None:
    """Goes on with a newer interpreter of this machine when the present one is too old."""
    if sys.version_info >= OLDEST_PYTHON:
        return
    for minor in range(14, OLDEST_PYTHON[1] - 1, -1):
        newer = shutil.which(f"python3.{minor}")
        # A version manager's shim may exist without the interpreter behind it.
        if newer and subprocess.call([newer, "-c", ""], stderr=subprocess.DEVNULL) == 0:
            os.execv(newer, [newer, *sys.argv])
    fail(
        f"Python {sys.version.split()[0]} is too old; zerocopy needs 3.11 or newer, "
        "so install one and run this again with it."
    )


def has_venv() -> bool:
    """Debian ships venv without ensurepip, in a package of its own."""
    command = [sys.executable, "-c", "import venv, ensurepip"]
    return subprocess.call(command, stderr=subprocess.DEVNULL) == 0


def has_headers() -> bool:
    return Path(sysconfig.get_paths()["include"], "Python.h").is_file()


def has_compiler() -> bool:
    """Compiles and links a small program: a compiler without its library is of no use."""
    for name in [os.environ.get("CXX", ""), "c++", "g++", "clang++"]:
        if not name or not shutil.which(name.split()[0]):
            continue
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder, "probe.cpp")
            source.write_text(CXX20_PROBE)
            command = [*name.split(), "-std=c++20", str(source), "-o", str(Path(folder, "probe"))]
            return subprocess.run(command, capture_output=True).returncode == 0
    return False


def apt_allowed() -> bool:
    return (
        hasattr(os, "geteuid")
        and os.geteuid() == 0
        and shutil.which("apt-get") is not None
        and os.environ.get("ZC_NO_APT", "") in ("", "0")
    )


def apt_install(packages: list[str]) -> bool:
    """Installs with apt-get, quietly unless it fails. Only for root: nothing here calls sudo."""
    print(f"installing with apt-get: {' '.join(packages)}", flush=True)
    env = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    install = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    # A stale or half-broken package list may still hold what is asked for, so only the second
    # command decides.
    for command in (["apt-get", "update"], install):
        done = subprocess.run(
            command,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
    if done.returncode != 0:
        print(done.stdout)
    return done.returncode == 0


def require_build_tools() -> None:
    """Checks venv, Python.h and a C++20 compiler; installs what is missing, or says how to."""
    version = "{}.{}".format(*sys.version_info)
    checks = (
        ("the modules venv and ensurepip", has_venv),
        (f"Python.h of Python {version}", has_headers),
        ("a C++20 compiler", has_compiler),
    )
    missing = [i for i, (_, check) in enumerate(checks) if not check()]
    if not missing:
        return
    words = ", ".join(checks[i][0] for i in missing)
    if apt_allowed():
        print(f"missing: {words}", flush=True)
        apt_install([MANAGERS["apt-get"][1][i].format(v=version) for i in missing])
        missing = [i for i, (_, check) in enumerate(checks) if not check()]
        if not missing:
            return
        words = ", ".join(checks[i][0] for i in missing)
        fail(f"This machine still lacks {words}; install it and run this again.")
    fail(f"This machine lacks {words}; to install it: {advice(missing, version)}")


def advice(missing: list[int], version: str) -> str:
    """The one line to paste."""
    if sys.platform == "darwin" and missing == [2]:
        return "xcode-select --install"
    for name, (command, packages) in MANAGERS.items():
        if shutil.which(name):
            wanted = " ".join(dict.fromkeys(packages[i].format(v=version) for i in missing))
            sudo = "" if name == "brew" or os.geteuid() == 0 else "sudo "
            update = f"{sudo}apt-get update && " if name == "apt-get" else ""
            return f"{update}{sudo}{command} {wanted}"
    return "use this system's package manager."


def tools_from_pip() -> list[str]:
    """CMake and Ninja as wheels, where the machine has none or too old a one."""
    wanted = []
    if not cmake_is_new_enough():
        wanted.append("cmake>=3.25,<4")
    if not shutil.which("ninja"):
        wanted.append("ninja>=1.11")
    return wanted


def cmake_is_new_enough() -> bool:
    if not shutil.which("cmake"):
        return False
    said = subprocess.run(["cmake", "--version"], capture_output=True, text=True).stdout
    found = re.search(r"version (\d+)\.(\d+)", said)
    return found is not None and (int(found[1]), int(found[2])) >= OLDEST_CMAKE
