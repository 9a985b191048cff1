"""Chances over years keep states and trials apart, in one value of the numbers and in many draws."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

import risk.chances
import risk.engine.worlds
from assessments.run import Run, assess
from data_maps.model import DataMap
from data_maps.reading import case_path, read_path
from data_maps.settings import with_setting
from risk.arrays import Floats
from risk.chances import (
    _falling,
    at_least_one,
    at_least_one_of_size,
    by_outcome,
    curve,
    event_sizes,
    unique_persons,
)
from risk.engine.worlds import EveryWorld, Worlds
from risk.events import Event


@cache
def assessed(case: str) -> Run:
    data_map = read_path(case_path(case)).data_map
    assert data_map is not None
    return assess(data_map)


CASES = ("harbour", "example-chat", "tiktok-2020", "eu-saas")


def sizes_of(a: Run, x: Floats, worlds: Worlds) -> list[tuple[Event, Floats]]:
    return [(event, event_sizes(a.model, x, worlds, event)) for event in by_outcome(a.events.events)]


@pytest.mark.parametrize("case", CASES)
def test_draws_of_the_same_numbers_give_the_curve_of_the_point(case: str) -> None:
    a = assessed(case)
    chosen = a.events.events
    x = np.repeat(a.x[:, None], 3, axis=1)
    found = EveryWorld(a.model, x).worlds_of(a.events.events)
    assert found.exact
    assert pytest.approx(np.tile(a.curve.at_least_one, (3, 1))) == at_least_one(a.model, x, found, chosen).T
    assert (
        pytest.approx(np.tile(a.curve.at_least(1000), (3, 1)))
        == at_least_one_of_size(a.model, x, found, sizes_of(a, x, found), 1000).T
    )
    assert pytest.approx(np.tile(a.curve.unique_persons, (3, 1))) == unique_persons(a.model, x, found, chosen).T


@pytest.mark.parametrize("case", CASES)
def test_an_event_of_any_size_is_one_that_exposes_anyone(case: str) -> None:
    a = assessed(case)
    x = np.repeat(a.x[:, None], 3, axis=1)
    people = [place for place, address in enumerate(a.model.addresses) if address.startswith(("users.", "taken."))]
    x[people[::2], 1] = 0.0
    x[people, 2] = 0.0
    found = EveryWorld(a.model, x).worlds_of(a.events.events)
    every = at_least_one(a.model, x, found, a.events.events)
    assert every.tolist() == at_least_one_of_size(a.model, x, found, sizes_of(a, x, found), 1e-200).tolist()
    assert every[0, 0] > every[0, 1] >= every[0, 2] == 0.0


@pytest.mark.parametrize("case", CASES)
def test_each_draw_is_what_it_would_be_alone(case: str) -> None:
    a = assessed(case)
    inexact = np.array([not number.exact for number in a.events.inputs.values()])
    other = np.where(inexact, a.x * 0.9, a.x)
    together = np.stack([a.x, other], axis=1)
    found, alone = (
        EveryWorld(a.model, together).worlds_of(a.events.events),
        EveryWorld(a.model, other).worlds_of(a.events.events),
    )
    both = at_least_one(a.model, together, found, a.events.events)
    single = at_least_one(a.model, other[:, None], alone, a.events.events)
    assert both[:, 1] == pytest.approx(single[:, 0], rel=1e-12)


@pytest.mark.parametrize("case", CASES)
def test_a_sample_of_worlds_is_near_all_of_them_and_states_its_error(
    case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    a = assessed(case)
    monkeypatch.setattr(risk.engine.worlds, "WORLDS", 0)
    sampled = EveryWorld(a.model, a.x, seed=3).worlds_of(a.events.events)
    assert not sampled.exact
    near = curve(a.model, a.x, sampled, a.events.events)
    assert np.all(np.abs(near.at_least_one - a.curve.at_least_one) <= near.error)
    assert np.all(near.error < 0.01)


def test_worlds_and_draws_looked_at_a_few_at_a_time_give_what_all_at_once_give(monkeypatch: pytest.MonkeyPatch) -> None:
    a = assessed("tiktok-2020")
    x = np.stack([a.x, a.x * 0.9, a.x * 0.8, a.x * 0.7], axis=1)
    monkeypatch.setattr(risk.engine.worlds, "WORLDS", 0)
    monkeypatch.setattr(risk.engine.worlds, "SAMPLED", 50)
    whole = EveryWorld(a.model, x).worlds_of(a.events.events)
    monkeypatch.setattr(risk.engine.worlds, "SAMPLED_AT_ONCE", 7 * x.size)
    some = EveryWorld(a.model, x).worlds_of(a.events.events)
    assert all(np.array_equal(some.fractions[key], each) for key, each in whole.fractions.items())
    once = unique_persons(a.model, x, whole, a.events.events)
    monkeypatch.setattr(risk.chances, "CELLS", 2 * 50 * len(a.events.events))
    assert unique_persons(a.model, x, some, a.events.events) == pytest.approx(once, rel=1e-14)


@pytest.mark.parametrize("events", [1, 2, 77, 300])
def test_events_fall_as_their_sizes_do_and_equal_ones_as_they_stand(events: int) -> None:
    sizes = np.random.default_rng(events).integers(0, 40, size=(events, 50)).astype(float) * 1e5 / 3.0
    order, drops = _falling(sizes)
    falling = np.take_along_axis(sizes, order, axis=0)
    assert np.array_equal(order, np.argsort(-sizes, axis=0, kind="stable"))
    assert np.array_equal(drops, falling - np.append(falling[1:], np.zeros((1, 50)), axis=0))


def test_masses_of_all_worlds_sum_to_one() -> None:
    a = assessed("tiktok-2020")
    assert EveryWorld(a.model, a.x).worlds_of(a.events.events).mass.sum(axis=0) == pytest.approx(1.0)


def test_no_event_has_no_chance() -> None:
    a = assessed("harbour")
    found = EveryWorld(a.model, a.x).worlds_of(a.events.events)
    assert np.array_equal(curve(a.model, a.x, found, ()).at_least_one, np.zeros(2))
    assert np.array_equal(unique_persons(a.model, a.x[:, None], found, ()), np.zeros((2, 1)))


def test_no_event_is_larger_than_the_people_there_are() -> None:
    """An order in the case is about ten people and five swept along with each: sixty, where five are left."""
    data_map = read_path(case_path("harbour")).data_map
    assert data_map is not None
    changed = with_setting(data_map, "users.people.count=5")
    assert isinstance(changed, DataMap)
    few = assess(changed)
    events = few.events.events
    taken = {e.key: float(few.model.polynomial(e.people["people"], few.x)) for e in events}
    assert max(taken.values()) == pytest.approx(5.0)
    assert few.curve.sizes.max() <= 5.0
    assert few.curve.unique_persons.max() <= 5.0
    x = np.repeat(few.x[:, None], 2, axis=1)
    assert unique_persons(few.model, x, EveryWorld(few.model, x).worlds_of(events), events).max() <= 5.0


def test_masses_found_world_by_world_are_those_of_all_worlds_together(monkeypatch: pytest.MonkeyPatch) -> None:
    a = assessed("wechat-2020")
    x = a.x[:, None] * np.linspace(0.5, 1.0, 7)
    together = EveryWorld(a.model, x).worlds_of(a.events.events).mass
    assert len(together) > 1
    monkeypatch.setattr(risk.engine.worlds, "BY_ROWS", 1)
    np.testing.assert_allclose(EveryWorld(a.model, x).worlds_of(a.events.events).mass, together, rtol=1e-14)
