"""What all events of a year come to, and its worst cases: the expected value alone would hide them."""

from __future__ import annotations

import json

import numpy as np
import pytest

from assessments.results.headline import headline_numbers
from assessments.run import Run, Settings, assess
from data_maps.reading import read_path
from risk.arrays import Floats
from risk.engine.worlds import EveryWorld, Worlds
from risk.year_totals import Tail, tail, tails, year_totals
from tests.support.maps import map_of
from tests.support.reached import case_written


def assessed(name: str, seed: int = 0) -> Run:
    data_map = read_path(f"case:{name}").data_map
    assert data_map is not None
    return assess(data_map, Settings(seed=seed))


def totals(a: Run, years: int = 200_000) -> Floats:
    return year_totals(a.model, a.x, a.worlds.worlds_of(a.events.events), a.events.events, a.settings.seed, years)


@pytest.mark.parametrize("name", ["example-chat", "harbour"])
def test_years_average_to_the_people_a_year(name: str) -> None:
    a = assessed(name)
    found = totals(a)
    error = float(found.std() / np.sqrt(found.size))
    assert float(found.mean()) == pytest.approx(headline_numbers(a).persons_per_year[1].point, abs=4 * error)


def test_a_year_without_any_event_is_as_likely_as_the_chances_say() -> None:
    a = assessed("example-chat")
    none = float((totals(a) == 0.0).mean())
    assert none == pytest.approx(1.0 - 0.694, abs=0.005)


def test_the_tail_of_a_year_is_as_worked_out_by_hand() -> None:
    found = tail(np.array([5.0, 1.0, 2.0, 4.0, 3.0] * 8), worst=0.1)
    assert (found.high, found.mean_beyond, found.error) == (5.0, 5.0, 0.0)
    found = tail(np.arange(100.0))
    assert (found.high, found.mean_beyond) == (95.0, 97.0)
    assert found.error == pytest.approx(np.std([95, 96, 97, 98, 99], ddof=1) / 5**0.5)


def test_rare_and_large_events_show_in_the_tail_and_not_in_the_mean() -> None:
    """Bulk orders of the worked example: 540,000 people, less than twice in a hundred years."""
    a = assessed("example-chat")
    assert a.worst_years.mean_beyond > 10 * headline_numbers(a).persons_per_year[1].point
    assert a.worst_years == tail(totals(a, 20_000))


def test_in_draws_the_worst_years_are_those_of_each_draw() -> None:
    """At the best values in every draw they are those at the best values, but for how many years are looked at."""
    a = assessed("example-chat")
    x = np.repeat(a.x[:, None], 3, axis=1)
    found = tails(a.model, x, EveryWorld(a.model, x, 0).worlds_of(a.events.events), a.events.events, 0, 100_000)
    best = tail(totals(a))
    assert found[0] == pytest.approx([best.high] * 3, rel=0.15)
    assert found[1] == pytest.approx([best.mean_beyond] * 3, rel=0.05)


def test_no_event_has_no_tail() -> None:
    assert tail(np.zeros(20_000)) == Tail(0.0, 0.0, 0.0)


def test_the_same_seed_gives_the_same_years_and_another_one_others() -> None:
    one, same, other = (totals(assessed("harbour", seed), 2_000) for seed in (1, 1, 2))
    assert (one == same).all()
    assert (one != other).any()


@pytest.mark.parametrize("name", ["wechat-2020", "example-chat", "eu-saas"])
def test_a_map_in_another_order_has_the_same_years(name: str) -> None:
    plain = case_written(name)
    turned = dict(plain)
    turned.update((key, plain[key][::-1]) for key in ("flows", "ownership") if key in plain)
    turned.update((key, dict(reversed(plain[key].items()))) for key in ("users", "data", "parties", "systems"))
    one, other = (assess(map_of(json.dumps(written, default=str)), Settings()) for written in (plain, turned))
    assert totals(other, 20_000) == pytest.approx(totals(one, 20_000), rel=1e-9)
    assert tails_of(other) == pytest.approx(tails_of(one), rel=1e-9)


def test_what_exposes_nobody_moves_no_year() -> None:
    run = assessed("eu-saas")
    worlds = EveryWorld(run.model, run.x[:, None], 0).worlds_of(run.events.events)
    idle = {("a core before all others", "staff"): np.zeros(worlds.mass.shape)}
    more = Worlds(worlds.mass, {**idle, **worlds.fractions}, worlds.exact)
    one, other = (tails(run.model, run.x[:, None], each, run.events.events, 0) for each in (worlds, more))
    np.testing.assert_array_equal(np.array(other), np.array(one))


def tails_of(a: Run) -> Floats:
    """The worst years at the best values, and with every condition half as likely."""
    x = np.stack([a.x, a.x / 2], axis=1)
    worlds = EveryWorld(a.model, x, 0).worlds_of(a.events.events)
    return np.array(tails(a.model, x, worlds, a.events.events, 0))
