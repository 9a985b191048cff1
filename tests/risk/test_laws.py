"""What must hold of every map: the laws of the method, on random small maps."""

from __future__ import annotations

import json
import math
import re
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from assessments.results.actors import all_actors, all_events
from assessments.results.breakdown import data_shares
from assessments.results.headline import headline_numbers
from assessments.results.strategic import strategic_numbers
from assessments.run import Run, assess
from data_maps.reading import read
from risk.chances import curve
from risk.engine.worlds import EveryWorld
from risk.events import Events
from risk.inputs import Input
from risk.measures import Model, score
from risk.probabilities import all_fail, chain_bounds, union_bounds
from risk.severity import set_level
from tests.support.examples import for_every
from tests.support.first_oracle import Oracle
from tests.support.maps import map_of, small_map, small_text

SEEDS = 60
ELSEWHERE = "XZ"

seeds = st.integers(0, SEEDS - 1)
shares = st.floats(0.0, 1.0)
chances = st.lists(shares, min_size=1, max_size=6)
quick = settings(max_examples=40, deadline=None, derandomize=True)


@lru_cache(maxsize=SEEDS)
def assessed(seed: int) -> Run:
    return assess(small_map(seed))


def of(written: dict[str, Any]) -> Run:
    return assess(map_of(json.dumps(written)))


def written(seed: int) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(small_text(seed))
    return found


def persons(run: Run) -> dict[str, list[float]]:
    """Persons a year by event and level."""
    rows = all_events(run)
    return {row.event: [q.point for q in row.persons_per_year.values()] for row in rows}


def same(expected: dict[str, list[float]]) -> dict[str, Any]:
    """Equal but for the rounding of sums, whose order the names decide."""
    return {key: pytest.approx(numbers, rel=1e-13) for key, numbers in expected.items()}


def everything(run: Run) -> dict[tuple[str, str, object], float]:
    """All the numbers of each event, and those of the headline."""
    head, found = headline_numbers(run), dict[tuple[str, str, object], float]()
    for row in all_events(run):
        key, exposed = row.event, row
        found |= {(key, "persons", n): q.point for n, q in exposed.persons_per_year.items()}
        found |= {(key, "at least one", years): q.point for years, q in exposed.at_least_one.items()}
        found |= {(key, "data", data): share for data, share in row.data.items()}
        found[key, "rate", 1] = row.rate.point
    for name in ("any", "bulk", "unique_persons", "persons_per_year"):
        found |= {("", name, n): q.point for n, q in getattr(head, name).items()}
    return found | {("", "harm", 1): head.harm.point, ("", "inherent", 1): head.inherent_harm.point}


# More of anything is never less harm.


@quick
@given(seeds, st.floats(0.0, 0.999), shares)
def test_raising_a_number_lowers_nothing_at_any_level(seed: int, which: float, raised: float) -> None:
    model = assessed(seed).model
    assume(model.addresses)
    place = int(which * len(model.addresses))
    more = model.point.copy()
    more[place] *= 1 + raised
    if is_chance(model.addresses[place]):
        more[place] = min(1.0, more[place])
    before, after = model.measured(model.point).persons, model.measured(more).persons
    assert (after >= before * (1 - 1e-12)).all()


def is_chance(address: str) -> bool:
    return not address.startswith(
        ("users.", "demand.", "attempts.", "sold.", "swept.", "taken.targeted", "taken.insider")
    )


@quick
@given(seeds, st.integers(0, 3), st.integers(1, 4))
def test_a_worse_level_of_data_lowers_nothing(seed: int, which: int, level: int) -> None:
    worse = written(seed)
    data = list(worse["data"].values())[which % len(worse["data"])]
    data["level"] = max(level, data.get("level", 4))
    before, after = assessed(seed), of(worse)
    assert after.harm >= before.harm * (1 - 1e-12)


@given(st.lists(st.integers(1, 4)), st.integers(1, 4), st.booleans(), st.booleans())
def test_more_exposed_data_is_never_a_lower_level(levels: list[int], more: int, pair: bool, new_pair: bool) -> None:
    assert set_level([*levels, more], pair or new_pair) >= set_level(levels, pair and len(levels) > 1)


# What is cut up stays the same in sum; what is doubled doubles; nothing is counted twice.


@for_every("seed", range(SEEDS))
def test_no_two_events_have_one_key(seed: int) -> None:
    keys = [event.key for event in assessed(seed).events.events]
    assert len(keys) == len(set(keys))


@quick
@given(seeds, st.integers(0, 2), st.floats(0.05, 0.95))
def test_a_group_in_two_parts_is_as_many_people(seed: int, which: int, part: float) -> None:
    whole = assessed(seed)
    halves = of(in_two_parts(written(seed), which, part))
    assert halves.harm == pytest.approx(whole.harm, rel=1e-9)
    assert headline_numbers(halves).score.point == pytest.approx(headline_numbers(whole).score.point, rel=1e-9)
    levels = {n: q.point for n, q in headline_numbers(whole).persons_per_year.items()}
    assert {n: q.point for n, q in headline_numbers(halves).persons_per_year.items()} == pytest.approx(levels, rel=1e-9)
    assert strategic_numbers(halves).persons_per_year.point == pytest.approx(
        strategic_numbers(whole).persons_per_year.point, rel=1e-9
    )


def in_two_parts(text: dict[str, Any], which: int, part: float) -> dict[str, Any]:
    """The map with one group as two that differ in nothing but size: each with flows, and numbers, of its own."""
    group = list(text["users"])[which % len(text["users"])]
    about, own = text["users"][group], text["estimates"]
    counts = {f"users.{group}.count"} | {a for a in own if re.fullmatch(rf"(taken\.targeted|swept)\.\w+\.{group}", a)}
    for address in counts & own.keys():
        other = address.replace(f".{group}", f".{group}-too")
        own[address], own[other] = own[address] * part, own[address] * (1 - part)
    text["users"][f"{group}-too"] = about | {"count": about["count"] * (1 - part)}
    text["users"][group] = about | {"count": about["count"] * part}
    for flow in [f for f in text["flows"] if f["from"] == group]:
        text["flows"].append(flow | {"id": f"{flow['id']}-too", "from": f"{group}-too"})
        of_flow = rf"(share|sold|success\.transit|clear\.transit)\.{flow['id']}(\..*)?"
        for address in [a for a in own if re.fullmatch(of_flow, a)]:
            own[address.replace(flow["id"], f"{flow['id']}-too")] = own[address]
    return text


@quick
@given(seeds, st.floats(0.0, 0.999), st.floats(0.05, 0.95))
def test_an_event_in_two_parts_is_as_much_harm_and_as_likely(seed: int, which: float, part: float) -> None:
    whole = assessed(seed).model
    assume(whole.events.events)
    halves = Model(event_in_two_parts(whole.events, int(which * len(whole.events.events)), part), whole.roots)
    one, other = whole.measured(whole.point), halves.measured(halves.point)
    assert other.by_level() == pytest.approx(one.by_level(), rel=1e-9)
    assert other.harm(4.0).sum() == pytest.approx(one.harm(4.0).sum(), rel=1e-9)
    sizes, again = (
        curve(m, m.point, EveryWorld(m, m.point).of(m.events.events), m.events.events) for m in (whole, halves)
    )
    assert again.probabilities[:, -1] == pytest.approx(sizes.probabilities[:, -1], rel=1e-9)
    assert again.unique_persons == pytest.approx(sizes.unique_persons, rel=1e-9)


def event_in_two_parts(events: Events, which: int, part: float) -> Events:
    """The events with one as two that differ in nothing but how often each happens."""
    one = events.events[which]
    rates = [tuple((share * times, addresses) for times, addresses in one.rate) for share in (part, 1.0 - part)]
    halves = [replace(one, key=f"{one.key}/{n}", rate=rate) for n, rate in enumerate(rates)]
    return replace(events, events=(*events.events[:which], *halves, *events.events[which + 1 :]))


@quick
@given(seeds, st.integers(2, 50))
def test_more_people_are_met_by_events_in_bulk_alone(seed: int, times: int) -> None:
    larger = written(seed)
    for group in larger["users"].values():
        group["count"] *= times
    larger["estimates"] |= {a: n * times for a, n in larger["estimates"].items() if a.startswith("users.")}
    before, after = assessed(seed), persons(of(larger))
    for event, row in zip(before.events.events, all_events(before), strict=True):
        demand = before.events.inputs[event.rate[0][1][0]].estimate
        factor = (times if row.scope == "bulk" else 1) * (times if demand.per == "person-year" else 1)
        expected = [q.point * factor for q in row.persons_per_year.values()]
        assert after[row.event] == pytest.approx(expected, rel=1e-9)


@for_every("seed", range(SEEDS))
def test_shares_are_of_one_whole(seed: int) -> None:
    run = assessed(seed)
    whole = pytest.approx(1.0 if run.harm else 0.0, abs=1e-12)
    assert math.fsum(row.share_interval.point for row in all_events(run)) == whole
    assert math.fsum(row.share_interval.point for row in all_actors(run)) == whole
    assert math.fsum(data_shares(run).values()) == whole


def test_nearly_all_of_these_maps_do_harm() -> None:
    assert sum(assessed(seed).harm > 0 for seed in range(SEEDS)) > 0.9 * SEEDS


@pytest.mark.parametrize("seed", range(5))
def test_no_events_are_no_harm(seed: int) -> None:
    nothing = of(written(seed) | {"leave_out": [{"event": "*", "why": "nothing is looked at"}]})
    head = headline_numbers(nothing)
    assert (all_events(nothing), all_actors(nothing), nothing.sizes) == ((), (), ())
    assert (head.harm.point, head.score.point, head.inherent_harm.point, nothing.assumed_share) == (0, 0, 0, 0)
    assert [q.point for q in (*head.any.values(), *head.bulk.values(), *head.unique_persons.values())] == [0] * 6


# States of the world are not trials; what depends on what is bounded.


@for_every("seed", range(SEEDS))
def test_an_event_is_never_likelier_than_the_world_allows(seed: int) -> None:
    run, oracle = assessed(seed), Oracle(small_map(seed))
    events = {event.key: event for event in oracle.events}
    for row in all_events(run):
        event = events[row.event]
        open_ = float(oracle.outcomes[0] @ (oracle.sizes(event) > 0))
        for years, chance in row.at_least_one.items():
            mixed = -math.expm1(-row.rate.point * years)
            assert chance.point <= min(open_, mixed) + 1e-15
        assert row.rate.point == pytest.approx(event.rate * open_, rel=1e-12)


@for_every("seed", range(SEEDS))
def test_an_event_lies_between_its_best_way_and_all_of_its_ways(seed: int) -> None:
    run = assessed(seed)
    model, likely = run.model, run.model.chances(run.model.point)
    for place, event in enumerate(run.events.events):
        attempt = float(model.product([a for a in (event.interest, event.trial) if a], model.point))
        met = [g for g, terms in event.people.items() if model.polynomial(terms, model.point) > 0.0]
        for group in met:
            ways = [way.probability for way in run.ways_of([place], users=group, k=1000)]
            low, high = union_bounds(ways)
            assert low - 1e-12 <= attempt * likely[model.rows(event, group)[0]] <= high + 1e-12


@given(chances)
def test_independent_things_lie_within_the_bounds_of_any(each: list[float]) -> None:
    low, high = chain_bounds(each)
    assert low - 1e-12 <= math.prod(each) <= high + 1e-12
    least, most = union_bounds(each)
    assert least - 1e-12 <= 1 - math.prod(1 - p for p in each) <= most + 1e-12


@given(chances, shares)
def test_controls_with_a_common_cause_fail_no_more_than_the_best_of_them(each: list[float], common: float) -> None:
    together = all_fail(each, common)
    assert math.prod((1 - common) * p for p in each) <= together <= min(each) * (1 + 1e-12)


# A number has an address and a unit.


@pytest.mark.parametrize(
    ("address", "value", "message"),
    [
        ("interest.XQ1", 0.5, "'XQ1' is not a country code"),
        ("likelihood", 0.5, "no address begins with 'likelihood'"),
        ("demand.bulk.XA", "30%", "'30%' is not a rate"),
        ("interest.XA", "2/year", "'2/year' is not a share"),
        ("taken.insider.s0", "2/year", "'2/year' is not a count"),
    ],
)
def test_a_number_without_address_or_unit_is_refused(address: str, value: object, message: str) -> None:
    text = written(0)
    text["estimates"] = {address: value}
    assert [problem.message for problem in read(json.dumps(text), "test.yaml").problems] == [message]


def test_an_unknown_without_a_value_is_not_computed_with() -> None:
    unknown = assessed(0).data_map.users["g0"].count.model_copy(update={"form": "unknown", "best": None})
    with pytest.raises(ValueError, match=r"users\.g0\.count has no value"):
        _ = Input("users.g0.count", unknown, "map").best


# The score.


@given(st.floats(0, 1e10), st.floats(1e-6, 1e10))
def test_more_harm_is_a_higher_score(harm: float, more: float) -> None:
    assert float(score(harm + harm * 1e-9 + more)) > float(score(harm))


@given(st.floats(0, 1e9))
def test_ten_points_are_ten_times_as_much(harm: float) -> None:
    assert float(score(10 * (1 + harm) - 1)) == pytest.approx(float(score(harm)) + 10, abs=1e-9)


def test_no_harm_scores_nothing_and_the_whole_world_once_a_year_ninety_nine() -> None:
    assert float(score(0)) == 0
    assert float(score(8e9)) == pytest.approx(99, abs=0.05)


# Every state is treated alike.

ALIKE = (("XA", "XB"), ("XA", "CN"), ("XB", "CN"), ("US", "GB"), ("JP", "KP"), ("CN", "BR"))
"""Pairs of states whose laws, on the days of these maps, say the same of providers abroad."""


@pytest.mark.parametrize("pair", ALIKE)
@for_every("seed", range(20))
def test_two_states_exchanged_exchange_their_results(seed: int, pair: tuple[str, str]) -> None:
    other = everything(assess(map_of(exchanged(small_text(seed), *pair))))
    found = {(exchanged(key, *pair), *rest): value for (key, *rest), value in other.items()}
    assert found == everything(assessed(seed))


def exchanged(text: str, one: str, other: str) -> str:
    return re.sub(rf"\b({one}|{other})\b", lambda match: other if match[0] == one else one, text)


@for_every("seed", range(SEEDS))
def test_a_state_that_ties_nothing_changes_nothing(seed: int) -> None:
    text = standing_somewhere(written(seed))
    before = everything(of(text))
    text["parties"]["bystander"] = {"organised_in": ELSEWHERE}
    assert everything(of(text)) == pytest.approx(before, rel=1e-13)


def standing_somewhere(text: dict[str, Any]) -> dict[str, Any]:
    """The map without systems of unknown place: those may stand in any state that the map names."""
    for system in text["systems"].values():
        system["in"] = text["viewpoint"] if system["in"] == "unknown" else system["in"]
    return text


@pytest.mark.parametrize("via", ["board", "articles"])
@for_every("seed", range(20))
def test_a_small_owner_elsewhere_adds_orders_and_nothing_covert(seed: int, via: str) -> None:
    text, before = written(seed), persons(assessed(seed))
    text["parties"]["investor"] = {"organised_in": ELSEWHERE}
    text["ownership"].append({"owner": "investor", "of": text["app"]["operator"], "via": via})
    after = persons(of(text))
    assert {key: after[key] for key in before} == same(before)
    added = after.keys() - before.keys()
    assert added <= {f"state:{ELSEWHERE}/compelled/targeted", f"state:{ELSEWHERE}/compelled/bulk"}


@for_every("seed", range(20))
def test_a_letter_box_owner_does_not_raise_the_covert_part(seed: int) -> None:
    text, before = written(seed), persons(assessed(seed))
    operator = text["app"]["operator"]
    run_from = text["parties"][operator].get("run_from", text["parties"][operator]["organised_in"])
    text["parties"]["holding"] = {"organised_in": ELSEWHERE, "run_from": run_from}
    text["ownership"].append({"owner": "holding", "of": operator, "via": "management"})
    after = persons(of(text))
    covert = {key for key in after.keys() | before.keys() if "/compelled/" not in key}
    assert {key: after.get(key) for key in covert} == same({key: before[key] for key in covert & before.keys()})


# Derivatives.


@for_every("seed", range(25))
def test_the_gradient_is_what_small_changes_do(seed: int) -> None:
    model = assessed(seed).model
    x = model.point
    steps = np.diag(1e-4 * x)
    harms = [model.measured(x + step).harm(4.0).sum() - model.measured(x - step).harm(4.0).sum() for step in steps]
    found = model.gradient(x, 4.0) * x
    scale = model.measured(x).harm(4.0).sum()
    assert np.array(harms) / 2e-4 == pytest.approx(found, rel=1e-6, abs=1e-9 * scale)
