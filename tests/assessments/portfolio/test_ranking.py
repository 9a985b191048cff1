"""Ranks, comparisons and tiers are those that counting draw by draw gives."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest

from assessments.portfolio import ranking
from assessments.portfolio.ranking import neighbours, rank_intervals, ranked, ranks, riskier, tiers
from risk.arrays import Floats
from tests.support.examples import for_every

ENDS = (0.05, 0.5, 0.95)
SMALL = [np.random.default_rng(seed) for seed in range(50)]


def small_portfolio(chance: np.random.Generator) -> Floats:
    """All combinations of what each of a few apps may reach, each app by itself: shape (apps, combinations)."""
    values = [chance.integers(0, 6, size=chance.integers(1, 4)) for _ in range(chance.integers(1, 6))]
    return np.array(list(product(*values)), dtype=np.float64).T


def counted_rank(column: list[float], app: int) -> float:
    """One, and one for each app above, and half of one for each that is equal."""
    others = [value for place, value in enumerate(column) if place != app]
    return 1 + sum(value > column[app] for value in others) + sum(value == column[app] for value in others) / 2


@for_every("chance", SMALL)
def test_ranks_and_their_intervals_are_those_counted_by_hand(chance: np.random.Generator) -> None:
    draws = small_portfolio(chance)
    counted = [[counted_rank(column, app) for column in draws.T.tolist()] for app in range(len(draws))]
    assert (ranks(draws) == counted).all()  # of two long lists pytest would look for the least difference for minutes
    for row, by_draw in zip(rank_intervals(ranks(draws)).tolist(), counted, strict=True):
        ordered = sorted(by_draw)
        assert row == [next(r for r in ordered if sum(o <= r for o in ordered) >= p * len(ordered)) for p in ENDS]


@for_every("chance", SMALL[:10])
def test_the_mean_rank_is_one_more_than_the_chances_that_others_are_above(chance: np.random.Generator) -> None:
    draws = small_portfolio(chance)
    above = [sum(riskier(draws[b], draws[a]) for b in range(len(draws)) if b != a) for a in range(len(draws))]
    assert ranks(draws).mean(axis=1) == pytest.approx([1 + chances for chances in above])


@for_every("chance", SMALL[:10])
def test_above_next_is_counted_draw_by_draw_and_half_of_those_that_are_equal(chance: np.random.Generator) -> None:
    draws = small_portfolio(chance)
    order = ranked(draws).order
    falling = [draws[app].tolist() for app in order]
    counted = [
        sum(1.0 if one > other else 0.5 if one == other else 0.0 for one, other in zip(*pair, strict=True))
        for pair in pairwise(falling)
    ]
    assert neighbours(draws, order) == [above / draws.shape[1] for above in counted]


def test_apps_with_the_same_numbers_share_a_rank_and_a_tier() -> None:
    draws = np.array([[3.0, 1.0, 2.0], [3.0, 1.0, 2.0]])
    assert ranks(draws).tolist() == [[1.5] * 3, [1.5] * 3]
    order = ranked(draws).order
    assert (order.tolist(), tiers(draws, order).tolist(), neighbours(draws, order)) == ([0, 1], [1, 1], [0.5])


def test_a_tier_begins_with_the_first_app_that_its_own_first_is_above_in_95_of_100() -> None:
    top = np.arange(100.0) + 10.0
    nearly, apart = np.where(np.arange(100) < 94, top - 1, top + 1), np.where(np.arange(100) < 95, top - 1, top + 1)
    assert tiers(np.array([top, nearly, apart, apart - 0.5]), np.arange(4)).tolist() == [1, 1, 2, 3]


def test_apps_stand_in_the_order_of_their_mean_ranks() -> None:
    assert ranked(np.array([[1.0, 1.0], [3.0, 3.0], [2.0, 4.0]])).order.tolist() == [1, 2, 0]


def test_many_apps_are_ranked_in_blocks_and_from_a_file_as_few_are_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    draws = np.random.default_rng(1).normal(size=(30, 40)).astype(np.float32)
    whole = ranked(draws)
    monkeypatch.setattr(ranking, "CELLS", 100)
    monkeypatch.setattr(ranking, "HELD", 100)
    in_file = ranking.room(draws.shape)
    in_file[:] = draws
    in_blocks = ranked(in_file)
    assert isinstance(in_file, np.memmap)
    assert (in_blocks.mean.tolist(), in_blocks.interval.tolist()) == (whole.mean.tolist(), whole.interval.tolist())
