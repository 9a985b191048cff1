"""Evidence of defaults in words: a table of all of them, or one down to the rows that were counted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from assessments.report.blocks import Block, Cell, Column, Heading, NamedCells, Section, Table, Text, row
from assessments.report.sentences import count_in_digits, figures, span
from assessments.results.default_evidence import Cells, DefaultEvidence, EvidenceResult, evidence_of
from risk.record.loading import record_of_map

if TYPE_CHECKING:
    from assessments.run import Run
    from risk.inputs import Input

TITLE = "Where the defaults come from"
NOTE = (
    "A default stands where a map states no number. Counted: events in a class that fits. "
    "Bracketed: between two classes. Judged: no class was found."
)
COLUMNS = (Column("Default"), Column("Kind"), Column("Best (90 %)"), Column("Counted"), Column("Sources"))
LONG = ("address", "doubt")
"""Columns of rows that are told below their table, for they hold more than a few words."""
MOST_ROWS = 40
"""Rows of a table that a page shows; programs get all of them."""


def section(result: EvidenceResult) -> Section:
    """A table of all defaults, or everything that is known about those asked about."""
    every = result.address is None
    blocks = (
        _as_table(result) if every else tuple(block for default in result.defaults for block in _blocks_of(default))
    )
    return Section("defaults", TITLE, blocks)


def behind(run: Run, number: Input) -> tuple[Block, ...]:
    """Everything that is known about the default a number stands on, down to its rows; nothing for one that is stated.

    The rows are those of the record that the map is assessed on.
    """
    if number.evidence is None:
        return ()
    defaults = evidence_of(number.address, record_of_map(run.data_map)).defaults
    own = [default for default in defaults if (default.address, default.of or "") == number.evidence]
    return tuple(block for default in own for block in _blocks_of(default))


def _as_table(result: EvidenceResult) -> tuple[Block, ...]:
    rows = tuple(
        row(
            _name(default),
            default.kind,
            _value(default),
            _counts(default),
            ", ".join(source.name for source in default.sources),
        )
        for default in result.defaults
    )
    more = Text("datareach evidence ADDRESS tells of one of them, down to its rows.")
    return (Text(NOTE, lead=True), Table("Every default", COLUMNS, rows), more)


def _name(default: DefaultEvidence) -> str:
    return f"{default.address}: {default.of}" if default.of else default.address


def _value(default: DefaultEvidence) -> str:
    """The best value with its 90 % interval and unit."""
    after = f" a {default.per}" if default.per else f" {default.unit}" if default.unit else ""
    if default.range is not None:
        low, best, high = default.range
        return f"{figures(best)} ({span(low, high)}){after}"
    if default.exact is not None:
        return f"{figures(default.exact)}, exactly{after}"
    return f"from rows{after}" if default.best_from == "rows" else "uniform"


def _counts(default: DefaultEvidence) -> str:
    """How many were counted, in how many."""
    if default.k is None or default.n is None:
        return ""
    counted = f"{count_in_digits(default.k)} {default.counted or ''}".rstrip()
    return f"{counted} in {count_in_digits(default.n)} {default.counted_in}"


def _blocks_of(default: DefaultEvidence) -> Iterator[Block]:
    yield Heading(_name(default))
    yield NamedCells(tuple((name, Cell(text)) for name, text in _facts(default) if text))
    yield from (_sources(default),) if default.sources else ()
    for table, rows in (default.rows or {}).items():
        used = [name for name in (rows[0] if rows else ()) if any(cells[name] not in (None, "") for cells in rows)]
        same = [name for name in used if len(rows) > 1 and len({cells[name] for cells in rows}) == 1]
        short = [name for name in used if name not in (*LONG, *same)]
        first_rows = rows[:MOST_ROWS]
        columns = tuple(Column(name.replace("_", " ")) for name in short)
        cells_shown = tuple(row(*(_cell(cells[name]) for name in short)) for cells in first_rows)
        yield Table(f"Rows of {table.replace('_', ' ')} ({len(rows):,})", columns, cells_shown, "none of this state")
        if told := [f"{name.replace('_', ' ')} {_cell(rows[0][name])}" for name in same if name not in LONG]:
            yield Text(f"The same in each row: {', '.join(told)}.")
        if len(rows) > MOST_ROWS:
            yield Text(f"… and {len(rows) - MOST_ROWS:,} more; datareach evidence prints all of them as JSON.")
        if set(used) & set(LONG):
            yield NamedCells(tuple((str(cells["id"]), Cell(_long(cells))) for cells in first_rows))


def _facts(default: DefaultEvidence) -> Iterator[tuple[str, str | None]]:
    yield "Kind", default.kind
    yield "Best (90 %)", _value(default)
    if default.of_state is not None:
        low, best, high = default.of_state.range
        yield f"Of {default.of_state.state}", f"{figures(best)} ({span(low, high)}) a {default.per}"
        yield (
            "Counted",
            ", ".join(f"{count_in_digits(count)} {counted}" for counted, count in default.of_state.counts.items()),
        )
    yield "Class", default.reference_class
    yield "Counts", _counts(default)
    yield "Cases", ", ".join(map(figures, default.cases or ()))
    yield "Best value from", default.best_from
    yield "Set by hand", default.by_hand
    yield "Between", "; ".join(default.between or ())
    yield "How chosen", default.chosen
    yield "Looked at", default.looked
    yield "Judged by", default.judged_by
    yield "Period", default.period
    yield "Leans", default.leans
    yield "Bias", default.bias


def _sources(default: DefaultEvidence) -> Table:
    columns = (Column("Source"), Column("Title"), Column("By"), Column("Date"), Column("Read"))
    rows = (
        row(source.name, Cell(source.title, link=source.url), source.publisher, source.date, source.read)
        for source in default.sources
    )
    return Table("Sources", columns, tuple(rows))


def _long(cells: Cells) -> str:
    """The doubt of a row, and its address."""
    return " ".join(str(cells[name]) for name in reversed(LONG) if cells[name])


def _cell(value: str | float | None) -> str:
    return "" if value is None else count_in_digits(value) if isinstance(value, float) else str(value)
