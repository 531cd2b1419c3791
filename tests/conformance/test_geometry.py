"""Sample aspect ratio, crop, orientation and fit of video."""

from __future__ import annotations

from fractions import Fraction

import pytest

from support import pictures
from support.reference import Canvas, Colour, Picture, Video
from support.show import check_scene, check_video

pytestmark = pytest.mark.native

ROTATIONS = (0, 90, 180, 270)
FITS = ("contain", "cover", "fill", "none")
GREY = (0.3, 0.3, 0.3, 1.0)
BT709 = Colour("bt709", "limited")


def turned_size(picture: Picture) -> tuple[int, int]:
    width, height = picture.display_size
    return round(width), round(height)


@pytest.mark.parametrize("format", ["nv12", "i420", "p010", "rgba"])
@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize("rotation", ROTATIONS)
def test_orientation(session, rotation, mirrored, format):
    picture = pictures.noise_picture(format, 30, 22, rotation=rotation, mirrored=mirrored)
    width, height = turned_size(picture)
    check_video(session, picture, (width, height), tolerance=1)
    check_video(session, picture, (width * 2 + 3, height - 5), tolerance=2)


@pytest.mark.parametrize(
    "visible", [(0, 0, 16, 12), (5, 3, 17, 11), (4, 2, 1, 1), (23, 15, 9, 7), (1, 1, 30, 20)]
)
@pytest.mark.parametrize("format", pictures.FORMATS)
def test_crop(session, format, visible):
    picture = pictures.noise_picture(format, 32, 22, visible=visible)
    check_video(session, picture, visible[2:], tolerance=1)
    check_video(session, picture, (visible[2] * 3 + 1, visible[3] * 2), tolerance=2)


@pytest.mark.parametrize("mode", ["interop", "software"])
def test_crop_and_orientation_by_the_other_tiers(open_session, mode):
    picture = pictures.noise_picture("nv12", 32, 22, visible=(5, 3, 17, 11), rotation=90)
    check_video(open_session(mode=mode), picture, (11, 17), tolerance=1)


@pytest.mark.parametrize("ratio", [Fraction(4, 3), Fraction(8, 9), Fraction(2), Fraction(1, 2)])
@pytest.mark.parametrize("rotation", [0, 90])
@pytest.mark.parametrize("fit", FITS)
def test_sample_aspect_ratio(session, ratio, rotation, fit):
    picture = pictures.gradient_picture("nv12", 24, 16, sample_aspect_ratio=ratio, rotation=rotation)
    check_video(session, picture, (50, 44), tolerance=2, fit=fit)


@pytest.mark.parametrize("rect", [(0, 0, 64, 48), (7, 5, 40, 9), (10, 2, 13, 41), (-8, -6, 90, 30)])
@pytest.mark.parametrize("fit", FITS)
def test_fit(session, fit, rect):
    picture = pictures.noise_picture("i420", 20, 12, colour=BT709)
    check_scene(session, Canvas(64, 48, GREY), [Video(rect=rect, picture=picture, fit=fit)], 2)


@pytest.mark.parametrize("rect", [(0.4, 0.6, 30.2, 20.5), (3.5, 2.49, 17.51, 25), (9, 9, 0.4, 20)])
@pytest.mark.parametrize("fit", FITS)
def test_edges_fall_on_whole_pixels(session, fit, rect):
    picture = pictures.noise_picture("nv12", 20, 12, colour=BT709)
    check_scene(session, Canvas(40, 32, GREY), [Video(rect=rect, picture=picture, fit=fit)], 2)


@pytest.mark.parametrize(
    ("visible", "rotation", "mirrored", "fit"),
    [
        ((3, 1, 18, 14), 90, True, "contain"),
        ((3, 1, 18, 14), 270, False, "cover"),
        ((0, 7, 25, 9), 180, True, "none"),
        ((11, 0, 9, 20), 270, True, "fill"),
    ],
)
def test_everything_at_once(session, visible, rotation, mirrored, fit):
    picture = pictures.gradient_picture(
        "i420",
        28,
        20,
        colour=BT709,
        visible=visible,
        sample_aspect_ratio=Fraction(4, 3),
        rotation=rotation,
        mirrored=mirrored,
    )
    video = Video(rect=(5, 4, 47, 33), picture=picture, fit=fit)
    check_scene(session, Canvas(60, 44, GREY), [video], 2)


def test_display_is_as_wide_as_the_ratio_says(plain_session):
    """A 4:3 sample makes 24 × 16 as wide as 32 × 16: the bars of a 32 × 20 target are 2 px."""
    picture = Picture(
        pictures.flat("nv12", 24, 16, (235, 128, 128)),
        "nv12",
        BT709,
        sample_aspect_ratio=Fraction(4, 3),
    )
    pixels = check_scene(plain_session, Canvas(32, 20), [Video(rect=(0, 0, 32, 20), picture=picture)])
    assert pixels[:, 0, 0].tolist() == [0] * 2 + [255] * 16 + [0] * 2
    assert pixels[10, :, 0].min() == 255
