"""Transfers out of India on a map, by laws/transfers.py, and what tells one from what is none."""

from __future__ import annotations

from functools import partial

from data_maps.model import DataMap
from laws.matter import MapValue
from laws.on_maps import Criteria, OnMap
from laws.passings import NOBODY, Passing
from laws.transfer_criteria import own_staff_only, true_or_unknown
from laws.transfers import NOT_KEPT_OUT_OF, leaving

IN_SENSITIVE = {"financial", "health", "biometric", "credentials"}
PLAIN = {
    "same_level_of_protection": (
        "does the receiver protect the data as well as the Indian rules of 2011 ask of the sender?"
    ),
    "consented_or_needed_for_contract": (
        "have the people consented to the transfer, or does a contract with them need it?"
    ),
    "restricted_by_notification": "has the government of India restricted transfers to that country?",
    "restricted_by_other_law": (
        "does a law of its sector, as for payments, keep the data in India or restrict the transfer further?"
    ),
    "bound_by_rules": "is the sender in India, and does it handle the data for itself, not for a client abroad?",
    "act_applies": "does the sender handle the data in India, or offer goods or services to people there?",
    "exempt_processing": "is the processing exempt, as under a contract with somebody abroad about people abroad?",
    "sensitive_personal_data": (
        "are passwords, bank or card details, health data, sexual orientation or biometric data among the data?"
    ),
}


def _india(data_map: DataMap, passing: Passing) -> Criteria:
    """Some data are sensitive; who keeps them abroad itself gives them to nobody.

    Who is abroad may be bound or not; who serves a firm abroad, by the rules of 2011.
    """
    kinds = {data_map.data[data].type for tie in passing.ways for data in tie.data}
    recipient = "exporter_itself" if passing.taker == passing.giver else "another"
    bound = passing.at_home and (passing.giver == data_map.app.operator or passing.of_people_there)
    return {
        "own_staff_only": own_staff_only(data_map, passing),
        "bound_by_rules": true_or_unknown(passing, bound),
        "act_applies": true_or_unknown(passing, passing.at_home),
        "sensitive_personal_data": true_or_unknown(passing, True) if kinds & IN_SENSITIVE else None,
        "recipient": None if passing.taker == NOBODY else MapValue(recipient, f"parties.{passing.taker}"),
    }


ON_MAP = OnMap(
    partial(leaving, "in_transfer"),
    NOT_KEPT_OUT_OF.format("India"),
    plain=PLAIN,
    home="IN",
    criteria=_india,
)
