from __future__ import annotations

import time
from operator import attrgetter

import pytest

from risk.engine.bounds import Bounds, bounds
from risk.engine.equations import Equations
from tests.support.examples import for_every
from tests.support.systems import Network, networks, random_system

ROUNDING = 1e-12


@pytest.mark.parametrize("block", range(10))
@pytest.mark.parametrize(("shared", "nodes"), [(0, 1), (2, 8), (5, 12)])
def test_the_bracket_holds_the_exact_value(block: int, shared: int, nodes: int) -> None:
    for seed in range(40 * block, 40 * block + 40):
        truth = random_system(seed, variables=4 + seed % 7, names=2 + seed % 8)
        roots = tuple(truth.equations.alternatives)
        found = bounds(truth.equations, roots, truth.q, shared=shared, nodes=nodes)
        exact = {root: truth.probability(root) for root in roots}
        assert [
            (seed, root, found[root], exact[root])
            for root in roots
            if not found[root].lower - ROUNDING <= exact[root] <= found[root].upper + ROUNDING
        ] == []


@for_every("case", networks(), label=attrgetter("name"))
@pytest.mark.parametrize(("shared", "nodes"), [(0, 1), (8, 200)])
def test_the_bracket_holds_the_value_of_a_known_network(case: Network, shared: int, nodes: int) -> None:
    found = bounds(case.equations, [case.root], case.q, shared=shared, nodes=nodes)[case.root]
    assert found.lower - ROUNDING <= case.value <= found.upper + ROUNDING


@for_every("seed", range(40))
def test_bounds_of_a_system_that_fits_are_its_exact_probability(seed: int) -> None:
    truth = random_system(seed)
    found = bounds(truth.equations, ["n0"], truth.q, shared=0)["n0"]
    assert found.lower == pytest.approx(truth.probability("n0"), abs=ROUNDING)
    assert found.upper == pytest.approx(found.lower, abs=ROUNDING)


def test_alternatives_that_share_a_condition_all_need_are_not_taken_as_independent() -> None:
    shared = Equations({"root": (("x", "a"), ("x", "b"))})
    found = bounds(shared, ["root"], {"x": 0.5, "a": 0.4, "b": 0.4}, shared=0, nodes=1)["root"]
    assert found.upper == pytest.approx(0.5 * (1 - 0.6 * 0.6), abs=ROUNDING)


def test_terms_that_share_a_condition_both_need_are_multiplied_once() -> None:
    shared = Equations({"root": (("one", "two"),), "one": (("x", "a"),), "two": (("x", "b"),)})
    found = bounds(shared, ["root"], {"x": 0.5, "a": 0.4, "b": 0.3}, shared=0, nodes=1)["root"]
    assert found.upper == pytest.approx(0.5 * 0.4 * 0.3, abs=ROUNDING)


def test_terms_that_may_share_a_condition_are_bounded_by_the_least_likely() -> None:
    shared = Equations({"root": (("one", "two"),), "one": (("x",), ("a",)), "two": (("x",), ("b",))})
    q = {"x": 0.5, "a": 0.4, "b": 0.3}
    assert bounds(shared, ["root"], q, shared=0, nodes=1)["root"] == Bounds(
        0.5,
        1 - 0.5 * 0.7,
        "below: exact with the 3 of 5 alternatives on the most probable routes; "
        "above: alternatives as if independent, given all states of 0 shared conditions",
    )
    fixed = bounds(shared, ["root"], q, shared=1, nodes=1)["root"]
    assert fixed.upper == pytest.approx(0.5 + 0.5 * 0.4 * 0.3, abs=ROUNDING)


def test_a_circle_is_gone_round_as_often_as_it_has_names() -> None:
    """A ring whose far end is certain to be reached from its entrance, one step a round."""
    size = 60
    ring = {f"n{place}": ((f"n{(place - 1) % size}",), (f"n{(place + 1) % size}",)) for place in range(size)}
    equations = Equations({**ring, "n0": (("x",), *ring["n0"])})
    found = bounds(equations, ["n30"], {"x": 0.25}, shared=0, nodes=1)["n30"]
    assert (found.lower, found.upper) == (0.25, 0.25)


def test_what_is_certain_or_impossible_has_no_width() -> None:
    known = Equations({"sure": (("one",), ("x",)), "never": (("zero", "x"), ("never",))})
    found = bounds(known, ["sure", "never"], {"one": 1.0, "zero": 0.0, "x": 0.5})
    assert [(found[root].lower, found[root].upper) for root in ("sure", "never")] == [(1.0, 1.0), (0.0, 0.0)]


def test_no_time_still_gives_a_bracket() -> None:
    case = next(case for case in networks() if case.name == "grid-6x6-p0.9")
    late = bounds(case.equations, [case.root], case.q, deadline=time.monotonic() - 1)[case.root]
    assert 0 < late.lower <= case.value <= late.upper < 1
    assert late.how == (
        "below: the most probable way alone; above: alternatives as if independent, given all states of 0 shared "
        "conditions"
    )


def test_more_fixed_variables_and_more_nodes_narrow_the_bracket() -> None:
    case = next(case for case in networks() if case.name.startswith("hub-n50-d2.5-s0.2-b0.03-seed1"))
    wide = bounds(case.equations, [case.root], case.q, shared=0, nodes=100)[case.root]
    narrow = bounds(case.equations, [case.root], case.q, shared=12, nodes=2000)[case.root]
    assert wide.lower < narrow.lower <= case.value <= narrow.upper < wide.upper
    assert narrow.upper - narrow.lower < 0.15
