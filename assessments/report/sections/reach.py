"""Reach as a table: whose readable data each state could order, the viewpoint's own state apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assessments.conclusions.reach import average, parts_of_reach, ties_told
from assessments.report.blocks import Cell, Column, Section, Table, Text, row
from assessments.report.cells import with_ends
from assessments.report.reasons import group_name
from assessments.report.sections.page_one import on_record_words
from assessments.report.sentences import (
    TIES,
    actor_name,
    capital,
    chance_words,
    class_word,
    figures,
    in_brackets,
    people,
    per_100,
    percent,
)
from assessments.results.reach import reach_rows
from assessments.results.reach_parts import ReachRow, UnderReading
from assessments.results.states import told_class, yields_on_readings
from assessments.run import Run
from data_maps.model import DataMap

COLUMNS = (
    Column("State"),
    Column("Chance, content (in 100)", True),
    Column("Of how many, if so", True),
    Column("Chance, any data (in 100)", True),
    Column("Any data of, if so", True),
    Column("By tie"),
    Column("Standing", True),
    Column("On record worldwide"),
)
NOTE = (
    "Whether one order about everybody, carried out, would yield readable data, and of how many people if so. "
    "It says what a state could do, not what it does: no rate is part of it. "
    "Each tie has the share of people that it adds on average over all orders of ties."
)
OF_WHOM = (Column("State"), Column("Person-months, chance included", True), Column("Of whom"))
HOW_LONG = (
    "A person-month is one month of one person's data: of each person that which is kept longest counts. What is "
    "kept until it is deleted, or for a time nobody says, counts for the years over which options are compared."
)


def section(run: Run) -> Section:
    """Other states by their reach, the viewpoint's own state, and what these numbers are."""
    rows = reach_rows(run)
    of_class = told_class(run)
    told = [reach for reach in rows if reach.of_class == of_class]
    return Section(
        "reach",
        "Whose readable data each state could order",
        (
            Text(NOTE, lead=True),
            _table("Foreign states, the widest reach first", [r for r in rows if r.foreign], "None has a tie."),
            _table("Their own state, apart", [r for r in rows if not r.foreign], "It has no tie."),
            Text(HOW_LONG),
            _of_whom(run, [r for is_foreign in (True, False) for r in told if r.foreign is is_foreign]),
        ),
    )


def _of_whom(run: Run, rows: Sequence[ReachRow]) -> Table:
    """How much of whose data each state could order, on the map and on each of its readings."""
    readings = tuple(run.data_map.readings)
    columns = (*OF_WHOM, *(Column(f"On reading: {name}", True) for name in readings))
    caption = f"{capital(class_word(told_class(run)))} within reach: how long it is kept, of whom, and on each reading"
    return Table(caption, columns, tuple(_whose(run, reach, readings) for reach in rows))


def _whose(run: Run, reach: ReachRow, readings: Iterable[str]) -> tuple[Cell, ...]:
    by_reading = yields_on_readings(run, reach.actor.removeprefix("state:"), reach.of_class)
    months = with_ends(reach.person_months, figures)
    cells = (if_so_cell(by_reading.get(name)) for name in readings)
    return row(actor_name(reach.actor), months, _groups(run.data_map, reach), *cells)


def _groups(data_map: DataMap, reach: ReachRow) -> str:
    """The part of each group in those within reach, the largest first; groups of less than a hundredth are left out."""
    parts = parts_of_reach(reach.by_group).items()
    return ", ".join(f"{group_name(data_map, group)} {percent(part)}" for group, part in parts) or "nobody"


def if_so_cell(made: ReachRow | UnderReading | None) -> Cell:
    """The chance that a state could order data, and of how many people if so; none where it has none."""
    if made is None or not average(made.chance):
        return Cell("none", 0.0)
    chance = f"{chance_words(made.chance)}{in_brackets(made.chance, per_100)}"
    return Cell(f"{chance}, if so {with_ends(made.if_so, people).text}", average(made.chance))


def _table(caption: str, rows: Sequence[ReachRow], empty: str) -> Table:
    content = [reach for reach in rows if reach.of_class == "content"]
    any_data = {reach.actor: reach for reach in rows if reach.of_class == "any"}
    return Table(caption, COLUMNS, tuple(_cells(reach, any_data[reach.actor]) for reach in content), empty)


def _cells(content: ReachRow, any_data: ReachRow) -> tuple[Cell, ...]:
    return row(
        actor_name(content.actor),
        *_yield(content),
        *_yield(any_data),
        _ties(content) or _ties(any_data),
        with_ends(any_data.standing, people),
        on_record_words(content.record),
    )


def _yield(reach: ReachRow) -> tuple[Cell, Cell]:
    """The chance that a state could order data of a class, and of how many people if so."""
    chance = average(reach.chance)
    if not chance:
        return Cell("0", 0.0), Cell("–")
    return Cell(f"{per_100(chance)}{in_brackets(reach.chance, per_100)}", chance), with_ends(reach.if_so, people)


def _ties(reach: ReachRow) -> str:
    """The share of each tie by which there is any reach, the largest first."""
    people_by_tie = ties_told(reach)
    whole = sum(people_by_tie.values())
    return ", ".join(f"{TIES[tie]} {percent(people / whole)}" for tie, people in people_by_tie.items())
