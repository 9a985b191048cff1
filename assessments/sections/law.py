"""Which laws the map meets, why, and what is missing to tell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from assessments.blocks import Block, Cell, Column, Heading, Section, Table, Text, row
from assessments.laws import NOTE, as_of_text, meaning, outcome_words, title, verdicts
from risk.regimes.on_maps.judging import Judged, Verdict, over_text

if TYPE_CHECKING:
    from assessments.assessment import Assessment

LAWS = (Column("Law"), Column("Outcome"), Column("What that means"))
FINDINGS = (Column("Looked at"), Column("Finding"), Column("Text"), Column("Where"))
OPEN = (Column("Looked at"), Column("What would tell"))
READINGS = (Column("Looked at"), Column("Read as"), Column("Outcome"), Column("Text"))


def section(assessment: Assessment) -> Section:
    """Every law with its outcome; for those that look at something on the map, findings and open questions."""
    found = verdicts(assessment.data_map)
    lead = f"{as_of_text(assessment.data_map, assessment.data_map.as_of)} Outcomes are in each law's own terms: {NOTE}."
    blocks: list[Block] = [Text(lead), overview(found)]
    for each in found:
        blocks += detail(each) if each.judged else ()
    return Section("law", "Which rules it meets", tuple(blocks))


def overview(found: Sequence[Verdict]) -> Table:
    """Every law with its outcome."""
    rows = (row(title(each.regime), outcome_words(each.decision.outcome), _means(each)) for each in found)
    return Table("Laws and what each says of this map", LAWS, tuple(rows))


def _means(found: Verdict) -> str:
    return (
        meaning(found) if found.judged else f"{found.decision.because[0].text} ({found.decision.because[0].citation})"
    )


def detail(found: Verdict) -> tuple[Block, ...]:
    """The findings of one law, what is missing to tell, and other readings."""
    name = title(found.regime)
    blocks: list[Block] = [Heading(f"{name}: {outcome_words(found.decision.outcome)}")]
    blocks.append(Table(f"Why: {name}", FINDINGS, tuple(_findings(found))))
    if open_ := tuple(_open(found)):
        blocks.append(Table(f"What is missing to tell: {name}", OPEN, open_))
    if readings := tuple(_readings(found)):
        blocks.append(Table(f"Where the text can be read in more than one way: {name}", READINGS, readings))
    return tuple(blocks)


def _findings(found: Verdict) -> Iterator[tuple[Cell, ...]]:
    for each in found.judged:
        about = f"{each.matter.about}: {outcome_words(each.decision.outcome)}"
        for finding in each.decision.because:
            place = each.matter.place(finding.path)
            yield row(about, finding.text, finding.citation, str(place) if place else "")
        for said in _counted(each):
            yield row(about, said, "from the numbers of people on the map", "")


def _counted(each: Judged) -> Iterator[str]:
    for count in each.counts:
        yield from over_text(count)


def _open(found: Verdict) -> Iterator[tuple[Cell, ...]]:
    for each in found.judged:
        for question in each.decision.unknown:
            yield row(each.matter.about, question.ask)


def _readings(found: Verdict) -> Iterator[tuple[Cell, ...]]:
    for each in found.judged:
        for other in each.decision.alternatives:
            yield row(each.matter.about, other.says, outcome_words(other.outcome), other.citation)
