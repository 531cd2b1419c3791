"""No picture mixes epochs: every layer's colour is the tag of the packet that set it."""

from __future__ import annotations

import threading

import numpy as np
import pytest

import zerocopy as zc
from support.producers import color_of, pictures_while

pytestmark = pytest.mark.native

LAYERS = 6
PRODUCERS = 3
PACKETS = 60
GATE_NS = 100_000_000


def tags_in(pixels: np.ndarray) -> list[int]:
    """The tag of each layer, which is flat."""
    tags = []
    for index in range(LAYERS):
        area = pixels[:, 4 * index : 4 * index + 4, :3].reshape(-1, 3).astype(int)
        assert (area == area[0]).all()
        red, green, blue = area[0]
        tags.append(int(red << 16 | green << 8 | blue))
    return tags


@pytest.fixture
def target(session):
    with session.open_offscreen(4 * LAYERS, 4) as target:
        yield target


@pytest.fixture
def layers(target):
    layers = [target.scene.add_rect((4 * i, 0, 4, 4), color_of(0)) for i in range(LAYERS)]
    target.present()
    return layers


def paint(target, layers, tag: int, lane: str, required: int = 0) -> zc.Packet:
    with target.packet(lane, required_tree_epoch=required) as packet:
        for layer in layers:
            layer.color = color_of(tag)
    return packet


def test_no_picture_mixes_epochs(target, layers):
    epochs = {0: 1}  # by tag
    outcomes: list[tuple[int, zc.PendingOutcome]] = []
    lock = threading.Lock()

    def produce(number: int) -> None:
        for index in range(PACKETS):
            tag = 1 + number * PACKETS + index
            packet = paint(target, layers, tag, f"lane {number}")
            assert packet.epoch is not None
            with lock:
                epochs[tag] = packet.epoch
                outcomes.append((tag, packet.outcome))

    pictures = pictures_while(target, produce, PRODUCERS)
    seen = [(outcome.epoch, tags_in(pixels)) for outcome, pixels in pictures]
    shown = []
    # A picture holds all that was committed before its present(), perhaps what came until it was taken from
    # the queue, and nothing of after the next present().
    ends_before = [epoch for epoch, _ in seen[1:]] + [seen[-1][0]]
    for (epoch, tags), end in zip(seen, ends_before, strict=True):
        assert len(set(tags)) == 1, f"epochs {[epochs[tag] for tag in tags]} in one picture"
        newest = epochs[tags[0]]
        assert max(each for each in epochs.values() if each < epoch) <= newest < end
        shown.append(newest)
    assert shown == sorted(shown)
    # The last picture is that of the last packet.
    assert shown[-1] == max(epochs.values())
    ends = [outcome.wait() for _, outcome in outcomes]
    assert all(end.status == "presented" or end.reason == "superseded" for end in ends)
    counts = target.packets
    assert counts.committed == counts.presented + counts.unchanged + counts.dropped


def test_a_superseded_packets_edits_are_not_lost(target, layers):
    with target.packet("a") as first:
        layers[0].color = color_of(1)
    with target.packet("a") as second:
        layers[1].color = color_of(2)
    outcome = target.present()
    assert tags_in(target.read_pixels())[:3] == [1, 2, 0]
    assert first.outcome.wait().reason == "superseded"
    assert second.outcome.wait().present_id == outcome.present_id > 0


def test_a_gate_holds_back_what_follows(target, layers):
    """And only that: the picture is the longest prefix that may be shown."""
    paint(target, layers, 1, "a")
    held = paint(target, layers, 2, "b", required=held_back(target) + 3)
    assert not held.outcome.done
    pending = target.present(wait=False)
    assert tags_in(target.read_pixels()) in ([0] * LAYERS, [1] * LAYERS)
    freeing = paint(target, layers, 3, "c")
    paint(target, layers, 4, "c")
    assert pending.wait().status == "presented"
    target.present()
    assert tags_in(target.read_pixels()) == [4] * LAYERS
    assert held.outcome.wait().status == "presented"
    freed = freeing.outcome.wait()  # alone, where the compositor took it before the next one was there
    assert freed.status == "presented" or freed.reason == "superseded"


def held_back(target) -> int:
    return target.packets.committed


def test_a_gate_opens(target, layers):
    held = paint(target, layers, 2, "b", required=1000)
    outcome = target.present()
    assert held.outcome.wait().reason == "gate_timeout"
    assert tags_in(target.read_pixels()) == [2] * LAYERS
    assert outcome.status == "presented"
    assert target.packets.drop_reasons == {"gate_timeout": 1}
    assert target.packets.gated == 1
