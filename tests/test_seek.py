"""VideoSource: exact seeking, and the frame at a time."""

from __future__ import annotations

import itertools

import pytest

import zerocopy as zc
from support import pictures
from support.clips import VFR_MS
from support.encoding import FRAME_MS, FRAME_NS
from support.show import check_message, number

SEEKS = [1.0, 0.0, 0.399, 0.4, 0.4001, 1.96, 1.999, 0.04 * 3, 1.16, 1.12, 0.36, 7.0, 0.02]


def wanted(seconds: float, count: int = 50) -> int:
    """The greatest time stamp that is not later, to the nanosecond."""
    return max(i for i in range(count) if i * FRAME_NS <= round(seconds * 1e9))


@pytest.mark.parametrize("name", ["plain", "b_frames"])
def test_seek_is_exact(open_clip, name):
    source = open_clip(name)
    for seconds in SEEKS:
        source.seek(seconds)
        first = wanted(seconds)
        follow = list(range(first, min(first + 3, 50)))
        assert [number(frame) for frame in itertools.islice(source, 3)] == follow, seconds


def test_seek_in_a_random_order(open_clip):
    source = open_clip("b_frames")
    for index in pictures.seeded("seek").permutation(50):
        source.seek(int(index) * FRAME_MS / 1000 + 0.001)
        frame = next(source)
        assert (number(frame), frame.pts_ns) == (index, index * FRAME_NS)


def test_seek_to_each_time_stamp_itself(open_clip):
    """As the frame's own pts_ns says it, in spite of rounding."""
    source = open_clip("plain")
    for index in range(0, 50, 7):
        source.seek(index * FRAME_NS / 1e9)
        assert number(next(source)) == index


def test_seek_in_a_variable_rate(open_clip):
    source = open_clip("vfr")
    for ms, index in ((499, 3), (500, 4), (0, 0), (159, 2), (999, 5), (1599, 8), (5000, 9)):
        source.seek(ms / 1000)
        assert number(next(source)) == index, ms


def test_seek_after_the_end_and_again(open_clip):
    source = open_clip("plain")
    assert len(list(source)) == 50
    source.seek(0)
    assert [number(frame) for frame in source] == list(range(50))


def test_frames_stay_valid_over_a_seek(open_clip):
    source = open_clip("plain")
    frames = list(itertools.islice(source, 8))
    source.seek(1.5)
    next(source)
    assert [number(frame) for frame in frames] == list(range(8))


@pytest.mark.parametrize("seconds", [float("nan"), float("inf"), float("-inf")])
def test_seek_to_nowhere(open_clip, seconds):
    source = open_clip("plain")
    with pytest.raises(zc.InvalidArgumentError) as caught:
        source.seek(seconds)
    check_message(caught.value, str(seconds))
    assert number(next(source)) == 0


@pytest.mark.parametrize("seconds", [1e10, 1e12, 1e300])
def test_seek_beyond_all_time(open_clip, seconds):
    source = open_clip("plain")
    source.seek(seconds)
    assert [number(frame) for frame in source] == [49]
    assert source.frame_at(seconds) is None
    source.seek(-seconds)
    assert number(next(source)) == 0


def test_seek_to_more_than_a_float_holds(open_clip):
    source = open_clip("plain")
    for call in (source.seek, source.frame_at):
        with pytest.raises(zc.InvalidArgumentError):
            call(10**400)


def test_seek_before_the_start(open_clip):
    source = open_clip("plain")
    next(source)
    source.seek(-0.5)
    assert number(next(source)) == 0


def test_frame_at(open_clip):
    source = open_clip("plain")
    first = source.frame_at(0.0)
    assert first is not None
    assert number(first) == 0
    assert source.frame_at(0.0399) is first
    second = source.frame_at(0.041)
    assert second is not None
    assert number(second) == 1
    for seconds in (0.5, 0.52, 0.9, 1.99, 0.3, 0.0):
        frame = source.frame_at(seconds)
        assert frame is not None
        assert number(frame) == wanted(seconds)
    assert source.frame_at(2.5) is None
    last = source.frame_at(1.97)
    assert last is not None
    assert number(last) == 49


def test_next_after_frame_at(open_clip):
    """What frame_at() has looked at, and not given out, comes next."""
    source = open_clip("plain", queue=1)
    for seconds, index in ((0.0, 0), (0.2, 5), (0.5, 12), (0.1, 2)):
        frame = source.frame_at(seconds)
        assert frame is not None
        assert [number(frame), number(next(source))] == [index, index + 1]


def test_frame_at_in_a_variable_rate(open_clip):
    source = open_clip("vfr")
    shown = [source.frame_at(ms / 1000) for ms in range(0, 1600, 20)]
    assert [number(frame) for frame in shown if frame] == [
        max(i for i, start in enumerate(VFR_MS) if start <= ms) for ms in range(0, 1600, 20)
    ]
    assert len({id(frame) for frame in shown}) == 9


def test_a_clock_that_polls_frame_at_gets_each_object_once(open_clip):
    source = open_clip("plain")
    seen: list[zc.GpuFrame] = []
    for ms in range(0, 2000, 10):
        frame = source.frame_at(ms / 1000)
        assert frame is not None
        if not seen or frame is not seen[-1]:
            seen.append(frame)
    assert [number(frame) for frame in seen] == list(range(50))
