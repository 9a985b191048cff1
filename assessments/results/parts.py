"""Parts of a result: what was assessed and how, its first numbers, laws, the ledger, routes and choke points."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

from pydantic import ConfigDict, Field

from assessments.measures import MeasureTrack
from assessments.results.part import (
    FORMAT,
    ActorName,
    ByHorizon,
    ByLevel,
    ContentPersons,
    Level,
    Measured,
    NumberOrigin,
    Part,
    Probability,
    Quantity,
    Sha256,
    ShareOfOne,
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

    share: ShareOfOne = Field(description="Share of the harm.")
    share_interval: Quantity = Field(description="`share` with its interval.")
    spread: ShareOfOne | None = Field(default=None, description="Share of the score's variance; absent without draws.")


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

    harm: dict[NumberOrigin, ShareOfOne] = Field(description="Shares of what the numbers move, at the best values.")
    spread: dict[NumberOrigin, ShareOfOne] | None = Field(
        default=None, description="Shares of the score's variance that numbers carry alone; absent without draws."
    )


class Headline(Measured):
    """The first numbers to know, over all actors."""

    track: ClassVar[MeasureTrack] = "all"

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
    assumed_share: ShareOfOne = Field(description="Share of the harm that rests on numbers nobody stated.")
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
        description="In results without every mean: the events that have none, and why.",
    )


class Strategic(Part):
    """The national-security view, which is never merged into the harm."""

    persons_per_year: Quantity = Field(description="People of strategic groups exposed a year.")
    joined_per_year: Quantity = Field(description="Those of them a year whose data of several kinds are joined.")
    bulk_at_least: dict[int, Quantity] = Field(
        description="Probability within five years of an event in bulk by a state, by least number of persons."
    )


class Total(Measured):
    """The total of several actors together."""

    track: ClassVar[MeasureTrack] = "actors"

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


class MapRead(Part):
    """The map that was assessed."""

    title: str = Field(description="The title of the map.")
    as_of: date = Field(description="The day whose facts and laws count.")
    viewpoint: str = Field(description="The country whose people are counted, by its two letters.")
    sha256: Sha256 = Field(description="SHA-256 over what the full map says, however it is written.")


class SettingsUsed(Part):
    """The settings of an assessment."""

    draws: int = Field(description="Draws of all numbers that were asked for; 0 for best values alone.")
    seed: int = Field(description="Seed of the draws.")
    severity_ratio: float | Literal["linear"] = Field(description="How much worse each level is than the one below.")
    floor: ShareOfOne = Field(default=0.01, description="The part of all people that counts in a chance of reach.")
    horizons: tuple[int, ...] = Field(description="The horizons of chances, in years.")
    option_horizon: float = Field(description="The years over which options are averaged.")
    record: Sha256 = Field(description="SHA-256 over the tables of the record that rates are counted from.")
    left_out: tuple[str, ...] = Field(description="The keys of events that the map leaves out.")
    options: tuple[str, ...] | None = Field(default=None, description="Options in force, where there are any.")
    reading: str | None = Field(default=None, description="The id of the reading in force, where there is one.")
    exchange_rate: float | None = Field(
        default=None,
        description="Lifeline person-years that a severe equivalent avoided is worth to whoever states it.",
    )
    exchange_rate_by: str | None = Field(default=None, description="Who states the exchange rate.")


class OptionInForce(Part):
    """An option that the map was assessed with, as if it acted now."""

    option: str = Field(description="The id of the option.")
    title: str = Field(description="The title of the option.")


class ReadingInForce(Part):
    """The reading of disputed numbers that the map was assessed with."""

    reading: str = Field(description="The id of the reading.")
    title: str = Field(description="The title of the reading.")


class ReplacedNumber(Part):
    """The number that would have been used."""

    best: float = Field(description="The best value.")
    low: float | None = Field(default=None, description="The stated lower end.")
    high: float | None = Field(default=None, description="The stated upper end.")


class NumberSet(Part):
    """A number set from outside the map."""

    address: str = Field(description="The address of the number.")
    best: float = Field(description="The best value.")
    low: float | None = Field(default=None, description="The stated lower end.")
    high: float | None = Field(default=None, description="The stated upper end.")
    replaced: ReplacedNumber | None = Field(default=None, description="What it replaced, if the result uses it.")


class Setting(Part):
    """A setting that differs from the map's own or from the usual one."""

    value: float | str = Field(description="What was used.")
    replaced: float | str | None = Field(default=None, description="What it replaced; absent if nothing.")


class Scenario(Part):
    """The differences of a result from one of the map as written."""

    says: str = Field(description="All differences in words.")
    short: str = Field(description="All differences in one line.")
    options: tuple[OptionInForce, ...] | None = Field(default=None, description="Options in force.")
    reading: ReadingInForce | None = Field(default=None, description="The reading in force.")
    numbers: tuple[NumberSet, ...] | None = Field(default=None, description="Numbers set from outside.")
    as_of: Setting | None = Field(default=None, description="Another day than the map's.")
    viewpoint: Setting | None = Field(default=None, description="Another viewpoint than the map's.")
    about: Setting | None = Field(default=None, description="Another state asked about than the map's.")
    option_horizon: Setting | None = Field(default=None, description="Another horizon of options, in years.")
    severity_ratio: Setting | None = Field(default=None, description="Another severity ratio than the usual one.")
    floor: Setting | None = Field(default=None, description="Another floor of chances than the usual one.")


class FactVersions(Part):
    """The versions of the facts behind a result, each one hash over its files: any change is another version."""

    catalogue: Sha256 = Field(description="Of the vocabulary, the threats, the powers of states and the defaults.")
    record: Sha256 = Field(description="Of the rows of what is known to have happened.")
    rules: Sha256 = Field(description="Of the laws.")


class About(Part):
    """The subject of an assessment, its settings and its versions."""

    scenario: Scenario | None = Field(default=None, description="How it differs from the map as written.")
    format: Literal[3] = Field(default=FORMAT, description="The format of this result.")
    datareach: str = Field(description="The version of Datareach.")
    map: MapRead = Field(description="The map.")
    settings: SettingsUsed = Field(description="The settings.")
    fingerprint: Sha256 = Field(description="SHA-256 over the map, the facts of all `versions` and the settings.")
    versions: FactVersions = Field(description="The versions of the facts behind the result.")


class Reason(Part):
    """One reason of a law's outcome."""

    finding: str = Field(description="What was found, in a sentence.")
    citation: str = Field(description="The text that it rests on.")
    place: str | None = Field(default=None, description="Where the map says so: file:line:column.")
    from_memory: bool | None = Field(default=None, description="Whether what is cited was written from memory.")


class LegalDuty(Part):
    """What a law asks for beside its outcome."""

    duty: str = Field(description="What it asks for.")
    due: str = Field(description="By when; empty where it has no day.")
    since: date = Field(description="Since when.")
    outcomes: tuple[str, ...] = Field(description="Beside which outcomes.")
    citation: str = Field(description="The text that asks for it.")
    from_memory: bool | None = Field(default=None, description="Whether it was written from memory.")


class OtherReading(Part):
    """The outcome under one reading of a disputed point."""

    point: str = Field(description="The disputed point.")
    reading: str = Field(description="The name of the reading.")
    says: str = Field(description="What it says.")
    citation: str = Field(description="Who reads it so.")
    outcome: str = Field(description="The outcome under it.")


class CountOver(Part):
    """A count that a law compares with bounds."""

    fact: str = Field(description="The path of the fact.")
    median: float = Field(description="The median of the count.")
    low: float = Field(description="The low end of its 90 % interval.")
    high: float = Field(description="The high end of its 90 % interval.")
    over: dict[str, ShareOfOne] = Field(description="Share of draws in which it is over each bound.")


class Matter(Part):
    """Answer of a law on one thing on the map; what it determines on the way stands beside, by the law's own names."""

    model_config = ConfigDict(extra="allow")

    about: str = Field(description="The thing.")
    standing: str | None = Field(default=None, description="Whether the law applies to it.")
    outcome: str = Field(description="The outcome in the law's own terms, or that it does not concern the thing.")
    because: tuple[Reason, ...] = Field(description="Why.")
    unknown: tuple[str, ...] = Field(description="Open questions that would settle it, each after its fact's path.")
    alternatives: tuple[OtherReading, ...] | None = Field(default=None, description="Outcomes under disputed readings.")
    draws: dict[str, ShareOfOne] | None = Field(
        default=None, description="Share of draws by outcome, where they do not agree."
    )
    counts: tuple[CountOver, ...] | None = Field(default=None, description="The counts among its facts.")


class Regime(Part):
    """The answer of a law on the map; what it determines on the way stands beside, by the law's own names."""

    model_config = ConfigDict(extra="allow")

    regime: str = Field(description="The id of the law.")
    standing: str | None = Field(default=None, description="Whether it applies, such as `applies` or `facts_missing`.")
    outcome: str = Field(description="The outcome in the law's own terms, or that it does not concern the map.")
    because: tuple[Reason, ...] = Field(description="Why.")
    unknown: tuple[str, ...] = Field(description="Open questions that would settle it, each after its fact's path.")
    alternatives: tuple[OtherReading, ...] | None = Field(default=None, description="Outcomes under disputed readings.")
    presumed: tuple[Reason, ...] | None = Field(default=None, description="Taken as so while nobody says otherwise.")
    duties: tuple[LegalDuty, ...] | None = Field(default=None, description="What it asks for beside its outcomes.")
    as_of: date = Field(description="The day whose law counts.")
    matters: tuple[Matter, ...] = Field(description="What it says of each thing, the furthest-reaching first.")
    note: str = Field(description="What this is, and what it is not.")


class Statement(Part):
    """The statement of one of several people about a number."""

    by: str | None = Field(default=None, description="Who says it.")
    on: str | None = Field(default=None, description="When it was said.")
    basis: str | None = Field(default=None, description="On what it is based.")
    source: str | None = Field(default=None, description="The id of its source.")
    why: str | None = Field(default=None, description="Why this value.")
    origin: str | None = Field(default=None, description="The first source that its source goes back to.")
    best: float | None = Field(default=None, description="The best value.")
    low: float | None = Field(default=None, description="The low end of the range.")
    high: float | None = Field(default=None, description="The high end of the range.")
    grade: str | None = Field(default=None, description="The grade of the evidence.")


class OwnHistory(Part):
    """The content of a party's own history about a number."""

    events: float = Field(description="Events that are known; of orders, the accounts named in them, or those met.")
    years: float = Field(description="The years that it tells of.")


class OtherSide(Part):
    """The best claim on the other side of a number, for people to read: never computed with."""

    say: str = Field(description="What the other side says.")
    source: str | None = Field(default=None, description="The id of the source that says so.")
    why: str | None = Field(default=None, description="The reason, in a sentence.")


class LedgerEntry(Part):
    """One number that the result rests on."""

    address: str = Field(description="The stable name of the number.")
    estimate: Quantity = Field(description="The number with what is known of it.")
    widened: float | None = Field(
        default=None, description="The number as it was stated, without a range; `estimate` has the one it was given."
    )
    kind: str | None = Field(default=None, description="Probability, share, rate, count and so on.")
    persists: str | None = Field(default=None, description="Whether it holds for all attempts or anew for each.")
    per: str | None = Field(default=None, description="Of a rate: a year, or a person and year.")
    given: str | None = Field(default=None, description="Under which condition it holds.")
    basis: str | None = Field(default=None, description="On what it is based.")
    grade: str | None = Field(default=None, description="The grade of the evidence.")
    sources: int | None = Field(default=None, description="How many sources it cites, where more than one.")
    origins: int | None = Field(default=None, description="How many origins these sources go back to.")
    source: str | None = Field(default=None, description="The id of its source.")
    origin: str | None = Field(default=None, description="The first source that its source goes back to.")
    by: str | None = Field(default=None, description="Who stated it.")
    on: str | None = Field(default=None, description="When it was stated.")
    said: tuple[Statement, ...] | None = Field(default=None, description="What each of several people says.")
    assumed: bool = Field(description="Whether nobody stated it.")
    rests_on: NumberOrigin = Field(
        description="Stated by the map, or a default: counted, between two counts, or judged."
    )
    against: tuple[OtherSide, ...] | None = Field(
        default=None, description="The best claims on the other side; absent where nobody looked."
    )
    replaces: Quantity | None = Field(default=None, description="The number that it took the place of.")
    prior: Quantity | None = Field(default=None, description="The default of its class, before an own history.")
    data: OwnHistory | None = Field(default=None, description="What the own history tells.")
    posterior: Quantity | None = Field(default=None, description="What is used after it.")
    place: str | None = Field(default=None, description="Where the map says so: file:line:column.")
    elasticity: float = Field(description="Percent of harm that one percent of the number moves, at the best values.")
    elasticity_interval: Quantity = Field(description="`elasticity` with its interval.")
    variance_share: float | None = Field(
        default=None, description="Share of the score's variance; absent without draws."
    )


class RouteStep(Part):
    """One step of a route."""

    start: str = Field(
        validation_alias="from",
        serialization_alias="from",
        description="Where it starts: an id of the map, `state:CC` or an actor.",
    )
    end: str = Field(validation_alias="to", serialization_alias="to", description="Where it leads.")
    because: str = Field(description="Why it is open, in a sentence.")
    address: str | None = Field(default=None, description="The address of the number that says how likely it is open.")
    probability: Probability | None = Field(default=None, description="That number at its best value.")
    probability_interval: Quantity | None = Field(default=None, description="That number with its interval.")
    evidence: str = Field(
        validation_alias="source", serialization_alias="source", description="Laws and sources behind it."
    )
    place: str | None = Field(default=None, description="Where the map says so: file:line:column.")


class AnyRoute(Part):
    """The chance that any way of the event to the same data is open."""

    probability: Quantity | None = Field(default=None, description="Absent where it is not exact.")
    bracket: tuple[Probability, Probability] = Field(description="Certified ends at the best values.")
    single_ways: tuple[Probability, Probability] = Field(
        description="Ends at the best values, whatever the ways have in common."
    )


class RoutesCounted(Part):
    """The number of routes a map has, of which a result tells the most probable."""

    count: int = Field(description="How many were counted.")
    complete: bool = Field(description="Whether there are no others.")


class Route(Part):
    """One way by which an actor gets at data of a user group."""

    actor: ActorName = Field(description="Who gets at the data.")
    event: str = Field(description="The key of the event.")
    data: str = Field(description="The id of the data type.")
    users: str = Field(description="The id of the user group.")
    probability: Probability = Field(description="That it is open once an attempt is made, at the best values.")
    probability_interval: Quantity = Field(description="`probability` with its interval.")
    bounds: tuple[Probability, Probability] = Field(
        description="Ends at the best values, however its conditions depend on each other."
    )
    any_way: AnyRoute = Field(description="Any way of the event to the same data.")
    steps: tuple[RouteStep, ...] = Field(description="The steps in order.")


class ChokePoint(Part):
    """A smallest set of conditions that leaves an actor no route if all fall to 0."""

    actor: ActorName = Field(description="Whose routes it closes.")
    closes: tuple[str, ...] = Field(description="The addresses of the conditions.")
    harm_if_closed: float = Field(description="Severe equivalents a year that all actors leave, at the best values.")
    harm_if_closed_interval: Quantity = Field(description="`harm_if_closed` with its interval.")
    share_if_closed: Quantity = Field(description="Share of all harm that is left.")
    side_harm_if_closed: Quantity = Field(
        description="Those left by the actor's side alone: foreign states, the own state, or all others."
    )
    side_share_if_closed: Quantity = Field(description="Share of the harm of that side that is left.")


class UsedFunction(Part):
    """A function that the app has for one group; the numbers on it stand in the ledger."""

    function: str = Field(description="The id of the function.")
    users: str = Field(description="The id of the group.")
    why: str | None = Field(default=None, description="The reason the map gives.")
    source: str | None = Field(default=None, description="The title of the source it names for it.")
    options: tuple[str, ...] = Field(description="The ids of the options under which it is lost in part.")


class MapTexts(Part):
    """Texts of a map in its author's words; data of the map, and no finding."""

    notes: str | None = Field(default=None, description="Its notes.")
    uses: tuple[UsedFunction, ...] = Field(description="What people use the app for, by function.")
