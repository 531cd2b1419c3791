"""Text as a coverage mask, shaped and rasterised by Pillow (FreeType, Raqm where it is built in)."""

from __future__ import annotations

import math
import os
from functools import lru_cache
from typing import cast

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from . import _values
from .errors import InvalidArgumentError
from .types import U8, Path

_LARGEST_PX = 2048  # of a font
LARGEST_MASK_PX = 16384
_TAB = "    "


def render_mask(text: str, *, size_px: float = 24, font: Path | None = None) -> U8:
    """Coverage of ``text`` as (rows, columns) uint8, as large as the text's own box.

    ``text``: one or more lines. ``size_px``: the font's size, above 0 and up to 2048. ``font``: a file that
    FreeType reads; None: the font that comes with Pillow. The box is as high as ascent and descent of its
    lines, so that a baseline does not move with the letters, and grows where ink leaves it; empty text is
    1×1. Any thread. Raises `InvalidArgumentError` for the size, the font, and a box with a side above
    16,384 px.
    """
    return render_scaled(text, size_px, font, 1)[0]


def render_scaled(text: str, size_px: float, font: Path | None, scale: float) -> tuple[U8, float]:
    """The mask for a target with ``scale`` px per logical px, and the scale that it has: less where its font
    or its box would be too large. Raises `InvalidArgumentError` for what is too large at a scale of 1."""
    size = check_size(size_px)
    path = None if font is None else _values.path(font, "Font")
    lines = plain(text).split("\n")
    scale = min(scale, _LARGEST_PX / size)
    box = _Box(font_face(path, size * scale), lines)
    if box.longer > LARGEST_MASK_PX and scale > 1:
        scale = max(1.0, scale * (LARGEST_MASK_PX - 64) / box.longer)  # hinting may add some
        box = _Box(font_face(path, size * scale), lines)
    if box.longer > LARGEST_MASK_PX:
        raise InvalidArgumentError(
            f"The text is {box.longer} px long at size_px {size_px:g}; a layer shows at most"
            f" {LARGEST_MASK_PX}. Break it into lines, or draw it on a canvas with a width to wrap it to."
        )
    return box.render(), scale


def plain(text: str) -> str:
    """With one kind of line end, and spaces for tabs."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", _TAB)


class _Box:
    """Where the ink of lines lies from the start of the first baseline's line."""

    def __init__(self, face: ImageFont.FreeTypeFont, lines: list[str]) -> None:
        self._face, self._lines = face, lines
        self._ascent, descent = face.getmetrics()
        self._line_px = self._ascent + descent
        left = top = right = bottom = 0
        for i, line in enumerate(lines if any(lines) else []):
            ink = face.getbbox(line, anchor="ls")  # from the start of the baseline
            baseline = i * self._line_px + self._ascent
            left = min(left, math.floor(ink[0]))
            top = min(top, baseline + math.floor(ink[1]))
            right = max(right, math.ceil(ink[2]), math.ceil(face.getlength(line)))
            bottom = max(bottom, baseline + descent, baseline + math.ceil(ink[3]))
        self._left, self._top = left, top
        self._size = (max(1, right - left), max(1, bottom - top))

    @property
    def longer(self) -> int:
        """Px of the longer side."""
        return max(self._size)

    def render(self) -> U8:
        image = Image.new("L", self._size)
        draw = ImageDraw.Draw(image)
        for i, line in enumerate(self._lines):
            at = (-self._left, i * self._line_px + self._ascent - self._top)
            draw.text(at, line, fill=255, font=self._face, anchor="ls")
        return np.array(image, dtype=np.uint8)


def check_size(size_px: float) -> float:
    size = _values.number(size_px, "The text's size_px", low=0, high=_LARGEST_PX)
    if size == 0:
        raise InvalidArgumentError(
            f"The text's size_px is {size_px!r}; pass a number above 0 and up to {_LARGEST_PX}."
        )
    return size


@lru_cache(maxsize=32)
def font_face(path: str | None, size: float) -> ImageFont.FreeTypeFont:
    try:
        if path is None:
            return cast(ImageFont.FreeTypeFont, ImageFont.load_default(size))
        return ImageFont.truetype(path, size)
    except (OSError, ValueError) as error:
        what = (
            "does not exist"
            if path and not os.path.exists(path)
            else f"is no font that can be read ({error})"
        )
        raise InvalidArgumentError(
            f"The font file '{path}' {what}; pass a TrueType or OpenType file, or None for the bundled font."
        ) from error
