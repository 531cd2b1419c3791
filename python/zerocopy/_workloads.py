"""What `zerocopy bench` and the benchmarks measure: the works, their pictures, and zerocopy doing them.

W0: composition alone. NV12 frames of 1920x1080 from a pool of 8, scaled to RGBA of 1280x720, below two
translucent rectangles, an image with alpha and a line of text. W1: the same from an H.264 file.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator
from fractions import Fraction
from typing import Any, NamedTuple, Protocol

import av
import numpy as np
from numpy.typing import NDArray

from .errors import UnsupportedError
from .frame import GpuFrame
from .session import Session
from .target import Target
from .types import U8, Mode

SOURCE = (1920, 1080)
TARGET = (1280, 720)
POOL = 8
RECTS = (
    ((40, 40, 512, 160), (16, 30, 60, 153)),
    ((640, 420, 560, 240), (150, 40, 70, 153)),
)  # x, y, width, height in px; RGBA of 8 bits
IMAGE_AT = (1000, 60)
TEXT = "zerocopy: one packet, one pass, one present"
TEXT_AT = (64, 96)
TEXT_PX = 24.0


class Contestant(Protocol):
    """Does a work for some frames. One thread."""

    name: str
    note: str

    def run(self, frames: int) -> None: ...
    def close(self) -> None: ...


class Sample(NamedTuple):
    """Cost of one frame."""

    cpu_ms: float
    wall_ms: float


def measure(contestant: Contestant, frames: int) -> Sample:
    """CPU time of all threads and child processes, and time that passed."""
    cpu_s, wall_s = _cpu_s(), time.perf_counter()
    contestant.run(frames)
    return Sample((_cpu_s() - cpu_s) * 1e3 / frames, (time.perf_counter() - wall_s) * 1e3 / frames)


def _cpu_s() -> float:
    try:
        import resource
    except ImportError:  # no child processes are measured there
        return time.process_time()
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in spent)


def nv12_pool() -> list[tuple[U8, U8]]:
    """Luma and chroma planes: a texture that moves."""
    width, height = SOURCE
    luma = texture(width + 64, height + 64, 16, 235)
    chroma = np.dstack([texture(width // 2 + 64, height // 2 + 64, 60, 200) for _ in range(2)])
    shifts = [6 * i for i in range(POOL)]
    return [
        (
            np.ascontiguousarray(luma[s : s + height, s : s + width]),
            np.ascontiguousarray(chroma[s : s + height // 2, s : s + width // 2]),
        )
        for s in shifts
    ]


def texture(width: int, height: int, low: int, high: int, seed: int = 7) -> U8:
    """Soft shapes of several sizes with a fine grain, as video has them."""
    random = np.random.default_rng(seed)
    total = np.zeros((height, width), np.float32)
    for cell, weight in ((240, 1.0), (60, 0.5), (15, 0.25)):
        grid = random.random((height // cell + 2, width // cell + 2), dtype=np.float32)
        total += weight * _enlarged(grid, cell)[:height, :width]
    total += 0.05 * random.random((height, width), dtype=np.float32)
    total -= total.min()
    scaled: U8 = (low + total * ((high - low) / total.max())).astype(np.uint8)
    return scaled


def _enlarged(grid: NDArray[np.float32], cell: int) -> NDArray[np.float32]:
    """Bilinear, each step of the grid ``cell`` px apart."""
    for axis in (0, 1):
        along = np.arange((grid.shape[axis] - 1) * cell) / cell
        index = along.astype(int)
        weight = np.expand_dims((along - index).astype(np.float32), 1 - axis)
        grid = grid.take(index, axis) * (1 - weight) + grid.take(index + 1, axis) * weight
    return grid


def overlay_image() -> U8:
    """(200, 200, 4) RGBA with straight alpha: a disc that fades out."""
    y, x = np.mgrid[-1:1:200j, -1:1:200j]
    radius = np.hypot(x, y)
    rgb = [128 + 100 * x, 128 + 100 * y, 200 - 80 * radius]
    return np.dstack([*rgb, 255 * np.clip(1.4 - 1.4 * radius, 0, 1)]).astype(np.uint8)


def make_clip(path: str, frames: int) -> None:
    """Writes the H.264 file of W1. Raises UnsupportedError where this FFmpeg has no H.264 encoder."""
    width, height = SOURCE
    planes = [texture(width + 256, height + 256, 16, 235), *(
        texture(width // 2 + 256, height // 2 + 256, 60, 200, seed) for seed in (1, 2)
    )]  # fmt: skip
    random = np.random.default_rng(3)
    with av.open(path, "w") as container:
        try:
            stream = container.add_stream("libx264", rate=25, options={"preset": "veryfast", "crf": "21"})
        except (av.error.FFmpegError, ValueError) as error:
            raise UnsupportedError(
                "This FFmpeg has no libx264 encoder to make the clip with; pass a 1080p H.264 file."
            ) from error
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for i in range(frames):
            frame = av.VideoFrame(width, height, "yuv420p")
            frame.pts, frame.time_base = i, Fraction(1, 25)
            for plane, pattern in zip(frame.planes, planes, strict=True):
                step = 2 * i % 256
                part = pattern[step : step + plane.height, step // 2 : step // 2 + plane.width]
                rows = np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)
                grain = random.integers(0, 8, part.shape, np.uint8)
                np.add(part, grain, out=rows[:, : plane.width])
            container.mux(stream.encode(frame))
        container.mux(stream.encode())


class ZeroCopy:
    """zerocopy at either work. ``clip`` None: W0."""

    def __init__(self, clip: str | None = None, mode: Mode = Mode.AUTO) -> None:
        self._session = Session(mode=mode)
        device = self._session.device
        self.name = "zerocopy"
        self.note = f"{device.description}, {'GPU' if device.gpu else 'no GPU'}"
        self._clip = clip
        self._target = self._session.open_offscreen(*TARGET)
        self.video = self._target.scene.add_video()
        add_overlays(self._target)
        self._pool = [] if clip else [GpuFrame.from_planes(planes, "nv12") for planes in nv12_pool()]

    def run(self, frames: int) -> None:
        if self._clip is None:
            self._show(itertools.islice(itertools.cycle(self._pool), frames))
        else:
            with self._session.open(self._clip) as source:
                self._show(itertools.islice(source, frames))

    def _show(self, frames: Iterator[GpuFrame]) -> None:
        for frame in frames:
            self.video.submit(frame)
            self._target.present()

    def picture(self) -> U8:
        """The last one, (720, 1280, 4)."""
        return self._target.read_pixels()

    def close(self) -> None:
        self._session.close()


def add_overlays(target: Target) -> None:
    scene = target.scene
    for rect, color in RECTS:
        scene.add_rect(rect, "#" + bytes(color).hex())
    scene.add_image(overlay_image(), rect=(*IMAGE_AT, 200, 200))
    scene.add_text(TEXT, rect=(*TEXT_AT, 0, 0), size_px=TEXT_PX)


class Decoding:
    """Decoding alone, with PyAV: the floor of W1."""

    name = "decoding alone"

    def __init__(self, clip: str) -> None:
        self.note = f"PyAV {av.__version__}"
        self._clip = clip

    def run(self, frames: int) -> None:
        for _ in decoded(self._clip, frames):
            pass

    def close(self) -> None: ...


def decoded(clip: str, frames: int) -> Iterator[Any]:
    """PyAV's frames, with all the threads that FFmpeg uses."""
    with av.open(clip) as container:
        stream = container.streams.video[0]
        stream.thread_type = "AUTO"
        yield from itertools.islice(container.decode(stream), frames)
