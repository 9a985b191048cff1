"""Sums of products are what they say, one number at a time or over draws."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk.engine.polynomials import Polynomial, Polynomials, Runs


@given(st.lists(st.integers(1, 12), max_size=20), st.integers(0, 2**32))
def test_runs_are_added_up_each_by_itself(sizes: list[int], seed: int) -> None:
    rows = np.random.default_rng(seed).random((sum(sizes), 3))
    ends = np.cumsum([0, *sizes]).tolist()
    expected = [[math.fsum(rows[a:b, draw]) for draw in range(3)] for a, b in pairwise(ends)]
    assert Runs(sizes).added(rows) == pytest.approx(np.array(expected).reshape(-1, 3), rel=1e-12)


@given(st.lists(st.integers(1, 8), min_size=1, max_size=20), st.integers(0, 2**32))
def test_short_runs_have_the_bytes_of_numpys_sums(sizes: list[int], seed: int) -> None:
    rows = np.random.default_rng(seed).random((sum(sizes), 3))
    starts = [sum(sizes[:i]) for i in range(len(sizes))]
    expected = np.add.reduceat(rows, starts, axis=0)
    assert Runs(sizes).added(rows).tobytes() == expected.tobytes()


def test_sums_of_products_by_hand() -> None:
    sums: list[Polynomial] = [(), ((2.0, ("a", "b")), (3.0, ())), ((0.5, ("c",)),), ((1.0, ("a", "a", "c")),)]
    found = Polynomials(sums, {"a": 2, "b": 0, "c": 1})
    assert found.values(np.array([3.0, 5.0, 7.0])).tolist() == [0.0, 45.0, 2.5, 245.0]
    assert found.values(np.array([[3.0, 0.0], [5.0, 1.0], [7.0, 2.0]])).tolist() == [
        [0.0, 0.0],
        [45.0, 3.0],
        [2.5, 0.5],
        [245.0, 4.0],
    ]
    assert Polynomials([], {}).values(np.zeros(0)).tolist() == []
