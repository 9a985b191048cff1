"""Grounds on which a restricted transfer from the United Kingdom may rest."""

from __future__ import annotations

from collections.abc import Mapping

from laws.decision import NO, Answer, Ruling, ruling
from laws.facts import Facts
from laws.parameters import DatedLaw, law
from laws.transfer_grounds import at_home, chosen, restricted

HOME = "GB"


def rule(facts: Facts, readings: Mapping[str, str]) -> Ruling:
    """A restricted transfer: approved, barred, on a safeguard with its test, or on a derogation (Article 44A)."""
    terms = law("gb_transfer")
    holding = terms.parameters["approval"].on(facts.day("date"))[-1]
    approved = facts.true("covered_by_adequacy", absent=None).says(holding.citation, holding.says)
    choice = chosen(
        facts,
        terms,
        (at_home(facts, terms, HOME), "not_a_third_country"),
        (~restricted(facts, terms), "not_restricted"),
        (approved, "adequate"),
        (_barred(facts, terms), "barred"),
    )
    return ruling(choice, {})


def _barred(facts: Facts, terms: DatedLaw) -> Answer:
    """Yes where regulations in the public interest bar the transfer, which they can since their first day."""
    if not terms.parameters["bars"].on(facts.day("date")):
        return NO
    return facts.true("barred_by_regulations").says("UK GDPR Art. 44A(3), 49A", "regulations bar the transfer")
