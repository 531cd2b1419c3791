"""Draws the reference's layers with the package, and compares the two pictures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image as PillowImage

import zerocopy as zc
from support import devices, encoding, reference
from support.reference import Canvas, Colour, Image, Layer, Picture, Solid, Video
from zerocopy import testing

Pixels = NDArray[np.uint8]


def color_spec(colour: Colour) -> zc.ColorSpec:
    return zc.ColorSpec(matrix=colour.matrix, range=colour.range, siting=colour.siting)


def frame_of(picture: Picture, **timing: int) -> zc.GpuFrame:
    """`timing`: pts_ns, duration_ns, and generation for `testing.make_frame`."""
    color = color_spec(picture.colour)
    if picture.straightforward and "generation" not in timing:
        frame = zc.GpuFrame.from_planes(picture.planes, picture.format, color=color, **timing)
        return devices.make_resident(frame)
    ratio = picture.sample_aspect_ratio
    frame = testing.make_frame(
        picture.planes,
        picture.format,
        visible_rect=picture.visible,
        sample_aspect_ratio=(ratio.numerator, ratio.denominator),
        rotation=picture.rotation,
        mirrored=picture.mirrored,
        color=color,
        **timing,
    )
    return devices.make_resident(frame)


def add(scene: zc.Scene, layer: Layer) -> zc.Layer:
    """The same layer in a scene."""
    made: zc.Layer
    if isinstance(layer, Video):
        made = scene.add_video(rect=layer.rect, fit=layer.fit, z=layer.z, opacity=layer.opacity)
        with frame_of(layer.picture) as frame:
            assert made.submit(frame)
    elif isinstance(layer, Image):
        made = scene.add_image(
            layer.pixels,
            rect=layer.rect,
            premultiplied=layer.premultiplied,
            z=layer.z,
            opacity=layer.opacity,
        )
    else:
        assert isinstance(layer, Solid)
        made = scene.add_rect(layer.rect, layer.color, z=layer.z, opacity=layer.opacity)
    made.transform = layer.transform
    made.clip = layer.clip
    made.corner_radius_px = layer.corner_radius_px
    return made


def draw(session: zc.Session, canvas: Canvas, layers: Sequence[Layer]) -> Pixels:
    """A target of its own, one present, its pixels."""
    with session.open_offscreen(canvas.width, canvas.height, background=canvas.background) as target:
        for layer in layers:
            add(target.scene, layer)
        assert target.present().status == "presented"
        return target.read_pixels()


def agreed(session: zc.Session, make: Callable[[zc.Session], Pixels], tolerance: int = 1) -> Pixels:
    """What `make` draws; on another device than the CPU, once that is seen to draw the same."""
    pixels = make(session)
    if session.device.name != "cpu":
        with devices.cpu_beside() as other:
            check(pixels, make(other), tolerance)
    return pixels


def check(actual: Pixels, expected: Pixels, tolerance: int) -> None:
    assert actual.dtype == np.uint8
    assert actual.shape == expected.shape
    difference = np.abs(actual.astype(int) - expected.astype(int))
    worst = int(difference.max(initial=0))
    if worst <= tolerance:
        return
    y, x, channel = (int(i) for i in np.unravel_index(difference.argmax(), difference.shape))
    bad = int((difference.max(axis=-1) > tolerance).sum())
    raise AssertionError(
        f"{bad} of {actual.shape[0] * actual.shape[1]} pixels are off by more than {tolerance}; "
        f"the worst by {worst} at x={x}, y={y}, channel {channel}: "
        f"{actual[y, x].tolist()} instead of {expected[y, x].tolist()}"
    )


def check_scene(session: zc.Session, canvas: Canvas, layers: Sequence[Layer], tolerance: int = 1) -> Pixels:
    """The package's picture, once it is seen to be the reference's."""
    pixels = agreed(session, lambda each: draw(each, canvas, layers), tolerance)
    check(pixels, reference.compose(canvas, layers), tolerance)
    return pixels


def check_video(
    session: zc.Session, picture: Picture, size: tuple[int, int], tolerance: int, fit: str = "fill"
) -> None:
    """One picture over a whole target."""
    width, height = size
    video = Video(rect=(0, 0, width, height), picture=picture, fit=fit)
    check_scene(session, Canvas(width, height, (0.2, 0.3, 0.4, 1)), [video], tolerance)


def read_png(path: Path) -> Pixels:
    with PillowImage.open(path) as picture:
        return np.asarray(picture.convert("RGBA"))


def presented(target: zc.Target) -> zc.PresentOutcome:
    outcome = target.present()
    assert outcome.status == "presented", outcome
    return outcome


def check_message(error: BaseException, *needles: str) -> None:
    """A full sentence for people that names what was given."""
    text = str(error)
    assert len(text.split()) >= 5, text
    assert text.rstrip().endswith("."), text
    assert "\n" not in text, text
    for needle in needles:
        assert needle in text, f"'{needle}' is missing from: {text}"


def refused(call: Callable[[], object], *needles: str) -> None:
    """The error is typed and says what was given."""
    with pytest.raises(zc.InvalidArgumentError) as caught:
        call()
    check_message(caught.value, *needles)


def pixel(target: zc.Target, x: int = 2, y: int = 2) -> list[int]:
    """Red, green and blue of the last presented picture."""
    return target.read_pixels()[y, x, :3].tolist()


def number(frame: zc.GpuFrame) -> int:
    """Which frame of its clip this is."""
    return encoding.read_number(frame.to_rgb()[..., 1])
