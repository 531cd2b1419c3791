"""Windows: what is opened, shown, closed, and what happens around them."""

from __future__ import annotations

import threading
import time

import numpy as np
import pytest

import zerocopy as zc
from support.misuse import check_ends_with
from zerocopy import testing

RED, GREEN, BLUE = (255, 0, 0, 255), (0, 255, 0, 255), (0, 0, 255, 255)


def shows(doubles, color, size=None) -> bool:
    picture = doubles.window_pixels()
    if picture is None or (size and picture.shape[:2] != (size[1], size[0])):
        return False
    return bool((picture == np.array(color, np.uint8)).all())


def run_elsewhere(work):
    """Runs it on another thread, to its end; what it returned or raised."""
    result = []

    def body():
        try:
            result.append(work())
        except Exception as error:
            result.append(error)

    thread = threading.Thread(target=body)
    thread.start()
    thread.join(10)
    assert not thread.is_alive()
    return result[0]


def test_a_window_has_one_layer_and_shows_the_scene(metal, doubles, macos):
    with metal.open_window(64, 48, title="a clip", background="#f00") as window:
        window.scene.add_rect((8, 8, 16, 16), "#00f")
        outcome = window.present()
        assert (outcome.status, outcome.reason) == ("presented", None)
        picture = doubles.window_pixels()
        assert picture.shape == (48, 64, 4)
        assert tuple(picture[0, 0]) == RED
        assert tuple(picture[12, 12]) == BLUE
        assert np.array_equal(picture, window.read_pixels())
        info = doubles.window_info()
        assert (info["title"], info["visible"], info["released_when_closed"]) == ("a clip", True, False)
        app = doubles.app_info()
        assert (app["metal_layers"], app["windows"]) == (1, 1)
        assert (app["regular"], app["launched"], app["active"]) == (True, True, True)
        assert (window.width, window.height, window.scale) == (64, 48, 1.0)
    assert doubles.app_info()["windows"] == 0


def test_one_present_for_each_packet(metal, doubles, macos):
    window = metal.open_window(16, 16)
    for number in range(20):
        window.background = (number / 20, 0, 0)
        assert window.present().status == "presented"
    assert window.present().status == "unchanged"
    doubles.window_pixels()  # everything has arrived
    info = doubles.layer_info()
    assert (info["acquired"], info["presented"], info["with_transaction"]) == (20, 20, 0)


def test_the_picture_has_as_many_px_as_the_screen(metal, doubles):
    doubles.set_default_scale(2.0)
    window = metal.open_window(20, 10, background="#0f0")
    window.scene.add_rect((10, 0, 10, 10), "#00f")
    window.present()
    assert (window.width, window.height, window.scale) == (20, 10, 2.0)
    picture = doubles.window_pixels()
    assert picture.shape == (20, 40, 4)
    assert tuple(picture[10, 19]) == GREEN
    assert tuple(picture[10, 20]) == BLUE
    assert doubles.layer_info()["scale"] == 2.0


def test_windows_are_made_on_the_main_thread(metal):
    error = run_elsewhere(lambda: metal.open_window(16, 16))
    assert isinstance(error, zc.UnsupportedError)
    assert "main thread" in str(error)


def test_a_system_without_windows_says_so(metal, doubles):
    doubles.fail("NSWindow")
    with pytest.raises(zc.UnsupportedError, match="opens no window"):
        metal.open_window(16, 16)


@pytest.mark.parametrize("size", [(0, 16), (16, 20000), (-1, 1)])
def test_sizes_are_checked(metal, size):
    with pytest.raises(zc.InvalidArgumentError):
        metal.open_window(*size)


def test_another_thread_presents(metal, doubles, macos):
    window = metal.open_window(16, 16)
    window.background = "#0f0"
    thread = threading.Thread(target=window.present)
    thread.start()
    while thread.is_alive():
        doubles.turn()
    assert shows(doubles, GREEN)


def test_keys(metal, doubles):
    window = metal.open_window(16, 16)
    assert window.keys() == ()
    for name in ("space", "left", "Q", "escape", "é"):
        doubles.press(name)
    window.present()
    assert window.keys() == ("space", "left", "q", "escape", "é")
    assert window.keys() == ()


def test_title_and_full_screen(metal, doubles):
    window = metal.open_window(64, 48)
    assert (window.title, window.fullscreen) == ("zerocopy", False)
    window.title = "Größe"
    assert (window.title, doubles.window_info()["title"]) == ("Größe", "Größe")
    with pytest.raises(zc.InvalidArgumentError):
        window.title = 3
    window.fullscreen = True
    assert window.fullscreen
    assert (window.width, window.height) == (320, 200)
    window.fullscreen = False
    assert (window.width, window.height) == (64, 48)
    assert not doubles.window_info()["fullscreen"]


def test_another_thread_sets_the_title(metal, doubles):
    window = metal.open_window(16, 16)
    run_elsewhere(lambda: setattr(window, "title", "from elsewhere"))
    assert window.title == "from elsewhere"
    assert doubles.window_info()["title"] == "zerocopy"
    doubles.turn()
    assert doubles.window_info()["title"] == "from elsewhere"


def test_what_is_covered_is_not_drawn_and_shown_when_uncovered(metal, doubles, macos):
    window = metal.open_window(16, 16, background="#f00")
    window.present()
    assert shows(doubles, RED)
    doubles.occlude(True)
    window.background = "#0f0"
    while (outcome := window.present()).reason != "occluded":
        assert outcome.status in ("presented", "unchanged")
        window.background = "#0f0"
    assert outcome.status == "dropped"
    assert doubles.app_info()["running_links"] == 0
    acquired = doubles.layer_info()["acquired"]
    window.background = "#00f"
    assert window.present().reason == "occluded"
    assert doubles.layer_info()["acquired"] == acquired
    doubles.occlude(False)
    window.present()
    assert shows(doubles, BLUE)


def test_closing_by_the_button_ends_the_packet_and_the_window(metal, doubles, macos):
    window = metal.open_window(16, 16)
    window.present()
    doubles.close_window(later=True)
    window.background = "#0f0"
    outcome = window.present()
    assert (outcome.status, outcome.reason) == ("dropped", "closed")
    assert window.closed
    with pytest.raises(zc.ClosedError):
        window.present()
    with pytest.raises(zc.ClosedError):
        window.title = "gone"
    assert doubles.app_info()["windows"] == 0
    assert doubles.app_info()["links"] == 0


def test_the_keys_of_every_app_close_the_window(metal, doubles):
    window = metal.open_window(16, 16)
    doubles.press("w", command=True)
    window.present()
    assert window.closed


def test_closing_while_another_thread_presents(metal, doubles):
    window = metal.open_window(16, 16)
    outcomes = []

    def present():
        try:
            while not window.closed:
                window.background = (len(outcomes) % 7 / 7, 0, 0)
                outcomes.append(window.present())
        except zc.ClosedError:
            pass

    thread = threading.Thread(target=present)
    thread.start()
    while len(outcomes) < 5:
        doubles.turn()
    doubles.close_window()
    thread.join(10)
    assert not thread.is_alive()
    assert window.closed


def test_closing_on_another_thread_ends_on_the_main_one(metal, doubles):
    window = metal.open_window(16, 16)
    window.present()
    run_elsewhere(window.close)
    assert window.closed
    doubles.turn()
    assert doubles.app_info()["windows"] == 0


def test_a_closed_session_closes_its_windows(doubles):
    with zc.Session(device="metal") as session:
        windows = [session.open_window(16, 16) for _ in range(3)]
        for window in windows:
            window.present()
        assert doubles.app_info()["metal_layers"] == 3
    assert all(window.closed for window in windows)
    assert doubles.app_info()["windows"] == 0


def test_a_picture_that_was_not_shown_is_counted_and_drawn_again(metal, doubles):
    window = metal.open_window(16, 16, background="#f00")
    window.present()
    assert shows(doubles, RED)
    doubles.fail("not_shown")
    window.background = "#0f0"
    outcome = window.present()
    known_at_once = (outcome.status, outcome.reason) == ("dropped", "not_shown")
    assert known_at_once or outcome.status == "presented"
    assert shows(doubles, RED)
    deadline = time.monotonic() + 5
    while window.not_shown == 0 and time.monotonic() < deadline:
        window.present()
    assert window.not_shown == 1
    window.present()
    assert shows(doubles, GREEN)


def test_no_drawable_drops_the_packet_and_keeps_its_changes(metal, doubles):
    window = metal.open_window(16, 16, background="#f00")
    window.present()
    doubles.fail("nextDrawable")
    window.background = "#0f0"
    outcome = window.present()
    assert (outcome.status, outcome.reason) == ("dropped", "no_drawable")
    assert shows(doubles, RED)
    assert window.present().status == "presented"
    assert shows(doubles, GREEN)


def test_a_display_that_is_late_is_a_status(metal, doubles):
    """nextDrawable waits for up to a second, and then has none."""
    window = metal.open_window(16, 16)
    window.present()
    doubles.fail("nextDrawable_timeout")
    window.background = "#0f0"
    assert window.present().reason == "no_drawable"


def test_sleep_renews_the_ticks_and_the_picture(metal, doubles, macos):
    window = metal.open_window(16, 16, background="#f00")
    window.present()
    before = doubles.layer_info()["acquired"]
    doubles.wake()
    assert doubles.layer_info()["acquired"] == before + 1
    assert doubles.app_info()["links"] == 1
    window.background = "#0f0"
    window.present()
    assert shows(doubles, GREEN)


def test_a_display_that_does_not_answer_after_sleep_is_asked_again(metal, doubles, macos):
    window = metal.open_window(16, 16)
    window.present()
    doubles.fail("displayLinkWithTarget" if macos == 14 else "CVDisplayLinkCreate", value=-6660)
    doubles.wake(screens=True)
    assert doubles.app_info()["links"] == 0
    window.background = "#0f0"
    assert window.present().status == "presented"
    assert doubles.app_info()["running_links"] == 1


def test_ticks_pause_when_nobody_waits(metal, doubles, macos):
    window = metal.open_window(16, 16)
    window.present()
    assert doubles.app_info()["running_links"] == 1
    deadline = time.monotonic() + 10
    while doubles.app_info()["running_links"] and time.monotonic() < deadline:
        doubles.turn()
        time.sleep(0.001)
    assert doubles.app_info()["running_links"] == 0
    window.present()
    assert doubles.app_info()["running_links"] == 1


def test_presents_are_paced_by_the_display(metal, doubles, macos):
    window = metal.open_window(16, 16)
    window.present()
    begin = time.monotonic()
    for number in range(25):
        window.background = (number / 25, 0, 0)
        window.present()
    assert time.monotonic() - begin >= 24 * 0.004 * 0.9


def test_a_display_that_stands_does_not_stop_the_app(metal, doubles, macos):
    window = metal.open_window(16, 16)
    window.present()
    doubles.hold_ticks()
    time.sleep(0.02)
    window.present()
    begin = time.monotonic()
    window.background = "#0f0"
    assert window.present().status == "presented"
    assert 0.05 < time.monotonic() - begin < 1


def test_a_lost_device_is_replaced_under_the_window(metal, doubles):
    window = metal.open_window(16, 16, background="#f00")
    window.present()
    testing.inject("device_lost")
    window.background = "#0f0"
    assert window.present().reason == "device_lost"
    assert window.present().status == "presented"
    assert shows(doubles, GREEN)


def test_a_snapshot_is_what_the_window_shows(metal, doubles, tmp_path):
    window = metal.open_window(16, 16, background="#f00")
    window.present()
    window.snapshot(tmp_path / "window.png")
    assert (tmp_path / "window.png").exists()
    assert doubles.layer_info()["acquired"] == 1


def test_the_cpu_device_has_no_windows(cpu_session):
    with pytest.raises(zc.UnsupportedError, match="cpu device has no window system"):
        cpu_session.open_window(16, 16)
    with pytest.raises(zc.UnsupportedError, match="cpu device has no window system"):
        cpu_session.attach(1)


def test_an_app_that_runs_its_own_loop_handles_its_own_events(metal, doubles):
    window = metal.open_window(16, 16, background="#f00")
    doubles.set_app_running(True)
    doubles.press("space")
    begin = time.monotonic()
    assert window.present().status == "presented"
    assert time.monotonic() - begin < 0.5
    assert window.keys() == ()
    assert shows(doubles, RED)


SENTENCES = {
    "set_layer_of_foreign_view": "-setLayer: is sent to a view that another toolkit draws.",
    "second_metal_layer": "A window has 2 CAMetalLayers",
    "released_when_closed": "A window is closed that releases itself when closed",
    "layer_without_device": "nextDrawable is called on a layer without a device.",
    "drawable_size": "drawableSize 0x8 lies outside of 1…16384.",
    "no_display_sync": "displaySyncEnabled is switched off",
    "no_timeout": "allowsNextDrawableTimeout is switched off",
    "view_off_main": "-[NSView initWithFrame:] must be on the main thread",
    "view_without_anchor": "its picture is not kept in the top left corner",
    "link_not_invalidated": "1 display links were neither invalidated nor released by the end.",
    "link_in_one_mode": "A display link is not in the common modes",
    "link_on_macos_13": "does not exist before macOS 14",
}


@pytest.mark.parametrize("misuse", SENTENCES)
def test_a_broken_rule_ends_the_process_with_a_sentence(misuse):
    check_ends_with("window_misuse", misuse, SENTENCES[misuse])
