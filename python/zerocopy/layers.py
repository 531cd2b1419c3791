"""The layers that show something."""

from __future__ import annotations

from typing import Any, cast

import numpy as np

from . import _core, _values
from ._records import counters_from, fallback_from
from .errors import InvalidArgumentError
from .frame import GpuFrame
from .layer import Layer
from .text import check_size, render_scaled
from .types import (
    U8,
    Color,
    Counters,
    Fallback,
    FallbackReason,
    Fit,
    InteropStatus,
    Path,
    RectLike,
    Transition,
)


class VideoLayer(Layer):
    """Shows the frame submitted last."""

    __slots__ = ("_fit",)
    _kind = "video"
    _spreads = True

    def __init__(
        self, scene: Any, native: _core.Layer, *, rect: RectLike | None, fit: str, z: int, opacity: float
    ) -> None:
        super().__init__(scene, native, rect=rect, z=z, opacity=opacity)
        self._fit: Fit = "contain"
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
    _image: U8
    _kind = "image"
    _spreads = True

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
        self._premultiplied = _values.truth(premultiplied, "Premultiplied")
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
        differs = size != self._natural_size
        self._image = image
        self._natural_size = size
        self._moved(differs)


class RectLayer(Layer):
    """A filled rectangle, its corners round with :attr:`corner_radius_px`."""

    __slots__ = ("_color",)
    _kind = "rect"
    _spreads = True

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
    """Text, shaped by Pillow for the px of its target, at most 16,384 of them long.

    It starts at its rect's top left corner and is never stretched to the rect. Where the target's scale
    changes it is made anew with the next present.
    """

    __slots__ = ("_color", "_font", "_scale", "_size_px", "_text")
    _scale: float  # of the target that the mask is made for
    _size_px: float
    _text: str
    _kind = "text"
    _stretches = False

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
        super().__init__(scene, native, rect=rect, z=z, opacity=opacity)
        self._font = font
        self._render(_values.text(text, "Text"), check_size(size_px))
        self._color: Color = "#0000"
        self.color = color

    def _render(self, text: str, size_px: float) -> None:
        wanted = self._scene._target.scale
        coverage, scale = render_scaled(text, size_px, self._font, wanted)
        mask = np.ascontiguousarray(coverage)
        undo = self._native.set_mask(mask, scale)
        size = (mask.shape[1] / scale, mask.shape[0] / scale)
        if undo is not None and self._natural_size is not None:
            undo.append((self, "_natural_size", self._natural_size, size))
            undo.append((self, "_text", self._text, text))
            undo.append((self, "_size_px", self._size_px, size_px))
            undo.append((self, "_scale", self._scale, wanted))
        differs = size != self._natural_size
        self._natural_size = size
        self._text = text
        self._size_px = size_px
        self._scale = wanted
        self._moved(differs)

    def _rescaled(self) -> None:
        if self._scale != self._scene._target.scale:
            self._render(self._text, self._size_px)

    @property
    def text(self) -> str:
        """What is written, lines apart by newlines."""
        return self._text

    @text.setter
    def text(self, value: str) -> None:
        text = _values.text(value, "Text")
        if text != self._text:
            self._render(text, self._size_px)

    @property
    def size_px(self) -> float:
        """Font size in px."""
        return self._size_px

    @size_px.setter
    def size_px(self, value: float) -> None:
        size_px = check_size(value)
        if size_px != self._size_px:
            self._render(self._text, size_px)

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
    except (OSError, Image.DecompressionBombError, TypeError, ValueError, AttributeError) as error:
        raise InvalidArgumentError(f"Image {image!r} cannot be read: {error}.") from error
