"""What each change explains, against the definition: the average over every order in which the changes can come."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.results.comparison.orders import EXACT, Floats, explained

MANY = EXACT + 3
VALUES = st.floats(-100, 100, allow_nan=False)


def over_all_orders(worth: Mapping[frozenset[int], float], changes: int) -> list[float]:
    """What each change adds, averaged over all orders."""
    totals = [0.0] * changes
    orders = list(permutations(range(changes)))
    for order in orders:
        for at, i in enumerate(order):
            totals[i] += worth[frozenset(order[: at + 1])] - worth[frozenset(order[:at])]
    return [total / len(orders) for total in totals]


@st.composite
def games(draw: st.DrawFn) -> tuple[int, dict[frozenset[int], float]]:
    changes = draw(st.integers(0, 5))
    sets = [frozenset(i for i in range(changes) if bits >> i & 1) for bits in range(1 << changes)]
    return changes, {taken: draw(VALUES) for taken in sets}


def row(value: float) -> Floats:
    return np.array([value])


@given(games())
def test_parts_are_the_average_over_all_orders_and_sum_to_the_whole(
    game: tuple[int, dict[frozenset[int], float]],
) -> None:
    changes, worth = game
    found = explained(lambda taken: row(worth[taken]), changes)
    assert found.orders == 0
    assert found.error is None
    assert found.parts[:, 0].tolist() == pytest.approx(over_all_orders(worth, changes), abs=1e-9)
    if changes:
        assert found.parts.sum(axis=0) == pytest.approx(found.every - found.none, abs=1e-10)


@given(games())
def test_the_way_back_is_the_way_there_with_the_other_sign(game: tuple[int, dict[frozenset[int], float]]) -> None:
    changes, worth = game
    all_ = frozenset(range(changes))
    there = explained(lambda taken: row(worth[taken]), changes)
    back = explained(lambda taken: row(worth[all_ - taken]), changes)
    assert back.parts == pytest.approx(-there.parts, abs=1e-9)


def pairs(taken: frozenset[int]) -> Floats:
    """A game of which the answer is known: each change adds its number, and neighbours multiply."""
    return row(sum(i + 1.0 for i in taken) + sum(10.0 for i in taken if i + 1 in taken))


def known(i: int) -> float:
    return i + 1.0 + 5.0 * ((i > 0) + (i < MANY - 1))


def test_beyond_twelve_changes_orders_are_sampled_within_their_error_and_sum_to_the_whole() -> None:
    found = explained(pairs, MANY, seed=3)
    assert found.error is not None
    assert found.orders >= 8
    off = np.abs(found.parts[:, 0] - [known(i) for i in range(MANY)])
    assert (off <= 4 * found.error[:, 0] + 1e-9).all()
    assert found.parts.sum(axis=0) == pytest.approx(found.every - found.none, rel=1e-13)


def test_an_order_and_its_reverse_leave_no_error_where_only_pairs_meet() -> None:
    found = explained(pairs, MANY)
    assert found.parts[:, 0].tolist() == pytest.approx([known(i) for i in range(MANY)])


def test_sampled_orders_come_from_the_seed_and_turn_round_with_the_way() -> None:
    all_ = frozenset(range(MANY))

    def cubed(taken: frozenset[int]) -> Floats:
        return row(float(len(taken) ** 3 + (0 in taken) * len(taken)))

    there, again = (explained(cubed, MANY, seed=5) for _ in range(2))
    back = explained(lambda taken: cubed(all_ - taken), MANY, seed=5)
    other = explained(cubed, MANY, seed=6)
    assert (there.parts == again.parts).all()
    assert back.parts == pytest.approx(-there.parts)
    assert (there.parts != other.parts).any()


def test_work_says_how_far_it_is() -> None:
    seen: list[tuple[int, int]] = []
    explained(lambda taken: row(float(len(taken))), 3, told=lambda done, all_: seen.append((done, all_)))
    assert seen == [(n, 8) for n in range(1, 9)]
