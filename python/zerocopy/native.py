"""The system's objects behind frames, and frames over them: CVPixelBuffer, IOSurface, MTLTexture."""

from __future__ import annotations

import ctypes
import importlib
from typing import Any

from . import _core
from ._owned import Owned
from .errors import InvalidArgumentError, UnsupportedError


class NativeHandle(Owned):
    """One of the system's objects behind a `GpuFrame`: a CVPixelBuffer, an IOSurface or an MTLTexture.

    Holds a claim on the frame's picture: the object stays what it is until `close()` or collection, even
    if the frame is closed. ctypes and PyObjC take it as it is, through ``__c_void_p__``. Any thread.
    """

    __slots__ = ("_kind",)
    _native: _core.NativeHandle
    _kind: str

    def __init__(self) -> None:
        raise TypeError("A NativeHandle is not constructed; take it from a GpuFrame.")

    @classmethod
    def _wrap(cls, native: _core.NativeHandle, kind: str) -> NativeHandle:
        handle = cls.__new__(cls)
        handle._native = native
        handle._kind = kind
        return handle

    @property
    def pointer(self) -> int:
        """The object's address. Raises `ClosedError` after `close()`."""
        return self._native.pointer

    @property
    def object(self) -> Any:
        """The object for PyObjC, which retains it for as long as it is referenced. A texture's memory is the
        frame's only while this handle is open. Raises `UnsupportedError` without PyObjC."""
        pointer = self.__c_void_p__()
        try:
            objc = importlib.import_module("objc")
        except ModuleNotFoundError:
            raise UnsupportedError(
                "PyObjC is not installed; `pip install pyobjc-core`, or use the handle's pointer."
            ) from None
        return objc.objc_object(c_void_p=pointer)

    def __c_void_p__(self) -> ctypes.c_void_p:
        return ctypes.c_void_p(self.pointer)

    def __index__(self) -> int:
        return self.pointer

    def __repr__(self) -> str:
        return f"<NativeHandle {self._kind} {'(closed)' if self.closed else hex(self.pointer)}>"


def address_of(given: Any, what: str) -> int:
    """Of a pointer as an int, a ctypes pointer, a `NativeHandle` or a PyObjC object."""
    if isinstance(given, int) and not isinstance(given, bool):
        address: int | None = given
    elif isinstance(given, ctypes.c_void_p):
        address = given.value
    elif callable(as_pointer := getattr(given, "__c_void_p__", None)):
        address = as_pointer().value
    else:
        raise InvalidArgumentError(
            f"The {what} given is a {type(given).__name__}; pass its pointer as an int or ctypes.c_void_p,"
            " its PyObjC object, or a NativeHandle."
        )
    if not address or not 0 < address < 2**64:
        raise InvalidArgumentError(f"The pointer to the {what} is {given!r}; pass one that points to it.")
    return address
