"""Conclusions of a result: models of the verdict on options, of its reasons, and of what page one leads with."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from assessments.results.options.models import SwitchingValue
from assessments.results.part import (
    ActorName,
    DataClass,
    NamedNumber,
    Part,
    Probability,
    Quantity,
    ShareOfOne,
    Tie,
)

BanAnswer = Literal["yes", "no", "depends", "not_told"]
VerdictTime = Literal["horizon", "in_full"]
"""When an option is looked at: averaged over the horizon, or once it acts in full."""
Lessened = Literal["chance", "people", "share"]
"""What an option can lessen: the chance of an order, the people it would yield, the share of their data."""
Why = Literal[
    "unsaid", "nothing_within_reach", "no_ban", "nothing_cuts", "nothing_milder_cuts", "milder_cuts_less",
    "milder_cuts_as_much",
]  # fmt: skip
ReasonKind = Literal[Why, "unsure", "answers_differ", "least_left", "stays"]


class OptionLeft(Part):
    """What one option, or several together, leave the state that is asked about, and what people lose by them."""

    option: str = Field(description="The id; of several `a+b`.")
    title: str = Field(description="What the map, or the list of ready options, calls it.")
    expected_data: Quantity = Field(description="Expected people times the share of their data that are left.")
    data_removed: Quantity = Field(description="By how much less that is than if nothing is done, on the same draws.")
    cuts: bool = Field(description="Whether it is shown to cut: the interval of `data_removed` lies above 0.")
    falls: tuple[Lessened, ...] = Field(
        default=(),
        description="What it lessens, the most first: the chance of an order, the people it would yield, the share of "
        "their data. Where that is the share alone, the people stay within reach.",
    )
    ready: bool = Field(description="Whether a ready option is part of it, whose numbers are judged.")
    cut_off: Quantity = Field(description="People who can no longer use the app.")
    burden: Quantity | None = Field(
        default=None, description="Lifeline person-years lost; absent if nobody says what people lose."
    )


class VerdictReason(Part):
    """One reason of a verdict: of which kind, and about which option."""

    kind: ReasonKind = Field(
        description="Why the answer is what it is; then the option that takes nothing away and leaves least "
        "(`least_left`), or the ties that stay where none of these cuts (`stays`)."
    )
    option: OptionLeft | None = Field(default=None, description="The option it is about, in full effect.")
    ties: dict[Tie, ShareOfOne] = Field(default={}, description="Shares by tie of what stays within reach.")


class VerdictFlip(Part):
    """What the verdict depends on, and from where on it is another one."""

    of: Literal["horizon", "reading", "number"] = Field(description="What it depends on.")
    answer: BanAnswer | None = Field(default=None, description="What it is beyond the value, or on the reading.")
    years: float | None = Field(
        default=None, description="The horizon in years from which on it is; absent where none within a century is."
    )
    reading: str | None = Field(default=None, description="The id of the reading.")
    number: NamedNumber | None = Field(default=None, description="The number.")
    at: SwitchingValue | None = Field(
        default=None, description="Its value at which the strongest ban and the milder option leave as much."
    )


class VerdictAt(Part):
    """The verdict at the horizon or in full effect, on one reading of the map."""

    at: VerdictTime = Field(description="Averaged over the horizon, or once an option acts in full.")
    horizon: float = Field(description="The horizon in years.")
    reading: str | None = Field(default=None, description="The reading; absent for the map's own numbers.")
    options: Literal["all", "map"] = Field(default="all", description="Over all options, or those of the map alone.")
    answer: BanAnswer = Field(description="What it is there.")
    why: ReasonKind = Field(description="Why.")
    before: Quantity = Field(description="`expected_data` where nothing is done.")
    strongest: OptionLeft | None = Field(default=None, description="Of the bans the one that removes most.")
    mildest: OptionLeft | None = Field(default=None, description="The milder option that is held against it.")
    probability: Probability | None = Field(
        default=None, description="Share of draws in which that removes at least as much; absent without draws."
    )


class BanVerdict(Part):
    """The answer to whether a ban is the least burdensome way, over the options of the map and the ready ones."""

    question: Literal["ban_least_burdensome"] = Field(
        default="ban_least_burdensome", description="What is asked: whether a ban is the least burdensome way."
    )
    answer: BanAnswer = Field(
        description="`no`: an option that takes the app from nobody, or from fewer, removes at least as much in 90 of "
        "100 draws; `yes`: none does in more than 10; `depends`: the horizon, a reading or a number decides; "
        "`not_told`: nothing is a ban, or nothing cuts."
    )
    actor: ActorName | None = Field(default=None, description="The state; absent where none has anything within reach.")
    of_class: DataClass = Field(
        default="content", validation_alias="class", serialization_alias="class", description="The class of data."
    )
    strongest: str | None = Field(default=None, description="The strongest ban, at the horizon, on the map's numbers.")
    mildest: str | None = Field(default=None, description="The milder option beside it, there.")
    over: int = Field(description="The number of options and combinations it stands over.")
    pairs: bool = Field(description="Whether all pairs that do not exclude each other are among them.")
    per: tuple[VerdictAt, ...] = Field(
        description="The answer at the horizon and in full effect: on the map's own numbers, on each reading, then "
        "over the options of the map alone, which `answer` does not go by."
    )
    flips: tuple[VerdictFlip, ...] = Field(default=(), description="What it depends on.")
    reasons: tuple[VerdictReason, ...] = Field(description="Why, in the order in which it is said.")


class Conclusions(Part):
    """What the numbers are taken to say; the words of a report follow from it."""

    lead: ActorName | None = Field(default=None, description="The foreign state that page one begins with.")
    widest: ActorName | None = Field(default=None, description="The foreign state with the widest reach to content.")
    most_disputed: ActorName | None = Field(
        default=None, description="The foreign state whose reach the readings of the map move most; absent without."
    )
    owner_matters: bool = Field(description="Whether anybody's content is within reach only because of the owner.")
    failing_defaults: tuple[str, ...] = Field(
        description="Kinds whose defaults fail at real services, by their keys in `track_record.kinds` (`reach.any`)."
    )
    verdict: BanVerdict | None = Field(default=None, description="On a ban; absent where options are in force.")
    bans: tuple[str, ...] = Field(default=(), description="Options and combinations that take the app from people.")
    idle: tuple[str, ...] = Field(
        default=(), description="Options that leave nearly all content within reach and cut hardly any harm."
    )
