"""Section on the chance of an event, the longer one waits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from assessments.conclusions.forecast import is_late, is_soon
from assessments.report.blocks import Cell, Column, Figure, Section, Table, Text, row
from assessments.report.cells import INTERVAL, chance_pair
from assessments.report.figures.chart import LOGARITHMIC, Axis, Chart, Mark
from assessments.report.sections.people import BY_SIDE, IN_SHORT, condition
from assessments.report.sentences import NOT_COMPUTED, as_read, chance, figures, middle, with_interval
from assessments.results.quantity import Quantity
from assessments.results.sizes import YEARS, ChanceOverYears, by_side
from assessments.run import Run
from risk.catalogue import Side

NOTE = (
    "Trials, such as whether an order is carried out, are made anew each time; states, such as whether a law reaches a "
    "party, stay as they are. So a chance grows with the years only up to that of the states that it needs. Nothing on "
    "the map changes meanwhile, and no rate does."
)


def section(run: Run) -> Section:
    """The chance by years, as a picture and as a table, and when it is 90 in 100."""
    sides = by_side(run)
    if not sides:
        return Section("over-years", "The longer one waits", (Text("No state has a way to data in bulk."),))
    rows = tuple(_row(years, sides) for years in YEARS)
    untils = " ".join(_until(BY_SIDE[side].lower(), growth) for side, growth in sides.items())
    columns = (column for side in sides for column in (Column(BY_SIDE[side], numeric=True), INTERVAL))
    title = f"Chance that a state takes data in bulk within so many years, {condition(run)}"
    table = Table(title, (Column("Within"), *columns), rows)
    return Section("over-years", "The longer one waits", (_figure(title, sides), table, Text(untils), Text(NOTE)))


def _figure(title: str, sides: Mapping[Side, ChanceOverYears]) -> Figure:
    marks = tuple(mark for side, growth in sides.items() for mark in _marks(IN_SHORT[side], growth))
    words = "; ".join(f"{BY_SIDE[side].lower()} {_chances_in_words(growth)}" for side, growth in sides.items())
    has_intervals = any(mark.y_low is not None for mark in marks)
    shown = (
        "lines are middle values, shaded are 90% intervals"
        if has_intervals
        else "at our best estimates; interval not computed"
    )
    chart = Chart("lines", title, marks, Axis("years", log=True, drawn=LOGARITHMIC), Axis("chance in 100"))
    return Figure(chart, words, f"{title}; years on a log axis ({shown}).")


def _marks(series: str, by_years: ChanceOverYears) -> Iterator[Mark]:
    for years in YEARS:
        q = by_years.chances[years]
        low, high = (None if end is None else 100.0 * end for end in (q.low, q.high))
        yield Mark("", years, y=100.0 * middle(q), y_low=low, y_high=high, series=series)


def _chances_in_words(growth: ChanceOverYears) -> str:
    return ", ".join(f"{with_interval(growth.chances[t], chance)} {_years_words(t)}" for t in YEARS[::3])


def _years_words(years: float) -> str:
    return f"within {years:g} year{'' if years == 1.0 else 's'}"


def _row(years: float, sides: Mapping[Side, ChanceOverYears]) -> tuple[Cell, ...]:
    cells = (cell for growth in sides.values() for cell in chance_pair(growth.chances[years]))
    return row(Cell(f"{years:g} year{'' if years == 1.0 else 's'}", years), *cells)


def _until(name: str, growth: ChanceOverYears) -> str:
    """The time when the chance is 90 in 100, or that a hundred years are too few."""
    after = f"At least one {name}: the chance is 90 in 100 after {as_read(growth.until, _years)}"
    return (
        f"{after}, if it ever is ({_ends(growth.until)})."
        if is_late(middle(growth.until))
        else f"{after} ({_ends(growth.until)})."
    )


def _ends(q: Quantity) -> str:
    """The interval, with its unit said once."""
    if q.low is None or q.high is None:
        return NOT_COMPUTED
    low, high = _years(q.low), _years(q.high)
    both = f"{figures(q.low)}–{high}" if not (is_soon(q.low) or is_late(q.high)) else f"{low} to {high}"
    return f"90% interval {low if low == high else both}"


def _years(years: float) -> str:
    if is_soon(years):
        return "less than two months"
    return "more than 100 years" if is_late(years) else f"{figures(years)} years"
