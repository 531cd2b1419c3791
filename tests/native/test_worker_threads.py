"""Pictures that are large enough for the device to share among threads."""

from __future__ import annotations

import pytest

from support import pictures
from support.reference import Canvas, Colour, Picture, Solid, Video
from support.show import check_scene

pytestmark = pytest.mark.native

COLOUR = Colour("bt709", "limited")


@pytest.mark.parametrize("format", ["nv12", "i010"])
def test_more_than_a_million_pixels(cpu_session, format):
    picture = pictures.noise_picture(format, 320, 240, colour=COLOUR)
    scene = [
        Video(rect=(0, 0, 1216, 896), picture=picture, fit="fill"),
        Solid(rect=(100, 80, 900, 700), color=(0.1, 0.6, 0.7, 0.5), corner_radius_px=40, z=1),
    ]
    check_scene(cpu_session, Canvas(1216, 896), scene, tolerance=2)


def test_sampled_pixel_by_pixel(cpu_session):
    planes = pictures.noise("nv12", 90, 60)
    turned = Video(rect=(0, 0, 420, 420), picture=Picture(planes, "nv12", rotation=90), fit="fill")
    check_scene(cpu_session, Canvas(420, 420), [turned], tolerance=2)
