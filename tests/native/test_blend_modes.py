"""Blend modes of the CPU device against float64, for every kind of item."""

from __future__ import annotations

import numpy as np
import pytest

from support.plans import SETS, Device, blended, noise, unit
from support.reference import box

pytestmark = pytest.mark.native

MODES = ("normal", "add", "multiply", "screen")
COLORS = [(1, 0.5, 0.2, 1), (0.1, 0.8, 0.9, 0.6), (1, 1, 1, 0.3), (0, 0, 0, 1), (0.4, 0.4, 0.4, 0)]
WIDTHS = [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 33]


def premultiplied(color):
    return np.array([*(c * color[3] for c in color[:3]), color[3]])


def check(device, below, source, mode, tolerance=1.0):
    """The target shows `below`, then the item that the caller has added as `source` says."""
    drawn = device.draw()
    expected = np.round(np.clip(blended(mode, source, unit(below)), 0, 1) * 255)
    assert np.abs(drawn.astype(int) - expected).max() <= tolerance


def over_noise(width, height, isa):
    device = Device(width, height, isa=isa)
    below = noise(width, height, seed=5)
    device.item("image", device.texture(below))
    return device, below


@pytest.mark.parametrize("isa", SETS)
@pytest.mark.parametrize("mode", MODES)
class TestEveryKind:
    @pytest.mark.parametrize("opacity", [1, 0.35])
    def test_solid(self, isa, mode, opacity):
        for width in WIDTHS:
            for color in COLORS:
                device, below = over_noise(width, 3, isa)
                device.item(blend=mode, color=color, opacity=opacity)
                source = np.broadcast_to(premultiplied(color) * opacity, (3, width, 4))
                check(device, below, source, mode)

    @pytest.mark.parametrize("opacity", [1, 0.35])
    def test_image(self, isa, mode, opacity):
        for width in WIDTHS:
            device, below = over_noise(width, 3, isa)
            texels = noise(width, 3, seed=9)
            device.item("image", device.texture(texels), blend=mode, opacity=opacity)
            check(device, below, unit(texels) * opacity, mode)

    def test_mask(self, isa, mode):
        for width in WIDTHS:
            device, below = over_noise(width, 3, isa)
            mask = noise(width, 3, seed=11)[..., 0]
            device.item("mask", device.texture(mask), blend=mode, color=COLORS[1], opacity=0.8)
            check(device, below, unit(mask)[..., None] * premultiplied(COLORS[1]) * 0.8, mode)

    @pytest.mark.parametrize("factor", [1, 2])
    def test_video(self, isa, mode, factor):
        width, height = 34, 6
        random = np.random.default_rng(3)
        luma = random.integers(16, 236, (height, width), np.uint8)
        chroma = random.integers(60, 200, (height // 2, width // 2, 2), np.uint8)
        size = (width * factor, height * factor)
        alone = Device(*size, isa=isa)
        alone.item("video", alone.texture(luma), alone.texture(chroma))
        device, below = over_noise(*size, isa)
        device.item("video", device.texture(luma), device.texture(chroma), blend=mode, opacity=0.5)
        check(device, below, unit(alone.draw()) * 0.5, mode)

    def test_edges(self, isa, mode):
        """A shape whose edges lie between pixels."""
        device, below = over_noise(23, 9, isa)
        device.item(blend=mode, color=COLORS[0], shape=(2.3, 1.6, 19.45, 7.2), opacity=0.9)
        covered = np.outer(box(np.arange(9) + 0.5, 1.6, 7.2, 1), box(np.arange(23) + 0.5, 2.3, 19.45, 1))
        check(device, below, covered[..., None] * premultiplied(COLORS[0]) * 0.9, mode)

    def test_a_clear_ground(self, isa, mode):
        device = Device(16, 2, isa=isa)
        texels = noise(16, 2)
        device.item("image", device.texture(texels), blend=mode)
        check(device, np.zeros((2, 16, 4), np.uint8), unit(texels), mode)


def test_no_mode_hides_what_lies_below():
    """An item that says that it is opaque is drawn over the others all the same."""
    device, below = over_noise(12, 4, "")
    device.item(blend="multiply", color=(0.5, 1, 1, 1), opaque=True)
    check(device, below, np.broadcast_to([0.5, 1, 1, 1], (4, 12, 4)), "multiply")


def test_all_sets_agree_to_one_step():
    pictures = []
    for isa in SETS:
        device, _ = over_noise(61, 20, isa)
        for i, mode in enumerate(MODES):
            device.item("image", device.texture(noise(61, 20, seed=i)), blend=mode, opacity=0.7)
        pictures.append(device.draw())
    for other in pictures[1:]:
        assert np.abs(other.astype(int) - pictures[0]).max() <= 1
