"""The command ``zerocopy``: info, play, bench, gallery."""

from __future__ import annotations

import argparse
import dataclasses
import json
import platform
import re
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

import av

from . import __version__
from ._window_player import KEYS
from .errors import InvalidArgumentError, UnsupportedError, ZeroCopyError
from .player import Player, PlayReport, Progress
from .session import probe
from .types import Mode

_FAILED = 1
_UNUSABLE_ARGUMENTS = 2
_INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command line and returns its exit status: 0, 1 for what failed, 2 for unusable arguments."""
    options = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = options.command
    try:
        return command(options)
    except InvalidArgumentError as error:
        return _complain(str(error), _UNUSABLE_ARGUMENTS)
    except ZeroCopyError as error:
        return _complain(str(error), _FAILED)
    except BrokenPipeError:  # whoever read our output has had enough
        sys.stderr.close()
        return _FAILED
    except OSError as error:
        where = f": {error.filename}" if error.filename else ""
        return _complain(f"{error.strerror or error}{where}", _FAILED)
    except KeyboardInterrupt:
        return _INTERRUPTED


def _complain(sentence: str, status: int) -> int:
    print(f"zerocopy: {' '.join(sentence.split())}", file=sys.stderr)
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="zerocopy", description="Decoded video without copying its pixels.")
    parser.add_argument("--version", action="version", version=f"zerocopy {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    info = commands.add_parser("info", help="the devices, and why one is not available")
    info.add_argument("--json", action="store_true", help="print one JSON object")
    info.set_defaults(command=_info)

    play = commands.add_parser(
        "play",
        help="play a video file",
        epilog=f"Keys in the window: {KEYS}. Closing the window ends it, too.",
    )
    play.add_argument("path", metavar="PATH", help="the file")
    play.add_argument("--device", default="auto", metavar="D", help="a name that `zerocopy info` lists")
    play.add_argument("--mode", default="auto", choices=[str(mode) for mode in Mode], help="tiers to use")
    play.add_argument("--offscreen", type=_size, metavar="WxH", help="draw in memory, as fast as it can")
    play.add_argument("--frames", type=int, metavar="N", help="stop after so many frames")
    play.add_argument("--snapshot", metavar="PNG", help="write the last picture to a file")
    play.add_argument("--json", action="store_true", help="print the report as one JSON object")
    play.add_argument(
        "--hud", action="store_true", help="show tier, frame rate, frame times, drops and R in the picture"
    )
    play.set_defaults(command=_play)

    bench = commands.add_parser("bench", help="compare the tiers, and with PyAV+OpenCV and FFmpeg")
    bench.add_argument("clip", nargs="?", metavar="CLIP", help="a 1080p H.264 file; made where left out")
    bench.add_argument("--frames", type=int, default=None, metavar="N", help="frames of each run")
    bench.add_argument("--plot", metavar="PNG", help="write the figures as a picture")
    bench.add_argument("--json", action="store_true", help="print the figures as one JSON object")
    bench.set_defaults(command=_bench)

    gallery = commands.add_parser("gallery", help="draw one picture per feature")
    gallery.add_argument("folder", metavar="DIR", help="where to; made where it is missing")
    gallery.add_argument("--device", default="auto", metavar="D", help="a name that `zerocopy info` lists")
    gallery.set_defaults(command=_gallery)
    return parser


def _size(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"(\d{1,6})[xX×](\d{1,6})", text)
    if match is None:
        raise argparse.ArgumentTypeError(f"'{text}' is no size; write it as 1280x720")
    return int(match[1]), int(match[2])


def _info(options: argparse.Namespace) -> int:
    devices = probe()
    versions = {
        "version": __version__,
        "pyav": av.__version__,
        "ffmpeg": av.ffmpeg_version_info,
        "python": platform.python_version(),
        "platform": platform.platform(),
    }
    if options.json:
        print(json.dumps({**versions, "devices": [dataclasses.asdict(device) for device in devices]}))
        return 0
    print(
        f"zerocopy {__version__}, PyAV {versions['pyav']}, FFmpeg {versions['ffmpeg']},"
        f" Python {versions['python']}, {versions['platform']}"
    )
    for device in devices:
        print(f"\n{device.name}: {device.description}")
        print(f"  gpu: {_yes(device.gpu)}    available: {_yes(device.available)}", end="")
        if device.available:
            print(
                f"    true_zero_copy: {_yes(device.true_zero_copy)}    up to {device.max_size_px} px", end=""
            )
        print(f"\n  {device.reason}" if device.reason else "")
    return 0


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def _play(options: argparse.Namespace) -> int:
    status = 0
    try:
        player = Player(
            options.path,
            device=options.device,
            mode=options.mode,
            offscreen=options.offscreen,
            frames=options.frames,
            snapshot=options.snapshot,
            hud=options.hud,
        )
    except UnsupportedError as error:
        if options.offscreen is None and "--offscreen" not in str(error):
            raise UnsupportedError(f"{error} Pass --offscreen WxH to play without a window.") from error
        raise
    with player:
        try:
            with _ProgressLine() as line:
                player.run(line.show)
        except KeyboardInterrupt:
            status = _INTERRUPTED
        report = player.report()
    if report.decode_errors:
        _complain(f"{options.path} is damaged: {report.decode_errors} decode errors were passed over.", 0)
    if options.json:
        print(json.dumps(report.to_json()))
    else:
        _print_report(report)
    return status


def _print_report(report: PlayReport) -> None:
    device = f"{report.device} (gpu: yes)" if report.gpu else f"{report.device} (gpu: no, no GPU is involved)"
    print(f"{device}, {report.status}")
    print(
        f"{report.frames_decoded} decoded, {report.frames_submitted} submitted,"
        f" {report.frames_presented} presented, {report.frames_dropped} dropped"
    )
    print(
        f"{report.imports} imports, {report.bridges} bridges, {report.uploads} uploads,"
        f" {report.host_bytes_copied} host bytes copied"
    )
    for step in report.transitions:
        because = f" ({step.reason})" if step.reason else ""
        print(f"frame {step.frame}: {step.before} → {step.after}{because}")
    print(
        f"{report.seconds:.2f} s, {report.fps:.1f} fps, {report.cpu_ms_per_frame:.2f} ms CPU per frame,"
        f" composed in {report.compose_ms_p50:.2f} ms (p99 {report.compose_ms_p99:.2f})"
    )


class _ProgressLine:
    """On a terminal's standard error: a bar where rich is installed, else a plain line; elsewhere nothing."""

    _INTERVAL_S = 0.1

    def __init__(self) -> None:
        self._due_s = 0.0
        self._bar: Any = None
        self.show: Progress | None = None
        if sys.stderr.isatty():
            self.show = self._show
            try:
                from rich.console import Console
                from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
            except ImportError:
                return
            columns = (BarColumn(), MofNCompleteColumn(), TextColumn("frames"))
            self._bar = Progress(*columns, console=Console(stderr=True), transient=True)
            self._task = self._bar.add_task("play", total=None)

    def __enter__(self) -> _ProgressLine:
        if self._bar is not None:
            self._bar.start()
        return self

    def _show(self, done: int, total: int | None) -> None:
        now = time.monotonic()
        if now < self._due_s and done != total:
            return
        self._due_s = now + self._INTERVAL_S
        if self._bar is not None:
            self._bar.update(self._task, completed=done, total=total)
        else:
            print(f"\r{done} of {total or '?'} frames ", end="", file=sys.stderr, flush=True)

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()
        elif self.show is not None:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def _bench(options: argparse.Namespace) -> int:
    from .bench import run

    return run(clip=options.clip, frames=options.frames, plot=options.plot, json_output=options.json)


def _gallery(options: argparse.Namespace) -> int:
    from .gallery import draw_gallery

    for path in draw_gallery(options.folder, device=options.device):
        print(path)
    return 0
