"""Impact assessments that the GDPR requires before personal data is processed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from laws.decision import Answer, Ruling, all_of, any_of, at_least, first_that_fits, ruling
from laws.facts import Facts
from laws.parameters import law

WP248 = "WP248 rev.01"
REQUIRED, NOT_REQUIRED, JUDGEMENT = "dpia_required", "dpia_not_required", "controller_judgement"
LISTED = {"required": "the national list requires an assessment", "exempt": "the national list exempts the processing"}
DpiaCriterion = Callable[[Facts], Answer]


def rule(facts: Facts, readings: Mapping[str, str]) -> Ruling:
    """The exempt list, an assessment made already, Article 35(3) and the required list, recital 91, reasons, criteria.

    A criterion that is not stated is not met; two or more normally mean an assessment, whatever the measures.
    """
    met, points, alone = criteria(facts), article_35_3(facts), practitioner(facts)
    exempt, required = _list(facts, EXEMPT_LISTS), _list(facts, REQUIRED_LISTS)
    two, one = at_least(2, met.values()), at_least(1, met.values())
    choice = first_that_fits(
        (any_of(*exempt.values()), NOT_REQUIRED),
        (_assessed(facts), NOT_REQUIRED),
        (any_of(*points.values(), *required.values()), REQUIRED),
        (alone, NOT_REQUIRED),
        (_reasons(facts), NOT_REQUIRED),
        (two.says(f"{WP248} III.B.a", "two criteria or more are met", "fewer than two criteria are met"), REQUIRED),
        (_light(facts), NOT_REQUIRED),
        (one.says(f"{WP248} III.B.a", "one criterion is met, which can be enough", "no criterion is met"), JUDGEMENT),
        otherwise=NOT_REQUIRED,
    )
    return ruling(
        choice,
        {"individual_practitioner": alone},
        criteria=[name for name, answer in met.items() if answer.value] if _all_settled(met) else None,
        article_35_3=_names(points),
        list_item=_names(exempt | required, none=False),
        national_list=_verdict(facts, exempt, required),
    )


def criteria(facts: Facts) -> dict[str, Answer]:
    """The nine criteria of WP248, each by the one fact that states it."""
    highly_personal = (*special(), *law("eu_dpia").value("highly_personal"))
    answers = {
        "evaluation": facts.true("evaluates_or_scores"),
        "automated_decision": facts.true("automated_decision_with_legal_or_similar_effect"),
        "systematic_monitoring": facts.true("systematic_monitoring"),
        "sensitive_data": facts.any_of("data_kinds", highly_personal),
        "large_scale": _large(facts),
        "matching": facts.true("combines_datasets"),
        "vulnerable_subjects": facts.any_of("subjects", law("eu_dpia").value("vulnerable")),
        "innovation": facts.true("innovative_technology"),
        "blocks_right_or_service": facts.true("blocks_right_service_or_contract"),
    }
    return {
        name: answer.says(f"{WP248} III.B.a", f"criterion met: {name.replace('_', ' ')}")
        for name, answer in answers.items()
    }


def special() -> tuple[str, ...]:
    """The kinds of data of Articles 9 and 10."""
    return tuple(law("eu_dpia").value("special_categories"))


def article_35_3(facts: Facts) -> dict[str, Answer]:
    """The three cases of Article 35(3); one practitioner's data is not large scale (recital 91)."""
    effects = facts.true("automated_decision_with_legal_or_similar_effect")
    extensive = facts.one_of("evaluation_extent", ("systematic_and_extensive",))
    answers = {
        "a": all_of(facts.true("evaluates_or_scores"), extensive, effects),
        "b": all_of(_special(facts), _large(facts), ~practitioner(facts)),
        "c": all_of(facts.true("systematic_monitoring"), facts.true("publicly_accessible_area"), _large(facts)),
    }
    return {name: answer.says(f"GDPR Art. 35(3)({name})", POINTS[name]) for name, answer in answers.items()}


POINTS = {
    "a": "people are evaluated systematically and extensively, with legal or similar effects",
    "b": "special categories or data on offences are processed on a large scale",
    "c": "an area open to the public is monitored systematically on a large scale",
}


def practitioner(facts: Facts) -> Answer:
    """Yes for one doctor, lawyer or the like with his or her own patients or clients, not sharing."""
    alone = all_of(facts.true("individual_professional"), ~facts.true("shared_with_other_professionals"))
    return alone.says("GDPR recital 91", "one professional handles the data of his or her own patients or clients")


def _special(facts: Facts) -> Answer:
    return facts.any_of("data_kinds", special())


def _large(facts: Facts) -> Answer:
    return facts.one_of("scale", ("large",))


def _not_large(facts: Facts) -> Answer:
    return facts.one_of("scale", ("not_large",))


def _assessed(facts: Facts) -> Answer:
    return any_of(
        facts.true("assessed_when_law_was_made").says("GDPR Art. 35(10)", "the law was assessed when it was made"),
        facts.true("similar_assessment_exists").says("GDPR Art. 35(1)", "very similar processing was assessed already"),
    )


def _reasons(facts: Facts) -> Answer:
    documented = all_of(facts.true("documented_reasons_against_high_risk"), facts.true("dpo_views_recorded"))
    return documented.says(f"{WP248} III.B.a", "reasons against a high risk are documented with the DPO's views")


def _light(facts: Facts) -> Answer:
    """Rows 8 and 9 of the table in WP248: one mailing to all subscribers, offers from items viewed on the own site."""
    mailing = facts.one_of("purpose", ("publishing",))
    offers = all_of(
        facts.one_of("purpose", ("own_site_recommendations",)),
        ~facts.one_of("evaluation_extent", ("comprehensive_profile", "systematic_and_extensive")),
    )
    return any_of(
        mailing.says(f"{WP248}, table row 8", "all subscribers get the same mailing"),
        offers.says(f"{WP248}, table row 9", "offers rest on items viewed on the own site"),
    )


def _pooled_unseen(facts: Facts) -> Answer:
    """Items 5 and 10 alike: merged on a large scale, partly from elsewhere, by algorithms people cannot follow."""
    return all_of(
        _large(facts),
        facts.true("combines_datasets"),
        facts.true("collected_partly_elsewhere"),
        facts.true("opaque_algorithm"),
    )


def _effects(facts: Facts) -> Answer:
    return any_of(
        facts.true("automated_decision_with_legal_or_similar_effect"), facts.true("blocks_right_service_or_contract")
    )


def _with_one_more(facts: Facts, kind: str) -> Answer:
    """Yes where the data is of this kind and a criterion is met besides that of sensitive data."""
    others = [answer for name, answer in criteria(facts).items() if name != "sensitive_data"]
    return all_of(facts.any_of("data_kinds", (kind,)), at_least(1, others))


def _profile_of(facts: Facts, kinds: Collection[str]) -> Answer:
    return all_of(facts.one_of("evaluation_extent", ("comprehensive_profile",)), facts.any_of("data_kinds", kinds))


def _neither_scored_nor_monitored(facts: Facts) -> Answer:
    """Neither scoring nor monitoring."""
    return all_of(~facts.true("evaluates_or_scores"), ~facts.true("systematic_monitoring"))


def _tracked_by_phone(facts: Facts) -> Answer:
    """Signals of people's phones tell for a while where they are or how they move."""
    signals = facts.any_of("technologies", ("phone_signals",))
    return all_of(signals, facts.any_of("data_kinds", ("location",)), facts.true("systematic_monitoring"))


def _purpose(facts: Facts, purpose: str) -> Answer:
    return facts.one_of("purpose", (purpose,))


def _staff_files(facts: Facts) -> Answer:
    domestic = facts.true("domestic_only")
    about_staff = facts.any_of("subjects", ("employees",), absent=True)
    return all_of(_purpose(facts, "hr_administration"), about_staff, domestic, _neither_scored_nor_monitored(facts))


def _one_practitioner(facts: Facts, purpose: str, transfers: Collection[str]) -> Answer:
    """One practitioner for this purpose without transfers of these kinds."""
    return all_of(_purpose(facts, purpose), practitioner(facts), ~facts.one_of("transfers_outside_eea", transfers))


def _czech_practice(facts: Facts, purpose: str) -> Answer:
    return all_of(_one_practitioner(facts, purpose, ("occasional", "systematic")), ~facts.true("processors_used"))


REQUIRED_LISTS: Mapping[str, Mapping[str, DpiaCriterion]] = {
    "DE": {
        "DE-1": lambda facts: _with_one_more(facts, "biometric_identification"),
        "DE-2": lambda facts: _with_one_more(facts, "genetic"),
        "DE-3": lambda facts: all_of(_large(facts), facts.true("under_professional_or_official_secrecy")),
        "DE-4": lambda facts: all_of(_large(facts), facts.any_of("data_kinds", ("location",))),
        "DE-5": lambda facts: all_of(_pooled_unseen(facts), _effects(facts)),
        "DE-6": lambda facts: all_of(
            _large(facts), facts.true("mobile_recording_in_public"), facts.true("pooled_centrally")
        ),
        "DE-7": lambda facts: all_of(_large(facts), facts.true("published_or_passed_on_for_third_party_decisions")),
        "DE-8": lambda facts: all_of(
            _large(facts), facts.any_of("subjects", ("employees",)), facts.true("used_to_evaluate_work")
        ),
        "DE-9": lambda facts: _profile_of(facts, ("interests_or_relationships", "social_media_content")),
        "DE-10": lambda facts: all_of(_pooled_unseen(facts), facts.true("open_ended_discovery")),
        "DE-11": lambda facts: facts.true("ai_steers_interaction_or_evaluates"),
        "DE-12": _tracked_by_phone,
        "DE-13": lambda facts: all_of(
            facts.any_of("data_kinds", ("voice_or_mood", "video")), facts.true("evaluates_or_scores")
        ),
        "DE-14": lambda facts: _profile_of(facts, ("location", "purchases_or_views")),
        "DE-15": lambda facts: all_of(_special(facts), facts.true("anonymised_for_third_parties")),
        "DE-16": lambda facts: all_of(
            _special(facts),
            facts.true("recurring_collection"),
            facts.any_of("technologies", ("body_sensors_or_app", "vehicle_sensors")),
            facts.true("pooled_centrally"),
        ),
        "DE-17": lambda facts: all_of(_special(facts), facts.true("measures_performance")),
    }
}
EXEMPT_LISTS: Mapping[str, Mapping[str, DpiaCriterion]] = {
    "LV": {
        "LV-1": _staff_files,
        "LV-2": lambda facts: _one_practitioner(facts, "health_care", ("systematic",)),
        "LV-3": lambda facts: _one_practitioner(facts, "legal_services", ("systematic",)),
        "LV-4": lambda facts: all_of(
            _purpose(facts, "customer_communication"),
            _not_large(facts),
            facts.true("domestic_only"),
            _neither_scored_nor_monitored(facts),
            ~facts.true("main_business_is_data_processing"),
        ),
        "LV-5": lambda facts: all_of(_purpose(facts, "member_management"), ~_special(facts)),
        "LV-6": lambda facts: all_of(
            _purpose(facts, "residential_building"), facts.any_of("data_kinds", ("video",)), _not_large(facts)
        ),
        "LV-7": lambda facts: all_of(_purpose(facts, "access_control_or_working_time"), ~_special(facts)),
    },
    "CZ": {
        "CZ-2": lambda facts: all_of(_staff_files(facts), ~facts.any_of("data_kinds", ("biometric_identification",))),
        "CZ-4": lambda facts: all_of(
            facts.one_of("evaluation_extent", ("single_visit",)),
            ~criteria(facts)["sensitive_data"],
            ~criteria(facts)["vulnerable_subjects"],
        ),
        "CZ-5": lambda facts: _czech_practice(facts, "health_care"),
        "CZ-6": lambda facts: _czech_practice(facts, "legal_services"),
    },
}


def _list(facts: Facts, lists: Mapping[str, Mapping[str, DpiaCriterion]]) -> dict[str, Answer]:
    """Items of the national list, by number, each with the answer whether it fits."""
    items = lists.get(facts.word("country") or "", {})
    verdict = LISTED["required" if lists is REQUIRED_LISTS else "exempt"]
    return {name: item(facts).says(f"list under Art. 35(4) or (5), {name}", verdict) for name, item in items.items()}


def _all_settled(answers: Mapping[str, Answer]) -> bool:
    return all(answer.value is not None for answer in answers.values())


def _names(answers: Mapping[str, Answer], none: bool = True) -> Any:
    """The names answered yes, up to three; `none` where all are no."""
    names = [name for name, answer in answers.items() if answer.value]
    if not names:
        return "none" if none and _all_settled(answers) else None
    return names[0] if len(names) == 1 else names[:3]


def _verdict(facts: Facts, exempt: Mapping[str, Answer], required: Mapping[str, Answer]) -> str | None:
    """The answer of the national list, where there is one and the facts settle it."""
    if any(answer.value for answer in exempt.values()):
        return "exempt"
    if any(answer.value for answer in required.values()):
        return "required"
    is_of_held_law = facts.word("country") in {*REQUIRED_LISTS, *EXEMPT_LISTS}
    return "silent" if is_of_held_law and _all_settled({**exempt, **required}) else None
