"""What would close every route of an actor."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from assessments.report.blocks import Cell, Column, Section, Table, Text, row
from assessments.report.cells import INTERVAL, pair, share_known
from assessments.report.questions import question
from assessments.report.sentences import actor_name
from assessments.results.actors import leading
from assessments.results.choke_points import closings, left_without

if TYPE_CHECKING:
    from assessments.results.rows import Closing
    from assessments.run import Run

COLUMNS = (
    Column("If the answer were no"),
    Column("Harm that remains", numeric=True),
    INTERVAL,
    Column("Of all", numeric=True),
)
ACTORS, EACH = 5, 3
NOTE = (
    "The smallest sets of up to three conditions whose falling away leaves the actor no route at all. Where three "
    "are not enough, none is listed. What remains is the harm by all actors, in severe equivalents a year. Of all: its "
    "share of the harm as it is, with its 90% interval."
)


def section(run: Run) -> Section:
    """The choke points of the actors with the largest share of harm."""
    return of_actors(run)


def of_actors(run: Run, actor: str | None = None) -> Section:
    """The choke points of one actor, or of those with the largest share of harm."""
    return Section("choke-points", "Choke points", (Text(NOTE), *_tables(run, actor)))


def _tables(run: Run, actor: str | None) -> Iterator[Table]:
    for found in [r for r in leading(run, None if actor else ACTORS) if actor in (None, r.actor)]:
        found_closings = closings(run, found.actor)
        first = sorted(found_closings, key=lambda c: (len(c.closes), c.harm_if_closed))[:EACH]
        rows = tuple(_row(run, closing) for closing in first)
        yield Table(
            f"What closes every route to {actor_name(found.actor)}",
            COLUMNS,
            rows,
            "No three conditions close them all.",
        )


def _row(run: Run, closing: Closing) -> tuple[Cell, ...]:
    asked = " And: ".join(question(run.data_map, address) for address in closing.closes)
    left = left_without(run, closing.closes)
    return row(asked, *pair(left.harm), share_known(left.share))
