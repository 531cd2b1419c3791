"""Fonts by family name: those of the machine's font folders, read by their own tables."""

from __future__ import annotations

import difflib
import os
import struct
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path as FilePath
from typing import BinaryIO

from .errors import InvalidArgumentError

_SUFFIXES = {".ttf", ".otf", ".ttc", ".otc"}
_GENERIC = {
    "sans-serif": ("Helvetica Neue", "Helvetica", "Arial", "Noto Sans", "DejaVu Sans", "Liberation Sans"),
    "serif": ("Times New Roman", "Times", "Noto Serif", "DejaVu Serif", "Liberation Serif"),
    "monospace": ("Menlo", "Courier New", "Noto Sans Mono", "DejaVu Sans Mono", "Liberation Mono"),
}
_FAMILY_NAMES = (16, 1)  # the typographic family first
_NORMAL_WIDTH = 5


@dataclass(frozen=True, slots=True)
class Face:
    """One face of a font file."""

    path: str
    index: int
    family: str
    weight: int
    italic: bool
    width: int
    """1 (narrowest) to 9; 5 is normal."""


def find(family: str, weight: int, italic: bool, text: str = "") -> Face:
    """The nearest face of a family; of a generic one, the first family that has the letters of ``text``.

    Raises `InvalidArgumentError` for a family that is not there.
    """
    faces = _families()
    nearest = [
        min(
            found,
            key=lambda face: (
                abs(face.width - _NORMAL_WIDTH),
                face.italic != italic,
                abs(face.weight - weight),
                face.path,
            ),
        )
        for name in _GENERIC.get(family.lower(), (family,))
        if (found := faces.get(name.lower()))
    ]
    if nearest:
        letters = {ord(letter) for letter in text if not letter.isspace()}
        return next((face for face in nearest if letters <= _letters(face)), nearest[0])
    near = difflib.get_close_matches(family.lower(), faces, n=3)
    names = ", ".join(faces[name][0].family for name in near)
    hint = f"near ones are {names}" if names else "pass a font file with font="
    raise InvalidArgumentError(f"The font family {family!r} is not on this machine; {hint}.")


def folders() -> list[FilePath]:
    """Where this system keeps fonts."""
    home = FilePath.home()
    if sys.platform == "darwin":
        return [FilePath("/System/Library/Fonts"), FilePath("/Library/Fonts"), home / "Library/Fonts"]
    if sys.platform == "win32":
        return [FilePath(os.environ.get("WINDIR", "C:/Windows")) / "Fonts"]
    shared = os.environ.get("XDG_DATA_DIRS", "/usr/local/share:/usr/share").split(":")
    own = FilePath(os.environ.get("XDG_DATA_HOME", home / ".local/share"))
    return [*(FilePath(folder) / "fonts" for folder in shared if folder), own / "fonts", home / ".fonts"]


@lru_cache(maxsize=1)
def _families() -> dict[str, list[Face]]:
    found: dict[str, list[Face]] = {}
    for folder in folders():
        for path in sorted(folder.rglob("*")):
            if path.suffix.lower() in _SUFFIXES:
                for face in read_faces(path):
                    found.setdefault(face.family.lower(), []).append(face)
    return found


def read_faces(path: FilePath) -> list[Face]:
    """The faces of a file; none where it cannot be read."""
    try:
        with open(path, "rb") as file:
            return list(_faces(file, str(path)))
    except (OSError, struct.error, UnicodeDecodeError):
        return []


def _faces(file: BinaryIO, path: str) -> Iterator[Face]:
    head = file.read(12)
    offsets: tuple[int, ...] = (0,)
    if head[:4] == b"ttcf":
        (count,) = struct.unpack(">I", head[8:12])
        offsets = struct.unpack(f">{count}I", file.read(4 * count))
    for index, offset in enumerate(offsets):
        tables = _tables(file, offset)
        family = _family(_table(file, tables, b"name"))
        metrics = _table(file, tables, b"OS/2")
        if family and len(metrics) >= 64:
            weight, width = struct.unpack(">HH", metrics[4:8])
            (selection,) = struct.unpack(">H", metrics[62:64])
            yield Face(path, index, family, weight, bool(selection & 0x201), width)


def _tables(file: BinaryIO, offset: int) -> dict[bytes, tuple[int, int]]:
    file.seek(offset + 4)
    (count,) = struct.unpack(">H", file.read(2))
    file.seek(offset + 12)
    records = file.read(16 * count)
    entries = (struct.unpack(">4sIII", records[i : i + 16]) for i in range(0, len(records), 16))
    return {tag: (start, size) for tag, _, start, size in entries}


def _table(file: BinaryIO, tables: dict[bytes, tuple[int, int]], tag: bytes) -> bytes:
    start, size = tables.get(tag, (0, 0))
    file.seek(start)
    return file.read(min(size, 1 << 20))


@lru_cache(maxsize=32)
def _letters(face: Face) -> frozenset[int]:
    """What the face has glyphs for."""
    try:
        with open(face.path, "rb") as file:
            start = 0
            if file.read(4) == b"ttcf":
                file.seek(12 + 4 * face.index)
                (start,) = struct.unpack(">I", file.read(4))
            return frozenset(_mapped(_table(file, _tables(file, start), b"cmap")))
    except (OSError, struct.error):
        return frozenset()


def _mapped(cmap: bytes) -> Iterator[int]:
    """The Unicode subtables of formats 4 and 12, which every font of today has one of."""
    (count,) = struct.unpack_from(">H", cmap, 2)
    for i in range(count):
        _, _, at = struct.unpack_from(">HHI", cmap, 4 + 8 * i)
        (kind,) = struct.unpack_from(">H", cmap, at)
        if kind == 4:
            (twice,) = struct.unpack_from(">H", cmap, at + 6)
            ends = struct.unpack_from(f">{twice // 2}H", cmap, at + 14)
            starts = struct.unpack_from(f">{twice // 2}H", cmap, at + 16 + twice)
            for first, last in zip(starts, ends, strict=True):
                yield from range(first, last + 1)
        elif kind == 12:
            (groups,) = struct.unpack_from(">I", cmap, at + 12)
            for j in range(groups):
                first, last, _ = struct.unpack_from(">III", cmap, at + 16 + 12 * j)
                yield from range(first, min(last, 0x10FFFF) + 1)


def _family(names: bytes) -> str:
    if len(names) < 6:
        return ""
    count, strings = struct.unpack(">HH", names[2:6])
    found: dict[int, str] = {}
    for i in range(count):
        platform, _, language, name, size, at = struct.unpack(">6H", names[6 + 12 * i : 18 + 12 * i])
        if name not in _FAMILY_NAMES or (platform == 3 and language != 0x409):
            continue
        raw = names[strings + at : strings + at + size]
        found[name] = raw.decode("mac_roman" if platform == 1 else "utf-16-be")
    return next((found[name] for name in _FAMILY_NAMES if name in found), "")
