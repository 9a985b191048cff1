"""Forecasts for real services: what the defaults say of a short map of each, as of its first day.

Numbers that no map states are drawn once, so that all services share what is not known. Every map calls its operator
alike, so that the numbers of all organisations go up and down together.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from data_maps.model import DataMap
from data_maps.places import flow_text
from data_maps.quantities import estimate
from data_maps.reading import read
from risk.arrays import Floats
from risk.backtest.units import ScoredKind, Unit
from risk.catalogue import catalogue
from risk.defaults import estimate_of
from risk.events import Event, Events, events
from risk.record.evidence import defaults
from risk.record.loading import shipped_record
from risk.record.rates import orders_since
from risk.uncertainty.distributions import Distribution, distribution
from risk.uncertainty.draws import distributions, drawn_values

DRAWS = 4_000
SEED = 0
OPERATOR = "owner"
NOWHERE = "XZ"
"""Stands for the state of an owner of whom nothing is known: no state has this code."""
OF_CONTENT, BESIDE_CONTENT = ("text", "images"), ("profile", "metadata")
MODES: Mapping[ScoredKind, str] = {
    "intrusion": "intrusion",
    "with_scraping": "intrusion",
    "covert": "covert",
    "insider": "insider",
    "placed": "placed",
}
"""The mode of the events that are forecast of each kind; of scraping there are none."""
KNOWN: Mapping[ScoredKind, str] = {
    "intrusion": "known.intrusion",
    "with_scraping": "known.intrusion",
    "covert": "known.covert",
    "placed": "known.placed",
}
"""The share of events that becomes known. Rates of insiders are counted from what is known already."""
ORDERS = "/compelled/targeted/"
IN_TABLE = ("demand.targeted.<state>.<organisation>", "own people, a state in the orders table")
PERIOD = re.compile("[12][0-9]{3}( H[12])?")


@dataclass(frozen=True)
class OrdersForecast:
    """Accounts a year named in orders to a service: simulated, shape (draws,), and as it published them."""

    unit: str
    period: str
    accounts: Floats
    published: float


@dataclass(frozen=True)
class Forecast:
    """The events on one service's map, and every number of it in all draws."""

    unit: Unit
    events: Events
    numbers: Mapping[str, Floats]

    def public(self, kind: ScoredKind) -> Floats:
        """Events of a kind that are expected to become known in the service's time, shape (draws,)."""
        share_known = self.numbers[KNOWN[kind]] if kind in KNOWN else 1.0
        expected = [self._succeeding(event) for event in self.events.events if event.threat.mode == MODES[kind]]
        return np.asarray(sum(expected, np.zeros(DRAWS)) * share_known * self.unit.observed.years)

    @property
    def share_taken(self) -> Floats:
        """The share of the service's people whose data a theft takes, shape (draws,)."""
        return self._value(f"taken.intrusion.{OPERATOR}")

    @property
    def orders(self) -> tuple[OrdersForecast, ...]:
        """The forecast of orders for each period of which the service published accounts.

        States asked less in earlier years: a rate from their table is that of the year of the report.
        """
        ordered = [event for event in self.events.events if ORDERS in event.key]
        told = (a for a in self.unit.orders if a.accounts and PERIOD.fullmatch(a.period))
        made = []
        for account in told:
            times = [self._since(event, int(account.period[:4])) for event in ordered]
            expected = sum(
                (n * self._attempts(event) for n, event in zip(times, ordered, strict=True)), np.zeros(DRAWS)
            )
            published = (account.accounts or 0) / years_in(account.period)
            made.append(OrdersForecast(self.unit.id, account.period, expected, published))
        return tuple(made)

    def _since(self, event: Event, year: int) -> float:
        """How many times as many orders as now there were in a year, where they come from the table of the state."""
        used = (self.events.inputs[address].evidence for _, addresses in event.rate for address in addresses)
        state = event.actor.removeprefix("state:")
        return orders_since(shipped_record(), state, year) if IN_TABLE in used else 1.0

    def _succeeding(self, event: Event) -> Floats:
        """Events of one key a year that succeed, shape (draws,)."""
        return self._attempts(event) * (self._value(event.trial) if event.trial else 1.0)

    def _attempts(self, event: Event) -> Floats:
        """Attempts of one key a year, shape (draws,)."""
        terms = (factor * np.prod([self._value(a) for a in addresses], axis=0) for factor, addresses in event.rate)
        return np.asarray(sum(terms, np.zeros(DRAWS)))

    def _value(self, address: str) -> Floats:
        return np.broadcast_to(self.events.inputs[address].value(self.numbers), DRAWS)


def years_in(period: str) -> float:
    """The years of a period of a report: half a year for 2016 H1."""
    return 0.5 if " H" in period else 1.0


def forecasts(units: Sequence[Unit]) -> tuple[Forecast, ...]:
    """The forecast for each service; raises ValueError where a service makes no map."""
    return tuple(_forecast(unit) for unit in units)


def _forecast(unit: Unit) -> Forecast:
    modelled = events(map_of(unit), catalogue())
    inputs = {"known.intrusion": _known_intrusion(), **distributions(modelled)}
    return Forecast(unit, modelled, dict(zip(inputs, drawn_values(inputs, DRAWS, SEED), strict=True)))


def _known_intrusion() -> Distribution:
    """The share of break-ins that become known: no map uses it, for its rates are of all."""
    return distribution(estimate_of(defaults()["known.intrusion", ""]), "probability")


def map_of(unit: Unit) -> DataMap:
    """The short map of a service as of its first day.

    Its people are put where its owner is run from, for the file of services does not say where they are. They may be
    more than live there, which no map may say, so they are counted once it is read.
    """
    owners = unit.owner.states or unit.systems.states or (NOWHERE,)
    content = OF_CONTENT if unit.holds_content else ()
    places = {_system(place): place for place in unit.systems.states or ("unknown",)}
    keys = "users" if unit.holds_content == "end-to-end encrypted" else "operator"
    data = [*content, *BESIDE_CONTENT]
    full = {
        "app": {"name": unit.name, "operator": OPERATOR},
        "as_of": unit.observed.start.isoformat(),
        "users": {"people": {"in": owners[0], "count": 1}},
        "data": data,
        "parties": {OPERATOR: {"organised_in": owners[-1], "run_from": owners[0]}},
        "systems": {name: {"operator": OPERATOR, "in": place, "keys": keys} for name, place in places.items()},
        "flows": [{"from": "people", "to": name, "data": data, "in_transit": "encrypted"} for name in places],
    }
    reading = read(flow_text(full), unit.id)
    if reading.data_map is None:
        raise ValueError("\n".join(map(str, reading.problems)))
    people = reading.data_map.users["people"].model_copy(update={"count": estimate(_count(unit), "count")})
    return reading.data_map.model_copy(update={"users": {"people": people}})


def _system(place: str) -> str:
    return f"at-{place.lower()}"


def _count(unit: Unit) -> float | list[float]:
    """The number of people, with its range if it has one."""
    users = unit.users
    return users.middle if users.low == users.high else [users.low, users.middle, users.high]
