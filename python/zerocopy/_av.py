"""What PyAV's frames say, in zerocopy's terms: formats, colour, orientation, and conversion by swscale."""

from __future__ import annotations

import math
import struct
from functools import lru_cache
from typing import Any, NamedTuple

from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Interpolation, VideoReformatter

from .types import PixelFormat

# FFmpeg's AVCOL_SPC_*, AVCOL_PRI_*, AVCOL_TRC_* (H.273 code points) and AVCHROMA_LOC_*. What is
# not here has no plain Kr/Kb matrix or no use in drawing, and counts as unspecified. BT.2020
# constant luminance (10) is shown by the matrix of its non-constant twin, as players do.
_MATRICES = {
    1: "bt709", 4: "fcc", 5: "bt470bg", 6: "smpte170m", 7: "smpte240m", 9: "bt2020nc", 10: "bt2020nc",
}  # fmt: skip
_PRIMARIES = {
    1: "bt709", 4: "bt470m", 5: "bt470bg", 6: "smpte170m", 7: "smpte240m", 9: "bt2020", 11: "smpte431",
    12: "smpte432",
}  # fmt: skip
_TRANSFERS = {
    1: "bt709", 4: "gamma22", 5: "gamma28", 6: "smpte170m", 7: "smpte240m", 8: "linear", 13: "srgb",
    14: "bt2020_10", 15: "bt2020_12", 16: "smpte2084", 18: "arib_std_b67",
}  # fmt: skip
_RANGES = {1: "limited", 2: "full"}
_SITINGS = {1: "left", 2: "center", 3: "topleft", 4: "top", 5: "bottomleft", 6: "bottom"}
_AV_MATRICES = {name: code for code, name in reversed(_MATRICES.items())}

Color = tuple[str, str, str, str, str]
"""matrix, range, primaries, transfer, siting"""
UNSPECIFIED: Color = ("unspecified",) * 5


class Layout(NamedTuple):
    """One of FFmpeg's pixel formats that the core reads as it is."""

    format: PixelFormat
    planes: int
    full_range: bool = False  # said by the format's name, not by the frame's tag


LAYOUTS = {
    "nv12": Layout("nv12", 2),
    "yuv420p": Layout("i420", 3),
    "yuvj420p": Layout("i420", 3, full_range=True),
    "p010le": Layout("p010", 2),
    "yuv420p10le": Layout("i010", 3),
    "rgb24": Layout("rgb24", 1),
    "bgr24": Layout("bgr24", 1),
    "rgba": Layout("rgba", 1),
    "bgra": Layout("bgra", 1),
}


@lru_cache(maxsize=64)
def color_of_codes(
    matrix: int, range_: int, primaries: int, transfer: int, siting: int | None, full_range: bool
) -> Color:
    """H.273 names of FFmpeg's numbers."""
    return (
        _MATRICES.get(matrix, "unspecified"),
        "full" if full_range else _RANGES.get(range_, "unspecified"),
        _PRIMARIES.get(primaries, "unspecified"),
        _TRANSFERS.get(transfer, "unspecified"),
        _SITINGS.get(siting or 0, "unspecified"),
    )


def color_of(frame: VideoFrame, full_range: bool = False) -> Color:
    """The frame's colour tags."""
    return color_of_codes(
        int(frame.colorspace),
        int(frame.color_range),
        int(frame.color_primaries),
        int(frame.color_trc),
        getattr(frame, "chroma_location", None),  # PyAV 19 and later
        full_range,
    )


def orientation_of(frame: VideoFrame) -> tuple[int, bool]:
    """Clockwise degrees (0, 90, 180 or 270) to turn the picture for display, after mirroring it left to
    right where the second value says so."""
    try:
        matrix: Any = frame.side_data.get("DISPLAYMATRIX")
    except ValueError:  # the frame carries side data that is newer than PyAV's list of kinds
        return _quarter_turn(-frame.rotation), False
    return (0, False) if matrix is None else orientation_of_matrix(bytes(matrix))


@lru_cache(maxsize=64)
def orientation_of_matrix(raw: bytes) -> tuple[int, bool]:
    """Of FFmpeg's display matrix: 9 native int32, (x, y) -> (a·x + c·y, b·x + d·y), y downwards."""
    a, b, _, c, d = struct.unpack("=5i", raw[:20])
    mirrored = a * d - b * c < 0
    if mirrored:
        a, b = -a, -b
    return _quarter_turn(math.degrees(math.atan2(b, a))), mirrored


def _quarter_turn(degrees: float) -> int:
    return round(degrees / 90) % 4 * 90


class Converter:
    """Turns pictures in formats that the core does not read into RGB or, with alpha, RGBA. One thread."""

    _ACCURATE = (
        Interpolation.BILINEAR
        | Interpolation.ACCURATE_RND
        | Interpolation.FULL_CHR_H_INT
        | Interpolation.FULL_CHR_H_INP
    )

    def __init__(self) -> None:
        self._scaler = VideoReformatter()

    def __call__(self, frame: VideoFrame) -> VideoFrame:
        """A converted copy, tagged like ``frame``. Raises av.error.FFmpegError."""
        source = frame.format.name
        wanted = "rgba" if has_alpha(frame) else "rgb24"
        if source == wanted:  # only its rows run upwards; the same format would be no conversion
            wanted = "bgra" if wanted == "rgba" else "bgr24"
        if not frame.format.is_rgb:
            # swscale goes by the frame's tags: give it those that an untagged picture is taken for.
            matrix, range_, *_ = color_of(frame, source.startswith("yuvj"))
            if source.startswith("gray") and range_ == "limited":
                frame = self._as_yuv(frame)  # swscale takes every grey for full range, as it is if untagged
            large = frame.width >= 1280 or frame.height > 576
            frame.colorspace = _AV_MATRICES.get(matrix, 1 if large else 6)
            frame.color_range = ColorRange.JPEG if range_ == "full" else ColorRange.MPEG
        return self._scaler.reformat(frame, format=wanted, interpolation=self._ACCURATE)

    def _as_yuv(self, frame: VideoFrame) -> VideoFrame:
        """Grey with the same luma values and no colour."""
        deep = frame.format.components[0].bits > 8
        return self._scaler.reformat(
            frame,
            format="yuv444p10le" if deep else "yuv444p",
            src_color_range=ColorRange.JPEG,
            dst_color_range=ColorRange.JPEG,
        )


def pixel_buffer_pointer(frame: VideoFrame) -> int | None:
    """To the CVPixelBuffer of a VideoToolbox frame; None for every other frame, and for a PyAV that does not
    show it: FFmpeg keeps it in data[3], of which PyAV 18 makes no plane."""
    if frame.format.name != "videotoolbox_vld":
        return None
    planes = frame.planes
    return (int(planes[3].buffer_ptr) or None) if len(planes) > 3 else None


def has_alpha(frame: VideoFrame) -> bool:
    return frame.format.name == "pal8" or any(c.is_alpha for c in frame.format.components)


def sample_aspect_ratio_of(owner: Any) -> tuple[int, int]:
    """Of a stream or frame; 1:1 where it is not told or makes no sense."""
    ratio = getattr(owner, "sample_aspect_ratio", None)
    if not ratio or ratio <= 0:
        return 1, 1
    return int(ratio.numerator), int(ratio.denominator)
