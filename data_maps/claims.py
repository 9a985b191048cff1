"""Claims: statements of a map that name their source, and the kinds of numbers they hold."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from data_maps.fields import DateText, Grade, SourceRef, Text, WebAddress, Words
from data_maps.number_fields import NumberField, PartOrRest
from data_maps.quantities import MOST_ALIVE, Estimate

MOST_STAFF = 1e7
"""Three times as many as the largest employers have at all, a ministry of defence and an army."""

Count = Annotated[Estimate, NumberField("count", "count", needed=True, at_most=MOST_ALIVE)]
Amount = Annotated[Estimate, NumberField("count")]
Share = Annotated[Estimate, NumberField("share")]
PersonShare = Annotated[Estimate, NumberField("share", "person")]
StateShare = Annotated[Estimate, NumberField("share", "state")]
Part = Annotated[Estimate | Literal["rest"], PartOrRest("part", "count")]
Proportion = Annotated[Estimate, NumberField("proportion")]
Turnover = Annotated[Estimate, NumberField("turnover", "rate")]
Staff = Annotated[Estimate, NumberField("count", at_most=MOST_STAFF)]
People = Annotated[Estimate, NumberField("count", at_most=MOST_ALIVE)]


class Claim(Words):
    """A statement that may name its source, its grade and its reason."""

    source: SourceRef | None = Field(default=None, description="The id of the source that says so")
    grade: Grade | None = Field(
        default=None, description="Two marks: reliability of the source A–F, credibility of what it says 1–6"
    )
    why: Text | None = Field(default=None, description="The reason, in a sentence")


class Source(Words):
    """A document, register or person that claims may name; graded once.

    One that repeats what another says names it as its `origin`; a source of several origins is listed once for each.
    """

    title: Text = Field(description="What it is called")
    publisher: Text | None = Field(default=None, description="Who published it")
    date: DateText | None = Field(default=None, description="When: a day, a month or a year")
    url: WebAddress | None = Field(default=None, description="Where it can be read")
    origin: SourceRef | None = Field(default=None, description="The source that it has this from")
    grade: Grade | None = Field(
        default=None, description="Two marks: reliability of the source A–F, credibility of what it says 1–6"
    )
