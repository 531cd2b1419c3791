"""Reads Mach-O files of arm64: what a loader would see, without any tool."""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass, field
from pathlib import Path

ARM64 = 0x0100000C
FAT = 0xCAFEBABE
MAGIC = 0xFEEDFACF
TYPES = {6: "dylib", 8: "bundle"}
UNDEFINED_FLAT = 0xFE  # library ordinal of a symbol that is looked up in every image


class NotMachO(Exception):
    """The file has no arm64 image that can be read."""


@dataclass(frozen=True)
class Section:
    segment: str
    name: str
    address: int
    size: int
    offset: int


@dataclass(frozen=True)
class Symbol:
    name: str
    external: bool
    defined: bool
    weak_reference: bool
    weak_definition: bool
    ordinal: int


@dataclass(frozen=True)
class Library:
    name: str
    weak: bool


@dataclass
class Image:
    """One arm64 image of a file."""

    data: bytes
    kind: str = ""
    minimum_os: tuple[int, int] = (0, 0)
    platform: int = 0
    install_name: str = ""
    libraries: list[Library] = field(default_factory=list)
    segments: list[tuple[str, int, int, int, int]] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    symbols: list[Symbol] = field(default_factory=list)
    signature: tuple[int, int] | None = None
    run_paths: list[str] = field(default_factory=list)

    def section(self, name: str) -> Section | None:
        return next((s for s in self.sections if s.name == name), None)

    def offset_of(self, address: int) -> int:
        for _, start, size, offset, _ in self.segments:
            if start <= address < start + size:
                return offset + address - start
        raise NotMachO(f"Address {address:#x} lies in no segment.")

    def pointer(self, address: int) -> int:
        """The target of a pointer to this image, be it plain or an entry of a chain of fix-ups."""
        (value,) = struct.unpack_from("<Q", self.data, self.offset_of(address))
        return int(value) & 0xFFFFFFFFF

    def u32(self, address: int) -> int:
        return int(struct.unpack_from("<I", self.data, self.offset_of(address))[0])

    def i32(self, address: int) -> int:
        return int(struct.unpack_from("<i", self.data, self.offset_of(address))[0])

    def string(self, address: int) -> str:
        return text(self.data, self.offset_of(address))


def text(data: bytes, offset: int) -> str:
    return data[offset : data.index(b"\0", offset)].decode()


def arm64_part(data: bytes) -> bytes:
    (magic,) = struct.unpack_from(">I", data, 0)
    if magic != FAT:
        return data
    (count,) = struct.unpack_from(">I", data, 4)
    for i in range(count):
        cpu, _, offset, size, _ = struct.unpack_from(">5I", data, 8 + 20 * i)
        if cpu == ARM64:
            return data[offset : offset + size]
    raise NotMachO("The file holds no arm64 image.")


def read(path: Path) -> Image:
    return parse(arm64_part(path.read_bytes()), path.name)


def symbols_in(path: Path) -> list[Symbol]:
    """Of an object, or of all objects of an archive."""
    data = path.read_bytes()
    if data[:8] != b"!<arch>\n":
        return parse(data, path.name).symbols
    found = []
    at = 8
    while at + 60 <= len(data):
        name, size = data[at : at + 16].decode().strip(), int(data[at + 48 : at + 58])
        start = at + 60 + (int(name[3:]) if name.startswith("#1/") else 0)
        member = data[start : at + 60 + size]
        if member[:4] == struct.pack("<I", MAGIC):
            found += parse(member, path.name).symbols
        at += 60 + size + size % 2
    return found


def parse(data: bytes, name: str) -> Image:
    magic, cpu, _, kind, count, _, _, _ = struct.unpack_from("<8I", data, 0)
    if magic != MAGIC or cpu != ARM64:
        raise NotMachO(f"{name} is no arm64 image.")
    image = Image(data, kind=TYPES.get(kind, str(kind)))
    offset = 32
    for _ in range(count):
        command, size = struct.unpack_from("<2I", data, offset)
        read_command(image, command, offset)
        offset += size
    return image


def read_command(image: Image, command: int, offset: int) -> None:
    data = image.data
    base = command & 0x7FFFFFFF
    if base == 0x19:
        read_segment(image, offset)
    elif base in (0xC, 0x18, 0x1F):  # a library; the second is a weak one
        name = text(data, offset + struct.unpack_from("<I", data, offset + 8)[0])
        image.libraries.append(Library(name, base == 0x18))
    elif base == 0xD:
        image.install_name = text(data, offset + struct.unpack_from("<I", data, offset + 8)[0])
    elif base == 0x1C:
        image.run_paths.append(text(data, offset + struct.unpack_from("<I", data, offset + 8)[0]))
    elif base == 0x32:
        image.platform, version = struct.unpack_from("<2I", data, offset + 8)
        image.minimum_os = (version >> 16, version >> 8 & 0xFF)
    elif base == 0x2:
        read_symbols(image, *struct.unpack_from("<4I", data, offset + 8))
    elif base == 0x1D:
        image.signature = struct.unpack_from("<2I", data, offset + 8)


def read_segment(image: Image, offset: int) -> None:
    data = image.data
    name = data[offset + 8 : offset + 24].rstrip(b"\0").decode()
    address, size, file_offset, file_size = struct.unpack_from("<4Q", data, offset + 24)
    image.segments.append((name, address, size, file_offset, file_size))
    (count,) = struct.unpack_from("<I", data, offset + 64)
    for i in range(count):
        at = offset + 72 + 80 * i
        section = data[at : at + 16].rstrip(b"\0").decode()
        start, length, where = struct.unpack_from("<QQI", data, at + 32)
        image.sections.append(Section(name, section, start, length, where))


def read_symbols(image: Image, offset: int, count: int, strings: int, _: int) -> None:
    for i in range(count):
        name, kind, _, flags, _ = struct.unpack_from("<IBBHQ", image.data, offset + 16 * i)
        if kind & 0xE0:  # only for debuggers
            continue
        defined = (kind & 0x0E) != 0
        image.symbols.append(
            Symbol(
                text(image.data, strings + name),
                external=bool(kind & 1) and not kind & 0x10,
                defined=defined,
                weak_reference=not defined and bool(flags & 0x40),
                weak_definition=defined and bool(flags & 0x80),
                ordinal=flags >> 8,
            )
        )


def bad_pages(image: Image) -> list[int] | None:
    """The pages that differ from what the code signature says; None without a signature."""
    if not image.signature:
        return None
    start, size = image.signature
    blob = image.data[start : start + size]
    _, _, count = struct.unpack_from(">3I", blob, 0)
    for i in range(count):
        kind, offset = struct.unpack_from(">2I", blob, 12 + 8 * i)
        if kind == 0:
            return pages_unlike(image.data, blob[offset:])
    return None


def pages_unlike(data: bytes, directory: bytes) -> list[int]:
    hashes, _, _, slots, limit = struct.unpack_from(">5I", directory, 16)
    size, kind, _, page_bits = struct.unpack_from("4B", directory, 36)
    if kind != 2 or size != 32:
        return [-1]
    page = 1 << page_bits
    bad = []
    for i in range(slots):
        content = data[i * page : min((i + 1) * page, limit)]
        if hashlib.sha256(content).digest() != directory[hashes + size * i : hashes + size * (i + 1)]:
            bad.append(i)
    return bad
