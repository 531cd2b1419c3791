"""Checks and conversions of the values that people pass."""

from __future__ import annotations

import math
import operator
from collections.abc import Iterable
from typing import Any

import numpy as np
from PIL import ImageColor

from .errors import InvalidArgumentError
from .types import U8, Rect

MAX_PX = 16384
"""Largest width or height of a target, the same on every device today."""
FAR = 1e32
"""Largest coordinate, size or factor, either sign: products of a few such stay finite."""
MAX_SIGMA_PX = 1000.0
"""Largest standard deviation of a blur, logical px."""
_PLAIN = frozenset((float, int))


def number(value: Any, what: str, *, low: float = -math.inf, high: float = math.inf) -> float:
    """A finite float in [low, high]."""
    try:
        result = float(value)
    except (TypeError, ValueError) as error:
        raise InvalidArgumentError(f"{what} {value!r} is not a number.") from error
    if not math.isfinite(result):
        raise InvalidArgumentError(f"{what} is {result}; give a finite number.")
    if not low <= result <= high:
        bounds = f"{low:g} to {high:g}" if math.isfinite(high) else f"{low:g} and above"
        raise InvalidArgumentError(f"{what} {result:g} is out of range; it goes from {bounds}.")
    return result


def integer(value: Any, what: str, *, low: int, high: int) -> int:
    """An int in [low, high]; floats are refused."""
    try:
        result = operator.index(value)
    except TypeError as error:
        raise InvalidArgumentError(f"{what} {value!r} is not a whole number.") from error
    if not low <= result <= high:
        raise InvalidArgumentError(f"{what} {result} is out of range; it goes from {low} to {high}.")
    return int(result)


def numbers(value: Any, count: int, what: str, names: str) -> tuple[float, ...]:
    """So many finite numbers."""
    if isinstance(value, str) or not isinstance(value, Iterable):
        raise InvalidArgumentError(f"{what} {value!r} is not a sequence of {count} numbers: {names}.")
    parts = tuple(value)
    if len(parts) != count:
        raise InvalidArgumentError(f"{what} has {len(parts)} numbers, not {count}: {names}.")
    return tuple(
        number(part, f"{what}'s {name}", low=-FAR, high=FAR)
        for part, name in zip(parts, names.split(", "), strict=True)
    )


def rect(value: Any, what: str = "Rect") -> tuple[float, float, float, float]:
    """Four finite numbers with a size of 0 or more."""
    kind = type(value)
    if (kind is tuple or kind is Rect or kind is list) and len(value) == 4:  # the usual cases, each in one go
        x, y, width, height = value
        if type(x) is type(y) is type(width) is type(height) is float:
            if abs(x) <= FAR and abs(y) <= FAR and 0 <= width <= FAR and 0 <= height <= FAR:
                return (x, y, width, height) if kind is list else value
        elif (
            (type(x) in _PLAIN and type(y) in _PLAIN and type(width) in _PLAIN and type(height) in _PLAIN)
            and (-FAR <= x <= FAR and -FAR <= y <= FAR)
            and (0 <= width <= FAR and 0 <= height <= FAR)
        ):
            return float(x), float(y), float(width), float(height)
    result = Rect(*numbers(value, 4, what, "x, y, width, height"))
    if result.width < 0 or result.height < 0:
        raise InvalidArgumentError(
            f"{what} has the negative size {result.width:g}x{result.height:g};"
            " width and height are 0 or more."
        )
    return result


def title(value: Any) -> str:
    if not isinstance(value, str):
        raise InvalidArgumentError(f"Title {value!r} is not a string.")
    return value


def affine(value: Any) -> tuple[float, float, float, float, float, float]:
    if (type(value) is tuple or type(value) is list) and len(value) == 6:  # the usual cases
        a, b, c, d, tx, ty = value
        if (
            (type(a) in _PLAIN and type(b) in _PLAIN and type(c) in _PLAIN and type(d) in _PLAIN)
            and (type(tx) in _PLAIN and type(ty) in _PLAIN and -FAR <= min(value) <= max(value) <= FAR)
            and not math.isnan(a + b + c + d + tx + ty)
        ):
            return float(a), float(b), float(c), float(d), float(tx), float(ty)
    a, b, c, d, tx, ty = numbers(value, 6, "Transform", "a, b, c, d, tx, ty")
    return a, b, c, d, tx, ty


def rgba(value: Any) -> tuple[float, float, float, float]:
    """A Color as four floats 0…1, straight alpha."""
    if isinstance(value, str):
        if not value.startswith("#"):
            raise InvalidArgumentError(
                f"Color {value!r} does not start with '#'; write it as '#rrggbb' or '#rrggbbaa'."
            )
        try:
            parts: tuple[float, ...] = tuple(part / 255 for part in ImageColor.getrgb(value))
        except ValueError as error:
            raise InvalidArgumentError(
                f"Color {value!r} is not '#rgb[a]' or '#rrggbb[aa]' in hex digits."
            ) from error
    else:
        try:
            parts = tuple(value)
        except TypeError as error:
            raise InvalidArgumentError(
                f"Color {value!r} is neither a string nor a sequence of floats."
            ) from error
        if len(parts) not in (3, 4):
            raise InvalidArgumentError(f"Color has {len(parts)} components; give 3 or 4 floats from 0 to 1.")
        parts = tuple(number(part, "Color component", low=0, high=1) for part in parts)
    red, green, blue = parts[:3]
    return red, green, blue, parts[3] if len(parts) == 4 else 1.0


def sigma(value: Any, what: str) -> float:
    return number(value, what, low=0, high=MAX_SIGMA_PX)


def image_array(value: Any) -> U8:
    """(height, width, 4) uint8, C-contiguous; opaque where three components came."""
    if not isinstance(value, np.ndarray):
        raise InvalidArgumentError(f"An image is a numpy array or a path, not {type(value).__name__}.")
    if value.dtype != np.uint8:
        raise InvalidArgumentError(f"The image has dtype {value.dtype}; convert it to uint8.")
    if value.ndim != 3 or value.shape[2] not in (3, 4) or 0 in value.shape:
        raise InvalidArgumentError(
            f"The image has the shape {value.shape}; it takes (height, width, 3) or (height, width, 4)."
        )
    if max(value.shape[:2]) > MAX_PX:
        raise InvalidArgumentError(
            f"Image of {value.shape[1]}x{value.shape[0]} exceeds the limit of {MAX_PX};"
            " scale it down below that."
        )
    if value.shape[2] == 3:
        value = np.concatenate([value, np.full((*value.shape[:2], 1), 255, np.uint8)], axis=2)
    return np.ascontiguousarray(value)


def target_size(width: Any, height: Any, *, low: int) -> tuple[int, int]:
    for name, value in (("width", width), ("height", height)):
        try:
            integer(value, f"Target {name}", low=low, high=MAX_PX)
        except InvalidArgumentError as error:
            if hasattr(value, "__index__") and value > MAX_PX:
                raise InvalidArgumentError(
                    f"Target of {width}x{height} exceeds the device limit of {MAX_PX} in {name};"
                    " open a smaller one."
                ) from None
            raise error
    return int(width), int(height)


def animated(name: str, to: Any) -> tuple[Any, Any]:
    """The value for the core, and what the layer's attribute reads."""
    if name == "color":
        return rgba(to), to
    if name in ("rect", "clip"):
        place = rect(to, name.capitalize())
        return place, Rect(*place)
    if name == "transform":
        matrix = affine(to)
        return matrix, matrix
    if name == "opacity":
        value = number(to, "Opacity", low=0, high=1)
    elif name in ("corner_radius_px", "clip_radius_px"):
        what = "Corner radius" if name == "corner_radius_px" else "Clip radius"
        value = number(to, what, low=0, high=FAR)
    else:
        value = sigma(to, "Blur sigma" if name == "blur_sigma_px" else "Backdrop blur sigma")
    return value, value


def stage(value: Any) -> None:
    if value not in ("presented", "completed"):
        raise InvalidArgumentError(f"Stage {value!r} is unknown; wait for presented or completed.")
