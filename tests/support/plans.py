"""Plans made by hand for the CPU device, and what they draw in float64."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zerocopy import _core, _core_testing, testing

Array = NDArray[np.float64]
Rgba = tuple[float, float, float, float]
Matrix6 = tuple[float, float, float, float, float, float]

IDENTITY: Matrix6 = (1, 0, 0, 1, 0, 0)
SETS = _core_testing.instruction_sets()
FULL = {np.dtype(np.uint8): 255, np.dtype(np.uint16): 65535}


def open_rig(size: tuple[int, int], threads: int, isa: str, delay: int) -> _core.PlanRig:
    testing.set_drawing_threads(threads)
    testing.set_instruction_set(isa)
    testing.set_completion_delay(delay)
    try:
        return _core.PlanRig("cpu", size)
    finally:
        testing.set_drawing_threads(0)
        testing.set_instruction_set("")
        testing.set_completion_delay(0)


class Device:
    """The CPU device with a target, and a plan that grows until it is drawn."""

    def __init__(self, width: int, height: int, threads: int = 1, isa: str = "", delay: int = 0) -> None:
        self.size = (width, height)
        self.rig = open_rig(self.size, threads, isa, delay)
        self.sizes: dict[int, tuple[int, int]] = {}
        self.plan: dict[str, Any] = {}

    def texture(self, pixels: NDArray[np.uint8], room: int = 0) -> int:
        """Its texels; `room` more on each axis, which nobody may see, hold noise."""
        height, width = pixels.shape[:2]
        texels = np.ascontiguousarray(pixels).reshape(height, width, -1)
        components = texels.shape[2]
        if room:
            random = np.random.default_rng(room)
            larger = random.integers(0, 256, (height + room, width + room, components), dtype=np.uint8)
            larger[:height, :width] = texels
            texels = larger
        format = {1: "r8", 2: "rg8", 3: "rgb8", 4: "rgba8"}[components]
        texture = self.rig.make((width + room, height + room), format)
        self.rig.write(texture, texels)
        self.sizes[texture] = (width, height)
        return texture

    def surface(self, width: int, height: int, wide: bool = False) -> int:
        texture = self.rig.make((width, height), "rgba16" if wide else "rgba8", surface=True)
        self.sizes[texture] = (width, height)
        return texture

    def add(self, list_name: str, *values: Any) -> tuple[int, int]:
        """Where they lie in the plan's list: first, count."""
        values_before = self.plan.setdefault(list_name, [])
        values_before.extend(values)
        return len(values_before) - len(values), len(values)

    def clip(
        self, shape: tuple[float, float, float, float], radius: float, target_from_local: Matrix6
    ) -> tuple[int, int]:
        clip = {"shape": shape, "corner_radius": radius, "target_from_local": target_from_local}
        return self.add("clips", clip)

    def item(self, kind: str = "solid", *textures: int, surface: bool = False, **given: Any) -> None:
        """Over the whole target, unless `shape` says otherwise."""
        item = {"kind": kind, "shape": (0, 0, *self.size), "color": (1, 1, 1, 1), **given}
        if kind == "video":
            item["planes"] = list(textures)
        elif textures:
            x0, y0, x1, y1 = item["shape"]
            item["texture"], item["texels"] = textures[0], self.sizes[textures[0]]
            a, d = item["texels"][0] / (x1 - x0), item["texels"][1] / (y1 - y0)
            item.setdefault("texel_from_local", (a, 0, 0, d, -a * x0, -d * y0))
        item["bounds"] = self.bounds(item)
        self.add("surface_items" if surface else "items", item)

    def bounds(self, item: dict[str, Any]) -> tuple[int, int, int, int]:
        """With a pixel to spare, within the target and the item's clip."""
        x0, y0, x1, y1 = item["shape"]
        a, b, c, d, e, f = item.get("target_from_local", IDENTITY)
        xs = [a * x + c * y + e for x in (x0, x1) for y in (y0, y1)]
        ys = [b * x + d * y + f for x in (x0, x1) for y in (y0, y1)]
        clip = item.get("clip", (0, 0, *self.size))
        return (
            math.floor(max(min(xs) - 1, clip[0], 0)),
            math.floor(max(min(ys) - 1, clip[1], 0)),
            math.ceil(min(max(xs) + 1, clip[2], self.size[0])),
            math.ceil(min(max(ys) + 1, clip[3], self.size[1])),
        )

    def draw_pass(self, to: int, size: tuple[int, int], items: tuple[int, int]) -> None:
        self.add("passes", {"kind": "draw", "to": to, "size": size, "items": items})

    def filter(
        self,
        kind: str,
        source: int,
        to: int,
        weights: Sequence[float] = (),
        factor: int = 1,
        tint: Rgba | None = None,
    ) -> None:
        sizes = {"from_size": self.sizes[source], "size": self.sizes[to]}
        one = {"kind": kind, "from": source, "to": to, **sizes, "factor": factor}
        one["weights"] = self.add("weights", *weights)
        self.add("passes", one if tint is None else one | {"tint": tint})

    def submit(self, background: Rgba = (0, 0, 0, 0), shown: bool = True) -> None:
        """Draws the plan, and the target's picture if it is to be `shown`; begins another."""
        assert self.rig.submit({**self.plan, "background": background, "shown": shown}) == "submitted"
        self.plan = {}

    def draw(self, background: Rgba = (0, 0, 0, 0)) -> NDArray[np.uint8]:
        """The target's picture, all of it drawn."""
        self.submit(background)
        return self.rig.picture()

    def pixels(self, texture: int) -> NDArray[Any]:
        texels = self.rig.read(texture)
        return texels.view(np.uint16) if texels.shape[2] == 8 else texels


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
    return filtered_values(kind, unit(source), size, weights, factor, tint)


def filtered_values(
    kind: str,
    values: Array,
    size: tuple[int, int],
    weights: Sequence[float] | Array = (),
    factor: int = 1,
    tint: Rgba | None = None,
) -> Array:
    width, height = size
    if kind == "halve":
        values = halved(halved(values, 1, width), 0, height)
    elif kind == "enlarge":
        values = enlarged(enlarged(values, 1, width, factor), 0, height, factor)
    else:
        axis = 1 if kind == "convolve_x" else 0
        values = convolved(values, axis, np.asarray(weights, np.float64))[:height, :width]
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
