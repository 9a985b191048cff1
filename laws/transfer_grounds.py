"""Grounds on which a transfer abroad may rest: a listed destination, a safeguard or an exception, with conditions."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date

from data_maps.countries import part_of
from laws.decision import NO, YES, Answer, PossibleOutcomes, all_of, any_of, first_that_fits, opened, outcome_words
from laws.facts import NOT_KNOWN, Facts
from laws.parameters import DatedLaw, Version

OWN_STAFF, SILENT, NO_TRANSFER = "own_staff", "silent", "no_transfer"
REVERSED = "not_"
"""The mark before a condition that asks for a fact to be false."""
EXCLUSIONS = ("public_authority", "whole_register")
"""Facts that shut an exception out; one that nobody mentions is not there."""


def chosen(facts: Facts, terms: DatedLaw, *before: tuple[Answer, str]) -> PossibleOutcomes:
    """The outcome of the rules before, else of the safeguard or exception relied on; `no_ground` where none holds."""
    day = facts.day("date")
    return first_that_fits(
        *before,
        (rests_on(facts, terms, "safeguards", day), "appropriate_safeguards"),
        (rests_on(facts, terms, "exceptions", day), "derogation"),
        otherwise="no_ground",
    )


def from_state_with_list(home: str, facts: Facts, terms: DatedLaw, *before: tuple[Answer, str]) -> PossibleOutcomes:
    """The outcome of a law of a state that lists destinations: inside, the rules before, the list, then a ground."""
    inside, on_list = (at_home(facts, terms, home), "not_a_third_country"), (on_the_list(facts, terms), "adequate")
    return chosen(facts, terms, inside, *before, on_list)


def restricted(facts: Facts, terms: DatedLaw) -> Answer:
    """Yes where every step that makes a transfer one to be judged is, by the entry of the day; else it is free.

    A step of which nobody speaks is taken to be, and an exclusion of which nobody speaks not to be there.
    """
    entries = terms.parameters["restricted"].on(facts.day("date"))
    return all_of(YES, *(_every_step(facts, entry) for entry in entries))


def _every_step(facts: Facts, entry: Version) -> Answer:
    return all_of(*(_step(facts, name) for name in entry.value)).says(entry.citation, no="it is no restricted transfer")


def _step(facts: Facts, name: str) -> Answer:
    if name.startswith(REVERSED):
        return ~facts.true(name.removeprefix(REVERSED))
    return facts.true(name, absent=True)


def by_own_staff(facts: Facts, terms: DatedLaw, readings: Mapping[str, str]) -> Answer:
    """Yes where nobody but the exporter's own staff abroad gets at the data and that is no transfer on the day.

    A text that is silent on staff is read in two ways.
    """
    staff = facts.true("own_staff_only")
    holding = terms.parameters[OWN_STAFF].on(facts.day("date"))
    if not staff.value or not holding:
        return staff if staff.value is None else NO
    if holding[-1].value == SILENT:
        if OWN_STAFF not in readings:
            return opened(disputed=[OWN_STAFF])
        if readings[OWN_STAFF] != NO_TRANSFER:
            return NO
    return staff.says(holding[-1].citation, "nobody but the exporter's own staff gets at the data")


def on_the_list(facts: Facts, terms: DatedLaw) -> Answer:
    """Yes where the destination is on the list of the day, and the recipient or transfer of the kind that is listed."""
    place, day = facts.word("destination"), facts.day("date")
    if place is None:
        return facts.asked("destination")
    entries = [entry for entry in terms.parameters["destinations"].on(day) if includes(entry.value["places"], place)]
    if not entries:
        return Answer(False, path=("destination",)).says(terms.instrument, no="the destination is on no list that day")
    return all_of(of_its_seat(facts, terms), any_of(*(_covered(facts, entry) for entry in entries)))


def of_its_seat(facts: Facts, terms: DatedLaw) -> Answer:
    """Yes unless the recipient is an international organisation that a list of states leaves out."""
    return (~facts.true("unlisted_organisation")).says(
        terms.instrument, no="the recipient is an international organisation that the list does not name"
    )


def under_covered_law(facts: Facts) -> Answer:
    """Whether the receiver is under the law that a decision on its country covers."""
    return facts.true("importer_under_covered_law", absent=None)


def includes(places: Collection[str], place: str | None) -> bool:
    """True where a list of places names one, or the state of which it is part."""
    return place is not None and not {place, part_of(place)}.isdisjoint(places)


def called(entry: Version, facts: Facts) -> str:
    """The beginning of a finding on a destination that an entry names: it is, or the state of which it is part is."""
    itself = facts.word("destination") in entry.value["places"]
    return "the destination is" if itself else "the destination is part of a state that is"


def _covered(facts: Facts, entry: Version) -> Answer:
    kinds = (facts.true(name, absent=None) for name in entry.value.get("needs", ()))
    return (
        all_of(YES, *kinds)
        .resting_on(("destination",))
        .says(
            entry.citation,
            f"{called(entry, facts)} listed for this transfer",
            "it is listed, but not for this transfer",
        )
    )


def at_home(facts: Facts, terms: DatedLaw, home: str) -> Answer:
    """Yes where the destination is the state itself, so that nothing goes abroad."""
    inside = Answer(facts.word("destination") == home, path=("destination",))
    return inside.says(terms.instrument, "the destination is not abroad")


def rests_on(facts: Facts, terms: DatedLaw, kind: str, day: date | None) -> Answer:
    """Yes where the ground relied on is one of this kind that day, and each of its conditions holds.

    A ground that nobody stated is asked for; of a stated one, what nobody said of its conditions.
    """
    relied_on = facts.word("ground")
    if relied_on in (None, NOT_KNOWN):
        return facts.asked("ground")
    grounds = [entry for entry in terms.parameters[kind].on(day) if entry.value["ground"] == relied_on]
    return any_of(*(_holds(facts, entry) for entry in grounds)) if grounds else _of_another_day(terms, kind, relied_on)


def _of_another_day(terms: DatedLaw, kind: str, relied_on: str) -> Answer:
    """No, and where the ground is one of other days alone, on which."""
    others = [entry for entry in terms.parameters[kind].versions if entry.value["ground"] == relied_on]
    if not others:
        return NO
    days = f"from {others[0].first}" + (f" until {others[-1].last}" if others[-1].last else "")
    words = f"{outcome_words(relied_on)}: no ground on that day, but {days}"
    return Answer(False, path=("ground",)).says(others[0].citation, no=words)


def _holds(facts: Facts, ground: Version) -> Answer:
    name = outcome_words(ground.value["ground"])
    met = all_of(*_conditions(facts, ground.value["needs"])).resting_on(("ground",))
    return met.says(ground.citation, f"the transfer rests on {name}", f"a condition of {name} is not met")


def _conditions(facts: Facts, names: list[str]) -> Iterator[Answer]:
    for name in names:
        key = name.removeprefix(REVERSED)
        fact = facts.true(key, absent=False if key in EXCLUSIONS else None)
        yield ~fact if name.startswith(REVERSED) else fact
