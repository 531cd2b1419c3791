"""The store of surfaces as a state machine against a model, and its rules one by one."""

from __future__ import annotations

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from zerocopy import _core_testing as core

pytestmark = pytest.mark.native

LAYERS = st.integers(1, 4)
ROLES = st.integers(0, 3)
SIDES = st.sampled_from([1, 30, 64, 100, 300, 700])
NEVER_REACHED = 1 << 40
STABLE = 2  # packets at one size


def held(store):
    """Textures that the store has. Those that it let go of in this plan are still there, for the device."""
    stats = store.stats()
    return stats["allocated"] - stats["evicted"]


class Machine(RuleBasedStateMachine):
    """A plan at a time. The model knows what each surface was drawn with; the store may have let go of it."""

    @initialize(budget=st.sampled_from([NEVER_REACHED, 2_000_000, 200_000]))
    def start(self, budget):
        self.budget = budget
        self.store = core.SurfaceStore(budget)
        self.alive = {1, 2, 3, 4}
        self.drawn = {}  # by key: tag, size, version
        self.sizes = {}  # by key: the last one wanted, how often in a row
        self.planning = False
        self.plan = {}  # by key: texture
        self.redrawn = set()
        self.transients = set()
        self.used = set()
        self.full = False

    @precondition(lambda self: not self.planning)
    @rule()
    def begin(self):
        self.store.begin()
        self.planning = True
        self.plan, self.redrawn, self.used = {}, set(), set()
        assert len(self.store.textures()) == held(self.store)

    @precondition(lambda self: self.planning)
    @rule(layer=LAYERS, role=ROLES, width=SIDES, height=SIDES, tag=st.integers(0, 2))
    def get(self, layer, role, width, height, tag):
        key = (layer, role)
        if key in self.plan or layer not in self.alive:
            return
        got = self.store.get(layer, role, width, height, tag)
        if got is None:
            assert self.full
            self.drawn.pop(key, None)
            return
        valid, texture, (has_width, has_height), version = got
        assert has_width >= width
        assert has_height >= height
        assert texture not in self.plan.values()
        assert texture not in self.transients
        size, count = self.sizes.get(key, (None, 0))
        count = count + 1 if size == (width, height) else 1
        self.sizes[key] = (width, height), count
        known = self.drawn.get(key)
        same = known is not None and known[:2] == (tag, (width, height))
        if valid:
            assert same, "it holds something else"
            assert version == known[2]
        else:
            assert known is None or version != known[2]
            # It may have been let go of, or have moved to a smaller texture once its size was stable.
            if same and self.budget == NEVER_REACHED:
                assert count == STABLE
            self.redrawn.add(key)
        self.drawn[key] = (tag, (width, height), version)
        self.plan[key] = texture
        self.used.add(texture)

    @precondition(lambda self: self.planning)
    @rule(width=SIDES, height=SIDES)
    def transient(self, width, height):
        texture = self.store.transient(width, height)
        if texture is None:
            assert self.full
            return
        assert texture not in self.transients
        assert texture not in self.plan.values()
        self.transients.add(texture)
        self.used.add(texture)

    @precondition(lambda self: self.planning)
    @rule()
    def free_transients(self):
        self.store.free_transients()
        self.transients.clear()

    @precondition(lambda self: self.planning)
    @rule(drawn=st.sampled_from([True, True, True, False]))
    def end(self, drawn):
        textures = self.store.textures()
        self.store.end(self.alive)
        self.transients.clear()
        self.planning = False
        if not drawn:
            self.store.invalidate_plan()
            for key in self.redrawn:
                del self.drawn[key]
        for key in [key for key in self.drawn if key[0] not in self.alive]:
            del self.drawn[key]
        assert self.store.stats()["live"] == len(self.plan)
        needed = sum(textures[texture] for texture in self.plan.values())
        assert self.store.stats()["bytes"] <= max(self.budget, needed)

    @precondition(lambda self: not self.planning)
    @rule()
    def invalidate(self):
        self.store.invalidate_all()
        self.drawn.clear()

    @rule(layer=LAYERS)
    def remove(self, layer):
        if any(key[0] == layer for key in self.plan) and self.planning:
            return
        self.alive.discard(layer)

    @rule(layer=LAYERS)
    def add(self, layer):
        if not self.planning and not any(key[0] == layer for key in self.drawn):
            self.alive.add(layer)

    @rule(full=st.booleans())
    def fill_memory(self, full):
        self.full = self.store.full = full

    @invariant()
    def counts_add_up(self):
        if not hasattr(self, "store"):
            return
        stats = self.store.stats()
        assert stats["high_water_bytes"] >= stats["bytes"]
        textures = self.store.textures()
        assert len(textures) >= held(self.store)
        assert self.used <= set(textures) or not self.planning


TestMachine = Machine.TestCase
TestMachine.settings = settings(max_examples=150, stateful_step_count=40, deadline=None, database=None,
                                derandomize=True)  # fmt: skip


def plan(store, wanted, alive=frozenset({1, 2, 3})):
    """One plan of surfaces (layer, width, height, tag); what get() said of each."""
    store.begin()
    got = [store.get(layer, 0, width, height, tag) for layer, width, height, tag in wanted]
    store.end(set(alive))
    return got


def test_what_is_unchanged_is_not_drawn_again():
    store = core.SurfaceStore()
    first = plan(store, [(1, 100, 80, 7)])[0]
    again = plan(store, [(1, 100, 80, 7)])[0]
    other = plan(store, [(1, 100, 80, 8)])[0]
    assert [g[0] for g in (first, again, other)] == [False, True, False]
    assert first[1:] == again[1:]
    assert other[1] == first[1]
    assert other[3] != first[3]
    assert store.stats()["allocated"] == 1


def test_a_plan_that_did_not_run_is_drawn_again():
    store = core.SurfaceStore()
    plan(store, [(1, 100, 80, 7)])
    plan(store, [(2, 100, 80, 7)])
    store.invalidate_plan()
    assert plan(store, [(1, 100, 80, 7)])[0][0]
    assert not plan(store, [(2, 100, 80, 7)])[0][0]
    store.invalidate_all()
    assert not plan(store, [(1, 100, 80, 7)])[0][0]


def test_a_live_resize_keeps_its_texture():
    store = core.SurfaceStore()
    plan(store, [(1, 1000, 700, 0)])
    for step in range(60):
        plan(store, [(1, 1000 - 15 * step, 700 - 10 * step, step)])
    assert store.stats()["allocated"] == 1
    for step in range(1, 60):
        plan(store, [(1, 115 + 15 * step, 110 + 10 * step, step)])
    assert store.stats()["allocated"] == 1


def test_a_stable_size_gets_a_texture_of_its_own():
    store = core.SurfaceStore()
    large = plan(store, [(1, 1000, 700, 0)])[0]
    once = plan(store, [(1, 100, 70, 0)])[0]
    twice = plan(store, [(1, 100, 70, 0)])[0]
    assert once[1] == large[1]
    assert twice[1] != large[1]
    assert twice[2][0] * twice[2][1] * 4 < 1000 * 700
    # And stays there: it is drawn once.
    assert [plan(store, [(1, 100, 70, 0)])[0][0] for _ in range(5)] == [True] * 5


def test_a_texture_that_somebody_else_had_is_no_reason_to_draw_again():
    """One that is somewhat too large is as good as one that fits."""
    store = core.SurfaceStore()
    plan(store, [(1, 130, 130, 0), (3, 9, 9, 0)])
    plan(store, [(3, 9, 9, 0)], alive={2, 3})
    taken = plan(store, [(2, 100, 100, 0), (3, 9, 9, 0)], alive={2, 3})
    assert store.stats()["allocated"] == 2
    assert [plan(store, [(2, 100, 100, 0)], alive={2, 3})[0][:2] for _ in range(6)] == [
        (True, taken[0][1])
    ] * 6


def test_sizes_are_few():
    """Growing by single px takes few textures."""
    store = core.SurfaceStore()
    for width in range(300, 1900):
        plan(store, [(1, width, 50, width)])
    assert store.stats()["allocated"] <= 24


def test_least_recently_used_goes_first():
    store = core.SurfaceStore(budget_bytes=3 * 128 * 128 * 4 - 1)
    for layer in (1, 2, 3):
        plan(store, [(layer, 128, 128, 0)])
        if layer == 2:
            plan(store, [(1, 128, 128, 0)])
    assert store.stats()["evicted"] == 1
    assert plan(store, [(1, 128, 128, 0)])[0][0]
    assert not plan(store, [(2, 128, 128, 0)])[0][0]


def test_what_a_plan_needs_is_kept_beyond_the_budget():
    store = core.SurfaceStore(budget_bytes=1)
    wanted = [(1, 128, 128, 0), (2, 128, 128, 0)]
    plan(store, wanted)
    assert [g[0] for g in plan(store, wanted)] == [True, True]
    plan(store, [])
    assert store.stats()["bytes"] == 0


def test_a_quarter_of_the_devices_memory_is_the_budget():
    store = core.SurfaceStore(memory_bytes=4 * 128 * 128 * 4)
    plan(store, [(1, 128, 128, 0)])
    plan(store, [])
    assert held(store) == 1
    plan(store, [(2, 10, 10, 0)])
    plan(store, [])
    assert store.stats()["bytes"] <= 128 * 128 * 4


def test_nothing_is_left_of_layers_that_are_gone():
    store = core.SurfaceStore()
    store.begin()
    store.get(1, 0, 100, 80, 0)
    store.transient(50, 40)
    store.end({1})
    assert held(store) == 2
    plan(store, [], alive=set())
    assert held(store) == 0
    store.begin()
    assert store.textures() == {}
    store.end(set())


def test_without_memory_there_is_no_surface():
    store = core.SurfaceStore()
    plan(store, [(1, 128, 128, 0)])
    store.full = True
    assert plan(store, [(1, 128, 128, 0), (2, 300, 300, 0)])[1] is None
    store.full = False
    assert plan(store, [(1, 128, 128, 0), (2, 300, 300, 0)])[1] is not None


def test_no_larger_than_the_device_allows():
    store = core.SurfaceStore(largest=1000)
    assert plan(store, [(1, 990, 1000, 0)])[0][2] == (1000, 1000)
