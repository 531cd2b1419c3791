"""GpuFrame: metadata, planes that callers bring, frames of PyAV."""

from __future__ import annotations

import gc
import pickle
import weakref
from fractions import Fraction

import av
import numpy as np
import pytest

import zerocopy as zc
from support import encoding, pictures, reference
from support.clips import MATRIX_CODE, oriented, tagged
from support.reference import Colour, Picture
from support.show import check, check_message, frame_of
from zerocopy import testing

pytestmark = pytest.mark.usefixtures("nothing_left")


def luma(width: int = 8, height: int = 6) -> np.ndarray:
    return np.full((height, width), 100, np.uint8)


def chroma(width: int = 4, height: int = 3) -> np.ndarray:
    return np.full((height, width, 2), 128, np.uint8)


class Exporter:
    """Any DLPack exporter, not only numpy."""

    def __init__(self, array: np.ndarray) -> None:
        self.array = array

    def __dlpack__(self, **options: object) -> object:
        return self.array.__dlpack__(**options)

    def __dlpack_device__(self) -> tuple[int, int]:
        return self.array.__dlpack_device__()


@pytest.mark.parametrize("format", pictures.FORMATS)
def test_metadata(format):
    planes = pictures.noise(format, 33, 17)
    color = zc.ColorSpec("bt709", "full", "bt709", "srgb", "center")
    with zc.GpuFrame.from_planes(planes, format, color=color, pts_ns=7, duration_ns=9) as frame:
        assert (frame.width, frame.height) == (33, 17)
        assert frame.visible_rect == zc.Rect(0, 0, 33, 17)
        assert frame.sample_aspect_ratio == Fraction(1)
        assert (frame.rotation, frame.mirrored) == (0, False)
        assert (frame.format, frame.color) == (format, color)
        assert (frame.pts_ns, frame.duration_ns) == (7, 9)
        assert not frame.closed


def test_defaults():
    with zc.GpuFrame.from_planes([luma(), chroma()], "nv12") as frame:
        assert frame.color == zc.ColorSpec()
        assert (frame.pts_ns, frame.duration_ns) == (0, 0)


@pytest.mark.parametrize(
    "name", ["width", "height", "visible_rect", "rotation", "format", "pts_ns", "color", "closed"]
)
def test_immutable(name):
    with zc.GpuFrame.from_planes([luma(), chroma()], "nv12") as frame:
        with pytest.raises(AttributeError):
            setattr(frame, name, getattr(frame, name))
        with pytest.raises(AttributeError):
            frame.something_new = 1  # type: ignore[attr-defined]


def test_not_constructed_nor_pickled():
    with pytest.raises((zc.ZeroCopyError, TypeError)):
        zc.GpuFrame()
    with (
        zc.GpuFrame.from_planes([luma(), chroma()], "nv12") as frame,
        pytest.raises(TypeError),
    ):
        pickle.dumps(frame)


@pytest.mark.native
def test_planes_are_kept_alive_and_let_go():
    planes = [luma(), chroma()]
    alive = [weakref.ref(plane) for plane in planes]
    frame = zc.GpuFrame.from_planes(planes, "nv12")
    del planes
    gc.collect()
    assert all(ref() is not None for ref in alive)
    assert frame.to_rgb().shape == (6, 8, 3)
    frame.close()
    zc.probe()  # any call lets go of what a release has parked
    gc.collect()
    assert all(ref() is None for ref in alive)


@pytest.mark.native
def test_close_is_idempotent_and_final():
    frame = zc.GpuFrame.from_planes([luma(), chroma()], "nv12")
    before = testing.live_objects()
    frame.close()
    frame.close()
    assert frame.closed
    assert testing.live_objects()["leases"] == before["leases"] - 1
    assert (frame.width, frame.pts_ns) == (8, 0)
    with pytest.raises(zc.ClosedError) as caught:
        frame.to_rgb()
    check_message(caught.value, "closed")


@pytest.mark.native
def test_collection_closes():
    before = testing.live_objects()
    frame = zc.GpuFrame.from_planes([luma(), chroma()], "nv12")
    assert testing.live_objects()["frames"] == before["frames"] + 1
    del frame
    gc.collect()
    assert testing.live_objects() == before


def test_any_exporter_of_dlpack():
    planes = pictures.noise("i420", 10, 8)
    with zc.GpuFrame.from_planes([Exporter(p) for p in planes], "i420") as frame:
        assert testing.plane_addresses(frame) == [p.ctypes.data for p in planes]
        expected = reference.to_rgb(Picture(planes, "i420"))
        check(frame.to_rgb(), expected, 1)


def test_an_exporter_that_raises():
    class Broken(Exporter):
        def __dlpack__(self, **options: object) -> object:
            raise RuntimeError("out of order")

    with pytest.raises(zc.InvalidArgumentError) as caught:
        zc.GpuFrame.from_planes([Broken(luma()), chroma()], "nv12")
    check_message(caught.value, "out of order")


def test_read_only_planes_work():
    planes = pictures.noise("nv12", 10, 8)
    for plane in planes:
        plane.flags.writeable = False
    with zc.GpuFrame.from_planes(planes, "nv12") as frame:
        check(frame.to_rgb(), reference.to_rgb(Picture(planes, "nv12")), 1)


WRONG_PLANES = {
    "dtype": ([luma().astype(np.int16), chroma()], "nv12", "int16"),
    "float": ([luma().astype(np.float32), chroma()], "nv12", "float32"),
    "eight bits for ten": ([luma(), chroma()], "p010", "uint16"),
    "byte order": ([luma().astype(">u2"), chroma().astype(">u2")], "p010", ">u2"),
    "dimensions": ([luma().ravel(), chroma()], "nv12", "(48,)"),
    "components": ([luma(), chroma()[..., :1]], "nv12", "(3, 4, 1)"),
    "no components": ([luma()], "rgb24", "(6, 8)"),
    "too few rows": ([luma(), chroma(height=2)], "nv12", "2 rows"),
    "too many rows": ([luma(), chroma(height=4)], "nv12", "4 rows"),
    "too few columns": ([luma(), chroma(width=3)], "nv12", "3 columns"),
    "a plane missing": ([luma(), luma(4, 3)], "i420", "i420"),
    "a plane too many": ([luma(), chroma(), chroma()], "nv12", "3"),
    "no planes": ([], "nv12", "nv12"),
    "no rows": ([luma(8, 0), chroma(4, 0)], "nv12", "(0, 8)"),
    "no columns": ([luma(0, 6), chroma(0, 3)], "nv12", "(6, 0)"),
    "strides": ([luma(16)[:, ::2], chroma()], "nv12", "strides"),
    "rows upwards": ([luma()[::-1], chroma()], "nv12", "stride"),
    "mirrored columns": ([luma()[:, ::-1], chroma()], "nv12", "strides"),
    "Fortran order": ([np.asfortranarray(luma()), chroma()], "nv12", "ascontiguousarray"),
    "repeated rows": ([np.broadcast_to(luma()[:1], (6, 8)), chroma()], "nv12", "stride"),
    "not arrays": ([1, 2], "nv12", "int"),
    "nothing": ([None, None], "nv12", "None"),
}


@pytest.mark.parametrize("wrong", WRONG_PLANES)
def test_planes_that_are_no_picture(wrong):
    planes, format, needle = WRONG_PLANES[wrong]
    before = testing.live_objects()
    with pytest.raises(zc.InvalidArgumentError) as caught:
        zc.GpuFrame.from_planes(planes, format)
    check_message(caught.value, needle)
    assert testing.live_objects() == before


@pytest.mark.parametrize("format", ["yuv420p", "NV12", "", None, 5, [], {}])
def test_unknown_formats(format):
    with pytest.raises(zc.InvalidArgumentError, match="nv12"):
        zc.GpuFrame.from_planes([luma(), chroma()], format)


@pytest.mark.parametrize("field", ["matrix", "range", "primaries", "transfer", "siting"])
def test_unknown_colour_names(field):
    color = zc.ColorSpec(**{field: "mauve"})
    with pytest.raises(zc.InvalidArgumentError) as caught:
        zc.GpuFrame.from_planes([luma(), chroma()], "nv12", color=color)
    check_message(caught.value, "mauve", field)


@pytest.mark.parametrize("field", ["matrix", "range", "primaries", "transfer", "siting"])
@pytest.mark.parametrize("name", [1, None, []])
def test_colours_that_are_no_names(clip, field, name):
    color = zc.ColorSpec(**{field: name})
    av_frame = encoding.decode(clip("plain"))[0]
    for call in (
        lambda: zc.GpuFrame.from_planes([luma(), chroma()], "nv12", color=color),
        lambda: zc.GpuFrame.from_av(av_frame, color=color),
    ):
        with pytest.raises(zc.InvalidArgumentError) as caught:
            call()
        check_message(caught.value, repr(name), field)


@pytest.mark.parametrize("field", ["pts_ns", "duration_ns"])
@pytest.mark.parametrize("value", [1.5, "7", None, [], 2**70, 2**63, -(2**63) - 1])
def test_wrong_times(field, value):
    with pytest.raises(zc.InvalidArgumentError) as caught:
        zc.GpuFrame.from_planes([luma(), chroma()], "nv12", **{field: value})
    check_message(caught.value, repr(value), field)


@pytest.mark.parametrize("value", [2**63 - 1, -(2**63), True, np.int64(7)])
def test_extreme_times(value):
    with zc.GpuFrame.from_planes([luma(), chroma()], "nv12", pts_ns=value, duration_ns=value) as frame:
        assert (frame.pts_ns, frame.duration_ns) == (value, value)


def test_from_av_of_a_time_that_no_clock_has():
    av_frame = encoding.to_frame(pictures.noise("i420", 16, 12), "yuv420p")
    av_frame.time_base, av_frame.pts = Fraction(1), 2**40
    with pytest.raises(zc.InvalidArgumentError) as caught:
        zc.GpuFrame.from_av(av_frame)
    check_message(caught.value, "pts_ns")


# Frames of PyAV ----------------------------------------


def test_from_av(clip):
    for av_frame in encoding.decode(clip("plain"))[:3]:
        planes = encoding.planes_of(av_frame)
        with zc.GpuFrame.from_av(av_frame) as frame:
            assert (frame.width, frame.height, frame.format) == (128, 96, "i420")
            assert frame.pts_ns == int(av_frame.pts * av_frame.time_base * 10**9)
            check(frame.to_rgb(), reference.to_rgb(Picture(planes, "i420")), 1)


@pytest.mark.native
def test_from_av_outlives_its_frame(clip):
    av_frame = encoding.decode(clip("plain"))[2]
    planes = encoding.planes_of(av_frame)
    frame = zc.GpuFrame.from_av(av_frame)
    del av_frame
    gc.collect()
    check(frame.to_rgb(), reference.to_rgb(Picture(planes, "i420")), 1)
    frame.close()


def test_from_av_takes_tags_and_overrides(clip):
    for matrix in MATRIX_CODE:
        for range in ("limited", "full"):
            av_frame = encoding.decode(clip(tagged(matrix, range)))[0]
            with zc.GpuFrame.from_av(av_frame) as frame:
                assert (frame.color.matrix, frame.color.range) == (matrix, range)
            color = zc.ColorSpec(matrix="fcc")
            with zc.GpuFrame.from_av(av_frame, color=color) as frame:
                assert (frame.color.matrix, frame.color.range) == ("fcc", range)


@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_from_av_is_oriented(clip, rotation, mirrored):
    av_frame = encoding.decode(clip(oriented(rotation, mirrored)))[0]
    with zc.GpuFrame.from_av(av_frame) as frame:
        assert (frame.rotation, frame.mirrored) == (rotation, mirrored)


@pytest.mark.parametrize(
    ("pix_fmt", "format"),
    [("yuv420p", "i420"), ("nv12", "nv12"), ("yuv420p10le", "i010"), ("p010le", "p010"),
     ("rgb24", "rgb24"), ("bgr24", "bgr24"), ("rgba", "rgba"), ("bgra", "bgra")],
)  # fmt: skip
@pytest.mark.parametrize("size", [(33, 17), (1, 1), (64, 48)])
def test_from_av_of_every_format(pix_fmt, format, size):
    planes = pictures.noise(format, *size)
    av_frame = encoding.to_frame(planes, pix_fmt)
    with zc.GpuFrame.from_av(av_frame) as frame:
        assert frame.format == format
        check(frame.to_rgb(), reference.to_rgb(Picture(planes, format)), 1)


def flipped(frame: av.VideoFrame) -> av.VideoFrame:
    """By FFmpeg's filter, which turns the strides around and copies nothing."""
    graph = av.filter.Graph()
    source = graph.add_buffer(
        width=frame.width, height=frame.height, format=frame.format, time_base=Fraction(1, 25)
    )
    flip, sink = graph.add("vflip"), graph.add("buffersink")
    source.link_to(flip)
    flip.link_to(sink)
    graph.configure()
    frame.time_base, frame.pts = Fraction(1, 25), 0
    graph.push(frame)
    return graph.pull()


def test_from_av_of_rows_that_run_upwards():
    frame = flipped(encoding.to_frame(pictures.noise("i420", 16, 12), "yuv420p"))
    assert frame.planes[0].line_size < 0
    with pytest.raises(zc.UnsupportedError) as caught:
        zc.GpuFrame.from_av(frame)
    check_message(caught.value, "upwards", "reformat")


@pytest.mark.native
def test_from_av_of_a_frame_over_numpy_memory():
    pixels = pictures.image(20, 12, components=3)
    alive = weakref.ref(pixels)
    expected = pixels.copy()
    frame = zc.GpuFrame.from_av(av.VideoFrame.from_numpy_buffer(pixels, format="rgb24"))
    del pixels
    gc.collect()
    assert np.array_equal(frame.to_rgb(), expected)
    frame.close()
    zc.probe()  # any call lets go of what a release has parked
    gc.collect()
    assert alive() is None


def test_from_av_of_other_formats():
    for pix_fmt in ("yuv444p", "gray", "yuv420p12le"):
        with pytest.raises(zc.UnsupportedError) as caught:
            zc.GpuFrame.from_av(av.VideoFrame(16, 16, pix_fmt))
        check_message(caught.value, pix_fmt, "reformat")


@pytest.mark.parametrize("wrong", [None, 3, "frame", np.zeros((4, 4), np.uint8)])
def test_from_av_of_something_else(wrong):
    with pytest.raises(zc.InvalidArgumentError) as caught:
        zc.GpuFrame.from_av(wrong)
    check_message(caught.value, type(wrong).__name__)


def test_from_av_of_an_audio_frame():
    with pytest.raises(zc.InvalidArgumentError):
        zc.GpuFrame.from_av(av.AudioFrame(format="s16", layout="mono", samples=8))


def test_ten_bits_of_p010_are_its_high_bits():
    low_bits_set = [plane | 0x3F for plane in pictures.noise("p010", 12, 8)]
    clean = Picture(pictures.noise("p010", 12, 8), "p010", Colour("bt709", "limited"))
    with frame_of(Picture(low_bits_set, "p010", clean.colour)) as frame:
        check(frame.to_rgb(), reference.to_rgb(clean), 1)


def test_repr_tells_what_it_is():
    with zc.GpuFrame.from_planes([luma(), chroma()], "nv12") as frame:
        assert "8x6" in repr(frame)
        assert "nv12" in repr(frame)
    assert "closed" in repr(frame)
