"""Checks and conversions of the values that people pass."""

from __future__ import annotations

import math
import operator
import os
import sys
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
MAX_LANE = 32
"""Characters of a lane's name: as many as a record of telemetry holds."""
_MOST = sys.float_info.max
_QUOTED = 200  # characters of a value
_QUOTED_DIGITS = 40
_PLAIN = frozenset((float, int))
_NO_NUMBERS = (bool, np.bool_, str, bytes, np.ndarray)  # though float() takes them


def shown(value: Any) -> str:
    """How a sentence quotes a value: its repr on one line, cut where it is long."""
    try:
        text = " ".join(repr(value).split())
    except Exception:  # an int of more digits than Python writes, or the value's own failure
        return f"of type {type(value).__name__}"
    most = _QUOTED_DIGITS if isinstance(value, int) else _QUOTED
    return text if len(text) <= most else f"{text[:most]}…"


def number(value: Any, what: str, *, low: float = -_MOST, high: float = _MOST) -> float:
    """A finite float in [low, high]. Bools and what is written as text are no numbers."""
    if type(value) in _PLAIN and low <= value <= high:  # the usual case
        return float(value)
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value[()]
    try:
        if isinstance(value, _NO_NUMBERS) or not (hasattr(value, "__float__") or hasattr(value, "__index__")):
            raise TypeError
        result = float(value)
    except OverflowError:
        raise InvalidArgumentError(_out_of_range(value, what, low, high)) from None
    except (TypeError, ValueError, RuntimeError) as error:
        raise InvalidArgumentError(
            f"{what} {shown(value)} is not a number; give a float or an int."
        ) from error
    if not math.isfinite(result):
        raise InvalidArgumentError(f"{what} is {result}; give a finite number.")
    if not low <= result <= high:
        raise InvalidArgumentError(_out_of_range(result, what, low, high))
    return result


def _out_of_range(value: Any, what: str, low: float, high: float) -> str:
    given = f"{value:g}" if isinstance(value, float) else shown(value)
    return f"{what} {given} is out of range; it goes from {low:g} to {high:g}."


def integer(value: Any, what: str, *, low: int, high: int) -> int:
    """An int in [low, high]; floats are refused."""
    if type(value) is int and low <= value <= high:  # the usual case
        return value
    try:
        result = operator.index(value)
    except TypeError as error:
        raise InvalidArgumentError(f"{what} {shown(value)} is not a whole number; give an int.") from error
    if not low <= result <= high:
        raise InvalidArgumentError(f"{what} {shown(result)} is out of range; it goes from {low} to {high}.")
    return int(result)


def numbers(value: Any, count: int, what: str, names: str) -> tuple[float, ...]:
    """So many finite numbers."""
    parts = sequence(value, what, f"{count} numbers: {names}")
    if len(parts) != count:
        raise InvalidArgumentError(f"{what} has {len(parts)} numbers, not {count}: {names}.")
    return tuple(
        number(part, f"{what}'s {name}", low=-FAR, high=FAR)
        for part, name in zip(parts, names.split(", "), strict=True)
    )


def sequence(value: Any, what: str, of: str) -> tuple[Any, ...]:
    """What is in a sequence; text is none."""
    try:
        if isinstance(value, str | bytes | bytearray):
            raise TypeError
        return tuple(value)
    except TypeError as error:
        raise InvalidArgumentError(f"{what} {shown(value)} is not a sequence of {of}.") from error


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


def text(value: Any, what: str) -> str:
    """A string that UTF-8 can hold."""
    if not isinstance(value, str):
        raise InvalidArgumentError(f"{what} {shown(value)} is not a string.")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise InvalidArgumentError(
            f"{what} {shown(value)} has half of a surrogate pair in it; pass whole characters."
        ) from error
    return value


def title(value: Any) -> str:
    return text(value, "Title")


def word(value: Any, what: str, allowed: tuple[str, ...]) -> str:
    """One of a few words."""
    if not isinstance(value, str) or value not in allowed:
        raise InvalidArgumentError(
            f"{what} {shown(value)} is unknown; use {', '.join(allowed[:-1])} or {allowed[-1]}."
        )
    return str(value)


def flag(value: Any, what: str) -> bool:
    """True or False, and nothing that only counts as one of them."""
    if not isinstance(value, bool | np.bool_):
        raise InvalidArgumentError(f"{what} {shown(value)} is neither True nor False.")
    return bool(value)


def truth(value: Any, what: str) -> bool:
    """What counts as true or false."""
    try:
        return bool(value)
    except (TypeError, ValueError, RuntimeError) as error:
        raise InvalidArgumentError(
            f"{what} {shown(value)} is neither true nor false; pass True or False."
        ) from error


def path(value: Any, what: str) -> str:
    """The name of a file."""
    try:
        name = os.fsdecode(value)
    except TypeError as error:
        raise InvalidArgumentError(
            f"{what} {shown(value)} is not the path of a file; pass a str or an os.PathLike."
        ) from error
    if "\0" in name:
        raise InvalidArgumentError(f"{what} {shown(name)} has a NUL in it; pass the path without.")
    return name


def callback(value: Any, what: str) -> Any:
    """Something to be called later, or None."""
    if value is not None and not callable(value):
        raise InvalidArgumentError(f"{what} {shown(value)} cannot be called; pass a function or None.")
    return value


def lane(value: Any) -> str:
    """The name of a packet's lane, which telemetry is to tell from any other."""
    name = text(value, "Lane")
    if len(name) > MAX_LANE:
        raise InvalidArgumentError(
            f"Lane {shown(name)} has {len(name)} characters and the limit is {MAX_LANE}; give it a shorter"
            " name."
        )
    return name


def timeout(value: Any) -> float | None:
    """Seconds to wait; None, or infinity, without a limit."""
    if value is None or (isinstance(value, float) and value == math.inf):
        return None
    return number(value, "Timeout in seconds", low=0)


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
                f"Color {shown(value)} does not start with '#'; write it as '#rrggbb' or '#rrggbbaa'."
            )
        try:
            parts: tuple[float, ...] = tuple(part / 255 for part in ImageColor.getrgb(value))
        except ValueError as error:
            raise InvalidArgumentError(
                f"Color {shown(value)} is not '#rgb[a]' or '#rrggbb[aa]' in hex digits."
            ) from error
    else:
        try:
            parts = tuple(value)
        except TypeError as error:
            raise InvalidArgumentError(
                f"Color {shown(value)} is neither a string nor a sequence of floats."
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


def target_size(width: Any, height: Any, *, low: int, way_out: str = "open a smaller one") -> tuple[int, int]:
    for name, value in (("width", width), ("height", height)):
        if isinstance(value, int) and value > MAX_PX:
            raise InvalidArgumentError(
                f"Target of {shown(width)}x{shown(height)} exceeds the device limit of {MAX_PX} in {name};"
                f" {way_out}."
            )
        integer(value, f"Target {name}", low=low, high=MAX_PX)
    return int(width), int(height)


def new_size(width: Any, height: Any, *, low: int) -> tuple[int, int]:
    """Of a target that is there."""
    return target_size(width, height, low=low, way_out=f"resize to at most {MAX_PX}")


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
    if not isinstance(value, str) or value not in ("presented", "completed"):
        raise InvalidArgumentError(f"Stage {shown(value)} is unknown; wait for presented or completed.")
