"""Transfers out of Brazil on a map, by laws/transfers.py, and what tells one from what is none."""

from __future__ import annotations

from functools import partial

from data_maps.model import DataMap
from laws.on_maps import Criteria, OnMap
from laws.passings import Passing
from laws.transfer_criteria import collected_from_person, own_staff_only, true_or_unknown
from laws.transfers import NOT_OUT_OF, leaving

PLAIN = {
    "lgpd_applies": (
        "are the data handled in Brazil and shared there, or sent on to a country other than the one they came from?"
    ),
    "consent_specific": "have the people consented to this very transfer, in words that stand out?",
    "informed_of_transfer": (
        "were the people told beforehand that the transfer is international, apart from its other purposes?"
    ),
}


def _brazil(data_map: DataMap, passing: Passing) -> Criteria:
    return {
        "own_staff_only": own_staff_only(data_map, passing),
        "lgpd_applies": true_or_unknown(passing, passing.of_people_there),
        "collected_from_person": collected_from_person(data_map, passing, "BR"),
    }


ON_MAP = OnMap(
    partial(leaving, "br_transfer"),
    NOT_OUT_OF.format("Brazil"),
    plain=PLAIN,
    home="BR",
    criteria=_brazil,
    grounds={
        "standard_clauses": "standard_clauses",
        "own_clauses": "specific_clauses",
        "binding_corporate_rules": "corporate_rules",
        "code_of_conduct": "seal_or_code",
        "certification": "seal_or_code",
        "consent": "specific_consent",
        "contract": "duty_or_contract",
        "none": "none",
    },
    which="standard clauses, approved rules or specific consent",
)
