"""Scenes with everything in them, drawn at random, against the reference."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from support import pictures, reference
from support.reference import Canvas, Colour, Image, Layer, Picture, Solid, Video
from support.show import check_scene

pytestmark = pytest.mark.native

SIZE = (61, 47)
SEEDS = 80
# Each layer rounds once; a scaled or turned one may be two steps off where it is opaque.
TOLERANCE = 3


def pick(rng: np.random.Generator, *options: object) -> object:
    return options[int(rng.integers(len(options)))]


def common(rng: np.random.Generator) -> dict[str, object]:
    x, y = (float(v) for v in rng.uniform(-15, 45, 2))
    w, h = (float(v) for v in rng.uniform(3, 50, 2))
    rect = (x, y, w, h) if rng.random() < 0.5 else (round(x), round(y), round(w), round(h))
    made: dict[str, object] = {"rect": rect, "z": int(rng.integers(-2, 3))}
    if rng.random() < 0.4:
        made["opacity"] = round(float(rng.uniform(0.1, 1)), 3)
    if rng.random() < 0.3:
        a, d = (float(v) for v in rng.uniform(0.4, 1.4, 2))
        b, c = (float(v) for v in rng.uniform(-0.6, 0.6, 2))
        made["transform"] = pick(rng, (a, b, c, d, 3.5, -2.0), (a, 0, 0, d, 1.3, 2.2), (-a, 0, 0, d, w, 0))
    if rng.random() < 0.3:
        made["clip"] = tuple(round(float(v), 1) for v in rng.uniform((-5, -5, 8, 8), (30, 25, 40, 40)))
    if rng.random() < 0.3:
        made["corner_radius_px"] = round(float(rng.uniform(0.5, 14)), 1)
    return made


def picture(rng: np.random.Generator) -> Picture:
    format = str(pick(rng, *pictures.FORMATS))
    width, height = (int(v) for v in rng.integers(1, 70, 2))
    make = pictures.noise_picture if rng.random() < 0.5 else pictures.gradient_picture
    metadata: dict[str, object] = {
        "colour": Colour(
            str(pick(rng, *reference.WEIGHTS, "unspecified")),
            str(pick(rng, "limited", "full", "unspecified")),
            str(pick(rng, *reference.SITINGS, "unspecified")),
        ),
        "rotation": pick(rng, 0, 0, 90, 180, 270),
        "mirrored": rng.random() < 0.3,
    }
    if rng.random() < 0.4:
        x, y = int(rng.integers(width)), int(rng.integers(height))
        w, h = int(rng.integers(1, width - x + 1)), int(rng.integers(1, height - y + 1))
        metadata["visible"] = (x, y, w, h)
    if rng.random() < 0.3:
        metadata["sample_aspect_ratio"] = pick(rng, Fraction(4, 3), Fraction(8, 9), Fraction(3))
    return make(format, width, height, **metadata)


def layer(rng: np.random.Generator) -> Layer:
    kind = pick(rng, "video", "video", "image", "solid")
    if kind == "video":
        fit = pick(rng, "contain", "cover", "fill", "none")
        return Video(picture=picture(rng), fit=fit, **common(rng))  # type: ignore[arg-type]
    if kind == "image":
        width, height = (int(v) for v in rng.integers(1, 40, 2))
        pixels = pictures.image(width, height, int(rng.integers(1000)))
        return Image(pixels=pixels, **common(rng))  # type: ignore[arg-type]
    color = tuple(float(c) for c in rng.uniform(0, 1, 4))
    return Solid(color=color, **common(rng))  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", range(SEEDS))
def test_random_scene(plain_session, seed):
    rng = pictures.seeded("scene", seed)
    layers = [layer(rng) for _ in range(int(rng.integers(1, 6)))]
    corner = Solid(rect=(0, 0, 1, 1), color=(1, 1, 1, 1), z=9)  # never an empty picture
    background = tuple(float(c) for c in rng.uniform(0, 1, 4))
    check_scene(plain_session, Canvas(*SIZE, background), [*layers, corner], TOLERANCE)
