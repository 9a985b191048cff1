"""Changes of ties between parties: flows, access and agreements ended, a party sold to another owner."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TypeVar

from data_maps.addresses import Address, address
from data_maps.changes import Divest, EndAccess, EndAgreement, EndFlow
from data_maps.contradictions import data_at
from data_maps.model import SideReading
from data_maps.names import Names
from data_maps.organisations import names_of, organisations
from data_maps.parties import Ownership
from data_maps.quantities import Estimate
from data_maps.systems import Access, Agreement, Flow, Gift, Screened, Standing
from risk.inputs import ChangedMap, Input
from risk.options.effects import StepInForce, option_number, with_number, without_numbers

DataAtPlaces = Mapping[str, frozenset[str]]
Line = TypeVar("Line", Access, Standing, Screened)

WHOLE = Estimate(form="exact", best=1.0, why="the whole party is sold")


def end_flow(data_map: ChangedMap, change: EndFlow, step: StepInForce) -> ChangedMap:
    """The map without a flow, and without what only it brought: what other flows bring stays."""
    gone = next((flow for flow in data_map.flows if flow.id == change.flow), None)
    others = tuple(_beside(data_map, gone, flow) for flow in data_map.flows if flow is not gone)
    cut = data_map.model_copy(update={"flows": others})
    data_left = data_at(cut)
    flows = tuple(_still_fed(cut, data_left))
    systems = {}
    for id_, system in cut.systems.items():
        keeps = {data: years for data, years in system.keeps.items() if data in data_left.get(id_, ())}
        systems[id_] = system.model_copy(update={"keeps": keeps})
    access = tuple(_with_data_there(data_left, ((line.to, line) for line in cut.access)))
    standing = tuple(_with_data_there(data_left, ((line.at, line) for line in cut.standing)))
    held = _held_by_organisation(cut, data_left) if cut.screened else {}
    screened = tuple(_with_data_there(held, ((line.by, line) for line in cut.screened)))
    agreements = tuple(_still_given(agreement, data_left) for agreement in cut.agreements)
    names, carried = names_of(data_map), {flow.id: flow.data for flow in flows}
    ended = {(line.state, line.at) for line in cut.standing} - {(line.state, line.at) for line in standing}
    ended_numbers = {
        f"{family}.{state}.{system}" for family in ("standing", "share.standing") for state, system in ended
    }
    ended_numbers |= {text for text in _addresses(cut) if _is_gone(text, names, carried)}
    estimates = {text: number for text, number in cut.estimates.items() if text not in ended_numbers}
    readings = {id_: left for id_, side in cut.readings.items() if (left := _without_numbers(side, ended_numbers)).set_}
    lists = {"flows": flows, "systems": systems, "access": access, "agreements": agreements}
    numbers = {"estimates": estimates, "readings": readings}
    return cut.model_copy(update={**lists, **numbers, "standing": standing, "screened": screened})


def _beside(data_map: ChangedMap, gone: Flow | None, flow: Flow) -> Flow:
    """A flow that stays: an alternative that is taken from people keeps its share of them."""
    if gone is None or gone.split is None or (gone.source_id, gone.split) != (flow.source_id, flow.split):
        return flow
    share = data_map.estimates.get(f"share.{gone.id}", gone.share)
    return flow.model_copy(update={"beside": (*flow.beside, (gone.id, share))})


def _addresses(data_map: ChangedMap) -> Iterator[str]:
    """The addresses that the map's own estimates and its readings give numbers of."""
    yield from data_map.estimates
    yield from (text for side in data_map.readings.values() for text in side.set_)


def _without_numbers(side: SideReading, addresses: Collection[str]) -> SideReading:
    """A side's reading without its numbers at some addresses."""
    return side.model_copy(update={"set_": {text: n for text, n in side.set_.items() if text not in addresses}})


def _with_data_there(data_left: DataAtPlaces, lines: Iterable[tuple[str, Line]]) -> Iterator[Line]:
    """Lines about data at a place, each for those that still are there; without one of which none are."""
    for place, line in lines:
        left = _still(line.data, data_left, place)
        if line.data is None or left:
            yield line.model_copy(update={"data": left})


def _held_by_organisation(data_map: ChangedMap, data_left: DataAtPlaces) -> DataAtPlaces:
    """The data that the organisation of each party holds."""
    tops = organisations(data_map)
    held = {
        party: [data for place, data in data_left.items() if tops.get(place) == tops[party]]
        for party in data_map.parties
    }
    return {party: frozenset().union(*data) for party, data in held.items()}


def _still(data: Iterable[str] | None, data_left: DataAtPlaces, place: str) -> tuple[str, ...] | None:
    """Data among some that still reach a place; None, which stands for all, stays None."""
    return None if data is None else tuple(d for d in data if d in data_left.get(place, ()))


def _still_fed(data_map: ChangedMap, data_left: DataAtPlaces) -> Iterator[Flow]:
    """The flows with the data that still reach their start."""
    for flow in data_map.flows:
        data = flow.data if flow.source_id in data_map.users else _still(flow.data, data_left, flow.source_id)
        if data:
            yield flow if data == flow.data else flow.model_copy(update={"data": data})


def _still_given(agreement: Agreement, data_left: DataAtPlaces) -> Agreement:
    gives = tuple(
        gift.model_copy(update={"data": _still(gift.data, data_left, gift.system)})
        for gift in agreement.gives
        if gift.data is None or _still(gift.data, data_left, gift.system)
    )
    return agreement if gives == agreement.gives else agreement.model_copy(update={"gives": gives})


def _is_gone(text: str, names: Names, carried: Mapping[str, tuple[str, ...]]) -> bool:
    """True where an address names a flow, or data on a flow, that is no longer there."""
    named = address(text, names)
    if not isinstance(named, Address) or named.flow is None:
        return False
    return named.flow not in carried or (named.data is not None and named.data not in carried[named.flow])


def end_access(data_map: ChangedMap, change: EndAccess, step: StepInForce) -> ChangedMap:
    """The map without a party's access to a system, stated or by agreement; what agreements give the others stays."""
    operator = data_map.systems[change.to].operator if change.to in data_map.systems else change.to
    last = (
        access_left
        for old in data_map.agreements
        for access_left in _of_the_last(old, change)
        if access_left.party != operator
    )
    access = (*(line for line in data_map.access if (line.party, line.to) != (change.party, change.to)), *last)
    agreements = tuple(agreement for old in data_map.agreements for agreement in _agreement_without(old, change))
    return data_map.model_copy(update={"access": access, "agreements": agreements})


def _remaining_gifts(agreement: Agreement, change: EndAccess) -> tuple[tuple[Gift, ...], tuple[str, ...]]:
    """What an agreement gives to the system, and the parties it gives that to from now on."""
    gifts = tuple(gift for gift in agreement.gives if gift.system == change.to)
    return gifts, tuple(party for party in agreement.between if party != change.party)


def _of_the_last(agreement: Agreement, change: EndAccess) -> Iterator[Access]:
    """What a single party that is left has there from now on: an agreement takes two."""
    gifts, others = _remaining_gifts(agreement, change)
    if len(others) == 1 < len(agreement.between):
        yield from (Access(party=others[0], to=gift.system, how=agreement.id, data=gift.data) for gift in gifts)


def _agreement_without(agreement: Agreement, change: EndAccess) -> Iterator[Agreement]:
    """The agreement: whole, or for what it gives elsewhere, and for the others what it gives there."""
    gifts, others = _remaining_gifts(agreement, change)
    if not gifts or len(others) == len(agreement.between):
        yield agreement
        return
    elsewhere = tuple(gift for gift in agreement.gives if gift.system != change.to)
    yield agreement.model_copy(update={"gives": elsewhere})
    if len(others) > 1:
        id_ = f"{agreement.id}-without-{change.party}-{change.to}"
        yield agreement.model_copy(update={"id": id_, "between": others, "gives": gifts})


def end_agreement(data_map: ChangedMap, change: EndAgreement, step: StepInForce) -> ChangedMap:
    """The map without an agreement, and without all access it gave."""
    agreements = tuple(agreement for agreement in data_map.agreements if agreement.id != change.agreement)
    return data_map.model_copy(update={"agreements": agreements})


def divest(data_map: ChangedMap, change: Divest, step: StepInForce) -> ChangedMap:
    """The map in which a party has another owner.

    All lines of its ownership go, with what was known of their control; the buyer and the lines that stay come.
    """
    ended_lines = [line for line in data_map.ownership if line.of == change.party]
    others = tuple(line for line in data_map.ownership if line.of != change.party)
    bought = Ownership(owner=change.to, of=change.party, via="shares", share=WHOLE)
    stated = without_numbers(data_map, (f"control.{line.owner}.{line.of}" for line in ended_lines))
    sold = stated.model_copy(update={"ownership": (*others, bought, *change.keeps)})
    for line in change.keeps:
        if line.control is not None:
            sold = with_number(sold, f"control.{line.owner}.{line.of}", _kept_control(sold, line, step))
    return sold


def _kept_control(data_map: ChangedMap, line: Ownership, step: StepInForce) -> Input:
    """What a line that stays still makes the party do: a number of the option, not of the line as it was."""
    address = f"option.{step.option}.control.{line.owner}.{line.of}"
    return option_number(data_map, address, line.control, "probability", step.place(data_map), WHOLE)
