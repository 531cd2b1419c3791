"""How a property gets from one value to another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from . import _values
from .errors import InvalidArgumentError

StepPosition = Literal["jump-start", "jump-end", "jump-none", "jump-both"]
_POSITIONS = ("jump-start", "jump-end", "jump-none", "jump-both")
_MOST_SECONDS = 1e6


@dataclass(frozen=True, slots=True)
class CubicBezier:
    """CSS ``cubic-bezier(x1, y1, x2, y2)``; x1 and x2 from 0 to 1."""

    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True, slots=True)
class Steps:
    """CSS ``steps(count, position)``; ``jump-none`` needs two or more."""

    count: int
    position: StepPosition = "jump-end"


@dataclass(frozen=True, slots=True)
class Spring:
    """A damped spring that pulls to the new value and keeps the velocity that there is.

    It takes the time that it needs, until about a thousandth of the way is left. All three are above 0.
    """

    stiffness: float = 170.0
    damping: float = 26.0
    mass: float = 1.0


Motion = tuple[int, str, list[float], int, bool]
"""How the core moves a property: nanoseconds, easing's kind and numbers, runs, whether they alternate."""

Easing = str | CubicBezier | Steps | Spring
"""The words are those of CSS: linear, ease, ease-in, ease-out, ease-in-out, step-start, step-end."""

_NAMED: dict[str, CubicBezier | Steps] = {  # CSS Easing Functions Level 2
    "linear": CubicBezier(0, 0, 1, 1),
    "ease": CubicBezier(0.25, 0.1, 0.25, 1),
    "ease-in": CubicBezier(0.42, 0, 1, 1),
    "ease-out": CubicBezier(0, 0, 0.58, 1),
    "ease-in-out": CubicBezier(0.42, 0, 0.58, 1),
    "step-start": Steps(1, "jump-start"),
    "step-end": Steps(1, "jump-end"),
}


def easing_numbers(easing: Any) -> tuple[str, list[float]]:
    """Kind and numbers for the core. Raises InvalidArgumentError."""
    if isinstance(easing, str):
        if easing not in _NAMED:
            raise InvalidArgumentError(
                f"Easing {easing!r} is unknown; it is one of {', '.join(_NAMED)}, or a CubicBezier, Steps"
                " or Spring."
            )
        easing = _NAMED[easing]
    if isinstance(easing, CubicBezier):
        return "bezier", [
            _values.number(easing.x1, "The bezier's x1", low=0, high=1),
            _values.number(easing.y1, "The bezier's y1", low=-1e3, high=1e3),
            _values.number(easing.x2, "The bezier's x2", low=0, high=1),
            _values.number(easing.y2, "The bezier's y2", low=-1e3, high=1e3),
        ]
    if isinstance(easing, Steps):
        if not isinstance(easing.position, str) or easing.position not in _POSITIONS:
            raise InvalidArgumentError(
                f"Position {_values.shown(easing.position)} is unknown; it is one of {', '.join(_POSITIONS)}."
            )
        low = 2 if easing.position == "jump-none" else 1
        count = _values.integer(easing.count, "The number of steps", low=low, high=1_000_000)
        return "steps", [count, _POSITIONS.index(easing.position)]
    if isinstance(easing, Spring):
        parts = {"stiffness": easing.stiffness, "damping": easing.damping, "mass": easing.mass}
        return "spring", [
            _values.number(part, f"The spring's {name}", low=1e-6, high=1e9) for name, part in parts.items()
        ]
    raise InvalidArgumentError(
        f"Easing {easing!r} is neither a word of CSS nor a CubicBezier, Steps or Spring."
    )


def timing(duration: Any, easing: Any, repeat: Any) -> tuple[int, str, list[float], int]:
    """Nanoseconds, kind, numbers and runs for the core. Raises InvalidArgumentError."""
    kind, numbers = easing_numbers(easing)
    runs = 0 if repeat is None else _values.integer(repeat, "repeat", low=1, high=2**31)
    if kind == "spring":
        if duration is not None or runs != 1:
            raise InvalidArgumentError(
                "A spring takes the time that it needs, once; leave out duration and repeat."
            )
        return 0, kind, numbers, 1
    if duration is None:
        raise InvalidArgumentError(f"Easing {easing!r} needs a duration in seconds.")
    seconds = _values.number(duration, "Duration", low=0, high=_MOST_SECONDS)
    if seconds == 0 and runs == 0:
        raise InvalidArgumentError("A duration of 0 cannot be repeated for ever; give a time above 0.")
    return round(seconds * 1e9), kind, numbers, runs
