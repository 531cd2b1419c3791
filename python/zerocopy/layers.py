"""The layers of a scene.

Setting an attribute edits the target's open packet, which its next ``present()`` commits; reading an
attribute gives the value last set. Layers are thread-safe, and none of their calls blocks. A layer of a
closed target and a removed layer raise :class:`ClosedError` when edited.
"""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar, cast

import numpy as np

from . import _core, _values
from ._records import counters_from, fallback_from
from .errors import InvalidArgumentError
from .frame import GpuFrame
from .text import render_mask
from .types import (
    U8,
    Color,
    Counters,
    Fallback,
    FallbackReason,
    Fit,
    InteropStatus,
    Path,
    Rect,
    RectLike,
    Transition,
)

_Z_LIMIT = 2**31 - 1


class Layer:
    """A rectangle of the scene, filled by its subclass. Made by ``Scene.add_…``."""

    __slots__ = (
        "_clip",
        "_corner_radius_px",
        "_enabled",
        "_native",
        "_natural_size",
        "_opacity",
        "_rect",
        "_scene",
        "_transform",
        "_z",
    )
    _kind: ClassVar[str] = "layer"

    def __init__(
        self, scene: Any, native: _core.Layer, *, rect: RectLike | None, z: int, opacity: float
    ) -> None:
        self._scene = scene
        self._native = native
        self._rect: Rect | None = None
        self._natural_size: tuple[int, int] | None = None
        self._z = 0
        self._opacity = 1.0
        self._transform = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
        self._clip: Rect | None = None
        self._corner_radius_px = 0.0
        self._enabled = True
        if rect is not None:
            self.rect = rect
        if z != 0:
            self.z = z
        if opacity != 1.0:
            self.opacity = opacity

    @property
    def rect(self) -> Rect:
        """Place in logical px, origin top left of the target. Set it to None to follow the target's size
        (images and text: their own size at 0, 0)."""
        if self._rect is not None:
            return self._rect
        width, height = self._natural_size or self._scene._size()
        return Rect(0.0, 0.0, float(width), float(height))

    @rect.setter
    def rect(self, value: RectLike | None) -> None:
        rect = None if value is None else _values.rect(value)
        undo = self._place(rect)
        if undo is not None:
            undo.append((self, "_rect", self._rect, rect))
        self._rect = rect

    def _place(self, rect: Rect | None) -> list[Any] | None:
        return self._native.set_rect(rect)

    @property
    def z(self) -> int:
        """Higher is nearer; equal ones stack in the order they were added."""
        return self._z

    @z.setter
    def z(self, value: int) -> None:
        z = _values.integer(value, "z", low=-_Z_LIMIT, high=_Z_LIMIT)
        undo = self._native.set_z(z)
        if undo is not None:
            undo.append((self, "_z", self._z, z))
        self._z = z

    @property
    def opacity(self) -> float:
        """0 (unseen) to 1."""
        return self._opacity

    @opacity.setter
    def opacity(self, value: float) -> None:
        opacity = _values.number(value, "Opacity", low=0, high=1)
        undo = self._native.set_opacity(opacity)
        if undo is not None:
            undo.append((self, "_opacity", self._opacity, opacity))
        self._opacity = opacity

    @property
    def transform(self) -> tuple[float, float, float, float, float, float]:
        """Affine map (a, b, c, d, tx, ty) about the rect's top left corner, as CSS ``matrix()``:
        x' = a x + c y + tx, y' = b x + d y + ty, in logical px."""
        return self._transform

    @transform.setter
    def transform(self, value: tuple[float, float, float, float, float, float]) -> None:
        transform = _values.affine(value)
        undo = self._native.set_transform(transform)
        if undo is not None:
            undo.append((self, "_transform", self._transform, transform))
        self._transform = transform

    @property
    def clip(self) -> Rect | None:
        """What is seen of the layer, in logical px of the target; the transform does not move it."""
        return self._clip

    @clip.setter
    def clip(self, value: RectLike | None) -> None:
        clip = None if value is None else _values.rect(value, "Clip")
        undo = self._native.set_clip(clip)
        if undo is not None:
            undo.append((self, "_clip", self._clip, clip))
        self._clip = clip

    @property
    def corner_radius_px(self) -> float:
        """Logical px; capped at half of the shorter side."""
        return self._corner_radius_px

    @corner_radius_px.setter
    def corner_radius_px(self, value: float) -> None:
        radius_px = _values.number(value, "Corner radius", low=0, high=_values.FAR)
        undo = self._native.set_corner_radius(radius_px)
        if undo is not None:
            undo.append((self, "_corner_radius_px", self._corner_radius_px, radius_px))
        self._corner_radius_px = radius_px

    @property
    def enabled(self) -> bool:
        """False: the layer is not drawn."""
        return self._enabled

    @enabled.setter
    def enabled(self, value: bool) -> None:
        enabled = bool(value)
        undo = self._native.set_enabled(enabled)
        if undo is not None:
            undo.append((self, "_enabled", self._enabled, enabled))
        self._enabled = enabled

    def remove(self) -> None:
        """Takes the layer out of the scene with the open packet. Idempotent."""
        undo = self._native.remove()
        forgotten = self._scene._forget(self)
        if undo is not None and forgotten:
            undo.append(partial(self._scene._remember, self))

    def __repr__(self) -> str:
        x, y, width, height = self.rect
        return f"<zerocopy.{type(self).__name__} {width:g}x{height:g} at {x:g},{y:g} z={self._z}>"


class VideoLayer(Layer):
    """Shows the frame submitted last."""

    __slots__ = ("_fit",)
    _kind = "video"

    def __init__(
        self, scene: Any, native: _core.Layer, *, rect: RectLike | None, fit: str, z: int, opacity: float
    ) -> None:
        super().__init__(scene, native, rect=rect, z=z, opacity=opacity)
        self._fit: Fit = "contain"
        if fit != "contain":
            self.fit = cast(Fit, fit)

    @property
    def fit(self) -> Fit:
        """How the picture fills the rect: ``contain``, ``cover``, ``fill``, or ``none`` (1:1, centred)."""
        return self._fit

    @fit.setter
    def fit(self, value: Fit) -> None:
        if not isinstance(value, str):
            raise InvalidArgumentError(f"Fit {value!r} is unknown; use contain, cover, fill or none.")
        undo = self._native.set_fit(value)
        if undo is not None:
            undo.append((self, "_fit", self._fit, value))
        self._fit = value

    def submit(self, frame: GpuFrame) -> bool:
        """Stages a frame for the next present; the newest wins. Any thread, O(1), never blocks.

        The layer takes its own claim: the frame may be closed right away. The frame shown already is no
        change and not counted again. False: rejected and counted, the reason in :attr:`fallback`.

        Raises ClosedError when the frame, the target or the layer is closed.
        """
        if not isinstance(frame, GpuFrame):
            raise InvalidArgumentError(
                f"submit() takes a zerocopy.GpuFrame, not {type(frame).__name__};"
                " wrap it with GpuFrame.from_av() or GpuFrame.from_planes()."
            )
        return self._native.submit(frame._native)

    @property
    def status(self) -> InteropStatus:
        """The tier that this layer's video has reached."""
        return InteropStatus(self._native.status())

    @property
    def fallback(self) -> Fallback:
        """The latest fallback or rejection; falsy when there is none."""
        return fallback_from(self._native.fallback())

    @property
    def transitions(self) -> tuple[Transition, ...]:
        """Every change of :attr:`status`, oldest first."""
        return tuple(
            Transition(
                frame,
                InteropStatus(before),
                InteropStatus(after),
                None if reason is None else FallbackReason(reason),
            )
            for frame, before, after, reason in self._native.transitions()
        )

    @property
    def counters(self) -> Counters:
        """A consistent look at the layer's counts."""
        return counters_from(self._native.counters())


class ImageLayer(Layer):
    """Shows a still image."""

    __slots__ = ("_image", "_premultiplied")
    _kind = "image"

    def __init__(
        self,
        scene: Any,
        native: _core.Layer,
        image: U8 | Path,
        *,
        rect: RectLike | None,
        premultiplied: bool,
        z: int,
        opacity: float,
    ) -> None:
        super().__init__(scene, native, rect=rect, z=z, opacity=opacity)
        self._premultiplied = premultiplied
        self.image = load_image(image)

    @property
    def image(self) -> U8:
        """(height, width, 4) uint8 RGBA, or (height, width, 3). Copied when assigned, so the array read
        back is a copy too; alpha is straight unless the layer was added with ``premultiplied=True``."""
        return self._image.copy()

    @image.setter
    def image(self, value: U8) -> None:
        rgba = _values.image_array(value)
        undo = self._native.set_image(rgba, self._premultiplied)
        image, size = rgba.copy(), (rgba.shape[1], rgba.shape[0])
        if undo is not None and self._natural_size is not None:
            undo.append((self, "_image", self._image, image))
            undo.append((self, "_natural_size", self._natural_size, size))
        self._image = image
        self._natural_size = size


class RectLayer(Layer):
    """A filled rectangle, its corners round with :attr:`corner_radius_px`."""

    __slots__ = ("_color",)
    _kind = "rect"

    def __init__(
        self,
        scene: Any,
        native: _core.Layer,
        *,
        rect: RectLike,
        color: Color,
        corner_radius_px: float,
        z: int,
        opacity: float,
    ) -> None:
        super().__init__(scene, native, rect=_values.rect(rect), z=z, opacity=opacity)
        self._color: Color = "#0000"
        self.color = color
        if corner_radius_px != 0:
            self.corner_radius_px = corner_radius_px

    @property
    def color(self) -> Color:
        """As last set."""
        return self._color

    @color.setter
    def color(self, value: Color) -> None:
        undo = self._native.set_color(_values.rgba(value))
        if undo is not None:
            undo.append((self, "_color", self._color, value))
        self._color = value


class TextLayer(Layer):
    """Text, shaped by Pillow. It starts at its rect's top left corner and is never stretched to the rect."""

    __slots__ = ("_color", "_font", "_size_px", "_text")
    _kind = "text"

    def __init__(
        self,
        scene: Any,
        native: _core.Layer,
        text: str,
        *,
        rect: RectLike | None,
        size_px: float,
        color: Color,
        font: Path | None,
        z: int,
        opacity: float,
    ) -> None:
        super().__init__(scene, native, rect=None, z=z, opacity=opacity)
        self._font = font
        self._render(text, size_px)
        self._color: Color = "#0000"
        self.color = color
        if rect is not None:
            self.rect = rect

    def _place(self, rect: Rect | None) -> list[Any] | None:
        if rect is not None and self._natural_size is not None:
            rect = Rect(rect.x, rect.y, *self._natural_size)
        return super()._place(rect)

    def _render(self, text: str, size_px: float) -> None:
        if not isinstance(text, str):
            raise InvalidArgumentError(f"Text {text!r} is not a string.")
        mask = np.ascontiguousarray(render_mask(text, size_px=size_px, font=self._font))
        undo = self._native.set_mask(mask)
        size = (mask.shape[1], mask.shape[0])
        if undo is not None and self._natural_size is not None:
            undo.append((self, "_natural_size", self._natural_size, size))
            undo.append((self, "_text", self._text, text))
            undo.append((self, "_size_px", self._size_px, size_px))
        self._natural_size = size
        self._text = text
        self._size_px = size_px
        self._place(self._rect)

    @property
    def text(self) -> str:
        """What is written, lines apart by newlines."""
        return self._text

    @text.setter
    def text(self, value: str) -> None:
        if value != self._text:
            self._render(value, self._size_px)

    @property
    def size_px(self) -> float:
        """Font size in px."""
        return self._size_px

    @size_px.setter
    def size_px(self, value: float) -> None:
        if value != self._size_px:
            self._render(self._text, value)

    @property
    def color(self) -> Color:
        """As last set."""
        return self._color

    @color.setter
    def color(self, value: Color) -> None:
        undo = self._native.set_color(_values.rgba(value))
        if undo is not None:
            undo.append((self, "_color", self._color, value))
        self._color = value


def load_image(image: U8 | Path) -> U8:
    """Decodes a path with Pillow (RGBA); arrays pass through."""
    if isinstance(image, np.ndarray):
        return image
    from PIL import Image  # whose UnidentifiedImageError is an OSError

    try:
        with Image.open(image) as opened:
            return np.asarray(opened.convert("RGBA"))
    except (OSError, Image.DecompressionBombError, TypeError, AttributeError) as error:
        raise InvalidArgumentError(f"Image {image!r} cannot be read: {error}.") from error
