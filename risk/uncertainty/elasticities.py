"""By how many percent the harm index moves with each number, in every draw of all of them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from risk.engine.parallel import in_pieces
from risk.inputs import Input
from risk.measures import STEP, Floats, Model, steps

DRAWS_AT_ONCE = 50
Numbers = Mapping[str, Floats]


def elasticities(model: Model, numbers: Numbers, ratio: float | None) -> Numbers:
    """The elasticity of the harm index in each number that is drawn, shape (draws,) each; 0 where there is no harm.

    `numbers` are the draws of those numbers; what is derived from them moves with them. The reach has to be exact.
    """
    x = model.placed(numbers)
    total = np.asarray(steps(ratio) @ model.totals().persons(x, model.chances(x)))
    found = {name: np.zeros(total.shape) for name in model.events.numbers}
    for used, moved in zip(model.events.inputs.values(), _moves(model, x, ratio), strict=True):
        for leaf in used.leaves:
            found[leaf.address] += moved if leaf is used else moved * _elasticity(used, leaf, numbers)
    return {name: _over(moved, total) for name, moved in found.items()}


def _moves(model: Model, x: Floats, ratio: float | None) -> Floats:
    """By how much the harm index moves when what stands at each address grows to twice itself in a straight line."""
    found = np.empty(x.shape)

    def work(draws: slice) -> None:
        found[:, draws] = model.gradient(x[:, draws], ratio) * x[:, draws]

    in_pieces(work, x.shape[1], DRAWS_AT_ONCE)
    return found


def _elasticity(of: Input, number: Input, numbers: Numbers) -> Floats:
    """By how many percent a derived number moves in each draw when one that it follows from moves by one percent."""
    here = numbers[number.address]
    up, down = (of.value({**numbers, number.address: here * factor}) for factor in (1.0 + STEP, 1.0 - STEP))
    return _over(up - down, 2.0 * STEP * of.value(numbers))


def _over(part: Floats, whole: Floats) -> Floats:
    """A part of a whole, draw by draw; nothing of nothing."""
    return np.divide(part, whole, out=np.zeros_like(part), where=whole != 0.0)
