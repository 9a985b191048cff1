"""Parts of the summary, page one of a result: its table, what stands beside it, and the sentences made from them."""

from __future__ import annotations

from datetime import date
from typing import Literal, Protocol

from pydantic import Field

from assessments.results.part import ActorName, OnRecord, Origin, Part, Quantity, Share, Tie

Claim = Literal["reach of the widest", "apart from the others", "specific to the owner"]
"""A claim of page one that facts could turn: how far the widest reach goes, that it goes beyond all others, and how
much of the owner's state's reach another owner's state would not have.
"""


class SummaryRow(Part):
    """One state of the table: whose content it could order, why, and what it is known to have done."""

    actor: ActorName = Field(description="The state.")
    foreign: bool = Field(description="Whether the state is not the viewpoint's own.")
    content_persons: Quantity = Field(description="People whose readable content it could order.")
    share: Quantity = Field(description="The share of all people counted.")
    ties: dict[Tie, Share] = Field(description="Shares of `content_persons` by tie, largest first; none below 5 %.")
    readings: dict[str, Quantity] = Field(default={}, description="`content_persons` by the readings of the map.")
    disputed: tuple[float, float] | None = Field(
        default=None, description="Lowest and highest of `readings`; absent without."
    )
    record: OnRecord = Field(description="What the state is known to have done anywhere.")
    known: tuple[str, ...] = Field(description="Titles of the sources of what it is known to have done here.")


class KnownHere(Part):
    """The one who is known to have done something here, on the map's table or not, and who says so."""

    actor: ActorName | None = Field(default=None, description="Who; absent for a state that nobody has named.")
    sources: tuple[str, ...] = Field(description="Titles of the sources.")


class PeopleAgreed(Part):
    """The number of people where every reading of the map sets one, and all set the same."""

    persons: Quantity = Field(description="People counted under each reading.")
    is_bound: bool = Field(description="Whether the map's own number is at most that.")


class Use(Part):
    """The people whose content would be exposed in a year, if the rates held."""

    foreign_states: Quantity = Field(description="By all foreign states together.")
    without_standing: Quantity | None = Field(
        default=None, description="`foreign_states` without standing access; absent where they have none."
    )
    own_state: Quantity = Field(description="By the viewpoint's own state, which is in no sum with them.")
    others: Quantity = Field(description="By criminals, insiders and buyers.")
    rests_on: dict[Origin, Share] = Field(description="What the harm rests on, at the best values.")


class OwnershipSpecific(Part):
    """What the owner's state has that another's would not: the map less the same with an owner from elsewhere."""

    owner: ActorName = Field(description="The state that the app's organisation is run from.")
    instead: ActorName = Field(description="The state without a record or a stake that the owner is put in.")
    content_persons: Quantity = Field(description="People whose content the owner's state could order, less the same.")
    instead_content_persons: Quantity = Field(description="The same of the other state: below 0 where it gains.")
    harm: Quantity = Field(description="Severe equivalents a year of foreign states, less the same.")


class OptionInShort(Part):
    """What an option would leave and take of the widest reach, and whom it would cut off, averaged over the horizon."""

    option: str = Field(description="The id of the option.")
    title: str = Field(description="What the map calls it: its title, or its id where it has none.")
    content_reach: Quantity = Field(description="People whose content the foreign state with most could order.")
    content_removed: Quantity = Field(description="The people by which that is less than where nothing is done.")
    cut_off: Quantity = Field(description="People who could no longer use the app.")


class Tested(Part):
    """The track record of the defaults: takings by states at real services, expected and known."""

    services: int = Field(description="Services that were looked at.")
    expected: float = Field(description="Takings expected to be known; the median of the forecast.")
    low: float = Field(description="The 5 % point of the forecast.")
    high: float = Field(description="The 95 % point.")
    known: int = Field(description="Takings that are known.")


class WouldChange(Part):
    """A number that would move a claim of page one, taken to either end of its interval with all others as known."""

    claim: Claim = Field(description="The claim.")
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


class OpenNumber(Part):
    """A number that reach rests on and that is known within a range alone."""

    address: str = Field(description="The address of the number.")
    form: str = Field(description="The form of the address: its pattern.")
    parts: dict[str, str] = Field(description="The ids that stand in the pattern; of a flow where it begins and ends.")
    names: dict[str, str] = Field(description="What the map calls these ids, where it has a name for them.")
    low: float = Field(
        validation_alias="from", serialization_alias="from", description="The low end of its 90 % interval."
    )
    high: float = Field(validation_alias="to", serialization_alias="to", description="The high end.")
    persons: float = Field(description="People by which it moves the reach of all foreign states, added up.")


class NotKnown(Part):
    """What is not known of the numbers that reach rests on."""

    numbers: int = Field(description="Numbers that it rests on, without those that are exact.")
    judged: int = Field(description="Of these, those that nobody states or counted: judged or bracketed.")
    widest: tuple[OpenNumber, ...] = Field(
        description="Those that leave most open, what moves most first; two at most."
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
    known: tuple[KnownHere, ...] = Field(default=(), description="What is known to have happened here, states first.")
    not_known: NotKnown | None = Field(
        default=None, description="What is not known of the numbers that reach rests on; absent in results of before."
    )
    ownership_specific: OwnershipSpecific = Field(description="What is specific to the owner.")
    use: Use = Field(description="What it would come to in a year.")
    tested: Tested = Field(description="How the defaults did on real services.")
    options: tuple[OptionInShort, ...] = Field(description="Single options, the one that leaves least reach first.")
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
    def known(self) -> tuple[KnownHere, ...]:
        """What is known to have happened here."""

    @property
    def not_known(self) -> NotKnown | None:
        """What is not known of the numbers that reach rests on."""

    @property
    def ownership_specific(self) -> OwnershipSpecific:
        """What is specific to the owner."""

    @property
    def use(self) -> Use:
        """What it would come to in a year."""

    @property
    def tested(self) -> Tested:
        """How the defaults did on real services."""

    @property
    def options(self) -> tuple[OptionInShort, ...]:
        """Single options."""
