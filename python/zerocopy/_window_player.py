"""Playing in a window: at the frames' times, with the keys that every player has."""

from __future__ import annotations

import time
from collections.abc import Callable

from .errors import ClosedError
from .frame import GpuFrame
from .source import VideoSource
from .window import Window

KEYS = (
    "space pauses, left and right seek by 5 s, f fills the screen, i shows the HUD, s writes a picture,"
    " q or escape ends"
)
_SEEK_S = 5.0
_STALL_S = 0.5
"""Behind by more than this, as after a long resize, media time waits for the pictures."""


class Clock:
    """Media time: it runs with real time, pauses and jumps."""

    def __init__(self, now: Callable[[], float] = time.perf_counter) -> None:
        self._now = now
        self._started_s = 0.0  # real time at which media time was 0
        self._stopped_at_s: float | None = 0.0  # media time while it stands

    @property
    def stands(self) -> bool:
        return self._stopped_at_s is not None

    @property
    def seconds(self) -> float:
        return self._now() - self._started_s if self._stopped_at_s is None else self._stopped_at_s

    def jump(self, seconds: float) -> None:
        if self._stopped_at_s is None:
            self._started_s = self._now() - seconds
        else:
            self._stopped_at_s = seconds

    def toggle(self) -> None:
        if self._stopped_at_s is None:
            self._stopped_at_s = self.seconds
        else:
            self._started_s = self._now() - self._stopped_at_s
            self._stopped_at_s = None


class WindowPlayer:
    """One run of a source in a window. ``show`` submits a frame, presents it and is told whether to go on."""

    def __init__(
        self,
        window: Window,
        source: VideoSource,
        *,
        show: Callable[[GpuFrame], bool],
        snapshot: Callable[[float], None],
        clock: Clock | None = None,
    ) -> None:
        self._window = window
        self._source = source
        self._show = show
        self._snapshot = snapshot
        self._clock = clock or Clock()
        self._next: GpuFrame | None = None
        self._shown_s = 0.0  # time of the picture in the window
        self._hurry = True  # the next frame is shown whatever the time: the first, and after a seek

    def run(self) -> None:
        """Until the file ends, the user ends it or closes the window, or ``show`` says so. Main thread."""
        self._clock.toggle()
        try:
            while not self._window.closed and self._turn():
                pass
        except ClosedError:
            if not self._window.closed:
                raise
        finally:
            self._drop_next()

    def _turn(self) -> bool:
        """One refresh of the display; false at the end."""
        for key in self._window.keys():  # noqa: SIM118
            if key in ("q", "escape"):
                return False
            self._handle(key)
        if self._next is None:
            self._next = next(self._source, None)
            if self._next is None:
                return False
        if not self._is_due(self._next):
            self._window.present()  # waits for the refresh, and repaints where something else changed
            return True
        frame, self._next = self._next, None
        self._shown_s = frame.pts_ns / 1e9
        try:
            return self._show(frame)
        finally:
            frame.close()  # the layer keeps its own claim

    def _is_due(self, frame: GpuFrame) -> bool:
        due_s = frame.pts_ns / 1e9
        if self._hurry:
            self._hurry = False
            self._clock.jump(due_s)
            return True
        if self._clock.stands:
            return False
        if self._clock.seconds - due_s > _STALL_S:
            self._clock.jump(due_s)
        return self._clock.seconds >= due_s

    def _handle(self, key: str) -> None:
        if key == "space":
            self._clock.toggle()
        elif key == "left":
            self._seek(-_SEEK_S)
        elif key == "right":
            self._seek(_SEEK_S)
        elif key == "f":
            self._window.fullscreen = not self._window.fullscreen
        elif key == "i":
            self._window.hud = not self._window.hud
        elif key == "s":
            self._snapshot(self._shown_s)

    def _seek(self, by_s: float) -> None:
        end_s = self._source.info.duration_s
        to_s = max(self._shown_s + by_s, 0.0)
        self._source.seek(min(to_s, end_s) if end_s > 0 else to_s)
        self._drop_next()
        self._shown_s = to_s
        self._hurry = True

    def _drop_next(self) -> None:
        if self._next is not None:
            self._next.close()
            self._next = None
