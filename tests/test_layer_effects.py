"""Blend, blurs, shadows and round clips as properties: values, errors, undo, animation."""

from __future__ import annotations

import dataclasses
from contextlib import suppress

import numpy as np
import pytest

import zerocopy as zc
from support.show import check_message, refused

INF, NAN = float("inf"), float("nan")
NUMBERS = ("blur_sigma_px", "backdrop_blur_sigma_px", "clip_radius_px")


@pytest.fixture
def target(cpu_session):
    with cpu_session.open_offscreen(24, 16) as target:
        yield target


@pytest.fixture
def layer(target):
    return target.scene.add_rect((2, 2, 8, 8), "#f00")


def every_kind(scene):
    return (
        scene.add_video(),
        scene.add_image(np.zeros((2, 2, 4), np.uint8)),
        scene.add_rect((0, 0, 4, 4), "#fff"),
        scene.add_text("word"),
        scene.add_canvas(),
        scene.add_group(),
        scene.add_stack(),
    )


def test_what_they_are_at_first(target):
    for layer in every_kind(target.scene):
        assert (layer.blend, layer.shadow) == ("normal", None)
        assert [getattr(layer, name) for name in NUMBERS] == [0, 0, 0]


def test_every_layer_has_them(target):
    shadow = zc.Shadow(1, -2, 3, "#123")
    for layer in every_kind(target.scene):
        for blend in ("add", "multiply", "screen", "normal"):
            layer.blend = blend
            assert layer.blend == blend
        layer.shadow = shadow
        assert layer.shadow is shadow
        layer.shadow = None
        assert layer.shadow is None
        for name in NUMBERS:
            setattr(layer, name, 2)
            assert getattr(layer, name) == 2
            assert type(getattr(layer, name)) is float


@pytest.mark.parametrize("value", ["over", "", None, 1, "Normal"])
def test_blend(layer, value):
    refused(lambda: setattr(layer, "blend", value), repr(value), "screen")
    assert layer.blend == "normal"


@pytest.mark.parametrize("value", [-0.1, NAN, INF, "much", None])
@pytest.mark.parametrize("name", NUMBERS)
def test_numbers(layer, name, value):
    refused(lambda: setattr(layer, name, value))
    refused(lambda: layer.animate(name, value, 1))
    assert getattr(layer, name) == 0


@pytest.mark.parametrize("name", ["blur_sigma_px", "backdrop_blur_sigma_px"])
def test_the_largest_sigma(layer, name):
    setattr(layer, name, 1000)
    refused(lambda: setattr(layer, name, 1000.5), "1000.5", "0 to 1000")
    assert getattr(layer, name) == 1000


@pytest.mark.parametrize(
    ("options", "needle"),
    [
        ({"dx_px": NAN}, "dx_px"),
        ({"dy_px": INF}, "dy_px"),
        ({"dx_px": "left"}, "left"),
        ({"sigma_px": -1}, "0 to 1000"),
        ({"sigma_px": 1001}, "1001"),
        ({"spread_px": 1001}, "-1000 to 1000"),
        ({"color": "black"}, "black"),
        ({"color": (2, 0, 0)}, "0 to 1"),
    ],
)
def test_shadows(options, needle):
    refused(lambda: zc.Shadow(**options), needle)


def test_a_shadow_is_a_value():
    assert zc.Shadow() == zc.Shadow(0, 0, 0, "#000", 0)
    assert dataclasses.replace(zc.Shadow(1), dy_px=2) == zc.Shadow(1, 2)
    with pytest.raises(dataclasses.FrozenInstanceError):
        zc.Shadow().dx_px = 3  # type: ignore[misc]


@pytest.mark.parametrize("value", [4, "soft", (1, 2, 3)])
def test_what_is_no_shadow(layer, value):
    refused(lambda: setattr(layer, "shadow", value), repr(value), "zerocopy.Shadow")
    assert layer.shadow is None


def test_which_layers_spread(target):
    shadow = zc.Shadow(spread_px=2)
    video, image, rect, *others = every_kind(target.scene)
    for layer in (video, image, rect):
        layer.shadow = shadow
        assert layer.shadow is shadow
    for layer in others:
        with pytest.raises(zc.InvalidArgumentError) as caught:
            layer.shadow = shadow
        check_message(caught.value, layer._kind, "spread", "rect layer")
        assert layer.shadow is None


def change(layer):
    layer.blend = "screen"
    layer.blur_sigma_px = 1
    layer.backdrop_blur_sigma_px = 2
    layer.clip_radius_px = 3
    layer.shadow = zc.Shadow(1, 1, 1)


def properties(layer):
    return layer.blend, layer.shadow, *(getattr(layer, name) for name in NUMBERS)


def test_a_discarded_packet_takes_them_back(target, layer):
    target.present()
    before = target.read_pixels()
    with suppress(KeyError), target.packet("ui"):
        change(layer)
        raise KeyError
    assert properties(layer) == ("normal", None, 0, 0, 0)
    assert target.present().status == "unchanged"
    assert (target.read_pixels() == before).all()


def test_a_committed_packet_keeps_them(target, layer):
    target.present()
    with target.packet("ui") as packet:
        change(layer)
    assert packet.outcome.wait().status == "presented"
    assert properties(layer) == ("screen", zc.Shadow(1, 1, 1), 1, 2, 3)


def test_the_same_again_is_no_change(target, layer):
    change(layer)
    assert target.present().status == "presented"
    change(layer)
    assert target.present().status == "unchanged"


def test_after_removal(layer):
    layer.remove()
    for name, value in (("blend", "add"), ("shadow", zc.Shadow()), *((name, 1) for name in NUMBERS)):
        with pytest.raises(zc.ClosedError):
            setattr(layer, name, value)


def test_neither_blend_nor_shadow_is_animated(layer):
    for name, value in (("blend", "add"), ("shadow", zc.Shadow())):
        refused(lambda name=name, value=value: layer.animate(name, value, 1), name, "blur_sigma_px")


@pytest.mark.parametrize("name", NUMBERS)
def test_animated_numbers_arrive(cpu_session, target, layer, name):
    layer.clip = (0, 0, 9, 9)
    layer.opacity = 0.5
    target.present()
    layer.animate(name, 2.5, 0.1, "linear")
    assert getattr(layer, name) == 2.5
    for _ in range(10):
        target.present()
    with cpu_session.open_offscreen(24, 16) as other:
        beside = other.scene.add_rect((2, 2, 8, 8), "#f00", opacity=0.5)
        beside.clip = (0, 0, 9, 9)
        setattr(beside, name, 2.5)
        other.present()
        assert (other.read_pixels() == target.read_pixels()).all()


@pytest.mark.parametrize("name", NUMBERS)
def test_a_discarded_animation_takes_its_value_back(target, layer, name):
    target.present()
    with suppress(KeyError), target.packet("ui"):
        layer.animate(name, 4, 1)
        raise KeyError
    assert getattr(layer, name) == 0
    assert target.present().status == "unchanged"


def test_a_spring_stays_where_sigmas_may_be(target, layer):
    """It overshoots both ends."""
    layer.blur_sigma_px = 1000
    target.present()
    layer.animate("blur_sigma_px", 0.0, easing=zc.Spring(stiffness=400, damping=2))
    for _ in range(12):
        target.present()
