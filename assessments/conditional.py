"""What the result would be if the one legal question it hangs on most were settled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from assessments.wording import the_state

if TYPE_CHECKING:
    from assessments.assessment import ActorRow, Assessment, LedgerRow
    from risk.inputs import Input


@dataclass(frozen=True)
class Conditional:
    """A legal question, how likely a yes is, and the people that `orders` expose in a year in either case."""

    address: str
    orders: str
    probability: float
    if_so: float
    if_not: float


def conditional(assessment: Assessment, level: int) -> Conditional | None:
    """The pair for the power of the state with most harm that moves its orders most; None where none is open."""
    leading = max((row for row in assessment.actors if row.foreign is not None), key=_harm, default=None)
    if leading is None:
        return None
    state = leading.actor.removeprefix("state:")
    asked = [row.number for row in assessment.ledger if _is_open(row, f"power.{state}.")]
    pairs = [_pair(assessment, number, level, leading.actor, f"orders by {the_state(state)}") for number in asked]
    return max(pairs, key=lambda pair: (pair.if_so - pair.if_not, pair.address), default=None)


def _pair(assessment: Assessment, number: Input, level: int, actor: str, orders: str) -> Conditional:
    if_so, if_not = (_by_orders(assessment, number.address, value, level, actor) for value in (1.0, 0.0))
    return Conditional(number.address, orders, number.best, if_so, if_not)


def _harm(row: ActorRow) -> float:
    return row.exposed.harm.point


def _is_open(row: LedgerRow, begins: str) -> bool:
    return row.number.address.startswith(begins) and not row.number.exact


def _by_orders(assessment: Assessment, address: str, value: float, level: int, actor: str) -> float:
    x = np.where([a == address for a in assessment.model.addresses], value, assessment.x)
    events = enumerate(assessment.events.events)
    orders = [i for i, event in events if event.threat.mode == "compelled" and event.actor == actor]
    return float(assessment.model.measured(x).by_level(orders)[level - 1])
