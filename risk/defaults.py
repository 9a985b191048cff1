"""Defaults: the numbers that stand where a map states none, for each organisation, state and flow of the map.

The ranges and their evidence are in risk/record/evidence.yaml. What is here says which of the cases of a default fits,
and what is counted from the record on the day of the map. The rules are those of the catalogue's documentation.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise

from data_maps.caching import cached_property, kept
from data_maps.model import DataMap
from data_maps.quantities import Estimate
from risk.jurisdictions import members
from risk.keys_by_kind import with_users_keys
from risk.organisations import Organisations, own_groups
from risk.record.evidence import Default, defaults
from risk.record.rates import OrderRate, known_large_orders, known_placed, known_takings, order_rate
from risk.record.record import Counts, KnownRecord, Record
from risk.uncertainty.distributions import Distribution, Gamma

OTHERS = "others"
HIT_EXPONENT, INTRUSION_EXPONENT = 0.35, 0.15
"""How the share of takings, and break-ins, grow with the millions of people whose data an organisation holds."""
CLEAR_LINES = (
    (date(2014, 1, 1), "to 1 January 2014"),
    (date(2016, 1, 1), "1 January 2016"),
    (date(2020, 1, 1), "1 January 2020"),
    (date(2023, 1, 1), "from 2023"),
)
BUYER = "US"
"""The state whose purchases of data were counted."""
KIND = {"counted": "counted", "bracketed": "bracketed", "judged": "judgement"}


@cache
def estimate_of(default: Default) -> Estimate:
    """A default as an estimate; uniform where the evidence gives neither a range nor an exact number."""
    low, best, high = default.range or (None, 0.5 if default.exact is None else default.exact, None)
    return Estimate(
        form="range" if default.range else "unknown" if default.exact is None else "exact",
        low=low,
        best=best,
        high=high,
        unit=default.unit or None,
        basis=KIND[default.kind],
        grade="D",
        why=default_reason(default),
        per="person-year" if default.per == "person-year" else "year" if default.per else None,
    )


def default_reason(default: Default) -> str:
    """The reason for a default in a few words: what was counted, between what it lies, or where one looked."""
    counts = ""
    if default.k is not None and default.n:
        counts = f"{_counted_words(default.k, default.counted)} in {_counted_words(default.n, default.counted_in)}: "
    match default.kind:
        case "counted":
            return f"{counts}{default.reference_class}"
        case "bracketed":
            return f"between {'; and '.join(default.between)}"
    return f"judged; looked at: {default.looked}"


def _counted_words(number: float, what: str) -> str:
    """A count with its digits, however large, and what was counted."""
    digits = f"{number:,.0f}" if number >= 1e6 else f"{number:,g}"
    return f"{digits} {what}".rstrip()


@dataclass(frozen=True)
class OwnEvents:
    """Events that a party's own history tells of, and the years it tells of; of orders, the accounts named in them."""

    events: float
    years: float


@dataclass(frozen=True)
class Catalogued:
    """A default of one address: its estimate, and the entry of the evidence that it comes from, (address, case).

    After a party's own history, `before` is what the default was, `own` what the history tells, and `distribution` the
    distribution no estimate can write.
    """

    estimate: Estimate
    evidence: tuple[str, str]
    distribution: Distribution | None = None
    before: Catalogued | None = None
    own: OwnEvents | None = None


@dataclass(frozen=True)
class MapDefaults:
    """The defaults of a map: of the evidence, by what the map says, on the day of the map.

    `people_at` gives the millions of people some of whose data an organisation has.
    """

    data_map: DataMap
    organisations: Organisations
    record: Record
    people_at: Callable[[str], float]
    evidence: Mapping[tuple[str, str], Default]

    @cached_property
    def known_record(self) -> KnownRecord:
        """The record as it was known on the day of the map."""
        return self.record.known_on(self.data_map.as_of)

    def default_of(self, pattern: str, case: str = "") -> Catalogued:
        """The default of a pattern, or of one of its cases, as it stands; raises KeyError where there is none."""
        return Catalogued(estimate_of(self.evidence[pattern, case]), (pattern, case))

    def default_times(self, pattern: str, factor: float) -> Catalogued:
        """The default of a pattern times a factor."""
        default = self.default_of(pattern)
        return Catalogued(default.estimate.scaled(factor), default.evidence)

    @cached_property
    def actors(self) -> tuple[str, ...]:
        """The states that takings and placed staff are looked for of: named by the map, recorded, and all others."""
        named = self.organisations.states
        members_named = {code for state in named for code in members(state, self.data_map.as_of)}
        recorded = sorted(self.known_record.recorded - set(named) - members_named)
        return (*named, *recorded, OTHERS)

    @kept
    def counts(self, state: str) -> Counts:
        """The counts of a state, of a union, or of all others."""
        if state != OTHERS:
            return self.known_record.counts(state, self.organisations.states)
        apart = {code for actor in self.actors for code in (members(actor, self.data_map.as_of) or {actor})}
        return self.known_record.others(apart - {OTHERS})

    def taking_rate(self, state: str) -> Catalogued:
        """Takings known a year (`record.covert`)."""
        return self.rate_from_rows("record.covert.<state>", known_takings(self.counts(state)))

    def placing_rate(self, state: str) -> Catalogued:
        """Placed staff known a year (`record.placed`)."""
        return self.rate_from_rows("record.placed.<state>", known_placed(self.counts(state)))

    def large_orders(self, state: str) -> Catalogued:
        """Large orders a year about own people (`record.many`)."""
        return self.rate_from_rows("record.many.<state>", known_large_orders(self.record, state))

    def rate_from_rows(self, pattern: str, rate: Gamma) -> Catalogued:
        """A rate that is counted from rows, as a base rate: (shape − ½) events in its exposure."""
        estimate = Estimate(
            form="base_rate",
            best=rate.mean,
            parameters=(rate.shape - 0.5, rate.exposure),
            per="year",
            basis="counted",
            grade="D",
            why=default_reason(self.evidence[pattern, ""]),
        )
        return Catalogued(estimate, (pattern, ""))

    def targeted(self, state: str, organisation: str) -> Catalogued:
        """Orders about named people, a person and year (`demand.targeted`)."""
        pattern = "demand.targeted.<state>.<organisation>"
        home = self.organisations.is_home(state, organisation)
        if not own_groups(self.data_map, state):
            return self.default_of(pattern, "people abroad, home" if home else "people abroad, not home")
        rate = order_rate(self.record, state, members(state, self.data_map.as_of))
        if home:
            at_home = self.default_of(pattern, "own people, home")
            if rate is None or rate.for_each < _best(at_home):
                return at_home
        return self._ordered(rate) if rate else self.default_of(pattern, "own people, all other states")

    def _ordered(self, rate: OrderRate) -> Catalogued:
        """The rate of the orders table at a service of which nothing is published."""
        low, best, high = rate.range
        case = ("demand.targeted.<state>.<organisation>", "own people, a state in the orders table")
        estimate = Estimate(
            form="range",
            low=low,
            best=best,
            high=high,
            per="person-year",
            basis="counted",
            grade="D",
            why=default_reason(self.evidence[case]),
        )
        return Catalogued(estimate, case)

    def carried_out(self, state: str, organisation: str) -> Catalogued:
        """The chance that an order is carried out."""
        afar = self.organisations.hold(state, organisation) == "afar"
        return self.default_of("carried_out.<scope>.<state>.<organisation>", "afar" if afar else "home or soil")

    def purchases(self, state: str) -> Catalogued:
        """Purchases of data a year (`demand.purchase`)."""
        return self.default_of("demand.purchase.<state>", BUYER if state == BUYER else OTHERS)

    def hit(self, organisation: str) -> Catalogued:
        """The share of the world's takings that are at an organisation."""
        return self.default_times("hit.<organisation>", self.people_at(organisation) ** HIT_EXPONENT)

    def intrusions(self, organisation: str) -> Catalogued:
        """Break-ins by criminals a year."""
        return self.default_times(
            "attempts.intrusion.<organisation>", self.people_at(organisation) ** INTRUSION_EXPONENT
        )

    def insiders(self, organisation: str) -> Catalogued:
        """Look-ups by insiders a year: per head of those with access."""
        return self.default_times("attempts.insider.<organisation>", self.organisations.staff(organisation))

    @cached_property
    def keys_of_the_kind(self) -> Catalogued | None:
        """The probability that content can be read at an app of the map's kind of which nobody says who has the keys.

        Jeffreys' interval of a count; None of a kind that is not in the table.
        """
        users, of_kind = with_users_keys().get(self.data_map.kind or "", (0, 0))
        case = ("clear.<organisation>.<holder>", "unknown, of a kind of app that is counted")
        counts = (float(of_kind - users), float(of_kind))
        why = default_reason(self.evidence[case])
        best = (counts[0] + 0.5) / (counts[1] + 1.0)
        estimate = Estimate(form="base_rate", best=best, parameters=counts, basis="judged", grade="D", why=why)
        return Catalogued(estimate, case) if of_kind else None

    @cached_property
    def clear_line(self) -> Catalogued:
        """The probability that a line can be read of which nobody says whether it is encrypted, on the map's day."""
        pattern, day = "clear.transit.<flow>", self.data_map.as_of
        first, last = CLEAR_LINES[0], CLEAR_LINES[-1]
        if day <= first[0] or day >= last[0]:
            return self.default_of(pattern, (first if day <= first[0] else last)[1])
        (begin, before), (end, after) = next(two for two in pairwise(CLEAR_LINES) if day <= two[1][0])
        return self._between(
            self.default_of(pattern, before), self.default_of(pattern, after), (day - begin) / (end - begin)
        )

    def _between(self, first: Catalogued, second: Catalogued, share: float) -> Catalogued:
        """A range a part of the way from one to another, on the scale of odds."""
        points = zip(_points(first.estimate), _points(second.estimate), strict=True)
        low, best, high = (_expit((1 - share) * _logit(a) + share * _logit(b)) for a, b in points)
        between = first.estimate.model_copy(update={"low": low, "best": best, "high": high})
        return Catalogued(between, first.evidence)


def map_defaults(
    data_map: DataMap, organisations: Organisations, record: Record, people_at: Callable[[str], float]
) -> MapDefaults:
    """The defaults of a map on the record that ships, or on another."""
    return MapDefaults(data_map, organisations, record, people_at, defaults())


def _best(default: Catalogued) -> float:
    return default.estimate.best or 0.0


def _points(estimate: Estimate) -> Sequence[float]:
    return [point for point in (estimate.low, estimate.best, estimate.high) if point is not None]


def _logit(p: float) -> float:
    return math.log(p / (1.0 - p))


def _expit(x: float) -> float:
    return 1.0 / (1.0 + math.exp(-x))
