"""Whether a way of one map is possible on another: by its conditions, whatever lists of ways would leave out."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from assessments.run import Run, assess
from data_maps.model import DataMap
from data_maps.reading import read
from risk.route_membership import absent_routes
from risk.routes import EventRoute
from tests.assessments.test_comparison import BASE, CHANGED
from tests.support.assessed import CASES, case
from tests.support.maps import map_of, small_map, small_text

SEEDS = range(6)


def uncertain(found: Run, way: EventRoute) -> frozenset[str]:
    return frozenset(address for address in way.addresses if found.events.inputs[address].best < 1.0)


def said(way: EventRoute) -> tuple[str, str, str, tuple[str, ...]]:
    return way.event.key, way.data, way.users, way.addresses


def unlisted(before: Run, after: Run) -> list[tuple[str, str, str, tuple[str, ...]]]:
    """The ways of a map of which the list of another has none of the same event, data and people that needs no more."""
    of_map = {address for address, number in after.events.inputs.items() if number.best > 0.0}
    needed: dict[tuple[str, str, str], list[frozenset[str]]] = {}
    for way in after.all_routes:
        needed.setdefault((way.event.key, way.data, way.users), []).append(uncertain(after, way))
    return [
        said(way)
        for way in before.all_routes
        if not of_map.issuperset(way.addresses)
        or not any(less <= set(way.addresses) for less in needed.get((way.event.key, way.data, way.users), ()))
    ]


@pytest.mark.parametrize("name", CASES)
def test_every_way_of_a_map_is_possible_on_it(name: str) -> None:
    ways = case(name).all_routes
    assert absent_routes(ways[:: max(1, len(ways) // 300)], case(name).events) == ()


def with_one_less(seed: int) -> Iterator[DataMap]:
    """A small map without one of its lines of ownership, access or flow, wherever it makes sense without."""
    written = json.loads(small_text(seed))
    for section in ("ownership", "access", "flows"):
        lines = written[section]
        for at in range(len(lines)):
            less = read(json.dumps({**written, section: lines[:at] + lines[at + 1 :]}), "less.yaml").data_map
            yield from [less] if less else []


def test_a_way_is_absent_where_no_list_of_all_ways_has_it() -> None:
    gone = 0
    for seed in SEEDS:
        one = assess(small_map(seed))
        for other in map(assess, with_one_less(seed)):
            for before, after in ((one, other), (other, one)):
                expected = unlisted(before, after)
                assert [said(way) for way in absent_routes(before.all_routes, after.events)] == expected
                gone += len(expected)
    assert gone > 60


@pytest.mark.parametrize(
    "stated", ["share.people.pier.chats: 0.3", "clear.chats.pier: 0.3", "kept.chats.pier: 0.3", "interest.XA: 0.1"]
)
def test_a_number_stated_of_one_data_type_makes_no_way_come_or_go(stated: str) -> None:
    one, other = (assess(map_of(text)) for text in (BASE, BASE.replace("estimates: {", f"estimates: {{{stated}, ")))
    assert (absent_routes(one.all_routes, other.events), absent_routes(other.all_routes, one.events)) == ((), ())


def test_what_a_new_system_opens_is_absent_before_it() -> None:
    one, other = assess(map_of(BASE)), assess(map_of(CHANGED))
    assert absent_routes(one.all_routes, other.events) == ()
    fresh = absent_routes(other.all_routes, one.events)
    assert fresh
    assert [way for way in other.all_routes if any("quay" in address for address in way.addresses)] == list(fresh)


def test_a_way_whose_condition_never_holds_is_absent() -> None:
    one = assess(map_of(BASE))
    shut = assess(map_of(BASE.replace("power.XB.parent: 0.5", "power.XB.parent: {best: 0, exact: true, why: no}")))
    gone = absent_routes(one.all_routes, shut.events)
    assert gone
    assert list(gone) == [way for way in one.all_routes if "power.XB.parent" in way.addresses]
