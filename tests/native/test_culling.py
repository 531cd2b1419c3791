"""Items that nobody can see are left out, and no others."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zerocopy import _core_testing as core

pytestmark = pytest.mark.native

SETTINGS = settings(max_examples=400, deadline=None, database=None, derandomize=True)
REMEMBERED = 8  # opaque rectangles, the largest
EDGE = st.one_of(st.integers(-5, 105), st.floats(-5, 105).map(lambda v: round(v, 1)))
ITEMS = st.fixed_dictionaries(
    {
        "rect": st.tuples(EDGE, EDGE, EDGE, EDGE).map(
            lambda e: (min(e[0], e[2]), min(e[1], e[3]), max(e[0], e[2]) + 1, max(e[1], e[3]) + 1)
        ),
        "opaque": st.booleans(),
        "radius": st.sampled_from([0, 0, 0, 4]),
        "blends": st.sampled_from([False, False, False, True]),
        "clipped": st.sampled_from([False, False, False, True]),
        "turned": st.sampled_from([False, False, False, True]),
    }
)


def item(rect, **options):
    plain = {"opaque": True, "radius": 0, "blends": False, "clipped": False, "turned": False}
    return {"rect": rect, **plain, **options}


def seen(it):
    """The pixels that it may change."""
    x0, y0, x1, y1 = it["rect"]
    reach = 1e-3 * 110 if it["turned"] else 0
    return (
        max(math.floor(x0 + 1e-6), 0),
        max(math.floor(y0 + 1e-6), 0),
        min(math.ceil(x1 + reach - 1e-6), 100),
        min(math.ceil(y1 + reach - 1e-6), 100),
    )


def hides(it, rect):
    """Whether no pixel of the rectangle shows what is below the item."""
    if not it["opaque"] or it["blends"] or it["clipped"] or it["turned"]:
        return False
    x0, y0, x1, y1 = it["rect"]
    radius = min(it["radius"], (x1 - x0) / 2, (y1 - y0) / 2)
    inside = (max(x0, 0), max(y0 + radius, 0), min(x1, 100), min(y1 - radius, 100))
    slack = 1e-4
    return (
        math.ceil(inside[0] - slack) <= rect[0]
        and math.ceil(inside[1] - slack) <= rect[1]
        and math.floor(inside[2] + slack) >= rect[2]
        and math.floor(inside[3] + slack) >= rect[3]
    )


def test_what_lies_under_an_opaque_one_is_left_out():
    below, above, beside = item((10, 10, 20, 20)), item((5, 5, 30, 30)), item((25, 25, 31, 31))
    assert core.cull([below, above, beside]) == ([1, 2], 1)
    assert core.cull([above, below, beside]) == ([0, 1, 2], 0)
    assert core.cull([beside, above]) == ([0, 1], 0)


@pytest.mark.parametrize("option", ["blends", "clipped", "turned"])
def test_what_lets_something_through_hides_nothing(option):
    assert core.cull([item((10, 10, 20, 20)), item((5, 5, 30, 30), **{option: True})])[1] == 0
    assert core.cull([item((10, 10, 20, 20)), item((5, 5, 30, 30), opaque=False)])[1] == 0


def test_an_edge_within_a_pixel_lets_something_through():
    assert core.cull([item((10, 10, 20, 20)), item((10, 10, 20.5, 20))])[1] == 1
    assert core.cull([item((10, 10, 20, 20)), item((10.5, 10, 30, 20))])[1] == 0
    assert core.cull([item((10, 10, 20, 20)), item((10, 10, 19.5, 30))])[1] == 0


def test_a_round_corner_lets_something_through():
    assert core.cull([item((0, 0, 20, 20)), item((0, 0, 20, 20), radius=4)])[1] == 0
    assert core.cull([item((0, 4, 20, 16)), item((0, 0, 20, 20), radius=4)])[1] == 1


@SETTINGS
@given(st.lists(ITEMS, max_size=REMEMBERED))
def test_against_every_pair(items):
    items = [it for it in items if seen(it)[0] < seen(it)[2] and seen(it)[1] < seen(it)[3]]
    left, culled = core.cull(items)
    hidden = [any(hides(above, seen(it)) for above in items[i + 1 :]) for i, it in enumerate(items)]
    assert left == [i for i, gone in enumerate(hidden) if not gone]
    assert culled == sum(hidden)


@SETTINGS
@given(st.lists(ITEMS, min_size=REMEMBERED + 1, max_size=40))
def test_with_many_items_none_that_is_seen_is_left_out(items):
    items = [it for it in items if seen(it)[0] < seen(it)[2] and seen(it)[1] < seen(it)[3]]
    left, culled = core.cull(items)
    assert left == sorted(left)
    assert len(left) + culled == len(items)
    for i in set(range(len(items))) - set(left):
        assert any(hides(above, seen(items[i])) for above in items[i + 1 :])
