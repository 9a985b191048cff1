"""The parts of a result that list every number with its evidence."""

from __future__ import annotations

from pydantic import Field

from assessments.results.part import Origin, Part, Quantity


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
    """What a party's own history tells of a number."""

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
    rests_on: Origin = Field(description="Stated by the map, or a default: counted, between two counts, or judged.")
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
