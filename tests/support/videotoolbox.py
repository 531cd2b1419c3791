"""What the tests hand to the VideoToolbox double: PyAV, fed with what the core made of the container."""

from __future__ import annotations

from collections.abc import Sequence

import av
import numpy as np

from support import apple

NAMES = {"avc1": "h264", "hvc1": "hevc", "vp09": "vp9", "av01": "libdav1d"}
START_CODE = b"\0\0\0\1"

# Status codes of VideoToolbox and CoreVideo.
BAD_DATA = -12909
UNSUPPORTED_DATA_FORMAT = -12910
MALFUNCTION = -12911
INVALID_SESSION = -12903
NOT_AVAILABLE_NOW = -12913
DECODER_REMOVED = -17690
SESSION_MALFUNCTION = -17691
REFERENCE_MISSING = -17694
POOL_THRESHOLD = -6689
POOL_ALLOCATION_FAILED = -6690

Decoded = tuple[int, int, int, bytes, bytes]


class Decoder:
    """One session's: as `doubles.set_decoder` asks for it."""

    def __init__(
        self, codec: str, record: bytes, parameter_sets: Sequence[bytes], length_size: int, deep: bool
    ) -> None:
        context = av.CodecContext.create(NAMES[codec], "r")
        assert isinstance(context, av.VideoCodecContext)
        self.context = context
        self.context.thread_count = 1
        self.length_size = length_size
        if parameter_sets:
            self.context.extradata = b"".join(START_CODE + parameter_set for parameter_set in parameter_sets)
        elif codec != "vp09":
            self.context.extradata = record
        self.deep = deep

    def decode(self, data: bytes | None, time: int) -> list[Decoded]:
        packet = None
        if data is not None:
            packet = av.Packet(data if not self.length_size else self.with_start_codes(data))
            packet.pts = time
        depth = self.context.reorder_depth
        try:
            frames = self.context.decode(packet)
        except av.FFmpegError as error:
            raise ValueError(str(error)) from error
        if data is None:
            self.context.flush_buffers()
            self.context.reorder_depth = max(depth, self.context.reorder_depth)
        return [self.planes(frame) for frame in frames]

    def with_start_codes(self, data: bytes) -> bytes:
        units = []
        while data:
            length = int.from_bytes(data[: self.length_size], "big")
            units.append(START_CODE + data[self.length_size : self.length_size + length])
            data = data[self.length_size + length :]
        return b"".join(units)

    def planes(self, frame: av.VideoFrame) -> Decoded:
        kind = np.uint16 if self.deep else np.uint8
        luma, cb, cr = (
            np.frombuffer(plane, kind).reshape(plane.height, -1)[:, : plane.width]
            for plane in frame.planes[:3]
        )
        shift = 6 if self.deep else 0
        chroma = np.stack([cb, cr], axis=-1) << shift
        assert frame.pts is not None
        return frame.pts, frame.width, frame.height, (luma << shift).tobytes(), chroma.tobytes()


class ImmediateDecoder(Decoder):
    """Gives each picture out as soon as its sample is decoded, as VideoToolbox does: in decode order, which
    FFmpeg's decoders can't. So it decodes the group of pictures up to there, again and again. H.264."""

    def __init__(self, *arguments: object) -> None:
        super().__init__(*arguments)  # type: ignore[arg-type]
        self.arguments = arguments
        self.group: list[tuple[bytes, int]] = []

    def decode(self, data: bytes | None, time: int) -> list[Decoded]:
        if data is None:
            return []
        if data[4] & 0x1F in (5, 6, 7):  # an IDR picture, or what precedes one
            self.group.clear()
        self.group.append((data, time))
        decoder = Decoder(*self.arguments)  # type: ignore[arg-type]
        pictures = [picture for sample in self.group for picture in decoder.decode(*sample)]
        return [picture for picture in pictures + decoder.decode(None, 0) if picture[0] == time]


def install(decoder: type[Decoder] = Decoder) -> None:
    apple.doubles().set_decoder(decoder)
