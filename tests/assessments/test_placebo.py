"""Placebos of results: other owners and other drawings beside the map, in the same draws."""

from __future__ import annotations

import numpy as np
import pytest

from assessments import run as runs
from assessments.results.actors import totals
from assessments.results.beside import PairedMap, placebo
from assessments.results.headline import headline_numbers
from assessments.results.reach import reach_rows, sides_beside, sides_of
from assessments.results.reach_parts import OtherMap
from assessments.results.summary import summary_parts
from assessments.run import Run, Settings, assess
from risk.arrays import Floats
from risk.placebo import with_owner_in
from tests.support.assessed import case, drawn_case


def test_the_owner_s_state_loses_what_another_takes() -> None:
    found = placebo(case("wechat-five-lines"))
    assert (found.owner, found.own and found.own.state, found.neutral.state) == ("state:CN", "US", "CH")
    assert found.own is not None
    assert {actor: q.point for actor, q in found.own.content_moved.items()} == pytest.approx(
        {"state:US": 4_922_596 - 8_771_350, "state:CN": 8_771_350}
    )
    assert {actor: q.point for actor, q in found.neutral.content_moved.items()} == pytest.approx(
        {"state:US": 4_922_596 - 3_857_532, "state:CN": 8_771_350, "state:CH": -8_771_350}
    )
    content = {row.actor: row.expected.point for row in found.neutral.reach if row.of_class == "content"}
    assert content == pytest.approx({"state:CH": 8_771_350, "state:US": 3_857_532})


def test_an_owner_from_the_viewpoint_has_no_placebo_of_its_own() -> None:
    assert placebo(case("own-state")).own is None


def test_a_map_that_can_be_drawn_no_other_way_has_the_same_numbers_drawn_otherwise() -> None:
    run = drawn_case("wechat-five-lines")
    found = placebo(run)
    for drawn in (found.coarser, found.finer):
        assert_alike(drawn, run)
    assert found.coarser.reach == reach_rows(run)


def test_page_one_asks_of_another_owner_for_reach_and_looks_for_no_event(monkeypatch: pytest.MonkeyPatch) -> None:
    run = assess(case("example-chat").data_map, Settings(draws=200))
    monkeypatch.setattr(runs, "assess", forbidden)
    page = summary_parts(run)
    assert page.would_change
    assert page.ownership_specific.left.expected_data.n is not None
    with pytest.raises(AssertionError):
        placebo(run)


def forbidden(*_: object) -> Run:
    """An assessment that nobody is to ask for."""
    raise AssertionError


def test_the_same_map_has_the_same_harm_from_the_first_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    """As an owner who moves nowhere: what the first draws say of the map itself is what they are scaled by."""
    run = drawn_case("wechat-2020", 1_000)
    monkeypatch.setattr(runs, "BESIDE_DRAWS", 300)
    same = PairedMap(run, lambda: assess(run.data_map, run.settings), sides_of(run))
    assert same.harm.n == 300
    assert_alike(same, run)


def assert_alike(drawn: PairedMap | OtherMap, run: Run) -> None:
    """Another map has the numbers of the map itself, and moves none."""
    assert {q.median for q in drawn.content_moved.values()} == {0.0}
    assert drawn.harm.median == pytest.approx(headline_numbers(run).harm.median, rel=1e-9)
    foreign = totals(run).foreign_states
    assert foreign is not None
    assert drawn.foreign_harm.median == pytest.approx(foreign.harm.median, rel=1e-9)
    assert drawn.foreign_harm_moved.median == pytest.approx(0.0, abs=1e-6)


def test_what_a_placebo_moves_is_the_median_of_many_differences() -> None:
    """By plain draws, without what is known of the number that multiplies most: within four of the errors it states."""
    run = drawn_case("wechat-2020", 1_000)
    q = placebo(run).neutral.foreign_harm_moved
    many = assess(run.data_map, Settings(draws=40_000, seed=1))
    other = assess(with_owner_in(run.data_map, "CH"), many.settings)
    assert many.uncertain is not None
    assert other.uncertain is not None
    less = _foreign_harm(many) - _foreign_harm(other)
    assert q.median is not None
    assert q.error is not None
    assert abs(q.median - np.median(less)) < 4.0 * q.error
    assert q.error < 0.25 * abs(q.median)


def _foreign_harm(run: Run) -> Floats:
    assert run.uncertain is not None
    return run.uncertain.harm(*dict.fromkeys(e.actor for e in run.events.events if _foreign(e.actor)))


def test_moved_people_are_a_difference_in_each_draw() -> None:
    run = drawn_case("wechat-2020")
    other = assess(with_owner_in(run.data_map, "CH"))
    here, there = sides_of(run).drawn, sides_beside(run, other).drawn
    assert here is not None
    assert there is not None
    less = here.persons("CN", "content") - there.persons("CN", "content")
    q = placebo(run).neutral.content_moved["state:CN"]
    assert (q.low, q.median, q.high) == tuple(np.quantile(less, (0.05, 0.5, 0.95)))


def test_foreign_harm_moves_by_what_foreign_states_do_less() -> None:
    run = case("wechat-five-lines")
    american = assess(with_owner_in(run.data_map, "US"))
    own = placebo(run).own
    assert own is not None
    harm = {name: sum(h for event, h in zip(r.events.events, r.harms, strict=True) if _foreign(event.actor))
            for name, r in (("map", run), ("own", american))}  # fmt: skip
    assert own.foreign_harm_moved.point == pytest.approx(harm["map"] - harm["own"])
    assert own.harm.point == pytest.approx(american.harm)


def _foreign(actor: str) -> bool:
    return actor.startswith("state:") and actor != "state:US"
