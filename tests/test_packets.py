"""Packets of their own: whose edits they take, how they end, and presents that don't wait."""

from __future__ import annotations

import asyncio
import contextvars
import threading
import time
from contextlib import suppress

import numpy as np
import pytest

import zerocopy as zc
from support.run import numbered_picture
from support.show import check_message, frame_of, pixel, presented
from zerocopy import testing

pytestmark = pytest.mark.native


@pytest.fixture
def target(session):
    with session.open_offscreen(24, 16) as target:
        yield target


@pytest.fixture
def layer(target):
    layer = target.scene.add_rect((0, 0, 8, 8), "#f00")
    target.present()
    return layer


def test_edits_go_to_the_innermost_packet(target, layer):
    with target.packet("outer") as outer:
        layer.rect = (0, 0, 8, 8)
        layer.color = "#0f0"
        with target.packet("inner") as inner:
            layer.color = "#00f"
        assert inner.epoch == 2
        assert outer.epoch is None
    assert outer.epoch == 3
    presented(target)
    assert pixel(target) == [0, 255, 0]


def test_present_commits_what_no_packet_took(target, layer):
    with target.packet("ui"):
        layer.color = "#0f0"
        assert target.present().status == "unchanged"
        assert pixel(target) == [255, 0, 0]
    presented(target)
    assert pixel(target) == [0, 255, 0]


def test_survivors_share_a_present(target, layer):
    packets = []
    for lane, color in (("a", "#111"), ("b", "#222"), ("a", "#333")):
        with target.packet(lane) as packet:
            layer.color = color
        packets.append(packet)
    outcome = presented(target)
    ends = [packet.outcome.wait() for packet in packets]
    assert [end.reason for end in ends] == ["superseded", None, None]
    assert [end.present_id for end in ends] == [0, outcome.present_id, outcome.present_id]
    assert [end.lane for end in [*ends, outcome]] == ["a", "b", "a", "main"]
    assert presented_after(target, layer).present_id > outcome.present_id


def presented_after(target, layer):
    layer.opacity = 0.5
    return presented(target)


def test_each_target_has_its_own(session, target, layer):
    with session.open_offscreen(8, 8) as other, target.packet("ui"):
        beside = other.scene.add_rect((0, 0, 8, 8), "#fff")
        layer.color = "#00f"
        presented(other)
        assert beside in other.scene.layers
    presented(target)


def test_an_exception_discards(target, layer):
    leases = testing.live_objects()["leases"]
    video = target.scene.add_video()
    text = target.scene.add_text("before")
    group = target.scene.add_group()
    target.present()
    before = target.scene.layers
    with suppress(KeyError), target.packet("ui"):
        layer.rect = (1, 1, 2, 2)
        layer.z = 4
        layer.opacity = 0.25
        layer.color = "#0f0"
        layer.clip = (0, 0, 1, 1)
        layer.transform = (2.0, 0.0, 0.0, 2.0, 0.0, 0.0)
        layer.enabled = False
        layer.corner_radius_px = 3
        layer.animate("opacity", 0.75, 1)
        text.text = "after all"
        text.size_px = 30
        target.background = "#fff"
        target.resize(5, 6)
        video.fit = "cover"
        with frame_of(numbered_picture(0)) as frame:
            video.submit(frame)
        group.add_rect((0, 0, 2, 2), "#fff")
        target.scene.add_rect((0, 0, 2, 2), "#fff")
        target.scene.add_video()
        layer.remove()
        raise KeyError
    assert testing.live_objects()["leases"] == leases
    assert layer.rect == (0, 0, 8, 8)
    assert (layer.z, layer.opacity, layer.color, layer.clip, layer.enabled) == (0, 1, "#f00", None, True)
    assert layer.transform == (1, 0, 0, 1, 0, 0)
    assert layer.corner_radius_px == 0
    assert (text.text, text.size_px, video.fit) == ("before", 24, "contain")
    assert (target.background, target.width, target.height) == ("#000", 24, 16)
    assert set(target.scene.layers) == set(before)
    assert group.layers == ()
    counters = video.counters
    assert (counters.frames_submitted, counters.frames_dropped) == (1, 1)
    assert target.present().status == "unchanged"
    assert pixel(target, 7, 7) == [255, 0, 0]
    layer.color = "#00f"  # it lives
    presented(target)


def test_the_exception_goes_on(target):
    with pytest.raises(KeyError), target.packet("ui"):
        raise KeyError


def test_what_was_set_since_stays(target, layer):
    with suppress(KeyError), target.packet("ui"):
        layer.opacity = 0.25
        contextvars.Context().run(setattr, layer, "opacity", 0.75)
        raise KeyError
    assert layer.opacity == 0.75


@pytest.mark.parametrize("order", ["abc", "acb", "bac", "bca", "cab", "cba"])
@pytest.mark.parametrize("kept", ["", "a", "b", "c"])
def test_packets_discarded_in_any_order(target, layer, order, kept):
    """Each sets the same attribute, one after the other; what was kept stays, or what was there before."""
    layer.opacity = 0.9
    contexts = {name: contextvars.Context() for name in "abc"}
    packets = {name: target.packet(name) for name in "abc"}
    values = {"a": 0.1, "b": 0.2, "c": 0.3}
    for name, context in contexts.items():
        context.run(packets[name].__enter__)
        context.run(setattr, layer, "opacity", values[name])
    for name in order:
        error = None if name == kept else KeyError
        contexts[name].run(packets[name].__exit__, error, None, None)
    assert layer.opacity == values.get(kept, 0.9)
    target.present()


def test_a_frame_of_a_discarded_packet_may_come_again(target):
    video = target.scene.add_video()
    with frame_of(numbered_picture(0)) as frame:
        with suppress(KeyError), target.packet("ui"):
            video.submit(frame)
            raise KeyError
        video.submit(frame)
        assert presented(target).path is not None
    counters = video.counters
    assert (counters.frames_submitted, counters.frames_presented, counters.frames_dropped) == (2, 1, 1)


def test_a_frame_waits_in_two_packets(target):
    """The same one: whichever is committed shows it."""
    video = target.scene.add_video()
    with frame_of(numbered_picture(0)) as frame, suppress(KeyError), target.packet("ui"):
        video.submit(frame)
        contextvars.Context().run(video.submit, frame)
        raise KeyError
    assert presented(target).path is not None
    counters = video.counters
    assert counters.frames_submitted == counters.frames_presented + counters.frames_dropped == 2


def test_a_frame_for_a_layer_that_is_gone_is_counted(target):
    video = target.scene.add_video()
    target.present()
    with target.packet("ui"):
        with frame_of(numbered_picture(0)) as frame:
            video.submit(frame)
        contextvars.Context().run(video.remove)
        target.present()
    target.present()
    counters = video.counters
    assert counters.frames_submitted == counters.frames_dropped == 1


def test_a_layer_of_a_packet_is_not_drawn_before_it(target, layer):
    with target.packet("ui"):
        born = target.scene.add_rect((0, 0, 8, 8), "#00f", z=1)
        contextvars.Context().run(setattr, born, "color", "#0f0")
        assert target.present().status == "unchanged"
    presented(target)
    assert pixel(target) == [0, 255, 0]


def test_threads_have_their_own_packets(target, layer):
    with target.packet("ui"):
        thread = threading.Thread(target=setattr, args=(layer, "color", "#0f0"))
        thread.start()
        thread.join()
        presented(target)
        assert pixel(target) == [0, 255, 0]


def test_tasks_have_their_own_packets(target, layer):
    async def paint(lane: str, color: str) -> int | None:
        with target.packet(lane) as packet:
            await asyncio.sleep(0)
            layer.color = color
            await asyncio.sleep(0)
        return packet.epoch

    async def both() -> list[int | None]:
        return await asyncio.gather(paint("a", "#0f0"), paint("b", "#00f"))

    assert asyncio.run(both()) == [2, 3]
    presented(target)
    assert pixel(target) == [0, 0, 255]


def test_a_task_outlives_the_packet_around_it(target, layer):
    """Its edits go where they would go without."""

    async def late() -> None:
        await asyncio.sleep(0.01)
        layer.color = "#0f0"

    async def main() -> None:
        with target.packet("ui"):
            task = asyncio.create_task(late())
        await task

    asyncio.run(main())
    presented(target)
    assert pixel(target) == [0, 255, 0]


def test_a_packet_is_for_one_block(target):
    packet = target.packet("ui")
    with pytest.raises(zc.InvalidArgumentError) as caught:
        _ = packet.outcome
    check_message(caught.value, "commit")
    with packet:
        pass
    with pytest.raises(zc.InvalidArgumentError), packet:
        pass


@pytest.mark.parametrize("lane", ["system", "animation", "", 3])
def test_lanes_that_are_not_the_apps(target, lane):
    with pytest.raises(zc.InvalidArgumentError) as caught, target.packet(lane):
        pass
    check_message(caught.value, "Lane")


def test_a_target_has_room_for_thirteen_lanes(target):
    for index in range(13):
        with target.packet(f"lane {index}"):
            pass
    with pytest.raises(zc.InvalidArgumentError, match="13"), target.packet("one more"):
        pass
    with target.packet("lane 3"):
        pass


def test_a_packet_of_a_closed_target(session):
    target = session.open_offscreen(4, 4)
    layer = target.scene.add_rect((0, 0, 2, 2), "#fff")
    with suppress(zc.ClosedError):
        with target.packet("ui"):
            layer.opacity = 0.5
            target.close()
        pytest.fail("it was committed")
    assert layer.opacity == 1
    with pytest.raises(zc.ClosedError), target.packet("ui"):
        pass


def test_present_at_once(target, layer):
    layer.color = "#0f0"
    pending = target.present(wait=False)
    assert pending.wait().status == "presented"
    assert pending.done
    assert pixel(target) == [0, 255, 0]
    assert pending.wait("completed", 5).completed_ns > 0


def test_the_thread_draws_without_a_waiter(target, layer):
    layer.color = "#0f0"
    pending = target.present(wait=False)
    end = time.monotonic() + 10
    while not pending.done and time.monotonic() < end:
        time.sleep(0.001)
    assert pending.done
    assert pixel(target) == [0, 255, 0]


def test_waiting_has_a_limit(target, layer):
    with target.packet("ui", required_tree_epoch=1000) as packet:
        layer.color = "#0f0"
    with pytest.raises(TimeoutError):
        packet.outcome.wait(timeout=0.001)
    assert packet.outcome.wait(timeout=10).reason == "gate_timeout"
    with pytest.raises(zc.InvalidArgumentError):
        packet.outcome.wait("shown")  # type: ignore[arg-type]


def test_a_wait_presents_where_nobody_does(target, layer):
    with target.packet("ui") as packet:
        layer.color = "#0f0"
    assert packet.outcome.wait().status == "presented"
    assert pixel(target) == [0, 255, 0]


def test_present_waits_for_a_gate_of_before(target, layer):
    with target.packet("ui", required_tree_epoch=9) as held:
        layer.color = "#0f0"
    begin = time.monotonic()
    assert target.present().status == "presented"
    assert time.monotonic() - begin > 0.05
    assert held.outcome.wait().reason == "gate_timeout"


def test_a_commit_elsewhere_opens_the_gate(target, layer):
    with target.packet("ui", required_tree_epoch=4) as held:
        layer.color = "#0f0"

    def free() -> None:
        time.sleep(0.02)
        with target.packet("free"):
            layer.z = 1

    thread = threading.Thread(target=free)
    thread.start()
    outcome = target.present()  # epoch 3
    thread.join()
    assert outcome.status == "presented"
    assert held.outcome.wait().present_id == outcome.present_id


def test_completion_is_waited_for(target, layer):
    layer.color = "#0f0"
    outcome = presented(target).wait("completed", 10)
    assert outcome.completed_ns > 0
    assert outcome.device_bytes > 0


def test_every_packet_has_ended_when_the_target_is_closed(session):
    target = session.open_offscreen(8, 8)
    layer = target.scene.add_rect((0, 0, 8, 8), "#f00")
    pendings = []
    for index in range(40):
        layer.opacity = index / 40
        pendings.append(target.present(wait=False))
    with target.packet("ui", required_tree_epoch=1000) as held:
        layer.z = 1
    target.close()
    for pending in [*pendings, held.outcome]:
        assert pending.done
    counts = target.packets
    assert counts.committed == counts.presented + counts.unchanged + counts.dropped == 42


def test_many_threads_present_without_waiting(session):
    with session.open_offscreen(16, 12) as target:
        layers = [target.scene.add_rect((i, i, 5, 5), "#fff", z=i) for i in range(4)]
        pendings: list[zc.PendingOutcome] = []

        def show(layer: zc.Layer) -> None:
            for index in range(40):
                layer.rect = (index % 7, index % 5, 5, 5)
                pendings.append(target.present(wait=False))

        threads = [threading.Thread(target=show, args=(layer,)) for layer in layers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        outcomes = sorted((pending.wait() for pending in pendings), key=lambda outcome: outcome.epoch)
        assert [outcome.epoch for outcome in outcomes] == list(range(1, 161))
        by_present: dict[int, int] = {}
        for outcome in outcomes:
            if outcome.present_id:
                by_present[outcome.present_id] = by_present.get(outcome.present_id, 0) + 1
        assert set(by_present.values()) <= {1}  # one lane: one packet a present
        wanted = target.read_pixels()
        with session.open_offscreen(16, 12) as other:
            for layer in layers:
                other.scene.add_rect(layer.rect, "#fff", z=layer.z)
            other.present()
            assert np.array_equal(other.read_pixels(), wanted)
