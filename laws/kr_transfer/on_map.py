"""Transfers out of Korea on a map, by laws/transfers.py, and what tells one from what is none."""

from __future__ import annotations

from functools import partial

from data_maps.model import DataMap
from laws.matter import MapValue
from laws.on_maps import Criteria, OnMap
from laws.passings import Passing
from laws.transfer_criteria import collected_from_person, own_staff_only
from laws.transfers import NOT_KEPT_OUT_OF, leaving

PLAIN = {
    "ground": "on which ground do data go there: separate consent, a contract, a certificate, a statute or none?",
    "consent_separate": "have the people consented separately to the transfer abroad?",
    "informed_of_items": (
        "were the people told what goes where, when, how, to whom and why, and that they may refuse?"
    ),
    "special_provision": "does a statute, a treaty or an international agreement provide for the transfer?",
    "disclosed_or_notified": "does the privacy policy say what is transferred, or were the people told of it?",
    "recipient_certified": "does the receiver hold a certificate that a notice of the Korean commission names?",
    "protective_measures": (
        "has the receiver taken the safety measures, and put into effect there what was certified?"
    ),
}


def _korea(data_map: DataMap, passing: Passing) -> Criteria:
    """Whether own staff look at the data; data that are sent abroad are stored there, whoever gets them."""
    stored = MapValue(False, passing.ways[0].where)
    return {
        "own_staff_only": stored if passing.copied else own_staff_only(data_map, passing),
        "collected_from_person": collected_from_person(data_map, passing, "KR"),
    }


ON_MAP = OnMap(
    partial(leaving, "kr_transfer"),
    NOT_KEPT_OUT_OF.format("Korea"),
    plain=PLAIN,
    home="KR",
    criteria=_korea,
    grounds={
        "certification": "certification",
        "consent": "separate_consent",
        "contract": "contract_processing",
        "none": "none",
    },
    which="separate consent, contract, certificate or statute",
)
