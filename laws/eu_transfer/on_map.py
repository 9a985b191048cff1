"""Transfers under the GDPR on a map: whoever another gives access to data under it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from data_maps.model import DataMap
from laws.matter import MapMatter, MapValue
from laws.on_maps import OnMap
from laws.parties import party
from laws.passings import UNION, open_ends
from laws.union_transfers import eea, out_of_area, transfer_to

PLAIN = {
    "exporter.targets_or_monitors_people_in_eea": (
        "does the sender offer its service to people in the European Economic Area, or monitor them?"
    ),
    "exporter.established_in_eea": (
        "does the sender have an establishment in the European Economic Area for whose business the data are handled?"
    ),
    "importer.role": "is the receiver employed by the sender, or does it act for itself or for another?",
}


def transfers(data_map: DataMap, day: date) -> Iterator[MapMatter]:
    """Each party that another gives access to data under the GDPR: of people in the EEA, or held by somebody there."""
    for passing in out_of_area(data_map, day):
        yield transfer_to(data_map, passing)
    yield from _to_unknown(data_map, day)


def _to_unknown(data_map: DataMap, day: date) -> Iterator[MapMatter]:
    """Each system with such data whose operator is not known: whether that is a transfer is open."""
    for open_end in open_ends(data_map, eea(day)):
        tie = open_end.tie
        there = MapValue(open_end.of_people_there, open_end.people)
        tree = {
            "exporter": {
                "party": party(data_map, tie.giver),
                "role": MapValue("controller", f"parties.{tie.giver}"),
                "established_in_eea": MapValue(True, f"parties.{tie.giver}") if open_end.at_home else None,
                "targets_or_monitors_people_in_eea": MapValue(True, open_end.people)
                if open_end.of_people_there and tie.giver == data_map.app.operator
                else None,
            },
            "separate_legal_entity": MapValue("unknown", tie.where),
            "access_mode": MapValue("copy", tie.where),
            "people_are_in_eea": there,
        }
        yield open_end.matter(tree, ("separate_legal_entity",), ("importer_location",))


ON_MAP = OnMap(
    transfers,
    "no party in the European Economic Area, and none with data of people there, gives another access",
    plain=PLAIN,
    home=UNION,
)
