"""Maps drawn coarser and finer."""

from __future__ import annotations

import json
from functools import cache

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from assessments.run import assess
from data_maps.model import DataMap
from data_maps.reading import read
from risk.catalogue import catalogue
from risk.events import events
from risk.placebo import with_systems_merged, with_systems_split
from risk.reach import CLASSES, reach
from tests.support.assessed import case, case_map
from tests.support.oracle.maps import small_map
from tests.support.reached import Persons

SEEDS = st.integers(0, 59)
SOME = settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow]
)
OF_SYSTEMS = ("power", "custody", "clear", "kept", "reached", "standing")


@cache
def plain(seed: int) -> DataMap:
    """A random map of which nothing is said of one system alone."""
    written = small_map(seed)
    written["standing"] = []
    written["estimates"] = {
        address: number
        for address, number in written["estimates"].items()
        if not (address.startswith((*OF_SYSTEMS, "share.standing")) and "system-" in address)
    }
    for system in written["systems"].values():
        system.pop("apart", None)
    data_map = read(json.dumps(written), "test.yaml").data_map
    assume(data_map is not None)
    assert data_map is not None
    return data_map


def persons(data_map: DataMap) -> Persons:
    """The people within reach of each state, by class, at the best values."""
    found = reach(events(data_map, catalogue()))
    return {(x, c): float(found.at_best.persons(x, c)[0]) for x in found.states for c in CLASSES}


@SOME
@given(SEEDS)
def test_a_map_drawn_finer_is_the_same_map(seed: int) -> None:
    data_map = plain(seed)
    twice = with_systems_split(data_map)
    assume(len(twice.systems) > len(data_map.systems))
    assert persons(twice) == pytest.approx(persons(data_map), rel=1e-9, abs=1e-6)
    assert assess(twice).harm == pytest.approx(assess(data_map).harm, rel=1e-9)


@SOME
@given(SEEDS)
def test_a_map_with_one_system_an_organisation_drawn_finer_and_coarser_is_the_same_map(seed: int) -> None:
    data_map = with_systems_merged(plain(seed))
    again = with_systems_merged(with_systems_split(data_map))
    assert (list(again.systems), again.flows, again.access) == (
        list(data_map.systems), data_map.flows, data_map.access,
    )  # fmt: skip
    assert persons(again) == pytest.approx(persons(data_map), rel=1e-9, abs=1e-6)


def test_what_a_map_says_of_a_system_it_says_of_its_twin() -> None:
    data_map = with_systems_split(case_map("wechat-2020"))
    assert data_map.systems["hong-kong-servers-twin"] == data_map.systems["hong-kong-servers"]
    assert data_map.estimates["power.CN.hong-kong-servers-twin"].best == 0.35
    assert [(a.party, a.to) for a in data_map.access if a.to == "hong-kong-servers-twin"] == [
        (a.party, "hong-kong-servers-twin") for a in data_map.access if a.to == "hong-kong-servers"
    ]
    assert [flow.id for flow in data_map.flows][-4:] == [
        "ontario-servers.ontario-servers-twin",
        "hong-kong-servers.hong-kong-servers-twin",
        "weixin-servers.weixin-servers-twin",
        "pay-systems.pay-systems-twin",
    ]


def test_a_system_of_an_unknown_operator_stays_one() -> None:
    data_map = case_map("wechat-five-lines")
    nobody = data_map.systems["service"].model_copy(update={"operator": "unknown"})
    unknown = data_map.model_copy(update={"systems": {"service": nobody}})
    assert with_systems_split(unknown) == unknown
    assert with_systems_merged(unknown) == unknown


def test_one_system_an_organisation_says_only_what_all_its_systems_share() -> None:
    data_map = with_systems_merged(case_map("wechat-2020"))
    (system,) = data_map.systems.items()
    assert (system[0], system[1].operator, system[1].place) == ("ontario-servers", "tencent-holdings", "unknown")
    assert set(system[1].keys.values()) == {"operator"}
    assert system[1].keeps["voiceprint-and-face"] == float("inf")
    assert list(data_map.estimates) == ["power.CN.tencent-holdings"]
    assert {flow.target for flow in data_map.flows} == {"ontario-servers"}


def test_a_map_of_one_system_is_drawn_no_coarser() -> None:
    assert with_systems_merged(case_map("harbour")) == case_map("harbour")
    assert assess(with_systems_merged(case_map("wechat-five-lines"))).harm == case("wechat-five-lines").harm
