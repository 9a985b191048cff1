"""Rates that are counted from the record: takings, staff placed, and orders, a year.

Every rate is a Gamma distribution of events a year, or a 90 % range of it. The numbers are those of the counted
defaults of the catalogue.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass

from data_maps.caching import kept
from risk.record.record import FIRST_YEAR_OF_LARGE_ORDERS, Counts, KnownRecord, Record
from risk.record.rows import Orders
from risk.uncertainty.distributions import Gamma

PRIOR_YEARS = 5.0
"""How many years of watching the operations of a state are worth beside its takings."""
BULK_SHARE = 0.0758
"""The share of operations in which data of many people were taken at a civilian provider: (28 + ½) ÷ (375 + 1)."""
OPERATIONS_BEFORE, YEARS_BEFORE = 0.056, 0.38
"""Operations of a state before any is seen, and the years they are worth: a Gamma fitted to those of 196 states."""
TAKINGS_FOR_EACH_PLACED = 14.0
"""Known takings for each known case of staff who worked for a state: 28 and 2."""
FIRST_YEAR_OF_ORDERS = 2020
LEAST_ACCOUNTS_A_YEAR = 100.0
ORDERS_AT_A_SERVICE = (0.0003, 1.3, 3.4)
"""Orders for each user of a service: how many times those for each inhabitant at the provider with the most accounts.

The middle and the 90 % interval for another service, fitted to those of services_asked.csv (docs/made_orders.py).
"""


def bulk_operations(counts: Counts) -> float:
    """Takings a year to be expected from the operations alone (m of the catalogue); a sum over several states."""
    return BULK_SHARE * (counts.operations + OPERATIONS_BEFORE * counts.states) / (counts.years + YEARS_BEFORE)


def known_takings(counts: Counts) -> Gamma:
    """The rate of known takings by a state, a year worldwide (`record.covert.<state>`).

    >>> from datetime import date
    >>> from risk.record.loading import shipped_record
    >>> in_full = KnownRecord(shipped_record(), date(2026, 3, 1))
    >>> [round(known_takings(in_full.counts(state)).mean, 4) for state in ("CN", "US", "VN", "NZ")]
    [0.8713, 0.346, 0.0127, 0.0001]
    """
    return Gamma(counts.takings + PRIOR_YEARS * bulk_operations(counts), counts.years + PRIOR_YEARS)


def known_placed(counts: Counts) -> Gamma:
    """The rate of known cases of staff who worked for a state, a year worldwide (`record.placed.<state>`)."""
    expected = bulk_operations(counts) / TAKINGS_FOR_EACH_PLACED
    return Gamma(counts.placed + PRIOR_YEARS * expected, counts.years + PRIOR_YEARS)


@kept
def all_known_takings(record: KnownRecord) -> float:
    """The number of takings by all states together that become known in a year: the sum of the means."""
    return _of_all(record, known_takings)


@kept
def all_known_placed(record: KnownRecord) -> float:
    """The number of cases of staff who worked for any state that become known in a year: the sum of the means."""
    return _of_all(record, known_placed)


def _of_all(record: KnownRecord, rate: Callable[[Counts], Gamma]) -> float:
    apart = {*record.takings, *record.placed, *record.operations}
    return rate(record.others(apart)).mean + sum(rate(record.counts(state)).mean for state in sorted(apart))


@dataclass(frozen=True)
class OrderRate:
    """The rate at which a state orders data of an inhabitant, with what it was counted from.

    `accounts` are accounts a year at the provider with the most, `inhabitants` people; `for_each` is one by the other.
    """

    accounts: float
    inhabitants: float

    @property
    def for_each(self) -> float:
        """Accounts named a year for each inhabitant."""
        return self.accounts / self.inhabitants

    @property
    def range(self) -> tuple[float, float, float]:
        """Low, best and high of orders for each user and year of a service of which nothing is published."""
        low, best, high = (times * self.for_each for times in ORDERS_AT_A_SERVICE)
        return low, best, high


def order_rate(record: Record, state: str, union: Collection[str] = ()) -> OrderRate | None:
    """The rate at which a state orders data of its own people; None if the table does not tell, or of too few accounts.

    Args:
        record: Its orders and inhabitants are used whole: orders are not cut at any day.
        state: A country's code, or a union's.
        union: The union's members; those whose inhabitants are known are added up.

    Returns:
        None with fewer than 100 accounts a year, or without inhabitants.
    """
    people = _inhabitants(record)
    states = {member for member in (union or (state,)) if member in people}
    accounts = max(accounts_a_year(record, states).values(), default=0.0)
    if not states or accounts < LEAST_ACCOUNTS_A_YEAR:
        return None
    return OrderRate(accounts, sum(people[member] for member in states))


@kept
def _inhabitants(record: Record) -> dict[str, float]:
    return {row.state: row.inhabitants_2021_m * 1e6 for row in record.inhabitants}


def accounts_a_year(record: Record, states: Collection[str]) -> dict[str, float]:
    """Accounts that states order a year, by provider, over the whole years from 2020 that the provider tells of."""
    return {
        provider: sum(accounts[state] for state in accounts.keys() & states) / years
        for provider, (accounts, years) in _in_whole_years(record).items()
    }


def orders_since(record: Record, state: str, year: int) -> float:
    """How many times as many accounts a state asked Google about in a year as in each from 2020 on.

    1 where that is not told, or of too few accounts.
    """
    then = sum(row.accounts for row in record.orders if (row.provider, row.state, row.year) == ("Google", state, year))
    now = accounts_a_year(record, {state}).get("Google", 0.0)
    return then / now if then and now >= LEAST_ACCOUNTS_A_YEAR else 1.0


@kept
def _in_whole_years(record: Record) -> dict[str, tuple[Counter[str], int]]:
    """The accounts by state in the whole years that each provider tells of, and how many years these are."""
    in_years = {}
    for provider, rows in _by_provider(record.orders).items():
        if years := whole_years(rows):
            accounts = Counter[str]()
            for row in rows:
                if row.state and row.year in years:
                    accounts[row.state] += row.accounts
            in_years[provider] = accounts, len(years)
    return in_years


def whole_years(rows: Collection[Orders]) -> frozenset[int]:
    """The years from 2020 of which a provider tells both halves."""
    halves = {(row.year, row.half) for row in rows}
    return frozenset(
        year for year, half in halves if year >= FIRST_YEAR_OF_ORDERS and half == 1 and (year, 2) in halves
    )


def _by_provider(orders: Collection[Orders]) -> dict[str, list[Orders]]:
    providers: dict[str, list[Orders]] = {}
    for row in orders:
        providers.setdefault(row.provider, []).append(row)
    return providers


@kept
def known_large_orders(record: Record, state: str) -> Gamma:
    """The rate of known orders of a state about very many people at once (`record.many.<state>`).

    For a state with none on record, and for a union, the mean of all states and providers.
    """
    own = large_orders(record, state)
    return Gamma(own + 0.5, _provider_years(record, state)) if own else all_large_orders(record)


def all_large_orders(record: Record) -> Gamma:
    """Large orders a year of one state at one provider, whatever state it is."""
    return Gamma(len(record.large) + 0.5, len(_ordered(record.orders)) / 2)


def large_orders(record: Record, state: str) -> int:
    """The half-years in which a state made large orders at a provider."""
    return sum(1 for row in record.large if row.state == state)


def _ordered(orders: Collection[Orders]) -> list[Orders]:
    """The half-years in which a state ordered anything at a provider, since large orders are looked for."""
    return [row for row in orders if row.year >= FIRST_YEAR_OF_LARGE_ORDERS and row.requests > 0]


def _provider_years(record: Record, state: str) -> float:
    """The years of the longest table, once for each provider of which the state ordered in half of its time or more."""
    tables = _by_provider(_ordered(record.orders)).values()
    half_years = [len({(row.year, row.half) for row in rows}) for rows in tables]
    own = [sum(1 for row in rows if row.state == state) for rows in tables]
    regular = sum(1 for count, length in zip(own, half_years, strict=True) if 2 * count >= length)
    return max(regular, 1) * max(half_years) / 2
