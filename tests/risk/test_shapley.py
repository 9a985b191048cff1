"""Shapley shares of data are those of the definition."""

from __future__ import annotations

import math
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk.engine.diagrams import Diagrams
from risk.shapley import ExposedLevels, Pairs, patterns, shapley

WEIGHTS = (0.0, 1 / 64, 1 / 16, 1 / 4, 1.0)


def worth(chosen: set[str], exposed: ExposedLevels, pairs: Pairs) -> float:
    """The weight of the highest level of some data, one level more if a pair is among them, 4 at most."""
    highest = max((n for d, n in exposed if d in chosen), default=0)
    return WEIGHTS[min(4, highest + any({a, b} <= chosen for a, b in pairs)) if highest else 0]


def by_definition(exposed: ExposedLevels, pairs: Pairs) -> list[float]:
    """The average over all orders of what each type adds to those before it."""
    names = [d for d, _ in exposed]
    totals = dict.fromkeys(names, 0.0)
    orders = list(permutations(names))
    for order in orders:
        before: set[str] = set()
        for name in order:
            totals[name] += worth(before | {name}, exposed, pairs) - worth(before, exposed, pairs)
            before.add(name)
    return [totals[name] / len(orders) for name in names]


exposures = st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 4), min_size=1, max_size=6).map(
    lambda d: tuple(sorted(d.items()))
)
pairings = st.sets(st.tuples(st.sampled_from("abc"), st.sampled_from("def")), max_size=4).map(
    lambda s: tuple(sorted(s))
)


@given(exposures, pairings)
def test_the_shares_are_the_averages_over_all_orders(exposed: ExposedLevels, pairs: Pairs) -> None:
    assert shapley(exposed, pairs, WEIGHTS) == pytest.approx(by_definition(exposed, pairs), abs=1e-12)


@given(exposures, pairings)
def test_the_shares_add_up_to_the_whole(exposed: ExposedLevels, pairs: Pairs) -> None:
    names = {d for d, _ in exposed}
    assert math.fsum(shapley(exposed, pairs, WEIGHTS)) == pytest.approx(worth(names, exposed, pairs), abs=1e-12)


def test_thirty_types_of_data_are_shared_out_exactly() -> None:
    exposed = tuple((f"d{i:02}", 1 + i % 4) for i in range(30))
    assert math.fsum(shapley(exposed, (), WEIGHTS)) == pytest.approx(1.0, abs=1e-12)


def test_each_set_of_exposed_data_has_its_probability() -> None:
    """Two types behind one shared condition x, the second behind y as well, and at a higher level behind z."""
    table = Diagrams(("x", "y", "z"))
    x, y, z = (table.variable(v) for v in "xyz")
    second = table.both(x, y)
    graded = (("a", 2, x), ("b", 1, second), ("b", 3, table.both(second, z)))
    found = patterns(table, graded, {"x": 0.5, "y": 0.4, "z": 0.1}, 1.0, most=100)
    expected = {(): 0.5, (("a", 2),): 0.3, (("a", 2), ("b", 1)): 0.18, (("a", 2), ("b", 3)): 0.02}
    assert found == pytest.approx(expected)
    drawn = {"x": np.array([0.5, 1.0]), "y": np.array([0.4, 0.0]), "z": np.array([0.1, 0.7])}
    columns = patterns(table, graded, drawn, np.ones(2), most=100)
    assert {exposed: mass[0] for exposed, mass in columns.items()} == pytest.approx(expected)
    assert {exposed: mass[1] for exposed, mass in columns.items()} == pytest.approx(
        {(): 0.0, (("a", 2),): 1.0, (("a", 2), ("b", 1)): 0.0, (("a", 2), ("b", 3)): 0.0}
    )
