"""Animations on the target's clock: what each picture shows, what replaces what, and who is told."""

from __future__ import annotations

from contextlib import suppress

import numpy as np
import pytest

import zerocopy as zc
from support.show import check_message
from zerocopy import testing

pytestmark = pytest.mark.native

FRAME_NS = 16_666_667


@pytest.fixture
def target(session):
    with session.open_offscreen(64, 8) as target:
        yield target


@pytest.fixture
def layer(target):
    layer = target.scene.add_rect((0, 0, 4, 8), "#fff")
    target.present()
    return layer


def left(target: zc.Target) -> int:
    """Where the layer begins."""
    lit = target.read_pixels()[4, :, 0] > 127
    return int(lit.argmax())


def shade(target: zc.Target) -> int:
    return int(target.read_pixels()[4, 1, 0])


def test_a_present_is_a_sixtieth(target, layer):
    layer.animate("rect", (60.0, 0.0, 4.0, 8.0), 1, "linear")
    assert layer.rect == (60, 0, 4, 8)
    places = []
    for _ in range(6):
        target.present()
        places.append(left(target))
    assert places == [0, 1, 2, 3, 4, 5]
    for _ in range(60):
        target.present()
    assert left(target) == 60
    assert target.present().status == "unchanged"


def test_the_app_says_the_time(target, layer):
    layer.animate("rect", (60.0, 0.0, 4.0, 8.0), 0.6, "linear")
    start = 5_000_000_000
    places = []
    for step_ms in (0, 10, 20, 20, 15, 45, 10_000):
        target.present(time_ns=start + step_ms * 1_000_000)
        places.append(left(target))
    # 10 ms are one px; no step is longer than two frames (33 ms), and time never goes back.
    assert places[:5] == [0, 1, 2, 2, 2]
    assert places[5] in (4, 5)
    assert places[6] - places[5] in (3, 4)


def test_time_that_has_passed_does_not_pass_again(target, layer):
    layer.animate("rect", (60.0, 0.0, 4.0, 8.0), 0.6, "linear")  # 10 ms are one px
    places = []
    for time_ms in (0, 20, 10, 20, 40, 1000, 0, 20, 40):  # the last three by a clock that has begun anew
        target.present(time_ns=time_ms * 1_000_000)
        places.append(left(target))
    assert places[:5] == [0, 2, 2, 2, 4]
    assert places[6] == places[5] in (7, 8)
    assert (places[7] - places[6], places[8] - places[7]) == (2, 2)


def test_drops_stop_the_clock(target, layer):
    layer.animate("rect", (60.0, 0.0, 4.0, 8.0), 1, "linear")
    target.present()
    target.present()
    testing.inject("no_drawable", times=3)
    for _ in range(3):
        assert target.present().status == "dropped"
    target.present()
    assert left(target) == 2


def test_unchanged_moves_the_clock(target, layer):
    layer.animate("rect", (32.0, 0.0, 4.0, 8.0), 0.2, zc.Steps(2))
    statuses = [target.present().status for _ in range(14)]
    assert statuses.count("presented") == 2
    assert left(target) == 32


def test_setting_ends_an_animation(target, layer):
    ended = []
    layer.animate("rect", (60.0, 0.0, 4.0, 8.0), 1, "linear", on_done=ended.append)
    target.present()
    target.present()
    assert ended == []
    layer.rect = (20.0, 0.0, 4.0, 8.0)
    target.present()
    target.present()
    assert left(target) == 20
    assert ended == [False]
    layer.animate("rect", (60.0, 0.0, 4.0, 8.0), 1, "linear", on_done=ended.append)
    layer.rect = (30.0, 0.0, 4.0, 8.0)
    for _ in range(5):
        target.present()
    assert left(target) == 30
    assert ended == [False, False]


def test_a_new_one_takes_over_from_where_it_is(target, layer):
    ended = []
    layer.animate("rect", (60.0, 0.0, 4.0, 8.0), 1, "linear", on_done=lambda done: ended.append(("a", done)))
    for _ in range(31):
        target.present()
    assert left(target) == 30
    layer.animate("rect", (0.0, 0.0, 4.0, 8.0), 0.5, "linear", on_done=lambda done: ended.append(("b", done)))
    places = []
    for _ in range(32):
        target.present()
        places.append(left(target))
    assert places[:4] == [30, 29, 28, 27]
    assert places[-1] == 0
    assert ended == [("a", False), ("b", True)]


def test_a_spring_keeps_the_velocity(target, layer):
    """It first goes on in the direction of before."""
    layer.animate("rect", (60.0, 0.0, 4.0, 8.0), 0.5, "linear")
    for _ in range(13):
        target.present()
    before = left(target)
    layer.animate("rect", (0.0, 0.0, 4.0, 8.0), easing=zc.Spring(80, 10))
    places = []
    for _ in range(150):
        target.present()
        places.append(left(target))
    assert max(places[:10]) > before + 2
    assert places[-1] == 0
    assert target.present().status == "unchanged"


def test_a_new_animation_begins_where_the_old_one_was_not_where_that_was_cut_off(target, layer):
    """An opacity of 2.4, shown as 1, takes more than half of its way back to be less than 1."""
    layer.opacity = 0
    layer.animate("opacity", 1.0, 1.0, zc.CubicBezier(0.3, 3, 0.7, 3))
    for _ in range(31):
        target.present()
    layer.animate("opacity", 0.0, 1.0, "linear")
    shades = []
    for _ in range(62):
        target.present()
        shades.append(shade(target))
    assert shades[30] == 255
    assert 0 < shades[50] < 120
    assert shades[-1] == 0


def test_repeats(target, layer):
    layer.animate("opacity", 0.0, 1 / 30, "linear", 3, alternate=True)
    shades = []
    for _ in range(9):
        target.present()
        shades.append(shade(target))
    assert [value // 100 for value in shades[:7]] == [2, 1, 0, 1, 2, 1, 0]
    assert shades[7:] == [0, 0]
    layer.animate("opacity", 1.0, 1 / 30, "linear", None)
    shades = []
    for _ in range(40):
        target.present()
        shades.append(shade(target))
    assert len(set(shades[-4:])) == 2


@pytest.mark.parametrize(
    ("name", "to"),
    [
        ("rect", (8.0, 1.0, 6.0, 3.0)),
        ("opacity", 0.25),
        ("transform", (2.0, 0.0, 0.0, 0.5, 3.0, 1.0)),
        ("clip", (1.0, 1.0, 3.0, 3.0)),
        ("corner_radius_px", 2.0),
        ("color", "#12345678"),
    ],
)
def test_every_property_arrives(session, target, layer, name, to):
    layer.animate(name, to, 0.1, "ease-in-out")
    for _ in range(8):
        target.present()
    moved = target.read_pixels()
    assert getattr(layer, name) == to
    with session.open_offscreen(64, 8) as other:
        beside = other.scene.add_rect((0, 0, 4, 8), "#fff")
        setattr(beside, name, to)
        other.present()
        assert (abs(other.read_pixels().astype(int) - moved.astype(int)) <= 1).all()


def test_a_group_moves_what_is_in_it(target):
    group = target.scene.add_group(rect=(0, 0, 10, 8))
    group.add_rect((1, 0, 4, 8), "#fff")
    target.present()
    group.animate("rect", (30.0, 0.0, 10.0, 8.0), 0.5, "linear")
    target.present()
    target.present()
    assert left(target) == 2
    for _ in range(30):
        target.present()
    assert left(target) == 31


def test_what_fills_its_group_moves_from_there(target):
    """Also in a group that fills another."""
    group = target.scene.add_group(rect=(8, 0, 24, 8)).add_group()
    canvas = group.add_canvas()
    with canvas.draw() as drawing:
        drawing.rect((0, 0, 64, 8), fill="#fff")
    canvas.animate("rect", (8.0, 0.0, 4.0, 8.0), 1, "linear")
    target.present()
    lit = target.read_pixels()[4, :, 0] > 127
    assert (lit.argmax(), lit.sum()) == (8, 24)
    for _ in range(61):
        target.present()
    lit = target.read_pixels()[4, :, 0] > 127
    assert (lit.argmax(), lit.sum()) == (16, 4)


def test_text_moves_on_when_it_is_changed(session):
    """And is never stretched to its rect, which another text fills."""

    def columns(words: str, x: float) -> np.ndarray:
        with session.open_offscreen(200, 20) as still:
            still.scene.add_text(words, size_px=12).transform = (1.0, 0.0, 0.0, 1.0, x, 0.0)
            still.present()
            return still.read_pixels()[..., 0]

    with session.open_offscreen(200, 20) as target:
        text = target.scene.add_text("one", rect=(0.0, 0.0, 1.0, 1.0), size_px=12)
        target.present()
        text.animate("rect", (120.0, 0.0, 1.0, 1.0), 2, "linear")
        for step in range(8):
            if step == 4:
                text.text = "a longer one"
            if step == 6:
                text.size_px = 16
                text.size_px = 12
            target.present()
            assert (target.read_pixels()[..., 0] == columns(text.text, float(step))).all(), step
        assert text.rect == (120, 0, 1, 1)


def test_callbacks_run_on_the_callers_thread(target, layer):
    told: list[object] = []

    def done(finished: bool) -> None:
        told.append(finished)
        with pytest.raises(zc.UnsupportedError) as caught:
            target.present()
        check_message(caught.value, "present(wait=False)")
        layer.opacity = 0.5
        told.append(target.present(wait=False))

    layer.animate("opacity", 0.25, 1 / 60, on_done=done)
    target.present()
    target.present()
    assert told[0] is True
    assert isinstance(told[1], zc.PendingOutcome)
    assert told[1].wait().status == "presented"
    layer.animate("opacity", 0.25, 0, on_done=lambda finished: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        target.present()
    presented_after = target.present()
    assert presented_after.status in ("presented", "unchanged")


def test_removed_and_discarded_layers(target, layer):
    told = []
    layer.animate("opacity", 0.25, 1, on_done=told.append)
    target.present()
    with suppress(KeyError), target.packet("ui"):
        layer.animate("opacity", 0.75, 1, on_done=told.append)
        raise KeyError
    assert layer.opacity == 0.25
    layer.remove()
    target.present()
    target.present()
    assert told == [False]


@pytest.mark.parametrize("closes", ["target", "session", "callback", "packet"])
def test_closing_tells_what_has_not_ended(closes):
    told: list[object] = []
    with zc.Session(device="cpu") as session:
        target = session.open_offscreen(8, 8)
        layer = target.scene.add_rect((0, 0, 4, 8), "#fff")
        layer.animate("opacity", 0.5, 1, on_done=lambda done: told.append(("first", done)))
        target.present()
        layer.animate("rect", (0, 0, 8, 8), 1, on_done=lambda done: told.append(("second", done)))
        if closes == "packet":
            with suppress(zc.ClosedError), target.packet("ui"):
                layer.animate("clip", (0, 0, 8, 8), 1, on_done=lambda done: told.append(("third", done)))
                target.close()
        elif closes == "callback":
            layer.animate("clip", (0, 0, 8, 8), 0, on_done=lambda done: target.close())
            target.present()
        else:
            {"target": target, "session": session}[closes].close()
        target.close()
        third = [("third", False)] if closes == "packet" else []
        assert told == [("first", False), ("second", False), *third]


def test_a_display_commits_to_the_lane_animation(target, layer):
    native = target._native
    assert not native.tick()
    layer.animate("rect", (60.0, 0.0, 4.0, 8.0), 1, "linear")
    target.present()
    before = target.packets.committed
    assert native.tick()
    target.read_pixels()
    with target.packet("ui") as packet:
        layer.z = 1
    packet.outcome.wait()
    assert target.packets.committed == before + 2


def test_what_is_not_an_animation(target, layer):
    for arguments in (
        ("z", 3, 1),
        (["opacity"], 1, 1),
        ("opacity", True, 1),
        ("opacity", 0.5, "1"),
        ("opacity", 0.5, 1, zc.Steps(2, ["jump-end"])),
        ("opacity", 2, 1),
        ("opacity", 0.5, -1),
        ("opacity", 0.5),
        ("opacity", 0.5, 1, "bouncy"),
        ("opacity", 0.5, 1, zc.CubicBezier(2, 0, 0, 1)),
        ("opacity", 0.5, 1, zc.Steps(1, "jump-none")),
        ("opacity", 0.5, 1, zc.Spring()),
        ("opacity", 0.5, None, zc.Spring(damping=0)),
        ("opacity", 0.5, 1, "linear", 0),
        ("opacity", 0.5, 0, "linear", None),
    ):
        with pytest.raises(zc.InvalidArgumentError) as caught:
            layer.animate(*arguments)
        check_message(caught.value)
    with pytest.raises(zc.InvalidArgumentError) as caught:
        layer.animate("opacity", 0.5, 1, on_done=3)
    check_message(caught.value, "on_done", "3")
    with pytest.raises(zc.InvalidArgumentError, match="An image layer has no color"):
        target.scene.add_group().add_image(__import__("numpy").zeros((2, 2, 4), "uint8")).animate(
            "color", "#fff", 1
        )
    assert layer.opacity == 1
