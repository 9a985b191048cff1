"""Placebos: the same map with an owner from another state."""

from __future__ import annotations

import json
from functools import cache

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from data_maps.model import DataMap
from data_maps.organisations import organisations
from data_maps.reading import read
from risk.catalogue import catalogue
from risk.events import events
from risk.placebo import neutral_state, owner_state, with_owner_in
from risk.reach import CLASSES, Reach, reach
from tests.support.assessed import case_map
from tests.support.oracle.maps import small_map
from tests.support.oracle.measures import Oracle
from tests.support.oracle.options import placebo
from tests.support.reached import Persons, Written

SEEDS = st.integers(0, 59)
SOME = settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow]
)
STATES = st.sampled_from(("CH", "US", "GB", "XZ"))


@cache
def small(seed: int) -> tuple[Written, DataMap]:
    """A random map; not one that the format refuses."""
    written = small_map(seed)
    data_map = read(json.dumps(written), "test.yaml").data_map
    assume(data_map is not None)
    assert data_map is not None
    return written, data_map


def reached(data_map: DataMap) -> Reach:
    """The reach of a map."""
    return reach(events(data_map, catalogue()))


def persons(found: Reach) -> Persons:
    """The people within reach of each state, by class, at the best values."""
    return {(x, c): float(found.at_best.persons(x, c)[0]) for x in found.states for c in CLASSES}


def has_people_in(data_map: DataMap, state: str) -> bool:
    """Whether a group of people is in a state."""
    return any(group.place == state for group in data_map.users.values())


def parties_of(data_map: DataMap, state: str) -> list[str]:
    """The parties of the app's organisation that are organised in or run from a state."""
    top_of = organisations(data_map)
    top = top_of[data_map.app.operator]
    seats = {id_: (party.organised_in, party.run_from) for id_, party in data_map.parties.items()}
    return [id_ for id_, at in seats.items() if top_of[id_] == top and state in at]


@SOME
@given(SEEDS, STATES)
def test_under_a_placebo_the_owners_state_reaches_no_more(seed: int, other: str) -> None:
    _, data_map = small(seed)
    owner = owner_state(data_map)
    assume(owner != other)
    before, after = persons(reached(data_map)), persons(reached(with_owner_in(data_map, other)))
    for of_class in CLASSES:
        assert after.get((owner, of_class), 0.0) <= before[owner, of_class] * (1 + 1e-9) + 1e-6


@SOME
@given(SEEDS, STATES)
def test_under_a_placebo_the_owners_state_loses_what_only_its_power_over_the_owner_reached(
    seed: int, other: str
) -> None:
    _, data_map = small(seed)
    owner = owner_state(data_map)
    assume(owner != other and not has_people_in(data_map, owner))
    found = reached(data_map)
    numbers = {address: np.array([number.best]) for address, number in found.numbers.items()}
    ended = {f"power.{owner}.{party}": np.zeros(1) for party in parties_of(data_map, owner)}
    without = found.reached_at({**numbers, **{address: zero for address, zero in ended.items() if address in numbers}})
    lost = [c for c in CLASSES if without.persons(owner, c)[0] < found.at_best.persons(owner, c)[0] - 1e-3]
    assume(lost)
    after = persons(reached(with_owner_in(data_map, other)))
    for of_class in lost:
        assert after.get((owner, of_class), 0.0) <= without.persons(owner, of_class)[0] * (1 + 1e-9) + 1e-6
        assert after.get((owner, of_class), 0.0) < found.at_best.persons(owner, of_class)[0]


@SOME
@given(SEEDS, STATES)
def test_a_placebo_reaches_what_the_definition_reaches(seed: int, other: str) -> None:
    written, data_map = small(seed)
    owner = owner_state(data_map)
    operator = data_map.app.operator
    assume(owner != other)
    assume(not (has_people_in(data_map, owner) and f"power.{owner}.{operator}" in data_map.estimates))
    assume(not any(f"power.{other}.{party}" in data_map.estimates for party in data_map.parties))
    oracle = Oracle(placebo(written, other))
    expected = {(x, c): oracle.reach.persons(x, c) for x in oracle.organisations.named for c in CLASSES}
    assert persons(reached(with_owner_in(data_map, other))) == pytest.approx(expected, rel=1e-9, abs=1e-6)


def test_a_swiss_owner_takes_the_reach_of_china_to_switzerland() -> None:
    data_map = case_map("wechat-five-lines")
    swiss, american = (persons(reached(with_owner_in(data_map, state))) for state in ("CH", "US"))
    assert {x: people for (x, c), people in swiss.items() if c == "content"} == pytest.approx(
        {"CH": 8_771_350, "US": 9_500_000 * (1 - 0.65 * (1 - 0.98 * 0.88 * 0.1))}
    )
    assert {x: people for (x, c), people in american.items() if c == "content"} == pytest.approx({"US": 8_771_350})


MAP = """
app: {name: Harbour, operator: harbour}
as_of: 2026-03-01
viewpoint: XA
users: {people: {in: XA, count: 1M}, abroad: {in: XB, count: 1M}}
data: {chats: text}
parties: {harbour: {organised_in: XA}, parent: {organised_in: XC, run_from: XB}, helpers: {organised_in: XB}}
ownership: [{owner: parent, of: harbour, via: shares, share: 100%}]
systems: {pier: {operator: harbour, in: XA, keys: operator}, store: {operator: helpers, in: XB}}
flows: [{from: [people, abroad], to: pier, data: chats}, {from: pier, to: store, data: chats}]
standing:
  - {state: XB, at: pier, estimate: 0.5, why: a connection}
  - {state: XB, at: store, estimate: 0.5, why: another}
estimates: {interest.XB: 0.8, power.XB.parent: 0.6, power.XB.harbour: 0.1, power.XC.parent: 0.2}
"""


def moved(state: str) -> DataMap:
    """The map above with another owner."""
    data_map = read(MAP, "map.yaml").data_map
    assert data_map is not None
    return with_owner_in(data_map, state)


def test_only_parties_of_the_owner_change_with_the_power_over_them_and_standing_access() -> None:
    changed = moved("CH")
    seats = {id_: (party.organised_in, party.run_from) for id_, party in changed.parties.items()}
    assert seats == {"harbour": ("XA", "XA"), "parent": ("XC", "CH"), "helpers": ("XB", "XB")}
    assert {address: number.best for address, number in changed.estimates.items()} == {
        "interest.XB": 0.8,
        "power.CH.parent": 0.6,
        "power.XB.harbour": 0.1,
        "power.XC.parent": 0.2,
    }
    assert [(line.state, line.at) for line in changed.standing] == [("XB", "store")]
    assert [(group.place, group.terms) for group in changed.users.values()] == [("XA", None), ("XB", None)]


def test_of_two_powers_that_come_to_one_address_the_higher_counts() -> None:
    assert moved("XC").estimates["power.XC.parent"].best == 0.6


def test_a_power_lower_than_that_of_a_service_stays_with_the_state_that_people_are_served_in() -> None:
    text = MAP.replace("harbour: {organised_in: XA}, parent", "harbour: {organised_in: XB}, parent")
    data_map = read(text, "map.yaml").data_map
    assert data_map is not None
    changed = with_owner_in(data_map, "CH").estimates
    assert (changed["power.CH.harbour"].best, changed["power.XB.harbour"].best) == (0.1, 0.1)


def test_the_neutral_state_is_one_that_is_not_on_the_map() -> None:
    assert neutral_state(case_map("wechat-2020")) == "CH"
    assert neutral_state(moved("CH")) == "NZ"
