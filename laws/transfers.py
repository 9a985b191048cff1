"""Transfers out of a state on a map: what leaves it, to where, and on which ground."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from data_maps.model import DataMap
from data_maps.problems import KeyPath
from laws.deciding import decide_on
from laws.facts import levers
from laws.matter import MapMatter, MapValue, matter
from laws.on_maps import on_map
from laws.parameters import law
from laws.parties import organisation
from laws.passings import (
    DESTINATION,
    Passing,
    asked_first,
    collected_abroad,
    kept_abroad,
    looked_at_from_abroad,
    passings,
    returned,
    standing_abroad,
)
from laws.transfer_criteria import ground_named, left_open, transfer_criteria, with_its_tool

UNLISTED = "unlisted_organisation"
NOT_OUT_OF = "no data of people in {}, or held by a party there, go to another firm outside it"
NOT_KEPT_OUT_OF = "no data of people in {}, or held by a party there, go to a party or a system outside it"


def passed_on(data_map: DataMap, countries: Collection[str], fact_path: KeyPath = DESTINATION) -> Iterator[Passing]:
    """Each passing; where the firm is in a state and its system is not, who is there is asked first."""
    for passing in passings(data_map, countries):
        yield from standing_abroad(data_map, passing, countries, fact_path)


def out_of(data_map: DataMap, countries: Collection[str], fact_path: KeyPath = DESTINATION) -> Iterator[Passing]:
    """Each passing out of a state, and what a firm there may give back to an operator abroad."""
    yield from passed_on(data_map, countries, fact_path)
    yield from returned(data_map, countries, fact_path)


def leaving(law_name: str, data_map: DataMap, day: date) -> Iterator[MapMatter]:
    """Each destination outside a state of data of people in it, or of data that somebody in it holds.

    With what makes it a transfer, and the ground that an agreement names, where the law asks for them.
    """
    home = on_map(law_name).home
    for passing in _leaving(law_name, home, data_map, day):
        if passing.country != home:
            tree = {
                **list_facts(law_name, data_map, passing, day),
                **transfer_criteria(law_name, data_map, passing),
                "ground": ground_named(law_name, data_map, passing.giver, passing.taker),
            }
            yield asked_first(data_map, with_its_tool(law_name, data_map, passing), tree)
    yield from left_open(data_map, (home,), law_name)


def _leaving(law_name: str, home: str, data_map: DataMap, day: date) -> Iterator[Passing]:
    """Each passing out of a state, as its law takes a system that stands abroad.

    A law that speaks of storage is asked of data that anyone keeps abroad.

    Source:
        APPI Art. 28 and APP 8: where the recipient is decides; who has the data where its system stands is asked.
    """
    if storage := law(law_name).parameters.get("storage"):
        alone = (storage.on(day) or storage.versions)[0].value == "transfer"
        for passing in passed_on(data_map, (home,)):
            yield looked_at_from_abroad(data_map, passing, home) if alone else replace(passing, first=())
        yield from returned(data_map, (home,), DESTINATION)
        yield from kept_abroad(data_map, (home,))
        yield from collected_abroad(data_map, (home,)) if alone else ()
    else:
        yield from out_of(data_map, (home,))


def place_facts(passing: Passing, day: date) -> dict[str, MapValue | None]:
    """Where data go, and on which day."""
    return {"destination": passing.destination, "date": MapValue(day.isoformat(), "as_of")}


def list_facts(law_name: str, data_map: DataMap, passing: Passing, day: date) -> dict[str, MapValue | None]:
    """Where data go under a law with a list; whether the list names an organisation known as international is asked."""
    international = organisation(data_map, passing.taker) if (UNLISTED,) in levers(law_name) else None
    return {**place_facts(passing, day), UNLISTED: MapValue("unknown", international.where) if international else None}


def on_a_ground(
    law_name: str,
    adequacy_law: str,
    data_map: DataMap,
    passing: Passing,
    destination: Mapping[str, MapValue | None],
    day: date,
) -> MapMatter:
    """The matter of a law on grounds: the destination, what the law on adequacy makes of it, and the ground named."""
    covered = covered_by(adequacy_law, matter(data_map, passing.title, destination).facts, day)
    tree = {
        "destination": destination["destination"],
        "date": destination["date"],
        **transfer_criteria(law_name, data_map, passing),
        "covered_by_adequacy": MapValue(covered),
        "ground": ground_named(law_name, data_map, passing.giver, passing.taker),
    }
    return asked_first(data_map, with_its_tool(law_name, data_map, passing, covered=covered), tree)


def covered_by(adequacy_law: str, facts: Mapping[str, Any], day: date) -> bool | str:
    """Whether a law on adequacy covers a transfer; `unknown` where the map leaves it open."""
    outcome = decide_on(adequacy_law, facts, day).outcome
    return {"adequate": True, "not_adequate": False}.get(outcome, "unknown")
