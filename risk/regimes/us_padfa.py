"""Whether a data broker may make people's sensitive data available to a recipient, by the Act of April 2024."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from risk.regimes.decision import Ruling, ruling
from risk.regimes.facts import Facts
from risk.regimes.listed_countries import controlled
from risk.regimes.logic import Answer, all_of, any_of, first_that_fits
from risk.regimes.parameters import Law, law

ACT = "PADFA (Pub. L. 118-50 Div. I)"


def rule(facts: Facts, readings: Mapping[str, str]) -> Ruling:
    """Prohibited when a data broker gives sensitive data of people residing in the United States to such a recipient.

    Residence and day not stated: United States, in force. There is no floor of numbers.
    """
    known = law("us_padfa")
    answers = {
        "in_force": in_force(facts, known),
        "exclusion": excluded(facts),
        "data_broker": data_broker(facts),
        "sensitive_data": sensitive(facts, known),
        "protected_individuals": protected(facts, known),
        "recipient_controlled_by_foreign_adversary": recipient(facts, known, readings),
    }
    tests = [answers[name] for name in list(answers)[2:]]
    choice = first_that_fits(
        (~answers["in_force"], "not_in_force"), (all_of(*tests), "prohibited"), otherwise="not_covered"
    )
    return ruling(choice, answers)


def in_force(facts: Facts, known: Law) -> Answer:
    """Whether the Act applied on the day of the act."""
    stated, version = facts.word("date"), known.version("in_force")
    applies = stated is None or version.holds(date.fromisoformat(stated))
    return Answer(applies, path=("date",)).says(version.citation, no="the Act did not apply on that day")


def excluded(facts: Facts) -> Answer:
    """Whether the person concerned asked for it, or news is made available to the public."""
    return any_of(
        facts.true("at_individuals_request").says(f"{ACT} s. 2(c)(3)", "the person concerned asked for it"),
        facts.true("makes_news_available_to_public").says(f"{ACT} s. 2(c)(3)", "news is made available to the public"),
    )


def data_broker(facts: Facts) -> Answer:
    """Whether the provider gives for value what it did not collect from the people, to other than its own servant.

    Whoever trades in data that others collected has, unless the record says otherwise, not collected it.
    """
    trades = facts.at("provider").word("business") == "data_broker"
    collected = facts.true("collected_directly_from_individuals", absent=False if trades else None)
    cited = f"{ACT} s. 2(c)(3)"
    return all_of(
        ~excluded(facts),
        (~collected).says(cited, no="the provider collected the data from the people concerned"),
        facts.true("valuable_consideration", absent=None).says(
            cited, "the provider gets something of value", "the provider gets nothing of value"
        ),
        (~facts.true("recipient_is_providers_service_provider")).says(
            cited, no="the recipient only serves the provider"
        ),
    )


def sensitive(facts: Facts, known: Law) -> Answer:
    """Whether the data is of a listed kind, a location close enough, or about someone under 17."""
    kinds = facts.any_of("data_kinds", known.value("kinds"), absent=None)
    near = ~facts.over("location_radius_m", known.value("location_radius_m"))
    location = all_of(facts.any_of("data_kinds", ("location",), absent=None), near)
    young = ~facts.reaches("subject_age", known.value("adult_age"), absent=True)
    any_data = ~Answer(facts.at("data_kinds").value == [], path=("data_kinds",))
    return any_of(kinds, location, all_of(young, any_data)).says(
        known.citation("kinds"), "the data is of a listed kind", "the data is of no listed kind"
    )


def protected(facts: Facts, known: Law) -> Answer:
    """Whether the people concerned reside in the United States, its territories included."""
    return facts.one_of("individuals_reside_in", known.value("united_states"), absent=True).says(
        f"{ACT} s. 2(a)", no="the people concerned do not reside in the United States"
    )


def recipient(facts: Facts, known: Law, readings: Mapping[str, str]) -> Answer:
    """Whether the recipient is a listed country or controlled by a person from one."""
    party = facts.at("recipient")
    if not party.stated:
        return facts.asked("recipient")
    return controlled(party, known, readings).says(
        known.citation("countries"), no="the recipient is not controlled from a listed country"
    )
