"""Frames decoded ahead on a thread, and the passing of them from that thread to the one that takes them."""

from __future__ import annotations

import atexit
import ctypes
import os
import threading
from collections import deque
from contextlib import suppress
from typing import NamedTuple

from ._decoder import Decoder
from .errors import ClosedError
from .frame import GpuFrame

CLOSE_WAIT_S = 10.0  # a read from a dead network mount may never return

_Result = GpuFrame | Exception | None


class _Signal:
    """Wakes a thread that waits, or the next one that would.

    No queue, event or condition: set() may run in a finalizer in the middle of another set() or wait() of
    the same thread, and takes no lock that could be held; an interrupt may cut wait() short anywhere. A
    signal carries nothing: who waits looks at the state before each wait, so that none is ever missed.
    """

    def __init__(self) -> None:
        self._unset = threading.Lock()
        self._unset.acquire()

    def set(self) -> None:
        with suppress(RuntimeError):  # is set already
            self._unset.release()

    def wait(self) -> None:
        self._unset.acquire()


class _Run(NamedTuple):
    """What is decoded from one point of the stream on. A seek begins another; nothing can mix the two."""

    from_ns: int | None
    """None: from where the decoder stands."""
    results: deque[_Result]
    """At its end None, for ever; before that an error, if that is why it ends."""


class DecodeQueue:
    """Decodes ahead on a thread. Knows no VideoSource, so that an unclosed one can be collected.

    What both threads share is `stopped` and `_run`, each of which changes in one step of the interpreter, and
    the room that is left follows from them. So they agree wherever an interrupt hits the thread that takes.
    """

    def __init__(self, decoder: Decoder, ahead: int) -> None:
        self.decoder = decoder
        self.stopped = False
        self._run = _Run(None, deque())
        self._most = ahead + 1  # the next frame, which frame_at() may only have looked at, and those ahead
        self._result_came = _Signal()
        self._work_came = _Signal()
        self._thread = threading.Thread(target=self._decode, name="zerocopy-decode", daemon=True)
        _running.add(self)

    def start(self) -> None:
        self._thread.start()

    def peek(self) -> _Result:
        """The next result. Waits for it; raises ClosedError once the queue is stopped."""
        while True:
            try:
                return self._run.results[0]
            except IndexError:
                pass
            if self.stopped:
                self._result_came.set()  # for whoever else waits
                raise closed_error()
            self._work_came.set()  # an interrupt may have come before take() or seek() did it
            self._result_came.wait()

    def take(self) -> None:
        """Removes what peek() returned."""
        try:
            del self._run.results[0]
        except IndexError:
            raise closed_error() from None  # since peek(), by another thread
        self._work_came.set()

    def seek(self, target_ns: int) -> None:
        """Makes the result for this time the next one."""
        old, self._run = self._run, _Run(target_ns, deque())
        old.results.clear()
        self._work_came.set()

    def stop(self) -> None:
        """Any thread, also from a finalizer; does not wait."""
        self.stopped = True
        self._work_came.set()
        self._result_came.set()

    def end(self, wait_s: float) -> None:
        """Stops, waits for the packet in work and lets go of the frames."""
        self.stop()
        if self._thread.ident is None:
            _running.discard(self)  # it could not be started
        elif self._thread is not threading.current_thread():
            self._thread.join(wait_s)
        self._run.results.clear()

    def _decode(self) -> None:
        run = self._run
        ended = False
        result: _Result
        try:
            while not self.stopped:
                try:
                    if run is not self._run:
                        run, ended = self._run, False
                        self._go_to(run)
                    elif ended or len(run.results) >= self._most:
                        self._work_came.wait()
                        continue
                    result = self._next_frame()
                    ended = result is None
                    run.results.append(result)
                    del result  # or it would live on until the next one is decoded
                except Exception as error:
                    ended = True
                    run.results.extend((error, None))
                self._result_came.set()
        finally:
            self.stop()
            self.decoder.close()
            _running.discard(self)

    def _go_to(self, run: _Run) -> None:
        if run.from_ns is not None:
            self.decoder.seek(run.from_ns, lambda: self.stopped or run is not self._run)

    def _next_frame(self) -> GpuFrame | None:
        while (picture := self.decoder.next()) is not None:
            if (frame := self.decoder.frame_of(picture)) is not None:
                return frame
        return None


def closed_error() -> ClosedError:
    return ClosedError("The VideoSource is closed; open the file again.")


_running: set[DecodeQueue] = set()


def _stop_all() -> None:
    """Before the interpreter is torn down: a thread that wakes up later would be killed inside FFmpeg."""
    for queue in list(_running):
        queue.stop()
    for queue in list(_running):
        queue.end(CLOSE_WAIT_S)


def _forget_all() -> None:
    """In a forked child, without the threads: freeing a decoder would wait for FFmpeg's own for ever."""
    for queue in _running:
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(queue.decoder))
    _running.clear()


atexit.register(_stop_all)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_all)
