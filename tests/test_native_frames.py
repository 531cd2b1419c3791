"""The system's objects behind frames, where there are none."""

from __future__ import annotations

import pytest

import zerocopy as zc
from support import pictures
from support.show import frame_of


def test_frames_in_host_planes_have_none():
    with frame_of(pictures.noise_picture("i420", 8, 6)) as frame:
        for what, take in (
            ("CVPixelBuffer", lambda: frame.cvpixelbuffer),
            ("IOSurface", lambda: frame.iosurface),
            ("Metal texture", lambda: frame.mtl_texture(0)),
        ):
            with pytest.raises(zc.UnsupportedError, match=f"lies in host planes and has no {what}"):
                take()


def test_handles_are_not_constructed():
    with pytest.raises(TypeError, match="take it from a GpuFrame"):
        zc.NativeHandle()


@pytest.mark.skipif("zc.probe()[0].available", reason="there are pixel buffers here")
@pytest.mark.parametrize("take", [zc.GpuFrame.from_cvpixelbuffer, zc.GpuFrame.from_iosurface])
def test_no_pixel_buffers_without_macos(take):
    with pytest.raises(zc.UnsupportedError, match="exist on macOS only"):
        take(4096)
