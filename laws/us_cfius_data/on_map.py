"""The rules on investments on a map: stakes held from abroad in a US business."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from data_maps.model import DataMap
from data_maps.parties import Ownership
from data_maps.problems import KeyPath
from laws.deals import held
from laws.matter import MapMatter, MapValue, PeopleReached, matter
from laws.on_maps import OnMap
from laws.parameters import law
from laws.parties import HALF, HELD, called, ends_of, holders, party, percent, seats
from laws.united_states import silent_operator, us

CFIUS_CATEGORIES = {
    "health": "health",
    "text": "private_communications",
    "audio": "private_communications",
    "location": "geolocation",
    "biometric": "biometric_templates",
    "genetic": "genetic_test_results",
}
BUSINESS: KeyPath = ("us_business",)
HOLDS = "a business in the United States that {} holds, if there is one"
WHICH = "does {} hold a business in the United States, or a stake in one, that runs the app or keeps its data?"
PLAIN = {
    "investment.acquires_us_business": (
        "was an existing US business, or a stake in one, acquired and not newly founded, and when?"
    ),
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
    "objective.projected_individuals": "how many people does the business tell investors or others that it will reach?",
    "security_customers.marketing_to_military": (
        "does the business advertise a special use of its products to military staff?"
    ),
}


def investments(data_map: DataMap, day: date) -> Iterator[MapMatter]:
    """Each stake of somebody abroad, or held from abroad, in a US business that runs a system or the app.

    Of an operator abroad on a short map it is asked whether there is such a business.
    """
    operators = {data_map.app.operator, *(system.operator for system in data_map.systems.values())}
    for line in _one_each(data_map):
        abroad = not seats(data_map, holders(data_map, line.owner)) <= us()
        if line.of in operators and data_map.parties[line.of].organised_in in us() and abroad:
            title = f"{called(data_map, line.owner)} in {called(data_map, line.of)}"
            yield matter(data_map, title, _stake(data_map, line, day))
    if PeopleReached(data_map, us()).groups and (operator := silent_operator(data_map)):
        name = called(data_map, operator)
        tree = {
            "investment": {
                "investor": party(data_map, operator),
                "excepted_investor": _excepted(data_map, operator, day),
            }
        }
        yield matter(data_map, HOLDS.format(name), tree, {BUSINESS: WHICH.format(name)}, first=(BUSINESS,))


def _one_each(data_map: DataMap) -> Iterator[Ownership]:
    """One line for each owner of each party: its share, where it has one, else the first other tie."""
    firsts: dict[tuple[str, str], Ownership] = {}
    for line in data_map.ownership:
        before = firsts.setdefault((line.owner, line.of), line)
        if line.via in HELD and before.via not in HELD:
            firsts[line.owner, line.of] = line
    yield from firsts.values()


def _stake(data_map: DataMap, line: Ownership, day: date) -> dict[str, Any]:
    described, people = set[str](), PeopleReached(data_map, us())
    where = f"ownership.{line.owner}.{line.of}"
    return {
        "us_business": {
            "party": party(data_map, line.of, described),
            "data": list(_foreign_held(data_map, line.of)) or None,
            "us_citizens_included": MapValue(True, people.where) if people.groups else None,
            "critical_technology": MapValue("unknown", f"parties.{line.of}"),
            "objective": {"preparations_made": MapValue("unknown", f"parties.{line.of}")},
        },
        "investment": {
            "investor": party(data_map, line.owner, described),
            "acquires_us_business": _acquired(data_map, line),
            "percent": percent(line) if line.via in HELD else None,
            "excepted_investor": _excepted(data_map, line.owner, day),
            "rights": MapValue([*_board_rights(data_map, line), "unknown"], where),
        },
    }


def _acquired(data_map: DataMap, line: Ownership) -> MapValue | None:
    """Yes where a map states an agreement of the two on an investment; a stake may be in what its holder founded.

    Source:
        31 CFR 800.213, 800.301(e)(7): the rules are on deals, and a new venture of the investor itself is none.
    """
    both = {line.owner, line.of}
    deals = (deal.id for deal in data_map.agreements if deal.kind == "investment" and both <= set(deal.between))
    return next((MapValue(True, f"agreements.{deal}") for deal in deals), None)


def _excepted(data_map: DataMap, owner: str, day: date) -> MapValue | None:
    """No for an investor who sits outside the excepted states and the United States; else that is not said."""
    states = {code for version in law("us_cfius_data").parameters["excepted_states"].on(day) for code in version.value}
    return None if seats(data_map, [owner]) <= states | us() else MapValue(False, f"parties.{owner}.organised_in")


def _board_rights(data_map: DataMap, line: Ownership) -> Iterator[str]:
    """The rights on the board that a map states; of any other right of an owner a map says nothing."""
    pair = line.owner, line.of
    seats = [other for other in data_map.ownership if (other.owner, other.of) == pair and other.via == "board"]
    if any(seat.share and ends_of(seat.share)[0] > HALF for seat in seats):
        yield "appoint_most_directors"
    elif seats:
        yield "appoint_director"


def _foreign_held(data_map: DataMap, name: str) -> Iterator[dict[str, Any]]:
    """The listed categories of data in the business's systems, with the people they are of."""
    people = PeopleReached(data_map, [group.place for group in data_map.users.values()])
    nodes = [key for key, system in data_map.systems.items() if system.operator == name]
    held_data = [(node, data) for node in nodes for data in held(data_map, node)]
    for category in dict.fromkeys(CFIUS_CATEGORIES.values()):
        of_category = [
            (node, data) for node, data in held_data if CFIUS_CATEGORIES.get(data_map.data[data].type) == category
        ]
        if of_category:
            where = f"data.{of_category[0][1]}"
            yield {
                "category": MapValue(category, where),
                "peak_past_12_months": people.of(of_category),
                "identifiable": MapValue(True, where),
                "about": MapValue("customers", where),
            }


ON_MAP = OnMap(
    investments,
    "nobody from abroad holds or directs a party organised in the United States that runs a system or the app",
    plain=PLAIN,
    counted=("individuals",),
)
