"""The protocols that PyObjC's modules carry, with the type of each method as Apple's compiler wrote it."""

from __future__ import annotations

from pathlib import Path

import macho

# Name of the method → (class method?, type with the names of classes where the module has them).
Methods = dict[tuple[str, bool], str]


def protocols_of(path: Path) -> dict[str, tuple[Methods, list[str]]]:
    """Protocol → (its methods, the protocols that it adopts)."""
    image = macho.read(path)
    section = image.section("__objc_protolist")
    if section is None:
        return {}
    found = {}
    for at in range(section.address, section.address + section.size, 8):
        protocol = image.pointer(at)
        name = image.string(image.pointer(protocol + 8))
        found[name] = (methods_of(image, protocol), adopted_by(image, protocol))
    return found


def adopted_by(image: macho.Image, protocol: int) -> list[str]:
    entries = image.pointer(protocol + 16)
    if not entries:
        return []
    count = image.pointer(entries)
    adopted = [image.pointer(entries + 8 + 8 * i) for i in range(count)]
    return [image.string(image.pointer(p + 8)) for p in adopted if p]


def methods_of(image: macho.Image, protocol: int) -> Methods:
    extended = image.pointer(protocol + 72) if image.u32(protocol + 64) >= 80 else 0
    methods: Methods = {}
    position = 0
    # Required instance and class methods, then the optional ones.
    for offset, is_class in ((24, False), (32, True), (40, False), (48, True)):
        for name, types in method_list(image, image.pointer(protocol + offset)):
            if extended:
                types = image.string(image.pointer(extended + 8 * position))
            methods[name, is_class] = types
            position += 1
    return methods


def method_list(image: macho.Image, at: int) -> list[tuple[str, str]]:
    if not at:
        return []
    flags, count = image.u32(at), image.u32(at + 4)
    entries = []
    for i in range(count):
        if flags & 0x80000000:  # offsets relative to where they stand
            entry = at + 8 + 12 * i
            name = image.pointer(entry + image.i32(entry))
            types = entry + 4 + image.i32(entry + 4)
        else:
            entry = at + 8 + 24 * i
            name, types = image.pointer(entry), image.pointer(entry + 8)
        entries.append((image.string(name), image.string(types)))
    return entries
