"""The HUD: a layer above all others that never asks for a picture of its own."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

import zerocopy as zc
from support import pictures
from support.run import Run
from support.show import frame_of, presented
from zerocopy import hud

SIZE = (400, 240)


class Watch:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        self.seconds += 1
        return self.seconds


@pytest.fixture
def target(plain_session) -> Iterator[zc.Offscreen]:
    with plain_session.open_offscreen(*SIZE, background="#204060") as target:
        yield target


def open_hud(target: zc.Target) -> None:
    """One that may be redrawn at every present."""
    target.hud = True
    assert target._hud is not None
    target._hud._now = Watch()


def panel_of(pixels: np.ndarray, width: float = hud.WIDTH, height: float = hud.HEIGHT) -> np.ndarray:
    left = top = int(hud.MARGIN)
    return pixels[top : top + round(height), left : left + round(width)]


def test_it_is_off_unless_it_is_asked_for(target):
    assert target.hud is False
    presented(target)
    before = target.read_pixels()
    target.hud = True
    assert target.hud is True
    presented(target)
    assert (target.read_pixels() != before).any()
    target.hud = False
    assert target.hud is False
    presented(target)
    assert (target.read_pixels() == before).all()


def test_it_lies_at_the_top_left_and_nowhere_else(target):
    presented(target)
    before = target.read_pixels()
    target.hud = True
    presented(target)
    changed = (target.read_pixels() != before).any(axis=-1)
    rows, columns = np.nonzero(changed)
    assert (columns.min(), rows.min()) == (hud.MARGIN, hud.MARGIN)
    assert (columns.max() + 1, rows.max() + 1) == (hud.MARGIN + hud.WIDTH, hud.MARGIN + hud.HEIGHT)
    assert not changed[int(hud.MARGIN), int(hud.MARGIN)], "its corners are round"
    assert changed[20:100, 20:280].all(), "and its ground covers the rest"


def test_it_is_translucent(target):
    ground = target.scene.add_rect((0, 0, *SIZE), "#000")
    target.hud = True
    shades = []
    for color in ("#000", "#fff"):
        ground.color = color
        presented(target)
        shades.append(target.read_pixels()[int(hud.MARGIN) + 5, 200].astype(int))
    assert (shades[0][:3] + 20 < shades[1][:3]).all()


def test_it_is_above_everything(target):
    target.hud = True
    presented(target)
    pixels = panel_of(target.read_pixels())
    for z in (0, 2**31 - 1):
        target.scene.add_rect((0, 0, *SIZE), "#f00", z=z)
        presented(target)
        assert (target.read_pixels()[-1, -1] == (255, 0, 0, 255)).all()
        above = panel_of(target.read_pixels())
        assert above[8, 146, 0] < 160, "the panel's dark ground"
        assert pixels.shape == above.shape


def test_it_is_no_layer_of_the_scene(target):
    layer = target.scene.add_rect((0, 0, 4, 4), "#fff")
    target.hud = True
    presented(target)
    assert target.scene.layers == (layer,)
    target.hud = False
    assert target.scene.layers == (layer,)


def test_it_leaves_unchanged_presents_unchanged(target):
    """Even though it has news to tell after each."""
    layer = target.scene.add_rect((300, 200, 10, 10), "#fff")
    open_hud(target)
    presented(target)
    first = target.read_pixels()
    for _ in range(5):
        assert target.present().status == "unchanged"
    assert (target.read_pixels() == first).all()
    layer.color = "#f00"
    presented(target)
    second = target.read_pixels()
    assert (second[200:210, 300:310] == (255, 0, 0, 255)).all()
    assert (panel_of(first) != panel_of(second)).any(), "its news came along"
    for _ in range(3):
        assert target.present().status == "unchanged"


def test_a_new_place_does_not_wait(target):
    """As in a window whose new size was drawn before the panel could follow."""
    target.hud = True
    presented(target)
    assert target._hud is not None
    assert target._hud._layer is not None
    target._hud._layer.rect = (50, 60, hud.WIDTH, hud.HEIGHT)
    presented(target)
    assert (target.read_pixels()[20:50, 20:300] == (0x20, 0x40, 0x60, 0xFF)).all()


def test_its_damage_is_its_own(target):
    layer = target.scene.add_rect((380, 220, 10, 10), "#fff")
    open_hud(target)
    presented(target)
    layer.color = "#f00"
    presented(target)
    assert target.telemetry()["damage_px"][-1] == 10 * 10 + hud.WIDTH * hud.HEIGHT


def test_it_is_redrawn_at_most_ten_times_a_second(target):
    layer = target.scene.add_rect((300, 200, 10, 10), "#fff")
    target.hud = True
    assert target._hud is not None
    seconds = iter(np.arange(0, 1, 0.01))  # a present every 10 ms
    target._hud._now = lambda: float(next(seconds))
    for index in range(100):
        layer.color = (index % 2, 0, 0)
        presented(target)
    uploads = int((target.telemetry()["ui_bytes"] > 0).sum())
    assert 9 <= uploads <= 11


@pytest.mark.parametrize("size", [(640, 400), (400, 100), (200, 400), (60, 40), (1, 1)])
def test_it_follows_the_targets_size(target, size):
    target.hud = True
    presented(target)
    target.resize(*size)
    presented(target)
    small = target.read_pixels()
    target.hud = False
    target.present()
    rows, columns = np.nonzero((small != target.read_pixels()).any(axis=-1))
    width, height = size
    factor = min(1.0, (width - 2 * hud.MARGIN) / hud.WIDTH, (height - 2 * hud.MARGIN) / hud.HEIGHT)
    if factor <= 0:
        return
    assert columns.min() == rows.min() == hud.MARGIN
    assert abs(columns.max() + 1 - hud.MARGIN - hud.WIDTH * factor) <= 1
    assert abs(rows.max() + 1 - hud.MARGIN - hud.HEIGHT * factor) <= 1


def test_it_is_outside_of_packets(target):
    """Switched on in a packet that is discarded it stays, as it is no edit of the scene."""

    def fail() -> None:
        with target.packet("ui"):
            target.hud = True
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    presented(target)
    assert panel_of(target.read_pixels())[8, 146, 0] < 0x20
    with target.packet("ui"):
        assert target.present().status == "unchanged"
        target.hud = False
    presented(target)
    assert (target.read_pixels() == (0x20, 0x40, 0x60, 0xFF)).all()


def test_on_a_closed_target(target):
    target.hud = True
    target.present()
    target.close()
    with pytest.raises(zc.ClosedError):
        target.present()
    target.hud = False
    with pytest.raises(zc.ClosedError):
        target.hud = True


def test_a_warm_present_beside_it_allocates_nothing(cpu_session):
    run = Run(cpu_session)
    run.target.hud = True
    assert run.target._hud is not None
    run.target._hud._now = lambda: 0.0
    run.check_warm_presents()
    run.close()


def test_what_it_says(plain_session):
    with plain_session.open_offscreen(96, 54) as target:
        layer = target.scene.add_video(fit="fill")
        empty = hud.read(target, target._native.telemetry(160))
        assert (empty.tier, empty.status, empty.fps, len(empty.frame_ms)) == ("", "", 0, 0)
        for index in range(20):
            with frame_of(pictures.noise_picture("nv12", 96, 54), pts_ns=index) as frame:
                layer.submit(frame)
            presented(target)
        target.read_pixels()
        target.present()
        reading = hud.read(target, target._native.telemetry(160))
        records = target.telemetry()
        assert reading.device == plain_session.device.name
        assert reading.tier == str(plain_session.status) == "true_zero_copy"
        assert reading.status == "unchanged"
        shown = records["presented_ns"][:20] / 1e6
        assert np.allclose(reading.frame_ms, np.diff(shown))
        assert reading.fps == pytest.approx(19e3 / (shown[-1] - shown[0]))
        assert (reading.packets_dropped, reading.frames_dropped) == (0, 0)
        assert 0.99 < reading.ratio <= 1.05
        target.resize(0, 0)
        target.present()
        reading = hud.read(target, target._native.telemetry(160))
        assert (reading.status, reading.packets_dropped) == ("zero_size", 1)
