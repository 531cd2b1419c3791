"""Forks, interrupts and the end of the interpreter, each in a process of its own."""

from __future__ import annotations

import os
import signal
import sys
import textwrap

import pytest

from support.process import run_cleanly, run_python

# A session with frames in flight and staged, as a program would have it.
BUSY = """
    import sys, os, gc, signal, threading
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background ignores it
    import numpy as np
    import zerocopy as zc
    from zerocopy import testing

    testing.set_completion_delay(2)
    session = zc.Session(device="cpu", mode=os.environ.get("MODE", "auto"))
    target = session.open_offscreen(64, 48)
    layer = target.scene.add_video()
    source = session.open(sys.argv[1], queue=8)
    held = []
    for frame, _ in zip(source, range(10)):
        held.append(frame)
        layer.submit(frame)
        target.present()
    layer.submit(held[0])
"""


def busy(then: str = "") -> str:
    return textwrap.dedent(BUSY) + textwrap.dedent(then)


@pytest.mark.parametrize("mode", ["auto", "interop", "software"])
def test_the_interpreter_ends_with_frames_in_flight(clip, mode):
    assert run_cleanly(busy("print('end')"), str(clip("plain")), MODE=mode) == "end\n"


def test_the_interpreter_ends_by_an_exception(clip):
    done = run_python(busy("raise KeyError('the end')"), str(clip("plain")))
    assert done.returncode == 1
    assert done.stderr.strip().splitlines()[-1] == "KeyError: 'the end'"
    assert done.stderr.count("Traceback") == 1


def test_the_interpreter_ends_in_another_thread(clip):
    code = """
        def present():
            while not target.closed:
                try:
                    target.present()
                except zc.ClosedError:
                    return

        thread = threading.Thread(target=present, daemon=True)
        thread.start()
        print('end')
    """
    assert run_cleanly(busy(code), str(clip("plain"))) == "end\n"


def test_the_interpreter_ends_with_references_everywhere(clip):
    """In cycles, in module globals and in another module's."""
    code = """
        import types
        class Cycle:
            pass
        cycle = Cycle()
        cycle.all = [cycle, session, target, layer, source, held]
        sys.modules["holder"] = types.ModuleType("holder")
        sys.modules["holder"].held = [session, target, layer, source, held]
        sys.held = held
    """
    run_cleanly(busy(code), str(clip("plain")))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system has no fork")
def test_a_forked_child_is_refused(clip):
    code = """
        import warnings
        warnings.simplefilter("ignore", DeprecationWarning)
        pid = os.fork()
        if pid == 0:
            calls = [
                target.present, target.read_pixels, lambda: layer.submit(held[1]),
                lambda: setattr(layer, "opacity", 0.5), lambda: next(source),
                lambda: zc.Session(device="cpu"), zc.probe, held[1].to_rgb,
                lambda: zc.GpuFrame.from_planes([np.zeros((2, 2), np.uint8)] * 3, "i420"),
                lambda: session.open(sys.argv[1]), lambda: session.open_offscreen(4, 4),
            ]
            refused = 0
            for call in calls:
                try:
                    call()
                except zc.ForkedProcessError as error:
                    refused += error.code == "forked_process" and "spawn" in str(error)
            print(refused, len(calls), flush=True)
            del held, frame
            gc.collect()
            sys.exit(7 if refused == len(calls) else 1)
        _, status = os.waitpid(pid, 0)
        print(os.waitstatus_to_exitcode(status))
        print(target.present().status in ("presented", "unchanged"))
    """
    told = run_cleanly(busy(code), str(clip("plain"))).splitlines()
    refused, calls = told[0].split()
    assert refused == calls
    assert told[1:] == ["7", "True"]


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_keyboard_interrupt_ends_a_loop(clip):
    """Ctrl+C while frames are decoded and presented: the usual traceback, and nothing else."""
    code = """
        import signal
        source.seek(0)
        try:
            while True:
                for index, frame in enumerate(source):
                    layer.submit(frame)
                    target.present()
                    if index == 20:
                        signal.raise_signal(signal.SIGINT)
                source.seek(0)
        except KeyboardInterrupt:
            print("interrupted at", index)
        print(target.present().status in ("presented", "unchanged"))
        session.close()
    """
    told = run_cleanly(busy(code), str(clip("plain"))).splitlines()
    assert told == ["interrupted at 20", "True"]


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_an_interrupt_that_nobody_catches(clip):
    done = run_python(busy("import signal; signal.raise_signal(signal.SIGINT)"), str(clip("plain")))
    assert done.returncode == -signal.SIGINT
    assert done.stderr.strip().splitlines()[-1] == "KeyboardInterrupt"


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_interrupts_at_any_time_leave_a_source_that_goes_on(clip):
    """Nothing is lost but the one frame that an interrupted call was about to return."""
    code = """
        import faulthandler, itertools, random, signal, sys
        import zerocopy as zc

        faulthandler.dump_traceback_later(50, exit=True)
        signal.signal(signal.SIGALRM, signal.default_int_handler)
        times = random.Random(7)
        source = zc.VideoSource(sys.argv[1], queue=1)
        wanted, interrupts = 0, 0  # the number of the next frame, interrupts since the last one
        for attempt in range(200):
            try:
                signal.setitimer(signal.ITIMER_REAL, times.uniform(1e-4, 6e-3))
                while True:
                    frame = next(source, None)
                    if frame is None:
                        assert wanted == 0 or wanted + interrupts >= 50, wanted
                        wanted = 0
                        source.seek(0)
                        continue
                    index = frame.pts_ns // 40_000_000
                    assert wanted <= index <= wanted + interrupts, (wanted, index, interrupts)
                    wanted, interrupts = index + 1, 0
            except KeyboardInterrupt:
                interrupts += 1
        source.seek(0)
        assert len(list(source)) == 50

        for attempt in range(100):
            try:
                signal.setitimer(signal.ITIMER_REAL, times.uniform(1e-4, 6e-3))
                for i in itertools.count():
                    ms = i * 37 % 2000
                    frame = source.frame_at(ms / 1000)
                    assert frame.pts_ns <= ms * 1_000_000 < frame.pts_ns + frame.duration_ns, ms
            except KeyboardInterrupt:
                pass
        source.close()
        print("went on")
    """
    assert run_cleanly(code, str(clip("plain"))) == "went on\n"


def test_an_interrupt_at_each_step_leaves_a_source_that_goes_on(clip):
    """Before each bytecode of the package that a call executes, one after the other."""
    code = """
        import faulthandler, os, sys
        import zerocopy as zc

        PACKAGE = os.path.dirname(zc.__file__)
        faulthandler.dump_traceback_later(50, exit=True)
        source = zc.VideoSource(sys.argv[1], queue=1)

        def is_interrupted(call, step):
            def trace(frame, event, argument):
                nonlocal step
                if not frame.f_code.co_filename.startswith(PACKAGE):
                    return None
                frame.f_trace_opcodes = True
                if event == "opcode":
                    step -= 1
                    if step < 0:
                        raise KeyboardInterrupt
                return trace

            sys.settrace(trace)
            try:
                call()
            except KeyboardInterrupt:
                return True
            finally:
                sys.settrace(None)
            return False

        def number(frame):
            return frame.pts_ns // 40_000_000

        def go_on(call, check):
            step = 0
            while True:
                source.seek(0)
                assert number(next(source)) == 0
                interrupted = is_interrupted(call, step)
                check()
                if not interrupted:
                    return
                step += 1

        def check_next(*allowed):
            first = number(next(source))
            assert first in allowed, first
            assert [number(next(source)) for _ in range(3)] == [first + 1, first + 2, first + 3]

        def check_frame_at(seconds, wanted):
            assert number(source.frame_at(seconds)) == wanted
            check_next(wanted + 1)

        go_on(lambda: next(source), lambda: check_next(1, 2))
        go_on(lambda: source.seek(0.4), lambda: check_next(1, 10))
        go_on(lambda: source.frame_at(0.12), lambda: check_frame_at(0.12, 3))
        go_on(lambda: source.frame_at(1.5), lambda: check_frame_at(0.04, 1))
        source.close()
        print("went on")
    """
    assert run_cleanly(code, str(clip("plain"))) == "went on\n"


def test_importing_starts_nothing():
    """No thread, no output, no file, until a session is opened."""
    code = """
        import threading
        before = threading.active_count()
        import zerocopy
        assert threading.active_count() == before
        print(len(zerocopy.probe()) >= 2)
    """
    assert run_cleanly(code) == "True\n"
