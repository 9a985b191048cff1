"""Supplementary measures on a map: how the data of each transfer out of the area are protected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from data_maps.model import DataMap
from laws.deals import DealTie
from laws.deciding import decide_on
from laws.matter import MapMatter, MapValue, matter
from laws.on_maps import OnMap
from laws.parties import organisation, relation
from laws.passings import UNION, asked_first
from laws.transfer_criteria import left_open, tool_named, with_its_tool
from laws.transfers import covered_by
from laws.union_transfers import NOT_ABROAD, area, destination_facts, eea, service_role, under_chapter_v

SAFEGUARDS = ("standard_clauses", "own_clauses", "binding_corporate_rules", "code_of_conduct", "certification")
DEROGATIONS = ("consent", "contract")
ENCRYPTION_ASKED = (
    "before_transfer",
    "state_of_the_art",
    "withstands_authorities",
    "lasts_confidentiality_period",
    "correctly_implemented",
)
PLAIN = {
    "transfer_tool": (
        "on which legal tool do data go there: standard clauses, binding rules, consent, another or none?"
    ),
    "third_country_law.problematic": (
        "may authorities there reach the data further than is necessary and proportionate?"
    ),
    "keys.held_by": "who holds the keys to the data?",
    "keys.held_in": "in which country are the keys to the data kept?",
    "encryption.before_transfer": "are the data encrypted before they are sent?",
    "encryption.state_of_the_art": "are algorithm and key length state of the art?",
    "encryption.withstands_authorities": "does the encryption hold against the means of the authorities there?",
    "encryption.lasts_confidentiality_period": "does it hold for as long as the data have to stay confidential?",
    "encryption.correctly_implemented": "is it implemented without fault, in software that is maintained?",
}


def measures(data_map: DataMap, day: date) -> Iterator[MapMatter]:
    """The protection of the data of each transfer that goes outside the EEA."""
    for passing in under_chapter_v(data_map, day):
        left = passing.country not in area(day) and not _no_third_country(passing.destination.value, day)
        if left or organisation(data_map, passing.taker):
            giver, taker = passing.giver, passing.taker
            of_destination = matter(data_map, passing.title, destination_facts(data_map, passing, day))
            covered, where = covered_by("eu_adequacy", of_destination.facts, day), passing.destination.where
            tool = MapValue("adequacy_decision", where) if covered is True else _safeguard(data_map, giver, taker)
            tree = {"transfer_tool": tool, **_protection(data_map, giver, taker, passing.ways)}
            with_tool = with_its_tool("eu_grounds", data_map, passing, ("transfer_tool",), covered)
            yield asked_first(data_map, with_tool, tree)
    yield from left_open(data_map, eea(day), "eu_supplementary_measures")


def _no_third_country(country: str, day: date) -> bool:
    """True where the law on adequacy takes a place for no third country on a day."""
    facts = {"destination": country, "date": day.isoformat()}
    return decide_on("eu_adequacy", facts, day).outcome == "not_a_third_country"


def _safeguard(data_map: DataMap, giver: str, taker: str) -> MapValue | None:
    """The kind of tool that an agreement of two parties names; where none does, that is to be asked."""
    tool = tool_named(data_map, giver, taker, (*SAFEGUARDS, *DEROGATIONS, "none"))
    if tool is None:
        return None
    kind = "derogation" if tool.value in DEROGATIONS else "standard_clauses_or_similar"
    return MapValue("none" if tool.value == "none" else kind, tool.where)


def _protection(data_map: DataMap, giver: str, taker: str, ways: Sequence[DealTie]) -> dict[str, Any]:
    role = (
        "group_company"
        if relation(data_map, giver, taker)
        else "processor"
        if service_role(ways)
        else "business_partner"
    )
    copied = any(tie.flow for tie in ways)
    systems = [(data_map.systems[tie.node], tie) for tie in ways if tie.node in data_map.systems]
    holders = {system.keys[data] for system, tie in systems for data in tie.data if data in system.keys}
    reads = bool(holders & {"operator", "none", taker})
    keys = _keys(holders, giver, ways, reads) if copied and holders else {}
    return {
        "importer_role": MapValue(role, f"parties.{taker}"),
        "access_mode": MapValue("copy" if copied else "remote_view", ways[0].where),
        "importer_needs_clear_data": None if not reads else MapValue(True if not copied else "unknown", ways[0].where),
        "third_country_law": {"problematic": MapValue("unknown", f"parties.{taker}")},
        "encryption": {"in_transit": _in_transit(data_map, ways), **_encrypted(keys)},
        "keys": keys,
    }


def _keys(holders: set[str], giver: str, ways: Sequence[DealTie], reads: bool) -> dict[str, MapValue]:
    """Who holds the keys to data that are sent; where that is not the importer, their place is asked.

    Keys of the people themselves are out of the importer's hands, as those of somebody whom the exporter trusts.
    """
    where = f"systems.{ways[0].node}.keys"
    if reads:
        return {"held_by": MapValue("importer", where)}
    custody = {frozenset({giver}): "exporter", frozenset({"users"}): "trusted_entity"}
    held_by = custody.get(frozenset(holders), "unknown")
    return {"held_by": MapValue(held_by, where), "held_in": MapValue("unknown", where)}


def _encrypted(keys: Mapping[str, MapValue]) -> dict[str, MapValue]:
    """What use case 1 asks of an encryption whose keys are out of the importer's hands; a map says nothing of it."""
    held_in = keys.get("held_in")
    return {name: MapValue("unknown", held_in.where) for name in ENCRYPTION_ASKED} if held_in else {}


def _in_transit(data_map: DataMap, ways: Sequence[DealTie]) -> MapValue | None:
    states = [flow.in_transit for flow in data_map.flows if flow.id in {tie.flow for tie in ways}]
    if not states:
        return None
    worst = next((word for word in ("clear", "unknown") if word in states), "encrypted")
    return MapValue({"clear": False, "unknown": "unknown", "encrypted": True}[worst], ways[0].where)


ON_MAP = OnMap(
    measures,
    NOT_ABROAD,
    plain=PLAIN,
    home=UNION,
    defined_by="eu_transfer",
)
