"""The include edges under csrc/ are those of the table in csrc/README.md, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CSRC = ROOT / "csrc"

# What a room may take from outside the project, besides the C++ standard library.
POSIX = {"fcntl.h", "pthread.h", "sched.h", "unistd.h", "sys/*"}
VECTORS = {"immintrin.h", "tmmintrin.h", "emmintrin.h", "arm_neon.h"}
APPLE = {"AppKit", "CoreFoundation", "CoreMedia", "CoreVideo", "Foundation", "IOSurface", "Metal",
         "QuartzCore", "VideoToolbox"}  # fmt: skip
SYSTEM_HEADERS = {
    "core": POSIX,
    "seam": set(),
    "device/cpu": POSIX | VECTORS,
    "device/metal": POSIX | {f"{framework}/*" for framework in APPLE} | {"objc/*", "dispatch/*"},
    "device/vulkan": POSIX | {"vulkan/*"},
    "bindings": POSIX | {"pybind11/*", "Python.h"},
}
# Rules of the design that the table must not loosen.
ROOMS = {"core", "seam", "interop", "scene", "compose", "session", "bindings", "device/cpu",
         "device/metal"}  # fmt: skip
ONLY_CORE = {"seam"}
# Argument layouts that C++ shares with the shaders, a path from the top of the project; and who may.
WITH_SHADERS = ("shaders/arguments.h", "device/metal")
# What a device shows to whoever picks it: itself, and the frames, decoder and windows that come with it.
PUBLIC_HEADERS = {
    "device/metal": {f"device/metal/{name}.h" for name in
                     ("metal_device", "metal_frames", "metal_window", "vt_decoder")},
}  # fmt: skip
NEVER_A_DEVICE = {"core", "seam", "interop", "scene", "compose", "bindings"}
TOP_LEVEL = {"pyproject.toml", "CMakeLists.txt", "csrc", "python", "shaders", "tests", "benchmarks",
             "README.md", "LICENSE", "CHANGELOG.md", "Makefile"}  # fmt: skip
MADE_HERE = {"build", "dist", "demo.png", "PKG-INFO"}
MOST_LINES = 420
TEXT = {".h", ".cpp", ".mm", ".metal", ".glsl", ".comp", ".py", ".pyi", ".md"}
SOURCE = {".h", ".cpp", ".mm"}

INCLUDE = re.compile(r"^[ \t]*#[ \t]*(?:include|import)[ \t]*([<\"])([^>\"]+)[>\"]", re.MULTILINE)


def read_table(text: str) -> dict[str, set[str]]:
    """The rows `| room | may include |` of the architecture page."""
    lines = iter(text.splitlines())
    for line in lines:
        if cells(line)[:2] == ["room", "may include"]:
            break
    else:
        raise ValueError("csrc/README.md has no table with the columns `room | may include`.")
    next(lines)
    table = {}
    for line in lines:
        if not line.lstrip().startswith("|"):
            break
        room, allowed = cells(line)[:2]
        table[room] = {name for name in re.split(r"[,\s]+", allowed) if name.strip("–—-")}
    return table


def cells(line: str) -> list[str]:
    return [cell.strip().strip("`") for cell in line.replace("`", "").strip().strip("|").split("|")]


def room_of(path: Path, rooms: set[str]) -> str:
    """The room of a file, given by its path below csrc/; the longest name that fits wins."""
    folder = path.parent.as_posix()
    fitting = [room for room in rooms if folder == room or folder.startswith(room + "/")]
    if fitting:
        return max(fitting, key=len)
    return "seam" if folder == "device" else folder


def matches(header: str, allowed: set[str]) -> bool:
    return any(header.startswith(name[:-1]) if name.endswith("*") else header == name for name in allowed)


def edge_problem(csrc: Path, path: Path, quoted: bool, header: str, table: dict) -> str | None:
    """Why this include is wrong, or None."""
    room = room_of(path, set(table))
    if room not in table:
        return f"{path} lies in '{room}', which the table does not list."
    if not quoted:
        outside = next((SYSTEM_HEADERS[r] for r in (room, room.split("/")[0])
                        if r in SYSTEM_HEADERS), POSIX)  # fmt: skip
        standard = "/" not in header and not header.endswith(".h")
        if standard or matches(header, outside):
            return None
        return f"{path} ({room}) includes <{header}>, which is not for this room."
    if (header, room) == WITH_SHADERS:
        return None
    if not (csrc / header).is_file():
        return f'{path} includes "{header}", which is no path from csrc/ to a file.'
    other = room_of(Path(header), set(table))
    if other == room or other in table[room]:
        return None
    return f'{path} ({room}) includes "{header}" ({other}).'


def includes(csrc: Path) -> Iterator[tuple[Path, bool, str]]:
    for path in sorted(csrc.rglob("*")):
        if path.suffix in SOURCE:
            for quote, header in INCLUDE.findall(path.read_text(encoding="utf-8")):
                yield path.relative_to(csrc), quote == '"', header


def problems(csrc: Path, table: dict[str, set[str]]) -> list[str]:
    found = [edge_problem(csrc, *include, table) for include in includes(csrc)]
    return [problem for problem in found if problem]


@pytest.fixture(scope="module")
def table() -> dict[str, set[str]]:
    return read_table((CSRC / "README.md").read_text(encoding="utf-8"))


def test_every_include_is_an_edge_of_the_table(table):
    assert problems(CSRC, table) == []


def test_the_table_lists_every_room(table):
    folders = {
        room_of(path.relative_to(CSRC), set(table)) for path in CSRC.rglob("*") if path.suffix in SOURCE
    }
    assert folders <= set(table)
    assert set(table) >= ROOMS
    assert set().union(*table.values()) <= set(table)


def test_the_table_keeps_the_rules_of_the_design(table):
    assert table["core"] == set()
    assert all(table[room] == {"core"} for room in ONLY_CORE)
    for room, allowed in table.items():
        devices = {name for name in allowed if name.startswith("device/")}
        if room.startswith("device/"):
            assert allowed <= {"seam", "core"}, room
        if room in NEVER_A_DEVICE:
            assert not devices, room


def test_the_table_has_no_cycle(table):
    left = dict(table)
    while left:
        free = [room for room, allowed in left.items() if not allowed & set(left)]
        assert free, f"the rooms {sorted(left)} include one another in a circle"
        for room in free:
            del left[room]


def test_a_concrete_device_shows_its_public_headers_alone(table):
    """Whoever picks a device includes its public headers, one where no more are listed."""
    seen: dict[str, set[str]] = {}
    for path, quoted, header in includes(CSRC):
        device = room_of(Path(header), set(table)) if quoted else ""
        if device.startswith("device/") and room_of(path, set(table)) == "session":
            seen.setdefault(device, set()).add(header)
    for device, headers in seen.items():
        public = PUBLIC_HEADERS.get(device)
        assert headers <= public if public else len(headers) == 1, (device, headers)


def test_what_a_device_shows_is_plain():
    """No framework's header, so that whoever picks the device needs none."""
    shown = set().union(*PUBLIC_HEADERS.values())
    frameworks = [
        (path, header)
        for path, quoted, header in includes(CSRC)
        if path.as_posix() in shown and not quoted and "/" in header
    ]
    assert frameworks == []


def test_the_top_level_is_fixed():
    entries = {p.name for p in ROOT.iterdir() if not p.name.startswith(".")} - MADE_HERE
    assert entries == TOP_LEVEL


def test_files_stay_small():
    long = {}
    for folder in ("csrc", "python", "shaders", "tests", "benchmarks"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in TEXT and path.is_file():
                lines = len(path.read_text(encoding="utf-8").splitlines())
                if lines > MOST_LINES:
                    long[str(path.relative_to(ROOT))] = lines
    assert long == {}


SMALL_TABLE = """
| room | may include | for |
|---|---|---|
| `core` | – | values |
| `seam` | core | the devices |
| `scene` | seam, core | layers |
| `device/cpu` | seam, core | pixels |
| `bindings` | scene, seam, core | Python |
"""


@pytest.mark.parametrize(
    ("path", "line", "fine"),
    [
        ("scene/a.cpp", '#include "core/x.h"', True),
        ("scene/a.cpp", '#include "device/device.h"', True),
        ("scene/a.cpp", '#include "device/cpu/cpu.h"', False),
        ("scene/a.cpp", '# include "core/missing.h"', False),
        ("scene/a.cpp", "#include <pybind11/pybind11.h>", False),
        ("scene/a.cpp", "#include <Python.h>", False),
        ("scene/a.cpp", "#include <vector>", True),
        ("core/a.h", '#include "scene/s.h"', False),
        ("core/a.h", "#include <sys/mman.h>", True),
        ("core/a.h", "#include <immintrin.h>", False),
        ("core/a.h", '  #include "device/device.h"', False),
        ("device/cpu/kernels/a.cpp", "#include <immintrin.h>", True),
        ("device/cpu/kernels/a.cpp", '#include "scene/s.h"', False),
        ("device/a.h", '#include "device/cpu/cpu.h"', False),
        ("bindings/testing/a.cpp", "#include <pybind11/pybind11.h>", True),
        ("bindings/testing/a.cpp", '#include "scene/s.h"', True),
        ("cellar/a.cpp", "#include <vector>", False),
    ],
)
def test_the_check_itself(tmp_path, path, line, fine):
    for name in ("core/x.h", "scene/s.h", "device/device.h", "device/cpu/cpu.h", path):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(line + "\n" if name == path else "#pragma once\n")
    assert (problems(tmp_path, read_table(SMALL_TABLE)) == []) is fine
