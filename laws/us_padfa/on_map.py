"""PADFA on a map: flows of data to whoever buys them or advertises with them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from data_maps.model import DataMap
from data_maps.problems import KeyPath
from laws.deals import SALE, DealTie, collects_itself, data_of_kinds, finest_precision, party_at
from laws.matter import MapMatter, MapValue, PeopleReached, matter
from laws.on_maps import OnMap
from laws.parameters import law
from laws.parties import called, party
from laws.united_states import silent_operator, us

LISTED_KINDS = {
    "identity": "government_id",
    "health": "health",
    "financial": "financial",
    "biometric": "biometric",
    "genetic": "genetic",
    "location": "location",
    "text": "private_communications",
    "audio": "private_communications",
    "credentials": "log_in_credentials",
    "contacts": "private_device_content",
    "image": "private_device_content",
    "video": "private_device_content",
    "profile": "contact_details",
}
PROVIDER: KeyPath = ("provider",)
GETS = "{} gets data of a broker, if there is one"
WHO = "does anybody who did not collect them from the people sell or pass data of people in the United States to {}?"
PLAIN = {
    "collected_directly_from_individuals": "did the provider collect the data directly from the people?",
    "valuable_consideration": "does the provider get money or anything else of value for the data?",
    "recipient_is_providers_service_provider": "does the receiver only work for the provider, and as it is told?",
    "data_kinds": "which kinds of data are they, such as health, finance, messages or location?",
    "location_radius_m": "how closely are positions known, in metres?",
    "location_shows_street": "do positions tell the street?",
}


def brokers(data_map: DataMap, day: date) -> Iterator[MapMatter]:
    """Every flow to a party that buys the data or advertises with them.

    Of an operator from a listed country, or held from one, on a short map it is asked whether a broker gives it data.
    """
    people = PeopleReached(data_map, us())
    for flow in data_map.flows:
        giver, taker = party_at(data_map, flow.source_id), party_at(data_map, flow.target)
        if flow.use in SALE and taker and people.groups:
            sender = f"{called(data_map, giver)} passes data to" if giver else "people's data go to"
            tie = DealTie(giver or "", taker, flow.source_id, flow.data, None, flow.use, f"flows.{flow.id}", flow.id)
            yield matter(data_map, f"{sender} {called(data_map, taker)}", _brokered(data_map, people, giver, tie, day))

    if people.groups and (operator := silent_operator(data_map, _listed(day), at_home=True)):
        name = called(data_map, operator)
        tree = {
            "recipient": party(data_map, operator),
            "individuals_reside_in": MapValue("US", people.where),
            "date": MapValue(day.isoformat(), "as_of"),
        }
        yield matter(data_map, GETS.format(name), tree, {PROVIDER: WHO.format(name)}, first=(PROVIDER,))


def _listed(day: date) -> set[str]:
    """The countries that the list names on a day, and the places of which it is open whether it does."""
    parameters = law("us_padfa").parameters
    return {
        code for name in ("countries", "not_named") for version in parameters[name].on(day) for code in version.value
    }


def _brokered(data_map: DataMap, people: PeopleReached, giver: str | None, tie: DealTie, day: date) -> dict[str, Any]:
    described: set[str] = set()
    own = MapValue(True, tie.where) if giver in (data_map.app.operator, None) else None
    kinds = dict.fromkeys(LISTED_KINDS.get(data_map.data[name].type, "other") for name in tie.data)
    return {
        "provider": party(data_map, giver, described) if giver else None,
        "collected_directly_from_individuals": own or collects_itself(data_map, giver, [tie]),
        "valuable_consideration": MapValue(True, tie.where) if tie.use == "sale" else None,
        "recipient_is_providers_service_provider": MapValue(False, tie.where) if tie.use == "sale" else None,
        "recipient": party(data_map, tie.taker, described),
        "data_kinds": MapValue(list(kinds), tie.where),
        "location_radius_m": finest_precision(data_map, data_of_kinds(data_map, [tie], ["location"])),
        "individuals": people.of([(tie.node, name) for name in tie.data], tie.flow),
        "individuals_reside_in": MapValue("US", people.where),
        "date": MapValue(day.isoformat(), "as_of"),
    }


ON_MAP = OnMap(
    brokers,
    "no data of people in the United States are sold or passed on for advertising",
    plain=PLAIN,
)
