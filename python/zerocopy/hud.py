"""The head-up display of a target: what its telemetry says, drawn as a layer above all others."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from contextvars import Context
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .canvas import CanvasLayer, Drawing
from .shapes import Shape, Stroke, TextStyle
from .telemetry import STATUSES
from .types import Records

if TYPE_CHECKING:
    from .target import Target

MARGIN, WIDTH, HEIGHT = 12.0, 292.0, 104.0
"""The panel's place and size, in logical px; smaller where the target is."""
_PADDING = 12.0
_LABEL = 32.0
_FRAMES = 120
_LOOK_BACK = 160  # records: presents, and what ended otherwise between them
_INTERVAL_S = 0.1
_LINE_MS = 1e3 / 60
_HIGHEST_MS = 2.5 * _LINE_MS
_INK, _SOFT, _FAINT = "#ffffffF2", "#ffffffa6", "#ffffff59"
_PANEL, _EDGE, _WELL = "#0b1020c8", "#ffffff2e", "#ffffff12"
_GOOD, _FAIR, _POOR = "#38d6a5", "#ffc857", "#ff6b5e"
_HEAD, _SMALL = (TextStyle(size_px=px) for px in (14, 11))
_HEAD_END, _SMALL_END, _TINY_END = (TextStyle(size_px=px, align="end") for px in (14, 11, 9))
_TIERS = {"true_zero_copy": _GOOD, "interop_handle": _FAIR, "software": _POOR}


class Reading(NamedTuple):
    """What the panel shows."""

    device: str
    tier: str  # "": no video
    status: str
    fps: float
    frame_ms: NDArray[np.float64]  # from present to present, oldest first
    packets_dropped: int
    frames_dropped: int
    ratio: float  # R, NaN where unknown


class Hud:
    """Redraws its panel for the next present, at most ten times a second and only after a new picture.

    The core keeps the panel's layer above the others and draws its changes along with theirs, never alone.
    """

    def __init__(self, target: Target, now: Callable[[], float] = time.monotonic) -> None:
        self._target = target
        self._now = now
        self._drawn_s = -1.0
        self._size: tuple[int, int, float] = (0, 0, 0.0)  # and scale, of the target as drawn for
        self._shown: int | None = None  # the newest present of which the panel tells
        self._layer: CanvasLayer | None = None
        Context().run(self._open)

    def _open(self) -> None:
        """Outside of the caller's packet."""
        scene = self._target.scene
        native = self._target._native.add_canvas(None)
        native.set_passive(True)
        self._layer = CanvasLayer(scene, native, rect=(MARGIN, MARGIN, WIDTH, HEIGHT), z=0, opacity=1.0)

    def update(self) -> None:
        """Before a present."""
        target = self._target
        size = (target.width, target.height, target.scale)
        now_s = self._now()
        if size == self._size and now_s - self._drawn_s < _INTERVAL_S:
            return
        raw = target._native.telemetry(_LOOK_BACK)
        shown = int(raw["present_id"].max()) if len(raw) else 0
        if size == self._size and shown == self._shown:
            return
        self._drawn_s, self._size, self._shown = now_s, size, shown
        Context().run(self._draw, read(target, raw))

    def _draw(self, reading: Reading) -> None:
        layer = self._layer
        assert layer is not None
        width, height, _ = self._size
        factor = min(max(min((width - 2 * MARGIN) / WIDTH, (height - 2 * MARGIN) / HEIGHT), 0.05), 1.0)
        layer.rect = (MARGIN, MARGIN, WIDTH * factor, HEIGHT * factor)
        with layer.draw() as c:
            c.scale(factor)
            draw_panel(c, reading)

    def close(self) -> None:
        if self._layer is not None and not self._target.closed:
            Context().run(self._layer._native.remove)
        self._layer = None


def read(target: Target, raw: Records) -> Reading:
    """From the newest records as the core gives them."""
    session = target._session
    shown = raw[raw["status"] == 1]
    shown = shown[np.append(True, np.diff(shown["present_id"].astype(np.int64)) > 0)[: len(shown)]]
    times_ms = shown["presented_ns"][shown["presented_ns"] > 0] / 1e6
    frame_ms = np.diff(times_ms)
    second = times_ms[times_ms > times_ms[-1] - 1e3] if len(times_ms) else times_ms
    lasted_ms = float(second[-1] - second[0]) if len(second) > 1 else 0.0
    told = shown[(shown["device_bytes"] > 0) & (shown["ideal_bytes"] > 0)][-30:]
    last = raw[-1] if len(raw) else None
    reason = "" if last is None else last["reason"].decode()
    return Reading(
        device=session.device.name,
        tier=str(session.status) if any(shown["path"]) else "",
        status="" if last is None else reason or str(STATUSES[last["status"]]),
        fps=(len(second) - 1) / lasted_ms * 1e3 if lasted_ms else 0.0,
        frame_ms=frame_ms[-_FRAMES:],
        packets_dropped=target._native.packet_counts()[3],
        frames_dropped=session.counters.frames_dropped,
        ratio=float(told["device_bytes"].sum() / told["ideal_bytes"].sum()) if len(told) else math.nan,
    )


def draw_panel(c: Drawing, reading: Reading) -> None:
    """The whole panel, WIDTH by HEIGHT."""
    left, right = _PADDING, WIDTH - _PADDING
    panel = (0.5, 0.5, WIDTH - 1, HEIGHT - 1)
    c.rect(panel, corner_radius_px=10, fill=_PANEL, stroke=Stroke(_EDGE, width=1))
    c.ellipse((left, 15, 8, 8), fill=_TIERS.get(reading.tier, _FAINT))
    c.text(reading.tier or "no video", left + 14, 11, _INK, style=_HEAD)
    c.text(f"{reading.fps:.1f} fps", right, 11, _INK, style=_HEAD_END)
    status = f"{reading.device} · {reading.status}" if reading.status else reading.device
    c.text(status, left, 30, _SOFT, style=_SMALL)
    ratio = "R –" if math.isnan(reading.ratio) else f"R {reading.ratio:.2f}"
    c.text(ratio, right, 30, _SOFT, style=_SMALL_END)
    drops = reading.packets_dropped + reading.frames_dropped
    words = f"{reading.packets_dropped} packets, {reading.frames_dropped} frames dropped"
    c.text(words, left, 45, _POOR if drops else _SOFT, style=_SMALL)
    last = f"{reading.frame_ms[-1]:.1f} ms" if len(reading.frame_ms) else "– ms"
    c.text(last, right, 45, _SOFT, style=_SMALL_END)
    _graph(c, reading.frame_ms, (left, 63, right - left - _LABEL, 30))


def _graph(c: Drawing, frame_ms: NDArray[np.float64], place: tuple[float, float, float, float]) -> None:
    """One bar for each frame, the newest on the right; a line at 1/60 s."""
    x, y, width, height = place
    c.rect(place, corner_radius_px=3, fill=_WELL)
    step = width / _FRAMES
    bars = {_GOOD: Shape(), _FAIR: Shape(), _POOR: Shape()}
    start = x + width - step * len(frame_ms)
    for i, lasted in enumerate(frame_ms):
        tall = max(1.0, height * min(float(lasted) / _HIGHEST_MS, 1.0))
        kind = _GOOD if lasted <= 1.25 * _LINE_MS else _FAIR if lasted <= 2.25 * _LINE_MS else _POOR
        bars[kind].rect((start + i * step, y + height - tall, step * 0.75, tall))
    for kind, shape in bars.items():
        c.shape(shape, fill=kind)
    line = y + height * (1 - _LINE_MS / _HIGHEST_MS)
    c.line((x, line), (x + width, line), Stroke(_FAINT, width=1, dashes=(3, 3)))
    c.text("1/60 s", WIDTH - _PADDING, line - 6, _FAINT, style=_TINY_END)
