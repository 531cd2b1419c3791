"""``python -m zerocopy.demo CLIP --out demo.png``: a clip with a title, off screen, and what it cost."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw

from .errors import ZeroCopyError
from .scene import Scene
from .session import Session
from .types import U8, PresentOutcome

SIZE = (1280, 720)
_GOOD_LOOKING = 0.55  # of the clip
_CAPTION_INTERVAL = 5  # frames
_STAGES = {
    "decoded": "ahead, on a thread of its own",
    "submitted": "until its turn came in the queue",
    "composed": "edits applied, the one pass planned",
    "completed": "drawn by the device",
    "presented": "the picture is the target's",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Plays the clip, writes the picture and prints the device, the status, a ledger and the counters."""
    parser = argparse.ArgumentParser(prog="python -m zerocopy.demo", description=__doc__)
    parser.add_argument("clip", metavar="CLIP", help="a video file")
    parser.add_argument("--out", default="demo.png", metavar="PNG", help="the picture to write")
    options = parser.parse_args(arguments)
    try:
        _show(options.clip, options.out)
    except (ZeroCopyError, OSError) as error:
        print(f"zerocopy.demo: {error}", file=sys.stderr)
        return 1
    return 0


def _show(clip: str, out: str) -> None:
    with Session() as session, session.open(clip) as source:
        target = session.open_offscreen(*SIZE)
        video = target.scene.add_video(fit="cover")
        caption = _Caption(target.scene)
        keep = int((source.info.frame_count or 1) * _GOOD_LOOKING)
        kept: tuple[int, PresentOutcome] | None = None
        shown = 0
        for frame in source:
            video.submit(frame)
            if shown % _CAPTION_INTERVAL == 0:
                copied = video.counters.host_bytes_copied
                caption.show(f"{video.status}  ·  {copied} bytes copied  ·  {frame.pts_ns / 1e9:.2f} s")
            outcome = target.present()
            if shown == keep:
                kept = shown, outcome
                target.snapshot(out)
            shown += 1
        if kept is None:
            kept = shown - 1, outcome
            target.snapshot(out)

        device, counters = session.device, video.counters
        gpu = "a GPU" if device.gpu else "no GPU is involved"
        print(f"device    {device.name}: {device.description} ({gpu})")
        print(
            f"clip      {source.info.codec}, {source.info.width}x{source.info.height}, {shown} frames decoded"
        )
        print(f"status    {video.status}")
        for step in video.transitions:
            because = f", because of {step.reason}" if step.reason else ""
            print(f"            frame {step.frame}: {step.before} → {step.after}{because}")
        _print_ledger(*kept)
        print(
            f"counters  {counters.frames_submitted} submitted, {counters.frames_presented} presented,"
            f" {counters.frames_dropped} dropped\n"
            f"          {counters.imports} bound in place, {counters.bridges} bridged,"
            f" {counters.uploads} uploaded, {counters.host_bytes_copied} bytes of video copied in host memory"
        )
        print(f"picture   {out}")


def _print_ledger(index: int, outcome: PresentOutcome) -> None:
    name = f"frame {index}"
    print(f"{name:<9} by {outcome.path}, {outcome.host_bytes} bytes of video copied for it")
    before_ns = 0
    for stage, what in _STAGES.items():
        at_ns: int = getattr(outcome, f"{stage}_ns")
        if at_ns:
            took = f"+{(at_ns - before_ns) / 1000:9.1f} µs" if before_ns else " " * 13
            print(f"            {stage:<10}{took}  {what}")
            before_ns = at_ns


class _Caption:
    """A translucent panel with the logo, the name and a line that changes."""

    def __init__(self, scene: Scene) -> None:
        left, top = SIZE[0] - 40 - 560, SIZE[1] - 40 - 132
        scene.add_rect((left, top, 560, 132), "#0a0f1ec4", corner_radius_px=24, z=1)
        scene.add_image(_logo(92), rect=(left + 22, top + 20, 92, 92), z=2)
        scene.add_text("zerocopy", rect=(left + 136, top + 14, 0, 0), size_px=40, color="#ffffff", z=2)
        scene.add_text(
            "the decoder's own planes, drawn in one pass",
            rect=(left + 138, top + 64, 0, 0),
            size_px=17,
            color="#c9d4ee",
            z=2,
        )
        self._line = scene.add_text("", rect=(left + 138, top + 92, 0, 0), size_px=17, color="#7fe3d0", z=2)

    def show(self, line: str) -> None:
        self._line.text = line


def _logo(size: int) -> U8:
    """A zero that is a ring from teal to violet, with a play sign in it; (size, size, 4) RGBA."""
    scale = 4  # drawn larger and averaged down, for smooth edges
    big = size * scale
    ramp = np.linspace(0, 1, big)[:, None, None] * 0.5 + np.linspace(0, 1, big)[None, :, None] * 0.5
    color = np.array([54, 224, 196]) * (1 - ramp) + np.array([132, 94, 247]) * ramp
    mask = Image.new("L", (big, big))
    draw = ImageDraw.Draw(mask)
    draw.ellipse((big * 0.10, big * 0.02, big * 0.90, big * 0.98), fill=255)
    draw.ellipse((big * 0.27, big * 0.19, big * 0.73, big * 0.81), fill=0)
    draw.polygon([(big * 0.42, big * 0.36), (big * 0.42, big * 0.64), (big * 0.64, big * 0.5)], fill=255)
    rgba = np.dstack([color, np.asarray(mask, dtype=float)]).astype(np.uint8)
    return np.asarray(Image.fromarray(rgba).resize((size, size), Image.Resampling.BOX))


if __name__ == "__main__":
    sys.exit(main())
