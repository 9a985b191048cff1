"""Criteria and tools of a transfer: the facts by which each law tells a transfer from what is none, and its grounds.

A fact is a value that the map shows, with where it does; `unknown`, which is asked; or None, where the map is silent
and the law may presume something. Say that an operator in Britain lets a support firm in India read messages. The
British law asks three things. It binds the sender, who is in Britain; the operator itself decides that data go there;
and a company is another person than its customer. All three are yes, so the data are transferred. Had the sender no
seat in Britain, the first would be `unknown`: a map does not say whom a service is offered to.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from data_maps.model import DataMap
from data_maps.problems import KeyPath
from data_maps.vocabulary import terms
from laws.deals import SALE
from laws.decision import outcome_words
from laws.matter import MapMatter, MapValue
from laws.on_maps import Criteria, on_map
from laws.passings import ANOTHER_FIRM, DESTINATION, NOBODY, Passing, open_ends, separate

HANDLINGS = ("keeps", "for_sender", "for_itself")
"""What an agreement may let a receiver do with data, from the least to the most."""
HANDLED = HANDLINGS[1:]
EU_GROUNDS = {
    "standard_clauses": "standard_clauses",
    "own_clauses": "own_clauses",
    "binding_corporate_rules": "binding_corporate_rules",
    "code_of_conduct": "code_of_conduct",
    "certification": "certification",
    "consent": "explicit_consent",
    "contract": "contract_with_person",
    "none": "none",
}
GROUND: KeyPath = ("ground",)
NO_GROUND = "the map states {}, alone no ground under this law; which of {} is there?"
FRAMEWORK = "privacy_framework"
"""A framework on which an approval of transfers to a country rests."""
CALLED = {
    "uk_addendum": "the UK addendum",
    "equivalent_system": "an equivalent system",
    "code_of_conduct": "a code of conduct",
    "certification": "a certification",
    "contract": "a contract",
    FRAMEWORK: "the privacy framework",
}


def transfer_criteria(law_name: str, data_map: DataMap, passing: Passing) -> Criteria:
    """The criteria of a law for one passing of data; none for a law that asks for none."""
    of_law = on_map(law_name).criteria
    return of_law(data_map, passing) if of_law else {}


def left_open(data_map: DataMap, countries: Collection[str], law_name: str) -> Iterator[MapMatter]:
    """Each system that nobody is known to run, as a matter of a law on destinations.

    Where its data go is not known, nor whether to another, and what a map says of them all the same is stated.
    """
    for end in open_ends(data_map, countries):
        criteria = transfer_criteria(law_name, data_map, end.passing)
        yield end.matter(criteria, *([ANOTHER_FIRM] if ANOTHER_FIRM[0] in criteria else []), DESTINATION)


def true_or_unknown(passing: Passing, is_shown: bool) -> MapValue:
    """Yes where the map shows it, else not known."""
    return MapValue(True if is_shown else "unknown", passing.ways[0].where)


def own_staff_only(data_map: DataMap, passing: Passing) -> MapValue:
    """Whether nobody but own staff gets at data; in a system that somebody runs or keeps abroad they are no matter."""
    if passing.taker in (NOBODY, passing.giver):
        return MapValue(False, passing.where)
    another = separate(data_map, passing)
    return another if another.value == "unknown" else MapValue(not another.value, another.where)


def collected_from_person(data_map: DataMap, passing: Passing, home: str) -> MapValue:
    """Whether somebody abroad collects the data from the people for itself.

    Who is in the state, is sent the data or runs a system for the operator does not.

    Source:
        Resolution CD/ANPD 19/2024: an exporter abroad transfers to an importer; its Art. 6 is on collection alone.
        PIPA Art. 28-8(1)3: storage that is entrusted to another is a case of its own.
    """
    keeps_itself = passing.taker in (passing.giver, NOBODY)
    straight = (flow for flow in data_map.flows if flow.source_id in data_map.users)
    from_people = {flow.id for flow in straight if keeps_itself or flow.use in SALE}
    if passing.at_home or from_people.isdisjoint(tie.flow for tie in passing.ways):
        return MapValue(False, f"parties.{passing.giver}")
    places = {place_of(data_map, tie.node) for tie in passing.ways}
    abroad = all(tie.flow in from_people for tie in passing.ways) and places.isdisjoint((home, "unknown", None))
    return true_or_unknown(passing, passing.taker == passing.giver or (abroad and passing.taker != NOBODY))


def agreed_handling(data_map: DataMap, passing: Passing) -> MapValue | None:
    """What the taker may do with the data by an agreement of the two; the most where several say it.

    The receiver of whom an agreement speaks is the firm that serves the app's operator, and not the operator.
    """
    if passing.taker == data_map.app.operator:
        return None
    agreed = [
        MapValue(agreement.handling, f"agreements.{agreement.id}.handling")
        for agreement in data_map.agreements
        if {passing.giver, passing.taker} <= set(agreement.between) and agreement.handling
    ]
    return max(agreed, key=lambda handling: HANDLINGS.index(handling.value), default=None)


def is_one_of(handling: MapValue | None, handlings: Collection[str]) -> MapValue | None:
    """Whether what an agreement lets a receiver do is one of some things; None where no agreement says it."""
    return MapValue(handling.value in handlings, handling.where) if handling else None


def place_of(data_map: DataMap, node: str) -> str | None:
    """The place of a system; None for any other node."""
    return data_map.systems[node].place if node in data_map.systems else None


def tool_named(data_map: DataMap, giver: str, taker: str, tools: Collection[str]) -> MapValue | None:
    """The first of these tools of transfer that an agreement of two parties names; `none` where no other is named."""
    named = [
        MapValue(agreement.transfer_tool, f"agreements.{agreement.id}.transfer_tool")
        for agreement in data_map.agreements
        if giver != taker and {giver, taker} <= set(agreement.between) and agreement.transfer_tool in tools
    ]
    return min(named, key=lambda tool: tool.value == "none", default=None)


def ground_named(law_name: str, data_map: DataMap, giver: str, taker: str) -> MapValue | None:
    """The ground of a law that an agreement of two parties names as the tool of their transfer."""
    grounds = on_map(law_name).grounds
    named = tool_named(data_map, giver, taker, grounds)
    return MapValue(grounds[named.value], named.where) if named else None


def with_its_tool(
    law_name: str, data_map: DataMap, passing: Passing, asked: KeyPath = GROUND, covered: bool | str = False
) -> Passing:
    """The passing with what is asked of a tool that the map states and that is no ground of the law.

    A framework is asked for by itself where an approval that rests on it covers the transfer that day, or may.
    """
    stated = tool_named(data_map, passing.giver, passing.taker, terms("transfer_tools"))
    grounds = on_map(law_name).grounds
    if stated is None or not grounds or tool_named(data_map, passing.giver, passing.taker, grounds):
        return passing
    if stated.value == FRAMEWORK and covered is not False:
        return passing
    words = NO_GROUND.format(CALLED.get(stated.value, outcome_words(stated.value)), on_map(law_name).which)
    return replace(passing, asks={**passing.asks, asked: words})
