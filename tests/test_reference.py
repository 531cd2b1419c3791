"""The float64 reference against values worked out by hand: it judges everything else."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from support import pictures, reference
from support.reference import Canvas, Colour, Image, Mask, Picture, Solid, Video, compose

RED = (1.0, 0.0, 0.0, 1.0)


@pytest.mark.parametrize(
    ("code", "colour", "expected"),
    [
        ((235, 128, 128), Colour("bt709", "limited"), (255, 255, 255)),
        ((16, 128, 128), Colour("bt709", "limited"), (0, 0, 0)),
        ((255, 128, 128), Colour("bt709", "full"), (255, 255, 255)),
        ((63, 102, 240), Colour("bt709", "limited"), (255, 1, 0)),
        ((81, 90, 240), Colour("smpte170m", "limited"), (254, 0, 0)),
        ((76, 85, 255), Colour("bt470bg", "full"), (254, 0, 0)),
        ((74, 97, 240), Colour("bt2020nc", "limited"), (255, 0, 0)),
    ],
)
def test_known_colours(code, colour, expected):
    picture = Picture(pictures.flat("i420", 4, 4, code), "i420", colour)
    assert np.abs(reference.to_rgb(picture)[1, 1].astype(int) - expected).max() <= 1


def test_ten_bit_equals_eight_bit_at_four_times_the_code():
    eight = Picture(pictures.flat("nv12", 4, 4, (120, 90, 200)), "nv12", Colour("bt709", "limited"))
    for format in ("p010", "i010"):
        ten = Picture(pictures.flat(format, 4, 4, (480, 360, 800)), format, eight.colour)
        assert np.array_equal(reference.to_rgb(ten), reference.to_rgb(eight))


@pytest.mark.parametrize(
    ("width", "height", "matrix"),
    [(1279, 576, "smpte170m"), (1280, 16, "bt709"), (16, 577, "bt709")],
)
def test_untagged(width, height, matrix):
    assert Colour().resolve(width, height) == Colour(matrix, "limited", "left")


@pytest.mark.parametrize("format", pictures.RGB_FORMATS)
def test_one_to_one_is_exact(format):
    picture = pictures.noise_picture(format, 5, 3)
    drawn = compose(Canvas(5, 3), [Video(rect=(0, 0, 5, 3), picture=picture)])
    order = list(reference.RGB_ORDER[format])
    expected = picture.planes[0][..., order].astype(int)
    if len(order) == 4:
        expected = np.rint(expected[..., :3] * (expected[..., 3:] / 255))
    assert np.abs(drawn[..., :3] - expected).max() <= 0
    assert (drawn[..., 3] == 255).all()


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("mirrored", [False, True])
def test_orientation(rotation, mirrored):
    picture = pictures.noise_picture("rgb24", 6, 4, rotation=rotation, mirrored=mirrored)
    pixels = picture.planes[0]
    expected = np.rot90(pixels[:, ::-1] if mirrored else pixels, -rotation // 90)
    height, width = expected.shape[:2]
    drawn = compose(Canvas(width, height), [Video(rect=(0, 0, width, height), picture=picture)])
    assert np.array_equal(drawn[..., :3], expected)


def test_crop_and_its_clamp():
    picture = pictures.noise_picture("rgb24", 8, 6, visible=(2, 1, 4, 3))
    drawn = compose(Canvas(4, 3), [Video(rect=(0, 0, 4, 3), picture=picture)])
    assert np.array_equal(drawn[..., :3], picture.planes[0][1:4, 2:6])
    larger = compose(Canvas(16, 12), [Video(rect=(0, 0, 16, 12), picture=picture)])
    assert np.array_equal(larger[0, 0, :3], picture.planes[0][1, 2])


@pytest.mark.parametrize(
    ("fit", "expected"),
    [
        ("contain", (0, 10, 40, 30)),
        ("cover", (-20, 0, 60, 40)),
        ("fill", (0, 0, 40, 40)),
        ("none", (10, 15, 30, 25)),
    ],
)
def test_fits(fit, expected):
    assert reference.fit_rect((20, 10), (40, 40), fit) == expected


def test_sample_aspect_ratio_and_rotation_swap_the_display_size():
    picture = pictures.noise_picture("rgb24", 6, 4, sample_aspect_ratio=Fraction(4, 3), rotation=90)
    assert picture.display_size == (4.0, 8.0)


def test_siting_moves_chroma():
    chroma = np.array([[0, 255]], np.uint8)
    planes = pictures.pack(np.full((2, 4), 128), chroma, np.full((1, 2), 128), "i420")
    left, center = (
        reference.sample_picture(
            Picture(planes, "i420", Colour("bt709", "full", siting)),
            np.array([1.5]),
            np.array([0.5]),
        )[0][0, 2]
        for siting in ("left", "center")
    )
    # Half-way between the two samples, and a quarter of the way.
    blue = 2 * (1 - 0.0722)
    assert left == pytest.approx(128 / 255 + blue * (127.5 - 128) / 255)
    assert center == pytest.approx(128 / 255 + blue * (63.75 - 128) / 255)


def test_edges_between_pixels_are_half_covered():
    drawn = compose(Canvas(4, 4), [Solid(rect=(0.5, 1, 2, 2), color=RED)])
    assert drawn[:, :, 0].tolist() == [[0] * 4, [128, 255, 128, 0], [128, 255, 128, 0], [0] * 4]


def test_video_edges_are_rounded():
    picture = Picture(pictures.flat("rgb24", 2, 2, (255, 0, 0)), "rgb24")
    drawn = compose(Canvas(4, 4), [Video(rect=(0.5, 1.4, 2, 2), picture=picture, fit="fill")])
    assert drawn[:, :, 0].tolist() == [[0] * 4, [0, 255, 255, 0], [0, 255, 255, 0], [0] * 4]


def test_corners_are_cut_and_the_middle_is_whole():
    drawn = compose(Canvas(20, 20), [Solid(rect=(0, 0, 20, 20), color=RED, corner_radius_px=10)])
    area = drawn[..., 0].sum() / 255
    assert area == pytest.approx(np.pi * 100, rel=0.005)
    assert drawn[0, 0, 0] == 0
    assert np.array_equal(drawn, drawn[::-1])
    assert np.array_equal(drawn, drawn.transpose(1, 0, 2))


def test_source_over_rounds_after_each_layer():
    half = Solid(rect=(0, 0, 1, 1), color=(1, 1, 1, 0.5))
    once, twice = (compose(Canvas(1, 1), [half] * n)[0, 0, 0] for n in (1, 2))
    assert (once, twice) == (128, 192)


def test_premultiplied_and_straight_images_agree():
    straight = pictures.image(8, 8)
    pair = [
        compose(Canvas(8, 8, RED), [Image(rect=(0, 0, 8, 8), pixels=p, premultiplied=flag)])
        for p, flag in ((straight, False), (pictures.premultiply(straight), True))
    ]
    assert np.array_equal(*pair)


def test_clip_mask_transform_opacity_and_order():
    mask = np.array([[0, 255]], np.uint8)
    layers = [
        Solid(rect=(0, 0, 4, 2), z=1, color=RED, clip=(0, 0, 3, 2)),
        Mask(rect=(0, 0, 2, 1), z=2, mask=mask, color=(0, 1, 0, 0.5), transform=(1, 0, 0, 1, 1, 1)),
        Solid(rect=(0, 0, 4, 2), z=0, color=(0, 0, 1, 1), opacity=0.2),
    ]
    drawn = compose(Canvas(4, 2), layers)
    assert drawn[0, :, 0].tolist() == [255, 255, 255, 0]
    assert drawn[0, :, 2].tolist() == [0, 0, 0, 51]
    assert drawn[1, 2].tolist() == [128, 128, 0, 255]


def test_a_transparent_background_stays_premultiplied():
    assert compose(Canvas(1, 1, (1, 0, 0, 0.5)), [])[0, 0].tolist() == [128, 0, 0, 128]
