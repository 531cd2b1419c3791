"""Targets: what pictures are presented to, and the scene that they show."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from PIL import Image

from . import _core, _values
from ._owned import Owned
from .canvas import CanvasLayer
from .errors import InvalidArgumentError
from .layers import ImageLayer, Layer, RectLayer, TextLayer, VideoLayer
from .types import U8, Color, InteropStatus, Path, PresentOutcome, RectLike

if TYPE_CHECKING:
    from .session import Session


_L = TypeVar("_L", bound=Layer)


class Scene:
    """The layers of a target. Thread-safe; nothing here blocks.

    ``rect=None`` means the whole target, following its size; for images and text their own size at 0, 0.
    """

    __slots__ = ("_layers", "_native")

    def __init__(self, native: _core.Target) -> None:
        self._native = native
        self._layers: list[Layer] = []

    @property
    def layers(self) -> tuple[Layer, ...]:
        """In the order they were added, the removed ones left out."""
        return tuple(self._layers)

    def _size(self) -> tuple[int, int]:
        return self._native.size

    def _scale(self) -> float:
        return self._native.scale

    def _forget(self, layer: Layer) -> None:
        self._layers = [other for other in self._layers if other is not layer]

    def _add(self, native: _core.Layer, build: Callable[[], _L]) -> _L:
        try:
            layer = build()
        except BaseException:
            native.remove()  # a layer with refused arguments must not be drawn
            raise
        self._layers = [*self._layers, layer]
        return layer

    def add_video(
        self, *, rect: RectLike | None = None, fit: str = "contain", z: int = 0, opacity: float = 1.0
    ) -> VideoLayer:
        """A layer for ``submit()``. Raises InvalidArgumentError, ClosedError."""
        native = self._native.add_video()
        build = partial(VideoLayer, self, native, rect=rect, fit=fit, z=z, opacity=opacity)
        return self._add(native, build)

    def add_image(
        self,
        image: U8 | Path,
        *,
        rect: RectLike | None = None,
        premultiplied: bool = False,
        z: int = 0,
        opacity: float = 1.0,
    ) -> ImageLayer:
        """An image from a (height, width, 3 or 4) uint8 array, copied, or from a file that Pillow reads.

        Raises InvalidArgumentError, ClosedError.
        """
        native = self._native.add_image()
        build = partial(
            ImageLayer,
            self,
            native,
            image,
            rect=rect,
            premultiplied=premultiplied,
            z=z,
            opacity=opacity,
        )
        return self._add(native, build)

    def add_rect(
        self, rect: RectLike, color: Color, *, corner_radius_px: float = 0, z: int = 0, opacity: float = 1.0
    ) -> RectLayer:
        """A filled rectangle. Raises InvalidArgumentError, ClosedError."""
        native = self._native.add_rect()
        build = partial(
            RectLayer,
            self,
            native,
            rect=rect,
            color=color,
            corner_radius_px=corner_radius_px,
            z=z,
            opacity=opacity,
        )
        return self._add(native, build)

    def add_text(
        self,
        text: str,
        *,
        rect: RectLike | None = None,
        size_px: float = 24,
        color: Color = "#fff",
        font: Path | None = None,
        z: int = 0,
        opacity: float = 1.0,
    ) -> TextLayer:
        """Text in ``font`` (a file; None: Pillow's own). Raises InvalidArgumentError, ClosedError."""
        native = self._native.add_mask()
        build = partial(
            TextLayer,
            self,
            native,
            text,
            rect=rect,
            size_px=size_px,
            color=color,
            font=font,
            z=z,
            opacity=opacity,
        )
        return self._add(native, build)

    def add_canvas(self, rect: RectLike | None = None, *, z: int = 0, opacity: float = 1.0) -> CanvasLayer:
        """A layer to ``draw()`` on, empty at first. Raises InvalidArgumentError, ClosedError."""
        native = self._native.add_canvas()
        return self._add(native, partial(CanvasLayer, self, native, rect=rect, z=z, opacity=opacity))


class Target(Owned):
    """One picture that packets are presented to. Thread-safe."""

    __slots__ = ("_background", "_session", "scene")
    _native: _core.Target

    def __init__(self, session: Session, native: _core.Target, background: Color) -> None:
        self._session = session  # keeps it alive as long as its targets
        self._native = native
        self._background = background
        self.scene = Scene(native)

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
        self._native.set_background(_values.rgba(value))
        self._background = value

    def present(self) -> PresentOutcome:
        """Commits the open packet, draws it and returns how it ended.

        Returns at submission; blocks while another thread presents here, and for at most 1 s while every
        slot is in flight. Raises ClosedError.
        """
        status, reason, epoch, path, *numbers = self._native.present()
        return PresentOutcome(
            status,  # type: ignore[arg-type]  # one of the three words
            reason,
            epoch,
            None if path is None else InteropStatus(path),
            *numbers,
        )

    def resize(self, width: int, height: int) -> None:
        """Sets the size in logical px, with the open packet; 0 to 16384. Does not block."""
        self._native.resize(*_values.target_size(width, height, low=0))

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
        rgba = self.read_pixels()
        opaque = bool((rgba[..., 3] == 255).all())
        image = Image.fromarray(rgba[..., :3] if opaque else _straight(rgba))
        try:
            image.save(path)
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


class Window(Target):
    """A target on screen."""

    __slots__ = ("title",)
    title: str


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
