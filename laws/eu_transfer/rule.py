"""Transfers of data to a third country under Chapter V of the GDPR."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from laws.decision import YES, Answer, Ruling, all_of, any_of, first_that_fits, ruling
from laws.facts import Facts
from laws.ownership import in_one_of
from laws.parameters import applied_day, law

GUIDELINES = "EDPB Guidelines 05/2021 v2.0"
PLACES = ("organised_in", "principal_place_of_business", "headquartered_in", "located_in", "domiciled_in", "resides_in")

TREATED = {
    "transition": "to which the law of the Union applied as to a member state",
    "bridge": "that was to count as no third country",
}
"""The agreements by which a place outside the area is no third country, in words."""


def rule(facts: Facts, readings: Mapping[str, str]) -> Ruling:
    """A transfer when an exporter under the GDPR discloses data to a separate importer that is outside the EEA."""
    answers = {
        "exporter_subject_to_gdpr": exporter_subject(facts.at("exporter")),
        "disclosed_to_separate_importer": disclosed(facts),
        "importer_in_third_country": importer_abroad(facts),
    }
    return ruling(first_that_fits((all_of(*answers.values()), "transfer"), otherwise="no_transfer"), answers)


def exporter_subject(exporter: Facts) -> Answer:
    """Yes where the sender is a controller or processor under the GDPR for this processing (Article 3).

    Where its establishment is not stated, it is where the party is organised or run from.
    """
    established = exporter.true("established_in_eea", absent=None)
    if not exporter.at("established_in_eea").stated and _placed(exporter.at("party")):
        terms = law("eu_transfer")
        left = (code for version in terms.parameters["transition"].on(applied_day()) for code in version.value)
        established = in_one_of(exporter.at("party"), PLACES, (*terms.value("eea"), *left))
    subject = any_of(established, exporter.true("targets_or_monitors_people_in_eea"))
    return all_of(
        (~exporter.one_of("role", ("data_subject",))).says(
            f"{GUIDELINES} para. 12-16", no="the person concerned gives the data of his or her own accord"
        ),
        subject.says(
            "GDPR Art. 3",
            "the exporter is under the GDPR for this processing",
            "the exporter is not under the GDPR for this processing",
        ),
    )


def disclosed(facts: Facts) -> Answer:
    """Yes where the data is sent or opened to a controller or processor that is another legal person."""
    return all_of(
        facts.one_of("access_mode", ("copy", "remote_view"), absent=None).says(
            f"{GUIDELINES} criterion 2", no="no data has been sent or opened to anyone so far"
        ),
        (~facts.at("importer").one_of("role", ("own_staff", "data_subject"))).says(
            f"{GUIDELINES} criterion 2", no="the recipient is no separate controller or processor"
        ),
        _separate(facts).says(
            f"{GUIDELINES} criterion 2",
            "the data is disclosed to another legal person",
            "importer and exporter are one legal person",
        ),
    )


def _separate(facts: Facts) -> Answer:
    """Yes for two legal persons: importer and exporter of one group are, a branch and its company are not."""
    kind = facts.at("importer").at("party").word("kind")
    if facts.at("separate_legal_entity").stated:
        return facts.true("separate_legal_entity")
    if kind == "branch":
        return Answer(False, path=("importer", "party", "kind"))
    if facts.at("group_relation").stated or kind is not None:
        return YES
    return facts.asked("separate_legal_entity")


def importer_abroad(facts: Facts) -> Answer:
    """Yes where the importer is outside the European Economic Area, or is an international organisation."""
    terms, criterion = law("eu_transfer"), f"{GUIDELINES} criterion 3"
    inside = _importer_in(facts, terms.value("eea")).says(criterion, "the importer is in the EEA")
    treated = (
        _importer_in(facts, agreed.value).says(agreed.citation, f"the importer is in a country {says}")
        for name, says in TREATED.items()
        for agreed in terms.parameters[name].on(applied_day())
    )
    organisation = facts.at("importer").true("international_organisation")
    return any_of(
        organisation.says(criterion, "the importer is an international organisation, wherever it has its seat"),
        (~any_of(inside, *treated)).says(criterion, "the importer is in a third country"),
    )


def _importer_in(facts: Facts, places: Sequence[str]) -> Answer:
    party = facts.at("importer").at("party")
    if not facts.at("importer_location").stated and _placed(party):
        return in_one_of(party, PLACES, places)
    return facts.one_of("importer_location", places, absent=None)


def _placed(party: Facts) -> bool:
    return any(party.at(key).value for key in PLACES)
