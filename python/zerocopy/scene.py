"""The scene of a target."""

from __future__ import annotations

import itertools
import os
import threading
import weakref
from collections.abc import Callable
from contextlib import suppress

from . import _core
from .errors import ClosedError
from .groups import Container
from .layer import Layer


class Scene(Container):
    """The layers of a target. Thread-safe; nothing here blocks.

    ``rect=None`` means the whole target, following its size; for images and text their own size at 0, 0.
    """

    __slots__ = ("__weakref__", "_callbacks", "_group", "_layers", "_lock", "_numbers", "_root", "_target")
    _kept = True
    _depth = 0

    def __init__(self, native: _core.Target) -> None:
        self._root = self
        self._target = native
        self._group = None
        self._layers: list[Layer] = []
        self._callbacks: dict[int, Callable[[bool], object]] = {}  # by animation
        self._numbers = itertools.count(1)  # of layers
        # Guards what all containers of the scene hold and how they lay it out, the undoing of packets, and
        # _callbacks, where an animation is found before it ends. Held for a few edits at most; nothing that
        # blocks and no function of the user's runs under it. Re-entrant: a layout edits what it moves.
        self._lock = threading.RLock()
        _scenes.add(self)

    def _size(self) -> tuple[float, float]:
        return self._target.size

    def _follow_size(self) -> None:
        with self._lock:
            self._arrange(resized=True)

    def _arrange_all(self) -> None:
        """After something of the scene was taken back, with the lock held."""
        with suppress(ClosedError):  # of a target that was closed meanwhile
            for layer in self._inside():
                if isinstance(layer, Container):
                    layer._arrange(settle=False)

    def _take_callbacks(self) -> list[tuple[Callable[[bool], object], bool]]:
        """Of the animations that have ended; once the target is closed, of all."""
        with self._lock:
            ended = self._target.take_ended_animations()
            due = [(self._callbacks.pop(number), done) for number, done in ended if number in self._callbacks]
            if self._target.closed:
                due += [(callback, False) for callback in self._callbacks.values()]
                self._callbacks.clear()
            return due


_scenes: weakref.WeakSet[Scene] = weakref.WeakSet()


def _leave_to_parent() -> None:
    """In a forked child, which refuses every call and tells nobody: some thread of the parent's may hold a
    lock."""
    for scene in _scenes:
        scene._lock = threading.RLock()
        scene._callbacks = {}


os.register_at_fork(after_in_child=_leave_to_parent)
