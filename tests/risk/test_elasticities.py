"""What one percent more of a number does to the harm index, in every draw."""

from __future__ import annotations

from itertools import islice

import numpy as np
import pytest

from assessments.run import Run, Settings, assess
from risk.arrays import Floats
from risk.options.timeline import with_options
from risk.uncertainty.draws import drawn_values
from risk.uncertainty.sensitivity import NumbersInDraws, elasticities
from risk.uncertainty.spreads import BATCHES
from tests.support.assessed import case_map


def draws_of(run: Run, draws: int) -> NumbersInDraws:
    return dict(zip(run.distributions, drawn_values(run.distributions, draws, 3, BATCHES), strict=True))


@pytest.mark.parametrize(
    ("name", "options"), [("example-chat", 0), ("example-chat", 1), ("wechat-five-lines", 0), ("every-key", 1)]
)
def test_the_elasticities_of_every_draw_are_what_small_changes_do(name: str, options: int) -> None:
    data_map = case_map(name)
    run = assess(with_options(data_map, tuple(data_map.options)[:options]))
    model, numbers = run.model, draws_of(run, 10)

    def harm(of: str, by: float) -> Floats:
        moved = model.address_values({**numbers, of: numbers[of] * by})
        return np.asarray(model.measured(moved).harm(4.0).sum(axis=0))

    found, whole = elasticities(model, numbers, 4.0), harm(next(iter(numbers)), 1.0)
    for address, moves in islice(found.items(), 0, None, max(1, len(found) // 60)):
        by_hand = (harm(address, 1.0001) - harm(address, 0.9999)) / 2e-4 / whole
        assert moves == pytest.approx(by_hand, rel=1e-6, abs=1e-8), address


@pytest.mark.parametrize("name", ["example-chat", "wechat-five-lines"])
def test_at_the_best_values_they_are_those_of_one_draw(name: str) -> None:
    run = assess(case_map(name))
    best = {a: np.repeat(number.best, 7) for a, number in run.events.numbers.items()}
    found = elasticities(run.model, best, 4.0)
    expected = {address: pytest.approx([value] * 7, abs=1e-12) for address, value in run.elasticities.items()}
    assert {address: moves.tolist() for address, moves in found.items()} == expected


def test_a_draw_without_harm_is_moved_by_nothing() -> None:
    run = assess(case_map("example-chat"))
    nothing = {a: np.zeros(2) for a in run.events.numbers}
    assert {moves.tolist() == [0.0, 0.0] for moves in elasticities(run.model, nothing, 4.0).values()} == {True}


def test_what_is_tried_out_has_the_elasticities_of_the_exact_map_within_its_noise() -> None:
    exact, tried = (assess(case_map("example-chat"), Settings(nodes=n)) for n in (200_000, 1))
    numbers = draws_of(exact, 10)
    one, other = (elasticities(each.model, numbers, 4.0) for each in (exact, tried))
    assert {a: moves for a, moves in other.items() if np.abs(moves - one[a]).max() > 0.06} == {}
