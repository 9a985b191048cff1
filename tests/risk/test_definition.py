"""On small maps the engine says what going through every outcome by the definition says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import networkx as nx
import pytest

from assessments.results.exposed import actor_rows, event_rows
from assessments.results.headline import headline_numbers
from assessments.results.rows import EventRow
from assessments.results.strategic import strategic_numbers
from assessments.run import Assessment, Settings, assess
from risk.events import CONTROLLED
from tests.support.maps import map_of, small_map
from tests.support.oracle import Happening, Oracle

MAPS = 150
HORIZONS = (1, 5)


def close(expected: Mapping[Any, float]) -> object:
    """Equal to 1e-12 of each number; 1e-15 is the rounding of a difference to 1."""
    return pytest.approx(expected, rel=1e-12, abs=1e-15)


@dataclass(frozen=True)
class Case:
    """A map seen by both: the definition's events and the engine's rows, by key."""

    oracle: Oracle
    engine: Assessment

    @property
    def defined(self) -> Mapping[str, Happening]:
        return {event.key: event for event in self.oracle.events}

    @property
    def rows(self) -> Mapping[str, EventRow]:
        return {row.event.key: row for row in event_rows(self.engine)}

    @property
    def by_states(self) -> list[Happening]:
        return [event for event in self.oracle.events if event.bulk_by_state]

    def of_actor(self, actor: str) -> list[Happening]:
        return [event for event in self.oracle.events if event.actor == actor]


@pytest.fixture(scope="module", params=range(MAPS))
def case(request: pytest.FixtureRequest) -> Case:
    data_map = small_map(request.param)
    return Case(Oracle(data_map), assess(data_map))


def test_the_events_are_those_of_the_definition(case: Case) -> None:
    assert case.rows.keys() == case.defined.keys()


def test_each_event_exposes_as_many_people_at_each_level(case: Case) -> None:
    expected = {
        (key, n): persons
        for key, event in case.defined.items()
        for n, persons in enumerate(case.oracle.persons(event), start=1)
    }
    found = {(k, n): q.point for k, row in case.rows.items() for n, q in row.exposed.persons_per_year.items()}
    assert found == close(expected)


def test_each_event_and_actor_harms_as_much(case: Case) -> None:
    harms = {key: case.oracle.harm(event) for key, event in case.defined.items()}
    actors = {row.actor: sum(case.oracle.harm(e) for e in case.of_actor(row.actor)) for row in actor_rows(case.engine)}
    found = {key: row.exposed.harm.point for key, row in case.rows.items()}
    assert found | {r.actor: r.exposed.harm.point for r in actor_rows(case.engine)} == close(harms | actors)


def test_the_headline_is_that_of_the_definition(case: Case) -> None:
    harm, people = case.oracle.total_harm, sum(map(case.oracle.count, case.oracle.counted))
    levels = [sum(case.oracle.persons(event)[n] for event in case.oracle.events) for n in range(4)]
    expected: dict[Any, float] = {"harm": harm, "per 100k": harm / people * 1e5} | dict(enumerate(levels, start=1))
    expected["inherent"] = Oracle(case.oracle.map, inherent=True).total_harm
    head = headline_numbers(case.engine)
    found: dict[Any, float] = {n: q.point for n, q in head.persons_per_year.items()}
    found |= {"harm": head.harm.point, "inherent": head.inherent_harm.point, "per 100k": head.harm_per_100k_users.point}
    assert found == close(expected)


def test_each_event_happens_as_often(case: Case) -> None:
    found = {key: row.rate.point for key, row in case.rows.items()}
    assert found == close({key: case.oracle.rate(event) for key, event in case.defined.items()})


def test_at_least_one_event_is_as_likely(case: Case) -> None:
    named = {row.actor: case.of_actor(row.actor) for row in actor_rows(case.engine)}
    named |= {key: [event] for key, event in case.defined.items()}
    named |= {"any": case.oracle.events, "bulk": case.by_states}
    expected = {(name, t): case.oracle.at_least(events, 0, t) for name, events in named.items() for t in HORIZONS}
    found = {(r.actor, t): r.exposed.at_least_one[t].point for r in actor_rows(case.engine) for t in HORIZONS}
    found |= {(key, t): row.exposed.at_least_one[t].point for key, row in case.rows.items() for t in HORIZONS}
    head = headline_numbers(case.engine)
    found |= {(n, t): q[t].point for n, q in (("any", head.any), ("bulk", head.bulk)) for t in HORIZONS}
    assert found == close(expected)


def test_the_sizes_shown_are_powers_of_ten_and_the_largest_of_each_event(case: Case) -> None:
    largest = {float(case.oracle.sizes(event).max()) for event in case.oracle.events} - {0.0}
    sizes = sorted(largest | {10.0**n for n in range(12) if 10.0**n <= max(largest, default=0.0)})
    distinct = [b for a, b in zip([0.0, *sizes], sizes, strict=False) if b - a > 1e-9 * b]
    assert [size for size, _ in case.engine.sizes] == pytest.approx(distinct, rel=1e-12)


def test_events_of_a_size_are_as_likely_and_as_many_people_are_met_once(case: Case) -> None:
    found = {(size, t): chance[t] for size, chance in case.engine.sizes for t in HORIZONS}
    expected = {(size, t): case.oracle.at_least(case.oracle.events, size, t) for size, t in found}
    unique = {t: headline_numbers(case.engine).unique_persons[t].point for t in HORIZONS}
    assert found == close(expected)
    assert unique == close({t: case.oracle.unique_persons(t) for t in HORIZONS})


def test_the_strategic_view_is_that_of_the_definition(case: Case) -> None:
    view = strategic_numbers(case.engine)
    found = {n: q.point for n, q in view.bulk_at_least.items()}
    expected = {n: case.oracle.at_least(case.by_states, n, 5) for n in (10_000, 1_000_000)}
    found |= {0: view.persons_per_year.point, 1: view.joined_per_year.point}
    assert found == close(expected | {0: case.oracle.strategic, 1: case.oracle.joined})


def test_data_share_in_harm_by_their_average_over_all_orders(case: Case) -> None:
    harms = {key: case.oracle.harm(event) for key, event in case.defined.items()}
    expected = {
        (key, data): added / harms[key]
        for key, event in case.defined.items()
        if harms[key]
        for data, added in case.oracle.shapley(event).items()
    }
    assert {(key, d): case.rows[key].data.get(d, 0.0) for key, d in expected} == close(expected)


@pytest.mark.parametrize("ratio", [2.0, 10.0, None])
@pytest.mark.parametrize("seed", range(MAPS, MAPS + 10))
def test_other_weights_weigh_the_same_people(seed: int, ratio: float | None) -> None:
    data_map = small_map(seed)
    assert assess(data_map, Settings(severity_ratio=ratio)).harm == pytest.approx(
        Oracle(data_map, ratio=ratio).total_harm, rel=1e-12
    )


@pytest.mark.parametrize("seed", [0, 2, 4, 5, 6, 7])
def test_elasticities_and_what_is_assumed_follow_from_moving_each_number(seed: int) -> None:
    engine, oracle = assess(small_map(seed)), Oracle(small_map(seed))
    expected = {a: moved(oracle, a, number.best) for a, number in engine.events.inputs.items() if not number.exact}
    assert {a: engine.elasticities[a] for a in expected} == pytest.approx(expected, rel=1e-9, abs=1e-12)
    assumed = sum(e for a, e in expected.items() if not stated(oracle, a))
    assert engine.assumed_share == pytest.approx(assumed / sum(expected.values()), rel=1e-9)


def moved(oracle: Oracle, address: str, value: float) -> float:
    """The elasticity of the harm index, which is at most quadratic in a count of people and linear in all else."""
    points = (0.5, 1.5) if address.startswith("users.") else (0.5, 1.0)
    low, high = (Oracle(oracle.map, {address: value * at}).total_harm for at in points)
    return (high - low) / (points[1] - points[0]) / oracle.total_harm


def stated(oracle: Oracle, address: str) -> bool:
    """Whether the map gives the number, under its estimates or where the thing is described."""
    family, *ids = address.split(".")
    own = oracle.map.estimates.get(address)
    if own is not None and own.best is not None:
        return True
    if family == "control":
        return max(oracle.owned[ids[0], ids[1]], key=oracle.control_by).control is not None
    return family in ("users", "share")


CHAIN = """
app: {{name: Chain, operator: app}}
as_of: 2026-03-01
viewpoint: XA
users: {{people: {{in: XA, count: 1000}}}}
data: {{chats: text}}
parties: {{app: {{organised_in: XA}}, parent: {{organised_in: XB}}, top: {{organised_in: XC}}}}
ownership:
- {{owner: parent, of: app, via: shares, control: {0}}}
- {{owner: top, of: parent, via: shares, control: {1}}}
systems: {{store: {{operator: app, in: XA, keys: operator}}}}
flows: [{{from: people, to: store, data: [chats]}}]
"""


@pytest.mark.parametrize(
    ("control", "above", "covert"),
    [(0.5, 0.5, {"XA", "XB", "XC"}), (0.5, 0.49, {"XA", "XB"}), (0.49, 0.5, {"XA"})],
)
def test_an_owner_ties_its_state_from_even_control_on(control: float, above: float, covert: set[str]) -> None:
    data_map = map_of(CHAIN.format(control, above))
    keys = {row.event.key for row in event_rows(assess(data_map))}
    assert {key for key in keys if "/covert/" in key} == {f"state:{x}/covert/bulk/store" for x in covert}
    assert {event.key for event in Oracle(data_map).events} == keys


def test_a_party_ties_its_state_by_keys_that_cover_only_what_stays_bare() -> None:
    text = CHAIN.format(0.5, 0.49).replace("chats: text", "log: metadata").replace("[chats]", "[log]")
    data_map = map_of(
        text.replace("keys: operator", "keys: vault").replace("top: {", "vault: {organised_in: XD}, top: {")
    )
    keys = {row.event.key for row in event_rows(assess(data_map))}
    assert "state:XD/covert/bulk/store" in keys
    assert {event.key for event in Oracle(data_map).events} == keys


def test_the_maps_meet_every_kind_of_event_and_tie() -> None:
    seen = Counter[str]()
    for seed in range(MAPS):
        data_map = small_map(seed)
        oracle = Oracle(data_map)
        seen.update(kind(event.key) for event in oracle.events)
        seen.update(address.partition(".")[0] for names in oracle.uncertain for address in names)
        seen["ring of owners"] += not nx.is_directed_acyclic_graph(nx.DiGraph(list(oracle.owned)))
        seen["ring of flows"] += not nx.is_directed_acyclic_graph(
            nx.DiGraph([(f.source_id, f.target) for f in data_map.flows])
        )
        seen["two lines between two parties"] += any(len(lines) > 1 for lines in oracle.owned.values())
        seen["union"] += data_map.viewpoint == "EU"
        seen["people elsewhere"] += len(oracle.counted) < len(data_map.users)
        seen["unknown place"] += any(system.place == "unknown" for system in data_map.systems.values())
        seen["letter-box"] += bool(set(oracle.states) - oracle.involved)
        seen["state's own body"] += any(party.kind == "state" for party in data_map.parties.values())
        seen["live data"] += any(item.live for item in data_map.data.values())
        seen["keys with a party"] += any(
            k in data_map.parties for s in data_map.systems.values() for k in s.keys.values()
        )
        seen["exact 0 in what controls leave"] += any(
            a.startswith(CONTROLLED) and e.best == 0 for a, e in data_map.estimates.items()
        )
        seen["unknown rate"] += any(e.best is None for e in data_map.estimates.values())
        seen["left out"] += len(oracle.everything) < len([*oracle.by_states(), *oracle.by_others()])
        seen["joined"] += oracle.joined > 0
    assert {name for name, times in seen.items() if times < 5} == set()
    assert seen.keys() >= KINDS


KINDS = {
    *("compelled/targeted", "compelled/bulk", "covert/bulk", "transit/bulk", "sale/bulk", "buyers/sale/bulk"),
    *("criminals/intrusion/bulk", "insiders/insider/targeted"),
    *("interest", "power", "control", "custody", "clear", "share", "kept"),
}


def kind(key: str) -> str:
    """An event's key without its actor, if a state, and its place."""
    actor, mode, scope, *_ = key.split("/")
    return f"{mode}/{scope}" if actor.startswith("state:") else f"{actor}/{mode}/{scope}"
