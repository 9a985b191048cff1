"""People of each group that an attempt is about."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tests.support.oracle.model import ReadMap
from tests.support.oracle.numbers import Numbers
from tests.support.oracle.organisations import Organisations

Persons = dict[str, float]
AT_RISK_OR_STRATEGIC = 30.0


@dataclass(frozen=True)
class People:
    """The people of the groups counted."""

    map: ReadMap
    numbers: Numbers
    organisations: Organisations

    def all(self) -> Persons:
        """All people within reach."""
        return {g: self.numbers.count(g) for g in self.map.counted}

    def targeted(self, x: str) -> Persons:
        """The targets of an attempt, and the people who come along with each."""
        targets = self.targets(x)
        swept = self.of_groups(f"swept.{x}", 9.0, self.map.counted, self.size)
        along = sum(targets.values())
        return self.capped({g: targets[g] + swept[g] * along for g in self.map.counted})

    def many(self, x: str) -> Persons:
        """The people of a large order."""
        total = self.numbers.value(f"taken.many.{x}", 15000.0, "count")
        return self.capped(self.split(total, self.aimed_at(x), self.size))

    def placed(self, x: str) -> Persons:
        """The people whose data placed staff take."""
        total = self.numbers.value(f"taken.placed.{x}", 300.0, "count")
        return self.capped(self.split(total, self.aimed_at(x), self.worth))

    def insider(self, organisation: str) -> Persons:
        """The people whose data one insider takes."""
        total = self.numbers.value(f"taken.insider.{organisation}", 3.0, "count")
        return self.capped(self.split(total, self.map.counted, self.worth))

    def targets(self, x: str) -> Persons:
        """The targets of an attempt in each group."""
        return self.of_groups(f"taken.targeted.{x}", 1.0, self.aimed_at(x), self.worth)

    def aimed_at(self, x: str) -> list[str]:
        """The groups of a state's targets: its own, if it has any."""
        return self.organisations.own(x) or self.map.counted

    def size(self, g: str) -> float:
        """The best number of people of a group."""
        return self.map.groups[g].count

    def worth(self, g: str) -> float:
        """That number, times 30 for people at risk or of strategic weight."""
        group = self.map.groups[g]
        return group.count * (AT_RISK_OR_STRATEGIC if group.at_risk or group.strategic else 1.0)

    def of_groups(self, address: str, default: float, groups: Iterable[str], weight: Callable[[str], float]) -> Persons:
        """A number stated by group, where those not stated are 0; else one number split over some groups."""
        if any(self.numbers.states(f"{address}.{g}") for g in self.map.groups):
            return {
                g: self.numbers.value(f"{address}.{g}", 0.0, "count") if self.numbers.states(f"{address}.{g}") else 0.0
                for g in self.map.counted
            }
        return self.split(self.numbers.value(address, default, "count"), groups, weight)

    def split(self, total: float, groups: Iterable[str], weight: Callable[[str], float]) -> Persons:
        """A number of people over some groups, by weight."""
        weights = {g: weight(g) for g in groups}
        whole = sum(weights.values())
        return {g: total * weights.get(g, 0.0) / whole for g in self.map.counted}

    def capped(self, persons: Persons) -> Persons:
        """No more people of a group than are within reach."""
        most = self.all()
        return {g: min(number, most[g]) for g, number in persons.items()}
