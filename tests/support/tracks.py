"""Animations as CSS and the design define them, in float64: what a layer's property is in each picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

FRAME_NS = 16_666_667
BEZIERS = {
    "linear": (0.0, 0.0, 1.0, 1.0),
    "ease": (0.25, 0.1, 0.25, 1.0),
    "ease-in-out": (0.42, 0.0, 0.58, 1.0),
}
Value = tuple[float, ...]


def bernstein(p1: float, p2: float, s: float) -> float:
    return 3 * (1 - s) ** 2 * s * p1 + 3 * (1 - s) * s**2 * p2 + s**3


def eased(name: str, progress: float) -> float:
    """The easing's value, its curve solved by bisection."""
    if not 0 < progress < 1:
        return min(max(progress, 0.0), 1.0)
    x1, y1, x2, y2 = BEZIERS[name]
    low, high = 0.0, 1.0
    for _ in range(40):
        middle = (low + high) / 2
        if bernstein(x1, x2, middle) < progress:
            low = middle
        else:
            high = middle
    return bernstein(y1, y2, low)


@dataclass
class Track:
    """One property. `committed` changes reach it with the next picture that is composed."""

    value: Value
    start: Value = ()
    to: Value = ()
    easing: str = "linear"
    duration_ns: int = 0
    elapsed_ns: int = 0
    begun: bool = False
    running: bool = False
    waiting: list[tuple[Value, str, int]] = field(default_factory=list)

    def set(self, value: Sequence[float]) -> None:
        self.waiting.append((tuple(value), "", 0))

    def animate(self, to: Sequence[float], duration_s: float, easing: str) -> None:
        self.waiting.append((tuple(to), easing, round(duration_s * 1e9)))

    def at(self, elapsed_ns: int) -> Value:
        if elapsed_ns >= self.duration_ns:
            return self.to
        way = eased(self.easing, elapsed_ns / self.duration_ns)
        return tuple(a + (b - a) * way for a, b in zip(self.start, self.to, strict=True))

    def applied(self) -> None:
        """Packets were taken, whether or not a picture comes of it."""
        for to, easing, duration_ns in self.waiting:
            if easing:
                self.start = self.at(self.elapsed_ns) if self.running else self.value
                self.to, self.easing, self.duration_ns = to, easing, duration_ns
                self.elapsed_ns, self.begun, self.running = 0, False, True
            else:
                self.value, self.running = to, False
        self.waiting.clear()

    def composed(self, step_ns: int = FRAME_NS) -> Value:
        """What the picture shows."""
        if self.running:
            self.value = self.at(self.elapsed_ns + (step_ns if self.begun else 0))
        return self.value

    def advance(self, step_ns: int = FRAME_NS) -> None:
        """The picture's packet ended presented or unchanged."""
        if not self.running:
            return
        if self.begun:
            self.elapsed_ns += step_ns
        self.begun = True
        self.running = self.elapsed_ns < self.duration_ns
