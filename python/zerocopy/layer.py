"""What all layers of a scene have.

Setting an attribute edits the target's open packet, which its next ``present()`` commits; reading an
attribute gives the value last set. Layers are thread-safe, and none of their calls blocks. A layer of a
closed target and a removed layer raise :class:`ClosedError` when edited.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar, get_args

from . import _core, _values
from .animations import Easing, Motion, timing
from .effects import Shadow
from .errors import ClosedError, InvalidArgumentError
from .types import Animated, Blend, Rect, RectLike

_Z_LIMIT = 2**31 - 1
_ANIMATED: tuple[str, ...] = get_args(Animated)


class Layer:
    """A rectangle of the scene, filled by its subclass. Made by ``Scene.add_…``."""

    __slots__ = (
        "_backdrop_blur_sigma_px",
        "_blend",
        "_blur_sigma_px",
        "_clip",
        "_clip_radius_px",
        "_corner_radius_px",
        "_enabled",
        "_grow",
        "_in_motion",
        "_kept",
        "_native",
        "_natural_size",
        "_number",
        "_opacity",
        "_rect",
        "_scene",
        "_shadow",
        "_slot",
        "_transform",
        "_z",
    )
    _kind: ClassVar[str] = "layer"
    _stretches: ClassVar[bool] = True  # a stack may choose the size
    _holds: ClassVar[bool] = False  # other layers
    _spreads: ClassVar[bool] = False  # its shadow may reach beyond its shape

    def __init__(
        self, scene: Any, native: _core.Layer, *, rect: RectLike | None, z: int, opacity: float
    ) -> None:
        self._scene = scene
        self._native = native
        self._rect: RectLike | None = None
        self._slot: RectLike | None = None  # where a stack has put it
        self._in_motion = False  # on its way to the slot, or it was
        self._grow = 0.0  # its share of the room in a stack
        self._kept = False  # it is one of the layers of what it was added to
        self._number = 0  # in the order that layers were added
        self._natural_size: tuple[float, float] | None = None
        self._z = 0
        self._opacity = 1.0
        self._transform = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
        self._clip: Rect | None = None
        self._corner_radius_px = 0.0
        self._clip_radius_px = 0.0
        self._blend: Blend = "normal"
        self._blur_sigma_px = 0.0
        self._backdrop_blur_sigma_px = 0.0
        self._shadow: Shadow | None = None
        self._enabled = True
        if rect is not None:
            self.rect = rect
        if type(z) is not int or z != 0:
            self.z = z
        if type(opacity) is not float or opacity != 1.0:
            self.opacity = opacity

    @property
    def rect(self) -> Rect:
        """Place in logical px, origin top left of the target. Set it to None to follow the target's size
        (images and text: their own size at 0, 0)."""
        rect = self._slot or self._rect
        if rect is not None:
            return tuple.__new__(Rect, rect)  # in two thirds of the time that Rect(*rect) takes
        return Rect(0.0, 0.0, *map(float, self._own_size()))

    @rect.setter
    def rect(self, value: RectLike | None) -> None:
        rect = None if value is None else _values.rect(value)
        if self._slot is not None or self._holds:
            self._lay_out(rect)
            return
        undo = self._native.set_rect(rect)
        if undo is not None:
            undo.append((self, "_rect", self._rect, rect))
        self._rect = rect

    def _lay_out(self, rect: RectLike | None) -> None:
        """Sets the rect where others follow it: of a layer of a stack, which chooses its place, or of one
        that holds others."""
        root = self._scene._root
        with root._lock:
            if self._slot is None:
                undo = self._native.set_rect(rect)
            else:
                self._check_kept()
                undo = root._target.undo_list()
            if undo is not None:
                undo.append((self, "_rect", self._rect, rect))
            self._rect = rect
            if self._slot is not None:
                self._scene._arrange()
            else:
                self._arrange(resized=True)

    def _arrange(self, motion: Motion | None = None, *, resized: bool = False) -> None:
        """Of what holds others: lays them out."""

    def _check_kept(self) -> None:
        if not self._kept:
            raise ClosedError("The layer was removed; add a new one.")

    def _moved(self, differs: bool = True) -> None:
        """What it asks of its stack was set, and ``differs`` from before."""
        if self._slot is not None:
            with self._scene._root._lock:
                self._scene._arrange(settle=differs)

    def _rescaled(self) -> None:
        """The target's scale may differ."""

    def _own_size(self) -> tuple[float, float]:
        if self._natural_size is not None and (self._rect is None or not self._stretches):
            return self._natural_size
        return self._scene._size() if self._rect is None else (self._rect[2], self._rect[3])

    def _put(self, slot: RectLike, motion: Motion | None, settle: bool) -> bool:
        """A stack's choice, see `Container._arrange`. True: of another size, or it may have been."""
        if slot == self._slot and not (self._in_motion and (settle or motion is not None)):
            return False
        if motion is not None:
            _, undo = self._native.animate("rect", slot, *motion, False)
        else:
            undo = self._native.set_rect(slot)
        if undo is not None:
            undo.append((self, "_slot", self._slot, slot))
            if self._in_motion and motion is None:
                undo.append((self, "_in_motion", True, False))
        resized = self._in_motion or self._slot is None or self._slot[2:] != slot[2:]
        self._slot = slot
        self._in_motion = motion is not None
        return resized

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
        clip = None if value is None else Rect(*_values.rect(value, "Clip"))
        undo = self._native.set_clip(clip)
        if undo is not None:
            undo.append((self, "_clip", self._clip, clip))
        self._clip = clip

    @property
    def corner_radius_px(self) -> float:
        """Logical px; capped at half of the shorter side. Of a group or stack it rounds where its backdrop is
        blurred, and nothing that is in it: a :attr:`clip` with :attr:`clip_radius_px` rounds that."""
        return self._corner_radius_px

    @corner_radius_px.setter
    def corner_radius_px(self, value: float) -> None:
        radius_px = _values.number(value, "Corner radius", low=0, high=_values.FAR)
        undo = self._native.set_corner_radius(radius_px)
        if undo is not None:
            undo.append((self, "_corner_radius_px", self._corner_radius_px, radius_px))
        self._corner_radius_px = radius_px

    @property
    def clip_radius_px(self) -> float:
        """Of the corners of :attr:`clip`, logical px; capped at half of its shorter side."""
        return self._clip_radius_px

    @clip_radius_px.setter
    def clip_radius_px(self, value: float) -> None:
        radius_px = _values.number(value, "Clip radius", low=0, high=_values.FAR)
        undo = self._native.set_clip_radius(radius_px)
        if undo is not None:
            undo.append((self, "_clip_radius_px", self._clip_radius_px, radius_px))
        self._clip_radius_px = radius_px

    @property
    def blend(self) -> Blend:
        """How it goes onto what lies below it: ``normal`` (over it), ``add``, ``multiply`` or ``screen``, on
        gamma-encoded values, as CSS ``mix-blend-mode`` does. A group with an opacity below 1, a blend or an
        effect is a picture of its own, and what is in it does not blend beyond."""
        return self._blend

    @blend.setter
    def blend(self, value: Blend) -> None:
        if not isinstance(value, str):
            raise InvalidArgumentError(
                f"Blend {_values.shown(value)} is unknown; use normal, add, multiply or screen."
            )
        undo = self._native.set_blend(value)
        if undo is not None:
            undo.append((self, "_blend", self._blend, value))
        self._blend = value

    @property
    def blur_sigma_px(self) -> float:
        """Standard deviation, in logical px of the space around the layer, of a Gaussian blur of what it
        shows; 0 (none) to 1000. It reaches beyond the layer's rect."""
        return self._blur_sigma_px

    @blur_sigma_px.setter
    def blur_sigma_px(self, value: float) -> None:
        sigma_px = _values.sigma(value, "Blur sigma")
        undo = self._native.set_blur_sigma(sigma_px)
        if undo is not None:
            undo.append((self, "_blur_sigma_px", self._blur_sigma_px, sigma_px))
        self._blur_sigma_px = sigma_px

    @property
    def backdrop_blur_sigma_px(self) -> float:
        """Standard deviation, in logical px of the space around the layer, of a Gaussian blur of what lies
        below the layer's shape, as far as :attr:`blend` would reach; 0 (none) to 1000."""
        return self._backdrop_blur_sigma_px

    @backdrop_blur_sigma_px.setter
    def backdrop_blur_sigma_px(self, value: float) -> None:
        sigma_px = _values.sigma(value, "Backdrop blur sigma")
        undo = self._native.set_backdrop_sigma(sigma_px)
        if undo is not None:
            undo.append((self, "_backdrop_blur_sigma_px", self._backdrop_blur_sigma_px, sigma_px))
        self._backdrop_blur_sigma_px = sigma_px

    @property
    def shadow(self) -> Shadow | None:
        """What it casts below itself; None for nothing. Only rect, image and video layers take a spread."""
        return self._shadow

    @shadow.setter
    def shadow(self, value: Shadow | None) -> None:
        if value is not None and not isinstance(value, Shadow):
            raise InvalidArgumentError(
                f"Shadow {_values.shown(value)} is neither a zerocopy.Shadow nor None."
            )
        if value is not None and value.spread_px != 0 and not self._spreads:
            raise InvalidArgumentError(
                f"A {self._kind} layer's shadow has no spread, and spread_px is {value.spread_px:g}; leave it"
                " at 0, or put a rect layer with that shadow below."
            )
        undo = self._native.set_shadow(None if value is None else value._numbers())
        if undo is not None:
            undo.append((self, "_shadow", self._shadow, value))
        self._shadow = value

    @property
    def enabled(self) -> bool:
        """False: the layer is not drawn."""
        return self._enabled

    @enabled.setter
    def enabled(self, value: bool) -> None:
        enabled = _values.truth(value, "Enabled")
        differs = enabled != self._enabled
        undo = self._native.set_enabled(enabled)
        if undo is not None:
            undo.append((self, "_enabled", self._enabled, enabled))
        self._enabled = enabled
        self._moved(differs)

    def animate(
        self,
        property: Animated,
        to: Any,
        duration: float | None = None,
        easing: Easing = "ease",
        repeat: int | None = 1,
        *,
        alternate: bool = False,
        on_done: Callable[[bool], object] | None = None,
    ) -> None:
        """Moves a property from what is shown to ``to``, with the open packet; reading it gives ``to``.

        ``duration``: seconds of one run on the target's animation clock, which its presents move on; None
        with a :class:`Spring`. ``repeat``: runs, None for ever; ``alternate``: every other one goes back.
        A new animation of the same property takes over from where it is, a spring with its velocity;
        setting the property ends it. ``on_done`` is called by a later ``present()``, ``wait()``, await or
        ``close()``, on its thread, with whether the animation came to its end. Rects and transforms move
        number by number, colours premultiplied.

        Layouts follow a rect: what the rect of a layer of a stack, of a stack, or of what a stack fills moves
        is animated along, with the same times, and reads its final place. The newest animation of a stack
        takes all of its layers that are on their way along; any other change of its layout, setting one of
        their rects included, puts each at its place at once.

        Raises InvalidArgumentError, ClosedError.
        """
        if not isinstance(property, str) or property not in _ANIMATED:
            raise InvalidArgumentError(
                f"Property {_values.shown(property)} cannot be animated;"
                f" {', '.join(_ANIMATED[:-1])} and {_ANIMATED[-1]} can."
            )
        if not hasattr(self, f"_{property}"):
            article = "An" if self._kind[0] in "aeiou" else "A"
            raise InvalidArgumentError(f"{article} {self._kind} layer has no {property}.")
        _values.callback(on_done, "on_done")
        native, kept = _values.animated(property, to)
        motion = (*timing(duration, easing, repeat), _values.truth(alternate, "Alternate"))
        root = self._scene._root
        with root._lock:
            before = getattr(self, f"_{property}")
            if property == "rect" and self._slot is not None:  # its stack says where that is
                self._check_kept()
                self._rect = kept
                self._scene._arrange(motion)
                native = self._slot
                self._in_motion = True
            number, undo = self._native.animate(property, native, *motion, on_done is not None)
            if on_done is not None:
                root._callbacks[number] = on_done
            if undo is not None:
                undo.append(partial(root._callbacks.pop, number, None))
                undo.append((self, f"_{property}", before, kept))
            setattr(self, f"_{property}", kept)
            if property == "rect" and self._slot is None:
                self._arrange(motion, resized=True)

    def remove(self) -> None:
        """Takes the layer out of the scene with the open packet. Idempotent."""
        with self._scene._root._lock:
            if self._take_out():
                self._scene._arrange()

    def _take_out(self) -> bool:
        """False: it was out before."""
        undo = self._native.remove()
        if not self._kept:
            return False
        self._scene._forget(self)
        if undo is not None:
            undo.append(partial(self._scene._remember, self))
        return True

    def __repr__(self) -> str:
        x, y, width, height = self.rect
        return f"<zerocopy.{type(self).__name__} {width:g}x{height:g} at {x:g},{y:g} z={self._z}>"
