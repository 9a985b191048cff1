"""Conclusions of a comparison: whose harm changed, what explains most of it, and which of two apps reaches more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assessments.results.actors import totals_by_side
from assessments.results.comparison.compared import HARM_BY_SIDE, chance_riskier, harm_per_user
from assessments.results.quantity import quantity
from assessments.results.reach import rows_of_class
from assessments.results.states import told_class
from data_maps.caching import cached_property

if TYPE_CHECKING:
    from assessments.results.comparison.compared import ExplainedPart, MapComparison
    from assessments.results.part import DataClass
    from assessments.results.quantity import Quantity
    from assessments.results.reach_parts import ReachRow
    from assessments.run import Run
    from risk.catalogue import Side

USERS = 100_000.0
ALIKE = 1.05
"""The ratio of two reaches below which both are about the same."""
EVEN = 0.5


def acting_sides(comparison: MapComparison) -> list[Side]:
    """The sides of actors that do harm before or after, foreign states first; these where none does."""
    both = (comparison.before, comparison.after)
    acting = [side for side, harm in HARM_BY_SIDE.items() if any(numbers[harm].middle > 0.0 for numbers in both)]
    return acting or ["foreign_states"]


def explains_most(comparison: MapComparison, side: Side) -> ExplainedPart | None:
    """The groups of differences that explain most of the change of a side's harm; None where that does not change."""
    harm = HARM_BY_SIDE[side]
    if not comparison.whole[harm].middle:
        return None
    return max(comparison.parts, key=lambda part: abs(part.explains[harm].middle))


@dataclass(frozen=True)
class AppBeside:
    """One of two apps side by side: its assessment in simulations, and the class of data that both are told of."""

    run: Run
    of_class: DataClass

    @property
    def name(self) -> str:
        """The app by its name."""
        return self.run.data_map.app.name

    @cached_property
    def widest(self) -> ReachRow | None:
        """The foreign state with the widest reach."""
        rows = (row for row in rows_of_class(self.run, self.of_class) if row.foreign)
        return max(rows, key=lambda row: row.expected.middle, default=None)

    @property
    def reached(self) -> float:
        """The people within reach of that state."""
        return self.widest.expected.middle if self.widest else 0.0

    @property
    def harms(self) -> dict[Side, Quantity]:
        """Severe equivalents a year of each side of actors that acts."""
        return {side: total.harm for side, total in totals_by_side(self.run).items()}

    def per_users(self, side: Side) -> Quantity:
        """Severe equivalents a year of a side for each 100,000 people counted."""
        return quantity(harm_per_user(self.run, side) * USERS)


def apps_beside(*runs: Run) -> tuple[AppBeside, ...]:
    """Apps side by side: by content where each is told of content, otherwise by any data."""
    of_class: DataClass = "content" if {told_class(run) for run in runs} == {"content"} else "any"
    return tuple(AppBeside(run, of_class) for run in runs)


def by_reached(*apps: AppBeside) -> list[AppBeside]:
    """Apps that put anybody's data within reach of a foreign state, the one that puts most first."""
    return sorted((app for app in apps if app.reached > 0.0), key=lambda app: -app.reached)


def times_more(more: AppBeside, less: AppBeside) -> float | None:
    """How many times as many people one app puts within reach as another; None where it is about as many."""
    times = more.reached / less.reached
    return None if times < ALIKE else times


def riskier(one: AppBeside, other: AppBeside, *, per_user: bool = False) -> tuple[AppBeside, float] | None:
    """The app by which foreign states do more harm in more simulations, and in which share; None without any.

    In all, or for each of the people counted.
    """
    share = chance_riskier(one.run, other.run, per_user=per_user)
    return None if share is None else (one, share) if share >= EVEN else (other, 1.0 - share)
