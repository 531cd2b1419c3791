"""A user's program, checked by `mypy --strict`: the types of the public surface, as they read it.

The lines that are ignored must be errors: an ignore without an error is one itself.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

import zerocopy as zc
from zerocopy import telemetry, testing


def main(path: Path) -> None:
    devices: tuple[zc.DeviceInfo, ...] = zc.probe()
    assert all(device.name and isinstance(device.gpu, bool) for device in devices)
    with (
        zc.Session(device="cpu", mode=zc.Mode.AUTO, streak=3) as session,
        session.open(path, hardware="off", threads=1, queue=2) as source,
        session.open_offscreen(64, 48, background=(0.1, 0.2, 0.3)) as target,
    ):
        info: zc.VideoInfo = source.info
        fps: Fraction = info.fps
        count: int | None = info.frame_count
        assert fps > 0
        assert count is None or count > 0
        video: zc.VideoLayer = target.scene.add_video(rect=(0, 0, 64, 48), fit="cover")
        decorate(target.scene)
        frames: Iterator[zc.GpuFrame] = source
        for frame in frames:
            accepted: bool = video.submit(frame)
            outcome: zc.PresentOutcome = target.present()
            assert accepted
            assert outcome.status == "presented"
            lowest: zc.InteropStatus | None = outcome.path
            assert lowest is not None
            frame.close()
        source.seek(0.5)
        shown: zc.GpuFrame | None = source.frame_at(0.5)
        if shown is not None:
            place: zc.Rect = shown.visible_rect
            pixels: zc.U8 = shown.to_rgb()
            assert pixels.shape == (place.height, place.width, 3)
        summary(video)
        picture: zc.U8 = target.read_pixels(np.empty((48, 64, 4), np.uint8))
        assert picture.dtype == np.uint8


def decorate(scene: zc.Scene) -> None:
    panel: zc.RectLayer = scene.add_rect((4, 4, 30, 12), "#00000080", corner_radius_px=4, z=1)
    title: zc.TextLayer = scene.add_text("title", rect=(6, 6, 26, 8), size_px=8, z=2)
    logo: zc.ImageLayer = scene.add_image(np.zeros((4, 4, 4), np.uint8), premultiplied=True)
    layers: list[zc.Layer] = [panel, title, logo]
    for layer in layers:
        layer.opacity = 0.9
        layer.rect = (1, 2, 3, 4)
        layer.rect = zc.Rect(1, 2, 3, 4)
        layer.clip = None
        layer.clip = (0.0, 0.0, 9.0, 9.0)
        layer.transform = (1, 0, 0, 1, 0, 0)
        back: float = layer.rect.width
        assert back == 3
    panel.color = (1.0, 0.0, 0.0, 0.5)
    title.text = "another"
    assert scene.layers[-1] is logo
    effects(scene, layers)


def effects(scene: zc.Scene, layers: list[zc.Layer]) -> None:
    group: zc.GroupLayer = scene.add_group(rect=(0, 0, 64, 48), opacity=0.5)
    for layer in [*layers, group]:
        layer.blend = "multiply"
        layer.blur_sigma_px = 2
        layer.backdrop_blur_sigma_px = 1.5
        layer.shadow = zc.Shadow(dx_px=1, sigma_px=2, color=(0, 0, 0, 0.5))
        layer.shadow = None
        layer.clip_radius_px = 3
        layer.animate("blur_sigma_px", 0, 0.1)
        cast: zc.Shadow | None = layer.shadow
        assert cast is None or cast.color == "#000"


def summary(video: zc.VideoLayer) -> None:
    counters: zc.Counters = video.counters
    reasons: Mapping[zc.FallbackReason, int] = counters.fallback_reasons
    fallback: zc.Fallback = video.fallback
    steps: tuple[zc.Transition, ...] = video.transitions
    why: zc.FallbackReason | None = fallback.reason
    print(video.status, counters.host_bytes_copied, len(reasons), len(steps), why)
    print(testing.plane_addresses, testing.live_objects()["frames"])


def in_a_window(session: zc.Session, view: object) -> None:
    window: zc.Window = session.open_window(64, 48, title="a clip")
    window.title, window.fullscreen = "another", True
    pressed: tuple[str, ...] = window.keys()
    shown: zc.PresentOutcome = window.present()
    zc.run(window.present)
    zc.run()
    with session.attach(view, background="#fff") as attached:
        attached.resize(32, 24)
    print(pressed, shown.reason, window.not_shown, window.closed)


def records(target: zc.Target) -> None:
    kept: zc.Records = target.telemetry()
    trace: dict[str, Any] = telemetry.chrome_trace(kept)
    target.save_trace("trace.json")
    target.hud = not target.hud
    print(kept["r"].max(), telemetry.DTYPE.names, trace["traceEvents"])


def mistakes(session: zc.Session, layer: zc.VideoLayer, frame: zc.GpuFrame) -> None:
    session.open_offscreen("64", 48)  # type: ignore[arg-type]
    session.device = zc.probe()[0]  # type: ignore[misc]
    layer.fit = "stretch"  # type: ignore[assignment]
    layer.opacity = "half"  # type: ignore[assignment]
    layer.blend = "darken"  # type: ignore[assignment]
    layer.shadow = (1, 2)  # type: ignore[assignment]
    layer.animate("shadow", None, 1)  # type: ignore[arg-type]
    zc.Shadow().dx_px = 3  # type: ignore[misc]
    layer.status = zc.InteropStatus.SOFTWARE  # type: ignore[misc]
    layer.submit(np.zeros((4, 4), np.uint8))  # type: ignore[arg-type]
    frame.width = 3  # type: ignore[misc]
    zc.GpuFrame.from_planes([], "yuv420p")  # type: ignore[arg-type]
    session.open_window(64, 48, title=3)  # type: ignore[arg-type]
    zc.play("clip.mp4", offscreen="64x48")  # type: ignore[arg-type]


if __name__ == "__main__":
    main(Path(sys.argv[-1]))
