"""Deals in information and communications technology that the US Secretary of Commerce may review."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from laws.decision import NO, YES, Answer, Ruling, all_of, any_of, first_that_fits, read_as, ruling
from laws.facts import Facts
from laws.ownership import Test, climbing, directed, held, in_one_of
from laws.parameters import DatedLaw, law

APP = "connected_software_application"
MACAU = "macau"
PLACES = ("organised_in", "headquartered_in", "principal_place_of_business", "domiciled_in", "resides_in")
REACH = (*PLACES, "subject_to_jurisdiction_of", "government_of", "citizenships")


def rule(facts: Facts, readings: Mapping[str, str]) -> Ruling:
    """Out of scope, supplier test not met, or reviewable (15 CFR 791, text in force to 3 February 2025)."""
    terms = law("us_icts")
    scope, tied = in_scope(facts, terms), _supplier(facts, terms, readings)
    choice = first_that_fits((~scope, "out_of_scope"), (~tied, "supplier_test_not_met"), otherwise="reviewable")
    return ruling(
        choice,
        {"in_scope": scope, "supplier_tied_to_adversary": tied},
        connected_app_criteria=list(terms.value("connected_app_criteria")) if facts.word("product") == APP else None,
    )


def in_scope(facts: Facts, terms: DatedLaw) -> Answer:
    """Yes for a deal within 15 CFR 791.3: jurisdiction, foreign interest, day, a limb, no exclusion."""
    floors: Mapping[str, Mapping[str, object]] = terms.value("floors")
    product = facts.word("product")
    if product is None:
        counted = facts.asked("product")
    elif product in floors:
        counted = facts.over(str(floors[product]["counts"]), float(str(floors[product]["more_than"])))
    else:
        counted = facts.one_of("product", terms.value("no_floor"))
    return all_of(
        facts.true("us_jurisdiction", absent=None).says(
            "15 CFR 791.3(a)(1)", no="nothing is subject to US jurisdiction"
        ),
        facts.true("foreign_interest", absent=None).says("15 CFR 791.3(a)(2)", no="no foreign country has an interest"),
        _in_time(facts, terms),
        (~facts.true("reviewed_by_cfius")).says(
            "15 CFR 791.3(b)(2)", no="CFIUS has reviewed, or is reviewing, this deal"
        ),
        (~facts.true("security_program_authorised")).says(
            "15 CFR 791.3(b)(1)", no="the deal is authorised under an industrial security program of the government"
        ),
        any_of(facts.true("used_in_critical_infrastructure"), counted).says(
            "15 CFR 791.3(a)(4)", "the deal falls under a limb", "the deal falls under no limb"
        ),
    )


def _in_time(facts: Facts, terms: DatedLaw) -> Answer:
    """Yes for an act of the first day or later, whatever the day of the contract."""
    day, first = facts.day("act_date"), terms.version("first_day")
    if day is None:
        return facts.asked("act_date")
    return Answer(day >= date.fromisoformat(first.value), path=("act_date",)).says(
        first.citation, no=f"the act was before {first.value}"
    )


def _supplier(facts: Facts, terms: DatedLaw, readings: Mapping[str, str]) -> Answer:
    if not facts.at("supplier").stated:
        return facts.asked("supplier")
    climbed = climbing(lambda party, inner: tied(party, terms, readings, inner))
    return climbed(facts.at("supplier")).says(
        "15 CFR 791.103(b)",
        "the supplier is tied to a foreign adversary in the sense of 15 CFR 791.4",
        "the supplier is not owned, controlled or subject to one",
    )


def tied(party: Facts, terms: DatedLaw, readings: Mapping[str, str], inner: Test) -> Answer:
    """Yes for a party organised, run, owned by half or more, directed or under orders there, or tied to the regime.

    The text names no share: half or more held together is read as owned, less is not by itself.
    """
    company = party.at("branch_of")
    # The text names Hong Kong beside China, and not Macau.
    there = in_one_of(party, REACH, terms.value("not_named"))
    return any_of(
        party.one_of("known_identity", ("maduro_regime",)),
        in_one_of(party, REACH, terms.value("adversaries")),
        read_as(YES, MACAU, readings, "part_of_china") if there.value else there,
        inner(company) if company.stated else NO,
        held(party, inner, terms.value("owned_percent")),
        directed(party, inner),
        any_of(*(inner(employment.at("party")) for employment in party.items("works_for"))),
    )
