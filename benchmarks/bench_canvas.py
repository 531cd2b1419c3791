"""What strokes of curves far larger than their canvas cost: rendering alone, 800x600."""

from __future__ import annotations

import time

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from zerocopy import Shape, _core

SIZE = (800, 600)
ROUNDS = 5
WHITE = _core.Paint.solid((1, 1, 1, 1))


@pytest.mark.parametrize("dashes", [(), (5.0, 3.0)], ids=["solid", "dashed"])
@pytest.mark.parametrize("zoom", [1e0, 1e3, 1e5, 1e8], ids="{:.0e}".format)
def test_a_zoomed_ring(benchmark: BenchmarkFixture, zoom: float, dashes: tuple[float, ...]) -> None:
    """Seen from its middle, which its pen reaches; `cpu_ms` is the least of a few."""
    steps = _core.DisplayList()
    steps.transform((zoom, 0, 0, zoom, SIZE[0] / 2, SIZE[1] / 2))
    ring = Shape().ellipse((-20, -10, 40, 20))
    steps.stroke(ring._native, WHITE, 50, "miter", 10, "butt", dashes, 0)

    def cpu_ms() -> float:
        before = time.process_time()
        steps.render(*SIZE, 1)
        return (time.process_time() - before) * 1e3

    benchmark.extra_info["cpu_ms"] = min(cpu_ms() for _ in range(ROUNDS))
    benchmark(steps.render, *SIZE, 1)
