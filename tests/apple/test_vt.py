"""Each fault of VideoToolbox ends in its recovery, counted, with nothing left alive."""

from __future__ import annotations

import re

import pytest

import zerocopy as zc
from support import videotoolbox as vt
from support.misuse import check_ends_with
from support.show import check_message, number
from zerocopy import FallbackReason

LOST = [vt.MALFUNCTION, vt.INVALID_SESSION, vt.NOT_AVAILABLE_NOW, vt.DECODER_REMOVED, vt.SESSION_MALFUNCTION]
GROUP = 12  # of the clip b_frames: a keyframe starts each


def report(source):
    return source._queue.decoder._native.report()


def numbers(source):
    found = []
    for frame in source:
        with frame:
            found.append(number(frame))
    return found


def malfunctions(session):
    return session.counters.fallback_reasons.get(FallbackReason.DECODER_MALFUNCTION, 0)


# What was got ----------------------------------------


@pytest.mark.parametrize("hardware", [True, False, None])
def test_what_was_got_is_reported(open_vt, doubles, hardware):
    doubles.videotoolbox(hardware=hardware)
    source = open_vt("plain")
    assert source.info.decoder == "videotoolbox"
    assert source.info.hardware is hardware


@pytest.mark.parametrize("hardware", [True, None])
def test_hardware_that_is_required_and_opened_is_there(open_vt, doubles, hardware):
    doubles.videotoolbox(hardware=hardware)
    assert open_vt("plain", hardware="require").info.hardware is True


def test_hardware_that_is_required_and_not_there(open_vt, doubles):
    doubles.videotoolbox(hardware=False, hardware_there=False)
    with pytest.raises(zc.UnsupportedError) as caught:
        open_vt("plain", hardware="require")
    check_message(caught.value, "hardware")
    assert numbers(open_vt("plain")) == list(range(50))


def test_a_session_that_cannot_be_created(vt_session, open_vt, doubles):
    doubles.fail("vt_create", value=vt.UNSUPPORTED_DATA_FORMAT)
    source = open_vt("plain")
    assert source.info.hardware is False
    assert source.fallback.reason == vt_session.fallback.reason == FallbackReason.UNSUPPORTED_FORMAT
    assert str(vt.UNSUPPORTED_DATA_FORMAT) in source.fallback.detail
    assert numbers(source) == list(range(50))


@pytest.mark.parametrize("fault", ["cm_format"])
def test_a_format_description_that_cannot_be_made(open_vt, doubles, fault):
    doubles.fail(fault, value=-12710)
    source = open_vt("plain")
    assert source.fallback.reason == FallbackReason.UNSUPPORTED_FORMAT
    assert numbers(source) == list(range(50))


def test_pictures_converted_into_another_pool_are_counted(open_vt, doubles):
    doubles.videotoolbox(pool_shared=False)
    source = open_vt("plain")
    assert numbers(source) == list(range(50))
    assert report(source)["device_copies"] == 50


@pytest.mark.parametrize("disorder", [0, 1, 8, 64])
def test_callbacks_in_any_order(open_vt, doubles, disorder):
    doubles.videotoolbox(disorder=disorder)
    source = open_vt("b_frames")
    assert numbers(source) == list(range(50))
    seen = report(source)
    assert (seen["samples"], seen["pictures"], seen["late"], seen["sessions"]) == (50, 50, 0, 1)


@pytest.mark.parametrize("disorder", [0, 4])
def test_pictures_that_come_in_decode_order(open_vt, doubles, disorder):
    vt.install(vt.ImmediateDecoder)
    doubles.videotoolbox(disorder=disorder)
    source = open_vt("b_frames")
    assert numbers(source) == list(range(50))
    assert report(source)["late"] == 0
    for index in (7, 30, 11):
        source.seek(index * 0.04)
        assert number(next(source)) == index


# Samples that fail ----------------------------------------


@pytest.mark.parametrize("fault", ["vt_callback", "vt_decode", "cm_block", "cm_sample"])
@pytest.mark.parametrize("status", [vt.BAD_DATA, vt.REFERENCE_MISSING, -1])
def test_a_sample_that_fails_is_counted_and_left_out(vt_session, open_vt, doubles, fault, status):
    doubles.fail(fault, after=14, times=2, value=status)
    source = open_vt("b_frames")
    found = numbers(source)
    assert found == sorted(found)
    assert 40 <= len(found) <= 48
    assert source.decode_errors >= 2
    assert report(source)["sessions"] == 1
    assert source.info.decoder == "videotoolbox"
    assert malfunctions(vt_session) == 0


# Sessions that are lost ----------------------------------------


@pytest.mark.parametrize("status", LOST)
@pytest.mark.parametrize("fault", ["vt_callback", "vt_decode", "vt_lost"])
def test_a_lost_session_is_opened_again_at_the_next_keyframe(vt_session, open_vt, doubles, fault, status):
    doubles.fail(fault, after=16, value=status)
    source = open_vt("b_frames")
    frames = list(source)
    found = [number(frame) for frame in frames]
    assert found == sorted(set(found))
    assert found[:GROUP] == list(range(GROUP))
    assert set(found) >= set(range(2 * GROUP, 50)), "the groups after the one it was lost in are whole"
    seen = report(source)
    assert (seen["malfunctions"], seen["sessions"]) == (1, 2)
    assert malfunctions(vt_session) == 1
    assert vt_session.fallback.reason == FallbackReason.DECODER_MALFUNCTION
    assert source.info.hardware is True
    assert not source.fallback


def test_a_decoder_that_decodes_nothing_any_more_is_opened_again(vt_session, open_vt, doubles):
    doubles.fail("vt_callback", after=20, times=36, value=vt.BAD_DATA)
    source = open_vt("many")
    found = numbers(source)
    assert len(found) >= 500 - 100
    assert report(source)["malfunctions"] == malfunctions(vt_session) == 1


@pytest.mark.parametrize("after", [0, 1, 20])
@pytest.mark.parametrize("fault", ["vt_callback", "vt_decode"])
def test_after_repeated_malfunction_software_goes_on(vt_session, open_vt, doubles, fault, after):
    doubles.fail(fault, after=after, times=1000, value=vt.MALFUNCTION)
    source = open_vt("b_frames")
    found = numbers(source)
    assert found == sorted(set(found))
    # It goes on after the last picture that went out; one that failed before that is lost.
    assert len(found) >= 48
    assert found[-28:] == list(range(22, 50))
    assert source.info.decoder == "h264"
    assert source.info.hardware is False
    assert source.fallback.reason == FallbackReason.DECODER_MALFUNCTION
    assert vt_session.fallback.reason == FallbackReason.DECODER_MALFUNCTION
    assert malfunctions(vt_session) == 3 + 1
    source.seek(0.4)
    assert number(next(source)) == 10


def test_a_malfunction_at_the_end(vt_session, open_vt, doubles):
    doubles.fail("vt_callback", after=49, value=vt.MALFUNCTION)
    source = open_vt("b_frames")
    assert len(numbers(source)) == 49
    assert malfunctions(vt_session) == 1
    source.seek(0.4)
    assert number(next(source)) == 10
    assert source.info.decoder == "videotoolbox"


def test_after_repeated_malfunction_during_a_seek(open_vt, doubles):
    source = open_vt("b_frames", queue=1)
    next(source)
    doubles.fail("vt_callback", times=1000, value=vt.MALFUNCTION)
    for seconds, wanted in ((1.0, 25), (0.2, 5), (1.9, 47)):
        source.seek(seconds)
        assert number(next(source)) == wanted
    assert source.info.hardware is False


def test_pictures_in_another_format_are_not_shown_wrong(vt_session, open_vt, doubles):
    doubles.fail("vt_pixel_format", after=10, times=1000, value=int.from_bytes(b"tv20", "big"))
    source = open_vt("plain")
    assert numbers(source) == list(range(50))
    assert source.info.hardware is False
    assert source.fallback.reason == FallbackReason.UNSUPPORTED_FORMAT
    assert "tv20" in source.fallback.detail
    assert vt_session.fallback == source.fallback


# Changes of format ----------------------------------------


@pytest.mark.parametrize("refused", [False, True])
def test_a_change_of_format(open_vt, doubles, refused):
    if refused:
        doubles.fail("vt_accept", times=1000)
    source = open_vt("size_change")
    sizes = []
    for frame in source:
        with frame:
            sizes.append((frame.width, frame.height))
    assert sizes == [(128, 96)] * 10 + [(64, 48)] * 11 or sizes == [(128, 96)] * 10 + [(64, 48)] * 10
    seen = report(source)
    assert (seen["format_changes"], seen["sessions"]) == (1, 2 if refused else 1)
    assert source.decode_errors == 0


# The pool ----------------------------------------


def test_a_pool_that_the_callers_frames_use_up(open_vt, doubles):
    limit = 16
    doubles.videotoolbox(pool_limit=limit, disorder=0)
    source = open_vt("many")
    held = []
    with pytest.raises(zc.FramePoolExhausted) as caught:
        held.extend(source)
    check_message(caught.value, f"pool of {limit} pictures")
    (by_frames,) = re.findall(r"(\d+) of them by frames", str(caught.value))
    assert 0 < int(by_frames) <= limit
    for frame in held:
        frame.close()
    held.clear()
    source.seek(0)
    assert numbers(source) == [i % 256 for i in range(500)]
    assert source.info.decoder == "videotoolbox", source.fallback


@pytest.mark.parametrize("status", [vt.POOL_THRESHOLD, vt.POOL_ALLOCATION_FAILED])
def test_a_pool_that_fails(open_vt, doubles, status):
    source = open_vt("many", queue=1)
    kept = next(source)
    doubles.fail("vt_pool", after=20, value=status)
    with pytest.raises(zc.FramePoolExhausted):
        list(source)
    kept.close()


def test_a_pool_that_holds_what_the_design_counts_is_never_used_up(open_vt, doubles):
    """Decode-ahead 4, the next, the one being made, those held back or in flight, the caller's."""
    doubles.videotoolbox(pool_limit=4 + 2 + (2 + 4) + 3)
    source = open_vt("b_frames", queue=4)
    before = []
    found = []
    for frame in source:
        found.append(number(frame))
        before.append(frame)
        if len(before) > 2:
            before.pop(0).close()
    for frame in before:
        frame.close()
    assert found == list(range(50))


# Rules ----------------------------------------

SENTENCES = {
    "sample_without_format": "A CMSampleBuffer is made without a format description.",
    "no_block_source": "has no custom block source with a FreeBlock",
    "bytes_freed_early": "changed or were freed before its FreeBlock was called",
    "width_in_attributes": "is asked for pictures of a given width or height",
    "no_attributes": "is created without image buffer attributes",
    "no_pixel_format": "is created without a pinned pixel format",
    "no_metal": "is created without Metal compatibility",
    "no_surface": "is created without IOSurface properties",
    "no_wish": "is created without a wish for hardware",
    "synchronous": "without the flag for asynchronous decompression",
    "temporal": "with temporal processing",
    "two_threads": "while another thread is within the same VTDecompressionSession",
    "decode_after_invalidate": "got a VTDecompressionSession that was invalidated",
    "release_without_invalidate": "is released without having been invalidated",
    "invalidate_in_flight": "is invalidated while 1 samples are in flight",
    "wait_in_callback": "is called from the session's own callback",
}


@pytest.mark.parametrize("misuse", SENTENCES)
def test_a_broken_rule_ends_the_process_with_a_sentence(misuse):
    check_ends_with("videotoolbox_misuse", misuse, SENTENCES[misuse])
