"""Section on the numbers that move the score most when each alone is at either end of its range."""

from __future__ import annotations

from collections.abc import Iterator

from assessments.report.blocks import Block, Cell, Column, Figure, Section, Table, Text, row
from assessments.report.cells import drawn_words, with_ends
from assessments.report.figures.chart import Axis, Chart, Mark
from assessments.report.questions import question
from assessments.report.sentences import as_read, figures, middle, number
from assessments.results.headline import headline_numbers
from assessments.results.sensitivity import MovedScore, TrialErrors, moved_scores, trial_errors
from assessments.run import Run

TITLE = "What moves the score most"
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
    first, *notices = picture(run)
    return Section("tornado", TITLE, (first, *bar_tables(run), *notices))


def picture(run: Run) -> tuple[Block, ...]:
    """The widest bars as a figure, and how sure they are on a simulated map; without draws why there is none."""
    if not run.settings.draws:
        return (Text(NONE),)
    marks = tuple(_mark(run, score) for score in moved_scores(run))
    now = headline_numbers(run).score
    score_now = middle(now)
    axis = Axis("score", drawn=f"; the line is about {as_read(now, number)}, the middle estimate")
    words = "; ".join(f"{mark.name}: {mark.text}" for mark in marks) or "no number has a range"
    caption = f"{HEADING}, from the 5% to the 95% point of its range; middle estimates."
    return (Figure(Chart("ranges", HEADING, marks, axis, rule=score_now), words, caption), *_notices(run))


def bar_tables(run: Run) -> tuple[Block, ...]:
    """The bars in numbers, with the interval of each end, and what stands in their brackets; nothing without draws."""
    if not run.settings.draws:
        return ()
    table = Table(HEADING, COLUMNS, tuple(_row(run, moved) for moved in moved_scores(run)))
    return table, Text(f"In brackets: 90% intervals, all other numbers as simulated{drawn_words(run)}.")


def _notices(run: Run) -> Iterator[Text]:
    errors = trial_errors(run)
    if errors is not None:
        yield Text(simulated(errors))


def simulated(errors: TrialErrors) -> str:
    """The sentence on which numbers a simulated map has bars for, from how many trials, and how far off an end is."""
    return (
        f"The map is simulated: bars were made only of the {errors.candidates} numbers that promise to move it "
        f"most, if there are more. Each end of a bar comes from at most {errors.trials:,} trials, "
        f"which leave it uncertain by {figures(errors.end_of_bar)} or so. The same trials serve both ends, so that the "
        "length of a bar is surer."
    )


def _mark(run: Run, moved: MovedScore) -> Mark:
    """A bar under its question, about the number that it asks for."""
    low, high = middle(moved.at_low), middle(moved.at_high)
    text = f"{as_read(moved.at_low, figures)} to {as_read(moved.at_high, figures)}"
    return Mark(question(run.data_map, moved.address), low, x_low=low, x_high=high, text=text, about=moved.address)


def _row(run: Run, moved: MovedScore) -> tuple[Cell, ...]:
    wording = question(run.data_map, moved.address)
    return row(wording, with_ends(moved.at_low, figures), with_ends(moved.at_high, figures), moved.address)
