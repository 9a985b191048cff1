"""Attempts a year and the chances that they are carried out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.support.oracle.model import ReadMap
from tests.support.oracle.numbers import Numbers
from tests.support.oracle.organisations import Organisations
from tests.support.oracle.record import KnownRecord

FEWEST_ACCOUNTS_A_YEAR = 100.0
AT_ANOTHER_SERVICE = 1.3


@dataclass(frozen=True)
class Rates:
    """The rates of a map's events. `people_at` gives the millions of people whose data an organisation has."""

    map: ReadMap
    numbers: Numbers
    organisations: Organisations
    record: KnownRecord
    people_at: Callable[[str], float]

    def orders(self, scope: str, x: str, organisation: str) -> float:
        """The orders a year of a state to an organisation."""
        alone = f"demand.{scope}.{x}.{organisation}"
        rate = self.demand(scope, x, organisation)
        if self.organisations.elsewhere(organisation) and not self.numbers.states(alone):
            rate *= self.numbers.value("elsewhere", 0.01, "rate")
        return rate

    def demand(self, scope: str, x: str, organisation: str) -> float:
        """The orders a year, before fewer go to organisations elsewhere."""
        alone, of_state = f"demand.{scope}.{x}.{organisation}", f"demand.{scope}.{x}"
        if scope == "targeted":
            address = self.numbers.first_stated(alone, of_state)
            return self.a_year(address, self.numbers.value(address, self.targeted(x, organisation), "rate"), x)
        address = alone if self.numbers.states(alone) else of_state
        default = 3.5e-4 if scope == "whole" else self.large_orders(x)
        return self.a_year(address, self.numbers.value(address, default, "rate"), x)

    def a_year(self, address: str, rate: float, x: str) -> float:
        """A rate a year; one per person-year is multiplied by the people it is about."""
        if not self.numbers.per_person_year(address, by_default=address.startswith("demand.targeted.")):
            return rate
        groups = self.organisations.own(x) or self.map.counted
        return rate * sum(self.numbers.count(g) for g in groups)

    def targeted(self, x: str, organisation: str) -> float:
        """The best value of orders about single people, per person and year."""
        home = self.organisations.hold(x, organisation) == "home"
        if not self.organisations.own(x):
            return 2e-6 if home else 5e-8
        orders = self.record.orders_of(x)
        counted = orders is not None and orders.accounts_per_year >= FEWEST_ACCOUNTS_A_YEAR
        if orders is None or not counted:
            return 1e-4 if home else 1e-5
        for_each = orders.accounts_per_year / orders.inhabitants
        return 1e-4 if home and for_each < 1e-4 else AT_ANOTHER_SERVICE * for_each

    def large_orders(self, x: str) -> float:
        """The orders a year about many people, derived from those on record."""
        of_own = self.numbers.value(f"record.many.{x}", self.record.large_orders_per_year(x), "rate")
        return of_own if self.organisations.own(x) else of_own * self.numbers.value("abroad.many", 0.02, "rate")

    def carried_out(self, scope: str, x: str, organisation: str) -> float:
        """The chance that an order is carried out."""
        address = self.numbers.first_stated(f"carried_out.{scope}.{x}.{organisation}", f"carried_out.{scope}.{x}")
        return self.numbers.value(address, 0.35 if self.organisations.hold(x, organisation) == "afar" else 0.85)

    def takings(self, actor: str) -> float:
        """The takings a year of an actor in the world."""
        known = self.record.covert(actor, self.organisations.named)
        return self.derived(f"takings.{actor}", f"record.covert.{actor}", known, "known.covert")

    def placings(self, actor: str) -> float:
        """The staff an actor places a year in the world."""
        known = self.record.placing(actor, self.organisations.named)
        return self.derived(f"placed.{actor}", f"record.placed.{actor}", known, "known.placed")

    def derived(self, address: str, record: str, mean: float, known: str) -> float:
        """A number stated, else what is on record over the part that becomes known."""
        on_record = self.numbers.value(record, mean, "rate") / self.numbers.value(known, 0.20)
        return self.numbers.value(address, on_record, "rate")

    def hit(self, organisation: str) -> float:
        """The part of the world's takings that are at an organisation."""
        return self.numbers.value(f"hit.{organisation}", 1e-4 * self.people_at(organisation) ** 0.35, "rate")

    def intrusions(self, organisation: str) -> float:
        """The break-ins a year at an organisation."""
        default = 0.015 * self.people_at(organisation) ** 0.15
        return self.map.intrusions * self.numbers.value(f"attempts.intrusion.{organisation}", default, "rate")

    def insider_success(self, organisation: str) -> float:
        """The chance that an insider succeeds: less where all systems of the organisation are audited."""
        left = [self.map.audited.get(s, 1.0) for s in self.organisations.systems[organisation]]
        return self.numbers.value(f"success.insider.{organisation}", 1.0, left=max(left))

    def insiders(self, organisation: str) -> float:
        """The insiders a year at an organisation."""
        default = 3e-4 * self.organisations.staff(organisation)
        return self.numbers.value(f"attempts.insider.{organisation}", default, "rate")
