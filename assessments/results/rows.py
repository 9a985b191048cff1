"""The rows of an assessment: what a number or a closing amounts to."""

from __future__ import annotations

from dataclasses import dataclass

from assessments.results.quantity import Quantity
from risk.inputs import Input


@dataclass(frozen=True)
class LedgerRow:
    """One number used: where it came from, its distribution, what it moves, and its share of the score's variance.

    `elasticity` is that at the best values: by how many percent the harm index moves with one percent of the number.
    """

    number: Input
    estimate: Quantity
    elasticity: float
    variance_share: float | None
    assumed: bool


@dataclass(frozen=True)
class Left:
    """What is left when some conditions are closed: severe equivalents a year, and which share of those there are."""

    harm: Quantity
    share: Quantity


@dataclass(frozen=True)
class Closing:
    """A smallest set of conditions that leaves an actor no way, and the harm that would remain."""

    actor: str
    closes: tuple[str, ...]
    harm_if_closed: float
