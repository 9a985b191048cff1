"""Which words a data map has."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from data_maps.problems import Place
from data_maps.quantities import Estimate

Via = Literal["shares", "votes", "board", "management", "contract", "articles", "law", "nominee", "staff", "unknown"]
Exposure = Literal["ordinary", "at_risk", "strategic"]


class Words(BaseModel):
    """Whatever an analyst writes: frozen, strict, with no key beyond the ones named."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, populate_by_name=True)


class Claim(Words):
    """A statement that may name its source, its grade and its reason."""

    source: str | None = None
    grade: str | None = None
    why: str | None = None


class App(Claim):
    name: str
    operator: str
    kind: str | None = None
    accounts: bool | None = None
    shows_users_content: bool | None = None


class Source(Words):
    title: str
    publisher: str | None = None
    date: str | None = None
    url: str | None = None
    grade: str | None = None


class Reliance(Claim):
    used_by: Estimate
    substitutable: Estimate


class Group(Claim):
    place: str = Field(alias="in")
    count: Estimate
    exposure: frozenset[Exposure] = frozenset({"ordinary"})
    new_per_year: Estimate | None = None
    leave_per_year: Estimate | None = None
    relies_on: Mapping[str, Reliance] = {}


class DataItem(Claim):
    type: str
    live: bool = False
    level: int | None = None
    precise_to: str | None = None
    name: str | None = None


class Party(Claim):
    name: str | None = None
    kind: Literal["company", "state", "person"] = "company"
    organised_in: str
    run_from: str


class Ownership(Claim):
    owner: str
    of: str
    via: Via
    share: Estimate | None = None
    control: Estimate | None = None


class System(Claim):
    name: str | None = None
    operator: str
    place: str = Field(alias="in")
    keys: Mapping[str, str]
    keeps: Mapping[str, float]


class Flow(Claim):
    id: str
    source_id: str = Field(alias="from")
    target: str = Field(alias="to")
    data: tuple[str, ...]
    share: Estimate | None = None
    in_transit: Literal["encrypted", "clear", "unknown"] = "encrypted"
    purpose: str | None = None
    use: str | None = Field(default=None, alias="for")


class Access(Claim):
    party: str
    to: str
    how: str | None = None
    data: tuple[str, ...] | None = None


class Gift(Words):
    system: str
    data: tuple[str, ...] | None = None


class Agreement(Claim):
    id: str
    between: tuple[str, ...]
    kind: str | None = None
    gives: tuple[Gift, ...] = ()


class Channel(Claim):
    party: str
    share: Estimate | None = None


class LeftOut(Words):
    event: str
    why: str


class Question(Words):
    ask: str
    about: tuple[str, ...] = ()
    raised: date | None = None


class DataMap(Words):
    """A full map: every short form written out, every reference known to exist.

    `assumed` holds the dotted paths of what the reader supplied ("systems.service"); `places` says where in the text a path
    stands ("users.community.count") and takes no part in comparisons.
    """

    format: Literal[1] = 1
    title: str
    as_of: date
    viewpoint: str
    horizon: float = 2.0
    notes: str | None = None
    app: App
    sources: Mapping[str, Source] = {}
    users: Mapping[str, Group]
    functions: Mapping[str, float] = {}
    data: Mapping[str, DataItem]
    parties: Mapping[str, Party]
    ownership: tuple[Ownership, ...] = ()
    systems: Mapping[str, System] = {}
    flows: tuple[Flow, ...] = ()
    access: tuple[Access, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    distribution: Mapping[str, Channel] = {}
    estimates: Mapping[str, Estimate] = {}
    options: Mapping[str, Any] = {}
    combinations: tuple[tuple[str, ...], ...] = ()
    leave_out: tuple[LeftOut, ...] = ()
    questions: tuple[Question, ...] = ()
    assumed: frozenset[str] = frozenset()
    places: Mapping[str, Place] = Field(default={}, exclude=True, repr=False)
