"""Choke points: sets of conditions that close every route of an actor, and the harm that remains."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from assessments.conclusions.routes import fewest_first
from assessments.report.blocks import Cell, Column, Section, Table, Text, row
from assessments.report.cells import INTERVAL, pair, share_known
from assessments.report.glossary import HARMED
from assessments.report.questions import question
from assessments.report.sentences import OF_SIDE, actor_name, enumerated, figures, percent, the_actor, with_interval
from assessments.results.actors import leading, totals_by_side
from assessments.results.parts import ChokePoint
from assessments.results.quantity import Quantity
from assessments.results.routes import MergedRoute, choke_points_of, left_without
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
    f"are not enough, none is listed. What remains is the harm of the actor's side, in {HARMED} a year: of "
    "all foreign states, of their own state, or of criminals, insiders and buyers. Of all: its share of the harm of "
    "that side as it is, with its 90% interval."
)
NONE = "Routes stay open even with three conditions switched off."
MOST = 6


def section(run: Run) -> Section:
    """The choke points of the actors with the largest share of harm."""
    return of_actors(run)


def of_actors(run: Run, actor: str | None = None) -> Section:
    """The choke points of one actor, or of those with the largest share of harm."""
    return Section("choke-points", "Choke points", (Text(NOTE), *_tables(run, actor)))


def _tables(run: Run, actor: str | None) -> Iterator[Table]:
    for ranked in [r for r in leading(run, None if actor else ACTORS) if actor in (None, r.actor)]:
        found_closings = choke_points_of(run, ranked.actor)
        first = fewest_first(found_closings)[:EACH]
        rows = tuple(_row(run, closing) for closing in first)
        yield Table(
            f"What closes every route to {actor_name(ranked.actor)}",
            COLUMNS,
            rows,
            NONE,
        )


def _row(run: Run, closing: ChokePoint) -> tuple[Cell, ...]:
    wording = " And: ".join(question(run.data_map, address) for address in closing.closes)
    return row(wording, *pair(closing.side_harm_if_closed), share_known(closing.side_share_if_closed))


def remaining(run: Run, closed: Iterable[str]) -> Text:
    """The harm of each side that is left when some conditions are closed, in words."""
    shut, totals = tuple(closed), totals_by_side(run)
    steps = "this step" if len(shut) == 1 else f"these {len(shut)} steps"
    left = {side: left_without(run, shut, side) for side in totals}
    texts = [f"{_harm(left[side].harm)} of {_harm(totals[side].harm)} by {OF_SIDE[side]}" for side in totals]
    return Text(f"With {steps} switched off, {HARMED} a year that would remain: {enumerated(texts) or 'none'}.")


def _harm(q: Quantity) -> str:
    return with_interval(q) if q.high or q.point else "none"


def is_open(chain: MergedRoute, closed: Iterable[str]) -> bool:
    """True where a chain does without all of the closed conditions."""
    return not set(closed) & set(chain.first.addresses)


def first_choke_points(run: Run, actor: str) -> tuple[ChokePoint, ...]:
    """The choke points that close every route to an actor: fewest conditions first, then what leaves least harm."""
    return tuple(fewest_first(choke_points_of(run, actor))[:MOST])


def closing_sentence(closing: ChokePoint) -> str:
    """The effect on an actor of closing some conditions, and the harm that is left."""
    this = {1: "this one", 2: "these two"}.get(len(closing.closes), f"these {figures(len(closing.closes))}")
    harm, share = _harm(closing.harm_if_closed_interval), with_interval(closing.share_if_closed, percent)
    return (
        f"Closing {this} closes everything to {the_actor(closing.actor)}; {harm} {HARMED} a year "
        f"remain, {share} of all harm."
    )


def closing_questions(run: Run, closing: ChokePoint) -> str:
    """The conditions of a choke point as questions."""
    return " · ".join(question(run.data_map, address) for address in closing.closes)
