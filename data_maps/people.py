"""People of a map: its groups, and what the app is for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from data_maps.countries import CODES
from data_maps.fields import (
    LISTED,
    Claim,
    CountEstimate,
    CountryCode,
    FunctionRef,
    GroupRef,
    MapText,
    PersonShare,
    ShareOrRest,
    Turnover,
)

ExposureClass = Literal["ordinary", "at_risk", "strategic"]


class Reliance(Claim):
    """The use of the app to a group in one function."""

    used_by: PersonShare = Field(description="Share of the group that uses the app for it")
    substitutable: PersonShare = Field(description="How far another app could serve")


class Group(Claim):
    """People with the same exposure; groups are disjoint."""

    name: MapText | None = Field(default=None, description="What they are called; their id as words unless said")
    place: CountryCode = Field(alias="in", description="The country they are in")
    terms: CountryCode | None = Field(default=None, description="The country whose account terms they are under")
    count: CountEstimate = Field(description="How many people; not where they are counted under `people`")
    exposure: Annotated[frozenset[ExposureClass], LISTED] = Field(
        default=frozenset({"ordinary"}),
        strict=False,
        description="ordinary, at_risk, strategic, or [at_risk, strategic]",
    )
    new_per_year: Turnover | None = Field(default=None, description="Joiners a year, as a share of the group")
    leave_per_year: Turnover | None = Field(default=None, description="Leavers a year, as a share of the group")
    relies_on: Mapping[FunctionRef, Reliance] = Field(default={}, description="What the app is for them, by function")

    @classmethod
    def kind_under(cls, key: str) -> object:
        """The kind of value under a key of `users`: under a country's code, for short, the number of people there."""
        return CountEstimate if key in CODES else cls


class PeoplePart(Claim):
    """A group as a part of all people."""

    short_for: ClassVar[str | None] = "share"
    share: ShareOrRest = Field(description="Its part of the total, or rest: what the other parts leave")


class People(Claim):
    """All people of some groups as one number, and the part of each group; parts are scaled to sum to 1."""

    total: CountEstimate = Field(description="How many people they are together")
    groups: Mapping[GroupRef, PeoplePart] = Field(description="The part of each group; rest for at most one")


def scaled_parts(shares: Mapping[str, float | None]) -> dict[str, float]:
    """The part of each group, from 0 to 1, scaled so that all sum to 1.

    Args:
        shares: What is said of each group, from 0 to 1; None for the one that is the rest.

    >>> scaled_parts({"few": 0.25, "others": None}), scaled_parts({"a": 0.4, "b": 0.4})
    ({'few': 0.25, 'others': 0.75}, {'a': 0.5, 'b': 0.5})
    """
    rest = max(0.0, 1.0 - sum(share for share in shares.values() if share is not None))
    parts = {group: rest if share is None else share for group, share in shares.items()}
    whole = sum(parts.values()) or 1.0
    return {group: share / whole for group, share in parts.items()}
