"""Restricted transfers out of the United Kingdom on a map, the three criteria of one, and its grounds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from data_maps.model import DataMap
from laws.matter import MapMatter
from laws.on_maps import Criteria, OnMap
from laws.passings import Passing, separate
from laws.transfer_criteria import EU_GROUNDS, left_open, true_or_unknown
from laws.transfers import NOT_OUT_OF, list_facts, on_a_ground, out_of

PLAIN = {
    "uk_gdpr_applies": "does the sender offer its service to people in the United Kingdom, or monitor them?",
    "initiated_by_exporter": "does the sender itself decide that data go there, or return them to its customer?",
    "covered_by_adequacy": (
        "do regulations approve the transfer, as where the receiver is on the list of the data bridge?"
    ),
    "protection_test_met": (
        "does the sender find the data protection test met: protection there not materially lower than in the "
        "United Kingdom?"
    ),
    "signed_by_21_september_2022": "did both sides conclude the contract with the clauses by 21 September 2022?",
    "processing_unchanged": "is what the contract has done with the data unchanged since then?",
}
EARLIER = {
    "covered_by_adequacy": (
        "approval",
        "do adequacy regulations cover the transfer, as where the receiver is on the list of the data bridge?",
    ),
    "protection_test_met": (
        "test",
        "does the sender's transfer risk assessment find that the data are protected well enough there?",
    ),
}


def gb_transfers(data_map: DataMap, day: date) -> Iterator[MapMatter]:
    """Each destination outside the United Kingdom, its ground, and whether regulations approve it."""
    for passing in out_of(data_map, ("GB",)):
        if passing.country != "GB":
            listed = list_facts("gb_adequacy", data_map, passing, day)
            yield on_a_ground("gb_transfer", "gb_adequacy", data_map, passing, listed, day)
    yield from left_open(data_map, ("GB",), "gb_transfer")


def _britain(data_map: DataMap, passing: Passing) -> Criteria:
    """The three criteria of the regulator's test; the app's operator decides itself where data go.

    Whether a sender abroad offers its service to people there, or monitors them, is not on a map.
    """
    return {
        "uk_gdpr_applies": true_or_unknown(passing, passing.at_home),
        "initiated_by_exporter": true_or_unknown(passing, passing.giver == data_map.app.operator),
        "separate_legal_entity": separate(data_map, passing),
    }


ON_MAP = OnMap(
    gb_transfers,
    NOT_OUT_OF.format("the United Kingdom"),
    plain=PLAIN,
    home="GB",
    earlier=EARLIER,
    criteria=_britain,
    grounds=EU_GROUNDS | {"uk_addendum": "addendum"},
    which="standard clauses, binding rules or consent",
)
