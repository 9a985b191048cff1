"""How large the largest event may be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from assessments.report.blocks import Cell, Column, Figure, Section, Table, Text, row
from assessments.report.cells import INTERVAL, chance_pair
from assessments.report.figures.chart import Axis, Chart, Mark
from assessments.report.sentences import chance, figures, interval, middle, people, persons
from assessments.results.sizes import MANY_EVENTS, chances_of_size, is_round, known_worst_years
from risk.uncertainty.draw_counts import YEAR_DRAWS

if TYPE_CHECKING:
    from assessments.results.quantity import Quantity
    from assessments.run import Run

WHEN = {1: "in a year", 5: "in five"}
ACROSS, UPWARD = Axis("people exposed in one event, or more (log axis)", log=True), Axis("chance in 100")
COLUMNS = (
    Column("People in one event, at least", numeric=True),
    Column("Within 1 year", numeric=True),
    INTERVAL,
    Column("Within 5 years", numeric=True),
    INTERVAL,
)


def section(run: Run) -> Section:
    """The frequency–size curve over all events, as a picture and as a table."""
    powers = tuple(n for n, _ in run.sizes if is_round(n))
    rows = tuple(_row(run, n) for n in powers)
    title = "Chance that the largest event reaches so many people"
    note = "Small and frequent events and one rare large one can have the same harm index; the curve tells them apart."
    worst, (high, beyond) = run.worst_years, known_worst_years(run)
    tail = (
        f"All events of a year together expose {people(middle(high))} people or fewer in 95 of 100 years "
        f"({interval(high, people)}), and in the other five {people(middle(beyond))} on average "
        f"({interval(beyond, people)}), give or take {figures(2.0 * worst.error)} by the simulation of years"
        f"{_from(high)}."
    )
    said = "; ".join(_said(n, chances_of_size(run, n)) for n in powers)
    lines = "at the best values; interval not computed"
    if run.uncertain is not None:
        lines = "lines are middle values, joined from one size looked at to the next; shaded are 90% intervals"
    caption = f"{title}, or more; people on a log axis ({lines})."
    return Section(
        "sizes",
        "How large an event",
        (
            Figure(_curve(run, title), said or "no event", caption),
            Table(title, COLUMNS, rows, "No event can happen."),
            Text(note),
            Text(tail),
        ),
    )


def _from(high: Quantity) -> str:
    """From how many draws the worst years are known."""
    return "" if high.low is None else f"; both from {YEAR_DRAWS} draws"


def _curve(run: Run, title: str) -> Chart:
    """The curve in steps at the best values, or with draws its middle values between its intervals."""
    return Chart("lines", title, tuple(_marks(run)), ACROSS, UPWARD)


def _marks(run: Run) -> Iterator[Mark]:
    for years in (5, 1):
        series = f"within {years} year{'s' if years > 1 else ''}"
        if run.uncertain is None:
            yield from (Mark("", n, y=100.0 * p[years], series=series) for n, p in run.sizes)
            continue
        for size in _looked_at(run):
            q = chances_of_size(run, size)[years]
            yield Mark(
                "",
                size,
                y=100.0 * middle(q),
                y_low=100.0 * (q.low or 0.0),
                y_high=100.0 * (q.high or 0.0),
                series=series,
            )


def _looked_at(run: Run) -> list[float]:
    """Sizes up to the round one above the largest: three in each decade, or where there are many events, one."""
    top = max((n for n, _ in run.sizes), default=0.0)
    steps = (1.0, 2.0, 5.0) if len(run.events.events) <= MANY_EVENTS else (1.0,)
    last = next((10.0**k for k in range(12) if 10.0**k >= top), top)
    return [n for n in (step * 10.0**k for k in range(12) for step in steps) if top and n <= last]


def _said(size: float, found: Mapping[int, Quantity]) -> str:
    one, five = (f"{chance(middle(found[t]))} {when} ({interval(found[t], chance)})" for t, when in WHEN.items())
    return f"{persons(size).removeprefix('about ')}: {one}, {five}"


def _row(run: Run, persons_in_one: float) -> tuple[Cell, ...]:
    found = chances_of_size(run, persons_in_one)
    size = Cell(people(persons_in_one).removeprefix("about "), persons_in_one)
    return row(size, *chance_pair(found[1]), *chance_pair(found[5]))
