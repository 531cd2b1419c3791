"""Groups, round clips, blend modes, blurs, shadows and backdrops in float64.

Blending is that of W3C Compositing and Blending Level 1 on straight colours, blurs are by a Gaussian that is
sampled at whole px and normalised. Like `reference`, for clarity, and without the package.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .reference import Array, Canvas, Edges, Layer, Quad, affine, round8, shape_coverage

# Standard deviations after which a Gaussian is nothing in float64 that a byte could show.
REACH = 6


@dataclass(frozen=True, kw_only=True)
class Group(Layer):
    """Its children are its node's."""


@dataclass(frozen=True, kw_only=True)
class Cast:
    """A shadow."""

    dx: float = 0
    dy: float = 0
    sigma: float = 0
    color: Quad = (0, 0, 0, 1)
    spread: float = 0


@dataclass(frozen=True, kw_only=True)
class Node:
    layer: Layer
    children: tuple[Node, ...] = ()
    blend: str = "normal"
    blur: float = 0
    backdrop: float = 0
    shadow: Cast | None = None
    clip_radius: float = 0

    @property
    def effects(self) -> bool:
        return bool(self.blur or self.backdrop or self.shadow)

    @property
    def isolated(self) -> bool:
        """Drawn as one picture."""
        return self.effects or self.blend != "normal" or self.layer.opacity < 1

    @property
    def reach(self) -> float:
        """Logical px from the outermost of what it shows to what that changes."""
        shadow = self.shadow or Cast()
        far = abs(shadow.dx) + abs(shadow.dy) + abs(shadow.spread) + REACH * shadow.sigma
        own = REACH * (self.blur + self.backdrop) + far
        return own + max((child.reach for child in self.children), default=0)


def mix(blend: str, source: Array, below: Array) -> Array:
    """Premultiplied source on premultiplied backdrop: co = cs αs (1-αb) + cb αb (1-αs) + αs αb B(cb, cs)."""
    alpha_s, alpha_b = source[..., 3:], below[..., 3:]
    if blend == "add":  # the operator `plus-lighter`
        return np.minimum(source + below, 1)
    cs = source[..., :3] / np.where(alpha_s > 0, alpha_s, 1)
    cb = below[..., :3] / np.where(alpha_b > 0, alpha_b, 1)
    both = {"normal": cs, "multiply": cb * cs, "screen": cb + cs - cb * cs}[blend]
    colour = cs * alpha_s * (1 - alpha_b) + cb * alpha_b * (1 - alpha_s) + alpha_s * alpha_b * both
    return np.concatenate([colour, alpha_s + alpha_b - alpha_s * alpha_b], axis=-1)


def gaussian(length: int, sigma: float, continued: bool) -> Array:
    """The matrix that blurs `length` samples; beyond them are zeros, or the outermost goes on."""
    radius = math.ceil(REACH * sigma)
    offsets = np.arange(-radius, radius + 1)
    weights = np.exp(-(offsets**2) / (2 * sigma**2))
    weights /= weights.sum()
    matrix = np.zeros((length, length))
    for offset, weight in zip(offsets, weights, strict=True):
        at = np.arange(length) + offset
        inside = (at >= 0) & (at < length)
        if continued:
            np.add.at(matrix, (np.arange(length), np.clip(at, 0, length - 1)), weight)
        else:
            matrix[np.arange(length)[inside], at[inside]] += weight
    return matrix


def blurred(pixels: Array, sigma_px: float, *, continued: bool = False) -> Array:
    if sigma_px == 0:
        return pixels
    rows = gaussian(pixels.shape[0], sigma_px, continued)
    columns = gaussian(pixels.shape[1], sigma_px, continued)
    return np.einsum("ij,jkc,lk->ilc", rows, pixels, columns, optimize=True)


class Plane:
    """The target's pixels and a margin around them, from which blurs and shadows reach in."""

    def __init__(self, canvas: Canvas, margin: int) -> None:
        self.margin = margin
        rows, columns = canvas.height + 2 * margin, canvas.width + 2 * margin
        self.y, self.x = np.mgrid[0:rows, 0:columns] + 0.5 - margin

    def empty(self) -> Array:
        return np.zeros((*self.x.shape, 4))

    def at(self, forward: Array) -> tuple[Array, Array]:
        """Local coordinates of the pixels' centres."""
        m = np.linalg.inv(forward)
        return (
            m[0, 0] * self.x + m[0, 1] * self.y + m[0, 2],
            m[1, 0] * self.x + m[1, 1] * self.y + m[1, 2],
        )

    def seen(self, pixels: Array) -> Array:
        m = self.margin
        return pixels[m : pixels.shape[0] - m, m : pixels.shape[1] - m]

    def moved(self, offset: Array) -> Plane:
        """On which everything lies elsewhere, by any part of a pixel."""
        plane = copy.copy(self)
        plane.x, plane.y = self.x - offset[0], self.y - offset[1]
        return plane

    def draw(self, nodes: Sequence[Node], below: Array, space: Array, weight: Array, whole: bool) -> Array:
        """`space`: target px from the logical px that the nodes' rects are in; `whole`: on the target."""
        for node in sorted(nodes, key=lambda item: item.layer.z):
            layer = node.layer
            covered = weight
            if layer.clip is not None:
                x, y, width, height = layer.clip
                u, v = self.at(space)
                edges = Edges(x, y, x + width, y + height)
                covered = weight * shape_coverage(u, v, edges, node.clip_radius, np.linalg.inv(space))
            if isinstance(layer, Group) and not node.isolated:
                below = self.draw(node.children, below, space @ placed(layer), covered, whole)
                continue
            source = self.shown(node, below, space, whole)
            source = source * (covered * layer.opacity)[..., None]
            below = round8(mix(node.blend, source, below))
        return below

    def shown(self, node: Node, below: Array, space: Array, whole: bool) -> Array:
        """The layer with its shadow and its backdrop."""
        scale = math.sqrt(abs(np.linalg.det(space)))
        source = blurred(self.content(node, space), node.blur * scale)
        cast = node.shadow
        if cast is not None:
            moved = self.moved(space[:2, :2] @ (cast.dx, cast.dy))
            alpha = blurred(moved.content(node, space, cast.spread)[..., 3:], node.blur * scale)
            alpha = blurred(alpha, cast.sigma * scale) * cast.color[3]
            shadow = np.concatenate([alpha * np.array(cast.color[:3]), alpha], axis=-1)
            source = mix("normal", source, shadow)
        if node.backdrop:
            if whole:
                around = ((self.margin, self.margin), (self.margin, self.margin), (0, 0))
                through = blurred(self.seen(below), node.backdrop * scale, continued=True)
                through = np.pad(through, around, mode="edge")
            else:
                through = blurred(below, node.backdrop * scale)
            forward = space @ placed(node.layer)
            source = mix("normal", source, through * self.shape(node.layer, forward)[..., None])
        return source

    def shape(self, layer: Layer, forward: Array) -> Array:
        """How much of each pixel the layer covers, whatever it shows there."""
        u, v = self.at(forward)
        if isinstance(layer, Group):
            return layer.covered(u, v, forward)
        painted = layer.paint(u, v, forward)
        return painted[2] if painted else np.zeros(u.shape)

    def content(self, node: Node, space: Array, spread: float = 0) -> Array:
        """What the layer shows, on nothing. `spread` is for opaque boxes that are not transformed."""
        forward = space @ placed(node.layer)
        if isinstance(node.layer, Group):
            every = np.ones(self.x.shape)
            return self.draw(node.children, self.empty(), forward, every, whole=False)
        u, v = self.at(forward)
        painted = node.layer.paint(u, v, forward)
        if painted is None:
            return self.empty()
        rgb, alpha, covered = painted
        if spread:
            _, _, width, height = node.layer.rect
            radius = node.layer.corner_radius_px
            grown = Edges(-spread, -spread, width + spread, height + spread)
            radius = max(radius + spread, 0) if radius > 0 else 0
            covered = shape_coverage(u, v, grown, radius, np.linalg.inv(forward))
        return np.concatenate([rgb, alpha[..., None]], axis=-1) * covered[..., None]


def placed(layer: Layer) -> Array:
    """The space around the layer from its own."""
    return affine((1, 0, 0, 1, layer.rect[0], layer.rect[1])) @ affine(layer.transform)


def compose(canvas: Canvas, nodes: Sequence[Node]) -> NDArray[np.uint8]:
    """The picture, (height, width, 4) premultiplied RGBA."""
    reach = max((node.reach for node in nodes), default=0) * canvas.scale
    plane = Plane(canvas, math.ceil(reach) + 2)
    r, g, b, a = canvas.background
    background = plane.empty()
    background[:] = round8(np.array([r * a, g * a, b * a, a]))
    space = affine((canvas.scale, 0, 0, canvas.scale, 0, 0))
    drawn = plane.draw(nodes, background, space, np.ones(plane.x.shape), whole=True)
    return np.rint(plane.seen(drawn) * 255).astype(np.uint8)
