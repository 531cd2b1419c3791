"""Clip shapes of the CPU device against float64: round and turned, alone and together."""

from __future__ import annotations

import math

import numpy as np
import pytest

from support.plans import IDENTITY, SETS, Device, blended, noise, unit
from support.reference import Edges, affine, shape_coverage

pytestmark = pytest.mark.native

WIDTH, HEIGHT = 70, 50


def turned(degrees, scale=1.0, x=35.0, y=25.0):
    """About the middle of the shapes, which is put at (x, y)."""
    c, s = (scale * f(math.radians(degrees)) for f in (math.cos, math.sin))
    return (c, s, -s, c, x - 20 * c + 15 * s, y - 20 * s - 15 * c)


SHAPES = {  # of 40 × 30 local units: radius, target_from_local
    "upright": (0, (1, 0, 0, 1, 12, 9)),
    "between_pixels": (0, (1, 0, 0, 1, 12.3, 9.65)),
    "round": (11, (1, 0, 0, 1, 12, 9)),
    "round_between": (7.5, (1, 0, 0, 1, 12.4, 9.2)),
    "pill": (15, (1, 0, 0, 1, 12, 9)),
    "turned": (0, turned(30)),
    "turned_round": (9, turned(-17, 1.2)),
    "quarter": (9, turned(90)),
    "stretched": (6, (1.5, 0, 0, 0.6, 4.3, 15.2)),
    "sheared": (6, (1, 0.4, -0.3, 0.9, 18, 2)),
    "tiny_radius": (0.4, turned(10)),
    "far_away": (3, (1, 0, 0, 1, 500, 500)),
}


def coverage(radius, target_from_local):
    inverse = np.linalg.inv(affine(target_from_local))
    x, y = np.meshgrid(np.arange(WIDTH) + 0.5, np.arange(HEIGHT) + 0.5)
    u = inverse[0, 0] * x + inverse[0, 1] * y + inverse[0, 2]
    v = inverse[1, 0] * x + inverse[1, 1] * y + inverse[1, 2]
    return shape_coverage(u, v, Edges(0, 0, 40, 30), radius, inverse)


def add_clips(device, names):
    ranges = [device.clip((0, 0, 40, 30), *SHAPES[name]) for name in names]
    return (ranges[0][0], len(ranges))


def check(device, below, source, tolerance=1):
    drawn = device.draw()
    expected = np.round(blended("normal", source, unit(below)) * 255)
    assert np.abs(drawn.astype(int) - expected).max() <= tolerance


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize("kind", ["solid", "opaque", "image", "mask"])
def test_one(name, kind):
    device = Device(WIDTH, HEIGHT)
    below = noise(WIDTH, HEIGHT)
    device.item("image", device.texture(below))
    clips = add_clips(device, [name])
    source = np.broadcast_to(np.array([0.9, 0.3, 0.1, 1.0]), (HEIGHT, WIDTH, 4))
    if kind == "image":
        texels = noise(WIDTH, HEIGHT, seed=4)
        source = unit(texels)
        device.item("image", device.texture(texels), clips=clips)
    elif kind == "mask":
        mask = noise(WIDTH, HEIGHT, seed=6)[..., 3]
        source = source * unit(mask)[..., None]
        device.item("mask", device.texture(mask), color=(0.9, 0.3, 0.1, 1), clips=clips)
    else:
        device.item(color=(0.9, 0.3, 0.1, 1), opaque=kind == "opaque", clips=clips)
    check(device, below, source * coverage(*SHAPES[name])[..., None])


@pytest.mark.parametrize(
    "names",
    [("round", "turned"), ("between_pixels", "round_between"), ("turned", "turned_round", "sheared"),
     ("round", "far_away"),
     ("pill", "quarter", "stretched", "upright", "round", "turned", "sheared", "round")],
)  # fmt: skip
@pytest.mark.parametrize("isa", SETS)
def test_several_multiply(names, isa):
    device = Device(WIDTH, HEIGHT, isa=isa)
    below = noise(WIDTH, HEIGHT)
    device.item("image", device.texture(below))
    device.item(color=(0, 1, 0.5, 0.8), clips=add_clips(device, names))
    whole = np.prod([coverage(*SHAPES[name]) for name in names], axis=0)
    check(device, below, whole[..., None] * (np.array([0, 1, 0.5, 1]) * 0.8))


def test_with_a_shape_and_a_clip_of_its_own():
    device = Device(WIDTH, HEIGHT)
    below = noise(WIDTH, HEIGHT)
    device.item("image", device.texture(below))
    own = turned(12, 1.1)
    device.item(
        shape=(0, 0, 40, 30), corner_radius=8, target_from_local=own, clip=(14.5, 3, 60, 41.25),
        color=(1, 1, 0, 1), clips=add_clips(device, ["round"]),
    )  # fmt: skip
    x, y = np.arange(WIDTH) + 0.5, np.arange(HEIGHT) + 0.5
    clip = np.outer(np.clip(41.25 - y + 0.5, 0, 1) * np.clip(y - 3 + 0.5, 0, 1), np.clip(x - 14, 0, 1))
    clip = clip * np.clip(60.5 - x, 0, 1)
    whole = clip * coverage(8, own) * coverage(*SHAPES["round"])
    check(device, below, whole[..., None] * np.array([1, 1, 0, 1]))


@pytest.mark.parametrize("mode", ["add", "multiply", "screen"])
def test_under_a_blend_mode(mode):
    device = Device(WIDTH, HEIGHT)
    below = noise(WIDTH, HEIGHT)
    device.item("image", device.texture(below))
    device.item(color=(0.2, 0.7, 1, 1), blend=mode, clips=add_clips(device, ["turned_round"]))
    source = coverage(*SHAPES["turned_round"])[..., None] * np.array([0.2, 0.7, 1, 1])
    expected = np.round(blended(mode, source, unit(below)) * 255)
    assert np.abs(device.draw().astype(int) - expected).max() <= 1


@pytest.mark.parametrize("isa", SETS)
@pytest.mark.parametrize("kind", ["image", "mask"])
@pytest.mark.parametrize("placed", [IDENTITY, (1, 0, 0, 1, 0.5, 0.25), turned(20), (3.1, 0, 0, 2.2, -4, -3)])
def test_texels_beyond_those_that_count_are_not_seen(isa, kind, placed):
    """A texture with more room draws as one of the size of what it holds."""
    texels = noise(40, 30)
    texels = texels if kind == "image" else np.ascontiguousarray(texels[..., 3])
    pictures = []
    for room in (0, 24):
        device = Device(WIDTH, HEIGHT, isa=isa)
        given = {"shape": (-3, -3, 43, 33), "target_from_local": placed, "texel_from_local": IDENTITY}
        device.item(kind, device.texture(texels, room), **given)
        pictures.append(device.draw((0, 0, 0, 1)))
    assert np.array_equal(*pictures)
    assert pictures[0].max() > 100
