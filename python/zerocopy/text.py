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

_LARGEST_PX = 2048
_TAB = "    "


def render_mask(text: str, *, size_px: float = 24, font: Path | None = None) -> U8:
    """Coverage of ``text`` as (rows, columns) uint8, as large as the text's own box.

    ``text``: one or more lines. ``size_px``: the font's size, above 0 and up to 2048. ``font``: a file that
    FreeType reads; None: the font that comes with Pillow. The box is as high as ascent and descent of its
    lines, so that a baseline does not move with the letters, and grows where ink leaves it; empty text is
    1×1. Any thread. Raises `InvalidArgumentError` for the size and the font.
    """
    face = font_face(None if font is None else _values.path(font, "Font"), _check_size(size_px))
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", _TAB).split("\n")
    if not any(lines):
        return np.zeros((1, 1), np.uint8)
    ascent, descent = face.getmetrics()
    left = top = right = bottom = 0
    for i, line in enumerate(lines):
        ink = face.getbbox(line, anchor="ls")  # from the start of the baseline
        baseline = i * (ascent + descent) + ascent
        left = min(left, math.floor(ink[0]))
        top = min(top, baseline + math.floor(ink[1]))
        right = max(right, math.ceil(ink[2]), math.ceil(face.getlength(line)))
        bottom = max(bottom, baseline + descent, baseline + math.ceil(ink[3]))
    image = Image.new("L", (max(1, right - left), max(1, bottom - top)))
    draw = ImageDraw.Draw(image)
    for i, line in enumerate(lines):
        draw.text((-left, i * (ascent + descent) + ascent - top), line, fill=255, font=face, anchor="ls")
    return np.array(image, dtype=np.uint8)


def _check_size(size_px: float) -> float:
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
