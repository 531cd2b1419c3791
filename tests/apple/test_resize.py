"""Windows that change their size: each size is drawn before the window takes it."""

from __future__ import annotations

import threading

import numpy as np
import pytest

import zerocopy as zc

RED, GREEN = (255, 0, 0, 255), (0, 255, 0, 255)


@pytest.fixture
def window(metal, doubles, macos):
    window = metal.open_window(64, 48, background="#f00")
    window.scene.add_rect((0, 0, 8, 8), "#0f0")
    window.present()
    return window


def check_picture(doubles, width: int, height: int) -> None:
    """The scene at that size: its corner stays where it was, the rest is the background."""
    picture = doubles.window_pixels()
    assert picture.shape == (height, width, 4)
    wanted = np.empty((height, width, 4), np.uint8)
    wanted[...] = RED
    wanted[:8, :8] = GREEN
    assert np.array_equal(picture, wanted)


def test_each_size_of_a_live_resize_is_on_screen_at_once(window, doubles):
    for step in range(1, 20):
        width, height = 64 + 3 * step, 48 + 2 * step
        doubles.resize_window(width, height, live=True)
        check_picture(doubles, width, height)
        assert (window.width, window.height) == (width, height)
    info = doubles.layer_info()
    assert info["presents_with_transaction"]
    assert info["with_transaction"] == 19
    assert info["presented"] == 20
    assert info["sizes_set"] <= 20  # and the first one


def test_presents_go_their_own_way_again_after_it(window, doubles):
    doubles.resize_window(100, 80, live=True)
    window.background = "#00f"
    assert window.present().status == "presented"
    assert doubles.layer_info()["presents_with_transaction"]
    doubles.end_live_resize()
    window.background = "#f00"
    assert window.present().status == "presented"
    assert not doubles.layer_info()["presents_with_transaction"]
    assert doubles.layer_info()["with_transaction"] == 2
    check_picture(doubles, 100, 80)


def test_the_switch_waits_for_the_last_picture_of_the_resize(window, doubles):
    doubles.hold_display()
    doubles.resize_window(70, 50, live=True)
    doubles.end_live_resize()
    window.background = "#00f"
    window.present()  # the display still owes a picture
    assert doubles.layer_info()["presents_with_transaction"]
    doubles.release_display()
    window.background = "#f00"
    window.present()
    assert not doubles.layer_info()["presents_with_transaction"]
    check_picture(doubles, 70, 50)


def test_sizes_between_two_packets_make_one_picture_each(window, doubles):
    before = doubles.layer_info()
    doubles.resize_window(80, 60)
    doubles.resize_window(80, 60)
    after = doubles.layer_info()
    assert after["acquired"] == before["acquired"] + 1
    assert after["sizes_set"] == before["sizes_set"] + 1


def test_an_open_packet_is_not_shown_by_a_resize(window, doubles):
    window.background = "#00f"
    doubles.resize_window(80, 60, live=True)
    check_picture(doubles, 80, 60)


def test_the_app_sets_a_size(window, doubles):
    window.resize(90, 30)
    assert (window.width, window.height) == (90, 30)
    check_picture(doubles, 90, 30)
    assert doubles.window_info()["size"] == (90, 30)
    with pytest.raises(zc.InvalidArgumentError):
        window.resize(0, 30)


def test_another_screen_has_another_scale(metal, doubles, macos):
    window = metal.open_window(32, 16, background="#f00")
    window.scene.add_rect((0, 0, 4, 4), "#0f0")
    window.present()
    doubles.set_scale(2.0)
    assert (window.width, window.height, window.scale) == (32, 16, 2.0)
    check_picture(doubles, 64, 32)
    assert doubles.layer_info()["scale"] == 2.0


def test_a_window_without_area_drops_and_comes_back(window, doubles):
    doubles.resize_window(0, 0, live=True)
    window.background = "#00f"
    assert window.present().reason == "zero_size"
    window.background = "#f00"
    doubles.resize_window(50, 40, live=True)
    window.present()
    check_picture(doubles, 50, 40)


def test_another_thread_presents_during_a_live_resize(window, doubles):
    """Its pictures join the main thread's transaction, or are dropped; none is presented beside it."""
    outcomes: list[zc.PresentOutcome] = []
    stop = threading.Event()

    def present():
        while not stop.is_set():
            window.background = (len(outcomes) % 5 / 5, 0, 0)
            outcomes.append(window.present())

    doubles.resize_window(65, 49, live=True)
    thread = threading.Thread(target=present)
    thread.start()
    for step in range(40):
        doubles.resize_window(66 + step, 50 + step, live=True)
        assert doubles.window_pixels().shape[:2] == (50 + step, 66 + step)
        doubles.turn()
    doubles.end_live_resize()
    stop.set()
    while thread.is_alive():
        doubles.turn()
    assert {outcome.status for outcome in outcomes} <= {"presented", "unchanged", "dropped"}
    assert {outcome.reason for outcome in outcomes} <= {None, "superseded", "main_thread_busy"}
    assert outcomes


def test_video_keeps_its_picture_while_the_window_is_resized(metal, doubles):
    window = metal.open_window(16, 16)
    planes = [np.full((16, 16), 128, np.uint8), np.full((8, 8, 2), 128, np.uint8)]
    video = window.scene.add_video(fit="fill")
    with zc.GpuFrame.from_planes(planes, "nv12") as frame:
        video.submit(frame)
        window.present()
    grey = doubles.window_pixels()[0, 0]
    doubles.resize_window(40, 24, live=True)
    picture = doubles.window_pixels()
    assert picture.shape == (24, 40, 4)
    assert (picture == grey).all()
    assert video.counters.frames_presented == 1


def test_a_resize_that_nobody_can_see_is_drawn_when_it_is_seen(window, doubles):
    doubles.occlude(True)
    window.present()
    doubles.resize_window(80, 60)
    doubles.occlude(False)
    window.present()
    check_picture(doubles, 80, 60)


def test_no_drawable_during_a_resize(window, doubles):
    doubles.fail("nextDrawable")
    doubles.resize_window(80, 60, live=True)
    assert doubles.window_pixels().shape == (48, 64, 4)
    doubles.end_live_resize()
    window.background = "#00f"
    window.background = "#f00"
    assert window.present().status == "presented"
    check_picture(doubles, 80, 60)
