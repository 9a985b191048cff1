"""Sales of people's sensitive data by a data broker to a recipient, by the Act of April 2024."""

from __future__ import annotations

from collections.abc import Mapping

from laws.decision import Answer, Ruling, all_of, any_of, first_that_fits, ruling
from laws.facts import Facts
from laws.ownership import controlled
from laws.parameters import DatedLaw, law

ACT = "PADFA (Pub. L. 118-50 Div. I)"


def rule(facts: Facts, readings: Mapping[str, str]) -> Ruling:
    """Prohibited when a data broker gives sensitive data of people residing in the United States to such a recipient.

    Residence and day not stated: United States, in force. There is no floor of numbers.
    """
    terms = law("us_padfa")
    answers = {
        "in_force": in_force(facts, terms),
        "exclusion": excluded(facts),
        "data_broker": data_broker(facts),
        "sensitive_data": sensitive(facts, terms),
        "protected_individuals": protected(facts, terms),
        "recipient_controlled_by_foreign_adversary": recipient(facts, terms, readings),
    }
    tests = [answers[name] for name in list(answers)[2:]]
    choice = first_that_fits(
        (~answers["in_force"], "not_in_force"), (all_of(*tests), "prohibited"), otherwise="not_covered"
    )
    return ruling(choice, answers)


def in_force(facts: Facts, terms: DatedLaw) -> Answer:
    """Yes where the Act applied on the day of the act."""
    day, version = facts.day("date"), terms.version("in_force")
    return Answer(day is None or version.holds(day), path=("date",)).says(
        version.citation, no="the Act did not apply on that day"
    )


def excluded(facts: Facts) -> Answer:
    """Yes where the person asked, news is published, the data is not the product, or the provider serves another."""
    cited = f"{ACT} s. 2(c)(3)"
    beside = ~facts.true("data_is_the_product", absent=True)
    return any_of(
        facts.true("at_individuals_request").says(cited, "the person concerned asked for it"),
        facts.true("makes_news_available_to_public").says(cited, "news is made available to the public"),
        beside.says(cited, "the data is not the product or service that is provided"),
        facts.true("provider_serves_another").says(cited, "the provider only serves another"),
    )


def data_broker(facts: Facts) -> Answer:
    """Yes for a provider that gives for value what it did not collect from the people, to other than its servant.

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


def sensitive(facts: Facts, terms: DatedLaw) -> Answer:
    """Yes for data of a listed kind, a location close enough or at the level of streets, or about someone under 17."""
    kinds = facts.any_of("data_kinds", terms.value("kinds"), absent=None)
    near = ~facts.over("location_radius_m", terms.value("location_radius_m"))
    precise = any_of(near, facts.true("location_shows_street", absent=None))
    location = all_of(facts.any_of("data_kinds", ("location",), absent=None), precise)
    young = ~facts.reaches("subject_age", terms.value("adult_age"), absent=True)
    any_data = ~Answer(facts.at("data_kinds").value == [], path=("data_kinds",))
    return any_of(kinds, location, all_of(young, any_data)).says(
        terms.citation("kinds"), "the data is of a listed kind", "the data is of no listed kind"
    )


def protected(facts: Facts, terms: DatedLaw) -> Answer:
    """Yes where the people concerned reside in the United States, its territories included."""
    return facts.one_of("individuals_reside_in", terms.value("united_states"), absent=True).says(
        f"{ACT} s. 2(a)", no="the people concerned do not reside in the United States"
    )


def recipient(facts: Facts, terms: DatedLaw, readings: Mapping[str, str]) -> Answer:
    """Yes where the recipient is a listed country or controlled by a person from one."""
    party = facts.at("recipient")
    if not party.stated:
        return facts.asked("recipient")
    return controlled(party, terms, readings).says(
        terms.citation("countries"), no="the recipient is not controlled from a listed country"
    )
