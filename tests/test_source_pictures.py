"""What the container and the codec say of a picture reaches the screen."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

import zerocopy as zc
from support import clips, encoding, reference
from support.clips import oriented, tagged
from support.reference import Canvas, Picture, Video
from support.show import check, presented


@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_oriented(cpu_session, open_clip, clip, rotation, mirrored):
    name = oriented(rotation, mirrored)
    frame = next(open_clip(name))
    assert (frame.rotation, frame.mirrored) == (rotation, mirrored)
    planes = encoding.planes_of(encoding.decode(clip(name))[0])
    picture = Picture(planes, "i420", rotation=rotation, mirrored=mirrored)
    size = (128, 96) if rotation % 180 == 0 else (96, 128)
    show(cpu_session, frame, picture, size)


def show(session: zc.Session, frame: zc.GpuFrame, picture: Picture, size: tuple[int, int]) -> None:
    with session.open_offscreen(*size) as target:
        target.scene.add_video().submit(frame)
        presented(target)
        video = Video(rect=(0, 0, *size), picture=picture)
        check(target.read_pixels(), reference.compose(Canvas(*size), [video]), 1)


def test_anamorphic(cpu_session, open_clip, clip):
    frame = next(open_clip("anamorphic"))
    assert frame.sample_aspect_ratio == Fraction(4, 3)
    planes = encoding.planes_of(encoding.decode(clip("anamorphic"))[0])
    picture = Picture(planes, "i420", sample_aspect_ratio=Fraction(4, 3))
    assert picture.display_size[0] == pytest.approx(128 * 4 / 3)
    with cpu_session.open_offscreen(171, 96) as target:
        target.scene.add_video().submit(frame)
        presented(target)
        video = Video(rect=(0, 0, 171, 96), picture=picture)
        check(target.read_pixels(), reference.compose(Canvas(171, 96), [video]), 2)


@pytest.mark.parametrize("matrix", clips.MATRIX_CODE)
@pytest.mark.parametrize("range", ["limited", "full"])
def test_tagged_colour(cpu_session, open_clip, clip, matrix, range):
    name = tagged(matrix, range)
    frame = next(open_clip(name))
    assert (frame.color.matrix, frame.color.range) == (matrix, range)
    planes = encoding.planes_of(encoding.decode(clip(name))[0])
    colour = reference.Colour(matrix, range, "left")
    show(cpu_session, frame, Picture(planes, "i420", colour), (128, 96))


def test_cropped(cpu_session, open_clip, clip):
    frame = next(open_clip("cropped"))
    assert frame.visible_rect[2:] == (118, 90)
    planes = encoding.planes_of(encoding.decode(clip("cropped"))[0])
    show(cpu_session, frame, Picture(planes, "i420"), (118, 90))


def test_ten_bits(cpu_session, open_clip, clip):
    frames = list(open_clip("ten_bit"))
    assert {frame.format for frame in frames} == {"i010"}
    assert len(frames) == 12
    planes = encoding.planes_of(encoding.decode(clip("ten_bit"))[5])
    show(cpu_session, frames[5], Picture(planes, "i010"), (128, 96))


@pytest.mark.parametrize("size", clips.ODD_SIZES)
@pytest.mark.parametrize("codec", ["ffv1", "mpeg4"])
def test_odd_sizes(cpu_session, open_clip, clip, codec, size):
    name = f"odd_{codec}_{size[0]}x{size[1]}"
    frames = list(open_clip(name))
    assert [(frame.width, frame.height) for frame in frames] == [size] * 3
    planes = encoding.planes_of(encoding.decode(clip(name))[0])
    show(cpu_session, frames[0], Picture(planes, "i420"), size)


@pytest.mark.parametrize("format", clips.OTHER_FORMATS)
def test_other_formats_are_played(cpu_session, open_clip, clip, format):
    """Whatever the core does not read is converted, and says so by its tier."""
    source = open_clip(f"format_{format}")
    decoded = encoding.decode(clip(f"format_{format}"))
    with cpu_session.open_offscreen(128, 96, background="#102030") as target:
        layer = target.scene.add_video()
        for frame, av_frame in zip(source, decoded, strict=True):
            layer.submit(frame)
            presented(target)
            wanted = av_frame.reformat(
                format="rgba" if format == "rgba" else "rgb24",
                src_colorspace=None if "rgb" in format or "bgr" in format else 5,
                interpolation="BILINEAR",
            ).to_ndarray()
            pixels = target.read_pixels()[..., :3].astype(float)
            if format == "rgba":
                alpha = wanted[..., 3:] / 255
                wanted = wanted[..., :3] * alpha + np.array([16, 32, 48]) * (1 - alpha)
            assert np.abs(pixels - wanted[..., :3]).max() <= 4
        assert layer.counters.frames_presented == 4
        if format not in ("mjpeg", "nv12"):
            assert layer.status is zc.InteropStatus.SOFTWARE
            assert layer.fallback.reason is zc.FallbackReason.UNSUPPORTED_FORMAT
