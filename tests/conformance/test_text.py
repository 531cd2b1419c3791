"""Text is what Pillow rasterises, blended with the layer's colour."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image as PillowImage
from PIL import ImageDraw, ImageFont

import zerocopy as zc
from support.show import check, presented

Pixels = NDArray[np.uint8]

SIZE = (160, 60)
TEXT = "Zero copy, 24 fps"


def pillow_mask(text: str, size_px: float) -> Pixels:
    """Coverage of the text alone, without margins."""
    sheet = PillowImage.new("L", (400, 200))
    font = ImageFont.load_default(size_px)
    ImageDraw.Draw(sheet).multiline_text((40, 40), text, fill=255, font=font)
    return trimmed(np.asarray(sheet))


def trimmed(mask: Pixels) -> Pixels:
    rows, columns = np.nonzero(mask)
    return mask[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]


def shown(session: zc.Session, text: str, **options: object) -> Pixels:
    with session.open_offscreen(*SIZE, background="#000") as target:
        target.scene.add_text(text, **options)  # type: ignore[arg-type]
        presented(target)
        return target.read_pixels()


@pytest.mark.parametrize("size_px", [9, 12.5, 20])
def test_text_is_pillows_mask(session, size_px):
    pixels = shown(session, TEXT, size_px=size_px)
    mask = pillow_mask(TEXT, size_px)
    assert np.abs(trimmed(pixels[..., 0]).astype(int) - mask).max() <= 1


def test_several_lines(cpu_session):
    pixels = shown(cpu_session, "one\ntwo", size_px=16)
    mask = pillow_mask("one\ntwo", 16)
    assert np.abs(trimmed(pixels[..., 0]).astype(int) - mask).max() <= 1


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


def test_a_font_from_a_file(cpu_session, tmp_path):
    missing = tmp_path / "none.ttf"
    with (
        cpu_session.open_offscreen(40, 30) as target,
        pytest.raises(zc.ZeroCopyError, match=r"none\.ttf"),
    ):
        target.scene.add_text("x", font=missing)
