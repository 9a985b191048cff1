"""Transfers out of Australia on a map, by laws/transfers.py, and what tells one from what is none."""

from __future__ import annotations

from functools import partial

from data_maps.model import DataMap
from laws.deals import SALE
from laws.matter import MapValue
from laws.on_maps import Criteria, OnMap
from laws.passings import Passing, separate
from laws.transfer_criteria import agreed_handling, is_one_of
from laws.transfers import NOT_OUT_OF, leaving

PLAIN = {
    "ground": (
        "on what do data go there: reasonable steps such as a contract, a similar law, informed consent or nothing?"
    ),
    "released_from_control": "do the data leave the sender's effective control, or does a contract keep them in it?",
    "steps_reasonable": "are the sender's steps to keep the receiver to the Australian principles reasonable?",
    "believes_protection_similar": (
        "does the sender reasonably believe that a law or scheme there protects the data much as in Australia?"
    ),
    "believes_enforceable": "does the sender reasonably believe that people can have that protection enforced?",
    "country_or_scheme_prescribed": "do Australian regulations name the country or the scheme?",
    "expressly_informed": (
        "were the people expressly told that the Australian principle on transfers will not apply if they consent?"
    ),
    "consent_after_informed": "did the people consent after they were told so?",
    "law_requires_or_authorises": "does an Australian law, court or tribunal require or permit the transfer?",
}


def _australia(data_map: DataMap, passing: Passing) -> Criteria:
    """Whether the sender stays in effective control is in its contract; what is sold has left it."""
    by_contract = is_one_of(agreed_handling(data_map, passing), ("for_itself",))
    sold = next((MapValue(True, tie.where) for tie in passing.ways if tie.use in SALE), None)
    return {"separate_legal_entity": separate(data_map, passing), "released_from_control": by_contract or sold}


ON_MAP = OnMap(
    partial(leaving, "au_transfer"),
    NOT_OUT_OF.format("Australia"),
    plain=PLAIN,
    home="AU",
    criteria=_australia,
    grounds={
        "standard_clauses": "reasonable_steps",
        "own_clauses": "reasonable_steps",
        "consent": "informed_consent",
        "none": "none",
    },
    which="reasonable steps, similar law or informed consent",
)
