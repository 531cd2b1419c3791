"""Frames from and to the system's objects: CVPixelBuffer, IOSurface, MTLTexture."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable, Iterator
from fractions import Fraction
from types import ModuleType
from typing import Any

import numpy as np
import pytest

import zerocopy as zc
from support import apple, pictures
from support.reference import Colour
from support.show import frame_of, presented
from zerocopy import testing


@pytest.fixture
def make_buffer() -> Iterator[Callable[..., int]]:
    """`make_buffer(type, width, height)`: the address of a CVPixelBuffer that the test owns."""
    made: list[int] = []

    def make(*args: Any, **options: Any) -> int:
        made.append(apple.doubles().make_buffer(*args, **options))
        return made[-1]

    yield make
    for buffer in made:
        apple.doubles().release(buffer)


def resident(format: str = "nv12", width: int = 24, height: int = 16, **tags: str) -> zc.GpuFrame:
    colour = Colour(**{"matrix": "bt709", "range": "limited", **tags})
    return frame_of(pictures.noise_picture(format, width, height, colour=colour))


@pytest.mark.parametrize("way", ["cvpixelbuffer", "iosurface"])
def test_out_and_in_again(way):
    with resident() as frame, getattr(frame, way) as handle:
        take = getattr(zc.GpuFrame, f"from_{way}")
        with take(handle, color=zc.ColorSpec(matrix="bt709"), pts_ns=5, duration_ns=7) as again:
            assert (again.width, again.height, again.format) == (24, 16, "nv12")
            assert again.visible_rect == (0, 0, 24, 16)
            assert (again.pts_ns, again.duration_ns) == (5, 7)
            assert (again.color.matrix, again.color.range) == ("bt709", "limited")
            assert (again.to_rgb() == frame.to_rgb()).all()
            with getattr(again, way) as same:
                assert (same.pointer == handle.pointer) or way == "cvpixelbuffer"


def test_a_buffer_keeps_its_colour():
    tags = {"matrix": "smpte240m", "range": "full", "siting": "topleft"}
    with resident(**tags) as frame, frame.cvpixelbuffer as handle:
        with zc.GpuFrame.from_cvpixelbuffer(handle) as again:
            assert {name: getattr(again.color, name) for name in tags} == tags
        with zc.GpuFrame.from_cvpixelbuffer(handle, color=zc.ColorSpec(matrix="bt709")) as own:
            assert own.color == zc.ColorSpec(matrix="bt709", range="full", siting="topleft")


@pytest.mark.parametrize(
    ("type", "format", "range"),
    [("420v", "nv12", "limited"), ("420f", "nv12", "full"), ("x420", "p010", "limited"),
     ("xf20", "p010", "full"), ("y420", "i420", "limited"), ("f420", "i420", "full"),
     ("BGRA", "bgra", "unspecified"), ("RGBA", "rgba", "unspecified")],
)  # fmt: skip
def test_every_type_that_is_read(make_buffer, session, type, format, range):
    with zc.GpuFrame.from_cvpixelbuffer(make_buffer(type, 22, 14)) as frame:
        assert (frame.format, frame.color.range) == (format, range)
        with session.open_offscreen(22, 14) as target:
            layer = target.scene.add_video()
            assert layer.submit(frame)
            outcome = presented(target)
            bridged = "interop_handle" if format == "i420" else "software"
            assert outcome.path == ("true_zero_copy" if format in ("nv12", "p010") else bridged)


def test_other_types_are_refused_by_name(make_buffer):
    with pytest.raises(zc.UnsupportedError, match="Pixel buffers of type '444v' are not read; ask"):
        zc.GpuFrame.from_cvpixelbuffer(make_buffer("444v", 22, 14))


@pytest.mark.parametrize(
    ("aperture", "visible"),
    [((20, 10, 0, 0), (2, 2, 20, 10)), ((20, 10, 1, -1), (3, 1, 20, 10)), ((24, 14, 0, 0), (0, 0, 24, 14)),
     ((99, 99, 0, 0), (0, 0, 24, 14)), ((4, 4, 90, 90), (0, 0, 24, 14)), ((21, 10, 0.5, 0), (2, 2, 21, 10))],
)  # fmt: skip
def test_the_clean_aperture_is_what_is_shown(make_buffer, aperture, visible):
    buffer = make_buffer("420v", 24, 14)
    apple.doubles().attach_aperture(buffer, *aperture)
    with zc.GpuFrame.from_cvpixelbuffer(buffer) as frame:
        assert frame.visible_rect == visible


@pytest.mark.parametrize(
    ("given", "ratio"), [((4, 3), Fraction(4, 3)), ((0, 3), Fraction(1)), ((-1, 2), Fraction(1))]
)
def test_the_pixel_aspect_ratio(make_buffer, given, ratio):
    buffer = make_buffer("420v", 24, 14)
    apple.doubles().attach_ratio(buffer, *given)
    with zc.GpuFrame.from_cvpixelbuffer(buffer) as frame:
        assert frame.sample_aspect_ratio == ratio


def test_a_buffer_without_surface_is_bridged(make_buffer, session):
    with zc.GpuFrame.from_cvpixelbuffer(make_buffer("420v", 24, 14, surface=False)) as frame:
        with pytest.raises(zc.UnsupportedError, match="has no IOSurface"):
            frame.iosurface  # noqa: B018
        with session.open_offscreen(24, 14) as target:
            layer = target.scene.add_video()
            layer.submit(frame)
            assert presented(target).path == "interop_handle"
            assert layer.fallback.reason == "not_device_resident"


def test_handles_outlive_the_frame():
    frame = resident()
    handles = [frame.cvpixelbuffer, frame.iosurface, frame.mtl_texture(0), frame.mtl_texture(1)]
    leases = testing.live_objects()["leases"]
    frame.close()
    assert testing.live_objects()["leases"] == leases - 1
    with zc.GpuFrame.from_cvpixelbuffer(handles[0]) as again:
        assert again.to_rgb().any()
    for handle in handles:
        assert int(handle.pointer) == handle.__index__() == handle.__c_void_p__().value
        handle.close()
        handle.close()
        assert handle.closed
        with pytest.raises(zc.ClosedError, match="The handle is closed"):
            handle.pointer  # noqa: B018


def test_closed_frames_have_no_handles():
    frame = resident()
    frame.close()
    for take in (lambda: frame.cvpixelbuffer, lambda: frame.iosurface, lambda: frame.mtl_texture(0)):
        with pytest.raises(zc.ClosedError):
            take()


def test_textures_that_do_not_bind():
    with resident() as frame:
        with pytest.raises(zc.InvalidArgumentError, match="Plane 2 of a frame of format nv12"):
            frame.mtl_texture(2)
        for wrong in (-1, 3, 1.5):
            with pytest.raises(zc.InvalidArgumentError):
                frame.mtl_texture(wrong)  # type: ignore[arg-type]


def test_pointers_come_in_many_shapes(make_buffer):
    buffer = make_buffer("420v", 24, 14)

    class Proxy:
        def __c_void_p__(self) -> ctypes.c_void_p:
            return ctypes.c_void_p(buffer)

    for given in (buffer, ctypes.c_void_p(buffer), Proxy()):
        with zc.GpuFrame.from_cvpixelbuffer(given) as frame:
            assert frame.width == 24


@pytest.mark.parametrize("given", [None, "x", 1.5, True, 0, ctypes.c_void_p(None), -4])
def test_what_is_no_pointer(given):
    for take in (zc.GpuFrame.from_cvpixelbuffer, zc.GpuFrame.from_iosurface):
        with pytest.raises(zc.InvalidArgumentError, match=r"CVPixelBuffer|IOSurface"):
            take(given)


def test_one_object_is_not_taken_for_another():
    with resident() as frame, frame.cvpixelbuffer as buffer, frame.iosurface as surface:
        with pytest.raises(zc.InvalidArgumentError, match="no CVPixelBuffer"):
            zc.GpuFrame.from_cvpixelbuffer(surface)
        with pytest.raises(zc.InvalidArgumentError, match="no IOSurface"):
            zc.GpuFrame.from_iosurface(buffer)


def test_pyobjc_objects(monkeypatch):
    objc = ModuleType("objc")
    objc.objc_object = lambda *, c_void_p: ("proxy", c_void_p.value)  # type: ignore[attr-defined]
    with resident() as frame, frame.cvpixelbuffer as handle:
        monkeypatch.setitem(sys.modules, "objc", None)
        with pytest.raises(zc.UnsupportedError, match="PyObjC is not installed"):
            handle.object  # noqa: B018
        monkeypatch.setitem(sys.modules, "objc", objc)
        assert handle.object == ("proxy", handle.pointer)


def test_a_frame_of_pyavs_videotoolbox_is_adopted_where_it_shows_its_buffer(make_buffer, monkeypatch):
    from av.video.frame import VideoFrame

    buffer = make_buffer("420v", 24, 14)
    monkeypatch.setattr("zerocopy.frame.pixel_buffer_pointer", lambda frame: buffer)
    plain = VideoFrame.from_ndarray(np.zeros((24, 24), np.uint8), format="yuv420p")
    with zc.GpuFrame.from_av(plain) as frame, frame.cvpixelbuffer as handle:
        assert handle.pointer == buffer
