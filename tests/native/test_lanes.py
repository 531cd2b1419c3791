"""Open packets, lanes and the mirror against a model; many threads against a replay."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass, field

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from zerocopy import _core
from zerocopy import _core_testing as core

pytestmark = pytest.mark.native

LANES = ("main", "ui", "video")
SETTINGS = settings(max_examples=120, stateful_step_count=50, deadline=None, database=None, derandomize=True)
ANY = st.integers(0, 1000)


@dataclass
class Packet:
    """`edits`: (layer, what, value) in order."""

    lane: str
    outer: int
    state: str = "open"
    edits: list[tuple[int, str, float]] = field(default_factory=list)


@dataclass
class Layer:
    number: int  # the core's
    born_in: int  # a packet, -1 for that of present()
    removed_in: int | None = None


@dataclass
class Shown:
    z: int = 0
    opacity: float = 1.0


class LaneMachine(RuleBasedStateMachine):
    """Packets open and end in any order; layers are added, edited and removed in whichever is innermost."""

    @initialize()
    def begin(self):
        self.scene = core.Scene()
        self.packets: list[Packet] = []
        self.main = Packet("main", -1)
        self.layers: list[Layer] = []
        self.queue: list[tuple[int, Packet]] = []
        self.epoch = 0
        self.shown: dict[int, Shown] = {}
        self.ended = Counter()

    def innermost(self, caller: int) -> int:
        while caller >= 0 and self.packets[caller].state != "open":
            caller = self.packets[caller].outer
        return caller

    def content(self, index: int) -> Packet:
        return self.main if index < 0 else self.packets[index]

    def is_open(self, index: int) -> bool:
        return index >= 0 and self.packets[index].state == "open"

    def is_gone(self, layer: Layer) -> bool:
        if layer.born_in >= 0 and self.packets[layer.born_in].state == "discarded":
            return True
        if layer.removed_in is None:
            return False
        return layer.removed_in < 0 or self.packets[layer.removed_in].state != "discarded"

    def taker(self, layer: Layer, caller: int) -> int:
        """The packet that takes an edit."""
        return layer.born_in if self.is_open(layer.born_in) else self.innermost(caller)

    def caller(self, pick: int) -> int:
        return pick % (len(self.packets) + 1) - 1

    @rule(pick=ANY)
    def add(self, pick):
        caller = self.caller(pick)
        index, number = self.scene.add(caller)
        assert index == len(self.layers)
        taker = self.innermost(caller)
        self.layers.append(Layer(number, taker))
        self.content(taker).edits.append((index, "add", 0))

    @rule(which=ANY, pick=ANY, name=st.sampled_from(["z", "opacity"]), value=st.integers(0, 4))
    def set(self, which, pick, name, value):
        if not self.layers:
            return
        index, caller = which % len(self.layers), self.caller(pick)
        layer = self.layers[index]
        value = value if name == "z" else value / 4
        accepted = self.scene.set(index, name, value, caller)
        assert accepted == (not self.is_gone(layer))
        if accepted:
            self.content(self.taker(layer, caller)).edits.append((index, name, value))

    @rule(which=ANY, pick=ANY)
    def remove(self, which, pick):
        if not self.layers:
            return
        index, caller = which % len(self.layers), self.caller(pick)
        layer = self.layers[index]
        accepted = self.scene.remove(index, caller)
        assert accepted == (not self.is_gone(layer))
        if accepted:
            layer.removed_in = self.taker(layer, caller)
            self.content(layer.removed_in).edits.append((index, "remove", 0))

    @rule(lane=st.sampled_from(LANES), pick=ANY)
    def open(self, lane, pick):
        outer = self.caller(pick)
        assert self.scene.open(lane, outer) == len(self.packets)
        self.packets.append(Packet(lane, outer))

    def queued(self, packet: Packet, epoch: int) -> None:
        self.epoch += 1
        assert epoch == self.epoch
        self.queue.append((epoch, packet))

    @rule(pick=ANY)
    def commit(self, pick):
        index = self.caller(pick)
        packet = self.content(index)
        epoch = self.scene.commit(index)
        if packet.state != "open":
            assert epoch == 0
            return
        self.queued(packet, epoch)
        if index < 0:
            self.main = Packet("main", -1)
        else:
            packet.state = "committed"
            self.take_births(packet)

    def take_births(self, packet: Packet) -> None:
        """What it changes and present() was to add, with all that is known of it."""
        born = {index for index, what, _ in self.main.edits if what == "add"}
        taken = born & {index for index, _, _ in packet.edits}
        packet.edits = [edit for edit in self.main.edits if edit[0] in taken] + packet.edits
        self.main.edits = [edit for edit in self.main.edits if edit[0] not in taken]

    @rule(pick=ANY)
    def discard(self, pick):
        index = self.caller(pick)
        if index < 0:
            return
        self.scene.discard(index)
        if self.packets[index].state == "open":
            self.packets[index].state = "discarded"

    @rule()
    def take(self):
        survived: set[str] = set()
        fates = []
        for epoch, packet in reversed(self.queue):
            fate = "superseded" if packet.lane in survived else "survivor"
            survived.add(packet.lane)
            fates.insert(0, (epoch, fate))
        for _, packet in self.queue:
            self.apply(packet)
        assert self.scene.take() == fates
        self.ended.update(fate for _, fate in fates)
        self.queue.clear()
        drawn = [(number, layer.z, layer.opacity) for number, layer in self.shown.items()]
        assert self.scene.drawn() == sorted(drawn, key=lambda layer: (layer[1], layer[0]))

    def apply(self, packet: Packet) -> None:
        removed = []
        for index, what, value in packet.edits:
            number = self.layers[index].number
            if what == "add":
                self.shown[number] = Shown()
            elif what == "remove":
                removed.append(number)  # a packet's last word on a layer
            elif number in self.shown:
                setattr(self.shown[number], what, value)
        for number in removed:
            self.shown.pop(number, None)

    @invariant()
    def every_packet_is_counted(self):
        if not hasattr(self, "scene"):
            return
        committed, presented, unchanged, dropped = self.scene.counts()
        assert committed == self.epoch
        assert (presented, unchanged, dropped) == (self.ended["survivor"], 0, self.ended["superseded"])

    def teardown(self):
        if hasattr(self, "scene"):
            self.take()


TestLanes = LaneMachine.TestCase
TestLanes.settings = SETTINGS


def test_a_removed_group_takes_its_layers_along():
    scene = core.Scene()
    group, _ = scene.add(group=-2)
    child, _ = scene.add(group=group)
    _, beside = scene.add()
    scene.commit()
    scene.take()
    assert len(scene.drawn()) == 3
    scene.remove(group)
    scene.set(child, "z", 4)
    scene.commit()
    scene.take()
    assert [number for number, _, _ in scene.drawn()] == [beside]


def test_layers_stack_within_their_group():
    scene = core.Scene()
    group, group_number = scene.add(group=-2)
    high, high_number = scene.add(group=group)
    _, low_number = scene.add(group=group)
    above, above_number = scene.add()
    below, below_number = scene.add()
    for layer, z in ((group, 3), (high, 90), (above, 4), (below, 2)):
        scene.set(layer, "z", z)
    scene.commit()
    scene.take()
    order = [number for number, _, _ in scene.drawn()]
    assert order == [below_number, group_number, low_number, high_number, above_number]


def test_a_layer_is_born_with_its_group():
    """Though the packet that adds the layer is committed first."""
    scene = core.Scene()
    first = scene.open("ui")
    group, _ = scene.add(first, -2)
    child, number = scene.add(group=group)
    scene.set(child, "z", 2)
    scene.commit()
    scene.take()
    assert scene.drawn() == []
    scene.commit(first)
    scene.take()
    assert (number, 2, 1.0) in scene.drawn()


def test_many_threads_leave_what_one_would_leave():
    sanitized = "ZC_SANITIZER" in os.environ
    packets = 4_000 if sanitized else 100_000
    result = _core.stress("cpu", packets, 8, 4)
    assert result["committed"] >= packets + 2
    assert result["presented"] + result["unchanged"] + result["dropped"] == result["committed"]
    assert result["wrong_layers"] == 0
    assert not result["left_alive"]
    assert result["gated"] > 0
