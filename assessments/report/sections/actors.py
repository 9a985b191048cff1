"""Section on the actors that may end up with the data: foreign states, the own state and others, each apart."""

from __future__ import annotations

from collections.abc import Mapping

from assessments.report.blocks import Cell, Column, Figure, Section, Table, Text, cells_about, row
from assessments.report.cells import INTERVAL, chance_pair, people_pair, with_ends
from assessments.report.figures.chart import Chart, Mark, spread_axis
from assessments.report.glossary import HARMED, HARMED_FIRST
from assessments.report.sections.people import condition
from assessments.report.sentences import actor_name, middle
from assessments.results.actors import SIDES, by_harm, leading
from assessments.results.result import Actor
from assessments.run import Run
from risk.catalogue import Side

COLUMNS = (
    Column("Actor"),
    Column("People a year, level 3+", numeric=True),
    INTERVAL,
    Column("At least one event in 5 years", numeric=True),
    INTERVAL,
    Column(f"{HARMED_FIRST} a year", numeric=True),
)
SHORT = (Column("Actor"), Column("Level 3+ a year", numeric=True), INTERVAL, Column(HARMED_FIRST, numeric=True))
CAPTIONS: Mapping[Side, str] = {
    "foreign_states": "Foreign states",
    "own_state": "Their own state, apart",
    "others": "Criminals, insiders, buyers",
}
NONE: Mapping[Side, str] = {
    "foreign_states": "No foreign state has a way to the data.",
    "own_state": "It has no way to the data.",
    "others": "None has a way to the data.",
}
NOTE = (
    "Nobody knows whether that is so here. Every state is judged by the same method and the same defaults. What others "
    "than states might do says nothing about the owner. Middle estimates of parts do not add up to that of the whole. "
    "States on record and all others count on every map. Break-ins and covert access are counted once for each "
    "organisation, however many of its systems the map names."
)


def section(run: Run) -> Section:
    """Foreign states in one list, the viewpoint's own in another, criminals, insiders and buyers in a third."""
    tables = (
        Table(CAPTIONS[side], COLUMNS, tuple(_row(actor) for actor in _actors_of_side(run, side)), NONE[side])
        for side in SIDES
    )
    return Section(
        "actors",
        "Actors",
        (*tables, Text(f"What it would come to {condition(run)}. {NOTE}"), _figure(run)),
    )


def lists(run: Run) -> tuple[Table, ...]:
    """The lists of actors with people and harm alone, for a page with little room."""
    return tuple(
        Table(CAPTIONS[side], SHORT, tuple(_short(actor) for actor in _actors_of_side(run, side)), NONE[side])
        for side in SIDES
    )


def _actors_of_side(run: Run, side: Side) -> list[Actor]:
    return [actor for actor in leading(run) if actor.foreign is SIDES[side]]


def _short(actor: Actor) -> tuple[Cell, ...]:
    cells = (*people_pair(actor.persons_per_year[3]), with_ends(actor.harm))
    return row(actor_name(actor.actor), *cells_about(actor.actor, *cells))


def _row(actor: Actor) -> tuple[Cell, ...]:
    people, chance = people_pair(actor.persons_per_year[3]), chance_pair(actor.at_least_one[5])
    return row(actor_name(actor.actor), *cells_about(actor.actor, *people, *chance, with_ends(actor.harm)))


def _figure(run: Run) -> Figure:
    marks = tuple(harm_mark(actor) for actor in by_harm(run))
    axis = spread_axis(f"{HARMED} a year", marks)
    spans = "" if not run.settings.draws else " Bars end at middle estimates; lines are 90% intervals."
    alt = "; ".join(f"{mark.name}: {mark.text}" for mark in marks) or "no actor"
    return Figure(Chart("bars", title(run), marks, axis), alt, f"{title(run)}, each by itself.{spans}")


def title(run: Run) -> str:
    """The title of the figure."""
    return f"{HARMED_FIRST} a year by actor, {condition(run)}"


def harm_mark(actor: Actor) -> Mark:
    """A bar of an actor's harm, with its interval; the own state says that it is."""
    q, own = actor.harm, ", own state" if actor.foreign is False else ""
    return Mark(actor_name(actor.actor), middle(q), x_low=q.low, x_high=q.high, text=f"{with_ends(q).text}{own}")
