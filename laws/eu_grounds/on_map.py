"""Grounds of transfers under the GDPR on a map; what leaves the area is told in laws/union_transfers.py."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from data_maps.model import DataMap
from laws.matter import MapMatter
from laws.on_maps import OnMap
from laws.passings import UNION, Passing
from laws.transfer_criteria import EU_GROUNDS, left_open
from laws.transfers import on_a_ground
from laws.union_transfers import NOT_ABROAD, destination_facts, eea, leaves, under_chapter_v

PLAIN = {
    "covered_by_adequacy": (
        "does an adequacy decision cover the transfer, as where the receiver is on a framework's list?"
    ),
    "protection_equivalent": (
        "with safeguard and measures, are the data protected there in essence as in the Union, by law and in practice?"
    ),
    "importer_under_gdpr": (
        "is the receiver itself under the GDPR, as where it offers people in the Union its own service?"
    ),
    "requested_by_authority_abroad": "has a court or an authority abroad asked for the data?",
}


def eu_grounds(data_map: DataMap, day: date) -> Iterator[MapMatter]:
    """Each destination outside the EEA, its ground, and whether a decision covers it."""
    for passing in under_chapter_v(data_map, day):
        if leaves(data_map, passing, day):
            destination = destination_facts(data_map, passing, day)
            yield _with_importer(
                data_map, passing, on_a_ground("eu_grounds", "eu_adequacy", data_map, passing, destination, day)
            )
    yield from left_open(data_map, eea(day), "eu_grounds")


def _with_importer(data_map: DataMap, passing: Passing, ground: MapMatter) -> MapMatter:
    """The matter, with that the importer is under the GDPR itself where it is the operator, whose users are there."""
    if passing.taker != data_map.app.operator or not passing.of_people_there:
        return ground
    return replace(ground, facts={**ground.facts, "importer_under_gdpr": True})


ON_MAP = OnMap(
    eu_grounds,
    NOT_ABROAD,
    plain=PLAIN,
    home=UNION,
    defined_by="eu_transfer",
    grounds=EU_GROUNDS,
    which="standard clauses, binding rules or consent",
)
