"""How likely an event is, the longer one waits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from assessments.report.blocks import Cell, Column, Figure, Section, Table, Text, row
from assessments.report.cells import INTERVAL, chance_pair
from assessments.report.figures.charts import YEAR_AXES, curve
from assessments.report.sentences import NOT_COMPUTED, chance, figures, middle, with_interval
from assessments.results.years import ANY, BULK, YEARS, OverYears, by_kind

if TYPE_CHECKING:
    from assessments.results.quantity import Quantity
    from assessments.run import Assessment

TITLE = "Chance of at least one event within so many years"
SOON = 0.15
LONG = {ANY: "any event", BULK: "in bulk, by a state"}
SHORT = {ANY: "any event", BULK: "state, in bulk"}
COLUMNS = (
    Column("Within"),
    Column("Any event", numeric=True),
    INTERVAL,
    Column("In bulk, by a state", numeric=True),
    INTERVAL,
)
NOTE = (
    "Trials, such as whether an order is carried out, are made anew each time; states, such as whether a law reaches a "
    "party, stay as they are. So a chance grows with the years only up to that of the states that it needs. Nothing on "
    "the map changes meanwhile, and no rate does."
)


def section(assessment: Assessment) -> Section:
    """The chance by years, as a picture and as a table, and when it is 90 in 100."""
    found = by_kind(assessment)
    rows = tuple(_row(years, found) for years in YEARS)
    untils = " ".join(_until(LONG[name], each) for name, each in found.items())
    return Section(
        "over-years", "The longer one waits", (_figure(found), Table(TITLE, COLUMNS, rows), Text(untils), Text(NOTE))
    )


def _figure(found: Mapping[str, OverYears]) -> Figure:
    lines = [(SHORT[name], [middle(each.chances[t]) for t in YEARS]) for name, each in found.items()]
    known = [list(each.chances.values()) for each in found.values()]
    bands = [([q.low or 0.0 for q in each], [q.high or 0.0 for q in each]) for each in known if each[0].low is not None]
    said = "; ".join(f"{LONG[name]} {_said(each)}" for name, each in found.items())
    shown = (
        "lines are middle values, shaded are 90% intervals" if bands else "at the best values; interval not computed"
    )
    svg = curve(TITLE, YEARS, lines, bands, axes=YEAR_AXES, straight=True)
    return Figure(svg, said, f"{TITLE}; years on a log axis ({shown}).")


def _said(found: OverYears) -> str:
    return ", ".join(f"{with_interval(found.chances[t], chance)} {_within(t)}" for t in YEARS[::3])


def _within(years: float) -> str:
    return f"within {years:g} year{'s' if years > 1 else ''}"


def _row(years: float, found: Mapping[str, OverYears]) -> tuple[Cell, ...]:
    chances = (cell for each in found.values() for cell in chance_pair(each.chances[years]))
    return row(Cell(f"{years:g} year{'s' if years > 1 else ''}", years), *chances)


def _until(name: str, found: OverYears) -> str:
    """When the chance is 90 in 100, or that a hundred years are too few."""
    after = f"At least one, {name}: the chance is 90 in 100 after {_years(middle(found.until))}"
    return (
        f"{after}, if it ever is ({_ends(found.until)})."
        if _is_late(middle(found.until))
        else f"{after} ({_ends(found.until)})."
    )


def _ends(q: Quantity) -> str:
    """The interval, with its unit said once."""
    if q.low is None or q.high is None:
        return NOT_COMPUTED
    low, high = _years(q.low), _years(q.high)
    both = f"{figures(q.low)}–{high}" if q.low >= SOON and not _is_late(q.high) else f"{low} to {high}"
    return f"90% interval {low if low == high else both}"


def _years(years: float) -> str:
    if years < SOON:
        return "less than two months"
    return "more than 100 years" if _is_late(years) else f"{figures(years)} years"


def _is_late(years: float) -> bool:
    return years > YEARS[-1]
