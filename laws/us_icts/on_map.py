"""The ICTS rules on a map: the app as software for the devices of people in the United States."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from data_maps.model import DataMap
from laws.deciding import decide_on
from laws.decision import Finding
from laws.matter import MapMatter, MapValue, PeopleReached, matter
from laws.on_maps import OnMap
from laws.parameters import ONE_DAY, law
from laws.parties import holders, party
from laws.united_states import us

IN_VEHICLES = frozenset({"CN", "HK", "MO", "RU"})
BESIDE = "software of connected vehicles has rules of its own, which are named and not applied here"


def technology(data_map: DataMap, day: date) -> Iterator[MapMatter]:
    """The app as software for the devices of people in the United States."""
    people = PeopleReached(data_map, us())
    if not people.groups:
        return
    above = [data_map.parties[holder] for holder in holders(data_map, data_map.app.operator)]
    foreign = any({holder.organised_in, holder.run_from} - us() for holder in above)
    tree = {
        "product": MapValue("connected_software_application", "app"),
        "us_jurisdiction": MapValue(True, people.where),
        "foreign_interest": MapValue(True, f"parties.{data_map.app.operator}") if foreign else None,
        "us_users_past_12_months": people.everyone(),
        "supplier": party(data_map, data_map.app.operator),
        "act_date": MapValue(day.isoformat(), "as_of"),
    }
    of_app = matter(data_map, f"the app {data_map.app.name}", tree)
    seats = {place for holder in above for place in (holder.organised_in, holder.run_from)}
    if not _is_untied(data_map, of_app.facts, day):
        yield replace(of_app, beside=tuple(_vehicles(seats, day)))


def _vehicles(seats: Collection[str], day: date) -> Iterator[Finding]:
    """The rules on connected vehicles that hold on a day, for an operator with a tie to a country that they name."""
    rules = law("us_icts").parameters["connected_vehicles"].on(day)
    if rules and not IN_VEHICLES.isdisjoint(seats):
        yield Finding(BESIDE, rules[0].citation)
        yield from (Finding(f"{rule.says[0].lower()}{rule.says[1:]}", rule.citation) for rule in rules)


def _is_untied(data_map: DataMap, facts: Mapping[str, Any], day: date) -> bool:
    """True on a day whose text was not read in, for a supplier without a tie, on a map with nobody from an adversary.

    Source:
        Executive Order 13873, section 1(a)(i), under which the rules stand: no text under it reaches further.
    """
    terms = law("us_icts")
    last = unread.first - ONE_DAY if (unread := terms.unread_on(day)) and unread.first else day
    if last == day or not terms.parameters["adversaries"].on(last):
        return False
    listed = {*terms.value("adversaries", last), *terms.value("not_named", last)}
    if any({party.organised_in, party.run_from} & listed for party in data_map.parties.values()):
        return False
    decision = decide_on("us_icts", {**facts, "act_date": last.isoformat()}, last)
    return decision.determinations.get("supplier_tied_to_adversary") is False


ON_MAP = OnMap(
    technology,
    "nobody in the United States uses the app, or nobody on the map is tied to a country on its list",
    counted=("floors",),
)
