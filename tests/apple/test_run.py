"""The loop that serves windows."""

from __future__ import annotations

import _thread
import signal
import threading

import pytest

import zerocopy as zc


def test_without_windows_it_returns_at_once(doubles):
    calls = []
    zc.run(lambda: calls.append(1))
    assert calls == []


def test_it_ticks_until_every_window_is_closed(metal, doubles, macos):
    windows = [metal.open_window(16, 16), metal.open_window(16, 16)]
    ticks = []

    def tick():
        ticks.append(1)
        for number, window in enumerate(windows):
            if len(ticks) == 5 * (number + 1):
                window.close()
            elif not window.closed:
                window.background = (len(ticks) / 20, 0, 0)
                assert window.present().status == "presented"

    zc.run(tick)
    assert len(ticks) == 10


def test_the_button_ends_it(metal, doubles):
    window = metal.open_window(16, 16)
    window.present()
    doubles.close_window(later=True)
    zc.run()
    assert window.closed


def test_without_a_tick_the_display_is_left_alone(metal, doubles, macos):
    window = metal.open_window(16, 16)
    threading.Timer(0.15, lambda: doubles.close_window(later=True)).start()
    zc.run()
    assert window.closed
    assert doubles.app_info()["running_links"] == 0


def test_what_tick_raises_comes_out(metal, doubles):
    window = metal.open_window(16, 16)

    def tick():
        raise LookupError("from tick")

    with pytest.raises(LookupError, match="from tick"):
        zc.run(tick)
    assert not window.closed
    assert window.present().status == "presented"


@pytest.mark.parametrize("tick", [None, lambda: None])
def test_ctrl_c_comes_through(metal, doubles, tick):
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        window = metal.open_window(16, 16)
        threading.Timer(0.2, _thread.interrupt_main).start()
        with pytest.raises(KeyboardInterrupt):
            zc.run(tick)
        assert not window.closed
    finally:
        signal.signal(signal.SIGINT, before)


def test_ctrl_c_ends_a_loop_of_presents(metal, doubles):
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        window = metal.open_window(16, 16)
        doubles.hold_ticks()
        threading.Timer(0.2, _thread.interrupt_main).start()
        with pytest.raises(KeyboardInterrupt):
            present_for_ever(window)
    finally:
        signal.signal(signal.SIGINT, before)


def present_for_ever(window):
    while True:
        window.present()


def test_it_belongs_to_the_main_thread(metal, doubles):
    errors = []

    def body():
        try:
            zc.run()
        except zc.UnsupportedError as error:
            errors.append(str(error))

    thread = threading.Thread(target=body)
    thread.start()
    thread.join()
    assert "main thread" in errors[0]


def test_other_threads_present_while_it_runs(metal, doubles, macos):
    window = metal.open_window(16, 16)
    outcomes = []

    def present():
        for number in range(20):
            window.background = (number / 20, 0, 0)
            outcomes.append(window.present().status)
        window.close()

    thread = threading.Thread(target=present)
    thread.start()
    zc.run()
    thread.join()
    doubles.turn()
    assert outcomes == ["presented"] * 20
