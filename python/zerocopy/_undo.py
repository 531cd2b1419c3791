"""What a discarded packet changed of the attributes that Python keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import _core
    from .scene import Scene


class Undo:
    """Takes back what the discarded packets of one target set: (object, attribute, before, after), or a
    function. What was set again since stays. Thread-safe, by the scene's lock.

    Packets that are open together may be discarded in any order: a value from before that was itself taken
    back meanwhile gives way to the one before it.
    """

    __slots__ = ("_before", "_open", "_scene")

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._open = 0  # packets
        # By object, attribute and value: what was before a value that is taken back. It keeps all three.
        self._before: dict[tuple[int, str, int], tuple[Any, Any, Any]] = {}

    def opened(self) -> None:
        with self._scene._lock:
            self._open += 1

    def ended(self, packet: _core.Packet) -> None:
        """Discards it, unless it was committed: then nothing is to be undone."""
        with self._scene._lock:  # nobody sees a layer of the scene that is gone with the packet
            undo = packet.discard()
            for step in reversed(undo):
                if callable(step):
                    step()
                else:
                    self._take_back(*step)
            if undo:  # others may have laid out meanwhile by what is taken back
                self._scene._arrange_all()
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
