from __future__ import annotations

import math
import random
import time
from itertools import combinations, pairwise
from operator import attrgetter

import pytest

from assessments.results.routes import choke_points_of
from assessments.run import assess
from risk.catalogue import catalogue
from risk.engine.diagrams import TooWide
from risk.engine.equations import Equations
from risk.engine.path_sets import PathSet, PathSets, best_products, cut_sets, path_sets
from risk.events import events
from risk.routes import likeliest_routes
from tests.support.examples import for_every
from tests.support.maps import map_of
from tests.support.systems import Network, Truth, networks, random_system

HARBOUR = Equations(
    {
        "compelled": (
            ("interest.XB", "at(log)", "hold(log)"),
            ("interest.XB", "at(chats)", "hold(chats)", "clear.pier"),
        ),
        "at(log)": (("share.people.pier",),),
        "at(chats)": (("share.people.pier",),),
        "hold(log)": (("custody.harbour.pier", "reach(harbour)"), ("custody.helpers.pier", "reach(helpers)")),
        "hold(chats)": (("custody.harbour.pier", "reach(harbour)"),),
        "reach(harbour)": (("control.parent.harbour", "reach(parent)"),),
        "reach(helpers)": (("control.parent.helpers", "reach(parent)"),),
        "reach(parent)": (("power.XB.parent",),),
    }
)
HARBOUR_Q = {
    "interest.XB": 0.8,
    "power.XB.parent": 0.5,
    "control.parent.harbour": 0.8,
    "control.parent.helpers": 0.6,
    "custody.harbour.pier": 0.9,
    "custody.helpers.pier": 0.5,
    "clear.pier": 0.9,
    "share.people.pier": 1.0,
}
HARBOUR_BEST = math.prod(sorted([0.8, 0.9, 0.8, 0.5]))
HARBOUR_SECOND = math.prod(sorted([0.8, 0.5, 0.6, 0.5]))


def minimal_path_sets(truth: Truth, root: str) -> list[tuple[float, list[str]]]:
    """Every minimal set of uncertain variables, from the definition."""
    certain = frozenset(name for name in truth.equations.variables if truth.q[name] == 1)
    uncertain = [name for name in truth.equations.variables if 0 < truth.q[name] < 1]
    found: list[frozenset[str]] = []
    for size in range(len(uncertain) + 1):
        for names in map(frozenset, combinations(uncertain, size)):
            if truth.holds(root, names | certain) and not any(known <= names for known in found):
                found.append(names)
    ranked = [(math.prod(sorted(truth.q[name] for name in names)), sorted(names)) for names in found]
    return sorted(ranked, key=lambda each: (-each[0], each[1]))


def said(found: PathSets) -> list[tuple[float, list[str]]]:
    return [(route.probability, sorted(route.variables)) for route in found.sets]


def minimal_closures(truth: Truth, root: str, candidates: list[str], at_most: int) -> list[frozenset[str]]:
    """Every minimal set of candidates without which the root is false, from the definition."""
    possible = frozenset(name for name in truth.equations.variables if truth.q[name] > 0)
    found: list[frozenset[str]] = []
    for size in range(at_most + 1):
        for names in map(frozenset, combinations(sorted(candidates), size)):
            if not truth.holds(root, possible - names) and not any(known <= names for known in found):
                found.append(names)
    return sorted(found, key=lambda names: (len(names), sorted(names)))


def told(route: PathSet, truth: Truth, root: str) -> bool:
    """Whether the steps are a story: each name once, by one of its alternatives, open, and none resting on itself."""
    chosen = dict(route.steps)
    met = [term for _, way in route.steps for term in way if term not in truth.equations.alternatives]
    return (
        route.steps[0][0] == root
        and len(chosen) == len(route.steps)
        and all(way in truth.equations.alternatives[name] for name, way in route.steps)
        and all(truth.q[name] > 0 for name in met)
        and route.variables == tuple(dict.fromkeys(name for name in met if truth.q[name] < 1))
        and _grounded(chosen, root, ())
    )


def _grounded(chosen: dict[str, tuple[str, ...]], name: str, above: tuple[str, ...]) -> bool:
    inner = [term for term in chosen[name] if term in chosen]
    return name not in above and all(_grounded(chosen, term, (*above, name)) for term in inner)


def test_the_hand_case_is_told_hop_by_hop() -> None:
    assert path_sets(HARBOUR, "compelled", HARBOUR_Q, 2) == PathSets(
        (
            PathSet(
                HARBOUR_BEST,
                ("interest.XB", "custody.harbour.pier", "control.parent.harbour", "power.XB.parent"),
                (
                    ("compelled", ("interest.XB", "at(log)", "hold(log)")),
                    ("at(log)", ("share.people.pier",)),
                    ("hold(log)", ("custody.harbour.pier", "reach(harbour)")),
                    ("reach(harbour)", ("control.parent.harbour", "reach(parent)")),
                    ("reach(parent)", ("power.XB.parent",)),
                ),
            ),
            PathSet(
                HARBOUR_SECOND,
                ("interest.XB", "custody.helpers.pier", "control.parent.helpers", "power.XB.parent"),
                (
                    ("compelled", ("interest.XB", "at(log)", "hold(log)")),
                    ("at(log)", ("share.people.pier",)),
                    ("hold(log)", ("custody.helpers.pier", "reach(helpers)")),
                    ("reach(helpers)", ("control.parent.helpers", "reach(parent)")),
                    ("reach(parent)", ("power.XB.parent",)),
                ),
            ),
        ),
        complete=True,
    )


def test_the_hand_case_with_its_trial_is_as_probable_as_the_book_says() -> None:
    carried_out = Equations({"attempt": (("carried_out.targeted.XB", "compelled"),), **HARBOUR.alternatives})
    found = path_sets(carried_out, "attempt", HARBOUR_Q | {"carried_out.targeted.XB": 0.75}, 1).sets
    assert [route.probability for route in found] == [pytest.approx(0.216)]


@pytest.mark.parametrize("block", range(10))
def test_path_sets_are_the_minimal_sets_in_order_of_probability(block: int) -> None:
    for seed in range(40 * block, 40 * block + 40):
        truth = random_system(seed)
        found = path_sets(truth.equations, "n0", truth.q, 5)
        assert found.complete
        assert (seed, said(found)) == (seed, minimal_path_sets(truth, "n0")[:5])
        assert all(told(route, truth, "n0") for route in found.sets)


def test_all_path_sets_are_found_when_all_are_asked_for() -> None:
    for seed in range(100):
        truth = random_system(seed, variables=5 + seed % 5, names=3 + seed % 8, extremes=0.2)
        assert (seed, said(path_sets(truth.equations, "n0", truth.q, 1000))) == (seed, minimal_path_sets(truth, "n0"))


@pytest.mark.parametrize(
    "ways",
    [
        {
            "n0": (("v1", "v2", "n3"), ("n3", "n2")),
            "n3": (("v0", "n2", "n1"),),
            "n2": (("n1",), ("v7", "v6")),
            "n1": (("n0",), ("v7",)),
        },
        {
            "n0": (("v0", "n3"),),
            "n3": (("v3", "v2"), ("v1", "n7", "n5")),
            "n7": (("v1", "n1"),),
            "n5": (("v0", "n2"), ("v0", "v2", "n1"), ("v3",)),
            "n1": (("v2", "n5"), ("v2",), ("v4", "v1", "n8")),
            "n2": (("n5", "n9"),),
            "n8": (("v0", "n9"),),
            "n9": (("v1", "n3"), ("v2", "n2")),
        },
    ],
)
def test_a_name_still_being_shown_elsewhere_hides_no_route(ways: dict[str, tuple[tuple[str, ...], ...]]) -> None:
    equations = Equations(ways)
    truth = Truth(equations, dict.fromkeys(equations.variables, 0.5))
    assert said(path_sets(equations, "n0", truth.q, 1000)) == minimal_path_sets(truth, "n0")


def test_equally_probable_path_sets_are_ordered_by_the_names_of_their_conditions() -> None:
    for seed in range(60):
        truth = random_system(seed, variables=9, names=7, extremes=0.0)
        even = Truth(truth.equations, dict.fromkeys(truth.q, 0.5))
        assert (seed, said(path_sets(even.equations, "n0", even.q, 3))) == (seed, minimal_path_sets(even, "n0")[:3])


def test_a_condition_met_twice_counts_once() -> None:
    twice = Equations({"root": (("first", "second"), ("other",)), "first": (("x", "a"),), "second": (("x", "b"),)})
    found = path_sets(twice, "root", {"x": 0.5, "a": 0.9, "b": 0.9, "other": 0.4}, 2).sets
    assert [(route.probability, route.variables) for route in found] == [
        (pytest.approx(0.405), ("x", "a", "b")),
        (0.4, ("other",)),
    ]


def test_ways_that_differ_only_in_what_is_certain_are_one_route_told_by_the_shortest() -> None:
    mesh = {f"n{place}": tuple((f"n{other}",) for other in range(12) if other != place) for place in range(12)}
    equations = Equations({"root": (("n0", "sure"),), **mesh, "n11": (*mesh["n11"], ("x", "sure"))})
    steps = (("root", ("n0", "sure")), ("n0", ("n11",)), ("n11", ("x", "sure")))
    assert path_sets(equations, "root", {"x": 0.3, "sure": 1.0}, 20) == PathSets(
        (PathSet(0.3, ("x",), steps),), complete=True
    )


def test_what_is_certain_is_a_route_without_conditions() -> None:
    always = Equations({"root": (("a",), ("sure",), ())})
    assert path_sets(always, "root", {"a": 0.5, "sure": 1.0}, 3) == PathSets(
        (PathSet(1.0, (), (("root", ("sure",)),)),), True
    )


def test_what_cannot_happen_has_no_route() -> None:
    never = Equations({"root": (("zero",), ("ring",)), "ring": (("root", "x"),)})
    assert path_sets(never, "root", {"zero": 0.0, "x": 0.9}, 3) == PathSets((), complete=True)


def test_a_search_cut_short_says_so_and_keeps_the_best() -> None:
    lattice, root, q = grid(12, seed=1)
    short, full = path_sets(lattice, root, q, 20, expansions=60), path_sets(lattice, root, q, 20)
    assert (short.complete, full.complete) == (False, True)
    assert short.sets == full.sets[: len(short.sets)]
    assert not path_sets(lattice, root, q, 20, deadline=time.monotonic() - 1).complete


def test_products_too_small_for_a_float_are_still_ways() -> None:
    chain = Equations({"root": (tuple(f"v{index}" for index in range(400)),)})
    found = path_sets(chain, "root", dict.fromkeys(chain.variables, 0.1), 1).sets
    assert [(route.probability, len(route.variables)) for route in found] == [(0.0, 400)]


@for_every("case", networks(), label=attrgetter("name"))
def test_no_route_of_a_known_network_is_more_probable_than_the_network(case: Network) -> None:
    found = path_sets(case.equations, case.root, case.q, 10, expansions=2_000).sets
    assert 0 < found[0].probability <= case.value + 1e-12
    assert found[0].probability >= best_products(case.equations, case.q)[case.root] * (1 - 1e-12)


def test_the_best_product_counts_a_condition_each_time_it_is_met() -> None:
    twice = Equations({"root": (("x", "inner"), ("y",)), "inner": (("x",),), "never": (("root", "zero"),)})
    assert best_products(twice, {"x": 0.5, "y": 0.2, "zero": 0.0}) == {"root": 0.25, "inner": 0.5, "never": 0.0}


@pytest.mark.parametrize("block", range(10))
def test_cut_sets_are_all_minimal_closures(block: int) -> None:
    for seed in range(40 * block, 40 * block + 40):
        truth = random_system(seed)
        candidates = random.Random(seed).sample(truth.equations.variables, max(1, len(truth.equations.variables) - 2))
        found = cut_sets(truth.equations, "n0", truth.q, candidates)
        assert (seed, list(found)) == (seed, minimal_closures(truth, "n0", candidates, 3))


def test_cut_sets_of_the_hand_case() -> None:
    candidates = [name for name in HARBOUR_Q if not name.startswith("interest")]
    assert [sorted(closed) for closed in cut_sets(HARBOUR, "compelled", HARBOUR_Q, candidates)] == [
        ["power.XB.parent"],
        ["share.people.pier"],
        ["control.parent.harbour", "control.parent.helpers"],
        ["control.parent.harbour", "custody.helpers.pier"],
        ["control.parent.helpers", "custody.harbour.pier"],
        ["custody.harbour.pier", "custody.helpers.pier"],
    ]


def test_what_is_closed_already_needs_nothing_more() -> None:
    assert cut_sets(Equations({"root": (("x",),)}), "root", {"x": 0.0}, ["x"]) == (frozenset(),)


def test_what_no_candidate_can_close_has_no_cut_sets() -> None:
    assert cut_sets(Equations({"root": (("x",), ("y",))}), "root", {"x": 0.5, "y": 0.5}, ["x"]) == ()


def test_cut_sets_past_their_deadline_are_refused() -> None:
    with pytest.raises(TooWide, match="the time is up"):
        cut_sets(HARBOUR, "compelled", HARBOUR_Q, HARBOUR_Q, deadline=time.monotonic() - 1)


def grid(side: int, *, seed: int) -> tuple[Equations, str, dict[str, float]]:
    """Steps right and down, each under a condition of its own."""
    draw = random.Random(seed)
    ways: dict[str, tuple[tuple[str, ...], ...]] = {}
    for row in range(side):
        for column in range(side):
            before = [(row - 1, column)] * (row > 0) + [(row, column - 1)] * (column > 0)
            ways[f"{row},{column}"] = tuple((f"{a},{b}", f"{a},{b}>{row},{column}") for a, b in before) or ((),)
    equations = Equations(ways)
    return equations, f"{side - 1},{side - 1}", {name: draw.uniform(0.3, 0.95) for name in equations.variables}


UNTRIED = """
app: {name: App, operator: firm}
as_of: 2025-01-01
viewpoint: XA
users: {few: {in: XA, count: 3k}, many: {in: XA, count: 1M}}
data: {mail: text}
parties: {firm: {organised_in: XA}}
systems: {main: {operator: firm, in: XA, keys: operator}}
flows: [{from: [few, many], to: main, data: mail}]
estimates:
  taken.targeted.XA.few: 2
  swept.XA.few: 2
  success.intrusion.firm: {best: 0, exact: true, why: it always fails}
"""


def test_no_way_is_told_to_people_no_attempt_is_about_nor_one_that_always_fails() -> None:
    found = assess(map_of(UNTRIED))
    by_event: dict[str, set[str]] = {}
    for way in found.likeliest_routes(k=1000):
        by_event.setdefault(way.event.key, set()).add(way.users)
    assert by_event.keys() == {event.key for event in found.events.events} - {"criminals/intrusion/bulk/firm"}
    assert by_event.pop("state:XA/compelled/targeted/firm") == {"few"}
    assert all(users == {"few", "many"} for users in by_event.values())
    assert choke_points_of(found, "criminals") == ()


def lattice_map(layers: int, width: int) -> str:
    """A map whose data may take any of width ** layers routes to one state, all equally probable."""
    rows = [[f"s{layer}-{place}" for place in range(width)] for layer in range(layers)]
    lanes = [("people", start) for start in rows[0]]
    lanes += [(start, end) for before, after in pairwise(rows) for start in before for end in after]
    last = ", ".join(f"{name}: {{operator: op, in: XB}}" for name in rows[-1])
    others = ", ".join(f"{name}: {{operator: op, in: XA}}" for row in rows[:-1] for name in row)
    flows = ", ".join(f"{{from: {start}, to: {end}, data: [chats], share: 50%}}" for start, end in lanes)
    return f"""
app: {{name: Lattice, operator: op}}
as_of: 2026-03-01
viewpoint: XA
users: {{people: {{in: XA, count: 1M}}}}
data: {{chats: text}}
parties: {{op: {{organised_in: XA}}}}
systems: {{{last}, {others}}}
flows: [{flows}]
"""


def test_of_more_routes_than_can_be_looked_for_some_are_told() -> None:
    lattice = events(map_of(lattice_map(layers=5, width=8)), catalogue())
    orders = [event for event in lattice.events if event.key == "state:XB/compelled/targeted/op"]
    told = likeliest_routes(lattice, orders, 3)
    assert (len(told), told.complete) == (3, False)
    assert {way.probability for way in told} == {told[0].probability}
