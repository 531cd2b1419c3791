"""The same scene once more on a fresh target: what a picture must be equal to, however it came about."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

import zerocopy as zc
from zerocopy import testing

Pixels = NDArray[np.uint8]
# Makes a layer of the same content in a container of another target.
Recipe = Callable[[Any], zc.Layer]
# What a layer keeps for itself: the animated ones are read as composed.
NOT_ANIMATED = ("fit", "blend", "shadow")


def span(low: float, high: float) -> float:
    """The length that gives exactly `high` when it is added to `low`."""
    length = high - low
    for candidate in (length, math.nextafter(length, math.inf), math.nextafter(length, -math.inf)):
        if low + candidate == high:
            return candidate
    raise AssertionError(f"no length leads from {low!r} to {high!r}")


def rect_between(edges: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    left, top, right, bottom = edges
    return left, top, span(left, right), span(top, bottom)


class Recipes:
    """How to make each layer of a scene again."""

    def __init__(self) -> None:
        self._content: dict[zc.Layer, Recipe] = {}

    def __setitem__(self, layer: zc.Layer, recipe: Recipe) -> None:
        self._content[layer] = recipe

    def forget(self, layer: zc.Layer) -> None:
        self._content.pop(layer, None)

    def fill(self, source: Any, container: Any) -> None:
        """Everything of `source` that the latest composition knew, in another container."""
        for layer in source.layers:
            shown = testing.shown(layer)
            if shown is None:
                continue
            holds = isinstance(layer, zc.GroupLayer)
            made = container.add_group() if holds else self._content[layer](container)
            for name, value in shown.items():
                if name in ("rect", "clip"):
                    value = None if value is None else rect_between(value)
                if hasattr(made, name) and getattr(made, name) != value:
                    setattr(made, name, value)
            for name in NOT_ANIMATED:
                if hasattr(made, name) and getattr(made, name) != getattr(layer, name):
                    setattr(made, name, getattr(layer, name))
            if holds:
                self.fill(layer, made)

    def compose(self, session: zc.Session, target: zc.Target, background: zc.Color = "#0000") -> Pixels:
        """The picture of the target's scene as it was last composed, from nothing."""
        with session.open_offscreen(target.width, target.height, background=background) as fresh:
            if target.scale != 1:
                testing.set_scale(fresh, target.scale)
            self.fill(target.scene, fresh.scene)
            assert fresh.present().status == "presented"
            return fresh.read_pixels()
