"""How large events are, and how chances grow with the years."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assessments.results.result import OverYears, Size
from assessments.results.years import ANY, BULK, by_kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from assessments.results.quantity import Quantity
    from assessments.run import Assessment

MOST_SIZES = 40


def is_round(persons: float) -> bool:
    """Whether a number of people is 1, 10, 100 and so on."""
    return persons in {10.0**k for k in range(12)}


def sizes(assessment: Assessment) -> tuple[Size, ...]:
    """The frequency–size curve; where it has many points, only round ones have their intervals."""
    few = len(assessment.sizes) <= MOST_SIZES
    return tuple(
        Size(
            persons=persons,
            probability=dict(probability),
            probability_interval=dict(assessment.of_size(persons)) if few or is_round(persons) else None,
        )
        for persons, probability in assessment.sizes
    )


def chances_over_years(assessment: Assessment) -> OverYears:
    """The chance of at least one event by years: of any kind, and in bulk by a state."""
    kinds = by_kind(assessment)
    return OverYears(any=_by_years(kinds[ANY].chances), bulk=_by_years(kinds[BULK].chances))


def _by_years(chances: Mapping[float, Quantity]) -> dict[str, Quantity]:
    return {f"{years:g}": chance for years, chance in chances.items()}
