"""The reference of effects against values worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from support.reference import Canvas, Solid
from support.reference_effects import Cast, Group, Node, blurred, compose, mix

BLACK = Canvas(41, 41, (0, 0, 0, 1))


def solid(rect, color=(1.0, 1.0, 1.0, 1.0), **options):
    return Solid(rect=rect, color=color, **options)


@pytest.mark.parametrize(
    ("blend", "expected"),
    [("normal", 0.25), ("add", 1.0), ("multiply", 0.2), ("screen", 0.85)],
)
def test_blend_of_opaque_colours(blend, expected):
    source, below = (np.array([[[v, v, v, 1.0]]]) for v in (0.25, 0.8))
    assert mix(blend, source, below)[0, 0] == pytest.approx([expected] * 3 + [1])


@pytest.mark.parametrize(
    ("blend", "colour", "alpha"),
    [
        ("normal", 0.5 + 0.25 * 0.5, 0.75),
        ("add", 0.5 + 0.25, 1.0),
        ("multiply", 0.25 + 0.125 + 0.25 * 0.5, 0.75),
        ("screen", 0.25 + 0.125 + 0.25 * 1, 0.75),
    ],
)
def test_blend_of_translucent_colours(blend, colour, alpha):
    """White at one half on grey at one half."""
    source, below = np.array([[[0.5, 0.5, 0.5, 0.5]]]), np.array([[[0.25, 0.25, 0.25, 0.5]]])
    assert mix(blend, source, below)[0, 0] == pytest.approx([colour] * 3 + [alpha])


@pytest.mark.parametrize("sigma", [2.0, 5.0])
def test_blur_of_an_edge_is_the_error_function(sigma):
    drawn = compose(BLACK, [Node(layer=solid((-200, -200, 220, 440)), blur=sigma)])
    for x in range(41):
        wanted = 255 * 0.5 * (1 + math.erf((20 - x - 0.5) / (sigma * math.sqrt(2))))
        assert abs(int(drawn[20, x, 0]) - wanted) < 1.01


def test_blur_keeps_the_sum_and_the_variance():
    dot = np.zeros((61, 61, 1))
    dot[30, 30] = 1
    spread = blurred(dot, 3)[..., 0]
    at = np.arange(61) - 30
    assert spread.sum() == pytest.approx(1)
    assert (spread.sum(axis=0) * at**2).sum() == pytest.approx(9, rel=1e-6)
    assert (spread.sum(axis=1) * at**2).sum() == pytest.approx(9, rel=1e-6)


def test_what_is_continued_stays_flat():
    flat = np.ones((9, 9, 4))
    assert blurred(flat, 4, continued=True) == pytest.approx(flat)
    assert blurred(flat, 4)[0, 0, 0] < 0.5


def test_group_opacity_is_of_the_whole():
    parts = (Node(layer=solid((0, 0, 20, 20))), Node(layer=solid((10, 10, 20, 20), (1.0, 0.0, 0.0, 1.0))))
    drawn = compose(BLACK, [Node(layer=Group(rect=(0, 0, 40, 40), opacity=0.5), children=parts)])
    assert drawn[15, 15].tolist() == [128, 0, 0, 255]


def test_a_round_clip_takes_the_corners():
    drawn = compose(BLACK, [Node(layer=solid((0, 0, 41, 41), clip=(10, 10, 20, 20)), clip_radius=10)])
    assert drawn[10, 10, 0] == 0
    assert drawn[20, 10, 0] >= 250
    assert drawn[20, 9, 0] == 0
    assert abs(drawn[..., 0].sum() / 255 - math.pi * 100) < 3


def test_a_shadow_lies_below_and_apart():
    cast = Cast(dx=4, dy=2, color=(0, 0, 1, 1), spread=1)
    drawn = compose(BLACK, [Node(layer=solid((10, 10, 10, 10)), shadow=cast)])
    assert drawn[15, 15].tolist() == [255, 255, 255, 255]
    assert drawn[22, 24].tolist() == [0, 0, 255, 255]
    assert drawn[23, 24].tolist() == drawn[22, 25].tolist() == [0, 0, 0, 255]
    assert drawn[11, 22].tolist() == [0, 0, 255, 255]
    assert drawn[10, 22].tolist() == [0, 0, 0, 255]


def test_a_backdrop_ends_with_the_shape():
    half = Node(layer=solid((0, 0, 20, 41)))
    panel = Node(layer=solid((10, 10, 20, 20), (0, 0, 0, 0)), backdrop=4)
    drawn = compose(BLACK, [half, panel])
    assert drawn[5, 19, 0] == 255
    assert drawn[20, 9, 0] == 255
    wanted = 255 * 0.5 * (1 + math.erf(0.5 / (4 * math.sqrt(2))))
    assert abs(int(drawn[20, 19, 0]) - wanted) < 1.5
