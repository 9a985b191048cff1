"""The result as it would be if the one legal question it hangs on most were settled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from assessments.results.quantity import Quantity, of_number, quantity
from data_maps.addresses import by_form, family_of
from risk.arrays import Floats

if TYPE_CHECKING:
    from assessments.run import Run
    from risk.inputs import Input

WORTH_SAYING = 0.1


@dataclass(frozen=True)
class Conditional:
    """A legal question, how likely a yes is, and the people whom orders of a state expose in a year in either case."""

    address: str
    state: str
    probability: Quantity
    if_so: Quantity
    if_not: Quantity


def conditional(run: Run, level: int) -> Conditional | None:
    """The pair for the power of a state that moves the harm most; None where none moves a tenth of it."""
    powers = [n for n in run.events.numbers.values() if family_of(n.address) == "power" and not n.exact]
    moving = max(powers, key=lambda number: (_moved(run, number), number.address), default=None)
    if moving is None or _moved(run, moving) < WORTH_SAYING * run.harm:
        return None
    state = by_form(moving.address).state or ""
    if_so, if_not = (_by_orders(run, moving.address, value, level, f"state:{state}") for value in (1.0, 0.0))
    put = of_number(run, moving.address)
    return Conditional(moving.address, state, put, if_so, if_not)


def _moved(run: Run, number: Input) -> float:
    """The amount by which the harm differs between a yes and a no: it is linear in every number."""
    return run.elasticities[number.address] * run.harm / number.best if number.best else 0.0


def _by_orders(run: Run, address: str, value: float, level: int, actor: str) -> Quantity:
    settled = np.array([a == address for a in run.model.addresses])
    events = enumerate(run.events.events)
    orders = [i for i, event in events if event.threat.mode == "compelled" and event.actor == actor]

    def by_orders(x: Floats) -> Floats:
        fixed = np.where(settled if x.ndim == 1 else settled[:, None], value, x)
        return np.asarray(run.model.measured(fixed).by_level(orders)[level - 1])

    draws = None if run.few is None else by_orders(run.few.x)
    return quantity(float(by_orders(run.x)), draws)
