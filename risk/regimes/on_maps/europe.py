"""Facts for the rules of the European Union on transfers and on impact assessments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from data_maps.model import DataMap
from risk.regimes.on_maps.deals import SERVICES, Tie, about, pairs
from risk.regimes.on_maps.matter import Matter, Said, matter
from risk.regimes.on_maps.parties import party, related, relation
from risk.regimes.on_maps.people import Spread
from risk.regimes.parameters import law

DPIA_KINDS = {
    "health": "health",
    "genetic": "genetic",
    "biometric": "biometric_identification",
    "location": "location",
    "financial": "financial",
    "text": "private_communications",
    "audio": "private_communications",
    "image": "social_media_content",
    "video": "social_media_content",
    "public": "social_media_content",
    "metadata": "device_and_internet_use",
    "device": "device_and_internet_use",
    "contacts": "interests_or_relationships",
    "identity": "national_id",
    "profile": "contact_details",
}
ASKED = (
    "evaluates_or_scores",
    "automated_decision_with_legal_or_similar_effect",
    "systematic_monitoring",
    "combines_datasets",
    "innovative_technology",
    "blocks_right_service_or_contract",
)


def eea() -> tuple[str, ...]:
    """The codes of the European Economic Area."""
    return tuple(law("eu_transfer").value("eea"))


def _abroad(data_map: DataMap, of: Sequence[str] | None = None) -> Iterator[tuple[str, str, Sequence[Tie], str, str]]:
    """Each party that another gives access to data of people in some places, the EEA unless said, and where it is."""
    people = Spread(data_map, of or eea())
    if not people.groups:
        return
    for giver, taker, ways in pairs(data_map):
        if any(people.of([(tie.node, data) for data in tie.data]).middle for tie in ways):
            party_, where = data_map.parties[taker], f"parties.{taker}.run_from"
            yield giver, taker, ways, party_.run_from, where


def transfers(data_map: DataMap, day: date) -> Iterator[Matter]:
    """Each party that another gives access to data of people in the EEA, wherever it is."""
    people = Spread(data_map, eea())
    for giver, taker, ways, country, where in _abroad(data_map):
        told: set[str] = set()
        operator = giver == data_map.app.operator
        copied = any(tie.flow for tie in ways)
        tree = {
            "exporter": {
                "party": party(data_map, giver, told),
                "role": Said("controller" if operator else "processor", f"parties.{giver}"),
                "targets_or_monitors_people_in_eea": Said(True, people.where) if operator else None,
            },
            "importer": {"party": party(data_map, taker, told), "role": _role(ways)},
            "importer_location": Said(country, where),
            "separate_legal_entity": Said(True, f"parties.{taker}"),
            "group_relation": related(data_map, giver, taker),
            "access_mode": Said("copy" if copied else "remote_view", ways[0].where),
            "people_are_in_eea": Said(True, people.where),
        }
        yield matter(data_map, about(data_map, giver, taker), tree)


def _role(ways: Sequence[Tie]) -> Said | None:
    serving = next((tie for tie in ways if tie.use in SERVICES), None)
    return Said("processor", serving.where) if serving else None


def adequacy(data_map: DataMap, day: date) -> Iterator[Matter]:
    """Each destination outside the EEA of data of people in it."""
    for giver, taker, _, country, where in _abroad(data_map):
        if country not in eea():
            yield matter(data_map, about(data_map, giver, taker), _destination(data_map, taker, country, where, day))


def _destination(data_map: DataMap, taker: str, country: str, where: str, day: date) -> dict[str, Any]:
    kinds = {"company": "commercial_organisation", "state": "public_body", "person": "other"}
    return {
        "destination": Said(country, where),
        "importer_kind": Said(kinds[data_map.parties[taker].kind], f"parties.{taker}"),
        "date": Said(day.isoformat(), "as_of"),
    }


def bridges(data_map: DataMap, day: date) -> Iterator[Matter]:
    """Each destination outside the United Kingdom of data of people in it."""
    for giver, taker, _, country, where in _abroad(data_map, ("GB",)):
        if country != "GB":
            tree = {"destination": Said(country, where), "date": Said(day.isoformat(), "as_of")}
            yield matter(data_map, about(data_map, giver, taker), tree)


def measures(data_map: DataMap, day: date) -> Iterator[Matter]:
    """What protects the data of each transfer that goes outside the EEA."""
    for giver, taker, ways, country, _ in _abroad(data_map):
        if country not in eea():
            yield matter(data_map, about(data_map, giver, taker), _protection(data_map, giver, taker, ways))


def _protection(data_map: DataMap, giver: str, taker: str, ways: Sequence[Tie]) -> dict[str, Any]:
    role = "group_company" if relation(data_map, giver, taker) else "processor" if _role(ways) else "business_partner"
    copied = any(tie.flow for tie in ways)
    holders = _holders(data_map, ways)
    reads = bool(holders & {"operator", "none", taker})
    return {
        "importer_role": Said(role, f"parties.{taker}"),
        "access_mode": Said("copy" if copied else "remote_view", ways[0].where),
        "importer_needs_clear_data": None if not reads else Said(True if not copied else "unknown", ways[0].where),
        "third_country_law": {"problematic": Said("unknown", f"parties.{taker}")},
        "encryption": {"in_transit": _in_transit(data_map, ways)},
        "keys": {"held_by": Said("importer", f"systems.{ways[0].node}.keys") if reads and copied else None},
    }


def _holders(data_map: DataMap, ways: Sequence[Tie]) -> set[str]:
    """Who holds the keys to the data where they come from."""
    systems = [(data_map.systems[tie.node], tie) for tie in ways if tie.node in data_map.systems]
    return {system.keys[data] for system, tie in systems for data in tie.data if data in system.keys}


def _in_transit(data_map: DataMap, ways: Sequence[Tie]) -> Said | None:
    told = [flow.in_transit for flow in data_map.flows if flow.id in {tie.flow for tie in ways}]
    if not told:
        return None
    worst = next((word for word in ("clear", "unknown") if word in told), "encrypted")
    return Said({"clear": False, "unknown": "unknown", "encrypted": True}[worst], ways[0].where)


def run(data_map: DataMap, day: date) -> Iterator[Matter]:
    """The processing for the app as a whole; what a map cannot say of it is not known."""
    people = Spread(data_map, eea())
    if not people.groups:
        return
    place = data_map.users[people.groups[0]].place
    reached = [name for name in data_map.data if any(name in flow.data for flow in data_map.flows)]
    kinds = dict.fromkeys(DPIA_KINDS[t] for name in reached if (t := data_map.data[name].type) in DPIA_KINDS)
    tree: dict[str, Any] = {
        "country": Said(place, f"users.{people.groups[0]}.in"),
        "data_kinds": Said(list(kinds), "data"),
        "number_of_people": people.everyone(),
        "scale": Said("unknown", people.where),
        **{key: Said("unknown", "app") for key in ASKED},
    }
    yield matter(data_map, f"the processing for {data_map.app.name}", tree)
