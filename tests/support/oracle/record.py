"""The public record of what states do, counted from rows."""

from __future__ import annotations

import csv
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from tests.support.oracle.model import eu_on

ROWS = Path(__file__).parents[2] / "conformance" / "evidence"
ALL_STATES = 196
OTHERS = "others"


@dataclass(frozen=True)
class Orders:
    """A state's orders to two providers: accounts asked for in 3 years and in 5, and its inhabitants."""

    inhabitants: float
    google_accounts: float
    apple_accounts: float

    @property
    def accounts_per_year(self) -> float:
        """The larger of the two yearly numbers."""
        return max(self.google_accounts / 3, self.apple_accounts / 5)


@dataclass(frozen=True)
class Record:
    """Rows of (state, day first known), and the orders tables."""

    takings: tuple[tuple[str, date], ...]
    placed: tuple[tuple[str, date], ...]
    operations: tuple[tuple[str, date], ...]
    orders: Mapping[str, Orders]
    large_orders: Mapping[str, tuple[float, float]]

    def known_by(self, as_of: date) -> KnownRecord:
        """The record as it was known on a day."""
        return KnownRecord(
            tuple(state for state, known in self.takings if known <= as_of),
            tuple(state for state, known in self.placed if known <= as_of),
            tuple(state for state, known in self.operations if known <= as_of),
            years_watched(as_of),
            eu_on(as_of),
            self,
        )


@dataclass(frozen=True)
class KnownRecord:
    """The sponsors of the rows known on a day, and the years watched until then."""

    takings: tuple[str, ...]
    placed: tuple[str, ...]
    operations: tuple[str, ...]
    years: float
    eu: frozenset[str]
    whole: Record

    @property
    def recorded(self) -> frozenset[str]:
        """The states with a row of takings or of placed staff."""
        return frozenset(self.takings) | frozenset(self.placed)

    def covert(self, actor: str, named: Collection[str]) -> float:
        """The mean number of known takings a year of an actor, on a map that names some states."""
        return self.a_year(actor, named, self.takings, 1.0)

    def placing(self, actor: str, named: Collection[str]) -> float:
        """The mean number of known placings a year of an actor."""
        return self.a_year(actor, named, self.placed, 1.0 / 14.0)

    def a_year(self, actor: str, named: Collection[str], rows: tuple[str, ...], part: float) -> float:
        """The mean of Gamma(k + 5m, W + 5), m times a part."""
        states, number = self.states_of(actor, named)
        k = sum(state in states for state in rows)
        operations = sum(state in states for state in self.operations)
        m = part * 0.0758 * (operations + 0.056 * number) / (self.years + 0.38)
        return (k + 5 * m) / (self.years + 5)

    def states_of(self, actor: str, named: Collection[str]) -> tuple[frozenset[str], int]:
        """The states that act as one actor: those that can have rows, and how many there are in all."""
        if actor == "EU":
            members = self.eu - frozenset(named)
            return members, len(members)
        if actor != OTHERS:
            return frozenset({actor}), 1
        apart = frozenset(named) | self.recorded | (self.eu if "EU" in named else frozenset())
        apart -= {"EU"}
        return frozenset(self.operations) - apart, ALL_STATES - len(apart)

    def orders_of(self, state: str) -> Orders | None:
        """The orders of a state; of a union, those of all its members."""
        table = self.whole.orders
        if state != "EU":
            return table.get(state)
        members = [table[member] for member in sorted(self.eu) if member in table]
        return Orders(
            sum(row.inhabitants for row in members),
            sum(row.google_accounts for row in members),
            sum(row.apple_accounts for row in members),
        )

    def large_orders_per_year(self, state: str) -> float:
        """The mean number of large orders a year of a state about its own people; a union has no row of its own."""
        k, years = self.whole.large_orders.get(state, (8.0, 1386.0))
        return (k + 0.5) / years


def years_watched(as_of: date) -> float:
    """The years from 2010-01-01 through a day, at most through 2022."""
    if as_of.year > 2022:
        return 13.0
    first = date(as_of.year, 1, 1)
    part = ((as_of - first).days + 1) / (date(as_of.year + 1, 1, 1) - first).days
    return max(0.0, as_of.year - 2010 + part)


def rows_of(name: str) -> list[dict[str, str]]:
    """The rows of a table of the record."""
    with (ROWS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def shipped_record() -> Record:
    """The record that ships, from its rows."""
    orders = {
        row["state"]: Orders(
            float(row["population_2021_m"]) * 1e6,
            float(row["google_2020_22_accounts"]),
            float(row["apple_account_2020_24_accounts"]),
        )
        for row in rows_of("state_orders")
    }
    return Record(
        tuple((row["sponsor"], date.fromisoformat(row["first_attribution"])) for row in rows_of("takings")),
        tuple((row["sponsor"], date.fromisoformat(row["first_attribution"])) for row in rows_of("placed")),
        tuple((row["sponsor"], date(int(row["first_attribution_year"]), 1, 1)) for row in rows_of("operations")),
        orders,
        {"CN": (6.0, 12.5), "US": (1.0, 25.0), "IE": (1.0, 25.0)},
    )
