"""The result of an assessment: everything that follows from a map, as frozen models that are the published format.

Persons are counted per year where nothing else is said; a level is a severity level from 1 to 4; a horizon is in years.
"""

from __future__ import annotations

from functools import cache
from typing import Any, ClassVar, Literal

from pydantic import Field

from assessments.conclusions.models import BanVerdict, Conclusions
from assessments.measures import MeasureTrack
from assessments.results.options.models import AnswersOnOptions, OptionResult
from assessments.results.part import ActorName, ByHorizon, ByLevel, ContentPersons, Measured, Part, Quantity, ShareOfOne
from assessments.results.parts import (
    About,
    ChokePoint,
    GeneralAccess,
    Headline,
    LedgerEntry,
    MapTexts,
    OverYears,
    Regime,
    Route,
    RoutesCounted,
    Size,
    Strategic,
    Totals,
)
from assessments.results.reach_parts import Joint, Placebo, ReachRow, ReadingRow, ScreenedRow, Summary
from assessments.results.record_readings import RecordReading
from assessments.results.track_record import TrackRecord


class Actor(Measured):
    """One actor with what it amounts to."""

    track: ClassVar[MeasureTrack] = "actors"

    actor: ActorName = Field(description="`state:CC`, or criminals, insiders or buyers.")
    foreign: bool | None = Field(
        default=None, description="Whether the state is not the viewpoint's own; absent if no state."
    )
    harm: Quantity = Field(description="Severe equivalents a year.")
    share: ShareOfOne = Field(description="Share of all harm.")
    share_interval: Quantity = Field(description="`share` with its interval.")
    persons_per_year: ByLevel
    content_persons_per_year: ContentPersons
    at_least_one: ByHorizon


class ExposureEvent(Part):
    """One event that can expose somebody."""

    event: str = Field(description="The key of the event.")
    actor: ActorName = Field(description="Who gets at the data.")
    mode: str = Field(description="How: by which kind of threat.")
    scope: Literal["targeted", "many", "whole", "bulk"] = Field(
        description="Whether about named people, about many at once, or about all."
    )
    rate: Quantity = Field(description="Events a year that expose anybody.")
    harm: Quantity = Field(description="Severe equivalents a year.")
    share: ShareOfOne = Field(description="Share of all harm.")
    share_interval: Quantity = Field(description="`share` with its interval.")
    persons_per_year: ByLevel
    content_persons_per_year: ContentPersons
    at_least_one: ByHorizon
    data: dict[str, ShareOfOne] = Field(description="Share of each data type in its harm (Shapley), by id.")
    data_interval: dict[str, Quantity] = Field(description="`data` with intervals.")


class DataType(Part):
    """One data type with its share of all harm."""

    data: str = Field(description="The id of the data type.")
    type: str = Field(description="Its kind, in the vocabulary of data types.")
    share: ShareOfOne = Field(description="Share of all harm (Shapley).")
    share_interval: Quantity = Field(description="`share` with its interval.")


class SecondLook(Part):
    """Something about the assessment that deserves a second look."""

    check: str = Field(description="The kind of check.")
    severity: Literal["note", "warning"] = Field(description="How grave it is.")
    message: str = Field(description="What it is, in a sentence.")
    place: str | None = Field(default=None, description="Where to mend it: file:line:column.")


class OpenQuestion(Part):
    """Something to find out: the map's own questions, then those that assumed numbers answer."""

    ask: str = Field(description="The question.")
    about: tuple[str, ...] = Field(description="The addresses that it is about.")
    worth: float | None = Field(default=None, description="What an answer is worth; absent without draws.")
    worth_in: Literal["share of the spread", "lifeline person-years"] | None = Field(
        default=None, description="The unit of `worth`."
    )


class EndedEarly(Part):
    """The end of the work at a cap of time or memory, before all of the result was made."""

    left_out: tuple[str, ...] = Field(description="The parts that are left out, by their keys.")


class PageOne(Part):
    """The first numbers to know."""

    summary: Summary = Field(description="Page one: what to know first, in words and numbers.")


class Result(About, PageOne):  # the fields of the last base are written first
    """Everything that follows from a map; a key that does not apply is absent, and nothing is rounded."""

    reach: tuple[ReachRow, ...] = Field(description="Whose readable data each state could order, widest first.")
    readings: tuple[ReadingRow, ...] = Field(description="What each side's reading of the map comes to.")
    joint: Joint | None = Field(default=None, description="Agreed and disputed; absent where the map has no readings.")
    screened: tuple[ScreenedRow, ...] = Field(description="Content that parties look through themselves.")
    placebo: Placebo = Field(description="The same with an owner from another state, and with another drawing.")
    headline: Headline = Field(description="The first numbers to know.")
    strategic: Strategic = Field(description="The national-security view.")
    totals: Totals = Field(description="Foreign states, the own state, and all others.")
    general_access: tuple[GeneralAccess, ...] = Field(description="States with a way in bulk to content.")
    over_years: OverYears = Field(description="Chances as the years pass.")
    sizes: tuple[Size, ...] = Field(description="The frequency–size curve.")
    actors: tuple[Actor, ...] = Field(description="Every actor: states, then criminals, insiders, buyers.")
    events: tuple[ExposureEvent, ...] = Field(description="Every event that can expose somebody.")
    data: tuple[DataType, ...] = Field(description="Data types, the largest share first.")
    routes: tuple[Route, ...] = Field(description="The most probable routes.")
    routes_in_all: RoutesCounted = Field(description="How many routes there are.")
    choke_points: tuple[ChokePoint, ...] = Field(description="For each actor, what would close its routes.")
    ledger: tuple[LedgerEntry, ...] = Field(description="Every number used, what moves most first.")
    options: tuple[OptionResult, ...] | None = Field(
        default=None, description="Options side by side; absent where the map has none, or where some are in force."
    )
    record_readings: tuple[RecordReading, ...] = Field(description="The harm under each reading of the record.")
    track_record: TrackRecord = Field(description="How good the defaults have been on real services.")
    regimes: tuple[Regime, ...] = Field(description="What each law says.")
    checks: tuple[SecondLook, ...] = Field(description="What deserves a second look.")
    questions: tuple[OpenQuestion, ...] = Field(description="What to find out.")
    texts: MapTexts = Field(description="What the map says in its author's words.")
    conclusions: Conclusions | None = Field(
        default=None, description="What the numbers are taken to say; absent where the work ended early."
    )
    ended_early: EndedEarly | None = Field(default=None, description="What is left out; absent of a whole result.")


class ReachResult(Part):
    """The reach of each state."""

    reach: tuple[ReachRow, ...] = Field(description="Each state and class of data, the widest reach to content first.")


class RoutesResult(Part):
    """The most probable routes of those that were asked for, and what would close all of an actor's."""

    routes: tuple[Route, ...] = Field(description="The most probable routes first.")
    choke_points: tuple[ChokePoint, ...] = Field(description="For each actor asked for, what would close its routes.")


class OptionsResult(About):
    """The options of a map side by side, and the answers to what was asked of them."""

    options: tuple[OptionResult, ...] = Field(description="Options side by side, the status quo first.")
    checks: tuple[SecondLook, ...] = Field(description="What about the options deserves a second look.")
    verdict: BanVerdict | None = Field(
        default=None, description="Whether a ban is the least burdensome way; absent where the map has no options."
    )
    answers: AnswersOnOptions | None = Field(default=None, description="Absent where nothing was asked.")


@cache
def schema() -> dict[str, Any]:
    """The JSON Schema of a result as it is written."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Result.model_json_schema(by_alias=True, mode="serialization"),
    }
