"""Leases and handles: each claim is released once, each picture dies once, stale handles say so."""

from __future__ import annotations

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, multiple, rule

from zerocopy import _core_testing as core

pytestmark = pytest.mark.native

SETTINGS = settings(max_examples=60, stateful_step_count=50, deadline=None, database=None, derandomize=True)


class RegistryMachine(RuleBasedStateMachine):
    leases = Bundle("leases")

    def __init__(self):
        super().__init__()
        self.registry = core.Registry()
        self.claims: dict[tuple[int, int], int] = {}  # of living pictures
        self.pictures: dict[tuple[int, int], int] = {}  # all that ever were, and their pts

    @rule(target=leases)
    def add(self):
        pts_ns = len(self.pictures)
        lease = self.registry.add(pts_ns)
        handle = lease.handle()
        assert handle[1] != 0
        assert handle not in self.pictures, "a handle was given twice"
        self.pictures[handle] = pts_ns
        self.claims[handle] = 1
        return lease, handle

    @rule(target=leases, lease=leases)
    def duplicate(self, lease):
        lease, handle = lease
        copy = lease.duplicate()
        assert copy.handle() == handle
        self.claims[handle] += 1
        return copy, handle

    @rule(lease=consumes(leases), times=st.integers(1, 3))
    def release(self, lease, times):
        lease, handle = lease
        for _ in range(times):  # only the first counts
            lease.release()
        assert lease.handle() == (0, 0)
        self.drop(handle)

    def drop(self, handle):
        self.claims[handle] -= 1
        if not self.claims[handle]:
            del self.claims[handle]

    @rule(target=leases, count=st.integers(2, 9))
    def add_many(self, count):
        return multiple(*(self.add() for _ in range(count)))

    @invariant()
    def only_claimed_pictures_live(self):
        assert self.registry.size == self.registry.owners == len(self.claims)

    @invariant()
    def handles_find_their_picture_or_are_stale(self):
        for handle, pts_ns in self.pictures.items():
            found = self.registry.pts_ns(*handle)
            assert found == (pts_ns if handle in self.claims else None)

    @invariant()
    def foreign_handles_are_stale(self):
        assert self.registry.pts_ns(10_000, 1) is None
        assert self.registry.pts_ns(0, 0) is None


TestRegistry = RegistryMachine.TestCase
TestRegistry.settings = SETTINGS


def test_slots_are_used_again_and_generations_are_not():
    registry = core.Registry()
    seen = set()
    for index in range(1000):
        lease = registry.add(index)
        seen.add(lease.handle())
        lease.release()
    assert len(seen) == 1000
    assert len({index for index, _ in seen}) < 10
    assert (registry.size, registry.owners) == (0, 0)


def test_a_picture_lives_as_long_as_its_last_claim():
    registry = core.Registry()
    first = registry.add(5)
    others = [first.duplicate() for _ in range(4)]
    handle = first.handle()
    first.release()
    for lease in others:
        assert registry.pts_ns(*handle) == 5
        lease.release()
    assert registry.pts_ns(*handle) is None
    assert registry.owners == 0
