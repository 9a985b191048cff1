"""Parts of the harm have the interval of the part itself: at the best values they are those that are shown."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from assessments.assessment import Assessment, Settings, assess
from assessments.evidence import rests_on_weak, weak_share
from assessments.shares import data_shares, few, of_actor, of_data, of_events, resting_on
from tests.assessed import case_map


@cache
def drawn(name: str) -> Assessment:
    return assess(case_map(name), Settings(draws=1_000))


@pytest.mark.parametrize("name", ["example-chat", "wechat-2020", "every-key"])
def test_shares_at_the_best_values_are_those_without_draws(name: str) -> None:
    assessment = drawn(name)
    at_best = np.repeat(assessment.x[:, None], 10, axis=1)
    found = data_shares(assessment, at_best)
    assert {data: part.tolist() for data, part in found.items() if part.any()} == {
        data: pytest.approx([share] * 10) for data, share in assessment.data_shares.items()
    }
    assert assessment.uncertain is not None
    kept = assessment.uncertain.x
    assessment.uncertain.__dict__["x"] = np.repeat(assessment.x[:, None], assessment.uncertain.draws, axis=1)
    assumed = [address for address, number in assessment.events.numbers.items() if number.assumed]
    parts = (
        resting_on(assessment, assessment.assumed_share, assumed),
        *of_events(assessment),
    )
    assessment.uncertain.__dict__["x"] = kept
    assert [(part.low, part.high) for part in parts] == [pytest.approx((part.point, part.point)) for part in parts]


@pytest.mark.parametrize("name", ["example-chat", "wechat-2020", "every-key"])
def test_in_every_draw_the_parts_are_all_there_is(name: str) -> None:
    assessment = drawn(name)
    x = few(assessment)
    assert x is not None
    assert sum(data_shares(assessment, x).values()) == pytest.approx(np.ones(x.shape[1]))
    assert sum(part.mean or 0.0 for part in of_events(assessment)) == pytest.approx(1.0)
    assert sum(of_actor(assessment, r.actor, r.exposed.share).mean or 0.0 for r in assessment.actors) == pytest.approx(
        1.0
    )


def test_without_draws_there_are_points_and_no_intervals() -> None:
    bare = replace(drawn("example-chat"), settings=Settings())
    assert {q.low for q in (*of_data(bare).values(), *of_events(bare), bare.rests_on_assumed, rests_on_weak(bare))} == {
        None
    }
    assert rests_on_weak(bare).point == weak_share(bare)


def test_a_simulated_map_has_shares_of_events_and_no_interval_where_the_trials_would_blur_it() -> None:
    tried = assess(case_map("example-chat"), Settings(draws=100, nodes=1))
    assert not tried.model.reach.exact
    assert tried.rests_on_assumed.low is None
    assert {part.low for part in of_data(tried).values()} == {None}
    assert None not in {part.low for part in of_events(tried)}
