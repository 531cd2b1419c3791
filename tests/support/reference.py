"""The picture rules of csrc/README.md in float64, for clarity and not for speed.

Everything a device draws is compared with `compose()`; nothing here imports the package.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Quad = tuple[float, float, float, float]
Matrix6 = tuple[float, float, float, float, float, float]

# Kr and Kb of H.273, table 4.
WEIGHTS = {
    "bt709": (0.2126, 0.0722),
    "fcc": (0.30, 0.11),
    "bt470bg": (0.299, 0.114),
    "smpte170m": (0.299, 0.114),
    "smpte240m": (0.212, 0.087),
    "bt2020nc": (0.2627, 0.0593),
}
# Position of chroma sample (0, 0) from luma sample (0, 0), in luma samples.
SITINGS = {
    "left": (0.0, 0.5),
    "center": (0.5, 0.5),
    "topleft": (0.0, 0.0),
    "top": (0.5, 0.0),
    "bottomleft": (0.0, 1.0),
    "bottom": (0.5, 1.0),
}
RGB_ORDER = {"rgb24": (0, 1, 2), "bgr24": (2, 1, 0), "rgba": (0, 1, 2, 3), "bgra": (2, 1, 0, 3)}
IDENTITY: Matrix6 = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class Edges(NamedTuple):
    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def empty(self) -> bool:
        return not (self.x1 > self.x0 and self.y1 > self.y0)

    def intersect(self, o: Edges) -> Edges:
        return Edges(max(self.x0, o.x0), max(self.y0, o.y0), min(self.x1, o.x1), min(self.y1, o.y1))


@dataclass(frozen=True)
class Colour:
    """The part of a ColorSpec that changes pixels."""

    matrix: str = "unspecified"
    range: str = "unspecified"
    siting: str = "unspecified"

    def resolve(self, width: int, height: int) -> Colour:
        hd = width >= 1280 or height > 576
        guess = Colour("bt709" if hd else "smpte170m", "limited", "left")
        tagged = (self.matrix, self.range, self.siting)
        guessed = (guess.matrix, guess.range, guess.siting)
        return Colour(*(t if t != "unspecified" else g for t, g in zip(tagged, guessed, strict=True)))


@dataclass(frozen=True)
class Picture:
    """One decoded picture: planes as `GpuFrame.from_planes` takes them, and its metadata."""

    planes: Sequence[NDArray[np.generic]]
    format: str
    colour: Colour = Colour()
    visible: tuple[int, int, int, int] | None = None  # x, y, width, height
    sample_aspect_ratio: Fraction = Fraction(1)
    rotation: int = 0
    mirrored: bool = False

    @property
    def size(self) -> tuple[int, int]:
        return self.planes[0].shape[1], self.planes[0].shape[0]

    @property
    def visible_rect(self) -> tuple[int, int, int, int]:
        return self.visible or (0, 0, *self.size)

    @property
    def straightforward(self) -> bool:
        """Whole, upright and with square samples."""
        turned = self.rotation or self.mirrored
        return not (turned or self.visible) and self.sample_aspect_ratio == 1

    @property
    def display_size(self) -> tuple[float, float]:
        _, _, width, height = self.visible_rect
        wide = (float(width * self.sample_aspect_ratio), float(height))
        return wide if self.rotation % 180 == 0 else (wide[1], wide[0])


# Colour ----------------------------------------


def yuv_to_rgb(y: Array, cb: Array, cr: Array, colour: Colour, depth: int) -> Array:
    """Code values of a resolved colour to RGB in 0…1, H.273 equations 20–28, 38–43 inverted."""
    kr, kb = WEIGHTS[colour.matrix]
    if colour.range == "full":
        peak = 2.0**depth - 1
        luma = y / peak
        blue, red = (cb - 2.0 ** (depth - 1)) / peak, (cr - 2.0 ** (depth - 1)) / peak
    else:
        s = 2.0 ** (depth - 8)
        luma = (y - 16 * s) / (219 * s)
        blue, red = (cb - 128 * s) / (224 * s), (cr - 128 * s) / (224 * s)
    r = luma + 2 * (1 - kr) * red
    b = luma + 2 * (1 - kb) * blue
    g = (luma - kr * r - kb * b) / (1 - kr - kb)
    return np.clip(np.stack([r, g, b], axis=-1), 0, 1)


def bilinear(plane: Array, x: Array, y: Array, low: tuple[int, int], high: tuple[int, int]) -> Array:
    """`plane` (rows, columns, components) at sample coordinates, clamped to samples low…high."""
    x = np.clip(x, low[0], high[0])
    y = np.clip(y, low[1], high[1])
    i, j = np.floor(x).astype(int), np.floor(y).astype(int)
    i1, j1 = np.minimum(i + 1, high[0]), np.minimum(j + 1, high[1])
    fx, fy = (x - i)[..., None], (y - j)[..., None]
    above = plane[j, i] * (1 - fx) + plane[j, i1] * fx
    below = plane[j1, i] * (1 - fx) + plane[j1, i1] * fx
    return above * (1 - fy) + below * fy


def code_values(picture: Picture) -> tuple[Array, ...]:
    """The planes as float64 with a component axis; chroma as one plane of two components."""
    shift = 6 if picture.format == "p010" else 0
    planes = [np.asarray(p >> shift if shift else p, np.float64) for p in picture.planes]
    planes = [p[..., None] if p.ndim == 2 else p for p in planes]
    if len(planes) == 3:
        planes = [planes[0], np.concatenate(planes[1:], axis=-1)]
    return tuple(planes)


def sample_picture(picture: Picture, x: Array, y: Array) -> tuple[Array, Array]:
    """Straight RGB and alpha at positions in luma samples (sample i covers [i, i+1))."""
    x0, y0, width, height = picture.visible_rect
    last = (x0 + width - 1, y0 + height - 1)
    planes = code_values(picture)
    at = bilinear(planes[0], x - 0.5, y - 0.5, (x0, y0), last)
    if picture.format in RGB_ORDER:
        values = at[..., list(RGB_ORDER[picture.format])] / 255
        alpha = values[..., 3] if values.shape[-1] == 4 else np.ones(x.shape)
        return values[..., :3], alpha
    colour = picture.colour.resolve(*picture.size)
    ox, oy = SITINGS[colour.siting]
    chroma = bilinear(
        planes[1],
        (x - 0.5 - ox) / 2,
        (y - 0.5 - oy) / 2,
        (x0 // 2, y0 // 2),
        (last[0] // 2, last[1] // 2),
    )
    depth = 10 if picture.format in ("p010", "i010") else 8
    return yuv_to_rgb(at[..., 0], chroma[..., 0], chroma[..., 1], colour, depth), np.ones(x.shape)


# Geometry ----------------------------------------


def affine(m: Matrix6) -> Array:
    a, b, c, d, tx, ty = m
    return np.array([[a, c, tx], [b, d, ty], [0, 0, 1]], np.float64)


def box(u: Array, low: float, high: float, g: float) -> Array:
    return np.clip(0.5 + (u - low) / g, 0, 1) - np.clip(0.5 + (u - high) / g, 0, 1)


def shape_coverage(u: Array, v: Array, shape: Edges, radius: float, inverse: Array) -> Array:
    """Rule 3. `inverse` maps target px to local units."""
    grad_u, grad_v = inverse[0, :2], inverse[1, :2]
    covered = box(u, shape.x0, shape.x1, float(np.hypot(*grad_u))) * box(
        v, shape.y0, shape.y1, float(np.hypot(*grad_v))
    )
    r = min(radius, (shape.x1 - shape.x0) / 2, (shape.y1 - shape.y0) / 2)
    if r <= 0:
        return covered
    # From the nearest corner circle's centre; zero towards the inside.
    qx = np.where(u < (shape.x0 + shape.x1) / 2, u - (shape.x0 + r), u - (shape.x1 - r))
    qy = np.where(v < (shape.y0 + shape.y1) / 2, v - (shape.y0 + r), v - (shape.y1 - r))
    outward_x = np.where(u < (shape.x0 + shape.x1) / 2, qx < 0, qx > 0)
    outward_y = np.where(v < (shape.y0 + shape.y1) / 2, qy < 0, qy > 0)
    length = np.maximum(np.hypot(qx, qy), 1e-12)
    nx, ny = qx / length, qy / length
    g = np.hypot(nx * grad_u[0] + ny * grad_v[0], nx * grad_u[1] + ny * grad_v[1])
    rounded = np.clip(0.5 - (length - r) / np.maximum(g, 1e-12), 0, 1)
    # The quadrant ends half a pixel outside of the shape.
    return np.where(outward_x & outward_y & (covered > 0), rounded, covered)


def fit_rect(picture: tuple[float, float], size: tuple[float, float], fit: str) -> Edges:
    """Where the display picture lies in a layer of `size`."""
    width, height = size
    if fit == "fill":
        return Edges(0, 0, width, height)
    ratios = (width / picture[0], height / picture[1])
    factor = {"contain": min(ratios), "cover": max(ratios), "none": 1.0}[fit]
    w, h = picture[0] * factor, picture[1] * factor
    return Edges((width - w) / 2, (height - h) / 2, (width + w) / 2, (height + h) / 2)


def snap(edges: Edges, forward: Array, inverse: Array) -> Edges:
    """Edges rounded to whole target px."""
    points = forward @ np.array([[edges.x0, edges.x1], [edges.y0, edges.y1], [1, 1]])
    local = inverse @ np.vstack([np.floor(points[:2] + 0.5), [1, 1]])
    return Edges(local[0, 0], local[1, 0], local[0, 1], local[1, 1])


def upright(s: Array, t: Array, rotation: int, mirrored: bool) -> tuple[Array, Array]:
    """From a point of the display picture (0…1) to the same point of the stored picture."""
    if rotation == 90:
        s, t = t, 1 - s
    elif rotation == 180:
        s, t = 1 - s, 1 - t
    elif rotation == 270:
        s, t = 1 - t, s
    return (1 - s if mirrored else s), t


# Layers ----------------------------------------


@dataclass(frozen=True, kw_only=True)
class Layer:
    rect: Quad
    z: int = 0
    opacity: float = 1.0
    transform: Matrix6 = IDENTITY
    clip: Quad | None = None
    corner_radius_px: float = 0.0

    def paint(self, u: Array, v: Array, forward: Array) -> tuple[Array, Array, Array] | None:
        """Premultiplied RGB, alpha and coverage at local points; None for nothing."""
        raise NotImplementedError

    def covered(self, u: Array, v: Array, forward: Array, shape: Edges | None = None) -> Array:
        shape = shape or Edges(0, 0, self.rect[2], self.rect[3])
        return shape_coverage(u, v, shape, self.corner_radius_px, np.linalg.inv(forward))


@dataclass(frozen=True, kw_only=True)
class Solid(Layer):
    color: Quad = (1, 1, 1, 1)

    def paint(self, u: Array, v: Array, forward: Array) -> tuple[Array, Array, Array] | None:
        alpha = np.full(u.shape, self.color[3], np.float64)
        return np.array(self.color[:3]) * alpha[..., None], alpha, self.covered(u, v, forward)


@dataclass(frozen=True, kw_only=True)
class Image(Layer):
    pixels: NDArray[np.uint8]
    premultiplied: bool = False

    def stored(self) -> Array:
        pixels = self.pixels.astype(np.float64)
        if pixels.shape[-1] == 3:
            pixels = np.concatenate([pixels, np.full_like(pixels[..., :1], 255)], axis=-1)
        elif not self.premultiplied:
            pixels[..., :3] = np.floor(pixels[..., :3] * pixels[..., 3:] / 255 + 0.5)
        return pixels / 255

    def paint(self, u: Array, v: Array, forward: Array) -> tuple[Array, Array, Array] | None:
        texels = stretch(self.stored(), u, v, self.rect)
        return texels[..., :3], texels[..., 3], self.covered(u, v, forward)


@dataclass(frozen=True, kw_only=True)
class Mask(Layer):
    mask: NDArray[np.uint8]
    color: Quad = (1, 1, 1, 1)

    def paint(self, u: Array, v: Array, forward: Array) -> tuple[Array, Array, Array] | None:
        texels = stretch(self.mask[..., None] / 255, u, v, self.rect)[..., 0]
        alpha = texels * self.color[3]
        return np.array(self.color[:3]) * alpha[..., None], alpha, self.covered(u, v, forward)


def stretch(texels: Array, u: Array, v: Array, rect: Quad) -> Array:
    rows, columns = texels.shape[:2]
    x = u * columns / rect[2] - 0.5
    y = v * rows / rect[3] - 0.5
    return bilinear(texels, x, y, (0, 0), (columns - 1, rows - 1))


@dataclass(frozen=True, kw_only=True)
class Video(Layer):
    picture: Picture
    fit: str = "contain"

    def paint(self, u: Array, v: Array, forward: Array) -> tuple[Array, Array, Array] | None:
        inverse = np.linalg.inv(forward)
        rect = Edges(0, 0, self.rect[2], self.rect[3])
        place = fit_rect(self.picture.display_size, (rect.x1, rect.y1), self.fit)
        only_scales = forward[0, 1] == 0 == forward[1, 0]
        if only_scales and forward[0, 0] > 0 and forward[1, 1] > 0:
            rect, place = snap(rect, forward, inverse), snap(place, forward, inverse)
        shape = place.intersect(rect)
        if shape.empty:
            return None
        s = (u - place.x0) / (place.x1 - place.x0)
        t = (v - place.y0) / (place.y1 - place.y0)
        s, t = upright(s, t, self.picture.rotation, self.picture.mirrored)
        x0, y0, width, height = self.picture.visible_rect
        rgb, alpha = sample_picture(self.picture, x0 + s * width, y0 + t * height)
        return rgb * alpha[..., None], alpha, self.covered(u, v, forward, shape)


@dataclass(frozen=True)
class Canvas:
    """A target: its size in px, background and scale."""

    width: int
    height: int
    background: Quad = (0, 0, 0, 1)
    scale: float = 1.0


def round8(values: Array) -> Array:
    return np.floor(np.clip(values, 0, 1) * 255 + 0.5) / 255


def compose(canvas: Canvas, layers: Iterable[Layer]) -> NDArray[np.uint8]:
    """The picture, (height, width, 4) premultiplied RGBA."""
    r, g, b, a = canvas.background
    target = np.empty((canvas.height, canvas.width, 4))
    target[:] = round8(np.array([r * a, g * a, b * a, a]))
    y, x = np.mgrid[0 : canvas.height, 0 : canvas.width] + 0.5
    for layer in sorted(layers, key=lambda item: item.z):
        if layer.rect[2] <= 0 or layer.rect[3] <= 0:
            continue
        scale = affine((canvas.scale, 0, 0, canvas.scale, 0, 0))
        place = affine((1, 0, 0, 1, layer.rect[0], layer.rect[1]))
        forward = scale @ place @ affine(layer.transform)
        if np.linalg.det(forward) == 0:
            continue
        inverse = np.linalg.inv(forward)
        u = inverse[0, 0] * x + inverse[0, 1] * y + inverse[0, 2]
        v = inverse[1, 0] * x + inverse[1, 1] * y + inverse[1, 2]
        painted = layer.paint(u, v, forward)
        if painted is None:
            continue
        rgb, alpha, covered = painted
        weight = covered * layer.opacity
        if layer.clip is not None:
            cx, cy, cw, ch = (edge * canvas.scale for edge in layer.clip)
            weight = weight * box(x, cx, cx + cw, 1) * box(y, cy, cy + ch, 1)
        source = np.concatenate([rgb, alpha[..., None]], axis=-1) * weight[..., None]
        target = round8(source + target * (1 - source[..., 3:]))
    return np.rint(target * 255).astype(np.uint8)


def to_rgb(picture: Picture) -> NDArray[np.uint8]:
    """The whole stored picture at 1:1, rounded to 8 bits; alpha is left out."""
    y, x = np.mgrid[0 : picture.size[1], 0 : picture.size[0]] + 0.5
    rgb, _ = sample_picture(picture, x, y)
    return np.rint(rgb * 255).astype(np.uint8)
