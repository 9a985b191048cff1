"""Equations of conditions: monotone Boolean systems whose names share terms and may run in circles.

A name stands for something that may hold, such as "this state can make this party act"; a variable for a condition that
holds with some probability, independent of all others: an address of the map's numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import networkx as nx

from data_maps.caching import cached_property

Alternative = tuple[str, ...]
Graded = tuple[tuple[str, int, str], ...]
MANY = 8


@dataclass(frozen=True)
class Equations:
    """A system of monotone Boolean equations, understood as its least solution.

    Each key of `alternatives` is a name; it is true when every term of one of its alternatives is. A term that is no
    key is a variable, independent of all others. An empty alternative is true by construction, a name without
    alternatives false.
    """

    alternatives: Mapping[str, tuple[Alternative, ...]]

    @cached_property
    def variables(self) -> tuple[str, ...]:
        """Every variable, in the order of first use."""
        terms = (term for ways in self.alternatives.values() for way in ways for term in way)
        return tuple(dict.fromkeys(term for term in terms if term not in self.alternatives))

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {name: number for number, name in enumerate(self.alternatives)}

    @cached_property
    def components(self) -> tuple[tuple[str, ...], ...]:
        """The names in groups that depend on each other in a circle, what a group rests on before it."""
        below: nx.DiGraph[str] = nx.DiGraph()
        below.add_nodes_from(self.alternatives)
        below.add_edges_from(
            (name, term)
            for name, ways in self.alternatives.items()
            for way in ways
            for term in way
            if term in self.alternatives
        )
        circles = nx.strongly_connected_components(below)
        return tuple(tuple(sorted(circle, key=self._places.__getitem__)) for circle in circles)

    def part(self, roots: Iterable[str]) -> Equations:
        """The equations that the roots rest on, in the order they were written."""
        seen = dict.fromkeys(roots)
        todo = list(seen)
        for name in todo:
            below = (t for way in self.alternatives[name] for t in way if t in self.alternatives and t not in seen)
            fresh = list(dict.fromkeys(below))
            seen.update(dict.fromkeys(fresh))
            todo += fresh
        if len(seen) == len(self.alternatives):
            return self
        return Equations({name: self.alternatives[name] for name in sorted(seen, key=self._places.__getitem__)})

    def reduced(self, roots: Iterable[str], constants: Mapping[str, bool]) -> Equations:
        """The system as far as the roots need it, with some variables known to be true or false.

        A name that is true or false whatever the variables are becomes so by construction.
        """
        sure = self.solution(name for name, value in constants.items() if value)
        maybe = self.solution(name for name in self.variables if constants.get(name, True))
        false = {name for name, value in constants.items() if not value} | (self.alternatives.keys() - maybe)
        true = {name for name, value in constants.items() if value} | sure
        needed: dict[str, tuple[Alternative, ...]] = {}
        todo = list(dict.fromkeys(roots))
        for name in todo:
            if name in self.alternatives and name not in needed:
                needed[name] = self._shortened(name, true, false)
                todo += [term for way in needed[name] for term in way]
        if needed == self.alternatives:
            return self
        return Equations({name: needed[name] for name in self.alternatives if name in needed})

    def _shortened(self, name: str, true: AbstractSet[str], false: AbstractSet[str]) -> tuple[Alternative, ...]:
        if name in true:
            return ((),)
        ways = (way for way in self.alternatives[name] if false.isdisjoint(way))
        return tuple(dict.fromkeys(tuple(dict.fromkeys(term for term in way if term not in true)) for way in ways))

    @cached_property
    def representatives(self) -> Mapping[str, str]:
        """For every name the first that is true under the same alternatives, term by term, circles included.

        All names are of one kind at first; names whose alternatives are of other kinds are told apart, until no more
        are. Names of one kind are then true after equally many steps.
        """
        kinds = self._kinds()
        first: dict[int, str] = {}
        return {name: first.setdefault(kinds[name], name) for component in self.components for name in component}

    def _kinds(self) -> dict[str, int]:
        """The kind of every name. Where some of a kind are told apart, the others keep it, or else the largest group.

        So only what rests on a name of another kind is looked at again (Hopcroft 1971).
        """
        kinds = dict.fromkeys(self.alternatives, 0)
        written: dict[frozenset[frozenset[int | str]], int] = {}
        again: list[str] = []
        for component in self.components:
            keys = [self._of_kinds(name, kinds) for name in component]
            kinds |= {n: written.setdefault(key, 1 + len(written)) for n, key in zip(component, keys, strict=True)}
            again += [name for name, key in zip(component, keys, strict=True) if any(0 in way for way in key)]
        sizes, owners, uses = Counter(kinds.values()), self._uses[0], self._uses[3]
        while again:
            changed: list[str] = []
            for group in self._told_apart(again, kinds, sizes):
                sizes[kinds[group[0]]] -= len(group)
                new = len(sizes) + 1
                sizes[new] = len(group)
                kinds |= dict.fromkeys(group, new)
                changed += group
            again = list(dict.fromkeys(owners[place] for name in changed for place in uses.get(name, ())))
        return kinds

    def _told_apart(self, names: Iterable[str], kinds: Mapping[str, int], sizes: Mapping[int, int]) -> list[list[str]]:
        """Groups of some names that are no longer of one kind with the rest of their own."""
        groups: dict[int, dict[frozenset[frozenset[int | str]], list[str]]] = {}
        for name in names:
            groups.setdefault(kinds[name], {}).setdefault(self._of_kinds(name, kinds), []).append(name)
        apart: list[list[str]] = []
        for kind, of_kind in groups.items():
            rising = sorted(of_kind.values(), key=len)
            apart += rising if sum(map(len, rising)) < sizes[kind] else rising[:-1]
        return apart

    def _of_kinds(self, name: str, kinds: Mapping[str, int]) -> frozenset[frozenset[int | str]]:
        """The alternatives of a name, with the kind of each name in them."""
        return frozenset(frozenset(kinds.get(term, term) for term in way) for way in self.alternatives[name])

    @cached_property
    def nested(self) -> Equations:
        """The system with each name resting on the largest other one whose alternatives are all among its own.

        Those others are replaced by it: they are then solved once. Names of few alternatives are left alone.
        """
        many = {name: dict.fromkeys(ways) for name, ways in self.alternatives.items() if len(ways) >= MANY}
        rising = sorted(many, key=lambda name: len(many[name]))
        alternatives = dict(self.alternatives)
        for place, name in enumerate(rising):
            inside = (other for other in reversed(rising[:place]) if many[other].keys() < many[name].keys())
            if (within := next(inside, None)) is not None:
                alternatives[name] = ((within,), *(way for way in many[name] if way not in many[within]))
        return self if alternatives == self.alternatives else Equations(alternatives)

    def merged(self) -> Equations:
        """The system with each name that has a representative replaced by it."""
        first = self.representatives
        return Equations(
            {
                name: tuple(dict.fromkeys(tuple(dict.fromkeys(first.get(t, t) for t in way)) for way in ways))
                for name, ways in self.alternatives.items()
                if first[name] == name
            }
        )

    def solution(self, true: Iterable[str]) -> frozenset[str]:
        """The names that are true when exactly the variables `true` are."""
        return frozenset(self.proofs(true))

    def proofs(self, true: Iterable[str]) -> dict[str, Alternative]:
        """For each name that is true when exactly the variables `true` are, an alternative that shows it.

        Each rests on names before it alone, so none goes round in a circle. In linear time (Dowling, Gallier 1984).
        """
        owners, ways, lengths, uses = self._uses
        missing = list(lengths)
        proofs: dict[str, Alternative] = {name: () for name, length in zip(owners, lengths, strict=True) if not length}
        todo = [*dict.fromkeys(true), *proofs]
        for term in todo:
            for place in uses.get(term, ()):
                missing[place] -= 1
                if not missing[place] and owners[place] not in proofs:
                    proofs[owners[place]] = ways[place]
                    todo.append(owners[place])
        return proofs

    @cached_property
    def _uses(self) -> tuple[tuple[str, ...], tuple[Alternative, ...], tuple[int, ...], dict[str, list[int]]]:
        """The name of every alternative, itself and its number of terms; for each term the alternatives it is in."""
        # Sets are not kept: thousands of them would have the garbage collector look at everything again and again.
        owners = tuple(name for name, ways in self.alternatives.items() for _ in ways)
        lengths: list[int] = []
        uses: dict[str, list[int]] = {}
        alternatives = tuple(way for ways in self.alternatives.values() for way in ways)
        for number, way in enumerate(alternatives):
            terms = set(way)
            lengths.append(len(terms))
            for term in terms:
                uses.setdefault(term, []).append(number)
        return owners, alternatives, tuple(lengths), uses
