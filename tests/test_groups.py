"""Groups and stacks: coordinates, clips, order, layout."""

from __future__ import annotations

from contextlib import suppress
from contextvars import Context

import numpy as np
import pytest

import zerocopy as zc
from support import devices
from support.show import check_message, presented
from zerocopy import testing

pytestmark = pytest.mark.native

SIZE = (40, 30)


@pytest.fixture
def target(session):
    with session.open_offscreen(*SIZE) as target:
        yield target


def same_as(target: zc.Target, session: zc.Session, draw) -> None:
    """The picture is that of a flat scene."""
    target.present()
    with session.open_offscreen(*SIZE) as flat:
        draw(flat.scene)
        flat.present()
        difference = np.abs(target.read_pixels().astype(int) - flat.read_pixels().astype(int))
        assert difference.max() <= 1


def test_children_live_in_the_group(session, target):
    group = target.scene.add_group(rect=(10, 5, 20, 20))
    group.add_rect((2, 3, 6, 4), "#f00")
    group.add_rect((4, 4, 6, 4), "#0f0", z=-1)
    inner = group.add_group(rect=(5, 5, 10, 10))
    inner.add_rect((1, 1, 3, 3), "#00f")

    def flat(scene: zc.Scene) -> None:
        scene.add_rect((14, 9, 6, 4), "#0f0")
        scene.add_rect((12, 8, 6, 4), "#f00")
        scene.add_rect((16, 11, 3, 3), "#00f")

    same_as(target, session, flat)
    assert target.scene.layers == (group,)
    assert group.layers[-1] is inner


def test_a_groups_transform_moves_its_children(session, target):
    group = target.scene.add_group(rect=(10, 5, 20, 20))
    group.transform = (2.0, 0.0, 0.0, 2.0, 1.0, 2.0)
    child = group.add_rect((2, 3, 6, 4), "#f00")
    same_as(target, session, lambda scene: scene.add_rect((15, 13, 12, 8), "#f00"))
    child.transform = (0.8, 0.6, -0.6, 0.8, 0.0, 0.0)

    def flat(scene: zc.Scene) -> None:
        layer = scene.add_rect((15, 13, 6, 4), "#f00")
        layer.transform = (1.6, 1.2, -1.2, 1.6, 0.0, 0.0)

    same_as(target, session, flat)


def test_a_groups_clip_holds_for_its_children(session, target):
    group = target.scene.add_group(rect=(10, 5, 20, 20))
    group.clip = (12, 6, 8, 8)
    child = group.add_rect((0, 0, 20, 20), "#f00")
    child.clip = (0, 0, 5, 5)  # in the group's coordinates
    same_as(target, session, lambda scene: scene.add_rect((12, 6, 3, 4), "#f00"))


def test_a_groups_opacity_and_enabled_hold_for_its_children(session, target):
    group = target.scene.add_group(opacity=0.5)
    group.add_rect((0, 0, 4, 4), "#f00", opacity=0.5)
    same_as(target, session, lambda scene: scene.add_rect((0, 0, 4, 4), "#f00", opacity=0.25))
    group.enabled = False
    same_as(target, session, lambda scene: None)
    group.enabled = True
    presented(target)
    group.opacity = 0
    presented(target)
    same_as(target, session, lambda scene: None)


def test_a_groups_corner_radius_rounds_its_backdrop_alone(session, target):
    pictures = []
    for panel_of in (
        lambda scene: scene.add_group(rect=(4, 4, 20, 20)),
        lambda scene: scene.add_rect((4, 4, 20, 20), "#0000"),
        lambda scene: scene.add_group(rect=(4, 4, 20, 20)),
    ):
        with session.open_offscreen(*SIZE) as other:
            other.scene.add_rect((10, 0, 4, 30), "#fff")
            panel = panel_of(other.scene)
            panel.backdrop_blur_sigma_px = 3
            panel.corner_radius_px = 0 if pictures[1:] else 10
            other.present()
            pictures.append(other.read_pixels())
    assert (pictures[0] == pictures[1]).all()
    assert (pictures[0] != pictures[2]).any()
    group = target.scene.add_group(rect=(4, 4, 20, 20))
    group.corner_radius_px = 10
    group.add_rect((0, 0, 20, 20), "#f00")
    same_as(target, session, lambda scene: scene.add_rect((4, 4, 20, 20), "#f00"))


def test_a_group_stacks_as_one(session, target):
    group = target.scene.add_group(z=1)
    group.add_rect((0, 0, 10, 10), "#f00", z=-100)
    target.scene.add_rect((0, 0, 10, 10), "#0f0")
    above = target.scene.add_rect((5, 5, 10, 10), "#00f", z=2)

    def flat(scene: zc.Scene) -> None:
        scene.add_rect((0, 0, 10, 10), "#f00")
        scene.add_rect((5, 5, 10, 10), "#00f", z=1)

    same_as(target, session, flat)
    group.z = 3
    presented(target)
    assert target.read_pixels()[7, 7, :3].tolist() == [255, 0, 0]
    above.remove()
    target.present()


def test_a_child_fills_its_group(session, target):
    group = target.scene.add_group(rect=(3, 4, 10, 6))
    video = group.add_video(fit="fill")
    assert video.rect == (0, 0, 10, 6)
    planes = [np.full((4, 4), 235, np.uint8), np.full((2, 2, 2), 128, np.uint8)]
    with devices.make_resident(zc.GpuFrame.from_planes(planes, "nv12")) as frame:
        video.submit(frame)
    same_as(target, session, lambda scene: scene.add_rect((3, 4, 10, 6), "#fff"))
    group.enabled = False
    with devices.make_resident(zc.GpuFrame.from_planes(planes, "nv12")) as frame:
        video.submit(frame)
    target.present()
    assert video.counters.imports == 1


def test_only_what_a_group_moved_is_drawn(cpu_session):
    with cpu_session.open_offscreen(200, 200) as target:
        group = target.scene.add_group(rect=(10, 10, 20, 20))
        group.add_rect((0, 0, 4, 4), "#f00")
        target.scene.add_rect((100, 100, 50, 50), "#0f0")
        target.present()
        group.rect = (11, 10, 20, 20)
        assert presented(target).device_bytes < 4 * 4 * 8 * 8
        group.rect = (11, 10, 20, 20)
        assert target.present().status == "unchanged"


def test_removing_a_group_removes_what_is_in_it(session, target):
    group = target.scene.add_group()
    child = group.add_group().add_video()
    target.present()
    group.remove()
    group.remove()
    same_as(target, session, lambda scene: None)
    with pytest.raises(zc.ClosedError):
        child.z = 2
    with pytest.raises(zc.ClosedError):
        group.add_rect((0, 0, 1, 1), "#fff")


def places(stack: zc.StackLayer) -> list[tuple[float, ...]]:
    return [tuple(layer.rect) for layer in stack.layers]


def test_a_row(session, target):
    stack = target.scene.add_stack("row", rect=(2, 2, 36, 20), spacing=2, padding=1)
    stack.add_rect((0, 0, 6, 4), "#f00")
    second = stack.add_rect((9, 9, 4, 8), "#0f0")
    assert places(stack) == [(1, 1, 6, 4), (9, 1, 4, 8)]

    def flat(scene: zc.Scene) -> None:
        scene.add_rect((3, 3, 6, 4), "#f00")
        scene.add_rect((11, 3, 4, 8), "#0f0")

    same_as(target, session, flat)
    second.rect = (0, 0, 10, 8)
    stack.add_rect((0, 0, 1, 1), "#00f")
    assert places(stack) == [(1, 1, 6, 4), (9, 1, 10, 8), (21, 1, 1, 1)]
    second.enabled = False
    assert places(stack)[2] == (9, 1, 1, 1)
    second.enabled = True
    stack.layers[0].remove()
    assert places(stack) == [(1, 1, 10, 8), (13, 1, 1, 1)]


@pytest.mark.parametrize(
    ("justify", "starts"),
    [("start", [0, 4]), ("center", [12, 16]), ("end", [24, 28]), ("space-between", [0, 28])],
)
def test_justify(target, justify, starts):
    stack = target.scene.add_stack("column", rect=(0, 0, 10, 30), spacing=2, justify=justify)
    for _ in range(2):
        stack.add_rect((0, 0, 5, 2), "#fff")
    assert [place[1] for place in places(stack)] == starts


@pytest.mark.parametrize(
    ("align", "across"), [("start", (0, 4)), ("center", (3, 4)), ("end", (6, 4)), ("stretch", (0, 10))]
)
def test_align(target, align, across):
    stack = target.scene.add_stack("row", rect=(0, 0, 30, 10), align=align)
    stack.add_rect((0, 0, 5, 4), "#fff")
    assert (places(stack)[0][1], places(stack)[0][3]) == across


def test_grow(target):
    stack = target.scene.add_stack("row", spacing=1)
    layers = [stack.add_rect((0, 0, 4, 4), "#fff") for _ in range(3)]
    stack.grow(layers[0])
    stack.grow(layers[2], 3)
    assert places(stack) == [(0, 0, 10.5, 4), (11.5, 0, 4, 4), (16.5, 0, 23.5, 4)]
    target.resize(14, 30)  # the whole target
    assert places(stack) == [(0, 0, 4, 4), (5, 0, 4, 4), (10, 0, 4, 4)]
    with pytest.raises(zc.InvalidArgumentError) as caught:
        stack.grow(target.scene.add_rect((0, 0, 1, 1), "#fff"))
    check_message(caught.value, "grow")


def test_text_pushes_what_follows(target):
    stack = target.scene.add_stack("row", align="stretch")
    text = stack.add_text("a", size_px=10)
    after = stack.add_rect((0, 0, 4, 4), "#fff")
    before = after.rect.x
    text.text = "a longer one"
    assert after.rect.x == text.rect.width > before


def test_stacks_nest(target):
    column = target.scene.add_stack("column", rect=(0, 0, 40, 30), spacing=1)
    row = column.add_stack("row", rect=(0, 0, 40, 5))
    row.add_rect((0, 0, 3, 5), "#fff")
    last = column.add_rect((0, 0, 2, 2), "#fff")
    assert last.rect.y == 6
    row.rect = (0, 0, 40, 9)
    assert last.rect.y == 10


def test_a_stack_in_a_discarded_packet(target):
    stack = target.scene.add_stack("row")
    first = stack.add_rect((0, 0, 4, 4), "#fff")
    second = stack.add_rect((0, 0, 4, 4), "#fff")
    with suppress(KeyError), target.packet("ui"):
        first.rect = (0, 0, 9, 9)
        stack.spacing = 3
        assert second.rect.x == 12
        raise KeyError
    assert (second.rect.x, stack.spacing, first.rect.width) == (4, 0, 4)


def test_a_discarded_packet_leaves_order_and_layout(target):
    stack = target.scene.add_stack("row")
    layers = [stack.add_rect((0, 0, 4, 4), "#fff") for _ in range(3)]
    stack.grow(layers[1])
    with suppress(KeyError), target.packet("ui"):
        stack.spacing = 3
        layers[1].remove()
        layers[0].remove()
        Context().run(stack.add_rect, (0, 0, 4, 4), "#fff")  # by somebody outside of the packet
        raise KeyError
    assert stack.layers[:3] == tuple(layers)
    assert [place[0] for place in places(stack)] == [0, 4, 32, 36]


def test_the_place_in_a_stack_is_not_for_its_layers_to_choose(session, target):
    stack = target.scene.add_stack("row")
    layers = [stack.add_rect((0, 0, 4, 4), color) for color in ("#f00", "#0f0")]
    target.present()
    layers[1].rect = (0, 0, 4, 4)
    layers[1].enabled = False
    layers[1].rect = (20, 0, 4, 4)
    layers[1].enabled = True

    def flat(scene: zc.Scene) -> None:
        scene.add_rect((0, 0, 4, 4), "#f00")
        scene.add_rect((4, 0, 4, 4), "#0f0")

    same_as(target, session, flat)


def test_deep_nesting_and_its_limit(target):
    groups = [target.scene.add_group(opacity=0.99)]
    for _ in range(255):
        groups.append(groups[-1].add_group(opacity=0.99) if len(groups) % 2 else groups[-1].add_stack("row"))
    leaf = groups[-1].add_rect((0, 0, 2, 2), "#fff")
    with pytest.raises(zc.InvalidArgumentError) as caught:
        groups[-1].add_group()
    check_message(caught.value, "256")
    target.resize(20, 20)
    assert groups[-1].rect == (0, 0, 20, 20)
    groups[0].rect = (0, 0, 10, 5)
    assert groups[-1].rect == (0, 0, 10, 5)
    presented(target)
    groups[0].remove()
    target.present()
    with pytest.raises(zc.ClosedError):
        leaf.z = 2


@pytest.mark.parametrize("argument", ["direction", "justify", "align"])
def test_unknown_words(target, argument):
    with pytest.raises(zc.InvalidArgumentError) as caught:
        target.scene.add_stack(**{argument: "diagonal"})
    check_message(caught.value, "diagonal")
    with pytest.raises(zc.InvalidArgumentError) as caught:
        target.scene.add_stack(**{argument: np.array(["row", "start"])})
    check_message(caught.value)
    assert target.scene.layers == ()


def test_the_core_alone_takes_all_that_is_in_a_removed_group(cpu_session):
    with cpu_session.open_offscreen(16, 12) as target:
        outer = target.scene.add_group()
        deep = outer.add_group().add_group().add_rect((0, 0, 16, 12), "#f00")
        presented(target)
        outer._native.remove()
        presented(target)
        assert testing.shown(deep) is None
        assert target.read_pixels()[..., :3].max() == 0
        outer.remove()
