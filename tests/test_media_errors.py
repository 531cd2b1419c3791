"""Files that are no video, or damaged ones: a typed error that says why, and nothing lost."""

from __future__ import annotations

import errno
import os

import pytest

import zerocopy as zc
from support import devices, encoding
from support.clips import DAMAGED_PACKETS, SIZES
from support.show import check_message, number, presented
from zerocopy import testing


@pytest.mark.parametrize(
    ("name", "needle"),
    [
        ("folder", "folder"),
        ("empty", "empty"),
        ("text", ""),
        ("text_file", ""),
        ("random_bytes", ""),
        ("audio_only", "no video"),
        ("audio_stream", "no video"),
        ("unknown_codec", "codec"),
        ("no_index", "index"),
    ],
)
def test_files_that_cannot_be_opened(cpu_session, clip, name, needle):
    path = clip(name)
    before = testing.live_objects()
    with pytest.raises(zc.MediaOpenError) as caught:
        cpu_session.open(path)
    assert isinstance(caught.value, OSError)
    assert not isinstance(caught.value, FileNotFoundError)
    assert caught.value.code == "media_open"
    check_message(caught.value, str(path), needle)
    assert testing.live_objects() == before


def test_a_missing_file(cpu_session, tmp_path):
    path = tmp_path / "holiday.mp4"
    with pytest.raises(zc.MediaNotFoundError) as caught:
        cpu_session.open(path)
    assert isinstance(caught.value, FileNotFoundError)
    assert isinstance(caught.value, zc.MediaOpenError)
    assert caught.value.errno == errno.ENOENT
    check_message(caught.value, str(path))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(cpu_session, tmp_path):
    path = tmp_path / "private.mp4"
    path.write_bytes(b"x" * 100)
    path.chmod(0)
    with pytest.raises(zc.MediaOpenError) as caught:
        cpu_session.open(path)
    check_message(caught.value, str(path))


@pytest.mark.parametrize("path", [None, 3, b"clip.mp4", ["clip.mp4"]])
def test_what_is_no_path(cpu_session, path):
    with pytest.raises((zc.InvalidArgumentError, TypeError)) as caught:
        cpu_session.open(path)
    assert str(caught.value)


def test_a_path_with_a_colon_and_blanks(cpu_session, clip, tmp_path):
    path = tmp_path / "http: my clip é.mp4"
    path.write_bytes(clip("plain").read_bytes())
    with cpu_session.open(path) as source:
        assert number(next(source)) == 0


def test_a_clip_that_was_cut_in_the_middle(open_clip, clip):
    """Every frame before the cut is shown, and the cut is counted."""
    shown = [number(frame) for frame in open_clip("cut")]
    decoded = len(encoding.decode(clip("cut")))
    assert shown[:25] == list(range(25))
    assert 25 <= decoded <= 26
    assert len(shown) <= 26
    source = open_clip("cut")
    list(source)
    assert source.decode_errors >= 1


def test_seek_in_a_clip_that_was_cut(open_clip):
    source = open_clip("cut")
    source.seek(0.52)
    assert number(next(source)) == 13
    source.seek(10)
    assert number(next(source)) in (24, 25)


def test_flipped_bits_are_counted_and_left_behind(open_clip):
    source = open_clip("flipped_bits")
    shown = [frame.pts_ns // encoding.FRAME_NS for frame in source]
    assert source.decode_errors >= 1
    assert shown == sorted(set(shown))
    assert set(range(50)) - set(shown) <= set(DAMAGED_PACKETS)
    # From the next keyframe on, pictures are whole again.
    source.seek(1.2)
    assert [number(frame) for frame in source] == list(range(30, 50))


def test_a_clean_clip_counts_no_errors(open_clip):
    source = open_clip("b_frames")
    list(source)
    assert source.decode_errors == 0


def test_decode_errors_go_on_being_counted_over_a_seek(open_clip):
    source = open_clip("flipped_bits")
    list(source)
    before = source.decode_errors
    source.seek(0)
    list(source)
    assert source.decode_errors >= 2 * before - 1 > 0


@pytest.mark.native
def test_the_size_changes_in_mid_stream(session, clip):
    """A new generation of the decoder: still shown in place, without an error."""
    with session.open(clip("size_change")) as source:
        frames = list(source)
        assert source.decode_errors == 0
    sizes = [(frame.width, frame.height) for frame in frames]
    assert sizes == [SIZES[0]] * 10 + [SIZES[1]] * 10
    assert [number(frame) for frame in frames] == [*range(10), *range(10)]
    times = [frame.pts_ns for frame in frames]
    assert times == sorted(set(times))
    devices.needs_resident(session, frames[0].format)
    with session.open_offscreen(128, 96) as target:
        layer = target.scene.add_video()
        for frame in frames:
            layer.submit(frame)
            assert presented(target).path is zc.InteropStatus.TRUE_ZERO_COPY
        target.read_pixels()
        assert layer.counters.longest_streak == 10
        assert layer.counters.host_bytes_copied == 0


def test_seek_over_a_change_of_size(open_clip):
    source = open_clip("size_change")
    for seconds, size, index in ((0.6, SIZES[1], 5), (0.2, SIZES[0], 5), (0.7, SIZES[1], 7)):
        source.seek(seconds)
        frame = next(source)
        assert (frame.width, frame.height) == size
        assert number(frame) == index


def test_a_file_that_is_replaced_by_nothing_while_it_plays(cpu_session, clip, tmp_path):
    """Cut short under the reader: the frames that can be had, then the end."""
    path = tmp_path / "live.mp4"
    path.write_bytes(clip("cut").read_bytes())
    with cpu_session.open(path) as source:
        next(source)
        path.write_bytes(b"")
        assert len(list(source)) <= 49


@pytest.mark.parametrize("kind", [zc.MediaOpenError, zc.MediaNotFoundError])
def test_media_errors_are_errors_of_the_package(kind):
    assert issubclass(kind, zc.ZeroCopyError)
    assert issubclass(kind, OSError)
