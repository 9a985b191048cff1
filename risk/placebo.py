"""Placebo of a map: the same map with an owner from another state, or drawn otherwise, to tell what rests on either.

With another owner, only whose the app's organisation is changes. Rates, interest, places and people's terms stay with
their states. Drawn coarser, each organisation has one system; drawn finer, each system is two.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from data_maps.addresses import Address, address
from data_maps.contradictions import data_at
from data_maps.model import DataMap
from data_maps.names import Names
from data_maps.organisations import names_of, organisations
from data_maps.parties import Party
from data_maps.quantities import Estimate
from data_maps.systems import Access, Agreement, Flow, Standing, System
from risk.defaults import estimate_of
from risk.exposure import POWER, POWER_CASES
from risk.organisations import Organisations
from risk.record.evidence import defaults

NEUTRAL = ("CH", "NZ", "XZ")
"""States without a record or a stake, the first that is not on the map; the last is made up."""
UNKNOWN = "unknown"
OtherIds = Mapping[str, str]
"""Another id for each of some systems."""


def owner_state(data_map: DataMap) -> str:
    """The state that the top of the app operator's organisation is run from."""
    return data_map.parties[organisations(data_map)[data_map.app.operator]].run_from


def neutral_state(data_map: DataMap) -> str:
    """A state without a record or a stake that is not on the map."""
    states = Organisations(data_map).states
    return next((state for state in NEUTRAL if state not in states), NEUTRAL[-1])


def with_owner_in(data_map: DataMap, state: str) -> DataMap:
    """The map whose app belongs to an organisation of another state.

    In those of its parties that are organised in or run from the owner's state, that state becomes the other, and the
    power that the map states over them goes along. The owner state's standing access at the organisation ends.
    """
    before, top_of = owner_state(data_map), organisations(data_map)
    top = top_of[data_map.app.operator]
    moved = {
        id_: _moved(party, before, state)
        for id_, party in data_map.parties.items()
        if top_of[id_] == top and before in (party.organised_in, party.run_from)
    }
    standing = tuple(line for line in data_map.standing if line.state != before or top_of[line.at] != top)
    return data_map.model_copy(
        update={
            "parties": {**data_map.parties, **moved},
            "estimates": _powers_moved(data_map, moved, before, state),
            "standing": standing,
        }
    )


def _moved(party: Party, before: str, after: str) -> Party:
    """A party of one state as one of another."""
    seats = {"organised_in": party.organised_in, "run_from": party.run_from}
    return party.model_copy(update={key: after if seat == before else seat for key, seat in seats.items()})


def _powers_moved(data_map: DataMap, moved: Mapping[str, Party], before: str, after: str) -> dict[str, Estimate]:
    """The estimates of a map with the stated powers over some parties gone to another state.

    Of two that then stand at one address the higher counts. What one state loses it does not gain by the default of
    another tie: a stated power that is lower stays.
    """
    estimates = dict(data_map.estimates)
    for party in moved:
        stated = estimates.pop(f"power.{before}.{party}", None)
        content = estimates.pop(f"content.{before}.{party}", None)
        if stated is None:
            continue
        there = estimates.get(f"power.{after}.{party}")
        states = [after] if there is None or _best(there) < _best(stated) else []
        states += [before] if _best(stated) < _by_service(data_map, before, party) else []
        for state in states:
            estimates[f"power.{state}.{party}"] = stated
            if content is not None:
                estimates[f"content.{state}.{party}"] = content
    return estimates


def _by_service(data_map: DataMap, state: str, party: str) -> float:
    """The default power of a state over a party that serves people there; 0 over others."""
    serves = party == data_map.app.operator and any(group.place == state for group in data_map.users.values())
    return _best(estimate_of(defaults()[POWER, POWER_CASES["service"][0]])) if serves else 0.0


def _best(estimate: Estimate) -> float:
    return estimate.best or 0.0


def with_systems_split(data_map: DataMap) -> DataMap:
    """The map with each system that holds data in two that hold the same data of the same people.

    What the map says of one it says of the other. A system that nobody knows who runs stays one: two would be two
    organisations.
    """
    data_in = data_at(data_map)
    run = [id_ for id_, system in data_map.systems.items() if data_in.get(id_) and system.operator in data_map.parties]
    twins = {id_: _unused(f"{id_}-twin", data_map) for id_ in run}
    of_twins = {twin: data_map.systems[id_] for id_, twin in twins.items()}
    filled = tuple(_filling(data_map, id_, twin, data_in[id_]) for id_, twin in twins.items())
    return data_map.model_copy(
        update={
            "systems": {**data_map.systems, **of_twins},
            "flows": (*data_map.flows, *filled),
            "access": (*data_map.access, *(a for a in _access(data_map, twins) if a.to in of_twins)),
            "agreements": tuple(_given_twice(agreement, twins) for agreement in data_map.agreements),
            "standing": (*data_map.standing, *(s for s in _standing(data_map, twins) if s.at in of_twins)),
            "estimates": {**data_map.estimates, **dict(_of_twins(data_map, twins))},
        }
    )


def _unused(name: str, data_map: DataMap) -> str:
    """A name that nothing on the map has."""
    taken = {*data_map.systems, *data_map.parties, *data_map.users, *data_map.data}
    while name in taken:
        name += "-twin"
    return name


def _filling(data_map: DataMap, system: str, twin: str, held: frozenset[str]) -> Flow:
    """The flow that brings everything in a system to its twin."""
    data = tuple(d for d in data_map.data if d in held)
    return Flow.model_validate({"id": f"{system}.{twin}", "from": system, "to": twin, "data": data})


def _given_twice(agreement: Agreement, twins: OtherIds) -> Agreement:
    more = (gift.model_copy(update={"system": twins[gift.system]}) for gift in agreement.gives if gift.system in twins)
    return agreement.model_copy(update={"gives": (*agreement.gives, *more)})


def _of_twins(data_map: DataMap, twins: OtherIds) -> Iterator[tuple[str, Estimate]]:
    """The map's estimates of systems, said of their twins."""
    names = names_of(data_map)
    for text, number in data_map.estimates.items():
        system = _system_of(text, names, twins)
        if system is not None:
            yield ".".join(twins[system] if piece == system else piece for piece in text.split(".")), number


def with_systems_merged(data_map: DataMap) -> DataMap:
    """The map with one system in place of all those of an organisation; one whose operator is unknown stays.

    It stands and has its keys where all of these do, else nobody knows; what the map says of one of them alone is no
    longer said.
    """
    joined = {systems[0]: _joined(data_map, top, systems) for top, systems in _several(data_map).items()}
    ids = {id_: systems[0] for systems in _several(data_map).values() for id_ in systems}
    systems = {id_: joined.get(id_, system) for id_, system in data_map.systems.items() if ids.get(id_, id_) == id_}
    flows = (_renamed_flow(flow, ids) for flow in data_map.flows)
    standing = {(line.state, line.at): line for line in reversed(_standing(data_map, ids))}
    names = names_of(data_map)
    return data_map.model_copy(
        update={
            "systems": systems,
            "flows": tuple(flow for flow in flows if flow.source_id != flow.target),
            "access": tuple(dict.fromkeys(_access(data_map, ids))),
            "agreements": tuple(_given_once(agreement, ids) for agreement in data_map.agreements),
            "standing": tuple(reversed(standing.values())),
            "estimates": {text: n for text, n in data_map.estimates.items() if not _system_of(text, names, ids)},
        }
    )


def _several(data_map: DataMap) -> dict[str, list[str]]:
    """The systems that hold data, of each organisation that has several."""
    data_in, top_of = data_at(data_map), organisations(data_map)
    by_top: dict[str, list[str]] = {}
    for id_, system in data_map.systems.items():
        if data_in.get(id_) and system.operator in data_map.parties:
            by_top.setdefault(top_of[id_], []).append(id_)
    return {top: systems for top, systems in by_top.items() if len(systems) > 1}


def _joined(data_map: DataMap, top: str, ids: Sequence[str]) -> System:
    """One system for several of an organisation."""
    data_in = data_at(data_map)
    systems = [data_map.systems[id_] for id_ in ids]
    operators, places = {system.operator for system in systems}, {system.place for system in systems}
    operator = data_map.app.operator if data_map.app.operator in operators else top
    return systems[0].model_copy(
        update={
            "operator": operators.pop() if len(operators) == 1 else operator,
            "place": places.pop() if len(places) == 1 else UNKNOWN,
            "keys": {d: _holder(data_map, d, [id_ for id_ in ids if d in data_in[id_]]) for d in data_map.data},
            "keeps": _longest(systems),
            "apart": all(system.apart for system in systems),
            "staff": max((s.staff for s in systems if s.staff), key=lambda staff: staff.best or 0.0, default=None),
        }
    )


def _holder(data_map: DataMap, data: str, ids: Sequence[str]) -> str:
    """The one holder of the keys to data at some systems; unknown where there are several or none."""
    holders = {data_map.systems[id_].keys.get(data, "operator") for id_ in ids}
    return holders.pop() if len(holders) == 1 else UNKNOWN


def _longest(systems: Sequence[System]) -> dict[str, float]:
    """The longest time for which a system keeps each of its data."""
    keeps: dict[str, float] = {}
    for system in systems:
        for data, years in system.keeps.items():
            keeps[data] = max(years, keeps.get(data, years))
    return keeps


def _renamed_flow(flow: Flow, ids: OtherIds) -> Flow:
    ends = {"source_id": ids.get(flow.source_id, flow.source_id), "target": ids.get(flow.target, flow.target)}
    return flow.model_copy(update=ends)


def _given_once(agreement: Agreement, ids: OtherIds) -> Agreement:
    gives = tuple(gift.model_copy(update={"system": ids.get(gift.system, gift.system)}) for gift in agreement.gives)
    return agreement.model_copy(update={"gives": gives})


def _access(data_map: DataMap, ids: OtherIds) -> tuple[Access, ...]:
    """Every access, to systems by other ids."""
    return tuple(access.model_copy(update={"to": ids.get(access.to, access.to)}) for access in data_map.access)


def _standing(data_map: DataMap, ids: OtherIds) -> tuple[Standing, ...]:
    """Every standing access, at systems by other ids."""
    return tuple(line.model_copy(update={"at": ids.get(line.at, line.at)}) for line in data_map.standing)


def _system_of(text: str, names: Names, systems: OtherIds) -> str | None:
    """The one of some systems that an estimate's address is about, other than by a flow; None where there is none."""
    named = address(text, names)
    if not isinstance(named, Address) or named.flow is not None:
        return None
    return next((piece for piece in named.parts if piece in systems), None)
