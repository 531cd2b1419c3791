"""What canvases draw with: shapes, strokes, gradients and styles of text. All but shapes are immutable."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Self

from . import _core, _values
from ._values import word
from .errors import InvalidArgumentError
from .types import Color, Path, RectLike

Point = tuple[float, float]
"""``x, y`` in logical px."""
FillRule = Literal["nonzero", "evenodd"]
Join = Literal["miter", "round", "bevel"]
Cap = Literal["butt", "round", "square"]
Spread = Literal["pad", "repeat", "reflect"]
Align = Literal["start", "left", "center", "right", "end"]
Direction = Literal["auto", "ltr", "rtl"]
Stops = Sequence[tuple[float, Color]]


def point(value: Any, what: str) -> Point:
    """Two finite numbers."""
    x, y = _values.numbers(value, 2, what, "x, y")
    return x, y


def _radians(degrees: Any, what: str) -> float:
    return math.radians(_values.number(degrees, what, low=-_values.FAR, high=_values.FAR))


def fill_rule(value: Any) -> str:
    return word(value, "Fill rule", ("nonzero", "evenodd"))


class Shape:
    """An outline of any number of contours. Its methods add to it and return it, so that they chain::

        Shape().move_to(0, 0).line_to(40, 0).quad_to((40, 30), (0, 30)).close()

    Angles are in degrees, clockwise on screen from the positive x axis. Not thread-safe while being built.
    """

    __slots__ = ("_native", "_started")

    def __init__(self) -> None:
        self._native = _core.Path()
        self._started = False

    def _check_started(self, what: str) -> None:
        if not self._started:
            raise InvalidArgumentError(f"{what} has no point to start from; call move_to() first.")

    def move_to(self, x: float, y: float) -> Self:
        """Begins a contour."""
        self._native.move_to(*point((x, y), "Point"))
        self._started = True
        return self

    def line_to(self, x: float, y: float) -> Self:
        """A straight line to x, y. Raises InvalidArgumentError before the first ``move_to()``."""
        self._check_started("line_to()")
        self._native.line_to(*point((x, y), "Point"))
        return self

    def quad_to(self, control: Point, end: Point) -> Self:
        """A quadratic Bézier curve."""
        self._check_started("quad_to()")
        self._native.quad_to(point(control, "Control point"), point(end, "End"))
        return self

    def cubic_to(self, control1: Point, control2: Point, end: Point) -> Self:
        """A cubic Bézier curve."""
        self._check_started("cubic_to()")
        self._native.cubic_to(
            point(control1, "Control point 1"), point(control2, "Control point 2"), point(end, "End")
        )
        return self

    def arc(
        self,
        center: Point,
        radius: float | Point,
        start: float,
        sweep: float,
        *,
        rotation: float = 0.0,
    ) -> Self:
        """An arc of a circle, or of an ellipse of two radii turned by ``rotation``; a line joins it to what
        came before. ``sweep`` goes from ``start`` on, clockwise where positive, at most 360 either way."""
        cx, cy = point(center, "Centre")
        radii = radius if isinstance(radius, Iterable) else (radius, radius)
        rx, ry = _values.numbers(radii, 2, "Radius", "x, y")
        if rx < 0 or ry < 0:
            raise InvalidArgumentError(f"Radius {_values.shown(radius)} is negative; give 0 or more.")
        begin = _radians(start, "Start angle")
        extent = _radians(sweep, "Sweep angle")
        turn = _radians(rotation, "Rotation")
        cos, sin = math.cos(turn), math.sin(turn)
        self._native.arc((cx, cy), (rx * cos, rx * sin), (-ry * sin, ry * cos), begin, extent)
        self._started = True
        return self

    def close(self) -> Self:
        """Ends the contour with a line to its beginning, joined there."""
        self._native.close()
        return self

    def polyline(self, points: Sequence[Point]) -> Self:
        """A contour of straight lines, left open."""
        checked = [point(p, "Point") for p in _values.sequence(points, "Points", "(x, y)")]
        self._native.add_polyline(checked)
        self._started = self._started or bool(checked)
        return self

    def polygon(self, points: Sequence[Point]) -> Self:
        """A closed contour of straight lines."""
        return self.polyline(points).close()

    def rect(self, rect: RectLike) -> Self:
        """A closed rectangle, clockwise."""
        self._native.add_rect(_values.rect(rect))
        self._started = True
        return self

    def rounded_rect(self, rect: RectLike, radius_px: float) -> Self:
        """A closed rectangle with round corners; the radius is capped at half of the shorter side."""
        radius = _values.number(radius_px, "Corner radius", low=0, high=_values.FAR)
        self._native.add_rounded_rect(_values.rect(rect), radius)
        self._started = True
        return self

    def ellipse(self, rect: RectLike) -> Self:
        """The ellipse within a rectangle, clockwise."""
        self._native.add_ellipse(_values.rect(rect))
        self._started = True
        return self


@dataclass(frozen=True, slots=True)
class LinearGradient:
    """Colours along the line from ``start`` to ``end``. ``stops``: (offset 0…1, colour), in ascending order.

    ``spread`` says what lies before and after: ``pad`` (the end colours), ``repeat`` or ``reflect``. Colours
    are mixed premultiplied, as in CSS gradients.
    """

    start: Point
    end: Point
    stops: Stops
    spread: Spread = "pad"

    def __post_init__(self) -> None:
        object.__setattr__(self, "start", point(self.start, "Gradient start"))
        object.__setattr__(self, "end", point(self.end, "Gradient end"))
        if self.start == self.end:
            raise InvalidArgumentError(
                f"The gradient starts and ends at {self.start}; give it two points that differ."
            )
        object.__setattr__(self, "stops", _checked_stops(self.stops, self.spread))

    def _native(self) -> _core.Paint:
        return _core.Paint.linear(self.start, self.end, _rgba_stops(self.stops), self.spread)


@dataclass(frozen=True, slots=True)
class RadialGradient:
    """Colours from ``focus`` (None: the centre), which lies within the circle, out to the circle.

    ``stops`` and ``spread`` as for :class:`LinearGradient`.
    """

    center: Point
    radius: float
    stops: Stops
    focus: Point | None = None
    spread: Spread = "pad"

    def __post_init__(self) -> None:
        object.__setattr__(self, "center", point(self.center, "Gradient centre"))
        radius = _values.number(self.radius, "Gradient radius", low=0, high=_values.FAR)
        object.__setattr__(self, "radius", radius)
        if radius == 0:
            raise InvalidArgumentError("The gradient's radius is 0; give one above 0.")
        if self.focus is not None:
            focus = point(self.focus, "Gradient focus")
            object.__setattr__(self, "focus", focus)
            away = math.dist(focus, self.center)
            if away >= radius:
                raise InvalidArgumentError(
                    f"The gradient's focus lies {away:g} px from the centre; it must lie within the radius"
                    f" of {radius:g}."
                )
        object.__setattr__(self, "stops", _checked_stops(self.stops, self.spread))

    def _native(self) -> _core.Paint:
        focus = self.center if self.focus is None else self.focus
        return _core.Paint.radial(self.center, self.radius, focus, _rgba_stops(self.stops), self.spread)


Paint = Color | LinearGradient | RadialGradient


def _checked_stops(stops: Any, spread: Any) -> tuple[tuple[float, Color], ...]:
    word(spread, "Spread", ("pad", "repeat", "reflect"))
    checked: list[tuple[float, Color]] = []
    for stop in _values.sequence(stops, "Gradient stops", "(offset, colour)"):
        if isinstance(stop, str) or not isinstance(stop, Sequence) or len(stop) != 2:
            raise InvalidArgumentError(
                f"Gradient stop {_values.shown(stop)} is not a pair of offset and colour."
            )
        offset = _values.number(stop[0], "Stop offset", low=0, high=1)
        if checked and offset < checked[-1][0]:
            raise InvalidArgumentError(
                f"The stop at {offset:g} follows one at {checked[-1][0]:g}; list stops in ascending order."
            )
        _values.rgba(stop[1])
        checked.append((offset, stop[1]))
    if len(checked) < 2:
        raise InvalidArgumentError(f"The gradient has {len(checked)} stops; give at least 2.")
    return tuple(checked)


def _rgba_stops(stops: Stops) -> list[tuple[float, tuple[float, float, float, float]]]:
    return [(offset, _values.rgba(color)) for offset, color in stops]


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line along an outline, ``width`` logical px wide, half of it on either side.

    A miter longer than ``miter_limit`` times the width is bevelled. ``dashes``: lengths drawn and left out
    in turn, from ``dash_offset`` into the pattern on; an odd number of them counts twice; empty: no dashes.
    """

    paint: Paint
    width: float = 1.0
    join: Join = "miter"
    cap: Cap = "butt"
    miter_limit: float = 10.0
    dashes: Sequence[float] = ()
    dash_offset: float = 0.0

    def __post_init__(self) -> None:
        native_paint(self.paint)
        width = _values.number(self.width, "Stroke width", low=0, high=_values.FAR)
        if width == 0:
            raise InvalidArgumentError("The stroke's width is 0; give one above 0, or no stroke.")
        object.__setattr__(self, "width", width)
        word(self.join, "Join", ("miter", "round", "bevel"))
        word(self.cap, "Cap", ("butt", "round", "square"))
        limit = _values.number(self.miter_limit, "Miter limit", low=1, high=_values.FAR)
        object.__setattr__(self, "miter_limit", limit)
        given = _values.sequence(self.dashes, "Dash pattern", "lengths")
        dashes = tuple(_values.number(d, "Dash", low=0, high=_values.FAR) for d in given)
        if dashes and not any(dashes):
            raise InvalidArgumentError(
                f"The dashes {dashes} are all 0; give one a length, or none for a solid line."
            )
        object.__setattr__(self, "dashes", dashes)
        offset = _values.number(self.dash_offset, "Dash offset", low=-_values.FAR, high=_values.FAR)
        object.__setattr__(self, "dash_offset", offset)


def native_paint(paint: Any) -> _core.Paint:
    """A colour or a gradient, checked."""
    if isinstance(paint, LinearGradient | RadialGradient):
        return paint._native()
    return _core.Paint.solid(_values.rgba(paint))


@dataclass(frozen=True, slots=True)
class TextStyle:
    """How text is set. ``font``: a file; else ``family``, a family of this machine or ``sans-serif``,
    ``serif``, ``monospace`` (one that has the text's letters, if any); neither: the font that comes with
    Pillow, which is Latin.

    ``weight`` (1 to 1000) and ``italic`` choose the nearest face of a family. ``line_height``: a multiple of
    the font's own. ``direction`` ``auto`` goes by the first letter that has one; right-to-left scripts and
    combining marks are shaped where Pillow has Raqm. ``start`` and ``end`` follow the direction.
    """

    family: str | None = None
    font: Path | None = None
    size_px: float = 24.0
    weight: int = 400
    italic: bool = False
    align: Align = "start"
    line_height: float = 1.0
    direction: Direction = "auto"

    def __post_init__(self) -> None:
        if self.family is not None and not isinstance(self.family, str):
            raise InvalidArgumentError(
                f"Font family {_values.shown(self.family)} is not a name; pass a str or None."
            )
        if self.font is not None:
            _values.path(self.font, "Font")
        size_px = _values.number(self.size_px, "Text size", low=0, high=2048)
        if size_px == 0:
            raise InvalidArgumentError("The text's size_px is 0; give a number above 0 and up to 2048.")
        object.__setattr__(self, "size_px", size_px)
        object.__setattr__(self, "weight", _values.integer(self.weight, "Font weight", low=1, high=1000))
        object.__setattr__(self, "italic", _values.flag(self.italic, "Italic"))
        line_height = _values.number(self.line_height, "Line height", low=0.1, high=100)
        object.__setattr__(self, "line_height", line_height)
        word(self.align, "Alignment", ("start", "left", "center", "right", "end"))
        word(self.direction, "Direction", ("auto", "ltr", "rtl"))
