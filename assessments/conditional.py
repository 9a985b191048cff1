"""What the result would be if the one legal question it hangs on most were settled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from assessments.wording import actor_name

if TYPE_CHECKING:
    from assessments.assessment import Assessment

LEGAL = ("power.", "control.")


@dataclass(frozen=True)
class Conditional:
    """A legal question, how likely a yes is, and the people that `orders` expose in a year in either case."""

    address: str
    orders: str
    probability: float
    if_so: float
    if_not: float


def conditional(assessment: Assessment, level: int) -> Conditional | None:
    """The pair for the question of power or control that moves the harm most; None where no such number is open."""
    moving = [
        (row.elasticity, row.number)
        for row in assessment.ledger
        if row.number.address.startswith(LEGAL) and not row.number.exact and row.elasticity
    ]
    if not moving:
        return None
    number = max(moving, key=lambda pair: (pair[0], pair[1].address))[1]
    state = number.address.split(".")[1] if number.address.startswith("power.") else None
    actor = f"state:{state}" if state else None
    if_so, if_not = (_by_orders(assessment, number.address, value, level, actor) for value in (1.0, 0.0))
    orders = f"orders by {actor_name(actor)}" if actor else "orders by states"
    return Conditional(number.address, orders, number.best, if_so, if_not)


def _by_orders(assessment: Assessment, address: str, value: float, level: int, actor: str | None) -> float:
    x = np.where([a == address for a in assessment.model.addresses], value, assessment.x)
    events = enumerate(assessment.events.events)
    orders = [i for i, event in events if event.threat.mode == "compelled" and actor in (None, event.actor)]
    return float(assessment.model.measured(x).by_level(orders)[level - 1])
