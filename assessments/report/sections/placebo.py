"""Readings and placebo: the same map as each side reads it, with another owner, and drawn otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from assessments.conclusions.reach import owner_matters
from assessments.conclusions.sure import is_below_0
from assessments.report.blocks import Block, Cell, Column, NamedCells, Section, Table, Text, cells_about, row
from assessments.report.cells import with_ends
from assessments.report.glossary import HARMED
from assessments.report.option_words import owner_words
from assessments.report.questions import question
from assessments.report.reasons import data_name, place_name
from assessments.report.sections.reach import if_so_cell
from assessments.report.sentences import (
    actor_name,
    as_read,
    class_word,
    enumerated,
    figures,
    is_minus,
    number,
    people,
    span,
    the_actor,
    the_state,
)
from assessments.results.actors import totals_by_side
from assessments.results.beside import placebo
from assessments.results.part import Quantity
from assessments.results.quantity import NOBODY
from assessments.results.reach import on_the_map, reach_rows, rows_of_class, screened_rows
from assessments.results.reach_parts import Dispute, Joint, OtherMap, ReachRow, ReadAs, UnderReading
from assessments.results.readings import joint, reading_rows
from assessments.results.states import told_class, yields_on_readings
from assessments.results.summary import summary_parts
from assessments.run import Run
from risk.reach import Class

NOTE = (
    "The same map, as each side reads it, with an owner from another state, and drawn otherwise. "
    "What moves between them is in dispute, specific to the owner, or a matter of drawing."
)
HARM = f"Harm by foreign states, {HARMED} a year"


def section(run: Run) -> Section:
    """The share specific to the owner; then readings side by side, other owners, standing access and screening."""
    return Section("placebo", "Readings and placebo", tuple(_blocks(run)))


def _blocks(run: Run) -> Iterator[Block]:
    yield Text(NOTE, lead=True)
    yield from map(Text, _specific(run))
    yield from joint_statement(run)
    yield _placebo_table(run)
    if run.data_map.standing:
        yield _standing(run)
    if run.data_map.screened:
        yield _screened(run)


def joint_statement(run: Run) -> Iterator[Block]:
    """The readings side by side, what each dispute is worth and what nobody disputes; nothing without readings."""
    written = on_the_map(run)
    stated = joint(written)
    if stated is not None:
        yield _under_readings(written)
        yield from _grounds(run)
        yield _disputed(written, stated)
        yield Text(f"In no dispute are {len(stated.agreed)} numbers that the map states.")
        yield from (Text(_in_every_reading(run, address, number)) for address, number in stated.set_alike.items())


def _grounds(run: Run) -> Iterator[NamedCells]:
    """What each reading says that it rests on, as far as any does."""
    grounds = tuple((side.title, Cell(side.why)) for side in run.data_map.readings.values() if side.why)
    if grounds:
        yield NamedCells(grounds)


def _in_every_reading(run: Run, address: str, number: ReadAs) -> str:
    """What every reading says of a number."""
    return f"Every reading has the same here. {question(run.data_map, address)} {read_as(number).text}."


def _specific(run: Run) -> Iterator[str]:
    """The sentences on what this owner's state could order and another's could not, and the reverse."""
    yield from owner_words(summary_parts(run))
    if owner_matters(summary_parts(run).ownership_specific):
        alternatives = placebo(run)
        other = alternatives.own or alternatives.neutral
        yield _harm_specific(the_state(other.state or ""), other)


def _harm_specific(owner: str, other: OtherMap) -> str:
    """The sentence on the harm by foreign states that is specific to the owner."""
    harm = other.foreign_harm_moved
    if is_below_0(harm):
        return f"Harm by foreign states specific to the owner is negative: with one from {owner} it would be larger."
    return (
        f"Of the harm by foreign states, {as_read(harm, number)} {HARMED} a year would go with an owner from {owner}."
    )


def _under_readings(run: Run) -> Table:
    """The reach of each state, and the harm, on the map and under each reading."""
    rows, of_class = reading_rows(run), told_class(run)
    reach = rows_of_class(run, of_class)
    on_readings = {r.actor: yields_on_readings(run, r.actor.removeprefix("state:"), of_class) for r in reach}
    columns: list[tuple[str, Mapping[str, ReachRow | UnderReading]]] = [
        ("On the map", {row.actor: row for row in reach}),
        *((side.title, {actor: made[side.id] for actor, made in on_readings.items()}) for side in rows),
    ]
    harms = [_foreign_harm(run), *(side.foreign_harm for side in rows)]
    return _side_by_side(f"Whose {class_word(of_class)} could be ordered, as each side reads the map", columns, harms)


def _foreign_harm(run: Run) -> Quantity:
    total = totals_by_side(run).get("foreign_states")
    return NOBODY if total is None else total.harm


def _placebo_table(run: Run) -> Table:
    """The table of reach and harm with other owners and other drawings of the map."""
    alternatives, of_class = placebo(run), told_class(run)
    own = {row.actor: row for row in rows_of_class(run, of_class)}
    others = [
        other
        for other in (alternatives.own, alternatives.neutral, alternatives.coarser, alternatives.finer)
        if other is not None
    ]
    titles = [f"Owner in {the_state(other.state)}" for other in others if other.state] + ["Coarser", "Finer"]
    columns = [(title, _reach_of(other, of_class)) for title, other in zip(titles, others, strict=True)]
    harms = [_foreign_harm(run), *(other.foreign_harm for other in others)]
    caption = f"Whose {class_word(of_class)} could be ordered, with another owner or another drawing"
    return _side_by_side(caption, [("On the map", own), *columns], harms)


def _reach_of(other: OtherMap, of_class: Class) -> dict[str, ReachRow]:
    return {row.actor: row for row in other.reach if row.of_class == of_class}


def _side_by_side(
    caption: str, columns: Sequence[tuple[str, Mapping[str, ReachRow | UnderReading]]], harms: list[Quantity]
) -> Table:
    """A row for each state and one for the harm, a column for each map, of which two may be called alike."""
    actors = dict.fromkeys(actor for _, column in columns for actor in column)
    rows = [
        row(
            actor_name(actor),
            *cells_about(
                actor,
                *(if_so_cell(column.get(actor)) for _, column in columns),
            ),
        )
        for actor in actors
    ]
    return Table(
        caption,
        (Column("State"), *(Column(title, True) for title, _ in columns)),
        (*rows, row(HARM, *(with_ends(harm) for harm in harms))),
    )


def _disputed(run: Run, stated: Joint) -> Table:
    """Each number in dispute with the values of all sides and what it is worth."""
    sides = run.data_map.readings
    worth = f"People within reach of {the_actor(stated.actor)}"
    columns = (
        Column("In dispute"),
        *(Column(side.title, True) for side in sides.values()),
        Column(worth, True),
        Column("Harm by foreign states", True),
    )
    rows = (_dispute(run, dispute, list(sides)) for dispute in stated.disputed)
    caption = "What each dispute is worth" if stated.exact else "What each dispute is worth, about"
    return Table(caption, columns, tuple(rows), "The readings dispute no number.")


def _dispute(run: Run, dispute: Dispute, sides: list[str]) -> tuple[Cell, ...]:
    values = (read_as(dispute.values.get(side)) for side in sides)
    more = people(abs(dispute.persons))
    persons = f"{more} fewer" if is_minus(dispute.persons) else more
    worths = Cell(persons, dispute.persons), Cell(figures(dispute.foreign_harm), dispute.foreign_harm)
    return row(question(run.data_map, dispute.address), *cells_about(dispute.address, *values, *worths))


def read_as(value: ReadAs | None) -> Cell:
    """A number as a side has it, with its range if it has one."""
    if value is None or value.best is None:
        return Cell("not stated")
    if value.low is None or value.high is None:
        return Cell(figures(value.best), value.best)
    return Cell(f"{figures(value.best)} ({span(value.low, value.high)})", value.best)


def _standing(run: Run) -> Table:
    """Access that is not order by order: where, to which data, and to how many people's."""
    reached = {reach.actor: reach.standing for reach in reach_rows(run) if reach.of_class == "any"}
    data_map = run.data_map
    rows = (
        row(
            actor_name(f"state:{line.state}"),
            place_name(data_map, line.at),
            enumerated([data_name(data_map, data) for data in line.data]) if line.data else "all data there",
            with_ends(reached[f"state:{line.state}"], people),
            line.why or "",
        )
        for line in data_map.standing
    )
    columns = (Column("State"), Column("At"), Column("Data"), Column("People, over all places", True), Column("Why"))
    return Table("Standing access that the map states", columns, tuple(rows))


def _screened(run: Run) -> Table:
    """Content that parties look through themselves, which is no state's event."""
    data_map = run.data_map
    rows = (
        row(
            place_name(data_map, screened.by),
            screened.purpose or "not said",
            enumerated([data_name(data_map, data) for data in screened.data]),
            with_ends(screened.persons, people),
            data_map.sources[screened.source].title if screened.source else "no source given",
        )
        for screened in screened_rows(run)
    )
    columns = (Column("Looked through by"), Column("For"), Column("Data"), Column("People", True), Column("Source"))
    return Table("Content that parties look through themselves: in no sum and no event", columns, tuple(rows))
