"""Adequacy decisions of the European Commission that cover a transfer on a given day."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import partial

from laws.decision import (
    NO,
    YES,
    Answer,
    Finding,
    Ruling,
    all_of,
    any_of,
    first_that_fits,
    opened,
    read_as,
    ruling,
)
from laws.facts import Facts
from laws.parameters import DatedLaw, Version, law
from laws.transfer_grounds import includes, under_covered_law

EPO = "european_patent_organisation"
JOURNALISM = "journalism"
PLACE_KEY = {True: "destination_organisation", False: "destination"}


def rule(facts: Facts, readings: Mapping[str, str]) -> Ruling:
    """Not a third country inside the EEA; else adequate when a decision in force that day covers the importer.

    Where an ending decision and its successor are both in force, the older one is named (GDPR Article 45).
    """
    terms, day = law("eu_adequacy"), facts.day("date")
    inside = _inside(facts, terms, day)
    covered = {
        decision.value["decision"]: covers(facts, decision, day, readings) for decision in _decisions(facts, terms, day)
    }
    adequate = any_of(*covered.values()) if covered else _none_in_force(facts)
    choice = first_that_fits((inside, "not_a_third_country"), (adequate, "adequate"), otherwise="not_adequate")
    named = next((name for name, answer in covered.items() if answer.value), None)
    return ruling(choice, {}, decision=named if choice.outcomes == ("adequate",) else None)


def covers(facts: Facts, version: Version, day: date | None, readings: Mapping[str, str]) -> Answer:
    """Yes where a decision covers the transfer: its day, its purpose, and the importer where it covers only some.

    A purpose that is outside a decision and that nobody mentions is not there.
    """
    in_force = YES if day else opened(("date",))
    scope: Mapping[str, Callable[[Facts], Answer]] = {
        "all": lambda _: YES,
        "law": under_covered_law,
        "commercial": _commercial,
        "list": partial(_on_list, readings=readings),
        "shield": _on_shield,
    }
    within = _within_decision(facts, version)
    covered = all_of(in_force, within, scope[version.value["recipients"]](facts))
    covered = covered.resting_on((PLACE_KEY[_place(facts) == EPO],))
    if covered.value is not False:
        covered = replace(covered, because=(*covered.because, *_doubts(version, day)))
    return covered.says(
        version.citation,
        f"decision {version.value['decision']} covers the transfer",
        f"decision {version.value['decision']} does not cover this {'importer' if within.value else 'purpose'}",
    )


def _within_decision(facts: Facts, version: Version) -> Answer:
    """Yes where the transfer is for no purpose outside the decision; where nobody mentions one, it is told."""
    outside = version.value.get("outside")
    if outside is None:
        return YES
    words = "" if facts.at(outside["fact"]).stated else outside["says"]
    return (~facts.true(outside["fact"])).says(outside["citation"], words, outside["says"])


def _doubts(decision: Version, day: date | None) -> Iterator[Finding]:
    """Proceedings and events of the day that bear on a decision; none of them ends it."""
    for doubt in law("eu_adequacy").parameters["doubts"].on(day):
        if doubt.value["decision"] == decision.value["decision"]:
            yield Finding(doubt.value["says"], doubt.citation)


def _commercial(facts: Facts) -> Answer:
    """Canada: recipients under the federal private-sector law; public bodies are not."""
    return all_of(~facts.one_of("importer_kind", ("public_body",)), under_covered_law(facts))


def _on_list(facts: Facts, readings: Mapping[str, str]) -> Answer:
    """United States: importers on the list of the framework, for staff data if their certification extends to it."""
    other_data = facts.one_of("data_kind", ("non_hr",), absent=None)
    return all_of(
        facts.true("importer_on_dpf_list", absent=None),
        any_of(other_data, facts.true("dpf_covers_hr_data", absent=None)),
        ~read_as(facts.true("gathered_for_journalism"), JOURNALISM, readings, "outside"),
    )


def _on_shield(facts: Facts) -> Answer:
    """United States until 15 July 2020: importers on the list of the Privacy Shield, for staff data likewise."""
    other_data = facts.one_of("data_kind", ("non_hr",), absent=None)
    return all_of(
        facts.true("importer_on_privacy_shield_list", absent=None),
        any_of(other_data, facts.true("privacy_shield_covers_hr_data", absent=None)),
    )


def _place(facts: Facts) -> str | None:
    return EPO if facts.word("destination_organisation") == EPO else facts.word("destination")


def _decisions(facts: Facts, terms: DatedLaw, day: date | None) -> tuple[Version, ...]:
    """The decisions on the destination in force that day; without a day, all there ever were."""
    place = _place(facts)
    every = terms.parameters["decisions"].versions
    return tuple(
        decision
        for decision in every
        if includes((decision.value["place"],), place) and (day is None or decision.holds(day))
    )


def _none_in_force(facts: Facts) -> Answer:
    if _place(facts) is None and not facts.at("destination_organisation").stated:
        return facts.asked("destination")
    return Answer(False, path=("destination",)).says(
        "GDPR Art. 45", no="no adequacy decision on this destination is in force that day"
    )


def _inside(facts: Facts, terms: DatedLaw, day: date | None) -> Answer:
    """Yes where the text of the day takes the destination for no third country, by that text and in its words.

    An international organisation is none of the area, wherever it has its seat (GDPR Article 44).
    """
    place = None if facts.at("destination_organisation").stated else facts.word("destination")
    entries = [version for version in terms.parameters["eea"].versions if place in version.value["places"]]
    if not entries:
        return NO
    if day is None and not any(_lasting(version) for version in entries):
        return opened(("date",))
    holding = next((version for version in entries if (version.holds(day) if day else _lasting(version))), None)
    inside = Answer(holding is not None, path=("destination",))
    return inside.says(holding.citation, holding.value["says"]) if holding else inside


def _lasting(version: Version) -> bool:
    return version.last is None
