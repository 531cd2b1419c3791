"""Layers that hold layers."""

from __future__ import annotations

from typing import Any, Literal, cast

from . import _core, _values
from .container import Container
from .errors import InvalidArgumentError
from .layer import Layer
from .types import RectLike

Direction = Literal["row", "column"]
Justify = Literal["start", "center", "end", "space-between"]
Align = Literal["start", "center", "end", "stretch"]


class GroupLayer(Container, Layer):
    """Layers in the group's coordinates: origin at its rect's top left corner, moved by its transform.

    A layer with ``rect=None`` fills the group's rect. The group's ``clip``, ``opacity`` and ``enabled`` hold
    for all of them, and its ``z`` is that of the whole: what is in it stacks among itself. The rect does
    not clip.
    """

    __slots__ = ("_group", "_layers", "_root", "_target")
    _kind = "group"
    _holds = True

    def __init__(
        self, scene: Any, native: _core.Layer, *, rect: RectLike | None, z: int, opacity: float
    ) -> None:
        self._root = scene._root
        self._target = scene._target
        self._group = native
        self._layers: list[Layer] = []
        super().__init__(scene, native, rect=rect, z=z, opacity=opacity)

    def _size(self) -> tuple[float, float]:
        rect = self.rect
        return rect.width, rect.height

    def _moved(self) -> None:
        super()._moved()
        self._resized()

    def remove(self) -> None:
        """Takes the group and all that is in it out of the scene with the open packet. Idempotent."""
        for layer in self._layers:
            layer.remove()
        super().remove()


class StackLayer(GroupLayer):
    """A group that places its layers in a row or a column, in the order they were added.

    Each keeps the size of its rect (images and text their own), and its x and y are the stack's business.
    Layers that are not enabled take no place.
    """

    __slots__ = ("_align", "_direction", "_grow", "_justify", "_padding", "_spacing")

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
        self._grow: dict[Layer, float] = {}
        self._direction = cast(Direction, _word(direction, "Direction", ("row", "column")))
        self._spacing = _values.number(spacing, "Spacing", low=0, high=_values.FAR)
        self._padding = _values.number(padding, "Padding", low=0, high=_values.FAR)
        self._justify = cast(Justify, _word(justify, "Justify", ("start", "center", "end", "space-between")))
        self._align = cast(Align, _word(align, "Align", ("start", "center", "end", "stretch")))
        super().__init__(scene, native, rect=rect, z=z, opacity=opacity)

    @property
    def direction(self) -> Direction:
        """``row`` or ``column``."""
        return self._direction

    @direction.setter
    def direction(self, value: Direction) -> None:
        self._change("_direction", _word(value, "Direction", ("row", "column")))

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
        self._change("_justify", _word(value, "Justify", ("start", "center", "end", "space-between")))

    @property
    def align(self) -> Align:
        """Where they lie across: ``start, center, end, stretch``."""
        return self._align

    @align.setter
    def align(self, value: Align) -> None:
        self._change("_align", _word(value, "Align", ("start", "center", "end", "stretch")))

    def grow(self, layer: Layer, factor: float = 1.0) -> None:
        """Gives a layer of this stack its share of the room that is left; 0: none. Text never grows."""
        if all(layer is not other for other in self._layers):
            raise InvalidArgumentError(f"{layer!r} is not in this stack; grow() takes one of its layers.")
        factors = {**self._grow, layer: _values.number(factor, "Factor", low=0, high=1e6)}
        self._change("_grow", factors)

    def _change(self, name: str, value: Any) -> None:
        undo = self._target.undo_list()
        if undo is not None:
            undo.append((self, name, getattr(self, name), value))
        setattr(self, name, value)
        self._arrange()

    def _arrange(self) -> None:
        layers = [layer for layer in self._layers if layer.enabled]
        width, height = self._size()
        across, along = (1, 0) if self._direction == "row" else (0, 1)
        room = [max(0.0, side - 2 * self._padding) for side in (width, height)]
        sizes = [list(layer._own_size()) for layer in layers]
        used = sum(size[along] for size in sizes) + self._spacing * max(0, len(layers) - 1)
        left = max(0.0, room[along] - used)
        factors = [self._grow.get(layer, 0.0) if layer._stretches else 0.0 for layer in layers]
        if left and sum(factors):
            for size, factor in zip(sizes, factors, strict=True):
                size[along] += left * factor / sum(factors)
            left = 0.0
        spacing = self._spacing
        at = self._padding + {"center": left / 2, "end": left}.get(self._justify, 0.0)
        if self._justify == "space-between" and len(layers) > 1:
            spacing += left / (len(layers) - 1)
        for layer, size in zip(layers, sizes, strict=True):
            if self._align == "stretch" and layer._stretches:
                size[across] = room[across]
            free = room[across] - size[across]
            beside = self._padding + {"center": free / 2, "end": free}.get(self._align, 0.0)
            x, y = (at, beside) if along == 0 else (beside, at)
            layer._put((x, y, size[0], size[1]))
            at += size[along] + spacing


def _word(value: Any, what: str, words: tuple[str, ...]) -> str:
    if value not in words:
        raise InvalidArgumentError(f"{what} {value!r} is unknown; it is one of {', '.join(words)}.")
    return str(value)
