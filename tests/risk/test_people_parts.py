"""Flows that exclude each other part people as groups of their own would, in every number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
import yaml

from assessments.run import Run, Settings, assess
from data_maps.model import DataMap
from data_maps.names import group_of
from data_maps.reading import read
from risk.catalogue import catalogue
from risk.events import events
from risk.options.timeline import in_force
from risk.organisations import people_at
from risk.people_parts import Split, best_people, parts_of, splits_of
from risk.reach import reach
from tests.support.maps import map_of

DRAWS = 200


def exactly(value: float) -> dict[str, Any]:
    return {"exact": True, "best": value, "why": "by design"}


def between(best: float, low: float, high: float) -> dict[str, Any]:
    return {"best": best, "low": low, "high": high, "why": "a study"}


def written(flows: list[dict[str, Any]], users: Mapping[str, float], **more: Any) -> dict[str, Any]:
    """A chat whose servers stand in two countries, both run by one company, and a shop in a third."""
    return {
        "title": "Regions",
        "as_of": "2026-01-01",
        "viewpoint": "US",
        "app": {"name": "Chat", "operator": "chat"},
        "data": {"chats": {"type": "text"}, "photos": {"type": "image"}},
        "parties": {"chat": {"jurisdiction": "US"}, "abroad": {"jurisdiction": "CN"}, "shop": {"jurisdiction": "DE"}},
        "users": {group: {"in": "US", "count": exactly(count)} for group, count in users.items()},
        "systems": {
            "east": {"operator": "abroad", "in": "CN", "keys": "operator", "keeps": {"chats": "5 days"}},
            "west": {"operator": "shop", "in": "DE", "keys": "operator"},
        },
        "flows": flows,
        **more,
    }


BY_SPLIT = written(
    [
        {"from": "people", "to": "east", "data": ["chats", "photos"], "share": exactly(0.4), "split": "region"},
        {"from": "people", "to": "west", "data": ["chats", "photos"], "share": exactly(0.5), "split": "region"},
        {"from": "west", "to": "abroad", "data": "photos", "share": exactly(0.3)},
        {"from": "people", "to": "shop", "data": "photos", "share": exactly(0.2)},
    ],
    {"people": 10_000_000},
)
BY_GROUPS = written(
    [
        {"from": "one", "to": "east", "data": ["chats", "photos"]},
        {"from": "two", "to": "west", "data": ["chats", "photos"]},
        {"from": "west", "to": "abroad", "data": "photos", "share": exactly(0.3)},
        *({"from": group, "to": "shop", "data": "photos", "share": exactly(0.2)} for group in ("one", "two", "rest")),
    ],
    {"one": 4_000_000, "two": 5_000_000, "rest": 1_000_000},
)


def run_of(map_: Mapping[str, Any]) -> Run:
    return assess(map_of(yaml.safe_dump(dict(map_))), Settings(draws=DRAWS))


def one_company(share: Mapping[str, Any], split: str | None) -> DataMap:
    """All servers of one company: with shares that overlap at random, or that exclude each other."""
    flows = [
        {"from": "people", "to": place, "data": "chats", "share": dict(share), **({"split": split} if split else {})}
        for place in ("east", "west")
    ]
    map_ = written(flows, {"people": 10_000_000})
    map_["systems"]["west"]["operator"] = "abroad"
    return map_of(yaml.safe_dump(map_))


def test_a_split_is_the_map_that_writes_each_part_as_a_group_of_its_own() -> None:
    split, groups = run_of(BY_SPLIT), run_of(BY_GROUPS)
    of_split, of_groups = reach(split.events), reach(groups.events)
    assert [part.id for part in parts_of(split.data_map, ["people"])] == [
        "people~people.east",
        "people~people.west",
        "people~",
    ]
    for state in ("CN", "DE", "US"):
        for of_class in ("content", "any"):
            there, here = (found.at_best for found in (of_groups, of_split))
            assert here.persons(state, of_class) == pytest.approx(there.persons(state, of_class), rel=1e-12)
            assert here.chance(state, of_class) == pytest.approx(there.chance(state, of_class), rel=1e-12)
            assert here.weighted(state, of_class) == pytest.approx(there.weighted(state, of_class), rel=1e-12)
            assert here.person_months(state, of_class) == pytest.approx(there.person_months(state, of_class), rel=1e-12)
            assert here.by_group(state, of_class) == {
                "people": pytest.approx(sum(there.by_group(state, of_class).values()), rel=1e-12)
            }
    assert people_at(split.data_map, split.events.exposure.organisations) == pytest.approx(
        people_at(groups.data_map, groups.events.exposure.organisations), rel=1e-12
    )
    assert split.harm == pytest.approx(groups.harm, rel=1e-9)
    assert split.total_harm.draws == pytest.approx(groups.total_harm.draws, rel=1e-9)
    assert split.curve.sizes == pytest.approx(groups.curve.sizes, rel=1e-9)
    assert split.curve.probabilities == pytest.approx(groups.curve.probabilities, rel=1e-9)
    assert split.people.best == groups.people.best == 10_000_000


def test_nobody_is_counted_in_two_alternatives() -> None:
    apart, at_random = (
        reach(events(one_company(exactly(0.5), split), catalogue())).at_best for split in ("region", None)
    )
    chance = float(apart.chance("CN", "content")[0])
    assert float(apart.persons("CN", "content")[0]) > float(at_random.persons("CN", "content")[0])
    assert float(apart.persons("CN", "content")[0]) <= chance * 10_000_000 * (1 + 1e-12)


def test_alternatives_that_are_everybody_are_so_in_every_draw() -> None:
    data_map = one_company(between(0.5, 0.2, 0.8), "region")
    found = reach(events(data_map, catalogue()))
    generator = np.random.default_rng(5)
    numbers = {a: np.full(50, number.best) for a, number in found.numbers.items()}
    numbers |= {a: generator.uniform(0.2, 0.8, 50) for a in numbers if a.startswith("share.people.")}
    assert found.reached_at(numbers).everybody() == pytest.approx(np.full(50, 10_000_000), rel=1e-12)
    parts = found.reached_at(numbers).people
    assert parts["people~"] == pytest.approx(np.zeros(50))
    assert (parts["people~people.east"] != 5_000_000).any()


@pytest.mark.parametrize("shares", [(0.7, 0.6), (0.2, 0.3), (1.0, 0.0)])
def test_shares_of_a_choice_are_never_more_than_everybody(shares: tuple[float, float]) -> None:
    choice = Split(("a", "b"), (True, True), whole=False)
    taken = [float(choice.share(flow, [np.asarray(share) for share in shares])) for flow in ("a", "b", None)]
    assert sum(taken) == pytest.approx(1.0)
    assert taken[0] / max(taken[1], 1e-9) == pytest.approx(shares[0] / max(shares[1], 1e-9))


def test_a_choice_of_which_one_was_ended_leaves_the_others_their_people_in_every_draw() -> None:
    map_ = written(
        [
            {"from": "people", "to": "east", "data": "chats", "share": between(0.4, 0.2, 0.6), "split": "region"},
            {
                "from": "people",
                "to": "west",
                "data": "chats",
                "share": between(0.6, 0.5, 0.7),
                "split": "region",
            },
        ],
        {"people": 10_000_000},
        options={"end-east": {"title": "End east", "do": [{"end_flow": "people.east"}]}},
    )
    run = run_of(map_)
    changed = events(in_force(run.data_map, (("end-east", 0.0, 1.0),)), catalogue())
    drawn = np.random.default_rng(5).uniform(0.3, 0.7, (2, 50))
    shares = dict(zip(("share.people.east", "share.people.west"), drawn, strict=True))
    before, after = (
        found.reached_at({a: shares.get(a, np.full(50, number.best)) for a, number in found.numbers.items()})
        for found in (reach(run.events), reach(changed))
    )
    assert after.people["people~people.west"] == pytest.approx(before.people["people~people.west"], rel=1e-12)
    assert after.people["people~"] == pytest.approx(before.people["people~people.east"], rel=1e-9)
    assert not after.persons("CN", "content").any()


def test_a_route_along_an_alternative_tells_its_flow_and_the_share_of_people_who_take_it() -> None:
    run = run_of(BY_SPLIT)
    routes = [route for route in run.all_routes if any(hop.target == ("system", "east") for hop in route.hops)]
    assert routes
    for route in routes:
        flows = [hop for hop in route.hops if hop.kind == "flow"]
        assert [(hop.source, hop.target, hop.address) for hop in flows] == [
            (("people", "people"), ("system", "east"), "share.people.east")
        ]
        assert route.users == "people"
        others = [address for address in route.addresses if address != "share.people.east"]
        assert route.probability == pytest.approx(0.4 * np.prod([run.events.inputs[a].best for a in others]))


def test_a_route_that_takes_no_alternative_is_told_once() -> None:
    run = run_of(BY_SPLIT)
    told = [(r.event.key, r.data, r.users, tuple(sorted(r.addresses))) for r in run.all_routes]
    assert len(told) == len(set(told))
    assert any(("system", "shop") in [hop.target for hop in route.hops] for route in run.all_routes)


def test_splits_that_part_people_in_too_many_ways_are_refused() -> None:
    flows = [
        {"from": "people", "to": place, "data": "chats", "share": "5 %", "id": f"{split}-{place}-{way}", "split": split}
        for split in ("one", "two", "three")
        for place in ("east", "west")
        for way in (1, 2)
    ]
    reading = read(yaml.safe_dump(written(flows, {"people": 10_000_000})), "map.yaml")
    assert [p.message for p in reading.problems] == ["the splits of this map part its people in 125 ways, more than 64"]


def test_parts_are_of_a_group_and_together_all_of_it() -> None:
    data_map = map_of(yaml.safe_dump(BY_SPLIT))
    parts = parts_of(data_map, ["people"])
    assert {group_of(part.id) for part in parts} == {"people"}
    assert [best_people(data_map, part) for part in parts] == pytest.approx([4e6, 5e6, 1e6])
    assert list(splits_of(data_map)) == [("people", "region")]


@pytest.mark.parametrize(
    ("flow", "problem"),
    [
        ({"share": "70 %"}, "the shares of 'region' from 'people' add up to 1.1, more than 100 %"),
        (
            {"share": "10 %", "split": "regions"},
            "'region' is the split of this flow from 'people' alone",
        ),
        ({}, "flows that exclude each other each have a share of the people"),
    ],
)
def test_a_split_that_cannot_be_is_refused_at_its_place(flow: dict[str, Any], problem: str) -> None:
    first = {"from": "people", "to": "east", "data": "chats", "share": "40 %", "split": "region"}
    second = {"from": "people", "to": "west", "data": "chats", "split": "region", **flow}
    text = yaml.safe_dump(written([first, second], {"people": 10_000_000}))
    reading = read(text, "map.yaml")
    assert [p.message for p in reading.problems] == [problem]
    assert all(p.place.line for p in reading.problems if p.place)
