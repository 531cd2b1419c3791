"""Plans made by hand: what a device makes of them, and what it should, in float64."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from support.reference import Array, Edges, affine, bilinear, box, shape_coverage
from zerocopy import _core

Plan = dict[str, Any]

IDENTITY = (1, 0, 0, 1, 0, 0)
MOST = {"r8": 255, "rgba8": 255, "rgba16": 65535}


class Plans:
    """Draws plans with a device, and with numpy beside it."""

    def __init__(self, device: str, size: tuple[int, int], layer: int = 0) -> None:
        self.rig = _core.PlanRig(device, size, layer)
        self.size = size
        self.texels: dict[int, Array] = {}
        self.formats: dict[int, str] = {}

    def texture(self, values: NDArray[np.uint8]) -> int:
        """One that the host writes: (rows, columns, 4) premultiplied, or (rows, columns, 1) of a mask."""
        format = "rgba8" if values.shape[2] == 4 else "r8"
        texture = self.rig.make((values.shape[1], values.shape[0]), format)
        self.rig.write(texture, values)
        self.texels[texture] = values / 255
        self.formats[texture] = format
        return texture

    def surface(self, width: int, height: int, format: str = "rgba8") -> int:
        texture = self.rig.make((width, height), format, surface=True)
        self.texels[texture] = np.full((height, width, 4), np.nan)  # undefined until it is written
        self.formats[texture] = format
        return texture

    def draw(self, **plan: Any) -> tuple[NDArray[np.uint8], Array]:
        """The device's picture and the reference's, both 0 to 255."""
        assert self.rig.submit(plan) == "submitted"
        return self.rig.picture(), self.expect(plan)

    def expect(self, plan: Plan) -> Array:
        for one in plan.get("passes", ()):
            self.texels[one["to"]][: one["size"][1], : one["size"][0]] = self.run(plan, one)
        r, g, b, a = plan.get("background", (0, 0, 0, 0))
        ground = np.empty((self.size[1], self.size[0], 4))
        ground[:] = rounded(np.array([r * a, g * a, b * a, a]), 255)
        return self.items(ground, plan, plan.get("items", ())) * 255

    def run(self, plan: Plan, one: Plan) -> Array:
        width, height = one["size"]
        if one["kind"] == "draw":
            first, count = one.get("items", (0, 0))
            return self.items(
                np.zeros((height, width, 4)), plan, plan["surface_items"][first : first + count]
            )
        source = self.texels[one["from"]][: one["from_size"][1], : one["from_size"][0]]
        x, y = np.arange(width), np.arange(height)
        if one["kind"] == "halve":
            taps = {k: w / 8 for k, w in zip((-1, 0, 1, 2), (1, 3, 3, 1), strict=True)}
            out = along(along(source, 1, 2 * x, taps), 0, 2 * y, taps)
        elif one["kind"] == "enlarge":
            at_x, at_y = np.meshgrid((x + 0.5) / one["factor"] - 0.5, (y + 0.5) / one["factor"] - 0.5)
            out = bilinear(source, at_x, at_y, (0, 0), (source.shape[1] - 1, source.shape[0] - 1))
        else:
            first, count = one["weights"]
            kernel = np.float64(np.float32(plan["weights"][first : first + count]))
            taps = {k: kernel[abs(k)] for k in range(1 - count, count)}
            axis, centres = (1, x) if one["kind"] == "convolve_x" else (0, y)
            out = along(source, axis, centres, taps)[:height, :width]
        if "tint" in one:
            r, g, b, a = one["tint"]
            out = out[..., 3:] * np.array([r * a, g * a, b * a, a])
        return rounded(out, MOST[self.formats[one["to"]]])

    def items(self, ground: Array, plan: Plan, items: Any) -> Array:
        y, x = np.mgrid[0 : ground.shape[0], 0 : ground.shape[1]] + 0.5
        for item in items:
            source = self.source(plan, item, x, y)
            left, top, right, bottom = item["bounds"]
            part = np.s_[max(top, 0) : bottom, max(left, 0) : right]
            ground[part] = rounded(blend(item.get("blend", "normal"), source[part], ground[part]), 255)
        return ground

    def source(self, plan: Plan, item: Plan, x: Array, y: Array) -> Array:
        inverse = np.linalg.inv(affine(item.get("target_from_local", IDENTITY)))
        u, v = mapped(inverse, x, y)
        weight = covered(item, inverse, u, v) * item.get("opacity", 1)
        if "clip" in item:
            x0, y0, x1, y1 = item["clip"]
            weight = weight * box(x, x0, x1, 1) * box(y, y0, y1, 1)
        first, count = item.get("clips", (0, 0))
        for clip in plan.get("clips", ())[first : first + count]:
            clip_inverse = np.linalg.inv(affine(clip.get("target_from_local", IDENTITY)))
            weight = weight * covered(clip, clip_inverse, *mapped(clip_inverse, x, y))
        r, g, b, a = item.get("color", (0, 0, 0, 1))
        color: Array = np.broadcast_to(np.array([r * a, g * a, b * a, a]), (*x.shape, 4))
        if item.get("kind", "solid") != "solid":
            texels = self.texels[item["texture"]]
            width, height = item.get("texels", (texels.shape[1], texels.shape[0]))
            s, t = mapped(affine(item.get("texel_from_local", IDENTITY)), u, v)
            sampled = bilinear(texels, s - 0.5, t - 0.5, (0, 0), (width - 1, height - 1))
            color = sampled if item["kind"] == "image" else color * sampled
        return color * weight[..., None]


def rounded(values: Array, most: int) -> Array:
    return np.floor(np.clip(values, 0, 1) * most + 0.5) / most


def mapped(m: Array, x: Array, y: Array) -> tuple[Array, Array]:
    return m[0, 0] * x + m[0, 1] * y + m[0, 2], m[1, 0] * x + m[1, 1] * y + m[1, 2]


def covered(shape: Plan, inverse: Array, u: Array, v: Array) -> Array:
    return shape_coverage(u, v, Edges(*shape["shape"]), shape.get("corner_radius", 0), inverse)


def along(source: Array, axis: int, centres: NDArray[np.int_], taps: dict[int, float]) -> Array:
    """A filter along an axis; beyond the source lies what is at its edge."""
    last = source.shape[axis] - 1
    parts = [w * np.take(source, np.clip(centres + k, 0, last), axis) for k, w in taps.items()]
    return np.asarray(sum(parts))


def blend(mode: str, s: Array, d: Array) -> Array:
    """Rule 8, on premultiplied values."""
    sa, da = s[..., 3:], d[..., 3:]
    if mode == "add":
        return s + d
    if mode == "screen":
        return s + d - s * d
    if mode == "multiply":
        rgb = s[..., :3] * (1 - da) + d[..., :3] * (1 - sa) + s[..., :3] * d[..., :3]
        return np.concatenate([rgb, sa + da - sa * da], axis=-1)
    return s + d * (1 - sa)
