"""Targets: what pictures are presented to, and the scene that they show."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Literal, overload

import numpy as np
from PIL import Image

from . import _core, _values
from ._owned import Owned
from ._records import outcome_from, packet_counts_from
from ._undo import Undo
from .errors import InvalidArgumentError, UnsupportedError
from .hud import Hud
from .packets import Packet, PendingOutcome
from .scene import Scene
from .telemetry import records_of, write_trace
from .types import U8, Color, PacketCounts, Path, PresentOutcome, Records, SurfaceStats

if TYPE_CHECKING:
    from .session import Session


class Target(Owned):
    """One picture that packets are presented to. Thread-safe."""

    __slots__ = ("_background", "_hud", "_in_callback", "_scale", "_session", "_undo", "scene")
    _native: _core.Target

    def __init__(self, session: Session, native: _core.Target, background: Color) -> None:
        self._session = session  # keeps it alive as long as its targets
        session._targets.add(self)
        self._native = native
        self._background = background
        self._in_callback: int | None = None  # the thread that runs our callbacks
        self._hud: Hud | None = None
        self._scale = native.scale  # that texts are made for
        self.scene = Scene(native)
        self._undo = Undo(self.scene)

    @property
    def width(self) -> int:
        """Logical px, as last set."""
        return self._native.size[0]

    @property
    def height(self) -> int:
        """Logical px, as last set."""
        return self._native.size[1]

    @property
    def scale(self) -> float:
        """Target px per logical px; 1 off screen."""
        return self._native.scale

    @property
    def background(self) -> Color:
        """What lies below every layer, as last set."""
        return self._background

    @background.setter
    def background(self, value: Color) -> None:
        undo = self._native.set_background(_values.rgba(value))
        if undo is not None:
            undo.append((self, "_background", self._background, value))
        self._background = value

    @overload
    def present(self, *, wait: Literal[True] = True, time_ns: int | None = None) -> PresentOutcome: ...
    @overload
    def present(self, *, wait: Literal[False], time_ns: int | None = None) -> PendingOutcome: ...
    def present(self, *, wait: bool = True, time_ns: int | None = None) -> PresentOutcome | PendingOutcome:
        """Commits the edits that no ``packet()`` took, draws them and returns how they ended.

        Returns at submission; blocks while another thread presents here, for at most 1 s while every slot
        is in flight, and for at most 100 ms while an earlier packet waits for the epoch that it requires.
        ``wait=False``: returns at once, and a thread of the target's draws. ``time_ns``: when the picture is
        to be seen, on a clock of the caller's; off screen animations advance by its steps, else by 1/60 s. A
        time that lies back moves nothing, and what has passed does not pass again; more than 1/30 s back the
        clock has begun anew.

        Raises ClosedError, and UnsupportedError when called from a callback without ``wait=False``.
        """
        if self._hud is not None:
            self._hud.update()
        if (scale := self._native.scale) != self._scale:  # it moved to another screen
            self._scale = scale
            self.scene._rescaled()
        if time_ns is not None:
            time_ns = _values.integer(time_ns, "time_ns", low=-(2**63), high=2**63 - 1)
        if not wait:
            return PendingOutcome(self, self._native.present_later(time_ns), "main")
        if self._in_callback is not None:
            self._refuse_callbacks("present()")
        end = self._native.present(time_ns)
        if self.scene._callbacks:
            self._run_callbacks()
        return outcome_from(self, end, "main")

    def packet(self, lane: str = "main", *, required_tree_epoch: int = 0) -> Packet:
        """A packet of its own for the edits of a ``with`` block; see :class:`Packet`.

        ``lane``: of the packets of a lane that are composed together the newest survives and the others end
        ``superseded``, their edits applied all the same; ``main`` is that of ``present()``. A target has
        room for 13 others, with names of at most 32 characters. ``required_tree_epoch``: composed no
        earlier than together with that epoch, but after 100 ms without it the packet ends ``gate_timeout``
        and its edits apply.

        Raises InvalidArgumentError for other lanes and epochs, ClosedError.
        """
        epoch = _values.integer(required_tree_epoch, "required_tree_epoch", low=0, high=2**63 - 1)
        return Packet(self, _values.lane(lane), epoch)

    @property
    def packets(self) -> PacketCounts:
        """A consistent look at the counts of this target's packets."""
        return packet_counts_from(self._native.packet_counts())

    @property
    def surfaces(self) -> SurfaceStats:
        """The surfaces of effects and groups, as of the last picture; zeros once closed."""
        return SurfaceStats(*self._native.surface_stats())

    def telemetry(self) -> Records:
        """The records of the last 1,024 packets that ended, oldest first, as an array of
        `zerocopy.telemetry.DTYPE`, which says what each field is. A copy of one moment; any thread, also
        after `close`. What the device tells later, as ``completed_ns``, is in the next copy."""
        return records_of(self._native)

    def save_trace(self, path: Path) -> None:
        """Writes `telemetry` in the Trace Event Format, for ui.perfetto.dev or chrome://tracing; see
        `zerocopy.telemetry.chrome_trace`. Raises InvalidArgumentError for what is no path, OSError."""
        write_trace(path, self.telemetry())

    @property
    def hud(self) -> bool:
        """Whether a panel at the top left, above every layer, shows device, tier, frame rate, frame times,
        drops and R. It is none of ``scene.layers``, is drawn along with other changes only, and is brought
        up to date by ``present()``, at most ten times a second. Setting it takes effect with the next one.

        Setting it raises ClosedError.
        """
        return self._hud is not None

    @hud.setter
    def hud(self, value: bool) -> None:
        wanted = _values.truth(value, "Hud")
        if wanted and self._hud is None:
            self._hud = Hud(self)
        elif not wanted and self._hud is not None:
            hud, self._hud = self._hud, None
            hud.close()

    def _refuse_callbacks(self, what: str) -> None:
        if self._in_callback == threading.get_ident():
            raise UnsupportedError(
                f"{what} would wait for its own caller in a callback; use present(wait=False) there."
            )

    def _run_callbacks(self) -> None:
        """Those that are due, on this thread; a failing one does not keep the others from it."""
        failure: BaseException | None = None
        while self._in_callback is None and (due := self.scene._take_callbacks()):
            for callback, finished in due:
                self._in_callback = threading.get_ident()
                try:
                    callback(finished)
                except BaseException as error:
                    failure = failure or error
                finally:
                    self._in_callback = None
        if failure is not None:
            raise failure

    def close(self) -> None:
        """Releases what the target holds. Idempotent, any thread.

        Blocks until the device has completed what is in flight. Animations that have not ended are over:
        their ``on_done`` is called here with False, and what it raises is raised here.
        """
        super().close()
        if self.scene._callbacks:
            self._run_callbacks()

    def resize(self, width: int, height: int) -> None:
        """Sets the size in logical px, with the open packet; 0 to 16384. Does not block."""
        self._native.resize(*_values.new_size(width, height, low=0))
        self.scene._follow_size()

    def read_pixels(self, out: U8 | None = None) -> U8:
        """The last presented picture as (height, width, 4) uint8 RGBA, premultiplied; the background before
        the first present.

        ``out``: written to and returned instead of a new array; C-contiguous and of that shape. Blocks until
        the picture is drawn. Raises InvalidArgumentError for another ``out``, ClosedError.
        """
        while True:  # until no other thread resizes in between
            width, height = self._native.presented_size()
            shape = (height, width, 4)
            pixels = np.empty(shape, np.uint8) if out is None else _checked(out, shape)
            if self._native.read_pixels(pixels):
                return pixels

    def snapshot(self, path: Path) -> None:
        """Writes the last presented picture to a file of the type that its suffix names (PNG keeps it exact).

        Blocks. Raises InvalidArgumentError for a suffix that Pillow does not know, OSError.
        """
        name = _values.path(path, "Snapshot")
        rgba = self.read_pixels()
        opaque = bool((rgba[..., 3] == 255).all())
        image = Image.fromarray(rgba[..., :3] if opaque else _straight(rgba))
        try:
            image.save(name)
        except ValueError as error:
            raise InvalidArgumentError(
                f"Snapshot {path!r} has no known image suffix; end it with .png."
            ) from error

    def __repr__(self) -> str:
        state = "closed" if self.closed else f"{self.width}x{self.height}"
        return f"<zerocopy.{type(self).__name__} {state}>"


class Offscreen(Target):
    """A target in memory."""

    __slots__ = ()


def _checked(out: U8, shape: tuple[int, int, int]) -> U8:
    if not isinstance(out, np.ndarray) or out.dtype != np.uint8 or out.shape != shape:
        found = f"{out.dtype} {out.shape}" if isinstance(out, np.ndarray) else type(out).__name__
        raise InvalidArgumentError(f"read_pixels() needs a uint8 array of shape {shape} here, not {found}.")
    if not (out.flags.c_contiguous and out.flags.writeable):
        raise InvalidArgumentError("read_pixels() needs an array that is C-contiguous and writeable.")
    return out


def _straight(rgba: U8) -> U8:
    """Image files hold straight alpha."""
    alpha = rgba[..., 3:].astype(np.uint32)
    color = (rgba[..., :3].astype(np.uint32) * 255 + alpha // 2) // np.maximum(alpha, 1)
    return np.concatenate([np.minimum(color, 255).astype(np.uint8), rgba[..., 3:]], axis=2)
