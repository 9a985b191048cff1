"""A number carries its draws through arithmetic, and has none where none were asked for."""

from __future__ import annotations

import numpy as np
import pytest

from assessments.results.part import Quantity
from assessments.results.quantity import quantities, quantity, scaled_number, unbounded
from assessments.run import Settings, assess
from risk.number import Number, share_of
from risk.uncertainty.spreads import spread
from tests.support.assessed import case_map

ONE, OTHER = Number(6.0, np.array([6.0, 8.0])), Number(2.0, np.array([2.0, 4.0]))


def told(number: Number) -> tuple[float, list[float]]:
    return number.best, number.draws.tolist()


def test_arithmetic_is_that_of_the_best_values_and_of_each_draw() -> None:
    assert told(ONE + OTHER) == (8.0, [8.0, 12.0])
    assert told(ONE - OTHER) == (4.0, [4.0, 4.0])
    assert told(ONE * OTHER) == (12.0, [12.0, 32.0])
    assert told(ONE / OTHER) == (3.0, [3.0, 2.0])


def test_a_plain_number_is_the_same_in_every_draw() -> None:
    assert told(ONE + 1.0) == (7.0, [7.0, 9.0])
    assert told(ONE * 0.5) == (3.0, [3.0, 4.0])


def test_a_number_without_draws_leaves_none_to_what_is_computed_from_it() -> None:
    both = Number(6.0) - Number(2.0) * 2.0
    assert told(both) == (2.0, [])
    assert not both.drawn
    assert (both.middle, quantity(both), unbounded(both)) == (2.0, Quantity(2.0), Quantity(2.0))


def test_draws_of_two_widths_are_never_put_together() -> None:
    with pytest.raises(ValueError, match="broadcast"):
        _ = ONE + Number(1.0, np.zeros(3))


def test_a_share_of_nothing_is_nothing() -> None:
    assert told(ONE.share_of(Number(0.0, np.array([0.0, 16.0])))) == (0.0, [0.0, 0.5])
    assert share_of(np.ones(2), np.array([0.0, 4.0])).tolist() == [0.0, 0.25]


def test_a_measure_of_several_numbers_is_taken_draw_by_draw() -> None:
    assert told(Number.by(np.maximum, ONE, OTHER * 2.5)) == (6.0, [6.0, 10.0])


def test_the_mean_of_a_number_is_that_of_its_draws() -> None:
    assert quantity(Number(6.0, np.arange(20.0))).mean == 9.5


def test_a_number_is_published_with_the_spread_of_its_draws() -> None:
    draws = np.random.default_rng(0).random(100)
    of_draws = spread(draws)
    assert quantities({"it": Number(0.5, draws)}) == {
        "it": Quantity(
            0.5,
            of_draws.mean,
            of_draws.median,
            of_draws.low,
            of_draws.high,
            of_draws.error,
            of_draws.low_error,
            of_draws.high_error,
            100,
            of_draws.mean_error,
        )
    }


def test_a_number_of_few_draws_is_brought_to_what_all_draws_say_of_the_status_quo() -> None:
    draws = np.random.default_rng(1).random(100)
    few, whole = Number(0.25, draws / 2.0), quantity(Number(0.5, draws * 1.1))
    brought = scaled_number(few, Number(0.5, draws), whole, quantity(Number(0.5, draws)))
    assert brought.point == 0.25
    assert brought.median == pytest.approx(quantity(few * 1.1).median)


@pytest.mark.parametrize("asked", [0, 100])
def test_a_run_gives_its_numbers_as_many_draws_as_it_made_or_none(asked: int) -> None:
    run = assess(case_map("harbour"), Settings(draws=asked))
    draws = run.uncertain.draws if run.uncertain else 0
    one, two = run.numbers([1.0, 2.0], lambda made: np.ones((2, made.draws)))
    assert [n.draws.size for n in (run.number(0.5, lambda made: np.zeros(made.draws)), one, two)] == [draws] * 3
    assert run.total_harm.draws.size == draws
    assert run.total_harm.best == run.harm
