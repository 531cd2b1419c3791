"""W0 and W1 by zerocopy and by others: times of one run each. `zerocopy bench` interleaves them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from zerocopy import UnsupportedError
from zerocopy._peers import Ffmpeg, OpenCv
from zerocopy._workloads import Contestant, Decoding, ZeroCopy, make_clip, measure

FRAMES = 32

COMPOSING: dict[str, Callable[[str | None], Contestant]] = {
    "zerocopy": ZeroCopy,
    "opencv": lambda clip: OpenCv(clip, planes_first=False),
    "opencv_planes_first": lambda clip: OpenCv(clip, planes_first=True),
    "ffmpeg": Ffmpeg,
}


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> str:
    path: Path = tmp_path_factory.mktemp("bench") / "w1.mp4"
    make_clip(str(path), FRAMES)
    return str(path)


def time_it(benchmark: BenchmarkFixture, make: Callable[[], Contestant]) -> None:
    try:
        contestant = make()
    except UnsupportedError as error:
        pytest.skip(str(error))
    try:
        contestant.run(FRAMES)
        benchmark.extra_info["cpu_ms_per_frame"] = measure(contestant, FRAMES).cpu_ms
        benchmark.extra_info["note"] = contestant.note
        benchmark(contestant.run, FRAMES)
    finally:
        contestant.close()


@pytest.mark.parametrize("name", COMPOSING)
def test_w0_composition(benchmark: BenchmarkFixture, name: str) -> None:
    time_it(benchmark, lambda: COMPOSING[name](None))


@pytest.mark.parametrize("name", COMPOSING)
def test_w1_with_decoding(benchmark: BenchmarkFixture, clip: str, name: str) -> None:
    time_it(benchmark, lambda: COMPOSING[name](clip))


def test_w1_decoding_alone(benchmark: BenchmarkFixture, clip: str) -> None:
    time_it(benchmark, lambda: Decoding(clip))
