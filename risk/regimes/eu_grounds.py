"""Grounds of the GDPR on which a transfer to a third country may rest."""

from __future__ import annotations

from collections.abc import Mapping

from risk.regimes.decision import Answer, Ruling, all_of, ruling
from risk.regimes.facts import Facts
from risk.regimes.parameters import law
from risk.regimes.transfer_grounds import chosen


def rule(facts: Facts, readings: Mapping[str, str]) -> Ruling:
    """Adequacy, a safeguard or a derogation, in this order; a request from abroad is none (GDPR Articles 44 to 49)."""
    terms = law("eu_grounds")
    inside = Answer(facts.word("destination") in terms.value("home"), path=("destination",))
    adequate = facts.true("covered_by_adequacy", absent=None).says("GDPR Art. 45", "an adequacy decision covers it")
    choice = chosen(
        facts,
        terms,
        (inside.says(terms.citation("home"), "the destination is no third country"), "not_a_third_country"),
        (adequate, "adequate"),
    )
    return ruling(choice, {"request_recognised": _recognised(facts)} if _asked_for(facts).value else {})


def _asked_for(facts: Facts) -> Answer:
    return facts.true("requested_by_authority_abroad")


def _recognised(facts: Facts) -> Answer:
    """Yes where the request from abroad rests on an international agreement (GDPR Article 48)."""
    return all_of(_asked_for(facts), facts.true("international_agreement", absent=None))
