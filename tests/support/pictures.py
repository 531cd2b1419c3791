"""Planes of every pixel format, filled with noise, gradients or flat patches."""

from __future__ import annotations

import itertools
import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .reference import Picture

Plane = NDArray[np.generic]

YUV_FORMATS = ("nv12", "i420", "p010", "i010")
RGB_FORMATS = ("rgb24", "bgr24", "rgba", "bgra")
FORMATS = YUV_FORMATS + RGB_FORMATS
DEPTH = {"p010": 10, "i010": 10}
COMPONENTS = {"rgb24": 3, "bgr24": 3, "rgba": 4, "bgra": 4}


def seeded(*key: object) -> np.random.Generator:
    """A generator that depends on the key alone."""
    return np.random.default_rng(zlib.crc32(repr(key).encode()))


def chroma_size(width: int, height: int) -> tuple[int, int]:
    return (width + 1) // 2, (height + 1) // 2


def pack(y: Plane, cb: Plane, cr: Plane, format: str) -> list[Plane]:
    """Code values of three planes as the planes of a YUV format."""
    dtype = np.uint16 if format in DEPTH else np.uint8
    y, cb, cr = (np.ascontiguousarray(p, dtype) for p in (y, cb, cr))
    if format == "p010":
        y, cb, cr = (p << 6 for p in (y, cb, cr))
    return [y, np.stack([cb, cr], axis=-1)] if format in ("nv12", "p010") else [y, cb, cr]


def noise(format: str, width: int, height: int, *key: object) -> list[Plane]:
    """Every code value, whether or not the range allows it."""
    rng = seeded(format, width, height, *key)
    if format in COMPONENTS:
        return [rng.integers(0, 256, (height, width, COMPONENTS[format]), np.uint8)]
    top = 1 << DEPTH.get(format, 8)
    cw, ch = chroma_size(width, height)
    sizes = ((height, width), (ch, cw), (ch, cw))
    return pack(*(rng.integers(0, top, size) for size in sizes), format=format)


def gradient(format: str, width: int, height: int) -> list[Plane]:
    """Smooth ramps, different in each component and along each axis."""
    ramp = np.add.outer(np.linspace(0.1, 0.5, height), np.linspace(0, 0.4, width))
    fall = np.add.outer(np.linspace(0.45, 0, height), np.linspace(0.1, 0.5, width))
    if format in COMPONENTS:
        values = np.stack([ramp, fall, 1 - ramp, 0.2 + 0.8 * fall][: COMPONENTS[format]], axis=-1)
        return [np.rint(values * 255).astype(np.uint8)]
    top = (1 << DEPTH.get(format, 8)) - 1
    parts = ramp, fall[::2, ::2], 1 - ramp[::2, ::2]
    return pack(*(np.rint(p * top) for p in parts), format=format)


def patches(format: str, codes: Sequence[tuple[int, int, int]], columns: int) -> list[Plane]:
    """One flat 2 × 2 patch per (y, cb, cr), row by row."""
    rows = -(-len(codes) // columns)
    grid = np.full((rows * columns, 3), codes[-1])
    grid[: len(codes)] = codes
    cells = grid.reshape(rows, columns, 3)
    luma = cells[..., 0].repeat(2, axis=0).repeat(2, axis=1)
    return pack(luma, cells[..., 1], cells[..., 2], format=format)


def extreme_codes(depth: int) -> list[tuple[int, int, int]]:
    """Ends of the code range, of the limited range, their neighbours, and the middle."""
    s = 1 << (depth - 8)
    top = (1 << depth) - 1
    luma = {0, 1, 16 * s - 1, 16 * s, 16 * s + 1, 128 * s, 235 * s - 1, 235 * s, 235 * s + 1, top}
    chroma = {0, 1, 16 * s, 128 * s - 1, 128 * s, 128 * s + 1, 240 * s, top}
    return list(itertools.product(sorted(luma), sorted(chroma), sorted(chroma)))


def flat(format: str, width: int, height: int, code: tuple[int, ...]) -> list[Plane]:
    """One colour: (y, cb, cr), or the components of an RGB format."""
    if format in COMPONENTS:
        return [np.full((height, width, COMPONENTS[format]), code, np.uint8)]
    cw, ch = chroma_size(width, height)
    sizes = ((height, width), (ch, cw), (ch, cw))
    return pack(*(np.full(s, c) for s, c in zip(sizes, code, strict=True)), format=format)


def padded(plane: Plane, extra: int = 5) -> Plane:
    """The same values in rows that are longer than what they show."""
    rows, columns = plane.shape[:2]
    room = np.full((rows, columns + extra, *plane.shape[2:]), 77, plane.dtype)
    room[:, :columns] = plane
    return room[:, :columns]


def picture_bytes(planes: Sequence[Plane]) -> int:
    return sum(plane.nbytes for plane in planes)


def noise_picture(format: str, width: int, height: int, **metadata: object) -> Picture:
    return Picture(noise(format, width, height), format, **metadata)  # type: ignore[arg-type]


def gradient_picture(format: str, width: int, height: int, **metadata: object) -> Picture:
    return Picture(gradient(format, width, height), format, **metadata)  # type: ignore[arg-type]


def image(width: int, height: int, *key: object, components: int = 4) -> NDArray[np.uint8]:
    """Noise with straight alpha, in blocks so that it survives scaling."""
    rng = seeded("image", width, height, *key)
    blocks = rng.integers(0, 256, (-(-height // 4), -(-width // 4), components), np.uint8)
    return blocks.repeat(4, axis=0).repeat(4, axis=1)[:height, :width]


def premultiply(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    scaled = pixels.astype(np.float64)
    scaled[..., :3] *= scaled[..., 3:] / 255
    return np.rint(scaled).astype(np.uint8)
