"""From the core's tuples to the public records."""

from __future__ import annotations

from types import MappingProxyType

from . import _core
from .types import Counters, DeviceInfo, Fallback, FallbackReason


def fallback_from(native: _core._Fallback) -> Fallback:
    reason, detail, retry_after_frames = native
    return Fallback(None if reason is None else FallbackReason(reason), detail, retry_after_frames)


def counters_from(native: _core._Counters) -> Counters:
    reasons = MappingProxyType({FallbackReason(name): count for name, count in native[12].items()})
    return Counters(*native[:12], reasons)


def device_from(native: _core._Device) -> DeviceInfo:
    return DeviceInfo(*native)
