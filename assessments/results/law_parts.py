"""The parts of a result that tell what each law says."""

from __future__ import annotations

from datetime import date

from pydantic import ConfigDict, Field

from assessments.results.part import Part, Share


class Reason(Part):
    """One reason of a law's outcome."""

    finding: str = Field(description="What was found, in a sentence.")
    citation: str = Field(description="The text that it rests on.")
    place: str | None = Field(default=None, description="Where the map says so: file:line:column.")


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
    over: dict[str, Share] = Field(description="Share of draws in which it is over each bound.")


class Matter(Part):
    """Answer of a law on one thing on the map; what it determines on the way stands beside, by the law's own names."""

    model_config = ConfigDict(extra="allow")

    about: str = Field(description="The thing.")
    standing: str | None = Field(default=None, description="Whether the law applies to it.")
    outcome: str = Field(description="The outcome in the law's own terms, or that it does not concern the thing.")
    because: tuple[Reason, ...] = Field(description="Why.")
    unknown: tuple[str, ...] = Field(description="Open questions that would settle it, each after its fact's path.")
    alternatives: tuple[OtherReading, ...] | None = Field(default=None, description="Outcomes under disputed readings.")
    draws: dict[str, Share] | None = Field(
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
    as_of: date = Field(description="The day whose law counts.")
    matters: tuple[Matter, ...] = Field(description="What it says of each thing, the furthest-reaching first.")
    note: str = Field(description="What this is, and what it is not.")
