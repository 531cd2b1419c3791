"""The same scene is the same bytes: drawn again, by any number of threads, all at once or bit by bit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pytest

import zerocopy as zc
from support import devices, pictures
from support.reference import Colour
from support.show import frame_of
from zerocopy import testing

pytestmark = pytest.mark.native

LARGE = (1216, 900)  # above the size that is shared among threads
SMALL = (96, 70)
BLENDS = ("normal", "add", "multiply", "screen")


@contextmanager
def drawn_by(threads: int) -> Iterator[zc.Session]:
    testing.set_drawing_threads(threads)
    devices.under_test = "cpu"
    try:
        with zc.Session(device="cpu") as session:
            yield session
    finally:
        testing.set_drawing_threads(0)


def fill(scene: zc.Scene, width: int, height: int, frame: zc.GpuFrame) -> None:
    """Everything that a scene may hold, larger and smaller than a band of rows."""
    u, v = width / 96, height / 70
    video = scene.add_video(rect=(0, 0, 70 * u, 50 * v), fit="cover")
    video.submit(frame)
    video.corner_radius_px = 7 * u
    turned = scene.add_group(rect=(20 * u, 10 * v, 60 * u, 40 * v))
    turned.transform = (0.96, 0.28, -0.28, 0.96, 3.3, -2.1)
    turned.clip = (22 * u, 12 * v, 50 * u, 45 * v)
    turned.clip_radius_px = 9 * u
    for number, blend in enumerate(BLENDS):
        layer = turned.add_rect((number * 11 * u, number * 7 * v, 30.5 * u, 18.25 * v), "#3c9a")
        layer.blend = blend
    again = turned.add_video(rect=(20 * u, 2 * v, 30 * u, 20 * v), fit="fill")
    again.submit(frame)
    again.blur_sigma_px = 1.5 * u
    again.blend = "screen"
    faded = scene.add_group(rect=(5 * u, 30 * v, 50 * u, 38 * v), opacity=0.6)
    faded.blend = "multiply"
    canvas = faded.add_canvas()
    ramp = zc.LinearGradient((0, 0), (40 * u, 30 * v), [(0, "#f80"), (1, "#08f8")])
    with canvas.draw() as drawing:
        drawing.ellipse((2 * u, 3 * v, 40 * u, 30 * v), fill=ramp, stroke=zc.Stroke("#fff", 2.5))
        drawing.text("Same bytes", 4 * u, 8 * v, "#000", style=zc.TextStyle(size_px=9 * u))
    text = faded.add_text("again", size_px=12 * u)
    text.shadow = zc.Shadow(dx_px=u, dy_px=2 * v, sigma_px=1.2 * u, color="#000c")
    panel = scene.add_rect((30 * u, 20 * v, 40 * u, 30 * v), "#fff4", z=2)
    panel.corner_radius_px = 6 * u
    panel.backdrop_blur_sigma_px = 5 * u
    panel.shadow = zc.Shadow(dy_px=3 * v, sigma_px=4 * u, color="#0008", spread_px=2)


@pytest.fixture
def frame():
    devices.under_test = "cpu"
    with frame_of(pictures.noise_picture("nv12", 160, 120, colour=Colour("bt709", "limited"))) as frame:
        yield frame


def draw(session: zc.Session, size: tuple[int, int], frame: zc.GpuFrame) -> np.ndarray:
    with session.open_offscreen(*size, background="#246") as target:
        fill(target.scene, *size, frame)
        assert target.present().status == "presented"
        return target.read_pixels()


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["small", "large"])
def test_any_number_of_threads(frame, size):
    with drawn_by(1) as session:
        expected = draw(session, size, frame)
        assert np.array_equal(draw(session, size, frame), expected)
    assert len(np.unique(expected.reshape(-1, 4), axis=0)) > 1000
    for threads in (2, 3, 4):
        with drawn_by(threads) as session:
            assert np.array_equal(draw(session, size, frame), expected)


def test_any_number_of_threads_bit_by_bit(frame):
    """Every change damages a part; the picture is that of one composition."""
    pictures = []
    for threads in (1, 3):
        with drawn_by(threads) as session, session.open_offscreen(*SMALL, background="#246") as target:
            fill(target.scene, *SMALL, frame)
            for step in range(12):
                for layer in target.scene.layers[step % 3 :: 3]:
                    x, y, width, height = layer.rect
                    layer.rect = (x + 1, y + step % 2, width, height)
                assert target.present().status == "presented"
            pictures.append(target.read_pixels())
            target.background = "#247"
            target.present()
            target.background = "#246"
            target.present()
            pictures.append(target.read_pixels())
    for picture in pictures[1:]:
        assert np.array_equal(picture, pictures[0])


def test_any_device_draws_the_same_again(session):
    """Composed three times, the last one on a new target."""
    with frame_of(pictures.noise_picture("nv12", 64, 48, colour=Colour("bt709", "limited"))) as frame:
        with session.open_offscreen(*SMALL, background="#246") as target:
            fill(target.scene, *SMALL, frame)
            target.present()
            first = target.read_pixels()
            target.background = "#000"
            target.present()
            target.background = "#246"
            target.present()
            assert np.array_equal(target.read_pixels(), first)
        assert np.array_equal(draw(session, SMALL, frame), first)
