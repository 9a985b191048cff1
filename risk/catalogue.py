"""Catalogue of threats: the events a map can give rise to, and the defaults for numbers that nobody has stated."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from data_maps.places import written
from data_maps.problems import Problem
from data_maps.quantities import Estimate, Form
from risk.shipped import Entry, Many, read, refuse, texts

THREATS = (
    "compelled-targeted", "compelled-bulk", "covert", "transit", "state-purchase", "intrusion", "insider", "sale",
)  # fmt: skip

States = Literal["every", "involved", "at_an_end"]
Places = Literal["system", "unencrypted_flow", "broker", "sold_flow"]
Word = Literal["at", "hold", "read", "clear", "rest", "sent", "legible"]
Persons = Literal["all", "targets_and_swept", "insider"]


class Exists(Entry):
    """Where a map gives rise to an event: for which states, and once for each of which places.

    States: "every" state of the map, the "involved" ones, those where an end of the flow is ("at_an_end"), or none of
    them (criminals). Places: every "system"; every flow not known to be encrypted ("unencrypted_flow"); every party
    that gets a flow for sale ("broker"); every flow for sale or advertising ("sold_flow"); or no place of its own.
    """

    states: States | None = None
    places: Places | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """What stands for the state and the place in a key, if there is an event for each."""
        place = {"system": "{system}", "broker": "{broker}", None: ""}.get(self.places, "{flow}")
        return tuple(name for name in ("{state}" if self.states else "", place) if name)


class Stated(Entry):
    """A default as its file writes it: a 90 % range with a best value, a number by construction, or an unknown."""

    range: Annotated[tuple[float, float, float], Field(strict=False)] | None = None
    exact: float | None = None
    unknown: bool = False
    per: Literal["year", "person-year"] | None = None
    unit: Literal["persons"] | None = None
    why: str

    @model_validator(mode="after")
    def _one_number_in_order(self) -> Self:
        if (self.range is not None) + (self.exact is not None) + self.unknown != 1:
            raise ValueError("one of range, exact and unknown is needed")
        if self.range and not 0 < self.range[0] < self.range[1] < self.range[2]:
            raise ValueError("a range is [low, best, high], above 0 and rising")
        return self

    @property
    def estimate(self) -> Estimate:
        """The default as an estimate; a probability that is unknown has the best value 0.5."""
        form: Form = "range" if self.range else "unknown" if self.unknown else "exact"
        low, best, high = self.range or (None, 0.5 if self.unknown else self.exact, None)
        return Estimate(
            form=form,
            low=low,
            best=best,
            high=high,
            per=self.per,
            unit=self.unit,
            basis="judgement",
            grade="D",
            why=self.why,
        )


class Threat(Entry):
    """One way in which data reach an actor, with {state}, {system}, {flow} and {broker} still to fill in.

    `attempts`, `trial`, `taken`, `swept` and `identified` are address patterns. All of `what` must be true for a
    person's data: they are "at" the event's place; "hold": the state can reach who has custody of the place, or the
    soil it stands on; "read": they are clear, or the state can reach who has the keys; they are "clear"; they are at
    "rest"; they are "sent" down the event's flow; they are "legible" on the line. `persons` says whom an attempt is
    about: "all" within reach, each of them `taken` and `identified` with some probability; as many targets as are
    `taken` and the people `swept` along with each; or as many people as one "insider" has `taken`.
    """

    key: str
    actor: str
    mode: Literal["compelled", "covert", "transit", "sale", "intrusion", "insider"]
    scope: Literal["targeted", "bulk"]
    exists: Exists
    attempts: str
    trial: str | None = None
    what: Many[Word]
    persons: Persons
    taken: str | None = None
    swept: str | None = None
    identified: str | None = None
    explains: str
    false_positives: Many[str]
    remedies: Many[str]
    defaults: Mapping[str, Stated]


class Conditions(Entry):
    """The defaults that belong to no single threat."""

    defaults: Mapping[str, Stated]


@dataclass(frozen=True)
class Default:
    """The catalogue's estimate for every address of one pattern, and why."""

    pattern: str
    estimate: Estimate

    @property
    def why(self) -> str:
        """The reason given for the numbers."""
        return self.estimate.why or ""


@dataclass(frozen=True)
class Catalogue:
    """All threats in order, and all defaults by key: "demand.bulk", "power.partial", "clear.users"; see `family`."""

    threats: tuple[Threat, ...]
    defaults: Mapping[str, Default]

    def default(self, key: str) -> Default:
        """The default with this key; raises KeyError where the catalogue has none, as for `share`."""
        return self.defaults[key]


def family(pattern: str) -> str:
    """An address pattern without what is filled in: `identified.state:{state}` → `identified.state`."""
    return re.sub(r"[.:]\{[a-z]+\}", "", pattern)


def catalogue_of(threat_texts: Mapping[str, str], condition_texts: Mapping[str, str]) -> Catalogue:
    """The catalogue that these texts (file → text) stand for; raises BrokenData with every problem in them."""
    threats, more = read(Threat, threat_texts), read(Conditions, condition_texts)
    refuse(threats.problems + more.problems)
    refuse(tuple(_counted_twice(threat_texts, threats.entries)))
    return Catalogue(threats.entries, MappingProxyType(dict(_defaults(*more.entries, *threats.entries))))


def _counted_twice(texts: Mapping[str, str], threats: Iterable[Threat]) -> Iterator[Problem]:
    """A problem for each threat two events of which, or one of which and another threat's, could have the same key."""
    seen: dict[str, str] = {}
    for (file, text), threat in zip(texts.items(), threats, strict=True):
        here, shape = written(text, file).spot.inside(("key",))[0].place, re.sub(r"\{[a-z]+\}", "{}", threat.key)
        if missing := [name for name in threat.exists.names if name not in threat.key]:
            yield Problem(here, "key", "several events would have this key", f"name what each is about: {missing[0]}")
        if shape in seen:
            yield Problem(here, "key", f"events of {seen[shape]} have this key", "two events of one key count twice")
        seen.setdefault(shape, file)


def _defaults(*owners: Conditions | Threat) -> Iterator[tuple[str, Default]]:
    for owner in owners:
        for pattern, stated in owner.defaults.items():
            yield family(pattern), Default(pattern, stated.estimate)


@cache
def catalogue() -> Catalogue:
    """The catalogue that ships, read once."""
    return catalogue_of(texts(f"threats/{name}.yaml" for name in THREATS), texts(["conditions.yaml"]))
