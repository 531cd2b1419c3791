"""Layers with effects, each with the HTML that says the same, for compare_browser.py."""

from __future__ import annotations

import math
from collections.abc import Callable

import zerocopy as zc
from zerocopy.groups import Container

RAINBOW = "linear-gradient(90deg,#c03040,#f2b632 30%,#208040 60%,#2060c0)"
STOPS = [(0.0, "#c03040"), (0.3, "#f2b632"), (0.6, "#208040"), (1.0, "#2060c0")]
BLENDS = ("normal", "add", "multiply", "screen")
IN_CSS = {"normal": "normal", "add": "plus-lighter", "multiply": "multiply", "screen": "screen"}
TURN = (math.cos(0.35), math.sin(0.35), -math.sin(0.35), math.cos(0.35), 90.0, -20.0)


def div(rect: tuple[float, float, float, float], css: str, inner: str = "") -> str:
    x, y, width, height = rect
    place = f"position:absolute;left:{x}px;top:{y}px;width:{width}px;height:{height}px"
    return f"<div style='{place};{css}'>{inner}</div>"


def matrix(numbers: tuple[float, ...]) -> str:
    return f"transform-origin:0 0;transform:matrix({','.join(map(str, numbers))})"


def add_rainbow(scene: Container, rect: tuple[float, float, float, float]) -> zc.CanvasLayer:
    layer = scene.add_canvas(rect)
    with layer.draw() as drawing:
        paint = zc.LinearGradient((0, 0), (rect[2], 0), STOPS)
        drawing.rect((0, 0, rect[2], rect[3]), fill=paint)
    return layer


def blend_modes(scene: zc.Scene) -> None:
    add_rainbow(scene, (0, 0, 320, 240))
    for i, mode in enumerate(BLENDS):
        for j, color in enumerate(("#d04080", "#40a0ff80")):
            layer = scene.add_rect((10 + 78 * i, 20 + 110 * j, 64, 90), color, corner_radius_px=20)
            layer.blend = mode  # type: ignore[assignment]


BLEND_MODES = div((0, 0, 320, 240), f"background:{RAINBOW}") + "".join(
    div(
        (10 + 78 * i, 20 + 110 * j, 64, 90),
        f"background:{color};border-radius:20px;mix-blend-mode:{IN_CSS[mode]}",
    )
    for i, mode in enumerate(BLENDS)
    for j, color in enumerate(("#d04080", "#40a0ff80"))
)


def blended_groups(scene: zc.Scene) -> None:
    """Groups of overlapping discs, each blended as one, over stripes and white."""
    add_rainbow(scene, (0, 60, 320, 120))
    for i, mode in enumerate(BLENDS):
        group = scene.add_group(rect=(78 * i, 30, 80, 180))
        group.blend, group.opacity = mode, 0.9  # type: ignore[assignment]
        for y, color in ((0, "#c04060"), (50, "#40c060"), (100, "#4060c0")):
            group.add_rect((5, y, 70, 70), color, corner_radius_px=35, opacity=0.8)


BLENDED_GROUPS = div((0, 60, 320, 120), f"background:{RAINBOW}") + "".join(
    div(
        (78 * i, 30, 80, 180),
        f"mix-blend-mode:{IN_CSS[mode]};opacity:.9",
        "".join(
            div((5, y, 70, 70), f"background:{color};border-radius:35px;opacity:.8")
            for y, color in ((0, "#c04060"), (50, "#40c060"), (100, "#4060c0"))
        ),
    )
    for i, mode in enumerate(BLENDS)
)


def opacity_groups(scene: zc.Scene) -> None:
    add_rainbow(scene, (0, 90, 320, 60))
    outer = scene.add_group(rect=(20, 20, 280, 200), opacity=0.7)
    outer.add_rect((0, 0, 120, 200), "#c03040", corner_radius_px=16)
    inner = outer.add_group(rect=(60, 30, 220, 140), opacity=0.5)
    inner.add_rect((0, 0, 120, 140), "#208040")
    inner.add_rect((80, 40, 140, 60), "#2060c0", corner_radius_px=30)


OPACITY_GROUPS = div((0, 90, 320, 60), f"background:{RAINBOW}") + div(
    (20, 20, 280, 200),
    "opacity:.7",
    div((0, 0, 120, 200), "background:#c03040;border-radius:16px")
    + div(
        (60, 30, 220, 140),
        "opacity:.5",
        div((0, 0, 120, 140), "background:#208040")
        + div((80, 40, 140, 60), "background:#2060c0;border-radius:30px"),
    ),
)


def nested_clips(scene: zc.Scene) -> None:
    outer = scene.add_group(rect=(10, 10, 180, 220))
    outer.clip, outer.clip_radius_px = (10, 10, 180, 220), 40
    add_rainbow(outer, (0, 0, 180, 220))
    inner = outer.add_group(rect=(60, 40, 160, 120))
    inner.clip, inner.clip_radius_px = (60, 40, 160, 120), 50
    inner.add_rect((0, 0, 160, 120), "#ffffff")
    inner.add_rect((40, -20, 60, 160), "#20242c", corner_radius_px=30)
    turned = scene.add_group(rect=(160, 40, 110, 150))
    turned.transform = TURN
    within = turned.add_group(rect=(0, 0, 110, 150))
    within.clip, within.clip_radius_px = (0, 0, 110, 150), 30
    within.add_rect((0, 0, 110, 150), "#2060c0")
    within.add_rect((30, 60, 140, 140), "#f2b632", corner_radius_px=70)


NESTED_CLIPS = div(
    (10, 10, 180, 220),
    f"overflow:hidden;border-radius:40px;background:{RAINBOW}",
    div(
        (60, 40, 160, 120),
        "overflow:hidden;border-radius:50px;background:#fff",
        div((40, -20, 60, 160), "background:#20242c;border-radius:30px"),
    ),
) + div(
    (160, 40, 110, 150),
    f"overflow:hidden;border-radius:30px;background:#2060c0;{matrix(TURN)}",
    div((30, 60, 140, 140), "background:#f2b632;border-radius:70px"),
)


def box_shadows(scene: zc.Scene) -> None:
    """A CSS blur radius is twice the sigma."""
    for i, (sigma_px, spread_px) in enumerate(((0, 0), (2, 0), (6, 0), (10, 8))):
        layer = scene.add_rect((30 + 150 * (i % 2), 25 + 110 * (i // 2), 110, 60), "#fff")
        layer.corner_radius_px = 14
        layer.shadow = zc.Shadow(dx_px=6, dy_px=8, sigma_px=sigma_px, color="#20304cb0", spread_px=spread_px)


BOX_SHADOWS = "".join(
    div(
        (30 + 150 * (i % 2), 25 + 110 * (i // 2), 110, 60),
        f"background:#fff;border-radius:14px;box-shadow:6px 8px {2 * sigma}px {spread}px #20304cb0",
    )
    for i, (sigma, spread) in enumerate(((0, 0), (2, 0), (6, 0), (10, 8)))
)


def shadows_of_groups(scene: zc.Scene) -> None:
    """Of what a translucent group shows, overlapping children and all."""
    group = scene.add_group(rect=(30, 30, 260, 180), opacity=0.8)
    group.shadow = zc.Shadow(dx_px=10, dy_px=12, sigma_px=5, color="#102040")
    group.add_rect((0, 0, 120, 120), "#c03040", corner_radius_px=60)
    group.add_rect((70, 60, 120, 100), "#f2b63280")
    group.add_rect((180, 20, 60, 140), "#2060c0", corner_radius_px=12)


SHADOWS_OF_GROUPS = div(
    (30, 30, 260, 180),
    "opacity:.8;filter:drop-shadow(10px 12px 5px #102040)",
    div((0, 0, 120, 120), "background:#c03040;border-radius:60px")
    + div((70, 60, 120, 100), "background:#f2b63280")
    + div((180, 20, 60, 140), "background:#2060c0;border-radius:12px"),
)


def blurs(scene: zc.Scene) -> None:
    for i, sigma_px in enumerate((1, 2.5, 4, 9)):
        group = scene.add_group(rect=(20 + 150 * (i % 2), 20 + 110 * (i // 2), 130, 90))
        group.blur_sigma_px = sigma_px
        add_rainbow(group, (0, 0, 130, 90))
        group.add_rect((20, 20, 90, 50), "#ffffff", corner_radius_px=25)


BLURS = "".join(
    div(
        (20 + 150 * (i % 2), 20 + 110 * (i // 2), 130, 90),
        f"filter:blur({sigma}px);background:{RAINBOW}",
        div((20, 20, 90, 50), "background:#fff;border-radius:25px"),
    )
    for i, sigma in enumerate((1, 2.5, 4, 9))
)


def wide_blur(scene: zc.Scene) -> None:
    layer = scene.add_rect((90, 70, 140, 100), "#c03040", corner_radius_px=30)
    layer.blur_sigma_px = 40


WIDE_BLUR = div((90, 70, 140, 100), "background:#c03040;border-radius:30px;filter:blur(40px)")


def backdrop(scene: zc.Scene) -> None:
    add_rainbow(scene, (0, 0, 320, 240))
    for i in range(10):
        scene.add_rect((32 * i + 8, 0, 12, 240), "#ffffffc0")
    panel = scene.add_rect((40, 50, 240, 140), "#ffffff50", corner_radius_px=28)
    panel.backdrop_blur_sigma_px = 6


BACKDROP = (
    div((0, 0, 320, 240), f"background:{RAINBOW}")
    + "".join(div((32 * i + 8, 0, 12, 240), "background:#ffffffc0") for i in range(10))
    + div((40, 50, 240, 140), "background:#ffffff50;border-radius:28px;backdrop-filter:blur(6px)")
)


# Name, layers, HTML, and why the two differ where they do.
EFFECTS: tuple[tuple[str, Callable[[zc.Scene], None], str, str], ...] = (
    ("blend modes", blend_modes, BLEND_MODES, ""),
    ("blended groups", blended_groups, BLENDED_GROUPS, ""),
    ("opacity groups", opacity_groups, OPACITY_GROUPS, ""),
    ("nested clips", nested_clips, NESTED_CLIPS, ""),
    ("shadow", box_shadows, BOX_SHADOWS, ""),
    ("shadow of a group", shadows_of_groups, SHADOWS_OF_GROUPS, ""),
    ("blur", blurs, BLURS, ""),
    ("wide blur", wide_blur, WIDE_BLUR, ""),
    (
        "backdrop blur",
        backdrop,
        BACKDROP,
        "the browser blurs what lies within the panel alone, mirrored at its edges",
    ),
)
