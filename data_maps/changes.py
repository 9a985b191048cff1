"""Options of a map: what could be done, as changes to the map."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar

from pydantic import Field, RootModel

from data_maps.fields import (
    LISTED,
    Addressed,
    AgreementRef,
    Amount,
    ChannelRef,
    Claim,
    DataList,
    DateOrYears,
    FlowRef,
    FunctionRef,
    GroupRef,
    MapText,
    NumberField,
    PartyRef,
    PlaceOrUnknown,
    Proportion,
    Retention,
    ShareEstimate,
    StoreRef,
    SystemRef,
    Turnover,
    Words,
    Years,
)
from data_maps.parties import Ownership
from data_maps.quantities import Estimate


class StopNewUsers(Words):
    """Channels no longer give the app to new people."""

    short_for: ClassVar[str | None] = "channels"
    channels: Annotated[tuple[ChannelRef, ...], LISTED] | None = Field(
        default=None, description="Which channels; all unless said"
    )
    side_load: ShareEstimate | None = Field(default=None, description="Share of joiners who still get the app")
    added_leaving: Turnover | None = Field(default=None, description="Added to those who leave a year")


class StopUpdates(Words):
    """Channels no longer give updates."""

    short_for: ClassVar[str | None] = "channels"
    channels: Annotated[tuple[ChannelRef, ...], LISTED] | None = Field(
        default=None, description="Which channels; all unless said"
    )
    patch_debt: Turnover | None = Field(default=None, description="How much intrusion grows a year without updates")


class BarUseBy(Words):
    """Groups may no longer use the app."""

    short_for: ClassVar[str | None] = "groups"
    groups: Annotated[tuple[GroupRef, ...], LISTED] = Field(description="Which groups")
    share: Proportion | None = Field(default=None, description="Share of them that stops; all unless said")


class CeaseService(Words):
    """The app's service ends."""

    remaining: ShareEstimate | None = Field(default=None, description="Share of people who still use it")


class MoveSystem(Words):
    """A system stands elsewhere, run by another party."""

    system: SystemRef = Field(description="Which system")
    to: PlaceOrUnknown = Field(description="The country it moves to")
    operator: PartyRef | None = Field(default=None, description="Who runs it then; as now unless said")


class EndFlow(Words):
    """A flow ends."""

    short_for: ClassVar[str | None] = "flow"
    flow: FlowRef = Field(description="The id of the flow")


class EndAccess(Words):
    """A party can no longer reach into a system."""

    party: PartyRef = Field(description="Which party")
    to: StoreRef = Field(description="Which system")


class EndAgreement(Words):
    """An agreement ends."""

    short_for: ClassVar[str | None] = "agreement"
    agreement: AgreementRef = Field(description="The id of the agreement")


class UserKeys(Words):
    """Users hold the keys."""

    systems: Annotated[tuple[SystemRef, ...], LISTED] = Field(description="In which systems")
    data: DataList | None = Field(default=None, description="Of which data; all that keys can cover unless said")


class MoveKeys(Words):
    """Another party holds the keys."""

    systems: Annotated[tuple[SystemRef, ...], LISTED] = Field(description="In which systems")
    to: PartyRef = Field(description="Who holds them then")


class Divest(Words):
    """A party gets another owner."""

    party: PartyRef = Field(description="The party that is sold")
    to: PartyRef = Field(description="The party that owns it then")
    keeps: Annotated[tuple[Ownership, ...], LISTED] = Field(
        default=(), description="Lines of ownership that stay or come"
    )


class Audit(Words):
    """Somebody independent looks after systems."""

    systems: Annotated[tuple[SystemRef, ...], LISTED] = Field(description="Which systems")
    by: PartyRef | None = Field(default=None, description="Who looks")
    leaves: ShareEstimate | None = Field(
        default=None, description="Part of the success of covert access, intrusion and insiders that is left"
    )


class ShortenRetention(Words):
    """Systems keep data for a shorter time."""

    systems: Annotated[tuple[SystemRef, ...], LISTED] = Field(description="Which systems")
    data: DataList | None = Field(default=None, description="Which data; all unless said")
    to: Retention = Field(description="How long they keep it then")
    leaves: ShareEstimate | None = Field(default=None, description="Share of people with anything at rest")


class SetEstimates(RootModel[Annotated[Mapping[str, Annotated[Estimate, NumberField("share")]], Addressed()]]):
    """Numbers of one's own while the option is in force, by their addresses."""

    model_config = {"frozen": True, "strict": True}


OptionChange = (
    StopNewUsers
    | StopUpdates
    | BarUseBy
    | CeaseService
    | MoveSystem
    | EndFlow
    | EndAccess
    | EndAgreement
    | UserKeys
    | MoveKeys
    | Divest
    | Audit
    | ShortenRetention
    | SetEstimates
)


class OptionStep(Words):
    """One change of an option: a mapping with the one key that says which."""

    stop_new_users: StopNewUsers | None = Field(
        default=None, description="Channels no longer give the app to new people"
    )
    stop_updates: StopUpdates | None = Field(default=None, description="Channels no longer give updates")
    bar_use_by: BarUseBy | None = Field(default=None, description="Groups may no longer use the app")
    cease_service: CeaseService | None = Field(default=None, description="The service ends")
    move_system: MoveSystem | None = Field(default=None, description="A system moves to a country, and to an operator")
    end_flow: EndFlow | None = Field(default=None, description="A flow ends")
    end_access: EndAccess | None = Field(default=None, description="A party can no longer reach into a system")
    end_agreement: EndAgreement | None = Field(default=None, description="An agreement ends")
    user_keys: UserKeys | None = Field(default=None, description="Users hold the keys")
    move_keys: MoveKeys | None = Field(default=None, description="Another party holds the keys")
    divest: Divest | None = Field(default=None, description="A party gets another owner")
    audit: Audit | None = Field(default=None, description="Somebody independent looks after systems")
    shorten_retention: ShortenRetention | None = Field(default=None, description="Systems keep data for a shorter time")
    set_: SetEstimates | None = Field(default=None, alias="set", description="Numbers of one's own, by their addresses")

    @property
    def key(self) -> str:
        """The key that says which kind of change it is, as a map writes it."""
        return next(name for name in type(self).model_fields if getattr(self, name) is not None).rstrip("_")

    @property
    def change(self) -> OptionChange:
        """The change itself."""
        change: OptionChange = getattr(self, "set_" if self.key == "set" else self.key)
        return change


class LeaversLoss(Words):
    """The loss of people who can no longer use the app."""

    share: Proportion | None = Field(default=None, description="How much of the function; everything unless said")
    substitutable: Proportion | None = Field(default=None, description="How far another app could serve them")


class Option(Claim):
    """A course of action, as changes to the map."""

    title: MapText | None = Field(default=None, description="What it is called")
    do: Annotated[tuple[OptionStep, ...], LISTED] = Field(description="The changes, in the order they apply")
    starts: DateOrYears | None = Field(default=None, description="A date, or a time after as_of")
    ends: DateOrYears | None = Field(default=None, description="A date, or a time after as_of")
    ramp: Years | None = Field(default=None, description="How long it takes from the start to full effect")
    reversible: bool | None = Field(default=None, description="Whether it can be undone")
    costs: Amount | None = Field(default=None, description="What it costs, in money of your choice")
    retained: ShareEstimate | None = Field(default=None, description="Share of the leavers' data that stays held")
    loses: Mapping[FunctionRef, Proportion] = Field(
        default={}, description="What those who stay lose, averaged over the horizon, by function"
    )
    leavers_lose: Mapping[FunctionRef, LeaversLoss] = Field(
        default={}, description="What those lose who can no longer use the app, by function"
    )
