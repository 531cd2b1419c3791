"""From a standard deviation to the passes of a blur, against float64."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zerocopy import _core_testing as core

pytestmark = pytest.mark.native

SETTINGS = settings(max_examples=150, deadline=None, database=None, derandomize=True)
SIGMAS = [0.1, 0.3, 0.5, 1, 2, 3.99, 4, 5.5, 7.99, 8, 15.9, 16, 31, 60, 64, 100, 250]


def halved(line):
    """Each texel of [1 3 3 1] / 8, the outermost going on."""
    around = np.pad(line, (1, 3), mode="edge")
    count = (len(line) + 1) // 2
    taps = [around[k : k + 2 * count : 2][:count] for k in range(4)]
    return (taps[0] + 3 * taps[1] + 3 * taps[2] + taps[3]) / 8


def convolved(line, weights):
    radius = len(weights) - 1
    kernel = np.concatenate([weights[:0:-1], weights])
    return np.convolve(np.pad(line, radius, mode="edge"), kernel, mode="valid")


def enlarged(line, factor, length):
    at = np.clip((np.arange(length) + 0.5) / factor - 0.5, 0, len(line) - 1)
    low = np.floor(at).astype(int)
    high = np.minimum(low + 1, len(line) - 1)
    return line[low] * (1 - (at - low)) + line[high] * (at - low)


def blurred(line, sigma):
    """What the passes make of a line of pixels, but for their rounding."""
    halvings, weights = core.plan_blur(sigma)
    small = line
    for _ in range(halvings):
        small = halved(small)
    small = convolved(small, np.array(weights))
    return enlarged(small, 2**halvings, len(line)) if halvings else small


def gaussian(line, sigma):
    radius = math.ceil(8 * sigma)
    x = np.arange(-radius, radius + 1)
    kernel = np.exp(-(x**2) / (2 * sigma**2))
    return np.convolve(np.pad(line, radius), kernel / kernel.sum(), mode="valid")


@pytest.mark.parametrize("sigma", SIGMAS)
def test_an_edge_and_a_bar(sigma):
    """The hardest content of all: steps from nothing to everything, wherever they lie on the halved grid."""
    length = 2 * math.ceil(10 * sigma) + 80
    for width in (1, 7, length):
        for place in range(4):
            line = np.zeros(3 * length)
            line[length + place : length + place + width] = 1
            error = np.abs(blurred(line, sigma) - gaussian(line, sigma)).max()
            assert error * 255 <= 1.25, f"a bar of {width} px at {place} is off by {error * 255:.2f}/255"


@SETTINGS
@given(st.floats(0.1, 5000))
def test_weights(sigma):
    halvings, weights = core.plan_blur(sigma)
    factor = 2**halvings
    assert (sigma < 4) == (halvings == 0)
    assert sigma < 4 or 2 <= sigma / factor < 4
    assert weights[0] + 2 * math.fsum(weights[1:]) == pytest.approx(1, abs=1e-6)
    assert all(a >= b >= 0 for a, b in itertools.pairwise(weights))
    variance = 2 * math.fsum(w * i * i for i, w in enumerate(weights))
    whole = variance * factor**2
    if halvings:
        whole += (factor**2 - 1) / 4 + factor**2 / 6 + 1 / 12
    # A narrow kernel is sampled at whole px, a wide one is cut off at 3.5 standard deviations.
    if sigma >= 1:
        assert whole == pytest.approx(sigma**2, rel=0.02)


@pytest.mark.parametrize("sigma", SIGMAS)
def test_cost_hardly_grows(sigma):
    """Taps of a convolution are bounded whatever the standard deviation is."""
    _, weights = core.plan_blur(sigma)
    assert len(weights) <= 16


@SETTINGS
@given(
    st.sampled_from(SIGMAS),
    st.integers(-300, 300),
    st.integers(1, 400),
    st.integers(0, 200),
    st.integers(1, 200),
)
def test_area(sigma, left, width, first, count):
    """Filtering the area alone gives, where it is needed, what filtering everything gives."""
    content, needed = (left, 0, left + width, 1), (first, 0, first + count, 1)
    area = core.blurred_area(sigma, content, needed)
    far = 4000
    line = np.zeros(2 * far)
    line[far + left : far + left + width] = 1
    want = gaussian(line, sigma)[far + first : far + first + count]
    got = np.zeros(2 * far)
    if area[0] < area[2]:
        got[far + area[0] : far + area[2]] = blurred(line[far + area[0] : far + area[2]], sigma)
    error = np.abs(got[far + first : far + first + count] - want).max() * 255
    assert error <= 1.2, f"off by {error:.2f}/255 with the area {area}"


@pytest.mark.parametrize("sigma", [4, 20, 60, 100])
def test_area_does_not_grow_with_the_reach(sigma):
    """A layer that fills its target is filtered with little around it, not with all that a blur reaches."""
    x0, y0, x1, y1 = core.blurred_area(sigma, (0, 0, 1920, 1080), (0, 0, 1920, 1080))
    assert (x1 - x0) * (y1 - y0) <= 1.3 * 1920 * 1080
    assert core.blur_reach(sigma) >= 3 * sigma


def test_area_of_any_sigma():
    x0, y0, x1, y1 = core.blurred_area(1e9, (0, 0, 200, 200), (0, 0, 1920, 1080))
    assert (x1 - x0) * (y1 - y0) <= 20_000**2
    assert core.blurred_area(5, (500, 0, 510, 10), (0, 0, 100, 100)) == [0, 0, 0, 0]


def test_what_moves_has_the_same_area():
    """Near the edges, too, as long as that is not much more to filter."""
    for x in range(-30, 1850, 31):
        area = core.blurred_area(9, (x, 3, x + 100, 83), (0, 0, 1920, 1080))
        assert (area[2] - area[0], area[0] - x) == (100 + 2 * core.blur_reach(9), -core.blur_reach(9))
