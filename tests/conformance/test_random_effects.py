"""Trees of groups and layers with effects, drawn at random, against the reference."""

from __future__ import annotations

import math
import os
from dataclasses import replace

import numpy as np
import pytest

from support import pictures
from support.reference import Canvas, Colour, Image, Solid, Video
from support.reference_effects import Cast, Group, Node
from support.show_effects import check_nodes, words

pytestmark = pytest.mark.native

SIZE = (61, 47)
SEEDS = 12 if "ZC_SANITIZER" in os.environ else 60
# Each layer and each surface rounds once, on top of one another; a blur may be two steps off.
TOLERANCE = 4
# Two seeds of sixty have one pixel, below five surfaces, on which two devices are three steps apart.
BETWEEN_DEVICES = 3
BLENDS = ("normal", "add", "multiply", "screen")


def chance(rng: np.random.Generator, share: float) -> bool:
    return bool(rng.random() < share)


def floats(rng: np.random.Generator, low: object, high: object) -> tuple[float, ...]:
    return tuple(round(float(v), 2) for v in rng.uniform(low, high))  # type: ignore[arg-type]


def common(rng: np.random.Generator) -> dict[str, object]:
    made: dict[str, object] = {"z": int(rng.integers(-1, 2))}
    if chance(rng, 0.4):
        made["opacity"] = round(float(rng.uniform(0.2, 1)), 2)
    if chance(rng, 0.3):
        angle, factor = floats(rng, (-1, 0.7), (1, 1.3))
        c, s = factor * math.cos(angle), factor * math.sin(angle)
        made["transform"] = (c, s, -s, c, 2.5, -1.0)
    if chance(rng, 0.3):
        made["clip"] = floats(rng, (-5, -5, 12, 12), (25, 20, 40, 40))
    return made


def effects(rng: np.random.Generator) -> dict[str, object]:
    made: dict[str, object] = {"clip_radius": round(float(rng.uniform(0, 12)), 1)}
    if chance(rng, 0.3):
        made["blend"] = BLENDS[int(rng.integers(4))]
    if chance(rng, 0.25):
        made["blur"] = round(float(rng.uniform(0.2, 7)), 2)
    if chance(rng, 0.15):
        made["backdrop"] = round(float(rng.uniform(0.2, 2)), 2)
    if chance(rng, 0.25):
        # What is on a surface already is interpolated when a shadow moves it by part of a px: under a narrow
        # blur that shows.
        dx, dy, sigma, *color = floats(rng, (-6, -6, 1.2, 0, 0, 0, 0.3), (6, 6, 5, 1, 1, 1, 1))
        made["shadow"] = Cast(dx=dx, dy=dy, sigma=sigma, color=tuple(color))  # type: ignore[arg-type]
    return made


def node(rng: np.random.Generator, depth: int = 0) -> Node:
    x, y, width, height = floats(rng, (-8, -6, 8, 8), (35, 28, 34, 30))
    options = common(rng)
    kind = int(rng.integers(6 if depth < 2 else 4))
    if kind >= 4:
        children = tuple(node(rng, depth + 1) for _ in range(int(rng.integers(1, 4))))
        group = Group(rect=(x, y, width, height), **options)  # type: ignore[arg-type]
        made = effects(rng)
        if isinstance(cast := made.get("shadow"), Cast):
            # A surface that is moved by a part of a pixel is filtered, which a blur has to cover.
            made["shadow"] = replace(cast, sigma=max(cast.sigma, 2))
        return Node(layer=group, children=children, **made)  # type: ignore[arg-type]
    color = floats(rng, (0, 0, 0, 0.3), (1, 1, 1, 1))
    if kind == 0:
        layer = words("Ag", x, y, 8 + height / 2, color=color, **options)
    elif kind == 1:
        pixels = pictures.image(round(width), round(height), int(rng.integers(1000)))
        layer = Image(rect=(x, y, width, height), pixels=pixels, **options)  # type: ignore[arg-type,assignment]
    elif kind == 2:
        picture = pictures.gradient_picture("nv12", 20, 14, colour=Colour("bt709", "limited"))
        layer = Video(rect=(x, y, width, height), picture=picture, **options)  # type: ignore[arg-type,assignment]
    else:
        radius = round(float(rng.uniform(0, 8)), 1)
        layer = Solid(  # type: ignore[assignment]
            rect=(x, y, width, height),
            color=color,  # type: ignore[arg-type]
            corner_radius_px=radius,
            **options,  # type: ignore[arg-type]
        )
    return Node(layer=layer, **effects(rng))  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", range(SEEDS))
def test_random_effects(plain_session, seed):
    rng = pictures.seeded("effects", seed)
    nodes = [node(rng) for _ in range(int(rng.integers(2, 5)))]
    corner = Node(layer=Solid(rect=(0, 0, 1, 1), color=(1, 1, 1, 1), z=9))  # never an empty picture
    background = tuple(float(c) for c in rng.uniform(0, 1, 4))
    check_nodes(plain_session, Canvas(*SIZE, background), [*nodes, corner], TOLERANCE, BETWEEN_DEVICES)


@pytest.mark.parametrize("sigma", [0.3, 1, 4, 9])
def test_blurred_text(session, sigma):
    nodes = [
        Node(layer=Solid(rect=(0, 0, *SIZE), color=(0.1, 0.2, 0.5, 1))),
        Node(
            layer=words("Ag", 8, 6, 24, color=(1, 0.9, 0.3, 1)),
            blur=sigma,
            shadow=Cast(dx=3, dy=4, sigma=sigma, color=(0, 0, 0, 0.7)),
        ),
    ]
    check_nodes(session, Canvas(*SIZE), nodes, 2)


@pytest.mark.parametrize("blend", BLENDS)
def test_blended_text(session, blend):
    ground = Image(rect=(0, 0, *SIZE), pixels=pictures.image(*SIZE, components=3))
    text = words("Ag", 8, 6, 28, color=(0.8, 0.5, 0.9, 0.8))
    check_nodes(session, Canvas(*SIZE), [Node(layer=ground), Node(layer=text, blend=blend)], 1)
