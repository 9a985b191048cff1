"""Exemptions of subpart E of the US Data Security Program, whether or not they are needed."""

from __future__ import annotations

from laws.decision import NO, YES, Answer, all_of, any_of
from laws.facts import Facts
from laws.parameters import law

SELLING = (
    "data_sale",
    "data_access_licence",
    "paid_membership_with_data_access",
    "ad_space_sale_with_user_data",
    "tracking_pixel_or_sdk",
    "made_to_order_dataset",
    "paid_data_linkage",
    "model_or_algorithm_licence",
)
GROUP = ("parent", "subsidiary", "affiliate")
MASKED = ("deidentified", "pseudonymised", "anonymised")


def exemptions(facts: Facts) -> dict[str, Answer]:
    """Exemptions by section, each with the answer whether it is there; one that nobody mentions is not."""
    deal = facts.at("transaction")
    unsold = all_of(~deal.one_of("arrangement", SELLING), ~deal.one_of("arrangement", ("board_membership",)))
    # Where nobody says what kind of deal it is, a CFIUS action itself shows an investment.
    typed = deal.at("arrangement").stated or deal.at("stated_type").stated
    by_type = deal.one_of("stated_type", ("investment_agreement",))
    investing = any_of(deal.one_of("arrangement", ("investment",)), by_type, NO if typed else YES)
    answers = {
        "501": (
            all_of(deal.one_of("purpose", ("personal_communication",)), ~deal.true("consideration")),
            "a personal communication without value",
        ),
        "502": (informational(deal), "informational material, complete when the contract was made and unchanged"),
        "503": (deal.one_of("purpose", ("travel",)), "ordinary travel"),
        "504": (_award(facts.at("federal_award")), "the federal award covers the activity"),
        "505": (
            all_of(unsold, _purpose(deal, "financial_purposes"), ~_payments_hosted_abroad(deal)),
            "ordinarily part of a financial service",
        ),
        "506": (
            all_of(unsold, _purpose(deal, "group_purposes"), facts.one_of("group_relation", GROUP)),
            "ordinary administration within the group",
        ),
        "507": (_federal_law(facts), "US law or an international agreement requires or authorises it"),
        "508": (all_of(investing, cfius_action(facts)), "an instrument in effect says that it is a CFIUS action"),
        "509": (all_of(unsold, _purpose(deal, "telecom_purposes")), "ordinarily part of a telecommunications service"),
        "510": (
            _approval(facts),
            "de-identified data that the law of the destination requires for an approval or study",
        ),
        "511": (
            any_of(deal.one_of("purpose", ("clinical_investigation",)), _safety(facts)),
            "a clinical investigation or safety follow-up under FDA rules",
        ),
    }
    return {section: answer.says(f"28 CFR 202.{section}", words) for section, (answer, words) in answers.items()}


def informational(deal: Facts) -> Answer:
    """Yes for informational material: expressive, complete at signing, unchanged (202.226)."""
    material = deal.at("informational_material")
    if not material.stated:
        return NO
    return all_of(
        material.true("expressive", absent=None),
        material.true("fully_created_at_signing", absent=None),
        ~material.true("altered_or_enhanced"),
    )


def cfius_action(facts: Facts) -> Answer:
    """Yes where an instrument recites that it is a CFIUS action and is in effect, before or after closing (202.207)."""
    proceedings = facts.at("cfius")
    if not proceedings.stated:
        return NO
    return all_of(
        proceedings.one_of("instrument", ("mitigation_agreement", "interim_order", "presidential_order")),
        proceedings.true("recites_cfius_action"),
        proceedings.true("in_effect", absent=None),
    )


def _purpose(deal: Facts, group: str) -> Answer:
    return deal.one_of("purpose", law("us_bulk_data").value(group))


def _award(award: Facts) -> Answer:
    """The award covers the activity, or tells the US party to disclose; full payment is not needed."""
    if not award.stated:
        return NO
    covers = award.true("covers_this_activity", absent=None)
    directs = award.true("directs_this_disclosure")
    return all_of(~award.one_of("kind", ("none",)), any_of(directs, covers))


def _payments_hosted_abroad(deal: Facts) -> Answer:
    """Processing payments that run within the United States alone needs no host abroad."""
    home = law("us_bulk_data").value("united_states")
    return all_of(
        deal.one_of("purpose", ("payment_processing",)),
        deal.one_of("payments_area", ("within_us",)),
        ~deal.one_of("service_location", home),
    )


def _federal_law(facts: Facts) -> Answer:
    duty, stated = facts.at("legal_duty"), facts.at("legal_duty").at("us_federal_law").stated
    compliance = facts.at("transaction").one_of("purpose", ("sanctions_or_bank_secrecy_compliance",))
    return any_of(duty.true("us_federal_law"), duty.true("international_agreement"), NO if stated else compliance)


def _safety(facts: Facts) -> Answer:
    """Care data on products, and safety watched after marketing, every item de-identified or pseudonymised."""
    masked = [item.any_of("protections", MASKED) for item in facts.items("data")]
    watched = _purpose(facts.at("transaction"), "surveillance_purposes")
    return all_of(watched, *(masked or [NO])).says("28 CFR 202.511(a)(2)", "safety of products is watched")


def _approval(facts: Facts) -> Answer:
    """Local law needs the data for approval or study, and every item of it is de-identified or pseudonymised.

    What the authority itself is given for an approval is taken to be needed, unless the record says otherwise.
    """
    masked = [item.any_of("protections", MASKED) for item in facts.items("data")]
    to_authority = facts.at("counterparty").word("business") == "health_regulator"
    return all_of(
        _purpose(facts.at("transaction"), "approval_purposes"),
        facts.at("legal_duty").true("destination_law", absent=to_authority),
        all_of(*masked) if masked else NO,
    )
