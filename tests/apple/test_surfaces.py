"""Surface passes on Metal: what is kept, committed and allowed, with and without a drawable."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest

import zerocopy as zc
from support.device_plans import Plans
from support.run import numbered_picture
from support.show import frame_of, presented
from zerocopy import testing

SIZE = (24, 16)
SQUARE = {"shape": (2, 2, 14, 12), "bounds": (0, 0, *SIZE), "color": (1, 0, 0, 0.5)}
PASSES = 3  # of `blurred`


@pytest.fixture
def open_plans(doubles) -> Iterator[Callable[..., Plans]]:
    opened: list[Plans] = []
    windows: list[int] = []

    def open_plans(shown: bool = False) -> Plans:
        layer = 0
        if shown:
            window, view = doubles.make_foreign_window(*SIZE, True)
            windows.append(window)
            layer = doubles.foreign_layer(view)
        opened.append(Plans("metal", SIZE, layer))
        return opened[-1]

    yield open_plans
    for plans in opened:
        plans.rig.close()
    for window in windows:
        doubles.free_foreign_window(window)


def blurred(plans):
    """A picture of the host's in a surface, which is convolved along both axes and shown."""
    picture = plans.texture(np.full((SIZE[1], SIZE[0], 4), 255, np.uint8))
    source, deep = plans.surface(*SIZE), plans.surface(*SIZE, "rgba16")
    image = {"kind": "image", "shape": (0, 0, *SIZE), "bounds": (0, 0, *SIZE), "opacity": 0.5}
    along = {"size": SIZE, "from_size": SIZE, "weights": (0, 2)}
    return {
        "weights": [0.5, 0.25],
        "surface_items": [image | {"texture": picture}, SQUARE],
        "passes": [
            {"kind": "draw", "to": source, "size": SIZE, "items": (0, 2)},
            {"kind": "convolve_x", "from": source, "to": deep, **along},
            {"kind": "convolve_y", "from": deep, "to": source, **along},
        ],
        "items": [image | {"texture": source}],
        "background": (0, 0, 1, 1),
    }


def test_a_packet_with_surfaces_is_one_command_buffer(open_plans, doubles):
    plans = open_plans()
    plan = blurred(plans)
    assert plans.rig.settle()
    before = doubles.counts()
    assert plans.rig.submit(plan) == "submitted"
    assert plans.rig.settle()
    after = doubles.counts()
    assert after["commits"] - before["commits"] == 1
    assert after["render_passes"] - before["render_passes"] == PASSES + 1


@pytest.mark.parametrize("dropped", [(), (0, 1, 2)], ids=("kept", "dropped"))
def test_without_a_drawable_surfaces_are_drawn_and_let_go(open_plans, doubles, dropped):
    plans = open_plans(shown=True)
    plan = blurred(plans)
    live = testing.live_objects()["textures"]
    before = doubles.counts()
    doubles.hold_completions()
    doubles.fail("nextDrawable")
    assert plans.rig.submit(plan) == "no_drawable"
    assert plans.rig.kept == 0, "the list was lent and comes back empty"
    for texture in dropped:
        plans.rig.drop(texture)
    assert testing.live_objects()["textures"] == live, "the device still reads them"
    assert doubles.step(1) == 1
    doubles.resume_completions()
    assert plans.rig.settle()
    after = doubles.counts()
    assert (after["commits"] - before["commits"], after["presents"] - before["presents"]) == (1, 0)
    assert after["render_passes"] - before["render_passes"] == PASSES
    assert plans.rig.last()["count"] == 0, "a packet without a drawable has no completion"
    assert testing.live_objects()["textures"] == live - len(dropped)


def test_after_a_missing_drawable_the_picture_is_drawn_from_the_start(open_plans, doubles):
    plans = open_plans(shown=True)
    plan = blurred(plans)
    doubles.fail("nextDrawable")
    assert plans.rig.submit(plan) == "no_drawable"
    assert plans.rig.submit(plan) == "submitted"
    assert plans.rig.settle()
    got, wanted = doubles.window_pixels(), plans.expect(plan)
    assert np.abs(got - wanted).max() <= 1


def test_without_a_drawable_a_surface_s_video_is_held_until_it_was_read(metal, doubles):
    """The surface is drawn, although the window shows nothing new."""
    before = testing.live_objects()["imports"]
    with metal.open_window(*SIZE) as window:
        video = window.scene.add_video()
        video.blur_sigma_px = 2
        with frame_of(numbered_picture(0)) as frame:
            video.submit(frame)
        doubles.hold_completions()
        doubles.fail("nextDrawable")
        assert window.present().reason == "no_drawable"
        video.remove()
        doubles.fail("nextDrawable")
        assert window.present().reason == "no_drawable"
        assert testing.live_objects()["imports"] == before + 1
        assert doubles.step(1) == 1
        doubles.resume_completions()
        window.background = "#0f0"
        presented(window)
        assert testing.live_objects()["imports"] == before


def test_without_surfaces_or_a_drawable_nothing_is_committed(open_plans, doubles):
    plans = open_plans(shown=True)
    before = doubles.counts()
    doubles.fail("nextDrawable")
    assert plans.rig.submit({"items": [SQUARE]}) == "no_drawable"
    after = doubles.counts()
    assert after["command_buffers"] == before["command_buffers"]


def test_surfaces_are_kept_until_the_device_has_completed(open_plans, doubles):
    plans = open_plans()
    plan = blurred(plans)
    assert plans.rig.settle()
    doubles.hold_completions()
    assert plans.rig.submit(plan) == "submitted"
    assert plans.rig.kept == 3
    assert doubles.step(1) == 1
    doubles.resume_completions()
    assert plans.rig.settle()
    assert plans.rig.kept == 0


def test_the_host_reaches_no_surface(open_plans):
    plans = open_plans()
    surface = plans.surface(*SIZE)
    with pytest.raises(zc.UnsupportedError, match="cannot be read by the host"):
        plans.rig.read(surface)
    with pytest.raises(zc.UnsupportedError, match="cannot be written by the host"):
        plans.rig.write(surface, np.zeros((SIZE[1], SIZE[0], 4), np.uint8))


def test_a_command_buffer_that_is_not_there_fails_the_packet(open_plans, doubles):
    plans = open_plans()
    plan = blurred(plans)
    assert plans.rig.settle()
    doubles.fail("commandBuffer")
    assert plans.rig.submit(plan) == "failed"
    assert plans.rig.kept == 0
    assert plans.rig.submit(plan) == "submitted"


def test_plain_pictures_do_not_wait_for_blend_modes_and_filters(open_plans, doubles):
    """The 13th pipeline is the first of those that a plain picture does without."""
    doubles.fail("newRenderPipelineState", after=12, value=3)
    plans = open_plans()
    got, wanted = plans.draw(items=[SQUARE])
    assert np.abs(got - wanted).max() <= 1
    assert plans.rig.submit({"items": [SQUARE | {"blend": "add"}]}) == "failed"
    assert plans.rig.submit(blurred(plans)) == "failed"


@pytest.mark.parametrize("blend", ["add", "multiply", "screen"])
def test_a_window_blends_like_an_off_screen_target(open_plans, doubles, blend):
    """Its pixels lie in another order."""
    plans = open_plans(shown=True)
    plan = {"background": (0.2, 0.5, 0.8, 1), "items": [SQUARE, SQUARE | {"blend": blend}]}
    assert plans.rig.submit(plan) == "submitted"
    assert plans.rig.settle()
    assert np.abs(doubles.window_pixels() - plans.expect(plan)).max() <= 1


def test_the_device_says_what_memory_it_has(open_plans):
    assert open_plans().rig.memory_bytes == 4 << 30
