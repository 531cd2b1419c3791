"""The rasteriser: a pixel's coverage is its area inside, under both rules, whatever the outline."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from support import canvas_reference as reference
from zerocopy import Shape, _core

pytestmark = pytest.mark.native

SIDE = 24
SETTINGS = settings(max_examples=80, deadline=None, database=None, derandomize=True)
RULES = st.sampled_from(["nonzero", "evenodd"])
ANYWHERE = st.floats(-10, SIDE + 10, allow_nan=False, width=32)
ON_A_GRID = st.integers(-4, 2 * SIDE + 4).map(lambda n: n / 2)
WHITE = _core.Paint.solid((1, 1, 1, 1))


def points(coordinate, most=14):
    return st.lists(st.tuples(coordinate, coordinate), min_size=3, max_size=most)


def render(shape, rule="nonzero", size=(SIDE, SIDE), scale=1.0, transform=None):
    steps = _core.DisplayList()
    if transform is not None:
        steps.transform(transform)
    steps.fill(shape._native, WHITE, rule)
    pixels = steps.render(*size, scale)
    assert (pixels == pixels[..., :1]).all()
    return pixels[..., 0].astype(float)


def check(actual, expected, slack=1.0):
    """Within a step of 8 bits, and what the reference's lines leave out."""
    worst = np.abs(actual - 255 * expected).max(initial=0)
    assert worst <= slack, worst


@SETTINGS
@given(points(ANYWHERE), RULES)
def test_polygons(outline, rule):
    expected = reference.coverage([outline], SIDE, SIDE, rule)
    check(render(Shape().polygon(outline), rule), expected, 1.6)


@SETTINGS
@given(points(ON_A_GRID), RULES)
@example([(10, 1), (10, 20), (2.5, 20), (2.5, 1.5), (20, 1.5)], "evenodd")
def test_polygons_whose_corners_and_crossings_meet(outline, rule):
    expected = reference.coverage([outline], SIDE, SIDE, rule)
    check(render(Shape().polygon(outline), rule), expected, 1.6)


@SETTINGS
@given(points(ANYWHERE, 6), points(ON_A_GRID, 6), RULES)
def test_two_contours(first, second, rule):
    expected = reference.coverage([first, second], SIDE, SIDE, rule)
    check(render(Shape().polygon(first).polygon(second), rule), expected, 1.6)


@SETTINGS
@given(points(st.floats(-1e6, 1e6), 6), RULES)
def test_polygons_far_larger_than_the_surface(outline, rule):
    expected = reference.coverage([outline], SIDE, SIDE, rule)
    check(render(Shape().polygon(outline), rule), expected, 1.6)


@pytest.mark.parametrize("size", [0.2, 1, 2.5, 9, 20.25, 300, 5e3, 1e6])
def test_ellipses_of_any_size(size):
    """Their right edge in view."""
    x, y = 20.3 - size, 12.7 - size * 0.35
    outline = reference.ellipse(x, y, size, size * 0.7, 1 << 20 if size > 1000 else 1 << 14)
    if size > 1000:  # the reference need not look at what is far away
        outline = [(px, min(max(py, -9.0), SIDE + 9.0)) for px, py in outline]
    check(render(Shape().ellipse((x, y, size, size * 0.7))), reference.coverage([outline], SIDE, SIDE), 1.6)


def test_a_full_square_is_full_and_nothing_else_is():
    pixels = render(Shape().rect((3, 4, 10, 11)))
    assert (pixels[4:15, 3:13] == 255).all()
    assert pixels.sum() == 255 * 110


@pytest.mark.parametrize("rule", ["nonzero", "evenodd"])
def test_a_square_drawn_twice(rule):
    shape = Shape().rect((3.25, 4.5, 10, 11)).rect((3.25, 4.5, 10, 11))
    once = render(Shape().rect((3.25, 4.5, 10, 11)))
    assert np.array_equal(render(shape, rule), once if rule == "nonzero" else np.zeros_like(once))


def test_curves():
    t = np.linspace(0, 1, 4000)[:, None]
    a, b, c, d = (np.array(p) for p in ((2, 20), (6, -20), (30, 40), (21, 3)))
    cubic = (1 - t) ** 3 * a + 3 * (1 - t) ** 2 * t * b + 3 * (1 - t) * t**2 * c + t**3 * d
    shape = Shape().move_to(*a).cubic_to(tuple(b), tuple(c), tuple(d)).close()
    check(render(shape), reference.coverage([cubic], SIDE, SIDE), 1.6)
    quad = (1 - t) ** 2 * a + 2 * (1 - t) * t * c + t**2 * b
    shape = Shape().move_to(*a).quad_to(tuple(c), tuple(b)).close()
    check(render(shape), reference.coverage([quad], SIDE, SIDE), 1.6)


@pytest.mark.parametrize("sweep", [90, 200, -300, 360])
def test_arcs_are_joined_to_what_came_before(sweep):
    angle = np.radians(30 + np.linspace(0, sweep, 2000))
    turn = math.radians(20)
    u, v = np.cos(angle) * 9, np.sin(angle) * 5
    arc = np.stack(
        [12 + u * math.cos(turn) - v * math.sin(turn), 12 + u * math.sin(turn) + v * math.cos(turn)], 1
    )
    shape = Shape().move_to(1, 2).arc((12, 12), (9, 5), 30, sweep, rotation=20).close()
    outline = np.concatenate([[(1.0, 2.0)], arc])
    check(render(shape), reference.coverage([outline], SIDE, SIDE), 1.6)


@pytest.mark.parametrize("scale", [0.5, 1.5, 3])
def test_scales_and_transforms(scale):
    outline = np.array([(1, 1), (13, 4), (6, 12), (2, 5)], float)
    a, b, c, d, tx, ty = transform = (0.8, 0.3, -0.2, 0.9, 2.5, 0.5)
    mapped = outline @ np.array([[a, b], [c, d]]) + (tx, ty)
    expected = reference.coverage([mapped * scale], 40, 40)
    shape = Shape().polygon([tuple(p) for p in outline])
    check(render(shape, size=(40, 40), scale=scale, transform=transform), expected, 1.6)


@pytest.mark.parametrize("transform", [(0, 0, 0, 0, 5, 5), (1, 1, 1, 1, 0, 0), (1e32, 0, 0, 1e32, 1e32, 0)])
def test_transforms_that_leave_nothing(transform):
    assert render(Shape().rect((1, 1, 5, 5)), transform=transform).sum() == 0


def test_coordinates_at_the_limit():
    pixels = render(Shape().polygon([(-1e32, 1), (1e32, 1), (1e32, 1e32), (-1e32, 1e32)]))
    assert (pixels[1:] == 255).all()
    assert (pixels[0] == 0).all()


def test_outlines_of_nothing():
    for shape in (
        Shape(),
        Shape().move_to(3, 3),
        Shape().move_to(3, 3).line_to(9, 9),
        Shape().rect((1, 1, 0, 5)),
    ):
        assert render(shape).sum() == 0


def test_neighbours_leave_no_seam():
    """Two triangles of a square, drawn one by one, differ from it by their own anti-aliasing alone; as one
    shape not at all."""
    both = Shape().polygon([(2, 2), (20, 2), (20, 20)]).polygon([(2, 2), (20, 20), (2, 20)])
    assert np.array_equal(render(both), render(Shape().rect((2, 2, 18, 18))))
