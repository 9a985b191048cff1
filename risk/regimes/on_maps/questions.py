"""Questions in words of a map for what laws ask for in words of their texts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from data_maps.problems import Path
from risk.regimes.facts import Facts
from risk.regimes.schema import question

PLAIN: Mapping[str, str] = {
    "citizenships": "of which states is {} a citizen?",
    "owners.percent": "which share of the ownership does {} hold, in percent?",
    "owners.votes_percent": "which share of the votes does {} hold, in percent?",
    "owners.directs": "can {} direct the firm in which it holds a share?",
    "data.precision_m": "how closely are positions known, in metres?",
    "data.inside_listed_area": (
        "do any positions lie in an area on the US list of government-related locations (28 CFR 202.1401)?"
    ),
    "transaction.arrangement": "what kind of dealing is it: a sale, a service, employment, an investment or another?",
    "transaction.onward_clause": (
        "does the contract bar the receiver from brokering the data on to countries of concern or covered persons?"
    ),
    "investment.percent": "which share of ownership and votes does the investor acquire, in percent?",
    "investment.rights": "which rights come with the stake, such as a seat on the board or a veto?",
    "investment.dominant_minority": (
        "does the investor decide with less than half of the votes, because nobody else has nearly as many?"
    ),
    "us_business.data": "which kinds of data does the business keep or collect, and of how many people?",
    "critical_technology": "does the business, or a subsidiary that it wholly owns, make critical technology?",
    "critical_infrastructure": (
        "does the business perform a listed function for critical infrastructure (31 CFR Part 800, appendix A)?"
    ),
    "objective.preparations_made": "has the business planned staff, systems or funds to reach that many people?",
    "objective.integral_to_main_product": (
        "are the data an integrated part of the main products or services of the business?"
    ),
    "objective.projected_individuals": (
        "how many people does the business tell investors or others that it will reach?"
    ),
    "security_customers.marketing_to_military": (
        "does the business advertise a special use of its products to military staff?"
    ),
    "divestiture.ownership_sold": "have the old owners sold their stakes in whoever runs the app?",
    "collected_directly_from_individuals": "did the provider collect the data directly from the people?",
    "importer_under_covered_law": "is the receiver bound by the data protection law on which the decision rests?",
    "importer_on_privacy_shield_list": "was the receiver on the list of the Privacy Shield?",
    "privacy_shield_covers_hr_data": "did the receiver's certificate under the Privacy Shield extend to data of staff?",
    "for_immigration_control": "are the data transferred for the control of immigration in the United Kingdom?",
    "protection_equivalent": (
        "with safeguard and measures, are the data protected there in essence as in the Union, by law and in practice?"
    ),
    "protection_test_met": (
        "does the sender's assessment find that protection there is not materially lower than in the United Kingdom?"
    ),
    "signed_by_21_september_2022": "did both sides conclude the contract with the clauses by 21 September 2022?",
    "processing_unchanged": "is what the contract has done with the data unchanged since then?",
    "approved_by_authority": "has the authority approved the clauses, the rules, the code or the certificate?",
    "authorised_by_authority": "has the data protection authority authorised this arrangement?",
    "importer_bound": "has the receiver bound itself, enforceably, to keep the code or the certificate?",
    "necessary": "is the transfer necessary for the purpose it rests on, such as a contract with the people?",
    "occasional": "is the transfer occasional, and no regular part of a stable relationship?",
    "requested_by_authority_abroad": "has a court or an authority abroad asked for the data?",
    "other_ground_possible": "could the transfer rest on another ground of the law?",
    "sensitive_personal_data": (
        "are passwords, bank or card details, health data, sexual orientation or biometric data among the data?"
    ),
    "consent_specific": "have the people consented to this very transfer, in words that stand out?",
    "informed_of_transfer": (
        "were the people told beforehand that the transfer is international, apart from its other purposes?"
    ),
    "informed_of_items": (
        "were the people told what goes where, when, how, to whom and why, and that they may refuse?"
    ),
    "special_provision": "does a statute, a treaty or an international agreement provide for the transfer?",
    "disclosed_or_notified": "does the privacy policy say what is transferred, or were the people told of it?",
    "recipient_certified": "does the receiver hold a certificate that a notice of the Korean commission names?",
    "protective_measures": (
        "has the receiver taken the safety measures, and put into effect there what was certified?"
    ),
    "consent_to_provision_abroad": "have the people consented beforehand that data go to others abroad?",
    "informed_of_country_and_recipient": (
        "were the people told of the country, its system of protection and the measures of the receiver?"
    ),
    "system_meets_standards": (
        "does the receiver's system meet the standards of the Japanese commission, as by contract or certificate?"
    ),
    "measures_kept_up": "does the sender keep that system working, and tell people of it when they ask?",
    "exception_applies": "does an exception apply, such as a duty by law, or saving a life?",
    "steps_reasonable": "are the sender's steps to keep the receiver to the Australian principles reasonable?",
    "believes_protection_similar": (
        "does the sender reasonably believe that a law or scheme there protects the data much as in Australia?"
    ),
    "believes_enforceable": "does the sender reasonably believe that people can have that protection enforced?",
    "country_or_scheme_prescribed": "do Australian regulations name the country or the scheme?",
    "expressly_informed": (
        "were the people expressly told that the Australian principle on transfers will not apply if they consent?"
    ),
    "consent_after_informed": "did the people consent after they were told so?",
    "law_requires_or_authorises": "does an Australian law, court or tribunal require or permit the transfer?",
}
"""Questions by the end of the path of a fact, numbers left out; the party that a fact is of stands in its place."""
SOMEBODY = "whoever that is"


def in_plain_words(regime: str, path: Path, ask: str | None, facts: Mapping[str, Any]) -> str:
    """The question for a fact in words of a map, where a law asks it in its own and there are any; else as it is."""
    if ask and ask != question(regime, path):
        return ask
    names = [step for step in path if isinstance(step, str)]
    ends = (".".join(names[start:]) for start in range(len(names)))
    words = next((PLAIN[end] for end in ends if end in PLAIN), ask or "")
    return words.replace("{}", _party(path[:-1], facts))


def _party(path: Path, facts: Mapping[str, Any]) -> str:
    """The name of the party, or of the owner, at a path."""
    of = Facts(facts).along(path)
    name = of.word("name") or of.at("party").word("name")
    return f"the party {name}" if name else SOMEBODY
