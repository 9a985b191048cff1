"""Shapes of numbers: percentiles and density of what each person says of one, and of what is known together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from assessments.results.evidence import known_before
from assessments.results.options.table import options_of
from assessments.results.sensitivity import Otherwise
from data_maps.caching import cached_property
from risk.uncertainty.distributions import Point
from risk.uncertainty.draws import by_person, kinds_of
from risk.uncertainty.pooling import log_pool
from risk.uncertainty.spreads import HIGH, LOW, MIDDLE

if TYPE_CHECKING:
    from assessments.results.ledger import LedgerRow
    from assessments.results.quantity import Quantity
    from assessments.run import Run
    from data_maps.addresses import AddressKind
    from data_maps.quantities import Estimate
    from risk.uncertainty.distributions import Distribution

RIGHT, LEFT = 0.995, 0.005
PROBABILITIES = np.linspace(0.0005, 0.9995, 1_999)


@dataclass(frozen=True, eq=False)
class Shape:
    """The distribution of a number as it is drawn: points of it in the number's own unit, and its density."""

    distribution: Distribution

    @cached_property
    def ends(self) -> tuple[float, float, float]:
        """The 5 %, the 50 % and the 95 % point."""
        low, median, high = self.distribution.quantiles(np.array([LOW, MIDDLE, HIGH])).tolist()
        return low, median, high

    @property
    def least(self) -> float:
        """The 0.5 % point."""
        return self.distribution.quantile(LEFT)

    @property
    def most(self) -> float:
        """The 99.5 % point."""
        return self.distribution.quantile(RIGHT)

    def density(self, bottom: float, top: float, steps: int) -> tuple[list[float], list[float]]:
        """The edges of equal steps from bottom to top, and the probability of each step, to a thousandth or so.

        Steps are equal on a linear axis from 0, and on a log axis otherwise: steps + 1 edges, steps probabilities.
        """
        edges = np.linspace(bottom, top, steps + 1) if bottom == 0.0 else np.geomspace(bottom, top, steps + 1)
        cumulative = np.interp(edges, self.distribution.quantiles(PROBABILITIES), PROBABILITIES)
        return edges.tolist(), np.diff(cumulative).tolist()


@dataclass(frozen=True)
class NumberShapes:
    """A number as known together, as each of several people says it, and in the log pool of these, if there is one."""

    together: Shape
    by_person: tuple[tuple[Estimate, Shape], ...]
    log_pool: Shape | None


def shapes_of(run: Run, row: LedgerRow) -> NumberShapes:
    """The shapes of a number of the result, or of one that only the comparison of options uses."""
    stated = tuple(_statements(run, row))
    distributions = [distribution for _, distribution in stated]
    pooled = bool(stated) and not any(isinstance(distribution, Point) for distribution in distributions)
    return NumberShapes(
        Shape(_known(run, row)),
        tuple((estimate, Shape(distribution)) for estimate, distribution in stated),
        Shape(log_pool(distributions)) if pooled else None,
    )


def known_ends(run: Run, row: LedgerRow) -> tuple[float, float]:
    """The 5 % and the 95 % point of what is known of a number, in its own unit."""
    low, _, high = Shape(_known(run, row)).ends
    return low, high


def _statements(run: Run, row: LedgerRow) -> Iterator[tuple[Estimate, Distribution]]:
    """What each of several people says, and what that stands for; nothing where one person says it."""
    estimate = row.number.estimate
    if not estimate.said:
        return
    yield from zip(estimate.said, by_person(estimate, _kind(run, row), run.data_map), strict=True)


def _kind(run: Run, row: LedgerRow) -> AddressKind:
    own, options = kinds_of(run.events).get(row.number.address), options_of(run)
    return own or (options.outcomes.kind(row.number) if options else "multiplier")


def shape_between(run: Run, row: LedgerRow, low: float, best: float, high: float) -> Shape:
    """The shape that a number would have with another range, low < best < high."""
    ends = {"form": "range", "low": low, "best": best, "high": high, "confidence": HIGH - LOW}
    free = {"parameters": None, "at_least": None, "at_most": None, "said": ()}
    (distribution,) = by_person(row.number.estimate.model_copy(update={**ends, **free}), _kind(run, row), run.data_map)
    return Shape(distribution)


def _known(run: Run, row: LedgerRow) -> Distribution:
    options = options_of(run)
    if row.number.address not in run.known and options:
        return options.outcomes.known(row.number)
    return run.known[row.number.address]


@dataclass(frozen=True)
class ScoresOfNumber:
    """The score with a number at each end of what is known of it, by that value, and with what it took the place of."""

    at_ends: tuple[tuple[float, Quantity], ...]
    instead: Quantity | None


def scores_of(run: Run, row: LedgerRow) -> ScoresOfNumber:
    """The score with other values of a number, all others as they are; no ends of a number without a range."""
    other, address, (low, high) = Otherwise(run), row.number.address, known_ends(run, row)
    before = known_before(run, row.number)
    return ScoresOfNumber(
        tuple((end, other.at(address, end)) for end in (low, high)) if low < high else (),
        other.known_as(address, *before) if before else None,
    )
