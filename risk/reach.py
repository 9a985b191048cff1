"""Reach: the people whose readable data a state could have from whoever it can order, if it did.

No rate, interest or record has a part in it: only where data get, what a state can order, and what can be read. It is
exact by the diagrams that events rest on, or simulated where they are.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, combinations
from typing import Any, Literal

import networkx as nx
import numpy as np

from data_maps.caching import cached_property, share_cached
from data_maps.model import DataMap
from data_maps.names import group_of
from risk.arrays import Floats
from risk.conditions import Conditions, Exposed, Subject
from risk.engine.equations import Alternative, Equations
from risk.engine.parallel import in_pieces
from risk.engine.polynomials import Polynomial, product
from risk.engine.root_writer import RootWriter
from risk.engine.roots import BUDGET, RootChances, chances_of, few_roots, nodes_without, row_count, values_without
from risk.engine.worlds import is_person_level
from risk.event_numbers import EventNumbers, value_of
from risk.events import Events
from risk.exposure import Exposure, ExposureNode, exposure
from risk.inputs import CERTAIN, Input, held_share, values_of
from risk.measures import elasticities_of
from risk.people_parts import best_people
from risk.severity import is_content, is_whereabouts
from risk.shapley import of_coalitions

Class = Literal["content", "whereabouts", "identifiers", "any"]
Tie = Literal["run", "office", "seat", "soil", "owner", "access", "service"]
ReachQuestion = tuple[str, Class, str]
"""A state, a class of data and a group of people."""

CLASSES: tuple[Class, ...] = ("content", "whereabouts", "identifiers", "any")
"""Classes of data: content; where people are and whom they know; what else identifies them; any of these."""
TIES: tuple[Tie, ...] = ("run", "office", "seat", "soil", "owner", "access", "service")
ORDERED, STANDING = ("at", "hold", "read"), ("at", "standing", "read")
BY_ACCESS = "tie.access"
"""A condition that always holds, beside every custody by access or agreement, which is closed without that tie."""
MONTHS = 12.0
FLOOR = 0.01
"""The part of all people counted of whom an order has to yield something to count as one that yields anything.

Unless another is asked for. Diagrams know no larger one: of whom several shares leave that many, worlds tell.
"""
TIES_AT_ONCE = 500
"""Draws in which ties are told apart at a time: every set of ties has the chances of all roots, 3 MB of a usual map."""


@dataclass(frozen=True)
class Reach:
    """The reach on a map, as roots of equations, ready for any numbers.

    `within` gives for a state, a class of data and a group the roots of: some of it that is kept so many months or
    longer, rising; the first is that of all of it. `by_data` gives the same of each type of data, and `could` the root
    of: anybody's, of those whose data go there. `standing` gives the root of what a state has without an order.
    `ties` says which tie each condition belongs to. `sent` is what shares of data are of, by group and class, where it
    is not what groups send on this map: on one that an option changed, what they sent before.
    """

    exposure: Exposure
    inputs: Mapping[str, Input]
    everyone: Mapping[str, Polynomial]
    within: Mapping[ReachQuestion, tuple[tuple[float, str], ...]]
    by_data: Mapping[tuple[str, str, str], tuple[tuple[float, str], ...]]
    could: Mapping[tuple[str, Class], str]
    standing: Mapping[ReachQuestion, str]
    ties: Mapping[str, Tie]
    chances: RootChances
    floor: float
    sent: Mapping[tuple[str, Class], float] | None = None

    @property
    def data_map(self) -> DataMap:
        """The map all this follows from."""
        return self.exposure.data_map

    def data_of(self, of_class: Class) -> frozenset[str]:
        """The types of data of a class."""
        return _data_by_class(self.data_map)[of_class]

    @property
    def states(self) -> tuple[str, ...]:
        """The states that the map names."""
        return self.exposure.states

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups whose people are counted."""
        return self.exposure.groups

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts of these groups, by id."""
        return tuple(self.exposure.parts)

    @cached_property
    def numbers(self) -> Mapping[str, Input]:
        """Every number that is drawn, by its name."""
        return {leaf.address: leaf for used in self.inputs.values() for leaf in used.leaves}

    @cached_property
    def shares_of_data(self) -> Mapping[ReachQuestion, tuple[tuple[str, float], ...]]:
        """The share of a person's data of a class that each root stands for: items a month times the months kept.

        All that the group sends of the class, each type as long as any place keeps it that its data come to, is 1.
        """
        by_class, sent = _data_by_class(self.data_map), self.sent or self.sent_by_class
        shares: dict[ReachQuestion, tuple[tuple[str, float], ...]] = {}
        for (state, data, group), roots in self.by_data.items():
            often = self.data_map.items_a_month(data)
            for of_class in (c for c in CLASSES if data in by_class[c]):
                whole, below = sent.get((group, of_class), 0.0), 0.0
                for months, root in roots:
                    weight = often * (months - below) / whole if whole else 0.0
                    shares[state, of_class, group] = (*shares.get((state, of_class, group), ()), (root, weight))
                    below = months
        return shares

    @cached_property
    def sent_by_class(self) -> Mapping[tuple[str, Class], float]:
        """What each group sends of each class: items a month times the months that any place keeps them."""
        longest = _longest_kept(self.exposure, _months_by_place(self.data_map))
        by_class, often = _data_by_class(self.data_map), self.data_map.items_a_month
        return {
            (group, of_class): math.fsum(
                often(data) * months
                for (g, data), months in longest.items()
                if g == group and data in by_class[of_class]
            )
            for group in self.parts
            for of_class in CLASSES
        }

    @cached_property
    def ties_there(self) -> tuple[Tie, ...]:
        """The ties that any condition belongs to."""
        ties = {self.ties.get(name) for name in self.chances.variables}
        return tuple(tie for tie in TIES if tie in ties)

    @cached_property
    def tie_steps(self) -> int:
        """The steps that ties take in each draw: the nodes of the diagrams that tell all sets of them apart."""
        return nodes_without(self.chances, self.ties_gone)

    @cached_property
    def ties_gone(self) -> tuple[frozenset[str], ...]:
        """The conditions that are false by each set of ties alone: those of the others."""
        names = [name for name in self.chances.variables if name in self.ties]
        return tuple(frozenset(n for n in names if self.ties[n] not in ties) for ties in self.sets_of_ties)

    @cached_property
    def sets_of_ties(self) -> tuple[frozenset[Tie], ...]:
        """Every set of the ties there are, the smallest first."""
        sizes = range(len(self.ties_there) + 1)
        return tuple(frozenset(ties) for size in sizes for ties in combinations(self.ties_there, size))

    def about(self, questions: Iterable[tuple[str, Class]], *, shares: bool = True) -> Reach:
        """The same reach where the people of some states and classes are asked for alone, and the shares of their data.

        No root is worked out for anything else.
        """
        asked = [(*question, part) for question in questions for part in self.parts]
        names = {roots[0][1] for question in asked if (roots := self.within.get(question))}
        if shares:
            names |= {root for question in asked for root, _ in self.shares_of_data.get(question, ())}
        few = replace(self, chances=few_roots(self.chances, names))
        share_cached(self, few, ("shares_of_data", "numbers"))
        return few

    def where_held(self, data_map: DataMap) -> Reach:
        """The reach where only a share of each group's data is held, as options in force in a map leave it."""
        shares = {p: share for p in self.parts if (share := held_share(data_map, group_of(p)))}
        everyone = {
            g: product(terms, ((1.0, (shares[g].address,)),)) if g in shares else terms
            for g, terms in self.everyone.items()
        }
        return replace(
            self, everyone=everyone, inputs={**self.inputs, **{share.address: share for share in shares.values()}}
        )

    def reached_at(self, numbers: Mapping[str, Floats]) -> Reached:
        """The people within reach where the numbers that are drawn have these values, shape (draws,) each."""
        return self._reached(dict(zip(self.inputs, values_of(self.inputs.values(), numbers), strict=True)))

    @cached_property
    def at_best(self) -> Reached:
        """The people within reach at the best value of every number, shape (1,) each."""
        return self._reached({address: np.array([number.best]) for address, number in self.inputs.items()})

    def _reached(self, numbers: Mapping[str, Floats]) -> Reached:
        draws = max((number.size for number in numbers.values()), default=1)
        chances = {name: np.broadcast_to(numbers[name], (draws,)) for name in self.chances.variables}
        people = {g: np.broadcast_to(value_of(self.everyone[g], numbers), (draws,)) for g in self.parts}
        return Reached(self, chances, people, draws)

    def moved_by(self, ends: Mapping[str, tuple[float, float]]) -> dict[str, float]:
        """The people by which each number moves the reach of content, of the state it moves most, between its ends.

        By the slope at the best values: exact for a chance, which the reach is linear in, if all others stay there.
        One that is 0 or 1 there has no slope, and counts as moving everybody. So do numbers that people are counted by;
        a number that has no part in this reach moves nobody.
        """
        best = self._best
        slopes = np.abs(self._slopes(best, "content")).max(axis=1, initial=0.0)
        everybody = float(self.at_best.everybody()[0])
        moved = np.where((best > 0.0) & (best < 1.0), slopes, everybody)
        return self._by_number(ends, moved, {address: math.inf for address in ends if address in self._count_numbers})

    def moved_together(
        self, ends: Mapping[str, tuple[float, float]], states: Sequence[str], of_class: Class = "content"
    ) -> dict[str, float]:
        """The people by which each number moves the reach of some states to some data, added up, between its ends.

        All others are at their best values, where the reach is linear in each.
        """
        asked = [self.states.index(state) for state in states]
        slopes = np.abs(self._slopes(self._best, of_class)[:, asked]).sum(axis=1)
        return self._by_number(ends, slopes, self._moved_by_counts(ends, states, of_class))

    def _by_number(
        self, ends: Mapping[str, tuple[float, float]], slopes: Floats, counted: Mapping[str, float]
    ) -> dict[str, float]:
        """The people by which each number moves a reach with these slopes in its conditions, and by those it counts."""
        most = {address: counted.get(address, 0.0) for address in ends}
        for name, value, slope in zip(self.chances.variables, self._best.tolist(), slopes.tolist(), strict=True):
            for address, share in elasticities_of(self.inputs[name]).items():
                if address in ends:
                    leaf, (low, high) = self.numbers[address].best, ends[address]
                    most[address] += slope * (share * value / leaf if leaf and value else 1.0) * (high - low)
        return most

    def _moved_by_counts(
        self, ends: Mapping[str, tuple[float, float]], states: Sequence[str], of_class: Class
    ) -> dict[str, float]:
        """The people by which each number that people are counted by moves the reach of some states, added up."""
        best = {address: np.array([number.best]) for address, number in self.numbers.items()}
        return {
            address: float(np.abs(self._added({**best, address: np.array(pair)}, states, of_class)).sum())
            for address, pair in ends.items()
            if address in self._count_numbers
        }

    def _added(self, numbers: Mapping[str, Floats], states: Sequence[str], of_class: Class) -> Floats:
        """The people that each reach gains from the first to the last draw of counts, at the best chances."""
        added = {g: people[-1] - people[0] for g, people in self.reached_at(numbers).people.items()}
        chance = self.at_best._chance
        return np.array([sum(more * chance((state, of_class, g))[0] for g, more in added.items()) for state in states])

    @cached_property
    def _best(self) -> Floats:
        """The best value of every condition, in the order of the chances."""
        return np.array([self.inputs[name].best for name in self.chances.variables])

    @cached_property
    def _count_numbers(self) -> frozenset[str]:
        """The numbers that people are counted by, by name."""
        terms = (address for terms in self.everyone.values() for _, addresses in terms for address in addresses)
        return frozenset(leaf.address for address in terms for leaf in self.inputs[address].leaves)

    def _slopes(self, q: Floats, asked: Class) -> Floats:
        """The slope of the people whose data each state could order in each condition, (conditions, states)."""
        weights = np.zeros((row_count(self.chances), len(self.states)))
        for (state, of_class, group), roots in self.within.items():
            if of_class == asked and state in self.states:
                weights[self.chances.rows[roots[0][1]], self.states.index(state)] += self.at_best.people[group][0]
        return self.chances.derivatives(np.repeat(q[:, None], len(self.states), axis=1), weights)


@dataclass(frozen=True, eq=False)
class Reached:
    """The people within reach at some numbers; every result has shape (draws,).

    `chances_by_name` is the chance of every condition, `people` the people of each group, shape (draws,) each.
    """

    reach: Reach
    chances_by_name: Mapping[str, Floats]
    people: Mapping[str, Floats]
    draws: int

    def with_chances(self, reach: Reach, chances: Mapping[str, Floats], draws: slice) -> Reached:
        """The same people in some of the draws, where the conditions of a reach have these chances there."""
        people = {group: people[draws] for group, people in self.people.items()}
        return Reached(reach, chances, people, len(range(self.draws)[draws]))

    def repeated(self, draws: int) -> Reached:
        """The same numbers in so many draws, of one draw."""
        chances, people = (
            {name: np.repeat(value, draws) for name, value in values.items()}
            for values in (self.chances_by_name, self.people)
        )
        return Reached(self.reach, chances, people, draws)

    @cached_property
    def _chances(self) -> Floats:
        """The chance of every root, shape (rows, draws)."""
        names = self.chances_by_name
        return self.reach.chances.values(np.array(list(names.values())).reshape(len(names), self.draws))

    def chance(self, state: str, of_class: Class) -> Floats:
        """The chance that an order yields the floor, at most the usual one, or more of all people, shape (draws,)."""
        root = self.reach.could.get((state, of_class))
        return np.zeros(self.draws) if root is None else self._chances[self.reach.chances.rows[root]]

    def weighted(self, state: str, of_class: Class) -> Floats:
        """The people within reach, each counted by the share of their data of that class that is, shape (draws,)."""
        rows = self.reach.chances.rows
        weighted = np.zeros(self.draws)
        for group, people in self.people.items():
            for root, weight in self.reach.shares_of_data.get((state, of_class, group), ()):
                weighted += people * (weight * self._chances[rows[root]])
        return weighted

    def by_group(self, state: str, of_class: Class) -> dict[str, Floats]:
        """The people of each group some of whose data are within reach, shape (draws,) each."""
        by_group: dict[str, Floats] = {}
        for part in self.reach.parts:
            people = self.people[part] * self._chance((state, of_class, part))
            by_group[group_of(part)] = by_group[group_of(part)] + people if group_of(part) in by_group else people
        return by_group

    def persons(self, state: str, of_class: Class) -> Floats:
        """The people some of whose data are within reach, shape (draws,)."""
        return self._sum(self.by_group(state, of_class).values())

    def _sum(self, parts: Iterable[Floats]) -> Floats:
        return sum(parts, np.zeros(self.draws))

    def _chance(self, question: ReachQuestion) -> Floats:
        roots = self.reach.within.get(question)
        return self._chances[self.reach.chances.rows[roots[0][1]]] if roots else np.zeros(self.draws)

    def everybody(self) -> Floats:
        """The people of all groups that are counted, shape (draws,)."""
        return self._sum(self.people.values())

    def share(self, state: str, of_class: Class) -> Floats:
        """The share of people some of whose data are within reach, shape (draws,); 0 of nobody."""
        everybody = self.everybody()
        return np.divide(self.persons(state, of_class), everybody, out=np.zeros(self.draws), where=everybody > 0.0)

    def standing(self, state: str, of_class: Class) -> Floats:
        """The people some of whose data a state has without an order, as lines of the map state, shape (draws,)."""
        chances, rows = self._chances, self.reach.chances.rows
        roots = {g: self.reach.standing.get((state, of_class, g)) for g in self.reach.parts}
        return self._sum(self.people[g] * chances[rows[root]] for g, root in roots.items() if root)

    def person_months(self, state: str, of_class: Class) -> Floats:
        """The person-months of data within reach, shape (draws,): of each person the longest that any is kept."""
        return self._sum(
            self.people[g] * self._months((state, of_class, g))
            for g in self.reach.parts
            if (state, of_class, g) in self.reach.within
        )

    def _months(self, question: ReachQuestion) -> Floats:
        roots, below, months = self.reach.within[question], 0.0, np.zeros(self.draws)
        for length, root in roots:
            months = months + (length - below) * self._chances[self.reach.chances.rows[root]]
            below = length
        return months

    def by_tie(self, state: str, of_class: Class) -> dict[Tie, Floats]:
        """The Shapley value of each tie in the people within reach, shape (draws,) each; together all of them."""
        place = self._place.get((state, of_class))
        people_by_tie = {} if place is None else {tie: people[place] for tie, people in self._by_ties.items()}
        return {tie: np.zeros(self.draws) for tie in TIES} | people_by_tie

    @cached_property
    def _place(self) -> dict[tuple[str, Class], int]:
        """The place of every state, or of whoever else can order, with each class of data."""
        questions = dict.fromkeys((state, of_class) for state, of_class, _ in self.reach.within)
        return {question: place for place, question in enumerate(questions)}

    @cached_property
    def _by_ties(self) -> dict[Tie, Floats]:
        """The Shapley value of each tie that any condition belongs to, shape (places, draws): a few draws at a time.

        A pass through the diagrams has the chances of both classes of data, so that one is made for both.
        """
        values = {tie: np.zeros((len(self._place), self.draws)) for tie in self.reach.ties_there}

        def work(draws: slice) -> None:
            for tie, people in of_coalitions(self.reach.ties_there, self._worth(draws)).items():
                values[tie][:, draws] = people

        in_pieces(work, self.draws, TIES_AT_ONCE)
        return values

    def _worth(self, draws: slice) -> dict[frozenset[Tie], Floats]:
        """The people within reach by every set of ties alone, shape (places, draws)."""
        coalitions, rows = self.reach.sets_of_ties, self.reach.chances.rows
        width = len(range(self.draws)[draws])
        numbers = np.array([number[draws] for number in self.chances_by_name.values()]).reshape(
            len(self.chances_by_name), width
        )
        chances, row_of = values_without(self.reach.chances, self.reach.ties_gone, numbers)
        worth = np.zeros((len(coalitions), len(self._place), width))
        for (state, of_class, group), roots in self.reach.within.items():
            within = chances[row_of[:, rows[roots[0][1]]]]
            worth[:, self._place[state, of_class]] += self.people[group][draws] * within
        return dict(zip(coalitions, worth, strict=True))


def reach(events: Events, *, budget: int = BUDGET, floor: float = FLOOR) -> Reach:
    """The reach of every state that a map names, on the numbers that its events have."""
    return _reach_on(events.exposure, events.everyone, budget, floor)


def reach_on_map(
    data_map: DataMap, *, budget: int = BUDGET, floor: float = FLOOR, states: Collection[str] | None = None
) -> Reach:
    """The reach on a map whose events nobody asks for: of every state it names, or of some of these alone."""
    graph = exposure(data_map)
    return _reach_on(graph, EventNumbers(graph).everyone, budget, floor, states)


def reach_of_parties(events: Events, *, budget: int = BUDGET) -> Reach:
    """The reach through each party of a map, by whoever can make it act: its id stands where a state does.

    What it can make parties do that it owns is part of it, and so are keys that it has.
    """
    graph = events.exposure
    conditions = Conditions(graph, (BY_ACCESS,))
    for party in graph.data_map.parties:
        for kind in ("reach", "alone"):
            conditions.ways[f"{kind}/{party}/{party}"] = ((),)
    places = graph.organisations.places
    ordered = {party: _exposed(conditions, ORDERED, party, places) for party in graph.data_map.parties}
    return _reach_by(conditions, ordered, {}, events.everyone, budget, FLOOR)


def _reach_on(
    graph: Exposure,
    everyone: Mapping[str, Polynomial],
    budget: int,
    floor: float,
    only: Collection[str] | None = None,
) -> Reach:
    conditions = Conditions(graph, (BY_ACCESS,))
    places = graph.organisations.places
    states = [x for x in graph.states if only is None or x in only]
    ordered = {x: _exposed(conditions, ORDERED, x, places) for x in states}
    standing = {x: _exposed(conditions, STANDING, x, _with_standing(graph, x)) for x in states}
    return _reach_by(conditions, ordered, standing, everyone, budget, floor)


def _reach_by(
    conditions: Conditions,
    ordered: Mapping[str, Mapping[str, Exposed]],
    standing: Mapping[str, Mapping[str, Exposed]],
    everyone: Mapping[str, Polynomial],
    budget: int,
    floor: float,
) -> Reach:
    """The reach of whoever can order, and has standing access, by name: what of each group that exposes."""
    graph = conditions.graph
    ties = ties_of(graph)
    by_access = Input(BY_ACCESS, CERTAIN, "construction", kind="probability")
    inputs = {**graph.inputs.inputs_asked_for(), BY_ACCESS: by_access}
    terms = dict.fromkeys(chain.from_iterable(map(_terms, (*ordered.values(), *standing.values()))))
    constants = _constants({a: number for a, number in inputs.items() if a not in _in_dispute(graph.data_map)}, ties)
    base = Equations(conditions.ways)
    writer = _Writer(graph.data_map, base, terms, constants)
    within: dict[ReachQuestion, tuple[tuple[float, str], ...]] = {}
    by_data: dict[tuple[str, str, str], tuple[tuple[float, str], ...]] = {}
    for state, exposed in ordered.items():
        within.update(writer.roots("within", state, exposed))
        by_data.update(writer.roots_by_data(state, exposed))
    given = chain.from_iterable(writer.roots("standing", x, exposed) for x, exposed in standing.items())
    without = {question: roots[0][1] for question, roots in given}
    # Whether an order yields anything is a matter of facts about the world alone: each share of people counts as taken.
    shares = {a: True for a in inputs if is_person_level(a) and constants.get(a) is not False}
    facts = _Writer(graph.data_map, base, terms, {**constants, **shares}, prefix="could")
    sizeable = _sizeable(graph, inputs, min(floor, FLOOR))
    could = dict(chain.from_iterable(facts.could(x, exposed, sizeable) for x, exposed in ordered.items()))
    by_state = (
        (
            *(root for of in (within, by_data) for (state, *_), kept in of.items() if state == x for _, root in kept),
            *(root for (state, _), root in could.items() if state == x),
            *(root for (state, *_), root in without.items() if state == x),
        )
        for x in ordered
    )
    # A name that both writers have is of facts alone, or no root of `facts` leads to it.
    chances = chances_of(Equations({**facts.ways, **writer.ways}), by_state, budget=budget)
    people = (a for terms in everyone.values() for _, addresses in terms for a in addresses)
    used = {address: inputs[address] for address in dict.fromkeys((*chances.variables, *people))}
    return Reach(graph, used, everyone, within, by_data, could, without, ties, chances, floor)


def _sizeable(graph: Exposure, inputs: Mapping[str, Input], floor: float) -> frozenset[tuple[str, str, str]]:
    """The (part, data, place) where data of the floor's part of all people come by their best way, at best values."""
    people = {id_: best_people(graph.data_map, part) for id_, part in graph.parts.items()}
    least = floor * math.fsum(people.values())
    sizeable = set()
    for data, passes, parts in _alike(graph):
        flows: nx.DiGraph[ExposureNode] = nx.DiGraph()
        for source, target, flow in _flows_of(graph, data, passes):
            share = 1.0 if flow["flow"] in passes else inputs[flow["address"]].best
            if share > 0.0:
                before = flows.get_edge_data(source, target, {"length": math.inf})["length"]
                flows.add_edge(source, target, length=min(before, -math.log(share)))
        for part in parts:
            start: ExposureNode = ("people", group_of(part))
            if start in flows:
                lengths = nx.single_source_dijkstra_path_length(flows, start, weight="length")
                for (_, place), length in lengths.items():
                    if people[part] * math.exp(-length) >= least:
                        sizeable.add((part, data, place))
    return frozenset(sizeable)


def _alike(graph: Exposure) -> Iterator[tuple[str, Mapping[str, bool], list[str]]]:
    """Each type of data, what passes along the flows that exclude each other, and the parts of people it is of."""
    parts: dict[tuple[tuple[str, bool], ...], list[str]] = {}
    for id_, part in graph.parts.items():
        parts.setdefault(tuple(part.passes.items()), []).append(id_)
    yield from ((data, dict(passes), of) for data in graph.data_map.data for passes, of in parts.items())


def _flows_of(
    graph: Exposure, data: str, passes: Mapping[str, bool]
) -> Iterator[tuple[ExposureNode, ExposureNode, Mapping[str, Any]]]:
    """The flows of one type of data that anybody's data can pass, of those that exclude each other the one taken."""
    for source, target, flow in graph.graph.edges(data=True):
        if flow["kind"] == "flow" and data in flow["data"] and passes.get(flow["flow"], True):
            yield source, target, flow


def _with_standing(graph: Exposure, state: str) -> Iterable[str]:
    """The organisations at which a state has standing access."""
    systems = {line.at for line in graph.data_map.standing if line.state == state}
    return dict.fromkeys(place.organisation for place in graph.holdings if place.id in systems)


def _exposed(
    conditions: Conditions, words: Sequence[str], state: str, organisations: Iterable[str]
) -> dict[str, dict[tuple[str, str], Alternative]]:
    """What some words about a state can expose at some organisations, of each group."""
    of_group: dict[str, dict[tuple[str, str], Alternative]] = {}
    for name in organisations:
        for group, exposed in conditions.exposed(words, Subject(state=state, organisation=name)).items():
            of_group.setdefault(group, {}).update(exposed)
    return of_group


def _terms(exposed: Mapping[str, Exposed]) -> Iterable[str]:
    return chain.from_iterable(terms for ways in exposed.values() for terms in ways.values())


def _in_dispute(data_map: DataMap) -> frozenset[str]:
    """The numbers that readings set: open on all of them, so that the diagrams of one serve the others."""
    return frozenset(address for side in data_map.readings.values() for address in side.set_)


def _constants(inputs: Mapping[str, Input], ties: Mapping[str, Tie]) -> dict[str, bool]:
    """Conditions exactly 0 or 1; those of a tie only if 0, for without the tie they are false."""
    exact = {address: number.best for address, number in inputs.items() if number.exact}
    return {a: bool(best) for a, best in exact.items() if best == 0.0 or (best == 1.0 and a not in ties)}


def ties_of(graph: Exposure) -> dict[str, Tie]:
    """The tie that each condition of a graph belongs to; other conditions belong to none."""
    ties: dict[str, Tie] = {BY_ACCESS: "access"}
    for (kind, _), _, tie in graph.graph.edges(data=True):
        address = tie["address"]
        if tie["kind"] == "control":
            ties[str(address)] = "owner"
        elif tie["kind"] == "power":
            over_party: Tie = tie["tie"] or "run"
            ties[str(address)] = "soil" if kind == "system" else over_party
    return ties


class _Writer(RootWriter):
    """Writes the roots of what is within reach, by class of data and by how long it is kept."""

    def __init__(
        self,
        data_map: DataMap,
        base: Equations,
        terms: Iterable[str],
        constants: Mapping[str, bool],
        prefix: str = "any",
    ) -> None:
        super().__init__(base, terms, constants, prefix)
        self.map = data_map
        self.months = _months_by_place(data_map)
        self.data = _data_by_class(data_map)

    def roots(
        self, kind: str, state: str, exposed: Mapping[str, Exposed]
    ) -> Iterator[tuple[ReachQuestion, tuple[tuple[float, str], ...]]]:
        """For each class and group of which there is any, the roots of what is kept so many months or longer."""
        for group, places in exposed.items():
            kept = self._kept(kind, state, group, places)
            for of_class in CLASSES:
                chosen = dict.fromkeys(name for (data, _), name in kept.items() if data in self.data[of_class])
                if chosen:
                    yield (state, of_class, group), tuple(self.by_length(chosen))

    def roots_by_data(
        self, state: str, exposed: Mapping[str, Exposed]
    ) -> Iterator[tuple[tuple[str, str, str], tuple[tuple[float, str], ...]]]:
        """The same of what is within reach, for each type of data by itself."""
        for group, places in exposed.items():
            of_data: dict[str, dict[tuple[str, float], None]] = {}
            for (data, _), name in self._kept("within", state, group, places).items():
                of_data.setdefault(data, {})[name] = None
            yield from (((state, data, group), tuple(self.by_length(names))) for data, names in of_data.items())

    def could(
        self, state: str, exposed: Mapping[str, Exposed], sizeable: frozenset[tuple[str, str, str]]
    ) -> Iterator[tuple[tuple[str, Class], str]]:
        """For each class of which there is any, the root of: some of it can be had of anybody.

        Only ways by which data of a sizeable part of the people come count, unless there is no such way.
        """
        names: dict[Class, dict[str, bool]] = {of_class: {} for of_class in CLASSES}
        for group, places in exposed.items():
            for (data, place), (name, _) in self._kept("could", state, group, places).items():
                for of_class in CLASSES:
                    if data in self.data[of_class]:
                        names[of_class][name] = names[of_class].get(name, False) or (group, data, place) in sizeable
        for of_class, found in names.items():
            if found:
                large = [name for name, is_large in found.items() if is_large]
                yield (state, of_class), self.any(large or found)

    def _kept(self, kind: str, state: str, group: str, places: Exposed) -> dict[tuple[str, str], tuple[str, float]]:
        """By (data, place), the name of what can be had there, and for how many months it is kept."""
        ways = ((place, self.way(terms)) for place, terms in places.items())
        return {
            place: (self.exposure(f"{kind}/{state}/{group}/{'/'.join(place)}", way), self.months(*place))
            for place, way in ways
            if way is not None
        }

    def by_length(self, kept: Iterable[tuple[str, float]]) -> Iterator[tuple[float, str]]:
        """The roots of what is kept so many months or longer, of names that are each kept for some months."""
        names = tuple(kept)
        for least in sorted({months for _, months in names}):
            yield least, self.any(name for name, months in names if months >= least)


def _data_by_class(data_map: DataMap) -> Mapping[Class, frozenset[str]]:
    """The types of data of each class."""
    content = frozenset(d for d in data_map.data if is_content(data_map, d))
    whereabouts = frozenset(d for d in data_map.data if is_whereabouts(data_map, d))
    every = frozenset(data_map.data)
    return {
        "content": content,
        "whereabouts": whereabouts,
        "identifiers": every - content - whereabouts,
        "any": every,
    }


def _months_by_place(data_map: DataMap) -> Callable[[str, str], float]:
    """The months that data are kept at a place, at most the horizon; where nobody says, the horizon."""

    def months(data: str, place: str) -> float:
        system = data_map.systems.get(place)
        years = system.keeps.get(data, math.inf) if system else math.inf
        return MONTHS * min(data_map.horizon, years)

    return months


def _longest_kept(graph: Exposure, months: Callable[[str, str], float]) -> Mapping[tuple[str, str], float]:
    """The months that the data of a part are kept at most, at any place that they come to, by (part, data)."""
    longest: dict[tuple[str, str], float] = {}
    for data, passes, parts in _alike(graph):
        flows: nx.DiGraph[ExposureNode] = nx.DiGraph(
            (source, target) for source, target, _ in _flows_of(graph, data, passes)
        )
        for part in parts:
            start: ExposureNode = ("people", group_of(part))
            if start in flows:
                longest[part, data] = max(months(data, place) for _, place in nx.descendants(flows, start))
    return longest
