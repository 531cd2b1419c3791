"""The first picture of a layer already has its effects, also while its target changes its size."""

from __future__ import annotations

import random

import numpy as np
import pytest

import zerocopy as zc
from support.scratch import Pixels, Recipes

pytestmark = pytest.mark.native

ROUNDS = 60
CARD = (10.0, 8.0, 16.0, 12.0)


def blurred(scene: zc.Scene) -> zc.Layer:
    layer = scene.add_rect(CARD, "#fff")
    layer.blur_sigma_px = 2
    return layer


def shadowed(scene: zc.Scene) -> zc.Layer:
    layer = scene.add_rect(CARD, "#fff")
    layer.shadow = zc.Shadow(dx_px=3, dy_px=4, sigma_px=1, color="#fff")
    return layer


def backed(scene: zc.Scene) -> zc.Layer:
    layer = scene.add_rect(CARD, "#0000")
    layer.backdrop_blur_sigma_px = 2
    return layer


def faded(scene: zc.Scene) -> zc.Layer:
    group = scene.add_group(opacity=0.5)
    group.add_rect(CARD, "#fff")
    group.add_rect(CARD, "#fff")
    return group


def check_blurred(pixels: Pixels) -> None:
    """Half as bright at its edge, which is a step without the blur; dark 4 sigma away."""
    row = pixels[14, :, 0].astype(int)
    assert abs(row[9] + row[10] - 255) <= 4
    assert 60 < row[9] < row[10] < 200
    assert row[1] <= 2
    assert row[18] > 245


def check_shadowed(pixels: Pixels) -> None:
    assert pixels[18, 27, 0] > 230
    assert pixels[22, 20, 0] > 230
    assert pixels[14, 5, 0] == 0


def check_backed(pixels: Pixels) -> None:
    """The stripes below it are grey within, and sharp outside."""
    inside, outside = pixels[12:16, 14:22, 0].astype(int), pixels[2:6, 14:22, 0].astype(int)
    assert np.ptp(inside) < 60
    assert 100 < inside.mean() < 155
    assert np.ptp(outside) == 255


def check_faded(pixels: Pixels) -> None:
    """Two layers, one opacity."""
    assert abs(int(pixels[14, 18, 0]) - 128) <= 1


EFFECTS = {
    "blur": (blurred, check_blurred),
    "shadow": (shadowed, check_shadowed),
    "backdrop": (backed, check_backed),
    "group": (faded, check_faded),
}


def stripes() -> np.ndarray:
    """Columns of 2 px, black and white."""
    image = np.zeros((64, 64, 4), np.uint8)
    image[..., 3] = 255
    image[:, 0::4, :3] = image[:, 1::4, :3] = 255
    return image


@pytest.mark.parametrize("effect", EFFECTS)
def test_it_has_its_effect(session, effect):
    make, check = EFFECTS[effect]
    rng = random.Random(effect)
    with session.open_offscreen(40, 30, background="#000") as target:
        if effect == "backdrop":
            target.scene.add_image(stripes(), z=-1)
        target.present()
        for _ in range(ROUNDS):
            with target.packet("side"):
                layer = make(target.scene)
                target.resize(rng.randint(30, 60), rng.randint(24, 50))
            target.present()
            first = target.read_pixels()
            check(first)
            target.background = "#010203"
            target.present()
            target.background = "#000"
            target.present()
            assert np.array_equal(target.read_pixels(), first)
            layer.remove()


def test_it_has_its_effect_when_it_comes_back(session):
    """Out of sight, disabled, without a texture: then as at first."""
    with session.open_offscreen(40, 30, background="#000") as target:
        layer = blurred(target.scene)
        target.present()
        first = target.read_pixels()
        check_blurred(first)
        for away in ("enabled", "rect", "opacity"):
            before = getattr(layer, away)
            setattr(layer, away, {"enabled": False, "rect": (500, 0, 16, 12), "opacity": 0}[away])
            target.present()
            assert (target.read_pixels()[..., :3] == 0).all()
            setattr(layer, away, before)
            target.present()
            assert np.array_equal(target.read_pixels(), first)


def test_an_effect_that_is_animated_is_never_late(session):
    """Each picture of a growing blur is that of its own sigma."""
    recipes = Recipes()
    with session.open_offscreen(40, 30, background="#000") as target:
        layer = target.scene.add_rect(CARD, "#fff")
        recipes[layer] = lambda to: to.add_rect(CARD, "#fff")
        layer.animate("blur_sigma_px", 6, 0.3, "linear")
        seen = set()
        for _ in range(20):
            assert target.present().status in ("presented", "unchanged")
            pixels = target.read_pixels()
            seen.add(pixels.tobytes())
            assert np.array_equal(recipes.compose(session, target, "#000"), pixels)
        assert len(seen) > 10
