"""On small maps the engine says what going through every outcome by the definition says."""

from __future__ import annotations

from collections import Counter
from itertools import groupby, pairwise
from typing import Any

import networkx as nx
import pytest

from assessments.results.actors import all_actors, all_events
from assessments.results.headline import headline_numbers
from assessments.results.result import Actor, ExposureEvent
from assessments.results.strategic import strategic_numbers
from assessments.run import Run, Settings, assess
from risk.events import CONTROLLED
from risk.severity import LEVELS
from tests.support.examples import for_every
from tests.support.maps import map_of, small_map
from tests.support.oracle import Happening, Oracle

MAPS = 150
HORIZONS = (1, 5)


def defined(oracle: Oracle) -> dict[Any, float]:
    """Every number that the definition gives of a map, by what it is a number of."""
    of_actors = {actor: list(events) for actor, events in groupby(sorted(oracle.events, key=actor_of), key=actor_of)}
    in_bulk = [event for event in oracle.events if event.bulk_by_state]
    named = {"any": oracle.events, "bulk": in_bulk, **of_actors, **{event.key: [event] for event in oracle.events}}
    persons = {event.key: oracle.persons(event) for event in oracle.events}
    harms = {event.key: oracle.harm(event) for event in oracle.events}
    sizes = sizes_shown(oracle)
    numbers: dict[Any, float] = {("persons", key, n): row[n - 1] for key, row in persons.items() for n in LEVELS}
    numbers |= {("persons", n): sum(row[n - 1] for row in persons.values()) for n in LEVELS}
    numbers |= {("harm", key): harm for key, harm in harms.items()}
    numbers |= {("harm", actor): sum(harms[event.key] for event in events) for actor, events in of_actors.items()}
    numbers["harm"] = oracle.total_harm
    numbers["inherent harm"] = Oracle(oracle.map, inherent=True).total_harm
    numbers["harm per 100k"] = oracle.total_harm / sum(map(oracle.count, oracle.counted)) * 1e5
    numbers |= {("rate", event.key): oracle.rate(event) for event in oracle.events}
    numbers |= {("one", name, t): oracle.at_least(events, 0, t) for name, events in named.items() for t in HORIZONS}
    numbers |= {("size", n): size for n, size in enumerate(sizes)}
    numbers |= {
        ("of a size", n, t): oracle.at_least(oracle.events, s, t) for n, s in enumerate(sizes) for t in HORIZONS
    }
    numbers |= {("unique persons", t): oracle.unique_persons(t) for t in HORIZONS}
    numbers |= {("bulk of a size", size): oracle.at_least(in_bulk, size, 5) for size in (10_000, 1_000_000)}
    numbers |= {"strategic": oracle.strategic, "joined": oracle.joined}
    return numbers | {
        ("data", event.key, data): added / harms[event.key]
        for event in oracle.events
        if harms[event.key]
        for data, added in oracle.shapley(event).items()
    }


def actor_of(event: Happening) -> str:
    return event.actor


def sizes_shown(oracle: Oracle) -> list[float]:
    """The largest number of people of each event, and the powers of ten below the largest of all."""
    largest = {float(oracle.sizes(event).max()) for event in oracle.events} - {0.0}
    sizes = sorted(largest | {10.0**n for n in range(12) if 10.0**n <= max(largest, default=0.0)})
    return [b for a, b in pairwise([0.0, *sizes]) if b - a > 1e-9 * b]


def computed(engine: Run) -> dict[Any, float]:
    """The same numbers as the engine gives them."""
    rows, actors, head, view = (
        all_events(engine),
        all_actors(engine),
        headline_numbers(engine),
        strategic_numbers(engine),
    )
    exposed: dict[str, Actor | ExposureEvent] = {row.event: row for row in rows}
    exposed |= {row.actor: row for row in actors}
    events = {row.event: row.persons_per_year for row in rows}
    numbers: dict[Any, float] = {("persons", key, n): q.point for key, row in events.items() for n, q in row.items()}
    numbers |= {("persons", n): q.point for n, q in head.persons_per_year.items()}
    numbers |= {("harm", name): of.harm.point for name, of in exposed.items()}
    numbers |= {"harm": head.harm.point, "inherent harm": head.inherent_harm.point}
    numbers["harm per 100k"] = head.harm_per_100k_users.point
    numbers |= {("rate", row.event): row.rate.point for row in rows}
    ones = {**{name: of.at_least_one for name, of in exposed.items()}, "any": head.any, "bulk": head.bulk}
    numbers |= {("one", name, t): of[t].point for name, of in ones.items() for t in HORIZONS}
    numbers |= {("size", n): size for n, (size, _) in enumerate(engine.sizes)}
    numbers |= {("of a size", n, t): chance[t] for n, (_, chance) in enumerate(engine.sizes) for t in HORIZONS}
    numbers |= {("unique persons", t): head.unique_persons[t].point for t in HORIZONS}
    numbers |= {("bulk of a size", size): q.point for size, q in view.bulk_at_least.items()}
    numbers |= {"strategic": view.persons_per_year.point, "joined": view.joined_per_year.point}
    return numbers | {
        ("data", row.event, data): row.data.get(data, 0.0)
        for row in rows
        if row.harm.point
        for data in engine.data_map.data
    }


@for_every("seed", range(MAPS))
def test_every_number_is_that_of_the_definition(seed: int) -> None:
    data_map = small_map(seed)
    assert computed(assess(data_map)) == pytest.approx(defined(Oracle(data_map)), rel=1e-12, abs=1e-15)


@pytest.mark.parametrize("ratio", [2.0, 10.0, None])
@for_every("seed", range(MAPS, MAPS + 10))
def test_other_weights_weigh_the_same_people(seed: int, ratio: float | None) -> None:
    data_map = small_map(seed)
    assert assess(data_map, Settings(severity_ratio=ratio)).harm == pytest.approx(
        Oracle(data_map, ratio=ratio).total_harm, rel=1e-12
    )


@for_every("seed", [2, 5, 7])
def test_elasticities_and_what_is_assumed_follow_from_moving_each_number(seed: int) -> None:
    engine, oracle = assess(small_map(seed)), Oracle(small_map(seed))
    expected = {a: moved(oracle, a, number.best) for a, number in engine.events.inputs.items() if not number.exact}
    assert {a: engine.elasticities[a] for a in expected} == pytest.approx(expected, rel=1e-9, abs=1e-12)
    assumed = sum(e for a, e in expected.items() if not stated(oracle, a))
    assert engine.assumed_share == pytest.approx(assumed / sum(expected.values()), rel=1e-9)


def moved(oracle: Oracle, address: str, value: float) -> float:
    """The elasticity of the harm index, which is at most quadratic in a count of people and linear in all else."""
    low = Oracle(oracle.map, {address: value * 0.5}).total_harm
    if address.startswith("users."):
        return (Oracle(oracle.map, {address: value * 1.5}).total_harm - low) / oracle.total_harm
    return 2 * (1 - low / oracle.total_harm)


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
    keys = {row.event for row in all_events(assess(data_map))}
    assert {key for key in keys if "/covert/" in key} == {f"state:{x}/covert/bulk/store" for x in covert}
    assert {event.key for event in Oracle(data_map).events} == keys


def test_a_party_ties_its_state_by_keys_that_cover_only_what_stays_bare() -> None:
    text = CHAIN.format(0.5, 0.49).replace("chats: text", "log: metadata").replace("[chats]", "[log]")
    data_map = map_of(
        text.replace("keys: operator", "keys: vault").replace("top: {", "vault: {organised_in: XD}, top: {")
    )
    keys = {row.event for row in all_events(assess(data_map))}
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
