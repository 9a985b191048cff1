from __future__ import annotations

import math
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from risk.engine.equations import Equations
from risk.engine.simulation import Simulated, simulated
from tests.support.systems import networks, random_system

TRIALS = 2**17


def test_ninety_five_percent_intervals_hold_the_value_of_most_known_networks() -> None:
    """Of 36 intervals 1.8 are expected to miss; six or more would happen once in a hundred seeds."""
    found = [(case.value, simulated(case.equations, [case.root], case.q, trials=TRIALS, seed=7)) for case in networks()]
    missed = [value for value, roots in found for each in roots.values() if not each.low <= value <= each.high]
    assert len(missed) <= 5


def test_no_known_network_is_missed_by_five_standard_errors() -> None:
    for case in networks():
        found = simulated(case.equations, [case.root], case.q, trials=TRIALS, seed=3)[case.root]
        error = math.sqrt(case.value * (1 - case.value) / found.trials)
        assert (case.name, abs(found.value - case.value) <= 5 * error + 1e-12) == (case.name, True)


def test_all_roots_of_small_systems_are_within_five_standard_errors() -> None:
    for seed in range(100):
        truth = random_system(seed)
        roots = tuple(truth.equations.alternatives)
        for root, found in simulated(truth.equations, roots, truth.q, trials=2**14, seed=seed).items():
            exact = truth.probability(root)
            error = math.sqrt(exact * (1 - exact) / found.trials) + 1 / found.trials
            assert (seed, root, abs(found.value - exact) <= 5 * error) == (seed, root, True)


@pytest.mark.parametrize("q", [2**-20, 1e-4, 0.1, 1 / 3, 0.5, 0.75, 0.999])
def test_a_single_condition_happens_as_often_as_it_should(q: float) -> None:
    found = simulated(Equations({"root": (("x",),)}), ["root"], {"x": q}, trials=2**22, seed=1)["root"]
    assert abs(found.value - q) <= 5 * math.sqrt(q * (1 - q) / 2**22)
    assert found.trials == 2**22


def test_conditions_are_drawn_independently_and_shared_ones_once() -> None:
    both = Equations({"two": (("x", "y"),), "same": (("first", "second"),), "first": (("x",),), "second": (("x",),)})
    found = simulated(both, ["two", "same"], {"x": 0.5, "y": 0.5}, trials=2**20, seed=1)
    assert found["two"].value == pytest.approx(0.25, abs=0.0025)
    assert found["same"].value == pytest.approx(0.5, abs=0.0025)


def test_what_is_certain_or_impossible_is_exact() -> None:
    known = Equations({"sure": (("one",), ("x",)), "never": (("zero", "x"), ("never",)), "maybe": (("x", "one"),)})
    found = simulated(known, ["sure", "never"], {"one": 1.0, "zero": 0.0, "x": 0.5}, trials=64, seed=1)
    assert found == {"sure": Simulated(1.0, 1.0, 1.0, 64), "never": Simulated(0.0, 0.0, 0.0, 64)}


def test_what_was_never_seen_is_not_called_impossible() -> None:
    found = simulated(Equations({"root": (("x",),)}), ["root"], {"x": 1e-12}, trials=6400, seed=1)["root"]
    z2 = 1.959963984540054**2
    assert (found.value, found.low, found.trials) == (0.0, 0.0, 6400)
    assert found.high == pytest.approx(z2 / (6400 + z2))


def test_trials_are_rounded_up_to_whole_words() -> None:
    assert simulated(Equations({"root": (("x",),)}), ["root"], {"x": 0.5}, trials=100, seed=1)["root"].trials == 128


def test_the_same_seed_gives_the_same_result_and_another_seed_another() -> None:
    truth = random_system(5, extremes=0.0)
    first, again, other = (simulated(truth.equations, ["n0"], truth.q, trials=2**16, seed=seed) for seed in (4, 4, 5))
    assert first == again
    assert first != other


def test_another_root_or_order_of_equations_changes_no_result() -> None:
    truth = random_system(5, extremes=0.0)
    turned = Equations(dict(reversed(list(truth.equations.alternatives.items()))))
    alone = simulated(truth.equations, ["n0"], truth.q, trials=2**16, seed=4)["n0"]
    assert simulated(turned, ["n3", "n0"], truth.q, trials=2**16, seed=4)["n0"] == alone


def test_the_hash_seed_changes_no_result() -> None:
    told = [_told(hash_seed) for hash_seed in ("0", "1", "2")]
    assert told[0].startswith("{'n0': Simulated(value=0.")
    assert told == [told[0]] * 3


def _told(hash_seed: str) -> str:
    program = (
        "from tests.support.systems import random_system; from risk.engine.simulation import simulated; "
        "t = random_system(5, extremes=0.0); print(simulated(t.equations, ['n0'], t.q, trials=6400, seed=4))"
    )
    command = [sys.executable, "-c", program]
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    root = Path(__file__).parents[2]
    return subprocess.run(command, cwd=root, env=environment, check=True, capture_output=True, text=True).stdout


def test_past_the_deadline_the_interval_rests_on_the_trials_made() -> None:
    case = next(case for case in networks() if case.name == "grid-6x6-p0.9")
    late = simulated(case.equations, [case.root], case.q, seed=1, deadline=time.monotonic() - 1)[case.root]
    assert late.trials == 2**18
    assert late.low < case.value < late.high
