"""Rectangles, images, opacity, transforms, clips, order and background."""

from __future__ import annotations

import math

import numpy as np
import pytest

from support import pictures, reference
from support.reference import Canvas, Colour, Image, Layer, Solid, Video
from support.show import add, check, check_scene, draw, presented

pytestmark = pytest.mark.native

WHITE = (1.0, 1.0, 1.0, 1.0)
TEAL = (0.1, 0.6, 0.7, 0.6)
SAND = (0.8, 0.7, 0.4, 1.0)
CANVAS = Canvas(64, 48, (0.2, 0.1, 0.3, 1))
TURN = (math.cos(0.4), math.sin(0.4), -math.sin(0.4), math.cos(0.4), 9.0, -4.0)
TRANSFORMS = {
    "moved": (1, 0, 0, 1, 3.25, -2.5),
    "larger": (1.7, 0, 0, 1.7, 0, 0),
    "smaller": (0.4, 0, 0, 0.6, 4, 4),
    "turned": TURN,
    "skewed": (1, 0.2, 0.5, 1, 0, 0),
    "flipped": (-1, 0, 0, 1, 40, 0),
    "upside_down": (1, 0, 0, -1, 0, 30),
    "quarter": (0, 1, -1, 0, 40, 2),
    "stretched": (1.4, 0, 0, 0.7, 0.3, 0.2),
    "steep": (0.69, 0.59, 0.53, 0.5, 0, 0),
}


@pytest.mark.parametrize(
    "rect",
    [(5, 4, 20, 11), (5.5, 4.25, 20.3, 11.9), (-9, -9, 30, 20), (60, 40, 90, 90), (3, 3, 0.5, 40),
     (0, 0, 64, 48), (200, 200, 10, 10), (7, 7, 0, 9)],
)  # fmt: skip
@pytest.mark.parametrize("color", [SAND, TEAL, (1, 0, 0, 0)])
def test_solid(session, rect, color):
    sentinel = Solid(rect=(63, 47, 1, 1), color=WHITE, z=9)
    check_scene(session, CANVAS, [Solid(rect=rect, color=color), sentinel])


def test_translucent_over_all_shows_what_lies_below(session):
    below = Solid(rect=(5, 4, 30, 20), color=SAND)
    check_scene(session, CANVAS, [below, Solid(rect=(0, 0, 64, 48), color=TEAL, z=1)])


@pytest.mark.parametrize("radius", [0.5, 3, 7.5, 12, 100])
@pytest.mark.parametrize("rect", [(4, 5, 40, 24), (4.3, 5.6, 24.5, 36.2)])
def test_round_corners(session, rect, radius):
    layers = [Solid(rect=rect, color=TEAL, corner_radius_px=radius)]
    check_scene(session, CANVAS, layers)


@pytest.mark.parametrize("transform", TRANSFORMS.values(), ids=TRANSFORMS)
@pytest.mark.parametrize("radius", [0, 6])
def test_transformed_solid(session, transform, radius):
    layer = Solid(rect=(20, 12, 22, 16), color=SAND, transform=transform, corner_radius_px=radius)
    check_scene(session, CANVAS, [layer])


@pytest.mark.parametrize("transform", TRANSFORMS.values(), ids=TRANSFORMS)
def test_transformed_video(session, transform):
    picture = pictures.gradient_picture("nv12", 30, 20, colour=Colour("bt709", "limited"))
    for fit in ("contain", "cover"):
        layer = Video(rect=(16, 10, 26, 26), picture=picture, transform=transform, fit=fit)
        check_scene(session, CANVAS, [layer], tolerance=2)


@pytest.mark.parametrize("transform", TRANSFORMS.values(), ids=TRANSFORMS)
def test_transformed_image(session, transform):
    layer = Image(rect=(16, 10, 26, 20), pixels=pictures.image(26, 20), transform=transform)
    check_scene(session, CANVAS, [layer], tolerance=2)


@pytest.mark.parametrize("transform", TRANSFORMS.values(), ids=TRANSFORMS)
@pytest.mark.parametrize("fit", ["contain", "cover"])
def test_video_with_round_corners(session, fit, transform):
    picture = pictures.noise_picture("i420", 20, 20, colour=Colour("bt709", "limited"))
    layer = Video(
        rect=(8, 6, 40, 30),
        picture=picture,
        fit=fit,
        corner_radius_px=9,
        opacity=0.8,
        transform=transform,
    )
    check_scene(session, CANVAS, [layer], tolerance=2)


def test_a_transform_that_flattens_draws_nothing(session):
    flat = Solid(rect=(4, 4, 20, 20), color=WHITE, transform=(1, 0, 0, 0, 0, 0))
    check_scene(session, CANVAS, [flat], tolerance=0)


@pytest.mark.parametrize("premultiplied", [False, True])
def test_image_one_to_one(session, premultiplied):
    pixels = pictures.image(40, 30)
    if premultiplied:
        pixels = pictures.premultiply(pixels)
    layer = Image(rect=(9, 7, 40, 30), pixels=pixels, premultiplied=premultiplied)
    check_scene(session, CANVAS, [layer])


@pytest.mark.parametrize("rect", [(2, 2, 60, 41), (10.5, 10.5, 12.25, 9.75), (5, 5, 1, 1)])
@pytest.mark.parametrize("components", [3, 4])
def test_image_scaled(session, rect, components):
    pixels = pictures.image(40, 30, components=components)
    check_scene(session, CANVAS, [Image(rect=rect, pixels=pixels)], tolerance=2)


def test_image_with_everything(session):
    layer = Image(
        rect=(12, 9, 33, 25),
        pixels=pictures.image(17, 13),
        opacity=0.6,
        transform=TURN,
        clip=(10.5, 8, 30, 28.25),
        corner_radius_px=5,
    )
    check_scene(session, CANVAS, [layer], tolerance=2)


@pytest.mark.parametrize("opacity", [0.0, 1 / 255, 0.25, 0.5, 0.999, 1.0])
def test_opacity(session, opacity):
    picture = pictures.noise_picture("nv12", 20, 16)
    layers: list[Layer] = [
        Solid(rect=(0, 0, 30, 30), color=TEAL, opacity=opacity),
        Video(rect=(20, 10, 20, 16), picture=picture, opacity=opacity, z=1),
        Image(rect=(30, 20, 28, 20), pixels=pictures.image(28, 20), opacity=opacity, z=2),
        Solid(rect=(0, 0, 1, 1), color=WHITE, z=3),
    ]
    check_scene(session, CANVAS, layers, tolerance=2)


@pytest.mark.parametrize("clip", [(10, 8, 20, 15), (10.5, 8.75, 20.25, 15.5), (-5, -5, 20, 20)])
@pytest.mark.parametrize("kind", ["solid", "image", "video"])
def test_clip(session, clip, kind):
    picture = pictures.noise_picture("nv12", 40, 30)
    layer = {
        "solid": Solid(rect=(6, 6, 40, 30), color=TEAL, clip=clip, corner_radius_px=8),
        "image": Image(rect=(6, 6, 40, 30), pixels=pictures.image(40, 30), clip=clip),
        "video": Video(rect=(6, 6, 40, 30), picture=picture, clip=clip),
    }[kind]
    check_scene(session, CANVAS, [layer])


def test_a_clip_stays_where_it_is_when_the_layer_is_transformed(session):
    layer = Solid(rect=(6, 6, 40, 30), color=SAND, clip=(10, 10, 12.5, 12), transform=TURN)
    check_scene(session, CANVAS, [layer])


def test_order_by_z_then_by_age(session):
    layers = [
        Solid(rect=(4 * i, 3 * i, 24, 20), color=(i / 6, 1 - i / 6, 0.5, 0.7), z=z)
        for i, z in enumerate((3, 0, 3, -2, 0, 7))
    ]
    check_scene(session, CANVAS, layers, tolerance=1)


@pytest.mark.parametrize("background", [(0, 0, 0, 0), (1, 0.5, 0.2, 0.5), (1, 1, 1, 1)])
def test_background(session, background):
    canvas = Canvas(32, 24, background)
    check_scene(session, canvas, [], tolerance=0)
    layers = [Solid(rect=(3, 3, 20, 12), color=TEAL), Solid(rect=(9.5, 9.5, 9, 9), color=SAND)]
    check_scene(session, canvas, layers)


def test_transparent_video(session):
    for format in ("rgba", "bgra"):
        picture = pictures.noise_picture(format, 30, 20)
        layer = Video(rect=(10, 10, 30, 20), picture=picture, opacity=0.7)
        check_scene(session, CANVAS, [layer])
        check_scene(session, CANVAS, [Video(rect=(3, 2, 50, 44), picture=picture)], tolerance=2)


def test_many_layers(session):
    rng = pictures.seeded("many layers")
    layers: list[Layer] = [
        Video(rect=(0, 0, 64, 48), picture=pictures.noise_picture("nv12", 64, 48)),
        Video(rect=(30, 20, 20, 16), picture=pictures.noise_picture("i010", 20, 16), z=20),
    ]
    for i in range(12):
        x, y, w, h = (float(v) for v in rng.uniform((0, 0, 5, 5), (50, 40, 30, 30)))
        color = tuple(float(c) for c in rng.uniform(0.2, 1, 4))
        layers.append(Solid(rect=(x, y, w, h), color=color, corner_radius_px=2.0 * (i % 3), z=i))
    check_scene(session, CANVAS, layers, tolerance=3)


def test_what_is_disabled_or_removed_is_not_drawn(session):
    first, second = Solid(rect=(4, 4, 20, 20), color=SAND), Solid(rect=(9, 9, 30, 30), color=TEAL)
    with session.open_offscreen(64, 48, background=CANVAS.background) as target:
        lower, upper = add(target.scene, first), add(target.scene, second)
        presented(target)
        upper.enabled = False
        presented(target)
        check(target.read_pixels(), reference.compose(CANVAS, [first]), 1)
        upper.enabled = True
        lower.remove()
        presented(target)
        check(target.read_pixels(), reference.compose(CANVAS, [second]), 1)
        assert target.scene.layers == (upper,)


def test_an_image_is_copied_when_assigned(session):
    pixels = pictures.image(20, 20)
    before = pixels.copy()
    with session.open_offscreen(20, 20) as target:
        layer = target.scene.add_image(pixels)
        pixels[:] = 0
        presented(target)
        expected = reference.compose(Canvas(20, 20), [Image(rect=(0, 0, 20, 20), pixels=before)])
        check(target.read_pixels(), expected, 1)
        layer.image = pictures.image(10, 8, "another")
        presented(target)
        shown = Image(rect=(0, 0, 10, 8), pixels=pictures.image(10, 8, "another"))
        check(target.read_pixels(), reference.compose(Canvas(20, 20), [shown]), 1)


def test_an_image_from_a_file(plain_session, tmp_path):
    from PIL import Image as PillowImage

    pixels = pictures.image(20, 14)
    path = tmp_path / "logo.png"
    PillowImage.fromarray(pixels).save(path)
    with plain_session.open_offscreen(20, 14) as target:
        target.scene.add_image(path)
        presented(target)
        expected = reference.compose(Canvas(20, 14), [Image(rect=(0, 0, 20, 14), pixels=pixels)])
        check(target.read_pixels(), expected, 1)


def test_the_same_scene_gives_the_same_bytes(session):
    layers: list[Layer] = [
        Video(rect=(1, 2, 50, 40), picture=pictures.noise_picture("nv12", 33, 17)),
        Image(rect=(20, 10, 30.5, 30), pixels=pictures.image(17, 13), transform=TURN, z=1),
    ]
    first, second = (draw(session, CANVAS, layers) for _ in range(2))
    assert np.array_equal(first, second)
