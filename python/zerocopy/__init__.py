"""Decoded video on screen without copying its pixels.

On macOS, VideoToolbox's frames are bound by Metal where they lie and composited with everything else in a
window in one pass and one present. On every other machine the same core runs on a built-in CPU device.

    import zerocopy as zc

    with zc.Session() as session, session.open("clip.mp4") as source:
        target = session.open_offscreen(1280, 720)
        video = target.scene.add_video()
        for frame in source:
            video.submit(frame)
            target.present()
        target.snapshot("last.png")
"""

from __future__ import annotations

import atexit

from .animations import CubicBezier, Easing, Spring, Steps
from .canvas import CanvasLayer, Drawing
from .effects import Shadow
from .errors import (
    ClosedError,
    DeviceError,
    ForkedProcessError,
    FramePoolExhausted,
    InvalidArgumentError,
    MediaNotFoundError,
    MediaOpenError,
    UnsupportedError,
    ZeroCopyError,
)
from .frame import GpuFrame
from .groups import GroupLayer, StackLayer
from .layer import Layer
from .layers import ImageLayer, RectLayer, TextLayer, VideoLayer
from .native import NativeHandle
from .packets import Packet, PendingOutcome
from .player import PlayReport, play
from .scene import Scene
from .session import Session, probe
from .session import close_all as _close_all
from .shapes import LinearGradient, Paint, RadialGradient, Shape, Stroke, TextStyle
from .source import VideoSource
from .target import Offscreen, Target
from .types import (
    U8,
    Color,
    ColorSpec,
    Counters,
    DeviceInfo,
    Fallback,
    FallbackReason,
    InteropStatus,
    Mode,
    PacketCounts,
    Path,
    PixelFormat,
    PresentOutcome,
    Records,
    Rect,
    RectLike,
    SurfaceStats,
    Transition,
    VideoInfo,
)
from .window import Window, run

__version__ = "0.1.0"

# With frames in flight the devices' threads are stopped while the interpreter is still whole.
atexit.register(_close_all)

__all__ = [
    "U8",
    "CanvasLayer",
    "ClosedError",
    "Color",
    "ColorSpec",
    "Counters",
    "CubicBezier",
    "DeviceError",
    "DeviceInfo",
    "Drawing",
    "Easing",
    "Fallback",
    "FallbackReason",
    "ForkedProcessError",
    "FramePoolExhausted",
    "GpuFrame",
    "GroupLayer",
    "ImageLayer",
    "InteropStatus",
    "InvalidArgumentError",
    "Layer",
    "LinearGradient",
    "MediaNotFoundError",
    "MediaOpenError",
    "Mode",
    "NativeHandle",
    "Offscreen",
    "Packet",
    "PacketCounts",
    "Paint",
    "Path",
    "PendingOutcome",
    "PixelFormat",
    "PlayReport",
    "PresentOutcome",
    "RadialGradient",
    "Records",
    "Rect",
    "RectLayer",
    "RectLike",
    "Scene",
    "Session",
    "Shadow",
    "Shape",
    "Spring",
    "StackLayer",
    "Steps",
    "Stroke",
    "SurfaceStats",
    "Target",
    "TextLayer",
    "TextStyle",
    "Transition",
    "UnsupportedError",
    "VideoInfo",
    "VideoLayer",
    "VideoSource",
    "Window",
    "ZeroCopyError",
    "__version__",
    "play",
    "probe",
    "run",
]
