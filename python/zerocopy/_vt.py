"""Decoding by VideoToolbox: PyAV reads the file, the system decodes, its pixel buffers become frames."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

import av.error
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange
from av.video.stream import VideoStream

from . import _core
from ._av import Color, color_of, orientation_of, sample_aspect_ratio_of
from ._decoder import Decoder
from ._frames import Configuration, Picture
from .errors import UnsupportedError
from .frame import GpuFrame
from .types import Fallback, FallbackReason

Note = Callable[[str, str], None]
"""Takes the reason and the detail of a decoder's fallback."""

_CODECS = ("h264", "hevc", "vp9", "av1")
_DEPTHS = {"yuv420p": 8, "yuvj420p": 8, "yuv420p10le": 10}
_WITH_UNITS = ("h264", "hevc")
_MOST_PEEKED = 64  # packets in which the first picture must be found


class NoHardwareDecoder(Exception):
    """VideoToolbox does not take this stream; the text says why."""


def open_decoder(path: str, threads: int, hardware: str, device: str, note: Note) -> Decoder:
    """VideoToolbox where the device binds its pictures and it takes the stream, else PyAV.

    Raises MediaOpenError for the file and UnsupportedError where hardware is required and not there.
    """
    if device != "metal" or hardware == "off":
        if hardware == "require":
            raise UnsupportedError(
                f"The {device} device has no hardware decoder: PyAV exposes no handle on its hardware frames."
                " Pass hardware='prefer' to decode in software."
            )
        return Decoder(path, threads)
    try:
        return VtDecoder(path, threads, hardware == "require", note)
    except NoHardwareDecoder as refusal:
        if hardware == "require":
            raise UnsupportedError(
                f"{refusal} It was required; pass hardware='prefer' to decode in software."
            ) from None
        decoder = Decoder(path, threads)
        decoder.fallback = Fallback(FallbackReason.UNSUPPORTED_FORMAT, str(refusal), None)
        note(FallbackReason.UNSUPPORTED_FORMAT, str(refusal))
        return decoder


class VtDecoder(Decoder):
    """Becomes a software decoder, in the middle of the stream, once VideoToolbox is of no more use.

    Raises `NoHardwareDecoder` where it never is.
    """

    _native: _core.VideoDecoder | None = None

    def __init__(self, path: str, threads: int, require: bool, note: Note) -> None:
        self._wanted_threads = threads
        self._note = note
        self._peeked: deque[Packet[VideoStream]] = deque()
        self._began_ns: int | None = None
        self._configuration = Configuration()
        self._errors_seen = 0
        self._malfunctions_seen = 0
        super().__init__(path, 1)  # one thread gives the first picture soonest
        try:
            self._open_native(require)
        except BaseException:
            super().close()
            raise

    def _open_native(self, require: bool) -> None:
        if self.codec_name not in _CODECS:
            raise NoHardwareDecoder(f"VideoToolbox is not used for {self.codec_name} video.")
        picture, packets = self._decode_first()
        depth = _DEPTHS.get(picture.format.name)
        if depth is None:
            raise NoHardwareDecoder(f"VideoToolbox is not used for video in format {picture.format.name}.")
        if any(packet.pts is None for packet in packets):
            raise NoHardwareDecoder("The container keeps no times of presentation to order pictures by.")
        full_range = picture.format.name.startswith("yuvj") or picture.color_range == ColorRange.JPEG
        configuration = b"" if self.codec_name == "vp9" else bytes(self.codec.extradata or b"")
        if not configuration and self.codec_name in _WITH_UNITS:
            configuration = bytes(packets[0])
        try:
            self._native = _core.VideoDecoder(
                codec=self.codec_name,
                size=(self.codec.width, self.codec.height),
                configuration=configuration,
                bit_depth=depth,
                full_range=full_range,
                reorder_depth=self.codec.reorder_depth if self.codec_name in _WITH_UNITS else 0,
                require_hardware=require,
            )
        except UnsupportedError as error:
            raise NoHardwareDecoder(str(error)) from None
        self._peeked = packets
        self._tagged = color_of(picture, full_range)
        self._orientation = orientation_of(picture)
        self._last_time = 0
        self.name = "videotoolbox"
        self.hardware = self._native.report()["hardware"]

    def _decode_first(self) -> tuple[VideoFrame, deque[Packet[VideoStream]]]:
        """The first picture, by PyAV, which says what the container doesn't, and what was read for it."""
        packets: deque[Packet[VideoStream]] = deque()
        while len(packets) < _MOST_PEEKED:
            packet = self._demux()
            if packet is not None:
                packets.append(packet)
            try:
                frames = self.codec.decode(packet)
            except av.error.FFmpegError:
                frames = []
            if frames:
                self.codec.flush_buffers()
                return frames[0], packets
            if packet is None:
                break
        raise NoHardwareDecoder("No picture of the video's beginning can be decoded.")

    @property
    def stream_color(self) -> Color:
        return self._tagged

    def close(self) -> None:
        if self._native is not None:
            self._native.close()
        self._peeked.clear()
        super().close()

    def next(self) -> Picture | None:
        while self._native is not None:
            if self._ready:
                break
            picture = self._native.take()
            if picture is not None:
                self._ready.append(self._timed(picture, picture.pts, None, picture.duration))
            if self._is_given_up(self._native.report()) or picture is not None:
                continue
            if self._ended:
                return None
            elif self._native.has_room():
                self._read_packet()
            else:
                self._native.wait()
        return super().next()

    def frame_of(self, picture: Picture) -> GpuFrame | None:
        native = picture.frame
        if isinstance(native, VideoFrame):
            return super().frame_of(picture)
        self._configuration.note((native.format, native.size, native.session))
        return GpuFrame._wrap(
            native.frame(
                pts_ns=picture.pts_ns,
                duration_ns=picture.duration_ns,
                generation=self._configuration.generation,
                sample_aspect_ratio=sample_aspect_ratio_of(self.stream),
                rotation=self._orientation[0],
                mirrored=self._orientation[1],
                color=self._tagged,
            )
        )

    def _start_reading(self, *, from_keyframe: bool) -> None:
        super()._start_reading(from_keyframe=from_keyframe)
        self._peeked.clear()
        if not from_keyframe:
            self._began_ns = None
        if self._native is not None:
            self._native.flush()

    def _seek_near(self, time_ns: int) -> bool:
        near = super()._seek_near(time_ns)
        if near:
            self._began_ns = time_ns
        return near

    def _demux(self) -> Packet[VideoStream] | None:
        return self._peeked.popleft() if self._peeked else super()._demux()

    def _decode(self, packet: Packet[VideoStream] | None) -> None:
        native = self._native
        if native is None:
            super()._decode(packet)
        elif packet is None:
            native.drain()
        else:
            if packet.has_sidedata("new_extradata"):
                native.reconfigure(bytes(packet.get_sidedata("new_extradata")))
            time = self._last_time + self._frame_ticks if packet.pts is None else packet.pts
            self._last_time = time
            native.submit(
                packet,
                packet.buffer_ptr,
                packet.buffer_size,
                time=time,
                duration=packet.duration or 0,
                keyframe=packet.is_keyframe,
            )

    def _is_given_up(self, report: _core._DecoderReport) -> bool:
        """Passes on what the decoder met; True where that was the end of it."""
        errors = report["damaged"] + report["malfunctions"]
        self.errors += errors - self._errors_seen
        self._errors_seen = errors
        self.hardware = report["hardware"]
        while self._malfunctions_seen < report["malfunctions"]:
            self._malfunctions_seen += 1
            self._note(FallbackReason.DECODER_MALFUNCTION, report["detail"])
        if report["failure"] is None or self._ready:
            return False
        self._give_up(FallbackReason(report["failure"]), report["detail"])
        return True

    def _give_up(self, reason: FallbackReason, detail: str) -> None:
        """Goes on in software, from the last picture that was given out."""
        assert self._native is not None
        self._native.close()
        self._native = None
        self.fallback = Fallback(reason, detail, None)
        self._note(reason, detail)
        given_ns, began_ns, origin = self._given_ns, self._began_ns, self._origin
        self._threads = self._wanted_threads
        old = self._container
        self._open()
        old.close()
        self._origin = origin
        self.name = self.codec.name
        self.hardware = False
        if given_ns is not None:
            self.seek(given_ns, lambda: False)
            if self._ready and self._ready[0].pts_ns <= given_ns:
                self._ready.popleft()
        elif began_ns is not None:
            self._seek_near(began_ns)
