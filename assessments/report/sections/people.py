"""How many people a year, and how badly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assessments.report.blocks import Cell, Column, Figure, Section, Table, Text, about, row
from assessments.report.cells import INTERVAL, people_pair
from assessments.report.figures.chart import Chart, Mark, spread_axis
from assessments.report.sentences import HOW_OVERCOME, LEVELS, interval, middle, people
from assessments.results.actors import others_together, states_together

if TYPE_CHECKING:
    from assessments.results.quantity import Quantity
    from assessments.run import Run

COLUMNS = (
    Column("How bad, at least"),
    Column("By states", numeric=True),
    INTERVAL,
    Column("By criminals, insiders, buyers", numeric=True),
    INTERVAL,
)
TITLE = "People whose data are exposed in a year, by how bad it is for them"
SHORT_TITLE = "People a year by how bad it is for them, once for each event"
SHORT = (*COLUMNS[:3], Column("By others", numeric=True), INTERVAL)


def section(run: Run) -> Section:
    """People exposed a year at each level or higher, states and others apart."""
    note = Text(f"A person counts once for each event; each level includes the ones above it. {HOW_OVERCOME}")
    return Section("people", "People by level", (by_level(run), note, _figure(run)))


def by_level(run: Run, columns: tuple[Column, ...] = COLUMNS) -> Table:
    """People exposed a year at each level or higher, by states and by others."""
    states, others = states_together(run).persons_per_year, others_together(run).persons_per_year
    rows = tuple(
        row(
            Cell(f"Level {n}: {LEVELS[n]}", n),
            *about("states", *people_pair(states[n])),
            *about("others", *people_pair(others[n])),
        )
        for n in (4, 3, 2, 1)
    )
    return Table(SHORT_TITLE if columns is SHORT else TITLE, columns, rows)


def _figure(run: Run) -> Figure:
    marks = tuple(
        Mark(f"{who}, level {n}+", middle(q), x_low=q.low, x_high=q.high, text=_in_words(q), level=n)
        for who, part in (("States", states_together(run)), ("Others", others_together(run)))
        for n in (4, 3, 2, 1)
        for q in [part.persons_per_year[n]]
    )
    known = interval(states_together(run).persons_per_year[1])
    title = "People exposed a year at each level or higher"
    axis = spread_axis("people a year", marks)
    where = "points on a logarithmic axis" if axis.log else "from 0 on a linear axis"
    caption = f"{title}, by states and by others, {where}; {known.split(' ')[0]} " + (
        "not computed." if "not computed" in known else "intervals are drawn as lines."
    )
    return Figure(Chart("bars", title, marks, axis), "; ".join(f"{mark.name}: {mark.text}" for mark in marks), caption)


def _in_words(q: Quantity) -> str:
    """People, with their interval where it is known."""
    shown = people(middle(q))
    return shown if q.low is None else f"{shown} ({interval(q, people).removeprefix('90% interval ')})"
