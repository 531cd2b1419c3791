"""The plain types of the public API: values, enums and records. All are immutable."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from os import PathLike
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

U8 = NDArray[np.uint8]
Records = NDArray[np.void]
"""A structured array of `zerocopy.telemetry.DTYPE`."""
Path = str | PathLike[str]
Color = str | tuple[float, float, float] | tuple[float, float, float, float]
"""``"#rgb[a]"``, ``"#rrggbb[aa]"`` or components 0…1; straight alpha, gamma-encoded sRGB."""
RectLike = tuple[float, float, float, float]
"""``x, y, width, height`` in logical px, origin top left."""
PixelFormat = Literal["nv12", "i420", "p010", "i010", "rgb24", "bgr24", "rgba", "bgra"]
Fit = Literal["contain", "cover", "fill", "none"]
Blend = Literal["normal", "add", "multiply", "screen"]
Animated = Literal[
    "rect",
    "opacity",
    "transform",
    "clip",
    "clip_radius_px",
    "corner_radius_px",
    "color",
    "blur_sigma_px",
    "backdrop_blur_sigma_px",
]
Stage = Literal["presented", "completed"]


class Rect(NamedTuple):
    """A rectangle in logical px, origin top left."""

    x: float
    y: float
    width: float
    height: float


class Mode(StrEnum):
    """Which tiers a session may use."""

    AUTO = "auto"
    ZERO_COPY = "zero_copy"
    INTEROP = "interop"
    SOFTWARE = "software"


class InteropStatus(StrEnum):
    """How video reaches the device, from the dearest to the cheapest way."""

    SOFTWARE = "software"
    INTEROP_HANDLE = "interop_handle"
    TRUE_ZERO_COPY = "true_zero_copy"


class FallbackReason(StrEnum):
    """Why a frame did not take the best tier, or was rejected."""

    UNSUPPORTED_FORMAT = "unsupported_format"
    INVALID_SIZE = "invalid_size"
    MISSING_REFERENCE = "missing_reference"
    NOT_DEVICE_RESIDENT = "not_device_resident"
    IMPORT_FAILED = "import_failed"
    BRIDGE_FAILED = "bridge_failed"
    UPLOAD_FAILED = "upload_failed"
    DEVICE_LOST = "device_lost"
    LIFECYCLE_MISMATCH = "lifecycle_mismatch"
    DECODER_MALFUNCTION = "decoder_malfunction"
    DISABLED = "disabled"
    NOT_PROFITABLE = "not_profitable"


@dataclass(frozen=True, slots=True)
class Fallback:
    """The latest fallback; falsy when there is none. ``str()`` is the reason."""

    reason: FallbackReason | None
    detail: str
    retry_after_frames: int | None
    """Frames until the better tier is tried again; None: not before format, generation or device change."""

    def __bool__(self) -> bool:
        return self.reason is not None

    def __str__(self) -> str:
        return "" if self.reason is None else str(self.reason)


@dataclass(frozen=True, slots=True)
class Transition:
    """A change of a video layer's status."""

    frame: int
    """0-based number of the frame among those that the layer composed."""
    before: InteropStatus
    after: InteropStatus
    reason: FallbackReason | None


@dataclass(frozen=True, slots=True)
class Counters:
    """Monotonic counts of a video layer, or their sums over a session; only ``streak`` also falls."""

    frames_submitted: int
    frames_presented: int
    frames_dropped: int
    imports: int
    import_failures: int
    bridges: int
    uploads: int
    host_bytes_copied: int
    """Bytes of video copied in host memory by the core."""
    device_bytes: int
    """Bytes that the device read of video planes."""
    streak: int
    """Confirmed in-place imports in a row, up to now."""
    longest_streak: int
    fallback_switches: int
    """Transitions to a lower status that had a reason."""
    fallback_reasons: Mapping[FallbackReason, int]


@dataclass(frozen=True, slots=True)
class ColorSpec:
    """Colour description of a picture (ITU-T H.273 names, lower case). ``unspecified`` is resolved by the
    picture's size: BT.709 from 1280 wide or above 576 lines, else BT.601; limited range; left siting."""

    matrix: str = "unspecified"
    range: str = "unspecified"
    primaries: str = "unspecified"
    transfer: str = "unspecified"
    siting: str = "unspecified"


@dataclass(frozen=True, slots=True)
class DeviceInfo:
    """A device of this machine, available or not (then ``reason`` says why)."""

    name: str
    description: str
    gpu: bool
    available: bool
    true_zero_copy: bool
    reason: str
    max_size_px: int


@dataclass(frozen=True, slots=True)
class VideoInfo:
    """What is known of a video stream before decoding. ``hardware`` None: the system does not say."""

    width: int
    height: int
    fps: Fraction
    duration_s: float
    frame_count: int | None
    codec: str
    decoder: str
    hardware: bool | None
    color: ColorSpec


class _Waiting:
    __slots__ = ("_wait_completed",)
    _wait_completed: Callable[[int, float | None], tuple[int, int] | None]


@dataclass(frozen=True, slots=True)
class PresentOutcome(_Waiting):
    """How a packet ended. ``*_ns`` are on the monotonic clock, 0 where a stage did not happen."""

    status: Literal["presented", "dropped", "unchanged"]
    reason: str | None
    epoch: int
    path: InteropStatus | None
    """How its video travelled (the lowest tier among the layers drawn); None without video."""
    host_bytes: int
    device_bytes: int
    decoded_ns: int
    submitted_ns: int
    composed_ns: int
    completed_ns: int
    presented_ns: int
    present_id: int
    """Of the present that shows it, which packets of other lanes may share; 0 where there is none."""
    lane: str

    def wait(self, stage: Stage = "presented", timeout: float | None = None) -> PresentOutcome:
        """This outcome, and with ``"completed"`` what is known once the device has drawn its picture.

        Blocks for at most ``timeout`` seconds. Raises TimeoutError, InvalidArgumentError.
        """
        from . import _values  # which needs the types above

        _values.stage(stage)
        timeout = _values.timeout(timeout)
        if stage == "presented" or not self.present_id or self.completed_ns:
            return self
        wait_completed = getattr(self, "_wait_completed", None)  # a copy of an outcome has none
        found = wait_completed(self.present_id, timeout) if wait_completed else None
        if found is None:
            raise TimeoutError(
                f"The picture of epoch {self.epoch} is not known to be drawn after {timeout} s."
            )
        outcome = replace(self, completed_ns=found[0], device_bytes=found[1])
        object.__setattr__(outcome, "_wait_completed", wait_completed)
        return outcome


@dataclass(frozen=True, slots=True)
class SurfaceStats:
    """What a target's effects and groups are drawn to."""

    live: int
    """Surfaces that the last picture was made with."""
    bytes: int
    """Of all textures that are kept, at most the budget unless one picture needs more."""
    high_water_bytes: int
    allocated: int
    """Textures made."""
    reused: int
    evicted: int


@dataclass(frozen=True, slots=True)
class PacketCounts:
    """A target's packets: committed = presented + unchanged + dropped + those on their way."""

    committed: int
    presented: int
    unchanged: int
    dropped: int
    gated: int
    """Committed before the epoch that they required; they waited for it."""
    drop_reasons: Mapping[str, int]
