"""How large the largest event may be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from assessments.report.blocks import Cell, Column, Figure, Section, Table, Text, row
from assessments.report.cells import INTERVAL, chance_pair
from assessments.report.figures.charts import curve
from assessments.report.sentences import chance, figures, interval, middle, people, persons, within
from assessments.results.sizes import DRAWS_OF_YEARS, MANY_EVENTS, chances_of_size, is_round, known_worst_years

if TYPE_CHECKING:
    from assessments.results.quantity import Quantity
    from assessments.run import Assessment

WHEN = {1: "in a year", 5: "in five"}
COLUMNS = (
    Column("People in one event, at least", numeric=True),
    Column("Within 1 year", numeric=True),
    INTERVAL,
    Column("Within 5 years", numeric=True),
    INTERVAL,
)


def section(assessment: Assessment) -> Section:
    """The frequency–size curve over all events, as a picture and as a table."""
    powers = tuple(n for n, _ in assessment.sizes if is_round(n))
    rows = tuple(_row(assessment, n) for n in powers)
    title = "Chance that the largest event reaches so many people"
    note = "Small and frequent events and one rare large one can have the same harm index; the curve tells them apart."
    worst, (high, beyond) = assessment.worst_years, known_worst_years(assessment)
    tail = (
        f"All events of a year together expose {people(worst.high)} people or fewer in 95 of 100 years "
        f"({within(high, people)}), and in the other five {people(worst.mean_beyond)} on average "
        f"({within(beyond, people)}), give or take {figures(2.0 * worst.error)} by the simulation of years"
        f"{_from(high)}."
    )
    said = "; ".join(_said(n, chances_of_size(assessment, n)) for n in powers)
    lines = "at the best values; interval not computed"
    if assessment.uncertain is not None:
        lines = "lines are middle values, joined from one size looked at to the next; shaded are 90% intervals"
    caption = f"{title}, or more; people on a log axis ({lines})."
    return Section(
        "sizes",
        "How large an event",
        (
            Figure(_curve(assessment, title), said or "no event", caption),
            Table(title, COLUMNS, rows, "No event can happen."),
            Text(note),
            Text(tail),
        ),
    )


def _from(high: Quantity) -> str:
    """At which values the worst years stand, and from how many draws their intervals come."""
    return "" if high.low is None else f"; both at the best values, their intervals from {DRAWS_OF_YEARS} draws"


def _curve(assessment: Assessment, title: str) -> str:
    """The curve in steps at the best values, or with draws its middle values between its intervals."""
    names = {t: f"within {t} year{'s' if t > 1 else ''}" for t in (5, 1)}
    if assessment.uncertain is None:
        found = assessment.sizes
        return curve(title, [n for n, _ in found], [(name, [p[t] for _, p in found]) for t, name in names.items()])
    sizes = _looked_at(assessment)
    drawn = [chances_of_size(assessment, n) for n in sizes]
    lines = [(name, [middle(of[t]) for of in drawn]) for t, name in names.items()]
    bands = [([of[t].low or 0.0 for of in drawn], [of[t].high or 0.0 for of in drawn]) for t in names]
    return curve(title, sizes, lines, bands if sizes else ())


def _looked_at(assessment: Assessment) -> list[float]:
    """Sizes up to the round one above the largest: three in each decade, or where there are many events, one."""
    top = max((n for n, _ in assessment.sizes), default=0.0)
    steps = (1.0, 2.0, 5.0) if len(assessment.events.events) <= MANY_EVENTS else (1.0,)
    last = next((10.0**k for k in range(12) if 10.0**k >= top), top)
    return [n for n in (step * 10.0**k for k in range(12) for step in steps) if top and n <= last]


def _said(size: float, found: Mapping[int, Quantity]) -> str:
    one, five = (f"{chance(middle(found[t]))} {when} ({interval(found[t], chance)})" for t, when in WHEN.items())
    return f"{persons(size).removeprefix('about ')}: {one}, {five}"


def _row(assessment: Assessment, persons_in_one: float) -> tuple[Cell, ...]:
    found = chances_of_size(assessment, persons_in_one)
    size = Cell(people(persons_in_one).removeprefix("about "), persons_in_one)
    return row(size, *chance_pair(found[1]), *chance_pair(found[5]))
