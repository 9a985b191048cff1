"""A chance grows with the years, up to that of the states it hangs on, and nobody picks the span."""

from __future__ import annotations

import math

import numpy as np
import pytest

from assessments.report.blocks import Table, Text
from assessments.report.sections import years
from assessments.results.headline import headline_numbers
from assessments.results.sizes import SURE, YEARS, over_years
from assessments.run import Settings, assess
from risk.chances import at_least_one
from tests.support.assessed import CASES, case, case_map, drawn_case, written

ONE_RATE = """
app: Example
as_of: 2026-01-01
users: {XA: 1M}
data: [text]
owner: {name: Parent, jurisdiction: XB}
estimates:
  attempts.intrusion.parent: 3/year
  success.intrusion.parent: 0.25
  clear.parent.unknown: {best: 1, exact: true, why: an example}
leave_out: [{event: state:*, why: an example}, {event: insiders/*, why: an example}, {event: buyers/*, why: an example}]
"""


@pytest.mark.parametrize("name", CASES)
def test_a_chance_never_falls_with_the_years_and_begins_as_the_headline_says(name: str) -> None:
    run = case(name)
    found = over_years(run, run.events.events)
    chances = [found.chances[t].point for t in YEARS]
    assert chances == sorted(chances)
    told = headline_numbers(run).any
    assert [found.chances[t].point for t in (1.0, 5.0)] == pytest.approx([told[1].point, told[5].point], rel=1e-9)


@pytest.mark.parametrize("name", ["wechat-2020", "tiktok-2020", "example-chat"])
def test_by_years_and_in_the_headline_one_chance_has_one_median_and_one_interval(name: str) -> None:
    run = drawn_case(name, 1_000)
    told = headline_numbers(run)
    for chosen, chances in ((run.events.events, told.any), (run.bulk_events, told.bulk)):
        found = over_years(run, chosen).chances
        assert [found[t] for t in (1.0, 5.0)] == [chances[1], chances[5]]


def test_what_hangs_on_a_state_levels_off_below_it_and_a_hundred_years_are_too_few() -> None:
    found = over_years(case("example-chat"), case("example-chat").bulk_events)
    assert found.chances[100.0].point == pytest.approx(0.72 * -math.expm1(-100 * 0.05 * 0.5), rel=1e-9)
    assert found.until.point == math.inf


def test_of_events_at_one_rate_the_years_until_it_is_sure_are_exact() -> None:
    run = written(ONE_RATE)
    (event,) = run.events.events
    rate = -math.log1p(-over_years(run, [event]).chances[1.0].point)
    assert over_years(run, [event]).until.point == pytest.approx(-math.log1p(-SURE) / rate, rel=1e-9)


@pytest.mark.parametrize("name", ["tiktok-2020", "every-key"])
def test_read_between_two_spans_the_years_are_those_at_which_it_is_90_in_100(name: str) -> None:
    run = case(name)
    chosen = run.bulk_events
    until = over_years(run, chosen).until.point
    assert math.isfinite(until)
    reached = at_least_one(run.model, run.x, run.worlds.worlds_of(chosen), chosen, [until])
    assert float(reached[0, 0]) == pytest.approx(SURE, abs=0.01)


def test_with_draws_each_chance_has_its_interval_and_years_may_have_no_end() -> None:
    run = assess(case_map("example-chat"), Settings(draws=400))
    found = over_years(run, run.events.events)
    assert all(q.low is not None and q.high is not None and q.low <= q.high for q in found.chances.values())
    assert found.until.high == np.inf
    _, table, said, _ = years.section(run).blocks
    assert isinstance(table, Table)
    assert isinstance(said, Text)
    assert [row[0].text for row in table.rows][:2] == ["1 year", "2 years"]
    assert "At least one by foreign states: the chance is 90 in 100 after" in said.text
    assert "more than 100 years, if it ever is (90% interval more than 100 years)." in said.text


def test_without_a_way_it_is_never_sure() -> None:
    nobody = over_years(case("harbour"), ())
    assert [q.point for q in nobody.chances.values()] == [0.0] * len(YEARS)
    assert nobody.until.point == math.inf
