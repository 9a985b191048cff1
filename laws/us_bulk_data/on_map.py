"""The rule on bulk data on a map: dealings in which a US party lets another have data of people there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from data_maps.countries import listed_name
from data_maps.model import DataMap
from data_maps.problems import KeyPath
from laws.deals import (
    TRACKER,
    WHO_RUNS,
    WHOSE,
    DealTie,
    collects_itself,
    data_of_kinds,
    deal_title,
    finest_precision,
    held,
    is_run_by_nobody_known,
    operator_is_assumed,
    pairs,
    party_at,
    unknown_operators,
)
from laws.deciding import decide_on
from laws.decision import outcome_words, unique
from laws.facts import NOT_KNOWN
from laws.matter import MapMatter, MapValue, PeopleReached, matter
from laws.on_maps import OnMap
from laws.parameters import law
from laws.parties import called, majority_owners, party, related, seats
from laws.united_states import silent_operator, us

BULK_KINDS = {
    "location": "location",
    "financial": "personal_financial",
    "health": "personal_health",
    "biometric": "biometric_identifiers",
    "genetic": "human_genomic",
}
IDENTIFIERS = {
    "profile": ("name", "phone"),
    "device": ("device_id", "ip_address"),
    "contacts": ("name", "phone", "email"),
    "credentials": ("username", "password"),
    "identity": ("other_government_id", NOT_KNOWN),
    "metadata": (NOT_KNOWN,),
}
"""The identifiers that a kind of data holds; logs, and papers beside their number, may hold others."""
COUNTERPARTY: KeyPath = ("counterparty",)
US_PARTY: KeyPath = ("us_party",)
ACCESS: KeyPath = ("access",)
GETS = "a firm in the United States gives {} access, if there is one"
WHO_GIVES = (
    "does a US firm, such as a subsidiary, seller of advertising, analyst, vendor or employer, give {} access to "
    "data of people there?"
)
WHETHER = "{} gives {} access, if it does"
DOES_GIVE = "does {} give its owner {} access to data of people in the United States?"
STAFFED = "{} runs the system {} in {}"
WHO_WORKS = "who works at the system {}, living mainly in {}, and gets at the data?"
PLAIN = {
    "data": "which are they: health, finance, location, biometric or genetic data, or names, numbers and device ids?",
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
}


def bulk(data_map: DataMap, day: date) -> Iterator[MapMatter]:
    """Every dealing in which a party organised in the United States gives another access to data of people there.

    Each arrangement of two parties is a dealing of its own, so that a service lifts no sale; the strictest leads.
    Who runs a system of which nobody says so is asked wherever that may be a covered person, and who works at one that
    stands in a country of concern. So is which firm in the United States gives access to an operator, or to an owner of
    a firm there, from a country of concern, where the map is silent on that.
    """
    people = PeopleReached(data_map, us())
    for giver, taker, ways in pairs(data_map):
        if data_map.parties[giver].organised_in in us() and people.groups:
            title, deals = deal_title(data_map, giver, taker), _by_arrangement(ways)
            for kind, own in deals.items():
                named = f"{title}, {outcome_words(kind)}" if kind and len(deals) > 1 else title
                yield matter(data_map, named, _dealing(data_map, people, giver, taker, own))
    for tie in unknown_operators(data_map):
        if people.groups and _perhaps_to_a_covered_person(data_map, tie):
            tree, question = _dealing(data_map, people, tie.giver, None, [tie]), WHO_RUNS.format(tie.node)
            yield matter(data_map, WHOSE.format(tie.node), tree, {COUNTERPARTY: question}, first=(COUNTERPARTY,))
    if people.groups:
        yield from _staffed(data_map, people, day)
        yield from _unsaid(data_map, people, _listed(day))


def _listed(day: date) -> set[str]:
    """The countries of concern on a day."""
    versions = law("us_bulk_data").parameters["countries_of_concern"].on(day)
    return {code for version in versions for code in version.value}


def _unsaid(data_map: DataMap, people: PeopleReached, listed: set[str]) -> Iterator[MapMatter]:
    """Access of an operator from a country of concern on a short map, and of owners from there of firms with the data.

    Source:
        28 CFR 202.256(b), examples 6 to 8: a firm organised in the United States is a US person whoever owns it, and
        its parent is another person.
    """
    if operator := silent_operator(data_map, listed):
        ways = [
            DealTie("", operator, n, held(data_map, n), None, None, f"parties.{operator}") for n in data_map.systems
        ]
        name = called(data_map, operator)
        tree = _dealing(data_map, people, None, operator, ways)
        yield matter(data_map, GETS.format(name), tree, {US_PARTY: WHO_GIVES.format(name)}, first=(US_PARTY,))
    told = tuple((giver, taker) for giver, taker, _ in pairs(data_map))
    for firm, ways in _with_data_here(data_map).items():
        for owner in majority_owners(data_map, firm):
            abroad = data_map.parties[owner].organised_in not in us()
            if abroad and seats(data_map, [owner]) & listed and (firm, owner) not in told:
                names = called(data_map, firm), called(data_map, owner)
                tree = _dealing(data_map, people, firm, owner, ways)
                asks = {ACCESS: DOES_GIVE.format(*names)}
                yield matter(data_map, WHETHER.format(*names), tree, asks, first=(ACCESS,))


def _with_data_here(data_map: DataMap) -> dict[str, list[DealTie]]:
    """The firms organised in the United States that hold data, each with where, as ways to them."""
    firms: dict[str, list[DealTie]] = {}
    for node in dict.fromkeys(flow.target for flow in data_map.flows):
        firm = party_at(data_map, node)
        if firm and data_map.parties[firm].organised_in in us() and not operator_is_assumed(data_map, node):
            way = DealTie(firm, firm, node, held(data_map, node), None, None, f"parties.{firm}")
            firms.setdefault(firm, []).append(way)
    return firms


def _by_arrangement(ways: Sequence[DealTie]) -> dict[str | None, list[DealTie]]:
    """The ways of each arrangement; one of which nobody says the arrangement may be part of any, and counts in each."""
    kinds = unique(tie.arrangement for tie in ways if tie.arrangement) or (None,)
    return {kind: [tie for tie in ways if tie.arrangement in (kind, None)] for kind in kinds}


def _perhaps_to_a_covered_person(data_map: DataMap, tie: DealTie) -> bool:
    """True where a US party's data go abroad, or to a system here of which the map says that who runs it is unknown.

    Source:
        28 CFR 202.211(a)(1) and (2): who owns it and where it is organised make a covered person, not its servers.
    """
    abroad = data_map.systems[tie.node].place not in us()
    return data_map.parties[tie.giver].organised_in in us() and (abroad or not operator_is_assumed(data_map, tie.node))


def _staffed(data_map: DataMap, people: PeopleReached, day: date) -> Iterator[MapMatter]:
    """Each system in a country of concern whose operator is no covered person: those who work there may be.

    Source:
        28 CFR 202.211(a)(3) and (4), 202.217, 202.401: a branch is its firm, and access of its staff an employment.
    """
    listed = _listed(day)
    for node, system in data_map.systems.items():
        if system.place in listed and not is_run_by_nobody_known(data_map, node):
            for tie in () if _is_covered(data_map, system.operator, day) else _of_staff(data_map, node):
                place = listed_name(system.place)
                tree, question = _dealing(data_map, people, tie.giver, None, [tie]), WHO_WORKS.format(node, place)
                title = STAFFED.format(called(data_map, system.operator), node, place)
                yield matter(data_map, title, tree, {COUNTERPARTY: question}, first=(COUNTERPARTY,))


def _of_staff(data_map: DataMap, node: str) -> Iterator[DealTie]:
    """The access of those who work at a system: by its operator, or by each US party that lets data go there."""
    operator, where = data_map.systems[node].operator, f"systems.{node}.in"
    data = held(data_map, node)
    if data_map.parties[operator].organised_in in us():
        yield DealTie(operator, operator, node, data, "employment", None, where)
        return
    flows = [flow for flow in data_map.flows if flow.target == node]
    givers = (_giver(data_map, flow.source_id) for flow in flows)
    for giver in unique(name for name in givers if name and data_map.parties[name].organised_in in us()):
        yield DealTie(giver, operator, node, data, "service_by_counterparty", None, where)


def _giver(data_map: DataMap, source: str) -> str | None:
    """The party that lets data go from a place; the app's operator lets those of people go."""
    return data_map.app.operator if source in data_map.users else party_at(data_map, source)


def _is_covered(data_map: DataMap, name: str, day: date) -> bool:
    """True where a party is surely a covered person on a day."""
    facts = matter(data_map, "", {"counterparty": party(data_map, name)}).facts
    return decide_on("us_bulk_data", facts, day).determinations.get("covered_person") is True


def _dealing(
    data_map: DataMap, people: PeopleReached, giver: str | None, taker: str | None, ways: Sequence[DealTie]
) -> dict[str, Any]:
    """The facts of a dealing of one arrangement; of a giver or a taker whom nobody knows, none are stated."""
    described: set[str] = set()
    kind = next((tie for tie in ways if tie.arrangement), None)
    return {
        "us_party": party(data_map, giver, described) if giver else None,
        "counterparty": party(data_map, taker, described) if taker else None,
        "group_relation": related(data_map, giver, taker) if giver and taker else None,
        # Of a giver whom nobody knows, no data on the map tell which others it may hold.
        "data": list(_items(data_map, people, ways)) or ([] if giver else None),
        "one_collection": MapValue(True, ways[0].where),
        "same_people": MapValue("same", ways[0].where) if _of_the_same(people, ways) else None,
        "transaction": {
            "arrangement": MapValue(kind.arrangement, kind.where) if kind else None,
            "purpose": _administrative(data_map, giver, taker, ways) if giver and taker else None,
            "recipient_collected_from_individuals": MapValue(False, kind.where)
            if kind and kind.arrangement == TRACKER
            else collects_itself(data_map, taker, ways),
        },
        "access": {"gained_by": MapValue("counterparty", ways[0].where)},
    }


def _administrative(data_map: DataMap, giver: str, taker: str, ways: Sequence[DealTie]) -> MapValue | None:
    """Whether support within a group is ordinary administration is not known; of other purposes nobody speaks."""
    helping = next((tie.where for tie in ways if tie.use == "support"), None)
    return MapValue("unknown", helping) if helping and related(data_map, giver, taker) else None


def _of_the_same(people: PeopleReached, ways: Sequence[DealTie]) -> bool:
    """True where all the data are about people of the same groups."""
    return len({people.groups_at(tie.node, name) for tie in ways for name in tie.data}) == 1


def _items(data_map: DataMap, people: PeopleReached, ways: Sequence[DealTie]) -> Iterator[dict[str, Any]]:
    """One item for each category of the rules; what no category names, such as messages, is no item."""
    for category in dict.fromkeys(BULK_KINDS.values()):
        kinds = [kind for kind, named in BULK_KINDS.items() if named == category]
        if names := data_of_kinds(data_map, ways, kinds):
            yield {
                "category": MapValue(category, f"data.{names[0]}"),
                "us_devices" if category == "location" else "us_persons": _people(people, ways, names),
                "precision_m": finest_precision(data_map, names) if category == "location" else None,
                "inside_listed_area": MapValue("unknown", f"data.{names[0]}") if category == "location" else None,
            }
    if names := data_of_kinds(data_map, ways, list(IDENTIFIERS)):
        fields = dict.fromkeys(field for name in names for field in IDENTIFIERS[data_map.data[name].type])
        yield {
            "category": MapValue("identifiers", f"data.{names[0]}"),
            "us_persons": _people(people, ways, names),
            "identifier_fields": MapValue(list(fields), f"data.{names[0]}"),
        }


def _people(people: PeopleReached, ways: Sequence[DealTie], names: Sequence[str]) -> Any:
    """The most that any one way reaches."""
    reached = [
        people.of([(tie.node, name) for name in names if name in tie.data], tie.flow)
        for tie in ways
        if any(name in tie.data for name in names)
    ]
    return max(reached, key=lambda most: most.middle)


ON_MAP = OnMap(
    bulk,
    "no party organised in the United States gives another access to data of people there",
    plain=PLAIN,
    counted=("floors",),
)
