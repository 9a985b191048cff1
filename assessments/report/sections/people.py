"""People exposed in a year by level, and the strategic track: foreign states, the own state and others apart."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import chain

from assessments.report.blocks import Block, Cell, Column, Figure, Section, Table, Text, cells_about, row
from assessments.report.cells import INTERVAL, chance_pair, people_pair
from assessments.report.figures.chart import Chart, Mark, spread_axis
from assessments.report.sentences import HOW_OVERCOME, LEVELS, as_read, figures, if_held, in_brackets, middle, people
from assessments.results.actors import totals_by_side
from assessments.results.headline import BULK_SIZES, StrategicOfSide, strategic_by_side
from assessments.results.quantity import Quantity
from assessments.results.summary import summary_parts
from assessments.run import Run
from risk.catalogue import Side

BY_SIDE: Mapping[Side, str] = {
    "foreign_states": "By foreign states",
    "own_state": "By their own state",
    "others": "By criminals, insiders, buyers",
}
IN_SHORT: Mapping[Side, str] = {"foreign_states": "Foreign states", "own_state": "Own state", "others": "Others"}
STRATEGIC_NOTE = (
    "Interests of a state and harm to people are different interests with different holders: nothing here is part of "
    "the harm or the score."
)


def section(run: Run) -> Section:
    """People exposed a year at each level or higher: foreign states, the own state and others apart."""
    note = Text(f"A person counts once for each event; each level includes the ones above it. {HOW_OVERCOME}")
    return Section("people", "People by level", (by_level(run), note, _figure(run)))


def condition(run: Run) -> str:
    """The condition under which the numbers of a year would be so."""
    return if_held(summary_parts(run).use)


def by_level(run: Run) -> Table:
    """People exposed a year at each level or higher, side by side; the own state is in no sum."""
    totals = totals_by_side(run)
    rows = tuple(
        row(
            Cell(f"Level {n}: {LEVELS[n]}", n),
            *(
                cell
                for side, total in totals.items()
                for cell in cells_about(side, *people_pair(total.persons_per_year[n]))
            ),
        )
        for n in (4, 3, 2, 1)
    )
    title = f"People whose data would be exposed in a year {condition(run)}, by what they could suffer"
    return Table(title, (Column("How bad, at least"), *_columns(totals)[1:]), rows)


def in_short(run: Run) -> Table:
    """The people by level in little room."""
    totals = totals_by_side(run)
    rows = tuple(
        row(
            Cell(f"Level {n}: {LEVELS[n]}", n),
            *(
                cell
                for side, total in totals.items()
                for cell in cells_about(side, *people_pair(total.persons_per_year[n]))
            ),
        )
        for n in (4, 3, 2, 1)
    )
    columns = chain.from_iterable((Column(IN_SHORT[side], numeric=True), INTERVAL) for side in totals)
    return Table(
        f"People a year {condition(run)}, once for each event",
        (Column("How bad, at least"), *columns),
        rows,
    )


def _figure(run: Run) -> Figure:
    totals = totals_by_side(run)
    marks = tuple(
        Mark(f"{IN_SHORT[side]}, level {n}+", middle(q), x_low=q.low, x_high=q.high, text=_in_words(q), level=n)
        for side, total in totals.items()
        for n in (4, 3, 2, 1)
        for q in [total.persons_per_year[n]]
    )
    title = "People whose data would be exposed in a year, at each level or higher"
    axis = spread_axis("people a year", marks)
    where = "points on a logarithmic axis" if axis.log else "from 0 on a linear axis"
    ends = "90% intervals are drawn as lines" if run.settings.draws else "intervals not computed"
    caption = f"{title}, {condition(run)}: {where}; {ends}."
    return Figure(Chart("bars", title, marks, axis), "; ".join(f"{mark.name}: {mark.text}" for mark in marks), caption)


def _in_words(q: Quantity) -> str:
    """People, with their interval where it is known."""
    return f"{as_read(q, people)}{in_brackets(q, people)}"


def strategic(run: Run) -> Section:
    """Strategic people exposed, joined data, and bulk acquisitions: foreign states, the own state and others apart."""
    by_side = strategic_by_side(run)
    states = {side: strategic for side, strategic in by_side.items() if strategic.bulk_at_least}
    exposed = (
        _strategic_row("People such as officials exposed a year", by_side, lambda side: side.persons_per_year),
        _strategic_row("of these, contacts joined with content", by_side, lambda side: side.joined_per_year),
    )
    blocks: tuple[Block, ...] = (
        Text(STRATEGIC_NOTE),
        Table(f"Officials exposed, {condition(run)}", _columns(by_side), exposed),
    )
    if states:
        title = f"Chance of an acquisition in bulk within five years, {condition(run)}"
        blocks += (Table(title, _columns(states), tuple(_bulk_row(states, n) for n in BULK_SIZES)),)
    return Section("strategic", "Officials exposed", blocks)


def _columns(sides: Iterable[Side]) -> tuple[Column, ...]:
    pairs = ((Column(BY_SIDE[side], numeric=True), INTERVAL) for side in sides)
    return (Column("Measure"), *chain.from_iterable(pairs))


def _strategic_row(
    words: str, by_side: Mapping[Side, StrategicOfSide], people_of: Callable[[StrategicOfSide], Quantity]
) -> tuple[Cell, ...]:
    return row(words, *(cell for strategic in by_side.values() for cell in people_pair(people_of(strategic))))


def _bulk_row(states: Mapping[Side, StrategicOfSide], n: int) -> tuple[Cell, ...]:
    chances = (cell for strategic in states.values() for cell in chance_pair(strategic.bulk_at_least[n]))
    return row(f"Data of {figures(n)} people or more at once", *chances)
