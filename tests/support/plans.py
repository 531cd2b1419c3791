"""Plans made by hand for the CPU device, and what they draw in float64."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zerocopy import _core_testing

Array = NDArray[np.float64]
Rgba = tuple[float, float, float, float]
Matrix6 = tuple[float, float, float, float, float, float]

IDENTITY: Matrix6 = (1, 0, 0, 1, 0, 0)
ANYWHERE = (-1e6, -1e6, 1e6, 1e6)
SETS = _core_testing.instruction_sets()
FULL = {np.dtype(np.uint8): 255, np.dtype(np.uint16): 65535}


class Device:
    """The CPU device with a target."""

    def __init__(self, width: int, height: int, threads: int = 1, isa: str = "", delay: int = 0) -> None:
        self.size = (width, height)
        self.native = _core_testing.CpuDevice(threads, isa, delay, self.size)
        self.sizes: dict[int, tuple[int, int]] = {}

    def texture(self, pixels: NDArray[np.uint8], room: int = 0) -> int:
        """Its texels; `room` more on each axis, which nobody may see, hold noise."""
        height, width = pixels.shape[:2]
        components = pixels.shape[2] if pixels.ndim == 3 else 1
        format = {1: "r8", 2: "rg8", 3: "rgb8", 4: "rgba8"}[components]
        rows = pixels.reshape(height, width * components)
        if room:
            random = np.random.default_rng(room)
            larger = random.integers(0, 256, (height + room, (width + room) * components), dtype=np.uint8)
            larger[:height, : width * components] = rows
            rows = larger
        texture = self.native.create((width + room, height + room), format, False)
        self.native.write(texture, rows)
        self.sizes[texture] = (width, height)
        return texture

    def surface(self, width: int, height: int, wide: bool = False) -> int:
        texture = self.native.create((width, height), "rgba16" if wide else "rgba8", True)
        self.sizes[texture] = (width, height)
        return texture

    def item(self, kind: str = "solid", *textures: int, surface: bool = False, **given: Any) -> None:
        shape = given.get("shape", (0, 0, *self.size))
        texels = self.sizes[textures[0]] if textures else (0, 0)
        width, height = shape[2] - shape[0], shape[3] - shape[1]
        a, d = texels[0] / width, texels[1] / height
        known = {
            "kind": kind,
            "blend": "normal",
            "opaque": False,
            "opacity": 1,
            "corner_radius": 0,
            "shape": shape,
            "target_from_local": IDENTITY,
            "texel_from_local": (a, 0, 0, d, -a * shape[0], -d * shape[1]),
            "clip": ANYWHERE,
            "clips": (0, 0),
            "size": self.size,
            "color": (1, 1, 1, 1),
            "textures": list(textures),
            "texels": texels,
        }
        self.native.item({**known, **given}, surface)

    def filter(
        self,
        kind: str,
        source: int,
        to: int,
        weights: Sequence[float] = (),
        factor: int = 1,
        tint: Rgba | None = None,
    ) -> None:
        sizes = self.sizes[source], self.sizes[to]
        self.native.filter_pass(kind, source, sizes[0], to, sizes[1], weights, factor, tint)

    def draw(self, background: Rgba = (0, 0, 0, 0)) -> NDArray[np.uint8]:
        """The target's picture, all of it drawn."""
        self.native.submit([(0, 0, *self.size)], background, 1)
        return self.pixels()

    def pixels(self, texture: int | None = None) -> NDArray[Any]:
        rows = self.native.read(texture)
        width, height = self.size if texture is None else self.sizes[texture]
        wide = texture is not None and rows.shape[1] == width * 8
        return rows.view(np.uint16 if wide else np.uint8).reshape(height, width, 4)


def noise(width: int, height: int, dtype: Any = np.uint8, seed: int = 1) -> NDArray[Any]:
    """Premultiplied RGBA, with runs of the extremes."""
    full = FULL[np.dtype(dtype)]
    random = np.random.default_rng(seed + 31 * width + height)
    values = random.random((height, width, 4)) * random.choice([0, 1, 1, 1, 4], (height, width, 1))
    values = np.minimum(values, 1)
    values[..., :3] *= values[..., 3:]
    return np.round(values * full).astype(dtype)


def unit(pixels: NDArray[Any]) -> Array:
    """To 0 … 1."""
    return pixels.astype(np.float64) / FULL[pixels.dtype]


def filtered(
    kind: str,
    source: NDArray[Any],
    size: tuple[int, int],
    weights: Sequence[float] = (),
    factor: int = 1,
    tint: Rgba | None = None,
) -> Array:
    """What a filter makes of (height, width, 4), in 0 … 1."""
    values = unit(source)
    width, height = size
    if kind == "halve":
        values = halved(halved(values, 1, width), 0, height)
    elif kind == "enlarge":
        values = enlarged(enlarged(values, 1, width, factor), 0, height, factor)
    else:
        values = convolved(values, 1 if kind == "convolve_x" else 0, np.asarray(weights, np.float64))
    if tint is not None:
        values = values[..., 3:] * np.array([*(c * tint[3] for c in tint[:3]), tint[3]])
    return values


def take(values: Array, index: NDArray[np.int64], axis: int) -> Array:
    return values.take(np.clip(index, 0, values.shape[axis] - 1), axis)


def halved(values: Array, axis: int, count: int) -> Array:
    at = 2 * np.arange(count)
    parts = [take(values, at + offset, axis) for offset in (-1, 0, 1, 2)]
    return (parts[0] + 3 * parts[1] + 3 * parts[2] + parts[3]) / 8


def convolved(values: Array, axis: int, weights: Array) -> Array:
    at = np.arange(values.shape[axis])
    total = weights[0] * values
    for offset, weight in enumerate(weights[1:], 1):
        total = total + weight * (take(values, at - offset, axis) + take(values, at + offset, axis))
    return total


def enlarged(values: Array, axis: int, count: int, factor: int) -> Array:
    position = (np.arange(count) + 0.5) / factor - 0.5
    left = np.floor(position).astype(np.int64)
    share = (position - left).reshape([-1 if a == axis else 1 for a in range(3)])
    return take(values, left, axis) * (1 - share) + take(values, left + 1, axis) * share


def gaussian(sigma: float, radius: int) -> list[float]:
    """Weights of offsets 0 … radius."""
    weights = np.exp(-(np.arange(radius + 1) ** 2) / (2 * sigma**2))
    return list(weights / (weights[0] + 2 * weights[1:].sum()))


def blended(mode: str, source: Array, below: Array) -> Array:
    """Both premultiplied, 0 … 1."""
    source_alpha, below_alpha = source[..., 3:], below[..., 3:]
    if mode == "add":
        return np.minimum(source + below, 1)
    if mode == "screen":
        return source + below - source * below
    if mode == "multiply":
        return source * (1 - below_alpha) + below * (1 - source_alpha) + source * below
    return source + below * (1 - source_alpha)


def worst(actual: NDArray[Any], expected: Array) -> float:
    """The largest difference from the exact value, in steps of `actual`'s format."""
    return float(np.abs(actual - expected * FULL[actual.dtype]).max())
