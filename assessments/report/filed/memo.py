"""Memo for counsel on one page, with a sheet for each law that applies or may, and the others, behind it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from assessments.report.blocks import Block, Cell, Column, NamedCells, Section, Table, Text, row
from assessments.report.filed.opening import blank
from assessments.report.law_words import (
    as_of_text,
    marked,
    meaning,
    not_held,
    outcome_of,
    short_answer,
    standing_words,
    title,
)
from assessments.report.sections import law as law_section
from assessments.report.sections.law import calendar, cited, that_may_apply
from assessments.results.laws import decisions_over_time
from laws.decision import NOTE, outcome_words
from laws.parameters import law
from laws.parties import called
from laws.verdicts import verdicts

if TYPE_CHECKING:
    from assessments.run import Run
    from data_maps.model import DataMap
    from laws.verdicts import Verdict

FIRST = (Column("Law"), Column("First question"), Column("First day"))
AHEAD = (Column("From"), Column("Law"), Column("Then"), Column("Text"))
QUESTIONS = (Column("Looked at"), Column("Question"))
OTHERS = (Column("Law"), Column("Does it apply?"), Column("Why not"), Column("Text"))
DAYS = "Known days on which an answer or its questions change"
NONE_MAY = "No law that is read here applies or may. What was looked at stands in the next part."


def answer(run: Run) -> Section:
    """What is barred, what is open, and of each law that applies or may: what to ask first, and a day."""
    data_map, found = run.data_map, verdicts(run.data_map)
    lines = (line.partition(": ") for line in short_answer(data_map, found))
    lead = f"{as_of_text(data_map, data_map.as_of)} This is {NOTE}. Outcomes are in each law's own terms."
    told = NamedCells(tuple((name, Cell(text)) for name, _, text in lines))
    rows = tuple(map(_first_of, that_may_apply(found)))
    table = Table(f"What to ask {_whom(data_map)} first, law by law", FIRST, rows, NONE_MAY)
    return Section("answer", "Short answer", (Text(lead), told, table))


def _first_of(verdict: Verdict) -> tuple[Cell, ...]:
    """A law in one row: its first question, how many more there are, and the first day by which it is owed."""
    asked = [missing for judged in verdict.judged for missing in judged.decision.unknown]
    more = f" ({len(asked) - 1} more)" if len(asked) > 1 else ""
    counsel = "counsel: " if verdict.decision.is_unread else ""
    question = f"{counsel}{asked[0].ask.rstrip('?')}?{more}" if asked else "nothing"
    day = next((duty for duty in verdict.duties if duty.due), None)
    owed = f"{day.due} ({marked(verdict.regime, day.citation, verdict.day)})" if day else "no day is known"
    name = Cell(title(verdict.regime), link=law(verdict.regime).address(law(verdict.regime).instrument))
    return (name, *row(question, owed))


def _ahead(run: Run) -> Iterator[tuple[Cell, ...]]:
    """The days after that of the map from which a law answers or asks otherwise than before."""
    data_map = run.data_map
    for verdict in verdicts(data_map):
        before = verdict.decision
        for day, decision in decisions_over_time(verdict.regime, data_map, data_map.as_of):
            same = (decision.headline, decision.unknown) == (before.headline, before.unknown)
            if day > data_map.as_of and not same:
                left = " or ".join(map(outcome_words, decision.possible))
                text = cited(verdict.regime, decision.because[-1].citation, day)
                yield row(str(day), title(verdict.regime), f"open: {left}" if left else outcome_of(decision), text)
                before = decision


def sheets(run: Run) -> Section:
    """What is owed by when, what changes ahead, and a sheet for each law that applies or may."""
    may = that_may_apply(verdicts(run.data_map))
    blocks = [block for verdict in may for block in _sheet(run, verdict)] or [Text(NONE_MAY)]
    days = Table(DAYS, AHEAD, tuple(_ahead(run)), "No such day is known.")
    return Section("laws", "Laws that apply or may", (calendar(may), days, *blocks), appendix=True)


def _sheet(run: Run, verdict: Verdict) -> Iterator[Block]:
    """One law: what its outcome means, then the parts of a page on it; questions are put to whoever runs the app."""
    heading, *parts = law_section.detail(verdict, asked=False)
    yield heading
    yield Text(f"{meaning(verdict).rstrip('.')}.", lead=True)
    yield from parts
    asked = tuple(
        row(
            judged.matter.about,
            blank("counsel" if judged.decision.is_unread else _whom(run.data_map), missing.ask.rstrip("?") + "?"),
        )
        for judged in verdict.judged
        for missing in judged.decision.unknown
    )
    yield Table(f"Questions open: {title(verdict.regime)}", QUESTIONS, asked, "No fact is missing.")
    yield law_section.changes(verdict)
    yield Text(f"Not looked at, or taken as given: {' '.join(law(verdict.regime).limits)}")


def _whom(data_map: DataMap) -> str:
    """Whom the questions that a map leaves open are put to."""
    operator = data_map.app.operator
    return called(data_map, operator) if operator in data_map.parties else "whoever runs the app"


def others(run: Run) -> Section:
    """The laws that ask nothing, each with its word, what was looked at and the text; and what is not read at all."""
    data_map, found = run.data_map, verdicts(run.data_map)
    may = that_may_apply(found)
    rows = tuple(
        row(title(each.regime), standing_words(each), *_why_not(each))
        for each in law_section.laws_by_standing(found)
        if each not in may
    )
    unread = not_held(data_map, data_map.as_of)
    table = Table("Laws that ask nothing on these facts", OTHERS, rows, "Every law that is read here asks something.")
    return Section(
        "others", "Other laws, and what is not read", (table, *([Text(unread)] if unread else [])), appendix=True
    )


def _why_not(verdict: Verdict) -> tuple[str, Cell]:
    """Why a law asks nothing, with what was looked at; and the text that says so."""
    because = verdict.decision.because[0]
    looked_at = "; ".join(dict.fromkeys(judged.matter.about for judged in verdict.judged))
    why = f"{because.text}; looked at: {looked_at}" if looked_at else because.text
    return why, cited(verdict.regime, because.citation, verdict.day)
