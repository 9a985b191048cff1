"""Exposure graph of a map: who can pass what to whom, under which conditions.

Nodes are (kind, id) pairs: ("people", group), ("system", id), ("party", id), ("state", code). Edges run the way
data can go and carry `kind`, `address` (of the number that says whether the step is open), `data` (None for all)
and `because`.
A party that a flow is sent to holds what it is sent, so it stands as a system of its own id too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import networkx as nx

from data_maps.caching import cached_property
from data_maps.model import DataMap
from data_maps.systems import Flow
from data_maps.vocabulary import data_type
from risk.defaults import map_defaults
from risk.inputs import EVERYONE, Inputs
from risk.jurisdictions import blocks
from risk.organisations import (
    UNKNOWN,
    Holding,
    Organisations,
    Sizes,
    counted_groups,
    places_of_viewpoint,
    share_address,
)
from risk.people_parts import GroupPart, parts_of
from risk.record.loading import record_of_map
from risk.record.record import Record

NodeKind = Literal["people", "system", "party", "state"]
ExposureNode = tuple[NodeKind, str]
ExposureEdge = tuple[ExposureNode, ExposureNode, dict[str, object]]

PowerTie = Literal["run", "office", "seat", "service", "soil", "unknown"]
"""How a state is tied to whom or what it has power over, where nobody states a number."""
POWER_CASES: Mapping[PowerTie, tuple[str, str]] = {
    "run": ("binding", "run from there"),
    "office": ("office", "a company of its own answers there"),
    "service": ("market", "offers its service there"),
    "seat": ("seat", "organised there"),
    "soil": ("binding", "stands there"),
    "unknown": ("contested", "may stand there: its place is unknown"),
}
"""The case of the catalogue's power that each tie stands for, and its reason; of parties the firmest first."""
CONTENT = "content.<state>.<party>"
POWER, CUSTODY, CONTROL = "power.<state>.<party>", "custody.<party>.<organisation>", "control.<owner>.<of>"
CONTROL_BY_INTEREST = {
    "management": "management, contract, law, nominee",
    "contract": "management, contract, law, nominee",
    "law": "management, contract, law, nominee",
    "nominee": "management, contract, law, nominee",
    "board": "board, articles",
    "articles": "board, articles",
    "staff": "staff",
    "unknown": "unknown, or no share given",
}


def bare(data_map: DataMap, data: str) -> bool:
    """True where no user keys or foreign keys can cover this data."""
    return data_type(data_map.data[data].type).bare


def carried(flow: Flow, data: str, inputs: Inputs) -> str:
    """The address of the share of people whose `data` takes this flow: its own where stated, else the flow's."""
    address = share_address(inputs.data_map, flow, data)
    if flow.share is None:
        return inputs.certain(address, EVERYONE)
    return inputs.inline(address, flow.share, f"flows.{flow.id}.share")


@dataclass(frozen=True)
class Exposure:
    """The exposure graph with the states, organisations and groups it is about.

    `states` are those that the map names, `actors` also those on record and all others as one.
    """

    data_map: DataMap
    graph: nx.MultiDiGraph[ExposureNode]
    inputs: Inputs
    organisations: Organisations
    groups: tuple[str, ...]
    own_states: frozenset[str]

    @cached_property
    def parts(self) -> Mapping[str, GroupPart]:
        """The parts of the groups that are counted, by id: each group as one, unless flows exclude each other."""
        return {part.id: part for part in parts_of(self.data_map, self.groups)}

    @property
    def states(self) -> tuple[str, ...]:
        """Every state that the map names, in its order."""
        return self.organisations.states

    @property
    def tied(self) -> tuple[str, ...]:
        """The states that something ties to the app."""
        return self.organisations.tied

    @property
    def actors(self) -> tuple[str, ...]:
        """The states that takings and placed staff are looked for of."""
        return self.inputs.defaults.actors

    def between(self, source: tuple[str, str], target: tuple[str, str]) -> Sequence[Mapping[str, object]]:
        """What is said of each edge between two nodes."""
        graph: Any = self.graph
        return tuple(graph.get_edge_data(source, target, default={}).values())

    @property
    def holdings(self) -> tuple[Holding, ...]:
        """Every place where data come to rest."""
        return self.organisations.holdings


def exposure(data_map: DataMap, record: Record | None = None) -> Exposure:
    """The exposure graph of a full map, with every number its steps rest on in its `inputs`.

    `record` is what states are known to have done: that of the map, or the one that ships, unless another is given.
    """
    organisations = Organisations(data_map)
    sizes = Sizes(data_map, organisations)
    defaults = map_defaults(data_map, organisations, record or record_of_map(data_map), sizes.millions_at)
    inputs = Inputs(data_map, defaults)
    graph: nx.MultiDiGraph[ExposureNode] = nx.MultiDiGraph()
    graph.add_nodes_from(_nodes(data_map, organisations))
    for edges in (_flow_edges, _custody_edges, _control_edges, _key_edges, _power_edges):
        graph.add_edges_from(edges(organisations, inputs))
    return Exposure(data_map, graph, inputs, organisations, counted_groups(data_map), places_of_viewpoint(data_map))


def _nodes(data_map: DataMap, organisations: Organisations) -> Iterator[ExposureNode]:
    yield from (("people", g) for g in data_map.users)
    yield from (("system", holding.id) for holding in organisations.holdings)
    yield from (("party", p) for p in data_map.parties)
    yield from (("state", x) for x in organisations.states)


def _flow_edges(organisations: Organisations, inputs: Inputs) -> Iterator[ExposureEdge]:
    data_map = organisations.data_map
    for flow in data_map.flows:
        source: ExposureNode = ("people" if flow.source_id in data_map.users else "system", flow.source_id)
        for data in flow.data:
            properties: dict[str, object] = {
                "kind": "flow",
                "flow": flow.id,
                "data": (data,),
                "address": carried(flow, data, inputs),
            }
            yield source, ("system", flow.target), properties


def _custody_edges(organisations: Organisations, inputs: Inputs) -> Iterator[ExposureEdge]:
    for holding in organisations.holdings:
        for custodian in organisations.custodians(holding):
            address = custody_address(organisations, holding, custodian.party, inputs)
            properties: dict[str, object] = {"kind": "custody", "data": custodian.data, "address": address}
            properties |= {"because": custodian.ground, "through": custodian.through}
            yield ("system", holding.id), ("party", custodian.party), properties


def custody_address(organisations: Organisations, holding: Holding, party: str, inputs: Inputs) -> str | None:
    """The address of a party's custody: the place's own where the map states one, else that of its organisation.

    None for what a party is sent, which it has for certain.
    """
    own = f"custody.{party}.{holding.id}"
    if holding.is_party and party == holding.id:
        return inputs.certain(own) if inputs.stated(own) else None
    address = own if inputs.stated(own) else f"custody.{party}.{holding.organisation}"
    return inputs.default(address, CUSTODY, organisations.ground(party, holding.organisation))


def _control_edges(organisations: Organisations, inputs: Inputs) -> Iterator[ExposureEdge]:
    """What owners can make parties do; `whole` where they have the whole say, in one step or many.

    A line of owners is one control over a party, whichever is asked: of its steps the first, from the party up, that
    the map states, else that of the direct owner. So what stands between changes nothing.
    """
    addresses = control_addresses(organisations.data_map, inputs)
    for (owner, owned), address in addresses.items():
        if owner not in organisations.above[owned]:
            yield _control(owned, owner, address, whole=False)
    above, numbers = organisations.above, inputs.inputs_asked_for()

    def steps(party: str, owner: str) -> list[str]:
        direct = above[party][owner]
        return [addresses[direct, party], *(steps(direct, owner) if direct != owner else ())]

    for party, owners in above.items():
        for owner in owners:
            line = [*steps(party, owner), *(step for higher in above[owner] for step in steps(owner, higher))]
            address = next((step for step in line if numbers[step].origin == "map"), line[0])
            yield _control(party, owner, address, whole=True)


def _control(party: str, owner: str, address: str, *, whole: bool) -> ExposureEdge:
    return ("party", party), ("party", owner), {"kind": "control", "address": address, "data": None, "whole": whole}


def control_addresses(data_map: DataMap, inputs: Inputs) -> dict[tuple[str, str], str]:
    """One address for each pair of owner and owned: of several lines the one with the highest best value counts."""
    lines: dict[tuple[str, str], list[int]] = {}
    for index, line in enumerate(data_map.ownership):
        lines.setdefault((line.owner, line.of), []).append(index)
    addresses = {}
    for (owner, owned), indices in lines.items():
        best = max(indices, key=lambda i: _control_best(data_map, i, inputs))
        stated, address = data_map.ownership[best].control, f"control.{owner}.{owned}"
        if stated is None:
            inputs.default(address, CONTROL, control_case(data_map, best))
        else:
            inputs.inline(address, stated, f"ownership.{owner}.{owned}")
        addresses[owner, owned] = address
    return addresses


def _control_best(data_map: DataMap, index: int, inputs: Inputs) -> float:
    stated = data_map.ownership[index].control
    number = inputs.defaults.default_of(CONTROL, control_case(data_map, index)).estimate if stated is None else stated
    return number.best or 0.0


def control_case(data_map: DataMap, index: int) -> str:
    """The case of the catalogue's control that an ownership line stands for."""
    line = data_map.ownership[index]
    if line.via in CONTROL_BY_INTEREST:
        return CONTROL_BY_INTEREST[line.via]
    share = None if line.share is None else line.share.best
    if share is None:
        return CONTROL_BY_INTEREST["unknown"]
    size = "over 50 %" if share > 0.5 else "20 to 50 %" if share >= 0.2 else "under 20 %"
    return f"shares or votes, {size}"


def _key_edges(organisations: Organisations, inputs: Inputs) -> Iterator[ExposureEdge]:
    data_map = organisations.data_map
    for holding in organisations.holdings:
        by_party: dict[str, list[str]] = {}
        for data in data_map.data:
            party = organisations.key_holder(holding, data)
            if party in data_map.parties and not bare(data_map, data):
                by_party.setdefault(party, []).append(data)
        for party, covered in by_party.items():
            yield ("system", holding.id), ("party", party), {"kind": "keys", "data": tuple(covered), "address": None}


def _power_edges(organisations: Organisations, inputs: Inputs) -> Iterator[ExposureEdge]:
    data_map = organisations.data_map
    for state in organisations.states:
        ties = {party: _tie_to_party(organisations, state, party) for party in data_map.parties}
        for party in data_map.parties:
            if edge := _power_over_party(organisations, inputs, state, party, ties):
                yield ("party", party), ("state", state), edge
        for holding in organisations.holdings:
            if not holding.is_party and (edge := _power_over_place(organisations, holding, state, inputs)):
                yield ("system", holding.id), ("state", state), edge


def _tie_to_party(organisations: Organisations, state: str, party: str) -> PowerTie | None:
    """The firmest tie of a party to a state; None where there is none."""
    data_map = organisations.data_map
    stated = data_map.parties[party]
    if stated.run_from == state:
        return "run"
    organised = stated.organised_in == state
    serves = party == data_map.app.operator and any(g.place == state for g in data_map.users.values())
    if (organised and organisations.has_hands(party)) or (serves and organisations.has_office(state, party)):
        return "office"
    return "service" if serves else "seat" if organised else None


def _power_over_party(
    organisations: Organisations,
    inputs: Inputs,
    state: str,
    party: str,
    ties: Mapping[str, PowerTie | None],
) -> dict[str, object] | None:
    """The power of a state over a party, and over content that it holds; None where nothing ties them.

    A state has one power over companies of which one has the whole say over the others, if all are tied to it alike:
    that over the app's operator where it is one of them, else over the highest. So a holding or a subsidiary between
    two companies changes nothing. What the map states of that one counts for all that it states nothing of.
    """
    data_map, tie, own = organisations.data_map, ties[party], f"power.{state}.{party}"
    is_body = data_map.parties[party].kind == "state" and data_map.parties[party].organised_in == state
    if tie is None or is_body or inputs.stated(own):
        called, case, because = party, None, "a body of the state itself"
    else:
        called, (case, because) = _called(organisations, state, party, ties), POWER_CASES[tie]
    power, content = f"power.{state}.{called}", f"content.{state}.{called}"
    if inputs.stated(power):
        why = "as the map states" if tie is None else POWER_CASES[tie][1]
        return _power(inputs.certain(power), tie, why, _if_stated(inputs, content))
    if case is None or tie is None:
        return _power(inputs.certain(power), tie, because) if is_body else None
    if tie == "run":
        return _power(inputs.default(power, POWER, case), tie, because, _if_stated(inputs, content))
    given = inputs.default(content, CONTENT, _case_of_content(organisations, state, called, tie))
    return _power(inputs.default(power, POWER, case), tie, because, given)


def _if_stated(inputs: Inputs, address: str) -> str | None:
    """An address of which the map states a number; None of others."""
    return inputs.certain(address) if inputs.stated(address) else None


def _called(organisations: Organisations, state: str, party: str, ties: Mapping[str, PowerTie | None]) -> str:
    """The company by whose id the one power of a state over companies tied to it alike is called."""

    def is_alike(other: str) -> bool:
        return ties[other] == ties[party] and organisations.data_map.parties[other].kind == "company"

    above, operator = organisations.above, organisations.data_map.app.operator
    line = [party, *(owner for owner in above[party] if is_alike(owner))]
    highest = min(line, key=lambda other: (len(above[other]), other))
    return operator if is_alike(operator) and highest in (operator, *above[operator]) else highest


def _case_of_content(organisations: Organisations, state: str, party: str, tie: PowerTie) -> str:
    """The case of: what a state can order of a party that is run from elsewhere includes content.

    The law of the state that the party answers to may bar it from giving content to other states.
    """
    if tie != "service":
        return "office"
    return "market" if _is_barred(organisations.data_map, state, party) else "market, no law bars it"


def _is_barred(data_map: DataMap, state: str, party: str) -> bool:
    """True where a law of a state that a party is organised in or run from bars it from giving content to another."""
    stated = data_map.parties[party]
    return any(
        bar.bars(state, data_map.as_of)
        for home in dict.fromkeys((stated.organised_in, stated.run_from))
        for bar in blocks(home)
    )


def _power(address: str, tie: PowerTie | None, because: str, content: str | None = None) -> dict[str, object]:
    return {"kind": "power", "address": address, "tie": tie, "because": because, "content": content, "data": None}


def _power_over_place(
    organisations: Organisations, holding: Holding, state: str, inputs: Inputs
) -> dict[str, object] | None:
    """The power of a state over a place; None where nothing ties them.

    What stands on a state's soil shares one power, and so does what stands nobody knows where.
    """
    own = f"power.{state}.{holding.id}"
    if inputs.stated(own):
        return _power(inputs.certain(own), "soil", "as the map states")
    tie: PowerTie
    if holding.place == state:
        tie, address = "soil", f"power.{state}.soil"
    elif holding.place == UNKNOWN and state in organisations.tied:
        tie, address = "unknown", f"power.{state}.unknown"
    else:
        return None
    case, because = POWER_CASES[tie]
    return _power(inputs.default(address, POWER, case), tie, because)
