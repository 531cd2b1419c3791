"""The scene of a target."""

from __future__ import annotations

import threading
from collections.abc import Callable

from . import _core
from .groups import Container
from .layer import Layer


class Scene(Container):
    """The layers of a target. Thread-safe; nothing here blocks.

    ``rect=None`` means the whole target, following its size; for images and text their own size at 0, 0.
    """

    __slots__ = ("_callbacks", "_group", "_layers", "_lock", "_root", "_target")

    def __init__(self, native: _core.Target) -> None:
        self._root = self
        self._target = native
        self._group = None
        self._layers: list[Layer] = []
        self._callbacks: dict[int, Callable[[bool], object]] = {}  # by animation
        self._lock = threading.Lock()  # guards _callbacks; an animation is there before it ends

    def _size(self) -> tuple[float, float]:
        return self._target.size

    def _take_callbacks(self) -> list[tuple[Callable[[bool], object], bool]]:
        """Of the animations that have ended."""
        with self._lock:
            ended = self._target.take_ended_animations()
            return [
                (self._callbacks.pop(number), done) for number, done in ended if number in self._callbacks
            ]
