"""The head-up display of a target: what its telemetry says, drawn as a layer above all others."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextvars import Context
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .canvas import CanvasLayer, Drawing
from .shapes import Shape, Stroke, TextStyle

if TYPE_CHECKING:
    from .target import Target

MARGIN, WIDTH, HEIGHT = 12.0, 292.0, 104.0
"""The panel's place and size, in logical px; smaller where the target is."""
_PADDING = 12.0
_FRAMES = 120
_LOOK_BACK = 160  # records: presents, and what ended otherwise between them
_INTERVAL_S = 0.1
_LINE_MS = 1e3 / 60
_HIGHEST_MS = 2.5 * _LINE_MS
_INK, _SOFT, _FAINT = "#ffffffF2", "#ffffffa6", "#ffffff59"
_PANEL, _EDGE, _WELL = "#0b1020c8", "#ffffff2e", "#ffffff12"
_GOOD, _FAIR, _POOR = "#38d6a5", "#ffc857", "#ff6b5e"
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
        self._known: tuple[object, ...] = ()
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
        shape = (target.width, target.height, target.scale)
        now = self._now()
        resized = shape != self._known[:3]
        if not resized and now - self._drawn_s < _INTERVAL_S:
            return
        raw = target._native.telemetry(_LOOK_BACK)
        shown = raw[raw["status"] == 1]
        known = (*shape, int(shown["present_id"][-1]) if len(shown) else 0, target._native.packet_dropped())
        if known == self._known:
            return
        self._drawn_s, self._known = now, known
        Context().run(self._draw, read(target, raw))

    def _draw(self, reading: Reading) -> None:
        layer = self._layer
        assert layer is not None
        width, height = self._known[:2]
        room = min((float(width) - 2 * MARGIN) / WIDTH, (float(height) - 2 * MARGIN) / HEIGHT)
        factor = min(max(room, 0.05), 1.0)
        layer.rect = (MARGIN, MARGIN, WIDTH * factor, HEIGHT * factor)
        with layer.draw() as c:
            c.scale(factor)
            draw_panel(c, reading)

    def close(self) -> None:
        if self._layer is not None and not self._target.closed:
            Context().run(self._layer._native.remove)
        self._layer = None
