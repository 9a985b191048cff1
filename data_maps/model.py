"""The model of a data map: every section and key of the format, and what each says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field, RootModel

from data_maps.countries import CODES
from data_maps.fields import (
    ALL_OF,
    LISTED,
    About,
    Addressed,
    AgreementRef,
    ChannelRef,
    DataRef,
    DataWord,
    DateText,
    Day,
    FlowEnd,
    FlowId,
    FlowRef,
    FlowStart,
    FunctionRef,
    Grade,
    GroupRef,
    IdText,
    KeyHolders,
    Moment,
    Number,
    OptionRef,
    PartyRef,
    PlaceOrUnknown,
    Retention,
    SourceRef,
    State,
    StoreRef,
    SystemRef,
    TermOf,
    Text,
    Words,
    Years,
)
from data_maps.problems import Place
from data_maps.quantities import Estimate

Via = Literal["shares", "votes", "board", "management", "contract", "articles", "law", "nominee", "staff", "unknown"]
Exposure = Literal["ordinary", "at_risk", "strategic"]
Count = Annotated[Estimate, Number("count", "count", needed=True)]
Amount = Annotated[Estimate, Number("count")]
Share = Annotated[Estimate, Number("share")]
PersonShare = Annotated[Estimate, Number("share", "person")]
StateShare = Annotated[Estimate, Number("share", "state")]
Proportion = Annotated[Estimate, Number("proportion")]
Turnover = Annotated[Estimate, Number("turnover", "rate")]
Debt = Annotated[Estimate, Number("rate", "rate")]


class Claim(Words):
    """A statement that may name its source, its grade and its reason."""

    source: SourceRef | None = Field(default=None, description="The id of the source that says so")
    grade: Grade | None = Field(
        default=None, description="Two marks: reliability of the source A–F, credibility of what it says 1–6"
    )
    why: Text | None = Field(default=None, description="The reason, in a sentence")


class App(Claim):
    """The app that is assessed."""

    short_for: ClassVar[str | None] = "name"
    name: Text = Field(description="What people call it")
    operator: PartyRef = Field(description="The party that runs the app")
    kind: Annotated[str, TermOf("app_kinds", "kind of app")] | None = Field(
        default=None, description="What people use it for"
    )
    accounts: bool | None = Field(default=None, description="Whether people make accounts")
    shows_users_content: bool | None = Field(default=None, description="Whether people see what others post")


class Source(Words):
    """A document, register or person that claims may name; graded once.

    One that repeats what another says names it as its `origin`; a source of several origins is listed once for each.
    """

    title: Text = Field(description="What it is called")
    publisher: Text | None = Field(default=None, description="Who published it")
    date: DateText | None = Field(default=None, description="When: a day, a month or a year")
    url: Text | None = Field(default=None, description="Where it can be read")
    origin: SourceRef | None = Field(default=None, description="The source that it has this from")
    grade: Grade | None = Field(
        default=None, description="Two marks: reliability of the source A–F, credibility of what it says 1–6"
    )


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


class DataItem(Claim):
    """One kind of data that the app has about people."""

    short_for: ClassVar[str | None] = "type"
    type: Annotated[str, DataWord()] = Field(description="A term of the vocabulary")
    live: bool = Field(default=False, description="At rest only where a system keeps it")
    level: Annotated[int, Field(ge=1, le=4)] | None = Field(
        default=None, description="How bad its exposure is for a person, 1 to 4, instead of the vocabulary's level"
    )
    precise_to: Text | None = Field(default=None, description="How precise, as 10 m")
    name: Text | None = Field(default=None, description="What people call it")


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


class System(Claim):
    """A place where data is held."""

    name: Text | None = Field(default=None, description="What it is called")
    operator: PartyRef = Field(description="The party that runs it")
    place: PlaceOrUnknown = Field(alias="in", description="The country it stands in; unknown is an answer")
    keys: Annotated[Mapping[str, str], KeyHolders()] = Field(
        description="operator, users, a party, none (stored in the clear), unknown; or one holder for each data"
    )
    keeps: Mapping[DataRef, Retention] = Field(
        default={}, description="How long it keeps which data: 5 days, until deleted"
    )


class Flow(Claim):
    """Data that moves."""

    id: FlowId = Field(description="<from>.<to> unless said")
    source_id: FlowStart = Field(
        alias="from",
        description="A user group, a system or a party; a list stands for one flow each",
    )
    target: FlowEnd = Field(
        alias="to",
        description="A system or a party; a list stands for one flow each",
    )
    data: Annotated[tuple[DataRef, ...], LISTED] = Field(description="Which data")
    share: PersonShare | None = Field(
        default=None, description="Share of the people whose data takes this flow; everyone unless said"
    )
    in_transit: Literal["encrypted", "clear", "unknown"] = Field(
        default="encrypted", description="Whether the line can be read; encrypted unless said"
    )
    purpose: Text | None = Field(default=None, description="What it is for, in the sender's words")
    use: Annotated[str, TermOf("uses", "use")] | None = Field(
        default=None, alias="for", description="What the receiver does with it"
    )


class Access(Claim):
    """A party that can reach into a system without the data being sent to it."""

    party: PartyRef = Field(description="Who can reach in")
    to: StoreRef = Field(description="The system")
    how: Text | None = Field(default=None, description="By which means")
    data: Annotated[tuple[DataRef, ...], LISTED] | None = Field(
        default=None, description="Which data; all of the system's unless said"
    )


class Gift(Words):
    """What an agreement gives access to."""

    short_for: ClassVar[str | None] = "system"
    system: StoreRef = Field(description="The system")
    data: Annotated[tuple[DataRef, ...], LISTED] | None = Field(
        default=None, description="Which data; all of the system's unless said"
    )


class Agreement(Claim):
    """A contract that gives access to every party in it but the operator."""

    id: IdText = Field(description="Its id")
    between: Annotated[tuple[PartyRef, ...], LISTED] = Field(description="The parties to it")
    kind: Annotated[str, TermOf("agreement_kinds", "kind of agreement")] | None = Field(
        default=None, description="What it is about"
    )
    gives: Annotated[tuple[Gift, ...], LISTED] = Field(default=(), description="What it gives access to")


class Channel(Claim):
    """A way people get the app."""

    party: PartyRef = Field(description="The party that runs the channel")
    share: Proportion | None = Field(default=None, description="Share of the people who get the app this way")


class StopNewUsers(Words):
    """Channels no longer give the app to new people."""

    short_for: ClassVar[str | None] = "channels"
    channels: Annotated[tuple[ChannelRef, ...], LISTED] | None = Field(
        default=None, description="Which channels; all unless said"
    )
    side_load: Share | None = Field(default=None, description="Share of joiners who still get the app")
    added_leaving: Turnover | None = Field(default=None, description="Added to those who leave a year")


class StopUpdates(Words):
    """Channels no longer give updates."""

    short_for: ClassVar[str | None] = "channels"
    channels: Annotated[tuple[ChannelRef, ...], LISTED] | None = Field(
        default=None, description="Which channels; all unless said"
    )
    patch_debt: Debt | None = Field(default=None, description="How much intrusion grows in each year without updates")


class BarUseBy(Words):
    """Groups may no longer use the app."""

    short_for: ClassVar[str | None] = "groups"
    groups: Annotated[tuple[GroupRef, ...], LISTED] = Field(description="Which groups")
    share: Proportion | None = Field(default=None, description="Share of them that stops; all unless said")


class CeaseService(Words):
    """The app's service ends."""

    remaining: Share | None = Field(default=None, description="Share of people who still use it")


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
    data: Annotated[tuple[DataRef, ...], LISTED] | None = Field(
        default=None, description="Of which data; all that keys can cover unless said"
    )


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
    leaves: Share | None = Field(
        default=None, description="Part of the success of covert access, intrusion and insiders that is left"
    )


class ShortenRetention(Words):
    """Systems keep data for a shorter time."""

    systems: Annotated[tuple[SystemRef, ...], LISTED] = Field(description="Which systems")
    data: Annotated[tuple[DataRef, ...], LISTED] | None = Field(default=None, description="Which data; all unless said")
    to: Retention = Field(description="How long they keep it then")
    leaves: Share | None = Field(default=None, description="Share of people with anything at rest")


class SetEstimates(RootModel[Annotated[Mapping[str, Annotated[Estimate, Number("share")]], Addressed()]]):
    """Numbers of one's own while the option is in force, by their addresses."""

    model_config = {"frozen": True, "strict": True}


Change = (
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


class Step(Words):
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
    set_: SetEstimates | None = Field(
        default=None,
        alias="set",
        description="Numbers of one's own, by their addresses",
    )

    @property
    def key(self) -> str:
        """The key that says which kind of change it is, as a map writes it."""
        return next(name for name in type(self).model_fields if getattr(self, name) is not None).rstrip("_")

    @property
    def change(self) -> Change:
        """The change itself."""
        change: Change = getattr(self, "set_" if self.key == "set" else self.key)
        return change


class LeaversLoss(Words):
    """What people lose who can no longer use the app."""

    share: Proportion | None = Field(default=None, description="How much of the function; everything unless said")
    substitutable: Proportion | None = Field(default=None, description="How far another app could serve them")


class Option(Claim):
    """What could be done."""

    title: Text | None = Field(default=None, description="What it is called")
    do: Annotated[tuple[Step, ...], LISTED] = Field(description="The changes, in the order they apply")
    starts: Moment | None = Field(default=None, description="A date, or a time after as_of")
    ends: Moment | None = Field(default=None, description="A date, or a time after as_of")
    ramp: Years | None = Field(default=None, description="How long it takes from the start to full effect")
    reversible: bool | None = Field(default=None, description="Whether it can be undone")
    costs: Amount | None = Field(default=None, description="What it costs, in money of your choice")
    retained: Share | None = Field(default=None, description="Share of the leavers' data that stays held")
    loses: Mapping[FunctionRef, Proportion] = Field(
        default={}, description="What those who stay lose, averaged over the horizon, by function"
    )
    leavers_lose: Mapping[FunctionRef, LeaversLoss] = Field(
        default={}, description="What those lose who can no longer use the app, by function"
    )


class LeftOut(Words):
    """Events that this assessment does not look at."""

    event: Text = Field(description="An event's key, or a pattern such as insiders/*")
    why: Text = Field(description="The reason")


class Question(Words):
    """What is not known."""

    short_for: ClassVar[str | None] = "ask"
    ask: Text = Field(description="The question")
    about: Annotated[tuple[Annotated[str, About()], ...], LISTED] = Field(
        default=(), description="Parts of the map (users.community) or addresses"
    )
    raised: Day | None = Field(default=None, description="The day it was raised")


@dataclass(frozen=True)
class View:
    """The day, the viewpoint and the horizon in years that a map is looked at with."""

    as_of: date
    viewpoint: str
    horizon: float


class DataMap(Words):
    """A full map: every short form written out, every reference known to exist.

    `assumed` holds the dotted paths of what the reader supplied ("systems.service"); `places` says where in the text
    a path stands ("users.community.count") and takes no part in comparisons. `settings` are the estimates set from
    outside the map (`--set`), which stand in `estimates` too and which no option replaces; `overruled` are the map's
    own estimates in whose place they, or those of an option in force, stand. `own_view` is the map's own day, viewpoint
    and horizon where it is looked at with others. Neither takes part in comparisons.
    """

    short_keys: ClassVar[Mapping[str, object]] = {"owner": Party}
    format: Literal[1] = Field(default=1, description="The version of the format")
    title: Text = Field(description="What the map shows; the app's name unless said")
    as_of: Day = Field(description="The day whose facts and laws are used")
    viewpoint: State = Field(description="Whose people this is about; every other state is foreign")
    horizon: Years = Field(default=2.0, description="The time over which options are compared; 2 years unless said")
    notes: Text | None = Field(default=None, description="Free text")
    app: App = Field(description="The app that is assessed")
    sources: Mapping[IdText, Source] = Field(default={}, description="What claims may name as their source")
    users: Mapping[IdText, Group] = Field(description="Disjoint groups of people; {US: 19M} for short")
    functions: Mapping[IdText, Annotated[float, Field(gt=0)]] = Field(
        default={}, description="Weights of what is lost when the app is lost"
    )
    data: Mapping[IdText, DataItem] = Field(description="Which data; a list of types for short")
    parties: Mapping[IdText, Party] = Field(description="Organisations, persons and states")
    ownership: Annotated[tuple[Ownership, ...], ALL_OF] = Field(default=(), description="Who can make whom act")
    systems: Mapping[IdText, System] = Field(default={}, description="Places where data is held")
    flows: Annotated[tuple[Flow, ...], ALL_OF] = Field(default=(), description="Data that moves")
    access: Annotated[tuple[Access, ...], ALL_OF] = Field(
        default=(), description="Who can reach into a system without data being sent to them"
    )
    agreements: Annotated[tuple[Agreement, ...], ALL_OF] = Field(default=(), description="Contracts that give access")
    distribution: Mapping[IdText, Channel] = Field(default={}, description="How people get the app")
    estimates: Annotated[Mapping[str, Annotated[Estimate, Number("share")]], Addressed()] = Field(
        default={}, description="The author's own numbers, by their addresses"
    )
    options: Mapping[IdText, Option] = Field(default={}, description="What could be done")
    combinations: Annotated[tuple[Annotated[tuple[OptionRef, ...], LISTED], ...], ALL_OF] = Field(
        default=(), description="Options assessed together"
    )
    leave_out: Annotated[tuple[LeftOut, ...], ALL_OF] = Field(
        default=(), description="Events this assessment does not look at"
    )
    questions: Annotated[tuple[Question, ...], ALL_OF] = Field(default=(), description="What is not known")
    assumed: frozenset[str] = Field(default=frozenset(), exclude=True)
    settings: Mapping[str, Estimate] = Field(default={}, exclude=True)
    overruled: Mapping[str, Estimate] = Field(default={}, exclude=True, repr=False)
    own_view: View | None = Field(default=None, exclude=True, repr=False)
    places: Mapping[str, Place] = Field(default={}, exclude=True, repr=False)

    @property
    def view(self) -> View:
        """The day, the viewpoint and the horizon that count."""
        return View(self.as_of, self.viewpoint, self.horizon)

    def people_in(self, group: str) -> float:
        """How many people a group has: as the map's estimates or settings say, else as the group says."""
        stated = self.estimates.get(f"users.{group}.count", self.users[group].count)
        return stated.best if stated.best is not None else self.users[group].count.best or 0.0

    def grade_of(self, estimate: Estimate) -> str | None:
        """The two marks of an estimate: its own, else its source's."""
        source = self.sources.get(estimate.source or "")
        return estimate.grade or (source.grade if source else None)

    def origin_of(self, source: str) -> str:
        """The first of the sources that one has what it says from; itself where it says so first."""
        while source in self.sources and (further := self.sources[source].origin):
            source = further
        return source

    def __eq__(self, other: object) -> bool:
        """Whether two maps say the same, wherever they say it."""
        if not isinstance(other, DataMap):
            return NotImplemented
        compared = (name for name in DataMap.model_fields if name not in ("places", "overruled", "own_view"))
        return all(getattr(self, name) == getattr(other, name) for name in compared)

    __hash__ = None  # type: ignore[assignment]


BESIDE = frozenset(name for name, field in DataMap.model_fields.items() if field.exclude)
"""What a map knows beside what its text says: no keys of the format."""
