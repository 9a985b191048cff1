"""What the result rests on that nobody has stated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assessments.report.blocks import Block, Cell, Column, Notice, Section, Table, Text, row
from assessments.report.cells import drawn_words, with_ends
from assessments.report.estimate_words import estimate_words
from assessments.report.questions import question
from assessments.report.sentences import by_percent, interval, listed, middle, percent
from assessments.results.breakdown import moved_by, rests_on_assumed
from assessments.results.ledger import assumed

if TYPE_CHECKING:
    from assessments.results.rows import LedgerRow
    from assessments.run import Run

MOST = 10
ENCRYPTED = "{} taken to be encrypted on the way, since the map does not say."
COLUMNS = (
    Column("Question"),
    Column("Assumed (stated range)", numeric=True),
    Column("Moves harm", numeric=True),
    Column("Why this value"),
)


def section(run: Run) -> Section:
    """The part of the result that is assumed, and the assumed numbers that move most."""
    rests = rests_on_assumed(run)
    said = (
        f"{percent(middle(rests))} of the harm found ({interval(rests, percent)}) rests on numbers that nobody stated; "
        "they come from the catalogue, the same for every state."
    )
    rows = tuple(_row(run, found) for found in assumed(run, MOST))
    table = Table("Assumed numbers, the ones that move most first", COLUMNS, rows, "Nothing is assumed.")
    note = Text(
        f"Moves harm: by how many percent the harm index rises when the number rises by one percent{drawn_words(run)}."
    )
    return Section("assumptions", "What rests on assumptions", (Text(said), *_supplied(run), table, note))


def _supplied(run: Run) -> tuple[Block, ...]:
    """What the reader added to the map: whole parts by name, and how many flows were taken to be encrypted."""
    supplied, data_map = run.data_map.assumed, run.data_map
    parts = [f"systems.{id}" for id in data_map.systems] + [f"flows.{flow.id}" for flow in data_map.flows]
    whole = [part for part in parts if part in supplied]
    unsaid = sum(f"{part}.in_transit" in supplied for part in parts)
    said = [f"Supplied because the map does not say it: {listed(whole)}."] if whole else []
    said += [ENCRYPTED.format("One flow is" if unsaid == 1 else f"{unsaid} flows are")] if unsaid else []
    return tuple(Notice(text, "assumed") for text in said)


def _row(run: Run, found: LedgerRow) -> tuple[Cell, ...]:
    value = Cell(estimate_words(found.number), found.number.best, assumed=True)
    moves = with_ends(moved_by(run, found), by_percent)
    return row(question(run.data_map, found.number.address), value, moves, found.number.estimate.why or "")
