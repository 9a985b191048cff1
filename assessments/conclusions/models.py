"""Conclusions of a result: models of the verdict on options, of its reasons, and of what page one leads with."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from assessments.results.options.models import SwitchingValue
from assessments.results.part import ActorName, Part, Probability, Quantity

BanAnswer = Literal["yes", "no", "depends", "not_told"]
ReasonKind = Literal[
    "nothing_cuts",
    "no_ban",
    "nothing_milder",
    "milder_leaves_no_more",
    "milder_cuts_less",
    "milder_cuts",
    "ban_cuts",
    "milder_leaves_least_reach",
]
Loss = Literal["people", "uses", "nothing"]
"""What people lose by an option: the app, some uses of it, or nothing."""


class VerdictReason(Part):
    """One reason of a verdict: of which kind, about which options, with its numbers."""

    kind: ReasonKind = Field(description="Which reason it is.")
    option: str | None = Field(default=None, description="The option it is about.")
    than: str | None = Field(default=None, description="The option it is held against.")
    of: Literal["foreign_states", "all"] | None = Field(
        default=None, description="Whose harm is meant: that of foreign states, or all where none acts."
    )
    probability: Probability | None = Field(default=None, description="Share of draws in which it holds.")
    cut: Quantity | None = Field(default=None, description="Share of that harm that the option removes.")
    loses: Loss | None = Field(default=None, description="What people lose by the option.")
    cut_off: Quantity | None = Field(default=None, description="People who can no longer use the app.")
    left: Quantity | None = Field(default=None, description="People whose content stays within reach.")
    before: Quantity | None = Field(default=None, description="The same where nothing is done.")


class VerdictFlip(Part):
    """A value of one number at which the order of the strongest ban and a milder option turns round."""

    option: str = Field(description="The milder option.")
    track: Literal["harm", "strategic"] = Field(description="By which risk.")
    at: SwitchingValue = Field(description="The number and its value.")


class VerdictAt(Part):
    """The verdict at one horizon, on one reading of the map."""

    horizon: float = Field(description="The horizon in years.")
    reading: str | None = Field(default=None, description="The reading; absent for the map's own numbers.")
    answer: BanAnswer = Field(description="What it is there.")
    strongest: str | None = Field(default=None, description="The strongest ban there.")
    mildest: str | None = Field(default=None, description="The milder option beside it there.")


class BanVerdict(Part):
    """The answer to whether a ban is the least burdensome way, over the options that are compared."""

    question: Literal["ban_least_burdensome"] = Field(
        default="ban_least_burdensome", description="What is asked: whether a ban is the least burdensome way."
    )
    answer: BanAnswer = Field(
        description="`yes`, `no`, `depends` on whether the milder cut is enough, or `not_told` where nothing is a ban "
        "or cuts anything."
    )
    strongest: str | None = Field(
        default=None, description="Of the options that take the app from people the one that cuts most harm."
    )
    mildest: str | None = Field(default=None, description="Of all others the one that cuts most harm.")
    per: tuple[VerdictAt, ...] = Field(description="The answer by horizon and reading.")
    flips: tuple[VerdictFlip, ...] = Field(
        default=(), description="What turns the order of the strongest ban and a milder option round."
    )
    reasons: tuple[VerdictReason, ...] = Field(description="Why, in the order in which it is said.")


class Conclusions(Part):
    """What the numbers are taken to say; the words of a report follow from it."""

    lead: ActorName | None = Field(default=None, description="The foreign state that page one begins with.")
    widest: ActorName | None = Field(default=None, description="The foreign state with the widest reach to content.")
    most_disputed: ActorName | None = Field(
        default=None, description="The foreign state whose reach the readings of the map move most; absent without."
    )
    owner_matters: bool = Field(description="Whether anybody's content is within reach only because of the owner.")
    main_options: tuple[str, ...] = Field(
        description="The option that leaves least within reach, then, if another, the one that cuts fewest people off."
    )
    failing_defaults: tuple[str, ...] = Field(
        description="Kinds whose defaults fail at real services, by their keys in `track_record.kinds` (`reach.any`)."
    )
    verdict: BanVerdict | None = Field(default=None, description="On options; absent where none are compared.")
    bans: tuple[str, ...] = Field(default=(), description="Options and combinations that take the app from people.")
    idle: tuple[str, ...] = Field(
        default=(), description="Options that leave nearly all content within reach and cut hardly any harm."
    )
