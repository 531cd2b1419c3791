"""When surfaces of effects are drawn anew, and when what they hold is shown again."""

from __future__ import annotations

from dataclasses import replace

import pytest

import zerocopy as zc
from support import pictures, reference_effects
from support.reference import Canvas, Image, Solid
from support.reference_effects import Cast, Group, Node
from support.run import numbered_picture
from support.show import check, frame_of, presented
from support.show_effects import add
from zerocopy import testing

pytestmark = pytest.mark.native

CANVAS = Canvas(64, 48, (0.2, 0.1, 0.3, 1))
RED, TEAL, SAND = (0.9, 0.2, 0.1, 1.0), (0.1, 0.6, 0.7, 1.0), (0.8, 0.7, 0.4, 1.0)
TOLERANCE = 2
IDLE_PLANS = 120  # after which what is of no use is let go of


class Shown:
    """A target with nodes, and what it must look like after each change of both."""

    def __init__(self, session: zc.Session, *nodes: Node) -> None:
        size = (CANVAS.width, CANVAS.height)
        self.target = session.open_offscreen(*size, background=CANVAS.background)
        self.nodes = list(nodes)
        self.layers = [add(self.target.scene, node) for node in nodes]

    def change(self, index: int, node: Node, **attributes: object) -> None:
        self.nodes[index] = node
        for name, value in attributes.items():
            setattr(self.layers[index], name, value)

    def present(self) -> int:
        """The next picture, once it is seen to be right: how many items it drew."""
        presented(self.target)
        expected = reference_effects.compose(CANVAS, self.nodes)
        check(self.target.read_pixels(), expected, TOLERANCE)
        return int(self.target.telemetry()[-1]["draw_items"])


def with_layer(node: Node, **options: object) -> Node:
    return replace(node, layer=replace(node.layer, **options))  # type: ignore[arg-type]


def blurred_group(**options: object) -> Node:
    """Two children: three items with the group itself when it is drawn, one when it is shown again."""
    children = (
        Node(layer=Solid(rect=(0, 0, 16, 12), color=RED)),
        Node(layer=Solid(rect=(8, 6, 16, 12), color=TEAL, corner_radius_px=4)),
    )
    return Node(layer=Group(rect=(12, 10, 24, 18)), children=children, blur=2, **options)  # type: ignore[arg-type]


BESIDE = Node(layer=Solid(rect=(50, 30, 8, 8), color=SAND, z=2))


def test_it_is_drawn_once(session):
    shown = Shown(session, blurred_group(), BESIDE)
    with shown.target:
        first = shown.present()
        shown.change(1, with_layer(BESIDE, color=RED), color=RED)
        again = shown.present()
        assert first - again == 2
        shown.change(1, with_layer(BESIDE, color=RED, rect=(20, 10, 8, 8)), rect=(20, 10, 8, 8))
        assert shown.present() == again


@pytest.mark.parametrize(
    ("node", "attributes"),
    [
        (with_layer(blurred_group(), opacity=0.5), {"opacity": 0.5}),
        (with_layer(blurred_group(), z=1), {"z": 1}),
        (replace(blurred_group(), blend="screen"), {"blend": "screen"}),
        (with_layer(blurred_group(), rect=(20, 14, 24, 18)), {"rect": (20, 14, 24, 18)}),
        (with_layer(blurred_group(), clip=(12, 11, 20, 16)), {"clip": (12, 11, 20, 16)}),
    ],
    ids=["opacity", "z", "blend", "whole px", "clip"],
)
def test_how_it_is_shown_changes(session, node, attributes):
    shown = Shown(session, blurred_group(), BESIDE)
    with shown.target:
        first = shown.present()
        shown.change(0, node, **attributes)
        assert first - shown.present() == 2


@pytest.mark.parametrize(
    ("node", "attributes"),
    [
        (replace(blurred_group(), blur=3), {"blur_sigma_px": 3}),
        (replace(blurred_group(), shadow=Cast(dx=3, sigma=1)), {"shadow": zc.Shadow(dx_px=3, sigma_px=1)}),
        (with_layer(blurred_group(), rect=(12.5, 10, 24, 18)), {"rect": (12.5, 10, 24, 18)}),
        (
            with_layer(blurred_group(), transform=(1.2, 0, 0, 1, 0, 0)),
            {"transform": (1.2, 0.0, 0.0, 1.0, 0.0, 0.0)},
        ),
    ],
    ids=["blur", "shadow", "part of a px", "transform"],
)
def test_what_it_holds_changes(session, node, attributes):
    shown = Shown(session, blurred_group(), BESIDE)
    with shown.target:
        first = shown.present()
        shown.change(0, node, **attributes)
        assert shown.present() >= first


@pytest.mark.parametrize(
    ("before", "node", "attributes"),
    [
        # As far as a blur of 2 reaches, so that the surface is as large.
        (blurred_group(), replace(blurred_group(), blur=1.72), {"blur_sigma_px": 1.72}),
        (
            blurred_group(shadow=Cast(dx=3, sigma=1, color=RED)),
            blurred_group(shadow=Cast(dx=3, sigma=1, color=TEAL)),
            {"shadow": zc.Shadow(dx_px=3, sigma_px=1, color=TEAL)},
        ),
    ],
    ids=["sigma", "colour"],
)
def test_only_a_number_changes(session, before, node, attributes):
    shown = Shown(session, before, BESIDE)
    with shown.target:
        shown.present()
        bytes_before = shown.target.surfaces.bytes
        shown.change(0, node, **attributes)
        shown.present()
        assert shown.target.surfaces.bytes == bytes_before


def test_a_surface_within_a_surface_changes(session):
    """What shows it reads the same texture, with other pixels."""
    inner = Node(layer=Solid(rect=(4, 4, 14, 10), color=TEAL), blur=1.5)
    group = Node(layer=Group(rect=(10, 8, 24, 18)), children=(inner,), blur=1)
    shown = Shown(session, group, BESIDE)
    with shown.target:
        shown.present()
        layer = shown.layers[0]
        assert isinstance(layer, zc.GroupLayer)
        child = layer.layers[0]
        assert isinstance(child, zc.RectLayer)
        child.color = RED
        shown.nodes[0] = replace(group, children=(with_layer(inner, color=RED),))
        shown.present()


def test_a_child_changes(session):
    shown = Shown(session, blurred_group(), BESIDE)
    with shown.target:
        first = shown.present()
        group = shown.layers[0]
        assert isinstance(group, zc.GroupLayer)
        child, node = group.layers[1], shown.nodes[0]
        assert isinstance(child, zc.RectLayer)
        child.color = SAND
        shown.nodes[0] = replace(node, children=(node.children[0], with_layer(node.children[1], color=SAND)))
        assert shown.present() == first


def test_pixels_change(session):
    before, after = (pictures.image(24, 18, key) for key in (1, 2))
    node = Node(layer=Image(rect=(8, 8, 24, 18), pixels=before), blur=1)
    shown = Shown(session, node, BESIDE)
    with shown.target:
        first = shown.present()
        shown.change(0, with_layer(node, pixels=after), image=after)
        assert shown.present() == first
        shown.change(1, with_layer(BESIDE, color=RED), color=RED)
        assert first - shown.present() == 1


def test_the_next_frame_of_a_video(session):
    with session.open_offscreen(64, 48) as target:
        video = target.scene.add_video(rect=(8, 8, 24, 16))
        video.blur_sigma_px = 1.5
        beside = target.scene.add_rect((50, 30, 8, 8), "#fff")
        drawn = []
        pixels = []
        for number in (0, 1, None):
            if number is not None:
                with frame_of(numbered_picture(number)) as frame:
                    video.submit(frame)
            beside.opacity = 1 - len(drawn) / 10
            presented(target)
            drawn.append(int(target.telemetry()[-1]["draw_items"]))
            pixels.append(target.read_pixels()[4:28, 4:36])
        assert drawn[0] == drawn[1] == drawn[2] + 1
        assert (pixels[0] != pixels[1]).any()
        assert (pixels[1] == pixels[2]).all()


def test_a_backdrop_changes_with_what_lies_below(session):
    ground = Node(layer=Image(rect=(0, 0, 64, 48), pixels=pictures.image(64, 48)))
    below = Node(layer=Solid(rect=(4, 4, 30, 20), color=TEAL))
    panel = Node(layer=Solid(rect=(16, 10, 24, 24), color=(1, 1, 1, 0.2), corner_radius_px=6), backdrop=2)
    shown = Shown(session, ground, below, panel, BESIDE)
    with shown.target:
        first = shown.present()
        shown.change(3, with_layer(BESIDE, color=RED), color=RED)
        again = shown.present()
        assert again < first
        shown.change(1, with_layer(below, color=RED), color=RED)
        assert shown.present() == first


def test_an_effect_that_ends_leaves_no_surface(session):
    """It is kept for a while, for the effect may come again."""
    node = blurred_group(shadow=Cast(dx=2, dy=2, sigma=1))
    shown = Shown(session, node, BESIDE)
    with shown.target:
        shown.present()
        first = shown.target.surfaces
        assert first.live == 2
        shown.change(0, replace(node, blur=0, shadow=None), blur_sigma_px=0, shadow=None)
        shown.present()
        assert (shown.target.surfaces.live, shown.target.surfaces.bytes) == (0, first.bytes)
        for step in range(2 * IDLE_PLANS + 2):  # first its layer's, then free
            shown.layers[1].opacity = 0.5 + step / 1000
            presented(shown.target)
        after = shown.target.surfaces
        assert (after.bytes, after.evicted) == (0, after.allocated)
        shown.change(0, node, blur_sigma_px=2, shadow=zc.Shadow(2, 2, 1))
        shown.change(1, with_layer(BESIDE, opacity=0.7), opacity=0.7)
        shown.present()


@pytest.mark.parametrize("clip", [None, (9.5, 10, 22, 14)])
def test_a_surface_within_a_faded_group(session, clip):
    """The group's children meet, so that it is a surface of its own, and one of them is another."""
    inner = Node(layer=Solid(rect=(6, 4, 12, 10), color=TEAL), blur=1.5)
    children = (Node(layer=Solid(rect=(0, 0, 16, 12), color=RED)), inner)
    group = Node(layer=Group(rect=(8, 8, 24, 18), opacity=0.6, clip=clip), children=children)
    shown = Shown(session, group, BESIDE)
    with shown.target:
        assert shown.present() == 2 + 2 + 1
        shown.change(1, with_layer(BESIDE, color=RED), color=RED)
        assert shown.present() == 2
        shown.change(0, with_layer(group, opacity=0.4), opacity=0.4)
        assert shown.present() == 2


def test_a_closed_target_has_none(session):
    shown = Shown(session, blurred_group())
    shown.present()
    before = shown.target.surfaces
    assert before.live == 1
    shown.target.close()
    assert (shown.target.surfaces.live, shown.target.surfaces.bytes) == (0, 0)


def test_counters(session):
    shown = Shown(session, blurred_group(), BESIDE)
    with shown.target:
        shown.present()
        first = shown.target.surfaces
        assert first.live >= 1
        assert first.allocated >= first.live
        assert first.bytes >= 24 * 18 * 4
        assert first.high_water_bytes >= first.bytes
        for opacity in (0.9, 0.8, 0.7):
            shown.change(0, with_layer(shown.nodes[0], opacity=opacity), opacity=opacity)
            shown.present()
        later = shown.target.surfaces
        assert (later.live, later.allocated, later.evicted) == (first.live, first.allocated, 0)


def test_textures_are_used_again(session):
    """While a blurred layer changes with every picture, no more textures are made than are in flight."""
    shown = Shown(session, blurred_group(), BESIDE)
    with shown.target:
        for step in range(12):
            place = (8 + step / 4, 8, 24, 18)
            shown.change(0, with_layer(shown.nodes[0], rect=place), rect=place)
            shown.present()
            if step == 7:
                warm = shown.target.surfaces
        later = shown.target.surfaces
        assert later.allocated == warm.allocated
        assert later.reused > warm.reused


def test_a_small_budget_costs_time_and_no_picture(open_session):
    session = open_session(surface_budget_bytes=4096)
    nodes = [with_layer(blurred_group(), rect=(8 + 9 * i, 4 + 6 * i, 24, 18)) for i in range(3)]
    shown = Shown(session, *nodes)
    with shown.target:
        for opacity in (1.0, 0.8, 0.6):
            for i, node in enumerate(nodes):
                shown.change(i, with_layer(node, opacity=opacity), opacity=opacity)
            if opacity < 1:
                shown.present()
        assert shown.target.surfaces.evicted > 0


def test_a_lost_device_draws_them_anew(session):
    shown = Shown(session, blurred_group(), BESIDE)
    with shown.target:
        first = shown.present()
        shown.change(1, with_layer(BESIDE, color=RED), color=RED)
        again = shown.present()
        before = shown.target.surfaces
        testing.inject("device_lost")
        shown.change(1, BESIDE, color=SAND)
        assert shown.target.present().reason == "device_lost"
        shown.change(1, with_layer(BESIDE, color=TEAL), color=TEAL)
        assert shown.present() == first > again
        after = shown.target.surfaces
        assert (after.live, after.bytes) == (before.live, before.bytes)
        assert after.allocated == 2 * before.allocated


def test_a_drop_keeps_what_was_drawn_or_draws_it_again(session):
    """A packet that no drawable took leaves nothing half drawn behind."""
    shown = Shown(session, blurred_group(), BESIDE)
    with shown.target:
        testing.inject("no_drawable")
        assert shown.target.present().reason == "no_drawable"
        shown.change(1, with_layer(BESIDE, color=RED), color=RED)
        shown.present()


def test_the_first_picture_of_a_later_thread_has_its_effects(session):
    shown = Shown(session, blurred_group(), BESIDE)
    with shown.target:
        assert shown.target.present(wait=False).wait().status == "presented"
        check(shown.target.read_pixels(), reference_effects.compose(CANVAS, shown.nodes), TOLERANCE)
