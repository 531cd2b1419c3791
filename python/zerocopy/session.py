"""Sessions: a device, and what is opened with it."""

from __future__ import annotations

import os
import weakref
from collections.abc import Sequence
from typing import Any

from . import _core, _values
from ._owned import Owned
from ._records import counters_from, device_from, fallback_from
from ._vt import Note
from .errors import ClosedError, ForkedProcessError, InvalidArgumentError
from .source import VideoSource
from .target import Offscreen, Target
from .types import Color, Counters, DeviceInfo, Fallback, InteropStatus, Mode, Path
from .window import Window, check_view


class Session(Owned):
    """One device and the tiers that its video may use. Thread-safe.

    ``device``: ``"auto"`` (the first available of :func:`probe`), or a name from there. ``mode``: see
    :class:`Mode`; ``zero_copy`` fails at once where the capability is missing. ``streak``: confirmed
    frames in a row before the status becomes ``true_zero_copy``. ``max_in_flight``: pictures that the
    device may still be drawing, never more than it allows (3). ``surface_budget_bytes``: for each target's
    groups and effects (None: a quarter of what the device says it has, else 256 MiB); of what is kept the
    least recently used goes first, and what a picture needs is made all the same.

    Arguments win over ``ZC_DEVICE`` and ``ZC_VIDEO_BACKEND_MODE``; ``ZC_EXPERIMENTAL_TRUE_ZERO_COPY=0``
    switches true zero copy off.

    Raises InvalidArgumentError for unknown words and counts below 1, UnsupportedError for a device or
    capability that is not there.
    """

    __slots__ = ("_sources", "_targets")
    _native: _core.Session

    def __init__(
        self,
        *,
        device: str = "auto",
        mode: Mode | str = "auto",
        streak: int = 12,
        max_in_flight: int = 3,
        surface_budget_bytes: int | None = None,
    ) -> None:
        # "auto" leaves the choice to the environment.
        device = _chosen(device, "device", "ZC_DEVICE", [device.name for device in probe()])
        mode = _chosen(mode, "mode", "ZC_VIDEO_BACKEND_MODE", list(Mode))
        streak = _values.integer(streak, "streak", low=1, high=100_000)
        max_in_flight = _values.integer(max_in_flight, "max_in_flight", low=1, high=64)
        budget = 0  # the default
        if surface_budget_bytes is not None:
            budget = _values.integer(surface_budget_bytes, "surface_budget_bytes", low=1, high=2**62)
        self._native = _core.Session(device, mode, streak, max_in_flight, budget)
        self._sources: weakref.WeakSet[VideoSource] = weakref.WeakSet()
        self._targets: weakref.WeakSet[Target] = weakref.WeakSet()
        _open_sessions.add(self)

    @property
    def device(self) -> DeviceInfo:
        """The device in use."""
        return device_from(self._native.device)

    @property
    def mode(self) -> Mode:
        """As asked for, by argument or environment."""
        return Mode(self._native.mode)

    @property
    def status(self) -> InteropStatus:
        """The lowest status of the visible videos; ``software`` while there is none."""
        return InteropStatus(self._native.status())

    @property
    def fallback(self) -> Fallback:
        """The latest fallback of any video layer; falsy when there was none."""
        return fallback_from(self._native.fallback())

    @property
    def counters(self) -> Counters:
        """Sums over all video layers that the session has had; streaks are the longest of any."""
        return counters_from(self._native.counters())

    def open(self, path: Path, *, hardware: str = "prefer", threads: int = 0, queue: int = 4) -> VideoSource:
        """Opens a video file. See :class:`VideoSource` for the arguments and errors."""
        self._check_open()
        source = VideoSource(
            path,
            hardware=hardware,
            threads=threads,
            queue=queue,
            device=self.device.name,
            note=_note_to(self),
        )
        self._sources.add(source)
        return source

    def open_offscreen(self, width: int, height: int, *, background: Color = "#000") -> Offscreen:
        """A target in memory, 1 to 16384 px each way. Raises InvalidArgumentError, ClosedError."""
        self._check_open()
        size = _values.target_size(width, height, low=1)
        return Offscreen(self, self._native.open_offscreen(*size, _values.rgba(background)), background)

    def open_window(
        self, width: int, height: int, *, title: str = "zerocopy", background: Color = "#000"
    ) -> Window:
        """A target on screen, with a content of that size in logical px. On the main thread.

        Raises UnsupportedError on another thread and where there is no window system for this device,
        InvalidArgumentError, ClosedError.
        """
        self._check_open()
        size = _values.target_size(width, height, low=1)
        native = self._native.open_window(*size, _values.title(title), _values.rgba(background))
        return Window(self, native, background)

    def attach(self, view: Any, *, background: Color = "#000") -> Window:
        """A target in a view that another toolkit made. On the main thread.

        ``view``: an NSView or NSWindow, as an object of PyObjC, an address (Qt's ``winId()``, GLFW's
        ``get_cocoa_window()``) or a capsule (pygame's ``get_wm_info()["window"]``); it lies in a window. Its
        CAMetalLayer is used if it has one; else a view of our own is put into it. The toolkit keeps events,
        size and title; closing the target leaves its window as it was.

        Raises InvalidArgumentError for anything else, UnsupportedError as `open_window`, ClosedError.
        """
        self._check_open()
        native = self._native.attach(check_view(view), _values.rgba(background))
        return Window(self, native, background)

    def _check_open(self) -> None:
        _core.check_process()
        if self.closed:
            raise ClosedError("The session is closed; open a new one.")

    def close(self) -> None:
        """Closes the session's targets and sources; frames that were handed out stay valid. Idempotent.

        Blocks until the device has completed what is in flight. Raises what an ``on_done`` of an animation
        raises, see `Target.close`, when all is closed.
        """
        for source in list(self._sources):
            source.close()
        try:
            for target in list(self._targets):
                target.close()
        finally:  # what an on_done raises comes after that
            self._native.close()

    def __repr__(self) -> str:
        return f"<zerocopy.Session {'closed' if self.closed else self.device.name} mode={self.mode}>"


def _chosen(argument: str, what: str, variable: str, known: Sequence[str]) -> str:
    """The argument, or where it is "auto" the environment's word. Raises InvalidArgumentError."""
    if not isinstance(argument, str):
        raise InvalidArgumentError(
            f"The {what} is {_values.shown(argument)}, which is no string; pass a word."
        )
    named, word = f"The {what}", argument
    if argument == "auto" and os.environ.get(variable):
        named, word = variable, os.environ[variable]
    if word == "auto" or word in known:
        return str(word)
    names = ", ".join(dict.fromkeys(["auto", *map(str, known)]))
    raise InvalidArgumentError(f"{named} is {word!r}, which is unknown; it is one of {names}.")


def _note_to(session: Session) -> Note:
    """Notes decoders' fallbacks in a session that is not kept alive by it."""
    kept = weakref.ref(session)

    def note(reason: str, detail: str) -> None:
        if (session := kept()) is not None:
            session._native.note_decoder(reason, detail)

    return note


_open_sessions: weakref.WeakSet[Session] = weakref.WeakSet()


def close_all() -> None:
    """Closes every session, before the interpreter goes; a forked child leaves them to its parent."""
    try:
        _core.check_process()
    except ForkedProcessError:
        return
    for session in list(_open_sessions):
        session.close()


def probe() -> tuple[DeviceInfo, ...]:
    """Every device that zerocopy knows, the preferred first, available or not."""
    return tuple(device_from(device) for device in _core.probe())
