"""Layers that one packet is to add and another changes before."""

from __future__ import annotations

from contextlib import suppress

import pytest

from support.run import numbered_picture
from support.show import frame_of, pixel, presented

pytestmark = pytest.mark.native


@pytest.fixture
def target(session):
    with session.open_offscreen(24, 16) as target:
        yield target


def test_a_packet_takes_along_what_present_was_to_add(target):
    """It is committed before, and changes layers and fills groups that were added outside of it."""
    layer = target.scene.add_rect((0, 0, 4, 4), "#f00")
    layer.animate("opacity", 0.0, 0.0, "linear")
    around = target.scene.add_group()
    group = around.add_group()
    video = target.scene.add_video(z=1)
    moving = target.scene.add_rect((0, 8, 4, 4), "#fff", opacity=0)
    apart = target.scene.add_rect((20, 12, 4, 4), "#f0f")
    with frame_of(numbered_picture(0)) as frame, target.packet("ui") as packet:
        layer.color = "#0f0"
        layer.opacity = 1
        child = group.add_rect((4, 0, 4, 4), "#00f")
        child.rect = (8, 0, 8, 8)
        video.rect = (16, 0, 8, 8)
        assert video.submit(frame)
        moving.animate("opacity", 1, 0.0, "linear")
    assert packet.outcome.wait().status == "presented"
    assert pixel(target, 1, 1) == [0, 255, 0]
    assert pixel(target, 9, 1) == [0, 0, 255]
    assert pixel(target, 1, 9) == [255, 255, 255]
    assert pixel(target, 21, 13) == [0, 0, 0]  # for present() to add
    assert video.counters.frames_presented == 1
    layer.color = "#ff0"
    presented(target)
    assert pixel(target, 1, 1) == [255, 255, 0]
    assert pixel(target, 21, 13) == [255, 0, 255]
    assert target.scene.layers == (layer, around, video, moving, apart)


def test_a_discarded_packet_leaves_what_present_is_to_add(target):
    layer = target.scene.add_rect((0, 0, 4, 4), "#f00")
    with suppress(KeyError), target.packet("ui"):
        layer.color = "#0f0"
        layer.remove()
        raise KeyError
    presented(target)
    assert pixel(target) == [255, 0, 0]
