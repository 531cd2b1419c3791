"""Blend modes, groups as one picture, round clips, blurs, shadows and backdrops against the reference."""

from __future__ import annotations

import math

import numpy as np
import pytest

from support import pictures
from support.reference import Canvas, Image, Layer, Solid, Video
from support.reference_effects import Cast, Group, Node
from support.run import numbered_picture
from support.show_effects import check_nodes

pytestmark = pytest.mark.native

CANVAS = Canvas(72, 56, (0.15, 0.2, 0.3, 1))
WHOLE = (0, 0, 72, 56)
BLENDS = ("normal", "add", "multiply", "screen")
SIGMAS = (1, 4, 20)
EXACT, FILTERED = 1, 2  # of 255: without effects that filter, and with them

Quad = tuple[float, float, float, float]


def turned(degrees: float, factor: float = 1.0) -> tuple[float, float, float, float, float, float]:
    c, s = (factor * f(math.radians(degrees)) for f in (math.cos, math.sin))
    return c, s, -s, c, 0.0, 0.0


def box(rect: Quad, color: Quad = (0.9, 0.3, 0.2, 1), **options: object) -> Solid:
    return Solid(rect=rect, color=color, **options)  # type: ignore[arg-type]


def picture(rect: Quad, **options: object) -> Image:
    return Image(rect=rect, pixels=pictures.image(16, 12, 5), **options)  # type: ignore[arg-type]


def ground() -> Node:
    """Something of every shade that lies below the rest."""
    y, x = np.mgrid[0:56, 0:72]
    pixels = np.stack([x * 3, y * 4, 255 - x * 2 - y, np.full_like(x, 255)], axis=-1).astype(np.uint8)
    pixels[8:48:8, 8:64] = 255
    pixels[12:48:8, 8:64, :3] = 0
    return Node(layer=Image(rect=WHOLE, pixels=pixels, z=-10))


def shown(kind: str) -> Node:
    """A layer or group in the middle, with its edges between pixels."""
    if kind == "group":
        parts = (Node(layer=box((0, 0, 22, 16))), Node(layer=box((10, 8, 22, 18), (0.1, 0.6, 0.9, 0.6))))
        return Node(layer=Group(rect=(20, 14, 32, 26)), children=parts)
    layers: dict[str, Layer] = {
        "rect": box((20.5, 14, 31, 26)),
        "round": box((20, 14, 32, 26), corner_radius_px=8),
        "image": picture((20, 14, 32, 24)),
        "video": Video(rect=(20, 14, 32, 24), picture=numbered_picture(3)),
    }
    return Node(layer=layers[kind])


def changed(node: Node, **options: object) -> Node:
    return Node(**{**vars(node), **options})


@pytest.mark.parametrize("blend", BLENDS)
def test_blend_on_opaque_ground(session, blend):
    top = [
        Node(layer=box((4.5, 6, 30, 30), (0.8, 0.5, 0.1, 1), opacity=0.7), blend=blend),
        Node(layer=box((24, 16, 30, 30), (0.2, 0.7, 0.9, 0.5), corner_radius_px=9), blend=blend),
        Node(layer=picture((36, 4, 32, 24), transform=turned(20)), blend=blend),
    ]
    check_nodes(session, CANVAS, [ground(), *top], EXACT)


@pytest.mark.parametrize("blend", BLENDS)
@pytest.mark.parametrize("alpha", [0.0, 0.4])
def test_blend_on_translucent_ground(session, blend, alpha):
    canvas = Canvas(72, 56, (0.9, 0.4, 0.2, alpha))
    nodes = [
        Node(layer=box((4, 6, 40, 30), (0.3, 0.5, 0.9, 0.6))),
        Node(layer=box((20, 16, 40, 30), (0.8, 0.7, 0.1, 0.5)), blend=blend),
    ]
    check_nodes(session, canvas, nodes, EXACT)


@pytest.mark.parametrize("blend", BLENDS)
@pytest.mark.parametrize("opacity", [1.0, 0.6])
def test_blend_inside_a_group(session, blend, opacity):
    """With an opacity the group is a picture of its own, which what is in it does not blend beyond."""
    inner = (
        Node(layer=box((2, 2, 30, 24), (0.9, 0.8, 0.3, 1))),
        Node(layer=box((14, 10, 30, 24), (0.3, 0.7, 0.9, 0.8)), blend=blend),
    )
    group = Node(layer=Group(rect=(10, 8, 48, 40), opacity=opacity), children=inner)
    check_nodes(session, CANVAS, [ground(), group], EXACT + (opacity < 1))


@pytest.mark.parametrize("blend", BLENDS)
def test_blend_of_a_group(session, blend):
    group = changed(shown("group"), blend=blend)
    check_nodes(session, CANVAS, [ground(), group], EXACT + 1)


@pytest.mark.parametrize("effect", [{"shadow": Cast(dx=4, dy=4)}, {"blur": 2}, {"backdrop": 2}])
def test_a_group_with_an_effect_is_a_picture_of_its_own(session, effect):
    """What is in it does not blend beyond."""
    inner = (Node(layer=box((4, 4, 30, 24), (0.3, 0.7, 0.9, 1)), blend="multiply"),)
    group = Node(layer=Group(rect=(14, 12, 40, 30)), children=inner, **effect)
    check_nodes(session, CANVAS, [ground(), group], FILTERED)


@pytest.mark.parametrize("opacity", [0.5, 0.25])
def test_group_opacity_where_children_overlap(session, opacity):
    group = shown("group")
    layer = Group(rect=group.layer.rect, opacity=opacity)
    check_nodes(session, CANVAS, [ground(), changed(group, layer=layer)], EXACT + 1)
    turned_layer = Group(rect=group.layer.rect, opacity=opacity, transform=turned(-15))
    check_nodes(session, CANVAS, [ground(), changed(group, layer=turned_layer)], EXACT + 1)


def test_opacity_of_groups_in_groups(session):
    inner = changed(shown("group"), layer=Group(rect=(6, 4, 32, 26), opacity=0.5, z=1))
    outer = Node(
        layer=Group(rect=(8, 8, 50, 40), opacity=0.7),
        children=(Node(layer=box((0, 0, 30, 20), (0.2, 0.9, 0.4, 1))), inner),
    )
    check_nodes(session, CANVAS, [ground(), outer], FILTERED)


@pytest.mark.parametrize("radius", [0, 3, 9, 100])
@pytest.mark.parametrize("clip", [(12, 8, 40, 36), (12.4, 8.7, 40.2, 36.1)])
def test_round_clip(session, clip, radius):
    node = Node(layer=box(WHOLE, clip=clip), clip_radius=radius)
    check_nodes(session, CANVAS, [ground(), node], EXACT)
    check_nodes(session, CANVAS, [ground(), Node(layer=picture(WHOLE, clip=clip), clip_radius=radius)], EXACT)


def test_round_clips_nested(session):
    leaf = Node(layer=picture((0, 0, 60, 50), clip=(6, 2, 40, 30)), clip_radius=12)
    inner = Node(layer=Group(rect=(4, 3, 60, 50), clip=(3, 2, 44, 34)), clip_radius=14, children=(leaf,))
    outer = Node(layer=Group(rect=(5, 6, 60, 50), clip=(8, 8, 48, 40)), clip_radius=10, children=(inner,))
    check_nodes(session, CANVAS, [ground(), outer], EXACT)


@pytest.mark.parametrize("radius", [0, 7])
@pytest.mark.parametrize("degrees", [30, 90, 200])
def test_clips_under_turned_groups(session, degrees, radius):
    leaf = Node(layer=box((-30, -30, 60, 60), clip=(-16, -12, 32, 24)), clip_radius=radius)
    inner = Node(
        layer=Group(rect=(0, 0, 1, 1), clip=(-14, -18, 26, 36)), clip_radius=radius, children=(leaf,)
    )
    outer = Node(layer=Group(rect=(36, 28, 20, 20), transform=turned(degrees, 1.2)), children=(inner,))
    check_nodes(session, CANVAS, [ground(), outer], EXACT)


@pytest.mark.parametrize("sigma", SIGMAS)
@pytest.mark.parametrize("kind", ["rect", "round", "image", "video", "group"])
def test_blur(session, kind, sigma):
    check_nodes(session, CANVAS, [ground(), changed(shown(kind), blur=sigma)], FILTERED)


@pytest.mark.parametrize("sigma", [0.3, 2.5, 3.99, 7.5, 8.0])
def test_blur_between(session, sigma):
    check_nodes(session, CANVAS, [ground(), changed(shown("rect"), blur=sigma)], FILTERED)


@pytest.mark.parametrize("sigma", SIGMAS)
def test_blur_reaches_in_from_outside(session, sigma):
    """What lies beyond the target's edges shows once it is blurred."""
    nodes = [
        Node(layer=box((-40, 10, 39, 30)), blur=sigma),
        Node(layer=picture((60, 40, 40, 30)), blur=sigma),
    ]
    check_nodes(session, CANVAS, [ground(), *nodes], FILTERED)


@pytest.mark.parametrize("sigma", [1, 4])
def test_blur_of_what_is_turned_and_clipped(session, sigma):
    """Its sigma is in the space around it; its clip is not blurred."""
    leaf = Node(layer=picture((-16, -12, 32, 24), clip=(-20, -8, 30, 20)), blur=sigma, clip_radius=5)
    group = Node(layer=Group(rect=(36, 28, 1, 1), transform=turned(35, 1.5)), children=(leaf,))
    check_nodes(session, CANVAS, [ground(), group], FILTERED)


@pytest.mark.parametrize("blend", BLENDS)
def test_blur_with_opacity_and_blend(session, blend):
    layer = box((16, 12, 36, 28), opacity=0.6)
    check_nodes(session, CANVAS, [ground(), Node(layer=layer, blur=3, blend=blend)], FILTERED)


def test_blur_within_a_blurred_group(session):
    inner = Node(layer=box((4, 4, 12, 12), (1, 1, 0.2, 1)), blur=2)
    group = Node(
        layer=Group(rect=(18, 12, 36, 30), opacity=0.8),
        children=(Node(layer=box((0, 0, 30, 24))), inner),
        blur=4,
    )
    check_nodes(session, CANVAS, [ground(), group], FILTERED)


@pytest.mark.parametrize("sigma", [0, *SIGMAS])
@pytest.mark.parametrize("kind", ["rect", "round", "image", "group"])
def test_shadow(session, kind, sigma):
    cast = Cast(dx=5, dy=-4, sigma=sigma, color=(0.1, 0.0, 0.4, 0.8))
    check_nodes(session, CANVAS, [ground(), changed(shown(kind), shadow=cast)], FILTERED)


@pytest.mark.parametrize("sigma", [0, 1, 4])
@pytest.mark.parametrize("spread", [-5, 6])
@pytest.mark.parametrize("kind", ["rect", "round"])
def test_shadow_with_spread(session, kind, spread, sigma):
    cast = Cast(dx=-3, dy=2, sigma=sigma, spread=spread)
    check_nodes(session, CANVAS, [ground(), changed(shown(kind), shadow=cast)], FILTERED)


def test_shadow_shows_through_what_is_translucent(session):
    layer = box((16, 12, 30, 24), (0.2, 0.9, 0.4, 0.5), opacity=0.8, clip=(10, 6, 50, 40))
    node = Node(layer=layer, shadow=Cast(dx=6, dy=6, sigma=2), clip_radius=8)
    check_nodes(session, CANVAS, [ground(), node], FILTERED)


def test_shadow_goes_with_the_space_around(session):
    """Offset and sigma are turned and enlarged as the layer's rect is."""
    cast = Cast(dx=10, dy=0, sigma=1.5, color=(1, 1, 1, 1))
    leaf = Node(layer=box((-8, -8, 16, 16)), shadow=cast)
    group = Node(layer=Group(rect=(36, 20, 1, 1), transform=turned(90, 1.5)), children=(leaf,))
    check_nodes(session, CANVAS, [ground(), group], FILTERED)


def test_shadow_of_what_is_blurred(session):
    node = changed(shown("rect"), blur=2, shadow=Cast(dx=8, dy=8, sigma=3))
    check_nodes(session, CANVAS, [ground(), node], FILTERED)


@pytest.mark.parametrize("sigma", [1, 4, 20])
@pytest.mark.parametrize("alpha", [0.0, 0.3])
def test_backdrop_below_a_panel(session, sigma, alpha):
    panel = box((12, 9, 46, 36), (0.9, 0.9, 1, alpha), corner_radius_px=11)
    check_nodes(session, CANVAS, [ground(), Node(layer=panel, backdrop=sigma)], FILTERED)


@pytest.mark.parametrize("sigma", [1, 4, 20])
def test_backdrop_at_the_edge(session, sigma):
    """Beyond the target its edge pixels go on."""
    panel = box((-10, -10, 50, 40), (1, 1, 1, 0.2))
    check_nodes(session, CANVAS, [ground(), Node(layer=panel, backdrop=sigma)], FILTERED)


def test_backdrop_with_opacity_clip_and_shadow(session):
    panel = box((10, 8, 50, 40), (0.2, 0.2, 0.3, 0.4), corner_radius_px=9, opacity=0.7, clip=(14, 4, 30, 60))
    node = Node(layer=panel, backdrop=3, shadow=Cast(dy=4, sigma=2), clip_radius=6)
    check_nodes(session, CANVAS, [ground(), node], FILTERED)


def test_backdrop_sees_the_panels_below(session):
    first = Node(layer=box((6, 6, 40, 30), (1, 0.9, 0.2, 0.5), corner_radius_px=6), backdrop=2)
    second = Node(layer=box((26, 20, 40, 30), (0.2, 0.6, 1, 0.3), corner_radius_px=6), backdrop=4)
    check_nodes(session, CANVAS, [ground(), first, second], FILTERED)
