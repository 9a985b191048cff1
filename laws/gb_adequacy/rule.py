"""Adequacy regulations of the United Kingdom that cover a transfer on a given day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from laws.decision import NO, YES, Answer, Ruling, all_of, any_of, first_that_fits, opened, ruling
from laws.facts import Facts
from laws.parameters import Version, law
from laws.transfer_grounds import called, includes, of_its_seat, under_covered_law

HOME = "GB"


def rule(facts: Facts, readings: Mapping[str, str]) -> Ruling:
    """Not a third country at home; else adequate when the destination is specified that day for such a transfer."""
    terms, day = law("gb_adequacy"), facts.day("date")
    place = facts.word("destination")
    inside = Answer(place == HOME, path=("destination",)).says(
        terms.instrument, "the destination is in the United Kingdom"
    )
    # Without a day no entry can have ended.
    specified = tuple(
        entry
        for entry in terms.parameters["decisions"].versions
        if includes(entry.value["places"], place) and (day is None or entry.holds(day))
    )
    covered = {entry.value["decision"]: covers(facts, entry, day) for entry in specified}
    adequate = all_of(of_its_seat(facts, terms), any_of(*covered.values())) if covered else _none(facts, day)
    choice = first_that_fits((inside, "not_a_third_country"), (adequate, "adequate"), otherwise="not_adequate")
    named = next((name for name, answer in covered.items() if answer.value), None)
    return ruling(choice, {}, decision=named if choice.outcomes == ("adequate",) else None)


def covers(facts: Facts, version: Version, day: date | None) -> Answer:
    """Yes where the destination is specified on the day for a transfer like this one."""
    scope = {"all": lambda _: YES, "law": under_covered_law, "list": _over_the_bridge}
    in_force = YES if day else opened(("date",))
    covered = all_of(in_force, scope[version.value["recipients"]](facts)).resting_on(("destination",))
    return covered.says(
        f"{version.citation}; {_basis(day)}" if day else version.citation,
        f"{called(version, facts)} specified for this transfer",
        "the destination is specified, but not for this transfer",
    )


def _basis(day: date | None) -> str:
    """The article on which approvals rest on the day; the chapter where no day is stated."""
    holding = law("gb_adequacy").parameters["basis"].on(day) if day else ()
    return holding[-1].citation if holding else "UK GDPR Chapter V"


def _over_the_bridge(facts: Facts) -> Answer:
    """A person listed as taking part in the UK Extension, and data that will be subject to the principles there."""
    return all_of(
        facts.true("importer_in_uk_extension", absent=None), facts.true("data_subject_to_principles", absent=None)
    )


def _none(facts: Facts, day: date | None) -> Answer:
    if not facts.at("destination").stated:
        return facts.asked("destination")
    if facts.word("destination") == HOME:
        return NO
    return Answer(False, path=("destination",)).says(
        _basis(day), no="no regulations specify this destination on that day"
    )
