"""When a layer's status rises to true_zero_copy, and what resets it."""

from __future__ import annotations

import pytest

import zerocopy as zc
from support.devices import resident_formats
from support.run import DELAY, Run, numbered_picture
from support.show import frame_of
from zerocopy import FallbackReason, InteropStatus

pytestmark = pytest.mark.native

SOFTWARE = InteropStatus.SOFTWARE
HANDLE = InteropStatus.INTEROP_HANDLE
TRUE = InteropStatus.TRUE_ZERO_COPY
START = [(SOFTWARE, HANDLE, None), (HANDLE, TRUE, None)]


def begun(session: zc.Session, frames: int = 20) -> Run:
    """A run that has reached true_zero_copy."""
    run = Run(session)
    run.show_many(frames)
    run.settle()
    assert run.layer.status is TRUE
    return run


@pytest.mark.parametrize("streak", [1, 3, 12])
def test_the_status_rises_after_a_streak(open_session, device, request, streak):
    session = open_session(streak=streak)
    late = DELAY if "delayed" in request.node.name else 0
    run = Run(session)
    assert run.layer.status is SOFTWARE
    for frame in range(1, streak + late + 3):
        assert run.show().path is TRUE
        run.settle()
        assert (run.layer.status is TRUE) == (frame >= streak + late), f"after frame {frame}"
    rise = run.layer.transitions[-1]
    assert (rise.after, rise.reason, rise.frame) == (TRUE, None, streak + late - 1)
    assert run.steps() == START
    assert session.status is TRUE
    assert not run.layer.fallback
    assert run.layer.fallback.reason is None
    assert str(run.layer.fallback) == ""
    run.close()


def test_the_session_shows_the_lowest_status_of_its_visible_videos(session):
    run = begun(session)
    other = run.target.scene.add_video(rect=(0, 0, 8, 8))
    assert session.status is TRUE
    with frame_of(numbered_picture(0, "rgb24")) as frame:
        other.submit(frame)
    run.target.present()
    assert other.status is SOFTWARE
    assert session.status is SOFTWARE
    assert session.fallback.reason is FallbackReason.UNSUPPORTED_FORMAT
    other.enabled = False
    run.target.present()
    assert session.status is TRUE
    run.close()


def test_a_new_decoder_generation_starts_a_new_streak(session):
    run = begun(session)
    assert run.show(generation=1).path is TRUE
    assert run.layer.status is HANDLE
    assert run.layer.counters.streak <= 1
    assert run.layer.counters.longest_streak >= 18
    for _ in range(20):
        run.show(generation=1)
    assert run.layer.status is TRUE
    assert run.steps() == [*START, (TRUE, HANDLE, None), (HANDLE, TRUE, None)]
    assert run.layer.counters.host_bytes_copied == 0
    run.close()
    run.check_balance()


def test_a_format_that_cannot_be_imported_and_the_way_back(session):
    run = begun(session)
    assert run.show("rgb24").path is SOFTWARE
    run.check_picture()
    assert run.layer.status is SOFTWARE
    fallback = run.layer.fallback
    assert fallback
    assert fallback.reason is FallbackReason.UNSUPPORTED_FORMAT
    assert str(fallback) == "unsupported_format"
    assert fallback.retry_after_frames is None
    assert "rgb24" in fallback.detail
    other = resident_formats(session)[1]
    assert run.show(other).path is TRUE
    assert run.layer.status is HANDLE
    run.show_many(20, other)
    assert run.layer.status is TRUE
    assert not run.layer.fallback
    assert run.steps() == [
        *START,
        (TRUE, SOFTWARE, FallbackReason.UNSUPPORTED_FORMAT),
        (SOFTWARE, HANDLE, None),
        (HANDLE, TRUE, None),
    ]
    assert run.layer.counters.fallback_switches == 1
    assert run.layer.counters.fallback_reasons == {FallbackReason.UNSUPPORTED_FORMAT: 1}
    run.close()
    run.check_balance()


def test_a_change_between_importable_formats_keeps_the_status(session):
    run = begun(session)
    formats = resident_formats(session)
    for format in (*formats[1:], formats[0]):
        assert run.show(format).path is TRUE
        run.check_picture()
        assert run.layer.status is TRUE
    run.close()


@pytest.mark.parametrize("mode", ["interop", "software"])
def test_a_mode_below_stays_below(open_session, mode):
    session = open_session(mode=mode)
    status = {"interop": HANDLE, "software": SOFTWARE}[mode]
    assert session.mode is zc.Mode(mode)
    run = Run(session)
    assert set(run.show_many(20)) == {status}
    assert run.layer.status is session.status is status
    assert run.steps() == ([START[0]] if mode == "interop" else [])
    assert run.layer.counters.imports == run.layer.counters.streak == 0
    assert not run.layer.fallback
    run.close()
    run.check_balance()


def test_mode_zero_copy_behaves_like_auto_where_it_can(open_session):
    run = begun(open_session(mode="zero_copy"))
    assert run.layer.counters.host_bytes_copied == 0
    run.close()


def test_the_streak_is_counted(session):
    run = Run(session)
    run.show_many(5)
    run.target.read_pixels()
    counters = run.layer.counters
    assert 5 - DELAY <= counters.streak <= 5
    assert counters.longest_streak == counters.streak
    run.close()


def test_frames_that_are_never_composed_leave_the_streak_alone(session):
    run = begun(session)
    before = run.layer.counters
    for _ in range(5):
        run.submit()
    assert run.show().path is TRUE
    assert run.layer.status is TRUE
    after = run.layer.counters
    assert after.imports == before.imports + 1
    assert after.frames_dropped == before.frames_dropped + 5
    assert after.streak >= before.streak
    run.close()
    run.check_balance()
