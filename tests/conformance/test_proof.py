"""No video byte is copied on the way of a frame, and the other tiers copy each byte once."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

import zerocopy as zc
from support import encoding, pictures, reference
from support.devices import needs_resident, needs_shared_planes
from support.reference import Canvas, Colour, Picture, Video
from support.show import check, frame_of, presented
from zerocopy import testing

pytestmark = pytest.mark.native

FRAMES = 20
SIZE = (48, 36)


def run(session: zc.Session, format: str = "nv12") -> tuple[zc.Counters, list[np.ndarray], set[str]]:
    """Counters, pictures and paths of a short run of synthetic frames."""
    shown, paths = [], set()
    with session.open_offscreen(*SIZE) as target:
        layer = target.scene.add_video()
        for index in range(FRAMES):
            planes = pictures.noise(format, *SIZE, index)
            with frame_of(Picture(planes, format), pts_ns=index) as frame:
                assert layer.submit(frame)
                outcome = presented(target)
            assert outcome.path is not None
            paths.add(str(outcome.path))
            shown.append(target.read_pixels())
        return layer.counters, shown, paths


@pytest.mark.parametrize("format", pictures.YUV_FORMATS)
def test_an_active_run_copies_nothing(open_session, format):
    session = open_session()
    needs_resident(session, format)
    counters, _, paths = run(session, format)
    assert paths == {"true_zero_copy"}
    assert counters.host_bytes_copied == 0
    assert (counters.uploads, counters.bridges) == (0, 0)
    assert counters.imports == FRAMES
    assert counters.import_failures == 0
    assert counters.frames_submitted == counters.frames_presented == FRAMES
    assert counters.frames_dropped == 0
    assert counters.longest_streak == FRAMES
    assert counters.fallback_switches == 0
    assert not any(counters.fallback_reasons.values())


@pytest.mark.parametrize("format", pictures.YUV_FORMATS)
@pytest.mark.parametrize("mode", ["interop", "software"])
def test_the_other_tiers_copy_each_byte_once(open_session, mode, format):
    _, expected, _ = run(open_session(), format)
    counters, shown, paths = run(open_session(mode=mode), format)
    for picture, reference_picture in zip(shown, expected, strict=True):
        check(picture, reference_picture, 1)
    frame_bytes = pictures.picture_bytes(pictures.noise(format, *SIZE))
    assert counters.host_bytes_copied == FRAMES * frame_bytes
    assert counters.imports == 0
    assert counters.frames_presented == FRAMES
    if mode == "interop":
        assert (counters.bridges, counters.uploads) == (FRAMES, 0)
        assert paths == {"interop_handle"}
    else:
        assert (counters.bridges, counters.uploads) == (0, FRAMES)
        assert paths == {"software"}


@pytest.mark.parametrize("format", pictures.RGB_FORMATS)
def test_rgb_is_uploaded(open_session, format):
    counters, _, paths = run(open_session(), format)
    assert paths == {"software"}
    assert counters.uploads == FRAMES
    frame_bytes = pictures.picture_bytes(pictures.noise(format, *SIZE))
    assert counters.host_bytes_copied == FRAMES * frame_bytes
    assert counters.fallback_reasons[zc.FallbackReason.UNSUPPORTED_FORMAT] >= 1


def test_a_clip_is_shown_where_the_decoder_left_it(session, clip):
    needs_shared_planes(session)
    with session.open(clip("plain")) as source, session.open_offscreen(128, 96) as target:
        layer = target.scene.add_video()
        for frame in source:
            layer.submit(frame)
            assert presented(target).host_bytes == 0
            assert testing.sampled_addresses(layer) == testing.plane_addresses(frame)
        counters = layer.counters
        assert session.counters == counters
    assert counters.imports == counters.frames_presented == 50
    assert counters.host_bytes_copied == counters.uploads == counters.bridges == 0


def test_the_planes_of_an_array_are_sampled_in_place(session):
    needs_shared_planes(session)
    for format in pictures.YUV_FORMATS:
        planes = pictures.noise(format, 30, 22)
        with session.open_offscreen(30, 22) as target:
            layer = target.scene.add_video()
            with frame_of(Picture(planes, format)) as frame:
                assert testing.plane_addresses(frame) == [p.ctypes.data for p in planes]
                layer.submit(frame)
                presented(target)
                assert testing.sampled_addresses(layer) == [p.ctypes.data for p in planes]


def test_the_planes_of_pyav_are_taken_over(nothing_left, clip):
    for av_frame in encoding.decode(clip("plain"))[:3]:
        with zc.GpuFrame.from_av(av_frame) as frame:
            assert testing.plane_addresses(frame) == [p.buffer_ptr for p in av_frame.planes]


def test_a_copied_frame_is_sampled_elsewhere(open_session):
    planes = pictures.noise("nv12", 30, 22)
    for mode in ("interop", "software"):
        with open_session(mode=mode).open_offscreen(30, 22) as target:
            layer = target.scene.add_video()
            with frame_of(Picture(planes, "nv12")) as frame:
                layer.submit(frame)
                presented(target)
            assert not set(testing.sampled_addresses(layer)) & {p.ctypes.data for p in planes}


def test_a_byte_changed_before_present_shows(session):
    """There is no copy that it could be missing from."""
    needs_shared_planes(session)
    for format, plane in itertools.product(pictures.YUV_FORMATS, (0, 1)):
        planes = pictures.flat(format, 32, 24, (128 << 2, 512, 512) if "10" in format else (128,) * 3)
        picture = Picture(planes, format, Colour("bt709", "full"))
        with session.open_offscreen(32, 24) as target:
            layer = target.scene.add_video()
            with frame_of(picture) as frame:
                layer.submit(frame)
                planes[plane][5, 7] = planes[plane].flat[0] // 2
                presented(target)
                drawn = target.read_pixels()
        assert len(np.unique(drawn.reshape(-1, 4), axis=0)) > 1
        video = Video(rect=(0, 0, 32, 24), picture=picture)
        check(drawn, reference.compose(Canvas(32, 24), [video]), 1)


def test_a_frame_on_two_layers_is_imported_once(session):
    picture = pictures.noise_picture("nv12", 24, 16)
    with session.open_offscreen(48, 16) as target:
        layers = [target.scene.add_video(rect=(24 * i, 0, 24, 16)) for i in range(2)]
        with frame_of(picture) as frame:
            for layer in layers:
                layer.submit(frame)
            presented(target)
            assert sum(layer.counters.imports for layer in layers) == 1
            for layer in layers:
                assert testing.sampled_addresses(layer) == testing.plane_addresses(frame)
        videos = [Video(rect=(24 * i, 0, 24, 16), picture=picture) for i in range(2)]
        check(target.read_pixels(), reference.compose(Canvas(48, 16), videos), 1)


def test_moving_a_layer_imports_nothing_anew(session):
    with session.open_offscreen(48, 36) as target:
        layer = target.scene.add_video(rect=(0, 0, 24, 16))
        with frame_of(pictures.noise_picture("nv12", 24, 16)) as frame:
            layer.submit(frame)
            for x in range(5):
                layer.rect = (x, 0, 24, 16)
                presented(target)
        assert layer.counters.imports == 1
        assert layer.counters.frames_presented == 1


def test_device_bytes_are_counted(session):
    picture = pictures.noise_picture("nv12", 48, 36)
    with session.open_offscreen(48, 36) as target:
        layer = target.scene.add_video()
        with frame_of(picture) as frame:
            layer.submit(frame)
            outcome = presented(target)
        target.read_pixels()
        planes = pictures.picture_bytes(list(picture.planes))
        assert layer.counters.device_bytes >= planes
        assert outcome.device_bytes == 0 or outcome.device_bytes >= planes
