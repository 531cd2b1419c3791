"""Plans made by hand: what a device makes of them, and what it should, in float64."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from support.plans import blended, filtered_values
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
        first, count = one.get("weights", (0, 0))
        weights = np.float64(np.float32(plan.get("weights", [])[first : first + count]))
        out = filtered_values(
            one["kind"], source, one["size"], weights, one.get("factor", 1), one.get("tint")
        )
        return rounded(out, MOST[self.formats[one["to"]]])

    def items(self, ground: Array, plan: Plan, items: Any) -> Array:
        y, x = np.mgrid[0 : ground.shape[0], 0 : ground.shape[1]] + 0.5
        for item in items:
            source = self.source(plan, item, x, y)
            left, top, right, bottom = item["bounds"]
            part = np.s_[max(top, 0) : bottom, max(left, 0) : right]
            ground[part] = rounded(blended(item.get("blend", "normal"), source[part], ground[part]), 255)
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
