"""Awaiting the ends of packets without a thread: the core rings a pipe that the loop watches."""

from __future__ import annotations

import asyncio

from . import _core


class _Watch:
    """What is awaited on one loop, on its thread; there only while something is."""

    __slots__ = ("bell", "waiting")

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.bell = _core.Bell()
        self.waiting: dict[asyncio.Future[None], _core.Pending] = {}
        loop.add_reader(self.bell.fileno(), self._rung)

    def _rung(self) -> None:
        self.bell.silence()
        for future, pending in self.waiting.items():
            if pending.done and not future.done():
                future.set_result(None)


_watches: dict[asyncio.AbstractEventLoop, _Watch] = {}


async def ended(target: _core.Target, pending: _core.Pending) -> None:
    """Returns once the packet has ended, which the target's own thread sees to. Raises OSError where no
    descriptor is left for the pipe."""
    if pending.done:
        return
    loop = asyncio.get_running_loop()
    watch = _watches.get(loop)
    if watch is None:
        watch = _watches[loop] = _Watch(loop)
    future = loop.create_future()
    watch.waiting[future] = pending
    try:
        if target.tell_ended(pending, watch.bell):
            await future
    finally:
        del watch.waiting[future]
        if not watch.waiting:
            del _watches[loop]
            if not loop.is_closed():
                loop.remove_reader(watch.bell.fileno())
