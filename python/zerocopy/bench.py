"""``zerocopy bench``: the tiers against each other, and zerocopy beside others, in one run."""

from __future__ import annotations

import json
import os
import platform
import statistics
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

import av

from . import __version__
from ._peers import Ffmpeg, OpenCv
from ._plot import Bar, Chart, draw
from ._workloads import Contestant, Decoding, Sample, ZeroCopy, make_clip, measure
from .errors import InvalidArgumentError, UnsupportedError
from .source import VideoSource
from .types import Mode, Path

FRAMES = 120
_ROUNDS = 5
_WARM_UP_FRAMES = 16  # true zero copy has to be earned
_TIERS = {Mode.AUTO: "true_zero_copy", Mode.INTEROP: "interop_handle", Mode.SOFTWARE: "software"}


@dataclass(frozen=True)
class Row:
    """One contestant's cost of a frame: medians over the rounds."""

    name: str
    note: str
    cpu_ms: float
    wall_ms: float
    ratio: float
    """Of CPU time; to what, says the table."""
    bytes_per_frame: int | None = None
    """Of video, copied in host memory; None where it is not counted."""


@dataclass(frozen=True)
class Table:
    title: str
    ratio_to: str
    rows: tuple[Row, ...]


def run(
    *,
    clip: Path | None = None,
    frames: int | None = None,
    plot: Path | None = None,
    json_output: bool = False,
) -> int:
    """Measures, prints, and returns the exit status. Takes about a minute."""
    frames = FRAMES if frames is None else frames
    if frames < _WARM_UP_FRAMES:
        raise InvalidArgumentError(f"The number of frames is {frames}; pass {_WARM_UP_FRAMES} or more.")
    missing: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        if clip is None:
            path = os.path.join(folder, "w1.mp4")
            print("encoding the clip…", file=sys.stderr)
            make_clip(path, frames)
        else:
            VideoSource(clip).close()  # says what is wrong with it
            path = os.fspath(clip)
        tables = [upload_bypass(frames), composition(frames, missing), with_decoding(path, frames, missing)]
    if json_output:
        print(
            json.dumps(
                {**_setting(frames), "missing": missing, "tables": [asdict(table) for table in tables]}
            )
        )
    else:
        print(_setting_line(frames))
        for table in tables:
            _print_table(table)
        for line in missing:
            print(f"missing: {line}")
    if plot is not None:
        draw(plot, [_chart(table) for table in tables], _setting_line(frames))
    return 0


def _setting(frames: int) -> dict[str, str | int]:
    return {
        "zerocopy": __version__,
        "PyAV": av.__version__,
        "FFmpeg": av.ffmpeg_version_info,
        "Python": platform.python_version(),
        "machine": f"{platform.machine()} {platform.system()}",
        "CPUs": os.cpu_count() or 0,
        "frames": frames,
        "rounds": _ROUNDS,
    }


def _setting_line(frames: int) -> str:
    return ", ".join(f"{name} {value}" for name, value in _setting(frames).items())


def upload_bypass(frames: int) -> Table:
    """The same frames through the three tiers."""
    tiers = [ZeroCopy(mode=mode) for mode in _TIERS]
    for tier, name in zip(tiers, _TIERS.values(), strict=True):
        tier.name = name
    copied: dict[str, int] = {}

    def note(tier: Contestant) -> None:
        assert isinstance(tier, ZeroCopy)
        copied[tier.name] = tier.video.counters.host_bytes_copied

    samples = race(tiers, frames, note)
    shown = _WARM_UP_FRAMES + frames * _ROUNDS
    rows = _rows(tiers, samples, samples["true_zero_copy"])
    rows = [Row(**{**asdict(row), "bytes_per_frame": copied[row.name] // shown}) for row in rows]
    return Table("Upload bypass: W0 through each tier", "true_zero_copy", tuple(rows))


def composition(frames: int, missing: list[str]) -> Table:
    """W0 beside others."""
    contestants = available(
        [
            ZeroCopy,
            lambda: OpenCv(planes_first=False),
            lambda: OpenCv(planes_first=True),
            Ffmpeg,
        ],
        missing,
    )
    samples = race(contestants, frames)
    rows = _rows(contestants, samples, samples["zerocopy"])
    return Table("W0: NV12 1080p to RGBA 720p, two panels, an image, a line of text", "zerocopy", tuple(rows))


def with_decoding(clip: str, frames: int, missing: list[str]) -> Table:
    """W1 beside others."""
    contestants = available(
        [
            lambda: Decoding(clip),
            lambda: ZeroCopy(clip),
            lambda: OpenCv(clip, planes_first=False),
            lambda: OpenCv(clip, planes_first=True),
            lambda: Ffmpeg(clip),
        ],
        missing,
    )
    samples = race(contestants, frames)
    rows = _rows(contestants, samples, samples["decoding alone"])
    return Table("W1: W0 from an H.264 file", "decoding alone", tuple(rows))


def available(makers: Sequence[Callable[[], Contestant]], missing: list[str]) -> list[Contestant]:
    """The contestants that this machine has; why the others are not here goes to ``missing``, once."""
    contestants = []
    for make in makers:
        try:
            contestants.append(make())
        except UnsupportedError as error:
            if str(error) not in missing:
                missing.append(str(error))
    return contestants


def race(
    contestants: Sequence[Contestant], frames: int, at_end: Callable[[Contestant], None] = lambda _: None
) -> dict[str, Sample]:
    """Round by round, so that whatever else the machine does meets all of them. Closes the contestants."""
    samples: dict[str, list[Sample]] = {contestant.name: [] for contestant in contestants}
    starts: dict[str, Sample] = {}
    try:
        for contestant in contestants:
            contestant.run(_WARM_UP_FRAMES)
            if isinstance(contestant, Ffmpeg):  # what it takes to start is not the work
                starts[contestant.name] = measure(contestant, 1)
        for _ in range(_ROUNDS):
            for contestant in contestants:
                samples[contestant.name].append(measure(contestant, frames))
        for contestant in contestants:
            at_end(contestant)
    finally:
        for contestant in contestants:
            contestant.close()
    return {name: _median(taken, starts.get(name), frames) for name, taken in samples.items()}


def _median(samples: list[Sample], start: Sample | None, frames: int) -> Sample:
    cpu_ms, wall_ms = (statistics.median(column) for column in zip(*samples, strict=True))
    if start is None:
        return Sample(cpu_ms, wall_ms)
    # A run of n frames costs the start, which holds one frame, and n - 1 frames more.
    return Sample(
        *((one * frames - first) / (frames - 1) for one, first in zip((cpu_ms, wall_ms), start, strict=True))
    )


def _rows(contestants: Sequence[Contestant], samples: dict[str, Sample], base: Sample) -> list[Row]:
    return [
        Row(
            contestant.name,
            contestant.note,
            cpu_ms=round(samples[contestant.name].cpu_ms, 3),
            wall_ms=round(samples[contestant.name].wall_ms, 3),
            ratio=round(samples[contestant.name].cpu_ms / base.cpu_ms, 3),
        )
        for contestant in contestants
    ]


def _print_table(table: Table) -> None:
    print(f"\n{table.title}")
    counted = any(row.bytes_per_frame is not None for row in table.rows)
    print(f"  {'':34}{'CPU ms':>8}{'ms':>8}{'CPU ratio':>11}{'bytes copied' if counted else '':>14}")
    for row in table.rows:
        copied = f"{row.bytes_per_frame:>14,}" if row.bytes_per_frame is not None else " " * 14
        print(f"  {row.name:34}{row.cpu_ms:8.2f}{row.wall_ms:8.2f}{row.ratio:11.2f}{copied}  {row.note}")
    print(f"  per frame; the ratio is to {table.ratio_to}")


def _chart(table: Table) -> Chart:
    bars = []
    for row in table.rows:
        copied = "" if row.bytes_per_frame is None else f", {row.bytes_per_frame / 1e6:.1f} MB copied"
        text = f"{row.cpu_ms:.2f} ms, {row.ratio:.2f}x{copied}"
        bars.append(Bar(row.name, row.cpu_ms, text, own=row.name in ("zerocopy", "true_zero_copy")))
    return Chart(table.title, tuple(bars))
