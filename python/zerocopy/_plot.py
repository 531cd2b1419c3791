"""Pictures of the benchmarks' figures: horizontal bars, and curves, drawn with Pillow."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFont

from .types import Path

_WIDTH = 1120
_MARGIN = 40
_LABEL_WIDTH = 290
_ROW_HEIGHT = 34
_INK, _SOFT_INK = "#1b2333", "#69748a"
_OWN, _OTHER = "#1fa88f", "#b9c2d3"
_CURVES = ("#1fa88f", "#e0813b", "#5b6ee1", "#c2497f")
_GRID = "#e6eaf1"
_CURVE_HEIGHT = 460


class Bar(NamedTuple):
    label: str
    value: float
    text: str
    own: bool  # in the colour of what is measured against the others


class Chart(NamedTuple):
    title: str
    bars: Sequence[Bar]

    @property
    def height(self) -> int:
        return 64 + _ROW_HEIGHT * len(self.bars)


def draw(path: Path, charts: Sequence[Chart], setting: str) -> None:
    """CPU time per frame of each chart's bars, each chart on a scale of its own. Raises OSError."""
    image = Image.new("RGB", (_WIDTH, 100 + sum(chart.height for chart in charts) + 50), "#ffffff")
    pen = ImageDraw.Draw(image)
    pen.text((_MARGIN, 32), "CPU time per frame, all threads", fill=_INK, font=ImageFont.load_default(26))
    top = 84
    for chart in charts:
        _draw_chart(pen, top, chart)
        top += chart.height
    pen.text((_MARGIN, top + 14), setting, fill=_SOFT_INK, font=ImageFont.load_default(13))
    image.save(path)


def _draw_chart(pen: ImageDraw.ImageDraw, top: int, chart: Chart) -> None:
    font = ImageFont.load_default(16)
    pen.text((_MARGIN, top + 14), chart.title, fill=_INK, font=ImageFont.load_default(18))
    left = _MARGIN + _LABEL_WIDTH
    longest = _WIDTH - left - _MARGIN - 240
    most = max((bar.value for bar in chart.bars), default=0) or 1
    for i, bar in enumerate(chart.bars):
        y = top + 48 + i * _ROW_HEIGHT
        middle = y + _ROW_HEIGHT // 2 - 3
        length = max(2, round(longest * bar.value / most))
        pen.text((left - 14, middle), bar.label, fill=_INK, font=font, anchor="rm")
        pen.rounded_rectangle(
            (left, y, left + length, y + _ROW_HEIGHT - 8), radius=4, fill=_OWN if bar.own else _OTHER
        )
        pen.text((left + length + 10, middle), bar.text, fill=_INK, font=font, anchor="lm")


class Curve(NamedTuple):
    label: str
    points: Sequence[tuple[float, float]]


def draw_curves(path: Path, title: str, axes: tuple[str, str], curves: Sequence[Curve], setting: str) -> None:
    """Measured points of each curve, and the straight line from 0 to its last one, which they lie on where
    the cost is linear. Both axes begin at 0. Raises OSError."""
    image = Image.new("RGB", (_WIDTH, _CURVE_HEIGHT + 190), "#ffffff")
    pen = ImageDraw.Draw(image)
    font, small = ImageFont.load_default(16), ImageFont.load_default(13)
    pen.text((_MARGIN, 32), title, fill=_INK, font=ImageFont.load_default(26))
    left, top, right = _MARGIN + 60, 110, _WIDTH - _MARGIN
    bottom = top + _CURVE_HEIGHT
    most_x = max((x for curve in curves for x, _ in curve.points), default=0) or 1
    most_y = max((y for curve in curves for _, y in curve.points), default=0) or 1

    def place(x: float, y: float) -> tuple[float, float]:
        return left + (right - left) * x / most_x, bottom - (bottom - top) * y / most_y

    for value in _ticks(most_y):
        _, y = place(0, value)
        pen.line((left, y, right, y), fill=_GRID)
        pen.text((left - 10, y), f"{value:g}", fill=_SOFT_INK, font=small, anchor="rm")
    for value in _ticks(most_x):
        x, _ = place(value, 0)
        pen.text((x, bottom + 8), f"{value:g}", fill=_SOFT_INK, font=small, anchor="ma")
    pen.text((left, top - 24), axes[1], fill=_SOFT_INK, font=small)
    pen.text((right, bottom + 30), axes[0], fill=_SOFT_INK, font=small, anchor="ra")
    for index, curve in enumerate(curves):
        color = _CURVES[index % len(_CURVES)]
        pen.line((place(0, 0), place(*curve.points[-1])), fill=color, width=1)
        for point in curve.points:
            x, y = place(*point)
            pen.ellipse((x - 4, y - 4, x + 4, y + 4), fill=color)
        y = top + 16 + index * 26
        pen.ellipse((left + 16, y - 5, left + 26, y + 5), fill=color)
        pen.text((left + 36, y), curve.label, fill=_INK, font=font, anchor="lm")
    pen.text((_MARGIN, bottom + 50), setting, fill=_SOFT_INK, font=small)
    image.save(path)


def _ticks(most: float) -> list[float]:
    """Four to ten round values from 0."""
    step = 10.0 ** math.floor(math.log10(most))
    step *= next((part for part in (0.1, 0.2, 0.5) if most / (step * part) <= 10), 1.0)
    return [step * i for i in range(int(most / step) + 1)]
