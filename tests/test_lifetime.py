"""What outlives what, closing in every order, finalizers."""

from __future__ import annotations

import gc
import threading
import weakref

import numpy as np
import pytest

import zerocopy as zc
from support import pictures
from support.devices import needs_shared_planes
from support.run import DELAY, SIZE, Run, numbered_picture
from support.show import check_message, frame_of, number, presented
from zerocopy import testing

pytestmark = pytest.mark.native


def test_a_frame_outlives_its_source_and_session(clip, device):
    session = zc.Session(device=device)
    source = session.open(clip("plain"))
    first, second = next(source), next(source)
    target = session.open_offscreen(128, 96)
    target.scene.add_video().submit(first)
    target.present()
    session.close()
    assert source.closed
    assert target.closed
    assert [number(first), number(second)] == [0, 1]
    with zc.Session(device=device) as other, other.open_offscreen(128, 96) as again:
        layer = again.scene.add_video()
        layer.submit(second)
        presented(again)
        assert again.read_pixels().max() > 0
    assert number(second) == 1
    first.close()
    second.close()


def test_closing_a_submitted_frame_is_safe(session):
    run = Run(session)
    run.submit()  # closes its frame before the present
    gc.collect()
    presented(run.target)
    run.check_picture()
    run.close()


@pytest.mark.parametrize("blur", [0, 0.05])
def test_a_frame_in_flight_is_kept_until_the_device_has_completed(open_session, request, blur):
    """Closed by the caller, replaced on its layer: the device still reads it, for a surface too."""
    late = DELAY if "delayed" in request.node.name else 0
    session = open_session()
    needs_shared_planes(session)
    run = Run(session)
    run.layer.blur_sigma_px = blur
    alive = []
    for index in range(6):
        planes = list(numbered_picture(index).planes)
        alive.append([weakref.ref(plane) for plane in planes])
        with zc.GpuFrame.from_planes(planes, "nv12") as frame:
            run.layer.submit(frame)
        del planes, frame
        presented(run.target)
    testing.live_objects()  # any call lets go of what a release has parked
    kept = [all(ref() is not None for ref in refs) for refs in alive]
    shown = 1  # the newest, by its layer
    assert kept == [index >= 6 - max(late, shown) for index in range(6)]
    run.target.read_pixels()
    testing.live_objects()
    assert [any(ref() for ref in refs) for refs in alive[:5]] == [False] * 5
    run.picture = numbered_picture(5)
    run.check_picture()
    run.close()


def test_a_session_closed_with_frames_in_flight(device):
    session = zc.Session(device=device)
    run = Run(session)
    run.show_many(5)
    run.submit()
    session.close()
    assert run.target.closed
    assert session.closed
    run.check_balance()
    assert run.layer.counters.frames_presented == 5
    assert run.layer.counters.frames_dropped == 1
    assert testing.live_objects()["imports"] == 0


def test_a_target_closed_with_frames_in_flight(session):
    run = Run(session)
    run.show_many(5)
    run.submit()
    run.close()
    run.check_balance()
    assert session.counters.frames_submitted == 6
    with session.open_offscreen(8, 8) as target:
        presented(target)


def closed_calls(session, target, layer, frame):
    out = np.zeros((*SIZE[::-1], 4), np.uint8)
    return {
        "open": lambda: session.open("clip.mp4"),
        "open_offscreen": lambda: session.open_offscreen(4, 4),
        "open_window": lambda: session.open_window(4, 4),
        "present": target.present,
        "resize": lambda: target.resize(4, 4),
        "read_pixels": target.read_pixels,
        "read_pixels out": lambda: target.read_pixels(out),
        "snapshot": lambda: target.snapshot("never.png"),
        "background": lambda: setattr(target, "background", "#fff"),
        "add_video": target.scene.add_video,
        "add_rect": lambda: target.scene.add_rect((0, 0, 1, 1), "#fff"),
        "add_image": lambda: target.scene.add_image(pictures.image(2, 2)),
        "add_text": lambda: target.scene.add_text("x"),
        "rect": lambda: setattr(layer, "rect", (0, 0, 1, 1)),
        "submit": lambda: layer.submit(frame),
    }


def test_use_after_close(device):
    session = zc.Session(device=device)
    run = Run(session)
    run.show()
    run.target.read_pixels()  # waits for its completion
    status, counters = run.layer.status, run.layer.counters
    with frame_of(numbered_picture(0)) as frame:
        session.close()
        for name, call in closed_calls(session, run.target, run.layer, frame).items():
            with pytest.raises(zc.ClosedError) as caught:
                call()
            assert caught.value.code == "closed", name
            check_message(caught.value, "closed")
    # What was counted can still be read.
    assert run.layer.status is status
    assert run.layer.counters == counters
    assert session.counters.frames_presented == 1
    assert run.layer.rect == zc.Rect(0, 0, *SIZE)


def test_close_is_idempotent_in_every_order(device):
    for order in ((0, 1, 2), (2, 1, 0), (1, 0, 2), (1, 2, 0)):
        session = zc.Session(device=device)
        target = session.open_offscreen(*SIZE)
        frame = frame_of(numbered_picture(0))
        target.scene.add_video().submit(frame)
        target.present()
        for index in order:
            owned = (session, target, frame)[index]
            owned.close()
            owned.close()
            assert owned.closed


def test_with_closes_even_when_its_body_raises(device):
    session = zc.Session(device=device)

    def body() -> None:
        with session:
            Run(session).show_many(3)
            raise KeyError("body")

    with pytest.raises(KeyError):
        body()
    assert session.closed


def test_everything_is_collected_without_close(device):
    before = testing.live_objects()

    def leave() -> list[weakref.ref[object]]:
        session = zc.Session(device=device)
        run = Run(session)
        run.show_many(6)
        run.submit()
        return [weakref.ref(session), weakref.ref(run.target)]

    refs = leave()
    gc.collect()
    assert [ref() for ref in refs] == [None, None]
    assert testing.live_objects() == before


def test_a_layer_keeps_working_when_only_the_layer_is_held(device):
    def make() -> zc.VideoLayer:
        session = zc.Session(device=device)
        return session.open_offscreen(*SIZE).scene.add_video()

    layer = make()
    gc.collect()
    with frame_of(numbered_picture(0)) as frame:
        try:
            layer.submit(frame)
        except zc.ClosedError as error:  # its target was collected
            check_message(error, "closed")
    del layer


def test_ten_threads_close_at_once(device):
    session = zc.Session(device=device)
    run = Run(session)
    run.show_many(4)
    run.submit()
    barrier = threading.Barrier(10)
    failures: list[BaseException] = []

    def close(index: int) -> None:
        barrier.wait()
        try:
            (session if index % 2 else run.target).close()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=close, args=(i,)) for i in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert session.closed
    assert run.target.closed
    run.check_balance()


def test_frames_are_released_on_any_thread(session):
    frames = [frame_of(numbered_picture(i)) for i in range(40)]
    threads = [
        threading.Thread(target=lambda part=frames[i::4]: [frame.close() for frame in part]) for i in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(frame.closed for frame in frames)


def test_collection_in_a_finalizer(session):
    """The package is used while the collector runs."""
    run = Run(session)
    counted: list[zc.Counters] = []

    class Noisy:
        def __init__(self) -> None:
            self.myself = self
            self.frame = frame_of(numbered_picture(1))

        def __del__(self) -> None:
            self.frame.close()
            run.target.present()
            counted.append(run.layer.counters)

    for _ in range(5):
        Noisy()
        run.show()
        gc.collect()
    assert len(counted) == 5
    run.close()
    run.check_balance()


def test_planes_whose_finalizer_calls_back(session):
    """Whichever call lets go of the caller's array: its finalizer may present."""
    run = Run(session)
    finalized: list[str] = []

    class Plane(np.ndarray):
        pass

    def present() -> None:
        try:
            finalized.append(run.target.present().status)
        except zc.ClosedError:
            finalized.append("closed")

    for index in range(6):
        planes = [np.array(plane).view(Plane) for plane in numbered_picture(index).planes]
        weakref.finalize(planes[0], present)
        with zc.GpuFrame.from_planes(planes, "nv12") as frame:
            run.layer.submit(frame)
        del planes, frame
        presented(run.target)
    run.close()
    testing.live_objects()
    gc.collect()
    assert len(finalized) == 6
    run.check_balance()
