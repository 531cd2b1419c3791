"""Draws nodes of `reference_effects` with the package, and compares."""

from __future__ import annotations

from collections.abc import Sequence

import zerocopy as zc
from support import reference_effects, show
from support.reference import Canvas
from support.reference_effects import Group, Node


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


def check_nodes(session: zc.Session, canvas: Canvas, nodes: Sequence[Node], tolerance: int) -> show.Pixels:
    """The package's picture, once it is seen to be the reference's."""
    with session.open_offscreen(canvas.width, canvas.height, background=canvas.background) as target:
        for node in nodes:
            add(target.scene, node)
        show.presented(target)
        pixels = target.read_pixels()
    show.check(pixels, reference_effects.compose(canvas, nodes), tolerance)
    return pixels
