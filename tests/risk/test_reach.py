"""Reach has the numbers worked out by hand, those of the definition, and those of a plain search on certain maps."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import networkx as nx
import numpy as np
import pytest

from data_maps.model import DataMap
from data_maps.reading import read_path, with_reading, with_setting
from risk.catalogue import catalogue
from risk.engine.roots import row_count
from risk.events import events
from risk.exposure import Exposure, ExposureNode, bare
from risk.reach import CLASSES, TIES, Reach, reach, reach_on_map
from risk.severity import is_content
from tests.support import maps
from tests.support.assessed import case_map, stated
from tests.support.examples import for_every
from tests.support.oracle.estimates import exactly
from tests.support.oracle.maps import small_map
from tests.support.oracle.measures import Oracle
from tests.support.reached import Written, case_written, persons_of, reach_of

PERSON = 1e-9
"""To what part of a person numbers of people agree, beside one part in 10¹²."""
SEEDS = range(24)


def case(name: str) -> Reach:
    data_map = read_path(f"case:{name}").data_map
    assert data_map is not None
    return reach(events(data_map, catalogue()))


def people(found: Reach) -> dict[tuple[str, str], float]:
    return {(x, c): float(found.at_best.persons(x, c)[0]) for x in found.states for c in CLASSES}


# By hand.


def test_the_harbour_is_within_the_reach_worked_out_by_hand() -> None:
    assert people(case("harbour")) == pytest.approx(
        {
            ("XB", "content"): 324_000,
            ("XB", "any"): 402_000,
            ("XB", "whereabouts"): 402_000,
            ("XA", "content"): 882_900,
            ("XA", "any"): 989_550,
            ("XA", "whereabouts"): 989_550,
            ("XA", "identifiers"): 0,
            ("XB", "identifiers"): 0,
        },
        rel=1e-12,
    )


def test_five_lines_are_within_the_reach_worked_out_by_hand() -> None:
    assert people(case("wechat-five-lines")) == pytest.approx(
        {
            (x, c): n if c in ("content", "any") else 0
            for c in CLASSES
            for x, n in (("CN", 8_771_350), ("US", 9_500_000 * (1 - 0.65 * (1 - 0.98 * 0.88 * 0.3))))
        },
        rel=1e-12,
    )


def test_the_parts_by_tie_are_those_by_hand() -> None:
    at_best = case("wechat-five-lines").at_best
    both, run, soil = 0.9233 * 0.5, 0.98 * 0.9 * 0.5, 0.35 * 0.5
    assert {tie: float(n[0]) for tie, n in at_best.by_tie("CN", "content").items()} == pytest.approx(
        {
            "run": 19e6 * (run + both - soil) / 2,
            "office": 0,
            "seat": 0,
            "soil": 19e6 * (soil + both - run) / 2,
            "owner": 0,
            "access": 0,
            "service": 0,
        },
        rel=1e-12,
        abs=PERSON,
    )


def test_where_no_condition_leads_to_a_state_no_tie_has_anybody() -> None:
    data_map = with_setting(stated(read_path("case:wechat-five-lines").data_map), "share.users-us.service=0")
    assert isinstance(data_map, DataMap)
    reached = reach(events(data_map, catalogue()))
    assert not reached.chances.variables
    by_tie = reached.at_best.by_tie("CN", "content")
    assert {tie: people.tolist() for tie, people in by_tie.items()} == {tie: [0.0] for tie in TIES}


def test_people_of_whom_no_content_is_held_are_within_reach_of_any_data_alone() -> None:
    written = {
        "app": {"name": "App", "operator": "firm"},
        "as_of": "2026-03-01",
        "viewpoint": "XA",
        "users": {"people": {"in": "XA", "count": 1000}, "abroad": {"in": "XB", "count": 1000}},
        "data": {"chats": "text", "log": "metadata"},
        "parties": {"firm": {"organised_in": "XA"}},
        "systems": {"store": {"operator": "firm", "in": "XC", "keys": "operator"}},
        "flows": [{"from": "abroad", "to": "store", "data": "chats"}, {"from": "people", "to": "store", "data": "log"}],
    }
    assert persons_of(written) == pytest.approx(
        {
            **{(x, c): 0 for x in ("XA", "XB", "XC") for c in ("content", "identifiers")},
            **{("XA", c): 1000 * 0.98 * 0.9 for c in ("any", "whereabouts")},
            **{("XB", c): 1000 * 0.98 * 0.88 for c in ("any", "whereabouts")},
            **{("XC", c): 1000 * 0.9 for c in ("any", "whereabouts")},
        },
        rel=1e-12,
    )


# The definition.


@cache
def random_reach(seed: int) -> Reach | None:
    """The reach of a random map; None of one that has a problem, which the definition may read all the same."""
    return reach_of(small_map(seed))


def defined(written: Written, states: tuple[str, ...]) -> dict[Any, float]:
    oracle = Oracle(written).reach
    return {
        key: value
        for x in states
        for c in CLASSES
        for key, value in (
            *((("group", x, c, g), n) for g, n in oracle.by_group(x, c).items()),
            *((("tie", x, c, tie), n) for tie, n in oracle.by_tie(x, c).items()),
            (("standing", x, c), oracle.standing(x, c)),
            (("months", x, c), oracle.person_months(x, c)),
            (("share", x, c), oracle.share(x, c)),
        )
    }


def computed(found: Reach) -> dict[Any, float]:
    at_best = found.at_best
    return {
        key: float(value[0])
        for x in found.states
        for c in CLASSES
        for key, value in (
            *((("group", x, c, g), n) for g, n in at_best.by_group(x, c).items()),
            *((("tie", x, c, tie), n) for tie, n in at_best.by_tie(x, c).items()),
            (("standing", x, c), at_best.standing(x, c)),
            (("months", x, c), at_best.person_months(x, c)),
            (("share", x, c), at_best.share(x, c)),
        )
    }


@for_every("seed", SEEDS)
def test_on_random_maps_reach_is_what_going_through_all_outcomes_says(seed: int) -> None:
    written, found = small_map(seed), random_reach(seed)
    if found is not None:
        assert set(found.states) == set(Oracle(written).organisations.named)
        assert computed(found) == pytest.approx(defined(written, found.states), rel=1e-12, abs=PERSON)


def test_the_random_maps_have_every_tie_standing_access_and_data_kept_for_less_than_the_horizon() -> None:
    every = [found for seed in SEEDS if (found := random_reach(seed))]
    ties = {
        tie
        for found in every
        for x in found.states
        for tie, people in found.at_best.by_tie(x, "any").items()
        if people[0] > 1.0
    }
    assert ties == set(TIES)
    assert any(found.standing for found in every)
    assert any(len(roots) > 1 for found in every for roots in found.within.values())


# A plain search.


def certain_map(seed: int) -> Reach | None:
    """The reach of a random map of which every condition either holds or does not."""
    written = small_map(seed)
    while (found := reach_of(written)) is not None:
        conditions = [a for a in found.chances.variables if a in found.inputs and a != "tie.access"]
        loose = [a for a in conditions if 0.0 < found.inputs[a].best < 1.0]
        if not loose:
            return found
        chosen = {a: exactly(int((seed + place) % 4 != 0)) for place, a in enumerate(loose)}
        written["estimates"] = written["estimates"] | chosen
    return None


def test_on_certain_maps_reach_is_what_a_plain_search_finds() -> None:
    searched = 0
    for seed in SEEDS:
        found = certain_map(seed)
        if found is None:
            continue
        searched += 1
        for x in found.states:
            for c in CLASSES:
                groups = found.at_best.by_group(x, c)
                expected = {g: bool(found_by_search(found.exposure, x, c, g)) for g in found.groups}
                whole = {g: found.at_best.people[g][0] for g in found.groups}
                assert {g: float(n[0]) for g, n in groups.items()} == {g: whole[g] * expected[g] for g in groups}, seed
    assert searched > 15


def found_by_search(graph: Exposure, state: str, of_class: str, group: str) -> set[tuple[str, str]]:
    """What a person of a group has within reach of a state, by paths in the graph alone."""
    chosen = [d for d in graph.data_map.data if of_class in ("any", class_of(graph.data_map, d))]
    found = set()
    for d in chosen:
        sent = steps(graph, d, {"flow"})
        handed = steps(graph, d, {"custody", "control", "power"})
        keys = steps(graph, d, {"keys", "control", "power"})
        for place in graph.holdings:
            here: ExposureNode = ("system", place.id)
            arrives = nx.has_path(sent, ("people", group), here)
            held = nx.has_path(handed, here, ("state", state))
            by_key = not bare(graph.data_map, d) and leads_by_key(keys, here, state)
            if arrives and held and (readable(graph, d, place.id) or by_key):
                found.add((d, place.id))
    return found


def class_of(data_map: DataMap, data: str) -> str:
    """The one of three classes that a type of data is of."""
    if is_content(data_map, data):
        return "content"
    return "whereabouts" if data_map.data[data].type in ("location", "contacts", "metadata") else "identifiers"


def leads_by_key(keys: nx.DiGraph[ExposureNode], here: ExposureNode, state: str) -> bool:
    """Whether a state can order whoever holds the keys of a place."""
    holders = [node for node in keys.successors(here) if node[0] == "party"]
    return any(nx.has_path(keys, holder, ("state", state)) for holder in holders)


def steps(graph: Exposure, data: str, kinds: set[str]) -> nx.DiGraph[ExposureNode]:
    """The steps of some kinds that are open to data."""
    ways: nx.DiGraph[ExposureNode] = nx.DiGraph()
    ways.add_nodes_from(graph.graph.nodes)
    content = is_content(graph.data_map, data)
    for start, end, about in graph.graph.edges(data=True):
        needed, covered = (about["address"], about.get("content") if content else None), about["data"]
        is_open = all(address is None or graph.inputs.best(str(address)) == 1.0 for address in needed)
        if about["kind"] in kinds and is_open and (covered is None or data in covered):
            ways.add_edge(start, end)
    return ways


def readable(graph: Exposure, data: str, place: str) -> bool:
    """Whether data can be read at a place as they are: the first of the addresses that the map or the catalogue has."""
    holding = next(h for h in graph.holdings if h.id == place)
    holder = graph.organisations.key_holder(holding, data)
    if graph.inputs.stated(f"clear.{data}.{place}"):
        return graph.inputs.best(f"clear.{data}.{place}") == 1.0
    if bare(graph.data_map, data):
        return True
    alone = f"clear.{place}.{holder}"
    address = alone if graph.inputs.stated(alone) else f"clear.{holding.organisation}.{holder}"
    return graph.inputs.best(address) == 1.0


# The case that version 2 was made for.


def test_on_wechat_china_stands_apart_with_no_number_set_for_that_end() -> None:
    found = case("wechat-2020")
    at_best = found.at_best
    share = {x: float(at_best.share(x, "content")[0]) for x in found.states}
    assert share["CN"] > 0.94
    assert max(share[x] for x in share if x != "CN") < 0.65


def test_user_keys_on_all_of_wechat_lower_the_reach_of_every_state_to_content() -> None:
    before = persons_of(case_written("wechat-2020"))
    locked = case_written("wechat-2020")
    for system in locked["systems"].values():
        system["keys"] = "users"
    after = persons_of(locked)
    reached = [(x, c) for (x, c), n in before.items() if c == "content" and n > 0.0]
    assert reached
    assert {key: after[key] < before[key] for key in reached} == dict.fromkeys(reached, True)


@pytest.mark.parametrize("seed", range(12))
def test_a_number_moves_the_reach_by_its_slope_as_far_as_the_reach_at_its_ends_differs(seed: int) -> None:
    of_map = reach_on_map(maps.small_map(seed))
    best = {address: np.array([number.best]) for address, number in of_map.numbers.items()}
    ends = {name: (0.0, 1.0) for name in of_map.chances.variables if name in best and 0.0 < best[name][0] < 1.0}
    moved = {name: [of_map.reached_at(best | {name: np.array([end])}) for end in pair] for name, pair in ends.items()}
    widest = {
        name: max(float(abs(high.persons(x, "content") - low.persons(x, "content"))[0]) for x in of_map.states)
        for name, (low, high) in moved.items()
    }
    assert of_map.moved_by(ends) == pytest.approx(widest)


@for_every("seed", range(12))
def test_what_moves_the_reach_of_several_states_together_is_what_its_ends_do_to_each(seed: int) -> None:
    of_map = reach_on_map(maps.small_map(seed))
    best = {address: np.array([number.best]) for address, number in of_map.numbers.items()}
    ends = {address: (0.6 * value[0], 0.9 * value[0]) for address, value in best.items()}
    reached = {text: of_map.reached_at(best | {text: np.array(pair)}) for text, pair in ends.items()}
    for of_class in CLASSES:
        together = {
            text: sum(float(np.ptp(at_ends.persons(state, of_class))) for state in of_map.states)
            for text, at_ends in reached.items()
        }
        assert of_map.moved_together(ends, of_map.states, of_class) == pytest.approx(together)
    assert of_map.moved_together(ends, ()) == pytest.approx(dict.fromkeys(ends, 0.0))


def test_every_reading_of_a_map_has_its_reach_by_the_diagrams_of_the_map() -> None:
    """One of WeChat's has standing access that the map has not, and both have powers that it leaves open."""
    data_map = case_map("wechat-2020")
    read = [with_reading(data_map, name) for name in data_map.readings]
    of_map = reach_on_map(data_map)
    assert [isinstance(other, DataMap) and reach_on_map(other).chances is of_map.chances for other in read] == [
        True
    ] * 2


def test_what_people_are_counted_by_is_always_tried() -> None:
    of_map = reach_on_map(maps.small_map(0))
    people = next(address for address in of_map.numbers if address.startswith("users."))
    assert of_map.moved_by({people: (1.0, 2.0)}) == {people: math.inf}


def test_what_has_no_part_in_a_reach_moves_nobody_and_what_is_certain_may_move_everybody() -> None:
    of_map = reach_on_map(maps.small_map(0))
    assert of_map.moved_by({"power.ZZ.nobody": (0.0, 1.0)}) == {"power.ZZ.nobody": 0.0}


def test_slopes_are_those_of_the_people_also_where_equal_functions_share_a_row() -> None:
    of_map = case("eu-saas")
    assert len(of_map.chances.rows) > row_count(of_map.chances)
    best = {address: np.array([number.best]) for address, number in of_map.numbers.items()}
    name = next(name for name in of_map.chances.variables if 0.0 < best[name][0] < 1.0)
    low, high = (of_map.reached_at(best | {name: np.array([end])}) for end in (0.0, 1.0))
    moved = max(float(abs(high.persons(x, "content") - low.persons(x, "content"))[0]) for x in of_map.states)
    assert of_map.moved_by({name: (0.0, 1.0)}) == pytest.approx({name: moved})
