"""Parts of the harm have the interval of the part itself: at the best values they are those that are shown."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from assessments.results import breakdown
from assessments.results.breakdown import (
    DrawnData,
    adding_up,
    data_shares,
    drawn_data,
    elasticities_with_intervals,
    of_actors,
    of_data,
    of_event_data,
    of_events,
    resting_on,
    rests_on_assumed,
)
from assessments.results.evidence import rests_on_weak, weak_share
from assessments.results.headline import headline_numbers
from assessments.results.options.questions import series
from assessments.results.options.table import options_of
from assessments.results.quantity import Quantity, quantity
from assessments.results.routes import left_without
from assessments.run import Run, Settings, assess
from risk.arrays import Floats
from risk.measures import steps
from risk.number import Number
from risk.uncertainty.draw_counts import PART_DRAWS
from risk.uncertainty.propagation import Uncertain
from tests.support.assessed import case_map, stated


@cache
def drawn(name: str) -> Run:
    return assess(case_map(name), Settings(draws=1_000))


@pytest.mark.parametrize("name", ["example-chat", "wechat-2020", "every-key"])
def test_shares_at_the_best_values_are_those_without_draws(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    run = assess(case_map(name), Settings(draws=1_000))
    at_best = np.repeat(run.x[:, None], 10, axis=1)
    found = DrawnData(run, at_best).shares
    assert {data: part.tolist() for data, part in found.items() if part.any()} == {
        data: pytest.approx([share] * 10) for data, share in data_shares(run).items()
    }
    assert run.uncertain is not None
    monkeypatch.setattr(run.uncertain, "_drawn", lambda draws: (np.repeat(run.x[:, None], draws, axis=1), {}))
    assumed = [address for address, number in run.events.numbers.items() if number.assumed]
    parts = (resting_on(run, run.assumed_share, assumed), *of_events(run).values())
    assert [(part.low, part.high) for part in parts] == [pytest.approx((part.point, part.point)) for part in parts]


@pytest.mark.parametrize("name", ["example-chat", "wechat-2020", "every-key"])
def test_in_every_draw_the_parts_are_all_there_is(name: str) -> None:
    run = drawn(name)
    x = stated(run.uncertain).in_few(PART_DRAWS)
    assert sum(DrawnData(run, x).shares.values()) == pytest.approx(np.ones(x.shape[1]))
    assert sum(part.mean or 0.0 for part in of_events(run).values()) == pytest.approx(1.0)
    assert sum(part.mean or 0.0 for part in of_actors(run).values()) == pytest.approx(1.0)


def share(low: float, median: float, high: float) -> Quantity:
    return Quantity(0.5, 0.5, median, low, high)


def test_medians_of_shares_are_scaled_alike_to_add_up_and_none_leaves_its_interval() -> None:
    narrow, wide, wider = share(0.1, 0.2, 0.25), share(0.0, 0.2, 0.6), share(0.05, 0.1, 0.8)
    found = adding_up({"narrow": narrow, "wide": wide, "wider": wider, "none": share(0.0, 0.0, 0.1)})
    medians = {name: q.median for name, q in found.items()}
    assert medians == {"narrow": 0.25, "wide": pytest.approx(0.5), "wider": pytest.approx(0.25), "none": 0.0}
    assert found["wide"] == replace(wide, median=medians["wide"])


def test_the_error_of_a_share_that_is_scaled_is_scaled_with_it() -> None:
    found = adding_up({name: replace(share(0.1, 0.2, 0.9), error=0.01) for name in "ab"})
    assert [q.median for q in found.values()] == [0.5, 0.5]
    assert [q.error for q in found.values()] == pytest.approx([0.025, 0.025])


def test_shares_whose_intervals_leave_no_room_stay_in_them() -> None:
    assert adding_up({"a": share(0.1, 0.2, 0.3), "b": share(0.1, 0.2, 0.3)})["a"].median == 0.3
    assert adding_up({"a": share(0.6, 0.7, 0.8), "b": share(0.6, 0.7, 0.8)})["a"].median == 0.6
    assert adding_up({}) == {}
    assert adding_up({"a": Quantity(1.0)}) == {"a": Quantity(1.0)}


@pytest.mark.parametrize("name", ["example-chat", "wechat-2020", "every-key"])
def test_the_shares_that_are_read_add_up(name: str) -> None:
    run = drawn(name)
    for parts in (of_actors(run), of_events(run), of_data(run)):
        assert sum(q.middle for q in parts.values()) == pytest.approx(1.0)


def test_how_the_harm_moves_with_every_number_is_worked_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    run = assess(case_map("own-state"), Settings(draws=1_000))
    chosen: list[AbstractSet[str]] = []
    moves = breakdown._moves

    def noted(run: Run, draws: Uncertain, addresses: AbstractSet[str]) -> Floats:
        chosen.append(addresses)
        return moves(run, draws, addresses)

    monkeypatch.setattr(breakdown, "_moves", noted)
    assert rests_on_weak(run).low != rests_on_assumed(run).low
    free = {address for address, number in run.events.numbers.items() if not number.exact}
    assert [each == free for each in chosen].count(True) == 1
    assert len(chosen) == 3


def test_without_draws_there_are_points_and_no_intervals() -> None:
    bare = replace(drawn("example-chat"), settings=Settings())
    parts = (*of_data(bare).values(), *of_events(bare).values(), rests_on_assumed(bare), rests_on_weak(bare))
    assert {part.low for part in parts} == {None}
    assert rests_on_weak(bare).point == weak_share(bare)
    assert {q.low for q in elasticities_with_intervals(bare).values()} == {None}
    assert {q.low for event in bare.events.events for q in of_event_data(bare, event).values()} == {None}


@pytest.mark.parametrize("name", ["example-chat", "wechat-2020", "every-key"])
def test_every_event_has_the_shares_of_its_data_in_every_draw(name: str) -> None:
    run = drawn(name)
    found = drawn_data(run, stated(run.uncertain))
    for event in run.events.events:
        parts = of_event_data(run, event)
        assert {data: part.point for data, part in parts.items()} == run.data_shares_of(event)
        assert None not in {part.low for part in parts.values()}
        if parts:
            assert sum(found.of_event(event).values()) == pytest.approx(np.ones(found.x.shape[1]))


def test_what_a_number_moves_has_its_interval_from_the_draws_of_all_numbers() -> None:
    """Bulk demands come rarely: in a draw with more of them than in another they are more of the harm."""
    run = drawn("example-chat")
    x = stated(run.uncertain).in_few(PART_DRAWS)
    bulk = [event for event in run.events.events if event.threat.scope == "whole"]
    chances = run.model.chances(x)
    weighed = [steps(4.0) @ run.model.event_persons(event, x, chances).sum(axis=0) for event in bulk]
    part = np.sum(weighed, axis=0) / run.model.measured(x).harm(4.0).sum(axis=0)
    moved = elasticities_with_intervals(run)["demand.whole.XB"]
    assert (moved.low, moved.median, moved.high) == pytest.approx(tuple(np.quantile(part, (0.05, 0.5, 0.95))))
    assert moved.point == run.elasticities["demand.whole.XB"]


def test_a_simulated_map_has_the_intervals_of_an_exact_one_but_for_the_noise_of_its_trials() -> None:
    tried, exact = (assess(case_map("example-chat"), Settings(draws=2_000, nodes=n)) for n in (1, 200_000))
    assert not tried.model.roots.exact
    one, other = _ends(tried), _ends(exact)
    assert one.keys() == other.keys()
    assert {name: ends for name, ends in one.items() if ends != pytest.approx(other[name], abs=0.12)} == {}


def _ends(run: Run) -> dict[str, tuple[float | None, float | None]]:
    """The ends of what data, numbers and assumptions carry."""
    found = {**of_data(run), **elasticities_with_intervals(run), "assumed": rests_on_assumed(run)}
    return {name: (q.low, q.high) for name, q in found.items()}


def test_what_is_left_where_something_is_closed_is_a_share_of_the_harm_in_the_same_draws() -> None:
    run = drawn("example-chat")
    few = run.in_fewer_draws
    assert few is not None
    shut = ("power.XB.holding",)
    left = left_without(run, shut)
    closed = np.isin(run.model.addresses, shut)[:, None]
    harms = [run.model.measured(x).harm(4.0).sum(axis=0) for x in (np.where(closed, 0.0, few.x), few.x)]
    ends = tuple(np.quantile(harms[0] / harms[1], (0.05, 0.5, 0.95)))
    assert (left.share.low, left.share.median, left.share.high) == pytest.approx(ends)
    assert left.share.point == pytest.approx(left.harm.point / run.harm)
    assert left_without(run, ()).share == quantity(Number(1.0, np.ones(few.draws)))


def test_what_is_there_now_is_the_same_wherever_it_stands() -> None:
    """The headline's draws are many, those of what-ifs few: what changes nothing leaves what the headline says."""
    run = assess(case_map("example-chat"), Settings(draws=5_000))
    options, now = options_of(run), headline_numbers(run).harm
    assert options is not None
    assert left_without(run, ()).harm.median == pytest.approx(now.median)
    row = options.row("status-quo").harm
    assert (row.low, row.median, row.high) == pytest.approx((now.low, now.median, now.high), rel=1e-14)
    assert {moment.harm.median for moment in series(options, "status-quo")} == {now.median}
