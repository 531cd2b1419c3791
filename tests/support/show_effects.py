"""Draws nodes of `reference_effects` with the package, and compares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import zerocopy as zc
from support import reference_effects, show
from support.reference import Canvas, Mask
from support.reference_effects import Group, Node
from zerocopy.text import render_mask


@dataclass(frozen=True, kw_only=True)
class Words(Mask):
    """A text layer; see `words`."""

    text: str
    size_px: float


def words(text: str, x: float, y: float, size_px: float, **options: object) -> Words:
    mask = render_mask(text, size_px=size_px, font=None)
    rect = (x, y, float(mask.shape[1]), float(mask.shape[0]))
    return Words(rect=rect, mask=mask, text=text, size_px=size_px, **options)  # type: ignore[arg-type]


def add(scene: zc.Scene | zc.GroupLayer, node: Node) -> zc.Layer:
    """The same layer in a scene or group."""
    layer = node.layer
    made: zc.Layer
    if isinstance(layer, Group):
        made = scene.add_group(rect=layer.rect, z=layer.z, opacity=layer.opacity)
        made.transform, made.clip, made.corner_radius_px = (
            layer.transform,
            layer.clip,
            layer.corner_radius_px,
        )
        for child in node.children:
            add(made, child)
    elif isinstance(layer, Words):
        options = {"size_px": layer.size_px, "color": layer.color, "z": layer.z, "opacity": layer.opacity}
        made = scene.add_text(layer.text, rect=layer.rect, **options)  # type: ignore[arg-type]
        made.transform, made.clip = layer.transform, layer.clip
    else:
        made = show.add(scene, layer)  # type: ignore[arg-type]  # groups add the same layers
    made.blend = node.blend  # type: ignore[assignment]  # one of the four words
    made.blur_sigma_px = node.blur
    made.backdrop_blur_sigma_px = node.backdrop
    made.clip_radius_px = node.clip_radius
    if node.shadow:
        cast = node.shadow
        made.shadow = zc.Shadow(cast.dx, cast.dy, cast.sigma, cast.color, cast.spread)
    return made


def draw(session: zc.Session, canvas: Canvas, nodes: Sequence[Node]) -> show.Pixels:
    """A target of its own, one present, its pixels."""
    with session.open_offscreen(canvas.width, canvas.height, background=canvas.background) as target:
        for node in nodes:
            add(target.scene, node)
        show.presented(target)
        return target.read_pixels()


def check_nodes(
    session: zc.Session, canvas: Canvas, nodes: Sequence[Node], tolerance: int, between_devices: int = 2
) -> show.Pixels:
    """The package's picture, once it is seen to be the reference's and every device's."""
    between = min(tolerance, between_devices)
    pixels = show.agreed(session, lambda each: draw(each, canvas, nodes), between)
    show.check(pixels, reference_effects.compose(canvas, nodes), tolerance)
    return pixels
