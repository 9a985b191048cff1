"""The parts of a result with its first numbers: harm, chances, people, and how sure they are."""

from __future__ import annotations

from pydantic import Field

from assessments.results.part import (
    ActorName,
    ByHorizon,
    ByLevel,
    ContentPersons,
    Level,
    Origin,
    Part,
    Probability,
    Quantity,
    Share,
)


class Inherent(Part):
    """The harm there would be if nothing were refused, stopped or unreadable."""

    harm: Quantity = Field(description="Severe equivalents a year.")
    score: Quantity = Field(description="10·log10(1 + harm).")
    removed: Quantity = Field(description="Share of it that refusals, failed attempts and keys take away.")


class AtLeastOne(Part):
    """The chance of at least one event."""

    any: ByHorizon = Field(description="Of any kind; probability, by horizon in years.")
    bulk: ByHorizon = Field(description="In bulk by any state; probability, by horizon in years.")


class WorstYears(Part):
    """The number of persons all events of a year expose in the worst of many simulated years."""

    high: float = Field(description="Persons in one year that 95 of 100 years stay within.")
    mean_beyond: float = Field(description="Persons on average in the other five.")
    error: float = Field(description="Standard error of the simulation, in persons.")
    high_interval: Quantity = Field(description="`high` with its interval, from few draws.")
    mean_beyond_interval: Quantity = Field(description="`mean_beyond` with its interval, from few draws.")


class WeakEvidence(Part):
    """The share that rests on evidence that is graded C/3 or worse, or not graded."""

    share: Share = Field(description="Share of the harm.")
    share_interval: Quantity = Field(description="`share` with its interval.")
    spread: Share | None = Field(default=None, description="Share of the score's variance; absent without draws.")


class ErrorsByHorizon(Part):
    """The possible errors of chances of at least one event."""

    any: dict[int, float] | None = Field(default=None, description="Of any kind, by horizon in years.")
    bulk: dict[int, float] | None = Field(default=None, description="In bulk by any state, by horizon in years.")


class ErrorsOfMedians(Part):
    """The relative errors of medians that the number of draws leaves."""

    harm: float = Field(description="Of the harm.")
    score: float = Field(description="Of the score.")
    persons_per_year: dict[Level, float] = Field(description="Of persons a year, by level.")
    at_least_one: ErrorsByHorizon = Field(description="Of chances of at least one event.")


class Simulated(Part):
    """The possible error of the harm of a map that is too wide for an exact one."""

    interval: tuple[float, float] = Field(description="95 % interval of the simulation, severe equivalents a year.")
    bracket: tuple[float, float] = Field(description="Certified ends of the harm, severe equivalents a year.")


class RestsOn(Part):
    """The split of the harm and of its spread by where the numbers come from; each adds up to 1, or is 0 of nothing."""

    harm: dict[Origin, Share] = Field(description="Shares of what the numbers move, at the best values.")
    spread: dict[Origin, Share] | None = Field(
        default=None, description="Shares of the score's variance that numbers carry alone; absent without draws."
    )


class Headline(Part):
    """The first numbers to know, over all actors."""

    persons_per_year: ByLevel
    content_persons_per_year: ContentPersons
    harm: Quantity = Field(description="The harm index: severe equivalents a year.")
    score: Quantity = Field(description="10·log10(1 + harm).")
    harm_per_100k_users: Quantity = Field(description="Severe equivalents a year for every 100,000 people counted.")
    inherent: Inherent = Field(description="What there would be without refusals, failures and keys.")
    at_least_one: AtLeastOne = Field(description="How likely at least one event is.")
    unique_persons: dict[int, Quantity] = Field(
        description="Persons exposed at least once, by horizon in years, if larger events contain smaller ones."
    )
    worst_years: WorstYears = Field(description="The worst of simulated years.")
    assumed_share: Share = Field(description="Share of the harm that rests on numbers nobody stated.")
    assumed_share_interval: Quantity = Field(description="`assumed_share` with its interval.")
    rests_on: RestsOn = Field(description="What rests on numbers that are stated, counted, bracketed and judged.")
    weak_evidence: WeakEvidence = Field(description="What rests on weak evidence.")
    draws: int | None = Field(default=None, description="Draws that were made; absent without draws.")
    error_of_median: float | None = Field(default=None, description="Relative error of the median of the harm.")
    errors_of_medians: ErrorsOfMedians | None = Field(default=None, description="Relative errors of the first medians.")
    sampled: ErrorsByHorizon | None = Field(
        default=None, description="How far chances may be off, by 95 %, where states of the world were sampled."
    )
    simulation: Simulated | None = Field(default=None, description="Where the map is too wide for an exact harm.")
    means_unknown: dict[str, str] | None = Field(
        default=None,
        description="Events whose mean takes draws, and why; no mean that counts them is given.",
    )


class Strategic(Part):
    """The national-security view, which is never merged into the harm."""

    persons_per_year: Quantity = Field(description="People of strategic groups exposed a year.")
    joined_per_year: Quantity = Field(description="Those of them a year whose data of several kinds are joined.")
    bulk_at_least: dict[int, Quantity] = Field(
        description="Probability within five years of an event in bulk by a state, by least number of persons."
    )


class Total(Part):
    """The total of several actors together."""

    harm: Quantity = Field(description="Severe equivalents a year.")
    persons_per_year: ByLevel
    content_persons_per_year: ContentPersons
    at_least_one: ByHorizon


class Totals(Part):
    """Foreign states, the viewpoint's own state, and all others, which are in no sum with each other."""

    foreign_states: Total | None = Field(
        default=None, description="All states but the viewpoint's own; absent if none acts."
    )
    own_state: Total | None = Field(default=None, description="The viewpoint's own state; absent if it does not act.")
    others: Total | None = Field(default=None, description="Criminals, insiders and buyers; absent if none acts.")


class GeneralAccess(Part):
    """To what content of communications a state has some way to everybody's: yes or no, never averaged."""

    actor: ActorName = Field(description="The state.")
    data: tuple[str, ...] = Field(description="The ids of such data; empty if there is no way to any.")


class OverYears(Part):
    """The chance of at least one event as the years pass."""

    any: dict[str, Quantity] = Field(description="Of any kind; probability, by years.")
    bulk: dict[str, Quantity] = Field(description="In bulk by any state; probability, by years.")


class Size(Part):
    """The chance of at least one event that reaches so many persons at once."""

    persons: float = Field(description="Persons in one event, at least.")
    probability: dict[int, Probability] = Field(description="At the best values, by horizon in years.")
    probability_interval: dict[int, Quantity] | None = Field(
        default=None, description="The same with intervals; only at 1, 10, 100, … where there are many sizes."
    )
