"""A window that is dragged at its corner and from screen to screen while its layers move."""

from __future__ import annotations

import random

import numpy as np
import pytest

import zerocopy as zc
from support.scratch import Recipes
from zerocopy.text import render_scaled

STEPS = 120
SIDES = (20, 60)


def draw(layer: zc.CanvasLayer) -> None:
    with layer.draw() as canvas:
        canvas.ellipse((3, 4, 10, 8), fill="#0f0")


def again(container) -> zc.Layer:
    layer = container.add_canvas()
    draw(layer)
    return layer


def text_made_for(scale, container) -> zc.Layer:
    """A window that comes to another screen shows the text it has until the next present."""
    layer = container.add_text("A", size_px=10)
    layer._native.set_mask(*render_scaled("A", 10, None, scale))
    return layer


@pytest.mark.parametrize("seed", [1, 2])
def test_every_size_and_scale_is_drawn_whole(metal, doubles, macos, seed):
    rng = random.Random(seed)
    window = metal.open_window(40, 30, background="#204")
    recipes = Recipes()
    whole = window.scene.add_canvas(z=1)  # as large as the window
    draw(whole)
    recipes[whole] = again
    moving = window.scene.add_rect((2, 2, 6, 6), "#f00")
    recipes[moving] = lambda to: to.add_rect((0, 0, 1, 1), "#f00")
    label = window.scene.add_text("A", rect=(20, 14, 1, 1), size_px=10)
    recipes[label] = lambda to: text_made_for(label._scale, to)
    window.present()
    scale, presents = 1.0, 1
    for step in range(STEPS):
        if rng.random() < 0.3:
            place = (rng.uniform(0, 30), rng.uniform(0, 20), 6.0, 6.0)
            moving.animate("rect", place, 0.2, "ease")
        if rng.random() < 0.1:
            scale = rng.choice((1.0, 2.0))
            doubles.set_scale(scale)
        width, height = rng.randint(*SIDES), rng.randint(*SIDES)
        doubles.resize_window(width, height, live=True)
        assert (window.width, window.height, window.scale) == (width, height, scale)
        pixels = doubles.window_pixels()
        assert pixels.shape == (height * scale, width * scale, 4)
        # The ellipse stays where it was, as large as it was.
        row = pixels[int(8 * scale)]
        assert row[int(5 * scale)].tolist() == row[int(10 * scale)].tolist() == [0, 255, 0, 255]
        assert row[int(14 * scale)].tolist() != [0, 255, 0, 255]
        if rng.random() < 0.3:
            presents += window.present().status != "dropped"
            pixels = doubles.window_pixels()
        if step % 6 == 0 or step == STEPS - 1:
            assert np.array_equal(recipes.compose(metal, window, "#204"), pixels)
    doubles.end_live_resize()
    counts = window.packets
    assert counts.committed == counts.presented + counts.unchanged + counts.dropped
    assert counts.drop_reasons.keys() <= {"main_thread_busy"}  # frames of the display's clock
    assert presents > 1
