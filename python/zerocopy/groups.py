"""What holds layers: the scene's base, groups and stacks."""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast, get_args

from . import _core, _values
from .animations import Motion
from .canvas import CanvasLayer
from .errors import ClosedError, InvalidArgumentError
from .layer import Layer
from .layers import ImageLayer, RectLayer, TextLayer, VideoLayer
from .types import U8, Color, Path, RectLike

if TYPE_CHECKING:
    from .scene import Scene

Direction = Literal["row", "column"]
Justify = Literal["start", "center", "end", "space-between"]
Align = Literal["start", "center", "end", "stretch"]
_L = TypeVar("_L", bound=Layer)
_MOST_DEPTH = 256


class Container:
    """Base of what layers are added to. Thread-safe; nothing here blocks."""

    __slots__ = ()
    _root: Scene
    _target: _core.Target
    _group: _core.Layer | None  # None: the scene itself
    _layers: list[Layer]
    _kept: bool
    _depth: int  # groups around what is in it

    @property
    def layers(self) -> tuple[Layer, ...]:
        """In the order they were added, the removed ones left out; those of groups are in the groups."""
        with self._root._lock:
            return tuple(self._layers)

    # What follows is called with the scene's lock held, up to _add().

    def _forget(self, layer: Layer) -> None:
        if layer._kept:
            layer._kept = False
            self._layers.remove(layer)

    def _remember(self, layer: Layer) -> None:
        if not layer._kept:
            layer._kept = True
            insort(self._layers, layer, key=lambda other: other._number)

    def _inside(self) -> list[Layer]:
        """All that is in it; groups come before what is in them."""
        found = list(self._layers)
        for layer in found:  # which grows meanwhile
            if isinstance(layer, Container):
                found += layer._layers
        return found

    def _place(self, motion: Motion | None, settle: bool) -> list[Container]:
        """Gives the layers their places, where it is not they who choose. Returns those that hold others and
        got another size."""
        return []

    def _arrange(self, motion: Motion | None = None, *, resized: bool = False, settle: bool = True) -> None:
        """Lays out what is in it, and what that resizes. ``motion``: all that moves is animated so; without,
        what is animated ends at its place, unless ``settle`` is False. ``resized``: the size of the whole
        differs."""
        waiting = [(self, resized)]
        while waiting:
            container, resized = waiting.pop()
            waiting += [(placed, True) for placed in container._place(motion, settle)]
            if resized:
                waiting += [
                    (layer, True)
                    for layer in container._layers
                    if isinstance(layer, Container) and layer._rect is None and layer._slot is None
                ]

    def _rescaled(self) -> None:
        """The target's scale may differ."""
        for layer in self.layers:
            layer._rescaled()

    def _add(self, native: _core.Layer, build: Callable[[], _L]) -> _L:
        try:
            layer = build()  # which may read files: without the lock
            with self._root._lock:
                if not self._kept:
                    raise ClosedError("The group was removed; add a new one.")
                layer._number = next(self._root._numbers)
                self._remember(layer)
                undo = self._target.undo_list()
                if undo is not None:
                    undo.append(partial(self._forget, layer))
                self._arrange()
        except BaseException:
            native.remove()  # a layer with refused arguments must not be drawn
            raise
        return layer

    def _native_group(self) -> _core.Layer:
        if self._depth == _MOST_DEPTH:
            raise InvalidArgumentError(
                f"A group here is nested {self._depth + 1} deep, beyond the limit of {_MOST_DEPTH};"
                " add it to a group further out."
            )
        return self._target.add_group(self._group)

    def add_canvas(self, rect: RectLike | None = None, *, z: int = 0, opacity: float = 1.0) -> CanvasLayer:
        """A layer to ``draw()`` on, empty at first. Raises InvalidArgumentError, ClosedError.

        It costs 4 bytes per px of all of its rect (width × height × the target's scale squared), drawn and
        uploaded where the drawing or the size has changed; see :class:`CanvasLayer`.
        """
        native = self._target.add_canvas(self._group)
        return self._add(native, partial(CanvasLayer, self, native, rect=rect, z=z, opacity=opacity))

    def add_group(self, *, rect: RectLike | None = None, z: int = 0, opacity: float = 1.0) -> GroupLayer:
        """A layer that holds others, in its own coordinates; groups and stacks nest up to 256 deep.

        Raises InvalidArgumentError, ClosedError.
        """
        native = self._native_group()
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
        native = self._native_group()
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


class GroupLayer(Container, Layer):
    """Layers in the group's coordinates: origin at its rect's top left corner, moved by its transform.

    A layer with ``rect=None`` fills the group's rect. The group's ``clip``, ``opacity`` and ``enabled`` hold
    for all of them, and its ``z`` is that of the whole: what is in it stacks among itself. The rect does
    not clip.
    """

    __slots__ = ("_depth", "_group", "_layers", "_root", "_target")
    _kind = "group"
    _holds = True

    def __init__(
        self, scene: Any, native: _core.Layer, *, rect: RectLike | None, z: int, opacity: float
    ) -> None:
        self._root = scene._root
        self._target = scene._target
        self._depth = scene._depth + 1
        self._group = native
        self._layers: list[Layer] = []
        super().__init__(scene, native, rect=rect, z=z, opacity=opacity)

    def _size(self) -> tuple[float, float]:
        group: Any = self
        while group._group is not None:
            place = group._slot or group._rect
            if place is not None:
                return place[2], place[3]
            group = group._scene  # which it fills
        return cast("tuple[float, float]", group._size())

    def remove(self) -> None:
        """Takes the group and all that is in it out of the scene with the open packet. Idempotent."""
        with self._root._lock:
            for layer in reversed(self._inside()):
                layer._take_out()
            super().remove()


class StackLayer(GroupLayer):
    """A group that places its layers in a row or a column, in the order they were added.

    Each keeps the size of its rect (images and text their own), and its x and y are the stack's business.
    Layers that are not enabled take no place. Where a rect is animated the layout is, see
    :meth:`Layer.animate`.
    """

    __slots__ = ("_align", "_direction", "_justify", "_padding", "_spacing")

    def __init__(
        self,
        scene: Any,
        native: _core.Layer,
        direction: str,
        *,
        rect: RectLike | None,
        spacing: float,
        padding: float,
        justify: str,
        align: str,
        z: int,
        opacity: float,
    ) -> None:
        self._direction = cast(Direction, _values.word(direction, "Direction", get_args(Direction)))
        self._spacing = _values.number(spacing, "Spacing", low=0, high=_values.FAR)
        self._padding = _values.number(padding, "Padding", low=0, high=_values.FAR)
        self._justify = cast(Justify, _values.word(justify, "Justify", get_args(Justify)))
        self._align = cast(Align, _values.word(align, "Align", get_args(Align)))
        super().__init__(scene, native, rect=rect, z=z, opacity=opacity)

    @property
    def direction(self) -> Direction:
        """``row`` or ``column``."""
        return self._direction

    @direction.setter
    def direction(self, value: Direction) -> None:
        self._change("_direction", _values.word(value, "Direction", get_args(Direction)))

    @property
    def spacing(self) -> float:
        """Logical px between layers."""
        return self._spacing

    @spacing.setter
    def spacing(self, value: float) -> None:
        self._change("_spacing", _values.number(value, "Spacing", low=0, high=_values.FAR))

    @property
    def padding(self) -> float:
        """Logical px between the stack's edges and its layers."""
        return self._padding

    @padding.setter
    def padding(self, value: float) -> None:
        self._change("_padding", _values.number(value, "Padding", low=0, high=_values.FAR))

    @property
    def justify(self) -> Justify:
        """Where along the stack the layers lie when there is room: ``start, center, end, space-between``."""
        return self._justify

    @justify.setter
    def justify(self, value: Justify) -> None:
        self._change("_justify", _values.word(value, "Justify", get_args(Justify)))

    @property
    def align(self) -> Align:
        """Where they lie across: ``start, center, end, stretch``."""
        return self._align

    @align.setter
    def align(self, value: Align) -> None:
        self._change("_align", _values.word(value, "Align", get_args(Align)))

    def grow(self, layer: Layer, factor: float = 1.0) -> None:
        """Gives a layer of this stack its share of the room that is left; 0: none. Text never grows."""
        factor = _values.number(factor, "Factor", low=0, high=1e6)
        with self._root._lock:
            if not (isinstance(layer, Layer) and layer._scene is self and layer._kept):
                raise InvalidArgumentError(f"{layer!r} is not in this stack; grow() takes one of its layers.")
            self._change("_grow", factor, layer)

    def _change(self, name: str, value: Any, owner: Layer | None = None) -> None:
        owner = owner or self
        with self._root._lock:
            undo = self._target.undo_list()
            if undo is not None:
                undo.append((owner, name, getattr(owner, name), value))
            setattr(owner, name, value)
            self._arrange()

    def _place(self, motion: Motion | None, settle: bool) -> list[Container]:
        layers = [layer for layer in self._layers if layer.enabled]
        width, height = self._size()
        across, along = (1, 0) if self._direction == "row" else (0, 1)
        room = [max(0.0, side - 2 * self._padding) for side in (width, height)]
        sizes = [list(layer._own_size()) for layer in layers]
        used = sum(size[along] for size in sizes) + self._spacing * max(0, len(layers) - 1)
        left = max(0.0, room[along] - used)
        factors = [layer._grow if layer._stretches else 0.0 for layer in layers]
        if left and sum(factors):
            for size, factor in zip(sizes, factors, strict=True):
                size[along] += left * factor / sum(factors)
            left = 0.0
        spacing = self._spacing
        at = self._padding + {"center": left / 2, "end": left}.get(self._justify, 0.0)
        if self._justify == "space-between" and len(layers) > 1:
            spacing += left / (len(layers) - 1)
        placed: list[Container] = []
        for layer, size in zip(layers, sizes, strict=True):
            if self._align == "stretch" and layer._stretches:
                size[across] = room[across]
            free = room[across] - size[across]
            beside = self._padding + {"center": free / 2, "end": free}.get(self._align, 0.0)
            x, y = (at, beside) if along == 0 else (beside, at)
            resized = layer._put((x, y, size[0], size[1]), motion, settle)
            if resized and isinstance(layer, Container):
                placed.append(layer)
            at += size[along] + spacing
        return placed
