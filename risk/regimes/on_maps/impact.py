"""Facts for the rules on impact assessments in the European Economic Area."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from data_maps.model import DataMap
from risk.regimes.on_maps.matter import MapMatter, MapValue, matter
from risk.regimes.on_maps.people import PeopleReached
from risk.regimes.on_maps.transfers import eea

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
DPIA_ASKED = (
    "evaluates_or_scores",
    "automated_decision_with_legal_or_similar_effect",
    "systematic_monitoring",
    "combines_datasets",
    "innovative_technology",
    "blocks_right_service_or_contract",
)
RECORDS = ("image", "video", "audio", "location", "biometric", "device", "metadata")
"""Types of data by which an app can record what is around it."""
IN_PUBLIC = ("mobile_recording_in_public", "publicly_accessible_area")


def run(data_map: DataMap, day: date) -> Iterator[MapMatter]:
    """The processing for the app as a whole; what a map cannot say of it is not known."""
    people = PeopleReached(data_map, eea(day))
    if not people.groups:
        return
    place = data_map.users[people.groups[0]].place
    reached = [name for name in data_map.data if any(name in flow.data for flow in data_map.flows)]
    kinds = dict.fromkeys(DPIA_KINDS[t] for name in reached if (t := data_map.data[name].type) in DPIA_KINDS)
    records = any(data_map.data[name].type in RECORDS for name in reached)
    alone = data_map.parties[data_map.app.operator].kind == "person"
    tree: dict[str, Any] = {
        "country": MapValue(place, f"users.{people.groups[0]}.in"),
        "data_kinds": MapValue(list(kinds), "data"),
        "number_of_people": people.everyone(),
        "scale": MapValue("unknown", people.where),
        "individual_professional": None if alone else MapValue(False, f"parties.{data_map.app.operator}"),
        **{key: MapValue("unknown", "app") for key in DPIA_ASKED},
        **({} if records else {key: MapValue(False, "data") for key in IN_PUBLIC}),
    }
    yield matter(data_map, f"the processing for {data_map.app.name}", tree)
