"""A map whose first state is told of other data than content is told of these data everywhere."""

from __future__ import annotations

from functools import cache

import pytest

from assessments.conclusions.two_maps import apps_beside
from assessments.report.page_one_length import PageRoom
from assessments.report.sections import page_one
from assessments.results.summary import summary_numbers
from assessments.run import Run, Settings, assess
from tests.support.assessed import case, stated
from tests.support.maps import map_of

LOCATOR = """
app: Beacon
as_of: 2026-09-01
users: {US: 50M}
data: [location]
owner: {name: Beacon Ltd, jurisdiction: CN}
"""
"""A broker of whereabouts: nobody's content is on the map."""


@cache
def locator() -> Run:
    return assess(map_of(LOCATOR), Settings(draws=400))


def test_use_of_a_map_without_content_counts_the_people_of_its_data() -> None:
    use = summary_numbers(locator()).use
    assert (use.of_class, use.model_dump(by_alias=True)["class"]) == ("any", "any")
    assert use.foreign_states.middle > 1_000
    of_event = locator().measures.persons[:, :, 0].sum(axis=1)
    events = zip(locator().events.events, of_event, strict=True)
    foreign = [persons for event, persons in events if event.actor.startswith("state:") and event.actor != "state:US"]
    assert use.foreign_states.point == pytest.approx(sum(foreign))
    assert summary_numbers(case("wechat-2020")).use.of_class == "content"


def test_page_one_names_these_data_and_never_says_no_content() -> None:
    (has,) = page_one.answers(summary_numbers(locator()), (page_one.HAS,), PageRoom(999))[page_one.HAS]
    text = " ".join((*page_one.sentences(summary_numbers(locator())), has.text))
    assert "people’s data a year" in text
    assert "content" not in text
    assert "order location" in text


def test_what_would_tell_whether_a_state_could_order_these_data_is_told() -> None:
    known = stated(summary_numbers(locator()).not_known)
    assert {one.address for one in known.deciding} == {"clear.beacon-ltd.unknown", "power.CN.beacon-ltd"}
    assert (
        "What would tell: whether data of Beacon Ltd can be read" in page_one.sentences(summary_numbers(locator()))[-1]
    )


def test_some_number_would_turn_the_reach_that_the_page_tells() -> None:
    turned = [row for row in summary_numbers(locator()).would_change if row.claim == "reach of the widest"]
    assert turned
    assert all(row.persons > 0.0 for row in turned)


def test_two_apps_are_compared_by_the_data_both_are_told_of() -> None:
    beside = apps_beside(locator(), case("wechat-2020"))
    assert [app.of_class for app in beside] == ["any", "any"]
    assert all(app.reached > 0 for app in beside)
    assert {app.of_class for app in apps_beside(case("wechat-2020"), case("tiktok-2020"))} == {"content"}
