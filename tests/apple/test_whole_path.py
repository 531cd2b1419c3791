"""A file to the screen: VideoToolbox, pixel buffers bound in place, the shipped shaders, one window."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import zerocopy as zc

BUNNY = Path(__file__).parent.parent / "data" / "bigbuckbunny.mp4"
FRAMES = 132


def open_scene(target: zc.Target) -> zc.VideoLayer:
    """A video over the whole target, and above it what an app may add."""
    video = target.scene.add_video(fit="fill")
    target.scene.add_rect((20, 20, 120, 40), "#10204080", corner_radius_px=9)
    target.scene.add_text("Big Buck Bunny", rect=(28, 24, 110, 30), size_px=14)
    return video


@pytest.mark.parametrize(("size", "tolerance"), [((1280, 720), 1), ((500, 300), 2)], ids=["1:1", "scaled"])
def test_every_frame_of_a_real_clip_is_the_cpu_devices(vt_session, cpu_session, doubles, size, tolerance):
    before = doubles.counts()
    copied = []
    with vt_session.open_window(*size) as window, cpu_session.open_offscreen(*size) as plain:
        video, reference = open_scene(window), open_scene(plain)
        with vt_session.open(BUNNY) as source, cpu_session.open(BUNNY) as software:
            assert source.info.decoder == "videotoolbox"
            for frame, same in zip(source, software, strict=True):
                with frame, same:
                    assert video.submit(frame)
                    assert reference.submit(same)
                outcome = window.present()
                assert outcome.status == "presented", outcome
                copied.append(outcome.host_bytes)
                assert plain.present().status == "presented"
                shown = doubles.window_pixels().astype(int)
                assert np.abs(shown - plain.read_pixels()).max() <= tolerance, len(copied)
        counters = video.counters
        assert doubles.app_info()["metal_layers"] == 1
    assert len(copied) == FRAMES
    assert sum(copied) == 0
    assert video.status == zc.InteropStatus.TRUE_ZERO_COPY
    assert counters.imports == counters.frames_presented == counters.frames_submitted == FRAMES
    assert (counters.bridges, counters.uploads, counters.host_bytes_copied) == (0, 0, 0)
    after = doubles.counts()
    spent = {name: after[name] - before[name] for name in after}
    assert spent["presents"] == FRAMES
    assert spent["base_address_locks"] == 0
    assert spent["replace_regions"] == 1  # the text
