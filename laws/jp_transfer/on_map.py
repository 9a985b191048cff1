"""Transfers out of Japan on a map, by laws/transfers.py, and what tells one from what is none."""

from __future__ import annotations

from functools import partial

from data_maps.model import DataMap
from laws.matter import MapValue
from laws.on_maps import Criteria, OnMap
from laws.passings import Passing, goals, own_systems, separate
from laws.transfer_criteria import HANDLED, agreed_handling, is_one_of, place_of
from laws.transfers import NOT_OUT_OF, leaving

KEPT_ONLY = ("hosting", "backup")
PLAIN = {
    "ground": (
        "on which ground do data go there: consent, an equivalent system of the receiver, an exception or none?"
    ),
    "recipient_handles_data": "does the receiver handle the data, or by contract only keep them?",
    "handled_in_japan": "does the receiver handle the data in Japan, for its business there?",
    "consent_to_provision_abroad": "have the people consented beforehand that data go to others abroad?",
    "informed_of_country_and_recipient": (
        "were the people told of the country, its system of protection and the measures of the receiver?"
    ),
    "system_meets_standards": (
        "does the receiver's system meet the standards of the Japanese commission, as by contract or certificate?"
    ),
    "measures_kept_up": "does the sender keep that system working, and tell people of it when they ask?",
    "exception_applies": "does an exception apply, such as a duty by law, or saving a life?",
}


def _japan(data_map: DataMap, passing: Passing) -> Criteria:
    """Whether a firm that only keeps data handles them is in its contract; whether in Japan is not on a map."""
    by_contract = is_one_of(agreed_handling(data_map, passing), HANDLED)
    read = next((tie for tie in passing.ways if tie.use not in KEPT_ONLY), None)
    own = own_systems(data_map, passing)
    may_be_inside = {place_of(data_map, node) for node in own} & {"JP", "unknown"}
    abroad = len(own) == len(goals(data_map, passing)) and not may_be_inside
    return {
        "separate_legal_entity": separate(data_map, passing),
        "recipient_handles_data": by_contract or (MapValue(True, read.where) if read else None),
        "handled_in_japan": (MapValue(False, f"systems.{own[0]}.in") if abroad else None),
    }


ON_MAP = OnMap(
    partial(leaving, "jp_transfer"),
    NOT_OUT_OF.format("Japan"),
    plain=PLAIN,
    home="JP",
    criteria=_japan,
    grounds={"equivalent_system": "equivalent_system", "consent": "consent", "none": "none"},
    which="consent, equivalent system (as by contract) or exception",
)
