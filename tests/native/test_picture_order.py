"""Pictures that a decoder answers in any order come out in the order of time, and none is held too long."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from zerocopy import _core_testing as core

pytestmark = pytest.mark.native

SETTINGS = settings(max_examples=150, stateful_step_count=50, deadline=None, database=None, derandomize=True)
MOST = 4  # samples beyond the depth, as the decoder bounds them


def decode_order(count: int, b_frames: int) -> list[int]:
    """Times of presentation in decode order: each picture that others refer to precedes those before it."""
    times = [0]
    for anchor in range(b_frames + 1, count, b_frames + 1):
        times.append(anchor)
        times += range(anchor - b_frames, anchor)
    return times


class OrderMachine(RuleBasedStateMachine):
    """Submits as the decoder does, answers at random, takes what is ready."""

    def __init__(self):
        super().__init__()
        self.depth = 1
        self.order = core.PictureOrder(self.depth)
        self.times = decode_order(400, 3)
        self.base = 0
        self.next = 0
        self.flying: dict[int, int] = {}
        self.due: list[int] = []  # times that pictures came or will come for, not given out

    @precondition(lambda self: self.order.in_flight + self.order.held < self.depth + MOST)
    @rule()
    def submit(self):
        time = self.base + self.times[self.next]
        sample = self.order.submitted(time, self.next == 0)
        self.next += 1
        self.flying[sample] = time
        self.due.append(time)

    @precondition(lambda self: self.flying)
    @rule(data=st.data(), fails=st.integers(0, 9))
    def answer(self, data, fails):
        sample = data.draw(st.sampled_from(sorted(self.flying)))
        time = self.flying.pop(sample)
        if fails == 0:
            self.due.remove(time)
        self.order.answered(sample, None if fails == 0 else time)
        self.order.answered(sample, time)  # a second answer is nothing

    @rule()
    def take(self):
        picture = self.order.take()
        if picture is not None:
            assert picture == min(self.due)
            self.due.remove(picture)

    @rule()
    def lose(self):
        self.order.abandon()
        for time in self.flying.values():
            self.due.remove(time)
        self.flying.clear()

    @rule(back=st.booleans())
    def start_anew(self, back):
        """A seek: forwards or backwards."""
        self.order.clear()
        self.base = 0 if back else self.base + 1000
        self.next = 0
        self.flying.clear()
        self.due.clear()

    @rule()
    def end(self):
        """Everything that was answered can be taken, and nothing else."""
        for sample, time in self.flying.items():
            self.order.answered(sample, time)
        self.flying.clear()
        self.order.finish()
        given = []
        while (picture := self.order.take()) is not None:
            given.append(picture)
        assert given == sorted(self.due)
        self.due.clear()
        self.base += 1000
        self.next = 0

    @invariant()
    def bounded(self):
        assert self.order.in_flight == len(self.flying)
        assert self.order.in_flight + self.order.held == len(self.due)
        assert self.order.late == 0

    @invariant()
    def never_stuck(self):
        """With everything answered, there is a picture or room for a sample."""
        if not self.flying and not self.order.ready():
            assert self.order.held <= self.depth


TestOrder = pytest.mark.native(OrderMachine.TestCase)
TestOrder.settings = SETTINGS


@settings(max_examples=100, deadline=None, database=None, derandomize=True)
@given(b_frames=st.integers(0, 4), data=st.data())
def test_any_order_of_answers_gives_the_order_of_time(b_frames, data):
    order = core.PictureOrder(1)
    times = decode_order(30, b_frames)
    samples = {order.submitted(time, time == 0): time for time in times}
    for sample in data.draw(st.permutations(sorted(samples))):
        order.answered(sample, samples[sample])
    order.finish()
    assert [order.take() for _ in times] == sorted(times)


def test_a_picture_goes_out_as_soon_as_none_can_precede_it():
    order = core.PictureOrder(1)
    first, last, middle = (order.submitted(time, time == 0) for time in (0, 20, 10))
    order.answered(middle, 10)
    assert order.take() is None, "the first is not there"
    order.answered(first, 0)
    assert order.take() == 0
    assert order.take() == 10, "what is in flight is later"
    order.answered(last, 20)
    assert order.take() is None, "one may yet precede it"


def test_a_clock_that_is_set_back_at_a_keyframe_begins_anew():
    order = core.PictureOrder(0)
    for time, keyframe in ((100, True), (140, False), (0, True), (40, False)):
        order.answered(order.submitted(time, keyframe), time)
    assert [order.take() for _ in range(5)] == [100, 140, 0, 40, None]


def test_a_stream_that_lies_about_its_depth_loses_one_picture_and_is_believed_no_more():
    order = core.PictureOrder(0)
    for time in (0, 20):
        order.answered(order.submitted(time, time == 0), time)
    assert [order.take(), order.take()] == [0, 20]
    order.answered(order.submitted(10), 10)
    assert (order.take(), order.late, order.depth) == (None, 1, 1)
