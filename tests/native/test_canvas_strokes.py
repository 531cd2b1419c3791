"""Strokes: the union of bars, joins and caps; dashes; what has no length."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from support import canvas_reference as reference
from zerocopy import Shape, _core

pytestmark = pytest.mark.native

SIDE = 32
SETTINGS = settings(max_examples=60, deadline=None, database=None, derandomize=True)
WHITE = _core.Paint.solid((1, 1, 1, 1))
COORDINATE = st.floats(0, SIDE, width=32)
JOINS = st.sampled_from(["miter", "round", "bevel"])
CAPS = st.sampled_from(["butt", "round", "square"])


def render(
    shape,
    width,
    join="miter",
    cap="butt",
    limit=10.0,
    dashes=(),
    offset=0.0,
    transform=None,
    size=SIDE,
):
    steps = _core.DisplayList()
    if transform is not None:
        steps.transform(transform)
    steps.stroke(shape._native, WHITE, width, join, limit, cap, list(dashes), offset)
    return steps.render(size, size, 1)[..., 0].astype(float)


def check(actual, pieces, slack=1.6):
    expected = reference.coverage([reference.oriented(p) for p in pieces], SIDE, SIDE) if pieces else 0
    worst = np.abs(actual - 255 * expected).max()
    assert worst <= slack, worst


def straight(points, closed=False):
    shape = Shape().polyline(points)
    return shape.close() if closed else shape


@SETTINGS
@given(
    st.lists(st.tuples(COORDINATE, COORDINATE), min_size=2, max_size=7),
    st.floats(0.3, 14),
    JOINS,
    CAPS,
    st.booleans(),
    st.sampled_from([1.0, 2.0, 10.0]),
)
def test_polylines(points, width, join, cap, closed, limit):
    ring = [*points, points[0]]
    steps = [np.subtract(b, a) for a, b in itertools.pairwise(ring)][: None if closed else -1]
    assume(all(np.hypot(*s) > 0.05 for s in steps))
    if closed:
        steps.append(steps[0])
        assume(len(points) > 2)
    for a, b in itertools.pairwise(steps):
        turn = abs(math.atan2(a[0] * b[1] - a[1] * b[0], float(a @ b)))
        assume(turn < 3.1)  # which side a line that turns back is joined on is nobody's rule
        assume(abs(1 / max(math.cos(turn / 2), 1e-9) - limit) > 1e-3)
    pieces = reference.stroke_pieces(points, width, closed=closed, join=join, cap=cap, miter_limit=limit)
    check(render(straight(points, closed), width, join, cap, limit), pieces)


@pytest.mark.parametrize("width", [0.05, 0.5, 1])
def test_hairlines(width):
    """A line covers as much as it is wide, wherever it lies."""
    for y in (10, 10.25, 10.5):
        pixels = render(straight([(2, y), (30, y)]), width)
        assert abs(pixels[:, 16].sum() / 255 - width) < 0.006
    check(
        render(straight([(1.3, 2.7), (30.1, 19.6)]), width),
        reference.stroke_pieces([(1.3, 2.7), (30.1, 19.6)], width),
    )


@pytest.mark.parametrize("width", [1, 6, 15, 19.5])
def test_circles_are_rings(width):
    pixels = render(Shape().ellipse((6, 6, 20, 20)), width)
    outer = reference.ellipse(6 - width / 2, 6 - width / 2, 20 + width, 20 + width)
    inner = reference.ellipse(6 + width / 2, 6 + width / 2, 20 - width, 20 - width)
    expected = reference.coverage([outer, list(inner)[::-1]], SIDE, SIDE)
    assert np.abs(pixels - 255 * expected).max() <= 1.6


def test_a_stroke_wider_than_its_circle_is_a_disc():
    pixels = render(Shape().ellipse((12, 12, 8, 8)), 12)
    expected = reference.coverage([reference.ellipse(6, 6, 20, 20)], SIDE, SIDE)
    assert np.abs(pixels - 255 * expected).max() <= 1.6


def test_a_curve_turns_round_whatever_the_join():
    """Of a curve that bends sharply only the caps are the style's."""
    shape = Shape().move_to(4, 28).cubic_to((16, -20), (16, -20), (28, 28))
    for join in ("miter", "bevel"):
        assert np.abs(render(shape, 8, join) - render(shape, 8, "round")).max() <= 1


@pytest.mark.parametrize("join", ["miter", "bevel"])
def test_a_wide_stroke_of_a_small_arc_is_smooth(join):
    """The chords of the arc are nobody's corners."""
    arc = Shape().arc((16, 8), 1, 0, 180)
    assert np.abs(render(arc, 28, join) - render(arc, 28, "round")).max() <= 1


@pytest.mark.parametrize("cap", ["butt", "round", "square"])
def test_a_line_that_turns_back(cap):
    there_and_back = render(straight([(6, 16), (26, 16), (10, 16)]), 6, "round", cap)
    once = render(straight([(6, 16), (26, 16)]), 6, "round", cap)
    assert np.array_equal(there_and_back[:, :20], once[:, :20])
    disc = reference.coverage([reference.ellipse(23, 13, 6, 6)], SIDE, SIDE)
    assert (there_and_back[:, 27:] + 1.6 >= 255 * disc[:, 27:]).all()


@pytest.mark.parametrize("closed", [False, True])
def test_what_has_no_length_shows_its_caps(closed):
    dot = Shape().move_to(16, 16).line_to(16, 16)
    dot = dot.close() if closed else dot
    assert render(dot, 8).sum() == 0
    round_dot = reference.coverage([reference.ellipse(12, 12, 8, 8)], SIDE, SIDE)
    assert np.abs(render(dot, 8, cap="round") - 255 * round_dot).max() <= 1.6
    square = render(dot, 8, cap="square")
    assert square.sum() == 64 * 255
    assert (square[12:20, 12:20] == 255).all()
    assert render(Shape().move_to(16, 16), 8, cap="round").sum() == 0


@SETTINGS
@given(
    st.lists(st.floats(0.5, 9), min_size=1, max_size=4),
    st.floats(-30, 30),
    CAPS,
    st.tuples(COORDINATE, COORDINATE),
    st.tuples(COORDINATE, COORDINATE),
)
def test_dashes(dashes, offset, cap, start, end):
    assume(math.dist(start, end) > 1)
    pieces = [
        part
        for piece in reference.dash_pieces(start, end, dashes, offset)
        if math.dist(*piece) > 1e-6
        for part in reference.stroke_pieces(piece, 3, cap=cap)
    ]
    assume(all(math.dist(*p) > 1e-3 for p in reference.dash_pieces(start, end, dashes, offset)))
    check(render(straight([start, end]), 3, "miter", cap, 10, dashes, offset), pieces)


def test_dashes_go_on_around_corners():
    corner = render(straight([(4, 6), (16, 6), (16, 26)]), 4, dashes=(8, 8), offset=4)
    pieces = reference.stroke_pieces([(4, 6), (8, 6)], 4)
    pieces += reference.stroke_pieces([(16, 6), (16, 14)], 4)
    pieces += reference.stroke_pieces([(16, 22), (16, 26)], 4)
    check(corner, pieces)
    around = render(straight([(4, 6), (16, 6), (16, 26)]), 4, dashes=(10, 100), offset=-8)
    check(around, reference.stroke_pieces([(12, 6), (16, 6), (16, 12)], 4))


def test_a_closed_line_is_joined_where_it_begins_within_a_dash():
    square = [(8.0, 8.0), (24.0, 8.0), (24.0, 24.0), (8.0, 24.0)]
    pixels = render(straight(square, closed=True), 4, dashes=(8, 8), offset=4)
    assert pixels[6:8, 6:8].min() == 255  # the corner is mitred
    whole = render(straight(square, closed=True), 4, dashes=(100,))
    assert np.array_equal(whole, render(straight(square, closed=True), 4))


def test_dashes_of_no_length_are_dots():
    pixels = render(straight([(4, 16), (28, 16)]), 4, cap="round", dashes=(0, 8))
    dots = [reference.ellipse(x - 2, 14, 4, 4) for x in (4, 12, 20, 28)]
    check(pixels, dots)
    assert render(straight([(4, 16), (28, 16)]), 4, dashes=(0, 8)).sum() == 0


def test_lines_far_out_of_view_are_dashed_in_no_time():
    """The pattern goes on as if all of it had been walked."""
    far = render(straight([(-800_000, 16), (1e12, 16)]), 4, dashes=(5, 3))
    near = render(straight([(-8, 16), (50, 16)]), 4, dashes=(5, 3))
    assert np.abs(far - near).max() <= 1
    assert render(straight([(0, 16), (32, 16)]), 4, dashes=(1e-9, 1e-9))[16, 16] == 255


@pytest.mark.parametrize(
    "transform", [(2, 0, 0, 0.5, 0, 8), (0.7, 0.7, -0.7, 0.7, 16, 2), (-1, 0, 0, 1, 30, 0)]
)
def test_the_pen_is_transformed_too(transform):
    a, b, c, d, tx, ty = transform
    points = [(3.0, 5.0), (12.0, 8.0), (4.0, 14.0)]
    pieces = reference.stroke_pieces(points, 4, join="round", cap="square")
    matrix = np.array([[a, b], [c, d]])
    mapped = [np.asarray(piece) @ matrix + (tx, ty) for piece in pieces]
    check(render(straight(points), 4, "round", "square", transform=transform), mapped)


ZOOMS = [1e3, 1e4, 1e5, 1e6, 1e8, 1e12, 1e16, 1e30]
OVAL = (-20, -10, 40, 20)


def zoomed(shape, zoom, at, width, join="miter", cap="butt", dashes=(), offset=0.0):
    """The shape so many times larger, with the given point of it in the middle of the picture."""
    middle = SIDE / 2
    steps = _core.DisplayList()
    steps.transform((zoom, 0, 0, zoom, middle - zoom * at[0], middle - zoom * at[1]))
    steps.stroke(shape._native, WHITE, width, join, 10.0, cap, list(dashes), offset)
    return steps


@pytest.mark.parametrize(
    "style",
    [
        {"width": 50},
        {"width": 50, "join": "round", "cap": "round"},
        {"width": 50, "dashes": (5, 3)},
        {"width": 50, "dashes": (5, 3), "cap": "round"},
        {"width": 2},
        {"width": 2, "dashes": (5, 3), "cap": "square"},
    ],
    ids=str,
)
@pytest.mark.parametrize("at", [(0, 0), (21, 0), (0, 35)], ids=str)
def test_a_zoom_is_no_more_work(style, at):
    """What an outline takes is bounded by what can be seen of it, not by the curve's size in px."""
    open_curve = Shape().move_to(-20, 0).cubic_to((-10, 40), (10, -40), (20, 0)).quad_to((40, 10), (21, 0))
    shapes = [Shape().ellipse(OVAL), Shape().ellipse((-10, -10, 20, 20)), open_curve]
    for shape in shapes:
        taken = [_core.canvas_segments(zoomed(shape, z, at, **style), SIDE, SIDE, 1.0) for z in ZOOMS]
        assert max(taken) < 60_000, taken


@pytest.mark.parametrize("zoom", [1e2, 1e4, 1e6])
@pytest.mark.parametrize("direction", [15, 100, 200, 290])
def test_the_edge_of_a_zoomed_ring_is_where_it_belongs(zoom, direction):
    """Under a pen that is wider than the view, and whose other parts are wide of it."""
    way = np.array([math.cos(math.radians(direction)), math.sin(math.radians(direction))])
    rows, columns = np.mgrid[0:SIDE, 0:SIDE] + 0.5
    for radius, width in ((20, 6), (20, 30)):
        ring = Shape().ellipse((-radius, -radius, 2 * radius, 2 * radius))
        for edge, sign in ((radius + width / 2, 1), (radius - width / 2, -1)):
            beyond = ((columns - SIDE / 2) * way[0] + (rows - SIDE / 2) * way[1]) * sign
            pixels = zoomed(ring, zoom, edge * way, width).render(SIDE, SIDE, 1.0)[..., 0]
            far = abs(beyond) > 1.5 + SIDE**2 / (edge * zoom)  # the edge is all but straight
            assert np.array_equal(pixels[far], np.where(beyond < 0, 255, 0)[far])


@pytest.mark.parametrize("cap", ["butt", "round", "square"])
@pytest.mark.parametrize("zoom", [1e2, 1e4, 1e5])
def test_dashes_keep_their_phase_where_most_of_the_curve_is_out_of_sight(zoom, cap):
    """A dash of a circle ends where the way around says."""
    radius, dash, gap = 20.0, 7.0, 5.0
    ring = Shape().ellipse((-radius, -radius, 2 * radius, 2 * radius))
    for turns in (2, 4, 6):
        angle = (turns * (dash + gap) + dash) / radius  # where a dash ends
        ahead = np.array([-math.sin(angle), math.cos(angle)])
        reach = {"butt": 0.0, "round": 1.0, "square": 1.0}[cap]
        tip = radius * np.array([math.cos(angle), math.sin(angle)]) + reach * ahead
        pixels = zoomed(ring, zoom, tip, 2, "miter", cap, (dash, gap)).render(SIDE, SIDE, 1.0)[..., 0]
        rows, columns = np.mgrid[0:SIDE, 0:SIDE] + 0.5
        along = (columns - SIDE / 2) * ahead[0] + (rows - SIDE / 2) * ahead[1]
        across = (columns - SIDE / 2) * ahead[1] - (rows - SIDE / 2) * ahead[0]
        sure = (abs(along) > 5) & (abs(across) < 6)
        assert np.array_equal(pixels[sure], np.where(along < 0, 255, 0)[sure])
