"""The command line: what scripts rely on."""

from __future__ import annotations

import dataclasses
import importlib.metadata
import json
import subprocess
import sys

import numpy as np
import pytest

import zerocopy as zc
from support import encoding
from support.process import run
from support.show import read_png

PROGRAM = [sys.executable, "-c", "import sys; from zerocopy.cli import main; sys.exit(main())"]
# In the order of the design.
KEYS = [
    "device", "gpu", "status", "frames_decoded", "frames_submitted", "frames_presented",
    "frames_dropped", "imports", "import_failures", "bridges", "uploads", "host_bytes_copied",
    "fallback_switches", "fallback_reasons", "longest_streak", "transitions", "decode_errors",
    "seconds", "fps", "cpu_ms_per_frame", "compose_ms_p50", "compose_ms_p99",
]  # fmt: skip
FRAME_BYTES = 128 * 96 * 3 // 2


def zerocopy(*arguments: object, **env: str) -> subprocess.CompletedProcess[str]:
    return run([*PROGRAM, *map(str, arguments)], **env)


def report(*arguments: object, errors: int = 0) -> dict[str, object]:
    """What `play --json` printed last."""
    done = zerocopy("play", *arguments, "--json")
    assert done.returncode == 0, done
    assert len(done.stderr.splitlines()) == errors, done.stderr
    told = json.loads(done.stdout.strip().splitlines()[-1])
    assert list(told) == KEYS
    return told


def failed(done: subprocess.CompletedProcess[str], status: int, *needles: str) -> None:
    """One clear line on standard error."""
    assert done.returncode == status, done
    assert "Traceback" not in done.stderr
    lines = done.stderr.strip().splitlines()
    if status == 1:
        assert len(lines) == 1, done.stderr
    for needle in needles:
        assert needle in lines[-1], done.stderr


def test_the_command_is_installed():
    (command,) = importlib.metadata.entry_points(group="console_scripts", name="zerocopy")
    assert command.value == "zerocopy.cli:main"


def test_info():
    done = zerocopy("info")
    assert (done.returncode, done.stderr) == (0, "")
    for device in zc.probe():
        assert device.name in done.stdout
        assert device.reason in done.stdout
    assert zc.__version__ in done.stdout


def test_info_as_json():
    done = zerocopy("info", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert told["devices"] == [dataclasses.asdict(device) for device in zc.probe()]
    assert told["version"] == zc.__version__


def test_play(clip):
    told = report(clip("plain"), "--offscreen", "64x48", "--device", "cpu")
    assert (told["device"], told["gpu"]) == ("cpu", False)
    assert told["status"] == "true_zero_copy"
    for name in ("frames_decoded", "frames_submitted", "frames_presented", "imports"):
        assert told[name] == 50, name
    for name in ("frames_dropped", "import_failures", "bridges", "uploads", "host_bytes_copied",
                 "fallback_switches", "decode_errors"):  # fmt: skip
        assert told[name] == 0, name
    assert told["longest_streak"] == 50
    assert told["fallback_reasons"] == {}
    assert [step["after"] for step in told["transitions"]] == ["interop_handle", "true_zero_copy"]
    assert set(told["transitions"][0]) == {"frame", "before", "after", "reason"}
    for name in ("seconds", "fps", "cpu_ms_per_frame", "compose_ms_p50", "compose_ms_p99"):
        assert told[name] > 0, name
    assert told["compose_ms_p50"] <= told["compose_ms_p99"]


@pytest.mark.parametrize("mode", ["interop", "software"])
def test_play_in_another_mode_shows_the_same_picture(clip, tmp_path, mode):
    pictures = []
    for name in ("auto", mode):
        path = tmp_path / f"{name}.png"
        told = report(clip("plain"), "--offscreen", "64x48", "--mode", name, "--snapshot", path)
        pictures.append(read_png(path).astype(int))
    assert told["host_bytes_copied"] == 50 * FRAME_BYTES
    assert told["bridges" if mode == "interop" else "uploads"] == 50
    assert told["imports"] == 0
    assert told["status"] == {"interop": "interop_handle", "software": "software"}[mode]
    assert pictures[0].shape == (48, 64, 4)
    assert np.abs(pictures[0] - pictures[1]).max() <= 1


def test_play_some_frames(clip, tmp_path):
    path = tmp_path / "frame.png"
    told = report(clip("plain"), "--offscreen", "128x96", "--frames", 7, "--snapshot", path)
    assert told["frames_presented"] == 7
    assert encoding.read_number(read_png(path)[..., 1]) == 6


def test_play_for_people(clip):
    done = zerocopy("play", clip("plain"), "--offscreen", "64x48")
    assert done.returncode == 0
    assert done.stderr == ""
    for needle in ("true_zero_copy", "cpu", "50"):
        assert needle in done.stdout
    assert "gpu" in done.stdout.lower()


def test_play_with_a_hud(clip, tmp_path):
    """It is drawn over the picture, and the video counts as before."""
    drawn = []
    for options in ([], ["--hud"]):
        path = tmp_path / f"hud{len(options)}.png"
        told = report(clip("plain"), "--offscreen", "320x240", "--snapshot", path, *options)
        assert (told["frames_presented"], told["host_bytes_copied"]) == (50, 0)
        drawn.append(read_png(path).astype(int))
    changed = np.abs(drawn[0] - drawn[1]).max(axis=-1) > 1
    assert changed.any()
    assert not changed[120:].any()


@pytest.mark.parametrize("name", ["cut", "flipped_bits"])
def test_play_damaged_media(clip, name):
    told = report(clip(name), "--offscreen", "64x48", errors=1)
    assert told["decode_errors"] >= 1
    assert told["frames_decoded"] == told["frames_presented"] >= 24


@pytest.mark.parametrize(
    "name", ["folder", "empty", "text", "random_bytes", "audio_only", "unknown_codec", "no_index"]
)
def test_play_what_cannot_be_opened(clip, name):
    done = zerocopy("play", clip(name), "--offscreen", "64x48")
    failed(done, 1, str(clip(name)))
    assert done.stdout == ""


def test_play_a_missing_file(tmp_path):
    failed(zerocopy("play", tmp_path / "x.mp4", "--offscreen", "64x48"), 1, "x.mp4")


def test_play_without_a_window_system(clip):
    """The line names the way out."""
    with zc.Session() as session:
        try:
            session.open_window(64, 48).close()
        except zc.UnsupportedError:
            failed(zerocopy("play", clip("plain")), 1, "--offscreen")


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["dance"],
        ["play"],
        ["play", "clip.mp4", "--offscreen", "banana"],
        ["play", "clip.mp4", "--offscreen", "0x48"],
        ["play", "clip.mp4", "--offscreen", "-4x48"],
        ["play", "clip.mp4", "--offscreen", "64x99999"],
        ["play", "clip.mp4", "--offscreen", "64x48", "--mode", "turbo"],
        ["play", "clip.mp4", "--offscreen", "64x48", "--device", "toaster"],
        ["play", "clip.mp4", "--offscreen", "64x48", "--frames", "0"],
        ["play", "clip.mp4", "--offscreen", "64x48", "--frames", "-2"],
        ["play", "clip.mp4", "--offscreen", "64x48", "--frames", "few"],
        ["play", "clip.mp4", "--offscreen", "64x48", "--loud"],
        ["info", "--loud"],
    ],
    ids=" ".join,
)
def test_unusable_arguments(clip, arguments):
    done = zerocopy(*[str(clip("plain")) if word == "clip.mp4" else word for word in arguments])
    failed(done, 2)
    assert done.stderr


def test_a_device_that_is_not_here(clip):
    for device in zc.probe():
        if not device.available:
            done = zerocopy("play", clip("plain"), "--offscreen", "8x8", "--device", device.name)
            failed(done, 1, device.name)


def test_a_mode_that_is_not_here(clip):
    arguments = ("play", clip("plain"), "--offscreen", "8x8", "--mode", "zero_copy")
    done = zerocopy(*arguments, ZC_EXPERIMENTAL_TRUE_ZERO_COPY="0")
    failed(done, 1, "zero_copy")


def test_a_snapshot_that_cannot_be_written(clip, tmp_path):
    done = zerocopy("play", clip("plain"), "--offscreen", "8x8", "--frames", 1, "--snapshot",
                    tmp_path / "none" / "picture.png")  # fmt: skip
    failed(done, 1, "picture.png")


@pytest.mark.parametrize("command", [[], ["info"], ["play"], ["bench"]])
def test_help(command):
    done = zerocopy(*command, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert "usage" in done.stdout.lower()


def test_play_as_a_function(nothing_left, clip, tmp_path):
    path = tmp_path / "last.png"
    told = zc.play(clip("plain"), device="cpu", offscreen=(128, 96), frames=12, snapshot=path)
    assert [field.name for field in dataclasses.fields(told)] == KEYS
    assert told.frames_presented == told.frames_decoded == 12
    assert told.host_bytes_copied == 0
    assert encoding.read_number(read_png(path)[..., 1]) == 11
    with pytest.raises(dataclasses.FrozenInstanceError):
        told.fps = 0.0  # type: ignore[misc]


def test_play_as_a_function_of_what_is_not_there(nothing_left, tmp_path):
    with pytest.raises(zc.MediaNotFoundError):
        zc.play(tmp_path / "none.mp4", device="cpu", offscreen=(8, 8))
