"""After a loss or a failure: what can be shown again, and what the numbers say."""

from __future__ import annotations

import sys

import numpy as np
import pytest

import zerocopy as zc
from support import pictures
from support.reference import Picture
from support.run import SIZE, Run, numbered_picture
from support.show import frame_of
from zerocopy import FallbackReason, InteropStatus, testing

pytestmark = pytest.mark.native


@pytest.mark.parametrize("mode", ["auto", "interop", "software"])
def test_the_same_frame_can_be_given_again_after_a_loss(open_session, mode):
    run = Run(open_session(mode=mode))
    run.picture = numbered_picture(0)
    with frame_of(run.picture) as frame:
        run.layer.submit(frame)
        assert run.target.present().status == "presented"
        testing.inject("device_lost")
        run.target.background = "#123"
        assert run.target.present().reason == "device_lost"
        run.layer.submit(frame)
        assert run.target.present().status == "presented"
        run.check_picture()
        run.target.read_pixels()
        run.check_balance()
    run.close()


def test_the_same_frame_can_be_given_again_after_a_drop(open_session):
    run = Run(open_session(mode="software"))
    run.picture = numbered_picture(0)
    with frame_of(run.picture) as frame:
        testing.inject("upload")
        run.layer.submit(frame)
        run.target.present()
        assert run.layer.counters.frames_dropped == 1
        run.layer.submit(frame)
        assert run.target.present().status == "presented"
        run.check_picture()
    assert run.layer.counters.frames_submitted == 2
    run.close()


def test_reading_after_a_loss_paints_again(session):
    run = Run(session)
    run.show_many(2)
    testing.inject("device_lost")
    run.show_dropped()
    run.check_picture()
    run.close()


def test_the_outcome_tells_of_the_repaint(cpu_session):
    run = Run(cpu_session)
    run.show_many(13)
    testing.inject("import_completion")
    outcome = run.show()
    assert outcome.path is InteropStatus.INTEROP_HANDLE
    assert outcome.host_bytes == run.layer.counters.host_bytes_copied > 0
    run.close()


def test_the_session_keeps_the_latest_fallback(cpu_session):
    """One layer's recovery does not hide another's fallback."""
    with cpu_session.open_offscreen(*SIZE) as target:
        rgb, yuv = target.scene.add_video(), target.scene.add_video(z=1)
        with frame_of(Picture(pictures.noise("rgb24", *SIZE), "rgb24")) as frame:
            rgb.submit(frame)
        testing.inject("import_frame")
        for index in range(45):
            with frame_of(numbered_picture(index)) as frame:
                yuv.submit(frame)
            target.present()
        assert not yuv.fallback
        assert cpu_session.fallback.reason is FallbackReason.UNSUPPORTED_FORMAT


def test_a_closed_frame_lets_go_of_its_planes_at_once():
    planes = pictures.noise("nv12", *SIZE)
    before = sys.getrefcount(planes[0])
    with zc.GpuFrame.from_planes(planes, "nv12"):
        open_count = sys.getrefcount(planes[0])
    closed_count = sys.getrefcount(planes[0])
    assert open_count > before
    assert closed_count == before


@pytest.mark.parametrize("seed", range(4))
def test_extreme_places_neither_crash_nor_leave_holes(plain_session, seed):
    rng = np.random.default_rng(seed)
    run = Run(plain_session)
    image = run.target.scene.add_image(np.full((3, 3, 4), 255, np.uint8), z=1)
    run.show()
    for _ in range(60):
        for layer in (run.layer, image):
            far = [float(v) for v in 10.0 ** rng.uniform(-9, 31, 10) * rng.choice([-1, 1], 10)]
            layer.rect = (far[0], far[1], abs(far[2]), abs(far[3]))
            layer.transform = tuple(far[4:])
        run.layer.fit = str(rng.choice(["contain", "cover", "fill", "none"]))
        run.target.present()
        assert (run.target.read_pixels()[..., 3] == 255).all()
    run.close()


@pytest.mark.parametrize("value", [1e33, -1e200])
def test_a_place_beyond_all_sense_is_refused(plain_session, value):
    with plain_session.open_offscreen(4, 4) as target:
        layer = target.scene.add_rect((0, 0, 2, 2), "#fff")
        for name, given in [("rect", (value, 0, 1, 1)), ("transform", (1, 0, 0, 1, value, 0))]:
            with pytest.raises(zc.InvalidArgumentError, match="1e\\+32"):
                setattr(layer, name, given)
