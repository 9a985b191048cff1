"""Facts for the rules on export from mainland China: dealings, systems abroad, and collection from abroad."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from data_maps.model import DataMap
from data_maps.problems import KeyPath
from data_maps.systems import Flow
from laws.deals import DealTie, deal_title, is_run_by_nobody_known, pairs
from laws.matter import MapMatter, MapValue, PeopleCount, PeopleReached, matter
from laws.on_maps import OnMap
from laws.parties import party
from laws.passings import returned

HOME = "CN"
SENSITIVE = ("location", "financial", "health", "biometric", "genetic", "identity", "sensitive", "credentials")
TO_SYSTEM = "data of people in mainland China go to the system {}"
COLLECTED = "collection from abroad of data of people in mainland China"
PROVIDED: KeyPath = ("provided_abroad",)
OF_PURPOSE: tuple[KeyPath, ...] = (("purpose",), ("necessary",), ("lawful_rules_and_collective_contract",))
PROVIDED_THERE = "who runs the system {} where it stands, and can anyone abroad reach the data in it?"
PROVIDED_ASKED = "who runs the system {}, where does it stand, and can anyone abroad reach the data in it?"
PLAIN = {
    "purpose": ("what must the data go abroad for: a contract with the person, staff, an emergency, a duty by law?"),
    "important_data": "has an authority told the exporter, or published, that the data are important data?",
    "necessary": "is the export truly necessary for that purpose?",
    "in_free_trade_zone": "is the exporter registered in a free-trade zone that has published a list?",
    "ftz_list.on_negative_list": "are the data on the list of the free-trade zone?",
    "ftz_list.listed_route": "which route does the list of the free-trade zone prescribe for them?",
    "is_critical_infrastructure_operator": "does the exporter operate critical information infrastructure?",
    "lawful_rules_and_collective_contract": (
        "does staff management rest on lawful work rules and on a collective contract?"
    ),
}


def exports(data_map: DataMap, day: date) -> Iterator[MapMatter]:
    """Each party outside mainland China that one in it gives access to data, and data that go straight abroad."""
    home = PeopleReached(data_map, (HOME,))
    for giver, taker, ways in pairs(data_map):
        if _is_there(data_map, giver) and data_map.parties[taker].run_from != HOME and _collected_there(home, ways):
            yield _dealing(data_map, home, giver, taker, ways)
    if _is_there(data_map, data_map.app.operator):
        yield from _kept_abroad(data_map, home)
    else:
        yield from _collected_from_abroad(data_map, home)
        yield from _collected_inside(data_map, home)
        yield from _given_back(data_map, home)


def _dealing(data_map: DataMap, home: PeopleReached, giver: str, taker: str, ways: Sequence[DealTie]) -> MapMatter:
    """The matter of data that a party abroad gets; of its system in mainland China it is asked who is there first."""
    places = [(tie.node, data) for tie in ways for data in tie.data]
    tree, title = _export(data_map, home, giver, places, ways[0].where), deal_title(data_map, giver, taker)
    systems = data_map.systems
    own = [tie.node for tie in ways if tie.node in systems and systems[tie.node].operator == taker]
    inside = all(systems[node].place == HOME for node in own)
    if not (own and inside and len(own) == len(ways)):
        return replace(matter(data_map, title, tree), leads=OF_PURPOSE)
    # Where access happens decides, not where the server stands: CAC questions and answers of October 2025.
    tree["provided_abroad"] = MapValue("unknown", f"systems.{own[0]}.in")
    asks = {PROVIDED: PROVIDED_THERE.format(own[0])}
    return replace(matter(data_map, title, tree, asks, (PROVIDED,)), leads=OF_PURPOSE)


def _is_there(data_map: DataMap, name: str) -> bool:
    return HOME in (data_map.parties[name].organised_in, data_map.parties[name].run_from)


def _collected_there(home: PeopleReached, ways: Sequence[DealTie]) -> bool:
    """True for data in a system in mainland China, and for those of people there wherever they are kept."""
    systems = home.data_map.systems
    inside = any(tie.node in systems and systems[tie.node].place == HOME for tie in ways)
    return inside or any(home.of([(tie.node, data) for data in tie.data]).middle for tie in ways)


def _straight(data_map: DataMap, home: PeopleReached) -> dict[str, list[Flow]]:
    """The flows from people in mainland China into each system."""
    straight: dict[str, list[Flow]] = {}
    for flow in data_map.flows:
        if flow.source_id in home.groups and flow.target in data_map.systems:
            straight.setdefault(flow.target, []).append(flow)
    return straight


def _kept_abroad(data_map: DataMap, home: PeopleReached) -> Iterator[MapMatter]:
    """Each system that may be abroad and of which no dealing tells: the exporter's own, or run by nobody known."""
    for node, flows in _straight(data_map, home).items():
        open_ended = is_run_by_nobody_known(data_map, node)
        place = data_map.systems[node].place
        if open_ended or (place != HOME and _is_there(data_map, data_map.systems[node].operator)):
            abroad = "unknown" if place in (HOME, "unknown") else True
            yield _of_flows(data_map, home, flows, TO_SYSTEM.format(node), abroad, node)


def _collected_from_abroad(data_map: DataMap, home: PeopleReached) -> Iterator[MapMatter]:
    """The data that go straight from people in mainland China to systems outside it, to an operator who is abroad."""
    systems_abroad = {
        node: flows for node, flows in _straight(data_map, home).items() if data_map.systems[node].place != HOME
    }
    if systems_abroad:
        elsewhere = [node for node in systems_abroad if data_map.systems[node].place != "unknown"]
        flows = [flow for node in elsewhere or systems_abroad for flow in systems_abroad[node]]
        yield _of_flows(data_map, home, flows, COLLECTED, True if elsewhere else "unknown", flows[0].target)


def _collected_inside(data_map: DataMap, home: PeopleReached) -> Iterator[MapMatter]:
    """The data in each system in mainland China that nobody there runs for an operator abroad: who reaches is asked."""
    for node, flows in _straight(data_map, home).items():
        system = data_map.systems[node]
        if system.place == HOME and not (system.operator in data_map.parties and _is_there(data_map, system.operator)):
            yield _of_flows(data_map, home, flows, TO_SYSTEM.format(node), "unknown", node)


def _given_back(data_map: DataMap, home: PeopleReached) -> Iterator[MapMatter]:
    """The data of people there that a firm there keeps for an operator abroad: whether it gets at them is asked."""
    for passing in returned(data_map, (HOME,), PROVIDED):
        inside = [tie for tie in passing.ways if data_map.systems[tie.node].place == HOME]
        places = [(tie.node, data) for tie in inside for data in tie.data]
        if home.of(places).middle:
            tree = _export(data_map, home, passing.giver, places, inside[0].where)
            tree["provided_abroad"] = MapValue("unknown", f"systems.{inside[0].node}.in")
            yield replace(matter(data_map, passing.title, tree, passing.asks, passing.first), leads=OF_PURPOSE)


def _of_flows(
    data_map: DataMap, home: PeopleReached, flows: Sequence[Flow], title: str, abroad: bool | str, node: str
) -> MapMatter:
    """The matter of data that go straight from people to a system; where it may not be abroad, that is asked."""
    where = f"flows.{flows[0].id}"
    places = [(flow.target, data) for flow in flows for data in flow.data]
    tree = _export(data_map, home, data_map.app.operator, places, where)
    inside = data_map.systems[node].place == HOME
    tree["processed_in_china"] = MapValue(inside, where)
    tree["provided_abroad"] = MapValue(abroad, f"systems.{node}.in")
    first = () if abroad is True else (PROVIDED,)
    asks = {PROVIDED: (PROVIDED_THERE if inside else PROVIDED_ASKED).format(node)}
    return replace(matter(data_map, title, tree, asks, first), leads=OF_PURPOSE)


def _export(
    data_map: DataMap, home: PeopleReached, exporter: str, places: Sequence[tuple[str, str]], where: str
) -> dict[str, Any]:
    """The facts of data that are provided abroad, and of whose they are."""
    people = [home.of([place]) for place in places]
    delicate = [pair for pair in places if data_map.data[pair[1]].type in SENSITIVE]
    return {
        "exporter": party(data_map, exporter),
        "personal_data": MapValue(True, where),
        "provided_abroad": MapValue(True, where),
        "important_data": MapValue("unknown", where),
        "purpose": MapValue("unknown", where),
        "ftz_list": {"on_negative_list": MapValue("unknown", where)},
        "ordinary_people_since_1_january": home.of(places) if home.groups and not delicate else _nobody(home),
        "sensitive_people_since_1_january": home.of(delicate) if home.groups and delicate else _nobody(home),
        "collected_outside_china": MapValue(not home.groups or not any(place.middle for place in people), "users"),
        "processed_in_china": MapValue(True, where),
    }


def _nobody(home: PeopleReached) -> PeopleCount:
    return home.of(())


ON_MAP = OnMap(
    exports,
    "no data in mainland China, or of people there, go to a party or a system outside it",
    plain=PLAIN,
    counted=("ordinary_floor", "ordinary_ceiling", "sensitive_ceiling"),
)
