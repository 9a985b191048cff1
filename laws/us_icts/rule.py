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
REACHES = "within_text_in_force"
AMENDED = date(2025, 2, 4)
"""The first day of the text as amended by 89 FR 96872."""
PLACES = ("organised_in", "headquartered_in", "principal_place_of_business", "domiciled_in", "resides_in")
REACH = (*PLACES, "subject_to_jurisdiction_of", "government_of", "citizenships")


def rule(facts: Facts, readings: Mapping[str, str]) -> Ruling:
    """Out of scope, supplier test not met, or reviewable (15 CFR 791), by the text of the day of the act."""
    terms, day = law("us_icts"), facts.day("act_date")
    if day is not None:
        terms = terms.as_of(max(day, terms.parameters["in_force"].versions[0].beginning))
    scope, tied = in_scope(facts, terms), _supplier(facts, terms, readings)
    criteria = terms.parameters["connected_app_criteria"].on(day)
    choice = first_that_fits((~scope, "out_of_scope"), (~tied, "supplier_test_not_met"), otherwise="reviewable")
    return ruling(
        choice,
        {"in_scope": scope, "supplier_tied_to_adversary": tied},
        connected_app_criteria=list(criteria[-1].value) if criteria and facts.word("product") == APP else None,
    )


def in_scope(facts: Facts, terms: DatedLaw) -> Answer:
    """Yes for a deal within 15 CFR 791.3: jurisdiction, foreign interest, day, a limb, no exclusion."""
    return all_of(
        facts.true("us_jurisdiction", absent=None).says(
            "15 CFR 791.3(a)(1)", no="nothing is subject to US jurisdiction"
        ),
        facts.true("foreign_interest", absent=None).says("15 CFR 791.3(a)(2)", no="no foreign country has an interest"),
        _in_time(facts, terms),
        _left_in(facts, "reviewed_by_cfius", "15 CFR 791.3(b)(2)", "CFIUS has reviewed, or is reviewing, this deal"),
        _left_in(
            facts,
            "security_program_authorised",
            "15 CFR 791.3(b)(1)",
            "the deal is authorised under an industrial security program of the government",
        ),
        _limb(facts, terms).says("15 CFR 791.3(a)(4)", "the deal falls under a limb", "the deal falls under no limb"),
    )


def _is_amended(facts: Facts) -> bool:
    """True for an act under the text of which the copies that were read break off."""
    day = facts.day("act_date")
    return day is not None and day >= AMENDED


def _left_in(facts: Facts, key: str, cited: str, words: str) -> Answer:
    """Yes where no exclusion is there; under the amended text one is asked for, since its paragraph was not seen."""
    excluded = facts.true(key)
    if _is_amended(facts) and excluded.value:
        return facts.true(REACHES, absent=None)
    return (~excluded).says(cited, no=words)


def _in_time(facts: Facts, terms: DatedLaw) -> Answer:
    """Yes for an act of the first day or later, whatever the day of the contract."""
    day, first = facts.day("act_date"), terms.version("first_day")
    if day is None:
        return facts.asked("act_date")
    return Answer(day >= date.fromisoformat(first.value), path=("act_date",)).says(
        first.citation, no=f"the act was before {first.value}"
    )


def _limb(facts: Facts, terms: DatedLaw) -> Answer:
    """Critical infrastructure, technology without a floor, or one whose users, people or units pass the floor.

    What is none of these under the amended text is asked for, and so is critical infrastructure.
    """
    floors: Mapping[str, Mapping[str, object]] = terms.value("floors")
    product = facts.word("product")
    if product is None:
        counted = facts.asked("product")
    elif product in floors:
        counted = facts.over(str(floors[product]["counts"]), float(str(floors[product]["more_than"])))
    else:
        counted = facts.one_of("product", terms.value("no_floor"))
    if not _is_amended(facts):
        return any_of(facts.true("used_in_critical_infrastructure"), counted)
    told = facts.true(REACHES, absent=None)
    return told if told.value is False else any_of(counted, told)


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
    return any_of(
        party.one_of("known_identity", ("maduro_regime",)),
        in_one_of(party, REACH, terms.value("adversaries")),
        _macau(party, terms, readings),
        inner(company) if company.stated else NO,
        held(party, inner, terms.value("owned_percent")),
        directed(party, inner),
        _leading(party, inner) if terms.value("dominant_minority") else NO,
        any_of(*(inner(employment.at("party")) for employment in party.items("works_for"))),
    )


def _leading(party: Facts, inner: Test) -> Answer:
    """Open where nobody holds more than an owner that counts, and whether it directs the party is not stated."""
    owners = [owner for owner in party.items("owners") if owner.number("percent")]
    most = max((owner.number("percent") or 0 for owner in owners), default=0)
    leading = (owner for owner in owners if owner.number("percent") == most)
    return any_of(*(all_of(inner(owner.at("party")), owner.true("directs", absent=None)) for owner in leading))


def _macau(party: Facts, terms: DatedLaw, readings: Mapping[str, str]) -> Answer:
    """Macau, which the text does not name beside Hong Kong."""
    there = in_one_of(party, REACH, terms.value("not_named"))
    return read_as(YES, MACAU, readings, "part_of_china") if there.value else there
