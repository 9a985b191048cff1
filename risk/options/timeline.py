"""When is which option in force, and what is the map in each span of the horizon.

An option acts from its start and half its ramp to its end, or to the horizon. What changes with time while it acts is
replaced by its mean over the time it acts, so that a span between the starts and ends of what is combined has one map.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from data_maps.model import DataMap
from risk.inputs import Changed, changeable
from risk.options.changes import BY_KEY
from risk.options.in_force import Force

DAYS_A_YEAR = 365.25
Floats = NDArray[np.float64]
InForce = tuple[tuple[str, float, float], ...]
"""Options in force in the map's order, each with the years since it came into force over which it is looked at."""


@dataclass(frozen=True)
class Acting:
    """The years after as_of between which an option acts within the horizon; never where the two are equal."""

    starts: float
    ends: float

    @property
    def years(self) -> float:
        """For how long it acts."""
        return self.ends - self.starts


@dataclass(frozen=True)
class Piece:
    """A span of the horizon, in years after as_of, and what is in force throughout it."""

    starts: float
    ends: float
    in_force: InForce

    @property
    def years(self) -> float:
        """How long it is."""
        return self.ends - self.starts


def years_after(data_map: DataMap, moment: date | float | None, otherwise: float) -> float:
    """A date or a time of the map as years after as_of."""
    if moment is None:
        return otherwise
    return moment if isinstance(moment, float) else (moment - data_map.as_of).days / DAYS_A_YEAR


def acting(data_map: DataMap, option: str, later: float = 0.0) -> Acting:
    """When an option acts within the horizon, if it starts so many years later than the map says."""
    about = data_map.options[option]
    start = max(0.0, years_after(data_map, about.starts, 0.0)) + (about.ramp or 0.0) / 2.0 + later
    end = min(data_map.horizon, years_after(data_map, about.ends, data_map.horizon))
    return Acting(min(start, data_map.horizon), max(end, min(start, data_map.horizon)))


def pieces(data_map: DataMap, options: Iterable[str], later: float = 0.0) -> tuple[Piece, ...]:
    """The spans of the horizon between the starts and ends of some options, which all start so much later.

    Together they make up the horizon.
    """
    times = {o: acting(data_map, o, later) for o in in_order(data_map, options)}
    edges = sorted({0.0, data_map.horizon, *(t for a in times.values() if a.years for t in (a.starts, a.ends))})
    spans = pairwise(edges)
    return tuple(
        Piece(s, e, tuple((o, 0.0, a.years) for o, a in times.items() if a.starts <= s and e <= a.ends))
        for s, e in spans
    )


def moments(data_map: DataMap, options: Iterable[str], steps: int, later: float = 0.0) -> tuple[Piece, ...]:
    """The horizon in equal steps, cut at starts and ends too, each option looked at over the step's own years.

    All options start so much later.
    """
    found, chosen = [], tuple(options)
    starts = {option: acting(data_map, option, later).starts for option in chosen}
    grid = np.linspace(0.0, data_map.horizon, steps + 1).tolist()
    for piece in pieces(data_map, chosen, later):
        edges = sorted({piece.starts, piece.ends, *(t for t in grid if piece.starts < t < piece.ends)})
        for s, e in pairwise(edges):
            found.append(Piece(s, e, tuple((o, s - starts[o], e - starts[o]) for o, _, _ in piece.in_force)))
    return tuple(found)


def in_order(data_map: DataMap, options: Iterable[str]) -> tuple[str, ...]:
    """Options in the order of the map, each once."""
    chosen = set(options)
    return tuple(option for option in data_map.options if option in chosen)


def in_force(data_map: DataMap, force: InForce) -> DataMap:
    """The map with options in force; the map itself where they change nothing."""
    found = changeable(data_map)
    for option, since, until in force:
        found = _with_option(found, option, since, until)
    return data_map if found == data_map else found


def _with_option(data_map: Changed, option: str, since: float, until: float) -> Changed:
    for index, step in enumerate(data_map.options[option].do):
        data_map = BY_KEY[step.key].changed(data_map, step.change, Force(option, index, since, until))
    return data_map


def with_options(data_map: DataMap, options: Sequence[str]) -> DataMap:
    """The map with options in force as if all of them acted, each looked at over the time it acts in the horizon."""
    chosen = in_order(data_map, options)
    return in_force(data_map, tuple((o, 0.0, acting(data_map, o).years) for o in chosen))


def averaged(data_map: DataMap, spans: Sequence[Piece], base: Floats, values: Sequence[Floats]) -> Floats:
    """The mean over the horizon of what stands in each span; exactly the base where nothing differs from it."""
    weights = [piece.years / data_map.horizon for piece in spans]
    return np.asarray(base + sum((w * (v - base) for w, v in zip(weights, values, strict=True)), np.zeros_like(base)))
