"""Decoded video as an iterator of frames, decoded ahead on a thread of its own."""

from __future__ import annotations

import atexit
import ctypes
import itertools
import math
import os
import threading
import weakref
from collections.abc import Iterator
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Self

import av.error

from . import _core
from ._av import Color, Converter, color_of, orientation_of, sample_aspect_ratio_of
from ._decoder import Decoder, Picture
from .errors import ClosedError, InvalidArgumentError, MediaOpenError, UnsupportedError
from .frame import GpuFrame, frame_from_av
from .types import ColorSpec, Path, VideoInfo

_NS = 1_000_000_000
_NEAR_NS = _NS  # up to here frame_at() takes frames that are decoded ahead, beyond it seeks
_MOST_AHEAD = 64
# A read from a dead network mount may never return, and a collection may run in the middle of anything.
_CLOSE_WAIT_S = 10.0
_COLLECTION_WAIT_S = 1.0
_HARDWARE = ("prefer", "require", "off")
_generations = itertools.count(1)


class VideoSource(Iterator[GpuFrame]):
    """The frames of a video file in order of time, as handles on the decoder's own memory.

    ``path``: a file. ``hardware``: "prefer" a hardware decoder, "require" one or keep it "off"; PyAV hands
    out no handles on hardware frames, so that today "prefer" decodes in software and "require" raises.
    ``threads``: of the decoder, 0 for FFmpeg's choice. ``queue``: frames decoded ahead, 1 to 64.

    Opening reads and decodes up to the first frame and may block, as `__next__`, `seek` and `frame_at` do.
    Use by one thread at a time. Frames belong to the caller: each keeps its picture alive until it is
    closed or collected, also after the source; ``list(source)`` never stalls.

    Raises `MediaNotFoundError` for a missing file, `MediaOpenError` for one that holds no video that can be
    decoded, `InvalidArgumentError` and `UnsupportedError` for the other arguments.
    """

    info: VideoInfo

    def __init__(self, path: Path, *, hardware: str = "prefer", threads: int = 0, queue: int = 4) -> None:
        _core.check_process()
        name = _check_path(path)
        if hardware not in _HARDWARE:
            raise InvalidArgumentError(
                f"The argument hardware is {hardware!r}; pass one of {', '.join(map(repr, _HARDWARE))}."
            )
        _check_int("threads", threads, 0, 1024)
        _check_int("queue", queue, 1, _MOST_AHEAD)
        if hardware == "require":
            raise UnsupportedError(
                "No hardware decoder is available: PyAV exposes no handle on its hardware frames."
                " Pass hardware='prefer' to decode in software."
            )
        decoder = Decoder(name, threads)
        self._worker = worker = _Worker(decoder, queue)
        # For a source that is collected unclosed.
        self._finalizer = weakref.finalize(self, worker.end, _COLLECTION_WAIT_S)
        self._finalizer.atexit = False  # _stop_all() does it
        self._epoch = 0
        self._ended = False
        self._end_ns: int | None = None
        self._shown: GpuFrame | None = None  # the last frame given out
        self._following: GpuFrame | None = None  # taken from the queue, not given out yet
        worker.thread.start()
        try:
            first = self._peek()
            if first is None:
                raise MediaOpenError(
                    f"The file '{name}' holds {decoder.codec.name} video of which none of"
                    f" {decoder.packets_read} packets could be decoded."
                )
        except BaseException:
            self._shut_down()
            raise
        self._first_ns = first.pts_ns
        self.info = VideoInfo(
            width=first.width,
            height=first.height,
            fps=decoder.fps,
            duration_s=decoder.duration_s,
            frame_count=decoder.stream.frames or None,
            codec=decoder.codec.codec.canonical_name,
            decoder=decoder.codec.name,
            hardware=False,
            color=ColorSpec(*worker.stream_color),
        )

    @property
    def decode_errors(self) -> int:
        """Packets that could not be read or decoded, and frames reported as damaged by the decoder."""
        return self._worker.decoder.errors

    @property
    def closed(self) -> bool:
        return self._worker.stopped

    def __next__(self) -> GpuFrame:
        """The next frame. Blocks until it is decoded. Raises `ClosedError`, and what decoding met."""
        self._check()
        frame = self._peek()
        if frame is None:
            raise StopIteration
        self._take()
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
        given = self._shown
        while (following := self._peek()) is not None:
            if self._shown is not None and following.pts_ns > target:
                break
            if self._shown is not None and self._shown is not given:
                self._shown.close()  # passed by, never given out
            self._take()
        return None if self._end_ns is not None and target >= self._end_ns else self._shown

    def close(self) -> None:
        """Stops the decoder's thread (waits for the packet in work) and closes the file. Idempotent."""
        _core.check_process()
        self._shut_down()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        state = " (closed)" if self.closed else ""
        info = self.info
        return f"<VideoSource {info.width}x{info.height} {info.codec} '{self._worker.decoder.path}'{state}>"

    def _check(self) -> None:
        _core.check_process()
        if self._worker.stopped:
            raise ClosedError("The VideoSource is closed; open the file again.")

    def _peek(self) -> GpuFrame | None:
        """The frame to give out next; None at the end. Blocks."""
        if self._following is None and not self._ended:
            epoch, result = self._worker.results.get()
            while epoch != self._epoch:  # decoded before a seek
                if isinstance(result, GpuFrame):
                    result.close()
                epoch, result = self._worker.results.get()
            if isinstance(result, GpuFrame):
                self._worker.requests.put(epoch)
                self._following = result
            else:
                self._ended = True
                if result is not None:
                    raise result
                if self._shown is not None:
                    self._end_ns = self._shown.pts_ns + self._shown.duration_ns
        return self._following

    def _is_far(self, target_ns: int) -> bool:
        """Whether a seek is the way there, not the frames that come next."""
        shown, following = self._shown, self._peek()
        if shown is not None and (shown.closed or target_ns < shown.pts_ns):
            return True
        if following is None:
            return shown is None
        return target_ns - following.pts_ns > _NEAR_NS or (shown is None and target_ns < following.pts_ns)

    def _take(self) -> None:
        self._shown, self._following = self._following, None

    def _seek(self, target_ns: int) -> None:
        self._epoch += 1
        self._worker.requests.put((self._epoch, target_ns))
        self._discard()
        self._shown = None
        self._ended = False

    def _discard(self) -> None:
        if self._following is not None:
            self._following.close()
            self._following = None
        self._worker.discard_results()

    def _shut_down(self) -> None:
        self._worker.end(_CLOSE_WAIT_S)
        self._discard()
        self._shown = None


_Result = tuple[int, GpuFrame | BaseException | None]
_Request = int | tuple[int, int] | None


class _Worker:
    """Decodes ahead on a thread. Knows no VideoSource, so that an unclosed one can be collected."""

    def __init__(self, decoder: Decoder, queue: int) -> None:
        self.decoder = decoder
        self.stopped = False
        self.stream_color: Color
        self.thread = threading.Thread(target=self._run, name="zerocopy-decode", daemon=True)
        # An epoch (the caller took a frame of it), an epoch and a time to seek to, or None to stop.
        # A SimpleQueue, because its put() may run in a finalizer, whatever locks are held.
        self.requests: SimpleQueue[_Request] = SimpleQueue()
        # An epoch and a frame, None for the end, or an error. Never more frames than `queue`.
        self.results: SimpleQueue[_Result] = SimpleQueue()
        self._queue = queue
        self._convert = Converter()
        self._configuration: object = None
        self._generation = 0
        self._aspect = (1, 1)
        self._orientation = (0, False)
        self._turned = 0
        _running.add(self)

    def stop(self) -> None:
        """Any thread, also from a finalizer; does not wait."""
        self.stopped = True
        self.requests.put(None)

    def end(self, wait_s: float) -> None:
        """Stops and waits for the packet in work."""
        self.stop()
        if self.thread.ident is not None and self.thread is not threading.current_thread():
            self.thread.join(wait_s)

    def discard_results(self) -> None:
        while True:
            try:
                _, result = self.results.get_nowait()
            except Empty:
                return
            if isinstance(result, GpuFrame):
                result.close()

    def _run(self) -> None:
        epoch = 0
        room = self._queue
        ended = False
        try:
            while True:
                try:
                    while ended or room == 0 or not self.requests.empty():
                        request = self.requests.get()
                        if request is None:
                            return
                        if isinstance(request, int):
                            room += request == epoch
                            continue
                        epoch, target_ns = request
                        room, ended = self._queue, False
                        self.decoder.seek(target_ns, lambda: not self.requests.empty())
                    frame = self._next_frame()
                    ended = frame is None
                    self.results.put((epoch, frame))
                    room -= 1
                    del frame  # or it would live on until the next one is decoded
                except Exception as error:  # raised by the caller's next call
                    ended = True
                    self.results.put((epoch, error))
        finally:
            self.decoder.close()
            _running.discard(self)

    def _next_frame(self) -> GpuFrame | None:
        while (picture := self.decoder.next()) is not None:
            self._note_configuration(picture)
            try:
                return self._wrap(picture)
            except UnsupportedError:
                pass
            try:
                return self._wrap(picture._replace(frame=self._convert(picture.frame)))
            except av.error.FFmpegError:
                self.decoder.errors += 1
        return None

    def _wrap(self, picture: Picture) -> GpuFrame:
        return frame_from_av(
            picture.frame,
            pts_ns=picture.pts_ns,
            duration_ns=picture.duration_ns,
            generation=self._generation,
            sample_aspect_ratio=self._aspect,
            orientation=self._orientation,
        )

    def _note_configuration(self, picture: Picture) -> None:
        frame = picture.frame
        configuration = (frame.format.name, frame.width, frame.height)
        if configuration != self._configuration:
            if self._configuration is None:
                self.stream_color = color_of(frame, frame.format.name.startswith("yuvj"))
            self._configuration = configuration
            self._generation = next(_generations)
            self._aspect = sample_aspect_ratio_of(self.decoder.stream)
        turned = frame.rotation
        if turned != self._turned or frame.key_frame:
            self._turned = turned
            self._orientation = orientation_of(frame)


_running: set[_Worker] = set()


def _stop_all() -> None:
    """Before the interpreter is torn down: a thread that wakes up later would be killed inside FFmpeg."""
    for worker in list(_running):
        worker.stop()
    for worker in list(_running):
        worker.end(_CLOSE_WAIT_S)


def _forget_all() -> None:
    """In a forked child, without the threads: freeing a decoder would wait for FFmpeg's own for ever."""
    for worker in _running:
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(worker.decoder))
    _running.clear()


atexit.register(_stop_all)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_all)


def _check_path(path: Path) -> str:
    try:
        name = os.fspath(path)
    except TypeError:
        name = None
    if not isinstance(name, str):
        raise InvalidArgumentError(f"The path is {path!r}; pass a str or an os.PathLike of str.")
    return name


def _check_int(name: str, value: int, least: int, most: int) -> None:
    if not isinstance(value, int) or not least <= value <= most:
        raise InvalidArgumentError(f"The argument {name} is {value!r}; pass an int from {least} to {most}.")


def _check_seconds(seconds: float) -> int:
    try:
        value = float(seconds)
    except (TypeError, ValueError):
        value = math.nan
    if not math.isfinite(value):
        raise InvalidArgumentError(f"The time is {seconds!r}; pass a finite number of seconds.")
    return round(value * _NS)
