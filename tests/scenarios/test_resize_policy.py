"""Off-screen targets may be resized at any time, from any thread, to any size that there is."""

from __future__ import annotations

import random
import threading
from contextlib import suppress

import numpy as np
import pytest

import zerocopy as zc
from support import devices
from support.show import check_message
from zerocopy import testing

pytestmark = pytest.mark.native

SIZES = ((0, 0), (5, 0), (0, 5), (1, 1), (3, 40), (40, 3), (17, 23), (32, 32), (64, 8))
THREADS = 4
PACKETS = 80
LARGEST = 16384


def color_of(tag: int) -> str:
    return f"#{tag:06x}"


def tags_in(pixels: np.ndarray) -> set[int]:
    values = pixels[..., :3].astype(int)
    return set(np.unique(values[..., 0] << 16 | values[..., 1] << 8 | values[..., 2]).tolist())


@pytest.fixture
def target(session):
    with session.open_offscreen(16, 12) as target:
        yield target


def test_every_packet_is_shown_at_its_size(session, target):
    """Threads resize while this one presents: a picture has the size and the layers of one packet."""
    wide = target.scene.add_rect((0, 0, 100, 100), color_of(0))
    corner = target.scene.add_rect((0, 0, 1, 1), color_of(0), z=1)
    target.present()
    size_of = {0: (16, 12)}
    outcomes: list[zc.PendingOutcome] = []
    lock = threading.Lock()
    left = threading.Semaphore(0)

    def produce(number: int) -> None:
        rng = random.Random(number)
        try:
            for index in range(PACKETS):
                tag = 1 + number * PACKETS + index
                size = rng.choice(SIZES)
                with target.packet(f"lane {number % 3}") as packet:
                    wide.color = color_of(tag)
                    corner.color = color_of(tag)
                    target.resize(*size)
                    corner.rect = (size[0] - 1, size[1] - 1, 1, 1)
                with lock:
                    size_of[tag] = size
                    outcomes.append(packet.outcome)
        finally:
            left.release()

    threads = [threading.Thread(target=produce, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    pictures = []
    ended = 0
    while ended < THREADS:
        ended += left.acquire(blocking=False)
        outcome = target.present()
        pictures.append((outcome, target.read_pixels()))
    for thread in threads:
        thread.join()
    pictures.append((target.present(), target.read_pixels()))
    for outcome, pixels in pictures:
        assert outcome.reason in (None, "zero_size")
        (tag,) = tags_in(pixels)
        assert pixels.shape[:2] == tuple(reversed(size_of[tag]))
    ends = [outcome.wait() for outcome in outcomes]
    assert {end.reason for end in ends} <= {None, "superseded", "zero_size"}
    counts = target.packets
    assert counts.committed == THREADS * PACKETS + len(pictures) + 1
    assert counts.committed == counts.presented + counts.unchanged + counts.dropped
    by_hand = sum(end.status == "dropped" for end in [*ends, *(outcome for outcome, _ in pictures)])
    assert counts.dropped == by_hand
    newest = max(ends, key=lambda end: end.epoch)
    shown = (target.width, target.height)
    assert shown in SIZES
    assert newest.epoch <= counts.committed


@pytest.mark.parametrize("size", [(0, 0), (0, 9), (9, 0)])
def test_without_area_packets_drop_and_nothing_is_lost(session, target, size):
    layer = target.scene.add_rect((0, 0, 4, 4), "#f00")
    planes = [np.full((4, 4), 235, np.uint8), np.full((2, 2, 2), 128, np.uint8)]
    video = target.scene.add_video(rect=(4, 0, 4, 4), fit="fill")
    target.present()
    before = target.read_pixels()
    target.resize(*size)
    assert (target.width, target.height) == size
    with devices.make_resident(zc.GpuFrame.from_planes(planes, "nv12")) as frame:
        video.submit(frame)
    outcome = target.present()
    assert (outcome.status, outcome.reason, outcome.present_id) == ("dropped", "zero_size", 0)
    assert np.array_equal(target.read_pixels(), before)
    layer.color = "#0f0"
    with target.packet("side") as packet:
        layer.rect = (8, 4, 4, 4)
    assert packet.outcome.wait().reason == "zero_size"
    target.resize(12, 8)
    assert target.present().status == "presented"
    pixels = target.read_pixels()
    assert pixels.shape == (8, 12, 4)
    assert pixels[6, 10].tolist() == [0, 255, 0, 255]
    assert pixels[1, 1].tolist() == [0, 0, 0, 255]
    assert pixels[1, 6].tolist() == [255, 255, 255, 255]
    assert video.counters.frames_presented == 1
    assert target.packets.drop_reasons == {"zero_size": 2}
    assert target.present().status == "unchanged"


def test_animations_wait_where_there_is_no_area(target):
    layer = target.scene.add_rect((0, 0, 2, 12), "#fff")
    target.present()
    layer.animate("rect", (10.0, 0.0, 2.0, 12.0), 10 / 60, "linear")
    for _ in range(4):
        target.present()
    place = testing.shown(layer)["rect"]
    target.resize(0, 0)
    for _ in range(5):
        assert target.present().reason == "zero_size"
    target.resize(16, 12)
    target.present()
    assert testing.shown(layer)["rect"][0] == pytest.approx(place[0] + 1, abs=1e-3)


def test_the_largest_sizes(session, target):
    """A line of pixels each way; the largest square would take a gigabyte."""
    target.scene.add_rect((LARGEST - 3, 0, 3, 1), "#f00")
    target.scene.add_rect((0, LARGEST - 3, 1, 3), "#0f0")
    target.resize(LARGEST, 1)
    assert target.present().status == "presented"
    pixels = target.read_pixels()
    assert pixels.shape == (1, LARGEST, 4)
    assert (pixels[0, -3:] == (255, 0, 0, 255)).all()
    assert (pixels[0, :-3, :3] == 0).all()
    target.resize(1, LARGEST)
    target.present()
    pixels = target.read_pixels()
    assert pixels.shape == (LARGEST, 1, 4)
    assert (pixels[-3:, 0] == (0, 255, 0, 255)).all()
    target.resize(4, 4)
    target.present()
    assert target.read_pixels().shape == (4, 4, 4)


@pytest.mark.parametrize("size", [(LARGEST + 1, 8), (8, LARGEST + 1), (2**31, 2**31), (10**30, 1)])
def test_sizes_that_there_are_not(target, size):
    target.present()
    with pytest.raises(zc.InvalidArgumentError) as caught:
        target.resize(*size)
    check_message(caught.value, str(max(size)), str(LARGEST))
    assert (target.width, target.height) == (16, 12)
    assert target.present().status == "unchanged"


@pytest.mark.parametrize("size", [(-1, 4), (4, -1), (1.5, 4), ("4", 4), (None, 4), (float("nan"), 4)])
def test_what_is_no_size(target, size):
    with pytest.raises(zc.InvalidArgumentError) as caught:
        target.resize(*size)
    check_message(caught.value)
    assert (target.width, target.height) == (16, 12)


def test_a_discarded_resize(target):
    target.present()
    with suppress(KeyError), target.packet("side"):
        target.resize(5, 6)
        assert (target.width, target.height) == (5, 6)
        raise KeyError
    assert (target.width, target.height) == (16, 12)
    assert target.present().status == "unchanged"
    assert target.read_pixels().shape == (12, 16, 4)


def test_resizes_that_are_discarded_out_of_order(target):
    """Both are gone: the size is what it was before the first."""
    first = target.packet("a")
    second = target.packet("b")
    first.__enter__()
    target.resize(5, 6)
    thread = threading.Thread(target=lambda: (second.__enter__(), target.resize(7, 8)))
    thread.start()
    thread.join()
    assert (target.width, target.height) == (7, 8)
    first.__exit__(KeyError, KeyError(), None)
    assert (target.width, target.height) == (7, 8)
    second.__exit__(KeyError, KeyError(), None)
    assert (target.width, target.height) == (16, 12)
    assert target.present().status == "presented"
    assert target.read_pixels().shape == (12, 16, 4)


def test_a_stack_is_laid_out_with_the_packet_that_resizes(target):
    """Without a rect it is as large as the target."""
    row = target.scene.add_stack("row", justify="end", align="end")
    row.add_rect((0, 0, 4, 3), "#f00")
    target.present()
    rng = random.Random(4)
    for _ in range(100):
        width, height = rng.randint(4, 40), rng.randint(3, 40)
        with target.packet("side") as packet:
            target.resize(width, height)
        assert packet.outcome.wait().status in ("presented", "unchanged")
        red = target.read_pixels()[..., 0]
        assert red.shape == (height, width)
        assert red.sum() == 12 * 255
        assert (red[-3:, -4:] == 255).all()


def test_a_canvas_follows_a_huge_target(cpu_session):
    """Its surface is limited; what lies beyond is cut off, and nothing fails."""
    with cpu_session.open_offscreen(8, 8) as target:
        canvas = target.scene.add_canvas()
        with canvas.draw() as drawing:
            drawing.rect((0, 0, 6, 1), fill="#f00")
        target.present()
        target.resize(LARGEST, 1)
        target.present()
        pixels = target.read_pixels()
        assert (pixels[0, :6] == (255, 0, 0, 255)).all()
        assert (pixels[0, 6:, :3] == 0).all()
