"""Planes that a caller brings: what each must look like, and where it lies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .errors import InvalidArgumentError
from .types import PixelFormat


class _Kind(NamedTuple):
    dtype: str
    planes: tuple[tuple[int, int], ...]
    """Of each plane: components, and by how much both axes are divided against plane 0."""


_KINDS: dict[str, _Kind] = {
    "nv12": _Kind("uint8", ((1, 1), (2, 2))),
    "i420": _Kind("uint8", ((1, 1), (1, 2), (1, 2))),
    "p010": _Kind("uint16", ((1, 1), (2, 2))),
    "i010": _Kind("uint16", ((1, 1), (1, 2), (1, 2))),
    "rgb24": _Kind("uint8", ((3, 1),)),
    "bgr24": _Kind("uint8", ((3, 1),)),
    "rgba": _Kind("uint8", ((4, 1),)),
    "bgra": _Kind("uint8", ((4, 1),)),
}


class Planes(NamedTuple):
    """Checked planes."""

    arrays: tuple[NDArray[Any], ...]
    pointers: list[tuple[int, int]]
    """Address and row stride in bytes of each."""
    width: int
    height: int


def check_planes(planes: Sequence[Any], format: PixelFormat) -> Planes:
    """Views of ``planes``, without a copy. Raises InvalidArgumentError where they are no picture."""
    kind = _KINDS.get(format) if isinstance(format, str) else None
    if kind is None:
        raise InvalidArgumentError(
            f"The format {format!r} is not known; pass one of {', '.join(map(repr, _KINDS))}."
        )
    if not isinstance(planes, Sequence):  # a bare array is none
        raise InvalidArgumentError(
            f"The planes come as {type(planes).__name__}; pass a list of {len(kind.planes)} arrays,"
            " one for each plane."
        )
    if len(planes) != len(kind.planes):
        raise InvalidArgumentError(
            f"{format} has {len(kind.planes)} plane(s) and {len(planes)} came; pass one array for each plane."
        )
    arrays = tuple(_view(plane, i) for i, plane in enumerate(planes))
    size = (0, 0)
    for i, (array, (components, divisor)) in enumerate(zip(arrays, kind.planes, strict=True)):
        name = f"Plane {i} of {format}"
        _check_type(name, array, kind.dtype, components)
        if i == 0:
            size = array.shape[:2]
            if 0 in size:
                raise InvalidArgumentError(
                    f"{name} has the shape {array.shape}; a picture has at least one row and one column."
                )
        rows, columns = (-(-length // divisor) for length in size)
        if array.shape[:2] != (rows, columns):
            raise InvalidArgumentError(
                f"{name} has {array.shape[0]} rows and {array.shape[1]} columns; a picture of"
                f" {size[1]}x{size[0]} needs {rows} rows and {columns} columns there. Slice or pad the plane."
            )
        _check_rows(name, array, columns * components * array.itemsize)
    pointers = [(int(array.ctypes.data), _row_stride(array)) for array in arrays]
    return Planes(arrays, pointers, width=size[1], height=size[0])


def _view(plane: Any, index: int) -> NDArray[Any]:
    if isinstance(plane, np.ndarray):
        return plane
    try:
        if hasattr(plane, "__dlpack__"):
            return np.from_dlpack(plane)
        return np.asarray(memoryview(plane))
    except Exception as error:  # whatever the caller's object raises
        raise InvalidArgumentError(
            f"Plane {index}, a {type(plane).__name__}, gives no view of its memory ({error});"
            " pass a numpy array, or an object whose __dlpack__() exports host memory."
        ) from error


def _check_type(name: str, array: NDArray[Any], dtype: str, components: int) -> None:
    if array.dtype != np.dtype(dtype):
        raise InvalidArgumentError(
            f"{name} has dtype {array.dtype.str if array.dtype.name == dtype else array.dtype.name};"
            f" it needs {dtype} in native byte order. Convert it with plane.astype(np.{dtype})."
        )
    shape = "(rows, columns)" if components == 1 else f"(rows, columns, {components})"
    found = array.shape[2] if array.ndim == 3 else 1
    if array.ndim not in (2, 3) or found != components:
        raise InvalidArgumentError(
            f"{name} has the shape {array.shape}; it needs {shape}. Reshape or index the plane."
        )


def _check_rows(name: str, array: NDArray[Any], row_bytes: int) -> None:
    """Samples lie side by side, rows one after the other; what lies between rows does not matter."""
    expected = array.itemsize
    for axis in range(array.ndim - 1, 0, -1):
        if array.shape[axis] > 1 and array.strides[axis] != expected:
            raise InvalidArgumentError(
                f"{name} has strides {array.strides}: the samples of a row do not lie side by side."
                " Pass np.ascontiguousarray(plane)."
            )
        expected *= array.shape[axis]
    if array.shape[0] > 1 and array.strides[0] < row_bytes:
        raise InvalidArgumentError(
            f"{name} has a row stride of {array.strides[0]} bytes; rows of {row_bytes} bytes need at least"
            " that, downwards. Pass np.ascontiguousarray(plane)."
        )
    if not array.flags.aligned or array.strides[0] % array.itemsize:
        raise InvalidArgumentError(
            f"{name} is not aligned to its {array.itemsize}-byte samples; pass plane.copy()."
        )


def _row_stride(array: NDArray[Any]) -> int:
    # The stride of a single row means nothing: numpy may give any.
    return (
        array.strides[0]
        if array.shape[0] > 1
        else array.shape[1] * array.itemsize * (array.shape[2] if array.ndim == 3 else 1)
    )
