"""Coverage, strokes and gradients of canvases, computed in float64 from their definitions.

Coverage is exact along x and the mean of many lines per row along y.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Float = NDArray[np.float64]
Contour = Sequence[tuple[float, float]]
LINES = 256  # per row


def coverage(
    contours: Sequence[Contour], width: int, height: int, rule: str = "nonzero", lines: int = LINES
) -> Float:
    """(height, width), 0 to 1: the part of each pixel inside closed contours."""
    starts, ends = [], []
    for contour in contours:
        points = np.asarray(contour, np.float64).reshape(-1, 2)
        starts.append(points)
        ends.append(np.roll(points, -1, axis=0))
    a, b = np.concatenate(starts), np.concatenate(ends)
    a, b = a[a[:, 1] != b[:, 1]], b[a[:, 1] != b[:, 1]]
    out = np.zeros((height, width))
    pixels = np.arange(width)
    for row in range(height):
        near = (np.minimum(a[:, 1], b[:, 1]) < row + 1) & (np.maximum(a[:, 1], b[:, 1]) > row)
        if not near.any():
            continue
        p, q = a[near], b[near]
        y = (row + (np.arange(lines) + 0.5) / lines)[:, None]
        down = q[:, 1] > p[:, 1]
        crossed = np.where(down, (p[:, 1] <= y) & (y < q[:, 1]), (q[:, 1] <= y) & (y < p[:, 1]))
        x = p[:, 0] + (y - p[:, 1]) * ((q[:, 0] - p[:, 0]) / (q[:, 1] - p[:, 1]))
        x = np.where(crossed, np.clip(x, 0, width), width)
        step = np.where(crossed, np.where(down, 1, -1), 0)
        order = np.argsort(x, axis=1, kind="stable")
        x, winding = np.take_along_axis(x, order, 1), np.take_along_axis(step, order, 1).cumsum(1)
        inside = winding % 2 == 1 if rule == "evenodd" else winding != 0
        left, right = x[:, :-1][inside[:, :-1]], x[:, 1:][inside[:, :-1]]
        wide = right > left
        left, right = left[wide], right[wide]
        if left.size:
            spans = np.clip(right[:, None] - pixels, 0, 1) - np.clip(left[:, None] - pixels, 0, 1)
            out[row] = spans.sum(0) / lines
    return out


def ellipse(x: float, y: float, width: float, height: float, chords: int = 4096) -> Contour:
    angle = np.arange(chords) * (2 * math.pi / chords)
    # Pushed out by half of what chords lie within the curve.
    grow = 1 + (1 - math.cos(math.pi / chords)) / 2
    points = np.stack(
        [
            x + width / 2 + np.cos(angle) * width / 2 * grow,
            y + height / 2 + np.sin(angle) * height / 2 * grow,
        ],
        axis=1,
    )
    return [(float(px), float(py)) for px, py in points]


def oriented(contour: Contour) -> Contour:
    """Turning the same way, so that the nonzero rule makes a union of pieces."""
    points = np.asarray(contour, np.float64)
    x, y = points[:, 0], points[:, 1]
    area = float((x * np.roll(y, -1) - np.roll(x, -1) * y).sum())
    return contour if area >= 0 else list(contour)[::-1]


def stroke_pieces(
    points: Contour,
    width: float,
    *,
    closed: bool = False,
    join: str = "miter",
    cap: str = "butt",
    miter_limit: float = 10,
) -> list[Contour]:
    """Bars, joins and caps; the stroke is their union."""
    half = width / 2
    p = [np.asarray(point, np.float64) for point in points]
    ways = [*itertools.pairwise(p), *([(p[-1], p[0])] if closed else [])]
    units = [(q - a) / np.hypot(*(q - a)) for a, q in ways]
    pieces: list[Contour] = []
    for (a, q), d in zip(ways, units, strict=True):
        n = half * np.array([-d[1], d[0]])
        pieces.append([tuple(v) for v in (a + n, q + n, q - n, a - n)])
    count = len(ways)
    for i in range(count) if closed else range(1, count):
        pieces += _join(ways[i][0], units[i - 1], units[i], half, join, miter_limit)
    if not closed:
        pieces += _cap(p[0], -units[0], half, cap) + _cap(p[-1], units[-1], half, cap)
    return [oriented(piece) for piece in pieces]


def _disc(center: Float, radius: float) -> Contour:
    return ellipse(center[0] - radius, center[1] - radius, 2 * radius, 2 * radius, 512)


def _join(p: Float, d0: Float, d1: Float, half: float, join: str, limit: float) -> list[Contour]:
    if join == "round":
        return [_disc(p, half)]
    turn = d0[0] * d1[1] - d0[1] * d1[0]
    side = -1.0 if turn > 0 else 1.0  # the outer one
    n0, n1 = (side * half * np.array([-d[1], d[0]]) for d in (d0, d1))
    corners = [p, p + n0, p + n1]
    cosine = float(d0 @ d1)
    half_turn = math.acos(max(-1.0, min(1.0, cosine))) / 2
    if join == "miter" and limit * math.cos(half_turn) >= 1:
        corners.insert(2, p + (n0 + n1) / (1 + cosine))
    return [[tuple(c) for c in corners]]


def _cap(p: Float, d: Float, half: float, cap: str) -> list[Contour]:
    n = half * np.array([-d[1], d[0]])
    if cap == "round":
        return [_disc(p, half)]
    if cap == "square":
        return [[tuple(v) for v in (p + n, p + n + half * d, p - n + half * d, p - n)]]
    return []


def dash_pieces(
    start: tuple[float, float], end: tuple[float, float], dashes: Sequence[float], offset: float
) -> list[Contour]:
    """The drawn parts of a straight line."""
    pattern = list(dashes) * (2 if len(dashes) % 2 else 1)
    a, b = np.asarray(start, float), np.asarray(end, float)
    length = float(np.hypot(*(b - a)))
    at = -(offset % sum(pattern))
    pieces: list[Contour] = []
    while at < length:
        for i, part in enumerate(pattern):
            low, high = max(at, 0.0), min(at + part, length)
            if i % 2 == 0 and high > low:
                pieces.append([tuple(a + (b - a) * (t / length)) for t in (low, high)])
            at += part
    return pieces


def premultiplied(color: Sequence[float]) -> Float:
    r, g, b, a = color
    return np.array([r * a, g * a, b * a, a])


def ramp(t: Float, stops: Sequence[tuple[float, Sequence[float]]], spread: str) -> Float:
    """Premultiplied colours at t; at a step the later one."""
    if spread == "repeat":
        t = t - np.floor(t)
    elif spread == "reflect":
        t = 1 - np.abs(t - 2 * np.floor(t / 2) - 1)
    out = np.empty((*t.shape, 4))
    out[:] = premultiplied(stops[0][1])
    for (t0, c0), (t1, c1) in itertools.pairwise(stops):
        p0, p1 = premultiplied(c0), premultiplied(c1)
        k = np.clip((t - t0) / (t1 - t0), 0, 1)[..., None] if t1 > t0 else np.ones((*t.shape, 1))
        out = np.where((t >= t0)[..., None], p0 + k * (p1 - p0), out)
    return out


def over(below: Float, source: Float, covered: Float) -> Float:
    """Source over, premultiplied, rounded to 8 bits."""
    alpha = covered[..., None]
    mixed = source * alpha + below * (1 - source[..., 3:] * alpha)
    return np.floor(mixed * 255 + 0.5) / 255
