"""Canvases: layers that show what was drawn on them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import lru_cache
from types import TracebackType
from typing import Any

import numpy as np

from . import _core, _paragraph, _values
from .errors import ClosedError, InvalidArgumentError
from .layer import Layer
from .layers import load_image
from .shapes import FillRule, Paint, Point, Shape, Stroke, TextStyle, fill_rule, native_paint, point
from .types import U8, Path, Rect, RectLike

_Affine = tuple[float, float, float, float, float, float]
_IDENTITY: _Affine = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_LARGEST_TEXT_PX = 2048


class Drawing:
    """What a canvas is to show, step by step, in logical px from the layer's top left corner.

    Made by :meth:`CanvasLayer.draw`. Later steps lie above earlier ones. One thread at a time; after its
    ``with`` every call raises ClosedError.
    """

    __slots__ = ("_closed", "_native", "_opacity", "_saved", "_scale", "_transform")

    def __init__(self, native: _core.DisplayList, scale: float) -> None:
        self._native = native
        self._scale = scale
        self._saved: list[tuple[_Affine, float]] = []
        self._transform = _IDENTITY
        self._opacity = 1.0
        self._closed = False

    def _steps(self) -> _core.DisplayList:
        if self._closed:
            raise ClosedError("This drawing has ended; begin a new one with CanvasLayer.draw().")
        return self._native

    def save(self) -> None:
        """Keeps transform, clip and opacity for the matching :meth:`restore`."""
        self._steps().save()
        self._saved.append((self._transform, self._opacity))

    def restore(self) -> None:
        """Takes back what was set since the matching :meth:`save`; without one: InvalidArgumentError."""
        steps = self._steps()
        if not self._saved:
            raise InvalidArgumentError("restore() has no save() before it; call save() first.")
        steps.restore()
        self._transform, self._opacity = self._saved.pop()

    def saved(self) -> AbstractContextManager[None]:
        """``with`` for :meth:`save` and :meth:`restore`, which an exception does not keep from it either."""
        return _saved(self)

    def transform(self, matrix: _Affine) -> None:
        """Maps what is drawn from now on, before what maps it already; (a, b, c, d, tx, ty) as in CSS
        ``matrix()``: x' = a x + c y + tx, y' = b x + d y + ty."""
        checked = _values.affine(matrix)
        self._steps().transform(checked)
        self._transform = _multiply(self._transform, checked)

    def translate(self, x: float, y: float) -> None:
        """Moves what is drawn from now on."""
        self.transform((1.0, 0.0, 0.0, 1.0, x, y))

    def scale(self, x: float, y: float | None = None) -> None:
        """Stretches what is drawn from now on; ``y=None``: as much as ``x``."""
        self.transform((x, 0.0, 0.0, x if y is None else y, 0.0, 0.0))

    def rotate(self, degrees: float) -> None:
        """Turns what is drawn from now on about the origin, clockwise on screen."""
        angle = math.radians(_values.number(degrees, "Angle", low=-_values.FAR, high=_values.FAR))
        cos, sin = math.cos(angle), math.sin(angle)
        self.transform((cos, sin, -sin, cos, 0.0, 0.0))

    @property
    def opacity(self) -> float:
        """0 to 1: what the paint of every step from now on is multiplied with."""
        return self._opacity

    @opacity.setter
    def opacity(self, value: float) -> None:
        opacity = _values.number(value, "Opacity", low=0, high=1)
        self._steps().opacity(opacity)
        self._opacity = opacity

    def clip(self, shape: Shape, *, rule: FillRule = "nonzero") -> None:
        """Shows only what lies within the shape, of all that is drawn from now on; clips add up."""
        self._steps().clip(_outline(shape), fill_rule(rule))

    def clip_rect(self, rect: RectLike, *, corner_radius_px: float = 0.0) -> None:
        """Clips by a rectangle, its corners round where a radius is given."""
        self.clip(_rect_shape(rect, corner_radius_px))

    def shape(
        self,
        shape: Shape,
        *,
        fill: Paint | None = None,
        stroke: Stroke | None = None,
        rule: FillRule = "nonzero",
    ) -> None:
        """Fills a shape, then strokes it. Changing the shape afterwards does not change the drawing."""
        steps, outline, checked_rule = self._steps(), _outline(shape), fill_rule(rule)
        line = None if stroke is None else _checked_stroke(stroke)
        if fill is not None:
            steps.fill(outline, native_paint(fill), checked_rule)
        if line is not None:
            steps.stroke(
                outline,
                native_paint(line.paint),
                line.width,
                line.join,
                line.miter_limit,
                line.cap,
                list(line.dashes),
                line.dash_offset,
            )

    def rect(
        self,
        rect: RectLike,
        *,
        corner_radius_px: float = 0.0,
        fill: Paint | None = None,
        stroke: Stroke | None = None,
    ) -> None:
        """A rectangle, its corners round where a radius is given."""
        self.shape(_rect_shape(rect, corner_radius_px), fill=fill, stroke=stroke)

    def ellipse(self, rect: RectLike, *, fill: Paint | None = None, stroke: Stroke | None = None) -> None:
        """The ellipse within a rectangle."""
        self.shape(Shape().ellipse(rect), fill=fill, stroke=stroke)

    def line(self, start: Point, end: Point, stroke: Stroke) -> None:
        """A straight line."""
        self.polyline((start, end), stroke=stroke)

    def polyline(
        self,
        points: Sequence[Point],
        *,
        closed: bool = False,
        fill: Paint | None = None,
        stroke: Stroke | None = None,
    ) -> None:
        """Straight lines from point to point, and back to the first where ``closed``."""
        shape = Shape().polyline(points)
        self.shape(shape.close() if _values.truth(closed, "Closed") else shape, fill=fill, stroke=stroke)

    def image(self, image: U8 | Path, rect: RectLike | None = None, *, premultiplied: bool = False) -> None:
        """An image as ``Scene.add_image`` takes it, stretched over ``rect`` (None: its own size at 0, 0)."""
        rgba = _values.image_array(load_image(image))
        height, width = rgba.shape[:2]
        place = Rect(0.0, 0.0, float(width), float(height)) if rect is None else _values.rect(rect)
        pixels = _core.Pixels.image(rgba, _values.truth(premultiplied, "Premultiplied"))
        self._steps().pixels(pixels, place, _core.Paint.solid((0.0, 0.0, 0.0, 1.0)))

    def text(
        self,
        text: str,
        x: float,
        y: float,
        paint: Paint,
        *,
        style: TextStyle | None = None,
        width: float | None = None,
        max_lines: int | None = None,
    ) -> Rect:
        """Text whose first line has its top at ``y``; returns the box that its lines take.

        ``width=None``: each line starts, ends or has its middle at ``x``, as the style's ``align`` says.
        With a width, lines break to fit and are aligned between ``x`` and ``x + width``. What goes beyond
        ``max_lines`` is left out and the last line ends in "…".

        Unless turned, sheared or stretched unevenly, it is rasterised at the target's own pixels, its
        baseline on a whole one; draw it again when the target's ``scale`` has changed. Raises
        InvalidArgumentError for a font that is not there and for more than 16,384 px on a side.
        """
        text = _values.text(text, "Text")
        set_in = TextStyle() if style is None else style
        if not isinstance(set_in, TextStyle):
            raise InvalidArgumentError(f"Style {_values.shown(style)} is not a zerocopy.TextStyle.")
        x, y = point((x, y), "Text position")
        if width is not None:
            width = _values.number(width, "Text width", low=0, high=_values.FAR)
        if max_lines is not None:
            max_lines = _values.integer(max_lines, "Line limit", low=1, high=10**6)
        steps, filling = self._steps(), native_paint(paint)
        density = self._text_density(set_in.size_px)
        a, b, c, d, tx, ty = (value * self._scale for value in self._transform)
        upright = b == 0 and c == 0 and math.isclose(a, d) and math.isclose(a, density)
        left, top = (a * x + tx, d * y + ty) if upright else (x * density, y * density)
        whole_left = math.floor(left) if upright else left
        paragraph = _paragraph.lay_out(
            _paragraph.Spec(
                text=text,
                family=set_in.family,
                font=None if set_in.font is None else _values.path(set_in.font, "Font"),
                size_px=set_in.size_px * density,
                weight=set_in.weight,
                italic=set_in.italic,
                align=set_in.align,
                line_height=set_in.line_height,
                direction=set_in.direction,
                width_px=None if width is None else width * density,
                max_lines=max_lines,
                offset_px=round((left - whole_left) * 4) / 4,
            )
        )
        rows, columns = paragraph.mask.shape
        mask_left = whole_left + paragraph.left
        mask_top = (math.floor(top + 0.5) if upright else top) + paragraph.top
        corner = (
            ((mask_left - tx) / a, (mask_top - ty) / d)
            if upright
            else (
                mask_left / density,
                mask_top / density,
            )
        )
        place = Rect(*corner, columns / density, rows / density)
        if text:
            steps.pixels(_mask_pixels(paragraph), place, filling)
        return Rect(x, y, paragraph.width_px / density, paragraph.height_px / density)

    def _text_density(self, size_px: float) -> float:
        """Mask px per logical px, so that a mask has about as many px as it will cover."""
        a, b, c, d, _, _ = self._transform
        most = max(math.hypot(a, b), math.hypot(c, d)) * self._scale
        return min(max(most, 1e-3), _LARGEST_TEXT_PX / size_px)

    def _end(self) -> None:
        self._closed = True
        if self._saved:
            raise InvalidArgumentError(
                f"The drawing ends with {len(self._saved)} save() calls that no restore() takes back;"
                " it is not shown."
            )


class CanvasLayer(Layer):
    """Shows a drawing, in logical px from its rect's top left corner, never stretched and cut off at the
    rect. It is rendered by the core where it or its size has changed, and only then uploaded.

    All of the rect is rendered, seen or not: 4 bytes per px of the rect's width × height × the target's scale
    squared, in ``present()`` and on the device. A rect with a side of more than ``DeviceInfo.max_size_px`` px
    of the target is drawn coarser, which is logged once as a warning; split it into several canvases.
    """

    __slots__ = ()
    _kind = "canvas"

    def draw(self) -> AbstractContextManager[Drawing]:
        """``with layer.draw() as c:`` gives an empty :class:`Drawing`, which replaces what the layer shows
        at the end of the ``with``, as part of the open packet. An exception leaves the layer as it was.

        Raises InvalidArgumentError where a ``save()`` was not restored, ClosedError.
        """
        return _DrawingContext(self, self._scene._target.scale)


class _DrawingContext(AbstractContextManager[Drawing]):
    __slots__ = ("_drawing", "_layer", "_scale")

    def __init__(self, layer: CanvasLayer, scale: float) -> None:
        self._layer = layer
        self._scale = scale

    def __enter__(self) -> Drawing:
        self._drawing = Drawing(_core.DisplayList(), self._scale)
        return self._drawing

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        drawing = self._drawing
        if kind is not None:
            drawing._closed = True
            return
        drawing._end()
        self._layer._native.set_drawing(drawing._native)


@contextmanager
def _saved(drawing: Drawing) -> Iterator[None]:
    drawing.save()
    depth = len(drawing._saved)
    try:
        yield
    except BaseException:
        while not drawing._closed and len(drawing._saved) >= depth:  # what the block had saved goes too
            drawing.restore()
        raise
    drawing.restore()


def _multiply(outer: _Affine, inner: _Affine) -> _Affine:
    """The map that applies ``inner`` first."""
    a, b, c, d, tx, ty = outer
    e, f, g, h, ux, uy = inner
    return (
        a * e + c * f,
        b * e + d * f,
        a * g + c * h,
        b * g + d * h,
        a * ux + c * uy + tx,
        b * ux + d * uy + ty,
    )


def _outline(shape: Any) -> _core.Path:
    if not isinstance(shape, Shape):
        raise InvalidArgumentError(f"Shape {_values.shown(shape)} is not a zerocopy.Shape.")
    return shape._native


def _rect_shape(rect: RectLike, corner_radius_px: float) -> Shape:
    radius_px = _values.number(corner_radius_px, "Corner radius", low=0, high=_values.FAR)
    return Shape().rounded_rect(rect, radius_px) if radius_px else Shape().rect(rect)


def _checked_stroke(stroke: Any) -> Stroke:
    if not isinstance(stroke, Stroke):
        raise InvalidArgumentError(
            f"Stroke {_values.shown(stroke)} is not a zerocopy.Stroke; write Stroke(color, width=…)."
        )
    return stroke


@lru_cache(maxsize=64)
def _mask_pixels(paragraph: _paragraph.Paragraph) -> _core.Pixels:
    return _core.Pixels.mask(np.ascontiguousarray(paragraph.mask))
