"""One decoded picture: its metadata and a claim on the decoder's own memory."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Self, cast

from av.video.frame import VideoFrame

from . import _core, _values
from ._av import (
    LAYOUTS,
    Color,
    color_of,
    orientation_of,
    pixel_buffer_pointer,
    sample_aspect_ratio_of,
)
from ._owned import Owned
from ._planes import check_planes
from .errors import InvalidArgumentError, UnsupportedError
from .native import NativeHandle, address_of
from .types import U8, ColorSpec, PixelFormat, Rect

_NS = 1_000_000_000
_MOST_NS = 2**63 - 1
_COLOR_FIELDS = ("matrix", "range", "primaries", "transfer", "siting")


class GpuFrame(Owned):
    """One decoded picture: immutable metadata and a claim on the memory that holds its pixels.

    Made by a `VideoSource` or by one of the ``from_`` methods; carries no pixels of its own. May be used
    from any thread, outlives its source and its session, and keeps the picture's memory alive until
    `close()` or collection. Layers that show it hold claims of their own: closing a submitted frame is
    safe. The metadata stays readable after `close()`.
    """

    __slots__ = ()
    _native: _core.Frame

    def __init__(self) -> None:
        raise TypeError(
            "A GpuFrame is not constructed; take it from a VideoSource, GpuFrame.from_av() or"
            " GpuFrame.from_planes()."
        )

    @classmethod
    def _wrap(cls, native: _core.Frame) -> Self:
        frame = cls.__new__(cls)
        frame._native = native
        return frame

    @classmethod
    def from_av(cls, frame: Any, *, color: ColorSpec | None = None) -> GpuFrame:
        """A claim on the picture of an ``av.VideoFrame``, without a copy.

        ``frame``: yuv420p, yuvj420p, nv12, yuv420p10le, p010le, rgb24, bgr24, rgba or bgra in host
        memory; do not write to it until the `GpuFrame` is released. ``color``: its specified fields
        override the frame's tags. ``pts_ns`` is the frame's own time stamp. Does not block.

        Raises `UnsupportedError` for other formats, hardware frames and rows that run upwards, and
        `InvalidArgumentError` for anything else than a picture.
        """
        _core.check_process()
        if not isinstance(frame, VideoFrame):
            raise InvalidArgumentError(
                f"GpuFrame.from_av() takes an av.VideoFrame and got {type(frame).__name__}."
            )
        time_base = frame.time_base
        ns, per = (time_base.numerator * _NS, time_base.denominator) if time_base else (0, 1)
        pts_ns = _time((frame.pts or 0) * ns // per, "pts_ns")
        duration_ns = _time(frame.duration * ns // per, "duration_ns")
        if buffer := pixel_buffer_pointer(frame):
            own = ColorSpec() if color is None else color
            return cls._adopt("cvpixelbuffer", buffer, own, pts_ns, duration_ns, orientation_of(frame))
        return frame_from_av(
            frame,
            color=None if color is None else _color_tuple(color),
            pts_ns=pts_ns,
            duration_ns=duration_ns,
            sample_aspect_ratio=sample_aspect_ratio_of(frame),
            orientation=orientation_of(frame),
        )

    @classmethod
    def from_planes(
        cls,
        planes: Sequence[Any],
        format: PixelFormat,
        *,
        color: ColorSpec = ColorSpec(),
        pts_ns: int = 0,
        duration_ns: int = 0,
    ) -> GpuFrame:
        """A claim on planes that the caller brings: kept alive, not copied.

        ``planes``: numpy arrays or any DLPack exporters of host memory, each of shape (rows, columns) or,
        for interleaved components, (rows, columns, components); uint8, or uint16 for 10 bits (``p010``:
        in the high bits, ``i010``: in the low bits). Plane 0 gives the picture's size; chroma planes have
        half of it, rounded up. Rows may be padded; read-only arrays are fine. The planes must not be
        written until the frame is released. Does not block.

        Raises `InvalidArgumentError`, which says what does not fit.
        """
        _core.check_process()
        checked = check_planes(planes, format)
        pts_ns, duration_ns = _time(pts_ns, "pts_ns"), _time(duration_ns, "duration_ns")
        native = _core.Frame(
            checked.arrays,
            checked.pointers,
            format,
            (checked.width, checked.height),
            (0, 0, checked.width, checked.height),
            (1, 1),
            0,
            False,
            _color_tuple(color),
            pts_ns,
            duration_ns,
            0,
            _core.now_ns(),
        )
        return cls._wrap(native)

    @classmethod
    def from_cvpixelbuffer(
        cls, buffer: Any, *, color: ColorSpec = ColorSpec(), pts_ns: int = 0, duration_ns: int = 0
    ) -> GpuFrame:
        """A claim on a ``CVPixelBuffer`` that the caller brings: retained, not copied. macOS.

        ``buffer``: its pointer (an int or ``ctypes.c_void_p``), its PyObjC object, or a `NativeHandle`; of
        type ``420v``, ``420f``, ``x420``, ``xf20``, ``y420``, ``f420``, ``BGRA`` or ``RGBA``. Size, clean
        aperture, pixel aspect ratio and colour are the buffer's; specified fields of ``color`` override
        them. It must not be written until the frame is released. Does not block.

        Raises `UnsupportedError` for other types and on machines without pixel buffers, and
        `InvalidArgumentError` for what is no pixel buffer.
        """
        address = address_of(buffer, "CVPixelBuffer")
        return cls._adopt("cvpixelbuffer", address, color, pts_ns, duration_ns)

    @classmethod
    def from_iosurface(
        cls, surface: Any, *, color: ColorSpec = ColorSpec(), pts_ns: int = 0, duration_ns: int = 0
    ) -> GpuFrame:
        """A claim on an ``IOSurface`` that the caller brings, as `from_cvpixelbuffer` takes a buffer."""
        return cls._adopt("iosurface", address_of(surface, "IOSurface"), color, pts_ns, duration_ns)

    @classmethod
    def _adopt(
        cls,
        kind: str,
        address: int,
        color: ColorSpec,
        pts_ns: int,
        duration_ns: int,
        orientation: tuple[int, bool] = (0, False),
    ) -> GpuFrame:
        times = _time(pts_ns, "pts_ns"), _time(duration_ns, "duration_ns")
        return cls._wrap(_core.adopt(kind, address, _color_tuple(color), *times, *orientation))

    @property
    def width(self) -> int:
        """Columns of the coded picture, in luma samples."""
        return self._native.size[0]

    @property
    def height(self) -> int:
        """Rows of the coded picture, in luma samples."""
        return self._native.size[1]

    @property
    def visible_rect(self) -> Rect:
        """The part of the picture to show, in luma samples."""
        return Rect(*map(float, self._native.visible))

    @property
    def sample_aspect_ratio(self) -> Fraction:
        """Width of a sample to its height."""
        return Fraction(*self._native.sample_aspect_ratio)

    @property
    def rotation(self) -> int:
        """Degrees to turn the picture clockwise for display (0, 90, 180 or 270), after mirroring."""
        return self._native.rotation

    @property
    def mirrored(self) -> bool:
        """Whether left and right are swapped for display, before the rotation."""
        return self._native.mirrored

    @property
    def format(self) -> PixelFormat:
        """How the planes hold the samples."""
        return cast(PixelFormat, self._native.format)

    @property
    def color(self) -> ColorSpec:
        """The colour description as tagged."""
        return ColorSpec(*self._native.color)

    @property
    def pts_ns(self) -> int:
        """When the picture is shown, in ns; of a `VideoSource`, from the stream's start."""
        return self._native.pts_ns

    @property
    def duration_ns(self) -> int:
        """How long the picture is shown, in ns; 0: not known."""
        return self._native.duration_ns

    @property
    def cvpixelbuffer(self) -> NativeHandle:
        """The ``CVPixelBuffer`` that holds the picture. Each read gives a handle with a claim of its own.

        Raises `UnsupportedError` where the picture lies in host planes, and `ClosedError` after `close()`.
        """
        return NativeHandle._wrap(_core.native_of(self._native, "cvpixelbuffer"), "CVPixelBuffer")

    @property
    def iosurface(self) -> NativeHandle:
        """The ``IOSurface`` behind the pixel buffer, as `cvpixelbuffer` gives that."""
        return NativeHandle._wrap(_core.native_of(self._native, "iosurface"), "IOSurface")

    def mtl_texture(self, plane: int) -> NativeHandle:
        """A plane bound in place as an ``MTLTexture`` of the default Metal device: 0 luma, 1 chroma.

        Keep the handle open until the GPU has completed what reads the texture. Raises as `cvpixelbuffer`
        does, and `DeviceError` where Metal does not bind the plane.
        """
        plane = _values.integer(plane, "plane", low=0, high=2)
        return NativeHandle._wrap(_core.plane_texture_of(self._native, plane), f"MTLTexture of plane {plane}")

    def to_rgb(self) -> U8:
        """The picture as (height, width, 3) RGB, a copy for people and tests; not oriented, not scaled.

        Not counted as ``host_bytes_copied``. Takes milliseconds. Raises `ClosedError` after `close()`.
        """
        _core.check_process()
        return self._native.to_rgb()

    def __repr__(self) -> str:
        state = " (closed)" if self.closed else ""
        return f"<GpuFrame {self.width}x{self.height} {self.format} at {self.pts_ns / _NS:.3f} s{state}>"


def frame_from_av(
    frame: VideoFrame,
    *,
    color: Color | None = None,
    pts_ns: int,
    duration_ns: int,
    generation: int = 0,
    sample_aspect_ratio: tuple[int, int] = (1, 1),
    orientation: tuple[int, bool] = (0, False),
) -> GpuFrame:
    """`GpuFrame.from_av` with what only the caller knows. ``color`` overrides where it is specified."""
    layout = LAYOUTS.get(frame.format.name)
    if layout is None:
        raise UnsupportedError(_why_unsupported(frame))
    tagged = color_of(frame, layout.full_range)
    if color is not None:
        given = zip(tagged, color, strict=True)
        tagged = cast(Color, tuple(tag if own == "unspecified" else own for tag, own in given))
    planes = frame.planes
    if len(planes) < layout.planes:
        raise InvalidArgumentError("The frame holds no picture; pass a frame that a decoder returned.")
    pointers = [(plane.buffer_ptr, plane.line_size) for plane in planes[: layout.planes]]
    for _, stride in pointers:
        if stride < 0:
            raise UnsupportedError(
                f"The rows of the frame run upwards (line size {stride}) and cannot be read in place;"
                " convert it with frame.reformat(format=...) to another format first."
            )
    owner: object
    try:
        # Holds a reference of its own to the whole AVFrame; its deleter needs no GIL.
        owner = planes[0].__dlpack__()
    except (TypeError, NotImplementedError):
        owner = frame  # FFmpeg does not count references to it: the Python object owns it
    width, height = frame.width, frame.height
    native = _core.Frame(
        owner,
        pointers,
        layout.format,
        (width, height),
        (0, 0, width, height),  # FFmpeg has applied the stream's crop to the plane pointers
        sample_aspect_ratio,
        orientation[0],
        orientation[1],
        tagged,
        pts_ns,
        duration_ns,
        generation,
        _core.now_ns(),
    )
    return GpuFrame._wrap(native)


def _why_unsupported(frame: VideoFrame) -> str:
    name = frame.format.name
    if name == "videotoolbox_vld":
        return (
            "The frame is a VideoToolbox frame, and PyAV exposes no pointer to its CVPixelBuffer;"
            " decode without hwaccel, or download it with frame.reformat(format='nv12')."
        )
    if getattr(frame, "sw_format", None) is not None:
        return (
            f"The frame lies in device memory ({name}) and has no host planes;"
            " decode without hwaccel, or download it with frame.reformat(format='nv12')."
        )
    return (
        f"Frames of format {name} cannot be read in place; accepted are {', '.join(LAYOUTS)}."
        " Convert it with frame.reformat(format='rgb24')."
    )


def _color_tuple(color: ColorSpec) -> Color:
    if not isinstance(color, ColorSpec):
        raise InvalidArgumentError(f"The color is a {type(color).__name__}; pass a ColorSpec.")
    names = color.matrix, color.range, color.primaries, color.transfer, color.siting
    for field, name in zip(_COLOR_FIELDS, names, strict=True):
        if not isinstance(name, str):
            raise InvalidArgumentError(f"The color's {field} is {name!r}; pass its H.273 name as a str.")
    return names


def _time(ns: int, what: str) -> int:
    return _values.integer(ns, what, low=-_MOST_NS - 1, high=_MOST_NS)
