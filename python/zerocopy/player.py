"""Playing a file from its first frame to its last, and the report of it."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import partial
from pathlib import Path as FilePath
from typing import Any

from PIL import Image

from ._owned import Closing
from ._window_player import WindowPlayer
from .errors import ClosedError, InvalidArgumentError
from .frame import GpuFrame
from .session import Session
from .target import Target
from .types import FallbackReason, InteropStatus, Mode, Path, PresentOutcome, Transition
from .window import Window

Progress = Callable[[int, int | None], None]
"""Called with the frames shown so far, and how many there will be where that is known."""


@dataclass(frozen=True, slots=True)
class PlayReport:
    """How a file was played: the keys of ``zerocopy play --json``."""

    device: str
    gpu: bool
    status: InteropStatus
    frames_decoded: int
    """Frames taken from the source; those decoded ahead and not asked for are not counted."""
    frames_submitted: int
    frames_presented: int
    frames_dropped: int
    imports: int
    import_failures: int
    bridges: int
    uploads: int
    host_bytes_copied: int
    fallback_switches: int
    fallback_reasons: Mapping[FallbackReason, int]
    longest_streak: int
    transitions: tuple[Transition, ...]
    decode_errors: int
    seconds: float
    """From opening the file to the last present."""
    fps: float
    """Frames presented per second of that time."""
    cpu_ms_per_frame: float
    """CPU time of the whole process in that time, decoding included, per frame presented."""
    compose_ms_p50: float
    """From a frame's submission to the device's completion of its picture, at the median; where the device
    completes after present() has returned, to that return."""
    compose_ms_p99: float

    def to_json(self) -> dict[str, Any]:
        """As plain types that JSON knows, in this order."""
        plain: dict[str, Any] = {field.name: getattr(self, field.name) for field in fields(self)}
        plain["fallback_reasons"] = {str(reason): count for reason, count in self.fallback_reasons.items()}
        plain["transitions"] = [
            {field.name: getattr(step, field.name) for field in fields(step)} for step in self.transitions
        ]
        return plain


class Player(Closing):
    """Plays one file once: off screen as fast as it can, in a window at the frames' times.

    ``with``, then `run()` and `report()`; the report is also right after `run()` was interrupted.
    """

    def __init__(
        self,
        path: Path,
        *,
        device: str = "auto",
        mode: Mode | str = "auto",
        offscreen: tuple[int, int] | None = None,
        frames: int | None = None,
        snapshot: Path | None = None,
        hud: bool = False,
    ) -> None:
        if frames is not None and (not isinstance(frames, int) or frames < 1):
            raise InvalidArgumentError(
                f"The number of frames is {frames!r}; pass 1 or more, or None for all."
            )
        if snapshot is not None:
            _check_snapshot(os.fspath(snapshot))
        self._frames = frames
        self._snapshot = snapshot
        self._session = Session(device=device, mode=mode)
        try:
            self._begin_s = time.perf_counter()
            self._begin_cpu_s = time.process_time()
            self._source = self._session.open(path)
            self._path = os.fspath(path)
            self._target = self._open_target(offscreen)
            self._video = self._target.scene.add_video()
            self._target.hud = hud
        except BaseException:
            self._session.close()
            raise
        self._decoded = 0
        self._seconds = 0.0
        self._cpu_s = 0.0
        self._compose_ms: list[float] = []

    def _open_target(self, offscreen: tuple[int, int] | None) -> Target:
        if offscreen is not None:
            return self._session.open_offscreen(*offscreen)
        info = self._source.info
        return self._session.open_window(info.width, info.height, title=os.path.basename(self._path))

    @property
    def frame_count(self) -> int | None:
        """Frames that will be played, where the file tells."""
        counts = [count for count in (self._frames, self._source.info.frame_count) if count is not None]
        return min(counts, default=None)

    def run(self, progress: Progress | None = None) -> None:
        """Plays to the end, or until the user ends it in the window; one present for each frame. Blocks."""
        show = partial(self._show, progress)
        try:
            if isinstance(self._target, Window):
                WindowPlayer(self._target, self._source, show=show, snapshot=self._snapshot_at).run()
            else:
                for frame in self._source:
                    go_on = show(frame)
                    frame.close()  # the layer keeps its own claim
                    if not go_on:
                        break
        finally:
            self._seconds = time.perf_counter() - self._begin_s
            self._cpu_s = time.process_time() - self._begin_cpu_s
        if self._snapshot is not None:
            if self._target.closed:
                raise ClosedError("The window was closed, so that there is no last picture to write.")
            self._target.snapshot(self._snapshot)

    def _show(self, progress: Progress | None, frame: GpuFrame) -> bool:
        """Presents a frame; false when it was the last one asked for."""
        self._decoded += 1
        self._video.submit(frame)
        self._note(self._target.present())
        if progress is not None:
            progress(self._decoded, self.frame_count)
        return self._decoded != self._frames

    def _snapshot_at(self, seconds: float) -> None:
        """What the window shows, next to where the program was started."""
        stem = FilePath(self._path).stem
        self._target.snapshot(f"{stem}-{seconds:.3f}.png")

    def _note(self, outcome: PresentOutcome) -> None:
        if outcome.status == "presented" and outcome.submitted_ns:
            end_ns = outcome.completed_ns or outcome.presented_ns
            self._compose_ms.append((end_ns - outcome.submitted_ns) / 1e6)

    def report(self) -> PlayReport:
        """What has been played up to now."""
        device = self._session.device
        counters = self._video.counters
        shown = counters.frames_presented
        return PlayReport(
            device=device.name,
            gpu=device.gpu,
            status=self._video.status,
            frames_decoded=self._decoded,
            frames_submitted=counters.frames_submitted,
            frames_presented=shown,
            frames_dropped=counters.frames_dropped,
            imports=counters.imports,
            import_failures=counters.import_failures,
            bridges=counters.bridges,
            uploads=counters.uploads,
            host_bytes_copied=counters.host_bytes_copied,
            fallback_switches=counters.fallback_switches,
            fallback_reasons=counters.fallback_reasons,
            longest_streak=counters.longest_streak,
            transitions=self._video.transitions,
            decode_errors=self._source.decode_errors,
            seconds=round(self._seconds, 6),
            fps=round(shown / self._seconds, 3) if self._seconds else 0.0,
            cpu_ms_per_frame=round(self._cpu_s * 1e3 / shown, 4) if shown else 0.0,
            compose_ms_p50=round(percentile(self._compose_ms, 50), 4),
            compose_ms_p99=round(percentile(self._compose_ms, 99), 4),
        )

    def close(self) -> None:
        self._session.close()


def play(
    path: Path,
    *,
    device: str = "auto",
    mode: Mode | str = "auto",
    offscreen: tuple[int, int] | None = None,
    frames: int | None = None,
    snapshot: Path | None = None,
) -> PlayReport:
    """Plays a file to its end and returns the report.

    ``device``, ``mode``: see `Session`. ``offscreen``: width and height in px of a target in memory, where
    it plays as fast as it can; None: a window, at the frames' times, where space pauses, left and right seek
    by 5 s, f fills the screen, i shows the HUD, s writes a picture, and q, escape and closing the window end
    it. ``frames``: at most so many. ``snapshot``: an image file for the last picture. Blocks meanwhile.

    Raises `MediaOpenError`, `InvalidArgumentError`, `UnsupportedError` (no such device, or no window system),
    and OSError where the snapshot cannot be written.
    """
    with Player(
        path, device=device, mode=mode, offscreen=offscreen, frames=frames, snapshot=snapshot
    ) as player:
        player.run()
        return player.report()


def percentile(values: list[float], percent: float) -> float:
    """The smallest value that ``percent`` % of the values do not exceed; 0 without values."""
    if not values:
        return 0.0
    rank = -(-len(values) * percent // 100)
    return sorted(values)[max(int(rank), 1) - 1]


def _check_snapshot(path: str) -> None:
    """Before an hour of video is played for it."""
    suffix = FilePath(path).suffix.lower()
    if suffix not in Image.registered_extensions():
        raise InvalidArgumentError(f"The snapshot '{path}' has no known image suffix; end it with .png.")
    folder = os.path.dirname(os.path.abspath(path))
    if not os.path.isdir(folder):
        raise FileNotFoundError(errno.ENOENT, "The folder of the snapshot does not exist", path)
