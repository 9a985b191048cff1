"""Dealings on a map: who gives whom access to which data, in which ways, and for what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from data_maps.fields import metres
from data_maps.model import DataMap
from laws.matter import MapValue
from laws.parties import called

ARRANGEMENTS = {
    "vendor": "service_by_counterparty",
    "processing": "service_by_counterparty",
    "employment": "employment",
    "investment": "investment",
    "brokerage": "data_sale",
}
SERVICES = ("processing", "hosting", "backup", "support", "security", "moderation", "analytics")
SALE = ("sale", "advertising")
WHOSE = "data go to the system {}, and who runs it is not known"
WHO_RUNS = "who runs the system {}, and from which country?"
AD_SPACE, TRACKER = "ad_space_sale_with_user_data", "tracking_pixel_or_sdk"


@dataclass(frozen=True)
class DealTie:
    """One way in which a party gets at data that another holds: what for, which data, at which node, by which words."""

    giver: str
    taker: str
    node: str
    data: tuple[str, ...]
    arrangement: str | None
    use: str | None
    where: str
    flow: str | None = None


def ties(data_map: DataMap) -> Iterator[DealTie]:
    """Every way in which data that one party holds come to another: flows, whose system it is, access, agreements."""
    yield from _flows(data_map)
    yield from _hosting(data_map)
    for access in data_map.access:
        data = access.data or held(data_map, access.to)
        if giver := party_at(data_map, access.to):
            yield DealTie(giver, access.party, access.to, data, None, None, f"access.{access.party}.{access.to}")
    for deal in data_map.agreements:
        for gift in deal.gives:
            giver = party_at(data_map, gift.system)
            kind = ARRANGEMENTS.get(deal.kind or "") if giver in deal.between else None
            data = gift.data or held(data_map, gift.system)
            if giver:
                for taker in deal.between:
                    yield DealTie(giver, taker, gift.system, data, kind, None, f"agreements.{deal.id}")


def _flows(data_map: DataMap) -> Iterator[DealTie]:
    for flow in data_map.flows:
        giver, taker = party_at(data_map, flow.source_id), party_at(data_map, flow.target)
        if giver and taker:
            kind = _arranged(flow.use, AD_SPACE)
            yield DealTie(giver, taker, flow.source_id, flow.data, kind, flow.use, f"flows.{flow.id}", flow.id)


def _hosting(data_map: DataMap) -> Iterator[DealTie]:
    """The systems of others into which the app's operator lets people's data go."""
    for flow in data_map.flows:
        taker = party_at(data_map, flow.target) if flow.target in data_map.systems else None
        if taker and flow.source_id in data_map.users:
            use, kind = _hosted(flow.use)
            where = f"systems.{flow.target}.operator"
            yield DealTie(data_map.app.operator, taker, flow.target, flow.data, kind, use, where, flow.id)


def _hosted(use: str | None) -> tuple[str, str | None]:
    """The use of people's data in another's system, hosting where the map says no other, and the dealing that it is."""
    use = use if use in (*SALE, *SERVICES) else "hosting"
    return use, _arranged(use, TRACKER)


def _arranged(use: str | None, advertised: str) -> str | None:
    """The kind of dealing that a use of data is; data for advertising are passed on as a part of it.

    Source:
        28 CFR 202.214(b)(4), (5) and (7): space that is sold with data of those who see it, and trackers built in.
    """
    kinds = {"sale": "data_sale", "advertising": advertised, **dict.fromkeys(SERVICES, "service_by_counterparty")}
    return kinds.get(use or "")


def unknown_operators(data_map: DataMap) -> Iterator[DealTie]:
    """The systems into which people or a party let data go while nobody says who runs them: a taker that is unknown."""
    for flow in data_map.flows:
        straight = flow.source_id in data_map.users
        giver = data_map.app.operator if straight else party_at(data_map, flow.source_id)
        if giver and is_run_by_nobody_known(data_map, flow.target):
            operator, where = data_map.systems[flow.target].operator, f"systems.{flow.target}.operator"
            use, kind = _hosted(flow.use) if straight else (flow.use, _arranged(flow.use, AD_SPACE))
            yield DealTie(giver, operator, flow.target, flow.data, kind, use, where, flow.id)


def is_run_by_nobody_known(data_map: DataMap, node: str) -> bool:
    """True for a system of which the map does not say who runs it; an operator that was assumed is not said."""
    system = data_map.systems.get(node)
    return system is not None and (operator_is_assumed(data_map, node) or system.operator not in data_map.parties)


def operator_is_assumed(data_map: DataMap, node: str) -> bool:
    """True for a system whose operator a short map left out."""
    return not data_map.assumed.isdisjoint((f"systems.{node}", f"systems.{node}.operator"))


def party_at(data_map: DataMap, node: str) -> str | None:
    """The party that holds what is at a node; None where it is people, or nobody knows who runs the system."""
    holder = data_map.systems[node].operator if node in data_map.systems else node
    return holder if holder in data_map.parties else None


def held(data_map: DataMap, node: str) -> tuple[str, ...]:
    """The data that flow to a node."""
    return tuple(dict.fromkeys(data for flow in data_map.flows if flow.target == node for data in flow.data))


def pairs(data_map: DataMap) -> Iterator[tuple[str, str, tuple[DealTie, ...]]]:
    """Each two parties of which one gives the other access, with all the ways; whoever runs a system may be unknown."""
    ties_by_pair: dict[tuple[str, str], list[DealTie]] = {}
    for tie in ties(data_map):
        if tie.giver != tie.taker and tie.giver in data_map.parties:
            ties_by_pair.setdefault((tie.giver, tie.taker), []).append(tie)
    for (giver, taker), ways in ties_by_pair.items():
        yield giver, taker, tuple(ways)


def deal_title(data_map: DataMap, giver: str, taker: str) -> str:
    """The title of a dealing."""
    return f"{called(data_map, giver)} gives {called(data_map, taker)} access"


def collects_itself(data_map: DataMap, party_: str | None, ways: Sequence[DealTie]) -> MapValue | None:
    """No where none of the data come to a party straight from people on the map; else not said."""
    names = {name for tie in ways for name in tie.data}
    straight = (flow for flow in data_map.flows if flow.source_id in data_map.users and names & set(flow.data))
    return None if any(party_at(data_map, flow.target) == party_ for flow in straight) else MapValue(False, "flows")


def data_of_kinds(data_map: DataMap, ways: Sequence[DealTie], kinds: Sequence[str]) -> list[str]:
    """The data of some kinds that come to a party in some ways."""
    every = dict.fromkeys(name for tie in ways for name in tie.data)
    return [name for name in every if data_map.data[name].type in kinds]


def finest_precision(data_map: DataMap, names: Sequence[str]) -> MapValue | None:
    """The finest precision that the map states."""
    stated = [(metres(data_map.data[name].precise_to), name) for name in names]
    precisions = sorted((value, name) for value, name in stated if value is not None)
    return MapValue(precisions[0][0], f"data.{precisions[0][1]}.precise_to") if precisions else None
