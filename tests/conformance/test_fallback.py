"""Failures in mid-run: the same frame is shown by the next tier, and the way back is found."""

from __future__ import annotations

import pytest

import zerocopy as zc
from support import devices, pictures
from support.run import DELAY, SIZE, Run, numbered_picture
from support.show import check, frame_of
from zerocopy import FallbackReason, InteropStatus, testing

pytestmark = pytest.mark.native

SOFTWARE = InteropStatus.SOFTWARE
HANDLE = InteropStatus.INTEROP_HANDLE
TRUE = InteropStatus.TRUE_ZERO_COPY
START = [(SOFTWARE, HANDLE, None), (HANDLE, TRUE, None)]
FRAME_BYTES = pictures.picture_bytes(list(numbered_picture(0).planes))
FIRST_RETRY = 30
STREAK = 12


@pytest.fixture
def run(session):
    run = Run(session)
    yield run
    run.close()
    run.check_balance()


def test_a_failing_import_is_bridged_in_the_same_composition(run):
    run.show_many(20)
    testing.inject("import_frame", after=3, times=1)
    run.show_many(3)
    assert run.layer.status is TRUE
    outcome = run.show()
    assert outcome.path is HANDLE
    assert outcome.host_bytes == FRAME_BYTES
    run.check_picture()
    assert run.layer.status is HANDLE
    fallback = run.layer.fallback
    assert fallback.reason is FallbackReason.IMPORT_FAILED
    assert fallback.retry_after_frames == FIRST_RETRY
    assert fallback.detail
    fall = run.layer.transitions[-1]
    assert (fall.frame, fall.before, fall.after) == (23, TRUE, HANDLE)
    assert run.session.fallback == fallback
    assert run.session.status is HANDLE


def test_back_off_and_return(run):
    run.show_many(20)
    testing.inject("import_frame")
    paths = run.show_many(1 + FIRST_RETRY)
    assert set(paths) == {HANDLE}
    run.check_picture()
    assert run.show().path is TRUE
    assert run.layer.status is HANDLE
    assert set(run.show_many(STREAK + DELAY)) == {TRUE}
    run.check_picture()
    assert run.layer.status is TRUE
    assert not run.layer.fallback
    assert run.steps() == [
        *START,
        (TRUE, HANDLE, FallbackReason.IMPORT_FAILED),
        (HANDLE, TRUE, None),
    ]
    counters = run.layer.counters
    assert counters.import_failures == counters.fallback_switches == 1
    assert counters.bridges == 1 + FIRST_RETRY
    assert counters.host_bytes_copied == counters.bridges * FRAME_BYTES
    assert counters.uploads == counters.frames_dropped == 0
    assert counters.imports == run.shown - counters.bridges
    assert counters.fallback_reasons == {FallbackReason.IMPORT_FAILED: 1}


def test_the_back_off_counts_down_and_doubles(run):
    run.show_many(20)
    testing.inject("import_frame", times=2)
    run.show()
    for left in range(FIRST_RETRY - 1, -1, -1):
        assert run.show().path is HANDLE
        assert run.layer.fallback.retry_after_frames == left
    assert run.show().path is HANDLE
    assert run.layer.fallback.retry_after_frames == 2 * FIRST_RETRY
    assert set(run.show_many(2 * FIRST_RETRY)) == {HANDLE}
    assert run.show().path is TRUE
    assert run.layer.counters.import_failures == 2
    assert run.layer.counters.fallback_switches == 1


def test_a_failure_before_activation(run):
    testing.inject("import_frame", after=4)
    paths = run.show_many(6)
    assert paths == [TRUE] * 4 + [HANDLE] * 2
    assert run.layer.status is HANDLE
    assert run.layer.counters.streak == 0
    assert run.layer.fallback.reason is FallbackReason.IMPORT_FAILED


def test_a_failure_of_the_very_first_import(run):
    testing.inject("import_frame")
    assert run.show().path is HANDLE
    run.check_picture()
    assert run.steps() == [(SOFTWARE, HANDLE, None)]


# A blur that is too narrow to be seen, which makes the frame's reader a surface.
UNSEEN = 0.05


@pytest.mark.parametrize("blur", [0, UNSEEN])
def test_a_failure_reported_at_completion(run, blur):
    """The picture is made again from a copy of the same frame, at once where it is reported at once."""
    run.layer.blur_sigma_px = blur
    run.show_many(20)
    run.target.read_pixels()  # all of them have completed
    testing.inject("import_completion")
    outcome = run.show()
    answered = run.layer.counters.import_failures == 1  # by this present; the next drain is below
    assert outcome.path is (HANDLE if answered else TRUE)
    if not devices.completes_on_its_own(run.session):  # where the repaint may not have completed
        assert answered == bool(outcome.completed_ns)
    run.target.read_pixels()  # so has this one, badly
    run.target.present()
    run.check_picture()
    counters = run.layer.counters
    assert counters.import_failures == 1
    assert counters.bridges == 1
    assert counters.host_bytes_copied == FRAME_BYTES
    assert run.layer.status is HANDLE
    assert run.layer.fallback.reason is FallbackReason.IMPORT_FAILED
    assert run.steps()[-1] == (TRUE, HANDLE, FallbackReason.IMPORT_FAILED)
    assert run.show().path is HANDLE
    run.check_picture()


def test_a_failure_at_completion_when_the_frame_is_gone(run):
    """Newer frames came in the meantime: only the policy hears of it."""
    run.show_many(20)
    testing.inject("import_completion")
    run.show_many(DELAY + 3)
    run.check_picture()
    assert run.layer.counters.import_failures == 1
    assert run.layer.status is HANDLE
    assert run.layer.counters.frames_dropped == 0


def test_a_failing_bridge_uploads(open_session):
    run = Run(open_session(mode="interop"))
    run.show_many(3)
    testing.inject("bridge")
    assert run.show().path is SOFTWARE
    run.check_picture()
    assert run.layer.status is SOFTWARE
    assert run.layer.fallback.reason is FallbackReason.BRIDGE_FAILED
    assert run.layer.counters.uploads == 1
    assert run.show().path is HANDLE
    assert run.layer.status is HANDLE
    assert not run.layer.fallback
    assert run.steps() == [
        START[0],
        (HANDLE, SOFTWARE, FallbackReason.BRIDGE_FAILED),
        START[0],
    ]
    run.close()
    run.check_balance()


def test_import_and_bridge_fail_together(run):
    run.show_many(20)
    testing.inject("import_frame")
    testing.inject("bridge")
    assert run.show().path is SOFTWARE
    run.check_picture()
    counters = run.layer.counters
    assert (counters.import_failures, counters.bridges, counters.uploads) == (1, 0, 1)
    assert counters.host_bytes_copied == FRAME_BYTES
    assert run.layer.status is SOFTWARE
    assert run.show().path is HANDLE


def test_a_frame_that_no_tier_can_show_is_dropped(run):
    run.show_many(20)
    before = run.target.read_pixels()
    for point in ("import_frame", "bridge", "upload"):
        testing.inject(point)
    run.submit()
    run.target.present()
    assert run.layer.counters.frames_dropped == 1
    assert run.layer.fallback.reason is FallbackReason.UPLOAD_FAILED
    # The frame before it stays: a player would rather stand still than go black.
    check(run.target.read_pixels(), before, 0)
    assert run.show().path is HANDLE
    run.check_picture()
    assert run.layer.counters.frames_dropped == 1


def test_the_software_tier_fails_once(open_session):
    run = Run(open_session(mode="software"))
    run.show_many(2)
    testing.inject("upload")
    run.submit()
    run.target.present()
    assert run.layer.counters.frames_dropped == 1
    assert run.show().path is SOFTWARE
    run.check_picture()
    run.close()
    run.check_balance()


def test_pictures_are_the_same_on_every_way(session):
    """A run with failures, frame by frame against the reference."""
    run = Run(session)
    testing.inject("import_frame", after=5, times=1)
    for index in range(45):
        if index == 15:
            testing.inject("bridge", times=2)
        run.show(("nv12", "i420", "p010", "rgb24", "nv12")[index % 5] if index < 10 else "nv12")
        run.check_picture()
    run.close()
    run.check_balance()


def test_two_layers_fall_back_apart(session):
    with session.open_offscreen(2 * SIZE[0], SIZE[1]) as target:
        layers = [target.scene.add_video(rect=(x, 0, *SIZE)) for x in (0, SIZE[0])]
        for index in range(30):
            if index == 20:
                testing.inject("import_frame", times=1)
            for number, layer in enumerate(layers):
                with frame_of(numbered_picture(2 * index + number)) as frame:
                    layer.submit(frame)
            target.present()
        failures = sorted(layer.counters.import_failures for layer in layers)
        assert failures == [0, 1]
        assert {layer.status for layer in layers} == {HANDLE, TRUE}
        assert session.status is HANDLE
        assert session.counters.imports == sum(layer.counters.imports for layer in layers)


def test_no_drawable_keeps_the_edits(run):
    run.show()
    testing.inject("no_drawable")
    run.submit()
    lost = run.target.present()
    assert (lost.status, lost.reason) == ("dropped", "no_drawable")
    assert lost.path is None
    next_one = run.target.present()
    assert next_one.status == "presented"
    run.check_picture()
    assert run.layer.counters.frames_presented == 2
    assert run.layer.counters.frames_dropped == 0


def test_a_lost_device_is_replaced(run):
    run.target.scene.add_rect((2, 2, 6, 6), "#ff0000", z=1)
    run.show_many(20)
    testing.inject("device_lost")
    run.submit()
    lost = run.target.present()
    assert (lost.status, lost.reason) == ("dropped", "device_lost")
    for _ in range(3):
        run.target.present()
    pixels, wanted = run.target.read_pixels(), run.wanted()
    wanted[2:8, 2:8] = (255, 0, 0, 255)
    check(pixels, wanted, 1)
    assert run.layer.counters.fallback_reasons[FallbackReason.DEVICE_LOST] == 1
    run.show_many(20)
    assert run.layer.status is TRUE
    assert run.steps()[2:] == [
        (TRUE, HANDLE, FallbackReason.DEVICE_LOST),
        (HANDLE, TRUE, None),
    ]


def test_a_submission_that_fails_is_dropped_and_repeated(run):
    run.show_many(2)
    testing.inject("submit_error")
    run.submit()
    lost = run.target.present()
    assert lost.status == "dropped"
    assert lost.reason
    for _ in range(2):
        run.target.present()
    run.check_picture()


@pytest.mark.parametrize("point", ["nonsense", "", "IMPORT_FRAME"])
def test_fault_points_have_names(nothing_left, point):
    with pytest.raises(zc.InvalidArgumentError, match="import_frame"):
        testing.inject(point)
