"""Canvases look the same on every device, and as their definitions say."""

from __future__ import annotations

import math

import numpy as np
import pytest

from support import canvas_reference as reference
from support.process import run_python
from support.show import agreed, check, presented
from zerocopy import LinearGradient, RadialGradient, Shape, Stroke, testing

WIDTH, HEIGHT = 64, 48
RED = (0.8, 0.1, 0.2, 1.0)
BLUE = (0.1, 0.3, 0.9, 0.75)
BACKGROUND = (0.2, 0.3, 0.4, 1.0)
STOPS = [(0.1, (1.0, 0.0, 0.0, 1.0)), (0.5, (1.0, 1.0, 0.0, 0.2)), (0.5, BLUE), (0.9, (0.0, 0.0, 0.0, 0.0))]
X, Y = np.meshgrid(np.arange(WIDTH) + 0.5, np.arange(HEIGHT) + 0.5)


def draw(session, steps, rect=None, size=(WIDTH, HEIGHT)):
    def make(session):
        with session.open_offscreen(*size, background=BACKGROUND) as target:
            with target.scene.add_canvas(rect).draw() as drawing:
                steps(drawing)
            presented(target)
            return target.read_pixels()

    return agreed(session, make)


def compose(*layers):
    """What (source, coverage) pairs make of the background, by way of the canvas's own surface."""
    surface = np.zeros((HEIGHT, WIDTH, 4))
    for source, covered in layers:
        colors = np.broadcast_to(source, (HEIGHT, WIDTH, 4))
        surface = reference.over(surface, colors, np.broadcast_to(covered, (HEIGHT, WIDTH)))
    below = np.broadcast_to(reference.premultiplied(BACKGROUND), (HEIGHT, WIDTH, 4))
    below = np.floor(below * 255 + 0.5) / 255
    out = surface + below * (1 - surface[..., 3:])
    return np.floor(out * 255 + 0.5).astype(np.uint8)


def covered(*contours, rule="nonzero"):
    return reference.coverage(contours, WIDTH, HEIGHT, rule)


def box(x, y, width, height):
    return [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]


def test_a_canvas_reaches_to_the_end_of_its_last_part_of_a_pixel(session):
    drawn = draw(session, lambda d: d.rect((10, 0, 0.5, 8), fill=RED), rect=(0, 0, 10.5, 8), size=(16, 8))
    ground = drawn[0, 0].astype(int)
    assert (drawn[:, 9] == ground).all()
    # Half of the canvas's own pixel, of which the layer covers half.
    wanted = ground + (255 * reference.premultiplied(RED) - ground) / 4
    assert np.abs(drawn[:, 10] - wanted).max() <= 1
    assert (drawn[:, 11] == ground).all()


def test_steps_are_rounded_not_cut(session):
    """Half a step lost in each of many would be seen."""

    def steps(d):
        for _ in range(24):
            d.rect((0, 0, WIDTH, HEIGHT), fill=(1, 0.8, 0.6, 0.06))

    one = reference.premultiplied((1, 0.8, 0.6, 0.06))
    check(draw(session, steps), compose(*[(one, 1.0)] * 24), 1)


def test_round_corners_are_half_of_the_shorter_side_at_most(session):
    def pixels(radius):
        return draw(session, lambda d: d.rect((6.5, 5.25, 40, 22), corner_radius_px=radius, fill=RED))

    assert np.array_equal(pixels(30), pixels(11))


def test_shapes_lie_over_one_another(session):
    def steps(d):
        d.rect((4.25, 3.5, 30, 20.75), fill=RED)
        d.ellipse((20, 10, 40, 33), fill=BLUE)
        d.polyline([(5, 45), (30, 20), (60, 44)], stroke=Stroke("#ffffff", width=5, join="round"))

    line = reference.stroke_pieces([(5, 45), (30, 20), (60, 44)], 5, join="round")
    expected = compose(
        (reference.premultiplied(RED), covered(box(4.25, 3.5, 30, 20.75))),
        (reference.premultiplied(BLUE), covered(reference.ellipse(20, 10, 40, 33))),
        (np.ones(4), covered(*line)),
    )
    check(draw(session, steps), expected, 2)


@pytest.mark.parametrize("spread", ["pad", "repeat", "reflect"])
def test_linear_gradients(session, spread):
    x, y, across, down = 10.3, 8.1, 29.9, 22.6  # no pixel on the step
    gradient = LinearGradient((x, y), (x + across, y + down), STOPS, spread=spread)
    t = ((X - x) * across + (Y - y) * down) / (across**2 + down**2)
    expected = compose((reference.ramp(t, STOPS, spread), 1.0))
    check(draw(session, lambda d: d.rect((0, 0, WIDTH, HEIGHT), fill=gradient)), expected, 1)


@pytest.mark.parametrize("focus", [None, (24.1, 20.2)])
@pytest.mark.parametrize("spread", ["pad", "repeat", "reflect"])
def test_radial_gradients(session, spread, focus):
    gradient = RadialGradient((32, 22), 14.3, STOPS, focus=focus, spread=spread)
    fx, fy = focus or (32, 22)
    # |p - f - t (c - f)| = t r, solved for t.
    dx, dy, wx, wy = X - fx, Y - fy, 32 - fx, 22 - fy
    a, b = wx**2 + wy**2 - 14.3**2, dx * wx + dy * wy
    t = (b - np.sqrt(b**2 - a * (dx**2 + dy**2))) / a
    expected = compose((reference.ramp(t, STOPS, spread), 1.0))
    check(draw(session, lambda d: d.rect((0, 0, WIDTH, HEIGHT), fill=gradient)), expected, 1)


def test_clips_multiply(session):
    def steps(d):
        d.clip_rect((6.5, 4.25, 50, 38.5))
        d.clip(Shape().ellipse((2, -5, 50, 50)))
        d.clip(Shape().polygon([(0, 0), (64, 20), (20, 48)]), rule="evenodd")
        d.rect((0, 0, WIDTH, HEIGHT), fill=RED)

    clip = covered(box(6.5, 4.25, 50, 38.5)) * covered(reference.ellipse(2, -5, 50, 50))
    clip = clip * covered([(0, 0), (64, 20), (20, 48)])
    check(draw(session, steps), compose((reference.premultiplied(RED), clip)), 1)


def test_clips_by_rectangles_are_intersected(session):
    def steps(d):
        d.clip_rect((6, 4.5, 20, 20))
        d.clip_rect((10, 0, 40, 15.5))
        d.rect((0, 0, WIDTH, HEIGHT), fill=RED)

    expected = compose((reference.premultiplied(RED), covered(box(10, 4.5, 16, 11))))
    check(draw(session, steps), expected, 1)


def test_colours_arrive_as_they_are(session):
    """All 256 levels, in three places of a colour."""

    def steps(d):
        for level in range(256):
            color = f"#{level:02x}{255 - level:02x}{level ^ 0x55:02x}"
            d.rect((level % 16, level // 16, 1, 1), fill=color)

    level = np.arange(256).reshape(16, 16)
    expected = np.stack([level, 255 - level, level ^ 0x55, np.full((16, 16), 255)], axis=-1)
    assert np.array_equal(draw(session, steps, size=(16, 16)), expected)


def test_gradients_are_multiplied_by_the_opacity(session):
    def steps(d):
        d.opacity = 0.5
        d.rect((0, 0, WIDTH, HEIGHT), fill=LinearGradient((0, 0), (WIDTH, 0), [(0, RED), (1, BLUE)]))

    ramp = reference.ramp(X / WIDTH, [(0, RED), (1, BLUE)], "pad")
    check(draw(session, steps), compose((0.5 * ramp, 1.0)), 1)


def test_at_two_stops_of_one_offset_the_later_colour_holds(session):
    stops = [(0, RED), (0.5, RED), (0.5, "#fff"), (1, "#fff")]
    gradient = LinearGradient((0.5, 0), (32.5, 0), stops)  # the step lies on a pixel's centre
    pixels = draw(session, lambda d: d.rect((0, 0, WIDTH, HEIGHT), fill=gradient))
    assert (pixels[:, 16:] == 255).all()
    assert (pixels[:, :16, 1] < 255).all()


def test_save_and_restore(session):
    def steps(d):
        with d.saved():
            d.clip(Shape().ellipse((10, 10, 20, 20)))
            d.translate(100, 0)
            d.opacity = 0.1
            assert d.opacity == 0.1
        assert d.opacity == 1
        d.rect((1, 2, 30, 20), fill=RED)

    expected = compose((reference.premultiplied(RED), covered(box(1, 2, 30, 20))))
    check(draw(session, steps), expected, 1)


def test_opacity_and_transforms(session):
    def steps(d):
        d.opacity = 0.5
        d.translate(30, 20)
        d.rotate(30)
        d.scale(2, 0.5)
        d.rect((-6, -10, 12, 20), fill=RED)

    cos, sin = math.cos(math.pi / 6), math.sin(math.pi / 6)
    corners = [
        (30 + 2 * x * cos - y * sin / 2, 20 + 2 * x * sin + y * cos / 2) for x, y in box(-6, -10, 12, 20)
    ]
    expected = compose((0.5 * reference.premultiplied(RED), covered(corners)))
    check(draw(session, steps), expected, 1)


def test_images(session):
    rng = np.random.default_rng(5)
    image = rng.integers(0, 256, (6, 8, 4), np.uint8)
    image[..., 3] |= 128

    def steps(d):
        d.image(image, (8, 6, 32, 24))
        d.image(image)

    straight = image / 255
    texels = (
        np.floor(np.concatenate([straight[..., :3] * straight[..., 3:], straight[..., 3:]], 2) * 255 + 0.5)
        / 255
    )
    u, v = np.clip((X - 8) / 4 - 0.5, 0, 7), np.clip((Y - 6) / 4 - 0.5, 0, 5)
    i, j = np.minimum(u.astype(int), 6), np.minimum(v.astype(int), 4)
    fu, fv = (u - i)[..., None], (v - j)[..., None]
    upper = texels[j, i] * (1 - fu) + texels[j, i + 1] * fu
    lower = texels[j + 1, i] * (1 - fu) + texels[j + 1, i + 1] * fu
    whole = np.zeros((HEIGHT, WIDTH, 4))
    whole[:6, :8] = texels
    expected = compose(
        (upper * (1 - fv) + lower * fv, covered(box(8, 6, 32, 24))), (whole, covered(box(0, 0, 8, 6)))
    )
    check(draw(session, steps), expected, 1)


def test_a_canvas_is_cut_off_at_its_rect_and_never_stretched(session):
    pixels = draw(session, lambda d: d.ellipse((0, 0, 40, 30), fill="#ffffff"), rect=(10, 8, 25, 20))
    expected = np.zeros((HEIGHT, WIDTH))
    expected[8:28, 10:35] = covered(reference.ellipse(0, 0, 40, 30))[:20, :25]
    check(pixels, compose((np.ones(4), expected)), 1)


def test_layer_properties_apply(session):
    """Opacity, clip and corners of the layer, over what is drawn on it."""
    with session.open_offscreen(WIDTH, HEIGHT, background="#000") as target:
        canvas = target.scene.add_canvas((8, 8, 40, 30), z=2, opacity=0.5)
        with canvas.draw() as d:
            d.rect((0, 0, 40, 30), fill="#ffffff")
        rect = target.scene.add_rect((8, 8, 40, 30), "#ffffff", opacity=0.5)
        for layer in (canvas, rect):
            layer.clip = (0, 0, 40, 48)
            layer.corner_radius_px = 9
        rect.enabled = False
        presented(target)
        drawn = target.read_pixels()
        canvas.enabled, rect.enabled = False, True
        presented(target)
        check(drawn, target.read_pixels(), 1)


def test_a_canvas_is_redrawn_and_uploaded_only_when_dirty(session):
    """UI bytes are counted apart from those of video."""
    whole = WIDTH * HEIGHT * 4

    def uploaded(change):
        before = testing.process_bytes_copied()
        change()
        target.present()
        after = testing.process_bytes_copied()
        assert all(after[purpose] == before[purpose] for purpose in ("video_bridge", "video_upload"))
        return after["ui"] - before["ui"]

    def drawing(color):
        with canvas.draw() as d:
            d.ellipse((1, 1, 20, 20), fill=color)

    with session.open_offscreen(WIDTH, HEIGHT) as target:
        canvas = target.scene.add_canvas()
        assert uploaded(lambda: None) == 0
        assert uploaded(lambda: drawing("#ff0000")) == whole
        assert uploaded(lambda: None) == 0
        assert uploaded(lambda: drawing("#ff0000")) == 0  # the same again
        assert uploaded(lambda: drawing("#00ff00")) == whole
        assert target.present().status == "unchanged"
        assert uploaded(lambda: setattr(canvas, "opacity", 0.5)) == 0
        assert uploaded(lambda: setattr(canvas, "rect", (5, 6, WIDTH, HEIGHT))) == 0
        assert uploaded(lambda: setattr(canvas, "rect", (5, 6, 20, 10))) == 20 * 10 * 4
        assert uploaded(lambda: setattr(canvas, "rect", None)) == whole
        assert uploaded(lambda: target.resize(32, 16)) == 32 * 16 * 4
        assert uploaded(lambda: setattr(canvas, "enabled", False)) == 0
        assert uploaded(lambda: drawing("#0000ff")) == 0
        assert uploaded(lambda: setattr(canvas, "enabled", True)) == 32 * 16 * 4
        assert uploaded(canvas.remove) == 0


def test_a_new_device_gets_the_drawing_again(session):
    with session.open_offscreen(WIDTH, HEIGHT) as target:
        with target.scene.add_canvas().draw() as d:
            d.rect((3, 3, 20, 20), fill="#ffffff")
        presented(target)
        before = target.read_pixels()
        testing.inject("device_lost")
        target.background = "#000001"
        assert target.present().reason == "device_lost"
        target.background = "#000000"
        presented(target)
        check(target.read_pixels(), before, 0)


def test_a_canvas_beyond_the_limit_is_told_of_once():
    program = """
        import sys
        import zerocopy as zc

        with zc.Session(device="cpu") as session, session.open_offscreen(8, 8) as target:
            for height in (16384, 30000, 20000):
                with target.scene.add_canvas((0, 0, 4, height)).draw() as drawing:
                    drawing.rect((0, 0, 4, 4), fill="#fff")
                target.present()
                print(height, "done", file=sys.stderr, flush=True)
    """
    told = run_python(program, ZC_LOG="warning")
    assert told.returncode == 0
    lines = told.stderr.splitlines()
    assert [line for line in lines if line.endswith("done")] == [lines[0], *lines[2:]]
    for word in ("4x30000 px", "16384 px", "split it into several canvases"):
        assert word in lines[1]
