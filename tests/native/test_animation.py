"""Easings and springs against their formulas in float64.

Sources: CSS Easing Functions Level 2 (cubic Bézier and step easings); the damped harmonic oscillator
m x'' + c x' + k x = 0, here integrated numerically and by its matrix exponential.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from zerocopy import _core_testing as core

pytestmark = pytest.mark.native

BEZIERS = {
    "linear": (0.0, 0.0, 1.0, 1.0),
    "ease": (0.25, 0.1, 0.25, 1.0),
    "ease-in": (0.42, 0.0, 1.0, 1.0),
    "ease-out": (0.0, 0.0, 0.58, 1.0),
    "ease-in-out": (0.42, 0.0, 0.58, 1.0),
    "back": (0.34, 1.56, 0.64, 1.0),
    "flat": (1.0, 0.0, 0.0, 1.0),
    "corner": (0.0, 1.0, 0.0, 1.0),
}
SPRINGS = [(170.0, 26.0, 1.0), (100.0, 20.0, 1.0), (100.0, 3.0, 1.0), (50.0, 60.0, 2.0), (400.0, 40.0, 1.0)]
SECOND = 1_000_000_000


def bernstein(p1: float, p2: float, s: float) -> float:
    return 3 * (1 - s) ** 2 * s * p1 + 3 * (1 - s) * s**2 * p2 + s**3


def by_bisection(bezier: tuple[float, float, float, float], progress: float) -> float:
    low, high = 0.0, 1.0
    for _ in range(200):
        middle = (low + high) / 2
        if bernstein(bezier[0], bezier[2], middle) < progress:
            low = middle
        else:
            high = middle
    return bernstein(bezier[1], bezier[3], low)


@pytest.mark.parametrize("name", BEZIERS)
def test_a_bezier_is_the_curve(name):
    bezier = BEZIERS[name]
    for progress in np.linspace(0, 1, 101):
        # Where the curve is vertical the value of any parameter in reach of rounding is right.
        tolerance = 1e-3 if name in ("flat", "corner") else 1e-9
        assert core.bezier(bezier, progress) == pytest.approx(by_bisection(bezier, progress), abs=tolerance)
    assert core.bezier(bezier, 0) == 0
    assert core.bezier(bezier, 1) == 1


@pytest.mark.parametrize("name", ["linear", "ease", "ease-in-out", "back"])
def test_the_slope_is_the_derivative(name):
    bezier, h = BEZIERS[name], 1e-6
    for progress in np.linspace(0.05, 0.95, 19):
        wanted = (by_bisection(bezier, progress + h) - by_bisection(bezier, progress - h)) / (2 * h)
        assert core.bezier_slope(bezier, progress) == pytest.approx(wanted, rel=1e-4, abs=1e-4)


def test_ease_is_the_browsers():
    """Values that browsers give for `ease` and `ease-in-out`."""
    assert core.bezier(BEZIERS["ease"], 0.5) == pytest.approx(0.8024033877399112, abs=1e-9)
    assert core.bezier(BEZIERS["ease-in-out"], 0.5) == pytest.approx(0.5, abs=1e-12)


# CSS Easing 2, figure of the step easings with three steps: values at 0, within each step, and at 1.
@pytest.mark.parametrize(
    ("position", "values"),
    [
        (0, [1 / 3, 1 / 3, 2 / 3, 1, 1]),  # jump-start
        (1, [0, 0, 1 / 3, 2 / 3, 1]),  # jump-end
        (2, [0, 0, 1 / 2, 1, 1]),  # jump-none
        (3, [1 / 4, 1 / 4, 2 / 4, 3 / 4, 1]),  # jump-both
    ],
)
def test_steps(position, values):
    got = [core.steps(3, position, progress) for progress in (0, 1 / 6, 1 / 2, 5 / 6, 1)]
    assert got == pytest.approx(values)


def exact_spring(spring: tuple[float, float, float], x: float, v: float, t: float) -> np.ndarray:
    """exp(A t) (x, v), by scaling and squaring a Taylor series."""
    k, c, m = spring
    a = np.array([[0, 1], [-k / m, -c / m]]) * t
    squarings = max(0, math.ceil(math.log2(max(np.abs(a).sum(), 1e-9)))) + 4
    scaled = a / 2**squarings
    term = total = np.eye(2)
    for i in range(1, 20):
        term = term @ scaled / i
        total = total + term
    for _ in range(squarings):
        total = total @ total
    return total @ np.array([x, v])


@pytest.mark.parametrize("spring", SPRINGS)
@pytest.mark.parametrize("start", [(-1.0, 0.0), (3.0, -25.0), (0.0, 10.0)])
def test_a_spring_is_the_oscillator(spring, start):
    for t in np.linspace(0, 2, 41):
        assert core.spring(spring, *start, t) == pytest.approx(exact_spring(spring, *start, t), abs=1e-8)


@pytest.mark.parametrize("spring", SPRINGS)
def test_a_spring_has_settled(spring):
    end = core.settle_seconds(spring)
    omega = math.sqrt(spring[0] / spring[2])
    for t in np.linspace(end, 2 * end, 50):
        x, v = core.spring(spring, 1.0, 0.0, t)
        assert abs(x) < 3e-3
        assert abs(v) < 3e-3 * omega
    assert max(abs(core.spring(spring, 1.0, 0.0, t)[0]) for t in np.linspace(end / 3, end / 2, 50)) > 1e-3


def ran(kind, numbers, elapsed, *, duration=1.0, repeat=1, alternate=False, start=(10.0, 20.0), velocity=0.0):
    return core.animation(
        kind, numbers, *start, velocity, round(duration * SECOND), repeat, alternate, round(elapsed * SECOND)
    )


LINEAR = ("bezier", [0.0, 0.0, 1.0, 1.0])


def test_an_animation_runs_from_one_to_the_other():
    assert ran(*LINEAR, 0) == (10, 10, False)
    value, velocity, finished = ran(*LINEAR, 0.25)
    assert (value, velocity, finished) == (pytest.approx(12.5), pytest.approx(10), False)
    assert ran(*LINEAR, 1) == (20, 0, True)
    assert ran(*LINEAR, 7) == (20, 0, True)


def test_an_animation_repeats():
    assert ran(*LINEAR, 2.25, repeat=3)[0] == pytest.approx(12.5)
    assert ran(*LINEAR, 3, repeat=3) == (20, 0, True)
    assert ran(*LINEAR, 1000.5, repeat=0)[0::2] == (pytest.approx(15), False)


def test_every_other_run_goes_back():
    value, velocity, _ = ran(*LINEAR, 1.25, repeat=2, alternate=True)
    assert (value, velocity) == (pytest.approx(17.5), pytest.approx(-10))
    assert ran(*LINEAR, 2, repeat=2, alternate=True) == (10, 0, True)
    assert ran(*LINEAR, 3, repeat=3, alternate=True) == (20, 0, True)


def test_no_duration_is_at_its_end():
    assert ran(*LINEAR, 0, duration=0) == (20, 0, True)


def test_a_spring_keeps_its_velocity():
    value, velocity, finished = ran("spring", [170.0, 26.0, 1.0], 0, velocity=-40.0)
    assert (value, velocity, finished) == (10, -40, False)
    value, velocity, _ = ran("spring", [170.0, 26.0, 1.0], 0.1, velocity=-40.0)
    wanted = exact_spring((170, 26, 1), -10, -40, 0.1)
    assert (value - 20, velocity) == (pytest.approx(wanted[0]), pytest.approx(wanted[1]))
    assert ran("spring", [170.0, 26.0, 1.0], 5)[0::2] == (20, True)
