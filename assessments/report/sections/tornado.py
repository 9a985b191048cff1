"""Section on the numbers that move the score most when each alone is at either end of its range."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from assessments.report.blocks import Cell, Column, Figure, Section, Table, Text, row
from assessments.report.cells import drawn_words, with_ends
from assessments.report.figures.chart import Axis, Chart, Mark
from assessments.report.questions import question
from assessments.report.sentences import figures, middle, number
from assessments.results.headline import headline_numbers
from assessments.results.what_if import Otherwise
from data_maps.caching import kept
from risk.measures import score
from risk.uncertainty.propagation import HIGH, LOW

if TYPE_CHECKING:
    from assessments.results.quantity import Quantity
    from assessments.run import Run, Simulation

    Scores = tuple[Quantity, Quantity]

TITLE, MOST = "What moves the score most", 10
COLUMNS = (
    Column("Question"),
    Column("Score at its 5% point (90% interval)", numeric=True),
    Column("Score at its 95% point (90% interval)", numeric=True),
    Column("Address"),
)
HEADING = "The score with one number at either end of its range"
NONE = "This stands here once the numbers are simulated."


def section(run: Run) -> Section:
    """The numbers with the widest bars, as a picture and as a table."""
    if run.uncertain is None:
        return Section("tornado", TITLE, (Text(NONE),))
    bars = tuple((bar.address, at_ends(run, bar.address)) for bar in run.bars[:MOST])
    rows = tuple(_row(run, address, scores) for address, scores in bars)
    drawn = f"In brackets: 90% intervals, all other numbers as simulated{drawn_words(run)}."
    notices = tuple(Text(simulated(run, each)) for each in (run.simulation,) if each)
    return Section("tornado", TITLE, (_figure(run, bars), Table(HEADING, COLUMNS, rows), Text(drawn), *notices))


@kept
def at_ends(run: Run, address: str) -> Scores:
    """The score with a number at its 5% and at its 95% point, all others as they are drawn."""
    other, known = Otherwise(run), run.known[address]
    return other.at(address, known.quantile(LOW)), other.at(address, known.quantile(HIGH))


def simulated(run: Run, found: Simulation) -> str:
    """Of which numbers a simulated map has bars, from how many trials, and how far off these leave an end.

    The error of the harm index at its best values, which shrinks with the root of the trials.
    """
    from risk.engine.roots import WORDS_OF_WHAT_IFS
    from risk.engine.simulation import BITS, WORDS
    from risk.uncertainty.sensitivity import CANDIDATES_IF_SIMULATED

    half = found.half * (2.0 * WORDS / WORDS_OF_WHAT_IFS) ** 0.5
    off = float(score(run.harm + half)) - headline_numbers(run).score.point
    return (
        f"The map is simulated: bars were made only of the {CANDIDATES_IF_SIMULATED} numbers that promise to move it "
        f"most, if there are more. Each end of a bar comes from at most {WORDS_OF_WHAT_IFS * BITS // 2:,} trials, "
        f"which leave it uncertain by {figures(off)} or so. The same trials serve both ends, so that the length of a "
        "bar is surer."
    )


def _figure(run: Run, found: Sequence[tuple[str, Scores]]) -> Figure:
    marks = tuple(_mark(run, address, *map(middle, scores)) for address, scores in found)
    score_now = middle(headline_numbers(run).score)
    axis = Axis(f"score; the line is {number(score_now)}, the middle estimate")
    words = "; ".join(f"{mark.name}: {mark.text}" for mark in marks) or "no number has a range"
    caption = f"{HEADING}, from the 5% to the 95% point of its range; middle estimates."
    return Figure(Chart("ranges", HEADING, marks, axis, rule=score_now), words, caption)


def _mark(run: Run, address: str, low: float, high: float) -> Mark:
    """A bar under its question, about the number that it asks for."""
    text = f"{figures(low)} to {figures(high)}"
    return Mark(question(run.data_map, address), low, x_low=low, x_high=high, text=text, about=address)


def _row(run: Run, address: str, scores: Scores) -> tuple[Cell, ...]:
    wording = question(run.data_map, address)
    return row(wording, *(with_ends(each, figures) for each in scores), address)
