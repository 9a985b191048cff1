"""Transfers of personal data abroad from India."""

from __future__ import annotations

from collections.abc import Mapping

from laws.decision import NO, YES, Answer, Ruling, all_of, any_of, first_that_fits, opened, ruling
from laws.facts import Facts
from laws.parameters import DatedLaw, law
from laws.transfer_grounds import by_own_staff

ANY_DATA = "any_information"


def rule(facts: Facts, readings: Mapping[str, str]) -> Ruling:
    """Permitted unless barred: by rule 7 of 2011 until its end, then by the Act, its rules or another law.

    The Act speaks in sections 16 and 17, its rules in rules 13 and 15.
    """
    terms, day = law("in_transfer"), facts.day("date")
    before_the_act = day is not None and bool(terms.parameters["rule_7"].on(day))
    own = _by_rule_7(facts, terms, readings) if before_the_act else _by_the_act(facts, terms)
    # The Act points to other laws, so that one is asked for; before it, one counts only if somebody names it.
    named = terms.parameters["other_law"].on(facts.day("date"))
    citation = named[-1].citation if named else terms.instrument
    choice = first_that_fits(
        (_too_early(facts, terms), "not_in_force"),
        (_not_bound(facts, terms), "not_restricted"),
        (
            facts.true("restricted_by_other_law", absent=False if before_the_act else None).says(
                citation, "another law restricts the transfer further"
            ),
            "barred",
        ),
        (by_own_staff(facts, terms, readings), "not_restricted"),
        (own, "barred"),
        otherwise="permitted",
    )
    return ruling(choice, {})


def _too_early(facts: Facts, terms: DatedLaw) -> Answer:
    day, first = facts.day("date"), terms.parameters["in_force"].versions[0]
    if day is None:
        return facts.asked("date")
    words = f"rules on transfers apply from {first.first}"
    return Answer(day < first.beginning, path=("date",)).says(first.citation, words)


def _not_bound(facts: Facts, terms: DatedLaw) -> Answer:
    """Yes for an exporter whom the text of the day does not bind; that it binds one is taken so where nobody speaks."""
    holding = terms.parameters["bound"].on(facts.day("date"))
    if not holding:
        return NO
    bound = facts.true(holding[-1].value, absent=True)
    return ~bound.says(holding[-1].citation, no="the rules do not bind the exporter")


def _by_rule_7(facts: Facts, terms: DatedLaw, readings: Mapping[str, str]) -> Answer:
    """Yes for sensitive data given to another who protects less, or with neither consent nor need for a contract."""
    cited = terms.parameters["rule_7"].versions[0].citation
    given = ~facts.one_of("recipient", ("exporter_itself",)).says(
        cited, "the exporter itself keeps the data abroad, and gives them to no other"
    )
    alike = facts.true("same_level_of_protection", absent=None).says(
        cited, "the recipient ensures the same level of protection", "the recipient does not ensure the same protection"
    )
    agreed = facts.true("consented_or_needed_for_contract", absent=None).says(
        cited,
        "the person consented, or a contract needs it",
        "there is neither consent nor need for a contract with the person",
    )
    return all_of(given, _reached(facts, cited, readings), ~all_of(alike, agreed))


def _reached(facts: Facts, cited: str, readings: Mapping[str, str]) -> Answer:
    """Yes for sensitive data; whether the rule reaches any other is read in two ways."""
    sensitive = facts.true("sensitive_personal_data", absent=None)
    if sensitive.value is not False:
        return sensitive
    if ANY_DATA not in readings:
        return opened(disputed=[ANY_DATA])
    return YES if readings[ANY_DATA] == "any" else sensitive.says(cited, no="none of the data is sensitive")


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
