"""The verdict of a comparison of two apps: which reaches more, per 100,000 users too, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assessments.report.blocks import Block, Figure, Text
from assessments.report.cells import tightly
from assessments.report.figures.chart import LOGARITHMIC, Axis, Chart, Mark
from assessments.report.glossary import HARMED, HARMED_FIRST
from assessments.report.sentences import OF_SIDE, figures, percent, the_state
from assessments.results.actors import people_counted, totals_by_side
from assessments.results.comparison.compared import riskier
from assessments.results.quantity import NOBODY
from assessments.results.reach import content_rows

if TYPE_CHECKING:
    from assessments.results.comparison.compared import Side
    from assessments.results.part import Quantity
    from assessments.results.reach_parts import ReachRow
    from assessments.run import Run
    from risk.catalogue import Side as ActorSide

USERS = 100_000.0
ALIKE = 1.05


@dataclass(frozen=True)
class _App:
    """One of the two: its assessment in simulations, and the foreign state with the widest reach."""

    run: Run
    widest: ReachRow | None

    @property
    def name(self) -> str:
        """The app by its name."""
        return self.run.data_map.app.name

    @property
    def reached(self) -> float:
        """The people within reach of that state."""
        return self.widest.persons.middle if self.widest else 0.0

    @property
    def harms(self) -> dict[ActorSide, Quantity]:
        """Severe equivalents a year of each side of actors that acts."""
        return {side: total.harm for side, total in totals_by_side(self.run).items()}

    def per_users(self, side: ActorSide) -> float:
        """Severe equivalents a year of a side for each 100,000 people counted."""
        counted = people_counted(self.run).middle
        return USERS * self.harms.get(side, NOBODY).middle / counted if counted else 0.0


def two_apps(one: Side, other: Side) -> bool:
    """Whether the sides are different apps and not two states of one."""
    return one.data_map.app.name != other.data_map.app.name


def verdict(*runs: Run) -> tuple[Block, ...]:
    """Two sentences that say which of two apps reaches more and is riskier, then both over each other.

    Args:
        runs: Both apps, in draws where there are any.
    """
    one, other = map(_app, runs)
    return Text(_reach_sentence(one, other), lead=True), Text(_risk_sentence(one, other)), _figure(one, other)


def _app(run: Run) -> _App:
    rows = (row for row in content_rows(run) if row.foreign)
    widest = max(rows, key=lambda row: row.persons.middle, default=None)
    return _App(run, widest)


def _reach_sentence(one: _App, other: _App) -> str:
    """How many times as many people the one app puts within reach of a state as the other."""
    more, less = sorted((one, other), key=lambda app: -app.reached)
    if more.widest is None or more.reached <= 0.0:
        return "Neither app puts content within reach of a foreign state."
    state, people = the_state(more.widest.actor.removeprefix("state:")), figures(more.reached)
    if less.reached <= 0.0:
        return f"{more.name} puts content of {people} people within reach of {state}; {less.name} of nobody."
    times = more.reached / less.reached
    if times < ALIKE:
        return f"Both put content of about as many people within reach: {people} and {figures(less.reached)}."
    return (
        f"{more.name} puts content of about {figures(times)} times as many people within reach of {state} as "
        f"{less.name} does of any foreign state."
    )


def _risk_sentence(one: _App, other: _App) -> str:
    """The harm per 100,000 users of both, each side of actors apart, and which is riskier for foreign states."""
    sides = [side for side in OF_SIDE if side in one.harms or side in other.harms]
    both = [f"by {OF_SIDE[side]} {figures(one.per_users(side))} and {figures(other.per_users(side))}" for side in sides]
    names = f"{one.name} and {other.name}"
    sentence = f"{HARMED_FIRST} a year per 100,000 users, {names}: {'; '.join(both) or 'none'}."
    share = riskier(one.run, other.run)
    if share is None:
        return sentence
    name, sure = (one.name, share) if share >= 0.5 else (other.name, 1.0 - share)
    return f"{sentence} By foreign states {name} does more harm in all in {percent(sure)} of simulations."


def _figure(one: _App, other: _App) -> Figure:
    """Reach and harm of both over each other, on one log axis."""
    marks = tuple(
        mark
        for title, quantities in (
            ("content within reach", [(app.name, app.widest.persons) for app in (one, other) if app.widest]),
            (f"{HARMED} a year by foreign states", _foreign(one, other)),
        )
        for name, q in quantities
        for mark in (_mark(f"{name}: {title}", q),)
    )
    title = f"{one.name} beside {other.name}"
    chart = Chart("bars", title, marks, Axis("people", log=True, drawn=LOGARITHMIC))
    return Figure(chart, chart.alt, "Points are middle values; lines are 90% intervals.")


def _foreign(*apps: _App) -> list[tuple[str, Quantity]]:
    """The harm by foreign states of each app on which one acts."""
    return [(app.name, app.harms["foreign_states"]) for app in apps if "foreign_states" in app.harms]


def _mark(name: str, q: Quantity) -> Mark:
    return Mark(name, q.middle, x_low=q.low, x_high=q.high, text=tightly(q, figures))
