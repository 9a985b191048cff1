"""What a full map says, with every short form written out.

A place, an operator or a state that is unknown or not given is None. A party that a flow is sent to is among the
systems under its own id.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

EU_OF_2020 = frozenset("AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split())


def eu_on(day: date) -> frozenset[str]:
    """The members of the EU on a day from 2007 on."""
    joined = EU_OF_2020 if day >= date(2013, 7, 1) else EU_OF_2020 - {"HR"}
    return joined | ({"GB"} if day <= date(2020, 1, 31) else frozenset())


BASES = {
    "profile": 1, "public": 1,
    "device": 2, "metadata": 2, "contacts": 2, "location": 2,
    "text": 3, "image": 3, "video": 3, "audio": 3, "financial": 3, "identity": 3,
    "health": 4, "biometric": 4, "genetic": 4, "sensitive": 4,
}  # fmt: skip
KEPT_A_YEAR = {"metadata": 3, "location": 3, "financial": 4}
BARE = frozenset({"profile", "public", "device", "metadata"})
CONTENT = frozenset({"text", "image", "video", "audio"})
PAIRS = (
    (frozenset({"contacts"}), CONTENT),
    (frozenset({"identity"}), frozenset({"location", "image", "video", "audio", "biometric"})),
    (frozenset({"financial"}), frozenset({"location"})),
)


@dataclass(frozen=True)
class Group:
    """A group of people."""

    id: str
    place: str
    terms: str | None
    count: float
    at_risk: bool
    strategic: bool


@dataclass(frozen=True)
class Total:
    """One number of all people, and the part of each group; one group may have the rest."""

    people: float
    parts: Mapping[str, float]
    rest: str | None

    def counts(self, values: Mapping[str, float]) -> dict[str, float]:
        """The people of each group; `values` stand in place of the best at their addresses."""
        people = values.get("people.total", self.people)
        parts = {g: values.get(f"people.{g}", part) for g, part in self.parts.items()}
        whole = 1.0 if self.rest else sum(parts.values())
        counts = {g: people * part / whole for g, part in parts.items()}
        return counts | ({self.rest: people * (1.0 - sum(parts.values()))} if self.rest else {})


@dataclass(frozen=True)
class Data:
    """A kind of data, with the level its author gives, if any."""

    id: str
    type: str
    level: int | None
    live: bool


@dataclass(frozen=True)
class Party:
    """A company, a state's body or a person."""

    id: str
    kind: str
    organised_in: str | None
    run_from: str | None
    staff: float | None


@dataclass(frozen=True)
class Ownership:
    """A line of ownership: how the owner can make the other act."""

    owner: str
    of: str
    via: str
    share: Any
    control: Any


@dataclass(frozen=True)
class System:
    """Something that holds data: a system of the map, or a party that data are sent to."""

    id: str
    operator: str | None
    place: str | None
    keys: Mapping[str, str] | str
    keeps: Mapping[str, float]
    apart: bool
    staff: float | None
    is_party: bool = False

    def key_holder(self, data: str) -> str:
        """The holder of the keys of some data: operator, users, none, unknown or a party."""
        return self.keys if isinstance(self.keys, str) else self.keys.get(data, "operator")


@dataclass(frozen=True)
class Flow:
    """Data that move from a group or a system to a system."""

    id: str
    source: str
    target: str
    data: tuple[str, ...]
    share: Any
    in_transit: str
    purpose: str | None


@dataclass(frozen=True)
class Access:
    """A party's way into a system, for the data named; by access, or by an agreement."""

    party: str
    system: str
    data: frozenset[str]


@dataclass(frozen=True)
class Standing:
    """A state's access to a system that is not order by order."""

    state: str
    system: str
    data: frozenset[str]
    share: Any
    estimate: Any


@dataclass(frozen=True)
class ReadMap:
    """All that a full map says, and what options change beside it (options.py)."""

    as_of: date
    viewpoint: str
    horizon_years: float
    operator: str | None
    groups: Mapping[str, Group]
    data: Mapping[str, Data]
    parties: Mapping[str, Party]
    ownership: tuple[Ownership, ...]
    systems: Mapping[str, System]
    flows: tuple[Flow, ...]
    access: tuple[Access, ...]
    standing: tuple[Standing, ...]
    estimates: Mapping[str, Any] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    total: Total | None = None
    audited: Mapping[str, float] = field(default_factory=dict)
    intrusions: float = 1.0

    @property
    def home_states(self) -> frozenset[str]:
        """The viewpoint and, if it is a union, its members."""
        return frozenset({self.viewpoint}) | (eu_on(self.as_of) if self.viewpoint == "EU" else frozenset())

    @property
    def counted(self) -> list[str]:
        """The groups whose people are counted."""
        return [g for g, group in self.groups.items() if group.place in self.home_states]

    def sent_to(self, n: str) -> list[Flow]:
        """The flows that end at a system."""
        return [flow for flow in self.flows if flow.target == n]

    def place_of(self, n: str) -> str | None:
        """The state where a group or a system is."""
        return self.groups[n].place if n in self.groups else self.systems[n].place
