"""Memo for counsel: what laws say of a map in short, then a sheet for each law that applies or may, then the others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from assessments.report.blocks import Block, Cell, Column, NamedCells, Section, Table, Text, row
from assessments.report.filed.opening import blank
from assessments.report.law_words import as_of_text, meaning, not_held, outcome_of, short_answer, standing_words, title
from assessments.report.sections import law as law_section
from assessments.report.sections.law import calendar, cited, that_may_apply
from assessments.results.laws import decisions_over_time
from laws.decision import NOTE, outcome_words
from laws.parameters import law
from laws.parties import called
from laws.verdicts import APPLY, verdicts

if TYPE_CHECKING:
    from assessments.run import Run
    from laws.verdicts import Verdict

AHEAD = (Column("From"), Column("Law"), Column("Then"), Column("Text"))
QUESTIONS = (Column("Looked at"), Column("Question"))
OTHERS = (Column("Law"), Column("Does it apply?"), Column("Why not"), Column("Text"))
DAYS = "Known days on which an answer or its questions change"
NONE_MAY = "No law that is read here applies or may. What was looked at stands in the next part."


def answer(run: Run) -> Section:
    """What is barred, what is open, whom to ask first, what is owed by when, and on which days an answer changes."""
    data_map, found = run.data_map, verdicts(run.data_map)
    applying = [each for each in found if each.standing in APPLY]
    lines = (line.partition(": ") for line in short_answer(data_map, found))
    lead = f"{as_of_text(data_map, data_map.as_of)} This is {NOTE}. Outcomes are in each law's own terms."
    days = Table(DAYS, AHEAD, tuple(_ahead(run)), "No such day is known.")
    told = NamedCells(tuple((name, Cell(text)) for name, _, text in lines))
    return Section("answer", "Short answer", (Text(lead), told, calendar(applying), days))


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
    """Of each law that applies or may: outcome, facts, texts, what was assumed, questions, turning facts, duties."""
    blocks = [block for verdict in that_may_apply(verdicts(run.data_map)) for block in _sheet(run, verdict)]
    return Section("laws", "Laws that apply or may", tuple(blocks) or (Text(NONE_MAY),))


def _sheet(run: Run, verdict: Verdict) -> Iterator[Block]:
    """One law: what its outcome means, then the parts of a page on it; questions are put to whoever runs the app."""
    heading, *parts = law_section.detail(verdict, asked=False)
    yield heading
    yield Text(f"{meaning(verdict).rstrip('.')}.", lead=True)
    yield from parts
    operator = run.data_map.app.operator
    whom = called(run.data_map, operator) if operator in run.data_map.parties else "whoever runs the app"
    asked = tuple(
        row(judged.matter.about, blank("counsel" if judged.decision.is_unread else whom, missing.ask.rstrip("?") + "?"))
        for judged in verdict.judged
        for missing in judged.decision.unknown
    )
    yield Table(f"Questions open: {title(verdict.regime)}", QUESTIONS, asked, "No fact is missing.")
    yield law_section.changes(verdict)
    yield Text(f"Not looked at, or taken as given: {' '.join(law(verdict.regime).limits)}")


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
    return Section("others", "Other laws, and what is not read", (table, *([Text(unread)] if unread else [])))


def _why_not(verdict: Verdict) -> tuple[str, Cell]:
    """Why a law asks nothing, with what was looked at; and the text that says so."""
    because = verdict.decision.because[0]
    looked_at = "; ".join(dict.fromkeys(judged.matter.about for judged in verdict.judged))
    why = f"{because.text}; looked at: {looked_at}" if looked_at else because.text
    return why, cited(verdict.regime, because.citation, verdict.day)
