"""How far apart can the probability of several things together be, if it is not known how they depend on each other."""

from __future__ import annotations

import math
from collections.abc import Sequence

COMMON_CAUSE = 0.10


def all_fail(chances: Sequence[float], common: float = COMMON_CAUSE) -> float:
    """The probability that redundant controls all fail, a share `common` of failures having one cause (β-factor)."""
    return common * min(chances) + math.prod((1.0 - common) * p for p in chances)


def chain_bounds(chances: Sequence[float]) -> tuple[float, float]:
    """Between which values the probability of all of them lies, however they depend on each other (Fréchet)."""
    return max(0.0, math.fsum(chances) - (len(chances) - 1)), min(chances, default=1.0)


def union_bounds(chances: Sequence[float]) -> tuple[float, float]:
    """Between which values the probability of any of them lies, however they depend on each other (Fréchet)."""
    return max(chances, default=0.0), min(1.0, math.fsum(chances))
