"""However large a map is, what is held of its draws and worlds at a time stays within what was allowed."""

from __future__ import annotations

import math
import tracemalloc
from collections.abc import Callable
from functools import cache

import numpy as np
import pytest

import risk.chances
import risk.engine.passes
import risk.engine.worlds
import risk.measures
from assessments.results.beside import with_neutral_owner
from assessments.results.claims import ReachMeasure, _claims, _EndsOfReach
from assessments.results.reach import reach_of
from assessments.results.summary import summary_parts
from assessments.run import Settings, assess
from risk.chances import unique_persons
from risk.engine.worlds import EveryWorld
from risk.measures import Model
from risk.uncertainty.propagation import enough
from tests.support.assessed import case_map

VALUE = 8
MILLION = 2**20


@cache
def model() -> Model:
    return assess(case_map("wechat-2020")).model


def peak(work: Callable[[], object]) -> int:
    """The most bytes that were held at a time beyond those held before."""
    tracemalloc.start()
    work()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most


def few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(risk.engine.passes, "BYTES_PER_CHUNK", MILLION // 4)
    monkeypatch.setattr(risk.engine.passes, "LEAST_AT_ONCE", 16)
    monkeypatch.setattr(risk.measures, "CELLS", MILLION // 64)


def test_draws_and_what_follows_from_them_stay_within_the_memory_they_are_given(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The numbers of all draws, the chances of roots that follow from them, and what is worked on at a time."""
    few_at_a_time(monkeypatch)
    allowed, large = 2 * MILLION * VALUE, model()
    within = peak(lambda: enough(large, 20_000, 0, 4.0, most=20_000, held=MILLION).harm(""))
    without = peak(lambda: enough(large, 20_000, 0, 4.0, most=20_000).harm(""))
    assert within < allowed < without


def test_sampled_worlds_are_evaluated_within_the_memory_they_are_given(monkeypatch: pytest.MonkeyPatch) -> None:
    few_at_a_time(monkeypatch)
    x = np.repeat(model().point[:, None], 100, axis=1)
    events = model().events.events
    monkeypatch.setattr(risk.engine.worlds, "WORLDS", 0)
    monkeypatch.setattr(risk.engine.worlds, "SAMPLED_AT_ONCE", 4 * MILLION)
    EveryWorld(model(), x[:, :1]).worlds_of(events)
    kept = peak(lambda: EveryWorld(model(), x).worlds_of(events))
    monkeypatch.setattr(risk.engine.worlds, "SAMPLED_AT_ONCE", MILLION // 8)
    fewer = peak(lambda: EveryWorld(model(), x).worlds_of(events))
    held = (
        65_536 * VALUE * len({levels[0] for core in model().events.cores.values() for levels in core.levels.values()})
    )
    assert fewer < held + 4 * MILLION < kept


def test_people_counted_once_are_ordered_within_the_memory_they_are_given(monkeypatch: pytest.MonkeyPatch) -> None:
    events = model().events.events
    x = np.repeat(model().point[:, None], 100, axis=1)
    monkeypatch.setattr(risk.engine.worlds, "WORLDS", 0)
    monkeypatch.setattr(risk.engine.worlds, "SAMPLED_CELLS", MILLION // 64)
    worlds = EveryWorld(model(), x).worlds_of(events)
    at_once = peak(lambda: unique_persons(model(), x, worlds, events))
    monkeypatch.setattr(risk.chances, "CELLS", MILLION // 8)
    fewer = peak(lambda: unique_persons(model(), x, worlds, events))
    assert fewer < 10 * MILLION < at_once


def test_what_would_change_page_one_is_worked_out_a_few_numbers_at_a_time() -> None:
    """The same numbers move the same claims as far, whichever are looked at together."""
    run = assess(case_map("every-key"), Settings(draws=1_000))
    ends = _EndsOfReach(run, with_neutral_owner(run))
    measures: list[ReachMeasure] = [claim.measure for claim in _claims(run, summary_parts(run).table)]
    few = peak(lambda: ends.medians(measures))
    found = ends.medians(measures)
    ends.at_once = len(ends.ends)
    assert ends.medians(measures) == found
    assert 2 * few < peak(lambda: ends.medians(measures))


def test_of_a_map_that_is_tried_out_no_more_numbers_are_looked_at_than_there_are_trials_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Two what-ifs a number have one word of trials each: those that move the reach most have them."""
    run = assess(case_map("wechat-2020"), Settings(nodes=3))
    every = _EndsOfReach(run, with_neutral_owner(run)).ends
    monkeypatch.setattr("assessments.results.claims.trial_words", lambda _: 16)
    few = _EndsOfReach(run, with_neutral_owner(run)).ends
    both = [reach_of(run).moved_by(every), reach_of(with_neutral_owner(run).other).moved_by(every)]
    moves = {address: max(moved[address] for moved in both) for address in every}
    assert len(few) == 8 < len(every)
    assert any(0.0 < moves[address] < math.inf for address in few)
    assert min(moves[address] for address in few) >= max(moves[address] for address in every if address not in few)
