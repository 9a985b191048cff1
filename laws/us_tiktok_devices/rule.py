"""TikTok on information technology of executive agencies of the United States and of their contractors."""

from __future__ import annotations

from collections.abc import Mapping

from laws.decision import YES, Answer, Ruling, all_of, any_of, first_that_fits, read_as, ruling
from laws.facts import Facts
from laws.parameters import DatedLaw, law
from laws.procurement import executive_agency, in_force

NAMED = "named_whoever_provides_it"


def rule(facts: Facts, readings: Mapping[str, str]) -> Ruling:
    """Prohibited where the app is on such equipment, or used on it, and no exception was granted."""
    terms = law("us_tiktok_devices")
    answers = {
        "in_force": in_force(facts, terms),
        "covered_application": covered_application(facts, terms, readings),
        "government_technology": government_technology(facts, terms),
        "exception": facts.true("exception_granted").says(
            "Pub. L. 117-328 Div. R s. 102(b)(2); OMB M-23-13 section IV", "an exception was granted"
        ),
    }
    there = facts.true("present_or_used", absent=None).says(
        terms.citation("removal"), no="the app is not on the equipment, and not used on it"
    )
    reached = all_of(answers["covered_application"], answers["government_technology"], there)
    choice = first_that_fits(
        (~answers["in_force"], "not_in_force"),
        (~reached, "not_covered"),
        (answers["exception"], "excepted"),
        otherwise="prohibited",
    )
    return ruling(choice, answers)


def covered_application(facts: Facts, terms: DatedLaw, readings: Mapping[str, str]) -> Answer:
    """Yes for TikTok, and for a successor that ByteDance or what it owns developed or provides.

    The definition names TikTok. Whether its last words, on who provides it, go with TikTok too, is read in two ways.
    """
    cited = terms.citation("covered_application")
    tiktok = facts.one_of("application", ("tiktok",), absent=None)
    provided = facts.true("provided_by_bytedance", absent=None)
    by_name = read_as(YES, "tiktok_of_others", readings, NAMED)
    return any_of(
        all_of(tiktok, any_of(provided, by_name)).says(cited, "the app is TikTok"),
        all_of(facts.one_of("application", ("successor",), absent=None), provided).says(
            cited, "the app succeeds TikTok, and ByteDance or what it owns provides it"
        ),
    ).says(cited, no="the app is neither TikTok nor a successor of it within the Act")


def government_technology(facts: Facts, terms: DatedLaw) -> Answer:
    """Yes for equipment of an executive agency, and for that of a contractor whose contract has the clause."""
    of_agency = facts.one_of("equipment", ("government",), absent=None)
    clause, day = terms.version("contractor_clause"), facts.day("date")
    since = Answer(day is None or clause.holds(day), path=("date",)).says(
        clause.citation, no="the clause for contractors was not there yet"
    )
    of_contractor = all_of(
        facts.one_of("equipment", ("contractor_in_performance",), absent=None),
        since,
        facts.true("clause_in_contract", absent=True),
    )
    return all_of(executive_agency(facts), any_of(of_agency, of_contractor)).says(
        terms.citation("information_technology"),
        "it is information technology of an executive agency, or of its contractor under the contract",
        "it is neither equipment of an executive agency nor of a contractor under its contract",
    )
