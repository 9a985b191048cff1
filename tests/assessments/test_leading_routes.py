"""Which routes are told: of each leading actor the event that does most harm, in the order in which actors stand."""

from __future__ import annotations

import pytest

from assessments.report.blocks import Route, Table
from assessments.report.reasons import event_words
from assessments.results.exposed import actor_rows
from assessments.results.leading_routes import LITTLE, alike, chains, leading
from tests.support.assessed import CASES, case, section


@pytest.mark.parametrize("name", CASES)
def test_the_first_route_of_an_actor_is_of_the_event_that_does_most_harm(name: str) -> None:
    assessment = case(name)
    told = [chain.way.event for chain in chains(assessment)]
    matter = [row.actor for row in leading(assessment, 5) if row.exposed.share >= LITTLE]
    assert [event.actor for event in told[: len(matter)]] == matter
    harms = {event.key: harm for event, harm in zip(assessment.events.events, assessment.harms, strict=True)}
    most = [max(harms[assessment.events.events[i].key] for i in assessment.of_actor(actor)) for actor in matter]
    assert [harms[event.key] for event in told[: len(matter)]] == most


@pytest.mark.parametrize("name", CASES)
def test_actors_stand_in_one_order_in_tables_and_routes(name: str) -> None:
    assessment = case(name)
    tables = [block for block in section(name, "actors").blocks if isinstance(block, Table)]
    shares = [[row[-1].value for row in table.rows] for table in tables]
    assert [list(share) for share in shares] == [sorted(share, key=lambda x: -(x or 0.0)) for share in shares]
    ranked = [row.actor for row in leading(assessment)]
    told = list(dict.fromkeys(chain.way.event.actor for chain in chains(assessment)))
    first = [row.actor for row in leading(assessment, 5) if row.exposed.share >= LITTLE]
    assert told[: len(first)] == first == [actor for actor in ranked if actor in first]


def test_routes_that_differ_in_nothing_but_who_it_is_are_told_apart_by_that_alone() -> None:
    routes = [block for block in section("wechat-2020", "routes").blocks if isinstance(block, Route)]
    assert alike(chains(case("wechat-2020"))) == {1: 0, 2: 0, 3: 0}
    said = "As route 1, step by step and as likely, by Singapore (SG) instead of China (CN). Data of "
    assert [route.summary.startswith(said) for route in routes] == [False, True, False, False, False]
    assert "As route" not in routes[4].summary


def test_next_events_follow_once_every_leading_actor_has_one() -> None:
    titles = [block.title for block in section("wechat-five-lines", "routes").blocks if isinstance(block, Route)]
    assert titles == [
        "1. Covert access by China (CN) to service",
        "2. Covert access by the United States (US) to service",
        "3. Criminals breaking into service",
        "4. Orders in bulk by China (CN)",
        "5. Orders in bulk by the United States (US)",
    ]


def test_the_routes_told_are_those_of_which_the_headline_speaks() -> None:
    found = chains(case("wechat-2020"))
    assert {chain.way.event.threat.mode for chain in found} == {"covert", "intrusion"}
    assert event_words(case("wechat-2020").data_map, found[0].way.event).startswith("covert access by China (CN) to ")


@pytest.mark.parametrize("name", CASES)
def test_an_actor_that_hardly_matters_comes_after_all_others(name: str) -> None:
    shares = {row.actor: row.exposed.share for row in actor_rows(case(name))}
    matters = [shares[chain.way.event.actor] >= LITTLE for chain in chains(case(name), 12)]
    assert matters == sorted(matters, reverse=True)
