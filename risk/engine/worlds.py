"""Worlds: the states of the world that make a difference to who is exposed, and how likely each of them is.

A world fixes every condition that is the same for all people, such as whether a state has power over a party; what is
drawn for each person, such as whether their data take a flow, is averaged within it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np

from data_maps.addresses import family_of
from data_maps.caching import cached_property
from risk.arrays import Bools, Floats, Ints
from risk.engine.diagrams import Diagrams, TooWide, compiled
from risk.engine.equations import Alternative, Equations
from risk.engine.order import variable_order
from risk.engine.parallel import in_pieces
from risk.engine.passes import Passes
from risk.engine.simulation import stream_of
from risk.events import Event, Events
from risk.measures import Model

Structure = tuple[tuple[str, tuple[Alternative, ...]], ...]

CELLS = 2**22
WORLDS = 30_000
LAYERED = 50_000
SAMPLED = 2**14
SAMPLED_CELLS = 2**16
SAMPLED_IF_TRIED, SAMPLED_CELLS_IF_TRIED = 2**12, 2**14
SAMPLED_AT_ONCE, SAMPLED_AT_ONCE_IF_TRIED = 2**19, 2**22
"""Numbers of sampled worlds at a time, 4 MB for each processor; where they are tried out all that fit share trials."""
MASSES_AT_ONCE = 2**17
"""Masses of worlds at a time: 1 MB, which stays near the processor."""
BY_ROWS = 512
"""Draws, at least, in which masses are found world by world: fewer take all worlds together."""
PERSON_LEVEL = ("share", "kept", "reached")


@dataclass(frozen=True)
class Worlds:
    """States of the world: `mass` (worlds, draws) sums to 1 over the worlds, and the fraction exposed in each, by
    (core, group), of the same shape.

    `exact` says whether these are all the worlds there are, or a sample of them.
    """

    mass: Floats
    fractions: Mapping[tuple[str, str], Floats]
    exact: bool

    def exposing(self, core: str, groups: tuple[str, ...]) -> Bools:
        """True where a core exposes anyone of some groups, shape (worlds, draws); found once."""
        if (core, groups) not in self._exposing:
            exposed = (self.fractions[core, group] > 0.0 for group in groups)
            self._exposing[core, groups] = np.logical_or.reduce([np.zeros(self.mass.shape, dtype=bool), *exposed])
        return self._exposing[core, groups]

    @cached_property
    def _exposing(self) -> dict[tuple[str, tuple[str, ...]], Bools]:
        return {}


class EveryWorld:
    """The states of the world that matter to any events, at some numbers.

    `x` are the numbers, shape (addresses,) for one draw or (addresses, draws). The states of each single core are kept,
    those of several cores together only until others are asked for: they are large.
    """

    def __init__(self, model: Model, x: Floats, seed: int = 0) -> None:
        self.model = model
        self.x = x if x.ndim == 2 else x[:, None]
        self.seed = seed
        self._counted: dict[frozenset[str], Worlds | None] = {}

    def worlds_of(self, chosen: Iterable[Event]) -> Worlds:
        """Every state that matters to these events, or a sample where there are too many to count."""
        return self.all_worlds_of(chosen) or self._sampled

    def all_worlds_of(self, chosen: Iterable[Event]) -> Worlds | None:
        """Every state that matters to these events; None where there are too many to count."""
        cores = frozenset(end.core for event in chosen for end in event.by_outcome)
        counted = self._counted  # never changed in place: other threads may be reading it
        if cores in counted:
            return counted[cores]
        self._counted = single = {key: worlds for key, worlds in counted.items() if len(key) < 2 or worlds is None}
        layered = _layered(self.model.events)
        worlds = None if layered is None else _all_worlds(self.model, layered, self.x, cores)
        self._counted = {**single, cores: worlds}
        return worlds

    @cached_property
    def _sampled(self) -> Worlds:
        """One sample for all events, so that what is summed up from several samples belongs together."""
        return _sampled_worlds(self.model, self.x, self.seed)


def is_person_level(address: str) -> bool:
    """True where the condition is drawn anew for each person."""
    return family_of(address) in PERSON_LEVEL


@dataclass(frozen=True, eq=False)
class Layered:
    """The diagrams of "exposed at all" of every core and group, states tested before what is drawn for a person."""

    table: Diagrams
    nodes: Mapping[str, int]
    states: int

    @cached_property
    def arrays(self) -> tuple[Ints, Ints, Ints]:
        """The level, the low and the high node of every node, shape (nodes,) each; a constant is both of its own."""
        nodes = range(len(self.table))
        low, high = ([0, 1, *map(child, nodes[2:])] for child in (self.table.low, self.table.high))
        return np.array([*map(self.table.level, nodes)]), np.array(low), np.array(high)


def _layered(events: Events) -> Layered | None:
    names = [levels[0] for core in events.cores.values() for levels in core.levels.values()]
    return _compiled(tuple(events.equations.alternatives.items()), tuple(dict.fromkeys(names)))


@lru_cache(maxsize=32)
def _compiled(ways: Structure, names: tuple[str, ...]) -> Layered | None:
    equations = Equations(dict(ways)).part(names)
    layers = {v: int(is_person_level(v)) for v in equations.variables}
    table = Diagrams(variable_order(equations, names, layers=layers), budget=LAYERED)
    try:
        built = compiled(equations, table, roots=names)
    except TooWide:
        return None
    return Layered(table, {name: built[name] for name in names}, list(layers.values()).count(0))


def _all_worlds(model: Model, layered: Layered, x: Floats, cores: frozenset[str]) -> Worlds | None:
    nodes = {key: layered.nodes[levels[0]] for key, levels in _levels(model.events, cores)}
    columns = tuple(sorted(set(nodes.values())))
    q = dict(zip(model.addresses, x, strict=True))
    most = min(WORLDS, CELLS // x.shape[1])
    walk = _walk(layered, columns, tuple(_certain(q[v]) for v in layered.table.order[: layered.states]), WORLDS)
    if walk is None or walk.widest > most:
        return None
    leaves, where = np.unique(walk.rows, return_inverse=True)
    below = Passes(layered.table, leaves.tolist())
    person_level = np.array([q[v] for v in below.variables]).reshape(len(below.variables), x.shape[1])
    values = below.values(person_level)[where.reshape(walk.rows.shape)]
    places = {node: i for i, node in enumerate(columns)}
    return Worlds(walk.mass(q, x.shape[1]), {key: values[:, places[node]] for key, node in nodes.items()}, True)


def _levels(events: Events, cores: frozenset[str]) -> Iterator[tuple[tuple[str, str], tuple[str, ...]]]:
    for core in events.cores.values():
        if core.name in cores:
            yield from (((core.name, group), levels) for group, levels in core.levels.items())


def _certain(q: Floats) -> float:
    """0 or 1 for a state that is so in every draw, one half for any other."""
    return 0.0 if not q.any() else 1.0 if (q == 1.0).all() else 0.5


@dataclass(frozen=True)
class _Split:
    """One step of a walk: worlds are split by a state, and those that are then the same for all are merged.

    `parents` are the places of worlds before the step, once for each world that comes of them, ordered so that each
    merged world is one run from its start on; `down` and `up` are the places in that order where the state is false
    and true, `starts` where runs begin.
    """

    variable: str
    parents: Ints
    down: Ints
    up: Ints
    starts: Ints

    def mass(self, mass: Floats, p: Floats) -> Floats:
        """The chance of each world after the step, shape (worlds, draws), by how likely each was before."""
        parts = mass[self.parents]
        parts[self.down] *= 1.0 - p
        parts[self.up] *= p
        return parts if len(self.starts) == len(parts) else np.add.reduceat(parts, self.starts, axis=0)

    def mass_by_rows(self, mass: Sequence[Floats], p: Floats) -> list[Floats]:
        """The chance of each world after the step in many draws, one by one: what is not split is not copied."""
        chances = (None, 1.0 - p, p)
        return [_added([_times(mass[parent], chances[way]) for parent, way in run]) for run in self._runs]

    @cached_property
    def _runs(self) -> list[list[tuple[int, int]]]:
        """For each world after the step those that it comes of, and whether the state is false (1) or true (2)."""
        ways = np.zeros(len(self.parents), dtype=np.int64)
        ways[self.down], ways[self.up] = 1, 2
        pairs = list(zip(self.parents.tolist(), ways.tolist(), strict=True))
        return [pairs[a:b] for a, b in pairwise([*self.starts.tolist(), len(pairs)])]


def _times(mass: Floats, chance: Floats | None) -> Floats:
    """A mass times a chance; itself where there is none."""
    return mass if chance is None else mass * chance


def _added(parts: Sequence[Floats]) -> Floats:
    """The sum of some rows, the first last, as `np.add.reduceat` mostly has it."""
    return parts[0] if len(parts) < 2 else parts[0] + sum(parts[2:], parts[1])


@dataclass(frozen=True)
class _Walk:
    """All diagrams walked down together, variable by variable: the steps, and the nodes at which each world ends.

    `widest` is how many worlds there are at most after any step.
    """

    splits: tuple[_Split, ...]
    rows: Ints
    widest: int

    def mass(self, q: Mapping[str, Floats], draws: int) -> Floats:
        """The chance of each world, shape (worlds, draws)."""
        result = np.empty((len(self.rows), draws))

        def work(span: slice) -> None:
            mass: Floats | list[Floats] = np.ones((1, result[:, span].shape[1]))
            for split in self.splits:
                p = q[split.variable][span]
                mass = split.mass_by_rows(list(mass), p) if p.size >= BY_ROWS else split.mass(np.asarray(mass), p)
            for row, values in zip(result, mass, strict=True):
                row[span] = values

        in_pieces(work, draws, max(1, MASSES_AT_ONCE // max([1, *(len(split.parents) for split in self.splits)])))
        return result


@lru_cache(maxsize=64)
def _walk(layered: Layered, columns: tuple[int, ...], likely: tuple[float, ...], most: int) -> _Walk | None:
    """Walk all diagrams down together; None where there are more worlds than `most` on the way.

    It depends on which states are uncertain, not on how likely they are: it is the same in all draws.
    """
    level, low, high = layered.arrays
    signature = np.random.default_rng(1).integers(1, 2**62, size=len(columns), dtype=np.int64) | 1
    rows, splits, widest = np.array([columns], dtype=np.int64), [], 0
    while (place := level[rows].min(initial=layered.states)) < layered.states:
        tested = level[rows] == place
        uncertain = tested.any(axis=1)
        stay, split = np.flatnonzero(~uncertain), np.flatnonzero(uncertain)
        false, true = (split if possible else split[:0] for possible in (likely[place] < 1.0, likely[place] > 0.0))
        parents = np.concatenate([stay, false, true])
        after = rows[parents]
        ends = len(stay), len(stay) + len(false)
        for child, begin, end in ((low, *ends), (high, ends[1], len(parents))):
            before = after[begin:end]
            after[begin:end] = np.where(level[before] == place, child[before], before)
        order, starts = _grouped_rows(after, signature)
        ordered = parents[order]
        false_or_true = np.searchsorted(ends, order, side="right")
        down, up = (np.flatnonzero(false_or_true == n) for n in (1, 2))
        splits.append(_Split(layered.table.order[place], ordered, down, up, starts))
        rows = after[order][starts]
        widest = max(widest, len(rows))
        if widest > most:
            return None
    return _Walk(tuple(splits), rows, widest)


def _grouped_rows(rows: Ints, signature: Ints) -> tuple[Ints, Ints]:
    """The order in which rows that are the same follow each other, and where in it each new one starts."""
    with np.errstate(over="ignore"):
        key = (rows * signature).sum(axis=1)
    order = np.argsort(key, kind="stable")
    starts = np.flatnonzero(np.diff(key[order], prepend=key[order][0] - 1))
    ordered = rows[order]
    if not np.array_equal(np.repeat(ordered[starts], np.diff(starts, append=len(rows)), axis=0), ordered):
        raise AssertionError("two different worlds share a signature")
    return order, starts


def _sampled_worlds(model: Model, x: Floats, seed: int) -> Worlds:
    """Draw states of the world, by the same random numbers in each draw, and average over people in each.

    So many worlds are evaluated at a time that their numbers stay within memory.
    """
    draws, roots = x.shape[1], model.roots
    most, cells, at_once = (
        (SAMPLED, SAMPLED_CELLS, SAMPLED_AT_ONCE)
        if roots.exact
        else (SAMPLED_IF_TRIED, SAMPLED_CELLS_IF_TRIED, SAMPLED_AT_ONCE_IF_TRIED)
    )
    count = min(most, max(1, cells // draws))
    sampled = [(v, x[model.places[v]], _uniform(seed, v, count)) for v in roots.variables]
    rows = {key: roots.rows[levels[0]] for key, levels in _levels(model.events, frozenset(model.events.cores))}
    distinct = {row: i for i, row in enumerate(dict.fromkeys(rows.values()))}
    exposed = np.empty((len(distinct), count, draws))

    def work(worlds: slice) -> None:
        shape = exposed[:, worlds].shape
        drawn = np.array([_column(v, p, uniform[worlds]) for v, p, uniform in sampled])
        values = roots.values(drawn.reshape(len(sampled), shape[1] * draws))
        exposed[:, worlds] = values[list(distinct)].reshape(shape)

    in_pieces(work, count, max(1, at_once // (draws * max(1, len(sampled)))))
    mass = np.full((count, draws), 1.0 / count)
    return Worlds(mass, {key: exposed[distinct[row]] for key, row in rows.items()}, False)


def _uniform(seed: int, variable: str, count: int) -> Floats:
    """Random numbers of one variable, one for each sampled world: the same whatever else is on the map."""
    return np.random.Generator(stream_of(seed, variable)).random(count)


def _column(variable: str, p: Floats, random: Floats) -> Floats:
    """The truth of a state in each sampled world and draw, or the chance of something drawn for a person."""
    same = np.broadcast_to(p, (random.size, p.size))
    return np.asarray(same if is_person_level(variable) else random[:, None] < p, dtype=np.float64).ravel()
