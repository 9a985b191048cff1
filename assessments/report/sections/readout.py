"""Section on the result as read on ordinal scales that other methods use."""

from __future__ import annotations

from assessments.report.blocks import Cell, Column, Section, Table, Text, row
from assessments.report.cells import chance_pair
from assessments.report.sentences import actor_name, middle
from assessments.results.actors import all_actors, likelihood_bands
from assessments.results.parts import Total
from assessments.results.result import Actor
from assessments.run import Run

CUTS = (0.05, 0.20, 0.55)
PART, MANY = 0.01, 100.0
COLUMNS = (
    Column("Actor"),
    Column("At least one event in 5 years", numeric=True),
    Column("90% interval"),
    Column("Likelihood level", numeric=True),
    Column("Simulations in 100 at level 1 · 2 · 3 · 4", numeric=True),
    Column("Severity level", numeric=True),
)
NOTE = (
    "Levels of likelihood from the chance over five years: below 5 in 100 is 1, below 20 is 2, below 55 is 3, from "
    "there on 4. Level of severity: the highest that at least 1% of those exposed or 100 people a year reach. Both "
    "are conventions for comparing with other methods; they are never multiplied, and no result here comes from "
    "them. A matrix made from them has no single dot for an actor: simulations spread over its cells."
)


def section(run: Run) -> Section:
    """Levels of likelihood and severity by actor."""
    rows = tuple(_row(run, actor) for actor in all_actors(run))
    table = Table("Levels of likelihood and severity by actor", COLUMNS, rows, "No actor has a way to the data.")
    return Section("read-out", "Levels for other methods", (Text(NOTE), table), appendix=True)


def _row(run: Run, actor: Actor) -> tuple[Cell, ...]:
    likely, severe = likelihood_level(middle(actor.at_least_one[5])), severity_level(actor)
    return row(
        actor_name(actor.actor),
        *chance_pair(actor.at_least_one[5]),
        Cell(str(likely), likely),
        Cell(_spread(run, actor.actor)),
        Cell(str(severe), severe),
    )


def _spread(run: Run, actor: str) -> str:
    shares = likelihood_bands(run, actor, CUTS)
    return "not computed" if shares is None else " · ".join(f"{100 * share:.0f}" for share in shares)


def likelihood_level(p: float) -> int:
    """1 to 4 from the probability over five years."""
    return 1 + sum(p >= cut for cut in CUTS)


def severity_level(exposed: Actor | Total) -> int:
    """The highest level that a hundredth of the exposed, or a hundred people a year, reach."""
    persons = {n: middle(q) for n, q in exposed.persons_per_year.items()}
    return max((n for n, p in persons.items() if p > 0 and (p >= PART * persons[1] or p >= MANY)), default=0)
