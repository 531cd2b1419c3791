"""Memory does not grow with the number of frames composed."""

from __future__ import annotations

import sys

import pytest

from support.process import run_cleanly

PROGRAM = """
    import gc
    import numpy as np
    import zerocopy as zc

    def resident_bytes():
        gc.collect()
        with open("/proc/self/statm") as statm:
            return int(statm.read().split()[1]) * 4096

    def frame(i):
        planes = [np.full((18, 32), i % 200 + 16, np.uint8), np.full((9, 16, 2), 128, np.uint8)]
        return zc.GpuFrame.from_planes(planes, "nv12")

    with zc.Session() as session, session.open_offscreen(64, 36) as target:
        layer = target.scene.add_video()
        badge = target.scene.add_rect((4, 4, 20, 10), "#ff000080", corner_radius_px=3, z=1)
        for i in range(20_000):
            with frame(i) as shown:
                layer.submit(shown)
            badge.opacity = (i % 50 + 1) / 50
            assert target.present().status == "presented"
            if i == 5_000:
                before = resident_bytes()
        print(resident_bytes() - before)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_fifteen_thousand_more_frames_take_no_more_memory():
    assert int(run_cleanly(PROGRAM)) <= 1 << 20
