"""Parts of a result about reach, and those of its summary, page one: its table and what stands beside it."""

from __future__ import annotations

from datetime import date
from typing import Literal, Protocol

from pydantic import Field

from assessments.conclusions.models import BanVerdict
from assessments.results.options.models import StateReach
from assessments.results.part import (
    ActorName,
    DataClass,
    NamedNumber,
    NumberOrigin,
    OnRecord,
    Part,
    Quantity,
    ShareOfOne,
    Tie,
)

ReachClaim = Literal["reach of the widest", "apart from the others", "specific to the owner"]
"""A claim of page one that facts could turn: how far the widest reach goes, that it goes beyond all others, and how
much of the owner's state's reach another owner's state would not have.
"""


class YieldPoint(Part):
    """A point of the curve of what an order yields."""

    share: ShareOfOne = Field(description="The share of all people counted.")
    chance: ShareOfOne = Field(description="The chance that an order yields data of so many people or more.")


class ReachRow(Part):
    """The people whose readable data of a class a state could order, if it did: no rate is part of it."""

    actor: ActorName = Field(description="The state.")
    foreign: bool = Field(description="Whether the state is not the viewpoint's own.")
    of_class: DataClass = Field(
        validation_alias="class",
        serialization_alias="class",
        description="Content of communications and all of level 3 or more (`content`); where people are, whom they "
        "know and what they do (`whereabouts`); what else there is (`identifiers`); or any data.",
    )
    asked: bool = Field(default=False, description="Whether the map's question is about this state.")
    chance: Quantity = Field(
        description="The chance that an order about everybody would yield data of the floor of all people or more, a "
        "hundredth unless said: its mean, and the interval of the chance under what the numbers may be."
    )
    if_so: Quantity = Field(description="People whose data it would yield if it yields so many: no mean over nobody.")
    persons: Quantity = Field(
        description="The people whose data one order about everybody, carried out, would yield: over worlds, so that "
        "it is nobody where the order usually yields nobody."
    )
    expected: Quantity = Field(description="Chance times people: a mean of nobody and everybody that nobody would see.")
    share_of_data: Quantity = Field(
        description="The share of their data of that class that it would yield, of those whose data it would; items a "
        "month times the months kept."
    )
    curve: tuple[YieldPoint, ...] = Field(description="The chance of yielding each share of all people, or more.")
    share: Quantity = Field(description="The share of all people counted that `expected` is.")
    by_tie: dict[Tie, Quantity] = Field(description="`expected` shared out among ties (Shapley).")
    by_group: dict[str, Quantity] = Field(description="`expected` by user group.")
    standing: Quantity = Field(description="People some of whose readable data it has without an order.")
    person_months: Quantity = Field(description="`expected`, each times the months that the longest kept is kept.")
    readings: dict[str, Quantity] = Field(default={}, description="`expected` by the readings of the map.")
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
    """The result under one side's reading of the disputed numbers."""

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
    actor: ActorName = Field(description="The foreign state whose reach the readings move most.")
    of_class: DataClass = Field(
        default="content", validation_alias="class", serialization_alias="class", description="The data of that reach."
    )
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


class UnderReading(Part):
    """What an order of a state would yield on one side's numbers."""

    chance: Quantity = Field(description="The chance that it would yield the floor of all people or more.")
    if_so: Quantity = Field(description="The people whose data it would yield if so.")


class SummaryRow(Part):
    """One state of the table: whose content it could order, why, and what it is known to have done."""

    actor: ActorName = Field(description="The state.")
    foreign: bool = Field(description="Whether the state is not the viewpoint's own.")
    asked: bool = Field(default=False, description="Whether the map's question is about this state.")
    of_class: DataClass = Field(
        default="content",
        validation_alias="class",
        serialization_alias="class",
        description="The class of data told of it: content where it has a chance of 5 % of any, else what it has.",
    )
    data: tuple[str, ...] = Field(default=(), description="The ids of the data of that class within its reach.")
    chance: Quantity = Field(description="The chance that an order would yield such data of the floor of all people.")
    if_so: Quantity = Field(description="The people whose data it would yield if so.")
    persons: Quantity = Field(description="People whose data an order would yield: nobody where it usually does not.")
    share_of_data: Quantity = Field(description="The share of their data of the class, of those whose data it would.")
    content_persons: Quantity = Field(description="Chance times people, of readable content: no number of people.")
    share: Quantity = Field(description="The share of all people counted that `content_persons` is.")
    any_persons: Quantity | None = Field(default=None, description="Chance times people, of any readable data.")
    standing: Quantity | None = Field(
        default=None, description="People some of whose readable data, of any class, it has without an order."
    )
    ties: dict[Tie, ShareOfOne] = Field(
        description="Shares of `content_persons` by tie, largest first; none below 5 %."
    )
    readings: dict[str, Quantity] = Field(default={}, description="`content_persons` by the readings of the map.")
    yields: dict[str, UnderReading] = Field(
        default={}, description="`chance` and `if_so` of the row's class, by the readings of the map."
    )
    record: OnRecord = Field(description="What the state is known to have done anywhere.")
    known: tuple[str, ...] = Field(description="Titles of the sources of what it is known to have done here.")


class KnownHere(Part):
    """The one who is known to have done something here, on the map's table or not, and who says so."""

    actor: ActorName | None = Field(default=None, description="Who; absent for a state that nobody has named.")
    sources: tuple[str, ...] = Field(description="Titles of the sources.")


class ReadingInShort(Part):
    """What a year and the state that comes first would come to on one reading of the map."""

    id: str = Field(description="The id of the reading.")
    chance: Quantity | None = Field(default=None, description="The chance of the state; absent where none comes first.")
    if_so: Quantity | None = Field(default=None, description="The people whose data its order would yield if so.")
    taken: Quantity = Field(description="People a year whose data foreign states would take, of the class of `use`.")


class StrongestLaw(Part):
    """The law that asks most of people, of those that apply to the map."""

    regime: str = Field(description="The id of the law.")
    outcome: str = Field(description="Its outcome, in the law's own terms.")
    citation: str = Field(description="The text from which that follows.")
    about: str | None = Field(default=None, description="What on the map it is about.")


class LawInShort(Part):
    """What the laws that are held here say of the map."""

    strongest: StrongestLaw | None = Field(default=None, description="The strongest outcome of those that apply.")
    open: int = Field(description="Laws that apply or may, and leave questions open: of facts, or of their text.")


class SoldTo(Part):
    """The people a year whose data buyers in one country would pay for."""

    to: str | None = Field(default=None, description="The country that buyers are run from; absent where not known.")
    persons: Quantity = Field(description="People a year, once for each flow for money.")


class PeopleAgreed(Part):
    """The number of people where every reading of the map sets one, and all set the same."""

    persons: Quantity = Field(description="People counted under each reading.")
    is_bound: bool = Field(description="Whether the map's own number is at most that.")


class Use(Part):
    """The people whose content, or any data, would be exposed in a year, if the rates held."""

    of_class: DataClass = Field(
        default="content", validation_alias="class", serialization_alias="class", description="The data exposed."
    )
    foreign_states: Quantity = Field(description="By all foreign states together.")
    without_standing: Quantity | None = Field(
        default=None, description="`foreign_states` without standing access; absent where they have none."
    )
    own_state: Quantity = Field(description="By the viewpoint's own state, which is in no sum with them.")
    others: Quantity = Field(description="By criminals, insiders and buyers.")
    rests_on: dict[NumberOrigin, ShareOfOne] = Field(description="What the harm rests on, at the best values.")


class OwnershipSpecific(Part):
    """The reach that rests on the owner: what two states would have with an owner from the second of them."""

    owner: ActorName = Field(description="The state that the app's organisation is run from.")
    left: StateReach = Field(
        description="The foreign state that comes first, else the owner's: what it would still have."
    )
    taken: StateReach = Field(description="A state without a record or a stake, with the owner from there.")


class Tested(Part):
    """The track record of the defaults: takings by states at real services, expected and known."""

    services: int = Field(description="Services that were looked at.")
    expected: float = Field(description="Takings expected to be known; the median of the forecast.")
    low: float = Field(description="The 5 % point of the forecast.")
    high: float = Field(description="The 95 % point.")
    known: int = Field(description="Takings that are known.")


class WouldChange(Part):
    """A number that would move a claim of page one, taken to either end of its interval with all others as known."""

    claim: ReachClaim = Field(description="The claim.")
    address: str = Field(description="The address of the number.")
    low: float = Field(
        validation_alias="from", serialization_alias="from", description="The number at the low end of its interval."
    )
    high: float = Field(
        validation_alias="to", serialization_alias="to", description="The number at the high end of its interval."
    )
    persons: float = Field(description="People by which the claim moves from the one end to the other.")
    at_ends: tuple[float, float] = Field(description="People at either end: of the claim that it moves.")
    errors: tuple[float, float] | None = Field(None, description="Standard errors of these, if there are draws.")
    turns: bool = Field(description="Whether the claim is no longer true at one of the ends.")


class OpenNumber(NamedNumber):
    """A number that reach rests on and that is known within a range alone."""

    low: float = Field(
        validation_alias="from", serialization_alias="from", description="The low end of its 90 % interval."
    )
    high: float = Field(validation_alias="to", serialization_alias="to", description="The high end.")
    persons: float = Field(description="People by which it moves the reach of all foreign states, added up.")


class NotKnown(Part):
    """The numbers that reach rests on and nobody states."""

    numbers: int = Field(description="Numbers that it rests on, without those that are exact.")
    judged: int = Field(description="Of these, those that nobody states or counted: judged or bracketed.")
    widest: tuple[OpenNumber, ...] = Field(
        description="Those that leave most open, what moves most first; two at most."
    )
    deciding: tuple[OpenNumber, ...] = Field(
        default=(),
        description="The same of facts that decide the chance: no count of people, and no share of them.",
    )


class SummaryNumbers(Part):
    """The numbers of page one."""

    app: str = Field(description="What the map calls the app.")
    viewpoint: str = Field(description="The country whose people are counted, by its two letters.")
    as_of: date = Field(description="The day whose facts count.")
    people: Quantity = Field(description="People counted.")
    people_agreed: PeopleAgreed | None = Field(
        default=None, description="People counted under the readings; absent unless all of them set the same number."
    )
    table: tuple[SummaryRow, ...] = Field(description="Foreign states, the widest reach first; then the own state.")
    unsaid: tuple[str, ...] = Field(
        default=(), description="Ids of the systems of which the map does not say who runs them, or where they stand."
    )
    to_ask: tuple[NamedNumber, ...] = Field(
        default=(), description="Whether holders of half or less control by other means: numbers that nobody states."
    )
    known: tuple[KnownHere, ...] = Field(default=(), description="What is known to have happened here, states first.")
    not_known: NotKnown | None = Field(
        default=None, description="What is not known of the numbers that reach rests on; absent in results of before."
    )
    ownership_specific: OwnershipSpecific = Field(description="What is specific to the owner.")
    use: Use = Field(description="What it would come to in a year.")
    tested: Tested = Field(description="How the defaults did on real services.")
    verdict: BanVerdict | None = Field(
        default=None, description="Whether a ban is the least burdensome way; absent where options are in force."
    )
    readings: tuple[ReadingInShort, ...] = Field(default=(), description="The same on each reading of the map.")
    law: LawInShort | None = Field(default=None, description="What the laws that are held here say of the map.")
    sold: tuple[SoldTo, ...] = Field(default=(), description="Sales of data, by the country of the buyers.")
    would_change: tuple[WouldChange, ...] = Field(description="What would turn the claims, what moves most first.")


class Summary(SummaryNumbers):
    """Page one, with its sentences, which follow from its numbers alone."""

    text: str = Field(description="The page in at most 120 words, read aloud in a minute.")
    may_say: tuple[str, ...] = Field(description="Sentences that the result carries.")
    may_not_say: tuple[str, ...] = Field(description="Sentences that the result does not carry, and why.")
    questions: dict[str, str] = Field(description="The question of each address in `would_change`.")


class PageOneNumbers(Protocol):
    """The numbers of page one, from which its sentences are made: all of them, or each once it is asked for."""

    @property
    def viewpoint(self) -> str:
        """The country whose people are counted."""

    @property
    def people(self) -> Quantity:
        """People counted."""

    @property
    def people_agreed(self) -> PeopleAgreed | None:
        """People counted under the readings, if all of them set the same number."""

    @property
    def table(self) -> tuple[SummaryRow, ...]:
        """The rows of states."""

    @property
    def unsaid(self) -> tuple[str, ...]:
        """The systems of which the map does not say who runs them, or where they stand."""

    @property
    def to_ask(self) -> tuple[NamedNumber, ...]:
        """Whether holders of half or less control by other means."""

    @property
    def known(self) -> tuple[KnownHere, ...]:
        """The events known to have happened here."""

    @property
    def not_known(self) -> NotKnown | None:
        """The numbers that reach rests on and nobody states."""

    @property
    def ownership_specific(self) -> OwnershipSpecific:
        """The share that is specific to the owner."""

    @property
    def use(self) -> Use:
        """The data taken in a year, in a middle estimate."""

    @property
    def tested(self) -> Tested:
        """The scores of the defaults on real services."""

    @property
    def verdict(self) -> BanVerdict | None:
        """Whether a ban is the least burdensome way."""

    @property
    def readings(self) -> tuple[ReadingInShort, ...]:
        """What a year and the state that comes first come to on each reading."""

    @property
    def law(self) -> LawInShort | None:
        """What the laws say."""

    @property
    def sold(self) -> tuple[SoldTo, ...]:
        """Sales of data, by the country of the buyers."""
