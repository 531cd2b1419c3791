"""The target that the core is checked for without a Mac, and where its compiler and files lie."""

from __future__ import annotations

import os
import sys
import sysconfig
import threading
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
CORE = ROOT / "csrc"
HEADERS = ROOT / "tests" / "apple" / "headers"
BUILD = ROOT / "build" / "apple-cross"
FACTS = ROOT / "build" / "apple-facts"

TRIPLE = "aarch64-macos.13.0"
OLDEST_MACOS = (13, 0)


def zig_folder() -> Path:
    import ziglang

    return Path(ziglang.__file__).parent


def compiler() -> list[str]:
    """Clang with macOS's C and C++ headers and its libSystem, from a Python package."""
    return [str(zig_folder() / "zig"), "c++", "-target", TRIPLE]


def compiler_env() -> dict[str, str]:
    """Objects are kept by content below build/, so that an unchanged file costs nothing."""
    cache = str(ROOT / "build" / "zig-cache")
    return dict(os.environ, ZIG_GLOBAL_CACHE_DIR=cache, ZIG_LOCAL_CACHE_DIR=cache)


def core_flags() -> list[str]:
    """What CMakeLists.txt gives each file, and the checks of this target."""
    return [
        "-std=c++20",
        "-fno-objc-arc",
        "-fvisibility=hidden",
        "-fvisibility-inlines-hidden",
        "-fno-math-errno",
        "-ffp-contract=off",
        "-Wall",
        "-Wextra",
        "-Wpedantic",
        "-Werror",
        "-Werror=unguarded-availability",
        "-DZC_HAVE_NEON=1",
        *library_flags(),
        f"-I{CORE}",
        f"-I{ROOT}",
        "-isystem",
        str(HEADERS),
    ]


def library_flags() -> list[str]:
    """libc++ as macOS ships it: what a newer one than the target's needs is an error."""
    return [
        "-U_LIBCPP_HAS_VENDOR_AVAILABILITY_ANNOTATIONS",
        "-D_LIBCPP_HAS_VENDOR_AVAILABILITY_ANNOTATIONS=1",
    ]


def binding_flags() -> list[str]:
    """For the files that include pybind11 or Python."""
    import pybind11

    return ["-isystem", pybind11.get_include(), "-isystem", str(python_headers())]


_making_headers = threading.Lock()  # files are compiled by several threads, each of which asks for them


def python_headers() -> Path:
    """This Python's headers with the configuration of a Mac in place of this machine's."""
    overlay = BUILD / "python-headers"
    stamp = overlay / "pyconfig.h"
    with _making_headers:
        if not stamp.exists():
            original = Path(sysconfig.get_paths()["include"])
            overlay.mkdir(parents=True, exist_ok=True)
            for entry in original.iterdir():
                link = overlay / entry.name
                if entry.name != "pyconfig.h" and not link.is_symlink():
                    link.symlink_to(entry)
            stamp.write_text(mac_configuration(own_configuration(original).read_text()))
    return overlay


def own_configuration(headers: Path) -> Path:
    """This machine's pyconfig.h; Debian's names one per architecture, which lies elsewhere."""
    multiarch = sysconfig.get_config_var("MULTIARCH") or ""
    debian = headers.parent / multiarch / headers.name / "pyconfig.h"
    return debian if multiarch and debian.is_file() else headers / "pyconfig.h"


def mac_configuration(text: str) -> str:
    """What the headers read from pyconfig.h and what differs between the two systems."""
    import re

    sizes = {"LONG_DOUBLE": 8, "WCHAR_T": 4, "PTHREAD_T": 8, "TIME_T": 8, "OFF_T": 8}
    hidden = ("_GNU_SOURCE", "_POSIX_C_SOURCE", "_XOPEN_SOURCE", "_XOPEN_SOURCE_EXTENDED", "HAVE_ENDIAN_H")
    lines = []
    for line in text.splitlines():
        found = re.match(r"#\s*define (\w+)", line)
        name = found[1] if found else ""
        if name in hidden or name.removeprefix("SIZEOF_") in sizes:
            continue
        lines.append(line)
    lines += [f"#define SIZEOF_{name} {size}" for name, size in sizes.items()]
    return "\n".join([*lines, "#define _DARWIN_C_SOURCE 1", ""])


def sources(*suffixes: str) -> list[Path]:
    """The core's sources for this target: no kernels of other processors, no tests, no stub."""
    found = sorted(p for p in CORE.rglob("*") if p.suffix in suffixes)
    others = ("kernels_avx2.cpp", "kernels_ssse3.cpp")
    return [p for p in found if p.name not in others]


def unavailable(reason: str) -> None:
    """Ends a check that this machine can't do: skipped for a person, a failure in CI."""
    print(f"Apple cross-checks: NOT RUN, {reason}")
    sys.exit(1 if os.environ.get("CI", "") in ("true", "1") else 77)
