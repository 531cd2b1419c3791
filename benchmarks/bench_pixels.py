"""What composition costs by the target's pixels, from 0.25 to 33 million, in CPU time of all threads.

`python benchmarks/bench_pixels.py PNG` writes the curves; `--json` prints them.
"""

from __future__ import annotations

import argparse
import itertools
import json
import platform
import time

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

import zerocopy as zc
from zerocopy._plot import Curve, draw_curves
from zerocopy._workloads import RECTS, SOURCE, TARGET, nv12_pool

MEGAPIXELS = (0.25, 0.5, 1, 2, 4, 8.3, 16, 24, 33)
ROUNDS = 7
SCENES = ("video", "video below two rectangles", "rectangles alone")


class Shown:
    """One of the scenes on a 16:9 target."""

    def __init__(self, session: zc.Session, megapixels: float, scene: str) -> None:
        height = round((megapixels * 1e6 * 9 / 16) ** 0.5 / 2) * 2
        width = round(height * 8 / 9) * 2
        self._target = session.open_offscreen(width, height)
        self.megapixels = width * height / 1e6
        self._frames = itertools.cycle(
            [zc.GpuFrame.from_planes(planes, "nv12") for planes in nv12_pool()[:2]]
        )
        self._video = self._target.scene.add_video(fit="fill") if scene != "rectangles alone" else None
        self._back = None if self._video else self._target.scene.add_rect((0, 0, width, height), "#203040")
        self._shades = itertools.cycle(["#203040", "#302040"])
        if scene != "video":
            grown = (width / TARGET[0], height / TARGET[1]) * 2
            for rect, color in RECTS:
                place = [edge * factor for edge, factor in zip(rect, grown, strict=True)]
                self._target.scene.add_rect((*place,), "#" + bytes(color).hex())

    def show(self) -> None:
        if self._video:
            self._video.submit(next(self._frames))
        if self._back:
            self._back.color = next(self._shades)
        assert self._target.present().status == "presented"

    def cpu_ms(self) -> float:
        """The least of some rounds, each of about 24 million pixels."""
        times = max(2, round(24 / self.megapixels))
        for _ in range(16):  # true zero copy has to be earned
            self.show()
        costs: list[float] = []
        for _ in range(ROUNDS):
            before = time.process_time()
            for _ in range(times):
                self.show()
            costs.append((time.process_time() - before) * 1e3 / times)
        return min(costs)

    def close(self) -> None:
        self._target.close()


def measure() -> dict[str, list[tuple[float, float]]]:
    """By scene: megapixels and ms."""
    points: dict[str, list[tuple[float, float]]] = {scene: [] for scene in SCENES}
    with zc.Session(device="cpu") as session:
        for megapixels, scene in itertools.product(MEGAPIXELS, SCENES):
            shown = Shown(session, megapixels, scene)
            points[scene].append((shown.megapixels, shown.cpu_ms()))
            shown.close()
    return points


@pytest.mark.parametrize("megapixels", [0.25, 33])
def test_composition(benchmark: BenchmarkFixture, megapixels: float) -> None:
    with zc.Session(device="cpu") as session:
        shown = Shown(session, megapixels, SCENES[1])
        benchmark.extra_info["cpu_ms"] = shown.cpu_ms()
        benchmark(shown.show)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("png", nargs="?", help="where the curves are written")
    parser.add_argument("--json", action="store_true", help="print the points")
    options = parser.parse_args()
    points = measure()
    if options.json:
        print(json.dumps(points))
    else:
        for scene, measured in points.items():
            print(scene + ": " + ", ".join(f"{size:.2f} MP {ms:.2f} ms" for size, ms in measured))
            print(f"  ns per pixel: {', '.join(f'{ms / size:.2f}' for size, ms in measured)}")
    if options.png:
        setting = f"NV12 of {SOURCE[0]}x{SOURCE[1]} scaled to the target; CPU device, {platform.machine()}"
        curves = [Curve(scene, measured) for scene, measured in points.items()]
        draw_curves(options.png, "Composition by pixels", ("million px", "ms of CPU time"), curves, setting)


if __name__ == "__main__":
    main()
