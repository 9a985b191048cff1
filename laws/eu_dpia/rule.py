"""Impact assessments that the GDPR requires before personal data is processed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from laws.decision import NO, Answer, Finding, Ruling, all_of, any_of, at_least, first_that_fits, ruling
from laws.facts import Facts
from laws.parameters import law

WP248 = "WP248 rev.01"
REQUIRED, NOT_REQUIRED, JUDGEMENT = "dpia_required", "dpia_not_required", "controller_judgement"
LISTS_HELD = ("DE", "LV", "CZ")
LISTS = "GDPR Art. 35(4), (5)"
NOT_HELD = "the lists of the authority there are not held here, of what needs an assessment and of what needs none"


def rule(facts: Facts, readings: Mapping[str, str]) -> Ruling:
    """The exempt list, an assessment made already, Article 35(3) and the required list, recital 91, reasons, criteria.

    A criterion that is not stated is not met; two or more normally mean an assessment, whatever the measures.
    """
    met, points, alone = criteria(facts), article_35_3(facts), practitioner(facts)
    country, national = facts.word("country"), "list under Art. 35(4) or (5)"
    on_list, off_list = "the national list requires an assessment", "the national list exempts the processing"
    required = {n: item.says(f"{national}, {n}", on_list) for n, item in _required_items(facts, country, met).items()}
    exempt = {n: item.says(f"{national}, {n}", off_list) for n, item in _exempt_items(facts, country, met).items()}
    elsewhere = country is not None and country not in LISTS_HELD
    requires, exempts = (_list_not_held(facts, key) if elsewhere else NO for key in ("requires", "exempts"))
    assessed = any_of(
        facts.true("assessed_when_law_was_made").says("GDPR Art. 35(10)", "the law was assessed when it was made"),
        facts.true("similar_assessment_exists").says("GDPR Art. 35(1)", "very similar processing was assessed already"),
    )
    reasons = all_of(facts.true("documented_reasons_against_high_risk"), facts.true("dpo_views_recorded")).says(
        f"{WP248} III.B.a", "reasons against a high risk are documented with the DPO's views"
    )
    two, one = at_least(2, met.values()), at_least(1, met.values())
    mailing = facts.one_of("purpose", ("publishing",))
    offers = all_of(
        facts.one_of("purpose", ("own_site_recommendations",)),
        ~facts.one_of("evaluation_extent", ("comprehensive_profile", "systematic_and_extensive")),
    )
    # An exemption goes before everything: under Article 35(5) an authority lists what needs no assessment at all.
    choice = first_that_fits(
        (any_of(*exempt.values(), exempts), NOT_REQUIRED),
        (assessed, NOT_REQUIRED),
        (any_of(*points.values(), *required.values(), requires), REQUIRED),
        (alone, NOT_REQUIRED),
        (reasons, NOT_REQUIRED),
        (two.says(f"{WP248} III.B.a", "two criteria or more are met", "fewer than two criteria are met"), REQUIRED),
        (
            any_of(
                mailing.says(f"{WP248}, table row 8", "all subscribers get the same mailing"),
                offers.says(f"{WP248}, table row 9", "offers rest on items viewed on the own site"),
            ),
            NOT_REQUIRED,
        ),
        (one.says(f"{WP248} III.B.a", "one criterion is met, which can be enough", "no criterion is met"), JUDGEMENT),
        otherwise=NOT_REQUIRED,
    )
    if elsewhere:
        choice = replace(choice, because=(Finding(NOT_HELD, LISTS, ("country",)), *choice.because))
    listed = exempt | required
    silent = "silent" if country in LISTS_HELD and _all_settled(listed) else None
    found = "exempt" if _names(exempt) else "required" if _names(required) else silent
    return ruling(
        choice,
        {"individual_practitioner": alone},
        criteria=[name for name, answer in met.items() if answer.value] if _all_settled(met) else None,
        article_35_3=_names(points) or ("none" if _all_settled(points) else None),
        list_item=_names(listed),
        national_list=found,
    )


def _list_not_held(facts: Facts, key: str) -> Answer:
    """What a record says of a national list that is not held: that it requires, or exempts, such processing."""
    return facts.true(f"national_list_{key}").says(LISTS, f"the list of the authority there {key} it")


def criteria(facts: Facts) -> dict[str, Answer]:
    """The nine criteria of WP248, each by the one fact that states it."""
    terms = law("eu_dpia")
    answers = {
        "evaluation": facts.true("evaluates_or_scores"),
        "automated_decision": facts.true("automated_decision_with_legal_or_similar_effect"),
        "systematic_monitoring": facts.true("systematic_monitoring"),
        "sensitive_data": facts.any_of("data_kinds", (*special(), *terms.value("highly_personal"))),
        "large_scale": facts.one_of("scale", ("large",)),
        "matching": facts.true("combines_datasets"),
        "vulnerable_subjects": facts.any_of("subjects", terms.value("vulnerable")),
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
    large, monitored = facts.one_of("scale", ("large",)), facts.true("systematic_monitoring")
    effects = facts.true("automated_decision_with_legal_or_similar_effect")
    extensive = facts.one_of("evaluation_extent", ("systematic_and_extensive",))
    evaluated = all_of(facts.true("evaluates_or_scores"), extensive, effects)
    sensitive = all_of(facts.any_of("data_kinds", special()), large, ~practitioner(facts))
    watched = all_of(monitored, facts.true("publicly_accessible_area"), large)
    return {
        "a": evaluated.says(
            "GDPR Art. 35(3)(a)", "people are evaluated systematically and extensively, with legal or similar effects"
        ),
        "b": sensitive.says(
            "GDPR Art. 35(3)(b)", "special categories or data on offences are processed on a large scale"
        ),
        "c": watched.says(
            "GDPR Art. 35(3)(c)", "an area open to the public is monitored systematically on a large scale"
        ),
    }


def practitioner(facts: Facts) -> Answer:
    """Yes for one doctor, lawyer or the like with his or her own patients or clients, not sharing."""
    alone = all_of(facts.true("individual_professional"), ~facts.true("shared_with_other_professionals"))
    return alone.says("GDPR recital 91", "one professional handles the data of his or her own patients or clients")


def _required_items(facts: Facts, country: str | None, met: Mapping[str, Answer]) -> dict[str, Answer]:
    """The items of a national list of what needs an assessment, by number, each with whether it fits."""
    if country != "DE":
        return {}

    def data(*kinds: str) -> Answer:
        return facts.any_of("data_kinds", kinds)

    true, large, sensitive = facts.true, facts.one_of("scale", ("large",)), data(*special())
    # WP248 counts the kind of data itself as a criterion, so that items 1 and 2 ask for one besides it.
    one_more = at_least(1, [answer for name, answer in met.items() if name != "sensitive_data"])
    unseen = all_of(large, true("combines_datasets"), true("collected_partly_elsewhere"), true("opaque_algorithm"))
    effects = any_of(true("automated_decision_with_legal_or_similar_effect"), true("blocks_right_service_or_contract"))
    profile = facts.one_of("evaluation_extent", ("comprehensive_profile",))
    sensors = facts.any_of("technologies", ("body_sensors_or_app", "vehicle_sensors"))
    phones = facts.any_of("technologies", ("phone_signals",))
    return {
        "DE-1": all_of(data("biometric_identification"), one_more),
        "DE-2": all_of(data("genetic"), one_more),
        "DE-3": all_of(large, true("under_professional_or_official_secrecy")),
        "DE-4": all_of(large, data("location")),
        "DE-5": all_of(unseen, effects),
        "DE-6": all_of(large, true("mobile_recording_in_public"), true("pooled_centrally")),
        "DE-7": all_of(large, true("published_or_passed_on_for_third_party_decisions")),
        "DE-8": all_of(large, facts.any_of("subjects", ("employees",)), true("used_to_evaluate_work")),
        "DE-9": all_of(profile, data("interests_or_relationships", "social_media_content")),
        "DE-10": all_of(unseen, true("open_ended_discovery")),
        "DE-11": true("ai_steers_interaction_or_evaluates"),
        "DE-12": all_of(phones, data("location"), true("systematic_monitoring")),
        "DE-13": all_of(data("voice_or_mood", "video"), true("evaluates_or_scores")),
        "DE-14": all_of(profile, data("location", "purchases_or_views")),
        "DE-15": all_of(sensitive, true("anonymised_for_third_parties")),
        "DE-16": all_of(sensitive, true("recurring_collection"), sensors, true("pooled_centrally")),
        "DE-17": all_of(sensitive, true("measures_performance")),
    }


def _exempt_items(facts: Facts, country: str | None, met: Mapping[str, Answer]) -> dict[str, Answer]:
    """The items of a national list of what needs no assessment, by number, each with whether it fits."""

    def purpose(word: str) -> Answer:
        return facts.one_of("purpose", (word,))

    alone, sensitive = practitioner(facts), facts.any_of("data_kinds", special())
    domestic, small = facts.true("domestic_only"), facts.one_of("scale", ("not_large",))
    neither = all_of(~facts.true("evaluates_or_scores"), ~facts.true("systematic_monitoring"))
    # A list on staff is of staff unless the record says whose data they are.
    about_staff = facts.any_of("subjects", ("employees",), absent=True)
    staff_files = all_of(purpose("hr_administration"), about_staff, domestic, neither)
    if country == "LV":
        no_routine = ~facts.one_of("transfers_outside_eea", ("systematic",))
        other_business = ~facts.true("main_business_is_data_processing")
        return {
            "LV-1": staff_files,
            "LV-2": all_of(purpose("health_care"), alone, no_routine),
            "LV-3": all_of(purpose("legal_services"), alone, no_routine),
            "LV-4": all_of(purpose("customer_communication"), small, domestic, neither, other_business),
            "LV-5": all_of(purpose("member_management"), ~sensitive),
            "LV-6": all_of(purpose("residential_building"), facts.any_of("data_kinds", ("video",)), small),
            "LV-7": all_of(purpose("access_control_or_working_time"), ~sensitive),
        }
    if country == "CZ":
        single_visit = facts.one_of("evaluation_extent", ("single_visit",))
        kept_inside = ~facts.one_of("transfers_outside_eea", ("occasional", "systematic"))
        unaided = ~facts.true("processors_used")
        return {
            "CZ-2": all_of(staff_files, ~facts.any_of("data_kinds", ("biometric_identification",))),
            "CZ-4": all_of(single_visit, ~met["sensitive_data"], ~met["vulnerable_subjects"]),
            "CZ-5": all_of(purpose("health_care"), alone, kept_inside, unaided),
            "CZ-6": all_of(purpose("legal_services"), alone, kept_inside, unaided),
        }
    return {}


def _all_settled(answers: Mapping[str, Answer]) -> bool:
    return all(answer.value is not None for answer in answers.values())


def _names(answers: Mapping[str, Answer]) -> Any:
    """The names answered yes, up to three; None where there are none."""
    names = [name for name, answer in answers.items() if answer.value]
    return (names[0] if len(names) == 1 else names[:3]) if names else None
