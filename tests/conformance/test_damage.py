"""What changes is redrawn, what does not change is not, and nobody can tell from the picture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

import zerocopy as zc
from support import pictures
from support.reference import Canvas, Image, Layer, Solid, Video
from support.show import add, check, draw, frame_of, presented

pytestmark = pytest.mark.native

CANVAS = Canvas(72, 56, (0.1, 0.2, 0.3, 1))
Change = Callable[["Model", np.random.Generator], None]


class Model:
    """A target that is edited in place, and the same scene as plain data."""

    def __init__(self, session: zc.Session) -> None:
        self.canvas = CANVAS
        self.target = session.open_offscreen(72, 56, background=CANVAS.background)
        self.layers: list[tuple[zc.Layer, Layer]] = []

    def add(self, layer: Layer) -> None:
        self.layers.append((add(self.target.scene, layer), layer))

    def edit(self, index: int, **values: object) -> None:
        made, layer = self.layers[index]
        for name, value in values.items():
            setattr(made, name, value)
        self.layers[index] = made, replace(layer, **values)  # type: ignore[arg-type]

    def wanted(self) -> list[Layer]:
        return [layer for _, layer in self.layers]


def rect(rng: np.random.Generator) -> tuple[float, float, float, float]:
    x, y, w, h = (float(v) for v in rng.uniform((-10, -10, 4, 4), (60, 45, 40, 40)))
    return (x, y, w, h) if rng.random() < 0.5 else (round(x), round(y), round(w), round(h))


def any_layer(model: Model, rng: np.random.Generator) -> int:
    return int(rng.integers(len(model.layers)))


def move(model: Model, rng: np.random.Generator) -> None:
    model.edit(any_layer(model, rng), rect=rect(rng))


def fade(model: Model, rng: np.random.Generator) -> None:
    model.edit(any_layer(model, rng), opacity=float(rng.uniform()))


def lift(model: Model, rng: np.random.Generator) -> None:
    model.edit(any_layer(model, rng), z=int(rng.integers(-3, 3)))


def clip(model: Model, rng: np.random.Generator) -> None:
    model.edit(any_layer(model, rng), clip=rect(rng) if rng.random() < 0.7 else None)


def turn(model: Model, rng: np.random.Generator) -> None:
    a, b, c, d = (float(v) for v in rng.uniform(-1.3, 1.3, 4))
    model.edit(any_layer(model, rng), transform=(a, b, c, d, 8.0, 6.0))


def round_corners(model: Model, rng: np.random.Generator) -> None:
    model.edit(any_layer(model, rng), corner_radius_px=float(rng.uniform(0, 12)))


def new_frame(model: Model, rng: np.random.Generator) -> None:
    for index, (made, layer) in enumerate(model.layers):
        if isinstance(layer, Video):
            size = (int(rng.integers(1, 40)), int(rng.integers(1, 30)))
            picture = pictures.noise_picture("nv12", *size)
            assert isinstance(made, zc.VideoLayer)
            with frame_of(picture) as frame:
                made.submit(frame)
            model.layers[index] = made, replace(layer, picture=picture)
            return


def remove(model: Model, rng: np.random.Generator) -> None:
    if len(model.layers) > 3:
        made, _ = model.layers.pop(any_layer(model, rng))
        made.remove()


def insert(model: Model, rng: np.random.Generator) -> None:
    color = tuple(float(c) for c in rng.uniform(0.3, 1, 4))
    if rng.random() < 0.5:
        model.add(Solid(rect=rect(rng), color=color))
    else:
        model.add(Image(rect=rect(rng), pixels=pictures.image(15, 11, color)))


def resize(model: Model, rng: np.random.Generator) -> None:
    width, height = int(rng.integers(30, 90)), int(rng.integers(30, 70))
    model.target.resize(width, height)
    model.canvas = replace(model.canvas, width=width, height=height)


def repaint(model: Model, rng: np.random.Generator) -> None:
    color = tuple(float(c) for c in rng.uniform(0, 1, 3))
    model.target.background = color
    model.canvas = replace(model.canvas, background=(*color, 1.0))


CHANGES: list[Change] = [
    move, move, fade, lift, clip, turn, round_corners, new_frame, remove, insert, resize, repaint,
]  # fmt: skip


@pytest.mark.parametrize("seed", range(6))
def test_partial_changes_equal_a_composition_from_scratch(session, seed):
    rng = pictures.seeded("damage", seed)
    model = Model(session)
    with model.target:
        picture = pictures.noise_picture("nv12", 40, 30)
        model.add(Video(rect=(0, 0, 72, 56), picture=picture))
        model.add(Solid(rect=(10, 10, 30, 20), color=(0.9, 0.5, 0.1, 0.8), corner_radius_px=6))
        model.add(Image(rect=(40, 20, 20, 20), pixels=pictures.image(20, 20)))
        for step in range(25):
            for _ in range(int(rng.integers(1, 4))):
                CHANGES[int(rng.integers(len(CHANGES)))](model, rng)
            model.target.present()
            pixels = model.target.read_pixels()
            fresh = draw(session, model.canvas, model.wanted())
            assert np.array_equal(pixels, fresh), f"step {step} differs from a fresh picture"


def test_nothing_new_is_unchanged(session):
    with session.open_offscreen(32, 24) as target:
        layer = target.scene.add_rect((2, 2, 10, 10), "#ff8000")
        first = presented(target)
        before = target.read_pixels()
        second = target.present()
        assert (second.status, second.reason) == ("unchanged", None)
        assert second.host_bytes == 0
        layer.rect = (2, 2, 10, 10)
        layer.opacity = 1.0
        assert target.present().status == "unchanged"
        layer.rect = (3, 2, 10, 10)
        last = presented(target)
        assert last.epoch > second.epoch > first.epoch
        assert not np.array_equal(target.read_pixels(), before)


def test_what_is_out_of_sight_is_no_change(session):
    with session.open_offscreen(32, 24) as target:
        target.scene.add_rect((2, 2, 10, 10), "#ff8000")
        presented(target)
        away = target.scene.add_rect((100, 100, 10, 10), "#ffffff")
        assert target.present().status == "unchanged"
        away.color = "#000000"
        assert target.present().status == "unchanged"
        away.rect = (20, 12, 10, 10)
        presented(target)
        away.opacity = 0
        presented(target)
        away.color = "#00ff00"
        away.rect = (10, 12, 10, 10)
        assert target.present().status == "unchanged"
        away.enabled = False
        assert target.present().status == "unchanged"


def test_a_small_change_touches_little(cpu_session):
    """Bytes that the device touched, not time."""
    with cpu_session.open_offscreen(400, 300) as target:
        target.scene.add_rect((0, 0, 400, 300), "#204060")
        dot = target.scene.add_rect((10, 10, 8, 8), "#ffffff")
        whole = presented(target)
        dot.color = "#ff0000"
        part = presented(target)
        target.read_pixels()
        assert 0 < part.device_bytes * 50 <= whole.device_bytes


def test_before_the_first_present_there_is_the_background(session):
    with session.open_offscreen(9, 7, background="#336699") as target:
        pixels = target.read_pixels()
        assert pixels.shape == (7, 9, 4)
        assert (pixels == (0x33, 0x66, 0x99, 0xFF)).all()


def test_read_pixels_shows_the_last_presented_picture(session):
    with session.open_offscreen(16, 12) as target:
        target.scene.add_rect((0, 0, 16, 12), "#ffffff")
        presented(target)
        before = target.read_pixels()
        target.scene.add_rect((0, 0, 16, 12), "#000000")
        assert np.array_equal(target.read_pixels(), before)
        target.resize(8, 6)
        assert target.read_pixels().shape == (12, 16, 4)
        assert (target.width, target.height) == (8, 6)
        presented(target)
        assert target.read_pixels().shape == (6, 8, 4)


def test_read_pixels_into_an_array_of_the_caller(session):
    with session.open_offscreen(16, 12) as target:
        target.scene.add_rect((3, 3, 9, 5), "#12ab34")
        presented(target)
        out = np.zeros((12, 16, 4), np.uint8)
        assert target.read_pixels(out) is out
        assert np.array_equal(out, target.read_pixels())
        assert out[4, 4].tolist() == [0x12, 0xAB, 0x34, 0xFF]


def test_snapshot_is_the_picture_as_png(session, tmp_path):
    from support.show import read_png

    with session.open_offscreen(20, 10, background=(1.0, 0.0, 0.0, 0.5)) as target:
        target.scene.add_rect((4, 4, 9, 5), "#12ab34")
        presented(target)
        path = tmp_path / "picture.png"
        target.snapshot(path)
        png = read_png(path)
        assert png[5, 5].tolist() == [0x12, 0xAB, 0x34, 0xFF]
        # Straight alpha, as the format demands.
        check(png[:1, :1], np.array([[[255, 0, 0, 128]]], np.uint8), 1)


def test_resize_follows_without_a_rect(session):
    picture = pictures.noise_picture("nv12", 30, 20)
    with session.open_offscreen(30, 20) as target:
        layer = target.scene.add_video()
        with frame_of(picture) as frame:
            layer.submit(frame)
        presented(target)
        target.resize(51, 40)
        presented(target)
        fresh = draw(session, Canvas(51, 40), [Video(rect=(0, 0, 51, 40), picture=picture)])
        assert np.array_equal(target.read_pixels(), fresh)
