"""VideoSource: order, time stamps, options, threads, closing."""

from __future__ import annotations

import gc
import itertools
import random
import threading
import time
from dataclasses import replace
from fractions import Fraction

import pytest

import zerocopy as zc
from support import encoding, reference
from support.clips import VFR_MS, tagged
from support.encoding import FRAME_NS
from support.reference import Picture
from support.show import check, check_message, number
from zerocopy import testing
from zerocopy._decoder import Decoder

MS = 1_000_000


def numbers(source: zc.VideoSource) -> list[int]:
    return [number(frame) for frame in source]


@pytest.mark.parametrize("name", ["plain", "b_frames"])
def test_every_frame_in_display_order(open_clip, name):
    source = open_clip(name)
    frames = list(source)
    assert [number(frame) for frame in frames] == list(range(50))
    assert [frame.pts_ns for frame in frames] == [i * FRAME_NS for i in range(50)]
    assert {frame.duration_ns for frame in frames} == {FRAME_NS}
    assert source.decode_errors == 0
    with pytest.raises(StopIteration):
        next(source)


def test_pixels_are_the_decoders(open_clip, clip):
    decoded = encoding.decode(clip("b_frames"))
    for frame, av_frame in zip(open_clip("b_frames"), decoded, strict=True):
        picture = Picture(encoding.planes_of(av_frame), "i420")
        if number(frame) % 10 == 0:
            check(frame.to_rgb(), reference.to_rgb(picture), 1)


def test_info(open_clip):
    info = open_clip("plain").info
    assert (info.width, info.height) == (128, 96)
    assert info.fps == Fraction(25)
    assert info.duration_s == pytest.approx(2.0)
    assert info.frame_count == 50
    assert info.codec == "h264"
    assert info.decoder
    assert info.hardware is False
    # Some versions of PyAV tell what the codec implies of siting.
    assert replace(info.color, siting="unspecified") == zc.ColorSpec()


def test_info_of_tagged_colour(open_clip):
    info = open_clip(tagged("bt709", "full")).info
    assert (info.color.matrix, info.color.range) == ("bt709", "full")


@pytest.mark.parametrize("queue", [1, 2, 8])
def test_no_more_is_decoded_ahead_than_asked_for(open_clip, queue):
    before = testing.live_objects()["frames"]
    source = open_clip("many", queue=queue)
    for _ in range(60):
        with next(source):
            pass
        # Those in the queue, the one being put there, and the one that was taken last.
        assert testing.live_objects()["frames"] <= before + queue + 3


def test_a_list_of_many_frames_never_stalls(open_clip):
    frames = list(open_clip("many"))
    assert len(frames) == 500
    assert len({frame.pts_ns for frame in frames}) == 500
    for index in (0, 250, 499):
        assert number(frames[index]) == index % 256


def test_every_frame_of_a_variable_rate(open_clip):
    frames = list(open_clip("vfr"))
    assert [frame.pts_ns for frame in frames] == [ms * MS for ms in VFR_MS]
    assert [number(frame) for frame in frames] == list(range(len(VFR_MS)))


@pytest.mark.parametrize("name", ["late_start", "transport"])
def test_time_counts_from_the_streams_start(open_clip, name):
    source = open_clip(name)
    first = [next(source).pts_ns for _ in range(3)]
    assert first == [0, FRAME_NS, 2 * FRAME_NS]
    source.seek(0.4)
    assert number(next(source)) == 10


def test_a_stream_without_time_stamps(open_clip):
    """The rate tells them."""
    frames = list(open_clip("raw_stream"))
    assert [number(frame) for frame in frames] == list(range(20))
    times = [frame.pts_ns for frame in frames]
    assert times[0] == 0
    assert times == sorted(set(times))


@pytest.mark.parametrize("options", [{"threads": 1}, {"threads": 2}, {"queue": 1}, {"queue": 16}])
def test_options(open_clip, options):
    assert numbers(open_clip("b_frames", **options)) == list(range(50))


@pytest.mark.parametrize(
    "options",
    [{"threads": -1}, {"queue": 0}, {"queue": -3}, {"hardware": "maybe"}, {"hardware": ""}],
)
def test_wrong_options(open_clip, options):
    with pytest.raises(zc.InvalidArgumentError) as caught:
        open_clip("plain", **options)
    check_message(caught.value, str(next(iter(options.values()))))


def test_hardware(open_clip):
    source = open_clip("plain", hardware="off")
    assert source.info.hardware is False
    prefer = open_clip("plain", hardware="prefer")
    if not prefer.info.hardware:
        with pytest.raises(zc.UnsupportedError) as caught:
            open_clip("plain", hardware="require")
        check_message(caught.value, "hardware")


def test_close(open_clip):
    source = open_clip("plain")
    assert not source.closed
    frame = next(source)
    source.close()
    source.close()
    assert source.closed
    assert number(frame) == 0
    for call in (source.__next__, lambda: source.seek(0), lambda: source.frame_at(0)):
        with pytest.raises(zc.ClosedError) as caught:
            call()
        check_message(caught.value, "closed")


def test_close_while_its_thread_decodes(open_clip):
    """At every depth of its queue."""
    for taken in (0, 1, 5, 49, 50):
        source = open_clip("plain", queue=2)
        assert len(list(itertools.islice(source, taken))) == taken
        source.close()


class Reader(threading.Thread):
    """Takes frames, again and again, until that raises."""

    def __init__(self, source: zc.VideoSource) -> None:
        super().__init__(daemon=True)
        self.source = source
        self.error: Exception | None = None
        self.start()

    def run(self) -> None:
        try:
            while True:
                for frame in self.source:
                    frame.close()
                self.source.frame_at(0.5)
                self.source.seek(0)
        except Exception as error:
            self.error = error.with_traceback(None)
        del self.source

    def check(self) -> None:
        self.join(5)
        assert not self.is_alive()
        assert isinstance(self.error, zc.ClosedError)
        check_message(self.error, "closed")


@pytest.mark.parametrize("closing", ["source", "session"])
def test_close_wakes_the_threads_that_wait_for_a_frame(clip, monkeypatch, closing):
    """At once, though the decoder itself is stuck."""
    session = zc.Session(device="cpu")
    source = session.open(clip("plain"), queue=1)
    stuck, go_on = threading.Event(), threading.Event()
    decode = Decoder.next

    def stick(decoder: Decoder) -> object:
        stuck.set()
        go_on.wait()
        return decode(decoder)

    monkeypatch.setattr(Decoder, "next", stick)
    closer = threading.Thread(target=source.close if closing == "source" else session.close)
    readers = [Reader(source), Reader(source)]
    try:
        assert stuck.wait(5)
        time.sleep(0.05)  # until they have taken what there is
        closer.start()
        for reader in readers:
            reader.check()
    finally:
        go_on.set()
        closer.join()
        session.close()


def test_close_at_any_time_of_a_thread_that_reads(open_clip):
    pauses = random.Random(5)
    for _ in range(40):
        source = open_clip("plain", queue=pauses.choice([1, 2, 4]))
        reader = Reader(source)
        time.sleep(pauses.uniform(0, 0.004))
        source.close()
        reader.check()


def test_with_closes(open_clip):
    with open_clip("plain") as source:
        next(source)
    assert source.closed


def test_an_abandoned_source_is_collected(cpu_session, clip):
    """Its thread ends with it; `nothing_left` sees to the frames."""
    before = threading.active_count()
    source = cpu_session.open(clip("many"))
    next(source)
    del source
    gc.collect()
    assert threading.active_count() <= before


def test_closing_the_session_closes_nothing_that_was_decoded(clip):
    session = zc.Session(device="cpu")
    source = session.open(clip("plain"))
    frame = next(source)
    session.close()
    assert number(frame) == 0
    frame.close()
    source.close()
    with pytest.raises(zc.ClosedError):
        session.open(clip("plain"))


def test_ten_threads_share_a_source_by_turns(open_clip):
    """One thread at a time, whichever it is."""
    source = open_clip("plain")
    lock = threading.Lock()
    seen: list[int] = []

    def take() -> None:
        for _ in range(5):
            with lock:
                seen.append(number(next(source)))

    threads = [threading.Thread(target=take) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == list(range(50))


def test_two_sources_of_one_file(open_clip):
    first, second = open_clip("plain"), open_clip("plain")
    assert number(next(first)) == 0
    second.seek(1.0)
    assert [number(next(second)), number(next(first))] == [25, 1]


def test_paths_of_every_kind(cpu_session, clip):
    path = clip("plain")
    for kind in (str(path), path):
        with cpu_session.open(kind) as source:
            assert number(next(source)) == 0
