"""Transfers of personal data abroad from India."""

from __future__ import annotations

from collections.abc import Mapping

from risk.regimes.decision import Answer, Ruling, all_of, any_of, first_that_fits, ruling
from risk.regimes.facts import Facts
from risk.regimes.parameters import DatedLaw, law


def rule(facts: Facts, readings: Mapping[str, str]) -> Ruling:
    """Permitted unless a notification, another law or a rule bars it (DPDP Act sections 16 and 17, rules 13 and 15)."""
    terms = law("in_transfer")
    barred = any_of(_by_other_law(facts, terms), _by_the_act(facts, terms))
    choice = first_that_fits((_too_early(facts, terms), "not_in_force"), (barred, "barred"), otherwise="permitted")
    return ruling(choice, {})


def _too_early(facts: Facts, terms: DatedLaw) -> Answer:
    day, first = facts.day("date"), terms.parameters["in_force"].versions[0]
    if day is None:
        return facts.asked("date")
    words = f"the section applies from {first.first}"
    return Answer(not first.holds(day), path=("date",)).says(first.citation, words)


def _by_other_law(facts: Facts, terms: DatedLaw) -> Answer:
    return facts.true("restricted_by_other_law", absent=None).says(
        terms.citation("other_law"), "another law restricts the transfer further"
    )


def _by_the_act(facts: Facts, terms: DatedLaw) -> Answer:
    """A notification, localisation or a requirement on foreign States, unless the processing is exempt."""
    notified = facts.true("restricted_by_notification", absent=None).says(
        terms.citation("restricted"), "a notification restricts transfers to the destination", "no notification does"
    )
    localised = facts.true("kept_in_india").says(terms.citation("kept_in_india"), "the data have to stay in India")
    unmet = facts.true("foreign_state_requirements_unmet").says(
        terms.citation("foreign_states"), "requirements on foreign States are not met"
    )
    exempt = facts.true("exempt_processing").says(terms.citation("exempt"), "", "the processing is not exempt")
    return all_of(any_of(notified, localised, unmet), ~exempt)
