"""Rows of the record: takings, staff placed, operations, orders, inhabitants, and what was not counted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from data_maps.checking import custom, raised
from data_maps.problems import Fault, shown
from risk.record.tables import Count, Day, NoState, NotPublished, Percentage, Row, State, Words, Year


def _address(text: str) -> str:
    if text and not re.fullmatch(r"https?://\S+", text):
        raise custom(Fault((), f"{shown(text)} is no web address", "start it with https://, or leave it empty"))
    return text


def _half_year(text: str) -> str:
    if not re.fullmatch("[12][0-9]{3} H[12]", text):
        raise custom(Fault((), f"{shown(text)} is no half-year", "write 2020 H1 or 2020 H2"))
    return text


Address = Annotated[str, BeforeValidator(_address)]
HalfYear = Annotated[str, BeforeValidator(_half_year)]
PRESERVATION = "Preservation Requests"
"""The one process of Google's table that hands nothing over; its rows are no orders."""


class Sourced(Row):
    """A row that says where it comes from: a name in sources.yaml, or a text or address of one's own."""

    source: Words


class Operation(Sourced):
    """An operation of a state, or of a group that works for it, in which data were taken.

    Source: European Repository of Cyber Incidents, Global Database 1.1.
    """

    eurepoc_id: Words
    sponsor: State
    start_year: Year
    first_attribution_year: Year

    @property
    def key(self) -> tuple[object, ...]:
        """The operation and the state."""
        return (self.eurepoc_id, self.sponsor)

    @property
    def told(self) -> date:
        """The day from which it counts as publicly known: the first of the year."""
        return date(self.first_attribution_year, 1, 1)


class Taking(Sourced):
    """A state that took data of many people at a civilian provider, or whose staff placed there took some.

    `first_attribution` is the day from which it counts as publicly known; `doubt` says what speaks against the row.
    """

    id: Words
    sponsor: State
    what: Words
    start: Day
    end: Day
    first_attribution: Day
    address: Address = ""
    doubt: str = ""

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.end < self.start:
            raise raised([Fault(("end",), f"{shown(self.end)} is before the start", f"not before {self.start}")])
        return self

    @model_validator(mode="after")
    def _known_after_it_starts(self) -> Self:
        """Known in the year it started or later: where only the year is known, the first of January stands for it."""
        if self.first_attribution.year < self.start.year:
            message = f"{shown(self.first_attribution)} is in a year before the start"
            raise raised([Fault(("first_attribution",), message, f"not before {self.start.year}")])
        return self

    @property
    def key(self) -> tuple[object, ...]:
        """The taking and the state: what two did together has a row for each."""
        return (self.id, self.sponsor)

    @property
    def told(self) -> date:
        """The day from which it counts as publicly known."""
        return self.first_attribution


@dataclass(frozen=True)
class Orders:
    """The requests of one state to one provider in one half-year, as the provider published them.

    `half` is 1 or 2; `accounts` are the accounts named in them; `met` how many requests were met at least in part.
    """

    provider: str
    state: str | None
    year: int
    half: int
    requests: int
    accounts: int
    met: float


class GoogleOrders(Sourced):
    """A row of Google's table; requests of one process. The country is empty for a body that is no state."""

    half_year_ending: Day
    country: NoState
    process: Words
    requests: NotPublished
    share_disclosed: Percentage
    accounts: NotPublished

    @property
    def key(self) -> tuple[object, ...]:
        """The half-year, the state and the process."""
        return (self.half_year_ending, self.country, self.process)

    @property
    def orders(self) -> Orders | None:
        """The row in the form that all providers share; None for one that asks to keep data, not to hand them over."""
        if self.process == PRESERVATION:
            return None
        requests = self.requests or 0
        return Orders(
            provider="Google",
            state=self.country,
            year=self.half_year_ending.year,
            half=1 if self.half_year_ending.month <= 6 else 2,
            requests=requests,
            accounts=self.accounts or 0,
            met=requests * (self.share_disclosed or 0) / 100,
        )


class AppleOrders(Sourced):
    """A row of Apple's table: requests about accounts."""

    half_year: HalfYear
    country: NoState
    requests: Count
    accounts: Count
    content_provided: Count
    noncontent_provided: Count

    @model_validator(mode="after")
    def _meets_no_more_than_were_made(self) -> Self:
        met = self.content_provided + self.noncontent_provided
        if met > self.requests:
            message = f"{met} requests met of {self.requests}"
            raise raised([Fault(("content_provided",), message, "a request is met once, with content or without")])
        return self

    @property
    def key(self) -> tuple[object, ...]:
        """The half-year and the state."""
        return (self.half_year, self.country)

    @property
    def orders(self) -> Orders:
        """The row in the form that all providers share."""
        year, half = re.split(" H", self.half_year)
        return Orders(
            provider="Apple",
            state=self.country,
            year=int(year),
            half=int(half),
            requests=self.requests,
            accounts=self.accounts,
            met=self.content_provided + self.noncontent_provided,
        )


class LargeOrder(Sourced):
    """Orders of a half-year that were large, although their accounts for each request alone do not say so."""

    provider: Words
    half_year: HalfYear
    country: State
    why: Words

    @property
    def key(self) -> tuple[object, ...]:
        """The provider, the half-year and the state."""
        return (self.provider, self.half_year, self.country)


class Inhabitants(Sourced):
    """The inhabitants of a state, in millions, in 2021."""

    state: State
    inhabitants_2021_m: Annotated[float, Field(gt=0, le=10_000)]

    @property
    def key(self) -> tuple[object, ...]:
        """The state."""
        return (self.state,)


class NotCounted(Sourced):
    """A case like a taking that is not counted, and why; without a sponsor where no state is named."""

    id: str
    sponsor: NoState
    what: Words
    why: Words

    @property
    def key(self) -> tuple[object, ...]:
        """The state and what it did."""
        return (self.sponsor, self.what)
