"""Upload bypass: the same frames through the three tiers. Bytes and tier are asserted, time is measured."""

from __future__ import annotations

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from zerocopy import InteropStatus, Mode
from zerocopy._workloads import POOL, SOURCE, ZeroCopy

FRAMES = 2 * POOL
FRAME_BYTES = SOURCE[0] * SOURCE[1] * 3 // 2


@pytest.mark.parametrize(
    ("mode", "tier", "copied"),
    [
        (Mode.AUTO, InteropStatus.TRUE_ZERO_COPY, 0),
        (Mode.INTEROP, InteropStatus.INTEROP_HANDLE, FRAME_BYTES),
        (Mode.SOFTWARE, InteropStatus.SOFTWARE, FRAME_BYTES),
    ],
    ids=lambda value: str(value),
)
def test_upload_bypass(benchmark: BenchmarkFixture, mode: Mode, tier: InteropStatus, copied: int) -> None:
    zerocopy = ZeroCopy(mode=mode)
    try:
        zerocopy.run(FRAMES)
        benchmark(zerocopy.run, FRAMES)
        counters = zerocopy.video.counters
        assert zerocopy.video.status == tier
        assert counters.host_bytes_copied == copied * counters.frames_presented
        benchmark.extra_info["bytes_per_frame"] = copied
        benchmark.extra_info["frames_per_round"] = FRAMES
    finally:
        zerocopy.close()
