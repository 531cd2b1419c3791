"""Packets: gapless epochs, the gate, one survivor per lane, none lost."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from zerocopy import _core_testing as core

pytestmark = pytest.mark.native

LANES = 2
GATE_NS = 100_000_000
SETTINGS = settings(max_examples=150, stateful_step_count=40, deadline=None, database=None, derandomize=True)


@dataclass
class Waiting:
    epoch: int
    lane: int
    required: int
    since: int


class QueueMachine(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.queue = core.Queue()
        self.now = 0
        self.last = 0
        self.waiting: list[Waiting] = []
        self.taken: list[int] = []

    @rule(lane=st.integers(0, LANES - 1), ahead=st.integers(-3, 3) | st.just(0))
    def commit(self, lane, ahead):
        required = max(0, self.last + 1 + ahead)
        epoch = self.queue.commit(lane, required, self.now)
        self.last += 1
        assert epoch == self.last
        self.waiting.append(Waiting(epoch, lane, required, self.now))

    @rule(step=st.sampled_from([1, GATE_NS // 2, GATE_NS - 1, GATE_NS, GATE_NS + 1]))
    def wait(self, step):
        self.now += step

    def opened(self, packet):
        """The epoch that it waits for did not come in time."""
        return packet.required > self.last and self.now - packet.since >= GATE_NS

    def composable(self):
        """The longest prefix whose last epoch satisfies all of it."""
        best = 0
        for count in range(1, len(self.waiting) + 1):
            prefix = self.waiting[:count]
            required = [p.required for p in prefix if not self.opened(p)]
            if prefix[-1].epoch >= max(required, default=0):
                best = count
        return best

    @rule()
    def take(self):
        count = self.composable()
        prefix, self.waiting = self.waiting[:count], self.waiting[count:]
        expected, survived = [], set()
        for packet in reversed(prefix):
            if self.opened(packet):
                fate = "gate_timeout"
            elif packet.lane in survived:
                fate = "superseded"
            else:
                fate = "survivor"
                survived.add(packet.lane)
            expected.insert(0, (packet.epoch, packet.lane, fate))
        got = self.queue.take(self.now)
        assert got == expected
        self.taken += [epoch for epoch, _, _ in got]

    @invariant()
    def none_is_lost_or_taken_twice(self):
        assert self.taken == list(range(1, len(self.taken) + 1))
        assert self.queue.empty == (not self.waiting)
        assert self.queue.last_epoch == self.last == len(self.taken) + len(self.waiting)

    def teardown(self):
        """Whatever was required, everything comes out once its gate has opened."""
        self.now += GATE_NS
        self.take()
        assert self.queue.empty


TestQueue = QueueMachine.TestCase
TestQueue.settings = SETTINGS


def test_the_gate_is_the_designs():
    assert core.gate_timeout_ns == GATE_NS


def test_a_packet_waits_for_the_epoch_that_it_requires():
    queue = core.Queue()
    queue.commit(0, 2, 0)
    assert queue.take(GATE_NS - 1) == []
    queue.commit(1, 0, 5)
    assert queue.take(GATE_NS - 1) == [(1, 0, "survivor"), (2, 1, "survivor")]


def test_a_gate_opens_after_its_time():
    queue = core.Queue()
    queue.commit(0, 9, 0)
    queue.commit(0, 0, 0)
    assert queue.take(GATE_NS - 1) == []
    assert queue.take(GATE_NS) == [(1, 0, "gate_timeout"), (2, 0, "survivor")]


def test_when_the_next_gate_opens():
    queue = core.Queue()
    queue.commit(0, 0, 5)
    assert queue.next_gate_ns == 2**63 - 1
    for now_ns in (7, 20):
        queue.commit(0, 9, now_ns)
        assert queue.next_gate_ns == 7 + GATE_NS


def test_what_comes_before_a_closed_gate_is_taken():
    queue = core.Queue()
    queue.commit(0, 0, 0)
    queue.commit(0, 7, 0)
    assert queue.take(1) == [(1, 0, "survivor")]
    assert not queue.empty


def test_the_newest_of_a_lane_survives():
    queue = core.Queue()
    for lane in (0, 1, 0, 0, 1):
        queue.commit(lane, 0, 0)
    fates = [fate for _, _, fate in queue.take(0)]
    assert fates == ["superseded", "superseded", "superseded", "survivor", "survivor"]
