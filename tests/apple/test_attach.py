"""Drawing in views that another toolkit made."""

from __future__ import annotations

import ctypes

import numpy as np
import pytest

import zerocopy as zc


class Foreign:
    """A window of another toolkit."""

    def __init__(self, doubles, metal_layer: bool):
        self.window, self.view = doubles.make_foreign_window(40, 30, metal_layer)


@pytest.fixture(params=(False, True), ids=("plain", "metal_layer"))
def foreign(request, doubles, macos):
    made = Foreign(doubles, request.param)
    made.has_layer = request.param
    yield made
    doubles.free_foreign_window(made.window)


class PyObjC:
    """What the bridge's objects offer."""

    def __init__(self, address: int):
        self.address = address

    def __c_void_p__(self) -> ctypes.c_void_p:
        return ctypes.c_void_p(self.address)


class QtPointer:
    def __init__(self, address: int):
        self.address = address

    def __int__(self) -> int:
        return self.address


def capsule(address: int) -> object:
    new = ctypes.pythonapi.PyCapsule_New
    new.restype, new.argtypes = ctypes.py_object, [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p]
    return new(address, b"window", None)


def shows(doubles, color) -> bool:
    return bool((doubles.window_pixels() == np.array(color, np.uint8)).all())


@pytest.mark.parametrize("wrap", [int, PyObjC, QtPointer, ctypes.c_void_p, capsule], ids=lambda w: w.__name__)
@pytest.mark.parametrize("part", ["window", "view"])
def test_a_view_shows_the_scene(metal, doubles, foreign, wrap, part):
    with metal.attach(wrap(getattr(foreign, part)), background="#f00") as window:
        assert window.present().status == "presented"
        assert shows(doubles, (255, 0, 0, 255))
        assert (window.width, window.height) == (40, 30)
        info = doubles.window_info()
        assert info["content_has_own_layer"] == foreign.has_layer
        assert info["subviews"] == (0 if foreign.has_layer else 1)
    assert doubles.window_info()["subviews"] == 0
    assert doubles.window_info()["visible"]
    assert doubles.app_info()["links"] == 0


def test_the_size_follows_the_toolkits(metal, doubles, foreign):
    window = metal.attach(foreign.view, background="#f00")
    window.present()
    doubles.resize_window(60, 50, live=True)
    assert doubles.window_pixels().shape == (50, 60, 4)
    assert (window.width, window.height) == (60, 50)
    doubles.set_scale(2.0)
    assert doubles.window_pixels().shape == (100, 120, 4)
    assert (window.width, window.scale) == (60, 2.0)


def test_events_and_properties_are_the_toolkits(metal, doubles, foreign):
    window = metal.attach(foreign.view)
    doubles.press("space")
    window.present()
    assert doubles.window_info()["content_gets_the_mouse"]
    assert window.keys() == ()
    for setting in ({"title": "mine"}, {"fullscreen": True}):
        with pytest.raises(zc.UnsupportedError, match="belongs to the toolkit"):
            setattr(window, *next(iter(setting.items())))
    with pytest.raises(zc.UnsupportedError, match="belongs to the toolkit"):
        window.resize(10, 10)


def test_the_toolkit_closes_its_window(metal, doubles, foreign):
    window = metal.attach(foreign.view)
    window.present()
    doubles.close_window()
    assert window.closed
    with pytest.raises(zc.ClosedError):
        window.present()


def test_a_covered_window_is_not_drawn(metal, doubles, foreign):
    window = metal.attach(foreign.view, background="#f00")
    window.present()
    doubles.occlude(True)
    zc_loop_turn(window)
    window.background = "#0f0"
    assert window.present().reason == "occluded"
    doubles.occlude(False)
    zc_loop_turn(window)
    window.present()
    assert shows(doubles, (0, 255, 0, 255))


def zc_loop_turn(window: zc.Window) -> None:
    window._native.handle_events()


@pytest.mark.parametrize("view", [None, "window", 1.5, True, object(), 0, -4, b"view"])
def test_what_is_no_view_is_refused(metal, view):
    with pytest.raises(zc.InvalidArgumentError, match="view"):
        metal.attach(view)
