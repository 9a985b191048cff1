"""Systems of a map: where data is held, how it moves, and who else can reach it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from data_maps.fields import (
    LISTED,
    Claim,
    CountryCode,
    DataList,
    DataRef,
    FlowEnd,
    FlowId,
    FlowStart,
    IdText,
    MapText,
    OperatorRef,
    PartyRef,
    PersonShare,
    Precision,
    Retention,
    Staff,
    StateShare,
    StoreRef,
    SystemPlace,
    Words,
)
from data_maps.markers import DataWord, KeyHolders, TermOf
from data_maps.vocabulary import Often


class DataItem(Claim):
    """One kind of data that the app has about people."""

    short_for: ClassVar[str | None] = "type"
    type: Annotated[str, DataWord()] = Field(description="A term of the vocabulary")
    live: bool = Field(default=False, description="At rest only where a system keeps it")
    level: Annotated[int, Field(ge=1, le=4)] | None = Field(
        default=None, description="How bad its exposure is for a person, 1 to 4, instead of the vocabulary's level"
    )
    often: Often | None = Field(
        default=None,
        description="How often people send it, instead of what is usual: once, yearly, monthly, weekly, daily",
    )
    precise_to: Precision | None = Field(default=None, description="How precise, as 10 m")
    name: MapText | None = Field(default=None, description="What people call it")


class System(Claim):
    """A place where data is held.

    A `device` is with its user, in the country of those who send data there, and nobody has custody of it but they.
    """

    name: MapText | None = Field(default=None, description="What it is called")
    operator: OperatorRef = Field(
        description="The party that runs it; unknown unless said; users of what is on their devices"
    )
    place: SystemPlace = Field(
        alias="in", description="The country it stands in, or device: with its user; unknown unless said"
    )
    keys: Annotated[Mapping[str, str], KeyHolders()] = Field(
        description="operator, users, a party, none (stored in the clear), unknown; or one holder for each data"
    )
    keeps: Mapping[DataRef, Retention] = Field(
        default={}, description="How long it keeps which data: 5 days, until deleted"
    )
    apart: bool = Field(default=False, description="Whether it is secured apart from the rest of its organisation")
    staff: Staff | None = Field(default=None, description="How many people have access to it")
    device: bool = Field(default=False, exclude=True)


class Flow(Claim):
    """Data that moves."""

    id: FlowId = Field(description="<from>.<to> unless said")
    source_id: FlowStart = Field(
        alias="from", description="A user group, a system or a party; a list stands for one flow each"
    )
    target: FlowEnd = Field(alias="to", description="A system or a party; a list stands for one flow each")
    data: DataList = Field(description="Which data")
    share: PersonShare | None = Field(
        default=None, description="Share of the people whose data takes this flow; everyone unless said, or unknown"
    )
    in_transit: Literal["encrypted", "clear", "unknown"] = Field(
        default="encrypted", description="Whether the line can be read; encrypted unless said"
    )
    purpose: MapText | None = Field(default=None, description="What it is for, in the sender's words")
    use: Annotated[str, TermOf("uses", "use")] | None = Field(
        default=None, alias="for", description="What the receiver does with it"
    )
    split: IdText | None = Field(
        default=None, description="A name that flows from one place share of which each person's data take one at most"
    )
    beside: tuple[tuple[str, PersonShare | None], ...] = Field(default=(), exclude=True)


class Access(Claim):
    """A party that can reach into a system without the data being sent to it."""

    party: PartyRef = Field(description="Who can reach in")
    to: StoreRef = Field(description="The system")
    how: MapText | None = Field(default=None, description="By which means")
    data: DataList | None = Field(default=None, description="Which data; all of the system's unless said")


class Gift(Words):
    """Something that an agreement gives access to."""

    short_for: ClassVar[str | None] = "system"
    system: StoreRef = Field(description="The system")
    data: DataList | None = Field(default=None, description="Which data; all of the system's unless said")


class Agreement(Claim):
    """A contract that gives access to every party in it but the operator."""

    id: IdText = Field(description="Its id")
    between: Annotated[tuple[PartyRef, ...], LISTED] = Field(description="The parties to it")
    kind: Annotated[str, TermOf("agreement_kinds", "kind of agreement")] | None = Field(
        default=None, description="What it is about"
    )
    gives: Annotated[tuple[Gift, ...], LISTED] = Field(default=(), description="What it gives access to")
    transfer_tool: Annotated[str, TermOf("transfer_tools", "tool of transfer")] | None = Field(
        default=None, description="The legal tool on which data go abroad between them; not said unless stated"
    )
    handling: Annotated[str, TermOf("handlings", "handling")] | None = Field(
        default=None, description="What the receiver may do with the data; not said unless stated"
    )


class Standing(Claim):
    """Access of a state to a system that is not order by order: a connection, an obligation to monitor."""

    state: CountryCode = Field(description="The state that has access")
    at: StoreRef = Field(description="The system")
    data: DataList | None = Field(default=None, description="Which data; all of the system's unless said")
    share: PersonShare | None = Field(default=None, description="Share of the people there; everyone unless said")
    estimate: StateShare | None = Field(default=None, description="Whether the access is there; unknown unless said")


class Screened(Claim):
    """Content that a party looks through itself: people counted apart, no state's event."""

    by: PartyRef = Field(description="The party that looks")
    data: DataList | None = Field(default=None, description="Which data; all that its organisation holds unless said")
    purpose: MapText | None = Field(default=None, alias="for", description="What it looks for, or by which means")
    share: PersonShare | None = Field(
        default=None, description="Share of the people whose data its organisation holds; everyone unless said"
    )
