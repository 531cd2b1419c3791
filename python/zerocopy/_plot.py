"""A picture of the benchmark's figures: horizontal bars, drawn with Pillow."""

from __future__ import annotations

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
