"""Systems of equations to test against: small random ones, with their truth by enumeration, and known networks."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from risk.arrays import Bools
from risk.engine.equations import Equations

NETWORKS = Path(__file__).parents[1] / "conformance" / "reliability.yaml"


@dataclass(frozen=True)
class Truth:
    """What a system with few variables says, by going through every combination of them."""

    equations: Equations
    q: dict[str, float]

    @cached_property
    def _true(self) -> dict[str, Bools]:
        names = self.equations.variables
        columns = np.arange(2 ** len(names))
        true = {name: (columns >> place) % 2 == 1 for place, name in enumerate(names)}
        true |= {name: np.zeros(len(columns), dtype=bool) for name in self.equations.alternatives}
        for _ in self.equations.alternatives:
            for name, ways in self.equations.alternatives.items():
                for way in ways:
                    true[name] = true[name] | np.logical_and.reduce([true[term] for term in way], initial=True)
        return true

    def probability(self, root: str) -> float:
        weight = np.ones(2 ** len(self.equations.variables))
        for name in self.equations.variables:
            weight = weight * np.where(self._true[name], self.q[name], 1 - self.q[name])
        return float(weight[self._true[root]].sum())

    def holds(self, root: str, true: frozenset[str]) -> bool:
        return bool(self._true[root][sum(1 << self.equations.variables.index(name) for name in true)])


def random_system(seed: int, *, variables: int = 8, names: int = 6, extremes: float = 0.15) -> Truth:
    """A system in which conditions are shared, alternatives join names, and names may rest on each other in circles."""
    draw = random.Random(seed)
    conditions = [f"v{index}" for index in range(variables)]
    heads = [f"n{index}" for index in range(names)]
    ways = {head: tuple(_way(draw, conditions, heads) for _ in range(draw.randint(1, 3))) for head in heads}
    q = {name: draw.choice([0.0, 1.0]) if draw.random() < extremes else draw.random() for name in conditions}
    return Truth(Equations(ways), q)


def _way(draw: random.Random, conditions: list[str], heads: list[str]) -> tuple[str, ...]:
    terms = draw.sample(conditions, draw.randint(0, 2)) + draw.sample(heads, draw.choice([0, 1, 1, 2]))
    return tuple(terms) or (draw.choice(conditions),)


@dataclass(frozen=True)
class Network:
    """A published or generated network: how probably its target is reached from its source."""

    name: str
    equations: Equations
    root: str
    q: dict[str, float]
    value: float


@cache
def benchmarks() -> tuple[dict[str, Any], ...]:
    """The networks of the conformance file, as they are written there."""
    return tuple(yaml.load(NETWORKS.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)["benchmarks"])


@cache
def networks() -> tuple[Network, ...]:
    """The networks of the conformance file."""
    return tuple(map(network, benchmarks()))


def network(case: dict[str, Any]) -> Network:
    """A node is reached over an edge from a node that is, if all events of the edge are true."""
    ways: dict[str, list[tuple[str, ...]]] = {node(case["source_node"]): [()]}
    for start, end, events in case["edges"]:
        ways.setdefault(node(start), [])
        ways.setdefault(node(end), []).append((*events, node(start)))
    equations = Equations({head: tuple(each) for head, each in ways.items()})
    return Network(case["name"], equations, node(case["target_node"]), case["events"], case["value"])


def node(name: str) -> str:
    """The name of a node in the equations, apart from the names of events."""
    return f"reach({name})"
