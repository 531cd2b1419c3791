"""One picture per feature, for people to look at: ``zerocopy gallery DIR``."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path as FilePath

import numpy as np

from ._fonts import find
from ._gallery_layers import SCENES
from .canvas import Drawing
from .errors import InvalidArgumentError
from .session import Session
from .shapes import LinearGradient, RadialGradient, Shape, Stroke, TextStyle
from .target import Target
from .types import Path

SIZE = (480, 320)
_INK, _RED, _BLUE, _GREEN, _GOLD = "#20242c", "#d8414f", "#2f6fde", "#2c9c5a", "#f2b632"


def draw_gallery(folder: Path, *, device: str = "auto") -> list[FilePath]:
    """Writes a PNG per feature into ``folder``, which is made where it is missing; returns their paths.

    Raises OSError, UnsupportedError for a device that is not there.
    """
    out = FilePath(folder)
    out.mkdir(parents=True, exist_ok=True)
    paths = []
    with Session(device=device) as session:
        for name, draw in PICTURES.items():
            with session.open_offscreen(*SIZE, background="#f6f4ef") as target:
                draw(target)
                target.present()
                paths.append(out / f"{name}.png")
                target.snapshot(paths[-1])
    return paths


def _shapes(d: Drawing) -> None:
    d.rect((20, 20, 130, 80), fill=_RED)
    d.rect((170, 20, 130, 80), corner_radius_px=24, fill=_BLUE, stroke=Stroke(_INK, width=3))
    d.ellipse((320, 20, 140, 80), fill=_GREEN)
    d.polyline([(20, 220), (85, 130), (150, 220)], closed=True, fill=_GOLD)
    star = [
        (235 + 60 * math.sin(i * 0.8 * math.pi), 180 - 60 * math.cos(i * 0.8 * math.pi)) for i in range(5)
    ]
    d.shape(Shape().polygon(star), fill=_RED, rule="evenodd")
    d.shape(Shape().arc((390, 180), 60, 30, 300).line_to(390, 180).close(), fill=_GOLD)
    heart = Shape().move_to(85, 250).cubic_to((85, 220), (35, 230), (85, 300))
    d.shape(heart.cubic_to((135, 230), (85, 220), (85, 250)).close(), fill=_RED)
    d.shape(Shape().arc((300, 275), (120, 25), 0, 360, rotation=-5), stroke=Stroke(_INK, width=2))


def _hairlines(d: Drawing) -> None:
    for i in range(48):
        angle = i * math.pi / 24
        end = (240 + 150 * math.cos(angle), 160 + 150 * math.sin(angle))
        d.line((240, 160), end, Stroke(_INK, width=0.25 + i * 0.03))


def _strokes(d: Drawing) -> None:
    joins = ("miter", "round", "bevel")
    caps = ("butt", "round", "square")
    for i, (join, cap) in enumerate(zip(joins, caps, strict=True)):
        x = 40 + 150 * i
        bend = [(x, 130), (x + 50, 40), (x + 100, 130)]
        stroke = Stroke(_BLUE, width=26, join=join, cap=cap)  # type: ignore[arg-type]
        d.polyline(bend, stroke=stroke)
        d.polyline(bend, stroke=Stroke("#ffffff"))
        d.text(f"{join}, {cap}", x + 50, 150, _INK, style=TextStyle(size_px=15, align="center"))
    curve = Shape().move_to(40, 250).cubic_to((150, 130), (300, 390), (440, 220))
    d.shape(curve, stroke=Stroke(_RED, width=16, cap="round"))


def _dashes(d: Drawing) -> None:
    d.line((30, 40), (450, 40), Stroke(_INK, width=6, dashes=(30, 10)))
    d.line((30, 75), (450, 75), Stroke(_INK, width=8, cap="round", dashes=(0, 14)))
    d.line((30, 110), (450, 110), Stroke(_INK, width=6, cap="square", dashes=(14, 12, 2, 12)))
    d.ellipse((40, 145, 180, 150), stroke=Stroke(_BLUE, width=9, dashes=(24, 8)))
    d.rect((260, 150, 180, 140), corner_radius_px=40, stroke=Stroke(_RED, width=5, dashes=(18, 6, 4)))


def _linear_gradients(d: Drawing) -> None:
    stops = [(0.0, _RED), (0.5, _GOLD), (1.0, _BLUE)]
    d.rect((20, 20, 440, 60), fill=LinearGradient((20, 0), (460, 0), stops))
    d.rect((20, 95, 210, 90), fill=LinearGradient((90, 95), (160, 185), stops))
    d.rect((250, 95, 210, 90), fill=LinearGradient((250, 95), (300, 120), stops, spread="reflect"))
    d.rect((20, 200, 210, 100), fill=LinearGradient((20, 0), (60, 0), stops, spread="repeat"))
    d.ellipse((250, 200, 210, 100), fill=LinearGradient((0, 200), (0, 300), [(0, _GREEN), (1, "#2c9c5a00")]))


def _radial_gradients(d: Drawing) -> None:
    stops = [(0.0, "#ffffff"), (0.6, _BLUE), (1.0, "#10204a")]
    d.ellipse((20, 20, 200, 200), fill=RadialGradient((120, 120), 100, stops))
    d.ellipse((250, 20, 200, 200), fill=RadialGradient((350, 120), 100, stops, focus=(310, 80)))
    rings = [(0.0, _GOLD), (0.5, _GOLD), (0.5, _RED), (1.0, _RED)]
    d.rect((20, 240, 430, 60), fill=RadialGradient((235, 270), 20, rings, spread="repeat"))


def _clips(d: Drawing) -> None:
    stripes = LinearGradient(
        (0, 0), (14, 14), [(0, _BLUE), (0.5, _BLUE), (0.5, "#fff"), (1, "#fff")], "repeat"
    )
    with d.saved():
        d.clip_rect((20, 20, 200, 130), corner_radius_px=40)
        d.rect((0, 0, 480, 320), fill=stripes)
    with d.saved():
        d.clip(Shape().ellipse((250, 20, 210, 130)))
        d.clip_rect((250, 50, 210, 70))
        d.rect((0, 0, 480, 320), fill=_GOLD)
    with d.saved():
        d.clip(Shape().rect((20, 170, 440, 130)).ellipse((140, 180, 200, 110)), rule="evenodd")
        d.rect((0, 0, 480, 320), fill=_GREEN)


def _transforms(d: Drawing) -> None:
    d.translate(240, 160)
    for i in range(12):
        with d.saved():
            d.rotate(30 * i)
            d.opacity = 0.25 + 0.06 * i
            d.rect((40, -14, 100, 28), corner_radius_px=14, fill=_RED)
    d.transform((1, 0, -0.6, 0.5, 0, 0))
    d.ellipse((-40, -40, 80, 80), fill=_INK, stroke=Stroke(_GOLD, width=8))


def _images(d: Drawing) -> None:
    y, x = np.mgrid[0:32, 0:32].astype(np.uint8)
    picture = np.stack([x * 8, y * 8, 255 - x * 4, np.full_like(x, 255)], axis=2)
    d.image(picture, (20, 20, 200, 200))
    d.translate(350, 130)
    d.rotate(25)
    d.image(picture, (-80, -80, 160, 160))


def _text(d: Drawing) -> None:
    for i, size_px in enumerate((11, 15, 22, 32, 48)):
        d.text("Zero copy, 24 fps", 20, (10, 30, 56, 92, 142)[i], _INK, style=TextStyle(size_px=size_px))
    fade = LinearGradient((20, 0), (460, 0), [(0, _RED), (1, _BLUE)])
    d.text("Gradient", 20, 210, fade, style=TextStyle(size_px=60))
    d.translate(420, 300)
    d.rotate(-60)
    d.text("turned", 0, -30, _GREEN, style=TextStyle(size_px=30))


def _paragraphs(d: Drawing) -> None:
    words = "A canvas records what it shows. It is drawn when it has changed, and only then uploaded."
    for i, align in enumerate(("left", "center", "right")):
        x = 20 + 150 * i
        d.rect((x, 20, 140, 190), fill="#ffffff")
        style = TextStyle(size_px=17, align=align, line_height=1.2)  # type: ignore[arg-type]
        d.text(words, x + 5, 25, _INK, style=style, width=130)
    d.rect((20, 230, 440, 30), fill="#ffffff")
    d.text(words, 25, 234, _INK, style=TextStyle(size_px=17), width=430, max_lines=1)


def _right_to_left(d: Drawing) -> None:
    """In the sans-serif family of the machine, where its fonts have these letters."""
    try:
        find("sans-serif", 400, False)
        family: str | None = "sans-serif"
    except InvalidArgumentError:
        family = None
    for i, words in enumerate(
        ("שלום עולם (zerocopy) 24", "مرحبا بالعالم", "Zoe\u0308, e\u0301te\u0301, man\u0303ana")
    ):
        d.rect((20, 20 + 95 * i, 440, 80), fill="#ffffff")
        style = TextStyle(family=family, size_px=30)
        d.text(words, 30, 35 + 95 * i, _INK, style=style, width=420)


def _on_canvas(draw: Callable[[Drawing], None]) -> Callable[[Target], None]:
    def show(target: Target) -> None:
        with target.scene.add_canvas().draw() as drawing:
            draw(drawing)

    return show


_DRAWINGS: dict[str, Callable[[Drawing], None]] = {
    "shapes": _shapes,
    "hairlines": _hairlines,
    "strokes": _strokes,
    "dashes": _dashes,
    "linear_gradients": _linear_gradients,
    "radial_gradients": _radial_gradients,
    "clips": _clips,
    "transforms": _transforms,
    "images": _images,
    "text": _text,
    "paragraphs": _paragraphs,
    "right_to_left": _right_to_left,
}

PICTURES: dict[str, Callable[[Target], None]] = {
    **{name: _on_canvas(draw) for name, draw in _DRAWINGS.items()},
    **SCENES,
}
