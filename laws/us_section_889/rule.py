"""Telecommunications and video surveillance equipment of named producers in what US agencies buy and contract for."""

from __future__ import annotations

from collections.abc import Mapping

from laws.decision import Answer, Ruling, all_of, any_of, first_that_fits, ruling
from laws.facts import Facts
from laws.parameters import DatedLaw, law
from laws.procurement import executive_agency, in_force

TELECOMS, VIDEO = "telecommunications_equipment", "video_surveillance_equipment"
SERVICES = ("telecommunications_service", "video_surveillance_service")
PARTS = {"procures": "in_force", "contracts_with_user": "users", "grants_funds": "grants"}
"""The parts of the section by what an agency does, each with the parameter of its first day."""


def rule(facts: Facts, readings: Mapping[str, str]) -> Ruling:
    """Prohibited where an agency buys, contracts or grants and covered equipment is a component that counts."""
    terms = law("us_section_889")
    answers = {
        "in_force": _part_in_force(facts, terms),
        "covered_equipment": covered_equipment(facts, terms),
        "component": any_of(
            facts.true("substantial_or_essential", absent=None), facts.true("critical_technology", absent=None)
        ).says(
            terms.citation("component"),
            "it is a substantial or essential component, or critical technology",
            "it is neither a substantial or essential component nor critical technology",
        ),
        "agency_act": agency_act(facts, terms),
        "exception": exception(facts, terms),
    }
    reached = all_of(*(answers[name] for name in ("agency_act", "covered_equipment", "component")))
    choice = first_that_fits(
        (~answers["in_force"], "not_in_force"),
        (~reached, "not_covered"),
        (answers["exception"], "excepted"),
        otherwise="prohibited",
    )
    return ruling(choice, answers)


def _part_in_force(facts: Facts, terms: DatedLaw) -> Answer:
    """Yes where the part on what the agency does applied; while it is not said, whether any part did."""
    return in_force(facts, terms, PARTS.get(facts.word("act") or "", "in_force"))


def covered_equipment(facts: Facts, terms: DatedLaw) -> Answer:
    """Yes for listed equipment, for services of the producers or on such equipment, and for what was designated."""
    cited = terms.citation("producers")
    producers: Mapping[str, list[str]] = terms.value("producers")
    any_use, security = (facts.one_of("producer", producers[name], absent=None) for name in ("any_use", "security_use"))
    telecoms, video = (facts.one_of("kind", (kind,), absent=None) for kind in (TELECOMS, VIDEO))
    service = facts.one_of("kind", SERVICES, absent=None)
    on_such = facts.true("service_uses_covered_equipment", absent=None)
    return any_of(
        all_of(any_use, telecoms).says(f"{cited} (1)", "it is telecommunications equipment of Huawei or ZTE"),
        all_of(security, any_of(telecoms, video), facts.true("security_purpose", absent=None)).says(
            f"{cited} (2)", "it is equipment of Hytera, Hikvision or Dahua for a purpose of security"
        ),
        all_of(service, any_of(any_use, security, on_such)).says(
            f"{cited} (3)", "it is a service of a named producer, or one on such equipment"
        ),
        all_of(any_of(telecoms, video, service), facts.true("designated")).says(
            f"{cited} (4)", "the Secretary of Defense has named its producer or provider"
        ),
    ).says(cited, no="it is no equipment or service that the section covers")


def agency_act(facts: Facts, terms: DatedLaw) -> Answer:
    """Yes where an executive agency buys the thing, contracts with a firm that uses it, or grants funds for it.

    A contract with a user counts whether or not the use is for that contract, and for the prime contractor alone.
    """
    user = all_of(
        facts.one_of("act", ("contracts_with_user",), absent=None),
        facts.true("prime_contractor", absent=True).says(terms.citation("users"), no="the user is a subcontractor"),
    )
    done = any_of(facts.one_of("act", ("procures", "grants_funds"), absent=None), user)
    return all_of(executive_agency(facts), done).says(
        "NDAA 2019 s. 889(a)(1), (b)(1)",
        "an executive agency buys it, contracts with a firm that uses it, or grants funds for it",
        "no executive agency buys it, contracts with its user or grants funds for it",
    )


def exception(facts: Facts, terms: DatedLaw) -> Answer:
    """Yes with a waiver, for what can neither route nor see data, and for buying what connects to a third party."""
    bought = ~facts.one_of("act", ("contracts_with_user",), absent=False)
    return any_of(
        facts.true("waiver").says("NDAA 2019 s. 889(d); FAR 4.2104", "a waiver covers it"),
        facts.true("cannot_route_or_see_data").says(
            terms.citation("exceptions"), "it can neither route data nor let anybody see them"
        ),
        all_of(facts.true("connects_to_third_party"), bought).says(
            terms.citation("exceptions"), "it is a service that connects to the facilities of a third party"
        ),
    )
