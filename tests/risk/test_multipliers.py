"""Medians in which the number that multiplies most of a result is not left to the draws."""

from __future__ import annotations

import numpy as np
import pytest

from assessments.run import assess
from data_maps.model import DataMap
from data_maps.reading import with_setting
from risk.arrays import Floats
from risk.measures import Model
from risk.uncertainty.distributions import Distribution, Lognormal
from risk.uncertainty.draws import drawn_values
from risk.uncertainty.multipliers import Multiplied, Multipliers
from risk.uncertainty.propagation import Uncertain
from risk.uncertainty.spreads import Spread, spread
from tests.support.assessed import case, case_map

WIDE, NARROW = Lognormal(0.0, 1.8), Lognormal(0.0, 0.6)
KNOWN: dict[str, Distribution] = {"a": WIDE, "b": NARROW, "c": NARROW}


def sums(draws: int, seed: int) -> tuple[Floats, Multiplied]:
    """A result a·b + c in draws, with the part that `a` multiplies."""
    a, b, c = drawn_values(KNOWN, draws, seed, 10)
    return a * b + c, Multiplied(a * b, a, WIDE)


def differences(draws: int, seed: int) -> tuple[Floats, Multiplied]:
    """A result a·(b − c) + c, whose part is below 0 as often as above."""
    a, b, c = drawn_values(KNOWN, draws, seed, 10)
    return a * (b - c) + c, Multiplied(a * (b - c), a, WIDE)


@pytest.mark.parametrize("result", [sums, differences])
def test_the_median_is_that_of_many_plain_draws_with_a_smaller_error(result) -> None:  # type: ignore[no-untyped-def]
    plain = np.random.default_rng(0)
    a, b, c = (known.quantiles(plain.random(1_000_000)) for known in KNOWN.values())
    true = np.median(a * b + c if result is sums else a * (b - c) + c)
    found = [(spread(values), spread(values, of=of)) for values, of in (result(2_000, seed) for seed in range(40))]
    raw, smooth = (np.array([pair[n].median for pair in found]) for n in (0, 1))
    assert smooth.std(ddof=1) < 0.6 * raw.std(ddof=1)
    assert abs(smooth.mean() - true) < 4.0 * smooth.std(ddof=1) / np.sqrt(40) + 0.003 * abs(true)
    stated = float(np.mean([pair[1].error for pair in found]))
    assert stated == pytest.approx(smooth.std(ddof=1), rel=0.35)


def test_a_result_that_one_number_alone_makes_has_its_median() -> None:
    (a,) = drawn_values({"a": WIDE}, 100, 0, 10)
    assert spread(7.0 * a, of=Multiplied(7.0 * a, a, WIDE)).median == pytest.approx(7.0, rel=2e-3)


def test_no_part_leaves_the_median_of_the_draws() -> None:
    a, b, _ = drawn_values(KNOWN, 1_000, 0, 10)
    assert spread(b, of=Multiplied(np.zeros(1_000), a, WIDE)).median == pytest.approx(np.median(b), rel=5e-3)


def test_a_median_lies_within_its_interval_and_more_has_none_that_is_lower() -> None:
    for seed in range(20):
        values, of = sums(100, seed)
        less, more = spread(values, of=of), spread(values * 1.001, of=of.with_part(of.part * 1.001))
        assert less.low <= less.median <= less.high
        assert less.median <= more.median


def uncertain(name: str, draws: int) -> Uncertain:
    return Uncertain(case(name).model, draws, 0, 4.0)


def multipliers(draws: Uncertain) -> Multipliers:
    return Multipliers(draws.model, draws.distributions, 4.0)


def persons(model: Model, actor: str, x: Floats) -> Floats:
    return model.totals(actor).persons(x, model.chances(x))


def test_the_part_of_an_actor_is_what_the_number_adds_when_it_doubles() -> None:
    draws = uncertain("wechat-2020", 50)
    model, chosen = draws.model, multipliers(draws)
    for actor in dict.fromkeys(event.actor for event in model.events.events):
        events = [event for event in model.events.events if event.actor == actor]
        name, of = chosen.widest_multiplier(events), draws.multiplied(events)
        assert of is not None
        doubled = np.array(draws.x)
        doubled[[name in {leaf.address for leaf in used.leaves} for used in model.events.inputs.values()]] *= 2.0
        assert of.part[2:] == pytest.approx(persons(model, actor, doubled) - persons(model, actor, draws.x), rel=1e-9)


def test_a_number_that_does_more_than_multiply_is_none() -> None:
    """Power is part of a chance; the people are counted, and are the most that an attempt takes."""
    draws = uncertain("wechat-2020", 10)
    found = multipliers(draws)
    assert found.knows("demand.whole.CA", draws.distributions["demand.whole.CA"])
    assert found.knows("record.covert.GB", draws.distributions["record.covert.GB"])
    assert not found.knows("demand.whole.CA", draws.distributions["taken.whole.CA"])
    for name in ("power.CN.tencent-holdings", "people.total", "swept.CN", "known.covert"):
        assert not found.knows(name, draws.distributions[name])


def test_of_a_difference_the_number_that_moves_most_of_what_differs_is_taken() -> None:
    """The other map has no power for Canada over what stands there: only harm by Canada differs."""
    data_map = with_setting(case_map("wechat-2020"), "power.CA.soil=0")
    assert isinstance(data_map, DataMap)
    here, there = uncertain("wechat-2020", 10), Uncertain(assess(data_map).model, 10, 0, 4.0)
    events = (here.model.events.events, there.model.events.events)
    assert multipliers(here).widest_multiplier(events[0]) == "demand.targeted.US.tencent-holdings"
    assert multipliers(here).widest_multiplier_of_more(multipliers(there), *events) == "demand.whole.CA"
    assert multipliers(here).widest_multiplier_of_more(multipliers(here), events[0], events[0]) is None


def test_medians_by_level_fall_from_each_level_to_the_next_higher_one() -> None:
    """Who is exposed at a level is exposed at every lower one."""
    draws = uncertain("example-chat", 200)
    of = draws.multiplied(draws.model.events.events)
    assert of is not None
    by_level = [spread(row, of=of.with_part(part)) for row, part in zip(draws.persons(""), of.part[2:], strict=True)]
    assert medians(by_level) == sorted(medians(by_level), reverse=True)


def medians(spreads: list[Spread]) -> list[float]:
    return [each.median for each in spreads]
