"""Reach as a table: whose readable data each state could order, the viewpoint's own state apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from assessments.report.blocks import Cell, Column, Section, Table, Text, row
from assessments.report.cells import with_ends
from assessments.report.sections.page_one import TIES
from assessments.report.sentences import actor_name, listed, number, people, percent
from assessments.results.reach import reach_rows

if TYPE_CHECKING:
    from assessments.results.reach_parts import ReachRow
    from assessments.run import Run

COLUMNS = (
    Column("State"),
    Column("Could order content of", True),
    Column("Share", True),
    Column("Any data of", True),
    Column("Content by tie"),
    Column("Standing", True),
    Column("On record worldwide"),
)
NOTE = (
    "People whose readable data one order about everybody, carried out, would yield. "
    "It says what a state could do, not what it does: no rate is part of it. "
    "Each tie has the share of people that it adds on average over all orders of ties."
)
PEOPLE_SHOWN = 0.5


def section(run: Run) -> Section:
    """Other states by their reach to content, the viewpoint's own state, and what these numbers are."""
    rows = reach_rows(run)
    return Section(
        "reach",
        "Whose readable data each state could order",
        (
            Text(NOTE, lead=True),
            _table("Foreign states, the widest reach first", [r for r in rows if r.foreign], "None has a tie."),
            _table("Their own state, apart", [r for r in rows if not r.foreign], "It has no tie."),
        ),
    )


def _table(caption: str, rows: Sequence[ReachRow], empty: str) -> Table:
    content = [each for each in rows if each.of_class == "content"]
    any_data = {each.actor: each for each in rows if each.of_class == "any"}
    return Table(caption, COLUMNS, tuple(_cells(each, any_data[each.actor]) for each in content), empty)


def _cells(content: ReachRow, any_data: ReachRow) -> tuple[Cell, ...]:
    return row(
        actor_name(content.actor),
        with_ends(content.persons, people),
        Cell(percent(content.share.middle), content.share.middle),
        with_ends(any_data.persons, people),
        _ties(content),
        Cell(people(any_data.standing.middle), any_data.standing.middle),
        _record(content),
    )


def _ties(content: ReachRow) -> str:
    """The share of each tie by which there is any reach, the largest first."""
    people_by_tie = {tie: q.middle for tie, q in content.by_tie.items() if q.middle > PEOPLE_SHOWN}
    whole, ties = sum(people_by_tie.values()), sorted(people_by_tie.items(), key=lambda tie: -tie[1])
    return ", ".join(f"{TIES[tie]} {percent(people / whole)}" for tie, people in ties)


def _record(content: ReachRow) -> str:
    """What the state is known to have done anywhere."""
    record = content.record
    counts = ((record.takings, "takings"), (record.placed, "staff placed"), (record.orders, "accounts ordered a year"))
    return listed([f"{number(count)} {what}" for count, what in counts if count]) or "nothing"
