"""Simulated probabilities against exact ones, and what a simulation may depend on."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pytest

from risk.engine.equations import Equations
from risk.engine.simulation import BITS, SimulatedChances
from tests.support.systems import networks, random_system

TRIALS = 2**17


def shares(equations: Equations, roots: Sequence[str], q: Mapping[str, float], trials: int = TRIALS) -> list[float]:
    """The share of trials in which each root is true."""
    needed = equations.part(roots)
    simulated = SimulatedChances(needed, {root: row for row, root in enumerate(roots)}, most=trials // BITS)
    assert simulated.words == trials // BITS
    return [float(share) for share in simulated.values(np.array([q[name] for name in simulated.variables]))]


def test_no_known_network_is_missed_by_five_standard_errors() -> None:
    for case in networks():
        (share,) = shares(case.equations, [case.root], case.q)
        error = math.sqrt(case.value * (1 - case.value) / TRIALS)
        assert (case.name, abs(share - case.value) <= 5 * error + 1e-12) == (case.name, True)


def test_all_roots_of_small_systems_are_within_five_standard_errors() -> None:
    trials = 2**14
    for seed in range(100):
        truth = random_system(seed)
        roots = tuple(truth.equations.alternatives)
        for root, share in zip(roots, shares(truth.equations, roots, truth.q, trials), strict=True):
            exact = truth.probability(root)
            error = math.sqrt(exact * (1 - exact) / trials) + 1 / trials
            assert (seed, root, abs(share - exact) <= 5 * error) == (seed, root, True)


@pytest.mark.parametrize("q", [2**-20, 1e-4, 0.1, 1 / 3, 0.5, 0.75, 0.999])
def test_a_single_condition_happens_as_often_as_it_should(q: float) -> None:
    (share,) = shares(Equations({"root": (("x",),)}), ["root"], {"x": q}, 2**22)
    assert abs(share - q) <= 5 * math.sqrt(q * (1 - q) / 2**22)


def test_conditions_are_drawn_independently_and_shared_ones_once() -> None:
    both = Equations({"two": (("x", "y"),), "same": (("first", "second"),), "first": (("x",),), "second": (("x",),)})
    two, same = shares(both, ["two", "same"], {"x": 0.5, "y": 0.5}, 2**20)
    assert two == pytest.approx(0.25, abs=0.0025)
    assert same == pytest.approx(0.5, abs=0.0025)


def test_what_is_certain_or_impossible_is_exact() -> None:
    known = Equations({"sure": (("one",), ("x",)), "never": (("zero", "x"), ("never",)), "maybe": (("x", "one"),)})
    assert shares(known, ["sure", "never"], {"one": 1.0, "zero": 0.0, "x": 0.5}, 2**14) == [1.0, 0.0]


def test_another_root_or_order_of_equations_changes_no_result() -> None:
    truth = random_system(5, extremes=0.0)
    turned = Equations(dict(reversed(list(truth.equations.alternatives.items()))))
    (alone,) = shares(truth.equations, ["n0"], truth.q)
    assert shares(turned, ["n3", "n0"], truth.q)[1] == alone
