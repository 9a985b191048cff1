"""Exposure graph of a map: who can pass what to whom, under which conditions.

Nodes are (kind, id) pairs: ("people", group), ("system", id), ("party", id), ("state", code). Edges run the way
data can go and carry `kind`, `address` (of the number that says whether the step is open), `data` (None for all)
and `because`.
A party that a flow is sent to holds what it is sent, so it stands as a system of its own id too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

import networkx as nx

from data_maps.addresses import by_form, family_of
from data_maps.model import DataMap
from data_maps.systems import Flow
from data_maps.vocabulary import data_type
from risk.inputs import EVERYONE, Inputs
from risk.jurisdictions import members, reach_abroad

Kind = Literal["people", "system", "party", "state"]
Node = tuple[Kind, str]

CONTROLLING = 0.5
POWER_WORDS = ("none", "contested", "partial", "binding")
CONTROL_BY_INTEREST = {
    "management": "management",
    "contract": "management",
    "law": "management",
    "nominee": "management",
    "board": "board",
    "articles": "board",
    "staff": "staff",
    "unknown": "unknown",
}


@dataclass(frozen=True)
class Holding:
    """A place where data come to rest: who runs it, where it stands, and whether a flow is sent to it as a party."""

    id: str
    operator: str
    place: str
    is_party: bool


def holdings(data_map: DataMap) -> tuple[Holding, ...]:
    """Every place where data come to rest: the map's systems, then the parties that a flow is sent to."""
    systems = [Holding(s, system.operator, system.place, False) for s, system in data_map.systems.items()]
    receivers = dict.fromkeys(flow.target for flow in data_map.flows if flow.target in data_map.parties)
    return (*systems, *(Holding(p, p, data_map.parties[p].run_from, True) for p in receivers))


def places_of_viewpoint(data_map: DataMap) -> frozenset[str]:
    """The viewpoint and, where it is a union, its members on the day of the map."""
    return frozenset({data_map.viewpoint}) | members(data_map.viewpoint, data_map.as_of)


def counted_groups(data_map: DataMap) -> tuple[str, ...]:
    """The groups whose people the assessment is about; the others only carry data."""
    ours = places_of_viewpoint(data_map)
    return tuple(g for g, group in data_map.users.items() if group.place in ours)


def states(data_map: DataMap) -> tuple[str, ...]:
    """Every state the map ties to anything, as the map names them; a union only where the map says something is in it.

    The order is the map's, not the alphabet's, so that states exchanged in a map are exchanged in every sum.
    """
    inside = [group.place for group in data_map.users.values()] + [s.place for s in data_map.systems.values()]
    tied = [code for party in data_map.parties.values() for code in (party.organised_in, party.run_from)]
    named = dict.fromkeys((data_map.viewpoint, *inside, *tied, *_interested(data_map)))
    acts = {code for code in named if code in inside or not members(code, data_map.as_of)}
    return tuple(code for code in named if code in acts and code != "unknown")


def _interested(data_map: DataMap) -> tuple[str, ...]:
    """The states of which the map states whether they care about the app's data."""
    interests = (by_form(address) for address in data_map.estimates if family_of(address) == "interest")
    return tuple(address.state for address in interests if address.state)


def bare(data_map: DataMap, data: str) -> bool:
    """Whether no user keys or foreign keys can cover this data."""
    return data_type(data_map.data[data].type).bare


def holder(data_map: DataMap, holding: Holding, data: str) -> str:
    """Who holds the keys to this data there: operator, users, none, unknown or a party."""
    return "operator" if holding.is_party else data_map.systems[holding.id].keys.get(data, "operator")


def carried(flow: Flow, data: str, inputs: Inputs) -> str:
    """The address of the share of people whose `data` takes this flow: its own where stated, else the flow's."""
    own, whole = f"share.{flow.id}.{data}", f"share.{flow.id}"
    if inputs.stated(own) or flow.share is None:
        return inputs.certain(own if inputs.stated(own) else whole, EVERYONE)
    return inputs.inline(whole, flow.share, f"flows.{flow.id}.share", "")


@dataclass(frozen=True)
class Exposure:
    """The exposure graph with the states, holdings and groups it is about."""

    data_map: DataMap
    graph: nx.MultiDiGraph[Node]
    inputs: Inputs
    states: tuple[str, ...]
    involved: tuple[str, ...]
    holdings: tuple[Holding, ...]
    groups: tuple[str, ...]
    own_states: frozenset[str]


def exposure(data_map: DataMap, inputs: Inputs) -> Exposure:
    """The exposure graph of a full map; asks `inputs` for every number its steps rest on."""
    held = holdings(data_map)
    named = states(data_map)
    graph: nx.MultiDiGraph[Node] = nx.MultiDiGraph()
    graph.add_nodes_from(_nodes(data_map, held, named))
    graph.add_edges_from(_flow_edges(data_map, inputs))
    graph.add_edges_from(_custody_edges(data_map, held, inputs))
    graph.add_edges_from(_control_edges(data_map, inputs))
    graph.add_edges_from(_key_edges(data_map, held))
    graph.add_edges_from(_power_edges(data_map, held, named, inputs))
    involved = tuple(x for x in named if x in _involved(data_map, held, graph, inputs))
    return Exposure(
        data_map, graph, inputs, named, involved, held, counted_groups(data_map), places_of_viewpoint(data_map)
    )


def _nodes(data_map: DataMap, held: Iterable[Holding], named: Iterable[str]) -> Iterator[Node]:
    yield from (("people", g) for g in data_map.users)
    yield from (("system", h.id) for h in held)
    yield from (("party", p) for p in data_map.parties)
    yield from (("state", x) for x in named)


Edge = tuple[Node, Node, dict[str, object]]


def _flow_edges(data_map: DataMap, inputs: Inputs) -> Iterator[Edge]:
    for flow in data_map.flows:
        source: Node = ("people" if flow.source_id in data_map.users else "system", flow.source_id)
        for data in flow.data:
            address = carried(flow, data, inputs)
            yield (
                source,
                ("system", flow.target),
                {"kind": "flow", "flow": flow.id, "data": (data,), "address": address},
            )


def _custody_edges(data_map: DataMap, held: Iterable[Holding], inputs: Inputs) -> Iterator[Edge]:
    for holding in held:
        for party, key, data in _custodians(data_map, holding):
            address = f"custody.{party}.{holding.id}"
            custody = (
                inputs.certain(address) if holding.is_party and party == holding.id else inputs.default(address, key)
            )
            yield (
                ("system", holding.id),
                ("party", party),
                {"kind": "custody", "data": data, "address": custody, "because": key},
            )


def _custodians(data_map: DataMap, holding: Holding) -> Iterator[tuple[str, str, tuple[str, ...] | None]]:
    """Each party with custody there, the first ground for it, and the data it covers (None for all)."""
    grounds: dict[str, tuple[str, tuple[str, ...] | None]] = {holding.operator: ("custody.operator", None)}
    if any(f.source_id in data_map.users and f.target == holding.id for f in data_map.flows):
        grounds.setdefault(data_map.app.operator, ("custody.app-operator", None))
    for party, data in _reachers(data_map, holding):
        key, so_far = grounds.get(party, ("custody.access", ()))
        grounds[party] = (key, None if so_far is None or data is None else tuple(dict.fromkeys((*so_far, *data))))
    yield from ((party, key, data) for party, (key, data) in grounds.items())


def _reachers(data_map: DataMap, holding: Holding) -> Iterator[tuple[str, tuple[str, ...] | None]]:
    yield from ((a.party, a.data) for a in data_map.access if a.to == holding.id)
    for agreement in data_map.agreements:
        for gift in agreement.gives:
            if gift.system == holding.id:
                yield from ((party, gift.data) for party in agreement.between if party != holding.operator)


def _control_edges(data_map: DataMap, inputs: Inputs) -> Iterator[Edge]:
    for (owner, owned), address in control_addresses(data_map, inputs).items():
        yield ("party", owned), ("party", owner), {"kind": "control", "address": address, "data": None}


def control_addresses(data_map: DataMap, inputs: Inputs) -> dict[tuple[str, str], str]:
    """One address for each pair of owner and owned: of several lines the one with the highest best value counts."""
    lines: dict[tuple[str, str], list[int]] = {}
    for index, line in enumerate(data_map.ownership):
        lines.setdefault((line.owner, line.of), []).append(index)
    addresses = {}
    for (owner, owned), indices in lines.items():
        best = max(indices, key=lambda i: _control_best(data_map, i, inputs))
        line = data_map.ownership[best]
        addresses[owner, owned] = inputs.inline(
            f"control.{owner}.{owned}", line.control, f"ownership.{owner}.{owned}", control_key(data_map, best)
        )
    return addresses


def _control_best(data_map: DataMap, index: int, inputs: Inputs) -> float:
    stated = data_map.ownership[index].control
    return inputs.default_best(control_key(data_map, index)) if stated is None else stated.best or 0.0


def control_key(data_map: DataMap, index: int) -> str:
    """Which of the catalogue's words for control an ownership line stands for."""
    line = data_map.ownership[index]
    if line.via in CONTROL_BY_INTEREST:
        return f"control.{CONTROL_BY_INTEREST[line.via]}"
    share = None if line.share is None else line.share.best
    if share is None:
        return "control.unknown"
    return "control.majority" if share > 0.5 else "control.large" if share >= 0.2 else "control.small"


def _key_edges(data_map: DataMap, held: Iterable[Holding]) -> Iterator[Edge]:
    for holding in held:
        by_party: dict[str, list[str]] = {}
        for data in data_map.data:
            party = holder(data_map, holding, data)
            if party in data_map.parties and not bare(data_map, data):
                by_party.setdefault(party, []).append(data)
        for party, covered in by_party.items():
            yield ("system", holding.id), ("party", party), {"kind": "keys", "data": tuple(covered), "address": None}


def _power_edges(data_map: DataMap, held: Iterable[Holding], named: Iterable[str], inputs: Inputs) -> Iterator[Edge]:
    held = tuple(held)
    for state in named:
        for party in data_map.parties:
            word = _power_over_party(data_map, state, party)
            if word or inputs.stated(f"power.{state}.{party}"):
                yield ("party", party), ("state", state), _power(state, party, word or ("", ""), inputs)
        for holding in held:
            if holding.is_party:
                continue
            word = _power_over_system(holding, state)
            if word or inputs.stated(f"power.{state}.{holding.id}"):
                yield ("system", holding.id), ("state", state), _power(state, holding.id, word or ("", ""), inputs)


def _power(state: str, subject: str, tie: tuple[str, str], inputs: Inputs) -> dict[str, object]:
    word, because = tie
    address = f"power.{state}.{subject}"
    number = inputs.default(address, f"power.{word}") if word in POWER_WORDS else inputs.certain(address)
    return {"kind": "power", "address": number, "because": because, "word": word, "data": None}


def _power_over_party(data_map: DataMap, state: str, party: str) -> tuple[str, str] | None:
    """The strongest tie of a party to a state, as a word for its power and the reason; None where there is no tie."""
    stated = data_map.parties[party]
    if stated.kind == "state" and stated.organised_in == state:
        return "certain", "a body of the state itself"
    ties = []
    if stated.run_from == state:
        ties.append(("binding", "run from there"))
    elif stated.organised_in == state:
        ties.append(("partial", "organised there"))
    if party == data_map.app.operator and any(g.place == state for g in data_map.users.values()):
        ties.append((reach_abroad(state, data_map.as_of).word, "offers its service there"))
    return max(ties, key=lambda tie: POWER_WORDS.index(tie[0]), default=None)


def _power_over_system(holding: Holding, state: str) -> tuple[str, str] | None:
    if holding.place == state:
        return "binding", "stands there"
    return ("contested", "may stand there: its place is unknown") if holding.place == "unknown" else None


def _involved(
    data_map: DataMap, held: Iterable[Holding], graph: nx.MultiDiGraph[Node], inputs: Inputs
) -> frozenset[str]:
    """The states tied closely enough to the app that covert and purchase events are worth asking about."""
    held = tuple(held)
    handling = {data_map.app.operator}
    handling |= {party for kind, party in _targets(graph, "custody") if kind == "party"}
    handling |= {keys for h in held for d in data_map.data if (keys := holder(data_map, h, d)) in data_map.parties}
    handling |= {h.id for h in held if h.is_party}
    owners = _controlling_owners(graph, handling, inputs)
    standing = {g.place for g in data_map.users.values()} | {h.place for h in held}
    run = {data_map.parties[p].run_from for p in handling | owners}
    return frozenset({data_map.viewpoint, *_interested(data_map)} | standing | run)


def _targets(graph: nx.MultiDiGraph[Node], kind: str) -> set[Node]:
    return {v for _, v, about in graph.edges(data=True) if about["kind"] == kind}


def _controlling_owners(graph: nx.MultiDiGraph[Node], parties: Iterable[str], inputs: Inputs) -> set[str]:
    controlling = set(parties)
    queue = list(controlling)
    while queue:
        for _, (_, owner), about in graph.out_edges(("party", queue.pop()), data=True):
            if about["kind"] == "control" and inputs.best(about["address"]) >= CONTROLLING and owner not in controlling:
                controlling.add(owner)
                queue.append(owner)
    return controlling
