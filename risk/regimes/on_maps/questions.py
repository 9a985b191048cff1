"""Questions in words of a map for what laws ask for in words of their texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from data_maps.problems import KeyPath
from risk.regimes.facts import Facts, question
from risk.regimes.parameters import law

PLAIN: Mapping[str, str] = {
    "ground": "on which legal tool do data go there: standard clauses, binding rules, consent, another or none?",
    "transfer_tool": "on which legal tool do data go there: standard clauses, binding rules, consent, another or none?",
    "kr_transfer.ground": (
        "on which ground do data go there: separate consent, a contract, a certificate, a statute or none?"
    ),
    "jp_transfer.ground": (
        "on which ground do data go there: consent, an equivalent system of the receiver, an exception or none?"
    ),
    "au_transfer.ground": (
        "on what do data go there: reasonable steps such as a contract, a similar law, informed consent or nothing?"
    ),
    "recipient_handles_data": "does the receiver handle the data, or by contract only keep them?",
    "handled_in_japan": "does the receiver handle the data in Japan, for its business there?",
    "released_from_control": "do the data leave the sender's effective control, or does a contract keep them in it?",
    "collected_from_person": "does the receiver abroad collect the data from the people itself?",
    "uk_gdpr_applies": "does the sender offer its service to people in the United Kingdom, or monitor them?",
    "exporter.targets_or_monitors_people_in_eea": (
        "does the sender offer its service to people in the European Economic Area, or monitor them?"
    ),
    "exporter.established_in_eea": (
        "does the sender have an establishment in the European Economic Area for whose business the data are handled?"
    ),
    "importer.role": "is the receiver employed by the sender, or does it act for itself or for another?",
    "separate_legal_entity": "is the receiver employed by the sender, or does it act for itself or for another?",
    "own_staff_only": "is the receiver employed by the sender, or does it act for itself or for another?",
    "initiated_by_exporter": "does the sender itself decide that data go there, or return them to its customer?",
    "unlisted_organisation": (
        "is the receiver an international organisation that the list itself leaves out, whatever it says of its seat?"
    ),
    "covered_by_adequacy": (
        "does an adequacy decision cover the transfer, as where the receiver is on a framework's list?"
    ),
    "third_country_law.problematic": (
        "may authorities there reach the data further than is necessary and proportionate?"
    ),
    "keys.held_by": "who holds the keys to the data?",
    "keys.held_in": "in which country are the keys to the data kept?",
    "encryption.before_transfer": "are the data encrypted before they are sent?",
    "encryption.state_of_the_art": "are algorithm and key length state of the art?",
    "encryption.withstands_authorities": "does the encryption hold against the means of the authorities there?",
    "encryption.lasts_confidentiality_period": "does it hold for as long as the data have to stay confidential?",
    "encryption.correctly_implemented": "is it implemented without fault, in software that is maintained?",
    "importer_on_dpf_list": "is the receiver on the list of the Data Privacy Framework?",
    "data_kind": "are the data about staff of the sender, or about other people?",
    "dpf_covers_hr_data": "does the receiver's certificate under that framework extend to data of staff?",
    "importer_in_uk_extension": "is the receiver listed as part of the UK extension to the Data Privacy Framework?",
    "data_subject_to_principles": "will the receiver handle these data under the principles of that framework?",
    "importer_certified": "is the receiver certified under the Data Privacy Framework with Switzerland?",
    "consent_explicit": "have the people explicitly consented?",
    "consent_for_this_transfer": "did they consent to this very transfer, and not in general?",
    "informed_of_risks": "were they told beforehand of the risks of a transfer without adequate protection?",
    "public_authority": "is the sender a public authority that exercises its powers?",
    "consent_separate": "have the people consented separately to the transfer abroad?",
    "clauses_unchanged": "have both sides signed the standard clauses, and left them as they are?",
    "same_level_of_protection": (
        "does the receiver protect the data as well as the Indian rules of 2011 ask of the sender?"
    ),
    "consented_or_needed_for_contract": (
        "have the people consented to the transfer, or does a contract with them need it?"
    ),
    "restricted_by_notification": "has the government of India restricted transfers to that country?",
    "restricted_by_other_law": (
        "does a law of its sector, as for payments, keep the data in India or restrict the transfer further?"
    ),
    "bound_by_rules": "is the sender in India, and does it handle the data for itself, not for a client abroad?",
    "act_applies": "does the sender handle the data in India, or offer goods or services to people there?",
    "exempt_processing": "is the processing exempt, as under a contract with somebody abroad about people abroad?",
    "lgpd_applies": (
        "are the data handled in Brazil and shared there, or sent on to a country other than the one they came from?"
    ),
    "cn_export.purpose": (
        "what must the data go abroad for: a contract with the person, staff, an emergency, a duty by law?"
    ),
    "important_data": "has an authority told the exporter, or published, that the data are important data?",
    "cn_export.necessary": "is the export truly necessary for that purpose?",
    "in_free_trade_zone": "is the exporter registered in a free-trade zone that has published a list?",
    "ftz_list.on_negative_list": "are the data on the list of the free-trade zone?",
    "ftz_list.listed_route": "which route does the list of the free-trade zone prescribe for them?",
    "is_critical_infrastructure_operator": "does the exporter operate critical information infrastructure?",
    "lawful_rules_and_collective_contract": (
        "does staff management rest on lawful work rules and on a collective contract?"
    ),
    "scale": "is it on a large scale, by its people, data, time and area?",
    "systematic_monitoring": "does the app observe, monitor or control people systematically?",
    "combines_datasets": "does it combine data of different sources in a way that people would not expect?",
    "automated_decision_with_legal_or_similar_effect": (
        "does it decide on people, or prepare decisions, with legal or similar effect?"
    ),
    "blocks_right_service_or_contract": "does it decide whether people get a service, a contract or a right?",
    "evaluates_or_scores": "does it evaluate, score, profile or predict people?",
    "evaluation_extent": "how far does it evaluate people: by one visit, or up to a comprehensive profile?",
    "innovative_technology": "does it use new technology, or organise in a new way?",
    "ai_steers_interaction_or_evaluates": "does artificial intelligence deal with people or evaluate them?",
    "anonymised_for_third_parties": "are sensitive data often made anonymous to be passed on?",
    "measures_performance": "do providers of new technology use the data to tell how people perform?",
    "publicly_accessible_area": "does it monitor an area that is open to anyone?",
    "mobile_recording_in_public": "do moving cameras or sensors record in public?",
    "under_professional_or_official_secrecy": "are the data under a duty of secrecy, as of a doctor?",
    "collected_partly_elsewhere": "does part of the data come from others than the people themselves?",
    "opaque_algorithm": "does an algorithm that people cannot understand work on the data?",
    "pooled_centrally": "are the data brought together in one place?",
    "open_ended_discovery": "does it look for unknown connections, for purposes not fixed before?",
    "published_or_passed_on_for_third_party_decisions": (
        "are evaluations of people published or passed on to others, who may decide on them?"
    ),
    "citizenships": "of which states is {} a citizen?",
    "owners.percent": "which share of the ownership does {} hold, in percent?",
    "owners.votes_percent": "which share of the votes does {} hold, in percent?",
    "owners.directs": "can {} direct the firm in which it holds a share or seats?",
    "data.precision_m": "how closely are positions known, in metres?",
    "data.identifier_fields": (
        "do the data carry advertising ids, IP addresses or account names, or official numbers together with names?"
    ),
    "data.inside_listed_area": (
        "do any positions lie in an area on the US list of government-related locations (28 CFR 202.1401)?"
    ),
    "transaction.arrangement": "what kind of dealing is it: a sale, a service, employment, an investment or another?",
    "transaction.onward_clause": (
        "does the contract bar the receiver from brokering the data on to countries of concern or covered persons?"
    ),
    "investment.acquires_us_business": (
        "was an existing US business, or a stake in one, acquired and not newly founded, and when?"
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
    "gb_adequacy.importer_under_covered_law": (
        "is the receiver bound by the data protection law for which the regulations specify that country?"
    ),
    "importer_under_covered_law": "is the receiver bound by the data protection law on which the decision rests?",
    "importer_on_privacy_shield_list": "was the receiver on the list of the Privacy Shield?",
    "privacy_shield_covers_hr_data": "did the receiver's certificate under the Privacy Shield extend to data of staff?",
    "for_immigration_control": "are the data transferred for the control of immigration in the United Kingdom?",
    "protection_equivalent": (
        "with safeguard and measures, are the data protected there in essence as in the Union, by law and in practice?"
    ),
    "gb_transfer.covered_by_adequacy": (
        "do regulations approve the transfer, as where the receiver is on the list of the data bridge?"
    ),
    "protection_test_met": (
        "does the sender find the data protection test met: protection there not materially lower than in the United "
        "Kingdom?"
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
"""Questions by the end of the path of a fact, numbers left out, or by the law and all of it where laws differ.

The party that a fact is of stands in the place of {}.
"""
EARLIER: Mapping[str, tuple[str, str]] = {
    "gb_transfer.covered_by_adequacy": (
        "approval",
        "do adequacy regulations cover the transfer, as where the receiver is on the list of the data bridge?",
    ),
    "gb_transfer.protection_test_met": (
        "test",
        "does the sender's transfer risk assessment find that the data are protected well enough there?",
    ),
}
"""Questions in the words of a law while the first version of a parameter of it holds, with that parameter."""
SOMEBODY = "whoever that is"


def in_plain_words(regime: str, path: KeyPath, ask: str | None, facts: Mapping[str, Any]) -> str:
    """The question for a fact in words of a map, where a law asks it in its own and there are any; else as it is."""
    if ask and ask != question(regime, path):
        return ask
    names = [regime, *(step for step in path if isinstance(step, str))]
    ends = [".".join(names[start:]) for start in range(len(names))]
    words = next((PLAIN[end] for end in ends if end in PLAIN), ask or "")
    return (_earlier(regime, ends, facts) or words).replace("{}", _party(path[:-1], facts))


def _earlier(regime: str, ends: Sequence[str], facts: Mapping[str, Any]) -> str | None:
    """The question in the words of the first text, on a day on which that one holds; None on any other."""
    name, words = next((EARLIER[end] for end in ends if end in EARLIER), ("", ""))
    day = Facts(facts).day("date")
    return words if name and day and law(regime).parameters[name].versions[0].holds(day) else None


def _party(path: KeyPath, facts: Mapping[str, Any]) -> str:
    """The name of the party, or of the owner, at a path."""
    facts_along = Facts(facts).along(path)
    name = facts_along.word("name") or facts_along.at("party").word("name")
    return f"the party {name}" if name else SOMEBODY
