"""What the device under test binds in place, and when it says that it has completed."""

from __future__ import annotations

import zerocopy as zc
from support import apple, pictures

# The same machine, with completions at once or two submits later; or Metal, whose completions come when
# they come.
DEVICES = ("metal",) if apple.ASKED else ("cpu", "cpu-delayed")
# Decoders of the home platform make these, as pixel buffers; other planes travel by the host bridge there.
PIXEL_BUFFER_FORMATS = ("nv12", "p010")


def plain_device() -> str:
    return DEVICES[0]


def resident_formats(session: zc.Session) -> tuple[str, ...]:
    """Formats whose frames, as `frame_of` makes them, the session's device can bind."""
    return PIXEL_BUFFER_FORMATS if session.device.name == "metal" else pictures.YUV_FORMATS


def completes_on_its_own(session: zc.Session) -> bool:
    """Whether completions come on another thread, some time after the present."""
    return session.device.name == "metal"
