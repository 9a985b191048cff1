"""Section 889 on a map: equipment and services of the named producers, and what bodies of the state buy and use."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from data_maps.model import DataMap
from laws.matter import MapMatter
from laws.on_maps import OnMap
from laws.procurement import procured

PRODUCERS = {word: rf"\b{word}\b" for word in ("huawei", "zte", "hytera", "hikvision", "dahua")}
PLAIN = {
    "executive_agency": "is the body an executive agency of the United States, or does one buy or fund this?",
    "act": "does the agency buy this, contract with a firm that uses it, or pay for it by a grant?",
    "producer": "is any equipment or service in it of Huawei, ZTE, Hytera, Hikvision, Dahua or their affiliates?",
    "kind": "is it equipment or a service of telecommunications or video surveillance, and which?",
    "security_purpose": "does it serve public safety, national security, or guard government sites or infrastructure?",
    "service_uses_covered_equipment": "does the service run on equipment of one of these producers?",
    "substantial_or_essential": "is it a substantial or essential component of a system?",
    "critical_technology": "is it critical technology in a system, such as what export controls list?",
}


def equipment(data_map: DataMap, day: date) -> Iterator[MapMatter]:
    """What a named producer makes or runs on the map, and what each body of the state buys or uses for the app."""
    return procured(data_map, day, PRODUCERS, "producer", "makes or runs")


ON_MAP = OnMap(
    equipment,
    "no body of the United States, no users on whom the state relies, and no equipment of the named producers is drawn",
    plain=PLAIN,
)
