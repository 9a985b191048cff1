"""Exact probabilities against the definition, against known networks, and against themselves."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from risk.engine import roots
from risk.engine.diagrams import FALSE, TRUE, Diagrams, TooWide, compiled
from risk.engine.equations import Equations
from risk.engine.order import variable_order
from risk.engine.passes import FEW, Passes
from risk.engine.roots import RootParts, chances_of, exact_chances, few_roots, nodes_without, values_without
from tests.support.examples import for_every
from tests.support.systems import Truth, benchmarks, network, random_system

ROOT = Path(__file__).parents[2]
SEEDS = range(200)
CASES = {case["name"]: case for case in benchmarks()}
WIDE = "grid-6x6-p0.9"  # half a million nodes, which no data map has: its bracket holds its value in test_bounds


def _passes(diagrams: Diagrams, roots: list[int], q: dict[str, float]) -> tuple[Passes, np.ndarray]:
    passes = Passes(diagrams, roots)
    return passes, np.array([q[name] for name in passes.variables])


def _layers(seed: int, equations: Equations) -> dict[str, int]:
    chance = random.Random(seed)
    return {name: chance.randrange(3) for name in equations.variables}


def _compiled(truth: Truth, layers: dict[str, int] | None = None) -> tuple[Diagrams, dict[str, int]]:
    roots = list(truth.equations.alternatives)
    diagrams = Diagrams(variable_order(truth.equations, roots, layers=layers))
    return diagrams, compiled(truth.equations, diagrams)


def _probabilities(truth: Truth) -> list[float]:
    return [truth.probability(name) for name in truth.equations.alternatives]


def _values(truth: Truth, diagrams: Diagrams, nodes: dict[str, int]) -> list[float]:
    passes, q = _passes(diagrams, [nodes[name] for name in truth.equations.alternatives], truth.q)
    return [float(value) for value in passes.values(q)]


def _holds(diagrams: Diagrams, node: int, true: frozenset[str]) -> bool:
    while node > TRUE:
        node = diagrams.high(node) if diagrams.name(node) in true else diagrams.low(node)
    return node == TRUE


def _ring(length: int) -> Equations:
    """Names in a circle, each with a condition of its own and one to the next."""
    return Equations(
        {f"n{i}": ((f"own{i}",), (f"n{i - 1}" if i else f"n{length - 1}", f"step{i}")) for i in range(length)}
    )


def _pairs(count: int) -> Equations:
    return Equations({"root": tuple((f"a{i}", f"b{i}") for i in range(count))})


def _split_order(count: int) -> list[str]:
    """Of all orders of the pairs the worst: every first half before every second half."""
    return [f"{half}{i}" for half in "ab" for i in range(count)]


def test_no_equations_have_no_diagrams() -> None:
    diagrams = Diagrams([])
    assert compiled(Equations({}), diagrams) == {}
    assert variable_order(Equations({}), []) == ()
    assert Passes(diagrams, []).values(np.zeros(0)).tolist() == []


def test_constant_roots_have_values_and_no_slopes() -> None:
    passes = Passes(Diagrams(["v"]), [FALSE, TRUE])
    assert passes.values(np.zeros(0)).tolist() == [0.0, 1.0]
    assert passes.values(np.zeros((0, 3))).tolist() == [[0.0] * 3, [1.0] * 3]
    assert passes.derivatives(np.zeros(0), np.ones(2)).tolist() == []


def test_equal_functions_are_equal_numbers() -> None:
    d = Diagrams("abc")
    a, b, c = map(d.variable, "abc")
    assert d.both(a, d.either(b, c)) == d.either(d.both(a, b), d.both(c, a))
    assert d.either(a, d.both(a, b)) == a
    assert (d.all_of([]), d.any_of([]), d.both(a, FALSE), d.either(a, TRUE)) == (TRUE, FALSE, FALSE, TRUE)


def test_a_node_tells_its_variable_and_where_it_leads() -> None:
    d = Diagrams("ab")
    node = d.both(d.variable("a"), d.variable("b"))
    assert (d.name(node), d.level(node), d.low(node), d.high(node)) == ("a", 0, FALSE, d.variable("b"))
    assert (d.level(TRUE), d.size([node])) == (2, 2)


def test_a_variable_twice_in_an_order_is_refused() -> None:
    with pytest.raises(ValueError, match="a variable occurs twice in the order"):
        Diagrams(["a", "b", "a"])


@for_every("seed", SEEDS)
def test_values_are_those_of_all_outcomes_counted(seed: int) -> None:
    truth = random_system(seed)
    assert _values(truth, *_compiled(truth)) == pytest.approx(_probabilities(truth), abs=1e-12)


@for_every("seed", SEEDS)
def test_values_and_slopes_at_a_point_are_the_same_whatever_was_asked_for_before(seed: int) -> None:
    truth = random_system(seed)
    diagrams, nodes = _compiled(truth)
    roots = [nodes[name] for name in truth.equations.alternatives]
    passes, q = _passes(diagrams, roots, truth.q)
    asked, other, weights = q.copy(), 1.0 - q / 2.0, np.ones(len(roots))
    passes.values(asked)
    passes.derivatives(q, weights)[:] = 7.0
    asked[:] = other  # what a caller does to its own numbers afterwards changes nothing that is kept
    for at, weight in ((q, 1.0), (q, 2.0), (other, 2.0), (q, 2.0), (q, 1.0)):
        fresh = Passes(diagrams, roots)
        weights[:] = weight
        assert passes.values(at).tolist() == fresh.values(at).tolist()
        assert passes.derivatives(at, weights).tolist() == fresh.derivatives(at, weights).tolist()


@for_every("seed", range(60))
@pytest.mark.parametrize("draws", [1, FEW])
@pytest.mark.parametrize("several", [False, True])
def test_rows_without_some_variables_are_those_where_these_are_zero(seed: int, draws: int, several: bool) -> None:
    """In one part or in several, to the last digit: what is the same in several sets is walked once."""
    equations = random_system(seed, variables=7, names=8).equations
    cores = [(name,) for name in equations.alternatives]
    whole = chances_of(equations, cores)
    chances = RootParts((whole, chances_of(equations, cores[:3]))) if several else whole
    variables, random = chances.variables, np.random.default_rng(seed)
    sets = (frozenset[str](), *(frozenset(v for v in variables if random.random() < 0.4) for _ in range(5)))
    q = random.random((len(variables), draws))
    values, rows = values_without(chances, sets, q)
    for off, row in zip(sets, rows, strict=True):
        there = np.array([[name not in off] for name in variables], dtype=np.float64).reshape(-1, 1)
        np.testing.assert_array_equal(values[row], chances.values(q * there))


@for_every("seed", range(60))
@pytest.mark.parametrize("draws", [1, FEW])
@pytest.mark.parametrize("several", [False, True])
def test_few_roots_have_the_values_and_slopes_of_all_roots_over_what_they_rest_on_alone(
    seed: int, draws: int, several: bool
) -> None:
    """To the last digit, and in no variable that these roots do not need."""
    equations = random_system(seed, variables=7, names=8).equations
    cores = [(name,) for name in equations.alternatives]
    whole = chances_of(equations, cores)
    chances = RootParts((whole, chances_of(equations, cores[:3]))) if several else whole
    names = random.Random(seed).sample(list(chances.rows), 3)
    few = few_roots(chances, names)
    q = dict(zip(chances.variables, np.random.default_rng(seed).random((len(chances.variables), draws)), strict=True))
    values = chances.values(np.array([*q.values()]).reshape(len(q), draws))
    at = np.array([q[name] for name in few.variables]).reshape(len(few.variables), draws)
    assert set(few.rows) == set(names)
    assert set(few.variables) <= set(equations.part(names).variables)
    for name in names:
        np.testing.assert_array_equal(few.values(at)[few.rows[name]], values[chances.rows[name]])
    weights = np.zeros(len(values)), np.zeros(len(few.values(at)))
    weights[0][chances.rows[names[0]]] = weights[1][few.rows[names[0]]] = 1.0
    slopes = dict(zip(chances.variables, chances.derivatives(np.array([*q.values()]), weights[0]), strict=True))
    found = few.derivatives(at, weights[1])
    for name, slope in zip(few.variables, found, strict=True):
        assert slope == pytest.approx(slopes[name], rel=1e-12, abs=1e-15)


@for_every("seed", range(20))
def test_systems_that_differ_in_names_alone_are_built_once_and_keep_their_own_names(seed: int) -> None:
    one = random_system(seed).equations
    named = {name: f"other {name}" for name in (*one.alternatives, *one.variables)}
    ways = {named[n]: tuple(tuple(named[t] for t in way) for way in ways) for n, ways in one.alternatives.items()}
    first, second = (exact_chances(each, tuple(each.alternatives), 10_000) for each in (one, Equations(ways)))
    assert first is not None
    assert second is not None
    assert second.variables == tuple(named[name] for name in first.variables)
    assert second.rows == {named[name]: row for name, row in first.rows.items()}
    q = np.random.default_rng(seed).random(len(first.variables))
    assert first.values(q).tolist() == second.values(q).tolist()


def test_what_is_the_same_without_other_variables_is_walked_once() -> None:
    equations = Equations({"a": (("x", "y"),), "b": (("x", "z"), ("y",))})
    chances, gone = chances_of(equations, [("a",), ("b",)]), frozenset
    one = nodes_without(chances, (gone(),))
    assert nodes_without(chances, (gone(), gone({"other"}))) == one
    assert nodes_without(chances, (gone(), gone({"x"}))) < 2 * one
    assert nodes_without(chances, (gone({"x", "y", "z"}),)) == 0


@for_every("seed", SEEDS)
def test_values_do_not_depend_on_layers(seed: int) -> None:
    truth = random_system(seed, variables=7, names=8)
    layers = _layers(seed, truth.equations)
    diagrams, nodes = _compiled(truth, layers)
    assert [layers[name] for name in diagrams.order] == sorted(layers[name] for name in diagrams.order)
    assert _values(truth, diagrams, nodes) == pytest.approx(_probabilities(truth), abs=1e-12)


@for_every("seed", range(40))
def test_a_diagram_says_what_the_solution_says_in_every_world(seed: int) -> None:
    truth = random_system(seed, variables=6)
    diagrams, nodes = _compiled(truth)
    names = truth.equations.variables
    for world in range(2 ** len(names)):
        true = frozenset(name for place, name in enumerate(names) if world >> place & 1)
        found = {name for name, node in nodes.items() if _holds(diagrams, node, true)}
        assert found == truth.equations.solution(true)


@for_every("seed", range(100))
def test_constants_are_probabilities_of_nought_and_one(seed: int) -> None:
    truth = random_system(seed, extremes=0.5)
    constants = {name: bool(q) for name, q in truth.q.items() if q in (0.0, 1.0)}
    roots = list(truth.equations.alternatives)
    order = [name for name in truth.equations.variables if name not in constants]
    diagrams = Diagrams(order)
    nodes = compiled(truth.equations, diagrams, constants=constants, roots=roots)
    assert _values(truth, diagrams, nodes) == pytest.approx(_probabilities(truth), abs=1e-12)


def test_what_is_kept_of_like_maps_is_bounded_by_its_nodes_and_terms(monkeypatch: pytest.MonkeyPatch) -> None:
    for kept in (roots.BUILT, roots.CHANCES):
        kept.clear()
        monkeypatch.setattr(kept, "_most", 2_000)
    chance = random.Random(7)
    for _ in range(30):
        ways = {f"root {n}": tuple((f"a{chance.randrange(90)}", f"b{n}") for _ in range(10)) for n in range(10)}
        chances_of(Equations(ways), [tuple(ways)])
        assert max(roots.BUILT.held, roots.CHANCES.held) <= 2_000
    assert min(roots.BUILT.held, roots.CHANCES.held) > 1_000
    roots.BUILT.clear()
    roots.CHANCES.clear()


def test_the_last_of_all_stays_however_large_it_is() -> None:
    kept = roots.Kept[int](10)
    for number, size in enumerate((3, 4, 100)):
        assert kept.of(number, partial(int, number), partial(max, size)) == number
    assert kept.of(2, lambda: -1, lambda _: 1) == 2
    assert kept.of(0, lambda: -1, lambda _: 3) == -1
    assert kept.held == 3


def test_only_what_the_roots_need_is_built() -> None:
    equations = Equations({"root": (("part", "v"),), "part": (("w",),), "other": (("unknown",),)})
    assert list(compiled(equations, Diagrams("vw"), roots=["root"])) == ["part", "root"]


@pytest.mark.parametrize("length", [2, 3, 9])
def test_a_circle_solved_by_elimination_is_the_same_as_unrolled(length: int) -> None:
    ring = _ring(length)
    diagrams = Diagrams(ring.variables)
    variable = diagrams.variable
    chains = [
        diagrams.all_of([variable(f"own{-back % length}"), *(variable(f"step{-i % length}") for i in range(back))])
        for back in range(length)
    ]
    assert compiled(ring, diagrams)["n0"] == diagrams.any_of(chains)


def test_a_long_order_does_not_exhaust_the_stack() -> None:
    chain = Equations({"root": (tuple(f"v{i}" for i in range(5_000)),)})
    diagrams = Diagrams(variable_order(chain, ["root"]))
    root = compiled(chain, diagrams)["root"]
    assert diagrams.size([root]) == 5_000


@for_every("name", sorted(CASES.keys() - {WIDE}))
def test_known_networks_have_their_known_values(name: str) -> None:
    case, net = CASES[name], network(CASES[name])
    small = net.equations.reduced([net.root], {})
    diagrams = Diagrams(variable_order(small, [net.root]), budget=200_000)
    passes, q = _passes(diagrams, [compiled(small, diagrams, roots=[net.root])[net.root]], net.q)
    assert passes.values(q).tolist() == pytest.approx([net.value], abs=case["tolerance"], rel=0)
    slopes = dict.fromkeys(net.q, 0.0) | dict(zip(passes.variables, passes.derivatives(q, np.ones(1)), strict=True))
    expected = case.get("birnbaum", {})
    assert {event: slopes[event] for event in expected} == pytest.approx(expected, abs=1e-12, rel=0)


@for_every("name", [name for name in CASES if name.startswith("random-small") or "arpanet1973-p" in name])
def test_known_networks_keep_their_values_in_random_layers(name: str) -> None:
    case, net = CASES[name], network(CASES[name])
    small = net.equations.reduced([net.root], {})
    diagrams = Diagrams(variable_order(small, [net.root], layers=_layers(1, net.equations)))
    passes, q = _passes(diagrams, [compiled(small, diagrams, roots=[net.root])[net.root]], net.q)
    assert passes.values(q).tolist() == pytest.approx([net.value], abs=case["tolerance"], rel=0)


@for_every("seed", range(60))
def test_derivatives_are_the_slopes_of_the_weighted_sum(seed: int) -> None:
    truth = random_system(seed)
    diagrams, nodes = _compiled(truth)
    passes = Passes(diagrams, list(nodes.values()))
    chance = np.random.default_rng(seed)
    q, weights = chance.random(len(passes.variables)), chance.normal(size=len(nodes))
    # Each value is a straight line in every single q, so the difference between its ends is its slope.
    ends = [
        weights @ (passes.values(np.where(row, 1.0, q)) - passes.values(np.where(row, 0.0, q)))
        for row in np.eye(len(q), dtype=bool)
    ]
    assert passes.derivatives(q, weights).tolist() == pytest.approx(ends, abs=1e-12)


@pytest.mark.parametrize("draws", [FEW - 1, FEW])
@for_every("seed", range(10))
def test_draws_are_the_same_as_one_at_a_time(seed: int, draws: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("risk.engine.passes.BYTES_PER_CHUNK", 8 * 16 * 20)
    monkeypatch.setattr("risk.engine.passes.LEAST_AT_ONCE", 16)
    truth = random_system(seed)
    diagrams, nodes = _compiled(truth)
    passes = Passes(diagrams, [*nodes.values(), nodes["n0"]])
    chance = np.random.default_rng(seed)
    q, weights = chance.random((len(passes.variables), draws)), chance.random((len(nodes) + 1, draws))
    one_by_one = np.transpose([passes.values(q[:, draw]) for draw in range(draws)])
    slopes = np.transpose([passes.derivatives(q[:, draw], weights[:, draw]) for draw in range(draws)])
    fixed = np.transpose([passes.derivatives(q[:, draw], weights[:, 0]) for draw in range(draws)])
    np.testing.assert_array_equal(passes.values(q), one_by_one)
    np.testing.assert_allclose(passes.derivatives(q, weights), slopes, rtol=0, atol=1e-14)
    np.testing.assert_allclose(passes.derivatives(q, weights[:, 0]), fixed, rtol=0, atol=1e-14)


def test_many_draws_hold_few_values_at_a_time() -> None:
    chain = {f"n{i}": ((f"n{i - 1}", f"a{i}"), (f"b{i}",)) for i in range(1, 200)}
    equations = Equations({"n0": (("a0",),), **chain})
    diagrams = Diagrams(variable_order(equations, ["n199"]))
    passes = Passes(diagrams, [compiled(equations, diagrams, roots=["n199"])["n199"]])
    assert (passes.nodes, passes._sweep.places) == (399, 3)


def test_a_budget_passed_raises_and_leaves_the_table_usable() -> None:
    d = Diagrams(_split_order(12), budget=500)
    first = d.both(d.variable("a0"), d.variable("b0"))
    with pytest.raises(TooWide, match="more than 500 nodes"):
        compiled(_pairs(12), d)
    assert d.both(d.variable("b0"), d.variable("a0")) == first
    assert len(d) == 502


def test_steps_are_limited_even_where_few_nodes_are_new() -> None:
    width = 12
    d = Diagrams(_split_order(width), budget=3 * 2**width)
    nodes = list(compiled(_pairs(width), d).values())
    d.budget = len(d) // 10
    with pytest.raises(TooWide, match=f"more than {10 * d.budget} steps"):
        d.both(nodes[0], d.any_of([d.variable(f"b{i}") for i in range(width)]))


def test_a_deadline_passed_raises_and_leaves_the_table_usable() -> None:
    d = Diagrams("abc", deadline=time.monotonic() + 3600)
    first = d.both(d.variable("a"), d.variable("b"))
    d.deadline = time.monotonic() - 1
    with pytest.raises(TooWide, match="the time is up"):
        d.both(d.variable("a"), d.variable("c"))
    d.deadline = None
    assert d.both(d.variable("a"), d.variable("b")) == first


def test_a_deadline_ends_a_build_that_would_go_on_for_minutes() -> None:
    with pytest.raises(TooWide, match="the time is up"):
        compiled(_pairs(30), Diagrams(_split_order(30), budget=10**9, deadline=time.monotonic() + 0.2))


@pytest.mark.parametrize("budget", [40, 777, 3_000, 6_500])
def test_a_build_gone_on_with_is_the_one_that_had_the_larger_budget_from_the_start(budget: int) -> None:
    net = network(CASES["arpanet1973-p0.9"])
    small = net.equations.reduced([net.root], {})
    order = sorted(small.variables)
    gone_on, at_once = Diagrams(order, budget=budget), Diagrams(order)
    with pytest.raises(TooWide):
        compiled(small, gone_on, roots=[net.root])
    gone_on.budget = at_once.budget
    assert compiled(small, gone_on, roots=[net.root]) == compiled(small, at_once, roots=[net.root])
    first, second = ([(d.level(n), d.low(n), d.high(n)) for n in range(len(d))] for d in (gone_on, at_once))
    assert first == second


def test_the_order_keeps_together_what_belongs_together() -> None:
    pairs = _pairs(40)
    diagrams = Diagrams(variable_order(pairs, ["root"]))
    assert diagrams.size(compiled(pairs, diagrams).values()) == 80


@pytest.mark.parametrize("name", ["net2_8-double-octagon-p0.9", "directed-double-ladder-12"])
def test_an_order_is_tried_before_it_is_taken(name: str) -> None:
    net = network(CASES[name])
    small = net.equations.reduced([net.root], {})
    diagrams = Diagrams(variable_order(small, [net.root]), budget=8_000)
    assert diagrams.size([compiled(small, diagrams, roots=[net.root])[net.root]]) < 200
    hurried = variable_order(small, [net.root], deadline=time.monotonic() - 1)
    assert sorted(hurried) == sorted(diagrams.order)


def test_many_roots_of_one_shape_stay_small_together() -> None:
    """Ten states, forty systems, eight operators: a root says that its state can order the operator of some system."""
    ways: dict[str, tuple[tuple[str, ...], ...]] = {}
    for state in range(10):
        for party in range(8):
            owned = [(f"control{party}", f"reach{state}.0")] if party else []
            ways[f"reach{state}.{party}"] = ((f"power{state}.{party}",), *owned)
        ways[f"root{state}"] = tuple((f"reach{state}.{s % 8}", f"custody{s}", f"clear{s}") for s in range(40))
    equations, roots = Equations(ways), [f"root{state}" for state in range(10)]
    diagrams = Diagrams(variable_order(equations, roots))
    nodes = compiled(equations, diagrams, roots=roots)
    assert diagrams.size(nodes[root] for root in roots) < 5_000


BUILD = """
from risk.engine.diagrams import Diagrams, compiled
from risk.engine.order import variable_order
from tests.support.systems import networks, random_system
for seed in range(15):
    equations = random_system(seed, variables=12, names=12).equations
    diagrams = Diagrams(variable_order(equations, list(equations.alternatives)))
    print(diagrams.order, compiled(equations, diagrams), len(diagrams))
for net in networks():
    if net.name.startswith(("bridge", "net2_8", "grid-4", "arpanet1973-p", "directed", "random")):
        diagrams = Diagrams(variable_order(net.equations, [net.root]))
        print(diagrams.order, compiled(net.equations, diagrams, roots=[net.root]), len(diagrams))
"""


def test_orders_and_numbers_do_not_depend_on_the_hash_seed() -> None:
    runs = {
        subprocess.run(
            [sys.executable, "-c", BUILD],
            cwd=ROOT,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "77")
    }
    assert len(runs) == 1
    assert runs.pop().count("\n") > 20
