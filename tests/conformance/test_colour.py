"""Every matrix, range and format: within 1/255 at 1:1, within 2/255 scaled."""

from __future__ import annotations

import pytest

from support import pictures, reference
from support.reference import Colour, Picture
from support.show import check, check_video, frame_of

pytestmark = pytest.mark.native

RANGES = ("limited", "full")
FORMATS = pictures.YUV_FORMATS
SCALES = ((70, 50), (101, 37), (20, 17), (48, 90))
# Both sides of every vector width, and what is left over.
WIDTHS = (1, 2, 3, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 47, 63, 64, 65, 127, 129)


def extremes(format: str, colour: Colour) -> Picture:
    codes = pictures.extreme_codes(pictures.DEPTH.get(format, 8))
    return Picture(pictures.patches(format, codes, columns=32), format, colour)


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("range", RANGES)
@pytest.mark.parametrize("matrix", reference.WEIGHTS)
def test_extreme_codes(session, matrix, range, format):
    picture = extremes(format, Colour(matrix, range))
    check_video(session, picture, picture.size, tolerance=1)


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("range", RANGES)
@pytest.mark.parametrize("matrix", reference.WEIGHTS)
def test_scaled(session, matrix, range, format):
    picture = pictures.noise_picture(format, 46, 34, colour=Colour(matrix, range))
    size = SCALES[(len(matrix) + len(range) + len(format)) % len(SCALES)]
    check_video(session, picture, size, tolerance=2)


@pytest.mark.parametrize("size", SCALES)
@pytest.mark.parametrize("format", pictures.FORMATS)
def test_every_scale(session, format, size):
    picture = pictures.noise_picture(format, 46, 34, colour=Colour("bt709", "limited"))
    check_video(session, picture, size, tolerance=2)


@pytest.mark.parametrize("format", pictures.FORMATS)
def test_widths(session, format):
    for width in WIDTHS:
        picture = pictures.noise_picture(format, width, 6, colour=Colour("smpte170m", "limited"))
        check_video(session, picture, (width, 6), tolerance=1)


@pytest.mark.parametrize("size", [(1, 1), (1, 9), (9, 1), (2, 2), (3, 3), (33, 17)])
@pytest.mark.parametrize("format", pictures.FORMATS)
def test_odd_sizes(session, format, size):
    picture = pictures.noise_picture(format, *size)
    check_video(session, picture, size, tolerance=1)
    check_video(session, picture, (2 * size[0] + 1, 3 * size[1]), tolerance=2)


@pytest.mark.parametrize("format", pictures.FORMATS)
def test_padded_rows(session, format):
    planes = [pictures.padded(plane) for plane in pictures.noise(format, 30, 22)]
    check_video(session, Picture(planes, format), (30, 22), tolerance=1)


@pytest.mark.parametrize("format", ["nv12", "i010"])
@pytest.mark.parametrize("size", [(1279, 4), (1280, 4), (4, 576), (4, 577)])
def test_untagged_is_guessed_by_its_size(plain_session, format, size):
    check_video(plain_session, pictures.noise_picture(format, *size), size, tolerance=1)


def test_partly_tagged_keeps_its_tags(plain_session):
    for colour in (Colour(matrix="bt709"), Colour(range="full"), Colour(siting="topleft")):
        picture = pictures.noise_picture("i420", 20, 16, colour=colour)
        check_video(plain_session, picture, (20, 16), tolerance=1)


@pytest.mark.parametrize("mode", ["interop", "software"])
@pytest.mark.parametrize("format", FORMATS)
def test_the_other_tiers(open_session, mode, format):
    session = open_session(mode=mode)
    picture = extremes(format, Colour("bt709", "limited"))
    check_video(session, picture, picture.size, tolerance=1)
    check_video(session, pictures.noise_picture(format, 33, 17), (50, 40), tolerance=2)


@pytest.mark.parametrize("format", pictures.FORMATS)
def test_to_rgb(nothing_left, format):
    for size in ((33, 17), (1, 1)):
        picture = pictures.noise_picture(format, *size, colour=Colour("bt709", "limited"))
        with frame_of(picture) as frame:
            check(frame.to_rgb(), reference.to_rgb(picture), tolerance=1)
