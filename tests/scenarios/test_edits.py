"""A target that is edited bit by bit shows the bytes of a new one that is drawn from scratch."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

import zerocopy as zc
from support import pictures
from support.show import frame_of

pytestmark = pytest.mark.native

SIZE = (89, 67)
BACKGROUND = "#203040"
SEEDS = 8 if "ZC_SANITIZER" in os.environ else 24
STEPS = 10
PIXELS = pictures.image(44, 40)
KINDS = ("rect", "image", "video", "text", "canvas", "group")
BLENDS = ("normal", "add", "multiply", "screen")


@dataclass
class Made:
    """A layer as it is to be, and the one that is edited until it is so."""

    kind: str
    parent: Made | None
    values: dict[str, Any] = field(default_factory=dict)
    live: Any = None

    def create(self, scene: zc.Scene, groups: dict[int, Any]) -> Any:
        holder = groups[id(self.parent)] if self.parent else scene
        match self.kind:
            case "rect":
                layer = holder.add_rect((0, 0, 9, 9), "#c84")
            case "image":
                layer = holder.add_image(PIXELS)
            case "video":
                layer = holder.add_video(fit="fill")
                with frame_of(pictures.gradient_picture("nv12", 40, 30)) as frame:
                    layer.submit(frame)
            case "text":
                layer = holder.add_text("Same", size_px=17, color="#fd8")
            case "canvas":
                layer = holder.add_canvas()
                with layer.draw() as drawing:
                    drawing.ellipse((2, 3, 30, 20), fill="#4c9c", stroke=zc.Stroke("#fff", 1.5))
            case _:
                layer = holder.add_group()
        groups[id(self)] = layer
        return layer


def floats(rng: np.random.Generator, *ranges: tuple[float, float]) -> tuple[float, ...]:
    return tuple(round(float(rng.uniform(*limits)), 1 if rng.random() < 0.5 else 0) for limits in ranges)


def value_of(rng: np.random.Generator, name: str) -> Any:
    rect = ((-10, 70), (-10, 50), (5, 60), (5, 50))
    match name:
        case "rect":
            return floats(rng, *rect)
        case "clip":
            return None if rng.random() < 0.4 else floats(rng, *rect)
        case "transform":
            angle = float(rng.choice([0, 0, 0.3, -0.5]))
            return (
                np.cos(angle),
                np.sin(angle),
                -np.sin(angle),
                np.cos(angle),
                *floats(rng, (-9, 9), (-9, 9)),
            )
        case "opacity":
            return float(rng.choice([0, 0.4, 0.7, 1]))
        case "z":
            return int(rng.integers(-1, 2))
        case "enabled":
            return bool(rng.random() < 0.8)
        case "blend":
            return str(rng.choice(BLENDS))
        case "shadow":
            if rng.random() < 0.4:
                return None
            dx, dy, sigma = floats(rng, (-6, 6), (-6, 6), (0, 5))
            return zc.Shadow(dx_px=dx, dy_px=dy, sigma_px=sigma, color="#000a")
        case _:  # a length
            return float(rng.choice([0, 0, 1, 2.5, 6, 11.3]))


NAMES = ("rect", "clip", "clip_radius_px", "transform", "opacity", "z", "enabled", "blend", "shadow",
         "blur_sigma_px", "backdrop_blur_sigma_px")  # fmt: skip


def from_scratch(session: zc.Session, made: list[Made]) -> np.ndarray:
    with session.open_offscreen(*SIZE, background=BACKGROUND) as target:
        groups: dict[int, Any] = {}
        for each in made:
            layer = each.create(target.scene, groups)
            for name, value in each.values.items():
                setattr(layer, name, value)
        target.present()
        return target.read_pixels()


@pytest.mark.parametrize("seed", range(SEEDS))
def test_edits_one_by_one(plain_session, seed):
    rng = pictures.seeded("edits", seed)
    made: list[Made] = []
    for _ in range(int(rng.integers(3, 8))):
        groups = [each for each in made if each.kind == "group"]
        parent = groups[int(rng.integers(len(groups)))] if groups and rng.random() < 0.6 else None
        values = {"rect": value_of(rng, "rect")}
        made.append(Made(str(rng.choice(KINDS)), parent, values))
    with plain_session.open_offscreen(*SIZE, background=BACKGROUND) as target:
        live: dict[int, Any] = {}
        for each in made:
            each.live = each.create(target.scene, live)
            each.live.rect = each.values["rect"]
        target.present()
        for _ in range(STEPS):
            for _ in range(int(rng.integers(1, 3))):
                each, name = made[int(rng.integers(len(made)))], str(rng.choice(NAMES))
                each.values[name] = value_of(rng, name)
                setattr(each.live, name, each.values[name])
            target.present()
            assert np.array_equal(target.read_pixels(), from_scratch(plain_session, made))


def test_a_scaled_image_where_something_is_removed(session):
    """Where a drawn span begins does not move the texels in it."""
    with session.open_offscreen(73, 20, background=BACKGROUND) as target:
        target.scene.add_image(PIXELS, rect=(0, 0, 35, 20))
        target.present()
        before = target.read_pixels()
        for x in range(1, 30, 3):
            below = target.scene.add_rect((x, 0, 7, 20), "#808080", z=-1)
            target.present()
            below.remove()
            target.present()
            assert np.array_equal(target.read_pixels(), before)


def test_a_surface_whose_extent_depends_on_a_layer_that_is_not_seen(session):
    def draw(late: bool) -> np.ndarray:
        with session.open_offscreen(257, 193, background=BACKGROUND) as target:
            group = target.scene.add_group(rect=(70, 8, 10, 0))
            group.backdrop_blur_sigma_px = 11.3
            image = group.add_image(PIXELS, rect=(63, 186, 55, 107))
            image.blur_sigma_px = 40
            unseen = group.add_rect((6, 69, 100, 71), "#5739f4")
            unseen.clip = (256, 60, 120, 50)
            if late:
                target.present()
            unseen.backdrop_blur_sigma_px = 3
            target.present()
            return target.read_pixels()

    assert np.array_equal(draw(late=True), draw(late=False))
