"""Which set of options to choose: the best within limits, the smallest that is enough, the least burdensome."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from assessments.results.options.switching_values import Track
from assessments.results.options.table import OptionRow, Options, best_values
from risk.measures import Floats
from risk.options.burden import total
from risk.options.outcomes import over
from risk.options.search import Best, Choice, Limits, best_set, smallest_sets
from risk.options.timeline import InForce, acting, clashes, in_order, pieces
from risk.uncertainty.draw_counts import WHAT_IF_DRAWS

SURELY = 0.9
Set = frozenset[str]


def best_options(options: Options, limits: Limits, of: Track = "harm") -> Best:
    """The set of options within the limits that leaves the least harm, or the fewest strategic exposures.

    At the best values, averaged over the horizon.
    """
    return best_set(choice(options, of), limits)


def enough_options(options: Options, actor: str, limit: float = 0.0, most: int = 3) -> tuple[Set, ...]:
    """The smallest sets that leave an actor no way, or no more harm than a limit, once all of them act."""
    return smallest_sets(choice(options, actor=actor), limit, most)


def chance_enough(options: Options, chosen: Set, actor: str, limit: float) -> float | None:
    """In which share of few draws a set leaves an actor no more harm than a limit once all of it acts; None without."""
    if options.columns is None:
        return None
    every = max(1, options.columns.draws // WHAT_IF_DRAWS)
    left = options.outcomes.few_to(_acting(options, chosen), every, actor).harm(options.ratio)
    return float((left <= limit).mean())


def choice(options: Options, of: Track = "harm", actor: str | None = None) -> Choice:
    """What sets are chosen from; two options that contradict each other are in none together."""
    named = tuple(options.data_map.options)
    found = {frozenset((clash.one, clash.other)) for clash in clashes(options.data_map, named)}
    costs = {option: options.cost(option).best for option in named}

    def left(sets: Sequence[Set]) -> Floats:
        return _left(options, sets, of) if actor is None else _left_to(options, sets, actor)

    def burden(sets: Sequence[Set]) -> Floats:
        values = best_values(options.burden.numbers(named))
        return np.array([float(total(options.burden.lost(chosen, values).burden)) for chosen in sets])

    return Choice(named, {pair for pair in found if len(pair) == 2}, left, burden, costs)


def _left(options: Options, sets: Sequence[Set], of: Track) -> Floats:
    spans = [pieces(options.data_map, chosen) for chosen in sets]
    forces = list(dict.fromkeys(piece.in_force for span in spans for piece in span))
    found = dict(zip(forces, options.outcomes.many(forces), strict=True))
    base = options.outcomes.at_best(())
    results = [over(options.data_map, span, base, [found[piece.in_force] for piece in span]) for span in spans]
    return np.array([float(r.strategic if of == "strategic" else r.harm(options.ratio)) for r in results])


def _left_to(options: Options, sets: Sequence[Set], actor: str) -> Floats:
    forces = [_acting(options, chosen) for chosen in sets]
    return np.array([float(one.harm(options.ratio)) for one in options.outcomes.many(forces, actor)])


def _acting(options: Options, chosen: Set) -> InForce:
    """A set of options once all of them act."""
    data_map = options.data_map
    return tuple((option, 0.0, acting(data_map, option).years) for option in in_order(data_map, chosen))


def least_burdensome(options: Options, target: float, surely: float = SURELY) -> OptionRow | None:
    """The row of the least burden that leaves no more harm than a target in so many of the draws.

    By its median; where there are no draws, all at the best values.
    """
    meeting = [row for row in options.rows if _meets(options, row, target, surely)]
    return min(meeting, key=lambda row: row.burden.middle, default=None)


def _meets(options: Options, row: OptionRow, target: float, surely: float) -> bool:
    chance = options.chance_under(row.option, target)
    return row.harm.point <= target if chance is None else chance >= surely
