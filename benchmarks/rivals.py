"""Answers of the usual tools to the same question, and their times: routes in networkx, ProbLog, simulation."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from itertools import combinations, product
from random import Random

import networkx as nx

from benchmarks.questions import ReachQuestion, question
from benchmarks.timing import Row, timed, version
from risk.engine.equations import Alternative

END = "true"
ERROR = 0.01
MOST_ROUTES = 20
TRIALS = 2_000

Route = frozenset[str]


def routes(name: str, systems: int) -> Row:
    """All routes, listed by networkx, and what is usually made of them; exact only by inclusion and exclusion."""
    query = question(name, systems)
    start = time.perf_counter()
    every_route = tuple(dict.fromkeys(listed(query.equations.alternatives, query.root)))
    seconds = time.perf_counter() - start
    chances = [math.prod(query.chance[v] for v in route) for route in every_route]
    return {
        "routes": len(every_route),
        "seconds": seconds,
        "independent": 1 - math.prod(1 - p for p in chances),
        "sum": sum(chances),
        "best": max(chances, default=0.0),
    }


def inclusion_exclusion(name: str, systems: int) -> Row:
    """The exact value from all routes: one term for each set of routes, so their number ends it soon."""
    query = question(name, systems)
    start = time.perf_counter()
    all_routes = tuple(dict.fromkeys(listed(query.equations.alternatives, query.root)))
    if len(all_routes) > MOST_ROUTES:
        return {"stopped": f"{len(all_routes)} routes have 2^{len(all_routes)} sets"}
    value = at_least_one(all_routes, query.chance)
    return {"value": value, "seconds": time.perf_counter() - start, "routes": len(all_routes)}


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


def simulation(name: str, systems: int) -> Row:
    """The share of trials in which the root is true, a networkx search each.

    `needed` is how many seconds a standard error of one percent takes.
    """
    query = question(name, systems)
    graph, joins = _graph(query.equations.alternatives)
    random = Random(0)
    start = time.perf_counter()
    hits = sum(_trial(query, graph, joins, random) for _ in range(TRIALS))
    seconds = time.perf_counter() - start
    share = hits / TRIALS
    trials = (1 - share) / (share * ERROR**2) if hits else math.inf
    return {"value": share, "seconds": seconds, "needed_trials": trials, "needed": seconds / TRIALS * trials}


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


def problog(name: str, systems: int) -> Row:
    """The value by ProbLog 2: seconds from program to value, and of one more value of what it compiled."""
    if version("problog") is None:
        return {"stopped": "ProbLog is not installed"}
    query = question(name, systems)
    program, evaluatable = import_module("problog.program"), import_module("problog")
    text, numbered = program_of(query)
    term = import_module("problog.logic").Term
    start = time.perf_counter()
    compiled = evaluatable.get_evaluatable().create_from(program.PrologString(text))
    (value,) = compiled.evaluate().values()
    seconds = time.perf_counter() - start
    weights = {term(numbered[min(query.chance)]): 0.5}
    (moved,) = compiled.evaluate(weights=weights).values()
    again = timed(lambda: compiled.evaluate(weights=weights))
    return {"value": float(value), "seconds": seconds, "moved": float(moved), "again": again}


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
