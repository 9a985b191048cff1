"""What would remain if some steps were closed, without touching the map."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from assessments.report.blocks import Text
from assessments.report.questions import question
from assessments.report.sentences import figures, percent, the_actor, with_interval
from assessments.results.choke_points import closings, left_without
from assessments.results.headline import headline_numbers

if TYPE_CHECKING:
    from assessments.results.leading_routes import Chain
    from assessments.results.quantity import Quantity
    from assessments.results.rows import Closing, Left
    from assessments.run import Run

MOST = 6


def remaining(run: Run, closed: Iterable[str]) -> Text:
    """How much harm is left when some conditions are closed, as a sentence."""
    shut = tuple(closed)
    steps = "this step" if len(shut) == 1 else f"these {len(shut)} steps"
    left = left_without(run, shut)
    return Text(
        f"With {steps} switched off, {_harm(left.harm)} severe equivalents a year would remain of "
        f"{_harm(headline_numbers(run).harm)}: {_share(left)} of all harm by all actors."
    )


def _harm(q: Quantity) -> str:
    return with_interval(q) if q.high or q.point else "no"


def _share(left: Left) -> str:
    return with_interval(left.share, percent)


def is_open(chain: Chain, closed: Iterable[str]) -> bool:
    """Whether a chain does without all of the closed conditions."""
    return not set(closed) & set(chain.way.addresses)


def first_closings(run: Run, actor: str) -> tuple[Closing, ...]:
    """What would close every route to an actor: fewest conditions first, then what leaves least harm."""
    found = sorted(closings(run, actor), key=lambda closing: (len(closing.closes), closing.harm_if_closed))
    return tuple(found[:MOST])


def closing_sentence(run: Run, closing: Closing) -> str:
    """What closing some conditions does to an actor, and what harm is left."""
    this = {1: "this one", 2: "these two"}.get(len(closing.closes), f"these {figures(len(closing.closes))}")
    left = left_without(run, closing.closes)
    return (
        f"Closing {this} closes everything to {the_actor(closing.actor)}; {_harm(left.harm)} severe equivalents a year "
        f"remain, {_share(left)} of all harm."
    )


def asked(run: Run, closing: Closing) -> str:
    """The conditions of a choke point as questions."""
    return " · ".join(question(run.data_map, address) for address in closing.closes)
