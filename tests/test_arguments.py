"""Numbers, flags, names and times of every kind: what is taken, and what ends in a full sentence."""

from __future__ import annotations

import sys
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

import zerocopy as zc
from support import pictures
from support.show import check_message, refused


@pytest.fixture
def target(cpu_session):
    with cpu_session.open_offscreen(32, 24) as target:
        yield target


@pytest.fixture
def layer(target):
    return target.scene.add_rect((1, 2, 3, 4), "#fff")


@pytest.mark.parametrize("exact", [tuple, list, lambda parts: zc.Rect(*parts)])
@pytest.mark.parametrize("parts", [(1, 2, 3, 4), (1.5, 2, 3, 4), (1, 2.0, 3, 0), (-1.0, 2.0, 0.0, 4.0)])
def test_whole_and_broken_numbers_are_taken_alike(layer, exact, parts):
    for name in ("rect", "clip"):
        value = exact(parts)
        setattr(layer, name, value)
        if exact is list:
            value[0] = 99  # which the layer does not follow
        read = getattr(layer, name)
        assert read == parts
        assert [type(part) for part in read] == [float] * 4
    matrix = exact(parts) if exact is list else tuple(parts)
    layer.transform = (*matrix, 5, 6.5)
    assert layer.transform == (*parts, 5, 6.5)
    assert [type(part) for part in layer.transform] == [float] * 6
    layer.transform = [*parts, 7, 8]
    assert layer.transform == (*parts, 7, 8)


def test_edits_with_ints_cost_no_more_calls_than_with_floats(layer):
    """A call of Python code per number was what made a thousand edits take 2.7 ms."""

    def calls(name, value):
        count = 0

        def tell(frame, event, argument):
            nonlocal count
            count += event == "call"

        sys.setprofile(tell)
        try:
            setattr(layer, name, value)
        finally:
            sys.setprofile(None)
        return count

    least = calls("rect", (1.0, 2.0, 3.0, 4.0))
    for place in ((1, 2, 3, 4), (1.5, 2, 3, 4), [1, 2, 3, 4], zc.Rect(1, 2, 3, 4), [1.0, 2.0, 3.0, 4.0]):
        assert calls("rect", place) == least
    least = calls("transform", (1.0, 0.0, 0.0, 1.0, 5.0, 6.0))
    for matrix in ((1, 0, 0, 1, 5, 6), (1, 0.0, 0, 1, 5, 6), [1, 0, 0, 1, 5, 6]):
        assert calls("transform", matrix) == least


NO_NUMBERS = ["0.5", b"1", True, False, np.True_, np.str_("1"), np.ones(2), [1], 10**400, -(10**5000), 1j]


@pytest.mark.parametrize("value", NO_NUMBERS, ids=lambda value: type(value).__name__)
def test_what_is_no_number(target, layer, value):
    for name in ("opacity", "corner_radius_px", "clip_radius_px", "blur_sigma_px"):
        before = getattr(layer, name)
        refused(lambda name=name: setattr(layer, name, value))
        assert getattr(layer, name) == before
    for name in ("opacity", "corner_radius_px"):
        refused(lambda name=name: target.scene.add_rect((0, 0, 1, 1), "#fff", **{name: value}))
    for at in range(4):
        rect = (1, 2, 3, 4)
        refused(lambda rect=(*rect[:at], value, *rect[at + 1 :]): setattr(layer, "rect", rect), "Rect")
    for at in range(6):
        matrix = [1, 0, 0, 1, 0, 0]
        matrix[at] = value
        refused(lambda matrix=matrix: setattr(layer, "transform", matrix), "Transform")
    refused(lambda: setattr(layer, "color", (value, 0, 0)))
    refused(lambda: zc.Shadow(dx_px=value))
    assert target.scene.layers == (layer,)


def test_what_is_neither_true_nor_false(target, layer):
    both = np.ones(2)
    refused(lambda: setattr(layer, "enabled", both), "Enabled")
    refused(lambda: setattr(target, "hud", both), "Hud")
    refused(lambda: layer.animate("opacity", 0.5, 1, alternate=both), "Alternate")
    refused(lambda: target.scene.add_image(pictures.image(4, 4), premultiplied=both), "Premultiplied")
    with target.scene.add_canvas().draw() as drawing:
        refused(lambda: drawing.polyline([(0, 0), (1, 1)], closed=both), "Closed")
        refused(lambda: drawing.image(pictures.image(4, 4), premultiplied=both), "Premultiplied")
    assert layer.enabled
    assert not target.hud


def test_numbers_of_other_kinds_are_taken(layer):
    for value in (1, 0.5, np.float32(0.5), np.int64(1), np.array(0.5), Fraction(1, 2), Decimal("0.5")):
        layer.opacity = value
        assert layer.opacity == float(value)
        assert type(layer.opacity) is float


def test_a_lane_that_telemetry_could_not_tell_from_another(target):
    for name in ("ü" * 33, "captions" * 1000):
        with pytest.raises(zc.InvalidArgumentError) as caught:
            target.packet(name)
        check_message(caught.value, "Lane", str(len(name)), "32")
    with pytest.raises(zc.InvalidArgumentError) as caught:
        target.packet("\ud800")
    check_message(caught.value, "Lane", "surrogate")
    with target.packet("ü" * 32) as packet:
        pass
    assert packet.lane == "ü" * 32


@pytest.mark.parametrize(
    "timeout", [-5, float("nan"), "1", True, np.ones(2), pytest.param(10**400, id="huge")]
)
def test_what_is_no_limit_of_a_wait(target, layer, timeout):
    layer.color = "#0f0"
    pending = target.present(wait=False)
    outcome = pending.wait()
    for wait in (pending.wait, outcome.wait):
        for stage in ("presented", "completed"):
            with pytest.raises(zc.InvalidArgumentError) as caught:
                wait(stage, timeout)
            check_message(caught.value, "Timeout")
        with pytest.raises(zc.InvalidArgumentError) as caught:
            wait(np.array(["completed", "presented"]))
        check_message(caught.value, "Stage")
    assert pending.wait("completed", float("inf")).completed_ns > 0


def test_what_is_no_file_to_write(target):
    target.present()
    for path in (None, 3, ["a.png"]):
        refused(lambda path=path: target.save_trace(path), "path")
        refused(lambda path=path: target.snapshot(path), "path")
