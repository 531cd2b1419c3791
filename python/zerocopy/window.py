"""Windows: targets on screen, and the loop that serves them."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal, overload

from . import _core, _values
from .errors import InvalidArgumentError, UnsupportedError
from .packets import PendingOutcome
from .target import Target
from .types import Color, PresentOutcome

if TYPE_CHECKING:
    from .session import Session


class Window(Target):
    """A target on screen: a window of its own, or a view in another toolkit's window (`Session.attach`).

    Its one layer shows the whole scene. ``width`` and ``height`` follow the window, as the user resizes it;
    its pictures have ``scale`` times as many px. While the user drags an edge, each new size is drawn before
    the window takes it, with the scene as last presented.

    The user may close it at any time: ``closed`` is true from then on, the ``present()`` during which it
    happened ends as ``dropped`` with the reason ``closed``, and later calls raise ClosedError. A loop reads

        while not window.closed:
            video.submit(frame)
            window.present()
    """

    __slots__ = ("_arranged_size",)
    _native: _core.Window

    def __init__(self, session: Session, native: _core.Window, background: Color) -> None:
        super().__init__(session, native, background)
        self._arranged_size = native.size
        _windows.add(self)

    @property
    def title(self) -> str:
        """The text in the title bar. Setting it raises UnsupportedError for a window of another toolkit."""
        return self._native.title

    @title.setter
    def title(self, value: str) -> None:
        self._native.set_title(_values.title(value))

    @property
    def fullscreen(self) -> bool:
        """Whether the window fills its screen. Setting it raises UnsupportedError for another toolkit's."""
        return self._native.fullscreen

    @fullscreen.setter
    def fullscreen(self, value: bool) -> None:
        self._native.set_fullscreen(bool(value))

    @property
    def not_shown(self) -> int:
        """Pictures that the system had taken and never brought on screen; the next present repaints."""
        return self._native.not_shown

    def keys(self) -> tuple[str, ...]:
        """The keys pressed since the last call, oldest first. Any thread.

        A key is named by its character, lower case, or by ``space, return, tab, backspace, delete, escape,
        left, right, up, down, home, end, page_up, page_down``.
        """
        return tuple(self._native.take_keys())

    @overload
    def present(self, *, wait: Literal[True] = True, time_ns: int | None = None) -> PresentOutcome: ...
    @overload
    def present(self, *, wait: Literal[False], time_ns: int | None = None) -> PendingOutcome: ...
    def present(self, *, wait: bool = True, time_ns: int | None = None) -> PresentOutcome | PendingOutcome:
        """Waits for the display's next refresh, commits the open packet, draws it and returns how it ended.

        On the main thread it handles the window's events meanwhile, except in a view of another toolkit or
        inside an app whose own loop runs: there it neither handles events nor waits. It waits at most a
        tenth of a second, so that Ctrl-C comes through.

        ``dropped`` tells why: ``occluded`` (nothing of the window can be seen), ``zero_size``,
        ``no_drawable`` (the display was not ready in time), ``not_shown``, ``main_thread_busy`` (the user
        resizes, and the main thread, which draws meanwhile, does not run its loop), ``closed``,
        ``submit_failed`` (ZC_LOG=error says why), ``in_flight_timeout`` (the GPU does not complete),
        ``device_lost`` and ``no_target`` (the next present makes them anew). Changes that a dropped packet
        carried show with the next one. ``wait=False``: as for any target, without a refresh to wait for.
        ``time_ns`` takes the place of the display's time for animations.

        Raises ClosedError, and UnsupportedError when called from a callback without ``wait=False``, or from
        within a callback of the system during the drawing of the same window.
        """
        size = self._native.size
        if size != self._arranged_size:  # stacks that fill the window follow
            self._arranged_size = size
            self.scene._follow_size()
        return super().present(wait=wait, time_ns=time_ns)  # type: ignore[call-overload, no-any-return]

    def resize(self, width: int, height: int) -> None:
        """Asks for a size of the content in logical px, 1 to 16384; ``width`` and ``height`` follow.

        Raises UnsupportedError for a view of another toolkit, which sets its size itself.
        """
        self._native.resize(*_values.new_size(width, height, low=1))


_windows: weakref.WeakSet[Window] = weakref.WeakSet()


def run(tick: Callable[[], object] | None = None) -> None:
    """Serves the windows of every session until all of them are closed, on the main thread.

    ``tick`` is called once for each refresh of the display; it edits scenes and calls ``present()``, which
    does not wait again. It is not called while the user drags a window's edge: the window then shows the
    scene as last presented. An exception from it, and Ctrl-C, end the loop and leave the windows open.

    An app that has its own loop (Qt, PyObjC's AppHelper, …) does not need this function: windows are served
    by that loop, and a timer of the app calls ``present()``.

    Raises UnsupportedError on another thread, InvalidArgumentError for a ``tick`` that cannot be called.
    """
    _values.callback(tick, "tick")
    if threading.current_thread() is not threading.main_thread():
        raise UnsupportedError(
            "run() is called on another thread; windows are served by the main thread only."
        )
    served: Window | None = None
    seen = 0
    while window := next((window for window in _windows if not window.closed), None):
        if window is not served:
            served, seen = window, 0
        if tick is None:
            window._native.handle_events()
        else:
            seen = window._native.await_tick(seen)
            tick()


def check_view(view: Any) -> object:
    """An int or a capsule with a pointer to the NSView or NSWindow."""
    if isinstance(view, (str, bytes, bytearray, bool, float)) or view is None:
        raise InvalidArgumentError(
            f"The view {view!r} is no NSView or NSWindow; pass the object or its address."
        )
    if hasattr(view, "__c_void_p__"):  # an object of PyObjC
        view = view.__c_void_p__()
    if type(view).__name__ == "PyCapsule":  # pygame
        return view
    address = getattr(view, "value", view)  # ctypes.c_void_p
    try:
        address = int(address)  # Qt's winId()
    except (TypeError, ValueError) as error:
        raise InvalidArgumentError(
            f"The view {view!r} is no NSView or NSWindow; pass the object or its address."
        ) from error
    if address <= 0:
        raise InvalidArgumentError(f"The address {address} of the view is no address of an object.")
    return address
