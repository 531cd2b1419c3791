"""Playing in a window: paced by the frames' times, with keys."""

from __future__ import annotations

import json

import numpy as np
import pytest

import zerocopy as zc
from zerocopy import cli
from zerocopy._window_player import Clock, WindowPlayer
from zerocopy.player import Player


class Hand:
    """Acts at given turns of the player."""

    def __init__(self, doubles, actions):
        self.doubles, self.actions, self.turns = doubles, dict(actions), 0

    def __call__(self, done, total):
        self.turns += 1
        if action := self.actions.get(self.turns):
            action()


@pytest.fixture
def player(clip, doubles):
    made = []

    def open_player(name="plain", **options):
        made.append(Player(clip(name), device="metal", **options))
        return made[-1]

    yield open_player
    for player in made:
        player.close()


def test_it_plays_to_the_end(player, doubles):
    playing = player()
    playing.run()
    report = playing.report()
    assert report.device == "metal"
    assert report.frames_presented == report.frames_submitted == report.frames_decoded > 5
    assert doubles.window_pixels() is not None
    assert doubles.window_info()["title"].startswith("plain")


def test_it_takes_as_long_as_the_clip(player):
    playing = player()
    duration = playing._source.info.duration_s
    playing.run()
    assert playing.report().seconds >= (playing.report().frames_decoded - 1) / playing._source.info.fps * 0.95
    assert duration > 0


@pytest.mark.parametrize("key", ["q", "escape"])
def test_keys_that_end_it(player, doubles, key):
    playing = player()
    playing.run(Hand(doubles, {3: lambda: doubles.press(key)}))
    assert 3 <= playing.report().frames_decoded <= 5


def test_closing_the_window_ends_it_well(clip, doubles, capsys, monkeypatch):
    """Also on the command line: exit status 0, and the report."""
    show = Player._show

    def show_and_close(self, progress, frame):
        go_on = show(self, progress, frame)
        if self._decoded == 3:
            doubles.close_window(later=True)
        return go_on

    monkeypatch.setattr(Player, "_show", show_and_close)
    assert cli.main(["play", str(clip("plain")), "--device", "metal", "--json"]) == 0
    report = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert 3 <= report["frames_decoded"] <= 5


def test_a_snapshot_of_a_closed_window_is_missed(player, doubles, tmp_path):
    playing = player(snapshot=tmp_path / "last.png")
    with pytest.raises(zc.ClosedError, match="no last picture"):
        playing.run(Hand(doubles, {2: lambda: doubles.close_window(later=True)}))


def test_s_writes_what_is_shown(player, doubles, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    playing = player(frames=6)
    playing.run(Hand(doubles, {3: lambda: doubles.press("s")}))
    (written,) = tmp_path.glob("plain*.png")
    assert written.stat().st_size > 0


def test_f_fills_the_screen(player, doubles):
    playing = player(frames=6)
    playing.run(Hand(doubles, {2: lambda: doubles.press("f")}))
    assert doubles.window_info()["fullscreen"]


def test_i_shows_and_hides_the_hud(player, doubles):
    playing = player(frames=9)
    seen = {}

    def look(turn):
        seen[turn] = (playing._target.hud, playing._target.read_pixels()[20:40, 20:90])

    acts = {
        2: lambda: doubles.press("i"),
        4: lambda: look(4),
        6: lambda: doubles.press("i"),
        8: lambda: look(8),
    }
    playing.run(Hand(doubles, acts))
    assert [on for on, _ in seen.values()] == [True, False]
    assert np.abs(seen[4][1].astype(int) - seen[8][1]).max() > 50


def test_the_hud_from_the_start(player):
    playing = player(frames=3, hud=True)
    playing.run()
    assert playing._target.hud


def test_space_pauses(player, doubles):
    playing = player()
    pauses = []
    turn = WindowPlayer._turn

    def counted(self):
        if self._clock.stands:
            pauses.append(1)
            if len(pauses) == 20:
                doubles.press("space")
        return turn(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WindowPlayer, "_turn", counted)
        playing.run(Hand(doubles, {2: lambda: doubles.press("space")}))
    assert len(pauses) >= 20
    assert playing.report().frames_presented == playing.report().frames_decoded


def test_left_and_right_seek(player, doubles):
    """The clip is shorter than five seconds: left plays it again, right ends it."""
    playing = player()
    total = playing.frame_count
    playing.run(Hand(doubles, {5: lambda: doubles.press("left"), 10: lambda: doubles.press("right")}))
    assert total is None or playing.report().frames_decoded < 2 * total
    assert playing.report().frames_decoded > 5


def test_the_help_says_the_keys(capsys):
    with pytest.raises(SystemExit):
        cli.main(["play", "--help"])
    said = " ".join(capsys.readouterr().out.split())
    assert "space pauses" in said
    assert "i shows the HUD" in said
    assert "q or escape ends" in said


def test_media_time_runs_pauses_and_jumps():
    now = [100.0]
    clock = Clock(lambda: now[0])
    assert clock.stands
    clock.toggle()
    now[0] += 2
    assert clock.seconds == pytest.approx(2)
    clock.toggle()
    now[0] += 5
    assert clock.seconds == pytest.approx(2)
    clock.jump(7)
    assert clock.seconds == pytest.approx(7)
    clock.toggle()
    now[0] += 1
    assert clock.seconds == pytest.approx(8)
    clock.jump(1)
    assert clock.seconds == pytest.approx(1)


def test_the_window_shows_the_last_frame(player, doubles):
    playing = player()
    playing.run()
    window = playing._target
    assert np.array_equal(doubles.window_pixels(), window.read_pixels())
