"""Surface passes, filters, blend modes and clip shapes: plans made by hand, against float64."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pytest

from support.device_plans import Plans

pytestmark = pytest.mark.native

WIDTH, HEIGHT = 37, 29
WHOLE = (0, 0, WIDTH, HEIGHT)
BLENDS = ("normal", "add", "multiply", "screen")
# Where a group's surface lies that is larger than what is drawn into it.
ROOM = (48, 40)
TURN = (math.cos(0.5), math.sin(0.5), -math.sin(0.5), math.cos(0.5), 12.0, -3.0)


@pytest.fixture
def plans(device: str) -> Iterator[Plans]:
    made = Plans(device, (WIDTH, HEIGHT))
    yield made
    made.rig.close()


@pytest.fixture
def random():
    return np.random.default_rng(11)


def premultiplied(random, width, height):
    """Texels of every alpha, some of them 0 and 1."""
    alpha = np.clip(random.uniform(-0.3, 1.3, (height, width, 1)), 0, 1)
    return np.rint(np.concatenate([random.uniform(0, 1, (height, width, 3)) * alpha, alpha], 2) * 255).astype(
        np.uint8
    )


def image(texture, width=WIDTH, height=HEIGHT, **more):
    return {
        "kind": "image",
        "texture": texture,
        "shape": (0, 0, width, height),
        "bounds": (0, 0, min(width, WIDTH), min(height, HEIGHT)),
        "texels": (width, height),
        **more,
    }


def solid(shape, color, **more):
    return {"shape": shape, "bounds": WHOLE, "color": color, **more}


def check(pair, allowed=1.0):
    got, wanted = pair
    assert not np.isnan(wanted).any(), "the plan shows what was never written"
    assert np.abs(got - wanted).max() <= allowed


def gaussian(sigma):
    radius = math.ceil(3.5 * sigma)
    kernel = np.exp(-(np.arange(radius + 1) ** 2) / (2 * sigma**2))
    return list(kernel / (kernel[0] + 2 * kernel[1:].sum()))


@pytest.mark.parametrize("mode", BLENDS)
@pytest.mark.parametrize("background", [(0, 0, 0, 0), (0.3, 0.6, 0.2, 0.5), (0.9, 0.4, 0.1, 1)])
def test_a_blend_mode_is_as_in_float64(plans, random, mode, background):
    below, above = (plans.texture(premultiplied(random, WIDTH, HEIGHT)) for _ in range(2))
    items = [image(below), image(above, blend=mode, opacity=0.8)]
    check(plans.draw(background=background, items=items))


@pytest.mark.parametrize("mode", BLENDS)
@pytest.mark.parametrize("kind", ["solid", "mask"])
def test_a_colour_blends_as_in_float64(plans, random, mode, kind):
    below = plans.texture(premultiplied(random, WIDTH, HEIGHT))
    item = solid((3.25, 4.5, 31.5, 24.125), (0.9, 0.3, 0.5, 0.7), blend=mode, corner_radius=6.5)
    if kind == "mask":
        mask = plans.texture(random.integers(0, 256, (HEIGHT, WIDTH, 1), np.uint8))
        item |= {"kind": "mask", "texture": mask}
    check(plans.draw(background=(0.2, 0.2, 0.7, 0.6), items=[image(below), item]))


@pytest.mark.parametrize("mode", BLENDS)
def test_items_blend_in_a_surface_over_transparent_ground(plans, random, mode):
    """Twice: the second time the surface holds what the first left there."""
    surface = plans.surface(*ROOM)
    for seed in (1, 2):
        below = plans.texture(premultiplied(np.random.default_rng(seed), WIDTH, HEIGHT))
        items = [image(below, opacity=0.613), solid((5, 5, 30.5, 20.25), (0.2, 0.8, 0.4, 0.6), blend=mode)]
        check(
            plans.draw(
                background=(0.5, 0.4, 0.3, 1),
                surface_items=items,
                passes=[{"kind": "draw", "to": surface, "size": (WIDTH, HEIGHT), "items": (0, 2)}],
                items=[image(surface, opacity=0.871)],
            )
        )


def test_a_surface_pass_draws_its_own_run_of_items(plans):
    first, second = plans.surface(*ROOM), plans.surface(*ROOM)
    items = [
        solid((0, 0, 20, 20), (1, 0, 0, 1)),
        solid((10, 10, 30, 25), (0, 1, 0, 0.5)),
        solid((4, 2, 9, 28), (0, 0, 1, 0.8)),
    ]
    size = (WIDTH, HEIGHT)
    check(
        plans.draw(
            surface_items=items,
            passes=[
                {"kind": "draw", "to": first, "size": size, "items": (2, 1)},
                {"kind": "draw", "to": second, "size": size, "items": (0, 2)},
            ],
            items=[image(second, opacity=0.5), image(first)],
        )
    )


def test_a_surface_can_be_drawn_into_another(plans, random):
    inner, outer = plans.surface(*ROOM), plans.surface(*ROOM)
    picture = plans.texture(premultiplied(random, WIDTH, HEIGHT))
    size = (WIDTH, HEIGHT)
    check(
        plans.draw(
            background=(1, 1, 1, 1),
            surface_items=[image(picture), image(inner, opacity=0.513), solid((2, 2, 8, 8), (1, 0, 0, 0.5))],
            passes=[
                {"kind": "draw", "to": inner, "size": size, "items": (0, 1)},
                {"kind": "draw", "to": outer, "size": size, "items": (1, 2)},
            ],
            items=[image(outer)],
        )
    )


SIZES = [(37, 29), (36, 28), (33, 1), (1, 23), (2, 3)]


def filtered(plans, random, size, passes, **more):
    """A picture in a surface, what `passes` make of it, and that in the target."""
    width, height = size
    picture = plans.texture(premultiplied(random, width, height))
    source = plans.surface(*ROOM)
    draw = {"kind": "draw", "to": source, "size": size, "items": (0, 1)}
    steps = passes(source)
    last = steps[-1]
    return plans.draw(
        surface_items=[image(picture, width, height)],
        passes=[draw, *steps],
        items=[image(last["to"], *last["size"])],
        **more,
    )


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("tint", [None, (0.8, 0.2, 0.6, 0.75)])
def test_halving_is_as_in_float64(plans, random, size, tint):
    to = plans.surface(*ROOM)
    one = {"kind": "halve", "to": to, "size": ((size[0] + 1) // 2, (size[1] + 1) // 2), "from_size": size}
    one |= {"tint": tint} if tint else {}
    check(filtered(plans, random, size, lambda source: [one | {"from": source}]))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("factor", [2, 4, 8])
@pytest.mark.parametrize("tint", [None, (0.1, 0.9, 0.4, 0.5)])
def test_enlarging_is_as_in_float64(plans, random, size, factor, tint):
    """Of a surface that is not as large as the target's share of it."""
    small = ((size[0] + factor - 1) // factor, (size[1] + factor - 1) // factor)
    to = plans.surface(*ROOM)
    one = {"kind": "enlarge", "to": to, "size": size, "from_size": small, "factor": factor}
    one |= {"tint": tint} if tint else {}
    check(filtered(plans, random, small, lambda source: [one | {"from": source}]))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("kind", ["convolve_x", "convolve_y"])
@pytest.mark.parametrize("sigma", [0.1, 1.2, 3.9])
@pytest.mark.parametrize("tint", [None, (0.3, 0.4, 0.9, 0.9)])
def test_a_convolution_is_as_in_float64(plans, random, size, kind, sigma, tint):
    """Its weights lie behind others, and reach beyond the surface."""
    kernel = gaussian(sigma)
    to = plans.surface(*ROOM)
    one = {"kind": kind, "to": to, "size": size, "from_size": size, "weights": (3, len(kernel))}
    one |= {"tint": tint} if tint else {}
    weights = [0.5, 7, -1, *kernel]
    check(filtered(plans, random, size, lambda source: [one | {"from": source}], weights=weights))


@pytest.mark.parametrize("size", SIZES)
def test_filters_in_a_row_keep_16_bits(plans, random, size):
    """What a blur is made of: down, along both axes, and up again."""
    half = ((size[0] + 1) // 2, (size[1] + 1) // 2)
    quarter = ((half[0] + 1) // 2, (half[1] + 1) // 2)
    first, second, third = (plans.surface(*ROOM, "rgba16") for _ in range(3))
    out = plans.surface(*ROOM)
    kernel = gaussian(2.2)
    weights = (0, len(kernel))

    def steps(source):
        return [
            {"kind": "halve", "from": source, "from_size": size, "to": first, "size": half},
            {"kind": "halve", "from": first, "from_size": half, "to": second, "size": quarter},
            {"kind": "convolve_x", "from": second, "from_size": quarter, "to": third, "size": quarter,
             "weights": weights},
            {"kind": "convolve_y", "from": third, "from_size": quarter, "to": second, "size": quarter,
             "weights": weights},
            {"kind": "enlarge", "from": second, "from_size": quarter, "to": out, "size": size, "factor": 4},
        ]  # fmt: skip

    got, wanted = filtered(plans, random, size, steps, weights=kernel)
    check((got, wanted))
    # 8 bits between the filters would leave a third of the pixels one off.
    width, height = size
    assert (got != wanted)[:height, :width].mean() < 0.03


CLIPS = [
    {"shape": (4, 3, 33, 27), "corner_radius": 9},
    {"shape": (0, 0, 20, 14), "corner_radius": 4, "target_from_local": TURN},
    {"shape": (6.5, 0.25, 30.75, 28.5)},
    {"shape": (2, 2, 35, 26), "corner_radius": 12},
    {"shape": (1, 1, 36, 28), "corner_radius": 3},
    {"shape": (0, 5, 37, 24), "corner_radius": 8},
    {"shape": (3, 0, 36, 29), "corner_radius": 14},
    {"shape": (5, 4, 32, 25), "corner_radius": 10},
]


@pytest.mark.parametrize("clips", [(0, 0), (0, 1), (1, 1), (2, 1), (0, 2), (1, 3), (0, 8)])
@pytest.mark.parametrize("kind", ["solid", "image", "turned"])
def test_clip_shapes_multiply(plans, random, clips, kind):
    texture = plans.texture(premultiplied(random, WIDTH, HEIGHT))
    item = {
        "solid": solid(WHOLE, (0.3, 0.7, 0.2, 0.9)),
        "image": image(texture),
        "turned": image(texture, target_from_local=TURN, corner_radius=5, bounds=WHOLE),
    }[kind]
    other = solid((20, 2, 36, 12), (1, 0, 0, 0.5), clips=(2, 1))
    items = [item | {"clips": clips, "clip": (1.5, 0.75, 35.25, 28)}, other]
    check(plans.draw(background=(0.1, 0.1, 0.1, 1), clips=CLIPS, items=items))


def test_clip_shapes_hold_in_a_surface(plans, random):
    surface = plans.surface(*ROOM)
    picture = plans.texture(premultiplied(random, WIDTH, HEIGHT))
    check(
        plans.draw(
            clips=CLIPS,
            surface_items=[image(picture, clips=(1, 2))],
            passes=[{"kind": "draw", "to": surface, "size": (WIDTH, HEIGHT), "items": (0, 1)}],
            items=[image(surface, clips=(0, 1))],
        )
    )


@pytest.mark.parametrize("kind", ["image", "mask"])
def test_sampling_stays_within_the_valid_texels(plans, random, kind):
    """Half a texel beyond them lies what a larger texture held before."""
    shape = (HEIGHT, WIDTH, 4 if kind == "image" else 1)
    texture = plans.texture(random.integers(0, 256, shape, np.uint8))
    item = image(
        texture, 15, 11, kind=kind, color=(0.5, 0.2, 0.9, 1), texel_from_local=(1, 0, 0, 1, 0.4, 0.4)
    )
    check(plans.draw(items=[item | {"target_from_local": (2, 0, 0, 2.2, 1, 2), "bounds": WHOLE}]))


def test_bytes_are_counted_by_hand(plans, random):
    """A surface of 20x10 drawn from a picture of that size, blurred along x in 16 bits, shown 1:1."""
    picture = plans.texture(premultiplied(random, 20, 10))
    source, deep, out = plans.surface(*ROOM), plans.surface(*ROOM, "rgba16"), plans.surface(*ROOM)
    size = (20, 10)
    kernel = gaussian(1)
    along = {"from_size": size, "size": size, "weights": (0, len(kernel))}
    check(
        plans.draw(
            weights=kernel,
            surface_items=[image(picture, *size)],
            passes=[
                {"kind": "draw", "to": source, "size": size, "items": (0, 1)},
                {"kind": "convolve_x", "from": source, "to": deep, **along},
                {"kind": "convolve_y", "from": deep, "to": out, **along},
            ],
            items=[image(out, *size)],
        )
    )
    assert plans.rig.settle()
    pixels = 20 * 10
    drawn = pixels * (4 + 4)
    along_x, along_y = pixels * (4 + 8), pixels * (8 + 4)
    shown = WIDTH * HEIGHT * 4 + pixels * 4
    assert plans.rig.last()["bytes_touched"] == drawn + along_x + along_y + shown
