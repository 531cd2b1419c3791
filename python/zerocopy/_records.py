"""From the core's tuples to the public records."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from . import _core
from .types import (
    Counters,
    DeviceInfo,
    Fallback,
    FallbackReason,
    InteropStatus,
    PacketCounts,
    PresentOutcome,
)

if TYPE_CHECKING:
    from .target import Target


def fallback_from(native: _core._Fallback) -> Fallback:
    reason, detail, retry_after_frames = native
    return Fallback(None if reason is None else FallbackReason(reason), detail, retry_after_frames)


def counters_from(native: _core._Counters) -> Counters:
    reasons = MappingProxyType({FallbackReason(name): count for name, count in native[12].items()})
    return Counters(*native[:12], reasons)


def device_from(native: _core._Device) -> DeviceInfo:
    return DeviceInfo(*native)


def outcome_from(target: Target, native: _core._End, lane: str) -> PresentOutcome:
    status, reason, epoch, path = native[:4]
    outcome = PresentOutcome(
        status,  # type: ignore[arg-type]  # one of the three words
        reason,
        epoch,
        None if path is None else InteropStatus(path),
        *native[4:],
        lane,
    )
    if status == "presented":
        object.__setattr__(outcome, "_wait_completed", target._native.wait_completed)
    return outcome


def packet_counts_from(native: _core._PacketCounts) -> PacketCounts:
    return PacketCounts(*native[:5], MappingProxyType(native[5]))
