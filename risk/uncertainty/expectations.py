"""Expected values without draws: of products of numbers, and of the people a year that events expose.

Numbers that are drawn are independent of each other. Factors that share none have the product of their expected values;
those that share some are integrated over these together.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

import networkx as nx
import numpy as np

from data_maps.addresses import family_of
from data_maps.caching import cached_property
from risk.arrays import Floats
from risk.engine.polynomials import Polynomial
from risk.engine.polynomials import product as product_of_sums
from risk.event_numbers import AtMost
from risk.events import CONTROLLED, Event, addresses_of
from risk.inputs import Derived, Input, product, quotient
from risk.measures import Measures, Model
from risk.uncertainty.distributions import Distribution, Point
from risk.uncertainty.quadrature import NoExactMeanError, integral, mean_of_power

Distributions = Mapping[str, Distribution]

SIMULATED = "the chances of this map are simulated"


@dataclass(frozen=True)
class Expected:
    """The expected people a year of each event, no numbers where there is a reason why not: event and reason."""

    measures: Measures
    reasons: Mapping[str, str]


def expected_measures(model: Model, ranges: Distributions, *, inherent: bool = False) -> Expected:
    """The expected people a year of each event, by group and level, from the distributions of the numbers alone.

    Args:
        model: a map's events; where their chances are simulated, none has an expected value.
        ranges: the distribution of every number that is drawn, by its name.
        inherent: whether every trial succeeds and all is readable.
    """
    events = model.events.events
    people = np.full((len(events), len(model.groups)), math.nan)
    if not model.roots.exact:
        chances = np.zeros(1 + max(model.roots.rows.values(), default=-1))
        return Expected(model.measured_of(people, chances), {event.key: SIMULATED for event in events})
    expectations = _Expectations(model, ranges, frozenset(CONTROLLED) if inherent else frozenset())
    reasons = {}
    for place, event in enumerate(events):
        try:
            people[place] = expectations.people(event)
        except NoExactMeanError as reason:
            reasons[event.key] = str(reason)
    return Expected(model.measured_of(people, expectations.chances), reasons)


class _Expectations:
    """Expected values of products of a model's numbers, that of each independent part found once."""

    def __init__(self, model: Model, ranges: Distributions, certain: AbstractSet[str]) -> None:
        self.model = model
        self.known = ranges
        self.certain = certain
        self._values: dict[Hashable, float] = {}

    def people(self, event: Event) -> list[float]:
        """The expected people of each group a year that an event is about, whoever of them is exposed.

        Raises:
            NoExactMeanError: where they are not to be had, or are not independent of who is exposed.
        """
        conditions = self._leaves(self._conditions(event.core))
        if len(conditions) > len(set(conditions)):
            raise NoExactMeanError("several of its conditions rest on one number")
        if not set(conditions).isdisjoint(self._leaves(addresses_of(event))):
            raise NoExactMeanError("its conditions rest on a number that its rate or people rest on too")
        return [self._expected_people(event, group) for group in self.model.groups]

    @cached_property
    def chances(self) -> Floats:
        """The probability of every root at the expected chance of every condition, shape (rows,)."""
        return self.model.roots.values(np.array([self._chance(v) for v in self.model.roots.variables]))

    def _expected_people(self, event: Event, group: str) -> float:
        rate = product_of_sums(event.rate, ((1.0, event.conditions),))
        people = product_of_sums(rate, event.people.get(group, ()))
        return math.fsum(c * self._expected(addresses) for c, addresses in people)

    def _chance(self, variable: str) -> float:
        """The expected chance of a condition; half where there is none, for no event that has it counts."""
        try:
            return self._expected((variable,))
        except NoExactMeanError:
            return 0.5

    def _conditions(self, core: str) -> tuple[str, ...]:
        """The conditions that a core rests on, each with an expected chance."""
        if core not in self._conditions_of:
            names = self.model.events.cores[core].measured_names
            self._conditions_of[core] = self.model.events.equations.part(names).variables
            for variable in self._conditions_of[core]:
                self._expected((variable,))
        return self._conditions_of[core]

    @cached_property
    def _conditions_of(self) -> dict[str, tuple[str, ...]]:
        return {}

    def _leaves(self, addresses: Iterable[str]) -> list[str]:
        """The numbers with ranges that the numbers at some addresses follow from."""
        free = (self.model.events.inputs[a] for a in addresses if family_of(a) not in self.certain)
        leaves = (leaf.address for number in free for leaf in number.leaves)
        return [leaf for leaf in leaves if not isinstance(self.known[leaf], Point)]

    def _expected(self, addresses: Iterable[str]) -> float:
        """The expected value of the product of the numbers at some addresses."""
        numbers = [self.model.events.inputs[a] for a in addresses if family_of(a) not in self.certain]
        return math.prod(map(self._expected_together, independent(factors(numbers), self.known)))

    def _expected_together(self, part: Factors) -> float:
        alike = part.cache_key(self.known)
        if alike not in self._values:
            self._values[alike] = expected_together(part, self.known)
        return self._values[alike]


@dataclass(frozen=True)
class Factors:
    """A product: numbers that are drawn, each to a power, times functions of such numbers; by their addresses."""

    powers: tuple[tuple[str, int], ...]
    functions: tuple[str, ...]
    derived: Mapping[str, Derived] = field(compare=False)

    def cache_key(self, ranges: Distributions) -> Hashable:
        """A key that is the same for products whose numbers differ in nothing but their names."""
        limits = [f for a in self.functions if isinstance(f := self.derived[a].formula, AtMost)]
        names = (*(name for limit in limits for name in limit.names), *(a for a, _ in self.powers))
        places = {name: place for place, name in enumerate(dict.fromkeys(names))}
        if len(limits) < len(self.functions) or not places.keys() <= ranges.keys():
            return self
        sums = tuple(_at_places(terms, places) for limit in limits for terms in (limit.terms, limit.most))
        powers = tuple((places[a], power) for a, power in self.powers)
        return sums, powers, tuple(ranges[a] for a in places)


def factors(numbers: Iterable[Input]) -> Factors:
    """The product of some numbers, with those that are products and quotients of others taken apart.

    Raises:
        NoExactMeanError: if one that follows from others in another way counts twice.
    """
    powers: dict[str, int] = {}
    functions: dict[str, Derived] = {}
    todo = [(number, 1) for number in numbers]
    for number, power in todo:
        if not isinstance(number, Derived):
            powers[number.address] = powers.get(number.address, 0) + power
        elif number.formula is product:
            todo += [(factor, power) for factor in number.parts]
        elif number.formula is quotient:
            todo += [(number.parts[0], power), (number.parts[1], -power)]
        elif power == 1 and number.address not in functions:
            functions[number.address] = number
        else:
            raise NoExactMeanError(f"{number.address} counts twice")
    return Factors(tuple(powers.items()), tuple(functions), functions)


def _at_places(terms: Polynomial, places: Mapping[str, int]) -> Hashable:
    return tuple((coefficient, tuple(places[a] for a in addresses)) for coefficient, addresses in terms)


def independent(factors: Factors, ranges: Distributions) -> Iterator[Factors]:
    """The factors in parts that share no number with a range."""
    if not factors.functions:
        yield from (Factors((power,), (), {}) for power in factors.powers)
        return
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from((*(address for address, _ in factors.powers), *factors.functions))
    for address in factors.functions:
        free = (leaf.address for leaf in factors.derived[address].leaves if not isinstance(ranges[leaf.address], Point))
        graph.add_edges_from((address, leaf) for leaf in free)
    for component in nx.connected_components(graph):
        powers = tuple((address, power) for address, power in factors.powers if address in component)
        yield Factors(
            powers,
            tuple(address for address in factors.functions if address in component),
            factors.derived,
        )


def expected_together(joint_factors: Factors, ranges: Distributions) -> float:
    """The expected value of a product whose factors hang together.

    Raises:
        NoExactMeanError: where there is none, or where none is found to one part in 10⁹.
    """
    if joint_factors.functions:
        return integral(
            [joint_factors.derived[address] for address in joint_factors.functions], dict(joint_factors.powers), ranges
        )
    return math.prod(mean_of_power(ranges[address], power) for address, power in joint_factors.powers)
