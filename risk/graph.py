"""Exposure graph of a map as networkx and graph editors have it: who can pass whose data to whom, at which chance.

Each edge of the exposure's own graph is here with its number and its place in the map; so is who takes data unasked.
An attribute is a word or a number, and absent where it does not apply.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, Literal, TypedDict, cast

import networkx as nx
import numpy as np

from data_maps.addresses import Address, address
from data_maps.model import DataMap
from data_maps.organisations import names_of
from data_maps.problems import printable
from risk.catalogue import Side
from risk.events import Event, Events
from risk.inputs import Derived, Origin
from risk.organisations import BY_ACCESS
from risk.uncertainty.distributions import HIGH, LOW
from risk.uncertainty.draws import of_input

GraphNodeKind = Literal["people", "system", "party", "state", "actor"]
GraphEdgeKind = Literal[
    "flow", "runs", "custody", "access", "agreement", "keys", "ownership", "in-state", "power", "standing", "taking"
]
SEATED = ("stands there", "run from there", "organised there", "a body of the state itself")
COSTLIEST = 700.0
"""The cost of a tie whose best chance is 0: programs read infinity in a file in different ways."""


class NodeAttributes(TypedDict, total=False):
    """Attributes of a node; `kind` and `label` are always there."""

    kind: GraphNodeKind
    label: str
    place: str
    organisation: str
    people: float
    side: Side
    where: str


class EdgeAttributes(TypedDict, total=False):
    """Attributes of an edge; `kind` and `cost` are always there."""

    kind: GraphEdgeKind
    cost: float
    data: str
    because: str
    share: float
    address: str
    best: float
    low: float
    high: float
    origin: Origin
    source: str
    where: str


GraphTie = tuple[str, str, str, EdgeAttributes]
"""Source, target, the path in the map that says so, and the attributes that are no number."""


def exposure_graph(events: Events) -> nx.MultiDiGraph[str]:
    """The graph of a map: nodes are named KIND:ID, edges run the way data can go, and their keys count from 0.

    `cost` is −log of the best chance: the path of least cost is the most probable one.
    """
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for node, attributes in _nodes(events):
        graph.add_node(node, **_as_written(attributes))
    data_map, asked_for = events.data_map, events.exposure.inputs.inputs_asked_for()
    names = names_of(data_map)
    for key, (source, target, path, tie) in enumerate(_ties(events)):
        name = tie.get("address", "")
        number, form = asked_for.get(name), address(name, names)
        tie["cost"] = 0.0
        if number is not None:
            tie |= {"best": number.best, "origin": number.origin}
            tie["cost"] = abs(math.log(number.best)) if number.best else COSTLIEST
            if number.estimate.source:
                tie["source"] = number.estimate.source
            if isinstance(form, Address) and not isinstance(number, Derived):
                ends = of_input(number, number.kind or form.kind, data_map).quantiles(np.array([LOW, HIGH]))
                tie["low"], tie["high"] = ends.tolist()
        if where := (number.place if number else None) or data_map.places.get(path):
            tie["where"] = where.cited
        graph.add_edge(source, target, key=key, **_as_written(tie))
    return graph


def graphml(graph: nx.MultiDiGraph[str]) -> str:
    """The graph as GraphML, which networkx, Gephi and yEd read."""
    return "\n".join(nx.generate_graphml(graph)) + "\n"


def _as_written(attributes: NodeAttributes | EdgeAttributes) -> dict[str, Any]:
    """Attributes without characters that XML has no way to write."""
    return {name: printable(value) if isinstance(value, str) else value for name, value in attributes.items()}


def _nodes(events: Events) -> Iterator[tuple[str, NodeAttributes]]:
    data_map, own, top = events.data_map, events.exposure.own_states, events.exposure.organisations.by_id
    for kind, id_ in events.exposure.graph:
        about = NodeAttributes(kind=kind, label=id_)
        folder = {"people": "users", "state": "states"}.get(kind, "systems" if id_ in data_map.systems else "parties")
        match folder:
            case "users":
                group = data_map.users[id_]
                about |= {"label": group.name or id_, "place": group.place, "people": data_map.people_in(id_)}
            case "states":
                about["side"] = "own_state" if id_ in own else "foreign_states"
            case "systems":
                system = data_map.systems[id_]
                about |= {"label": system.name or id_, "place": system.place, "organisation": top[id_]}
            case "parties":  # a party that a flow is sent to stands as a system too
                party = data_map.parties[id_]
                about |= {"label": party.name or id_, "place": party.run_from, "organisation": top[id_]}
        if where := data_map.places.get(f"{folder}.{id_}"):
            about["where"] = where.cited
        yield f"{kind}:{id_}", about
    for event in events.events:
        actor = event.actor.removeprefix("state:")
        of_a_kind: GraphNodeKind = "state" if event.is_of_a_state else "actor"
        yield _actor(event), {"kind": of_a_kind, "label": actor, "side": events.side(event)}


def _actor(event: Event) -> str:
    return event.actor if event.is_of_a_state else f"actor:{event.actor}"


def _ties(events: Events) -> Iterator[GraphTie]:
    data_map = events.data_map
    for source, target, about in events.exposure.graph.edges(data=True):
        tie = EdgeAttributes()
        if about["data"]:
            tie["data"] = ", ".join(cast(tuple[str, ...], about["data"]))
        if about["address"]:
            tie["address"] = str(about["address"])
        if about.get("because"):
            tie["because"] = str(about["because"])
        ends, of, by = (":".join(source), ":".join(target)), source[1], target[1]
        entry = f"{'systems' if of in data_map.systems else 'parties'}.{of}"
        match about["kind"]:
            case "flow":
                yield *ends, f"flows.{about['flow']}", {**tie, "kind": "flow", "because": f"flow {about['flow']}"}
            case "custody" if tie["because"] == BY_ACCESS:
                for by_line, path in _access(data_map, of, by):
                    yield *ends, path, {**tie, "kind": by_line}
            case "custody":
                yield *ends, entry, {**tie, "kind": "runs" if tie["because"] == "the operator" else "custody"}
            case "control":
                for line in data_map.ownership:
                    if (line.owner, line.of) == (by, of):
                        owning: EdgeAttributes = {**tie, "kind": "ownership", "because": line.via}
                        if line.share is not None and line.share.best is not None:
                            owning["share"] = line.share.best
                        yield *ends, f"ownership.{by}.{of}", owning
            case "power":
                yield *ends, entry, {**tie, "kind": "in-state" if tie["because"] in SEATED else "power"}
            case "keys":
                yield *ends, f"{entry}.keys", {**tie, "kind": "keys"}
    for at in data_map.standing:
        tie = {"kind": "standing", "address": f"standing.{at.state}.{at.at}"}
        if at.data is not None:
            tie["data"] = ", ".join(at.data)
        yield f"system:{at.at}", f"state:{at.state}", f"standing.{at.state}.{at.at}", tie
    yield from _takings(events)


def _access(data_map: DataMap, system: str, party: str) -> Iterator[tuple[GraphEdgeKind, str]]:
    """The kind and the path of each line by which a party that does not run a system reaches into it."""
    for access in data_map.access:
        if (access.party, access.to) == (party, system):
            yield "access", f"access.{party}.{system}"
    for agreement in data_map.agreements:
        if party in agreement.between and any(gift.system == system for gift in agreement.gives):
            yield "agreement", f"agreements.{agreement.id}"


def _takings(events: Events) -> Iterator[GraphTie]:
    """What is taken where it lies or on a line, by nobody's leave: neither custody nor power is asked."""
    flows, users = {flow.id: flow for flow in events.data_map.flows}, events.data_map.users
    for event in events.events:
        words = set(event.threat.what)
        if words & {"hold", "standing"}:
            continue
        flow = flows[event.key.rpartition("/")[2]] if "legible" in words else None
        taken: dict[str, dict[str, None]] = {}
        for exposed in events.cores[event.core].exposed.values():
            for data, place in exposed:
                taken.setdefault(flow.source_id if flow else place, {})[data] = None
        for place, kinds in taken.items():
            tie = EdgeAttributes(kind="taking", because=event.threat.way, data=", ".join(kinds))
            if event.trial:
                tie["address"] = event.trial
            yield (
                f"{'people' if place in users else 'system'}:{place}",
                _actor(event),
                f"flows.{flow.id}" if flow else "",
                tie,
            )
