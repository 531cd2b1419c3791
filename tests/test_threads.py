"""Many threads at once: submitting, presenting, editing, reading."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial

import pytest

import zerocopy as zc
from support.run import SIZE, Run, numbered_picture
from support.show import frame_of

pytestmark = pytest.mark.native

THREADS = 10


@pytest.fixture(autouse=True)
def restless():
    """Threads take turns as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.fixture
def run(session):
    run = Run(session)
    yield run
    run.close()
    run.check_balance()


def frame(index: int) -> zc.GpuFrame:
    return frame_of(numbered_picture(index), pts_ns=index)


def run_all(works: list[Callable[[], None]]) -> None:
    """Each on a thread of its own; what one of them raises is raised here."""
    failures: list[BaseException] = []
    start = threading.Barrier(len(works))

    def guarded(work: Callable[[], None]) -> None:
        start.wait()
        try:
            work()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=guarded, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def test_ten_threads_submit_at_once(run):
    count = 40
    left = threading.Semaphore(0)

    def submit(thread: int) -> None:
        try:
            for index in range(count):
                with frame(thread * count + index) as mine:
                    assert run.layer.submit(mine)
        finally:
            left.release()

    def present() -> None:
        ended = 0
        while ended < THREADS:
            ended += left.acquire(blocking=False)
            run.target.present()

    run_all([present, *(partial(submit, thread) for thread in range(THREADS))])
    run.target.present()
    run.target.read_pixels()
    counters = run.layer.counters
    assert counters.frames_submitted == THREADS * count
    assert counters.frames_presented + counters.frames_dropped == THREADS * count
    assert counters.imports == counters.frames_presented >= 1
    assert counters.host_bytes_copied == 0


def test_threads_present_at_once(session):
    """Each packet ends once, however they overtake one another."""
    with session.open_offscreen(16, 12) as target:
        layers = [target.scene.add_rect((i, i, 5, 5), "#fff", z=i) for i in range(4)]
        outcomes: list[zc.PresentOutcome] = []

        def present(layer: zc.Layer) -> None:
            for index in range(50):
                layer.rect = (index % 7, index % 5, 5, 5)
                outcomes.append(target.present())

        run_all([partial(present, layer) for layer in layers])
        outcomes.sort(key=lambda outcome: outcome.epoch)
        assert [outcome.epoch for outcome in outcomes] == list(range(1, 201))
        for outcome in outcomes:
            assert outcome.status in ("presented", "unchanged") or outcome.reason == "superseded"
        assert outcomes[-1].status != "dropped"


def test_targets_present_side_by_side(session):
    """Each on a thread of its own, with the same frames."""
    frames = [frame(index) for index in range(30)]
    pixels: dict[int, list[bytes]] = {0: [], 1: [], 2: []}

    def show(number: int) -> None:
        with session.open_offscreen(*SIZE) as target:
            layer = target.scene.add_video()
            for shown in frames:
                layer.submit(shown)
                target.present()
                pixels[number].append(target.read_pixels().tobytes())

    run_all([partial(show, number) for number in pixels])
    assert len(set(pixels[0])) == 30
    assert pixels[0] == pixels[1] == pixels[2]
    assert session.counters.frames_presented == 90
    assert session.counters.host_bytes_copied == 0
    for shown in frames:
        shown.close()


def test_edits_and_reads_while_another_thread_presents(session):
    done = threading.Event()
    with session.open_offscreen(32, 24) as target:

        def present() -> None:
            while not done.is_set():
                assert target.present().status in ("presented", "unchanged")

        def read() -> None:
            while not done.is_set():
                assert target.read_pixels().shape == (24, 32, 4)
                assert session.counters.frames_submitted == 0
                assert len(target.scene.layers) <= 1

        def edit() -> None:
            try:
                for index in range(100):
                    layer = target.scene.add_rect((index % 30, index % 20, 4, 4), "#fff")
                    layer.opacity = 0.5
                    layer.remove()
            finally:
                done.set()

        run_all([present, read, edit])
        target.present()
        assert target.scene.layers == ()
        assert target.read_pixels()[..., :3].max() == 0


def test_resizing_while_another_thread_reads(session):
    """A read shows the picture before or the one after, whole."""
    done = threading.Event()
    sizes = {(24, 32), (30, 40)}
    with session.open_offscreen(32, 24, background="#123456") as target:

        def resize() -> None:
            try:
                for index in range(100):
                    target.resize(*((40, 30) if index % 2 == 0 else (32, 24)))
                    target.present()
            finally:
                done.set()

        def read() -> None:
            while not done.is_set():
                pixels = target.read_pixels()
                assert pixels.shape[:2] in sizes
                assert (pixels == (0x12, 0x34, 0x56, 255)).all()

        run_all([resize, read])


def test_no_layer_is_lost_among_threads(session):
    """Of a group, a stack and the scene, while packets are discarded; what is removed with them is closed."""
    with session.open_offscreen(8, 8) as target:
        group = target.scene.add_group()
        stack = target.scene.add_stack()
        kept: list[list[zc.Layer]] = [[] for _ in range(4)]

        def fill(mine: list[zc.Layer], container: zc.GroupLayer) -> None:
            for number in range(300):
                layer = container.add_rect((0, 0, 1, 1), "#fff")
                if number % 2:
                    layer.remove()
                else:
                    mine.append(layer)
                with suppress(KeyError), target.packet("ui"):
                    container.add_rect((0, 0, 1, 1), "#fff")
                    mine[-1].remove()
                    raise KeyError

        run_all([partial(fill, kept[i], (group, stack)[i // 2]) for i in range(4)])
        for container, parts in ((group, kept[:2]), (stack, kept[2:])):
            assert set(container.layers) == {layer for part in parts for layer in part}
            in_order = [layer for layer in container.layers if layer in parts[0]]
            assert in_order == parts[0]
        assert [layer.rect.x for layer in stack.layers] == list(range(len(stack.layers)))
        group.remove()
        for layer in kept[0]:
            with pytest.raises(zc.ClosedError):
                layer.z = 1


def test_nothing_is_left_of_a_group_that_another_thread_removes(session):
    with session.open_offscreen(8, 8) as target:
        for _ in range(40):
            group = target.scene.add_group()
            added: list[zc.Layer] = []

            def fill(group: zc.GroupLayer = group, added: list[zc.Layer] = added) -> None:
                with suppress(zc.ClosedError):
                    while True:
                        added.append(group.add_rect((0, 0, 1, 1), "#fff"))

            def remove(group: zc.GroupLayer = group, added: list[zc.Layer] = added) -> None:
                while not added:
                    pass
                group.remove()

            run_all([fill, remove])
            assert group.layers == ()
            for layer in added:
                with pytest.raises(zc.ClosedError):
                    layer.z = 1
