"""Every number the result rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from assessments.report.blocks import Cell, Column, Section, Table, row
from assessments.report.cells import as_used, with_ends
from assessments.report.estimate_words import claim_words, estimate_words, grade_words, own_words, said_by
from assessments.report.sentences import by_percent, figures
from assessments.results.breakdown import moved_by
from assessments.results.evidence import instead_of
from assessments.results.ledger import LedgerRow, ledger_rows, ledger_rows_of_options
from assessments.results.options.table import options_of
from assessments.run import Run
from risk.inputs import Input, Origin

COLUMNS = (
    Column("Address"),
    Column("Value (stated range)", numeric=True),
    Column("As used (90% interval)", numeric=True),
    Column("Moves harm", numeric=True),
    Column("Grade"),
    Column("Who says so"),
    Column("Where"),
)

HISTORY = "Numbers that an own history moved"
LEARNED = (
    Column("Address"),
    Column("Default of its class", numeric=True),
    Column("Its own history"),
    Column("After its own history", numeric=True),
)

WHOSE: Mapping[Origin, str] = {
    "map": "the map's own",
    "history": "what its own history says",
    "catalogue": "the catalogue's default",
    "construction": "which holds where a map states nothing",
}


def section(run: Run) -> Section:
    """The ledger, what moves most first."""
    tables = [table(run, "Every number used, what moves most first", ledger_rows(run))]
    if options_of(run):
        caption = "Every number that only the comparison of options rests on"
        tables.append(table(run, caption, ledger_rows_of_options(run)))
    learned = tuple(entry for entry in ledger_rows(run) if entry.number.own)
    if learned:
        tables.append(Table(HISTORY, LEARNED, tuple(_learned(run, entry) for entry in learned)))
    return Section("ledger", "Ledger of all numbers", tuple(tables), appendix=True)


def _learned(run: Run, entry: LedgerRow) -> tuple[Cell, ...]:
    """A number before an own history, what that tells, and the number after it."""
    before, own = instead_of(run, entry.number), entry.number.own
    return row(
        entry.number.address,
        with_ends(before, figures) if before else "",
        own_words(own) if own else "",
        with_ends(entry.estimate, figures),
    )


def table(run: Run, caption: str, rows: Iterable[LedgerRow]) -> Table:
    """Some rows of the ledger."""
    return Table(caption, COLUMNS, tuple(_row(run, entry) for entry in rows))


def _row(run: Run, entry: LedgerRow) -> tuple[Cell, ...]:
    used = entry.number
    value = Cell(estimate_words(used), used.best, assumed=entry.assumed)
    moves = with_ends(moved_by(run, entry.number.address), by_percent) if entry.elasticity else Cell("0", 0.0)
    mark = "" if used.origin == "construction" else grade_words(run.data_map, used)
    return row(
        used.address,
        value,
        as_used(entry.estimate),
        moves,
        mark,
        _statement_words(run, used),
        used.place.cited if used.place else "",
    )


def _statement_words(run: Run, used: Input) -> str:
    """Who says so, what is said against it, and which number of whom that replaced."""
    claims = [f"; against it: {claim_words(run.data_map, claim)}" for claim in used.estimate.against]
    who, before = f"{said_by(run.data_map, used)}{''.join(claims)}", used.replaces
    if before is None:
        return who
    return f"{who}; replaces {estimate_words(before)}, {WHOSE[before.origin]}"
