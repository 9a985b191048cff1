"""Impact assessments on a map: the processing for the app as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from data_maps.model import DataMap
from laws.matter import MapMatter, MapValue, PeopleReached, matter
from laws.on_maps import OnMap
from laws.union_transfers import eea

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
PLAIN = {
    "scale": "is it on a large scale, by its people, data, time and area?",
    "systematic_monitoring": "does the app observe, monitor or control people systematically?",
    "combines_datasets": "does it combine data of different sources in a way that people would not expect?",
    "automated_decision_with_legal_or_similar_effect": (
        "does it decide on people, or prepare decisions, with legal or similar effect?"
    ),
    "blocks_right_service_or_contract": "does it decide whether people get a service, a contract or a right?",
    "evaluates_or_scores": "does it evaluate, score, profile or predict people?",
    "evaluation_extent": "how far does it evaluate people: by one visit, or up to a comprehensive profile?",
    "innovative_technology": "does it use new technology, or organise in a new way?",
    "ai_steers_interaction_or_evaluates": "does artificial intelligence deal with people or evaluate them?",
    "anonymised_for_third_parties": "are sensitive data often made anonymous to be passed on?",
    "measures_performance": "do providers of new technology use the data to tell how people perform?",
    "national_list_requires": "does the authority there list such processing as one that requires an assessment?",
    "national_list_exempts": "does the authority there list such processing as one that needs no assessment?",
    "publicly_accessible_area": "does it monitor an area that is open to anyone?",
    "mobile_recording_in_public": "do moving cameras or sensors record in public?",
    "under_professional_or_official_secrecy": "are the data under a duty of secrecy, as of a doctor?",
    "collected_partly_elsewhere": "does part of the data come from others than the people themselves?",
    "opaque_algorithm": "does an algorithm that people cannot understand work on the data?",
    "pooled_centrally": "are the data brought together in one place?",
    "open_ended_discovery": "does it look for unknown connections, for purposes not fixed before?",
    "published_or_passed_on_for_third_party_decisions": (
        "are evaluations of people published or passed on to others, who may decide on them?"
    ),
}


def impact(data_map: DataMap, day: date) -> Iterator[MapMatter]:
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


ON_MAP = OnMap(
    impact,
    "nobody in the European Economic Area uses the app",
    plain=PLAIN,
)
