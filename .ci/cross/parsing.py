"""Parses the core for the target and gives each type the encoding that recorded facts have."""

from __future__ import annotations

import ctypes
import functools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import clang.cindex as cindex
import target

Cursor = cindex.Cursor
Kind = cindex.CursorKind
LinkageKind = cindex.LinkageKind
TypeKind = cindex.TypeKind

OBJC_TYPE_PARAMETER = 162
SCALARS = {
    TypeKind.VOID: "v",
    TypeKind.BOOL: "B",
    TypeKind.CHAR_S: "c",
    TypeKind.SCHAR: "c",
    TypeKind.UCHAR: "C",
    TypeKind.SHORT: "s",
    TypeKind.USHORT: "S",
    TypeKind.INT: "i",
    TypeKind.UINT: "I",
    TypeKind.LONG: "q",
    TypeKind.ULONG: "Q",
    TypeKind.LONGLONG: "q",
    TypeKind.ULONGLONG: "Q",
    TypeKind.FLOAT: "f",
    TypeKind.DOUBLE: "d",
    TypeKind.OBJCID: "@",
    TypeKind.OBJCOBJECTPOINTER: "@",
    TypeKind.BLOCKPOINTER: "@?",
}
BEHIND_POINTER = {TypeKind.OBJCSEL: ":", TypeKind.OBJCCLASS: "#"}


@dataclass(frozen=True)
class Typed:
    """A type as encoded, and as it is spelled: the encoding of an enumeration is that of its integer."""

    encoding: str
    spelling: str
    enum: str = ""
    callable: tuple[str, ...] = ()


class CannotParse(Exception):
    """The core doesn't compile; carries clang's messages."""


def parse_flags() -> list[str]:
    """The core's flags for libclang, which brings no headers of its own."""
    zig = target.zig_folder() / "lib"
    folders = ("libcxx/include", "libcxxabi/include", "include", "libc/include/any-macos-any")
    flags = ["-x", "objective-c++", "-target", "arm64-apple-macos13.0", "-nostdinc", "-nostdinc++", "-w"]
    for folder in folders:
        flags += ["-isystem", str(zig / folder)]
    return [*flags, *libcxx_configuration(), *(f for f in target.core_flags() if not f.startswith("-W"))]


def libcxx_configuration() -> list[str]:
    """zig makes libc++'s __config_site on its command line."""
    on = [
        "THREADS",
        "MONOTONIC_CLOCK",
        "TERMINAL",
        "FILESYSTEM",
        "RANDOM_DEVICE",
        "LOCALIZATION",
        "UNICODE",
        "WIDE_CHARACTERS",
        "THREAD_API_PTHREAD",
    ]
    off = ["MUSL_LIBC", "TIME_ZONE_DATABASE", "THREAD_API_EXTERNAL", "THREAD_API_WIN32", "THREAD_API_C11"]
    defined = {f"HAS_{name}": "1" for name in on} | {f"HAS_{name}": "0" for name in off}
    defined |= {
        "ABI_VERSION": "1",
        "ABI_NAMESPACE": "__1",
        "PSTL_BACKEND_SERIAL": "1",
        "HARDENING_MODE_DEFAULT": "_LIBCPP_HARDENING_MODE_NONE",
        "ASSERTION_SEMANTIC_DEFAULT": "_LIBCPP_ASSERTION_SEMANTIC_IGNORE",
        "LIBC_NEWLIB": "0",
    }
    return [f"-D_LIBCPP_{name}={value}" for name, value in defined.items()]


def kind_of(kind: Any) -> Any:
    """The kind of a type; libclang's Python lacks that of a class's type parameter, which is an object."""
    number = kind._kind_id
    return TypeKind.OBJCID if number == OBJC_TYPE_PARAMETER else TypeKind.from_id(number)


def is_any_object(kind: Any) -> bool:
    """CFTypeRef, by whatever names: facts record it as an object."""
    while kind_of(kind) in (TypeKind.TYPEDEF, TypeKind.ELABORATED):
        if kind.get_declaration().spelling == "CFTypeRef":
            return True
        if kind_of(kind) == TypeKind.ELABORATED:
            kind = kind.get_named_type()
        else:
            kind = kind.get_declaration().underlying_typedef_type
    return False


def encode(kind: Any) -> str:
    """The encoding of a type as encoding.plain would have it."""
    if is_any_object(kind):
        return "@"
    if kind_of(kind) == TypeKind.POINTER and is_any_object(kind.get_pointee()):
        return "^@"
    if kind_of(kind) == TypeKind.OBJCID:
        return "@"
    kind = kind.get_canonical()
    if kind_of(kind) in SCALARS:
        return SCALARS[kind_of(kind)]
    if kind_of(kind) == TypeKind.ENUM:
        return encode(kind.get_declaration().enum_type)
    if kind_of(kind) in (TypeKind.POINTER, TypeKind.LVALUEREFERENCE):
        pointee = kind.get_pointee()
        if kind_of(pointee) in BEHIND_POINTER:
            return BEHIND_POINTER[kind_of(pointee)]
        return "^?" if kind_of(pointee) == TypeKind.FUNCTIONPROTO else f"^{encode(pointee)}"
    if kind_of(kind) in (TypeKind.CONSTANTARRAY, TypeKind.INCOMPLETEARRAY):
        return "^" + encode(kind.element_type)
    if kind_of(kind) == TypeKind.RECORD:
        return "{" + record_name(kind) + "}"
    return f"unknown {kind_of(kind).name}"


def record_name(kind: Any) -> str:
    name = kind.get_declaration().spelling
    return (name if "unnamed" not in name else kind.spelling).split("::")[-1].lstrip("_")


def typed(kind: Any) -> Typed:
    canonical = kind.get_canonical()
    enum = canonical.get_declaration().spelling if kind_of(canonical) == TypeKind.ENUM else ""
    return Typed(encode(kind), kind.spelling, enum, callable_of(kind))


def callable_of(kind: Any) -> tuple[str, ...]:
    """Result and arguments of a block or of a pointer to a function."""
    kind = kind.get_canonical()
    if kind_of(kind) not in (TypeKind.BLOCKPOINTER, TypeKind.POINTER):
        return ()
    called = kind.get_pointee().get_canonical()
    if kind_of(called) != TypeKind.FUNCTIONPROTO:
        return ()
    return (encode(called.get_result()), *(encode(a) for a in called.argument_types()))


@functools.cache
def resolved(name: str) -> Path:
    return Path(name).resolve()


def lies_in(cursor: Cursor, folder: Path) -> bool:
    file = cursor.location.file
    return file is not None and resolved(file.name).is_relative_to(folder)


def in_headers(cursor: Cursor) -> bool:
    return lies_in(cursor, target.HEADERS)


def in_core(cursor: Cursor) -> bool:
    return lies_in(cursor, target.CORE)


def parse(source: str, text: str | None = None) -> cindex.TranslationUnit:
    unsaved = [(source, text)] if text is not None else None
    unit = cindex.Index.create().parse(source, args=parse_flags(), unsaved_files=unsaved)
    errors = [str(d) for d in unit.diagnostics if d.severity >= cindex.Diagnostic.Error]
    if errors:
        raise CannotParse("\n".join(errors[:5]))
    return unit


@functools.cache
def is_named(kind_id: int) -> bool:
    """libclang's Python has no name for some attributes, none of which matters here."""
    try:
        Kind.from_id(kind_id)
    except ValueError:
        return False
    return True


def walk(unit: cindex.TranslationUnit, folder: Path) -> Iterator[Cursor]:
    """Everything in the files of one folder: the C++ library alone would take minutes."""
    for cursor in children(unit.cursor):
        if lies_in(cursor, folder):
            yield from whole(cursor)


def whole(cursor: Cursor) -> Iterator[Cursor]:
    yield cursor
    for child in children(cursor):
        yield from whole(child)


def children(cursor: Cursor) -> list[Cursor]:
    return [child for child in cursor.get_children() if is_named(child._kind_id)]


def overridden(cursor: Cursor) -> list[Cursor]:
    """The methods that one overrides, which libclang's Python doesn't offer."""
    call = cindex.conf.lib.clang_getOverriddenCursors
    call.argtypes = [Cursor, ctypes.POINTER(ctypes.POINTER(Cursor)), ctypes.POINTER(ctypes.c_uint)]
    call.restype = None
    entries = ctypes.POINTER(Cursor)()
    count = ctypes.c_uint()
    call(cursor, ctypes.byref(entries), ctypes.byref(count))
    found = []
    for i in range(count.value):
        entry = entries[i]
        entry._tu = cursor._tu
        found.append(entry)
    return found
