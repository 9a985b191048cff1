"""Parties of a map: organisations, persons and states, and who owns whom."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import Field

from data_maps.claims import Claim, Proportion, StateShare
from data_maps.fields import (
    PartyRef,
    State,
    Text,
)

Via = Literal["shares", "votes", "board", "management", "contract", "articles", "law", "nominee", "staff", "unknown"]


class Party(Claim):
    """An organisation, person or state."""

    short_keys: ClassVar[Mapping[str, object]] = {"jurisdiction": None}
    name: Text | None = Field(default=None, description="Its full name")
    kind: Literal["company", "state", "person"] = Field(default="company", description="company, state or person")
    organised_in: State = Field(description="The country whose law it is organised under")
    run_from: State = Field(description="The country it is run from; where it is organised unless said")


class Ownership(Claim):
    """Who can make whom act; one line for each kind of interest."""

    owner: PartyRef = Field(description="The party that owns")
    of: PartyRef = Field(description="The party that is owned")
    via: Via = Field(description="The kind of interest")
    share: Proportion | None = Field(default=None, description="How much of it")
    control: StateShare | None = Field(
        default=None,
        description="Whether the owner can make the owned party hand data over, instead of the catalogue's number",
    )
