"""Laws of reach on random maps: it never grows with less, and knows nothing of rates, records and names."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from functools import cache

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from risk.reach import CLASSES, TIES, Reach
from tests.support.oracle.estimates import exactly
from tests.support.oracle.map import read_map
from tests.support.oracle.maps import small_map
from tests.support.oracle.severity import is_content
from tests.support.reached import Persons, Written, persons_of, reach_of

SEEDS = st.integers(0, 59)
SOME = settings(max_examples=6, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
RATES = (
    "demand", "carried_out", "taken", "swept", "hit", "takings", "placed", "record", "known", "abroad", "attempts",
    "success", "identified", "reached", "sold", "elsewhere", "kept",
)  # fmt: skip


@cache
def reached(seed: int) -> tuple[Written, Reach]:
    """A random map with its reach; not one that the format refuses."""
    written = small_map(seed)
    found = reach_of(written)
    assume(found is not None)
    assert found is not None
    return written, found


@cache
def persons(seed: int) -> Persons:
    """The people within reach on a random map."""
    return persons_of(reached(seed)[0])


def changed(written: Written, *changes: Callable[[Written], object]) -> Persons:
    """The people within reach once a map is changed; not where it then has problems."""
    other = copy.deepcopy(written)
    for change in changes:
        change(other)
    found = reach_of(other)
    assume(found is not None)
    return persons_of(other)


def not_more(less: Persons, than: Persons) -> bool:
    """Whether no state reaches more; one that is no longer on the map reaches nobody."""
    return all(people <= than[key] * (1 + 1e-9) + 1e-6 for key, people in less.items())


# Less of anything.


@SOME
@given(SEEDS, st.data())
def test_reach_never_grows_when_a_condition_is_less_likely(seed: int, data: st.DataObject) -> None:
    _, found = reached(seed)
    names = [name for name in found.chances.variables if name in found.inputs]
    assume(names)
    name = data.draw(st.sampled_from(names))
    factor = data.draw(st.floats(0.0, 1.0))
    numbers = {a: np.array([number.best]) for a, number in found.numbers.items()}
    less = found.reached_at({**numbers, name: numbers[name] * factor})
    for x in found.states:
        for c in CLASSES:
            for measure in ("persons", "standing", "person_months"):
                before, after = (getattr(side, measure)(x, c)[0] for side in (found.at_best, less))
                assert after <= before * (1 + 1e-9) + 1e-6, (x, c, measure, name)


@SOME
@given(SEEDS)
def test_reach_never_grows_when_a_tie_is_taken_away_and_is_nothing_without_any(seed: int) -> None:
    _, found = reached(seed)
    for x in found.states:
        for c in CLASSES:
            parts = {tie: float(n[0]) for tie, n in found.at_best.by_tie(x, c).items()}
            whole = float(found.at_best.persons(x, c)[0])
            assert min(parts.values()) >= -1e-6
            assert sum(parts.values()) == pytest.approx(whole, rel=1e-9, abs=1e-6)
            assert parts.keys() == set(TIES)


@SOME
@given(SEEDS, st.data())
def test_reach_never_grows_when_a_flow_is_taken_away(seed: int, data: st.DataObject) -> None:
    written, _ = reached(seed)
    which = data.draw(st.integers(0, len(written["flows"]) - 1))
    assert not_more(changed(written, lambda other: other["flows"].pop(which)), persons(seed))


@SOME
@given(SEEDS, st.data())
def test_reach_never_grows_when_access_is_taken_away(seed: int, data: st.DataObject) -> None:
    written, _ = reached(seed)
    assume(written["access"])
    which = data.draw(st.integers(0, len(written["access"]) - 1))
    assert not_more(changed(written, lambda other: other["access"].pop(which)), persons(seed))


@SOME
@given(SEEDS)
def test_reach_never_grows_when_shares_of_flows_are_halved(seed: int) -> None:
    written, found = reached(seed)
    shares = {a: found.inputs[a].best / 2 for a in found.inputs if a.startswith("share.")}
    assume(shares)
    halved = changed(written, lambda other: other["estimates"].update({a: exactly(p) for a, p in shares.items()}))
    assert not_more(halved, persons(seed))


@SOME
@given(SEEDS)
def test_all_keys_of_organisations_given_to_users_never_raise_reach(seed: int) -> None:
    written, _ = reached(seed)
    assume(all(flow["to"] in written["systems"] for flow in written["flows"]))  # a party's own store keeps its keys
    before = changed(written, without_clear)
    assert not_more(changed(written, without_clear, lock), before)


def without_clear(written: Written) -> None:
    """Take out what a map states of readability."""
    written["estimates"] = {a: n for a, n in written["estimates"].items() if not a.startswith("clear.")}


def lock(written: Written) -> None:
    """Give the keys of all systems to users."""
    for system in written["systems"].values():
        system["keys"] = "users"


# Content.


def content(written: Written) -> set[str]:
    """The content of a map, by the definition."""
    read = read_map(written)
    return {d for d in read.data if is_content(read, d)}


@SOME
@given(SEEDS)
def test_content_that_nobody_sends_is_within_no_reach(seed: int) -> None:
    written, found = reached(seed)
    assume(any(found.at_best.persons(x, "content")[0] > 0.0 for x in found.states))
    chosen = content(written)
    after = changed(written, lambda other: end_flows(other, chosen))
    assert {key: n for key, n in after.items() if key[1] == "content" and n} == {}


def end_flows(written: Written, chosen: set[str]) -> None:
    """Have nobody's data of some kinds take any flow."""
    names = {flow.get("id", f"{flow['from']}.{flow['to']}"): flow["data"] for flow in written["flows"]}
    written["estimates"] |= {f"share.{f}.{d}": exactly(0) for f, data in names.items() for d in data if d in chosen}


@SOME
@given(SEEDS)
def test_reach_to_content_is_strictly_less_when_all_content_is_hard_to_read(seed: int) -> None:
    written, found = reached(seed)
    chosen = content(written)
    before = persons(seed)
    systems = [place.id for place in found.exposure.holdings]
    after = changed(written, lock, lambda other: seal(other, chosen, systems))
    lower = {key: after[key] < n for key, n in before.items() if key[1] == "content" and n > 0.0}
    assume(lower)
    assert lower == dict.fromkeys(lower, True)


def seal(written: Written, chosen: set[str], places: list[str]) -> None:
    """Make data hard to read wherever they come to rest."""
    written["estimates"] |= {f"clear.{d}.{s}": exactly(0.001) for d in chosen for s in places}


# What reach does not know.


@SOME
@given(SEEDS)
def test_reach_is_unchanged_by_rates_and_records(seed: int) -> None:
    written, _ = reached(seed)
    assume(any(address.split(".")[0] in RATES for address in written["estimates"]))
    assert changed(written, without_rates) == persons(seed)


def without_rates(written: Written) -> None:
    """Take out what a map states of rates, trials and numbers of people taken."""
    written["estimates"] = {a: n for a, n in written["estimates"].items() if a.split(".")[0] not in RATES}


@SOME
@given(SEEDS)
def test_reach_is_unchanged_by_events_left_out(seed: int) -> None:
    written, _ = reached(seed)
    silent = [{"event": "*", "why": "all of them"}]
    assert changed(written, lambda other: other.update(leave_out=silent)) == persons(seed)


@SOME
@given(SEEDS)
def test_reach_is_exchanged_when_states_are(seed: int) -> None:
    written, _ = reached(seed)
    assume(written["viewpoint"] == "XA")  # by no made-up state does a law reach providers abroad
    text = json.dumps(written).replace("XA", "??").replace("XB", "XA").replace("??", "XB")
    other = persons_of(json.loads(text))
    exchange = {"XA": "XB", "XB": "XA"}
    assert {(exchange.get(x, x), c): n for (x, c), n in other.items()} == pytest.approx(
        persons(seed), rel=1e-9, abs=1e-6
    )
