"""People of a map: its groups, and what the app is for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from data_maps.claims import Claim, Count, PersonShare, Turnover
from data_maps.countries import CODES
from data_maps.fields import (
    LISTED,
    FunctionRef,
    State,
)

Exposure = Literal["ordinary", "at_risk", "strategic"]


class Reliance(Claim):
    """What the app is for a group in one function."""

    used_by: PersonShare = Field(description="Share of the group that uses the app for it")
    substitutable: PersonShare = Field(description="How far another app could serve")


class Group(Claim):
    """People with the same exposure; groups are disjoint."""

    place: State = Field(alias="in", description="The country they are in")
    count: Count = Field(description="How many people")
    exposure: Annotated[frozenset[Exposure], LISTED] = Field(
        default=frozenset({"ordinary"}),
        strict=False,
        description="ordinary, at_risk, strategic, or [at_risk, strategic]",
    )
    new_per_year: Turnover | None = Field(default=None, description="Joiners a year, as a share of the group")
    leave_per_year: Turnover | None = Field(default=None, description="Leavers a year, as a share of the group")
    relies_on: Mapping[FunctionRef, Reliance] = Field(default={}, description="What the app is for them, by function")

    @classmethod
    def kind_under(cls, key: str) -> object:
        """What stands under a key of `users`: under a country's code, for short, the number of people there."""
        return Count if key in CODES else cls
