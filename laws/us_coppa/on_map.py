"""The Rule on children's privacy on a map: what people in the United States give to the app."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from data_maps.fields import metres
from data_maps.model import DataMap
from laws.deals import SALE
from laws.matter import MapMatter, MapValue, PeopleReached, matter
from laws.on_maps import OnMap
from laws.united_states import us

STREET = 1_000
"""Metres from which on a position tells no street."""
KINDS = {
    "profile": "name",
    "identity": "government_id",
    "device": "persistent_identifier",
    "metadata": "persistent_identifier",
    "contacts": "online_contact",
    "audio": "image_or_voice",
    "image": "image_or_voice",
    "video": "image_or_voice",
    "biometric": "biometric",
    "genetic": "biometric",
}
PLAIN = {
    "audience": "is the app, or a part of it, meant for children under 13: first of all, among others, or not?",
    "neutral_age_screen": "does the app ask for the age first, in a neutral way, and collect nothing before?",
    "identified_under_13": "does it then collect from those who say that they are under 13?",
    "knows_of_child": "does the operator know of users under 13, as from complaints, profiles or school years?",
    "collected_online_from_child": "do users give these data themselves, in the app?",
    "information": "do names, contacts, identifiers of devices, positions, pictures or voices reach the operator?",
    "exception": "does it rely on an exception to consent, such as internal operations or one reply, and on which?",
    "exception_conditions_met": "are all conditions of that exception met, such as use for nothing else, and deletion?",
    "notice": "is notice posted and sent to a parent before anything is collected?",
    "verifiable_consent": "does a parent give verifiable consent before anything is collected?",
    "discloses": "do data of children go to third parties for more than running the app, or to the public?",
    "disclosure_integral": "is that disclosure integral to the app?",
    "separate_consent": "may a parent consent to the collection without that disclosure, and is it asked for apart?",
}


def children(data_map: DataMap, day: date) -> Iterator[MapMatter]:
    """What people in the United States give to the app, should children be among them."""
    people = PeopleReached(data_map, us())
    if not people.groups:
        return
    operator = data_map.parties.get(data_map.app.operator)
    given = [flow for flow in data_map.flows if flow.source_id in people.groups]
    passed_on = next((flow for flow in data_map.flows if flow.use in SALE), None)
    is_public = operator is not None and operator.kind == "state"
    tree = {
        "us_commerce": MapValue(True, people.where),
        "commercial": MapValue(False, f"parties.{data_map.app.operator}") if is_public else None,
        "collected_online_from_child": MapValue(True, f"flows.{given[0].id}") if given else None,
        "information": _information(data_map, [name for flow in given for name in flow.data]),
        "discloses": MapValue(True, f"flows.{passed_on.id}") if passed_on else None,
        "date": MapValue(day.isoformat(), "as_of"),
    }
    yield matter(data_map, f"children who use {data_map.app.name}", tree)


def _information(data_map: DataMap, names: list[str]) -> MapValue | None:
    """The kinds of personal information among data; those of which it depends on more are not known."""
    kinds: dict[str, None] = {}
    for name in names:
        item = data_map.data[name]
        precise = metres(item.precise_to) if item.type == "location" else None
        near = "unknown" if precise is None else "geolocation" if precise < STREET else "anonymous"
        kinds[near if item.type == "location" else KINDS.get(item.type, "unknown")] = None
    return MapValue(list(kinds), f"data.{names[0]}") if kinds else None


ON_MAP = OnMap(children, "nobody in the United States uses the app", plain=PLAIN)
