"""What is drawn around a layer."""

from __future__ import annotations

from dataclasses import dataclass

from . import _values
from .types import Color

Numbers = tuple[float, float, float, float, float, float, float, float]


class _Checked:
    __slots__ = ("_checked",)
    _checked: Numbers


@dataclass(frozen=True, slots=True)
class Shadow(_Checked):
    """What a layer casts below itself: its shape in ``color``, moved and blurred. Lengths are logical px of
    the space that the layer's rect is given in.

    Raises InvalidArgumentError for offsets that are not finite, a sigma outside 0…1000 and a spread outside
    -1000…1000.
    """

    dx_px: float = 0.0
    dy_px: float = 0.0
    sigma_px: float = 0.0
    """Standard deviation of its blur, half of what CSS calls the blur radius."""
    color: Color = "#000"
    spread_px: float = 0.0
    """How far it reaches beyond the layer's shape, before the blur; of rect, image and video layers only."""

    def __post_init__(self) -> None:
        far, most = _values.FAR, _values.MAX_SIGMA_PX
        checked = (
            _values.number(self.dx_px, "The shadow's dx_px", low=-far, high=far),
            _values.number(self.dy_px, "The shadow's dy_px", low=-far, high=far),
            _values.sigma(self.sigma_px, "The shadow's sigma_px"),
            _values.number(self.spread_px, "The shadow's spread_px", low=-most, high=most),
            *_values.rgba(self.color),
        )
        object.__setattr__(self, "_checked", checked)

    def _numbers(self) -> Numbers:
        """For the core: dx, dy, sigma, spread, RGBA."""
        if not hasattr(self, "_checked"):  # a copy has none
            self.__post_init__()
        return self._checked
