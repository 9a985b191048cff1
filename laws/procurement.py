"""Procurement of the United States: agencies and official users on a map, and tests that laws on that share."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date

from data_maps.model import DataMap
from laws.decision import Answer
from laws.facts import Facts
from laws.matter import MapMatter, MapValue, PeopleReached, matter
from laws.parameters import DatedLaw
from laws.parties import called, majority_owners
from laws.united_states import us

OFFICIAL = "strategic"
"""The exposure of people on whom a state relies, some of whom may use equipment of the government."""


def in_force(facts: Facts, terms: DatedLaw, parameter: str = "in_force") -> Answer:
    """Yes where a rule applied on the day of the act; one without a day is of today."""
    day, version = facts.day("date"), terms.version(parameter)
    return Answer(day is None or version.holds(day), path=("date",)).says(
        version.citation, no="it did not apply yet on that day"
    )


def executive_agency(facts: Facts) -> Answer:
    """Yes for an executive agency, which Congress, courts, states and firms are not."""
    return facts.true("executive_agency", absent=None).says("41 U.S.C. 133", no="the body is no executive agency")


def agencies(data_map: DataMap) -> tuple[str, ...]:
    """The parties of a map that are bodies of a state organised in the United States."""
    return tuple(
        name for name, party in data_map.parties.items() if party.kind == "state" and party.organised_in in us()
    )


def official_users(data_map: DataMap) -> tuple[str, ...]:
    """The groups of a map in the United States on whom the state relies."""
    return tuple(name for name, group in data_map.users.items() if group.place in us() and OFFICIAL in group.exposure)


def government_side(data_map: DataMap) -> Iterator[tuple[str, str]]:
    """Each body of the state on a map, else each group on whom it relies, in words and with where it is said."""
    bodies = agencies(data_map)
    yield from ((called(data_map, name), f"parties.{name}") for name in bodies)
    if not bodies:
        yield from ((data_map.users[name].name or name, f"users.{name}") for name in official_users(data_map))


def makers(data_map: DataMap, patterns: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The parties of a map that bear one of some names, or may be held by one that does, each with its word."""
    for party in data_map.parties:
        names = [called(data_map, name) for name in (party, *majority_owners(data_map, party))]
        words = (word for word, name in patterns.items() for each in names if re.search(name, each, re.IGNORECASE))
        if word := next(words, None):
            yield party, word


def procured(data_map: DataMap, day: date, named: Mapping[str, str], fact: str, does: str) -> Iterator[MapMatter]:
    """What makers that a law names have on a map, and what each body of the state buys or uses for the app.

    `named` are the patterns of makers by the word that the `fact` has for each; `does` is what a maker does there.
    """
    if not PeopleReached(data_map, us()).groups:
        return
    for party, word in makers(data_map, named):
        tree = {fact: MapValue(word, f"parties.{party}"), "date": MapValue(day.isoformat(), "as_of")}
        yield matter(data_map, f"what {called(data_map, party)} {does}", tree)
    for name, where in government_side(data_map):
        yield matter(data_map, f"what {name} buys or uses for the app", {"date": MapValue(day.isoformat(), where)})
