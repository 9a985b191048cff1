"""Grounds of the GDPR on which a transfer to a third country may rest."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from laws.decision import NO, Answer, Ruling, all_of, any_of, read_as, ruling
from laws.facts import Facts
from laws.parameters import DatedLaw, law
from laws.transfer_grounds import chosen

CLAUSES, IMPORTER = "standard_clauses", "importer_under_gdpr"
CLAUSES_SINCE = date(2021, 6, 27)
"""The first day of the clauses of Decision (EU) 2021/914."""


def rule(facts: Facts, readings: Mapping[str, str]) -> Ruling:
    """Adequacy, a safeguard or a derogation, in this order; a request from abroad is none (GDPR Articles 44 to 49)."""
    terms = law("eu_grounds")
    adequate = facts.true("covered_by_adequacy", absent=None).says("GDPR Art. 45", "an adequacy decision covers it")
    choice = chosen(
        facts,
        terms,
        (_at_home(facts, terms), "not_a_third_country"),
        (adequate, "adequate"),
        (_without_clauses(facts, readings), "no_ground"),
    )
    return ruling(choice, {"request_recognised": _recognised(facts)} if _asked_for(facts).value else {})


def _at_home(facts: Facts, terms: DatedLaw) -> Answer:
    """Yes where the destination was no third country on the day."""
    place = facts.word("destination")
    homes = (
        Answer(place in home.value, path=("destination",)).says(home.citation, "the destination is no third country")
        for home in terms.parameters["home"].on(facts.day("date"))
    )
    return any_of(*homes)


def _without_clauses(facts: Facts, readings: Mapping[str, str]) -> Answer:
    """Yes where the tool is the standard clauses and the importer is itself under the GDPR, as recital 7 reads."""
    day = facts.day("date")
    if facts.word("ground") != CLAUSES or (day is not None and day < CLAUSES_SINCE):
        return NO
    direct = facts.true("importer_under_gdpr").says(
        "Decision (EU) 2021/914, Art. 1(1) and recital 7", "the importer is under the GDPR itself"
    )
    return read_as(direct, IMPORTER, readings, "no_clauses_for_it")


def _asked_for(facts: Facts) -> Answer:
    return facts.true("requested_by_authority_abroad")


def _recognised(facts: Facts) -> Answer:
    """Yes where the request from abroad rests on an international agreement (GDPR Article 48)."""
    return all_of(_asked_for(facts), facts.true("international_agreement", absent=None))
