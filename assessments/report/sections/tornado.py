"""Which number moves the score most when it alone is at either end of its range."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assessments.report.blocks import Cell, Column, Figure, Section, Table, Text, row
from assessments.report.cells import best_and_known
from assessments.report.figures.charts import Bar, tornado
from assessments.report.questions import question
from assessments.report.sentences import figures, number
from assessments.results.breakdown import drawn_words
from assessments.results.headline import headline_numbers
from assessments.results.what_if import Otherwise
from risk.measures import score
from risk.uncertainty.propagation import HIGH, LOW

if TYPE_CHECKING:
    from assessments.run import Assessment, Simulation
    from risk.uncertainty.sensitivity import Bar as Ends

TITLE, MOST = "What moves the score most", 10
COLUMNS = (
    Column("Question"),
    Column("Score at its 5% point (90% interval)", numeric=True),
    Column("Score at its 95% point (90% interval)", numeric=True),
    Column("Address"),
)
NONE = "This stands here once draws of the numbers are made."


def section(assessment: Assessment) -> Section:
    """The numbers with the widest bars, as a picture and as a table."""
    if assessment.uncertain is None:
        return Section("tornado", TITLE, (Text(NONE),))
    found = assessment.bars[:MOST]
    other = Otherwise(assessment)
    rows = tuple(_row(other, bar) for bar in found)
    drawn = f"In brackets: the score with that number there and all others as they are drawn{drawn_words(assessment)}."
    said = tuple(Text(simulated(assessment, each)) for each in (assessment.simulation,) if each)
    return Section("tornado", TITLE, (_figure(assessment, found), Table(_title(), COLUMNS, rows), Text(drawn), *said))


def simulated(assessment: Assessment, found: Simulation) -> str:
    """Of which numbers a simulated map has bars, from how many trials, and how far off these leave an end.

    The error of the harm index at its best values, which shrinks with the root of the trials.
    """
    from risk.engine.simulation import BITS
    from risk.engine.trials import WORDS, WORDS_OF_WHAT_IFS
    from risk.uncertainty.sensitivity import CANDIDATES_IF_SIMULATED

    half = (found.high - found.low) / 2.0 * (2.0 * WORDS / WORDS_OF_WHAT_IFS) ** 0.5
    off = float(score(assessment.harm + half)) - headline_numbers(assessment).score.point
    return (
        f"The map is simulated: bars were made only of the {CANDIDATES_IF_SIMULATED} numbers that promise to move it "
        f"most, if there are more. Each end of a bar comes from at most {WORDS_OF_WHAT_IFS * BITS // 2:,} trials, "
        f"which leave it uncertain by {figures(off)} or so. The same trials serve both ends, so that the length of a "
        "bar is surer."
    )


def _title() -> str:
    return "The score with one number at either end of its range, all others at their best values"


def _figure(assessment: Assessment, found: tuple[Ends, ...]) -> Figure:
    rows = [Bar(bar.address, bar.scores[0], _between(bar), *bar.scores) for bar in found]
    best = headline_numbers(assessment).score.point
    axis = f"score; the line is {number(best)}, all at best values"
    said = "; ".join(f"{bar.name}: {bar.text}" for bar in rows) or "no number has a range"
    return Figure(tornado(_title(), rows, best, axis), said, f"{_title()}, from the 5% to the 95% point of its range.")


def _between(bar: Ends) -> str:
    low, high = bar.scores
    return f"{figures(low)} to {figures(high)}"


def _row(other: Otherwise, bar: Ends) -> tuple[Cell, ...]:
    asked = question(other.assessment.data_map, bar.address)
    known = other.assessment.known[bar.address]
    scores = (other.at(bar.address, known.quantile(p)) for p in (LOW, HIGH))
    return row(asked, *(best_and_known(each, figures) for each in scores), bar.address)
