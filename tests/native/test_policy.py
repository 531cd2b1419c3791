"""The policy of a video layer against a model of the design's rules, in every order of events."""

from __future__ import annotations

import os
from dataclasses import dataclass

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from zerocopy import _core_testing as core

pytestmark = pytest.mark.native

RANK = {"software": 0, "interop_handle": 1, "true_zero_copy": 2}
BARRING = ("unsupported_format", "disabled", "not_profitable")
FIRST, LONGEST, CALM = 30, 3600, 600
EXAMPLES = 30 if os.environ.get("ZC_SANITIZER") else 100
SETTINGS = settings(
    max_examples=EXAMPLES, stateful_step_count=60, deadline=None, database=None, derandomize=True
)


def test_the_back_off_is_the_designs():
    assert core.first_retry_frames == FIRST
    assert core.longest_retry_frames == LONGEST
    assert core.calm_frames == CALM


@dataclass
class Flight:
    """An import whose completion is still out."""

    token: int
    run: int


class PolicyMachine(RuleBasedStateMachine):
    @initialize(
        mode=st.sampled_from(["auto", "zero_copy", "interop", "software"]),
        streak=st.integers(1, 5),
        capable=st.booleans() | st.just(True),
        profitable=st.booleans() | st.just(True),
    )
    def begin(self, mode, streak, capable, profitable):
        self.mode, self.wanted_streak = mode, streak
        self.capable, self.profitable = capable, profitable
        self.policy = core.Policy(mode, streak, capable, profitable)
        self.facts: dict[str, object] = {"format": "nv12", "generation": 0}
        self.seen: dict[str, object] | None = None  # the facts of the frame before
        self.flights: list[Flight] = []
        self.frames = 0
        self.run = 0  # streaks begun; completions of an older one do not count
        self.streak = self.longest = self.calm = 0
        self.wait, self.next_wait = 0, FIRST
        self.barred = False

    # What the design says of one frame.
    def expected(self, importable, resident, bridgeable):
        self.see_changes()
        if self.mode == "software":
            return "software"
        if not bridgeable:
            self.break_streak()
            return "software"
        if self.mode == "interop":
            return "interop_handle"
        dear = not self.profitable and self.mode == "auto"
        self.barred = self.barred or not self.capable or not importable or dear
        if self.barred or not resident:
            self.break_streak()
            return "interop_handle"
        if self.wait:
            self.wait -= 1
            return "interop_handle"
        return "true_zero_copy"

    def see_changes(self):
        """Of format and generation, with the first frame that has them."""
        seen, self.seen = self.seen, dict(self.facts)
        if seen is None:
            return
        if seen != self.facts:
            self.barred = False
        if seen["generation"] != self.facts["generation"]:
            self.break_streak()
            self.wait = 0

    def break_streak(self):
        self.run += 1
        self.streak = self.calm = 0

    def fail(self, reason):
        self.break_streak()
        if reason in BARRING:
            self.barred = True
        else:
            self.wait = self.next_wait
            self.next_wait = min(2 * self.next_wait, LONGEST)

    def route(self, importable=True, resident=True, bridgeable=True):
        expected = self.expected(importable, resident, bridgeable)
        tier = self.policy.route(
            importable=importable, resident=resident, bridgeable=bridgeable, **self.facts
        )
        self.frames += 1
        assert tier == expected
        return tier

    def deliver_by_copy(self, bridge_works, upload_works, tier):
        if tier != "software":
            if bridge_works:
                self.policy.delivered("interop_handle")
                return
            self.policy.bridge_failed()
        if upload_works:
            self.policy.delivered("software")
        else:
            self.policy.upload_failed()

    @rule(
        importable=st.booleans() | st.just(True),
        resident=st.booleans() | st.just(True),
        bridgeable=st.booleans() | st.just(True),
        works=st.tuples(st.booleans(), st.booleans(), st.booleans()) | st.just((True,) * 3),
        reason=st.sampled_from(["import_failed", "invalid_size", *BARRING]),
    )
    def frame(self, importable, resident, bridgeable, works, reason):
        """One frame, composed for the first time."""
        tier = self.route(importable, resident, bridgeable)
        if tier == "true_zero_copy":
            if works[0]:
                self.policy.delivered(tier)
                self.flights.append(Flight(self.policy.token, self.run))
                return
            self.policy.import_failed(reason)
            self.fail(reason)
            assert self.policy.reason == reason
        self.deliver_by_copy(works[1], works[2], tier)

    @rule(count=st.integers(1, 40))
    def smooth(self, count):
        """Frames that all go well and complete at once."""
        for _ in range(count):
            if self.route() == "true_zero_copy":
                self.policy.delivered("true_zero_copy")
                self.flights.append(Flight(self.policy.token, self.run))
                while self.flights:
                    self.complete(True)
            else:
                self.policy.delivered("interop_handle" if self.mode != "software" else "software")

    @precondition(lambda self: self.flights)
    @rule(good=st.booleans() | st.just(True))
    def complete(self, good):
        flight = self.flights.pop(0)
        current = flight.run == self.run
        if good:
            self.policy.confirmed(flight.token)
            if current:
                self.streak += 1
                self.calm += 1
                self.longest = max(self.longest, self.streak)
                if self.calm >= CALM:
                    self.next_wait = FIRST
            return
        self.policy.failed_at_completion(flight.token)
        if current:
            self.fail("import_failed")
            assert self.policy.reason == "import_failed"
        self.policy.delivered("interop_handle")

    @rule()
    def new_generation(self):
        self.facts["generation"] += 1

    @rule(format=st.sampled_from(["nv12", "i420", "p010"]))
    def new_format(self, format):
        self.facts["format"] = format

    @rule()
    def device_changed(self):
        self.policy.device_changed()
        self.break_streak()
        self.barred, self.wait, self.next_wait = False, 0, FIRST

    @invariant()
    def counts_agree(self):
        assert self.policy.streak == self.streak
        assert self.policy.longest_streak == self.longest

    @invariant()
    def status_is_deserved(self):
        status = self.policy.status
        if status == "true_zero_copy":
            assert self.policy.streak >= self.wanted_streak
            assert self.mode in ("auto", "zero_copy")
            assert self.policy.reason is None
        if self.mode == "software":
            assert status == "software"
        if self.mode == "interop" or not self.capable:
            assert RANK[status] < 2

    @invariant()
    def transitions_are_a_chain(self):
        status, last_frame, switches = "software", 0, 0
        for frame, before, after, reason in self.policy.transitions:
            assert before == status != after
            assert last_frame <= frame < max(self.frames, 1)
            if RANK[after] > RANK[before]:
                assert reason is None
            switches += reason is not None
            status, last_frame = after, frame
        assert status == self.policy.status
        assert self.policy.fallback_switches == switches


TestPolicy = PolicyMachine.TestCase
TestPolicy.settings = SETTINGS


def run_frames(policy, count, good=True):
    """Frames through the policy; how many of them were imported."""
    imported = 0
    for _ in range(count):
        if policy.route() == "true_zero_copy":
            imported += 1
            if good:
                policy.delivered("true_zero_copy")
                policy.confirmed(policy.token)
            else:
                policy.import_failed()
                policy.delivered("interop_handle")
        else:
            policy.delivered("interop_handle")
    return imported


def test_the_back_off_doubles_up_to_its_limit():
    policy = core.Policy()
    waits = []
    for _ in range(10):
        assert run_frames(policy, 1, good=False) == 1
        waits.append(policy.retry_after_frames)
        assert run_frames(policy, waits[-1]) == 0
        assert policy.retry_after_frames == 0
    assert waits == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]


@pytest.mark.parametrize(("confirmed", "wait"), [(CALM - 1, 60), (CALM, 30)])
def test_calm_makes_the_back_off_small_again(confirmed, wait):
    policy = core.Policy()
    run_frames(policy, 1, good=False)
    run_frames(policy, FIRST)
    assert run_frames(policy, confirmed) == confirmed
    run_frames(policy, 1, good=False)
    assert policy.retry_after_frames == wait


def test_calm_is_counted_from_the_last_failure():
    policy = core.Policy()
    run_frames(policy, 400)
    run_frames(policy, 1, good=False)
    run_frames(policy, FIRST + 400)
    run_frames(policy, 1, good=False)
    assert policy.retry_after_frames == 2 * FIRST


@pytest.mark.parametrize("reason", BARRING)
def test_what_bars_is_not_retried_by_itself(reason):
    policy = core.Policy()
    run_frames(policy, 20)
    assert policy.route() == "true_zero_copy"
    policy.import_failed(reason)
    assert policy.retry_after_frames is None
    assert run_frames(policy, 5000) == 0
    assert policy.reason == reason
    assert policy.route(format="i420") == "true_zero_copy"


@pytest.mark.parametrize("event", ["format", "generation", "device"])
def test_what_ends_a_bar(event):
    policy = core.Policy()
    assert policy.route() == "true_zero_copy"
    policy.import_failed("unsupported_format")
    assert policy.route() == "interop_handle"
    if event == "device":
        policy.device_changed()
    change = {"format": {"format": "i420"}, "generation": {"generation": 1}, "device": {}}
    assert policy.route(**change[event]) == "true_zero_copy"


def test_a_frame_that_is_not_resident_is_bridged_and_the_next_is_tried():
    policy = core.Policy()
    run_frames(policy, 20)
    assert policy.route(resident=False) == "interop_handle"
    assert (policy.status, policy.reason) == ("interop_handle", "not_device_resident")
    assert policy.streak == 0
    assert policy.route() == "true_zero_copy"


def test_profit_decides_in_auto_alone():
    for mode, tier in (("auto", "interop_handle"), ("zero_copy", "true_zero_copy")):
        policy = core.Policy(mode=mode, profitable=False)
        assert policy.route() == tier
    policy = core.Policy(profitable=False)
    policy.route()
    assert policy.reason == "not_profitable"


def test_a_late_completion_of_an_older_streak_is_ignored():
    policy = core.Policy(streak=2)
    policy.route()
    policy.delivered("true_zero_copy")
    old = policy.token
    policy.route(generation=1)
    policy.delivered("true_zero_copy")
    policy.confirmed(old)
    assert policy.streak == 0
    policy.failed_at_completion(old)
    assert policy.reason is None
    policy.confirmed(policy.token)
    assert policy.streak == 1


@pytest.mark.parametrize("streak", [1, 2, 12])
def test_the_streak_that_is_asked_for(streak):
    policy = core.Policy(streak=streak)
    run_frames(policy, streak - 1)
    assert policy.status != "true_zero_copy"
    run_frames(policy, 1)
    assert policy.status == "true_zero_copy"
    assert policy.transitions[-1] == (streak - 1, "interop_handle", "true_zero_copy", None)
