"""Records and the HUD of a window: what the display tells later, scale, and live resize."""

from __future__ import annotations

import numpy as np

from zerocopy import hud

SIZE = (400, 200)


def open_window(metal, scale, doubles):
    doubles.set_default_scale(scale)
    return metal.open_window(*SIZE, background="#204060")


def ground(pixels, scale):
    """Where the panel's ground is seen, as a box of logical px."""
    rows, columns = np.nonzero((pixels != (0x20, 0x40, 0x60, 0xFF)).any(axis=-1))
    return [float(side) / scale for side in (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)]


def test_when_a_picture_was_seen_is_told_later(metal, doubles, macos):
    window = metal.open_window(32, 24)
    layer = window.scene.add_rect((0, 0, 8, 8), "#f00")
    for index in range(6):
        layer.color = (index / 6, 0, 0)
        outcome = window.present()
        assert outcome.status == "presented"
    assert outcome.wait("completed").completed_ns > 0
    doubles.window_pixels()  # everything has arrived
    records = window.telemetry()
    shown = records[records["lane"] == "main"]
    assert len(shown) == 6
    assert (shown["presented_ns"] >= shown["issued_ns"]).all()
    assert (np.diff(shown["presented_ns"]) > 0).all()
    assert (shown["completed_ns"] >= shown["issued_ns"]).all()
    assert (shown["device_bytes"] == 32 * 24 * 4).all(), "a drawable is drawn whole"
    assert list(shown["damage_px"][1:]) == [64] * 5


def test_the_hud_is_drawn_at_the_windows_scale(metal, doubles):
    panels = []
    for scale in (1.0, 2.0):
        with open_window(metal, scale, doubles) as window:
            window.hud = True
            window.present()
            pixels = doubles.window_pixels()
            box = ground(pixels, scale)
            assert np.allclose(box, [12, 12, 12 + hud.WIDTH, 12 + hud.HEIGHT], atol=0.5)
            panels.append(pixels.astype(int))
    coarse = panels[0].repeat(2, axis=0).repeat(2, axis=1)
    assert np.abs(panels[1] - coarse)[24:224, 24:600].max() > 60, "letters have the finer edges"


def test_the_hud_follows_the_windows_size(metal, doubles):
    window = open_window(metal, 1.0, doubles)
    window.hud = True
    window.present()
    window.resize(200, 100)
    window.present()
    window.present()
    factor = (100 - 24) / hud.HEIGHT
    factor = min(factor, (200 - 24) / hud.WIDTH)
    box = ground(doubles.window_pixels(), 1)
    assert np.allclose(box, [12, 12, 12 + hud.WIDTH * factor, 12 + hud.HEIGHT * factor], atol=1)


def test_the_hud_leaves_unchanged_presents_unchanged(metal, doubles):
    window = open_window(metal, 1.0, doubles)
    layer = window.scene.add_rect((380, 180, 8, 8), "#f00")
    window.hud = True
    window._hud._now = iter(range(1, 100)).__next__
    assert window.present().status == "presented"
    for _ in range(4):
        assert window.present().status == "unchanged"
    layer.color = "#0f0"
    assert window.present().status == "presented"
    assert window.present().status == "unchanged"
