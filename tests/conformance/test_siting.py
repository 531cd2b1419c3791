"""Where chroma samples lie between luma samples."""

from __future__ import annotations

import numpy as np
import pytest

from support import pictures, reference
from support.reference import Canvas, Colour, Picture, Video
from support.show import check_video, draw

pytestmark = pytest.mark.native


def chroma_noise(format: str, siting: str, width: int = 34, height: int = 26) -> Picture:
    """Luma is flat: every difference comes from chroma."""
    y, cb, cr = pictures.noise("i010" if format in pictures.DEPTH else "i420", width, height)
    planes = pictures.pack(np.full_like(y, y.max() // 2), cb, cr, format)
    return Picture(planes, format, Colour("bt709", "full", siting))


@pytest.mark.parametrize("format", pictures.YUV_FORMATS)
@pytest.mark.parametrize("siting", reference.SITINGS)
def test_one_to_one(session, siting, format):
    picture = chroma_noise(format, siting)
    check_video(session, picture, picture.size, tolerance=1)


@pytest.mark.parametrize("size", [(85, 61), (20, 15)])
@pytest.mark.parametrize("siting", reference.SITINGS)
def test_scaled(session, siting, size):
    check_video(session, chroma_noise("i420", siting), size, tolerance=2)


@pytest.mark.parametrize("siting", reference.SITINGS)
def test_turned_and_cropped(plain_session, siting):
    picture = chroma_noise("nv12", siting)
    for visible in ((0, 0, 34, 26), (3, 5, 20, 16), (4, 4, 21, 17)):
        for rotation in (90, 180):
            turned = Picture(
                picture.planes, "nv12", picture.colour, visible, rotation=rotation, mirrored=True
            )
            size = visible[2:] if rotation == 180 else visible[:1:-1]
            check_video(plain_session, turned, size, tolerance=1)


def test_each_siting_gives_its_own_picture(plain_session):
    canvas = Canvas(34, 26)
    drawn = {
        draw(
            plain_session, canvas, [Video(rect=(0, 0, 34, 26), picture=chroma_noise("i420", siting))]
        ).tobytes()
        for siting in reference.SITINGS
    }
    assert len(drawn) == len(reference.SITINGS)
