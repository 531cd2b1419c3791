"""The CPU device's filters against float64, on every instruction set and number of threads."""

from __future__ import annotations

import sys

import numpy as np
import pytest

import zerocopy as zc
from support.plans import SETS, Device, filtered, gaussian, noise, unit, worst
from support.process import run_cleanly
from zerocopy import _core_testing

pytestmark = pytest.mark.native

SIZES = [
    (1, 1),
    (2, 1),
    (1, 3),
    (3, 2),
    (5, 4),
    (7, 9),
    (8, 8),
    (16, 5),
    (17, 17),
    (33, 6),
    (65, 31),
    (130, 12),
]
TINT = (0.2, 0.9, 0.5, 0.7)


def run(kind, source, size, wide, isa="", threads=1, **given):
    to = np.zeros((size[1], size[0], 4), np.uint16 if wide else np.uint8)
    settings = {"weights": [], "factor": 1, "tint": None, **given}
    _core_testing.filter(kind, source, to, isa=isa, threads=threads, **settings)
    return to


def check(kind, source, size, wide, isa, **given):
    made = run(kind, source, size, wide, isa, **given)
    expected = filtered(kind, source, size, **given)
    # Rounded once more where it is written with 8 bits; a 16-bit result may be cut off in several places.
    assert worst(made, expected) <= (24 if wide else 0.6)
    return made


@pytest.mark.parametrize("isa", SETS)
@pytest.mark.parametrize("wide", [False, True], ids=["to8", "to16"])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
class TestAgainstFloat64:
    @pytest.mark.parametrize("tint", [None, TINT])
    def test_halve(self, isa, wide, dtype, tint):
        for width, height in SIZES:
            size = ((width + 1) // 2, (height + 1) // 2)
            check("halve", noise(width, height, dtype), size, wide, isa, tint=tint)

    @pytest.mark.parametrize("kind", ["convolve_x", "convolve_y"])
    @pytest.mark.parametrize("radius", [0, 1, 7, 14, 40])
    def test_convolve(self, isa, wide, dtype, kind, radius):
        weights = gaussian(max(radius / 3.5, 0.3), radius)
        for width, height in SIZES:
            check(kind, noise(width, height, dtype), (width, height), wide, isa, weights=weights)
        check(kind, noise(9, 9, dtype), (9, 9), wide, isa, weights=weights, tint=TINT)

    @pytest.mark.parametrize("factor", [2, 4, 8, 16, 64])
    def test_enlarge(self, isa, wide, dtype, factor):
        for width, height in [(1, 1), (2, 3), (5, 2), (9, 4), (17, 3)]:
            source = noise(width, height, dtype)
            for cut in (0, 1, factor - 1):  # a surface of a size that is not a multiple
                size = (width * factor - cut, height * factor - cut)
                made = run("enlarge", source, size, wide, isa, factor=factor)
                expected = filtered("enlarge", source, size, factor=factor)
                # Kept with 128 steps to a code on the way.
                assert worst(made, expected) <= (514 if wide else 0.6)

    def test_enlarge_with_a_tint(self, isa, wide, dtype):
        source = noise(7, 5, dtype)
        made = run("enlarge", source, (28, 20), wide, isa, factor=4, tint=TINT)
        assert worst(made, filtered("enlarge", source, (28, 20), factor=4, tint=TINT)) <= (
            514 if wide else 0.65
        )


@pytest.mark.parametrize("value", [0, 1, 127, 254, 255])
def test_what_is_the_same_everywhere_stays(value):
    flat = np.full((37, 41, 4), value, np.uint8)
    half = run("halve", flat, (21, 19), True)
    wide = run("convolve_x", half, (21, 19), True, weights=gaussian(2, 7))
    wide = run("convolve_y", wide, (21, 19), True, weights=gaussian(2, 7))
    assert (run("enlarge", wide, (41, 37), False, factor=2) == value).all()


CASES = [
    ("halve", (401, 299), (201, 150), {}),
    ("convolve_x", (401, 299), (401, 299), {"weights": gaussian(3, 10)}),
    ("convolve_y", (401, 299), (401, 299), {"weights": gaussian(3, 10)}),
    ("enlarge", (401, 299), (1604, 1195), {"factor": 4}),
]


@pytest.mark.parametrize(("kind", "source_size", "size", "given"), CASES, ids=[c[0] for c in CASES])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_the_same_bytes_on_every_set(kind, source_size, size, given, dtype):
    source = noise(*source_size, dtype)
    for wide in (False, True):
        made = [run(kind, source, size, wide, isa, **given) for isa in SETS]
        for other in made[1:]:
            assert np.array_equal(made[0], other)


@pytest.mark.parametrize("kind", ["halve", "convolve_x", "convolve_y", "enlarge"])
def test_the_same_bytes_by_any_number_of_threads(kind):
    source = noise(1300, 900)
    size = {"halve": (650, 450), "enlarge": (2600, 1800)}.get(kind, (1300, 900))
    given = {"weights": gaussian(3, 10)} if "convolve" in kind else {"factor": 2}
    alone = run(kind, source, size, False, threads=1, **given)
    for threads in (2, 3, 5):
        assert np.array_equal(run(kind, source, size, False, threads=threads, **given), alone)


def test_a_blur_by_passes_is_gaussian():
    """A sigma of 4 by two levels, within 2/255 of the exact convolution."""
    width, height, sigma = 121, 90, 4.0
    source = noise(width, height)
    variance = (sigma**2 - 3 / 4 - 4 / 6 - 1 / 12) / 4
    weights = gaussian(variance**0.5, 7)
    device = Device(8, 8)
    texture = device.texture(source)
    half = [device.surface(61, 45, wide=True) for _ in range(2)]
    whole = device.surface(width, height)
    device.filter("halve", texture, half[0])
    device.filter("convolve_x", half[0], half[1], weights)
    device.filter("convolve_y", half[1], half[0], weights)
    device.filter("enlarge", half[0], whole, factor=2)
    device.submit(shown=False)
    touched = device.rig.last()["bytes_touched"]
    inner = (slice(20, -20), slice(20, -20))  # beyond the edge the exact one would need the blur's own rule
    exact = unit(source)
    for axis in (1, 0):
        exact = filtered_exactly(exact, axis, gaussian(sigma, 20))
    assert np.abs(device.pixels(whole)[inner] / 255 - exact[inner]).max() <= 2 / 255
    whole_px, half_px = width * height, 61 * 45
    assert touched == 2 * 4 * whole_px + (1 + 2 + 2 + 1) * 8 * half_px


def filtered_exactly(values, axis, weights):
    total = weights[0] * values
    for offset, weight in enumerate(weights[1:], 1):
        for step in (-offset, offset):
            at = np.clip(np.arange(values.shape[axis]) + step, 0, values.shape[axis] - 1)
            total = total + weight * values.take(at, axis)
    return total


def test_passes_run_late_too():
    """A draw pass, a filter, and the final pass that shows what they made."""
    pictures = []
    for delay in (0, 2):
        device = Device(24, 10, delay=delay)
        drawn, blurred = device.surface(24, 10), device.surface(24, 10)
        device.item(shape=(4, 2, 12, 8), color=(1, 0.5, 0, 1), surface=True)
        device.draw_pass(drawn, (24, 10), (0, 1))
        device.filter("convolve_x", drawn, blurred, gaussian(2, 6))
        device.item("image", blurred)
        device.submit((0, 0, 0, 1))
        assert device.rig.last()["count"] == (0 if delay else 1)
        assert device.rig.settle()
        assert device.rig.last()["count"] == 1
        pictures.append(device.rig.picture())
    assert np.array_equal(*pictures)
    assert 0 < pictures[0][5, 2, 0] < 255  # blurred
    assert pictures[0][0].max() == 255  # only the background's alpha


def test_what_a_surface_is():
    device = Device(4, 4)
    with pytest.raises(zc.ZeroCopyError, match="rgba8 or rgba16"):
        device.rig.make((4, 4), "r8", surface=True)
    with pytest.raises(zc.ZeroCopyError, match="by passes alone"):
        device.rig.write(device.surface(4, 4), np.zeros((4, 4, 4), np.uint8))
    assert device.rig.memory_bytes > 2**20


def draw_everything(threads, isa=""):
    """A plan that is large enough to be shared out: a surface of several items, blurred, in a scene."""
    width, height = 1311, 905
    device = Device(width, height, threads, isa)
    random = np.random.default_rng(2)
    luma = random.integers(16, 236, (300, 400), np.uint8)
    chroma = random.integers(60, 200, (150, 200, 2), np.uint8)
    planes = device.texture(luma), device.texture(chroma)
    drawn, blurred = device.surface(width, height), device.surface(width, height)
    half = [device.surface((width + 1) // 2, (height + 1) // 2, wide=True) for _ in range(2)]
    turned = (0.8, 0.3, -0.3, 0.8, 200, -50)
    clip = device.clip((100, 80, 1200, 800), 90, turned)
    device.item("video", *planes, surface=True, clips=clip)
    device.item(surface=True, color=(0.2, 0.9, 0.3, 0.5), target_from_local=turned, blend="screen")
    device.draw_pass(drawn, (width, height), (0, 2))
    device.filter("halve", drawn, half[0])
    device.filter("convolve_x", half[0], half[1], gaussian(3, 10))
    device.filter("convolve_y", half[1], half[0], gaussian(3, 10))
    device.filter("enlarge", half[0], blurred, factor=2, tint=(1, 0.9, 0.8, 0.9))
    device.item("video", *planes, target_from_local=turned)
    device.item("image", blurred, blend="multiply", corner_radius=200)
    device.item("image", drawn, opacity=0.4, clips=clip)
    return device.draw((0.1, 0.2, 0.3, 1))


def test_a_plan_by_any_number_of_threads():
    alone = draw_everything(1)
    for threads in (2, 3, 5):
        assert np.array_equal(draw_everything(threads), alone)
    assert alone.std() > 20


def test_a_plan_on_every_set():
    best = draw_everything(2)
    for isa in SETS:
        assert np.abs(draw_everything(2, isa).astype(int) - best).max() <= 2


# Filters between arrays that begin or end at memory that may not be touched.
PROGRAM = """
    import sys
    import numpy as np
    from support.guard import guarded
    from support.plans import gaussian, noise
    from zerocopy import _core_testing

    isa = sys.argv[1]
    done = 0
    for width, height in [(w, 3) for w in (1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 33)] + [(64, 1)]:
        half = ((width + 1) // 2, (height + 1) // 2)
        for at_end in (True, False):
            for wide_from in (np.uint8, np.uint16):
                for wide_to in (np.uint8, np.uint16):
                    source = guarded(noise(width, height, wide_from), at_end)
                    for kind, size, weights, factor in [
                        ("halve", half, [], 1),
                        ("convolve_x", (width, height), gaussian(2, 5), 1),
                        ("convolve_y", (width, height), gaussian(2, 5), 1),
                        ("enlarge", (2 * width - 1, 2 * height), [], 2),
                        ("enlarge", (8 * width - 3, 8 * height - 3), [], 8),
                    ]:
                        to = guarded(np.zeros((size[1], size[0], 4), wide_to), at_end)
                        _core_testing.filter(kind, source, to, weights, factor, (1, 1, 1, 1), isa, 1)
                        done += 1
    print(done)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs mprotect")
@pytest.mark.parametrize("isa", SETS)
def test_never_beyond_a_surface(isa):
    assert int(run_cleanly(PROGRAM, isa)) == 13 * 2 * 4 * 5
