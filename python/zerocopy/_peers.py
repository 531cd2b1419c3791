"""The works of `zerocopy bench` done by others, each as fast as it can."""

from __future__ import annotations

import importlib
import os
import shutil
import subprocess
import tempfile
from typing import Any

import av
import numpy as np
from PIL import Image

from . import _workloads as work
from ._workloads import SOURCE, TARGET, decoded
from .errors import UnsupportedError
from .text import render_mask
from .types import U8


class OpenCv:
    """PyAV + OpenCV. ``planes_first``: scales the planes, then converts the smaller picture."""

    def __init__(self, clip: str | None = None, *, planes_first: bool) -> None:
        try:
            self._cv2: Any = importlib.import_module("cv2")
        except ImportError as error:
            raise UnsupportedError("OpenCV is not installed; pip install opencv-python-headless.") from error
        self.name = "PyAV+OpenCV, " + ("planes scaled first" if planes_first else "converted first")
        self.note = f"OpenCV {self._cv2.__version__}, {self._cv2.getNumThreads()} threads"
        self._clip = clip
        self._planes_first = planes_first
        self._pool = [] if clip else work.nv12_pool()
        width, height = TARGET
        self._full = np.empty((SOURCE[1], SOURCE[0], 4), np.uint8)
        self._picture = np.empty((height, width, 4), np.uint8)
        self._small = np.empty((height * 3 // 2, width), np.uint8)
        self._flat = [(self._part(rect), _filled(rect, color), color[3] / 255) for rect, color in work.RECTS]
        mask = render_mask(work.TEXT, size_px=work.TEXT_PX, font=None)
        text = np.dstack([mask] * 4)  # white, premultiplied
        image = work.overlay_image()
        image[..., :3] = image[..., :3].astype(np.uint16) * image[..., 3:] // 255
        self._images = [
            (self._part((*at, over.shape[1], over.shape[0])), over, np.dstack([255 - over[..., 3]] * 4))
            for at, over in ((work.IMAGE_AT, image), (work.TEXT_AT, text))
        ]

    def _part(self, rect: tuple[int, int, int, int]) -> U8:
        x, y, width, height = rect
        return self._picture[y : y + height, x : x + width]

    def run(self, frames: int) -> None:
        if self._clip is None:
            scale = self._scale_nv12 if self._planes_first else self._convert_nv12
            for i in range(frames):
                scale(*self._pool[i % len(self._pool)])
                self._draw_overlays()
        else:
            for frame in decoded(self._clip, frames):
                (self._scale_i420 if self._planes_first else self._convert_i420)(frame)
                self._draw_overlays()

    def _resize(self, plane: U8, size: tuple[int, int], into: U8) -> None:
        self._cv2.resize(plane, size, dst=into, interpolation=self._cv2.INTER_LINEAR)

    def _convert_nv12(self, luma: U8, chroma: U8) -> None:
        self._cv2.cvtColorTwoPlane(luma, chroma, self._cv2.COLOR_YUV2RGBA_NV12, dst=self._full)
        self._resize(self._full, TARGET, self._picture)

    def _scale_nv12(self, luma: U8, chroma: U8) -> None:
        width, height = TARGET
        small_luma = self._small[:height]
        small_chroma = self._small[height:].reshape(height // 2, width // 2, 2)
        self._resize(luma, TARGET, small_luma)
        self._resize(chroma, (width // 2, height // 2), small_chroma)
        self._cv2.cvtColorTwoPlane(small_luma, small_chroma, self._cv2.COLOR_YUV2RGBA_NV12, dst=self._picture)

    def _convert_i420(self, frame: av.VideoFrame) -> None:
        planes = frame.to_ndarray(format="yuv420p")
        self._cv2.cvtColor(planes, self._cv2.COLOR_YUV2RGBA_I420, dst=self._full)
        self._resize(self._full, TARGET, self._picture)

    def _scale_i420(self, frame: av.VideoFrame) -> None:
        width, height = TARGET
        small = self._small.reshape(-1)
        begin = 0
        for plane, divisor in zip(frame.planes, (1, 2, 2), strict=True):
            size = (width // divisor, height // divisor)
            rows = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
            part = small[begin : begin + size[0] * size[1]].reshape(size[1], size[0])
            self._resize(rows[: plane.height, : plane.width], size, part)
            begin += size[0] * size[1]
        self._cv2.cvtColor(self._small, self._cv2.COLOR_YUV2RGBA_I420, dst=self._picture)

    def _draw_overlays(self) -> None:
        for part, color, alpha in self._flat:
            self._cv2.addWeighted(part, 1 - alpha, color, alpha, 0, dst=part)
        for part, image, transparency in self._images:
            self._cv2.multiply(part, transparency, dst=part, scale=1 / 255)
            self._cv2.add(part, image, dst=part)

    def picture(self) -> U8:
        return self._picture

    def close(self) -> None: ...


def _filled(rect: tuple[int, int, int, int], color: tuple[int, int, int, int]) -> U8:
    return np.full((rect[3], rect[2], 4), (*color[:3], 255), np.uint8)


class Ffmpeg:
    """The ffmpeg command line, one filter graph. What it takes to start is not counted."""

    name = "FFmpeg command line"

    def __init__(self, clip: str | None = None) -> None:
        program = shutil.which("ffmpeg")
        if program is None:
            raise UnsupportedError("The program ffmpeg is not on the PATH.")
        said = subprocess.run([program, "-version"], capture_output=True, text=True, check=True).stdout
        self.note = " ".join(said.split()[:3])
        self._folder = tempfile.TemporaryDirectory()
        source = ["-i", clip] if clip else self._pool_input()
        image = self._write("image.png", work.overlay_image())
        mask = render_mask(work.TEXT, size_px=work.TEXT_PX, font=None)
        text = self._write("text.png", np.dstack([np.full_like(mask, 255)] * 3 + [mask]))
        self._command = [program, "-nostdin", "-loglevel", "error", *source, "-i", image, "-i", text]
        self._command += ["-filter_complex", _graph(), "-map", "[shown]", "-f", "null", "-frames:v"]

    def _pool_input(self) -> list[str]:
        path = os.path.join(self._folder.name, "pool.nv12")
        with open(path, "wb") as file:
            for planes in work.nv12_pool():
                for plane in planes:
                    file.write(plane.tobytes())
        size = f"{SOURCE[0]}x{SOURCE[1]}"
        return ["-f", "rawvideo", "-pix_fmt", "nv12", "-s", size, "-stream_loop", "-1", "-i", path]

    def _write(self, name: str, pixels: U8) -> str:
        path = os.path.join(self._folder.name, name)
        Image.fromarray(pixels).save(path)
        return path

    def run(self, frames: int) -> None:
        subprocess.run([*self._command, str(frames), "-"], check=True)

    def close(self) -> None:
        self._folder.cleanup()


def _graph() -> str:
    boxes = ",".join(
        f"drawbox={x}:{y}:{width}:{height}:0x{red:02x}{green:02x}{blue:02x}@{alpha / 255:.3f}:fill"
        for (x, y, width, height), (red, green, blue, alpha) in work.RECTS
    )
    image = f"overlay={work.IMAGE_AT[0]}:{work.IMAGE_AT[1]}"
    text = f"overlay={work.TEXT_AT[0]}:{work.TEXT_AT[1]}"
    # Overlays on the smaller 4:2:0 picture cost less than on RGB.
    return (
        f"[0:v]scale={TARGET[0]}:{TARGET[1]}:flags=bilinear,format=yuv420p,{boxes}[boxed];"
        f"[boxed][1:v]{image}[imaged];[imaged][2:v]{text},format=rgba[shown]"
    )
