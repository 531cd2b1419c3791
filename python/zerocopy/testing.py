"""Faults on demand and counts of living objects, for tests.

All of it needs a build with ``ZC_TESTING=ON`` (what ``make test`` builds); elsewhere it raises
:class:`UnsupportedError`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from . import _core
from .errors import UnsupportedError
from .frame import GpuFrame
from .layer import Layer
from .layers import VideoLayer
from .target import Target
from .types import ColorSpec, PixelFormat


def _check_build() -> None:
    if not _core.testing_build:
        raise UnsupportedError("This build of zerocopy has no test hooks; build it with ZC_TESTING=ON.")


def inject(point: str, *, after: int = 0, times: int = 1) -> None:
    """Lets a named place fail: not the next ``after`` passes, then ``times`` passes. ``times=0`` disarms.

    The points are ``import_frame, import_completion, bridge, upload, no_drawable, device_lost,
    submit_error``; another name raises InvalidArgumentError. Any thread.
    """
    _check_build()
    _core.inject(point, after, times)


def disarm_all() -> None:
    """Takes back every injected fault."""
    _check_build()
    _core.disarm_all()


def live_objects() -> dict[str, int]:
    """How many frames, leases, imports, textures, packets, targets and sessions are alive."""
    _check_build()
    return _core.live_objects()


def set_completion_delay(submits: int) -> None:
    """CPU devices created from now on draw and complete this many submits late, as a GPU may."""
    _check_build()
    _core.set_completion_delay(submits)


def set_instruction_set(isa: str) -> None:
    """CPU devices created from now on use these kernels; ``""``: the best there are."""
    _check_build()
    _core.set_instruction_set(isa)


def set_drawing_threads(threads: int) -> None:
    """CPU devices created from now on draw with this many threads, the caller's included; 0: as they like."""
    _check_build()
    _core.set_drawing_threads(threads)


def set_scale(target: Target, scale: float) -> None:
    """Gives an off-screen target another scale, in a packet of lane ``system``, as a screen does."""
    _check_build()
    _core.set_scale(target._native, scale)


def shown(layer: Layer) -> dict[str, Any] | None:
    """The attributes that the latest composition took the layer to have, mid-animation ones included.

    ``rect`` and ``clip`` are given by their edges, left, top, right, bottom. None for a layer that it did
    not know. Blocks while the target is drawn.
    """
    _check_build()
    return _core.shown(layer._native)


def plane_addresses(frame: GpuFrame) -> list[int]:
    """Where the frame's planes lie."""
    _check_build()
    return frame._native.plane_addresses()


def sampled_addresses(layer: VideoLayer) -> list[int]:
    """Where the device reads the layer's imported frame from; empty when it reads a copy."""
    _check_build()
    return _core.sampled_addresses(layer._native)


def allocations_in_present() -> int:
    """C++ heap allocations of the core during the latest ``present()`` of this process."""
    _check_build()
    return _core.allocations_in_present()


def process_bytes_copied() -> dict[str, int]:
    """Bytes that the core has copied in host memory since the start, by purpose."""
    _check_build()
    return _core.process_bytes_copied()


def make_frame(
    planes: Sequence[Any],
    format: PixelFormat,
    *,
    visible_rect: tuple[int, int, int, int] | None = None,
    sample_aspect_ratio: tuple[int, int] = (1, 1),
    rotation: int = 0,
    mirrored: bool = False,
    color: ColorSpec | None = None,
    pts_ns: int = 0,
    duration_ns: int = 0,
    generation: int = 0,
) -> GpuFrame:
    """``GpuFrame.from_planes`` with the metadata that only decoders set. ``visible_rect``: x, y, width,
    height in px."""
    _check_build()
    plain = GpuFrame.from_planes(
        planes, format, color=color or ColorSpec(), pts_ns=pts_ns, duration_ns=duration_ns
    )
    native = plain._native
    planes_at = [
        (address, _stride(plane)) for address, plane in zip(native.plane_addresses(), planes, strict=True)
    ]
    width, height = native.size
    return GpuFrame._wrap(
        _core.Frame(
            plain,
            planes_at,
            native.format,
            (width, height),
            visible_rect or (0, 0, width, height),
            sample_aspect_ratio,
            rotation,
            mirrored,
            native.color,
            pts_ns,
            duration_ns,
            generation,
            _core.now_ns(),
        )
    )


def resident_copy(frame: GpuFrame) -> GpuFrame:
    """The same picture in memory that the Metal device binds in place, as a decoder there makes it."""
    _check_build()
    return GpuFrame._wrap(_core.resident_copy(frame._native))


def _stride(plane: Any) -> int:
    return int(plane.strides[0])


__all__ = [
    "allocations_in_present",
    "disarm_all",
    "inject",
    "live_objects",
    "make_frame",
    "plane_addresses",
    "process_bytes_copied",
    "resident_copy",
    "sampled_addresses",
    "set_completion_delay",
    "set_drawing_threads",
    "set_instruction_set",
    "set_scale",
    "shown",
]
