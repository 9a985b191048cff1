"""Answers of the usual tools to one question: a decision diagram, routes in networkx, trials, ProbLog."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import import_module
from itertools import combinations, product
from random import Random
from typing import Any

import networkx as nx
import numpy as np

from benchmarks.questions import ReachQuestion
from risk.engine.diagrams import Diagrams, compiled
from risk.engine.equations import Alternative
from risk.engine.order import variable_order
from risk.engine.passes import Passes

END = "true"
TRIALS = 2_000

Route = frozenset[str]


def diagram(query: ReachQuestion) -> Passes:
    """The question as a decision diagram."""
    table = Diagrams(variable_order(query.equations, [query.root]))
    return Passes(table, [compiled(query.equations, table, roots=[query.root])[query.root]])


def numbers(query: ReachQuestion, passes: Passes, **changed: float) -> np.ndarray[Any, np.dtype[np.float64]]:
    """The chances of a diagram's variables, in its order."""
    return np.array([{**query.chance, **changed}[variable] for variable in passes.variables])


def routes(query: ReachQuestion) -> tuple[Route, ...]:
    """All routes, listed by networkx."""
    return tuple(dict.fromkeys(listed(query.equations.alternatives, query.root)))


def shortcuts(query: ReachQuestion) -> dict[str, float]:
    """What is usually made of all routes: as if independent, added up, and the best alone."""
    chances = [math.prod(query.chance[v] for v in route) for route in routes(query)]
    return {
        "independent": 1 - math.prod(1 - p for p in chances),
        "sum": sum(chances),
        "best": max(chances, default=0.0),
    }


def at_least_one(routes: tuple[Route, ...], chance: Mapping[str, float]) -> float:
    """The probability that one of some sets of conditions holds, by inclusion and exclusion."""
    sets = (chosen for many in range(1, len(routes) + 1) for chosen in combinations(routes, many))
    return math.fsum(-((-1) ** len(chosen)) * math.prod(chance[v] for v in _joined(chosen)) for chosen in sets)


def _joined(routes: Iterable[Route]) -> Route:
    return frozenset[str]().union(*routes)


def listed(ways: Mapping[str, tuple[Alternative, ...]], root: str) -> Iterator[Route]:
    """The conditions of every simple path from the root to what is true by itself.

    Where several names must come together, every path to one is joined with every path to the others.
    """
    graph, joins = _graph(ways)
    conditions: dict[object, Route] = {edge: attributes["conditions"] for edge, attributes in graph.edges.items()}

    def from_(name: str) -> Iterator[Route]:
        for end in (END, *joins):
            if name in graph and end in graph:
                for path in nx.all_simple_edge_paths(graph, name, end):
                    met = _joined(conditions[edge] for edge in path)
                    parts = product(*(tuple(from_(term)) for term in joins.get(end, ())))
                    yield from (met.union(*combination) for combination in parts)

    return from_(root)


def _graph(ways: Mapping[str, tuple[Alternative, ...]]) -> tuple[nx.MultiDiGraph[str], dict[str, Alternative]]:
    """The names as nodes; an alternative leads to its one name, to the end, or to a join where it has several."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    joins: dict[str, Alternative] = {}
    for name, alternatives in ways.items():
        for number, way in enumerate(alternatives):
            names = tuple(term for term in way if term in ways)
            to = END if not names else names[0] if len(names) == 1 else f"{name}#{number}"
            if len(names) > 1:
                joins[to] = names
            graph.add_edge(name, to, conditions=frozenset(way) - frozenset(names))
    return graph, joins


def simulation(query: ReachQuestion, trials: int = TRIALS) -> float:
    """The share of trials in which the root is true, a networkx search each."""
    graph, joins = _graph(query.equations.alternatives)
    random = Random(0)
    return sum(_trial(query, graph, joins, random) for _ in range(trials)) / trials


def _trial(query: ReachQuestion, graph: nx.MultiDiGraph[str], joins: Mapping[str, Alternative], random: Random) -> bool:
    true = {v for v, p in query.chance.items() if random.random() < p}
    needs: Iterable[tuple[str, str, Route]] = graph.edges.data("conditions")
    open_: nx.DiGraph[str] = nx.DiGraph()
    open_.add_edges_from((a, b) for a, b, conditions in needs if conditions <= true)
    met: set[str] = {END}
    while True:
        reached = met.union(*(nx.ancestors(open_, end) for end in met if end in open_))
        closed = {join for join, names in joins.items() if reached.issuperset(names)} - met
        if not closed:
            return query.root in reached
        met |= closed


def problog(query: ReachQuestion) -> Callable[..., float]:
    """The question compiled by ProbLog 2: a function of changed chances that gives its value."""
    program, evaluatable = import_module("problog.program"), import_module("problog")
    term = import_module("problog.logic").Term
    text, called = program_of(query)
    once = evaluatable.get_evaluatable().create_from(program.PrologString(text))

    def value(**changed: float) -> float:
        (result,) = once.evaluate(weights={term(called[name]): chance for name, chance in changed.items()}).values()
        return float(result)

    return value


def program_of(query: ReachQuestion) -> tuple[str, Mapping[str, str]]:
    """The question as a ProbLog program, and what its variables are called there."""
    ways = query.equations.alternatives
    called = {name: f"n{number}" for number, name in enumerate(ways)} | {v: f"v{n}" for n, v in enumerate(query.chance)}
    facts = [f"{p!r}::{called[v]}." for v, p in query.chance.items()]
    rules = [
        _rule(called[name], [called[term] for term in way])
        for name, alternatives in ways.items()
        for way in alternatives
    ]
    return "\n".join([*facts, *rules, f"query({called[query.root]})."]), called


def _rule(head: str, body: list[str]) -> str:
    return f"{head} :- {', '.join(body)}." if body else f"{head}."
