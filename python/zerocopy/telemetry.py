"""What is known of a target's packets: records, and traces for chrome://tracing and ui.perfetto.dev.

`Target.telemetry` gives the last 1,024 records as a structured array of :data:`DTYPE`:

    records = target.telemetry()
    shown = records[records["status"] == "presented"]
    print(np.median(shown["completed_ns"] - shown["taken_ns"]), shown["r"].max())
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np

from . import _core, _values
from .errors import InvalidArgumentError
from .types import InteropStatus, Path, Records

CAPACITY = 1024
"""Records that a target keeps."""

DTYPE = np.dtype(
    [
        ("epoch", "u8"),
        ("present_id", "u8"),
        ("lane", "U32"),
        ("status", "U9"),
        ("reason", "U21"),
        ("path", "U14"),
        ("decoded_ns", "i8"),
        ("submitted_ns", "i8"),
        ("committed_ns", "i8"),
        ("taken_ns", "i8"),
        ("composed_ns", "i8"),
        ("issued_ns", "i8"),
        ("completed_ns", "i8"),
        ("presented_ns", "i8"),
        ("draw_items", "u4"),
        ("culled_items", "u4"),
        ("damage_px", "i8"),
        ("device_bytes", "u8"),
        ("host_bytes", "u8"),
        ("ui_bytes", "u8"),
        ("ideal_bytes", "u8"),
        ("r", "f8"),
        ("surfaces_allocated", "u4"),
        ("surfaces_reused", "u4"),
        ("surfaces_evicted", "u4"),
    ]
)
"""Fields of a record. ``epoch``, ``present_id``, ``lane``, ``status``, ``reason``, ``path``, ``host_bytes``,
``device_bytes``, ``decoded_ns`` and ``submitted_ns`` (of the newest frame that it brought), ``composed_ns``,
``completed_ns`` and ``presented_ns`` are those of `PresentOutcome`, words that do not apply are empty.

``committed_ns``: the packet got its epoch. ``taken_ns``: the compositor took it from the queue.
``issued_ns``: its picture was handed to the device. 0: it did not come to that, or is not known yet.
``draw_items`` and ``culled_items``: what was drawn, and what lies below something opaque. ``damage_px``: what
differs from the picture before. ``ui_bytes``: uploaded of images, text and canvases. ``ideal_bytes``: what a
device must touch at least. ``r``: ``device_bytes / ideal_bytes``, NaN until both are known.
``surfaces_…``: of effects and groups. Packets that share a present have the same numbers.
"""

STATUSES = np.array(["", "presented", "unchanged", "dropped"])
"""By the core's numbers."""
_PATHS = np.array(["", InteropStatus.SOFTWARE, InteropStatus.INTEROP_HANDLE, InteropStatus.TRUE_ZERO_COPY])


def records_of(native: _core.Target, most: int = CAPACITY) -> Records:
    """The newest records, oldest first."""
    raw = native.telemetry(most)
    records = np.zeros(len(raw), DTYPE)
    for name in raw.dtype.names or ():
        if name not in ("lane", "status", "path", "reason"):
            records[name] = raw[name]
    records["lane"] = np.array(native.lane_names())[raw["lane"]]
    records["status"] = STATUSES[raw["status"]]
    records["path"] = _PATHS[raw["path"]]
    records["reason"] = raw["reason"].astype("U")
    known = (raw["device_bytes"] > 0) & (raw["ideal_bytes"] > 0)
    records["r"] = np.where(known, raw["device_bytes"] / np.maximum(raw["ideal_bytes"], 1), np.nan)
    return records


_PROCESS = 1
_STAGES = (
    ("queued", "committed_ns", "taken_ns"),
    ("compose", "taken_ns", "composed_ns"),
    ("draw", "issued_ns", "completed_ns"),
    ("show", "completed_ns", "presented_ns"),
)
_COUNTERS = (
    ("R", "r"),
    ("device bytes", "device_bytes"),
    ("host bytes", "host_bytes"),
    ("UI bytes", "ui_bytes"),
    ("damage px", "damage_px"),
    ("draw items", "draw_items"),
)
_ARGUMENTS = (
    "epoch", "present_id", "status", "reason", "path", "draw_items", "culled_items", "damage_px",
    "device_bytes", "host_bytes", "ui_bytes", "ideal_bytes",
)  # fmt: skip


def chrome_trace(records: Records) -> dict[str, Any]:
    """Records in the Trace Event Format, as an object that ``json.dump`` takes.

    A lane is a thread; where its packets overlap in time, as with several in flight, it has further ones.
    Each packet is a complete event from its commit to its last known stage, and within it ``queued``,
    ``compose``, ``draw`` and ``show``. Frames have threads of their own, from decoding to composition; drops
    are instants; R, bytes, damage and items are counters. Times are µs of the monotonic clock.

    Raises InvalidArgumentError for an array that is not of :data:`DTYPE`.
    """
    if not isinstance(records, np.ndarray) or records.dtype != DTYPE:
        raise InvalidArgumentError("chrome_trace() takes an array as Target.telemetry() gives it.")
    rows = _Rows()
    events: list[dict[str, Any]] = []
    counted = 0
    for record in records:
        begin = int(record["committed_ns"])
        end = max(int(record[name]) for _, *names in _STAGES for name in names)
        thread = rows.place(str(record["lane"]), begin, end)
        arguments = {name: record[name].item() for name in _ARGUMENTS}
        name = f"epoch {record['epoch']} {record['status']}"
        events.append(_complete(name, "packet", begin, end, thread, arguments))
        events += [_complete(stage, "stage", *span, thread, {}) for stage, span in _spans(record)]
        if record["status"] == "dropped":
            instant = {"name": str(record["reason"]), "cat": "drop", "ph": "i", "s": "t", "ts": end / 1e3}
            events.append(
                {**instant, "pid": _PROCESS, "tid": thread, "args": {"epoch": int(record["epoch"])}}
            )
        decoded, composed = int(record["decoded_ns"]), int(record["composed_ns"])
        if 0 < decoded <= composed:
            thread = rows.place("frames", decoded, composed)
            events.append(
                _complete("frame", "frame", decoded, composed, thread, {"epoch": int(record["epoch"])})
            )
        if record["present_id"] > counted:
            counted = int(record["present_id"])
            events += _counters(record)
    names = [_named("process_name", 0, "zerocopy"), *rows.names()]
    return {"traceEvents": [*names, *events], "displayTimeUnit": "ms"}


def write_trace(path: Path, records: Records) -> None:
    """`chrome_trace` as a file. Raises InvalidArgumentError for what is no path, OSError."""
    with open(_values.path(path, "Trace"), "w", encoding="utf-8") as file:
        json.dump(chrome_trace(records), file, allow_nan=False)


class _Rows:
    """Threads of the trace: as many for each lane as it has packets at one time."""

    def __init__(self) -> None:
        self._ends: dict[str, list[int]] = {}
        self._threads: dict[tuple[str, int], int] = {}

    def place(self, lane: str, begin: int, end: int) -> int:
        ends = self._ends.setdefault(lane, [])
        row = next((row for row, last in enumerate(ends) if last <= begin), len(ends))
        ends[row:] = [end, *ends[row + 1 :]]
        return self._threads.setdefault((lane, row), len(self._threads) + 1)

    def names(self) -> list[dict[str, Any]]:
        return [
            _named("thread_name", thread, lane if row == 0 else f"{lane} ({row + 1})")
            for (lane, row), thread in self._threads.items()
        ]


def _spans(record: np.void) -> Sequence[tuple[str, tuple[int, int]]]:
    """The stages that a packet has been through, one after the other."""
    spans = []
    for stage, first, last in _STAGES:
        begin, end = int(record[first]), int(record[last])
        if 0 < begin <= end:
            spans.append((stage, (begin, end)))
    return spans


def _complete(
    name: str, category: str, begin_ns: int, end_ns: int, thread: int, arguments: dict[str, Any]
) -> dict[str, Any]:
    times = {"ts": begin_ns / 1e3, "dur": (end_ns - begin_ns) / 1e3}
    return {
        "name": name,
        "cat": category,
        "ph": "X",
        **times,
        "pid": _PROCESS,
        "tid": thread,
        "args": arguments,
    }


def _counters(record: np.void) -> list[dict[str, Any]]:
    time = {"ts": int(record["composed_ns"]) / 1e3, "pid": _PROCESS}
    return [
        {"name": name, "ph": "C", **time, "args": {name: record[field].item()}}
        for name, field in _COUNTERS
        if not np.isnan(record[field])
    ]


def _named(what: str, thread: int, name: str) -> dict[str, Any]:
    return {"name": what, "ph": "M", "pid": _PROCESS, "tid": thread, "args": {"name": name}}
