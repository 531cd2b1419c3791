"""Short runs of synthetic frames through a layer."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

import zerocopy as zc
from support import devices, pictures, reference
from support.reference import Canvas, Picture, Video
from support.show import check, frame_of, presented
from zerocopy import testing

SIZE = (24, 16)
# Submits after which the device "cpu-delayed" completes.
DELAY = 2


def numbered_picture(index: int, format: str = "nv12") -> Picture:
    return Picture(pictures.noise(format, *SIZE, index), format)


class Run:
    """A target that is filled by one video layer."""

    def __init__(self, session: zc.Session) -> None:
        self.session = session
        self.target = session.open_offscreen(*SIZE)
        self.layer = self.target.scene.add_video()
        self.shown = 0
        self.picture: Picture | None = None

    def show(self, format: str = "nv12", generation: int = 0) -> zc.PresentOutcome:
        """The next frame, in one present, by whatever way."""
        self.submit(format, generation)
        return presented(self.target)

    def settle(self) -> None:
        """Waits for a device that completes on its own; the others are left as they are."""
        if devices.completes_on_its_own(self.session):
            self.target.read_pixels()

    def show_dropped(self) -> None:
        """The next frame, in a packet that is dropped."""
        self.submit()
        assert self.target.present().status == "dropped"

    def submit(self, format: str = "nv12", generation: int = 0) -> None:
        self.picture = numbered_picture(self.shown, format)
        timing = {"generation": generation} if generation else {}
        with frame_of(self.picture, pts_ns=self.shown, **timing) as frame:
            assert self.layer.submit(frame)
        self.shown += 1

    def show_many(self, count: int, format: str = "nv12") -> list[zc.InteropStatus | None]:
        """The path of each frame."""
        return [self.show(format).path for _ in range(count)]

    def check_warm_presents(self) -> None:
        """After thirty pictures the next ten allocate nothing."""
        self.show_many(30)
        counts = []
        for _ in range(10):
            self.show()
            counts.append(testing.allocations_in_present())
        assert counts == [0] * 10

    def wanted(self) -> NDArray[np.uint8]:
        assert self.picture is not None
        video = Video(rect=(0, 0, *SIZE), picture=self.picture)
        return reference.compose(Canvas(*SIZE), [video])

    def check_picture(self) -> None:
        check(self.target.read_pixels(), self.wanted(), 1)

    def steps(self) -> list[tuple[zc.InteropStatus, zc.InteropStatus, zc.FallbackReason | None]]:
        """The transitions without their frames."""
        return [(t.before, t.after, t.reason) for t in self.layer.transitions]

    def check_balance(self) -> None:
        """Every frame that was submitted has ended, in one way."""
        counters = self.layer.counters
        ended = counters.frames_presented + counters.frames_dropped
        assert counters.frames_submitted == ended, counters

    def close(self) -> None:
        self.target.close()
