"""Facts for the laws that look at dealings and stakes: who gives whom access to data, who holds a US business."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from data_maps.countries import listed_name
from data_maps.fields import metres
from data_maps.model import DataMap
from data_maps.parties import Ownership
from data_maps.problems import KeyPath
from risk.regimes import decide_on
from risk.regimes.decision import outcome_words, unique
from risk.regimes.facts import NOT_KNOWN
from risk.regimes.on_maps.apps import us
from risk.regimes.on_maps.matter import MapMatter, MapValue, PeopleReached, matter
from risk.regimes.on_maps.parties import HALF, HELD, called, ends_of, holders, party, percent, related
from risk.regimes.parameters import law

ARRANGEMENTS = {
    "vendor": "service_by_counterparty",
    "processing": "service_by_counterparty",
    "employment": "employment",
    "investment": "investment",
    "brokerage": "data_sale",
}
SERVICES = ("processing", "hosting", "backup", "support", "security", "moderation", "analytics")
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
SALE = ("sale", "advertising")
WHOSE = "data go to the system {}, and who runs it is not known"
COUNTERPARTY: KeyPath = ("counterparty",)
WHO_RUNS = "who runs the system {}, and from which country?"
STAFFED = "{} runs the system {} in {}"
WHO_WORKS = "who works at the system {}, living mainly in {}, and gets at the data?"
AD_SPACE, TRACKER = "ad_space_sale_with_user_data", "tracking_pixel_or_sdk"
CFIUS_CATEGORIES = {
    "health": "health",
    "text": "private_communications",
    "audio": "private_communications",
    "location": "geolocation",
    "biometric": "biometric_templates",
    "genetic": "genetic_test_results",
}
LISTED_KINDS = {
    "identity": "government_id",
    "health": "health",
    "financial": "financial",
    "biometric": "biometric",
    "genetic": "genetic",
    "location": "location",
    "text": "private_communications",
    "audio": "private_communications",
    "credentials": "log_in_credentials",
    "contacts": "private_device_content",
    "image": "private_device_content",
    "video": "private_device_content",
    "profile": "contact_details",
}


@dataclass(frozen=True)
class DealTie:
    """One way in which a party gets at data that another holds: what for, which data, at which node, by which words."""

    giver: str
    taker: str
    node: str
    data: tuple[str, ...]
    arrangement: str | None
    use: str | None
    where: str
    flow: str | None = None


def ties(data_map: DataMap) -> Iterator[DealTie]:
    """Every way in which data that one party holds come to another: flows, whose system it is, access, agreements."""
    yield from _flows(data_map)
    yield from _hosting(data_map)
    for access in data_map.access:
        data = access.data or held(data_map, access.to)
        if giver := _party_at(data_map, access.to):
            yield DealTie(giver, access.party, access.to, data, None, None, f"access.{access.party}.{access.to}")
    for deal in data_map.agreements:
        for gift in deal.gives:
            giver = _party_at(data_map, gift.system)
            kind = ARRANGEMENTS.get(deal.kind or "") if giver in deal.between else None
            data = gift.data or held(data_map, gift.system)
            if giver:
                for taker in deal.between:
                    yield DealTie(giver, taker, gift.system, data, kind, None, f"agreements.{deal.id}")


def _flows(data_map: DataMap) -> Iterator[DealTie]:
    for flow in data_map.flows:
        giver, taker = _party_at(data_map, flow.source_id), _party_at(data_map, flow.target)
        if giver and taker:
            kind = _arranged(flow.use, AD_SPACE)
            yield DealTie(giver, taker, flow.source_id, flow.data, kind, flow.use, f"flows.{flow.id}", flow.id)


def _hosting(data_map: DataMap) -> Iterator[DealTie]:
    """The systems of others into which the app's operator lets people's data go."""
    for flow in data_map.flows:
        taker = _party_at(data_map, flow.target) if flow.target in data_map.systems else None
        if taker and flow.source_id in data_map.users:
            use, kind = _hosted(flow.use)
            where = f"systems.{flow.target}.operator"
            yield DealTie(data_map.app.operator, taker, flow.target, flow.data, kind, use, where, flow.id)


def _hosted(use: str | None) -> tuple[str, str | None]:
    """The use of people's data in another's system, hosting where the map says no other, and the dealing that it is."""
    use = use if use in (*SALE, *SERVICES) else "hosting"
    return use, _arranged(use, TRACKER)


def _arranged(use: str | None, advertised: str) -> str | None:
    """The kind of dealing that a use of data is; data for advertising are passed on as a part of it.

    Source:
        28 CFR 202.214(b)(4), (5) and (7): space that is sold with data of those who see it, and trackers built in.
    """
    kinds = {"sale": "data_sale", "advertising": advertised, **dict.fromkeys(SERVICES, "service_by_counterparty")}
    return kinds.get(use or "")


def unknown_operators(data_map: DataMap) -> Iterator[DealTie]:
    """The systems into which people or a party let data go while nobody says who runs them: a taker that is unknown."""
    for flow in data_map.flows:
        straight = flow.source_id in data_map.users
        giver = data_map.app.operator if straight else _party_at(data_map, flow.source_id)
        if giver and is_run_by_nobody_known(data_map, flow.target):
            operator, where = data_map.systems[flow.target].operator, f"systems.{flow.target}.operator"
            use, kind = _hosted(flow.use) if straight else (flow.use, _arranged(flow.use, AD_SPACE))
            yield DealTie(giver, operator, flow.target, flow.data, kind, use, where, flow.id)


def is_run_by_nobody_known(data_map: DataMap, node: str) -> bool:
    """True for a system of which the map does not say who runs it; an operator that was assumed is not said."""
    system = data_map.systems.get(node)
    return system is not None and (_operator_is_assumed(data_map, node) or system.operator not in data_map.parties)


def _operator_is_assumed(data_map: DataMap, node: str) -> bool:
    return not data_map.assumed.isdisjoint((f"systems.{node}", f"systems.{node}.operator"))


def _party_at(data_map: DataMap, node: str) -> str | None:
    """The party that holds what is at a node; None where it is people, or nobody knows who runs the system."""
    holder = data_map.systems[node].operator if node in data_map.systems else node
    return holder if holder in data_map.parties else None


def held(data_map: DataMap, node: str) -> tuple[str, ...]:
    """The data that flow to a node."""
    return tuple(dict.fromkeys(data for flow in data_map.flows if flow.target == node for data in flow.data))


def pairs(data_map: DataMap) -> Iterator[tuple[str, str, tuple[DealTie, ...]]]:
    """Each two parties of which one gives the other access, with all the ways; whoever runs a system may be unknown."""
    ties_by_pair: dict[tuple[str, str], list[DealTie]] = {}
    for tie in ties(data_map):
        if tie.giver != tie.taker and tie.giver in data_map.parties:
            ties_by_pair.setdefault((tie.giver, tie.taker), []).append(tie)
    for (giver, taker), ways in ties_by_pair.items():
        yield giver, taker, tuple(ways)


def deal_title(data_map: DataMap, giver: str, taker: str) -> str:
    """The title of a dealing."""
    return f"{called(data_map, giver)} gives {called(data_map, taker)} access"


def bulk(data_map: DataMap, day: date) -> Iterator[MapMatter]:
    """Every dealing in which a party organised in the United States gives another access to data of people there.

    Each arrangement of two parties is a dealing of its own, so that a service lifts no sale; the strictest leads.
    Who runs a system of which nobody says so is asked wherever that may be a covered person, and who works at one that
    stands in a country of concern.
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


def _staffed(data_map: DataMap, people: PeopleReached, day: date) -> Iterator[MapMatter]:
    """Each system in a country of concern whose operator is no covered person: those who work there may be.

    Source:
        28 CFR 202.211(a)(3) and (4), 202.217, 202.401: a branch is its firm, and access of its staff an employment.
    """
    versions = law("us_bulk_data").parameters["countries_of_concern"].on(day)
    listed = {code for version in versions for code in version.value}
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
    return data_map.app.operator if source in data_map.users else _party_at(data_map, source)


def _is_covered(data_map: DataMap, name: str, day: date) -> bool:
    """True where a party is surely a covered person on a day."""
    facts = matter(data_map, "", {"counterparty": party(data_map, name)}).facts
    return decide_on("us_bulk_data", facts, day).determinations.get("covered_person") is True


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
    return data_map.parties[tie.giver].organised_in in us() and (abroad or not _operator_is_assumed(data_map, tie.node))


def _dealing(
    data_map: DataMap, people: PeopleReached, giver: str, taker: str | None, ways: Sequence[DealTie]
) -> dict[str, Any]:
    """The facts of a dealing of one arrangement; of a taker whom nobody knows, none are stated."""
    described: set[str] = set()
    kind = next((tie for tie in ways if tie.arrangement), None)
    return {
        "us_party": party(data_map, giver, described),
        "counterparty": party(data_map, taker, described) if taker else None,
        "group_relation": related(data_map, giver, taker) if taker else None,
        "data": list(_items(data_map, people, ways)),
        "one_collection": MapValue(True, ways[0].where),
        "same_people": MapValue("same", ways[0].where) if _of_the_same(people, ways) else None,
        "transaction": {
            "arrangement": MapValue(kind.arrangement, kind.where) if kind else None,
            "purpose": _administrative(data_map, giver, taker, ways) if taker else None,
            "recipient_collected_from_individuals": MapValue(False, kind.where)
            if kind and kind.arrangement == TRACKER
            else _collects_itself(data_map, taker, ways),
        },
        "access": {"gained_by": MapValue("counterparty", ways[0].where)},
    }


def _collects_itself(data_map: DataMap, party_: str | None, ways: Sequence[DealTie]) -> MapValue | None:
    """No where none of the data come to a party straight from people on the map; else not said."""
    names = {name for tie in ways for name in tie.data}
    straight = (flow for flow in data_map.flows if flow.source_id in data_map.users and names & set(flow.data))
    return None if any(_party_at(data_map, flow.target) == party_ for flow in straight) else MapValue(False, "flows")


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
        if names := _data_of_kinds(data_map, ways, kinds):
            yield {
                "category": MapValue(category, f"data.{names[0]}"),
                "us_devices" if category == "location" else "us_persons": _people(people, ways, names),
                "precision_m": _precision(data_map, names) if category == "location" else None,
                "inside_listed_area": MapValue("unknown", f"data.{names[0]}") if category == "location" else None,
            }
    if names := _data_of_kinds(data_map, ways, list(IDENTIFIERS)):
        fields = dict.fromkeys(field for name in names for field in IDENTIFIERS[data_map.data[name].type])
        yield {
            "category": MapValue("identifiers", f"data.{names[0]}"),
            "us_persons": _people(people, ways, names),
            "identifier_fields": MapValue(list(fields), f"data.{names[0]}"),
        }


def _data_of_kinds(data_map: DataMap, ways: Sequence[DealTie], kinds: Sequence[str]) -> list[str]:
    every = dict.fromkeys(name for tie in ways for name in tie.data)
    return [name for name in every if data_map.data[name].type in kinds]


def _people(people: PeopleReached, ways: Sequence[DealTie], names: Sequence[str]) -> Any:
    """The most that any one way reaches."""
    reached = [
        people.of([(tie.node, name) for name in names if name in tie.data], tie.flow)
        for tie in ways
        if any(name in tie.data for name in names)
    ]
    return max(reached, key=lambda most: most.middle)


def _precision(data_map: DataMap, names: Sequence[str]) -> MapValue | None:
    """The finest precision that the map states."""
    stated = [(metres(data_map.data[name].precise_to), name) for name in names]
    precisions = sorted((value, name) for value, name in stated if value is not None)
    return MapValue(precisions[0][0], f"data.{precisions[0][1]}.precise_to") if precisions else None


def brokers(data_map: DataMap, day: date) -> Iterator[MapMatter]:
    """Every flow to a party that buys the data or advertises with them."""
    people = PeopleReached(data_map, us())
    for flow in data_map.flows:
        giver, taker = _party_at(data_map, flow.source_id), _party_at(data_map, flow.target)
        if flow.use in SALE and taker and people.groups:
            sender = f"{called(data_map, giver)} passes data to" if giver else "people's data go to"
            tie = DealTie(giver or "", taker, flow.source_id, flow.data, None, flow.use, f"flows.{flow.id}", flow.id)
            yield matter(data_map, f"{sender} {called(data_map, taker)}", _brokered(data_map, people, giver, tie, day))


def _brokered(data_map: DataMap, people: PeopleReached, giver: str | None, tie: DealTie, day: date) -> dict[str, Any]:
    described: set[str] = set()
    own = MapValue(True, tie.where) if giver in (data_map.app.operator, None) else None
    kinds = dict.fromkeys(LISTED_KINDS.get(data_map.data[name].type, "other") for name in tie.data)
    return {
        "provider": party(data_map, giver, described) if giver else None,
        "collected_directly_from_individuals": own or _collects_itself(data_map, giver, [tie]),
        "valuable_consideration": MapValue(True, tie.where) if tie.use == "sale" else None,
        "recipient_is_providers_service_provider": MapValue(False, tie.where) if tie.use == "sale" else None,
        "recipient": party(data_map, tie.taker, described),
        "data_kinds": MapValue(list(kinds), tie.where),
        "location_radius_m": _precision(data_map, _data_of_kinds(data_map, [tie], ["location"])),
        "individuals": people.of([(tie.node, name) for name in tie.data], tie.flow),
        "individuals_reside_in": MapValue("US", people.where),
        "date": MapValue(day.isoformat(), "as_of"),
    }


def investments(data_map: DataMap, day: date) -> Iterator[MapMatter]:
    """Each stake of somebody abroad, or held from abroad, in a US business that runs a system or the app."""
    operators = {data_map.app.operator, *(system.operator for system in data_map.systems.values())}
    for line in _one_each(data_map):
        abroad = not _seats(data_map, holders(data_map, line.owner)) <= us()
        if line.of in operators and data_map.parties[line.of].organised_in in us() and abroad:
            title = f"{called(data_map, line.owner)} in {called(data_map, line.of)}"
            yield matter(data_map, title, _stake(data_map, line, day))


def _seats(data_map: DataMap, names: Collection[str]) -> set[str]:
    """The countries in which parties are organised and from which they are run."""
    parties = [data_map.parties[name] for name in names]
    return {place for party in parties for place in (party.organised_in, party.run_from)}


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
    return None if _seats(data_map, [owner]) <= states | us() else MapValue(False, f"parties.{owner}.organised_in")


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
