"""Paragraphs: lines of text broken, cut and aligned, as one coverage mask."""

from __future__ import annotations

import math
import os
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from . import _fonts
from .errors import InvalidArgumentError
from .text import LARGEST_MASK_PX, font_face, plain
from .types import U8

_ELLIPSIS = "…"
_FINER = 8
_LARGEST_PX = 2048
_RIGHT_TO_LEFT = ("R", "AL")
_LEFT_TO_RIGHT = ("L",)
_JOINER = "\u200d"


@dataclass(frozen=True, slots=True)
class Spec:
    """What a paragraph is made of; all lengths in px of the mask."""

    text: str
    family: str | None
    font: str | None
    size_px: float
    weight: int
    italic: bool
    align: str
    line_height: float
    direction: str
    width_px: float | None
    max_lines: int | None
    offset_px: float
    """Where the text begins within a pixel, 0 to below 1."""


@dataclass(frozen=True, slots=True, eq=False)
class Paragraph:
    """A mask, and where its top left corner lies from the paragraph's own, in px."""

    mask: U8
    left: int
    top: int
    width_px: float
    height_px: float


@lru_cache(maxsize=64)
def lay_out(spec: Spec) -> Paragraph:
    """Breaks, aligns and rasterises. Raises `InvalidArgumentError` for a font that is not there, and for what
    would be larger than `LARGEST_MASK_PX`."""
    finer = max(1, min(_FINER, int(_LARGEST_PX / spec.size_px)))
    face = _face(spec, spec.size_px * finer)
    text = plain(spec.text)
    rtl = is_right_to_left(text) if spec.direction == "auto" else spec.direction == "rtl"
    raqm = face.layout_engine == ImageFont.Layout.RAQM  # which alone takes a direction
    direction = ("rtl" if rtl else "ltr") if raqm else None

    def length(line: str) -> float:
        return float(face.getlength(line, direction=direction)) / finer

    lines = _lines(text, spec, length)
    ascent, descent = (math.floor(value * spec.size_px + 0.5) for value in _metrics(spec))
    line_px = math.floor((ascent + descent) * spec.line_height + 0.5)
    lead = (line_px - ascent - descent) // 2
    lengths = [length(line) for line in lines]
    along = _alignment(spec.align, rtl)
    placed = []
    left = top = right = bottom = 0
    for i, (line, own) in enumerate(zip(lines, lengths, strict=True)):
        x = spec.offset_px + along * ((spec.width_px or 0) - own)
        y = i * line_px + lead + ascent
        ink = face.getbbox(line, anchor="ls", direction=direction)
        first, last = math.floor(y + ink[1] / finer), math.ceil(y + ink[3] / finer)
        left = min(left, math.floor(x + ink[0] / finer))
        top = min(top, first)
        right = max(right, math.ceil(x + ink[2] / finer) + 1)
        bottom = max(bottom, last)
        if last > first:
            placed.append((x, y, first, last, line))
    columns, rows = max(1, right - left), max(1, bottom - top)
    if max(columns, rows) > LARGEST_MASK_PX:
        raise InvalidArgumentError(
            f"The text would take {columns}x{rows} px; text on a canvas has at most {LARGEST_MASK_PX} on a"
            " side. Pass a width to wrap it to, or draw it in parts."
        )
    mask = Image.new("L", (columns, rows))
    for x, y, first, last, line in placed:  # one by one: each takes finer² px for one of the mask's
        image = Image.new("L", (columns * finer, (last - first) * finer))
        at = (math.floor((x - left) * finer + 0.5), (y - first) * finer)
        ImageDraw.Draw(image).text(at, line, fill=255, font=face, anchor="ls", direction=direction)
        reduced = image if finer == 1 else image.reduce(finer)
        mask.paste(255, (0, first - top), reduced)  # over the lines above
    return Paragraph(
        np.asarray(mask, dtype=np.uint8),
        left,
        top,
        spec.width_px or max(lengths, default=0.0),
        float(line_px * len(lines)),
    )


def is_right_to_left(text: str) -> bool:
    """By the first letter that has a direction (rule P2 of UAX 9)."""
    for letter in text:
        kind = unicodedata.bidirectional(letter)
        if kind in _RIGHT_TO_LEFT:
            return True
        if kind in _LEFT_TO_RIGHT:
            return False
    return False


def _alignment(align: str, rtl: bool) -> float:
    """0: at the left; 1: at the right."""
    if align == "start":
        align = "right" if rtl else "left"
    elif align == "end":
        align = "left" if rtl else "right"
    return {"left": 0.0, "center": 0.5, "right": 1.0}[align]


def _lines(text: str, spec: Spec, length: Callable[[str], float]) -> list[str]:
    lines: list[str] = []
    for paragraph in text.split("\n"):
        lines += [paragraph] if spec.width_px is None else _wrap(paragraph, spec.width_px, length)
    if spec.max_lines is None:
        return lines
    cut = len(lines) > spec.max_lines
    lines = lines[: spec.max_lines]
    if cut and lines:
        lines[-1] = _shorten(lines[-1].rstrip() + _ELLIPSIS, spec.width_px, length)
    return lines


def _wrap(text: str, width: float, length: Callable[[str], float]) -> list[str]:
    """Greedy, at spaces and after hyphens; a word too long for a line is broken between letters."""
    lines = []
    line = ""
    for word in _words(text):
        if length((line + word).rstrip()) <= width:
            line += word
            continue
        if line:
            lines.append(line.rstrip())
        line = word.lstrip() if line else word
        while length(line.rstrip()) > width:
            head, line = _break(line, width, length)
            if not line:
                line = head
                break
            lines.append(head)
    lines.append(line.rstrip())
    return lines


def _words(text: str) -> Iterator[str]:
    """Pieces after each of which a line may end."""
    begin = 0
    for i in range(1, len(text)):
        if (text[i - 1] == " " and text[i] != " ") or (text[i - 1] == "-" and text[i].isalpha()):
            yield text[begin:i]
            begin = i
    yield text[begin:]


def _break(word: str, width: float, length: Callable[[str], float]) -> tuple[str, str]:
    """As many letters as fit, at least one, with the marks that belong to them."""
    head = ""
    for letter in clusters(word):
        if head and length(head + letter) > width:
            break
        head += letter
    return head, word[len(head) :]


def clusters(text: str) -> list[str]:
    """Letters with their combining marks and joiners."""
    out: list[str] = []
    for letter in text:
        joined = bool(out) and (out[-1].endswith(_JOINER) or letter == _JOINER)
        if out and (joined or unicodedata.category(letter) in ("Mn", "Me", "Mc")):
            out[-1] += letter
        else:
            out.append(letter)
    return out


def _shorten(line: str, width: float | None, length: Callable[[str], float]) -> str:
    letters = clusters(line[: -len(_ELLIPSIS)])
    while width is not None and letters and length("".join(letters) + _ELLIPSIS) > width:
        letters.pop()
    return "".join(letters).rstrip() + _ELLIPSIS


def _face(spec: Spec, size_px: float) -> ImageFont.FreeTypeFont:
    if spec.font is not None or spec.family is None:
        return font_face(spec.font, size_px)
    found = _fonts.find(spec.family, spec.weight, spec.italic, spec.text)
    return _load(found.path, found.index, size_px, spec.weight)


def _metrics(spec: Spec) -> tuple[float, float]:
    """Ascent and descent of a font of 1 px. Taken large, since FreeType rounds them up to whole px."""
    ascent, descent = _face(spec, _LARGEST_PX).getmetrics()
    return ascent / _LARGEST_PX, descent / _LARGEST_PX


@lru_cache(maxsize=32)
def _load(path: str, index: int, size_px: float, weight: int) -> ImageFont.FreeTypeFont:
    try:
        face = ImageFont.truetype(path, size_px, index)
    except OSError as error:
        raise InvalidArgumentError(
            f"The font file '{os.fspath(path)}' is no font that can be read ({error})."
        ) from error
    try:
        axes = face.get_variation_axes()
    except OSError:  # not a variable font
        return face
    values = []
    for axis in axes:
        wanted: Any = weight if axis["name"] in (b"Weight", "Weight") else axis["default"]
        low, high = cast(tuple[float, float], (axis["minimum"], axis["maximum"]))
        values.append(min(max(float(wanted), low), high))
    face.set_variation_by_axes(values)
    return face
