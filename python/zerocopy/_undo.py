"""What a discarded packet changed of the attributes that Python keeps."""

from __future__ import annotations

import threading
from typing import Any


class Undo:
    """Takes back what the discarded packets of one target set: (object, attribute, before, after), or a
    function. What was set again since stays. Thread-safe.

    Packets that are open together may be discarded in any order: a value from before that was itself taken
    back meanwhile gives way to the one before it.
    """

    __slots__ = ("_before", "_lock", "_open")

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open = 0  # packets
        # By object, attribute and value: what was before a value that is taken back. It keeps all three.
        self._before: dict[tuple[int, str, int], tuple[Any, Any, Any]] = {}

    def opened(self) -> None:
        with self._lock:
            self._open += 1

    def ended(self, undo: list[Any]) -> None:
        """One of the packets was discarded, or committed: then nothing is to be undone."""
        with self._lock:
            for step in reversed(undo):
                if callable(step):
                    step()
                else:
                    self._take_back(*step)
            undo.clear()
            self._open -= 1
            if self._open == 0:
                self._before.clear()

    def _take_back(self, owner: Any, name: str, before: Any, after: Any) -> None:
        while found := self._before.get((id(owner), name, id(before))):
            before = found[0]
        if getattr(owner, name) is after:
            setattr(owner, name, before)
        elif before is not after:
            self._before[id(owner), name, id(after)] = (before, owner, after)
