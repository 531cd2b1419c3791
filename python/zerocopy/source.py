"""Decoded video as an iterator of frames, decoded ahead on a thread of its own."""

from __future__ import annotations

import os
import weakref
from collections.abc import Iterator
from dataclasses import replace

from . import _core, _values
from ._decode_queue import CLOSE_WAIT_S, DecodeQueue, closed_error
from ._owned import Closing
from ._vt import Note, open_decoder
from .errors import InvalidArgumentError, MediaOpenError
from .frame import GpuFrame
from .types import ColorSpec, Fallback, Path, VideoInfo

_NS = 1_000_000_000
_NEAR_NS = _NS  # up to here frame_at() takes frames that are decoded ahead, beyond it seeks
_FAR_S = 1e9  # stands for any time beyond it: its ns fit everywhere
_MOST_AHEAD = 64
_COLLECTION_WAIT_S = 1.0  # a collection may run in the middle of anything
_HARDWARE = ("prefer", "require", "off")


class VideoSource(Closing, Iterator[GpuFrame]):
    """The frames of a video file in order of time, as handles on the decoder's own memory.

    ``path``: a file. ``hardware``: "prefer" a hardware decoder, "require" one or keep it "off". The metal
    device has one, VideoToolbox, for H.264, HEVC, VP9 and AV1 as far as the system decodes them; all else
    is decoded in software, and `fallback` says why. PyAV hands out no handles on hardware frames, so that
    on other devices "require" raises. ``threads``: of the software decoder, 0 for FFmpeg's choice.
    ``queue``: frames decoded ahead, 1 to 64.

    Opening reads and decodes up to the first frame and may block, as `__next__`, `seek` and `frame_at` do.
    Use by one thread at a time; only `close` may come from any. Frames belong to the caller: each keeps its
    picture alive until it is closed or collected, also after the source; ``list(source)`` never stalls.
    Where the system's pool of pictures is used up by frames that are open, the next one is
    `FramePoolExhausted`; close frames, then `seek`.

    Raises `MediaNotFoundError` for a missing file, `MediaOpenError` for one that holds no video that can be
    decoded, `InvalidArgumentError` and `UnsupportedError` for the other arguments.
    """

    def __init__(
        self,
        path: Path,
        *,
        hardware: str = "prefer",
        threads: int = 0,
        queue: int = 4,
        device: str = "cpu",
        note: Note = lambda reason, detail: None,
    ) -> None:
        _core.check_process()
        name = _check_path(path)
        if not isinstance(hardware, str) or hardware not in _HARDWARE:
            raise InvalidArgumentError(
                f"The argument hardware is {_values.shown(hardware)};"
                f" pass one of {', '.join(map(repr, _HARDWARE))}."
            )
        _check_int("threads", threads, 0, 1024)
        _check_int("queue", queue, 1, _MOST_AHEAD)
        decoder = open_decoder(name, threads, hardware, device, note)
        self._queue = DecodeQueue(decoder, queue)
        # For a source that is collected unclosed.
        self._finalizer = weakref.finalize(self, self._queue.end, _COLLECTION_WAIT_S)
        self._finalizer.atexit = False  # the queue does it
        self._end_ns: int | None = None
        self._shown: GpuFrame | None = None  # the last frame given out
        try:
            self._queue.start()
            first = self._peek()
            if first is None:
                raise MediaOpenError(
                    f"The file '{name}' holds {decoder.codec_name} video of which none of"
                    f" {decoder.packets_read} packets could be decoded."
                )
        except BaseException:
            self._shut_down()
            raise
        self._first_ns = first.pts_ns
        self._info = VideoInfo(
            width=first.width,
            height=first.height,
            fps=decoder.fps,
            duration_s=decoder.duration_s,
            frame_count=decoder.stream.frames or None,
            codec=decoder.codec_name,
            decoder=decoder.name,
            hardware=decoder.hardware,
            color=ColorSpec(*decoder.stream_color),
        )

    @property
    def info(self) -> VideoInfo:
        """What the file says of its video, and what decodes it now."""
        decoder = self._queue.decoder
        if (self._info.decoder, self._info.hardware) != (decoder.name, decoder.hardware):
            self._info = replace(self._info, decoder=decoder.name, hardware=decoder.hardware)
        return self._info

    @property
    def fallback(self) -> Fallback:
        """Why software decodes though the device has a hardware decoder; else falsy."""
        return self._queue.decoder.fallback

    @property
    def decode_errors(self) -> int:
        """Packets that could not be read or decoded, and frames reported as damaged by the decoder."""
        return self._queue.decoder.errors

    @property
    def closed(self) -> bool:
        """True after `close()`. Any thread."""
        return self._queue.stopped

    def __next__(self) -> GpuFrame:
        """The next frame. Blocks until it is decoded. Raises `ClosedError`, and what decoding met."""
        self._check()
        frame = self._peek()
        if frame is None:
            raise StopIteration
        self._take(frame)
        return frame

    def seek(self, seconds: float) -> None:
        """Makes the next frame the one with the greatest time <= ``seconds``, or the first frame.

        Returns at once; what goes wrong is raised by the next call.
        """
        self._check()
        self._seek(max(_check_seconds(seconds), self._first_ns))

    def frame_at(self, seconds: float) -> GpuFrame | None:
        """The frame shown at ``seconds`` from the stream's start: the same object while it is (and open).

        Before the first frame: the first; past the end of the last: None. Blocks; costs least for times
        that go forward.
        """
        self._check()
        target = max(_check_seconds(seconds), self._first_ns)
        if self._end_ns is not None and target >= self._end_ns:
            return None
        if self._is_far(target):
            self._seek(target)
        given = shown = self._shown
        while (following := self._peek()) is not None:
            if shown is not None and following.pts_ns > target:
                break
            if shown is not None and shown is not given:
                shown.close()  # passed by, never given out
            shown = following
            self._take(shown)
        return None if self._end_ns is not None and target >= self._end_ns else shown

    def close(self) -> None:
        """Stops the decoder's thread (waits for the packet in work) and closes the file. Idempotent.

        Any thread; one that waits for a frame gets `ClosedError` at once.
        """
        _core.check_process()
        self._shut_down()

    def __repr__(self) -> str:
        state = " (closed)" if self.closed else ""
        info = self.info
        return f"<VideoSource {info.width}x{info.height} {info.codec} '{self._queue.decoder.path}'{state}>"

    def _check(self) -> None:
        _core.check_process()
        if self.closed:
            raise closed_error()

    def _peek(self) -> GpuFrame | None:
        """The frame to give out next; None at the end. Blocks."""
        result = self._queue.peek()
        shown = self._shown
        if isinstance(result, Exception):
            self._shown = None
            self._queue.take()
            raise result
        if result is None and shown is not None:
            self._end_ns = shown.pts_ns + shown.duration_ns
        return result

    def _is_far(self, target_ns: int) -> bool:
        """Whether a seek is the way there, not the frames that come next."""
        shown, following = self._shown, self._peek()
        if shown is not None and (shown.closed or target_ns < shown.pts_ns):
            return True
        if following is None:
            return shown is None
        return target_ns - following.pts_ns > _NEAR_NS or (shown is None and target_ns < following.pts_ns)

    def _take(self, frame: GpuFrame) -> None:
        """``frame``: what _peek() returned."""
        self._shown = frame
        self._queue.take()

    def _seek(self, target_ns: int) -> None:
        self._shown = None
        self._queue.seek(target_ns)

    def _shut_down(self) -> None:
        self._queue.end(CLOSE_WAIT_S)
        self._shown = None


def _check_path(path: Path) -> str:
    try:
        name = os.fspath(path)
    except TypeError:
        name = None
    if not isinstance(name, str):
        raise InvalidArgumentError(f"The path is {path!r}; pass a str or an os.PathLike of str.")
    return name


def _check_int(name: str, value: int, least: int, most: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise InvalidArgumentError(
            f"The argument {name} is {_values.shown(value)}; pass an int from {least} to {most}."
        )


def _check_seconds(seconds: float) -> int:
    value = _values.number(seconds, "The time in seconds")
    return round(max(-_FAR_S, min(value, _FAR_S)) * _NS)
