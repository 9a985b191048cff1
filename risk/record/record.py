"""Record: rows about what states are known to have done, its readings, and what of it was known on a day."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from hashlib import sha256
from typing import Literal

from data_maps.caching import kept
from data_maps.countries import members
from risk.record.rows import AppleOrders, GoogleOrders, Inhabitants, LargeOrder, NotCounted, Operation, Orders, Taking

ReadingOfRecord = Literal["as recorded", "leak years", "equal states"]
READINGS: tuple[ReadingOfRecord, ...] = ("as recorded", "leak years", "equal states")
STATES = 196
"""The states of the world that are counted: 193 members of the United Nations, HK, TW and PS."""
LEAK_STATES = ("US", "GB")
FIRST_YEAR_OF_LARGE_ORDERS = 2011
LARGE_ACCOUNTS, LARGE_ACCOUNTS_EACH = 1_000, 100
"""Orders of a half-year are large with so many accounts, and so many on average for each request."""


@dataclass(frozen=True)
class RecordedPeriod:
    """The years in which somebody watched, from the first to the last day of them."""

    first: date
    last: date

    def years_by(self, as_of: date) -> float:
        """The number of these years that had passed at the end of a day, by days of each year.

        >>> round(WATCHED.years_by(date(2020, 9, 25)), 6), WATCHED.years_by(date(2026, 3, 1))
        (10.734973, 13.0)
        """
        last = min(as_of, self.last)
        return max(last.year - self.first.year + _part_by(last) - _part_by(self.first - timedelta(1)) % 1, 0.0)


WATCHED = RecordedPeriod(date(2010, 1, 1), date(2022, 12, 31))
LEAK_YEARS = RecordedPeriod(date(2007, 1, 1), date(2013, 12, 31))


def _part_by(day: date) -> float:
    """The part of its year that has passed at the end of a day, 1 for 31 December."""
    return day.timetuple().tm_yday / date(day.year, 12, 31).timetuple().tm_yday


@dataclass(frozen=True)
class Record:
    """The known acts of states, row by row.

    `files` gives the SHA-256 of each table it was made of; those of a user are marked "own". `reading` says how
    its rows are counted: all as recorded; those of the states that a leak told about over the years it told of; or
    every state as the mean of all.
    """

    takings: tuple[Taking, ...]
    placed: tuple[Taking, ...]
    operations: tuple[Operation, ...]
    orders_google: tuple[GoogleOrders, ...]
    orders_apple: tuple[AppleOrders, ...]
    large_orders: tuple[LargeOrder, ...]
    inhabitants: tuple[Inhabitants, ...]
    not_counted: tuple[NotCounted, ...]
    files: Mapping[str, str]
    reading: ReadingOfRecord = "as recorded"

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of the tables used, their names, and the reading."""
        return sha256(json.dumps([dict(sorted(self.files.items())), self.reading]).encode()).hexdigest()

    @cached_property
    def orders(self) -> tuple[Orders, ...]:
        """The requests of all providers, by state and half-year, summed over kinds of process."""
        google = (row.orders for row in self.orders_google)
        return summed((*(row for row in google if row), *(row.orders for row in self.orders_apple)))

    @cached_property
    def large(self) -> tuple[Orders, ...]:
        """The half-years with large orders: by their accounts, or by a row of large_orders.csv."""
        listed = {(row.provider, row.country, row.half_year) for row in self.large_orders}
        return tuple(
            row
            for row in self.orders
            if row.year >= FIRST_YEAR_OF_LARGE_ORDERS
            and row.requests > 0
            and (_is_large(row) or (row.provider, row.state, f"{row.year} H{row.half}") in listed)
        )

    def read_as(self, reading: ReadingOfRecord) -> Record:
        """The rows of the record, read another way."""
        return replace(self, reading=reading)

    @kept
    def known_on(self, day: date) -> KnownRecord:
        """The record as it was publicly known on a day."""
        return KnownRecord(self, day)

    def period(self, state: str) -> RecordedPeriod:
        """The years in which takings of a state could become known, by the reading."""
        return LEAK_YEARS if self.reading == "leak years" and state in LEAK_STATES else WATCHED


def _is_large(row: Orders) -> bool:
    return row.accounts >= max(LARGE_ACCOUNTS, LARGE_ACCOUNTS_EACH * row.requests)


def summed(rows: Iterable[Orders]) -> tuple[Orders, ...]:
    """Orders with one row for each provider, state and half-year."""
    totals: dict[tuple[str, str | None, int, int], Orders] = {}
    for row in rows:
        key = (row.provider, row.state, row.year, row.half)
        before = totals.get(key)
        totals[key] = _sum(before, row) if before else row
    return tuple(totals.values())


def _sum(first: Orders, second: Orders) -> Orders:
    return replace(
        first,
        requests=first.requests + second.requests,
        accounts=first.accounts + second.accounts,
        met=first.met + second.met,
    )


@dataclass(frozen=True)
class Counts:
    """Counts of the known acts of a state, or of several together, on a day.

    `takings`, `placed` and `operations` are numbers of rows; `states` is how many states they are of; `years` how long
    somebody had watched.
    """

    takings: float
    placed: float
    operations: float
    states: int
    years: float


@dataclass(frozen=True)
class KnownRecord:
    """A record as it was publicly known on a day: `takings`, `placed` and `operations` by state, orders uncut.

    A row counts from the day of its first public attribution, of a year from 1 January; the years watched end on the
    day, and at the latest with 2022.
    """

    record: Record
    as_of: date

    @cached_property
    def recorded(self) -> frozenset[str]:
        """The states with a row in takings.csv or placed.csv, on every reading."""
        rows = (*self.record.takings, *self.record.placed)
        return frozenset(row.sponsor for row in rows if row.public_from <= self.as_of)

    @cached_property
    def takings(self) -> Counter[str]:
        """Known takings by state, on this reading."""
        return self._by_state(self.record.takings)

    @cached_property
    def doubted(self) -> tuple[Taking, ...]:
        """The known takings against which something speaks, as their rows say."""
        return tuple(row for row in self.record.takings if row.doubt and row.public_from <= self.as_of)

    @cached_property
    def placed(self) -> Counter[str]:
        """Known cases of staff who worked for a state, by state, on this reading."""
        return self._by_state(self.record.placed)

    @cached_property
    def operations(self) -> Counter[str]:
        """Known operations in which data were taken, by state, on this reading."""
        return self._by_state(self.record.operations)

    def _by_state(self, rows: Iterable[Taking | Operation]) -> Counter[str]:
        return Counter(row.sponsor for row in rows if row.public_from <= self.as_of and self._counts(row))

    def _counts(self, row: Taking | Operation) -> bool:
        """True for a row that began in the years that this reading counts of its state; all do but in leak years."""
        if self.record.reading != "leak years" or row.sponsor not in LEAK_STATES:
            return True
        year = row.start_year if isinstance(row, Operation) else row.start.year
        return LEAK_YEARS.first.year <= year <= LEAK_YEARS.last.year

    def counts(self, state: str, apart: Collection[str] = ()) -> Counts:
        """The counts of a state, or of a union: the sum over its members on the day.

        Args:
            state: A country's code, or a union's (EU).
            apart: Members whose rows do not count with the union, because they are actors of their own.
        """
        union = members(state, self.as_of) - set(apart)
        return self._joint_counts(union or {state}, len(union) or 1, self.record.period(state))

    def others(self, apart: Collection[str]) -> Counts:
        """The counts of all states together but those `apart`: the recorded ones and those that the map names."""
        states = {*self.takings, *self.placed, *self.operations} - set(apart)
        return self._joint_counts(states, max(STATES - len(set(apart)), 0), WATCHED)

    def _joint_counts(self, states: Collection[str], number: int, period: RecordedPeriod) -> Counts:
        """The counts of some states, the ones with rows among `number` of them."""

        def sum_of(rows: Counter[str]) -> float:
            everybody = rows.total() * number / STATES
            return everybody if self.record.reading == "equal states" else sum(rows[state] for state in states)

        return Counts(
            takings=sum_of(self.takings),
            placed=sum_of(self.placed),
            operations=sum_of(self.operations),
            states=number,
            years=period.years_by(self.as_of),
        )
