"""Ellipses drawn as paths, which move while their target is resized."""

from __future__ import annotations

import numpy as np
import pytest

import zerocopy as zc
from support.journey import Journey, grid, within
from support.scratch import Pixels
from support.tracks import Value

pytestmark = pytest.mark.native

STEPS = 700  # of each scale
EVERY = 12  # of them is also composed from scratch
STRIP, MOVING, CORNER = 40, 120, 200  # blue
SIDE = 9.0  # of the corner's ellipse


def draw(layer: zc.CanvasLayer, color: zc.Color, rect: Value) -> None:
    x, y, width, height = rect
    shape = zc.Shape().arc((x + width / 2, y + height / 2), (width / 2, height / 2), 0, 360).close()
    with layer.draw() as canvas:
        canvas.shape(shape, fill=color)


class EllipseScene:
    """A strip above, an ellipse that moves and grows, and one that keeps to the bottom right corner."""

    def __init__(self, journey: Journey) -> None:
        self.journey = journey
        scene = journey.target.scene
        self.strip = scene.add_rect((0, 0, 1, 2), "#000", z=3)
        self.moving = scene.add_canvas(rect=(0, 2, 8, 8), z=2)
        self.corner = scene.add_canvas(z=1)  # as large as the target
        self.drawn: dict[zc.CanvasLayer, Value] = {}
        self.turned = 0
        journey.follow(self.moving)
        journey.recipes[self.strip] = lambda to: to.add_rect((0, 0, 1, 1), "#000")
        for layer in (self.moving, self.corner):
            journey.recipes[layer] = lambda to, layer=layer: self.again(to, layer)

    def again(self, container, layer: zc.CanvasLayer) -> zc.Layer:
        made = container.add_canvas()
        draw(made, self.colors[layer], self.drawn[layer])
        return made

    def edit(self, width: int, height: int) -> None:
        journey = self.journey
        self.colors = {self.moving: journey.color(MOVING), self.corner: journey.color(CORNER)}
        self.strip.rect = (0, 0, width + 1, 2)  # where half a pixel is left over, too
        self.strip.color = journey.color(STRIP)
        rect = (width / 8, 2 + height / 8, width * 0.6, height * 0.5)
        journey.move(self.moving, rect)
        self.drawn[self.moving] = (0.5, 0.5, max(rect[2] - 1, 0.5), max(rect[3] - 1, 0.5))
        self.drawn[self.corner] = (width - SIDE, height - SIDE, SIDE, SIDE)
        for layer, place in self.drawn.items():
            draw(layer, self.colors[layer], place)

    def check(self, pixels: Pixels) -> None:
        """Each lies where the layout says."""
        journey = self.journey
        height = pixels.shape[0]
        strip = pixels[: min(height, int(2 * journey.scale))]
        assert (strip[..., 2] == STRIP).all()
        free = np.ones(pixels.shape[:2], bool)
        free[: int(np.ceil(2 * journey.scale))] = False
        left, top, w, h = journey.tracks[self.moving].value
        x, y, drawn_w, drawn_h = self.drawn[self.moving]
        seen = within(pixels, journey.scale, (left, top, w, h), 0) & free
        self.check_ellipse(pixels, MOVING, (left + x, top + y, drawn_w, drawn_h), seen)
        free &= ~within(pixels, journey.scale, (left, top, w, h), -1)
        self.check_ellipse(pixels, CORNER, self.drawn[self.corner], free)

    def check_ellipse(self, pixels: Pixels, blue: int, rect: Value, seen: np.ndarray) -> None:
        """What is fully of its colour is its inside, to a pixel, where it can be seen."""
        full = (np.abs(pixels[..., 2].astype(int) - blue) <= 3) & (pixels[..., 3] >= 252) & seen
        scale = self.journey.scale
        x, y = grid(pixels, scale)
        left, top, width, height = rect

        def inside(margin: float) -> np.ndarray:
            rx, ry = width / 2 - margin / scale, height / 2 - margin / scale
            if min(rx, ry) <= 0:
                return np.zeros(pixels.shape[:2], bool)
            away = ((x - left - width / 2) / rx) ** 2 + ((y - top - height / 2) / ry) ** 2
            return away < 1

        # A canvas that lies between pixels is filtered, at its edges too.
        deep = inside(1.9) & seen & shrunk(seen)
        assert not (full & ~inside(-0.8)).any()
        assert not (deep & ~full).any()


def shrunk(mask: np.ndarray) -> np.ndarray:
    """Without the pixels at its edge."""
    padded = np.pad(mask, 1)
    return padded[1:-1, 1:-1] & padded[:-2, 1:-1] & padded[2:, 1:-1] & padded[1:-1, :-2] & padded[1:-1, 2:]


class EllipsePathCompositorTest:
    @pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
    def test_resizes_in_mid_animation(self, session, scale):
        journey = Journey(session, scale, seed=round(4 * scale))
        scene = EllipseScene(journey)
        for number in range(STEPS):
            outcome = journey.step(scene.edit)
            if outcome.status == "dropped":
                continue
            assert outcome.status == "presented"
            pixels = journey.picture()
            journey.check_tag(pixels)
            scene.check(pixels)
            if number % EVERY == 0 or number == STEPS - 1:
                journey.check_from_scratch(pixels)
        assert journey.pictures > STEPS * 0.9
        journey.finish()

    def test_it_comes_to_rest(self, session):
        """When nothing moves any more there is nothing to present, and the ellipse is where it was to go."""
        journey = Journey(session, 1.0, seed=9)
        scene = EllipseScene(journey)
        while journey.step(scene.edit).status == "dropped":
            pass
        for _ in range(20):
            journey.target.present()
        assert journey.target.present().status == "unchanged"
        for track in journey.tracks.values():
            track.value = track.to or track.value
        pixels = journey.picture()
        scene.check(pixels)
        journey.check_from_scratch(pixels)
        journey.target.close()
