"""What must hold of every map: the laws of the method, on random small maps."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from assessments.results.actors import all_actors, all_events
from assessments.results.breakdown import data_shares
from assessments.results.headline import headline_numbers, strategic_numbers
from assessments.run import Run, assess
from data_maps.reading import read
from risk.chances import curve
from risk.engine.worlds import EveryWorld
from risk.events import Events
from risk.inputs import Input
from risk.measures import Model, score
from risk.probabilities import all_fail, chain_bounds, union_bounds
from risk.severity import is_content
from tests.support.examples import for_every
from tests.support.maps import map_of, small_map, small_text

SEEDS = 24
ELSEWHERE = "UY"

seeds = st.integers(0, SEEDS - 1)
shares = st.floats(0.0, 1.0)
chances = st.lists(shares, min_size=1, max_size=6)
quick = settings(max_examples=10, deadline=None, derandomize=True)


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
    return not address.startswith(COUNTS_AND_RATES)


COUNTS_AND_RATES = (
    "users.", "people.", "persons.", "demand.", "attempts.", "sold.", "swept.", "record.", "takings.", "placed.",
    "taken.targeted", "taken.many", "taken.placed", "taken.insider",
)  # fmt: skip


@quick
@given(seeds, st.integers(0, 3), st.integers(3, 4))
def test_a_worse_level_of_content_lowers_nothing(seed: int, which: int, level: int) -> None:
    """What becomes content by its level is reached less often, so that only content is looked at."""
    before, worse = assessed(seed), written(seed)
    content = [d for d in worse["data"] if is_content(before.data_map, d)]
    assume(content)
    name = content[which % len(content)]
    told = worse["data"][name] if isinstance(worse["data"][name], dict) else {"type": worse["data"][name]}
    worse["data"][name] = {**told, "level": max(level, told.get("level", 4)), "why": "made worse"}
    assert of(worse).harm >= before.harm * (1 - 1e-12)


# What is cut up stays the same in sum; what is doubled doubles; nothing is counted twice.


@for_every("seed", range(SEEDS))
def test_no_two_events_have_one_key(seed: int) -> None:
    keys = [event.key for event in assessed(seed).events.events]
    assert len(keys) == len(set(keys))


@quick
@given(seeds, st.integers(0, 2), st.floats(0.05, 0.95))
def test_a_group_in_two_parts_is_as_many_people_and_as_likely_exposed(seed: int, which: int, part: float) -> None:
    """But for events of one flow: two groups have two lines, and are sold twice."""
    whole = assessed(seed)
    halves = of(in_two_parts(written(seed), which, part))
    assert halves.harm == pytest.approx(whole.harm, rel=1e-9)
    assert headline_numbers(halves).score.point == pytest.approx(headline_numbers(whole).score.point, rel=1e-9)
    levels = {n: q.point for n, q in headline_numbers(whole).persons_per_year.items()}
    assert {n: q.point for n, q in headline_numbers(halves).persons_per_year.items()} == pytest.approx(levels, rel=1e-9)
    assert strategic_numbers(halves).persons_per_year.point == pytest.approx(
        strategic_numbers(whole).persons_per_year.point, rel=1e-9
    )
    assert chances_at_organisations(halves) == pytest.approx(chances_at_organisations(whole), rel=1e-9)


def chances_at_organisations(run: Run) -> dict[tuple[str, int], float]:
    """The chance of each event over years, but for those of a single flow."""
    rows = [row for row in all_events(run) if not re.search(r"/transit/|^buyers/", row.event)]
    return {(row.event, t): chance.point for row in rows for t, chance in row.at_least_one.items()}


def in_two_parts(text: dict[str, Any], which: int, part: float) -> dict[str, Any]:
    """The map with one group as two that differ in nothing but size: each with flows, and numbers, of its own."""
    data_map, own = map_of(json.dumps(text)), text["estimates"]
    group = list(text["users"])[which % len(text["users"])]
    text.pop("people", None)
    for address in [a for a in own if a.startswith(("people.", "users."))]:
        del own[address]
    for name, about in text["users"].items():
        about["count"] = exactly(round(data_map.people_in(name)))
    people = round(data_map.people_in(group))
    first = round(people * part)
    text["users"][f"{group}-too"] = {**text["users"][group], "count": exactly(people - first)}
    text["users"][group]["count"] = exactly(first)
    targets = [a for a in own if re.fullmatch(rf"(taken\.targeted|swept)\.\w+\.{group}", a)]
    for address in targets:
        number = data_map.estimates[address].best or 0.0
        own[address] = exactly(number * first / people)
        own[address.replace(f".{group}", f".{group}-too")] = exactly(number * (people - first) / people)
    text["flows"] = [flow for line in text["flows"] for flow in single(line)]
    for flow in [f for f in text["flows"] if f["from"] == group]:
        text["flows"].append(flow | {"id": f"{flow['id']}-too", "from": f"{group}-too"})
        of_flow = rf"(share|sold|success\.transit|clear\.transit)\.{re.escape(flow['id'])}(\..*)?"
        for address in [a for a in own if re.fullmatch(of_flow, a)]:
            own[address.replace(flow["id"], f"{flow['id']}-too")] = own[address]
    return text


def exactly(number: float) -> dict[str, Any]:
    return {"best": number, "exact": True, "why": "as it was"}


def single(line: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A flow for each of the places that a line of the map is from, with an id that has no dot."""
    sources = line["from"] if isinstance(line["from"], list) else [line["from"]]
    for source in sources:
        yield {**line, "from": source, "id": line.get("id", f"{source}.{line['to']}")}


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
        curve(m, m.point, EveryWorld(m, m.point).worlds_of(m.events.events), m.events.events) for m in (whole, halves)
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
def test_more_people_lower_nothing(seed: int, times: int) -> None:
    larger, data_map = written(seed), small_map(seed)
    if "people" in larger:
        larger["estimates"].pop("people.total", None)
        larger["people"]["total"] = exactly(round(sum(map(data_map.people_in, larger["people"]["groups"]))) * times)
    for name, about in larger["users"].items():
        if "count" in about:
            about["count"] = exactly(round(data_map.people_in(name)) * times)
    assume(read(json.dumps(larger, default=str), "test.yaml").data_map is not None)  # no more than live there
    before, after = persons(assessed(seed)), persons(of(larger))
    lower = {
        key for key, row in before.items() if any(b < a * (1 - 1e-9) for a, b in zip(row, after[key], strict=True))
    }
    assert lower == set()


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
def test_an_event_is_never_likelier_than_its_rate_allows(seed: int) -> None:
    for row in all_events(assessed(seed)):
        for years, chance in row.at_least_one.items():
            assert chance.point <= -math.expm1(-row.rate.point * years) + 1e-15


@for_every("seed", range(SEEDS))
def test_an_event_lies_between_its_best_way_and_all_of_its_ways(seed: int) -> None:
    run = assessed(seed)
    model, likely = run.model, run.model.chances(run.model.point)
    for place, event in enumerate(run.events.events):
        attempt = float(model.product([a for a in (event.interest, event.trial) if a], model.point))
        met = [g for g, terms in event.people.items() if model.polynomial(terms, model.point) > 0.0]
        for group in met:
            ways = [way.probability for way in run.routes_of([place], users=group, k=1000)]
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
        ("demand.whole.XA", "30%", "'30%' is not a rate"),
        ("interest.XA", "2/year", "'2/year' is not a share"),
        ("taken.many.XA", "2/year", "'2/year' is not a count"),
    ],
)
def test_a_number_without_address_or_unit_is_refused(address: str, value: object, message: str) -> None:
    text = written(0)
    text["estimates"] = {address: value}
    assert [problem.message for problem in read(json.dumps(text), "test.yaml").problems] == [message]


def test_an_unknown_without_a_value_is_not_computed_with() -> None:
    unknown = assessed(0).data_map.users["group-0"].count.model_copy(update={"form": "unknown", "best": None})
    with pytest.raises(ValueError, match=r"users\.group-0\.count has no value"):
        _ = Input("users.group-0.count", unknown, "map").best


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

ALIKE = (("XA", "XB"), ("XA", "XC"), ("XB", "XD"))
"""Pairs of states of which neither has a row in the record: the record of others is not exchanged with their names."""


@for_every("seed", range(18))
def test_two_states_exchanged_exchange_their_results(seed: int) -> None:
    pair = ALIKE[seed % len(ALIKE)]
    other = everything(assess(map_of(exchanged(small_text(seed), *pair))))
    found = {(exchanged(key, *pair), *rest): value for (key, *rest), value in other.items()}
    assert found == everything(assessed(seed))


def exchanged(text: str, one: str, other: str) -> str:
    return re.sub(rf"\b({one}|{other})\b", lambda match: other if match[0] == one else one, text)


@for_every("seed", range(10))
def test_a_state_named_without_power_over_anything_takes_its_part_of_the_others(seed: int) -> None:
    """What a map states of all others together is no sum of parts: such numbers are taken out."""
    text = written(seed)
    text["estimates"] = {a: n for a, n in text["estimates"].items() if not a.endswith((".others", ":others"))}
    before = persons(of(text))
    text["parties"]["bystander"] = {"organised_in": ELSEWHERE}
    after = persons(of(text))
    apart = {key for key in after if key.startswith(f"state:{ELSEWHERE}/")}
    assert {key.split("/")[1] for key in apart} <= {"covert", "placed"}
    for key in apart:
        of_others = key.replace(ELSEWHERE, "others")
        after[of_others] = [a + b for a, b in zip(after[of_others], after.pop(key), strict=True)]
    assert after == {key: pytest.approx(row, rel=1e-9) for key, row in before.items()}


@for_every("seed", range(20))
def test_a_subsidiary_that_runs_a_system_moves_nothing_but_orders(seed: int) -> None:
    text, before = written(seed), persons(assessed(seed))
    firms = [name for name, party in text["parties"].items() if party.get("kind", "company") == "company"]
    run_by = [(name, system) for name, system in text["systems"].items() if system.get("operator") in firms]
    if not run_by:
        return
    name, system = run_by[0]
    owner = system["operator"]
    text["parties"]["subsidiary"] = {**text["parties"][owner], "kind": "company"}
    text["parties"]["subsidiary"].pop("staff", None)
    if seed % 2:
        text["parties"]["subsidiary"]["organised_in"] = text["viewpoint"]
    text["ownership"].append({"owner": owner, "of": "subsidiary", "via": "management", "control": exactly(1.0)})
    text["systems"][name] = {**system, "operator": "subsidiary"}
    after = persons(of(text))
    unordered = {key for key in before if "/compelled/" not in key}
    assert {key: after[key] for key in unordered} == same({key: before[key] for key in unordered})


@for_every("seed", range(20))
def test_a_processor_of_one_item_that_is_no_content_changes_no_event_of_another_organisation(seed: int) -> None:
    text, before = written(seed), persons(assessed(seed))
    flow = next((f for f in text["flows"] if f["to"] in text["systems"]), None)
    plain = [d for d in flow["data"] if not is_content(assessed(seed).data_map, d)] if flow else []
    if not flow or not plain:
        return
    text["parties"]["processor"] = {"organised_in": text["viewpoint"]}
    text["systems"]["mailer"] = {"operator": "processor", "in": text["viewpoint"]}
    text["flows"].append({"from": flow["to"], "to": "mailer", "data": plain[:1], "for": "processing"})
    after = persons(of(text))
    assert {key: after[key] for key in before} == same(before)
    assert {key.rpartition("/")[2] for key in after.keys() - before.keys()} == {"processor"}


# Derivatives.


@for_every("seed", range(12))
def test_the_gradient_is_what_small_changes_do(seed: int) -> None:
    model = assessed(seed).model
    x = model.point
    steps = np.diag(1e-4 * x)
    harms = [model.measured(x + step).harm(4.0).sum() - model.measured(x - step).harm(4.0).sum() for step in steps]
    found = model.gradient(x, 4.0) * x
    scale = model.measured(x).harm(4.0).sum()
    assert np.array(harms) / 2e-4 == pytest.approx(found, rel=1e-6, abs=1e-9 * scale)
