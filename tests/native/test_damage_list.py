"""The list of damaged rectangles: short, disjoint, and covering all that was added."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zerocopy import _core_testing as core

pytestmark = pytest.mark.native

MOST = 8
SIDE = 40
EDGE = st.integers(0, SIDE)
RECTS = st.lists(st.tuples(EDGE, EDGE, EDGE, EDGE), max_size=30)
SETTINGS = settings(max_examples=300, deadline=None, database=None, derandomize=True)


def pixels(rects):
    """How often each pixel is covered."""
    covered = np.zeros((SIDE, SIDE), int)
    for x0, y0, x1, y1 in rects:
        if x0 < x1 and y0 < y1:
            covered[y0:y1, x0:x1] += 1
    return covered


@SETTINGS
@given(RECTS)
def test_everything_is_covered_once(rects):
    listed = core.damage(rects)
    covered = pixels(listed)
    assert len(listed) <= MOST
    assert all(x0 < x1 and y0 < y1 for x0, y0, x1, y1 in listed)
    assert covered.max(initial=0) <= 1
    assert (covered >= (pixels(rects) > 0)).all()


@SETTINGS
@given(RECTS)
def test_nothing_lies_outside_the_bounds_of_what_was_added(rects):
    wanted = pixels(rects) > 0
    if not wanted.any():
        assert core.damage(rects) == []
        return
    rows, columns = np.nonzero(wanted)
    for x0, y0, x1, y1 in core.damage(rects):
        assert columns.min() <= x0 < x1 <= columns.max() + 1
        assert rows.min() <= y0 < y1 <= rows.max() + 1


@SETTINGS
@given(st.sets(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=MOST))
def test_a_few_rectangles_apart_stay_as_they_are(cells):
    rects = [(4 * x, 4 * y, 4 * x + 3, 4 * y + 2) for x, y in cells]
    assert sorted(core.damage(rects)) == sorted(rects)


def test_a_full_list_joins_what_wastes_the_least():
    corners = [(x, y, x + 2, y + 2) for y in (0, 36) for x in (0, 12, 24, 36)]
    listed = core.damage([*corners, (38, 0, 40, 2)])
    assert len(listed) == MOST
    assert (36, 0, 40, 2) in listed


def test_what_a_joined_rectangle_meets_is_joined_too():
    """The third meets the second alone; what the two make meets the first."""
    assert core.damage([(0, 0, 4, 4), (10, 0, 14, 7), (2, 6, 12, 8)]) == [(0, 0, 14, 8)]
