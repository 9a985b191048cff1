"""How many people, how badly, by whose hands: the measures that are linear in every number of a map."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from risk.events import CONTROLLED, Event, Events, Polynomial
from risk.inputs import Input
from risk.reach import Reach
from risk.severity import LEVELS, weights

Floats = NDArray[np.float64]

STEP = 1e-5


@dataclass(frozen=True)
class Measures:
    """The linear measures of a map's events at one point, or at many draws of its numbers.

    `persons` has the shape (events, groups, levels[, draws]): expected person-exposures a year at each level or higher.
    `joined` has the shape (events, groups[, draws]): those whose contacts are exposed together with where they were or
    what they said.
    """

    keys: tuple[str, ...]
    groups: tuple[str, ...]
    persons: Floats
    joined: Floats

    def by_level(
        self, events: Iterable[int] | slice = slice(None), groups: Iterable[int] | slice = slice(None)
    ) -> Floats:
        """Person-exposures a year at each level or higher, shape (levels[, draws]), over some events and groups."""
        chosen = events if isinstance(events, slice) else list(events)
        among = groups if isinstance(groups, slice) else list(groups)
        total: Floats = self.persons[chosen][:, among].sum(axis=(0, 1))
        return total

    def harm(self, ratio: float | None) -> Floats:
        """Severe equivalents a year of each event, shape (events[, draws])."""
        found: Floats = np.einsum("kgl...,l->k...", self.persons, steps(ratio))
        return found


def steps(ratio: float | None) -> Floats:
    """How much a person's weight grows from each level to the next: the weights of cumulative counts."""
    by_level = weights(ratio)
    return np.diff(np.array([0.0, *(by_level[n] for n in LEVELS)]))


def score(harm: Floats | float) -> Floats | float:
    """Severe equivalents a year on a logarithmic scale: ten points are a factor of ten."""
    return 10.0 * np.log10(1.0 + np.asarray(harm))


class Model:
    """A map's events, ready to be evaluated at any values of its numbers."""

    def __init__(self, events: Events, reach: Reach) -> None:
        self.events = events
        self.reach = reach
        self.addresses = tuple(events.inputs)
        self.groups = events.exposure.groups
        self._index = {address: i for i, address in enumerate(self.addresses)}

    @cached_property
    def point(self) -> Floats:
        """The best value of every number, in the order of `addresses`."""
        return np.array([number.best for number in self.events.inputs.values()])

    @cached_property
    def plain(self) -> bool:
        """Whether a number of its own stands at every address, none of them derived or an option's."""
        return tuple(self.events.numbers) == self.addresses

    def placed(self, numbers: Mapping[str, Floats]) -> Floats:
        """What stands at every address, shape (addresses[, draws]), where the numbers that are drawn have values."""
        found = [used.value(numbers) for used in self.events.inputs.values()]
        return np.stack(np.broadcast_arrays(*found)) if found else np.zeros(0)

    def freed(self, x: Floats) -> Floats:
        """The numbers with every trial succeeding and everything readable: what the controls leave aside."""
        free = np.array([a.startswith(CONTROLLED) for a in self.addresses], dtype=bool)
        return np.where(free if x.ndim == 1 else free[:, None], 1.0, x)

    @cached_property
    def strategic(self) -> list[int]:
        """The places of strategic groups among the groups."""
        users = self.events.data_map.users
        return [i for i, g in enumerate(self.groups) if "strategic" in users[g].exposure]

    def chances(self, x: Floats) -> Floats:
        """The probability of every root of the cores at the numbers x, shape (roots[, draws])."""
        return self.reach.values(self.arguments(x))

    def arguments(self, x: Floats) -> Floats:
        """The numbers that the roots depend on, in the order in which they are taken, shape (variables[, draws])."""
        return x[[self._index[v] for v in self.reach.variables]]

    def measured(self, x: Floats, chances: Floats | None = None) -> Measures:
        """The linear measures at the numbers x, shape (addresses,) or (addresses, draws), at given chances if any."""
        chances = self.chances(x) if chances is None else chances
        persons = [self.event_persons(event, x, chances) for event in self.events.events]
        joined = [self.event_joined(event, x, chances) for event in self.events.events]
        shape = (0, len(self.groups), len(LEVELS), *x.shape[1:])
        keys = tuple(event.key for event in self.events.events)
        empty, none = np.zeros(shape), np.zeros((*shape[:2], *shape[3:]))
        return Measures(
            keys, self.groups, np.array(persons) if persons else empty, np.array(joined) if joined else none
        )

    def event_persons(self, event: Event, x: Floats, chances: Floats) -> Floats:
        """An event's persons a year by group and level or higher, shape (groups, levels[, draws])."""
        often = self.polynomial(event.rate, x) * self.product(event.conditions, x)
        found = np.zeros((len(self.groups), len(LEVELS), *x.shape[1:]))
        for g, terms in event.people.items():
            found[self.groups.index(g)] = often * self.polynomial(terms, x) * chances[self.rows(event, g)]
        return found

    def event_joined(self, event: Event, x: Floats, chances: Floats) -> Floats:
        """An event's strategic persons a year whose contacts are exposed joined, shape (groups[, draws])."""
        often = self.polynomial(event.rate, x) * self.product(event.conditions, x)
        found = np.zeros((len(self.groups), *x.shape[1:]))
        for g, terms in event.people.items():
            if (row := self._joined_row(event, g)) is not None:
                found[self.groups.index(g)] = often * self.polynomial(terms, x) * chances[row]
        return found

    def rows(self, event: Event, group: str) -> list[int]:
        """The places of an event's four levels for a group among the probabilities of the roots."""
        return [self.reach.rows[name] for name in self.events.cores[event.core].levels[group]]

    def _joined_row(self, event: Event, group: str) -> int | None:
        return self.reach.rows.get(self.events.cores[event.core].joined.get(group, ""))

    def polynomial(self, terms: Polynomial, x: Floats) -> Floats:
        """The value of a sum of products at x."""
        return np.asarray(sum(c * self.product(addresses, x) for c, addresses in terms))

    def product(self, addresses: Iterable[str], x: Floats) -> Floats:
        """The product of the numbers at some addresses."""
        return np.asarray(np.prod(x[[self._index[a] for a in addresses]], axis=0))

    def gradient(self, x: Floats, ratio: float | None) -> Floats:
        """The derivative of the harm index with respect to every number, shape (addresses,), by one backward pass."""
        chances = self.chances(x)
        found = np.zeros_like(x)
        on_rows = np.zeros_like(chances)
        step = steps(ratio)
        for event in self.events.events:
            self._add_event(event, x, chances, step, found, on_rows)
        found[[self._index[v] for v in self.reach.variables]] += self.reach.derivatives(self.arguments(x), on_rows)
        return found

    def _add_event(
        self, event: Event, x: Floats, chances: Floats, step: Floats, found: Floats, on_rows: Floats
    ) -> None:
        """Add what one event passes back to its own numbers and to the roots of its core."""
        rate, factor = self.polynomial(event.rate, x), self.product(event.conditions, x)
        rows = {g: self.rows(event, g) for g in event.people}
        weighted = {g: step @ chances[rows[g]] for g in event.people}
        people = {g: self.polynomial(terms, x) for g, terms in event.people.items()}
        harm = sum(people[g] * weighted[g] for g in people)
        self._add_polynomial(event.rate, factor * harm, x, found)
        self._add_polynomial(((1.0, event.conditions),), rate * harm, x, found)
        for g, terms in event.people.items():
            self._add_polynomial(terms, rate * factor * weighted[g], x, found)
            np.add.at(on_rows, rows[g], rate * factor * people[g] * step)

    def _add_polynomial(self, terms: Polynomial, weight: Floats, x: Floats, found: Floats) -> None:
        for coefficient, addresses in terms:
            for place, address in enumerate(addresses):
                others = (*addresses[:place], *addresses[place + 1 :])
                found[self._index[address]] += weight * coefficient * self.product(others, x)

    def elasticities(self, x: Floats, ratio: float | None) -> Mapping[str, float]:
        """By how many percent the harm index moves when each number that is drawn moves by one percent.

        Numbers that others follow from are taken at their best values.
        """
        total = float(self.measured(x).harm(ratio).sum())
        found = dict.fromkeys(self.events.numbers, 0.0)
        for used, moved in zip(self.events.inputs.values(), self.gradient(x, ratio) * x, strict=True):
            for leaf in used.leaves:
                share = 1.0 if leaf is used else _elasticity(used, leaf)
                found[leaf.address] += float(moved) * share / total if total else 0.0
        return found


def assumed_share(elasticities: Mapping[str, float], events: Events) -> float:
    """The part of the harm that rests on numbers nobody stated: their elasticities over all; exact numbers left out."""
    free = {a: e for a, e in elasticities.items() if not events.numbers[a].exact}
    total = math.fsum(free.values())
    return math.fsum(e for a, e in free.items() if events.numbers[a].assumed) / total if total else 0.0


def _elasticity(of: Input, number: Input) -> float:
    """By how many percent a derived number moves when one that it follows from moves by one percent."""
    best = {leaf.address: np.asarray(leaf.best) for leaf in of.leaves}
    up, down = (of.value({**best, number.address: np.asarray(number.best * f)}) for f in (1.0 + STEP, 1.0 - STEP))
    return float(up - down) / (2.0 * STEP * of.best) if of.best else 0.0
