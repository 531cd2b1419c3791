"""From the pictures of a software decoder to frames."""

from __future__ import annotations

import itertools
from typing import NamedTuple

import av.error
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from . import _core
from ._av import Color, Converter, color_of, orientation_of, sample_aspect_ratio_of
from .errors import UnsupportedError
from .frame import GpuFrame, frame_from_av

_generations = itertools.count(1)


class Picture(NamedTuple):
    """A decoded picture and its time, in ns from the stream's start."""

    frame: VideoFrame | _core.Picture
    pts_ns: int
    duration_ns: int


class Configuration:
    """Tells apart the pictures of different decoder configurations."""

    def __init__(self) -> None:
        self.generation = 0
        self._key: object = None

    def note(self, key: object) -> bool:
        """True where it is another one than before."""
        if key == self._key:
            return False
        self._key = key
        self.generation = next(_generations)
        return True


class FrameMaker:
    """Makes frames of PyAV's pictures, with what is known of their stream. One thread."""

    def __init__(self) -> None:
        self.stream_color: Color | None = None
        """Of the first picture."""
        self._convert = Converter()
        self._configuration = Configuration()
        self._aspect = (1, 1)
        self._orientation = (0, False)
        self._turned = 0

    def make(self, frame: VideoFrame, picture: Picture, stream: VideoStream) -> GpuFrame | None:
        """None where it cannot be converted to a format that the core reads."""
        self._note(frame, stream)
        try:
            return self._wrap(frame, picture)
        except UnsupportedError:
            pass
        try:
            return self._wrap(self._convert(frame), picture)
        except av.error.FFmpegError:
            return None

    def _wrap(self, frame: VideoFrame, picture: Picture) -> GpuFrame:
        return frame_from_av(
            frame,
            pts_ns=picture.pts_ns,
            duration_ns=picture.duration_ns,
            generation=self._configuration.generation,
            sample_aspect_ratio=self._aspect,
            orientation=self._orientation,
        )

    def _note(self, frame: VideoFrame, stream: VideoStream) -> None:
        if self._configuration.note((frame.format.name, frame.width, frame.height)):
            if self.stream_color is None:
                self.stream_color = color_of(frame, frame.format.name.startswith("yuvj"))
            self._aspect = sample_aspect_ratio_of(stream)
        turned = frame.rotation
        if turned != self._turned or frame.key_frame:
            self._turned = turned
            self._orientation = orientation_of(frame)
