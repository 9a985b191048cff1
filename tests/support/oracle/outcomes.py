"""All outcomes of some conditions: a proposition is the set of outcomes in which it is true.

An outcome is a row: one bit for each condition, the first condition the highest bit. A set of rows is an integer,
whose bit number r says that row r belongs to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache, cached_property

from tests.support.oracle.ways import Ways

MOST_CONDITIONS = 20
PERSON_LEVEL = ("share.", "kept.")
TRIALS = ("reached.",)


class TooManyOutcomes(ValueError):
    """A map has too many conditions for all their outcomes to be gone through."""


def layer(condition: str) -> int:
    """The layer of a condition: 0 a state of the world, 1 a trial of an attempt, 2 a draw for a person."""
    return 2 if condition.startswith(PERSON_LEVEL) else 1 if condition.startswith(TRIALS) else 0


class Outcomes:
    """The outcomes of conditions that are neither certain nor impossible, states before trials before persons."""

    def __init__(self, conditions: tuple[str, ...], chances: Mapping[str, float]) -> None:
        self.conditions = conditions
        self.chances = chances
        self.weigh: Callable[[int, int], float] = cache(self._weigh)

    @classmethod
    def of(cls, propositions: Iterable[Ways], chances: Mapping[str, float]) -> Outcomes:
        """The outcomes of all conditions in some propositions."""
        named = {condition for ways in propositions for way in ways for condition in way}
        uncertain = [condition for condition in named if 0.0 < chances[condition] < 1.0]
        if len(uncertain) > MOST_CONDITIONS:
            raise TooManyOutcomes(f"{len(uncertain)} conditions")
        return cls(tuple(sorted(uncertain, key=lambda condition: (layer(condition), condition))), chances)

    @cached_property
    def every_row(self) -> int:
        """All rows."""
        return (1 << (1 << len(self.conditions))) - 1

    @cached_property
    def rows_where(self) -> dict[str, int]:
        """The rows in which each condition holds."""
        size = 1 << len(self.conditions)
        rows = {}
        for place, condition in enumerate(self.conditions):
            block = size >> (place + 1)
            pattern, length = ((1 << block) - 1) << block, 2 * block
            while length < size:
                pattern |= pattern << length
                length *= 2
            rows[condition] = pattern
        return rows

    def rows(self, ways: Ways) -> int:
        """The rows in which a proposition is true."""
        true = 0
        for way in ways:
            rows = self.every_row
            for condition in way:
                rows &= self.rows_where.get(condition, self.every_row if self.chances[condition] else 0)
            true |= rows
        return true

    def chance_of(self, ways: Ways) -> float:
        """The probability of a proposition."""
        return self.chance(self.rows(ways))

    def chance(self, rows: int) -> float:
        """The probability of a set of rows."""
        return self.weigh(0, rows)

    def _weigh(self, place: int, rows: int) -> float:
        """The probability of rows of the conditions from a place on: that of their halves, weighed."""
        if rows == 0:
            return 0.0
        if place == len(self.conditions):
            return 1.0
        failing, holding = halves(rows, len(self.conditions) - place)
        chance = self.chances[self.conditions[place]]
        return (1.0 - chance) * self.weigh(place + 1, failing) + chance * self.weigh(place + 1, holding)


def halves(rows: int, conditions: int) -> tuple[int, int]:
    """The rows in which the first of some conditions fails, and those in which it holds."""
    half = 1 << (conditions - 1)
    return rows & ((1 << half) - 1), rows >> half
