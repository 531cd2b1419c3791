"""Text that keeps its place, set as layers and on a canvas, while its target is resized."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

import zerocopy as zc
from support.journey import Journey
from support.scratch import Pixels
from support.tracks import Value
from zerocopy.text import render_scaled

pytestmark = pytest.mark.native

STEPS = 500  # of each scale
EVERY = 12  # of them is also composed from scratch
TITLE, BADGE, NOTE = 40, 120, 200  # blue
WORDS = ("Ahoy", "xyz", "Q7", "ij|")
SIZE_PX = 11.0


def ink(word: str, least: int, scale: float) -> NDArray[np.float64]:
    """Where a text layer's letters lie from its corner: left, top, right, bottom of what is that dark, px."""
    mask, _ = render_scaled(word, SIZE_PX, None, scale)
    ys, xs = np.nonzero(mask >= least)
    return np.array([xs.min(), ys.min(), xs.max() + 1, ys.max() + 1], float)


class TextScene:
    """A title that moves, a badge in the bottom right corner, a note that a canvas wraps at the bottom."""

    def __init__(self, journey: Journey) -> None:
        self.journey = journey
        scene = journey.target.scene
        self.title = scene.add_text("", size_px=SIZE_PX, z=2)
        self.badge = scene.add_text("", size_px=SIZE_PX, z=1)
        self.note = scene.add_canvas(z=0)
        self.note_width = 0.0
        journey.follow(self.title)
        for layer in (self.title, self.badge):
            journey.recipes[layer] = lambda to, layer=layer: to.add_text(layer.text, size_px=SIZE_PX)
        journey.recipes[self.note] = self.note_again

    def note_again(self, container) -> zc.Layer:
        layer = container.add_canvas()
        self.draw_note(layer)
        return layer

    def draw_note(self, layer: zc.CanvasLayer) -> None:
        with layer.draw() as canvas:
            style = zc.TextStyle(size_px=8)
            canvas.text("an old note", 1, 30, self.note_color, style=style, width=self.note_width)

    def edit(self, width: int, height: int) -> None:
        journey = self.journey
        self.title.text = journey.random.choice(WORDS)  # which moves on
        self.title.color = journey.color(TITLE)
        natural = self.title._natural_size
        journey.move(self.title, (width / 8, height / 8, *natural))
        self.badge.text = journey.random.choice(WORDS)
        self.badge.color = journey.color(BADGE)
        badge = self.badge._natural_size
        self.badge.rect = (width - badge[0], height - badge[1], *badge)
        self.note_color = journey.color(NOTE)
        self.note_width = float(width)
        self.draw_note(self.note)

    def check(self, pixels: Pixels) -> None:
        """The bounds of each text's ink are those of the layout, where nothing lies above or beside it."""
        scale = self.journey.scale
        left, top, _, _ = self.journey.tracks[self.title].value
        self.check_ink(pixels, TITLE, self.title.text, (left, top))
        x, y, *_ = self.badge.rect
        if overlaps((x, y, *self.badge._natural_size), (left, top, *self.title._natural_size), 2 / scale):
            return
        self.check_ink(pixels, BADGE, self.badge.text, (x, y))

    def check_ink(self, pixels: Pixels, blue: int, word: str, corner: tuple[float, float]) -> None:
        scale = self.journey.scale
        height, width = pixels.shape[:2]
        outer, inner = (ink(word, least, scale) + np.array(corner * 2) * scale for least in (40, 160))
        if outer.min() < 0 or outer[2] > width or outer[3] > height:
            return  # cut off
        alpha = np.maximum(pixels[..., 3].astype(int), 1)
        own = (alpha > 60) & (np.abs(pixels[..., 2].astype(int) * 255 // alpha - blue) < 20)
        ys, xs = np.nonzero(own)
        found = np.array([xs.min(), ys.min(), xs.max() + 1, ys.max() + 1])
        # Between pixels a mask is filtered, over one of its own texels.
        assert np.abs(found - (outer + inner) / 2).max() <= (np.abs(outer - inner) / 2).max() + 1.6


def overlaps(a: Value, b: Value, margin: float) -> bool:
    return (
        a[0] < b[0] + b[2] + margin
        and b[0] < a[0] + a[2] + margin
        and a[1] < b[1] + b[3] + margin
        and b[1] < a[1] + a[3] + margin
    )


class TextCompositorTest:
    @pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
    def test_resizes_in_mid_animation(self, session, scale):
        journey = Journey(session, scale, seed=round(4 * scale) + 1, largest=64)
        scene = TextScene(journey)
        for number in range(STEPS):
            outcome = journey.step(scene.edit)
            if outcome.status == "dropped":
                continue
            pixels = journey.picture()
            journey.check_tag(pixels, least_alpha=0)
            scene.check(pixels)
            if number % EVERY == 0 or number == STEPS - 1:
                journey.check_from_scratch(pixels)
        assert journey.pictures > STEPS * 0.9
        journey.finish()
