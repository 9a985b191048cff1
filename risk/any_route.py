"""The probability that any route of an event is open: exact, in draws, or between certified ends."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain

import numpy as np

from risk.arrays import Floats
from risk.engine.bounds import bounds
from risk.engine.path_sets import EXPANSIONS, path_sets
from risk.engine.roots import BUDGET, ExactChances, exact_chances
from risk.events import Events
from risk.probabilities import union_bounds
from risk.routes import ROOT, EventRoute

MOST_SETS = 500
MOST_IF_SIMULATED, EXPANSIONS_IF_SIMULATED = 50, 2_000
"""Single routes that are listed at most; of a map too wide for diagrams there are far more, and each takes long."""
NODES, WORK = 10_000, 2e7
"""For the bracket of one route: a report has twenty."""


@dataclass(frozen=True)
class RoutesTogether:
    """Given an attempt, the probability that any route of an event to one type of a group's data is open.

    At the best values it lies in `bracket`, whose ends are equal where it is exact, and by the single routes alone in
    `single` (Fréchet): at least the most probable one, at most all added up, or 1 where they are too many to list.
    `needed` are the conditions that every route needs beside its own, which `routes` has of each; `listed` if all.
    """

    bracket: tuple[float, float]
    single: tuple[float, float]
    needed: tuple[str, ...]
    routes: tuple[tuple[str, ...], ...]
    listed: bool
    _exact: ExactChances | None

    @property
    def exact(self) -> bool:
        """True where the probability is exact, so that it can be had in draws too."""
        return self._exact is not None

    @property
    def addresses(self) -> tuple[str, ...]:
        """The addresses the probability depends on; none where it is not exact."""
        if self._exact is None:
            return ()
        return tuple(dict.fromkeys((*self._exact.variables, *chain(*self.routes), *self.needed)))

    def values(self, draws_of: Mapping[str, Floats], draws: int) -> Floats:
        """The probability in every draw, shape (draws,), also where it rests on no address at all.

        Args:
            draws_of: The draws of its addresses, shape (draws,) or () each.
            draws: How many draws there are.

        Raises:
            ValueError: where it is too wide to be exact.
        """
        if self._exact is None:
            raise ValueError("too wide to be exact")
        conditions = [np.broadcast_to(draws_of[address], draws) for address in self._exact.variables]
        any_open = self._exact.values(np.array(conditions).reshape(-1, draws))[0]
        needed = [np.broadcast_to(draws_of[address], draws) for address in self.needed]
        return np.asarray(np.prod([any_open, *needed], axis=0))

    def single_values(self, draws_of: Mapping[str, Floats], draws: int) -> tuple[Floats, Floats]:
        """The ends of `single` in every draw, shape (draws,) each, from draws of the addresses."""
        least, added_up = np.zeros(draws), np.zeros(draws)
        for route in self.routes:
            conditions = [np.broadcast_to(draws_of[address], draws) for address in (*route, *self.needed)]
            probability = np.prod([np.ones(draws), *conditions], axis=0)
            least, added_up = np.maximum(least, probability), added_up + probability
        return least, np.minimum(added_up, 1.0) if self.listed else np.ones(draws)


def routes_together(events: Events, route: EventRoute, *, attempt: bool = True) -> RoutesTogether:
    """All routes of the same event to the same data of the same people as one of them.

    Nothing exact is to be attempted where as much is known to be too wide.

    Args:
        events: The events of the map.
        route: One route of one event to data of a group.
        attempt: Whether an exact value is attempted.

    Returns:
        Certified ends at the best values; the exact chance where diagrams fit.
    """
    q = {address: number.best for address, number in events.inputs.items()}
    needed = tuple(address for address in (route.event.interest, route.event.trial) if address)
    part = events.exposure.parts[route.part]
    needed += tuple(a for a in route.addresses if part.passes.get(a.removeprefix("share."), False))
    all_needed = math.prod(q[address] for address in needed)
    equations = events.exposure_equations(ROOT, route.event.core, [route.part], route.data)
    # What is certain leaves nothing to tell, and diagrams of the rest are far smaller.
    certain = {name: q[name] >= 1.0 for name in equations.variables if not 0.0 < q[name] < 1.0}
    equations = equations.reduced([ROOT], certain)
    listable, expansions = (MOST_SETS, EXPANSIONS) if attempt else (MOST_IF_SIMULATED, EXPANSIONS_IF_SIMULATED)
    most_probable = path_sets(equations, ROOT, q, listable, expansions=expansions)
    least, most = union_bounds([all_needed * path_set.probability for path_set in most_probable.sets])
    listed = most_probable.complete and len(most_probable.sets) < listable
    exact = exact_chances(equations, [ROOT], BUDGET) if attempt else None
    if exact is None:
        bound = bounds(equations, [ROOT], q, nodes=NODES, work=WORK)[ROOT]
        low, high = bound.lower, bound.upper
    else:
        low = high = float(exact.values(np.array([q[address] for address in exact.variables]))[0])
    bracket, single = (all_needed * low, all_needed * high), (least, most if listed else 1.0)
    routes = tuple(path_set.variables for path_set in most_probable.sets)
    return RoutesTogether(bracket, single, needed, routes, listed, exact)
