"""Presents: how packets end, and what is counted."""

from __future__ import annotations

import time
from dataclasses import FrozenInstanceError, fields, replace

import numpy as np
import pytest

import zerocopy as zc
from support import devices, pictures
from support.reference import Picture
from support.run import SIZE, Run, numbered_picture
from support.show import frame_of, presented
from zerocopy import InteropStatus, testing

pytestmark = pytest.mark.native


@pytest.fixture
def run(session):
    run = Run(session)
    yield run
    run.close()
    run.check_balance()


def frame(index: int = 0) -> zc.GpuFrame:
    return frame_of(numbered_picture(index), pts_ns=index)


def test_an_outcome_tells_every_stage(cpu_session):
    before = time.monotonic_ns()
    run = Run(cpu_session)
    outcome = run.show()
    after = time.monotonic_ns()
    assert (outcome.status, outcome.reason) == ("presented", None)
    assert outcome.path is InteropStatus.TRUE_ZERO_COPY
    assert outcome.epoch == 1
    assert outcome.host_bytes == 0
    assert outcome.device_bytes > 0
    stages = [outcome.decoded_ns, outcome.submitted_ns, outcome.composed_ns, outcome.presented_ns]
    assert stages == sorted(stages)
    assert outcome.composed_ns <= outcome.completed_ns
    for stage in (*stages, outcome.completed_ns):
        assert before <= stage <= after
    run.close()


def test_an_outcome_is_frozen(session):
    with session.open_offscreen(8, 8) as target:
        outcome = target.present()
        with pytest.raises(FrozenInstanceError):
            outcome.epoch = 3  # type: ignore[misc]


def test_without_video_there_is_no_path(session):
    with session.open_offscreen(8, 8) as target:
        target.scene.add_rect((0, 0, 4, 4), "#fff")
        outcome = presented(target)
        assert outcome.path is None
        assert outcome.submitted_ns == outcome.decoded_ns == 0
        assert outcome.composed_ns > 0


def test_the_path_is_the_lowest(session):
    with session.open_offscreen(48, 16) as target:
        first, second = (target.scene.add_video(rect=(x, 0, 24, 16)) for x in (0, 24))
        with frame() as yuv, frame_of(numbered_picture(0, "rgba")) as rgb:
            first.submit(yuv)
            second.submit(rgb)
        assert presented(target).path is InteropStatus.SOFTWARE


def test_epochs_have_no_gap(session):
    with session.open_offscreen(8, 8) as target:
        layer = target.scene.add_rect((0, 0, 4, 4), "#fff")
        epochs = []
        for index in range(6):
            layer.opacity = 1 - (index // 2) / 10
            epochs.append(target.present().epoch)
        assert epochs == list(range(1, 7))


def test_the_newest_frame_wins(run):
    for _ in range(4):
        run.submit()
    presented(run.target)
    run.check_picture()
    counters = run.layer.counters
    assert (counters.frames_submitted, counters.frames_presented, counters.frames_dropped) == (
        4,
        1,
        3,
    )
    assert counters.imports == 1


def test_superseded_frames_are_let_go_at_once(run):
    before = testing.live_objects()["leases"]
    for _ in range(20):
        run.submit()
    assert testing.live_objects()["leases"] == before + 1


def test_the_same_frame_again_is_no_change(run):
    picture = numbered_picture(0)
    with frame_of(picture) as same:
        assert run.layer.submit(same)
        presented(run.target)
        for _ in range(3):
            assert run.layer.submit(same)
            assert run.target.present().status == "unchanged"
    counters = run.layer.counters
    assert counters.imports == 1
    assert counters.frames_dropped == 0
    run.picture = picture
    run.check_picture()


def test_a_frame_comes_back_after_another(run):
    first, second = frame(0), frame(1)
    for shown in (first, second, first):
        run.layer.submit(shown)
        presented(run.target)
    run.picture = numbered_picture(0)
    run.check_picture()
    assert run.layer.counters.frames_presented == 3
    first.close()
    second.close()


def test_a_frame_on_a_disabled_layer_is_not_imported(run):
    run.layer.enabled = False
    run.submit()
    run.target.present()
    assert run.layer.counters.imports == 0
    run.layer.enabled = True
    presented(run.target)
    run.check_picture()
    assert run.layer.counters.frames_presented == 1


def test_removing_a_layer_ends_its_frames(session):
    with session.open_offscreen(*SIZE) as target:
        layer = target.scene.add_video()
        with frame() as shown, frame(1) as staged:
            layer.submit(shown)
            presented(target)
            layer.submit(staged)
        layer.remove()
        presented(target)
        target.present()
        target.read_pixels()
        counters = layer.counters
        assert (counters.frames_presented, counters.frames_dropped) == (1, 1)
        assert session.counters.frames_submitted == 2


def test_a_zero_size_keeps_the_edits(run):
    run.show()
    run.target.resize(0, 16)
    run.submit()
    outcome = run.target.present()
    assert outcome.status == "dropped"
    assert outcome.reason == "zero_size"
    run.target.resize(*SIZE)
    presented(run.target)
    run.check_picture()


def test_counters_are_monotonic(run):
    names = [f.name for f in fields(zc.Counters) if f.name not in ("streak", "fallback_reasons")]
    before = run.layer.counters
    for index in range(25):
        if index in (5, 14):
            testing.inject("import_frame")
        run.submit()
        run.submit()
        run.target.present()
        now = run.layer.counters
        for name in names:
            assert getattr(now, name) >= getattr(before, name), name
        assert now.frames_submitted >= now.frames_presented + now.frames_dropped
        before = now
    with pytest.raises(TypeError):
        before.fallback_reasons[zc.FallbackReason.DISABLED] = 1  # type: ignore[index]


def test_sessions_sum_their_layers(session):
    with session.open_offscreen(*SIZE) as one, session.open_offscreen(*SIZE) as two:
        layers = [target.scene.add_video() for target in (one, two, two)]
        for index in range(3):
            for number, layer in enumerate(layers):
                with frame(3 * index + number) as shown:
                    layer.submit(shown)
            presented(one)
            presented(two)
        each = [layer.counters for layer in layers]
        total = session.counters
        for name in ("frames_submitted", "frames_presented", "imports", "host_bytes_copied"):
            assert getattr(total, name) == sum(getattr(c, name) for c in each), name
        assert total.frames_submitted == 9
        layers[2].remove()
        two.present()
        assert session.counters.frames_submitted == 9


def test_five_hundred_frames_held_at_once(run, open_clip):
    frames = list(open_clip("many"))
    devices.needs_resident(run.session, frames[0].format)
    assert len(frames) == 500
    assert testing.live_objects()["frames"] >= 500
    for index in range(0, 500, 50):
        run.layer.submit(frames[index])
        presented(run.target)
    assert run.layer.counters.frames_presented == 10
    assert run.layer.counters.host_bytes_copied == 0


def test_a_frame_is_let_go_when_the_device_has_completed(run):
    """Not before: at most those in flight, and the one that is shown."""
    before = testing.live_objects()["leases"]
    for _ in range(12):
        run.show()
        assert testing.live_objects()["leases"] <= before + 4
    run.target.read_pixels()
    run.target.present()
    assert testing.live_objects()["leases"] <= before + 2


def test_a_copied_frame_is_let_go_early(open_session):
    """The host bridge needs the decoder's memory for the copy alone."""
    run = Run(open_session(mode="interop"))
    before = testing.live_objects()["leases"]
    run.show()
    assert testing.live_objects()["leases"] == before
    run.close()


def test_a_warm_present_allocates_nothing(cpu_session):
    run = Run(cpu_session)
    run.target.scene.add_rect((2, 2, 9, 5), "#ff800080", corner_radius_px=2, z=1)
    run.check_warm_presents()
    run.close()


def test_a_clip_seen_through_many_presents(session, clip):
    """Conservation over a whole clip that is partly overtaken."""
    with session.open(clip("plain")) as source, session.open_offscreen(64, 48) as target:
        layer = target.scene.add_video()
        for index, shown in enumerate(source):
            layer.submit(shown)
            if index % 3 != 1:
                target.present()
        target.present()
        target.read_pixels()
        counters = layer.counters
        assert counters.frames_submitted == 50
        assert counters.frames_presented + counters.frames_dropped == 50
        assert counters.frames_dropped == 16


def test_a_target_of_one_pixel(session):
    picture = Picture(pictures.flat("nv12", 2, 2, (235, 128, 128)), "nv12")
    with session.open_offscreen(1, 1) as target:
        layer = target.scene.add_video()
        with frame_of(picture) as shown:
            layer.submit(shown)
        presented(target)
        assert target.read_pixels().tolist() == [[[255, 255, 255, 255]]]


def test_two_targets_show_the_same_frame(session):
    with session.open_offscreen(*SIZE) as one, session.open_offscreen(*SIZE) as two:
        with frame() as shown:
            for target in (one, two):
                target.scene.add_video().submit(shown)
                presented(target)
        assert np.array_equal(one.read_pixels(), two.read_pixels())


def test_outcomes_are_values(session):
    with session.open_offscreen(4, 4) as target:
        outcome = target.present()
        assert outcome == replace(outcome)
        assert hash(outcome) == hash(replace(outcome))
