"""What a change of 64 × 64 px costs beside a full composition of a 2160p scene, in CPU time of all threads.

Nothing is asserted: the ratio is printed (pytest -s) and kept with the benchmark.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

import zerocopy as zc
from zerocopy._workloads import overlay_image, texture

UHD = (3840, 2160)
ROUNDS = 7


def cpu_ms(work: Callable[[], None], times: int) -> float:
    """CPU time of one of so many calls."""
    before = time.process_time()
    for _ in range(times):
        work()
    return (time.process_time() - before) * 1e3 / times


def nv12(width: int, height: int) -> zc.GpuFrame:
    chroma = np.dstack([texture(width // 2, height // 2, 60, 200, seed) for seed in (1, 2)])
    return zc.GpuFrame.from_planes((texture(width, height, 16, 235), chroma), "nv12")


class TenLayers:
    """A video over all of the target, eight overlays, and a square of 64 px."""

    def __init__(self, session: zc.Session, source: tuple[int, int]) -> None:
        self._target = session.open_offscreen(*UHD)
        scene = self._target.scene
        self._frames = itertools.cycle([nv12(*source), nv12(*source)])
        self._video = scene.add_video(fit="fill")
        for i in range(4):
            panel = scene.add_rect((200 + 700 * i, 300, 600, 1400), (0.1 * i, 0.4, 0.9, 0.5))
            panel.corner_radius_px = 24
        for i in range(3):
            scene.add_image(overlay_image(), rect=(400 + 900 * i, 900, 500, 500))
        scene.add_text("zerocopy", rect=(300, 200, 0, 0), size_px=64)
        self._square = scene.add_rect((1900, 1000, 64, 64), "#ffffff")
        self._shades = itertools.cycle(["#333333", "#eeeeee"])

    def change_all(self) -> None:
        self._video.submit(next(self._frames))
        self._present()

    def change_square(self) -> None:
        self._square.color = next(self._shades)
        self._present()

    def _present(self) -> None:
        assert self._target.present().status == "presented"


@pytest.mark.parametrize("source", [(1920, 1080), UHD], ids=["scaled", "native"])
def test_a_small_change(benchmark: BenchmarkFixture, source: tuple[int, int]) -> None:
    with zc.Session(device="cpu") as session:
        scene = TenLayers(session, source)
        cpu_ms(scene.change_all, 16)  # true zero copy has to be earned
        whole, small = [], []
        for _ in range(ROUNDS):
            whole.append(cpu_ms(scene.change_all, 8))
            small.append(cpu_ms(scene.change_square, 128))
        ratio = min(whole) / min(small)
        benchmark.extra_info.update(full_cpu_ms=min(whole), square_cpu_ms=min(small), ratio=ratio)
        print(f"\nfull {min(whole):.2f} ms, 64x64 {min(small):.4f} ms: 1/{ratio:.0f}")
        benchmark(scene.change_square)
