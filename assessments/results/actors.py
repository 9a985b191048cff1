"""What actors amount to, each alone and by kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from assessments.results.breakdown import of_actors
from assessments.results.exposed import actor_rows, exposed_by
from assessments.results.result import Actor, Total, Totals

if TYPE_CHECKING:
    from assessments.results.rows import ActorRow
    from assessments.run import Run


def actors(run: Run) -> tuple[Actor, ...]:
    """Every actor with its harm, its share of it, the persons it exposes and its chances."""
    return tuple(_actor(run, row) for row in actor_rows(run))


def _actor(run: Run, row: ActorRow) -> Actor:
    share = of_actors(run)[row.actor]
    return Actor(
        actor=row.actor,
        foreign=row.foreign,
        harm=row.exposed.harm,
        share=share.middle,
        share_interval=share,
        persons_per_year=dict(row.exposed.persons_per_year),
        at_least_one=dict(row.exposed.at_least_one),
    )


def totals(run: Run) -> Totals:
    """Foreign states together, the viewpoint's own state, and all other actors together."""
    return Totals(
        foreign_states=_total(run, lambda row: row.foreign is True),
        own_state=_total(run, lambda row: row.foreign is False),
        others=_total(run, lambda row: row.foreign is None),
    )


def _total(run: Run, chosen: Callable[[ActorRow], bool]) -> Total | None:
    """What the actors of one kind amount to together; None where there is none."""
    actors = [row.actor for row in actor_rows(run) if chosen(row)]
    if not actors:
        return None
    exposed = exposed_by(run, actors)
    return Total(
        harm=exposed.harm,
        persons_per_year=dict(exposed.persons_per_year),
        at_least_one=dict(exposed.at_least_one),
    )
