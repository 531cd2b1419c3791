"""Which macOS introduced a declaration, as clang understood its attributes."""

from __future__ import annotations

import ctypes
from typing import Any

import clang.cindex as cindex


class _String(ctypes.Structure):
    _fields_ = (("data", ctypes.c_void_p), ("flags", ctypes.c_uint))


class _Version(ctypes.Structure):
    _fields_ = (("major", ctypes.c_int), ("minor", ctypes.c_int), ("subminor", ctypes.c_int))


class _Platform(ctypes.Structure):
    _fields_ = (
        ("platform", _String),
        ("introduced", _Version),
        ("deprecated", _Version),
        ("obsoleted", _Version),
        ("unavailable", ctypes.c_int),
        ("message", _String),
    )


def introduced(cursor: Any) -> tuple[int, int] | None:
    """(14, 0) of API_AVAILABLE(macos(14.0)); None where nothing is said.

    libclang's Python lacks this call.
    """
    call = cindex.conf.lib.clang_getCursorPlatformAvailability
    call.argtypes = [cindex.Cursor, *(ctypes.c_void_p for _ in range(5)), ctypes.c_int]
    call.restype = ctypes.c_int
    found = (_Platform * 8)()
    count = call(cursor, None, None, None, None, found, len(found))
    for entry in found[: max(0, min(count, len(found)))]:
        name = ctypes.cast(entry.platform.data, ctypes.c_char_p).value if entry.platform.data else b""
        if name == b"macos":
            return entry.introduced.major, max(0, entry.introduced.minor)
    return None
