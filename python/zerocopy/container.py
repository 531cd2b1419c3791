"""What layers are added to: the scene of a target, and the groups in it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from . import _core
from .layer import Layer
from .layers import ImageLayer, RectLayer, TextLayer, VideoLayer
from .types import U8, Color, Path, RectLike

if TYPE_CHECKING:
    from .groups import GroupLayer, StackLayer
    from .scene import Scene

_L = TypeVar("_L", bound=Layer)


class Container:
    """Base of what layers are added to. Thread-safe; nothing here blocks."""

    __slots__ = ()
    _root: Scene
    _target: _core.Target
    _group: _core.Layer | None  # None: the scene itself
    _layers: list[Layer]

    @property
    def layers(self) -> tuple[Layer, ...]:
        """In the order they were added, the removed ones left out; those of groups are in the groups."""
        return tuple(self._layers)

    def _forget(self, layer: Layer) -> bool:
        before = len(self._layers)
        self._layers = [other for other in self._layers if other is not layer]  # type: ignore[misc]  # a slot below
        self._arrange()
        return len(self._layers) < before

    def _remember(self, layer: Layer) -> None:
        self._layers = [*self._layers, layer]  # type: ignore[misc]  # a slot below

    def _arrange(self) -> None:
        """Gives the layers their places, where it is not they who choose."""

    def _resized(self) -> None:
        """The size of the whole differs."""
        self._arrange()
        for layer in self._layers:
            if isinstance(layer, Container) and layer._rect is None:
                layer._resized()

    def _add(self, native: _core.Layer, build: Callable[[], _L]) -> _L:
        try:
            layer = build()
        except BaseException:
            native.remove()  # a layer with refused arguments must not be drawn
            raise
        self._remember(layer)
        undo = self._target.undo_list()
        if undo is not None:
            undo.append(partial(self._forget, layer))
        self._arrange()
        return layer

    def add_group(self, *, rect: RectLike | None = None, z: int = 0, opacity: float = 1.0) -> GroupLayer:
        """A layer that holds others, in its own coordinates. Raises InvalidArgumentError, ClosedError."""
        from .groups import GroupLayer

        native = self._target.add_group(self._group)
        return self._add(native, partial(GroupLayer, self, native, rect=rect, z=z, opacity=opacity))

    def add_stack(
        self,
        direction: str = "row",
        *,
        rect: RectLike | None = None,
        spacing: float = 0,
        padding: float = 0,
        justify: str = "start",
        align: str = "start",
        z: int = 0,
        opacity: float = 1.0,
    ) -> StackLayer:
        """A group that places its layers one after another. Raises InvalidArgumentError, ClosedError."""
        from .groups import StackLayer

        native = self._target.add_group(self._group)
        build = partial(
            StackLayer,
            self,
            native,
            direction,
            rect=rect,
            spacing=spacing,
            padding=padding,
            justify=justify,
            align=align,
            z=z,
            opacity=opacity,
        )
        return self._add(native, build)

    def add_video(
        self, *, rect: RectLike | None = None, fit: str = "contain", z: int = 0, opacity: float = 1.0
    ) -> VideoLayer:
        """A layer for ``submit()``. Raises InvalidArgumentError, ClosedError."""
        native = self._target.add_video(self._group)
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
        native = self._target.add_image(self._group)
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
        native = self._target.add_rect(self._group)
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
        native = self._target.add_mask(self._group)
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
