"""Timeline of options: when each is in force, the map in each span of the horizon, and options that exclude each other.

An option acts from its start and half its ramp to its end, or to the horizon. What changes with time while it acts is
replaced by its mean over the time it acts, so that a span between the starts and ends of what is combined has one map.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations, pairwise

import numpy as np

from data_maps.changes import OptionStep
from data_maps.model import DataMap
from risk.arrays import Floats
from risk.inputs import ChangedMap, changeable
from risk.options.changes import CHANGES
from risk.options.effects import StepInForce

DAYS_A_YEAR = 365.25
InForce = tuple[tuple[str, float, float], ...]
"""Options in force in the map's order, each with the years since it came into force over which it is looked at."""


@dataclass(frozen=True)
class ActingTime:
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
        """The length in years."""
        return self.ends - self.starts


def years_after(data_map: DataMap, moment: date | float | None, otherwise: float) -> float:
    """A date or a time of the map as years after as_of."""
    if moment is None:
        return otherwise
    return moment if isinstance(moment, float) else (moment - data_map.as_of).days / DAYS_A_YEAR


def ramped(data_map: DataMap, option: str, part: float, later: float = 0.0) -> float:
    """The years after as_of from which a part of an option's ramp is behind it; an earlier start counts as as_of."""
    times = data_map.options[option]
    return max(0.0, years_after(data_map, times.starts, 0.0)) + (times.ramp or 0.0) * part + later


def acting_time(data_map: DataMap, option: str, later: float = 0.0) -> ActingTime:
    """The time in which an option acts within the horizon, if it starts so many years later than the map says."""
    times = data_map.options[option]
    start = ramped(data_map, option, 0.5, later)
    end = min(data_map.horizon, years_after(data_map, times.ends, data_map.horizon))
    return ActingTime(min(start, data_map.horizon), max(end, min(start, data_map.horizon)))


def pieces(data_map: DataMap, options: Iterable[str], later: float = 0.0) -> tuple[Piece, ...]:
    """The spans of the horizon between the starts and ends of some options, which all start so much later.

    Together they make up the horizon.

    Args:
        data_map: The map.
        options: Ids of its options.
        later: Years by which all of them start later.

    Returns:
        Spans in years after the day of the map, each with who is in force and for how long.
    """
    times = {o: acting_time(data_map, o, later) for o in in_order(data_map, options)}
    edges = sorted({0.0, data_map.horizon, *(t for a in times.values() if a.years for t in (a.starts, a.ends))})
    spans = pairwise(edges)
    return tuple(
        Piece(s, e, tuple((o, 0.0, a.years) for o, a in times.items() if a.starts <= s and e <= a.ends))
        for s, e in spans
    )


def horizon_steps(data_map: DataMap, options: Iterable[str], steps: int, later: float = 0.0) -> tuple[Piece, ...]:
    """The horizon in equal steps, cut at starts and ends too, each option looked at over the step's own years.

    All options start so much later.

    Args:
        data_map: The map.
        options: Ids of its options.
        steps: How many equal steps make up the horizon.
        later: Years by which all of them start later.
    """
    steps_of_pieces, chosen = [], tuple(options)
    starts = {option: acting_time(data_map, option, later).starts for option in chosen}
    grid = np.linspace(0.0, data_map.horizon, steps + 1).tolist()
    for piece in pieces(data_map, chosen, later):
        edges = sorted({piece.starts, piece.ends, *(t for t in grid if piece.starts < t < piece.ends)})
        for s, e in pairwise(edges):
            steps_of_pieces.append(Piece(s, e, tuple((o, s - starts[o], e - starts[o]) for o, _, _ in piece.in_force)))
    return tuple(steps_of_pieces)


def in_order(data_map: DataMap, options: Iterable[str]) -> tuple[str, ...]:
    """Options in the order of the map, each once."""
    chosen = set(options)
    return tuple(option for option in data_map.options if option in chosen)


def in_force(data_map: DataMap, force: InForce) -> DataMap:
    """The map with options in force; the map itself where they change nothing."""
    changed = changeable(data_map)
    for option, since, until in force:
        for index, step in enumerate(data_map.options[option].do):
            changed = CHANGES[step.key](changed, step.change, StepInForce(option, index, since, until))
    return data_map if changed == data_map else changed


def with_options(data_map: DataMap, options: Sequence[str]) -> DataMap:
    """The map with options in force as if all of them acted, each looked at over the time it acts in the horizon."""
    chosen = in_order(data_map, options)
    return in_force(data_map, tuple((o, 0.0, acting_time(data_map, o).years) for o in chosen))


def averaged(data_map: DataMap, spans: Sequence[Piece], base: Floats, values: Sequence[Floats]) -> Floats:
    """The mean over the horizon of a result in each span; exactly the base where nothing differs from it.

    Args:
        data_map: the map whose horizon the spans make up.
        spans: the spans.
        base: the result with nothing in force, any shape.
        values: the result in each span, each of that shape.
    """
    # Where nothing can happen, with options or without, a result is the same in every draw and has no axis of draws.
    widest = max(value.ndim for value in (base, *values))
    base, *values = (v.reshape(v.shape + (1,) * (widest - v.ndim)) for v in (base, *values))
    weights = [piece.years / data_map.horizon for piece in spans]
    return np.asarray(base + sum((w * (v - base) for w, v in zip(weights, values, strict=True)), np.zeros_like(base)))


@dataclass(frozen=True)
class Clash:
    """Two options, or one twice, and the part of the map of which they make different things."""

    one: str
    other: str
    part: str


def clashes(data_map: DataMap, options: Iterable[str]) -> tuple[Clash, ...]:
    """Every contradiction between two of these options, and between two steps of one."""
    steps = [(o, i, step) for o in options for i, step in enumerate(data_map.options[o].do)]
    written = [(o, _changed_parts(data_map, StepInForce(o, i), step)) for o, i, step in steps]
    different = (
        Clash(one, other, path)
        for (one, ones), (other, others) in combinations(written, 2)
        for path in ones
        if path in others and ones[path] != others[path]
    )
    return tuple(dict.fromkeys(different))


def _changed_parts(data_map: DataMap, in_force: StepInForce, step: OptionStep) -> Mapping[str, object]:
    """The parts of the map that a step changes, and their new values."""
    base = changeable(data_map)
    changed = CHANGES[step.key](base, step.change, in_force)
    after, before = dict(_parts(changed)), dict(_parts(base))
    named, named_before = changed.effects.named, base.effects.named
    numbers = {address: number.estimate for address, number in named.items() if address not in named_before}
    return {path: value for path, value in after.items() if before.get(path) != value} | numbers


def _parts(data_map: ChangedMap) -> Iterator[tuple[str, object]]:
    """The parts of a map that can have one value only, with their values."""
    for id_, system in data_map.systems.items():
        yield f"systems.{id_}.in", system.place
        yield f"systems.{id_}.operator", system.operator
        yield from ((f"systems.{id_}.keys.{data}", holder) for data, holder in system.keys.items())
    owned = {line.of: [other for other in data_map.ownership if other.of == line.of] for line in data_map.ownership}
    yield from ((f"ownership of {party}", lines) for party, lines in owned.items())
