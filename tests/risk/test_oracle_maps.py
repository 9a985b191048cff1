"""The oracle's probabilities are means over outcomes, and its random maps show every key of the format."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import product
from typing import Any

import networkx as nx
import pytest
import yaml

from tests.support.oracle import options
from tests.support.oracle.estimates import exactly
from tests.support.oracle.maps import small_map, uncertain
from tests.support.oracle.measures import Oracle
from tests.support.oracle.outcomes import TooManyOutcomes, layer

STATE, TRIAL, PERSON = 0, 1, 2


def worlds(oracle: Oracle, conditions: list[str]) -> Iterator[tuple[float, dict[str, float]]]:
    """Every outcome of some conditions, with its probability."""
    for outcome in product((0.0, 1.0), repeat=len(conditions)):
        world = dict(zip(conditions, outcome, strict=True))
        chances = (oracle.conditions[c] if holds else 1 - oracle.conditions[c] for c, holds in world.items())
        yield math.prod(chances), world


def conditions_of(written: dict[str, Any], layers: Iterable[int] = (STATE, TRIAL, PERSON)) -> list[str]:
    return [condition for condition in uncertain(written) if layer(condition) in layers]


@pytest.mark.parametrize("seed", [0, 2, 4])
def test_harm_and_reach_are_means_over_all_outcomes(seed: int) -> None:
    written = small_map(seed, most_uncertain=6)
    oracle = Oracle(written)
    conditions = conditions_of(written)
    states = oracle.organisations.named
    harm, reached = 0.0, dict.fromkeys(states, 0.0)
    for chance, world in worlds(oracle, conditions):
        given = Oracle(written, world)
        harm += chance * given.harm
        reached = {x: reached[x] + chance * given.reach.persons(x, "any") for x in states}
    assert oracle.harm == pytest.approx(harm, rel=1e-12)
    assert {x: oracle.reach.persons(x, "any") for x in states} == pytest.approx(reached, rel=1e-12, abs=1e-9)


@pytest.mark.parametrize("seed", range(13, 15))
def test_the_chance_of_an_event_is_a_mean_over_states_of_the_world(seed: int) -> None:
    written = small_map(seed, most_uncertain=6)
    oracle = Oracle(written)
    everybody = dict.fromkeys(conditions_of(written, [PERSON]), 1.0)
    trials = conditions_of(written, [TRIAL])
    expected = 0.0
    for chance, world in worlds(oracle, conditions_of(written, [STATE])):
        rate = sum(
            at_trial * Oracle(written, world | trial | everybody).rate_of_all
            for at_trial, trial in worlds(oracle, trials)
        )
        expected += chance * (1 - math.exp(-5 * rate))
    assert oracle.chance_of_any(5) == pytest.approx(expected, rel=1e-12)


def certain_map(seed: int) -> dict[str, Any]:
    """A random map of which every condition either holds or does not."""
    written = small_map(seed)
    while open_conditions := uncertain(written):  # a control now certain may make another organisation
        written["estimates"] |= {
            condition: exactly(int((seed + place) % 4 != 0)) for place, condition in enumerate(open_conditions)
        }
    return written


@pytest.mark.parametrize("seed", range(20))
def test_on_certain_maps_reach_is_what_a_search_finds(seed: int) -> None:
    oracle = Oracle(certain_map(seed))
    for x in oracle.organisations.named:
        for g in oracle.map.counted:
            expected = {
                (d, s)
                for d in oracle.map.data
                for s in oracle.map.systems
                if has_arrived(oracle, g, d, s) and can_be_taken(oracle, x, d, s) and can_be_read(oracle, x, d, s)
            }
            assert {place for place, ways in oracle.reach.within(x, g).items() if ways} == expected


def holds(oracle: Oracle, address: str) -> bool:
    return oracle.conditions.get(address, 0.0) == 1.0


def has_arrived(oracle: Oracle, g: str, d: str, s: str) -> bool:
    ways: nx.DiGraph[str] = nx.DiGraph()
    ways.add_nodes_from([g, s])
    for flow in oracle.map.flows:
        apart = f"share.{flow.id}.{d}"
        share = apart if apart in oracle.map.estimates else f"share.{flow.id}"
        if d in flow.data and holds(oracle, share):
            ways.add_edge(flow.source, flow.target)
    return bool(nx.has_path(ways, g, s))


def orders(oracle: Oracle, x: str) -> nx.DiGraph[str]:
    ways: nx.DiGraph[str] = nx.DiGraph()
    ways.add_nodes_from(["the state", *oracle.map.parties])
    ways.add_edges_from(("the state", p) for p in oracle.map.parties if holds(oracle, f"power.{x}.{p}"))
    ways.add_edges_from(
        (line.owner, line.of) for line in oracle.map.ownership if holds(oracle, f"control.{line.owner}.{line.of}")
    )
    return ways


def can_be_taken(oracle: Oracle, x: str, d: str, s: str) -> bool:
    ways, system = orders(oracle, x), oracle.map.systems[s]
    organisation = oracle.organisations.of_system(s)
    for custodian in oracle.organisations.custodians(s):
        p = custodian.party
        alone = f"custody.{p}.{s}"
        certain = p == s and alone not in oracle.map.estimates
        address = alone if alone in oracle.map.estimates else f"custody.{p}.{organisation}"
        if d in custodian.data and (certain or holds(oracle, address)) and nx.has_path(ways, "the state", p):
            return True
    if system.is_party:
        return False
    if f"power.{x}.{s}" in oracle.map.estimates:
        return holds(oracle, f"power.{x}.{s}")
    return (system.place == x and holds(oracle, f"power.{x}.soil")) or (
        system.place is None and holds(oracle, f"power.{x}.unknown")
    )


def can_be_read(oracle: Oracle, x: str, d: str, s: str) -> bool:
    holder, bare = oracle.organisations.holder(d, s), oracle.graph.bare(d)
    if f"clear.{d}.{s}" in oracle.map.estimates:
        clear = holds(oracle, f"clear.{d}.{s}")
    else:
        alone = f"clear.{s}.{holder}"
        organisation = oracle.organisations.of_system(s)
        clear = bare or holds(oracle, alone if alone in oracle.map.estimates else f"clear.{organisation}.{holder}")
    by_order = holder in oracle.map.parties and not bare and nx.has_path(orders(oracle, x), "the state", holder)
    return clear or by_order


# The random maps.


@cache
def some_maps() -> list[dict[str, Any]]:
    return [small_map(seed) for seed in range(120)]


def test_the_random_maps_have_every_kind_of_event() -> None:
    kinds = {
        "/".join(["state" if event.actor.startswith("state:") else event.actor, event.key.split("/")[1]])
        for written in some_maps()[:40]
        for event in Oracle(written).events
    }
    by_states = {f"state/{kind}" for kind in ("compelled", "standing", "covert", "placed", "transit", "sale")}
    assert kinds == by_states | {"criminals/intrusion", "insiders/insider", "buyers/sale"}


def test_the_random_maps_have_every_key_that_moves_a_number() -> None:
    assert keys_in(some_maps()) >= {
        "people", "terms", "exposure", "live", "level", "organised_in", "run_from", "kind", "staff", "via", "share",
        "control", "operator", "in", "keys", "keeps", "apart", "in_transit", "for", "id", "access", "between", "gives",
        "standing", "estimate", "leave_out", "interest", "power", "custody", "clear", "demand", "elsewhere", "record",
        "known", "takings", "placed", "abroad", "hit", "carried_out", "taken", "swept", "reached", "identified",
        "attempts", "success", "sold", "kept",
    }  # fmt: skip


def keys_in(written: Any) -> set[str]:
    """Every key in a value, and the first word of each address."""
    if isinstance(written, Mapping):
        return {key.split(".")[0] for key in written} | {k for value in written.values() for k in keys_in(value)}
    return {key for value in written for key in keys_in(value)} if isinstance(written, list) else set()


def test_the_same_seed_gives_the_same_map() -> None:
    assert small_map(7) == small_map(7)


def test_a_map_with_too_many_outcomes_is_refused() -> None:
    written = harbour()
    written["access"] = [{"party": f"guest-{n}", "to": "pier"} for n in range(21)]
    written["parties"] |= {f"guest-{n}": {"organised_in": "XA"} for n in range(21)}
    with pytest.raises(TooManyOutcomes):
        Oracle(written).reach.persons("XA", "any")


# By hand.


def harbour(more: str = "{}") -> dict[str, Any]:
    """A small map, with more said of it."""
    text = """
    app: {name: Harbour, operator: harbour}
    as_of: 2026-03-01
    viewpoint: XA
    users: {people: {in: XA, count: 1M}}
    data: {chats: text, log: metadata}
    parties: {harbour: {organised_in: XA}, parent: {organised_in: XB}}
    ownership: [{owner: parent, of: harbour, via: shares, share: 100%, control: 0.8}]
    systems: {pier: {operator: harbour, in: XA, keys: operator}}
    flows: [{from: people, to: pier, data: [chats, log]}]
    estimates: {power.XB.parent: 0.5, custody.harbour.parent: 0.9, clear.parent.operator: 0.9}
    """
    return {**yaml.safe_load(text), **yaml.safe_load(more)}


def tops(ownership: str) -> dict[str, str]:
    lines = yaml.safe_load(ownership)
    names = sorted({line["owner"] for line in lines} | {line["of"] for line in lines} | {"harbour", "parent"})
    kinds = {"minister": "state", "founder": "person"}
    parties = {p: {"organised_in": "XB", "kind": kinds.get(p, "company")} for p in names}
    return Oracle({**harbour(), "parties": parties, "ownership": lines, "estimates": {}}).organisations.tops


def test_an_organisation_goes_up_the_line_of_most_control() -> None:
    above = tops(
        "[{owner: b, of: a, via: x, control: 0.6}, {owner: c, of: a, via: x, control: 0.7},"
        " {owner: d, of: c, via: x, control: 0.5}, {owner: e, of: d, via: x, control: 0.49}]"
    )
    assert {p: above[p] for p in "abcde"} == {"a": "d", "b": "b", "c": "d", "d": "d", "e": "e"}


def test_states_and_persons_are_no_top() -> None:
    above = tops("[{owner: minister, of: a, via: law}, {owner: founder, of: a, via: x, control: 0.9}]")
    assert above["a"] == "a"


def test_of_equal_owners_only_a_common_top_counts() -> None:
    lines = "{owner: b, of: a, via: x, control: 0.6}, {owner: c, of: a, via: x, control: 0.6}"
    assert tops(f"[{lines}]")["a"] == "a"
    common = "{owner: d, of: b, via: x, control: 0.8}, {owner: d, of: c, via: x, control: 0.8}"
    assert tops(f"[{lines}, {common}]")["a"] == "d"


def test_a_ring_is_one_party_and_may_have_a_top_above_it() -> None:
    ring = "{owner: c, of: b, via: x, control: 0.9}, {owner: b, of: c, via: x, control: 0.9}"
    assert {p: tops(f"[{ring}]")[p] for p in "bc"} == {"b": "b", "c": "b"}
    above = tops(f"[{ring}, {{owner: d, of: c, via: x, control: 0.6}}]")
    assert {p: above[p] for p in "bcd"} == {"b": "d", "c": "d", "d": "d"}


def test_the_months_within_reach_are_as_long_as_data_are_kept() -> None:
    kept = harbour("systems: {pier: {operator: harbour, in: XA, keys: operator, keeps: {chats: 6 months}}}")
    reached = 0.5 * 0.8 * 0.9 * 0.9 * 1e6
    assert Oracle(kept).reach.person_months("XB") == pytest.approx(6 * reached, rel=1e-12)
    assert Oracle(harbour()).reach.person_months("XB") == pytest.approx(24 * reached, rel=1e-12)


def test_standing_access_has_a_column_and_an_event_of_its_own() -> None:
    oracle = Oracle(harbour("standing: [{state: XC, at: pier, data: [chats], share: 40%, estimate: 0.6}]"))
    readable = 1e6 * 0.6 * 0.4 * 0.9
    assert oracle.reach.standing("XC", "content") == pytest.approx(readable, rel=1e-12)
    assert oracle.reach.persons("XC", "any") == 0
    by_group = oracle.persons["state:XC/standing/parent"]
    assert by_group["people"] == pytest.approx([0.8 * readable] * 3 + [0], rel=1e-12)


def test_data_are_more_severe_together_kept_long_or_of_people_at_risk() -> None:
    def levels(data: str, keeps: str = "{}", exposure: str = "ordinary") -> list[float]:
        written = harbour(f"data: {data}")
        written["users"]["people"]["exposure"] = exposure
        written["systems"]["pier"]["keeps"] = yaml.safe_load(keeps)
        written["flows"][0]["data"] = list(written["data"])
        written["estimates"] = {"clear.parent.operator": exactly(1)}
        oracle = Oracle(written)
        event = next(event for event in oracle.events if event.key.startswith("criminals/"))
        row = oracle.persons_per_attempt(event)["people"]
        return [round(n / (1e6 * event.taken), 9) for n in row]

    assert levels("{a: metadata}") == [1, 1, 0, 0]
    assert levels("{a: metadata}", "{a: 12 months}") == [1, 1, 1, 0]
    assert levels("{a: metadata}", "{a: 11 months}") == [1, 1, 0, 0]
    assert levels("{a: metadata}", exposure="at_risk") == [1, 1, 1, 0]
    assert levels("{a: contacts, b: text}") == [1, 1, 0.12, 0.12]
    assert levels("{a: location, b: contacts}") == [1, 1, 0, 0]
    assert levels("{a: credentials, b: metadata}") == [1, 1, 0, 0]
    assert levels("{a: {type: metadata, level: 1}}", "{a: until deleted}") == [1, 0, 0, 0]


def reached(written: dict[str, Any]) -> dict[str, float]:
    reach = Oracle(written).reach
    return {of_class: reach.persons("XB", of_class) / 1e6 for of_class in ("content", "any")}


def test_keys_moved_leave_only_what_is_bare() -> None:
    before = {"content": 0.5 * 0.8 * 0.9 * 0.9, "any": 0.5 * 0.8 * 0.9}
    assert reached(harbour()) == pytest.approx(before, rel=1e-12)
    users = reached(options.user_keys(harbour(), ["pier"]))
    assert users == pytest.approx({"content": before["any"] * 0.02, "any": before["any"]}, rel=1e-12)
    keeper = harbour("parties: {harbour: {organised_in: XA}, parent: {organised_in: XB}, keeper: {organised_in: XC}}")
    moved = reached(options.move_keys(keeper, ["pier"], "keeper"))
    assert moved == pytest.approx({"content": before["any"] * 0.06, "any": before["any"]}, rel=1e-12)


def test_what_ends_reaches_nothing() -> None:
    assert reached(options.end_flow(harbour(), "people.pier")) == {"content": 0, "any": 0}
    parties = "parties: {harbour: {organised_in: XA}, parent: {organised_in: XB}, buyer: {organised_in: XC}}"
    sold = options.divest(harbour(parties), "harbour", "buyer")
    assert reached(sold) == {"content": 0, "any": 0}


def test_access_ends_by_agreement_too() -> None:
    shared = harbour(
        "{access: [{party: parent, to: pier}], agreements: [{id: deal, between: [parent, harbour], kind: vendor,"
        " gives: {system: pier}}], ownership: []}"
    )
    assert reached(shared)["any"] == pytest.approx(0.5 * 0.85, rel=1e-12)
    assert reached(options.end_agreement(shared, "deal"))["any"] == pytest.approx(0.5 * 0.85, rel=1e-12)
    assert reached(options.end_access(shared, "parent", "pier"))["any"] == 0


def test_a_system_moved_stands_under_another_state() -> None:
    oracle = Oracle(options.move_system(harbour(), "pier", to="XC"))
    assert oracle.reach.persons("XC", "any") == pytest.approx(900_000, rel=1e-12)
    assert oracle.organisations.hold("XC", "parent") == "soil"


def test_less_is_at_rest_where_retention_is_shortened() -> None:
    shorter = Oracle(options.shorten_retention(harbour(), ["pier"], ["chats", "log"], "5 days", leaves=0.25))
    key = "insiders/insider/targeted/parent"
    before = Oracle(harbour()).persons[key]["people"]
    kept_and_clear = 1 - (1 - 0.25) * (1 - 0.25 * 0.9)
    assert shorter.persons[key]["people"][0] == pytest.approx(before[0] * kept_and_clear, rel=1e-12)
    assert shorter.persons[key]["people"][2] == pytest.approx(before[2] * 0.25, rel=1e-12)


def test_retained_data_are_at_most_what_is_still_kept() -> None:
    kept = harbour()
    kept["systems"]["pier"]["keeps"] = {"chats": "6 months", "log": "1 month"}
    assert options.retained_within_keeps(Oracle(kept).map, "people", 0.5, 2) == pytest.approx(0.5 * 0.25, rel=1e-12)
    assert options.retained_within_keeps(Oracle(harbour()).map, "people", 0.5, 2) == 0.5
