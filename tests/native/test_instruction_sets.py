"""Every instruction set draws the reference's picture, and the same one as the others."""

from __future__ import annotations

import numpy as np
import pytest

import zerocopy as zc
from support import pictures
from support.reference import Canvas, Colour, Image, Picture, Solid, Video
from support.show import check, check_scene, check_video, draw
from zerocopy import testing

pytestmark = pytest.mark.native

SETS = ("avx2", "ssse3", "neon", "scalar")
WIDTHS = (1, 2, 7, 8, 9, 15, 16, 17, 31, 33, 64, 65, 130)


def open_session(isa: str) -> zc.Session:
    testing.set_instruction_set(isa)
    try:
        return zc.Session(device="cpu")
    finally:
        testing.set_instruction_set("")


def available() -> list[str]:
    """Those of this build that this processor runs."""
    found = []
    for isa in SETS:
        with open_session(isa) as session:
            if isa.upper() in session.device.description:
                found.append(isa)
    return found


AVAILABLE = available()


@pytest.fixture(params=AVAILABLE)
def session(request, nothing_left):
    with open_session(request.param) as session:
        yield session


def test_the_best_one_is_taken(nothing_left):
    assert AVAILABLE[-1] == "scalar"
    with open_session("") as session:
        assert AVAILABLE[0].upper() in session.device.description


@pytest.mark.parametrize("format", pictures.FORMATS)
def test_widths(session, format):
    for width in WIDTHS:
        picture = pictures.noise_picture(format, width, 5, colour=Colour("bt709", "limited"))
        check_video(session, picture, (width, 5), 1)
        check_video(session, picture, (2 * width + 3, 7), 2)


@pytest.mark.parametrize("format", pictures.YUV_FORMATS)
@pytest.mark.parametrize("range", ["limited", "full"])
def test_extreme_codes(session, format, range):
    codes = pictures.extreme_codes(pictures.DEPTH.get(format, 8))
    colour = Colour("bt2020nc", range)
    picture = Picture(pictures.patches(format, codes, columns=32), format, colour)
    check_video(session, picture, picture.size, 1)


def overlays() -> list:
    return [
        Video(rect=(0, 0, 90, 60), picture=pictures.noise_picture("nv12", 45, 33), fit="fill"),
        Solid(rect=(5.5, 4, 70, 20), color=(0.2, 0.9, 0.4, 0.5), corner_radius_px=7, z=1),
        Image(rect=(20, 15, 37, 29), pixels=pictures.image(37, 29), opacity=0.7, z=2),
        Image(rect=(3, 30, 20.5, 22), pixels=pictures.image(9, 9), transform=(1, 0.2, 0, 1, 0, 0)),
    ]


def test_overlays(session):
    check_scene(session, Canvas(90, 60, (0.1, 0.2, 0.3, 1)), overlays(), 2)


def test_all_agree_to_one_step(nothing_left):
    drawn = []
    for isa in AVAILABLE:
        with open_session(isa) as session:
            drawn.append(draw(session, Canvas(90, 60), overlays()))
    for picture in drawn[1:]:
        check(picture, drawn[0], 1)
    assert np.ptp(drawn[0]) > 100
