"""A view with everything in it, which moves while its target is resized: video, effects, clips, groups."""

from __future__ import annotations

import numpy as np
import pytest

import zerocopy as zc
from support import devices
from support.journey import Journey
from support.scratch import Pixels

pytestmark = pytest.mark.native

STEPS = 350  # of each scale
EVERY = 8  # of them is also composed from scratch
FULL = zc.ColorSpec(matrix="bt709", range="full")
STRIP, CARD, PANEL, BUTTON, DISC, LABEL = 30, 60, 90, 130, 170, 210  # blue
BUTTONS = 3
SIDE, SPACING, PADDING = 5.0, 2.0, 1.0


def grey(level: int) -> zc.GpuFrame:
    """A picture of that level, in red, green and blue."""
    planes = [np.full((12, 16), level, np.uint8), np.full((6, 8, 2), 128, np.uint8)]
    return devices.make_resident(zc.GpuFrame.from_planes(planes, "nv12", color=FULL))


class ViewScene:
    def __init__(self, journey: Journey) -> None:
        self.journey = journey
        scene = journey.target.scene
        self.view = scene.add_group(z=0)  # cut to round corners, with the video
        self.video = self.view.add_video(fit="cover")
        self.nested = self.view.add_group(z=1)  # cut to round corners too, turned, in the view
        self.tile = self.nested.add_rect((0, 0, 1, 1), "#000")
        self.disc = self.nested.add_canvas(z=1)
        self.faded = scene.add_group(z=1)  # of one opacity, though its layers overlap
        self.card = self.faded.add_rect((0, 0, 1, 1), "#000")
        self.label = self.faded.add_text("Ab", size_px=9, z=1)
        self.panel = scene.add_rect((0, 0, 1, 1), "#000", z=2)  # what lies below it is blurred
        self.row = scene.add_stack("row", spacing=SPACING, padding=PADDING, justify="end", align="end", z=3)
        self.buttons = [self.row.add_rect((0, 0, SIDE, SIDE), "#000") for _ in range(BUTTONS)]
        self.strip = scene.add_rect((0, 0, 1, 2), "#000", z=4)
        self.frames: list[zc.GpuFrame] = []
        journey.follow(self.card)
        recipes = journey.recipes
        for layer in (self.tile, self.card, self.panel, self.strip, *self.buttons):
            recipes[layer] = lambda to: to.add_rect((0, 0, 1, 1), "#000")
        recipes[self.video] = self.video_again
        recipes[self.disc] = self.disc_again
        recipes[self.label] = lambda to: to.add_text("Ab", size_px=9)

    def video_again(self, container) -> zc.Layer:
        layer = container.add_video()
        layer.submit(self.frames[-1])
        return layer

    def disc_again(self, container) -> zc.Layer:
        layer = container.add_canvas()
        self.draw_disc(layer)
        return layer

    def draw_disc(self, layer: zc.CanvasLayer) -> None:
        with layer.draw() as canvas:
            canvas.ellipse((1, 1, 8, 6), fill=self.disc_color)

    def edit(self, width: int, height: int) -> None:
        """A layout for that size; some of it is reached in a few frames."""
        journey, random = self.journey, self.journey.random
        self.frames.append(grey(journey.level))
        assert self.video.submit(self.frames[-1])
        self.view.rect = (2, 3, width * 0.7, height * 0.6)
        self.view.clip = (2, 3, width * 0.7, height * 0.6)
        self.view.clip_radius_px = random.choice((0, 3, 6))
        self.nested.rect = (width * 0.1, height * 0.1, width * 0.4, height * 0.4)
        self.nested.clip = (width * 0.1, height * 0.1, width * 0.4, height * 0.4)
        self.nested.clip_radius_px = random.choice((0, 2.5))
        if random.random() < 0.5:
            turn = random.uniform(-0.5, 0.5)
            matrix = (np.cos(turn), np.sin(turn), -np.sin(turn), np.cos(turn), 2.0, 1.0)
            self.nested.animate("transform", tuple(float(n) for n in matrix), 0.1, "ease")
        self.tile.rect = (0, 0, width * 0.3, height * 0.3)
        self.tile.color = journey.color(CARD)
        self.disc_color = journey.color(DISC)
        self.draw_disc(self.disc)
        self.faded.rect = (width * 0.3, height * 0.3, width * 0.5, height * 0.4)
        self.faded.animate("opacity", random.uniform(0.3, 1), 0.08, "ease-in-out")
        journey.move(self.card, (1, 1, width * 0.3, height * 0.2))
        self.card.color = journey.color(CARD)
        self.label.color = journey.color(LABEL)
        self.label.rect = (2, 2, 1, 1)
        self.panel.rect = (width * 0.2, height * 0.5, width * 0.5, height * 0.3)
        self.panel.color = journey.color(PANEL, alpha=0.5)
        self.panel.corner_radius_px = random.choice((0, 4))
        self.row.rect = (0, height - SIDE - 2 * PADDING, width, SIDE + 2 * PADDING)
        for button in self.buttons:
            button.color = journey.color(BUTTON)
        self.strip.rect = (0, 0, width + 1, 2)
        self.strip.color = journey.color(STRIP)
        self.effects()

    def effects(self) -> None:
        random = self.journey.random
        shade = self.journey.color(PANEL, alpha=0.7)
        self.card.shadow = random.choice(
            (None, zc.Shadow(dx_px=1, dy_px=2, sigma_px=1.5, color=shade, spread_px=1))
        )
        self.label.shadow = random.choice((None, zc.Shadow(dy_px=1, color=shade)))
        self.panel.backdrop_blur_sigma_px = random.choice((0, 1.5, 5))
        if random.random() < 0.3:
            self.tile.animate("blur_sigma_px", random.choice((0, 1.0, 4.5)), 0.1, "linear")
        if random.random() < 0.2:
            self.view.blur_sigma_px = random.choice((0, 0, 2.0))

    def check(self, pixels: Pixels) -> None:
        """The buttons stand in the bottom right corner, the strip lies above all of it."""
        scale = self.journey.scale
        height, width = self.journey.size[1], self.journey.size[0]
        if width < 30 or height < 14:
            return
        assert (pixels[: int(2 * scale), :, 2] == STRIP).all()
        left = width - PADDING - BUTTONS * SIDE - (BUTTONS - 1) * SPACING
        bottom = height - PADDING
        for number in range(BUTTONS):
            x0 = left + number * (SIDE + SPACING)
            rows = slice(int(np.ceil((bottom - SIDE) * scale)), int(bottom * scale))
            columns = slice(int(np.ceil(x0 * scale)), int((x0 + SIDE) * scale))
            button = pixels[rows, columns]
            assert (button[..., 2] == BUTTON).all()
            assert (button[..., 3] == 255).all()
            beside = pixels[rows, int(np.floor((x0 - 1) * scale))]
            assert not (beside[..., 2:] == (BUTTON, 255)).all()

    def trim(self) -> None:
        """Frames of packets that are past."""
        for frame in self.frames[:-1]:
            frame.close()
        del self.frames[:-1]


class ViewCompositorTest:
    @pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
    def test_resizes_in_mid_animation(self, session, scale):
        journey = Journey(session, scale, seed=round(4 * scale) + 2, largest=64)
        scene = ViewScene(journey)
        for number in range(STEPS):
            outcome = journey.step(scene.edit)
            scene.trim()
            if outcome.status == "dropped":
                continue
            assert outcome.status == "presented"
            pixels = journey.picture()
            journey.check_tag(pixels, tolerance=2)
            scene.check(pixels)
            if number % EVERY == 0 or number == STEPS - 1:
                journey.check_from_scratch(pixels)
        assert journey.pictures > STEPS * 0.9
        counters = scene.video.counters
        assert counters.frames_submitted == counters.frames_presented + counters.frames_dropped
        assert counters.host_bytes_copied == 0
        scene.frames.pop().close()
        journey.finish()
