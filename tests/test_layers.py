"""Arguments of layers, images, targets: what is refused, what is taken, what is read back."""

from __future__ import annotations

import numpy as np
import pytest

import zerocopy as zc
from support import pictures
from support.show import check_message, presented, refused
from zerocopy import testing

NAN, INF = float("nan"), float("inf")
WRONG_RECTS = [
    (NAN, 0, 1, 1),
    (0, NAN, 1, 1),
    (0, 0, NAN, 1),
    (0, 0, 1, NAN),
    (INF, 0, 1, 1),
    (0, -INF, 1, 1),
    (0, 0, INF, 1),
    (0, 0, -1, 1),
    (0, 0, 1, -0.5),
    (0, 0, 1),
    (0, 0, 1, 1, 1),
    "rect",
    7,
    ("a", 0, 1, 1),
]


@pytest.fixture
def target(cpu_session):
    with cpu_session.open_offscreen(32, 24) as target:
        yield target


@pytest.fixture
def layer(target):
    return target.scene.add_rect((1, 2, 3, 4), "#fff")


@pytest.mark.parametrize("rect", WRONG_RECTS)
def test_rects(target, layer, rect):
    refused(lambda: target.scene.add_rect(rect, "#fff"))
    refused(lambda: target.scene.add_video(rect=rect))
    refused(lambda: target.scene.add_image(pictures.image(4, 4), rect=rect))
    refused(lambda: target.scene.add_text("x", rect=rect))
    refused(lambda: setattr(layer, "rect", rect))
    refused(lambda: setattr(layer, "clip", rect))
    assert layer.rect == zc.Rect(1, 2, 3, 4)
    assert target.scene.layers == (layer,)


def test_a_refused_layer_is_not_drawn(target):
    target.scene.add_rect((0, 0, 32, 24), "#ff8000")
    presented(target)
    refused(lambda: target.scene.add_rect((0, 0, -1, 1), "#fff"))
    refused(lambda: target.scene.add_rect((0, 0, 32, 24), "white"))
    refused(lambda: target.scene.add_image(pictures.image(32, 24), opacity=7))
    refused(lambda: target.scene.add_text("XXXX", size_px=-3))
    assert target.present().status == "unchanged"
    target.resize(31, 23)
    presented(target)
    assert (target.read_pixels() == (255, 128, 0, 255)).all()


def test_a_wrong_rect_is_named(layer):
    refused(lambda: setattr(layer, "rect", (0, 0, -3, 1)), "-3")
    refused(lambda: setattr(layer, "rect", (NAN, 0, 3, 1)), "nan")


def test_rects_of_every_kind(target, layer):
    for rect in ((1, 2, 3, 4), [1, 2, 3, 4], zc.Rect(1.0, 2.0, 3.0, 4.0), np.array([1, 2, 3, 4])):
        layer.rect = rect
        assert layer.rect == zc.Rect(1, 2, 3, 4)
        assert isinstance(layer.rect, zc.Rect)
        assert isinstance(layer.rect.x, float)


def test_an_empty_rect_is_allowed(target, layer):
    layer.rect = (5, 5, 0, 0)
    presented(target)
    assert target.read_pixels()[..., :3].max() == 0


@pytest.mark.parametrize("far", [1e5, 1e9, 1e30])
def test_rects_far_away(target, layer, far):
    for rect in ((far, 0, 5, 5), (-far, -far, 5, 5), (-far, -far, 2 * far, 2 * far)):
        layer.rect = rect
        target.present()
    assert target.read_pixels()[5, 5].tolist() == [255, 255, 255, 255]


@pytest.mark.parametrize("opacity", [-0.1, 1.5, NAN, INF, "half", None])
def test_opacity(target, layer, opacity):
    refused(lambda: setattr(layer, "opacity", opacity))
    refused(lambda: target.scene.add_video(opacity=opacity))
    assert layer.opacity == 1.0


@pytest.mark.parametrize("transform", [(1, 0, 0, 1, 0), (NAN, 0, 0, 1, 0, 0), (1, 0, 0, INF, 0, 0)])
def test_transform(layer, transform):
    refused(lambda: setattr(layer, "transform", transform))
    assert layer.transform == (1, 0, 0, 1, 0, 0)


@pytest.mark.parametrize("radius", [-1, NAN, INF, "round"])
def test_corner_radius(target, layer, radius):
    refused(lambda: setattr(layer, "corner_radius_px", radius))
    refused(lambda: target.scene.add_rect((0, 0, 1, 1), "#fff", corner_radius_px=radius))
    assert layer.corner_radius_px == 0


@pytest.mark.parametrize("z", [0.5, "top", None, 2**40])
def test_z(target, layer, z):
    refused(lambda: setattr(layer, "z", z))
    refused(lambda: target.scene.add_video(z=z))
    assert layer.z == 0


@pytest.mark.parametrize(
    "color", ["red", "#12", "#12345", "#ggg", "", (1, 1), (1, 1, 1, 1, 1), (NAN, 0, 0), (2, 0, 0),
              (-0.1, 0, 0), None, 5],
)  # fmt: skip
def test_colors(cpu_session, target, layer, color):
    refused(lambda: setattr(layer, "color", color))
    refused(lambda: target.scene.add_rect((0, 0, 1, 1), color))
    refused(lambda: setattr(target, "background", color))
    refused(lambda: cpu_session.open_offscreen(4, 4, background=color))


@pytest.mark.parametrize(
    ("color", "pixel"),
    [
        ("#fff", (255, 255, 255)),
        ("#1A2b3C", (0x1A, 0x2B, 0x3C)),
        ("#ff000000", (0, 0, 0)),
        ("#ff000080", (128, 0, 0)),
        ((1.0, 0.5, 0.25), (255, 128, 64)),
        ((1.0, 1.0, 1.0, 0.5), (128, 128, 128)),
    ],
)
def test_colors_of_every_kind(target, color, pixel):
    target.scene.add_rect((0, 0, 32, 24), "#000000")
    target.scene.add_rect((0, 0, 32, 24), color)
    presented(target)
    shown = target.read_pixels()[3, 3, :3].astype(int)
    assert np.abs(shown - pixel).max() <= 1


@pytest.mark.parametrize("fit", ["stretch", "", None, 3, np.array(["fill", "cover"])])
def test_fit(target, fit):
    refused(lambda: target.scene.add_video(fit=fit))
    video = target.scene.add_video(fit="cover")
    refused(lambda: setattr(video, "fit", fit))
    assert video.fit == "cover"


WRONG_IMAGES = {
    "dtype": np.zeros((4, 4, 4), np.float32),
    "two dimensions": np.zeros((4, 4), np.uint8),
    "two components": np.zeros((4, 4, 2), np.uint8),
    "no rows": np.zeros((0, 4, 4), np.uint8),
    "no columns": np.zeros((4, 0, 4), np.uint8),
    "too wide": np.broadcast_to(np.uint8(0), (1, 16385, 4)),
    "nothing": None,
    "a number": 3,
}


@pytest.mark.parametrize("wrong", WRONG_IMAGES)
def test_images(target, wrong):
    refused(lambda: target.scene.add_image(WRONG_IMAGES[wrong]))
    layer = target.scene.add_image(pictures.image(4, 4))
    refused(lambda: setattr(layer, "image", WRONG_IMAGES[wrong]))
    assert len(target.scene.layers) == 1


def test_images_with_other_strides_are_taken(target):
    pixels = pictures.image(16, 12)
    for view in (pixels[::-1], pixels[:, ::2], np.asfortranarray(pixels), pixels[..., :3]):
        view.flags.writeable = False
        layer = target.scene.add_image(view, premultiplied=True)
        presented(target)
        shown = target.read_pixels()[: view.shape[0], : view.shape[1], :3]
        if view.shape[-1] == 3:
            assert np.array_equal(shown, view)
        assert np.array_equal(np.asarray(layer.image)[..., :3], view[..., :3])
        layer.remove()


def test_an_image_file_that_is_none(target, tmp_path):
    broken = tmp_path / "broken.png"
    broken.write_text("not a picture")
    for path in (tmp_path / "missing.png", broken):
        with pytest.raises(zc.ZeroCopyError) as caught:
            target.scene.add_image(path)
        check_message(caught.value, path.name)
    assert target.scene.layers == ()


@pytest.mark.parametrize("size", [(0, 10), (10, 0), (-1, 5), (16385, 4), (4, 16385), (2.5, 4), ("a", 4)])
def test_sizes_of_targets(cpu_session, target, size):
    refused(lambda: cpu_session.open_offscreen(*size))
    if 0 not in size:
        refused(lambda: target.resize(*size))
    assert (target.width, target.height) == (32, 24)


def test_a_size_beyond_the_limit_names_it(cpu_session):
    refused(lambda: cpu_session.open_offscreen(20000, 400), "20000", "16384", "open a smaller one")
    with cpu_session.open_offscreen(4, 4) as target:
        refused(lambda: target.resize(16385, 1), "16385", "resize to at most 16384")
        refused(lambda: target.resize(1, 10**5000), "16384")


@pytest.mark.parametrize("size", [(16385, 1), (1, 16385)])
def test_a_frame_beyond_the_limit_is_rejected(target, size):
    layer = target.scene.add_video()
    before = layer.counters
    with zc.GpuFrame.from_planes(pictures.flat("i420", *size, (1, 2, 3)), "i420") as frame:
        assert layer.submit(frame) is False
    assert layer.fallback.reason is zc.FallbackReason.INVALID_SIZE
    assert "16384" in layer.fallback.detail
    assert "16385" in layer.fallback.detail
    counters = layer.counters
    assert counters.frames_submitted == before.frames_submitted + 1
    assert counters.frames_dropped == before.frames_dropped + 1
    assert counters.fallback_reasons[zc.FallbackReason.INVALID_SIZE] == 1


def test_the_largest_frame_is_taken(target):
    layer = target.scene.add_video()
    with zc.GpuFrame.from_planes(pictures.flat("i420", 16384, 1, (1, 2, 3)), "i420") as frame:
        assert layer.submit(frame) is True
        presented(target)


@pytest.mark.native
def test_a_closed_frame_is_refused(target):
    layer = target.scene.add_video()
    frame = zc.GpuFrame.from_planes(pictures.noise("nv12", 8, 6), "nv12")
    frame.close()
    with pytest.raises(zc.ClosedError) as caught:
        layer.submit(frame)
    check_message(caught.value, "closed")
    assert layer.counters.frames_submitted == layer.counters.frames_dropped == 0


@pytest.mark.parametrize("wrong", [None, 3, np.zeros((4, 4), np.uint8)])
def test_what_is_no_frame(target, wrong):
    layer = target.scene.add_video()
    with pytest.raises((zc.InvalidArgumentError, TypeError)):
        layer.submit(wrong)


def test_attributes_give_the_last_value_set(target):
    layer = target.scene.add_rect((1, 2, 3, 4), "#102030", corner_radius_px=2, z=5, opacity=0.5)
    assert (layer.z, layer.opacity, layer.corner_radius_px) == (5, 0.5, 2)
    assert (layer.clip, layer.enabled) == (None, True)
    layer.clip = (0, 0, 9, 9)
    layer.transform = (2, 0, 0, 2, 1, 1)
    layer.enabled = False
    layer.z = -7
    assert layer.clip == zc.Rect(0, 0, 9, 9)
    assert layer.transform == (2, 0, 0, 2, 1, 1)
    assert (layer.enabled, layer.z) == (False, -7)
    layer.clip = None
    assert layer.clip is None


def test_a_layer_without_a_rect_follows_the_target(target):
    video = target.scene.add_video()
    assert video.rect == zc.Rect(0, 0, 32, 24)
    target.resize(50, 40)
    assert video.rect == zc.Rect(0, 0, 50, 40)
    image = target.scene.add_image(pictures.image(7, 5))
    assert image.rect == zc.Rect(0, 0, 7, 5)


def test_unknown_attributes_are_refused(layer):
    """A misspelt one must not be swallowed."""
    with pytest.raises(AttributeError):
        layer.opacty = 0.5


def test_layers_are_listed_in_the_order_they_were_added(target):
    first = target.scene.add_rect((0, 0, 1, 1), "#fff", z=5)
    second = target.scene.add_video()
    third = target.scene.add_text("x", z=-1)
    assert target.scene.layers == (first, second, third)
    second.remove()
    assert target.scene.layers == (first, third)


@pytest.mark.native
def test_a_removed_layer(target, layer):
    layer.remove()
    layer.remove()
    with pytest.raises(zc.ClosedError) as caught:
        layer.opacity = 0.5
    check_message(caught.value, "removed")
    video = target.scene.add_video()
    video.remove()
    with (
        zc.GpuFrame.from_planes(pictures.noise("nv12", 8, 6), "nv12") as frame,
        pytest.raises(zc.ClosedError),
    ):
        video.submit(frame)


@pytest.mark.parametrize(
    "out",
    [
        np.zeros((24, 32, 3), np.uint8),
        np.zeros((32, 24, 4), np.uint8),
        np.zeros((24, 32, 4), np.float32),
        np.zeros((24, 64, 4), np.uint8)[:, ::2],
        np.zeros((24, 32), np.uint8),
        "out",
    ],
)
def test_arrays_that_cannot_be_read_into(target, out):
    presented(target)
    refused(lambda: target.read_pixels(out))


def test_a_read_only_array_cannot_be_read_into(target):
    presented(target)
    out = np.zeros((24, 32, 4), np.uint8)
    out.flags.writeable = False
    refused(lambda: target.read_pixels(out))
    assert out.max() == 0


def test_snapshots_that_cannot_be_written(target, tmp_path):
    presented(target)
    with pytest.raises((zc.ZeroCopyError, OSError)) as caught:
        target.snapshot(tmp_path / "no folder" / "picture.png")
    assert "picture.png" in str(caught.value)


def test_a_refused_edit_leaves_no_trace(target, layer):
    presented(target)
    refused(lambda: setattr(layer, "rect", (NAN, 0, 1, 1)))
    assert target.present().status == "unchanged"
    assert testing.live_objects()["packets"] == 0
