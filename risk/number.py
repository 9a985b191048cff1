"""Numbers with their draws: what follows from the best values of all inputs, and from every draw of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from risk.arrays import Floats
from risk.uncertainty.multipliers import Multiplied

UNDRAWN: Floats = np.zeros(0)
UNDRAWN.flags.writeable = False


@dataclass(frozen=True, eq=False)
class Number:
    """A computed number: at the best values of all inputs, and in every draw, shape (draws,).

    The draws have width 0 where none were asked for: what is computed from them has none either, so that nobody has to
    ask. `of` is the part of the draws that one input multiplies: of this number alone, not of what is computed from it.
    """

    best: float
    draws: Floats = field(default_factory=lambda: UNDRAWN)
    of: Multiplied | None = None

    @property
    def drawn(self) -> bool:
        """True where draws were asked for."""
        return self.draws.size > 0

    @property
    def middle(self) -> float:
        """The median of the draws, or the best value where there are none."""
        return float(np.median(self.draws)) if self.drawn else self.best

    @property
    def average(self) -> float:
        """The mean of the draws, or the best value where there are none."""
        return float(np.mean(self.draws)) if self.drawn else self.best

    @classmethod
    def by(cls, measure: Callable[..., Floats | float], *numbers: Number) -> Number:
        """What a measure makes of some numbers, draw by draw.

        >>> Number.by(np.maximum, Number(1.0, np.array([1.0, 4.0])), Number(2.0, np.array([2.0, 3.0]))).draws.tolist()
        [2.0, 4.0]
        """
        best = float(measure(*(np.float64(number.best) for number in numbers)))
        return cls(best, np.asarray(measure(*(number.draws for number in numbers))))

    def __add__(self, other: Number | float) -> Number:
        return Number.by(np.add, self, _as_number(other, self))

    def __sub__(self, other: Number | float) -> Number:
        return Number.by(np.subtract, self, _as_number(other, self))

    def __mul__(self, other: Number | float) -> Number:
        return Number.by(np.multiply, self, _as_number(other, self))

    def __truediv__(self, other: Number | float) -> Number:
        return Number.by(np.divide, self, _as_number(other, self))

    def share_of(self, whole: Number) -> Number:
        """This as a share of a whole, draw by draw; nothing of nothing.

        >>> Number(1.0, np.array([1.0, 0.0])).share_of(Number(4.0, np.array([2.0, 0.0]))).draws.tolist()
        [0.5, 0.0]
        """
        return Number.by(share_of, self, whole)


def _as_number(other: Number | float, beside: Number) -> Number:
    return other if isinstance(other, Number) else Number(other, np.broadcast_to(other, beside.draws.shape))


def share_of(part: Floats, whole: Floats) -> Floats:
    """A part as a share of a whole, in the shape of both; nothing of nothing."""
    return np.divide(part, whole, out=np.zeros_like(whole), where=whole > 0.0)
