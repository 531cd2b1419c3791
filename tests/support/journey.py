"""A target that is resized at random while its layers move, and what must hold of every picture of it."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

import zerocopy as zc
from support.scratch import Pixels, Recipes
from support.tracks import Track, Value
from zerocopy import testing

LANES = ("main", "side", "other")
# Levels of red and green that say which packet a pixel is of; neighbours in time are far apart.
LEVELS = tuple(range(24, 256, 7))
APART = 12  # of 33, and without a common divisor


class Journey:
    """`steps` packets, each of another size, some in lanes of their own, some presented later.

    Every layer is given the packet's tag, which its red and green are to show, whatever is laid over it.
    """

    def __init__(self, session: zc.Session, scale: float, seed: int, largest: int = 56) -> None:
        self.session = session
        self.random = random.Random(seed)
        self.largest = largest
        self.scale = scale
        self.recipes = Recipes()
        self.tracks: dict[zc.Layer, Track] = {}
        self.tag = 0
        self.ends: list[zc.PresentOutcome] = []
        self.known = 0  # packets that this journey has committed
        self.of_others = 0  # of the system
        self.pictures = 0
        self.size = (largest, largest)
        self.target = session.open_offscreen(*self.size, background="#0000")
        if scale != 1:
            self.set_scale(scale)

    def set_scale(self, scale: float) -> None:
        self.scale = scale
        testing.set_scale(self.target, scale)
        self.of_others += 1

    # Edits.

    @property
    def level(self) -> int:
        return LEVELS[self.tag * APART % len(LEVELS)]

    def color(self, blue: int, alpha: float = 1.0) -> zc.Color:
        return (self.level / 255, self.level / 255, blue / 255, alpha)

    def follow(self, layer: zc.Layer) -> None:
        """Its rect is the test's own business from now on."""
        self.tracks[layer] = Track(tuple(layer.rect))

    def move(self, layer: zc.Layer, rect: Sequence[float]) -> None:
        """At once, or in some frames."""
        if self.random.random() < 0.4:
            layer.rect = tuple(rect)
            self.tracks[layer].set(rect)
            return
        seconds = self.random.choice((0.05, 0.1, 0.2))
        easing = self.random.choice(("linear", "ease", "ease-in-out"))
        layer.animate("rect", tuple(rect), seconds, easing)
        self.tracks[layer].animate(rect, seconds, easing)

    def next_size(self) -> tuple[int, int]:
        if self.random.random() < 0.03:
            return self.random.choice(((0, 0), (0, 9), (9, 0)))
        low = 3 if self.random.random() < 0.1 else self.largest // 3
        return self.random.randint(low, self.largest), self.random.randint(low, self.largest)

    # Packets.

    def step(self, edit: Callable[[int, int], None]) -> zc.PresentOutcome:
        """Commits up to three packets of a size each, and presents them: the last is what is seen."""
        pending: list[zc.PendingOutcome] = []
        for _ in range(self.random.choice((0, 0, 0, 1, 2))):
            with self.target.packet(self.random.choice(LANES)) as packet:
                self.edit(edit)
            pending.append(packet.outcome)
        if self.random.random() < 0.9 or not pending:
            self.edit(edit)
        self.known += len(pending) + 1
        if self.random.random() < 0.2:
            outcome = self.target.present(wait=False).wait()
        else:
            outcome = self.target.present()
        ends = [each.wait() for each in pending]
        self.ends += [*ends, outcome]
        for end in ends:
            assert end.reason == "superseded" or (end.status, end.present_id) == (
                outcome.status,
                outcome.present_id,
            )
        for track in self.tracks.values():
            track.applied()
        if outcome.status == "dropped":
            assert outcome.reason == "zero_size"
            assert 0 in self.size
        else:
            for track in self.tracks.values():
                track.composed()
                track.advance()
        return outcome

    def edit(self, edit: Callable[[int, int], None]) -> None:
        self.tag += 1
        self.size = self.next_size()
        self.target.resize(*self.size)
        edit(*self.size)

    # What every picture must be.

    def picture(self) -> Pixels:
        """The last one, once its size is seen to be that of its packet."""
        pixels = self.target.read_pixels()
        wanted = tuple(round_half_away(side * self.scale) for side in reversed(self.size))
        assert pixels.shape[:2] == wanted
        self.pictures += 1
        return pixels

    def check_tag(self, pixels: Pixels, tolerance: int = 0, least_alpha: int = 101) -> None:
        """No pixel shows another packet's layers: red and green are the newest's times alpha, everywhere."""
        alpha = pixels[..., 3].astype(np.int32)
        wanted = (self.level * alpha + 127) // 255
        for channel in (0, 1):
            off = np.abs(pixels[..., channel] - wanted)
            assert off.max(initial=0) <= 2 + tolerance, (
                f"red or green is off by {off.max()} from level {self.level} at "
                f"{np.unravel_index(off.argmax(), off.shape)[::-1]}"
            )
        assert alpha.max() >= least_alpha

    def check_from_scratch(self, pixels: Pixels) -> None:
        fresh = self.recipes.compose(self.session, self.target)
        if not np.array_equal(fresh, pixels):
            off = np.abs(fresh.astype(int) - pixels).max(axis=-1)
            y, x = np.unravel_index(off.argmax(), off.shape)
            raise AssertionError(
                f"{(off > 0).sum()} pixels differ from a composition from scratch, by {off.max()} at x={x},"
                f" y={y}: {pixels[y, x].tolist()} instead of {fresh[y, x].tolist()}"
            )

    def finish(self) -> None:
        """Each packet has ended once, as one of three things, and they add up."""
        counts = self.target.packets
        ends = Counter(end.status for end in self.ends)
        assert sum(ends.values()) == self.known
        assert counts.committed == self.known + self.of_others
        assert counts.committed == counts.presented + counts.unchanged + counts.dropped
        assert ends["dropped"] == counts.dropped
        assert ends["presented"] <= counts.presented <= ends["presented"] + self.of_others
        assert {end.reason for end in self.ends} <= {None, "superseded", "zero_size"}
        epochs = [end.epoch for end in self.ends]
        assert len(set(epochs)) == len(epochs)
        lanes = Counter((end.present_id, end.lane) for end in self.ends if end.status == "presented")
        assert set(lanes.values()) <= {1}
        self.target.close()


def round_half_away(value: float) -> int:
    return int(value + 0.5)


def grid(pixels: Pixels, scale: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Logical x and y of every pixel's centre."""
    height, width = pixels.shape[:2]
    return (np.arange(width) + 0.5)[None, :] / scale, (np.arange(height) + 0.5)[:, None] / scale


def within(pixels: Pixels, scale: float, rect: Value, margin: float) -> NDArray[np.bool_]:
    """Pixels whose centre lies inside the rect, that many target px inside."""
    x, y = grid(pixels, scale)
    m = margin / scale
    left, top, width, height = rect
    return (x > left + m) & (x < left + width - m) & (y > top + m) & (y < top + height - m)
