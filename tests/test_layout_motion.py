"""Layouts that follow animated rects: of layers of stacks, of stacks, and of what is around them."""

from __future__ import annotations

from contextlib import suppress

import pytest

import zerocopy as zc

pytestmark = pytest.mark.native


@pytest.fixture
def target(session):
    with session.open_offscreen(64, 8) as target:
        yield target


def runs(target: zc.Target) -> list[tuple[int, int]]:
    """Start and length of what is red and of what is green, in a row; half px count as lit."""
    row = target.read_pixels()[1].astype(int)
    lit = [row[:, channel] > 127 for channel in (0, 1)]
    return [(int(each.argmax()) if each.any() else 0, int(each.sum())) for each in lit]


@pytest.fixture
def row(target):
    stack = target.scene.add_stack("row", rect=(0, 0, 40, 8))
    layers = [stack.add_rect((0, 0, 10, 8), color) for color in ("#f00", "#0f0")]
    target.present()
    return stack, *layers


def pictures(target: zc.Target, count: int) -> list[list[tuple[int, int]]]:
    seen = []
    for _ in range(count):
        target.present()
        seen.append(runs(target))
    return seen


def test_a_stack_follows_a_layer_that_grows(target, row):
    stack, first, _second = row
    told: list[bool] = []
    first.animate("rect", (0, 0, 22, 8), 0.1, "linear", on_done=told.append)
    assert [tuple(layer.rect) for layer in stack.layers] == [(0, 0, 22, 8), (22, 0, 10, 8)]
    widths = [10, 12, 14, 16, 18, 20, 22, 22]
    assert pictures(target, 8) == [[(0, width), (width, 10)] for width in widths]
    assert told == [True]
    first.animate("rect", (0, 0, 10, 8), 0.1, "linear")  # and back again
    assert pictures(target, 7)[3:] == [[(0, width), (width, 10)] for width in (16, 14, 12, 10)]


def test_a_stack_that_grows_is_laid_out_on_the_way(target, row):
    stack, first, second = row
    stack.justify, stack.align = "space-between", "stretch"
    stack.grow(first)
    target.present()
    assert runs(target) == [(0, 30), (30, 10)]
    stack.animate("rect", (0, 0, 52, 8), 0.1, "linear")
    assert second.rect.x == 42
    assert pictures(target, 8) == [[(0, x), (x, 10)] for x in (30, 32, 34, 36, 38, 40, 42, 42)]


def test_a_group_around_that_grows_takes_stacks_along(target):
    group = target.scene.add_group(rect=(0, 0, 20, 8))
    inner = group.add_stack().add_stack("row", rect=(0, 0, 4, 8))
    stack = group.add_group().add_stack("row", justify="end")
    layer = stack.add_rect((0, 0, 10, 8), "#f00")
    target.present()
    group.animate("rect", (0, 0, 32, 8), 0.1, "linear")
    assert (layer.rect.x, inner.rect.width) == (22, 4)
    assert [red for red, _ in pictures(target, 8)] == [(x, 10) for x in (10, 12, 14, 16, 18, 20, 22, 22)]


def test_a_nested_stack_grows_along(target, row):
    stack, _first, _second = row
    nested = stack.add_stack("row", rect=(0, 0, 4, 8), justify="end")
    nested.add_rect((0, 0, 4, 8), "#00f")
    nested.animate("rect", (0, 0, 16, 8), 0.1, "linear")
    places = []
    for _ in range(8):
        target.present()
        places.append(int((target.read_pixels()[1, :, 2] > 127).argmax()))
    assert places == [20, 22, 24, 26, 28, 30, 32, 32]


def test_a_stack_follows_a_new_aim_in_mid_flight(target, row):
    """Also one that leaves a neighbour's place as it is."""
    _stack, first, second = row
    first.animate("rect", (0, 0, 22, 8), 0.1, "linear")
    assert pictures(target, 4)[-1] == [(0, 16), (16, 10)]
    first.animate("rect", (0, 0, 22, 6), 0.2, "linear")
    assert pictures(target, 14)[::2] == [[(0, x), (x, 10)] for x in (16, 17, 18, 19, 20, 21, 22)]
    second.animate("rect", (0, 0, 4, 8), easing=zc.Spring())
    first.animate("rect", (0, 0, 10, 8), 0.1, "linear")
    assert pictures(target, 8)[-1] == [(0, 10), (10, 4)]


def test_a_stack_follows_there_and_back(target, row):
    stack, first, _second = row
    first.animate("rect", (0, 0, 14, 8), 1 / 30, "linear", None, alternate=True)
    assert pictures(target, 6) == [[(0, x), (x, 10)] for x in (10, 12, 14, 12, 10, 12)]
    stack.spacing = 1
    assert pictures(target, 2) == [[(0, 14), (15, 10)]] * 2


def test_setting_a_rect_ends_what_moves_along(target, row):
    _stack, first, _second = row
    told: list[bool] = []
    first.animate("rect", (0, 0, 22, 8), 0.1, "linear", on_done=told.append)
    pictures(target, 3)
    first.rect = (0, 0, 22, 8)  # where it was going to
    assert pictures(target, 2) == [[(0, 22), (22, 10)]] * 2
    assert told == [False]
    first.animate("rect", (0, 0, 10, 8), 0.1, "linear")
    pictures(target, 3)
    first.enabled = True  # nothing new
    assert pictures(target, 1) == [[(0, 16), (16, 10)]]
    first.remove()
    assert pictures(target, 2) == [[(0, 0), (0, 10)]] * 2


def test_a_discarded_packet_leaves_a_layout_in_motion(target, row):
    stack, first, _second = row
    with suppress(KeyError), target.packet("ui"):
        first.animate("rect", (0, 0, 22, 8), 0.1, "linear")
        raise KeyError
    assert [tuple(layer.rect) for layer in stack.layers] == [(0, 0, 10, 8), (10, 0, 10, 8)]
    assert pictures(target, 2) == [[(0, 10), (10, 10)]] * 2
    first.animate("rect", (0, 0, 22, 8), 0.1, "linear")
    pictures(target, 3)
    with suppress(KeyError), target.packet("ui"):
        first.rect = (0, 0, 30, 8)
        raise KeyError
    assert pictures(target, 2) == [[(0, x), (x, 10)] for x in (16, 18)]
    stack.spacing = 1
    assert pictures(target, 1) == [[(0, 22), (23, 10)]]


def test_a_layer_that_takes_no_place_moves_unseen(target, row):
    _stack, first, second = row
    first.enabled = False
    first.animate("rect", (0, 0, 22, 8), 0.1, "linear")
    assert pictures(target, 3)[-1] == [(0, 0), (0, 10)]
    first.enabled = True
    assert pictures(target, 2) == [[(0, 22), (22, 10)]] * 2
    second.remove()
    with pytest.raises(zc.ClosedError):
        second.animate("rect", (0, 0, 22, 8), 0.1)
