"""Gaussian blur of a 1080p RGBA picture beside OpenCV's, interleaved, in CPU time of all threads.

`python benchmarks/bench_blur.py` prints the table. Of zerocopy: what a present costs in which a layer of
1920 × 1080 is blurred anew, less one in which the same layer is drawn anew without a blur.
"""

from __future__ import annotations

import argparse
import importlib
import itertools
import json
import time
from collections.abc import Callable
from statistics import median
from typing import Any

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

import zerocopy as zc
from zerocopy._workloads import texture
from zerocopy.types import U8

SIZE = (1920, 1080)
SIGMAS = (2.0, 4.0, 8.0, 16.0, 60.0)
ROUNDS = 15
TIMES = 4


def picture() -> U8:
    return np.dstack(
        [texture(*SIZE, 0, 255, seed) for seed in range(3)] + [np.full(SIZE[::-1], 255, np.uint8)]
    )


class Blurred:
    """A layer over the whole target whose blur changes by next to nothing with each present."""

    def __init__(self, session: zc.Session, pixels: U8, sigma_px: float) -> None:
        self._target = session.open_offscreen(*SIZE)
        self._layer = self._target.scene.add_image(pixels)
        self._sigmas = itertools.cycle([sigma_px, sigma_px * 1.0001])
        # Without a blur the layer is drawn anew because its opacity changes.
        self._opacities = itertools.cycle([1.0, 0.999])
        self._blurs = sigma_px > 0

    def show(self) -> None:
        if self._blurs:
            self._layer.blur_sigma_px = next(self._sigmas)
        else:
            self._layer.opacity = next(self._opacities)
        assert self._target.present().status == "presented"

    def close(self) -> None:
        self._target.close()


def open_cv(pixels: U8, sigma_px: float) -> Callable[[], Any]:
    cv2 = importlib.import_module("cv2")
    out = np.empty_like(pixels)
    return lambda: cv2.GaussianBlur(pixels, (0, 0), sigma_px, dst=out)


def cpu_ms(work: Callable[[], Any]) -> float:
    before = time.process_time()
    for _ in range(TIMES):
        work()
    return (time.process_time() - before) * 1e3 / TIMES


def measure() -> dict[str, float]:
    """Medians over rounds in which each is done in turn."""
    pixels = picture()
    with zc.Session(device="cpu") as session:
        plain = Blurred(session, pixels, 0)
        works: dict[str, Callable[[], Any]] = {"plain": plain.show}
        for sigma in SIGMAS:
            works[f"sigma {sigma:g}"] = Blurred(session, pixels, sigma).show
        works["OpenCV sigma 4"] = open_cv(pixels, 4)
        costs: dict[str, list[float]] = {name: [] for name in works}
        for _ in range(ROUNDS):
            for name, work in works.items():
                costs[name].append(cpu_ms(work))
    return {name: median(values) for name, values in costs.items()}


@pytest.mark.parametrize("sigma_px", SIGMAS)
def test_blur(benchmark: BenchmarkFixture, sigma_px: float) -> None:
    with zc.Session(device="cpu") as session:
        blurred = Blurred(session, picture(), sigma_px)
        benchmark.extra_info["cpu_ms"] = min(cpu_ms(blurred.show) for _ in range(ROUNDS))
        benchmark(blurred.show)


def test_opencv(benchmark: BenchmarkFixture) -> None:
    pytest.importorskip("cv2")
    work = open_cv(picture(), 4)
    benchmark.extra_info["cpu_ms"] = min(cpu_ms(work) for _ in range(ROUNDS))
    benchmark(work)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print the medians")
    options = parser.parse_args()
    costs = measure()
    if options.json:
        print(json.dumps(costs))
        return
    print(f"{SIZE[0]}x{SIZE[1]} RGBA, ms of CPU time, medians of {ROUNDS} interleaved rounds")
    for name, cost in costs.items():
        alone = f", the blur alone {cost - costs['plain']:.2f}" if name.startswith("sigma") else ""
        print(f"  {name:15} {cost:6.2f}{alone}")


if __name__ == "__main__":
    main()
