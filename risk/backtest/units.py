"""Units of a backtest: real services, with what is publicly known to have happened to them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Annotated, Any, Literal, Self

import numpy as np
from pydantic import BeforeValidator, Field, model_validator

from data_maps.checking import custom
from data_maps.countries import CODES, country_hint
from data_maps.problems import Fault, Place, Problem, shown
from data_maps.vocabulary import ShippedEntry
from risk.record.rows import read_day
from risk.shipped import Many, read, refuse, texts

UnitEventKind = Literal[
    "criminal_theft", "scrape", "operator_leak", "third_party", "credential_stuffing", "state_covert_bulk",
    "state_covert_targeted", "state_order_bulk", "insider", "insider_for_state", "claim_unverified",
]  # fmt: skip
ScoredKind = Literal["intrusion", "with_scraping", "covert", "insider", "placed"]
"""Kinds of events that are forecast: thefts by outsiders, with scraping too, takings of many people's data by states,
insiders, and insiders who work for a state."""

KINDS: Mapping[ScoredKind, frozenset[UnitEventKind]] = {
    "intrusion": frozenset({"criminal_theft"}),
    "with_scraping": frozenset({"criminal_theft", "scrape"}),
    "covert": frozenset({"state_covert_bulk"}),
    "insider": frozenset({"insider"}),
    "placed": frozenset({"insider_for_state"}),
}
LISTS = "lists"
"""An event found by looking every unit up in the same lists; others were found by looking for them."""
FOUND_ANYHOW: frozenset[ScoredKind] = frozenset({"insider", "placed"})
"""Kinds of which no list tells, so that those that were looked for count."""
SIZES = ((1e7, "under 10M"), (1e8, "10M to 100M"), (1e9, "100M to 1bn"), (math.inf, "1bn or more"))
DAYS_A_YEAR, ROUNDED = 365.25, 0.06
"""How much longer years may be than the days they stand for: they are rounded, to a tenth at most."""
_OWNER = re.compile(r"[A-Z]{2}(?:/[A-Z]{2})*")
_CODE = re.compile(r"\b[A-Z]{2}\b")


def _owner(written: Any) -> Any:
    """An owner's states: US, or CN/GB for several, or unknown."""
    if written == "unknown":
        return written
    if not isinstance(written, str) or not _OWNER.fullmatch(written):
        raise custom(Fault((), f"{shown(written)} is no owner's state", "write US, CN/GB or unknown"))
    for code in written.split("/"):
        if code not in CODES:
            raise custom(Fault((), f"{shown(code)} is no country code", country_hint(code)))
    return written


UnitDay = Annotated[date, BeforeValidator(lambda written: read_day(str(written)))]
UnitText = Annotated[str, BeforeValidator(lambda written: str(written) if isinstance(written, int) else written)]


class Observed(ShippedEntry):
    """The time in which a unit's events would have become known; `years` is its length."""

    start: UnitDay
    end: UnitDay
    years: Annotated[float, Field(gt=0, le=100)]

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.end <= self.start:
            raise ValueError("the end is not after the start")
        length = ((self.end - self.start).days + 1) / DAYS_A_YEAR
        if self.years > length + ROUNDED:
            raise ValueError(f"{self.years:g} years are longer than from start to end (write {length:.2f})")
        return self


class Users(ShippedEntry):
    """The number of people who use a unit, between low and high."""

    low: Annotated[float, Field(gt=0)]
    high: Annotated[float, Field(gt=0, le=1e10)]
    basis: str

    @model_validator(mode="after")
    def _low_comes_first(self) -> Self:
        if self.low > self.high:
            raise ValueError("low is above high")
        return self

    @property
    def middle(self) -> float:
        """The geometric middle of low and high."""
        return math.sqrt(self.low * self.high)


class Owner(ShippedEntry):
    """The state or states that a unit's owner is in."""

    jurisdiction: Annotated[str, BeforeValidator(_owner)]
    basis: str

    @property
    def states(self) -> tuple[str, ...]:
        """The states; none where they are unknown."""
        return () if self.jurisdiction == "unknown" else tuple(self.jurisdiction.split("/"))


class Systems(ShippedEntry):
    """The places of a unit's systems, in words that may hold country codes."""

    where: str
    basis: str

    @property
    def states(self) -> tuple[str, ...]:
        """The country codes in the words, in order."""
        return tuple(code for code in _CODE.findall(self.where) if code in CODES)


class KnownEvent(ShippedEntry):
    """Something that is publicly known to have happened to a unit; `persons` is how many people, if it is known."""

    when: UnitText
    kind: UnitEventKind
    persons: Annotated[float, Field(ge=0)] | None = None
    in_period: bool
    found_by: str
    confidence: Literal["high", "medium", "low"]
    sources: Many[str]
    state: Many[str] = ()
    note: str = ""


class PublishedOrders(ShippedEntry):
    """Requests of states that a unit published, over a period."""

    period: UnitText
    requests: Annotated[int, Field(ge=0)]
    accounts: Annotated[int, Field(ge=0)] | None = None
    met_share: Annotated[float, Field(ge=0, le=1)] | None = None
    source: str
    unit: str = ""


class Unit(ShippedEntry):
    """A real service: whose it is, where it stands, how large it is, and what is known of it."""

    id: str
    name: str
    frame: UnitText
    place_in_frame: str = ""
    kind: str
    holds_content: bool | Literal["end-to-end encrypted"]
    observed: Observed
    users: Users
    owner: Owner
    systems: Systems
    events: Many[KnownEvent] = ()
    orders: Many[PublishedOrders] = ()
    split: str = ""
    recalled_not_counted: str = ""

    def known_events(self, kind: ScoredKind) -> tuple[KnownEvent, ...]:
        """The events of a kind that count: in the unit's time, and found by looking all units up alike."""
        return tuple(
            event
            for event in self.events
            if event.kind in KINDS[kind] and event.in_period and (event.found_by == LISTS or kind in FOUND_ANYHOW)
        )

    @property
    def size(self) -> str:
        """The class of its size."""
        return next(name for most, name in SIZES if self.users.middle < most)


class Units(ShippedEntry):
    """The units of one file, and what it says about itself."""

    about: Mapping[str, Any] = {}
    units: Many[Unit]

    @model_validator(mode="after")
    def _one_unit_for_each_id(self) -> Self:
        ids = [unit.id for unit in self.units]
        if twice := sorted({id_ for id_ in ids if ids.count(id_) > 1}):
            raise ValueError(f"more than one unit called {', '.join(twice)}")
        return self


@dataclass(frozen=True)
class UnitsRead:
    """The units of files, or every problem in them."""

    units: tuple[Unit, ...]
    problems: tuple[Problem, ...] = ()


def units_of(files: Mapping[str, str]) -> UnitsRead:
    """The units of texts (file → text) in the form of the one that ships, or every problem in them."""
    checked = read(Units, files)
    units = tuple(unit for entry in checked.entries for unit in entry.units)
    problems = checked.problems or tuple(_in_two_files(units, next(iter(files), "")))
    return UnitsRead((), problems) if problems else UnitsRead(units)


def _in_two_files(units: Sequence[Unit], file: str) -> Iterable[Problem]:
    ids = [unit.id for unit in units]
    for twice in sorted({id_ for id_ in ids if ids.count(id_) > 1}):
        yield Problem(Place(file, 1, 1), "", f"more than one unit called {shown(twice)}", "name each unit once")


@cache
def visible_units() -> tuple[Unit, ...]:
    """The visible services that ship; raises BrokenData with every problem in them."""
    made = units_of(texts(["record/services-visible.yaml"]))
    refuse(made.problems)
    return made.units


def observed_counts(units: Sequence[Unit], kind: ScoredKind) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """The number of known events of a kind of each unit, shape (units,)."""
    return np.array([len(unit.known_events(kind)) for unit in units], dtype=np.int64)


def years_of(units: Sequence[Unit]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """The years for which each unit was observed, shape (units,)."""
    return np.array([unit.observed.years for unit in units])


def fractions_taken(units: Sequence[Unit], kind: ScoredKind) -> dict[str, float]:
    """The share of a unit's people in each event of a kind whose number is known, at most 1, by unit and day."""
    return {
        f"{unit.id} {event.when}": min(event.persons / unit.users.middle, 1.0)
        for unit in units
        for event in unit.known_events(kind)
        if event.persons
    }


Grouping = Literal["owner", "kind", "size"]


def groups_of(units: Sequence[Unit], grouping: Grouping) -> tuple[tuple[str, ...], ...]:
    """The groups that each unit is in: its owners' states, its kind of service, or its size."""
    match grouping:
        case "owner":
            return tuple(unit.owner.states or ("unknown",) for unit in units)
        case "kind":
            return tuple(tuple(unit.kind.split("+")) for unit in units)
        case "size":
            return tuple((unit.size,) for unit in units)


class EarlierScore(ShippedEntry):
    """Services at which an earlier version expected an event to become known, and those at which one is known.

    `map` says how finely the maps were drawn, on which that version's numbers depended.
    """

    catalogue: str
    kind: ScoredKind
    map: str
    expected: Annotated[float, Field(ge=0)]
    observed: Annotated[int, Field(ge=0)]


class EarlierScores(ShippedEntry):
    """The scores of all earlier versions, the oldest first."""

    scores: Many[EarlierScore]


@cache
def earlier_scores() -> tuple[EarlierScore, ...]:
    """The scores that ship; raises BrokenData on a mistake."""
    checked = read(EarlierScores, texts(["backtest/earlier.yaml"]))
    refuse(checked.problems)
    return checked.entries[0].scores
