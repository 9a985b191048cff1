"""Averages of options over the horizon: what a set of options leaves and costs, and parts of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Literal

import numpy as np

from assessments.results.actors import SIDES
from assessments.results.quantity import Quantity
from risk.arrays import Floats
from risk.catalogue import Side
from risk.inputs import Input
from risk.number import Number
from risk.options.burden import Lost, total
from risk.options.outcomes import Outcome, with_values
from risk.severity import LEVELS

AverageOf = Callable[["Averages"], Floats]
"""A number of a set of options, of its averages."""


Track = Literal["harm", "strategic"]
RiskKey = Track | int | tuple[Side, Track]
"""What an option is compared by: a track, the persons at a level or higher, or a track of one side alone."""


@dataclass(frozen=True)
class Averages:
    """The averages of one combination over the horizon: at the best values, shape (), or in draws, shape (draws,)."""

    outcome: Outcome
    lost: Lost

    @property
    def burden(self) -> Floats:
        """Lifeline person-years lost by all groups."""
        return total(self.lost.burden)


def best_values(numbers: Iterable[Input]) -> dict[str, Floats]:
    """Some numbers at their best values, by name."""
    return with_values(numbers, {})


def strategic(result: Averages) -> Floats:
    """Strategic persons exposed a year."""
    return result.outcome.strategic


def at_level(place: int, result: Averages) -> Floats:
    """Persons exposed a year at the level in this place, or higher."""
    return np.asarray(result.outcome.persons[place])


def of_side(side: Side, part: Callable[[Outcome], Floats], result: Averages) -> Floats:
    """A part of the outcome by one side; nobody by a side that does not act."""
    outcome = result.outcome.sides.get(side)
    return np.zeros_like(result.outcome.strategic) if outcome is None else part(outcome)


def measures(ratio: float | None) -> dict[RiskKey, AverageOf]:
    """The part of an outcome that each risk is."""

    def harm(outcome: Outcome) -> Floats:
        return outcome.harm(ratio)

    by_risk: dict[RiskKey, AverageOf] = {n: partial(at_level, place) for place, n in enumerate(LEVELS)}
    by_risk |= {"harm": lambda result: harm(result.outcome), "strategic": strategic}
    for side in SIDES:
        by_risk[side, "harm"] = partial(of_side, side, harm)
        by_risk[side, "strategic"] = partial(of_side, side, lambda outcome: outcome.strategic)
    return by_risk


def of_group(part: Callable[[Lost], Mapping[str, Floats]], group: str, result: Averages) -> Floats:
    """A part of what one group loses."""
    return part(result.lost)[group]


def of_function(group: str, function: str, result: Averages) -> Floats:
    """The burden of one group by the loss of one function."""
    return result.lost.by_function[group][function]


def groups(result: Averages) -> Mapping[str, Floats]:
    """The burden by group."""
    return result.lost.burden


def functions(result: Averages) -> Mapping[str, Floats]:
    """The burden by what is lost, of all groups together."""
    burdens: dict[str, Floats] = {}
    for by_function in result.lost.by_function.values():
        for function, lost in by_function.items():
            burdens[function] = burdens[function] + lost if function in burdens else lost
    return burdens


def burden(result: Averages) -> Floats:
    """Lifeline person-years lost."""
    return result.burden


def median_alone(q: Quantity) -> Quantity:
    """A quantity that says of all its parts what it says of its median."""
    middle, off = q.median, q.error
    return Quantity(q.point, middle, middle, middle, middle, off, off, off, q.n)


def part_removed(before: Number, after: Number) -> Number:
    """The part of what was there before that is gone, draw by draw; of nothing it is nothing."""
    return Number.by(lambda was, left: (was - left) / np.where(was > 0.0, was, 1.0), before, after)
