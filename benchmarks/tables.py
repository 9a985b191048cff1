"""Cells and tables of the page of results: times, ratios, names of maps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]
UNITS = (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6))


def time_text(seconds: float) -> str:
    """A time in the unit that suits it, with two digits."""
    unit, size = next((unit_size for unit_size in UNITS if seconds >= 0.9995 * unit_size[1]), UNITS[-1])
    return f"{_two_digits(seconds / size)} {unit}"


def _two_digits(number: float) -> str:
    return f"{number:,.0f}" if number >= 9.95 else f"{number:.1f}"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The lines of a Markdown table."""
    yield f"| {' | '.join(heads)} |"
    yield f"|{' --- |' * len(heads)}"
    yield from (f"| {' | '.join(cell.replace('|', '¦') for cell in row)} |" for row in rows)


def cell(row: Row) -> str:
    """The median time of a row with its ends, or the reason why it was stopped."""
    if "median" not in row:
        return str(row.get("stopped", ""))
    if row["runs"] == 1:
        return f"{time_text(row['median'])}, once"
    return f"{time_text(row['median'])} ({time_text(row['min'])}–{time_text(row['max'])})"


def seconds_text(row: Row) -> str:
    """The time of a row, or the reason why it was stopped."""
    return time_text(row["seconds"]) if "seconds" in row else row.get("stopped", "")


def times_as_long(theirs: float | None, ours: float | None) -> str:
    """A time as a multiple of ours."""
    return "" if theirs is None or ours is None else f"{theirs / ours:.2g}"


def needed(trials: Row) -> str:
    """The time that a standard error of one percent takes, with the number of trials."""
    if "needed" not in trials:
        return str(trials["stopped"])
    return f"{time_text(trials['needed'])} ({trials['needed_trials']:,.0f})"


def error(value: float | None, exact: float | None) -> str:
    """The error of a value, in percent of the exact one."""
    return "" if value is None or exact is None else f"{(value / exact - 1) * 100:+,.0f} %"


def named(row: Row) -> list[str]:
    """The first two cells of a row: the map, and its systems where it is a generated one."""
    shipped = not row["systems"]
    return [f"`{row['map']}`" if shipped else row["map"], "" if shipped else f"{row['systems']}"]


def from_to(seconds: Sequence[float]) -> str:
    """The shortest and the longest of some times."""
    return f"{time_text(min(seconds))}–{time_text(max(seconds))}"


def row_of(rows: Iterable[Row], name: str, systems: int) -> Row:
    """The row of a map; empty where there is none."""
    return next((row for row in rows if (row["map"], row["systems"]) == (name, systems)), {})


def ratio_of(theirs: Row, ours: Row) -> float | None:
    """Their time of one more value over ours; None where either was not measured."""
    both = "again" in theirs and "again" in ours
    return theirs["again"]["median"] / ours["again"]["median"] if both else None


def over(row: Row, measured: str) -> float | None:
    """The time of one way of drawing over that of all draws together; None where it was not measured."""
    return row[measured] / row["seconds"] if measured in row else None
