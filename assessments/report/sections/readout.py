"""Section on the result as read on ordinal scales that other methods use."""

from __future__ import annotations

from assessments.conclusions.forecast import CUTS, likelihood_level, severity_level
from assessments.report.blocks import Cell, Column, Section, Table, Text, row
from assessments.report.cells import chance_pair
from assessments.report.sentences import actor_name, middle
from assessments.results.actors import all_actors, likelihood_bands
from assessments.results.result import Actor
from assessments.run import Run

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
