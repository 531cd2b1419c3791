"""What lies below something opaque is left out only where nothing of it can be seen."""

from __future__ import annotations

import math

import numpy as np
import pytest

pytestmark = pytest.mark.native

PLACE = (4.0, 4.0, 20.0, 20.0)
TURN = math.radians(30)
ROOM = (math.cos(TURN), math.sin(TURN), -math.sin(TURN), math.cos(TURN), 0.0, 0.0)


def draw(session, **above) -> np.ndarray:
    """Red below blue of the same place."""
    with session.open_offscreen(32, 32, background="#000") as target:
        target.scene.add_rect(PLACE, "#f00")
        blue = target.scene.add_rect(PLACE, above.pop("color", "#00f"), z=1)
        for name, value in above.items():
            setattr(blue, name, value)
        target.present()
        return target.read_pixels()


@pytest.mark.parametrize(
    "above",
    [
        {"corner_radius_px": 7},
        {"clip": PLACE, "clip_radius_px": 7},
        {"clip": (4, 4, 20, 12)},
        {"opacity": 0.5},
        {"color": "#00f8"},
        {"blend": "add"},
        {"blend": "screen"},
        {"transform": ROOM},
        {"transform": (1, 0, 0, 1, 0.4, 0)},
        {"blur_sigma_px": 2},
        {"enabled": False},
    ],
    ids=lambda above: "-".join(above),
)
def test_it_shows_what_it_does_not_hide(session, above):
    assert (draw(session, **above)[4:24, 4:24, 0] > 90).any()


def test_it_hides_what_it_covers(session):
    pixels = draw(session)
    assert (pixels[4:24, 4:24] == (0, 0, 255, 255)).all()
    assert pixels[..., 0].max() == 0


def test_a_group_hides_with_what_it_holds(session):
    """And no more, when it fades."""
    with session.open_offscreen(32, 32, background="#000") as target:
        target.scene.add_rect(PLACE, "#f00")
        group = target.scene.add_group(z=1)
        group.add_rect(PLACE, "#00f")
        target.present()
        assert target.read_pixels()[10, 10].tolist() == [0, 0, 255, 255]
        group.opacity = 0.5
        target.present()
        assert target.read_pixels()[10, 10, 0] in (127, 128)


def test_many_that_hide_leave_the_same_picture(session):
    """More than are remembered: tiles of an opaque wall over a red floor, one of them missing."""
    with session.open_offscreen(32, 32, background="#000") as target:
        for row in range(4):
            for column in range(4):
                x, y = 8.0 * column, 8.0 * row
                target.scene.add_rect((x + 2, y + 2, 4, 4), "#f00")
                if (row, column) != (2, 1):
                    target.scene.add_rect((x, y, 8, 8), "#00f", z=1)
        target.present()
        red = target.read_pixels()[..., 0] == 255
        assert red.sum() == 16
        assert red[18:22, 10:14].all()
