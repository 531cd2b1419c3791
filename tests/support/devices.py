"""What the device under test binds in place, and when it says that it has completed."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import pytest

import zerocopy as zc
from support import apple, pictures
from zerocopy import testing


def available_devices() -> tuple[str, ...]:
    """The CPU with completions at once and two submits late; Metal, whose come when they come."""
    if apple.ASKED:
        return ("metal", "cpu", "cpu-delayed") if apple.SANITIZED else ("metal",)
    here = {device.name for device in zc.probe() if device.available}
    return ("cpu", "cpu-delayed", *(["metal"] if "metal" in here else []))


DEVICES = available_devices()
# Decoders of the home platform make these, as pixel buffers; other planes travel by the host bridge there.
PIXEL_BUFFER_FORMATS = ("nv12", "p010")

# The device that frames are made for, by the fixtures.
under_test = DEVICES[0]


def make_resident(frame: zc.GpuFrame) -> zc.GpuFrame:
    """The same picture where a decoder for the device under test would have put it; takes `frame` over."""
    if under_test != "metal" or frame.format not in PIXEL_BUFFER_FORMATS:
        return frame
    with frame:
        return testing.resident_copy(frame)


@contextlib.contextmanager
def cpu_beside() -> Iterator[zc.Session]:
    """A session of the CPU device while another is under test; frames are made for it."""
    global under_test
    before, under_test = under_test, "cpu"
    try:
        with zc.Session(device="cpu") as session:
            yield session
    finally:
        under_test = before


def resident_formats(session: zc.Session) -> tuple[str, ...]:
    """Formats whose frames, as `frame_of` makes them, the session's device can bind."""
    return PIXEL_BUFFER_FORMATS if session.device.name == "metal" else pictures.YUV_FORMATS


def completes_on_its_own(session: zc.Session) -> bool:
    """Whether completions come on another thread, some time after the present."""
    return session.device.name == "metal"


def needs_resident(session: zc.Session, format: str) -> None:
    if format not in resident_formats(session):
        pytest.skip(f"{format} travels by the host bridge on {session.device.name}")


def needs_shared_planes(session: zc.Session) -> None:
    """For tests of frames whose planes are the caller's own arrays."""
    if session.device.name != "cpu":
        pytest.skip(f"{session.device.name} does not sample the caller's arrays in place")
