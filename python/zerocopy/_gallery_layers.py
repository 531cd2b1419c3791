"""The gallery's pictures of layers: blend modes, groups, clips, effects, the HUD."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from . import hud
from .effects import Shadow
from .groups import Container
from .hud import Reading
from .shapes import LinearGradient, Stroke, TextStyle
from .target import Target
from .types import Blend, RectLike

_INK, _RED, _BLUE, _GREEN, _GOLD = "#20242c", "#d8414f", "#2f6fde", "#2c9c5a", "#f2b632"
_BLENDS: tuple[Blend, ...] = ("normal", "add", "multiply", "screen")


def _label(scene: Container, words: str, x: float, y: float) -> None:
    with scene.add_canvas((x, y, 140, 24), z=9).draw() as d:
        d.text(words, 70, 2, _INK, style=TextStyle(size_px=14, align="center"))


def _landscape(scene: Container, rect: RectLike) -> None:
    """Sky, hills and stripes: soft, saturated and sharp."""
    width, height = rect[2:]
    with scene.add_canvas(rect).draw() as d:
        sky = LinearGradient((0, 0), (0, height), [(0, "#7fb4f0"), (0.6, "#f6d9a8"), (1, "#e88a5a")])
        d.rect((0, 0, width, height), fill=sky)
        d.ellipse((width * 0.62, height * 0.12, height * 0.3, height * 0.3), fill=_GOLD)
        d.ellipse((-width * 0.2, height * 0.6, width * 0.8, height), fill=_GREEN)
        d.ellipse((width * 0.35, height * 0.7, width, height), fill="#1d6b45")
        for i in range(8):
            x = width * (0.06 + 0.05 * i)
            d.line((x, height * 0.1), (x, height * 0.5), Stroke(_INK, width=2))


def _blend_modes(target: Target) -> None:
    scene = target.scene
    _landscape(scene, (0, 0, 480, 320))
    for i, blend in enumerate(_BLENDS):
        for j, color in enumerate(("#903048", "#3060b0a0")):
            disc = scene.add_rect((15 + 117 * i, 25 + 145 * j, 100, 100), color, corner_radius_px=50)
            disc.blend = blend
        _label(scene, blend, -5 + 117 * i, 132)


def _opacity_groups(target: Target) -> None:
    """One opacity for each disc, and one for all of them."""
    for x, together in ((20, False), (250, True)):
        _landscape(target.scene, (x, 20, 210, 260))
        group = target.scene.add_group(rect=(x, 20, 210, 260), opacity=0.5 if together else 1)
        for i, color in enumerate((_RED, _GOLD, _BLUE)):
            place = (15 + 40 * i, 40 + 40 * i, 100, 100)
            group.add_rect(place, color, corner_radius_px=50, opacity=1 if together else 0.5)
        _label(target.scene, "one opacity" if together else "an opacity each", x + 35, 285)


def _nested_clips(target: Target) -> None:
    outer = target.scene.add_group(rect=(30, 20, 260, 280))
    outer.clip, outer.clip_radius_px = (30, 20, 260, 280), 60
    _landscape(outer, (0, 0, 260, 280))
    inner = outer.add_group(rect=(60, 60, 200, 200))
    inner.clip, inner.clip_radius_px = (60, 60, 230, 150), 75
    inner.add_rect((0, 0, 200, 200), "#ffffffd0")
    inner.add_rect((30, -40, 60, 240), _RED, corner_radius_px=30)
    turn = math.radians(25)
    turned = target.scene.add_group(rect=(370, 40, 130, 200))
    turned.transform = (math.cos(turn), math.sin(turn), -math.sin(turn), math.cos(turn), 0, 0)
    within = turned.add_group(rect=(0, 0, 130, 200))
    within.clip, within.clip_radius_px = (0, 0, 130, 200), 40
    _landscape(within, (0, 0, 130, 200))
    within.add_rect((50, 90, 160, 160), _BLUE, corner_radius_px=80)


def _shadows(target: Target) -> None:
    scene = target.scene
    for i, (sigma_px, spread_px) in enumerate(((0, 0), (3, 0), (8, 0), (12, 10))):
        card = scene.add_rect((30 + 112 * i, 30, 80, 80), "#ffffff", corner_radius_px=16)
        card.shadow = Shadow(6, 8, sigma_px, "#20304c90", spread_px)
        _label(scene, f"{sigma_px} px, spread {spread_px}", 112 * i, 128)
    with scene.add_canvas((30, 170, 200, 120)).draw() as d:
        d.text("Shadow", 0, 20, _RED, style=TextStyle(size_px=52))
    scene.layers[-1].shadow = Shadow(5, 6, 3, "#20304cb0")
    group = scene.add_group(rect=(260, 165, 190, 130), opacity=0.8)
    group.shadow = Shadow(8, 10, 5, _INK)
    group.add_rect((0, 10, 110, 110), _GOLD, corner_radius_px=55)
    group.add_rect((70, 30, 110, 70), _BLUE, corner_radius_px=12)


def _blurs(target: Target) -> None:
    for i, sigma_px in enumerate((0, 1, 4, 9, 20, 60)):
        x, y = 20 + 155 * (i % 3), 15 + 155 * (i // 3)
        group = target.scene.add_group(rect=(x, y, 130, 110))
        group.clip = (x - 10, y - 10, 150, 135)
        group = group.add_group(rect=(0, 0, 130, 110))
        _landscape(group, (0, 0, 130, 110))
        group.blur_sigma_px = sigma_px
        _label(target.scene, f"sigma {sigma_px}", x - 5, y + 124)


def _backdrop_blur(target: Target) -> None:
    scene = target.scene
    _landscape(scene, (0, 0, 480, 320))
    for x, sigma_px in ((30, 3), (255, 12)):
        panel = scene.add_rect((x, 60, 195, 200), "#ffffff40", corner_radius_px=32)
        panel.backdrop_blur_sigma_px = sigma_px
        panel.shadow = Shadow(0, 8, 12, "#00000060")
        _label(scene, f"sigma {sigma_px}", x + 27, 150)


def _all_at_once(target: Target) -> None:
    scene = target.scene
    _landscape(scene, (0, 0, 480, 320))
    y, x = np.mgrid[0:96, 0:160]
    picture = np.stack([x * 1.6, y * 2.6, 255 - x, np.full(x.shape, 255)], axis=2).astype(np.uint8)
    card = scene.add_group(rect=(70, 50, 300, 200), opacity=0.95)
    turn = math.radians(-6)
    card.transform = (math.cos(turn), math.sin(turn), -math.sin(turn), math.cos(turn), 0, 30)
    card.shadow = Shadow(0, 14, 14, "#00000090")
    card.add_rect((0, 0, 300, 200), "#fbfaf6", corner_radius_px=24)
    image = card.add_image(picture, rect=(20, 20, 160, 96))
    image.clip, image.clip_radius_px = (20, 20, 160, 96), 18
    soft = card.add_rect((190, 20, 90, 96), _RED, corner_radius_px=45)
    soft.blur_sigma_px = 6
    ink = card.add_rect((120, 60, 110, 110), _GOLD, corner_radius_px=55)
    ink.blend = "multiply"
    pane = scene.add_rect((250, 180, 200, 110), "#20242c50", corner_radius_px=22)
    pane.backdrop_blur_sigma_px = 7


def _hud(target: Target) -> None:
    """The panel of `Target.hud` as it may look in the middle of a clip."""
    _landscape(target.scene, (0, 0, 480, 320))
    frame_ms = np.full(90, 16.7)
    frame_ms[20::25], frame_ms[66:70] = 33.4, (24.0, 50.1, 33.4, 21.0)
    reading = Reading("metal", "true_zero_copy", "presented", 59.2, frame_ms, 2, 1, 1.02)
    with target.scene.add_canvas((20, 20, hud.WIDTH * 1.5, hud.HEIGHT * 1.5)).draw() as d:
        d.scale(1.5)
        hud.draw_panel(d, reading)


SCENES: dict[str, Callable[[Target], None]] = {
    "blend_modes": _blend_modes,
    "opacity_groups": _opacity_groups,
    "nested_clips": _nested_clips,
    "shadows": _shadows,
    "blurs": _blurs,
    "backdrop_blur": _backdrop_blur,
    "all_at_once": _all_at_once,
    "hud": _hud,
}
