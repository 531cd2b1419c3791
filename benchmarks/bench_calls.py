"""What a call costs beyond the pixels: submit(), present() and edits on a picture of 16x16."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import cycle
from statistics import median

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

import zerocopy as zc

CALLS = 20_000


class Small:
    """Two tiny frames and a target that shows them."""

    def __init__(self) -> None:
        self.session = zc.Session()
        self.target = self.session.open_offscreen(16, 16)
        self.video = self.target.scene.add_video()
        planes = [np.full((16, 16), 90, np.uint8), np.full((8, 8, 2), 128, np.uint8)]
        self.frames = [zc.GpuFrame.from_planes(planes, "nv12") for _ in range(2)]


@pytest.fixture
def small() -> Iterator[Small]:
    small = Small()
    with small.session:
        yield small


def test_submit(benchmark: BenchmarkFixture, small: Small) -> None:
    frames = cycle(small.frames)
    benchmark(lambda: small.video.submit(next(frames)))


def test_present(benchmark: BenchmarkFixture, small: Small) -> None:
    """`beyond_drawing_us` is present() less the time in which the device drew."""
    frames = cycle(small.frames)
    beyond_ns = []
    for _ in range(CALLS):
        small.video.submit(next(frames))
        begin = time.perf_counter_ns()
        outcome = small.target.present()
        took = time.perf_counter_ns() - begin
        beyond_ns.append(took - (outcome.completed_ns - outcome.composed_ns))
    benchmark.extra_info["beyond_drawing_us"] = round(median(beyond_ns) / 1e3, 2)
    benchmark.pedantic(
        small.target.present, setup=lambda: small.video.submit(next(frames)) and None, rounds=1000
    )


def test_present_unchanged(benchmark: BenchmarkFixture, small: Small) -> None:
    small.target.present()
    benchmark(small.target.present)


@pytest.mark.parametrize(
    "places",
    [
        [(1, 2, 3, 3), (2, 1, 3, 3)],
        [(1.0, 2.0, 3.0, 3.0), (2.0, 1.0, 3.0, 3.0)],
        [(1.5, 2, 3, 3), (2.5, 1, 3, 3)],
        [[1, 2, 3, 3], [2, 1, 3, 3]],
    ],
    ids=["ints", "floats", "mixed", "lists"],
)
def test_a_thousand_edits(
    benchmark: BenchmarkFixture, small: Small, places: list[tuple[float, float, float, float]]
) -> None:
    layers = [small.target.scene.add_rect((i % 40, i // 40, 3, 3), "#fff") for i in range(1000)]
    small.target.present()
    turns = cycle(places)

    def edit() -> None:
        place = next(turns)
        for layer in layers:
            layer.rect = place

    benchmark.pedantic(edit, setup=lambda: small.target.present() and None, rounds=100)
