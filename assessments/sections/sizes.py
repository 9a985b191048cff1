"""How large the largest event may be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assessments.blocks import Cell, Column, Figure, Section, Table, Text, row
from assessments.cells import INTERVAL, chance_pair
from assessments.charts import curve
from assessments.wording import at_best, chance, figures, people, persons

if TYPE_CHECKING:
    from assessments.assessment import Assessment

COLUMNS = (
    Column("People in one event, at least", numeric=True),
    Column("Within 1 year", numeric=True),
    INTERVAL,
    Column("Within 5 years", numeric=True),
    INTERVAL,
)


def section(assessment: Assessment) -> Section:
    """The frequency–size curve over all events, as a picture and as a table."""
    found = assessment.sizes
    powers = tuple((n, p) for n, p in found if n in {10.0**k for k in range(12)})
    rows = tuple(_row(assessment, n) for n, _ in powers)
    title = "Chance that the largest event reaches so many people"
    svg = curve(
        title,
        [n for n, _ in found],
        [(f"within {t} year{'s' if t > 1 else ''}", [p[t] for _, p in found]) for t in (5, 1)],
    )
    note = "Small and frequent events and one rare large one can have the same harm index; the curve tells them apart."
    worst = assessment.worst_years
    tail = (
        f"All events of a year together expose {people(worst.high)} people or fewer in 95 of 100 years, and in the "
        f"other five {people(worst.mean_beyond)} on average, give or take {figures(2.0 * worst.error)} by the "
        f"simulation of years ({at_best(assessment)})."
    )
    said = "; ".join(
        f"{persons(n).removeprefix('about ')}: {chance(p[1])} in a year, {chance(p[5])} in five" for n, p in powers
    )
    caption = f"{title}, or more; people on a log axis ({at_best(assessment)})."
    return Section(
        "sizes",
        "How large an event",
        (
            Figure(svg, said or "no event", caption),
            Table(title, COLUMNS, rows, "No event can happen."),
            Text(note),
            Text(tail),
        ),
    )


def _row(assessment: Assessment, persons_in_one: float) -> tuple[Cell, ...]:
    found = assessment.of_size(persons_in_one)
    size = Cell(people(persons_in_one).removeprefix("about "), persons_in_one)
    return row(size, *chance_pair(found[1]), *chance_pair(found[5]))
