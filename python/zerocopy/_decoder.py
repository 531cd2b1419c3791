"""Demuxing and decoding of one video stream, in order and from any time. Used by one thread at a time."""

from __future__ import annotations

import errno
import os
from collections import deque
from collections.abc import Callable, Iterator
from fractions import Fraction

import av
import av.error
from av.container import InputContainer
from av.packet import Packet
from av.stream import Discard, Disposition
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from . import _core
from ._av import UNSPECIFIED, Color
from ._frames import FrameMaker, Picture
from .errors import MediaNotFoundError, MediaOpenError
from .frame import GpuFrame
from .types import Fallback

_NS = 1_000_000_000
_TEXT_FORMATS = {"tty", "bin", "xbin", "adf", "idf"}  # FFmpeg draws text files as video
_BACK_OFF_NS = (0, _NS, 4 * _NS, 16 * _NS, 64 * _NS)  # how far before its target a seek starts


class Decoder:
    """The best video stream of a file: packet by packet, a bad packet is counted and left behind.

    Raises `MediaOpenError` where the file holds no video that can be decoded.
    """

    def __init__(self, path: str, threads: int) -> None:
        self.path = path
        self.errors = 0
        self.packets_read = 0
        self.hardware: bool | None = False
        self.fallback = Fallback(None, "", None)
        """Why it is not the hardware that decodes, where it should."""
        self._threads = threads
        self._frames = FrameMaker()
        self._cut_counted = False
        self._open()
        self.name = self.codec.name

    def _open(self) -> None:
        self._container = _open_container(self.path)
        try:
            self._configure(_pick_stream(self._container, self.path))
        except BaseException:
            self._container.close()
            raise

    def _configure(self, stream: VideoStream) -> None:
        self.stream = stream
        for other in self._container.streams:
            if other.index != self.stream.index:
                other.discard = Discard.all
        self.codec = self.stream.codec_context
        self.codec_name = self.codec.codec.canonical_name
        self.codec.thread_type = "AUTO"
        self.codec.thread_count = self._threads
        try:
            self.codec.open(strict=False)
        except av.error.FFmpegError as error:
            what = f"holds {self.codec.name} video that cannot be decoded ({error.strerror})"
            raise _media_error(self.path, what) from error
        base = self.stream.time_base or Fraction(1, 90_000)
        self._tick = (base.numerator * _NS, base.denominator)  # in ns
        self.fps = self.stream.average_rate or self.stream.guessed_rate or Fraction(0)
        self._frame_ticks = max(1, round(1 / (self.fps or 25) / base))
        self._origin = self.stream.start_time
        self._untimed = False
        self._start_reading(from_keyframe=False)

    def _start_reading(self, *, from_keyframe: bool) -> None:
        self._packets: Iterator[Packet[VideoStream]] = self._container.demux(self.stream)
        self._ready: deque[Picture] = deque()
        self._held: Packet[VideoStream] | None = None
        self._last_is_corrupt = False
        self._ended = False
        self._from_keyframe = from_keyframe
        self._clock = _Clock()
        self._last_dts: int | None = None  # of the packets read
        self._given_ns: int | None = None  # pts of the last picture that next() returned

    @property
    def stream_color(self) -> Color:
        """As tagged, by the first picture."""
        return self._frames.stream_color or UNSPECIFIED

    def frame_of(self, picture: Picture) -> GpuFrame | None:
        """A frame of what next() returned; None where it cannot be converted, which counts as an error."""
        assert isinstance(picture.frame, VideoFrame)
        frame = self._frames.make(picture.frame, picture, self.stream)
        self.errors += frame is None
        return frame

    def close(self) -> None:
        """Frees the decoder and the file; pictures that are still referenced stay valid. Ends its use."""
        self._ready.clear()
        self._held = None
        self._container.close()
        del self._packets, self._container, self.stream, self.codec

    @property
    def duration_s(self) -> float:
        """Of the stream, else of the file; 0 where neither is told."""
        if self.stream.duration and self.stream.time_base:
            return float(self.stream.duration * self.stream.time_base)
        return (self._container.duration or 0) / 1_000_000

    def next(self) -> Picture | None:
        """The next picture in order of time; None after the last. Decodes; may read the file."""
        while not self._ready:
            if self._ended:
                return None
            self._read_packet()
        picture = self._ready.popleft()
        self._given_ns = picture.pts_ns
        return picture

    def seek(self, target_ns: int, interrupted: Callable[[], bool]) -> None:
        """Makes next() return the picture with the greatest time up to ``target_ns``, or the first one.

        Gives up, somewhere, as soon as ``interrupted()`` is true.
        """
        if self._is_ahead(target_ns) and self._skip_to(target_ns, interrupted):
            return
        for back_off_ns in _BACK_OFF_NS:
            start_ns = target_ns - back_off_ns
            if self._untimed or start_ns <= 0:
                break
            if self._seek_near(start_ns) and self._skip_to(target_ns, interrupted):
                return
        old = self._container
        self._open()
        old.close()
        self._skip_to(target_ns, interrupted, from_start=True)

    def _is_ahead(self, target_ns: int) -> bool:
        """Whether decoding on from here reaches the target sooner than going to its keyframe."""
        if self._given_ns is None or target_ns <= self._given_ns:
            return False
        if self._untimed:
            return True
        index = self.stream.index_entries
        at = index.search_timestamp(self._ticks(target_ns))
        if at < 0 or self._last_dts is None:
            return target_ns - self._given_ns <= _NS
        return index[at].timestamp <= self._last_dts

    def _seek_near(self, time_ns: int) -> bool:
        depth = self.codec.reorder_depth
        try:
            self._container.seek(self._ticks(time_ns), stream=self.stream)
        except av.error.FFmpegError:  # the file has no way to seek there
            return False
        # A flushed decoder forgets how far pictures are reordered, and would drop some.
        self.codec.reorder_depth = max(depth, self.codec.reorder_depth)
        self._start_reading(from_keyframe=True)
        return True

    def _skip_to(self, target_ns: int, interrupted: Callable[[], bool], *, from_start: bool = False) -> bool:
        """False: reading began too late to know the picture that is shown at the target."""
        shown: Picture | None = None
        while not interrupted():
            picture = self.next()
            if picture is not None and picture.pts_ns <= target_ns:
                shown = picture
                continue
            if shown is None and not from_start:
                return False
            if picture is not None:
                self._ready.appendleft(picture)
            if shown is not None:
                self._ready.appendleft(shown)
            break
        return True

    def _read_packet(self) -> None:
        packet, self._held = self._held, None
        if packet is None:
            packet = self._demux()
        if packet is None:
            self._decode(None)
            self._ended = True
            return
        if packet.is_corrupt:
            self.errors += 1
            self._held = self._demux()
            if self._held is None:
                return  # the file is cut off within it, and frame threads lose what comes before
        if self._from_keyframe and not packet.is_keyframe:
            return
        self._from_keyframe = False
        self._decode(packet)

    def _demux(self) -> Packet[VideoStream] | None:
        """None at the end, which is also where reading fails."""
        try:
            packet = next(self._packets, None)
        except av.error.FFmpegError:
            self.errors += 1
            return None
        if packet is None or not packet.size:  # PyAV ends with an empty one
            self._note_cut()
            return None
        self.packets_read += 1
        self._last_is_corrupt = packet.is_corrupt
        self._last_dts = packet.dts if packet.dts is not None else packet.pts
        return packet

    def _note_cut(self) -> None:
        """Counts, once, a file that ends before its index does; a packet cut in two was counted itself."""
        index = self.stream.index_entries
        missing = len(index) > 0 and 0 < self._container.size <= index[len(index) - 1].pos
        if missing and not self._last_is_corrupt and not self._cut_counted:
            self.errors += 1
            self._cut_counted = True

    def _decode(self, packet: Packet[VideoStream] | None) -> None:
        try:
            frames = self.codec.decode(packet)
        except av.error.FFmpegError:
            self.errors += 1
            return
        for frame in frames:
            if frame.is_corrupt:
                self.errors += 1
            self._ready.append(self._timed(frame, frame.pts, frame.dts, frame.duration))

    def _timed(
        self, frame: VideoFrame | _core.Picture, pts: int | None, dts: int | None, duration: int
    ) -> Picture:
        duration = duration or self._frame_ticks
        ticks = self._clock.time_of(pts, dts)
        if ticks is None:
            self._untimed = True
            ticks = self._clock.following if self._clock.following is not None else self._origin or 0
        if self._origin is None:
            self._origin = ticks
        self._clock.following = ticks + duration
        ns, per = self._tick
        return Picture(frame, (ticks - self._origin) * ns // per, duration * ns // per)

    def _ticks(self, time_ns: int) -> int:
        # Rounded up: a picture's time in ns is rounded down.
        ns, per = self._tick
        return (time_ns + 1) * per // ns + (self._origin or 0)


class _Clock:
    """Picks the time stamps to trust: containers that keep none for presentation make decoders guess."""

    def __init__(self) -> None:
        self.following: int | None = None  # when the next picture is due
        self._time: int | None = None
        self._last_pts: int | None = None
        self._last_dts: int | None = None
        self._faulty_pts = 0
        self._faulty_dts = 0

    def time_of(self, pts: int | None, dts: int | None) -> int | None:
        """Later than the picture before it; None where the picture has no time."""
        if pts is not None:
            self._faulty_pts += self._last_pts is not None and pts <= self._last_pts
            self._last_pts = pts
        if dts is not None:
            self._faulty_dts += self._last_dts is not None and dts <= self._last_dts
            self._last_dts = dts
        time = dts if pts is None or (dts is not None and self._faulty_pts > self._faulty_dts) else pts
        backwards = time is not None and self._time is not None and time <= self._time
        self._time = self.following if backwards else time
        return self._time


def _open_container(path: str) -> InputContainer:
    url = path
    if "://" not in path:
        if os.path.isdir(path):
            raise _media_error(path, "is a folder; pass a video file", errno.EISDIR)
        if not os.path.exists(path):
            error = MediaNotFoundError(f"There is no file '{path}'.")
            error.errno = errno.ENOENT
            raise error
        if os.path.isfile(path) and not os.path.getsize(path):
            raise _media_error(path, "is empty")
        url = f"file:{path}"  # or a colon in its name would be taken for a protocol
    try:
        return av.open(url, metadata_errors="replace")
    except av.error.PermissionError as error:
        raise _media_error(path, "may not be read", errno.EACCES) from error
    except av.error.FileNotFoundError as error:
        raise MediaNotFoundError(f"There is nothing at '{path}'.") from error
    except (av.error.FFmpegError, OSError, ValueError) as error:
        if _is_mp4(path):
            what = "has no index: the recording was cut off before its end"
        else:
            what = f"is no video that can be read ({getattr(error, 'strerror', None) or error})"
        raise _media_error(path, what) from error


def _media_error(path: str, what: str, number: int | None = None) -> MediaOpenError:
    error = MediaOpenError(f"The file '{path}' {what}.")
    if number is not None:
        error.errno = number
    return error


def _is_mp4(path: str) -> bool:
    try:
        with open(path, "rb") as file:
            return file.read(8)[4:] == b"ftyp"
    except OSError:
        return False


def _pick_stream(container: InputContainer, path: str) -> VideoStream:
    streams = [s for s in container.streams.video if not s.disposition & Disposition.attached_pic]
    if not streams or container.format.name in _TEXT_FORMATS:
        raise _media_error(path, "holds no video")
    best = container.streams.best("video")
    stream = next((s for s in streams if s is best), streams[0])
    if stream.codec_context is None:
        raise _media_error(path, "holds video of a codec that this FFmpeg cannot decode")
    return stream
