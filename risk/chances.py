"""How likely is at least one event, and how large the largest, in years over which the world stays as it is.

States persist over the horizon and are shared by every event, trials are redrawn at each attempt: with states true
with probability q and successful trials at a rate of m a year, at least one event in T years has probability
q·(1 − exp(−m·T)).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from risk.diagrams import Diagrams, TooWide, compiled, state_part
from risk.equations import Alternative, Equations
from risk.events import Event, Events
from risk.measures import Model
from risk.ordering import variable_order
from risk.reach import constants

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

HORIZONS = (1.0, 5.0)
WORLDS = 30_000
LAYERED = 200_000
SAMPLED = 2**14
SAME_SIZE = 1e-9
PERSON_LEVEL = ("share.", "kept.")


@dataclass(frozen=True)
class Worlds:
    """The states of the world as far as they matter: `mass` (worlds,), which sums to 1, and the fraction exposed in
    each, by (core, group).

    `exact` says whether these are all the worlds there are, or a sample of them.
    """

    mass: Floats
    fractions: Mapping[tuple[str, str], Floats]
    exact: bool


@dataclass(frozen=True)
class Curve:
    """P(largest event in T ≥ size): `sizes` falling, `probabilities` of shape (horizons, sizes), rising with them.

    `error` is half the width of the 95 % interval of the chance of at least one that comes from sampling the states of
    the world, for each horizon; 0 where all of them were counted.
    """

    horizons: tuple[float, ...]
    sizes: Floats
    probabilities: Floats
    error: Floats

    @property
    def at_least_one(self) -> Floats:
        """The probability of at least one event that exposes anyone, for each horizon."""
        return self.probabilities[:, -1] if self.sizes.size else np.zeros(len(self.horizons))

    def at_least(self, persons: float) -> Floats:
        """The probability of at least one event of that many people, for each horizon (to one part in 10⁹)."""
        reached = int(np.sum(self.sizes >= persons * (1.0 - SAME_SIZE)))
        return self.probabilities[:, reached - 1] if reached else np.zeros(len(self.horizons))

    @property
    def unique_persons(self) -> Floats:
        """Expected people exposed at least once if the larger event contains the smaller: the area under the curve."""
        drops = -np.diff(np.append(self.sizes, 0.0))
        total: Floats = self.probabilities @ drops
        return total


def worlds(model: Model, x: Floats, cores: Iterable[str], *, budget: int = WORLDS, seed: int = 0) -> Worlds:
    """Every state of the world that matters to some cores, or a sample where there are more than the budget."""
    chosen = frozenset(cores)
    try:
        return _all_worlds(model, x, chosen, budget)
    except TooWide:
        return _sampled_worlds(model, x, chosen, seed)


def is_person_level(address: str) -> bool:
    """Whether the condition is drawn anew for each person."""
    return address.startswith(PERSON_LEVEL)


@dataclass(frozen=True)
class Layered:
    """The diagrams of "exposed at all" of every core and group, states tested before what is drawn for a person."""

    table: Diagrams
    nodes: Mapping[str, int]
    persons: frozenset[str]

    @property
    def states(self) -> int:
        """How many variables of the order are states of the world."""
        return len(self.table.order) - len(self.persons)


def _layered(events: Events) -> Layered:
    names = [levels[0] for core in events.cores.values() for levels in core.levels.values()]
    return _compiled(tuple(events.equations.alternatives.items()), constants(events), tuple(dict.fromkeys(names)))


@lru_cache(maxsize=32)
def _compiled(
    ways: tuple[tuple[str, tuple[Alternative, ...]], ...], fixed: frozenset[tuple[str, bool]], names: tuple[str, ...]
) -> Layered:
    equations, known = Equations(dict(ways)), dict(fixed)
    small = equations.reduced(names, known)
    first, merged = small.representatives, small.merged()
    kept = tuple(dict.fromkeys(first[name] for name in names))
    persons = frozenset(v for v in merged.variables if is_person_level(v))
    order = variable_order(merged, kept, layers={v: int(v in persons) for v in merged.variables})
    table = Diagrams(order, budget=LAYERED)
    built = compiled(merged, table, roots=kept)
    return Layered(table, {name: built[first[name]] for name in names}, persons)


def _all_worlds(model: Model, x: Floats, cores: frozenset[str], budget: int) -> Worlds:
    layered = _layered(model.events)
    nodes = {key: layered.nodes[levels[0]] for key, levels in _levels(model.events, cores)}
    columns = sorted(set(nodes.values()))
    q = dict(zip(model.addresses, x.tolist(), strict=True))
    rows, mass = _walk(layered.table, columns, layered.states, q, budget)
    values = _values_below(layered.table, columns, q, layered.persons)
    at = {node: i for i, node in enumerate(columns)}
    return Worlds(mass, {key: values[rows[:, at[node]]] for key, node in nodes.items()}, True)


def _levels(events: Events, cores: frozenset[str]) -> Iterator[tuple[tuple[str, str], tuple[str, ...]]]:
    for core in events.cores.values():
        if core.name in cores:
            yield from (((core.name, group), levels) for group, levels in core.levels.items())


def _walk(
    table: Diagrams, columns: Sequence[int], states: int, q: Mapping[str, float], budget: int
) -> tuple[Ints, Floats]:
    """Walk all diagrams down together, variable by variable, merging worlds that have become the same for all."""
    size = len(table)
    level = np.array([table.level(n) for n in range(size)])
    low, high = (np.array([0, 1, *(child(n) for n in range(2, size))]) for child in (table.low, table.high))
    signature = np.random.default_rng(1).integers(1, 2**62, size=len(columns), dtype=np.int64) | 1
    rows, mass = np.array([columns], dtype=np.int64), np.ones(1)
    for place in range(states):
        here = level[rows] == place
        split = here.any(axis=1)
        if not split.any():
            continue
        p = q[table.order[place]]
        down = np.where(here[split], low[rows[split]], rows[split])
        up = np.where(here[split], high[rows[split]], rows[split])
        rows = np.concatenate([rows[~split], down, up])
        mass = np.concatenate([mass[~split], mass[split] * (1.0 - p), mass[split] * p])
        rows, mass = _merged(rows, mass, signature)
        if len(rows) > budget:
            raise TooWide(f"more than {budget} states of the world")
    return rows, mass


def _merged(rows: Ints, mass: Floats, signature: Ints) -> tuple[Ints, Floats]:
    with np.errstate(over="ignore"):
        key = (rows * signature).sum(axis=1)
    _, first, where = np.unique(key, return_index=True, return_inverse=True)
    merged = np.bincount(where, weights=mass, minlength=len(first)).astype(np.float64)
    if not np.array_equal(rows, rows[first][where]):
        raise AssertionError("two different worlds share a signature")
    alive = merged > 0.0
    return rows[first][alive], merged[alive]


def _values_below(table: Diagrams, columns: Sequence[int], q: Mapping[str, float], persons: frozenset[str]) -> Floats:
    values = np.zeros(len(table))
    values[1] = 1.0
    for column in columns:
        for node, value in state_part(table, column, q, persons).items():
            values[node] = value
    return values


def _sampled_worlds(model: Model, x: Floats, cores: frozenset[str], seed: int) -> Worlds:
    """Draw states of the world, and let the diagrams average over people in each."""
    variables = model.reach.variables
    q = dict(zip(model.addresses, x.tolist(), strict=True))
    random = np.random.default_rng(seed)
    drawn = np.stack([_column(v, q[v], random) for v in variables]) if variables else np.zeros((0, SAMPLED))
    values = model.reach.values(drawn)
    exposed = {key: values[model.reach.rows[levels[0]]] for key, levels in _levels(model.events, cores)}
    return Worlds(np.full(SAMPLED, 1.0 / SAMPLED), exposed, False)


def _column(variable: str, p: float, random: np.random.Generator) -> Floats:
    drawn = random.random(SAMPLED)
    return np.full(SAMPLED, p) if is_person_level(variable) else (drawn < p).astype(np.float64)


def curve(
    model: Model, x: Floats, found: Worlds, chosen: Sequence[Event], horizons: Sequence[float] = HORIZONS
) -> Curve:
    """The frequency–size curve of some events together.

    Sizes are numbers of people given states and trials, what is drawn for each person averaged.
    """
    sums = _Sums(
        found.mass, {e.interest: float(model.product((e.interest,), x)) for e in chosen if e.interest}, tuple(horizons)
    )
    steps = sorted(_steps(model, x, found, chosen), key=lambda step: (-step[0], step[1].key))
    sizes: list[float] = []
    probabilities: list[Floats] = []
    for size, event, rate, where in steps:
        sums.add(event.interest, rate, where)
        if sizes and sizes[-1] - size <= SAME_SIZE * sizes[-1]:
            probabilities[-1] = sums.at_least_one()
        else:
            sizes.append(size)
            probabilities.append(sums.at_least_one())
    error = np.zeros(len(horizons)) if found.exact else sums.error()
    return Curve(tuple(horizons), np.array(sizes), np.array(probabilities).T.reshape(len(horizons), len(sizes)), error)


def _steps(
    model: Model, x: Floats, found: Worlds, chosen: Sequence[Event]
) -> list[tuple[float, Event, float, NDArray[np.bool_]]]:
    """For each event and each size it can have: that size, the event, its rate, and the worlds where it has it."""
    steps = []
    for event in chosen:
        rate = float(model.polynomial(event.rate, x) * (model.product((event.trial,), x) if event.trial else 1.0))
        size = event_sizes(model, x, found, event)
        steps += [(float(value), event, rate, size == value) for value in np.unique(size) if value > 0.0]
    return steps


def event_sizes(model: Model, x: Floats, found: Worlds, event: Event) -> Floats:
    """How many people an event exposes in each world, shape (worlds,)."""
    taken = model.product(event.persons, x)
    total = sum(
        (model.polynomial(terms, x) * found.fractions[event.core, g] for g, terms in event.people.items()), np.zeros(1)
    )
    return np.asarray(np.broadcast_to(taken * total, found.mass.shape))


class _Sums:
    """Adds up rates in every world, and averages the chance of none over worlds and over each state's interest."""

    def __init__(self, mass: Floats, interests: Mapping[str, float], horizons: tuple[float, ...]) -> None:
        self.mass = mass
        self.interests = interests
        self.horizons = np.array(horizons)[:, None]
        self.rates: dict[str | None, Floats] = {}
        self.none: dict[str | None, Floats] = {}

    def add(self, interest: str | None, rate: float, where: NDArray[np.bool_]) -> None:
        """Let events happen at `rate` in some worlds, if the state is interested."""
        rates = self.rates.get(interest, np.zeros_like(self.mass)) + rate * where
        self.rates[interest] = rates
        q = 1.0 if interest is None else self.interests[interest]
        self.none[interest] = 1.0 - q * -np.expm1(-self.horizons * rates)

    def at_least_one(self) -> Floats:
        """The probability of at least one event for each horizon."""
        return np.asarray((1.0 - self._none()) @ self.mass)

    def error(self) -> Floats:
        """Half the width of the 95 % interval of that probability, for equally likely sampled worlds."""
        return np.asarray(1.96 * self._none().std(axis=1) / np.sqrt(self.mass.size))

    def _none(self) -> Floats:
        return (
            np.asarray(np.prod(list(self.none.values()), axis=0))
            if self.none
            else np.ones((len(self.horizons), self.mass.size))
        )
