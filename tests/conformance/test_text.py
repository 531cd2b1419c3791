"""Text is what Pillow rasterises, blended with the layer's colour."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image as PillowImage
from PIL import ImageDraw, ImageFont

import zerocopy as zc
from support.reference import Canvas, Mask, compose
from support.show import agreed, check, check_message, presented
from zerocopy import testing

Pixels = NDArray[np.uint8]

SIZE = (160, 60)
TEXT = "Zero copy, 24 fps"


def pillow_mask(text: str, size_px: float, font: Path | None = None) -> Pixels:
    """Coverage of one line alone, without margins."""
    sheet = PillowImage.new("L", (400, 200))
    face = ImageFont.truetype(font, size_px) if font else ImageFont.load_default(size_px)
    ImageDraw.Draw(sheet).text((40, 40), text, fill=255, font=face)
    return trimmed(np.asarray(sheet))


def trimmed(mask: Pixels) -> Pixels:
    rows, columns = np.nonzero(mask)
    return mask[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]


def shown(session: zc.Session, text: str, **options: object) -> Pixels:
    def make(each: zc.Session) -> Pixels:
        with each.open_offscreen(*SIZE, background="#000") as target:
            target.scene.add_text(text, **options)  # type: ignore[arg-type]
            presented(target)
            return target.read_pixels()

    return agreed(session, make)


@pytest.mark.parametrize("size_px", [9, 12.5, 20])
def test_text_is_pillows_mask(session, size_px):
    pixels = shown(session, TEXT, size_px=size_px)
    mask = pillow_mask(TEXT, size_px)
    assert np.abs(trimmed(pixels[..., 0]).astype(int) - mask).max() <= 1


def test_several_lines(plain_session):
    """One below the other, each as it is alone, from the same left edge."""
    coverage = shown(plain_session, "one\ntwo", size_px=16)[..., 0]
    inked = coverage.max(axis=1) > 0
    (first_end,) = np.flatnonzero(np.diff(inked.astype(int)) == -1)[:1] + 1
    for rows, line in ((coverage[:first_end], "one"), (coverage[first_end:], "two")):
        assert np.abs(trimmed(rows).astype(int) - pillow_mask(line, 16)).max() <= 1
        assert np.flatnonzero(rows.max(axis=0))[0] <= 2


def test_color_and_opacity(session):
    white = shown(session, TEXT, size_px=16)[..., :1].astype(float)
    tinted = shown(session, TEXT, size_px=16, color=(1.0, 0.5, 0.25, 0.8), opacity=0.5)
    expected = np.rint(white * np.array([1, 0.5, 0.25]) * 0.4).astype(np.uint8)
    check(tinted[..., :3], expected, 1)


def test_text_begins_at_its_rect(session):
    """Own size at 0, 0 without a rect; the text is all there."""
    pixels = shown(session, "Hxg", size_px=20)
    rows, columns = np.nonzero(pixels[..., 0])
    assert columns.min() <= 3
    assert rows.min() <= 20 * 0.5
    mask = pillow_mask("Hxg", 20)
    assert trimmed(pixels[..., 0]).shape == mask.shape


def test_text_changes(session):
    with session.open_offscreen(*SIZE) as target:
        layer = target.scene.add_text("first", size_px=16, color="#ff0000")
        presented(target)
        layer.text = "second"
        layer.size_px = 20
        layer.color = "#00ff00"
        assert (layer.text, layer.size_px) == ("second", 20)
        presented(target)
        pixels = target.read_pixels()
    assert pixels[..., 0].max() == 0
    mask = pillow_mask("second", 20)
    assert np.abs(trimmed(pixels[..., 1]).astype(int) - mask).max() <= 1


@pytest.mark.parametrize("scale", [1.5, 2.0, 3.0])
def test_text_has_the_pixels_of_its_target(session, scale):
    """It is made for the target's scale, and again when that changes."""
    with session.open_offscreen(*SIZE, background="#000") as target:
        before = target.scene.add_group().add_text("Hxg", size_px=20)
        presented(target)
        testing.set_scale(target, scale)
        after = target.scene.add_text("Hxg", rect=(80, 0, 0, 0), size_px=20)
        presented(target)
        pixels = target.read_pixels()[..., 0]
        half = int(80 * scale)
        for layer, part in ((before, pixels[:, :half]), (after, pixels[:, half:])):
            mask = pillow_mask("Hxg", 20 * scale)
            assert np.abs(trimmed(part).astype(int) - mask).max() <= 1
            assert np.allclose(np.array(layer.rect[2:]) * scale, np.rint(np.array(layer.rect[2:]) * scale))


def test_text_too_long_for_its_scale_has_fewer_pixels(session):
    with session.open_offscreen(*SIZE, background="#000") as target:
        testing.set_scale(target, 3)
        layer = target.scene.add_text("m" * 600, size_px=16)
        presented(target)
        assert target.read_pixels()[..., 0].max() == 255
        assert 6000 < layer.rect.width < 16384


def test_text_beyond_the_limit_is_refused(plain_session):
    with plain_session.open_offscreen(*SIZE) as target:
        layer = target.scene.add_text("short")
        for change in (
            lambda: target.scene.add_text("W" * 2000),
            lambda: setattr(layer, "text", "\n" * 1000 + "x"),
            lambda: setattr(layer, "size_px", 2000) or setattr(layer, "text", "wide" * 9),
        ):
            with pytest.raises(zc.InvalidArgumentError) as caught:
                change()
            check_message(caught.value, "16384")
        assert layer.text == "short"


def test_empty_text_draws_nothing(session):
    with session.open_offscreen(40, 30) as target:
        layer = target.scene.add_text("", rect=(0, 0, 30, 20))
        target.present()
        layer.text = "x"
        presented(target)
        assert target.read_pixels()[..., 0].max() > 100
        layer.text = ""
        presented(target)
        assert target.read_pixels()[..., 0].max() == 0


def test_a_font_from_a_file(plain_session, tmp_path):
    path = tmp_path / "own.ttf"
    path.write_bytes(ImageFont.load_default(16).path.getvalue())
    coverage = shown(plain_session, TEXT, size_px=16, font=path)[..., 0]
    assert np.abs(trimmed(coverage).astype(int) - pillow_mask(TEXT, 16, path)).max() <= 1


def test_a_font_that_is_none(plain_session, tmp_path):
    broken = tmp_path / "broken.ttf"
    broken.write_text("no font")
    with plain_session.open_offscreen(40, 30) as target:
        for path in (tmp_path / "missing.ttf", broken):
            with pytest.raises(zc.InvalidArgumentError) as caught:
                target.scene.add_text("x", font=path)
            check_message(caught.value, path.name)
        assert target.scene.layers == ()


@pytest.mark.parametrize("size_px", [0, -3, float("nan"), float("inf"), "large", 1e6, np.ones(2)])
def test_sizes_that_are_none(plain_session, size_px):
    with plain_session.open_offscreen(40, 30) as target:
        with pytest.raises(zc.InvalidArgumentError) as caught:
            target.scene.add_text("x", size_px=size_px)
        check_message(caught.value)
        layer = target.scene.add_text("x", size_px=10)
        with pytest.raises(zc.InvalidArgumentError):
            layer.size_px = size_px
        assert layer.size_px == 10


@pytest.mark.parametrize("text", [None, 5, b"bytes", np.ones(2)])
def test_what_is_no_text(plain_session, text):
    with plain_session.open_offscreen(40, 30) as target:
        with pytest.raises(zc.InvalidArgumentError) as caught:
            target.scene.add_text(text)
        check_message(caught.value)


def test_text_is_transformed_as_a_mask(session):
    """A rect moves it and does not stretch it; a transform does."""
    with session.open_offscreen(*SIZE) as target:
        layer = target.scene.add_text("Hxg", size_px=20)
        presented(target)
        width, height = (int(side) for side in layer.rect[2:])
        mask = target.read_pixels()[:height, :width, 0]
        for transform in ((1, 0, 0, 1, 0, 0), (1.5, 0, 0, 0.75, 0.5, 1), (0.9, 0.3, -0.3, 0.9, 9, 0)):
            layer.rect = (4, 3, 11, 7)
            layer.transform = transform
            presented(target)
            place = Mask(rect=(4, 3, width, height), mask=mask, transform=transform)
            check(target.read_pixels(), compose(Canvas(*SIZE), [place]), 2)
