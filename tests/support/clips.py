"""The clips that the tests encode for themselves, one property each."""

from __future__ import annotations

import struct
import wave
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from . import pictures
from .encoding import (
    FPS,
    FRAME_MS,
    SIZE,
    X264,
    encode,
    numbered,
    numbers,
    packet_places,
    to_frame,
)

Maker = Callable[[Path], None]

# Codes of H.273 that the encoders take.
MATRIX_CODE = {"bt709": 1, "fcc": 4, "bt470bg": 5, "smpte170m": 6, "smpte240m": 7, "bt2020nc": 9}
RANGE_CODE = {"limited": 1, "full": 2}

MAKERS: dict[str, tuple[str, Maker]] = {}


def clip(name: str, suffix: str) -> Callable[[Maker], Maker]:
    def register(maker: Maker) -> Maker:
        MAKERS[name] = (suffix, maker)
        return maker

    return register


class ClipFolder:
    """Makes each clip on first use."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, name: str) -> Path:
        suffix, maker = MAKERS[name]
        path = self.folder / f"{name}{suffix}"
        if not path.exists():
            maker(path)
        return path


# Sound ones ----------------------------------------


@clip("plain", ".mp4")
def plain(path: Path) -> None:
    encode(path, numbers(50))


@clip("b_frames", ".mp4")
def b_frames(path: Path) -> None:
    encode(path, numbers(50), options={"bf": "3", "b-adapt": "0", "g": "12"})


@clip("transport", ".ts")
def transport(path: Path) -> None:
    """Does not start at zero, by its container."""
    encode(path, numbers(25), options={"bf": "2"})


LATE_MS = 5000


@clip("late_start", ".mkv")
def late_start(path: Path) -> None:
    encode(path, numbers(25), pts_ms=[LATE_MS + i * FRAME_MS for i in range(25)])


VFR_MS = [0, 40, 140, 160, 500, 520, 1000, 1040, 1080, 1600]


@clip("vfr", ".mkv")
def vfr(path: Path) -> None:
    encode(path, numbers(len(VFR_MS)), pts_ms=VFR_MS, options={"g": "4"})


@clip("raw_stream", ".h264")
def raw_stream(path: Path) -> None:
    """No container: no time stamps, no duration, no index."""
    encode(path, numbers(20), format="h264")


@clip("many", ".mp4")
def many(path: Path) -> None:
    encode(path, [numbered(i % 256, (32, 32)) for i in range(500)], options={"g": "50"})


@clip("ten_bit", ".mkv")
def ten_bit(path: Path) -> None:
    encode(path, numbers(12, depth=10), codec="ffv1", pix_fmt="yuv420p10le")


@clip("anamorphic", ".mp4")
def anamorphic(path: Path) -> None:
    encode(path, numbers(5), sample_aspect_ratio=Fraction(4, 3))


@clip("cropped", ".mp4")
def cropped(path: Path) -> None:
    """H.264 codes whole macroblocks and crops the last one."""
    encode(path, numbers(5, (118, 90)))


def display_matrix(rotation: int, mirrored: bool) -> list[int]:
    """Mirrored left–right, then turned clockwise."""
    cos, sin = {0: (1, 0), 90: (0, 1), 180: (-1, 0), 270: (0, -1)}[rotation]
    flip = -1 if mirrored else 1
    one = 1 << 16
    return [cos * flip * one, sin * flip * one, 0, -sin * one, cos * one, 0, 0, 0, 1 << 30]


def oriented(rotation: int, mirrored: bool) -> str:
    return f"turned_{rotation}{'_mirrored' if mirrored else ''}"


for _rotation in (0, 90, 180, 270):
    for _mirrored in (False, True):

        @clip(oriented(_rotation, _mirrored), ".mp4")
        def _(path: Path, rotation: int = _rotation, mirrored: bool = _mirrored) -> None:
            encode(path, numbers(3), matrix=display_matrix(rotation, mirrored))


def tagged(matrix: str, range: str) -> str:
    return f"tagged_{matrix}_{range}"


for _matrix in MATRIX_CODE:
    for _range in RANGE_CODE:

        @clip(tagged(_matrix, _range), ".mp4")
        def _(path: Path, matrix: str = _matrix, range: str = _range) -> None:
            codes = {"colorspace": MATRIX_CODE[matrix], "color_range": RANGE_CODE[range]}
            encode(path, numbers(2), **codes)


ODD_SIZES = ((1, 1), (33, 17), (853, 480))

for _size in ODD_SIZES:
    for _codec, _suffix in (("ffv1", ".mkv"), ("mpeg4", ".mp4")):

        @clip(f"odd_{_codec}_{_size[0]}x{_size[1]}", _suffix)
        def _(path: Path, size: tuple[int, int] = _size, codec: str = _codec) -> None:
            encode(path, [pictures.gradient("i420", *size)] * 3, codec=codec)


# Formats that no device imports: name, codec, pixel format, shapes of its planes.
WIDTH, HEIGHT = SIZE
OTHER_FORMATS: dict[str, tuple[str, str, list[tuple[int, ...]]]] = {
    "yuv444": ("ffv1", "yuv444p", [(HEIGHT, WIDTH)] * 3),
    "yuv422": ("ffv1", "yuv422p", [(HEIGHT, WIDTH), *[(HEIGHT, WIDTH // 2)] * 2]),
    "gray": ("ffv1", "gray", [(HEIGHT, WIDTH)]),
    "rgb24": ("png", "rgb24", [(HEIGHT, WIDTH, 3)]),
    "rgba": ("png", "rgba", [(HEIGHT, WIDTH, 4)]),
    "bgr0": ("ffv1", "bgr0", [(HEIGHT, WIDTH, 4)]),
    "mjpeg": ("mjpeg", "yuvj420p", [(HEIGHT, WIDTH), *[(HEIGHT // 2, WIDTH // 2)] * 2]),
    "nv12": ("rawvideo", "nv12", [(HEIGHT, WIDTH), (HEIGHT // 2, WIDTH // 2, 2)]),
}


def smooth(shape: tuple[int, ...], phase: int) -> NDArray[np.uint8]:
    """A ramp that differs by `phase`, with every component shifted."""
    ramp = np.add.outer(np.linspace(40, 140, shape[0]), np.linspace(0, 70, shape[1])) + phase
    if len(shape) == 3:
        ramp = np.stack([ramp + 5 * i for i in range(shape[2])], axis=-1)
    return ramp.astype(np.uint8)


for _name, (_codec, _pix_fmt, _shapes) in OTHER_FORMATS.items():

    @clip(f"format_{_name}", ".mov" if _codec == "png" else ".mkv")
    def _(
        path: Path,
        codec: str = _codec,
        pix_fmt: str = _pix_fmt,
        shapes: list[tuple[int, ...]] = _shapes,
    ) -> None:
        frames = [[smooth(s, 4 * i + 9 * p) for p, s in enumerate(shapes)] for i in range(4)]
        encode(path, frames, codec=codec, pix_fmt=pix_fmt)


for _range in RANGE_CODE:

    @clip(f"gray_{_range}", ".mkv")
    def _(path: Path, range: str = _range) -> None:
        ramp = np.linspace(0, 255, WIDTH).astype(np.uint8)
        frames = [[np.tile(ramp, (HEIGHT, 1))]]
        encode(path, frames, codec="ffv1", pix_fmt="gray", color_range=RANGE_CODE[range])


# Damaged ones ----------------------------------------


@clip("cut", ".mp4")
def cut(path: Path) -> None:
    """The index is at the front; the second half of the pictures is missing."""
    encode(path, numbers(50), container={"movflags": "+faststart"})
    data = path.read_bytes()
    offset, size = packet_places(path)[25]
    path.write_bytes(data[: offset + size // 2])


@clip("no_index", ".mp4")
def no_index(path: Path) -> None:
    """The index is at the end, where the file stops."""
    encode(path, numbers(50))
    data = path.read_bytes()
    path.write_bytes(data[: data.rindex(b"moov") - 4])


DAMAGED_PACKETS = (7, 23, 24)


@clip("flipped_bits", ".mp4")
def flipped_bits(path: Path) -> None:
    """In some packets every bit is turned over: none of them can be decoded."""
    encode(path, numbers(50), options={"g": "5"})
    data = np.frombuffer(bytearray(path.read_bytes()), np.uint8)
    places = packet_places(path)
    for index in DAMAGED_PACKETS:
        offset, size = places[index]
        data[offset : offset + size] ^= 0xFF
    path.write_bytes(data.tobytes())


@clip("unknown_codec", ".mp4")
def unknown_codec(path: Path) -> None:
    encode(path, numbers(3))
    path.write_bytes(path.read_bytes().replace(b"avc1", b"zq9x"))


SIZES = ((128, 96), (64, 48))


@clip("size_change", ".ts")
def size_change(path: Path) -> None:
    """One stream whose pictures get smaller after 10 frames: two encoders, one after the other."""
    tick = Fraction(1, 1000)
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=FPS)
        assert isinstance(stream, av.VideoStream)
        later = av.CodecContext.create("libx264", "w")
        for context, size in zip((stream.codec_context, later), SIZES, strict=True):
            assert isinstance(context, av.VideoCodecContext)
            context.width, context.height = size
            context.pix_fmt, context.options = "yuv420p", dict(X264)
            context.time_base, context.framerate = tick, Fraction(FPS)
            start = 0 if context is not later else 10 * FRAME_MS
            for index in range(11):
                frame = to_frame(numbered(index, size), "yuv420p")
                frame.pts, frame.time_base = start + index * FRAME_MS, tick
                for packet in context.encode(frame if index < 10 else None):
                    packet.stream, packet.time_base = stream, tick
                    out.mux(packet)


@clip("audio_only", ".wav")
def audio_only(path: Path) -> None:
    with wave.open(str(path), "wb") as out:
        out.setparams((1, 2, 8000, 0, "NONE", ""))
        out.writeframes(struct.pack("<800h", *range(800)))


@clip("audio_stream", ".mp4")
def audio_stream(path: Path) -> None:
    with av.open(str(path), "w") as out:
        stream = out.add_stream("aac", rate=8000)
        silence = np.zeros((1, 1024), np.float32)
        frame = av.AudioFrame.from_ndarray(silence, format="fltp", layout="mono")
        frame.sample_rate, frame.pts = 8000, 0
        out.mux(stream.encode(frame))
        out.mux(stream.encode(None))


TEXT = "It was a dark and stormy night; the rain fell in torrents.\n" * 60


@clip("text", ".mp4")
def text(path: Path) -> None:
    path.write_text(TEXT)


@clip("text_file", ".txt")
def text_file(path: Path) -> None:
    """Some demuxers take any text for the output of a terminal."""
    path.write_text(TEXT)


@clip("random_bytes", ".mp4")
def random_bytes(path: Path) -> None:
    path.write_bytes(pictures.seeded("bytes").bytes(20_000))


@clip("empty", ".mp4")
def empty(path: Path) -> None:
    path.write_bytes(b"")


@clip("folder", ".mp4")
def folder(path: Path) -> None:
    path.mkdir()
