"""Routes by which data may be provided abroad from China, or none if none is needed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from laws.decision import (
    NO,
    YES,
    Answer,
    Finding,
    Ruling,
    all_of,
    any_of,
    first_that_fits,
    ruling,
)
from laws.facts import Facts
from laws.parameters import DatedLaw, applied_day, law

ORDER = "CAC Order 16 (2024)"
ASSESSMENT, CONTRACT, EXEMPT = "security_assessment", "standard_contract_or_certification", "exempt"
IMPORTANT = ("notified_or_published", "newly_notified")
ORDINARY, SENSITIVE = "ordinary_people_since_1_january", "sensitive_people_since_1_january"


def rule(facts: Facts, readings: Mapping[str, str]) -> Ruling:
    """What stays is free, important data assessed; then Articles 3 to 6, a zone's list, the operator, the counts.

    Articles 5(1) to 5(3) are open to every exporter; the closing sentences of Articles 7 and 8 are read as giving
    Articles 3 to 6 priority.
    """
    terms = law("cn_export")
    important = treated_as_important(facts)
    grounds = {name: all_of(~important, ground) for name, ground in exemptions(facts, terms).items()}
    exempt = any_of(*(ground.says(_cited(name, terms), GROUNDS[name]) for name, ground in grounds.items()))
    listed = _on_list(facts)
    choice = first_that_fits(
        (
            (~facts.true("provided_abroad", absent=True)).says(
                terms.citation("provided_abroad"), "the data stays in mainland China and cannot be reached from outside"
            ),
            EXEMPT,
        ),
        (important, ASSESSMENT),
        (exempt, EXEMPT),
        (all_of(listed, _on_zone_list(facts, ASSESSMENT)), ASSESSMENT),
        (all_of(listed, _on_zone_list(facts, CONTRACT)), CONTRACT),
        (_operator(facts), ASSESSMENT),
        (_many(facts, terms), ASSESSMENT),
        (_some(facts, terms), CONTRACT),
        otherwise=EXEMPT,
    )
    # What the texts of the day say of the route is told before the reason that decides.
    passed = facts.at("assessment_passed").value is True
    names = ["certification"] * (choice.outcomes == (CONTRACT,))
    names += ["prolongation"] * (passed and choice.outcomes == (ASSESSMENT,))
    versions = [version for name in names for version in terms.parameters[name].on(applied_day())]
    findings = tuple(Finding(version.value["says"], version.citation) for version in versions)
    return ruling(
        replace(choice, because=(*findings, *choice.because)),
        {"treated_as_important_data": important, "joint_filing_allowed": _joint(facts)},
        exemption_ground=_ground(grounds),
        export_allowed=_allowed(facts, choice.outcomes),
        assessment_valid_years=terms.value("valid_years") if passed else None,
        filing_deadline_months=terms.value("filing_months") if facts.word("important_data") == IMPORTANT[1] else None,
        penalised_as_important_data_export=False if important.value is False else None,
        other_duties=list(terms.value("duties")) if _personal(facts).value else None,
    )


GROUNDS = {
    "3": "no personal data and no important data are provided abroad",
    "4": "the data comes from abroad, was processed in China, and nothing from China was added",
    "6": "the exporter is in a free-trade zone and the data is not on its list",
    "5(1)": "the export is necessary for a contract with the person",
    "5(2)": "the export is necessary to manage staff across borders under lawful rules and a collective contract",
    "5(3)": "the export is necessary in an emergency",
    "35(6)": "the export is necessary for a duty that law sets",
    "5(4)": "no operator of critical infrastructure, few people this year, nobody's sensitive data",
}


def _cited(ground: str, terms: DatedLaw) -> str:
    """The text of a ground: all but that of a duty are in the Order."""
    return terms.citation("statutory_duty") if ground == "35(6)" else f"{ORDER} Art. {ground}"


def treated_as_important(facts: Facts) -> Answer:
    """Yes where the data counts as important: an authority has told the exporter or published it (Art. 2)."""
    return facts.one_of("important_data", IMPORTANT).says(
        f"{ORDER} Art. 2",
        "an authority has told the exporter, or published, that the data is important",
        "nobody has told the exporter, or published, that the data is important",
    )


def exemptions(facts: Facts, terms: DatedLaw) -> dict[str, Answer]:
    """Grounds of Articles 3 to 6 and of Decree 790, each with the answer whether it is there; important data apart."""
    necessary = facts.true("necessary", absent=None)
    rules = facts.true("lawful_rules_and_collective_contract", absent=None)
    # Of data on a zone's list nobody claims Article 5(4) unless the people are counted.
    absent = True if _on_list(facts).value else None
    few = ~facts.reaches(ORDINARY, terms.value("ordinary_floor"), absent)
    return {
        "3": ~_personal(facts),
        "4": all_of(
            facts.true("collected_outside_china"),
            facts.true("processed_in_china", absent=None),
            ~facts.true("domestic_data_added"),
        ),
        "6": all_of(facts.true("in_free_trade_zone"), ~facts.at("ftz_list").true("on_negative_list", absent=None)),
        "5(1)": all_of(facts.one_of("purpose", ("individual_contract",)), necessary),
        "5(2)": all_of(facts.one_of("purpose", ("cross_border_hr",)), necessary, rules),
        "5(3)": all_of(facts.one_of("purpose", ("emergency",)), necessary),
        "35(6)": all_of(facts.one_of("purpose", ("statutory_duty",)), necessary, _duty_counts(terms)),
        "5(4)": all_of(~_operator(facts), few, ~facts.over(SENSITIVE, 0, absent)),
    }


def _duty_counts(terms: DatedLaw) -> Answer:
    """Yes from the day on which a duty that law sets is a ground."""
    day = applied_day()
    return YES if day is None or terms.parameters["statutory_duty"].on(day) else NO


def _on_list(facts: Facts) -> Answer:
    listed = facts.at("ftz_list").true("on_negative_list")
    return all_of(facts.true("in_free_trade_zone", absent=True), listed).says(
        f"{ORDER} Art. 6", "the data is on the list of the free-trade zone"
    )


def _on_zone_list(facts: Facts, route: str) -> Answer:
    return facts.at("ftz_list").one_of("listed_route", (route,), absent=None)


def _operator(facts: Facts) -> Answer:
    words = "the exporter is an operator of critical information infrastructure"
    return facts.true("is_critical_infrastructure_operator").says(f"{ORDER} Art. 7(1)", words)


def _many(facts: Facts, terms: DatedLaw) -> Answer:
    people, sensitive = terms.value("ordinary_ceiling"), terms.value("sensitive_ceiling")
    return any_of(
        facts.reaches(ORDINARY, people).says(f"{ORDER} Art. 7(2)", f"{people:,} people or more since 1 January"),
        facts.reaches(SENSITIVE, sensitive).says(
            f"{ORDER} Art. 7(2)", f"sensitive data of {sensitive:,} people or more since 1 January"
        ),
    )


def _some(facts: Facts, terms: DatedLaw) -> Answer:
    people = terms.value("ordinary_floor")
    return any_of(
        facts.reaches(ORDINARY, people).says(f"{ORDER} Art. 8", f"{people:,} people or more since 1 January"),
        facts.over(SENSITIVE, 0).says(f"{ORDER} Art. 8", "sensitive data of at least one person since 1 January"),
    )


def _personal(facts: Facts) -> Answer:
    """Yes where personal data goes abroad; people counted, or a ground that only personal data has, say so too."""
    counted = any(facts.number(key) for key in (ORDINARY, SENSITIVE))
    return YES if counted and not facts.at("personal_data").stated else facts.true("personal_data", absent=None)


def _joint(facts: Facts) -> Answer:
    key = "group_companies_with_similar_exports"
    return facts.true(key) if facts.at(key).stated else NO


def _ground(grounds: Mapping[str, Answer]) -> str | list[str] | None:
    names = [name for name, ground in grounds.items() if ground.value]
    if not names:
        return "none" if all(ground.value is False for ground in grounds.values()) else None
    return names[0] if len(names) == 1 else names[:3]


def _allowed(facts: Facts, outcomes: tuple[str, ...]) -> bool | None:
    """Without a route to take the export may go ahead; an assessment has to be passed first."""
    if outcomes == (EXEMPT,):
        return True
    passed = facts.at("assessment_passed").value
    return passed if outcomes == (ASSESSMENT,) and isinstance(passed, bool) else None
