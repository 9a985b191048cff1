"""The result of a comparison: what differs between two assessments, as frozen models that are the published format."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

from pydantic import Field

from assessments.measures import MeasureTrack
from assessments.results.part import Level, Measured, Part, Probability, Quantity, Sha256

FORMAT: Literal[3] = 3


class SideSettings(Part):
    """The settings of a side."""

    severity_ratio: float | Literal["linear"] = Field(description="How much worse each level is than the one below.")
    options: tuple[str, ...] = Field(description="Options in force.")


class ComparedSide(Part):
    """One of the two assessments."""

    name: str = Field(description="What it was called: a file, a case, or the id of a saved assessment.")
    title: str = Field(description="The title of its map.")
    as_of: date = Field(description="The day whose facts and laws count.")
    viewpoint: str = Field(description="The country whose people are counted.")
    sha256: Sha256 = Field(description="SHA-256 over what its full map says.")
    settings: SideSettings = Field(description="The settings.")


class HarmBySide(Part):
    """Severe equivalents a year of three sides that are in no sum with each other; 0 of a side that does not act."""

    foreign_states: Quantity = Field(description="All states but the viewpoint's own.")
    own_state: Quantity = Field(description="The viewpoint's own state.")
    others: Quantity = Field(description="Criminals, insiders and buyers.")


class Compared(Measured):
    """The results compared of two assessments."""

    track: ClassVar[MeasureTrack] = "compared"

    harm: Quantity = Field(description="Severe equivalents a year, over all actors.")
    strategic: Quantity = Field(description="Strategic exposures a year.")
    persons_per_year: dict[Level, Quantity] = Field(description="Persons a year, by severity level or higher.")
    harm_by_side: HarmBySide = Field(description="Severe equivalents a year, each side of actors apart.")


class DifferenceSaid(Part):
    """One difference; what a side does not say is absent."""

    address: str = Field(description="The section, id and key that differ.")
    kind: Literal["new", "gone", "changed"] = Field(description="Whether it is new, gone or changed.")
    before: str | None = Field(default=None, description="What the first says, as a map writes it.")
    after: str | None = Field(default=None, description="What the second says.")
    before_place: str | None = Field(default=None, description="Where the first says so: file:line:column.")
    after_place: str | None = Field(default=None, description="Where the second says so.")


class GroupExplained(Part):
    """A group of differences, or several that only make sense together, and what they explain of the whole."""

    groups: tuple[str, ...] = Field(description="People, data, place, owner or law; several where joined.")
    explains: Compared = Field(description="What it adds, averaged over all orders of the groups: Shapley values.")
    differences: tuple[DifferenceSaid, ...] = Field(description="Its differences by id.")


class LawChanged(Part):
    """A law that answers otherwise."""

    regime: str = Field(description="The id of the law.")
    before: str = Field(description="The outcome of the first.")
    after: str = Field(description="The outcome of the second.")


class RoutesCompared(Part):
    """The number of routes of a side that were looked for on the other."""

    compared: int = Field(description="How many.")
    all: bool = Field(description="Whether the side has no others.")


class BothRoutes(Part):
    """The number of routes of both sides that were compared."""

    one: RoutesCompared = Field(validation_alias="from", serialization_alias="from", description="Of the first.")
    other: RoutesCompared = Field(validation_alias="to", serialization_alias="to", description="Of the second.")


class RouteOnOneSide(Part):
    """A route that is not possible on the other side."""

    event: str = Field(description="The key of the event.")
    data: str = Field(description="The id of the data type.")
    users: str = Field(description="The id of the user group.")
    probability: Probability = Field(description="That it is open once an attempt is made, at the best values.")
    addresses: tuple[str, ...] = Field(description="The addresses it rests on.")


class ComparisonResult(Part):
    """Two assessments side by side; a key that does not apply is absent, and nothing is rounded."""

    format: Literal[3] = Field(default=FORMAT, description="The format of this result.")
    same: bool = Field(description="Whether both say the same.")
    one: ComparedSide = Field(validation_alias="from", serialization_alias="from", description="The first.")
    other: ComparedSide = Field(validation_alias="to", serialization_alias="to", description="The second.")
    before: Compared = Field(description="What the first comes to.")
    after: Compared = Field(description="What the second comes to.")
    difference: Compared = Field(description="The difference, of the same draws on both sides.")
    groups: tuple[GroupExplained, ...] = Field(description="What explains the difference, by groups.")
    regimes: tuple[LawChanged, ...] = Field(description="Laws that answer otherwise.")
    routes: BothRoutes = Field(description="How many routes were compared.")
    new_routes: tuple[RouteOnOneSide, ...] = Field(description="Routes of the second that the first has not.")
    gone_routes: tuple[RouteOnOneSide, ...] = Field(description="Routes of the first that the second has not.")
