"""In whose hands the data may end up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assessments.report.blocks import Cell, Column, Figure, Section, Table, Text, about, row
from assessments.report.cells import INTERVAL, chance_pair, people_pair, share_known
from assessments.report.figures.chart import Axis, Chart, Mark
from assessments.report.sentences import actor_name, middle, percent
from assessments.results.actors import by_share, leading
from assessments.results.breakdown import of_actors

if TYPE_CHECKING:
    from assessments.results.quantity import Quantity
    from assessments.results.result import Actor
    from assessments.run import Run

COLUMNS = (
    Column("Actor"),
    Column("People a year, level 3+", numeric=True),
    INTERVAL,
    Column("At least one event in 5 years", numeric=True),
    INTERVAL,
    Column("Share of harm", numeric=True),
)
SHORT = (Column("Actor"), Column("Level 3+ a year", numeric=True), INTERVAL, Column("Of harm", numeric=True))


def section(run: Run) -> Section:
    """States, foreign and own alike, in one list; criminals, insiders and buyers in another."""
    states = [r for r in leading(run) if r.foreign is not None]
    others = [r for r in leading(run) if r.foreign is None]
    blocks = (
        Table(
            "States, foreign and own alike",
            COLUMNS,
            tuple(_row(run, r) for r in states),
            "No state has a way to the data.",
        ),
        Table(
            "Criminals, insiders, buyers",
            COLUMNS,
            tuple(_row(run, r) for r in others),
            "None has a way to the data.",
        ),
        Text(
            "Every state is judged by the same method and the same defaults. What others than states might do says "
            "nothing about the owner. Middle estimates of parts do not add up to that of the whole; shares of harm are "
            "brought to add up to it. States on record and all others count on every map; break-ins and covert access "
            "are counted once for each organisation, however many systems of it the map names."
        ),
        _figure(run),
    )
    return Section("actors", "Actors", blocks)


def lists(run: Run) -> tuple[Table, Table]:
    """The two lists with people and shares alone, for a page with little room."""
    states = tuple(_short(run, r) for r in leading(run) if r.foreign is not None)
    others = tuple(_short(run, r) for r in leading(run) if r.foreign is None)
    return (
        Table("States, foreign and own alike", SHORT, states, "No state has a way to the data."),
        Table("Criminals, insiders, buyers", SHORT, others, "None has a way to the data."),
    )


def _short(run: Run, found: Actor) -> tuple[Cell, ...]:
    own = ", own" if found.foreign is False else ""
    people, share = people_pair(found.persons_per_year[3]), of_actors(run)[found.actor]
    return row(actor_name(found.actor) + own, *about(found.actor, *people, share_known(share)))


def _row(run: Run, found: Actor) -> tuple[Cell, ...]:
    exposed = found
    own = " – the viewpoint's own" if found.foreign is False else ""
    people, chance = people_pair(exposed.persons_per_year[3]), chance_pair(exposed.at_least_one[5])
    cells = (*people, *chance, share_known(of_actors(run)[found.actor]))
    return row(actor_name(found.actor) + own, *about(found.actor, *cells))


def _figure(run: Run) -> Figure:
    shares = [(r, of_actors(run)[r.actor]) for r in by_share(run)]
    marks = tuple(share_mark(actor_name(r.actor), share) for r, share in shares)
    title = "Share of all harm by actor"
    spans = "" if run.uncertain is None else " Bars end at middle estimates; lines are 90% intervals."
    alt = "; ".join(f"{actor_name(r.actor)}: {share_known(of).text}" for r, of in shares) or "no actor"
    return Figure(
        Chart("bars", title, marks, Axis("% of all severe equivalents a year")),
        alt,
        f"{title}, states and others in one order.{spans}",
    )


def share_mark(name: str, share: Quantity) -> Mark:
    """A bar of an actor's share of all harm, in percent, with its interval."""
    low, high = (None if end is None else 100.0 * end for end in (share.low, share.high))
    return Mark(name, 100.0 * middle(share), x_low=low, x_high=high, text=percent(middle(share)))
