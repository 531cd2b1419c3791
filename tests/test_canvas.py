"""Canvases: what may be drawn, what is refused, and what becomes of it."""

from __future__ import annotations

import gc
import math

import numpy as np
import pytest

import zerocopy as zc
from support.show import check_message, presented, read_png, refused
from zerocopy import LinearGradient, RadialGradient, Shape, Stroke, TextStyle, testing
from zerocopy.cli import main
from zerocopy.gallery import PICTURES, SIZE, draw_gallery

NAN, INF = float("nan"), float("inf")
HUGE = pytest.param(10**400, id="10**400")
STOPS = [(0, "#fff"), (1, "#000")]


@pytest.fixture
def target(cpu_session):
    with cpu_session.open_offscreen(60, 40) as target:
        yield target


def pixels(target):
    presented(target)
    return target.read_pixels()[..., :3].astype(int)


def test_an_empty_canvas_shows_nothing(target):
    target.present()
    canvas = target.scene.add_canvas()
    assert target.scene.layers == (canvas,)
    assert canvas.rect == (0, 0, 60, 40)
    assert target.present().status == "unchanged"
    with canvas.draw():
        pass
    presented(target)
    assert target.read_pixels()[..., :3].max() == 0


def test_drawing_replaces_what_was_there_with_the_next_present(target):
    canvas = target.scene.add_canvas()
    with canvas.draw() as d:
        d.rect((0, 0, 20, 40), fill="#ff0000")
    first = pixels(target)
    with canvas.draw() as d:
        d.rect((20, 0, 20, 40), fill="#00ff00")
        assert target.read_pixels()[5, 5].tolist() == [*first[5, 5].tolist(), 255]
    second = pixels(target)
    assert first[5, 5].tolist() == [255, 0, 0]
    assert second[5, 5].tolist() == [0, 0, 0]
    assert second[5, 25].tolist() == [0, 255, 0]


def test_an_exception_leaves_the_canvas_as_it_was(target):
    canvas = target.scene.add_canvas()
    with canvas.draw() as d:
        d.rect((0, 0, 60, 40), fill="#ffffff")
    before = pixels(target)

    def interrupted():
        with canvas.draw() as d:
            d.rect((0, 0, 60, 40), fill="#ff0000")
            raise KeyError("mine")

    with pytest.raises(KeyError):
        interrupted()
    assert target.present().status == "unchanged"
    assert np.array_equal(target.read_pixels()[..., :3], before)


def test_saves_and_restores_must_match(target):
    canvas = target.scene.add_canvas()
    with canvas.draw() as d:
        refused(d.restore, "save()")
        d.save()
        d.restore()
        refused(d.restore, "save()")
    target.present()

    def unbalanced():
        with canvas.draw() as d:
            d.rect((0, 0, 9, 9), fill="#fff")
            d.save()
            d.save()

    refused(unbalanced, "2 save()")
    assert target.present().status == "unchanged"


def test_a_drawing_ends_with_its_block(target):
    canvas = target.scene.add_canvas()
    with canvas.draw() as d:
        pass
    for call in (d.save, d.restore, lambda: d.rect((0, 0, 1, 1), fill="#fff"), lambda: d.translate(1, 1),
                 lambda: d.text("x", 0, 0, "#fff")):  # fmt: skip
        with pytest.raises(zc.ClosedError) as caught:
            call()
        check_message(caught.value)


def test_a_canvas_that_is_gone(target):
    canvas = target.scene.add_canvas()
    canvas.remove()
    with pytest.raises(zc.ClosedError), canvas.draw() as d:
        d.rect((0, 0, 1, 1), fill="#fff")
    other = target.scene.add_canvas()
    target.close()
    with pytest.raises(zc.ClosedError), other.draw() as d:
        d.rect((0, 0, 1, 1), fill="#fff")


def test_a_shape_that_changes_later_does_not_change_the_drawing(target):
    canvas = target.scene.add_canvas()
    shape = Shape().rect((0, 0, 10, 10))
    with canvas.draw() as d:
        d.shape(shape, fill="#ffffff")
        shape.rect((20, 20, 10, 10))
    shape.rect((40, 20, 10, 10))
    assert (pixels(target)[..., 0] > 0).sum() == 100


def test_saved_restores_when_its_block_raises(target):
    canvas = target.scene.add_canvas()

    def failing(d):
        with d.saved():
            d.translate(40, 0)
            d.opacity = 0.5
            d.clip_rect((0, 0, 5, 5))
            d.save()  # and what it saved itself
            raise KeyError("mine")

    with canvas.draw() as d:
        d.translate(2, 0)
        with pytest.raises(KeyError):
            failing(d)
        assert d.opacity == 1
        d.rect((0, 0, 20, 40), fill="#ffffff")
    shown = pixels(target)[..., 0]
    assert (shown[:, 2:22] == 255).all()
    assert shown.sum() == 255 * 20 * 40


@pytest.mark.parametrize("number", [NAN, INF, -INF, 1e33, "x", None, "1", b"1", True, HUGE, np.ones(2)])
def test_coordinates_that_are_none(target, number):
    shape = Shape().move_to(0, 0)
    for call in (
        lambda: shape.move_to(number, 0),
        lambda: shape.line_to(0, number),
        lambda: shape.quad_to((number, 0), (1, 1)),
        lambda: shape.cubic_to((0, 0), (0, number), (1, 1)),
        lambda: shape.arc((0, number), 4, 0, 90),
        lambda: shape.rect((0, 0, number, 4)),
        lambda: shape.ellipse((0, number, 4, 4)),
        lambda: shape.polyline([(0, 0), (number, 1)]),
        lambda: LinearGradient((0, number), (1, 1), STOPS),
        lambda: RadialGradient((0, 0), number, STOPS),
        lambda: Stroke("#fff", width=number),
        lambda: Stroke("#fff", dashes=(1, number)),
    ):
        refused(call)
    with target.scene.add_canvas().draw() as d:
        for call in (
            lambda: d.translate(number, 0),
            lambda: d.scale(number),
            lambda: d.rotate(number),
            lambda: d.clip_rect((0, 0, number, 1)),
            lambda: d.line((0, 0), (number, 0), Stroke("#fff")),
            lambda: d.text("x", number, 0, "#fff"),
            lambda: setattr(d, "opacity", number),
        ):
            refused(call)


def test_words_and_ranges_that_are_refused(target):
    refused(lambda: Stroke("#fff", join="mitre"), "mitre", "miter", "bevel")  # type: ignore[arg-type]
    refused(lambda: Stroke("#fff", cap="flat"), "flat", "square")  # type: ignore[arg-type]
    refused(lambda: Stroke("#fff", width=0), "0")
    refused(lambda: Stroke("#fff", width=-1), "-1")
    refused(lambda: Stroke("#fff", miter_limit=0.5), "0.5")
    refused(lambda: Stroke("#fff", dashes=(0, 0)), "dashes")
    refused(lambda: Stroke("#fff", dashes=(-1, 2)), "-1")
    refused(lambda: Stroke("#fff", dashes="--"), "--")  # type: ignore[arg-type]
    refused(lambda: Stroke("red"), "red")
    refused(lambda: LinearGradient((0, 0), (9, 0), [(0.5, "#fff"), (0.2, "#000")]), "0.2", "ascending")
    refused(lambda: LinearGradient((0, 0), (9, 0), [(0, "#fff")]), "1 stops")
    refused(lambda: LinearGradient((0, 0), (9, 0), [(0, "#fff"), (1.5, "#000")]), "1.5")
    refused(lambda: LinearGradient((0, 0), (9, 0), [(0, "#fff"), 1]))  # type: ignore[list-item]
    refused(lambda: LinearGradient((0, 0), (9, 0), "abc"))  # type: ignore[arg-type]
    refused(lambda: LinearGradient((3, 4), (3, 4), STOPS), "(3.0, 4.0)")
    refused(lambda: LinearGradient((0, 0), (9, 0), STOPS, spread="mirror"), "mirror")  # type: ignore[arg-type]
    refused(lambda: RadialGradient((0, 0), 0, STOPS), "0")
    refused(lambda: RadialGradient((0, 0), 5, STOPS, focus=(5, 0)), "5 px", "within")
    refused(lambda: Shape().line_to(1, 2), "move_to()")
    refused(lambda: Shape().arc((0, 0), -1, 0, 90), "-1")
    refused(lambda: Shape().rounded_rect((0, 0, 9, 9), -1), "-1")
    refused(lambda: TextStyle(size_px=0), "0")
    refused(lambda: TextStyle(size_px=4000), "4000")
    refused(lambda: TextStyle(align="justify"), "justify")  # type: ignore[arg-type]
    refused(lambda: TextStyle(weight=0), "0")
    refused(lambda: TextStyle(direction="up"), "up")  # type: ignore[arg-type]
    refused(lambda: TextStyle(font=3), "3", "path")  # type: ignore[arg-type]
    refused(lambda: TextStyle(font="a\0b"), "NUL")
    refused(lambda: TextStyle(italic=[]), "[]", "True")  # type: ignore[arg-type]
    for points in (None, 3, "ab", [1, 2], [(0, 0), None]):
        refused(lambda points=points: Shape().polyline(points))
        refused(lambda points=points: Shape().polygon(points))
    words = np.array(["round", "nonzero"])
    refused(lambda: Stroke("#fff", join=words), "Join")  # type: ignore[arg-type]
    refused(lambda: Stroke("#fff", cap=words), "Cap")  # type: ignore[arg-type]
    refused(lambda: TextStyle(align=words), "Alignment")  # type: ignore[arg-type]
    refused(lambda: LinearGradient((0, 0), (9, 0), STOPS, spread=words), "Spread")  # type: ignore[arg-type]
    with target.scene.add_canvas().draw() as d:
        refused(lambda: d.polyline(None), "None", "(x, y)")
        refused(lambda: d.shape(Shape(), fill="#fff", rule=words), "Fill rule")
        refused(lambda: d.rect((0, 0, 9, 9), corner_radius_px=False), "False")
        refused(lambda: d.shape("circle", fill="#fff"), "circle")
        refused(lambda: d.shape(Shape(), fill="#fff", rule="winding"), "winding")
        refused(lambda: d.rect((0, 0, 9, 9), stroke="#fff"), "Stroke")
        refused(lambda: d.rect((0, 0, -9, 9), fill="#fff"), "-9")
        refused(lambda: d.text(5, 0, 0, "#fff"), "5")
        refused(lambda: d.text("x", 0, 0, "#fff", style="bold"), "bold")
        refused(lambda: d.text("x", 0, 0, "#fff", style=TextStyle(family="No Such Font")), "No Such Font")
        refused(lambda: d.text("x", 0, 0, "#fff", max_lines=0), "0")
        refused(lambda: d.image(np.zeros((3, 3), np.uint8)), "(3, 3)")
        refused(lambda: setattr(d, "opacity", 1.5), "1.5")


def test_what_was_refused_left_nothing_behind(target):
    with target.scene.add_canvas().draw() as d:
        refused(lambda: d.rect((0, 0, 60, 40), fill="#ff0000", stroke="#fff"))
        d.rect((0, 0, 5, 5), fill="#ffffff")
    assert (pixels(target)[..., 0] > 0).sum() == 25


def test_drawings_are_let_go_of(cpu_session):
    def count():
        gc.collect()
        return testing.live_objects()["display_lists"]

    before = count()
    with cpu_session.open_offscreen(20, 20) as target:
        canvas = target.scene.add_canvas()
        for i in range(20):
            with canvas.draw() as d:
                d.rect((0, 0, i, i), fill="#fff")
            target.present()
        del d
        assert count() - before <= 2  # the one shown, and its layer's last edit
        canvas.remove()
        target.present()
        target.present()
        assert count() == before
    assert count() == before


def test_drawing_from_many_threads(target):
    import threading

    canvas = target.scene.add_canvas()

    def work(color):
        for _ in range(50):
            with canvas.draw() as d:
                d.rect((0, 0, 60, 40), fill=color)
            target.present()

    threads = [threading.Thread(target=work, args=(color,)) for color in ("#ff0000", "#00ff00")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    target.present()
    assert target.read_pixels()[5, 5].tolist() in ([255, 0, 0, 255], [0, 255, 0, 255])


def test_the_largest_surface(cpu_session):
    """A canvas larger than the device's limit is drawn coarser, not refused."""
    with cpu_session.open_offscreen(100, 20) as target:
        with target.scene.add_canvas((0, 0, 40_000, 8)).draw() as d:
            d.rect((0, 0, 50, 8), fill="#ffffff")
        shown = pixels(target)[4, :, 0]
    assert (shown[:48] == 255).all()
    assert (shown[53:] == 0).all()


def test_angles_are_degrees_clockwise(target):
    with target.scene.add_canvas().draw() as d:
        d.translate(30, 20)
        d.rotate(90)
        d.rect((0, -2, 15, 4), fill="#ffffff")
    rows, columns = np.nonzero(pixels(target)[..., 0] > 128)
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (20, 34, 28, 31)
    assert math.isclose(len(rows), 60)


def test_the_gallery(tmp_path, capsys):
    folder = tmp_path / "new" / "gallery"
    assert main(["gallery", str(folder), "--device", "cpu"]) == 0
    printed = capsys.readouterr().out.split()
    assert printed == [str(folder / f"{name}.png") for name in PICTURES]
    for path in draw_gallery(tmp_path, device="cpu"):
        picture = read_png(path)
        assert picture.shape == (SIZE[1], SIZE[0], 4)
        assert np.ptp(picture[..., :3]) > 100
        assert np.array_equal(picture, read_png(folder / path.name))
