"""Adequacy decisions of the Union on a map; what leaves the area is told in laws/union_transfers.py."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from data_maps.model import DataMap
from laws.matter import MapMatter
from laws.on_maps import OnMap
from laws.passings import UNION, asked_first
from laws.transfer_criteria import left_open
from laws.union_transfers import NOT_ABROAD, destination_facts, eea, leaves, under_chapter_v

PLAIN = {
    "importer_on_dpf_list": "is the receiver on the list of the Data Privacy Framework?",
    "data_kind": "are the data about staff of the sender, or about other people?",
    "dpf_covers_hr_data": "does the receiver's certificate under that framework extend to data of staff?",
    "importer_on_privacy_shield_list": "was the receiver on the list of the Privacy Shield?",
    "privacy_shield_covers_hr_data": "did the receiver's certificate under the Privacy Shield extend to data of staff?",
    "for_immigration_control": "are the data transferred for the control of immigration in the United Kingdom?",
}


def adequacy(data_map: DataMap, day: date) -> Iterator[MapMatter]:
    """Each destination outside the EEA of data of people in it, or of data that somebody in it holds."""
    for passing in under_chapter_v(data_map, day):
        if leaves(data_map, passing, day):
            yield asked_first(data_map, passing, destination_facts(data_map, passing, day))
    yield from left_open(data_map, eea(day), "eu_adequacy")


ON_MAP = OnMap(
    adequacy,
    NOT_ABROAD,
    plain=PLAIN,
    home=UNION,
    defined_by="eu_transfer",
)
