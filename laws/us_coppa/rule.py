"""Personal information of children under 13 that apps and sites collect, by the Rule as amended in 2025."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from laws.decision import NO, Answer, Ruling, all_of, any_of, first_that_fits, ruling
from laws.facts import Facts
from laws.parameters import DatedLaw, law


def rule(facts: Facts, readings: Mapping[str, str]) -> Ruling:
    """A violation where the Rule reaches a collection and neither an exception nor notice with consent is there."""
    terms, day = law("us_coppa"), facts.day("date")
    answers = {
        "operator": operator(facts),
        "directed_to_children": directed(facts),
        "child": _of_child(facts),
        "personal_information": facts.any_of("information", terms.value("information", day), absent=None).says(
            terms.citation("information", day), "it is personal information", "nothing of it is personal information"
        ),
        "exception": exception(facts, terms),
        "consent": consent(facts, terms, day),
    }
    reaches = any_of(
        answers["directed_to_children"],
        facts.true("knows_of_child", absent=None).says(
            "16 CFR 312.3", "the operator knows that it collects from a child"
        ),
    )
    answers["covered"] = all_of(
        answers["operator"],
        reaches.says("16 CFR 312.3", no="it is not directed to children, and nobody knows of a child"),
        answers["child"],
        answers["personal_information"],
    )
    deemed = facts.true("safe_harbor").says("16 CFR 312.11(h)", "it follows an approved safe harbor program")
    choice = first_that_fits(
        (~answers["covered"], "not_covered"),
        (answers["exception"], "exempt"),
        (any_of(deemed, answers["consent"]), "permitted_with_conditions"),
        otherwise="violation",
    )
    return ruling(choice, answers)


def operator(facts: Facts) -> Answer:
    """Yes for whoever runs a commercial service with people in the United States, but for some nonprofits."""
    cited = "16 CFR 312.2, operator"
    return all_of(
        facts.true("us_commerce", absent=None).says(cited, no="nothing of it is in commerce of the United States"),
        facts.true("commercial", absent=True).says(cited, no="it is not run for commercial purposes"),
        (~facts.true("exempt_nonprofit")).says(cited, no="the operator is a nonprofit outside the FTC Act"),
    )


def directed(facts: Facts) -> Answer:
    """Yes for a service meant for children, for one that knows it collects on such a service, and a mixed audience.

    A mixed audience that is screened for its age first counts for those alone who are identified as under 13.
    """
    cited = "16 CFR 312.2, website or online service directed to children"
    older = all_of(facts.true("neutral_age_screen", absent=None), ~facts.true("identified_under_13", absent=None))
    return any_of(
        facts.one_of("audience", ("children",), absent=None).says(cited, "it is meant for children first of all"),
        facts.true("knows_it_collects_on_childrens_service").says(
            f"{cited} (2)", "it knows that it collects on a service for children"
        ),
        all_of(facts.one_of("audience", ("mixed",), absent=None), ~older).says(
            f"{cited} (3)", "children are among its audience, and the visitor was not told to be older"
        ),
    )


def _of_child(facts: Facts) -> Answer:
    """Yes for information that is collected online from somebody under 13; what the age is, the audience may tell."""
    cited = "16 CFR 312.2, child and collects"
    age = facts.number("subject_age")
    under = Answer(age is None or age < law("us_coppa").value("age"), path=("subject_age",))
    return all_of(
        under.says(cited, no="the person is 13 or older"),
        facts.true("collected_online_from_child", absent=None).says(
            cited, no="it is not collected online from the child"
        ),
    )


def exception(facts: Facts, terms: DatedLaw) -> Answer:
    """Yes where an exception to prior consent is relied on and all of its conditions are met."""
    exceptions: Mapping[str, str] = terms.value("exceptions")
    relied = facts.one_of("exception", tuple(exceptions), absent=None)
    cited = f"16 CFR 312.5(c){exceptions.get(facts.word('exception') or '', '')}"
    return all_of(relied, facts.true("exception_conditions_met", absent=None)).says(
        cited, "an exception to prior consent applies", "no exception to prior consent applies"
    )


def consent(facts: Facts, terms: DatedLaw, day: date | None) -> Answer:
    """Yes with notice and consent, and, where data go to third parties, with consent to that apart."""
    given = any_of(
        facts.true("verifiable_consent", absent=None).says("16 CFR 312.5(a)(1), (b)", "a parent gave consent"),
        facts.true("school_consents").says(terms.citation("schools"), "a school consents for education alone"),
    )
    versions = terms.parameters["separate_consent"].on(day)
    disclosed = NO
    if versions:
        disclosed = all_of(
            facts.true("discloses", absent=None),
            ~facts.true("disclosure_integral", absent=None),
            ~facts.true("separate_consent", absent=None),
        ).says(versions[0].citation, "data go to third parties without consent to that apart")
    return all_of(
        facts.true("notice", absent=None).says("16 CFR 312.4", no="no notice was given"),
        given.says("16 CFR 312.5(a)(1)", no="no parent gave verifiable consent"),
        ~disclosed,
    )
