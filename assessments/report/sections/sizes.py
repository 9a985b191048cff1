"""Section on the size of the largest event: foreign states, the own state and others apart."""

from __future__ import annotations

from collections.abc import Iterator

from assessments.report.blocks import Cell, Column, Figure, Section, Table, Text, row
from assessments.report.cells import INTERVAL, chance_pair
from assessments.report.figures.chart import LOGARITHMIC, Axis, Chart, Mark
from assessments.report.sections.people import BY_SIDE, IN_SHORT, condition
from assessments.report.sentences import as_read, chance, interval, middle, people, persons
from assessments.results.actors import events_by_side
from assessments.results.sizes import chance_of_size, round_sizes, sizes_shown
from assessments.run import Run
from risk.catalogue import Side

ACROSS, UPWARD = Axis("people exposed in one event, or more", log=True, drawn=LOGARITHMIC), Axis("chance in 100")
NOTE = "Small and frequent events and one rare large one can have the same harm; the curve tells them apart."


def section(run: Run) -> Section:
    """The frequency–size curves, as a picture and as a table."""
    powers = round_sizes(run)
    sides = tuple(events_by_side(run))
    columns = (column for side in sides for column in (Column(BY_SIDE[side], numeric=True), INTERVAL))
    table = Table(
        _title(run),
        (Column("People in one event, at least", numeric=True), *columns),
        tuple(_row(run, sides, n) for n in powers),
        "No event can happen.",
    )
    return Section("sizes", "How large an event", (_figure(run, sides, powers), table, Text(NOTE)))


def _title(run: Run) -> str:
    return f"Chance that the largest event of five years exposes so many people, {condition(run)}"


def _figure(run: Run, sides: tuple[Side, ...], powers: list[float]) -> Figure:
    """The curves in steps at the best values, or with draws their middle values between their intervals."""
    lines = "at our best estimates; interval not computed"
    if run.settings.draws:
        lines = "lines are middle values, joined from one size looked at to the next; shaded are 90% intervals"
    alt = "; ".join(_in_words(run, side, n) for n in powers for side in sides)
    chart = Chart("lines", _title(run), tuple(_marks(run, sides)), ACROSS, UPWARD)
    return Figure(chart, alt or "no event", f"{_title(run)}; people on a log axis ({lines}).")


def _marks(run: Run, sides: tuple[Side, ...]) -> Iterator[Mark]:
    for side in sides:
        for size in sizes_shown(run):
            q = chance_of_size(run, side, size)
            low, high = (None if end is None else 100.0 * end for end in (q.low, q.high))
            words = _in_words(run, side, size)
            yield Mark("", size, y=100.0 * middle(q), y_low=low, y_high=high, series=IN_SHORT[side], text=words)


def _in_words(run: Run, side: Side, size: float) -> str:
    q = chance_of_size(run, side, size)
    chances = f"{as_read(q, chance)} ({interval(q, chance)})"
    return f"{persons(size).removeprefix('about ')}, {BY_SIDE[side].lower()}: {chances}"


def _row(run: Run, sides: tuple[Side, ...], persons_in_one: float) -> tuple[Cell, ...]:
    size = Cell(people(persons_in_one).removeprefix("about "), persons_in_one)
    return row(size, *(cell for side in sides for cell in chance_pair(chance_of_size(run, side, persons_in_one))))
