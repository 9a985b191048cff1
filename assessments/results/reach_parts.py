"""Parts of a result about reach: whose data each state could order, and what of it is specific to the owner."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from assessments.results.part import ActorName, OnRecord, Part, Quantity, Tie


class ReachRow(Part):
    """Whose readable data of a class a state could order, if it did: no rate is part of it."""

    actor: ActorName = Field(description="The state.")
    foreign: bool = Field(description="Whether the state is not the viewpoint's own.")
    of_class: Literal["content", "any"] = Field(
        validation_alias="class",
        serialization_alias="class",
        description="Content of communications and all of level 3 or more, or any data.",
    )
    persons: Quantity = Field(description="People some of whose readable data it could order.")
    share: Quantity = Field(description="The share of all people counted.")
    by_tie: dict[Tie, Quantity] = Field(description="`persons` shared out among ties (Shapley).")
    by_group: dict[str, Quantity] = Field(description="`persons` by user group.")
    standing: Quantity = Field(description="People some of whose readable data it has without an order.")
    person_months: Quantity = Field(description="`persons`, each times the months that the longest kept is kept.")
    readings: dict[str, Quantity] = Field(default={}, description="`persons` by the readings of the map.")
    record: OnRecord = Field(description="What the state is known to have done anywhere.")
    known: tuple[str, ...] = Field(description="Titles of the sources of what it is known to have done here.")


class OtherMap(Part):
    """The same map with another owner, or another drawing, beside the map itself in the same draws."""

    state: str | None = Field(default=None, description="The owner's state, where that is what differs.")
    harm: Quantity = Field(description="Severe equivalents a year.")
    foreign_harm: Quantity = Field(description="Those of foreign states.")
    reach: tuple[ReachRow, ...] = Field(description="Whose readable data each state could order, widest first.")
    content_moved: dict[ActorName, Quantity] = Field(
        description="People whose content each state could order on the map, less those on this one."
    )
    foreign_harm_moved: Quantity = Field(
        description="Severe equivalents a year of foreign states on the map, less those on this one."
    )


class Placebo(Part):
    """The comparison that tells what is specific to the owner, and what to the drawing."""

    owner: ActorName = Field(description="The state that the app's organisation is run from.")
    own: OtherMap | None = Field(
        default=None, description="With an owner from the viewpoint; absent where it is the owner's own."
    )
    neutral: OtherMap = Field(description="With an owner from a state without a record or a stake.")
    coarser: OtherMap = Field(description="With one system an organisation.")
    finer: OtherMap = Field(description="With each system in two.")


class ReadingRow(Part):
    """What one side's reading of the disputed numbers comes to."""

    id: str = Field(description="The id of the reading.")
    title: str = Field(description="What it is called.")
    source: str | None = Field(default=None, description="The id of its source.")
    content_persons: dict[ActorName, Quantity] = Field(description="People whose content each state could order.")
    harm: Quantity = Field(description="Severe equivalents a year.")
    foreign_harm: Quantity = Field(description="Those of foreign states.")


class ReadAs(Part):
    """A number as a reading has it."""

    best: float | None = Field(default=None, description="The best value.")
    low: float | None = Field(default=None, description="The stated lower end.")
    high: float | None = Field(default=None, description="The stated upper end.")


class Dispute(Part):
    """A number that readings have otherwise, and what that is worth."""

    address: str = Field(description="The address of the number.")
    values: dict[str, ReadAs] = Field(description="The number under each reading, by the ids of readings.")
    persons: float = Field(description="People that it adds to the reach, at the best values (Shapley).")
    harm: float = Field(description="Severe equivalents a year that it adds, at the best values (Shapley).")
    foreign_harm: float = Field(description="Those of foreign states.")


class Joint(Part):
    """The joint statement: what no reading disputes, and what each dispute is worth.

    Worths add up to what the reading with the widest reach has more than that with the narrowest.
    """

    agreed: tuple[str, ...] = Field(description="The addresses of stated numbers that all readings have alike.")
    set_alike: dict[str, ReadAs] = Field(description="Numbers that every reading sets, all of them to the same.")
    disputed: tuple[Dispute, ...] = Field(description="What readings have otherwise, what moves most first.")
    actor: ActorName = Field(description="The foreign state whose reach to content the readings move most.")
    narrowest: str | None = Field(
        default=None, description="The reading with the narrowest reach; absent where it is the map's own numbers."
    )
    widest: str | None = Field(
        default=None, description="The reading with the widest reach; absent where it is the map's own numbers."
    )
    exact: bool = Field(description="Whether worths are exact; of many disputes they are means of first and last.")


class ScreenedRow(Part):
    """Content that a party looks through itself: no state's event, and in no sum."""

    by: str = Field(description="The id of the party that looks.")
    purpose: str | None = Field(
        default=None, validation_alias="for", serialization_alias="for", description="What it looks for."
    )
    data: tuple[str, ...] = Field(description="The ids of the data that it looks through.")
    persons: Quantity = Field(description="People whose data of these kinds it looks through.")
    source: str | None = Field(default=None, description="The id of the source that says so.")
