"""Encoding small clips with PyAV, and an independent decode of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from . import pictures

Plane = NDArray[np.generic]

SIZE = (128, 96)
FPS = 25
FRAME_MS = 1000 // FPS
FRAME_NS = FRAME_MS * 1_000_000
X264 = {"preset": "ultrafast", "crf": "8", "threads": "1", "bf": "0", "g": "10"}

# Pictures that say which frame they are ----------------------------------------


def numbered(index: int, size: tuple[int, int] = SIZE, depth: int = 8) -> list[Plane]:
    """I420 planes: a gradient that moves, and `index` as eight black or white blocks on top."""
    width, height = size
    cw, ch = pictures.chroma_size(width, height)
    luma = 40 + (np.add.outer(np.arange(height), np.arange(width)) + 3 * index) % 160
    bits = [220 if index >> bit & 1 else 30 for bit in range(8)]
    luma[:16] = np.repeat(bits, -(-width // 8))[:width]
    cb = 100 + np.add.outer(np.arange(ch), np.zeros(cw, int)) % 60
    cr = 110 + np.add.outer(np.zeros(ch, int), np.arange(cw)) % 50
    shift = depth - 8
    return pictures.pack(luma << shift, cb << shift, cr << shift, "i010" if shift else "i420")


def read_number(pixels: Plane, depth: int = 8) -> int:
    """The index that `numbered` drew; `pixels` is luma or the green of a picture at any scale."""
    height, width = pixels.shape
    row = np.asarray(pixels[height * 8 // SIZE[1]], np.float64) / (1 << (depth - 8))
    middles = ((np.arange(8) + 0.5) * width / 8).astype(int)
    return int(sum(1 << bit for bit, value in enumerate(row[middles]) if value > 125))


# Encoding ----------------------------------------


def to_frame(planes: Sequence[Plane], pix_fmt: str) -> av.VideoFrame:
    height, width = planes[0].shape[:2]
    frame = av.VideoFrame(width, height, pix_fmt)
    for plane, values in zip(frame.planes, planes, strict=True):
        rows = np.frombuffer(plane, np.uint8).reshape(plane.height, plane.line_size)
        data = np.ascontiguousarray(values).view(np.uint8).reshape(len(values), -1)
        rows[: len(data), : data.shape[1]] = data
    return frame


def encode(
    path: Path,
    frames: Sequence[Sequence[Plane]] | None = None,
    *,
    codec: str = "libx264",
    pix_fmt: str = "yuv420p",
    options: Mapping[str, str] | None = None,
    container: Mapping[str, str] | None = None,
    format: str | None = None,
    pts_ms: Sequence[int] | None = None,
    matrix: Sequence[int] | None = None,
    **context: object,
) -> None:
    """`context` is set on the codec context; `matrix` is the display matrix of the container."""
    frames = frames or [numbered(i) for i in range(25)]
    pts_ms = pts_ms or [i * FRAME_MS for i in range(len(frames))]
    with av.open(str(path), "w", format=format, container_options=dict(container or {})) as out:
        stream = out.add_stream(codec, rate=FPS)
        assert isinstance(stream, av.VideoStream)
        stream.height, stream.width = frames[0][0].shape[:2]
        stream.pix_fmt = pix_fmt
        stream.options = {**(X264 if codec == "libx264" else {}), **(options or {})}
        stream.codec_context.time_base = Fraction(1, 1000)
        if matrix:
            stream.set_display_matrix(list(matrix))
        for name, value in context.items():
            setattr(stream.codec_context, name, value)
        for planes, pts in zip(frames, pts_ms, strict=True):
            frame = to_frame(planes, pix_fmt)
            frame.pts, frame.time_base = pts, Fraction(1, 1000)
            out.mux(stream.encode(frame))
        out.mux(stream.encode())


def numbers(count: int, size: tuple[int, int] = SIZE, depth: int = 8) -> list[list[Plane]]:
    return [numbered(i, size, depth) for i in range(count)]


# An independent decode ----------------------------------------


def planes_of(frame: av.VideoFrame) -> list[Plane]:
    """Copies of a 4:2:0 frame's planes, without padding."""
    wide = "10" in frame.format.name
    pair = frame.format.name == "nv12"
    planes = []
    for index, plane in enumerate(frame.planes):
        rows = np.frombuffer(plane, np.uint16 if wide else np.uint8)
        rows = rows.reshape(plane.height, -1)
        columns = plane.width * (2 if pair and index else 1)
        rows = rows[:, :columns].copy()
        planes.append(rows.reshape(plane.height, -1, 2) if pair and index else rows)
    return planes


def decode(path: Path) -> list[av.VideoFrame]:
    """Every frame that a player which skips bad packets shows."""
    frames: list[av.VideoFrame] = []
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        for packet in demux(container, stream):
            try:
                frames += stream.codec_context.decode(packet)
            except av.FFmpegError:
                continue
    return frames


def demux(container: av.container.InputContainer, stream: av.VideoStream) -> Iterator[av.Packet | None]:
    """The packets up to the first that cannot be read, then the end."""
    packets = container.demux(stream)
    while True:
        try:
            packet = next(packets)
        except (StopIteration, av.FFmpegError):
            yield None
            return
        if packet.size:
            yield packet


def packet_places(path: Path) -> list[tuple[int, int]]:
    """Offset and size of every video packet in the file."""
    with av.open(str(path)) as container:
        return [(p.pos, p.size) for p in container.demux(video=0) if p.size]
