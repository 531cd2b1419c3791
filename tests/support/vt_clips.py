"""Clips of the codecs that VideoToolbox decodes, beside those of support/clips.py."""

from __future__ import annotations

from pathlib import Path

from .clips import clip
from .encoding import encode, numbers

X265 = {"preset": "ultrafast", "x265-params": "log-level=error:pools=1:frame-threads=1:bframes=3:keyint=12"}
VP9 = {"deadline": "realtime", "cpu-used": "8", "crf": "10"}
AV1 = {"preset": "12", "svtav1-params": "lp=1"}


@clip("hevc", ".mp4")
def hevc(path: Path) -> None:
    encode(path, numbers(30), codec="libx265", options=X265)


@clip("hevc_10", ".mp4")
def hevc_10(path: Path) -> None:
    encode(path, numbers(30, depth=10), codec="libx265", pix_fmt="yuv420p10le", options=X265)


@clip("hevc_transport", ".ts")
def hevc_transport(path: Path) -> None:
    encode(path, numbers(30), codec="libx265", options=X265)


@clip("vp9", ".webm")
def vp9(path: Path) -> None:
    encode(path, numbers(20), codec="libvpx-vp9", options=VP9)


@clip("vp9_odd", ".mp4")
def vp9_odd(path: Path) -> None:
    encode(path, numbers(5, (133, 97)), codec="libvpx-vp9", options=VP9)


@clip("av1", ".mp4")
def av1(path: Path) -> None:
    encode(path, numbers(12), codec="libsvtav1", options=AV1)
