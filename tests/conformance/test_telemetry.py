"""What the records of packets say, on every device: stages, bytes, and R against scenes counted by hand."""

from __future__ import annotations

import numpy as np
import pytest

import zerocopy as zc
from support import pictures
from support.reference import Image, Layer, Picture, Solid, Video
from support.show import add, frame_of, presented
from zerocopy import testing

pytestmark = pytest.mark.native

STAGES = ("committed_ns", "taken_ns", "composed_ns", "issued_ns", "completed_ns")


def settled(target: zc.Target) -> np.ndarray:
    """The records, once the device has completed what it was given."""
    target.read_pixels()
    return target.telemetry()


def video(width: int, height: int, format: str = "nv12", **place: object) -> Video:
    return Video(picture=pictures.noise_picture(format, width, height), **{"fit": "fill", **place})


def image(width: int, height: int, **place: object) -> Image:
    return Image(pixels=pictures.image(width, height), **place)


# A target of 20x12 px: 20 * 12 * 4 = 960 bytes of it. Chroma is sited left: sample i beside luma 2i, and
# between luma rows 2j and 2j + 1.
COUNTED: dict[str, tuple[list[Layer], int]] = {
    "nothing": ([], 0),
    "a rectangle has no texels": ([Solid(rect=(1, 1, 9, 5), color=(1, 0, 0, 1))], 0),
    "video at 1:1": ([video(16, 8, rect=(2, 1, 16, 8))], 16 * 8 + 8 * 4 * 2),
    "planar": ([video(16, 8, "i420", rect=(2, 1, 16, 8))], 16 * 8 + 8 * 4 * 2),
    "ten bits": ([video(16, 8, "p010", rect=(2, 1, 16, 8))], (16 * 8 + 8 * 4 * 2) * 2),
    "RGB": ([video(16, 8, "rgb24", rect=(2, 1, 16, 8))], 16 * 8 * 3),
    # Its right half is outside: luma 0 to 7, chroma 0 to 3 and, for luma 7 at 3.5, 4.
    "beyond the edge": ([video(16, 8, rect=(12, 1, 16, 8))], 8 * 8 + 5 * 4 * 2),
    "twice as large": ([video(8, 4, rect=(2, 1, 16, 8))], 8 * 4 + 4 * 2 * 2),
    "half as large": ([video(32, 16, rect=(2, 1, 16, 8))], 32 * 16 + 16 * 8 * 2),
    # Positions 1.5, 5.5, 9.5, 13.5: rows 1 and 2, 5 and 6, and of each the columns 1 to 14. Chroma columns
    # 0.75 to 6.75 are 0 to 7; rows (1.5 - 0.5) / 2 = 0.5 and 2.5 are 0 and 1, 2 and 3.
    "a quarter as large": ([video(16, 8, rect=(2, 1, 4, 2))], 4 * 14 + 4 * 8 * 2),
    # Positions 1, 4, 7, …: one row each, columns 1 to 10. Chroma columns 0.5 to 5 are 0 to 5; rows
    # (1 - 0.5) / 2 = 0.25 and (4 - 0.5) / 2 = 1.75 are 0, 1 and 2.
    "a third as large": ([video(12, 6, rect=(2, 1, 4, 2))], 2 * 10 + 3 * 6 * 2),
    # Luma columns 4 to 7 and rows 2 to 5. Chroma columns 2 to 3.5 are 2 to 4; rows 0.75 to 2.25 are 0 to 3.
    "clipped": ([video(16, 8, rect=(2, 1, 16, 8), clip=(6, 3, 4, 4))], 4 * 4 + 3 * 4 * 2),
    "an image": ([image(5, 3, rect=(2, 1, 5, 3))], 5 * 3 * 4),
    # Between px 2.5 and 7.5: every texel, and no more.
    "an image between pixels": ([image(5, 3, rect=(2.5, 1, 5, 3))], 5 * 3 * 4),
    "an image partly outside": ([image(5, 3, rect=(18, 10, 5, 3))], 2 * 2 * 4),
    "unseen": ([video(16, 8, rect=(2, 1, 16, 8), opacity=0)], 0),
    # Columns 10 to 17 of the target are left: luma 8 to 15, chroma 4 to 7.
    "half hidden": (
        [video(16, 8, rect=(2, 1, 16, 8)), Solid(rect=(0, 0, 10, 12), color=(0, 0, 1, 1), z=1)],
        8 * 8 + 4 * 4 * 2,
    ),
    "half hidden, and half a pixel more": (
        [video(16, 8, rect=(2, 1, 16, 8)), Solid(rect=(0, 0, 10.5, 12), color=(0, 0, 1, 1), z=1)],
        8 * 8 + 4 * 4 * 2,
    ),
    # What shines through round corners of 2 px lies in the rows above and below them.
    "below round corners": (
        [
            image(5, 3, rect=(2, 1, 5, 3)),
            Solid(rect=(0, 0, 20, 12), color=(0, 0, 1, 1), corner_radius_px=2, z=1),
        ],
        5 * 1 * 4,
    ),
    "below what is clipped away": (
        [
            image(5, 3, rect=(2, 1, 5, 3)),
            Solid(rect=(0, 0, 20, 12), color=(0, 0, 1, 1), clip=(0, 0, 20, 2.5), z=1),
        ],
        5 * 2 * 4,
    ),
    "below glass": (
        [video(16, 8, rect=(2, 1, 16, 8)), Solid(rect=(0, 0, 10, 12), color=(0, 0, 1, 0.5), z=1)],
        16 * 8 + 8 * 4 * 2,
    ),
    "all hidden": ([image(5, 3, rect=(2, 1, 5, 3)), Solid(rect=(0, 0, 20, 12), color=(0, 0, 1, 1), z=1)], 0),
    "two of them": (
        [video(16, 8, rect=(2, 1, 16, 8)), image(5, 3, rect=(2, 1, 5, 3), z=1)],
        16 * 8 + 8 * 4 * 2 + 5 * 3 * 4,
    ),
}


@pytest.mark.parametrize("name", COUNTED)
def test_ideal_bytes_are_those_counted_by_hand(session, name):
    layers, texel_bytes = COUNTED[name]
    with session.open_offscreen(20, 12) as target:
        for layer in layers:
            add(target.scene, layer)
        presented(target)
        (record,) = settled(target)
    assert record["damage_px"] == 20 * 12
    assert record["ideal_bytes"] == 20 * 12 * 4 + texel_bytes
    assert record["r"] == record["device_bytes"] / record["ideal_bytes"]


def test_a_turned_picture_counts_its_area(session):
    """A video of 12x8 turned by 90 degrees in the stream reads each sample once; by 45 about its area."""
    metadata = {"rotation": 90}
    turned = Video(rect=(2, 1, 6, 10), picture=pictures.noise_picture("nv12", 10, 6, **metadata), fit="fill")
    with session.open_offscreen(20, 12) as target:
        add(target.scene, turned)
        presented(target)
        assert settled(target)[-1]["ideal_bytes"] == 20 * 12 * 4 + 10 * 6 + 5 * 3 * 2
    half = 2**-0.5
    tilted = image(40, 40, rect=(60, 10, 40, 40), transform=(half, half, -half, half, 0, 0))
    with session.open_offscreen(120, 80) as target:
        add(target.scene, tilted)
        presented(target)
        texels = (settled(target)[-1]["ideal_bytes"] - 120 * 80 * 4) / 4
        assert texels == pytest.approx(40 * 40, rel=0.02)


def texels_read(positions: np.ndarray, first: int, last: int) -> set[int]:
    """Of one axis, by rule 6 of the picture rules."""
    found: set[int] = set()
    for at in np.clip(positions, first, last):
        low = int(np.floor(at + 1e-9))
        found |= {low, low + (at - low > 1e-9)}
    return found


def span(texels: set[int]) -> int:
    return max(texels) - min(texels) + 1


@pytest.mark.parametrize("seed", range(24))
def test_ideal_bytes_are_those_of_the_rules(session, seed):
    """One video of any scale, orientation and clip, pixel by pixel along each axis."""
    rng = np.random.default_rng(seed)
    width, height = (int(v) * 2 for v in rng.integers(2, 30, 2))
    rotation, mirrored = int(rng.integers(4)) * 90, bool(rng.integers(2))
    picture = pictures.noise_picture("nv12", width, height, rotation=rotation, mirrored=mirrored)
    x, y, w, h = (int(v) for v in rng.integers((-10, -10, 3, 3), (30, 20, 50, 50)))
    clip = tuple(int(v) for v in rng.integers((0, 0, 5, 5), (30, 20, 40, 40)))
    with session.open_offscreen(48, 40) as target:
        add(target.scene, Video(rect=(x, y, w, h), picture=picture, fit="fill", clip=clip))
        presented(target)
        record = settled(target)[-1]
    x0, x1 = max(0, x, clip[0]), min(48, x + w, clip[0] + clip[2])
    y0, y1 = max(0, y, clip[1]), min(40, y + h, clip[1] + clip[3])
    texels = 0
    if x0 < x1 and y0 < y1:
        across, down = (np.arange(x0, x1) + 0.5 - x) / w, (np.arange(y0, y1) + 0.5 - y) / h
        if rotation in (90, 180):
            across = 1 - across
        if rotation in (180, 270):
            down = 1 - down
        if rotation in (90, 270):
            across, down = down, across
        if mirrored:
            across = 1 - across
        columns, rows = across * width - 0.5, down * height - 0.5
        texels = span(texels_read(columns, 0, width - 1)) * len(texels_read(rows, 0, height - 1))
        chroma_columns = texels_read(columns / 2, 0, (width - 1) // 2)
        chroma_rows = texels_read((rows - 0.5) / 2, 0, (height - 1) // 2)
        texels += span(chroma_columns) * len(chroma_rows) * 2
    assert record["ideal_bytes"] == 48 * 40 * 4 + texels


def test_only_what_is_damaged_counts(session):
    with session.open_offscreen(20, 12) as target:
        add(target.scene, video(16, 8, rect=(2, 1, 16, 8)))
        dot = target.scene.add_rect((6, 3, 4, 4), "#f008", z=1)
        presented(target)
        dot.color = "#0f08"
        presented(target)
        record = settled(target)[-1]
    assert record["damage_px"] == 4 * 4
    # Of the video below as "clipped" above: luma 4x4, chroma columns 2 to 4, rows 0 to 3.
    assert record["ideal_bytes"] == 4 * 4 * 4 + 4 * 4 + 3 * 4 * 2


# The shape of W0 is 1080p to 720p: a factor of 1.5.
SIZES = [((96, 54), (96, 54)), ((96, 54), (64, 36)), ((96, 54), (192, 108)), ((96, 54), (60, 80))]


@pytest.mark.parametrize("format", ["nv12", "p010"])
@pytest.mark.parametrize(("source", "size"), SIZES)
def test_video_alone_touches_hardly_more_than_it_must(session, format, source, size):
    with session.open_offscreen(*size) as target:
        layer = target.scene.add_video(fit="fill")
        for index in range(3):
            with frame_of(Picture(pictures.noise(format, *source, index), format)) as frame:
                layer.submit(frame)
            presented(target)
        records = settled(target)
    assert (records["damage_px"] == size[0] * size[1]).all()
    assert (records["r"] > 0.99).all()
    assert (records["r"] <= 1.05).all()


def test_w0_without_overlays(cpu_session):
    """1080p to 720p, and at 1:1."""
    planes = [np.full((1080, 1920), 90, np.uint8), np.full((540, 960, 2), 120, np.uint8)]
    for size in ((1280, 720), (1920, 1080)):
        with cpu_session.open_offscreen(*size) as target:
            layer = target.scene.add_video()
            with zc.GpuFrame.from_planes(planes, "nv12") as frame:
                layer.submit(frame)
            presented(target)
            (record,) = settled(target)
        assert record["ideal_bytes"] == size[0] * size[1] * 4 + 1920 * 1080 * 3 // 2
        assert 1 <= record["r"] <= 1.05


def test_a_record_is_its_outcome(session):
    picture = pictures.noise_picture("nv12", 16, 8)
    with session.open_offscreen(20, 12) as target:
        layer = target.scene.add_video(rect=(2, 1, 16, 8))
        outcomes = []
        for index in range(3):
            with frame_of(picture, pts_ns=index) as frame:
                layer.submit(frame)
            outcomes.append(target.present())
        outcomes.append(target.present())
        with target.packet("ui"):
            layer.opacity = 0.5
        layer.opacity = 0.75
        outcomes.append(target.present())
        records = settled(target)
        outcomes = [outcome.wait("completed") for outcome in outcomes]
    assert list(records["epoch"]) == [1, 2, 3, 4, 5, 6]
    assert list(records["lane"]) == ["main"] * 4 + ["ui", "main"]
    assert records[4]["present_id"] == records[5]["present_id"]
    for record, outcome in zip(records[[0, 1, 2, 3, 5]], outcomes, strict=True):
        names = set(records.dtype.names) & {name for name in dir(outcome) if not name.startswith("_")}
        assert len(names) == 13
        for name in names - {"reason", "path"}:
            assert record[name] == getattr(outcome, name), name
        assert record["path"] == (outcome.path or "")
        assert record["reason"] == ""
    for record in records[records["status"] == "presented"]:
        times = [int(record[name]) for name in STAGES]
        assert times == sorted(times)
        assert times[0] > 0
        assert record["presented_ns"] >= record["issued_ns"]
    (unchanged,) = records[records["status"] == "unchanged"]
    assert unchanged["composed_ns"] >= unchanged["taken_ns"] > 0
    assert unchanged["issued_ns"] == unchanged["damage_px"] == unchanged["ideal_bytes"] == 0
    assert np.isnan(unchanged["r"])


def test_what_was_dropped_says_why(session):
    with session.open_offscreen(20, 12) as target:
        layer = target.scene.add_rect((0, 0, 4, 4), "#fff")
        presented(target)
        for color in ("#f00", "#0f0"):
            with target.packet("ui"):
                layer.color = color
        testing.inject("no_drawable")
        layer.z = 1
        assert target.present().reason == "no_drawable"
        target.resize(0, 0)
        assert target.present().reason == "zero_size"
        records = target.telemetry()
    assert list(records["status"]) == ["presented"] + ["dropped"] * 4
    assert list(records["reason"]) == ["", "superseded", "no_drawable", "no_drawable", "zero_size"]
    assert (records["present_id"][1:] == 0).all()
    assert (records["taken_ns"] > 0).all()
    assert records["composed_ns"][1] == records["damage_px"][1] == 0


def test_bytes_of_the_user_interface_and_of_video_are_apart(open_session):
    with open_session(mode="interop").open_offscreen(20, 12) as target:
        add(target.scene, image(5, 3, rect=(0, 0, 5, 3)))
        canvas = target.scene.add_canvas((1, 1, 6, 4))
        with canvas.draw() as c:
            c.rect((0, 0, 6, 4), fill="#f00")
        layer = target.scene.add_video()
        with frame_of(pictures.noise_picture("nv12", 16, 8)) as frame:
            layer.submit(frame)
        presented(target)
        canvas.rect = (2, 1, 6, 4)
        presented(target)
        first, second = target.telemetry()
    assert first["ui_bytes"] == 5 * 3 * 4 + 6 * 4 * 4
    assert first["host_bytes"] == 16 * 8 * 3 // 2
    assert (second["ui_bytes"], second["host_bytes"]) == (0, 0)
    # The video covers the image whole where it is the one on top.
    assert first["draw_items"] + first["culled_items"] == second["draw_items"] + second["culled_items"] == 3


def test_what_comes_late_is_added(session):
    """By a device that completes after present() has returned."""
    with session.open_offscreen(20, 12) as target:
        layer = target.scene.add_rect((0, 0, 4, 4), "#fff")
        for color in ("#f00", "#0f0", "#00f"):
            layer.color = color
            presented(target)
        before = target.telemetry()
        after = settled(target)
    if session.device.name == "cpu" and before["completed_ns"][-1] == 0:
        assert np.isnan(before["r"][-1])
    assert (after["completed_ns"] >= after["issued_ns"]).all()
    assert (after["device_bytes"] > 0).all()
    for name in STAGES[:-1]:
        assert (before[name] == after[name]).all()


def test_the_delayed_device_is_late(cpu_session):
    testing.set_completion_delay(2)
    with zc.Session(device="cpu") as session, session.open_offscreen(8, 8) as target:
        layer = target.scene.add_rect((0, 0, 4, 4), "#fff")
        presented(target)
        (early,) = target.telemetry()
        assert early["completed_ns"] == early["device_bytes"] == 0
        for color in ("#f00", "#0f0"):
            layer.color = color
            presented(target)
        late = target.telemetry()
        assert late["completed_ns"][0] > 0
        assert late["completed_ns"][2] == 0
    closed = target.telemetry()
    assert (closed["completed_ns"][:3] > 0).all()
    assert (closed["status"][3], closed["reason"][3]) == ("dropped", "closed")


def test_what_the_device_has_told_needs_no_further_present(cpu_session):
    """Presents of another target let the delayed device complete this one's."""
    testing.set_completion_delay(2)
    with (
        zc.Session(device="cpu") as session,
        session.open_offscreen(8, 8) as target,
        session.open_offscreen(8, 8) as other,
    ):
        presented(target)
        layer = other.scene.add_rect((0, 0, 4, 4), "#fff")
        for color in ("#f00", "#0f0"):
            layer.color = color
            presented(other)
        (record,) = target.telemetry()
        assert record["completed_ns"] > 0
        assert record["r"] == 1
