"""What the container and the codec say of a picture reaches the screen."""

from __future__ import annotations

from fractions import Fraction

import av
import numpy as np
import pytest

import zerocopy as zc
from support import clips, encoding, reference
from support.clips import oriented, tagged
from support.reference import Canvas, Colour, Picture, Video
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


@pytest.mark.parametrize("format", ["nv12", "mjpeg"])
def test_formats_that_are_read_as_they_are(cpu_session, open_clip, clip, format):
    frames = list(open_clip(f"format_{format}"))
    for frame, av_frame in zip(frames, encoding.decode(clip(f"format_{format}")), strict=True):
        color = frame.color
        colour = Colour(color.matrix, color.range, color.siting)
        assert (color.range == "full") == (format == "mjpeg")
        planes = encoding.planes_of(av_frame)
        name = "nv12" if format == "nv12" else "i420"
        show(cpu_session, frame, Picture(planes, name, colour), (128, 96))


@pytest.mark.parametrize("format", [f for f in clips.OTHER_FORMATS if f not in ("nv12", "mjpeg")])
def test_other_formats_are_converted(cpu_session, open_clip, clip, format):
    """They are shown by the software tier, and say so."""
    source = open_clip(f"format_{format}")
    decoded = encoding.decode(clip(f"format_{format}"))
    with cpu_session.open_offscreen(128, 96, background="#102030") as target:
        layer = target.scene.add_video()
        for frame, av_frame in zip(source, decoded, strict=True):
            layer.submit(frame)
            presented(target)
            difference = target.read_pixels()[..., :3] - converted(av_frame, format)
            assert np.abs(difference).max() <= 4
        assert layer.counters.frames_presented == 4
        assert layer.status is zc.InteropStatus.SOFTWARE
        assert layer.fallback.reason is zc.FallbackReason.UNSUPPORTED_FORMAT


@pytest.mark.parametrize("range", clips.RANGE_CODE)
def test_gray_in_its_range(open_clip, clip, range):
    frame = next(open_clip(f"gray_{range}"))
    codes = np.linspace(0, 255, 128).astype(np.uint8).astype(float)
    levels = codes if range == "full" else np.clip((codes - 16) * 255 / 219, 0, 255)
    shown = frame.to_rgb().astype(float)
    assert np.abs(shown - levels[None, :, None]).max() <= 1.5


def converted(frame: av.VideoFrame, format: str) -> np.ndarray:
    """By FFmpeg's own scaler, over the background."""
    yuv = format in ("yuv444", "yuv422", "gray")
    pixels = frame.reformat(
        format="rgba" if format == "rgba" else "rgb24",
        src_colorspace="ITU601" if yuv else None,
        interpolation="BILINEAR",
    ).to_ndarray()
    if format != "rgba":
        return pixels.astype(float)
    alpha = pixels[..., 3:] / 255
    return pixels[..., :3] * alpha + np.array([16, 32, 48]) * (1 - alpha)
