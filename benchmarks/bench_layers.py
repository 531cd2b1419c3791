"""What layers cost: planning a thousand, editing a thousand, and both against their number.

`python benchmarks/bench_layers.py PNG` writes the curves; `--json` prints them.
"""

from __future__ import annotations

import argparse
import gc
import json
import platform
import time
from collections.abc import Callable, Iterator
from itertools import cycle
from statistics import median

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

import zerocopy as zc
from zerocopy._plot import Curve, draw_curves

COUNTS = (1, 100, 250, 500, 1000, 2000, 3000, 4000, 5000)
ROUNDS = 40
CELL = 14
COLUMNS = 90
SIZE = (COLUMNS * CELL, 60 * CELL)


class Field:
    """So many small layers, all of which move by a px with each `edit()`."""

    def __init__(self, session: zc.Session, count: int) -> None:
        self.target = session.open_offscreen(*SIZE)
        self.layers = []
        self.places = []
        for index in range(count):
            x, y = index % COLUMNS * CELL, index // COLUMNS * CELL
            place = (x, y, 8, 8)  # ints, as apps write them
            self.layers.append(self.target.scene.add_rect(place, "#ffffff80"))
            self.places.append((place, (x + 1, y, 8, 8)))
        self._turn = cycle((1, 0))
        self.target.present()

    def edit(self) -> None:
        turn = next(self._turn)
        for layer, places in zip(self.layers, self.places, strict=True):
            layer.rect = places[turn]

    def show(self) -> zc.PresentOutcome:
        return self.target.present()

    def planning_ms(self) -> float:
        """From the queue to the device, at the median of the last presents: edits applied to the mirror,
        items and damage composed, the record of telemetry made."""
        last = self.target.telemetry()[-ROUNDS:]
        return float(np.median(last["issued_ns"] - last["taken_ns"])) / 1e6

    def drawing_ms(self) -> float:
        last = self.target.telemetry()[-ROUNDS:]
        return float(np.median(last["completed_ns"] - last["issued_ns"])) / 1e6


def editing_ms(field: Field) -> float:
    """Of all layers, with a present after each time."""
    taken = []
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        field.edit()
        taken.append((time.perf_counter() - begin) * 1e3)
        field.show()
    return median(taken)


@pytest.fixture
def session() -> Iterator[zc.Session]:
    with zc.Session(device="cpu") as session:
        yield session


def test_planning_a_thousand_layers(benchmark: BenchmarkFixture, session: zc.Session) -> None:
    """`planning_ms` is the figure; what is timed is the whole present."""
    field = Field(session, 1000)
    benchmark.pedantic(field.show, setup=lambda: field.edit() and None, rounds=ROUNDS)
    benchmark.extra_info["planning_ms"] = round(field.planning_ms(), 4)


def test_editing_a_thousand_layers(benchmark: BenchmarkFixture, session: zc.Session) -> None:
    field = Field(session, 1000)
    benchmark.pedantic(field.edit, setup=lambda: field.show() and None, rounds=ROUNDS)


@pytest.mark.parametrize("hud", [False, True], ids=["without", "with"])
def test_a_present_and_the_hud(benchmark: BenchmarkFixture, session: zc.Session, hud: bool) -> None:
    """Video at 1080p; the HUD is redrawn ten times a second."""
    target = session.open_offscreen(1920, 1080)
    video = target.scene.add_video()
    planes = [np.full((1080, 1920), 90, np.uint8), np.full((540, 960, 2), 120, np.uint8)]
    frames = cycle([zc.GpuFrame.from_planes(planes, "nv12") for _ in range(2)])
    target.hud = hud

    def show() -> None:
        video.submit(next(frames))
        target.present()

    benchmark.pedantic(show, rounds=600, warmup_rounds=20)


def test_the_panel_of_the_hud(benchmark: BenchmarkFixture, session: zc.Session) -> None:
    """One redraw, from the records to the picture."""
    target = session.open_offscreen(320, 128)
    layer = target.scene.add_rect((0, 0, 4, 4), "#fff")
    colors = cycle([(i / 50, 0, 0) for i in range(50)])
    target.hud = True
    assert target._hud is not None
    clock = iter(range(10**9))
    target._hud._now = lambda: float(next(clock))

    def show() -> None:
        layer.color = next(colors)
        target.present()

    benchmark.pedantic(show, rounds=200, warmup_rounds=150)


def test_a_copy_of_the_records(benchmark: BenchmarkFixture, session: zc.Session) -> None:
    target = session.open_offscreen(16, 16)
    for _ in range(1024):
        target.present()
    benchmark(target.telemetry)


def curves(note: Callable[[str], object]) -> list[Curve]:
    planning, drawing, editing = [], [], []
    with zc.Session(device="cpu") as session:
        for count in COUNTS:
            field = Field(session, count)
            editing.append((float(count), editing_ms(field)))
            planning.append((float(count), field.planning_ms()))
            drawing.append((float(count), field.drawing_ms()))
            note(f"{count} layers: planned in {planning[-1][1]:.3f} ms, drawn in {drawing[-1][1]:.3f} ms,"
                 f" edited in {editing[-1][1]:.3f} ms")  # fmt: skip
            field.target.close()
    return [Curve("edits in Python", editing), Curve("drawing", drawing), Curve("planning", planning)]


def straightness(curve: Curve) -> float:
    """The correlation of cost and number, squared."""
    x, y = np.array(curve.points).T
    return float(np.corrcoef(x, y)[0, 1] ** 2)


def main() -> None:
    parser = argparse.ArgumentParser(description="The cost of layers against their number.")
    parser.add_argument("plot", metavar="PNG", nargs="?", help="where to write the curves")
    parser.add_argument("--json", action="store_true", help="print them as one JSON object")
    options = parser.parse_args()
    gc.disable()
    measured = curves(lambda line: None if options.json else print(line))
    if options.json:
        print(json.dumps({curve.label: curve.points for curve in measured}))
    else:
        for curve in measured:
            print(f"{curve.label}: r² = {straightness(curve):.4f}")
    if options.plot:
        setting = f"cpu device, {SIZE[0]}x{SIZE[1]} px, layers of 8x8 px that all move; medians of {ROUNDS};"
        where = f"{setting} Python {platform.python_version()}, {platform.machine()}"
        axes = ("layers", "ms for all of them")
        draw_curves(options.plot, "What layers cost", axes, measured, where)


if __name__ == "__main__":
    main()
