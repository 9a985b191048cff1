"""The ICTS rules on a map: the app as software for the devices of people in the United States."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date

from data_maps.model import DataMap
from laws.decision import Finding
from laws.matter import MapMatter, MapValue, PeopleReached, matter
from laws.on_maps import OnMap
from laws.parameters import law
from laws.parties import holders, party
from laws.united_states import us

IN_VEHICLES = frozenset({"CN", "HK", "MO", "RU"})
VEHICLES = re.compile(r"(?i)\b(vehicles?|cars?|automotive|telematics)\b")
PLAIN = {
    "within_text_in_force": (
        "do paragraphs (a)(4) and (b) of 15 CFR 791.3, as in force since February 2025, reach this deal? "
        "The copies read break off there."
    ),
    "us_users_past_12_months": "how many people in the United States used it at most at any time in the last year?",
}
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
    yield replace(of_app, beside=tuple(_vehicles(seats, day)) if _speaks_of_vehicles(data_map) else ())


def _speaks_of_vehicles(data_map: DataMap) -> bool:
    """True where the map names vehicles: in its title, or as what the app, a system or a piece of data is called."""
    named = [data_map.title, data_map.app.name, *(system.name for system in data_map.systems.values())]
    named += [data.name for data in data_map.data.values()]
    return any(VEHICLES.search(name) for name in named if name)


def _vehicles(seats: Collection[str], day: date) -> Iterator[Finding]:
    """The rules on connected vehicles that hold on a day, for an operator with a tie to a country that they name."""
    rules = law("us_icts").parameters["connected_vehicles"].on(day)
    if rules and not IN_VEHICLES.isdisjoint(seats):
        yield Finding(BESIDE, rules[0].citation)
        yield from (Finding(f"{rule.says[0].lower()}{rule.says[1:]}", rule.citation) for rule in rules)


ON_MAP = OnMap(
    technology,
    "nobody in the United States uses the app",
    plain=PLAIN,
    counted=("floors",),
)
