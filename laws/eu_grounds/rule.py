"""Grounds of the GDPR on which a transfer to a third country may rest."""

from __future__ import annotations

from collections.abc import Mapping

from laws.decision import Answer, Ruling, all_of, any_of, ruling
from laws.facts import Facts
from laws.parameters import law
from laws.transfer_grounds import chosen


def rule(facts: Facts, readings: Mapping[str, str]) -> Ruling:
    """Adequacy, a safeguard or a derogation, in this order; a request from abroad is none (GDPR Articles 44 to 49)."""
    terms = law("eu_grounds")
    adequate = facts.true("covered_by_adequacy", absent=None).says("GDPR Art. 45", "an adequacy decision covers it")
    place = facts.word("destination")
    homes = (
        Answer(place in home.value, path=("destination",)).says(home.citation, "the destination is no third country")
        for home in terms.parameters["home"].on(facts.day("date"))
    )
    choice = chosen(
        facts,
        terms,
        (any_of(*homes), "not_a_third_country"),
        (adequate, "adequate"),
    )
    return ruling(choice, {"request_recognised": _recognised(facts)} if _asked_for(facts).value else {})


def _asked_for(facts: Facts) -> Answer:
    return facts.true("requested_by_authority_abroad")


def _recognised(facts: Facts) -> Answer:
    """Yes where the request from abroad rests on an international agreement (GDPR Article 48)."""
    return all_of(_asked_for(facts), facts.true("international_agreement", absent=None))
