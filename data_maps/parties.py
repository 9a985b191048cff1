"""Parties of a map: organisations, persons and states, and who owns whom."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from data_maps.fields import (
    ALL_OF,
    Claim,
    CountryCode,
    DateText,
    Day,
    MapText,
    PartyRef,
    PeopleEstimate,
    Proportion,
    ShareEstimate,
    Staff,
    StateShare,
)

Via = Literal["shares", "votes", "board", "management", "contract", "articles", "law", "nominee", "staff", "unknown"]

EventKind = Literal["intrusion", "insider", "covert", "placed", "orders"]


class HistoryEvent(Claim):
    """A thing that is known to have happened to a party's service, or the orders of a state in a year."""

    kind: EventKind = Field(description="intrusion, insider, covert (a taking by a state), placed (its staff), orders")
    on: DateText | None = Field(default=None, description="When: a day, a month or a year")
    state: CountryCode | None = Field(
        default=None, description="The state that took, placed or ordered, if it is known"
    )
    people: PeopleEstimate | None = Field(default=None, description="How many people it was about")
    requests: PeopleEstimate | None = Field(
        default=None, description="Orders of the state, as a transparency report has them"
    )
    accounts: PeopleEstimate | None = Field(default=None, description="How many accounts these orders named")
    met: Proportion | None = Field(default=None, description="Share of these orders that were met")
    per: Literal["year", "half-year"] | None = Field(default=None, description="The time that these orders came in")


class History(Claim):
    """The own history of a party: the years in which it was watched, and what is known to have happened."""

    since: Day = Field(description="The first day that was watched")
    until: Day | None = Field(default=None, description="The last day; as_of unless said")
    complete: ShareEstimate | None = Field(default=None, description="What part of what happened is known")
    events: Annotated[tuple[HistoryEvent, ...], ALL_OF] = Field(
        default=(), description="What is known to have happened; none is knowledge too"
    )


class Party(Claim):
    """An organisation, person or state."""

    short_keys: ClassVar[Mapping[str, object]] = {"jurisdiction": None}
    name: MapText | None = Field(default=None, description="Its full name")
    kind: Literal["company", "state", "person"] = Field(default="company", description="company, state or person")
    organised_in: CountryCode = Field(description="The country whose law it is organised under")
    run_from: CountryCode = Field(description="The country it is run from; where it is organised unless said")
    staff: Staff | None = Field(default=None, description="How many people with access to data it has")
    record: History | None = Field(
        default=None, description="Its own history: what is known to have happened, or nothing"
    )


class Ownership(Claim):
    """An interest by which one party can make another act; one line for each kind of interest."""

    owner: PartyRef = Field(description="The party that owns")
    of: PartyRef = Field(description="The party that is owned")
    via: Via = Field(description="The kind of interest")
    share: Proportion | None = Field(default=None, description="How much of it")
    control: StateShare | None = Field(
        default=None,
        description="Whether the owner can make the owned party hand data over, instead of the catalogue's number",
    )
