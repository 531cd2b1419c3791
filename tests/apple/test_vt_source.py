"""Sources that VideoToolbox decodes give what PyAV's own decoder gives, frame by frame."""

from __future__ import annotations

import itertools
import random
from pathlib import Path

import numpy as np
import pytest

import zerocopy as zc
from support import clips, pictures, videotoolbox
from support.clips import oriented, tagged
from support.encoding import FRAME_MS, FRAME_NS
from support.show import number, presented

BUNNY = Path(__file__).parent.parent / "data" / "bigbuckbunny.mp4"
# Everything that VideoToolbox takes, by what is special about it.
TAKEN = [
    "plain", "b_frames", "transport", "late_start", "vfr", "many", "anamorphic", "cropped", "size_change",
    oriented(90, True), oriented(270, False), tagged("bt709", "full"), tagged("bt2020nc", "limited"),
    "hevc", "hevc_10", "hevc_transport", "vp9", "vp9_odd", "av1", "cut",
]  # fmt: skip


def described(frame: zc.GpuFrame) -> tuple[object, ...]:
    color = frame.color
    return (
        frame.width, frame.height, frame.visible_rect, frame.sample_aspect_ratio, frame.rotation,
        frame.mirrored, color.matrix, color.primaries, color.transfer, frame.pts_ns, frame.duration_ns,
    )  # fmt: skip


def same(source: zc.VideoSource, software: zc.VideoSource) -> int:
    count = 0
    for ours, theirs in itertools.zip_longest(source, software):
        assert ours is not None, f"frame {count} is missing"
        assert theirs is not None, f"frame {count} is one too many"
        assert described(ours) == described(theirs)
        assert np.array_equal(ours.to_rgb(), theirs.to_rgb()), f"frame {count} differs"
        ours.close()
        theirs.close()
        count += 1
    assert source.decode_errors == software.decode_errors
    return count


@pytest.mark.parametrize("name", TAKEN)
def test_frames_are_those_of_the_software_decoder(open_vt, cpu_session, clip, name):
    source = open_vt(name)
    assert (source.info.decoder, source.info.hardware) == ("videotoolbox", True)
    assert not source.fallback
    with cpu_session.open(clip(name)) as software:
        assert software.info.hardware is False
        assert same(source, software) > 1
        for field in ("width", "height", "fps", "duration_s", "frame_count", "codec", "color"):
            assert getattr(source.info, field) == getattr(software.info, field)
    assert source.info.decoder == "videotoolbox", source.fallback
    source.close()


def test_every_frame_of_a_real_clip(vt_session, cpu_session):
    with vt_session.open(BUNNY) as source, cpu_session.open(BUNNY) as software:
        assert same(source, software) == 132
        assert source.info.hardware is True


def test_frames_lie_in_pixel_buffers_of_the_pinned_format(open_vt):
    for name, format, range_ in (
        ("plain", "nv12", "limited"),
        (tagged("bt709", "full"), "nv12", "full"),
        ("hevc_10", "p010", "limited"),
    ):
        with next(open_vt(name)) as frame:
            assert (frame.format, frame.color.range) == (format, range_)


@pytest.mark.parametrize("name", ["raw_stream", "ten_bit", "odd_mpeg4_33x17", "format_yuv444"])
def test_what_it_does_not_take_is_decoded_in_software_with_a_reason(vt_session, open_vt, name):
    source = open_vt(name)
    assert source.info.hardware is False
    assert source.info.decoder != "videotoolbox"
    assert source.fallback.reason == zc.FallbackReason.UNSUPPORTED_FORMAT
    assert source.fallback.detail.endswith(".")
    assert vt_session.fallback == source.fallback
    assert vt_session.counters.fallback_reasons[zc.FallbackReason.UNSUPPORTED_FORMAT] == 1
    assert len(list(source)) > 1
    with pytest.raises(zc.UnsupportedError, match="required"):
        open_vt(name, hardware="require")


def test_hardware_off_asks_nobody(open_vt, doubles):
    source = open_vt("plain", hardware="off")
    assert source.info.hardware is False
    assert not source.fallback
    assert len(list(source)) == 50
    assert doubles.videotoolbox_counts()["sessions"] == 0


def test_damaged_packets_are_counted_and_left_out(open_vt):
    source = open_vt("flipped_bits")
    found = [number(frame) for frame in source]
    assert found == sorted(set(found))
    assert set(range(50)) - set(found) >= set(clips.DAMAGED_PACKETS)
    assert len(found) >= 40
    assert source.decode_errors >= len(clips.DAMAGED_PACKETS)
    assert source.info.decoder == "videotoolbox"


def test_a_list_of_many_frames_never_stalls(open_vt):
    frames = list(open_vt("many"))
    assert [number(frame) for frame in frames] == [i % 256 for i in range(500)]


@pytest.mark.parametrize("name", ["plain", "b_frames", "hevc"])
def test_seek_is_exact(open_vt, name):
    source = open_vt(name)
    count = 30 if name == "hevc" else 50
    for index in pictures.seeded("seek").permutation(count)[:25]:
        source.seek(int(index) * FRAME_MS / 1000 + 0.001)
        follow = list(itertools.islice(source, 2))
        assert [number(frame) for frame in follow] == list(range(index, min(index + 2, count)))
        assert follow[0].pts_ns == index * FRAME_NS


def test_seek_after_the_end_and_again(open_vt):
    source = open_vt("b_frames")
    for _ in range(2):
        assert [number(frame) for frame in source] == list(range(50))
        source.seek(0)
    source.seek(1e9)
    assert [number(frame) for frame in source] == [49]


def test_frame_at(open_vt):
    source = open_vt("b_frames")
    for seconds in (0.0, 0.5, 0.52, 0.9, 1.99, 0.3, 0.0):
        frame = source.frame_at(seconds)
        assert frame is not None
        assert number(frame) == int(seconds * 1000 / FRAME_MS + 1e-6)
    assert source.frame_at(2.5) is None


def test_close_at_any_time(open_vt):
    pauses = random.Random(5)
    for _ in range(15):
        source = open_vt("b_frames", queue=pauses.choice([1, 2, 4]))
        for frame in itertools.islice(source, pauses.randrange(50)):
            frame.close()
        source.close()


def test_frames_outlive_source_and_session(doubles, clip):
    videotoolbox.install()
    with zc.Session(device="metal") as session, session.open(clip("plain")) as source:
        frames = list(itertools.islice(source, 5))
    doubles.set_decoder(None)
    assert [number(frame) for frame in frames] == list(range(5))
    for frame in frames:
        frame.close()


def test_no_host_byte_is_copied_on_the_way_to_the_layer(vt_session, cpu_session, open_vt, clip):
    """The whole path: file, session, import, shaders, target; the same pixels as on the CPU device."""
    source = open_vt("b_frames")
    with (
        vt_session.open_offscreen(128, 96) as target,
        cpu_session.open_offscreen(128, 96) as reference,
        cpu_session.open(clip("b_frames")) as software,
    ):
        layer, twin = target.scene.add_video(), reference.scene.add_video()
        for frame, other in zip(source, software, strict=True):
            with frame, other:
                layer.submit(frame)
                twin.submit(other)
            presented(target)
            presented(reference)
            difference = target.read_pixels().astype(int) - reference.read_pixels()
            assert np.abs(difference).max() <= 1
        assert layer.status == zc.InteropStatus.TRUE_ZERO_COPY
        assert (layer.counters.imports, layer.counters.host_bytes_copied) == (50, 0)


def test_pictures_of_the_software_decoder_travel_by_bridge(vt_session, open_vt):
    source = open_vt("plain", hardware="off")
    with vt_session.open_offscreen(128, 96) as target:
        layer = target.scene.add_video()
        for frame in itertools.islice(source, 3):
            with frame:
                layer.submit(frame)
            presented(target)
            assert np.abs(target.read_pixels()[0, 0].astype(int)).max() > 0
        assert layer.status != zc.InteropStatus.TRUE_ZERO_COPY
        assert layer.counters.imports == 0
        assert layer.counters.bridges + layer.counters.uploads == 3
