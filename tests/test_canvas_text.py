"""Text on canvases: lines, alignment, direction, fonts."""

from __future__ import annotations

import unicodedata

import numpy as np
import pytest
from PIL import features

import zerocopy as zc
from support.show import check_message, presented
from zerocopy import TextStyle, _fonts, _paragraph

SIZE = (200, 120)
STYLE = TextStyle(size_px=16)
WORDS = "The quick brown fox jumps over the lazy dog"
HEBREW = "שלום עולם"


def draw(session, text, x=0.0, y=0.0, style=STYLE, transform=None, **options):
    """Coverage of white text, and the box that was returned."""
    with session.open_offscreen(*SIZE, background="#000") as target:
        with target.scene.add_canvas().draw() as d:
            if transform:
                d.transform(transform)
            box = d.text(text, x, y, "#ffffff", style=style, **options)
        target.present()
        return target.read_pixels()[..., 0].astype(float), box


def extent(pixels, axis):
    """First and last row or column with ink."""
    (found,) = np.nonzero(pixels.max(axis=1 - axis) > 40)
    return int(found.min()), int(found.max())


def lines_of(text, width_px, max_lines=None, style=STYLE):
    spec = spec_of(text, style, width_px, max_lines)
    face = _paragraph._face(spec, style.size_px)
    return _paragraph._lines(text, spec, lambda line: float(face.getlength(line)))


def spec_of(text, style=STYLE, width_px=None, max_lines=None):
    return _paragraph.Spec(
        text=text, family=style.family, font=None, size_px=style.size_px, weight=style.weight,
        italic=style.italic, align=style.align, line_height=style.line_height,
        direction=style.direction, width_px=width_px, max_lines=max_lines, offset_px=0.0,
    )  # fmt: skip


def test_lines_are_broken_between_words():
    lines = lines_of(WORDS, 120)
    assert len(lines) > 2
    assert " ".join(lines) == WORDS
    assert all(line == line.strip() for line in lines)


def test_words_too_long_are_broken_between_letters():
    word = "e\u0301" * 30  # each with its mark
    lines = lines_of(word, 60)
    assert "".join(lines) == word
    assert all(unicodedata.combining(line[0]) == 0 for line in lines)
    assert lines_of("mmm", 1) == ["m", "m", "m"]


def test_newlines_and_hyphens_end_lines():
    assert lines_of("one\n\ntwo", 500) == ["one", "", "two"]
    assert lines_of("well-known", 60) == ["well-", "known"]


def test_what_does_not_fit_ends_in_an_ellipsis():
    lines = lines_of(WORDS, 120, max_lines=2)
    assert len(lines) == 2
    assert lines[1].endswith("…")
    assert lines_of("short", 120, max_lines=1) == ["short"]
    assert lines_of("a\nb", None, max_lines=1) == ["a…"]


def test_letters_keep_their_marks_together():
    assert _paragraph.clusters("e\u0301a\u0308\u0323b") == ["e\u0301", "a\u0308\u0323", "b"]
    assert _paragraph.clusters("\U0001f469\u200d\U0001f680x") == ["\U0001f469\u200d\U0001f680", "x"]


@pytest.mark.parametrize(
    ("text", "rtl"),
    [("abc", False), (HEBREW, True), ("12 مرحبا", True), ("x " + HEBREW, False), ("12", False)],
)
def test_the_first_letter_with_a_direction_decides(text, rtl):
    assert _paragraph.is_right_to_left(text) is rtl


def test_text_begins_at_its_place(cpu_session):
    pixels, box = draw(cpu_session, "Hxg", 20, 10)
    rows, columns = extent(pixels, 0), extent(pixels, 1)
    assert 20 <= columns[0] <= 23
    assert columns[1] <= box.x + box.width + 1
    assert 10 <= rows[0] <= 10 + box.height / 2
    assert rows[1] <= box.y + box.height
    assert (box.x, box.y) == (20, 10)


def test_boxes_grow_by_lines(cpu_session):
    one = draw(cpu_session, "one")[1]
    three = draw(cpu_session, "one\ntwo\nthree")[1]
    assert three.height == 3 * one.height
    tall = draw(cpu_session, "one", style=TextStyle(size_px=16, line_height=2))[1]
    assert tall.height == pytest.approx(2 * one.height, abs=1)


@pytest.mark.parametrize("width", [None, 100.0])
def test_alignment(cpu_session, width):
    ends = {}
    for align in ("left", "center", "right", "start", "end"):
        style = TextStyle(size_px=16, align=align)
        pixels, _ = draw(cpu_session, "Hxg", 80, 10, style, width=width)
        ends[align] = extent(pixels, 1)
    left, center, right = ends["left"], ends["center"], ends["right"]
    assert ends["start"] == left
    assert ends["end"] == right
    assert left[0] >= 80
    assert right[1] <= 80 + (width or 0)
    assert abs(sum(center) / 2 - (80 + (width or 0) / 2)) <= 1.5


@pytest.mark.skipif(not features.check("raqm"), reason="Pillow has no Raqm here")
def test_right_to_left(cpu_session):
    """Starts at the right, letters in visual order."""
    if "dejavu sans" not in _fonts._families():
        pytest.skip("the font DejaVu Sans is not here")
    style = TextStyle(family="DejaVu Sans", size_px=20)
    pixels, _ = draw(cpu_session, HEBREW, 0, 0, style, width=200)
    assert extent(pixels, 1)[1] >= 195
    short, _ = draw(cpu_session, "של", 0, 0, style, width=200)
    rightmost = short[:, 185:]
    assert np.abs(pixels[:, 185:] - rightmost)[:, 5:].max() <= 60  # the first letters are at the right
    reversed_pixels, _ = draw(cpu_session, HEBREW[::-1], 0, 0, style, width=200)
    assert not np.array_equal(pixels, reversed_pixels)


@pytest.mark.skipif(not features.check("raqm"), reason="Pillow has no Raqm here")
def test_combining_marks_are_part_of_their_letter(cpu_session):
    if "dejavu sans" not in _fonts._families():
        pytest.skip("the font DejaVu Sans is not here")
    style = TextStyle(family="DejaVu Sans", size_px=24)
    composed, _ = draw(cpu_session, "\u00e9t\u00e9", 5, 5, style)
    decomposed, _ = draw(cpu_session, "e\u0301te\u0301", 5, 5, style)
    assert np.abs(composed - decomposed).max() <= 60


def test_size_follows_the_transform(cpu_session):
    """Text under a scale is rasterised at that scale, and not blown up."""
    plain, box = draw(cpu_session, "Hxg", 4, 2, TextStyle(size_px=32))
    scaled, scaled_box = draw(cpu_session, "Hxg", 2, 1, TextStyle(size_px=16), (2, 0, 0, 2, 0, 0))
    assert np.array_equal(plain, scaled)
    assert (scaled_box.width * 2, scaled_box.height * 2) == (box.width, box.height)


def test_turned_text_covers_as_much(cpu_session):
    plain, _ = draw(cpu_session, "Hxg", 20, 20, TextStyle(size_px=32))
    turned, _ = draw(cpu_session, "Hxg", 20, 20, TextStyle(size_px=32), (0.8, 0.6, -0.6, 0.8, 40, 0))
    assert turned.sum() == pytest.approx(plain.sum(), rel=0.01)


def test_moving_by_whole_pixels_moves_every_pixel(cpu_session):
    here, _ = draw(cpu_session, "Hxg", 10, 10)
    there, _ = draw(cpu_session, "Hxg", 0, 0, transform=(1, 0, 0, 1, 33, 21))
    assert np.array_equal(here[10:60, 10:90], there[21:71, 33:113])


def test_gradients_fill_text(cpu_session):
    with cpu_session.open_offscreen(*SIZE) as target:
        with target.scene.add_canvas().draw() as d:
            fade = zc.LinearGradient((0, 0), (100, 0), [(0, "#ff0000"), (1, "#0000ff")])
            d.text("mmmmmm", 0, 0, fade, style=TextStyle(size_px=24))
        presented(target)
        pixels = target.read_pixels().astype(int)
    assert pixels[:, :15, 0].max() > 200
    assert pixels[:, 85:, 2].max() > 200
    assert pixels[..., 1].max() == 0


def test_text_beyond_the_limit_is_refused(cpu_session):
    with cpu_session.open_offscreen(90, 30) as target, target.scene.add_canvas().draw() as drawing:
        for text, width in (("W" * 100_000, None), ("word " * 20_000, 30)):
            with pytest.raises(zc.InvalidArgumentError) as caught:
                drawing.text(text, 0, 0, "#fff", width=width)
            check_message(caught.value, "16384")


def test_empty_text_draws_nothing(cpu_session):
    pixels, box = draw(cpu_session, "", 5, 5)
    assert pixels.max() == 0
    assert box.width == 0
    assert box.height > 0


def test_families(cpu_session, tmp_path, monkeypatch):
    """By name whatever the case, the nearest weight, and the generic words."""
    faces = _fonts._families()
    if "dejavu sans" not in faces:
        pytest.skip("the font DejaVu Sans is not here")
    assert _fonts.find("dejavu SANS", 400, False).weight == 400
    assert _fonts.find("DejaVu Sans", 800, False).weight == 700
    assert _fonts.find("DejaVu Sans Mono", 400, False).family == "DejaVu Sans Mono"
    for word in ("sans-serif", "serif", "monospace"):
        assert _fonts.find(word, 400, False)
    assert ord("ש") in _fonts._letters(_fonts.find("sans-serif", 400, False, HEBREW))
    plain, _ = draw(cpu_session, "Hxg", 5, 5, TextStyle(family="DejaVu Sans", size_px=24))
    bold, _ = draw(cpu_session, "Hxg", 5, 5, TextStyle(family="DejaVu Sans", size_px=24, weight=700))
    assert bold.sum() > plain.sum() * 1.2


def test_files_that_are_no_fonts_are_passed_over(tmp_path):
    for name, content in (
        ("a.ttf", b""),
        ("b.otf", b"OTTO"),
        ("c.ttc", b"ttcf" + b"\xff" * 40),
        ("d.ttf", b"\0" * 99),
    ):
        (tmp_path / name).write_bytes(content)
        assert _fonts.read_faces(tmp_path / name) == []
    assert _fonts.read_faces(tmp_path / "missing.ttf") == []
