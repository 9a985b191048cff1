"""Parts of a result about reach: whose data each state could order, and what of it is specific to the owner."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from assessments.results.part import ActorName, Part, Quantity


class OnRecord(Part):
    """What a state is publicly known to have done anywhere, on the day of the map."""

    takings: float = Field(description="Takings of data at civilian providers.")
    placed: float = Field(description="Cases of staff who worked for it.")
    orders: float = Field(description="Accounts ordered a year, at the provider with the most.")


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
    by_tie: dict[Literal["home", "soil", "owner", "access", "service"], Quantity] = Field(
        description="`persons` shared out among ties (Shapley)."
    )
    by_group: dict[str, Quantity] = Field(description="`persons` by user group.")
    standing: Quantity = Field(description="People some of whose readable data it has without an order.")
    person_months: Quantity = Field(description="`persons`, each times the months that the longest kept is kept.")
    readings: dict[str, Quantity] = Field(default={}, description="`persons` by the readings of the map.")
    record: OnRecord = Field(description="What the state is known to have done anywhere.")
    known: tuple[str, ...] = Field(description="Sources of what it is known to have done here.")


class OtherMap(Part):
    """The same map with another owner, or another drawing, beside the map itself in the same draws."""

    state: str | None = Field(default=None, description="The owner's state, where that is what differs.")
    harm: Quantity = Field(description="Severe equivalents a year.")
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
