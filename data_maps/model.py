"""The model of a data map: every section and key of the format, and what each says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from data_maps.changes import Option
from data_maps.fields import (
    ALL_OF,
    LISTED,
    REST,
    Addressed,
    Claim,
    CountryCode,
    Day,
    FolderText,
    IdText,
    MapText,
    NumberField,
    OptionRef,
    PartyRef,
    Proportion,
    SomeYears,
    Source,
    SubjectRef,
    Words,
)
from data_maps.markers import QuestionSubject, TermOf
from data_maps.parties import History, Ownership, Party
from data_maps.people import Group, People, scaled_parts
from data_maps.problems import Place
from data_maps.quantities import Estimate
from data_maps.systems import Access, Agreement, DataItem, Flow, Screened, Standing, System
from data_maps.vocabulary import A_MONTH, data_type


class App(Claim):
    """The app that is assessed."""

    short_for: ClassVar[str | None] = "name"
    name: MapText = Field(description="What people call it")
    operator: PartyRef = Field(description="The party that runs the app")
    kind: Annotated[str, TermOf("app_kinds", "kind of app")] | None = Field(
        default=None, description="What people use it for"
    )
    accounts: bool | None = Field(default=None, description="Whether people make accounts")
    shows_users_content: bool | None = Field(default=None, description="Whether people see what others post")
    record: History | None = Field(default=None, description="Its own history, which is that of its operator")


class Channel(Claim):
    """A way people get the app."""

    party: PartyRef = Field(description="The party that runs the channel")
    share: Proportion | None = Field(default=None, description="Share of the people who get the app this way")


class LeftOut(Words):
    """Events that this assessment does not look at."""

    event: MapText = Field(description="An event's key, or a pattern such as insiders/*")
    why: MapText = Field(description="The reason")


class SideReading(Claim):
    """Disputed numbers as one side has them."""

    title: MapText = Field(description="What it is called")
    set_: Annotated[Mapping[str, Annotated[Estimate, NumberField("share")]], Addressed()] = Field(
        alias="set", description="Its numbers, by their addresses"
    )


class AskedAbout(Claim):
    """The question that the map is to answer: of which state, about whose tie to the app."""

    short_for: ClassVar[str | None] = "state"
    state: CountryCode = Field(description="The state that is asked about")
    of: SubjectRef = Field(
        default="owner", description="Whose tie is asked about: owner, or a party, a system, a user group; the owner's"
    )
    text: MapText | None = Field(default=None, description="The question as it was asked")
    by: MapText | None = Field(default=None, description="Who asks it")
    purpose: MapText | None = Field(default=None, alias="for", description="For whom or what it is asked")


class Question(Words):
    """Something that is not known."""

    short_for: ClassVar[str | None] = "ask"
    ask: MapText = Field(description="The question")
    about: Annotated[tuple[Annotated[str, QuestionSubject()], ...], LISTED] = Field(
        default=(), description="Parts of the map (users.community) or addresses"
    )
    raised: Day | None = Field(default=None, description="The day it was raised")


@dataclass(frozen=True)
class View:
    """The day, the viewpoint, the horizon in years and the state asked about that a map is looked at with."""

    as_of: date
    viewpoint: str
    horizon: float
    about: str | None = None


class DataMap(Words):
    """A full map: every short form written out, every reference known to exist.

    `assumed` holds the dotted paths of what the reader supplied ("systems.service"); `places` says where in the text
    a path stands ("users.community.count") and takes no part in comparisons. `settings` are the estimates set from
    outside the map (`--set`), which stand in `estimates` too and which no option replaces; `overruled` are the map's
    own estimates in whose place they, or those of a reading or an option in force, stand. `own_view` is the map's own
    day, viewpoint, horizon and state asked about where it is looked at with others. Neither takes part in comparisons.
    `reading` is the id of the reading in force. `own_tables` are the names and texts of tables that stand beside the
    record that ships, or in place of parts of it; `other_record` says that they are others than the map's own, and
    `record_reading` how the record is read.
    """

    short_keys: ClassVar[Mapping[str, object]] = {"owner": Party, "kind": None}
    format: Literal[1] = Field(default=1, description="The version of the format")
    title: MapText = Field(description="What the map shows; the app's name unless said")
    as_of: Day = Field(description="The day whose facts and laws are used")
    viewpoint: CountryCode = Field(description="Whose people this is about; every other state is foreign")
    horizon: SomeYears = Field(default=2.0, description="The time over which options are compared; 2 years unless said")
    question: AskedAbout | None = Field(
        default=None, description="The state that is asked about, which every page leads with"
    )
    notes: MapText | None = Field(default=None, description="Free text")
    prepared_by: MapText | None = Field(default=None, description="Who made the map, as documents name them")
    purpose: MapText | None = Field(default=None, description="What the assessment is for, as documents say it")
    made_on: Day | None = Field(default=None, description="The day it was made")
    record: FolderText | None = Field(
        default=None, description="A folder beside the map with rows of one's own for the record of takings and orders"
    )
    app: App = Field(description="The app that is assessed")
    sources: Mapping[IdText, Source] = Field(default={}, description="What claims may name as their source")
    users: Mapping[IdText, Group] = Field(description="Disjoint groups of people; {US: 19M} for short")
    people: People | None = Field(
        default=None, description="One total for several groups and the part of each, instead of their counts"
    )
    functions: Mapping[IdText, Annotated[float, Field(gt=0, le=1e6)]] = Field(
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
    standing: Annotated[tuple[Standing, ...], ALL_OF] = Field(
        default=(), description="Access of states that is not order by order"
    )
    screened: Annotated[tuple[Screened, ...], ALL_OF] = Field(
        default=(), description="Content that a party looks through itself"
    )
    distribution: Mapping[IdText, Channel] = Field(default={}, description="How people get the app")
    estimates: Annotated[Mapping[str, Annotated[Estimate, NumberField("share")]], Addressed()] = Field(
        default={}, description="The author's own numbers, by their addresses"
    )
    readings: Mapping[IdText, SideReading] = Field(default={}, description="What each side says of disputed numbers")
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
    reading: str | None = Field(default=None, exclude=True)
    own_view: View | None = Field(default=None, exclude=True, repr=False)
    own_tables: tuple[tuple[str, str], ...] = Field(default=(), exclude=True, repr=False)
    other_record: bool = Field(default=False, exclude=True)
    record_reading: str = Field(default="as recorded", exclude=True)
    places: Mapping[str, Place] = Field(default={}, exclude=True, repr=False)

    @property
    def view(self) -> View:
        """The day, the viewpoint, the horizon and the state asked about that count."""
        return View(self.as_of, self.viewpoint, self.horizon, self.question.state if self.question else None)

    @property
    def kind(self) -> str | None:
        """What people use the app for, a term of the vocabulary; None where the map does not say."""
        return self.app.kind

    @property
    def start(self) -> Place | None:
        """The first place of the map, for what is said of the whole of it."""
        return min(self.places.values(), default=None)

    def people_in(self, group: str) -> float:
        """The people of a group at best values: as the map's estimates or settings say, else as the group says."""
        if self.people and group in self.people.groups:
            total = self.estimates.get("people.total", self.people.total).best or 0.0
            return total * scaled_parts({id_: self._part_best(id_) for id_ in self.people.groups})[group]
        stated = self.estimates.get(f"users.{group}.count", self.users[group].count)
        return stated.best if stated.best is not None else self.users[group].count.best or 0.0

    def counted_with(self) -> dict[str, str]:
        """The first group of those counted like a group, by plain numbers of one country and source, for each after it.

        One draw serves all of them: what is written as one group or as two has the same people.
        """
        first: dict[object, str] = {}
        after: dict[str, str] = {}
        for group, users in self.users.items():
            count = users.count
            bounded = count.at_least is not None or count.at_most is not None
            part = self.people is not None and group in self.people.groups
            if (
                count.form == "plain"
                and count.best
                and not (bounded or part or f"users.{group}.count" in self.estimates)
            ):
                alike = (users.place, self.grade_of(count), count.source, count.by, count.measure)
                if first.setdefault(alike, group) != group:
                    after[group] = first[alike]
        return after

    def _part_best(self, group: str) -> float | None:
        """The best value of the part of a group; None for the rest."""
        share = self.people.groups[group].share if self.people else REST
        stated = self.estimates.get(f"people.{group}", share)
        return None if stated == REST or isinstance(stated, str) else stated.best

    def items_a_month(self, data: str) -> float:
        """How many items of some data a person sends in a month: as the map says how often, else as is usual.

        What is sent once is one item over the horizon.
        """
        often = self.data[data].often or data_type(self.data[data].type).often
        return 1.0 / (12.0 * self.horizon) if often == "once" else A_MONTH[often]

    @property
    def agreed(self) -> dict[str, Estimate]:
        """The numbers on which the sides of a dispute agree, by address; none that is set from outside."""
        counts = {} if self.people is None else {"people.total": self.people.total}
        parts = self.people.groups if self.people else {}
        numbers = {
            **{f"users.{id_}.count": group.count for id_, group in self.users.items()},
            **counts,
            **{f"people.{id_}": part.share for id_, part in parts.items() if isinstance(part.share, Estimate)},
            **{f"share.{flow.id}": flow.share for flow in self.flows if flow.share},
            **{f"control.{line.owner}.{line.of}": line.control for line in self.ownership if line.control},
            **self.estimates,
        }
        return {text: number for text, number in numbers.items() if number.agreed and text not in self.settings}

    @property
    def histories(self) -> dict[str, History]:
        """The own history of each party that has one; the app's is its operator's."""
        own = {id_: party.record for id_, party in self.parties.items() if party.record}
        return own | ({self.app.operator: self.app.record} if self.app.record else {})

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
        """True where two maps say the same, wherever they say it."""
        if not isinstance(other, DataMap):
            return NotImplemented
        compared = (name for name in DataMap.model_fields if name not in ("places", "overruled", "own_view"))
        return all(getattr(self, name) == getattr(other, name) for name in compared)

    __hash__ = None  # type: ignore[assignment]


BESIDE = frozenset(name for name, field in DataMap.model_fields.items() if field.exclude)
"""What a map knows beside what its text says: no keys of the format."""
