"""Criteria and tools of a transfer: the facts by which each law tells a transfer from what is none, and its grounds.

A fact is a value that the map shows, with where it does; `unknown`, which is asked; or None, where the map is silent
and the law may presume something. Say that an operator in Britain lets a support firm in India read messages. The
British law asks three things. It binds the sender, who is in Britain; the operator itself decides that data go there;
and a company is another person than its customer. All three are yes, so the data are transferred. Had the sender no
seat in Britain, the first would be `unknown`: a map does not say whom a service is offered to.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace

from data_maps.model import DataMap
from data_maps.problems import KeyPath
from data_maps.vocabulary import terms
from risk.regimes.decision import outcome_words
from risk.regimes.on_maps.deals import SALE
from risk.regimes.on_maps.matter import MapMatter, MapValue
from risk.regimes.on_maps.passings import (
    ANOTHER_FIRM,
    DESTINATION,
    NOBODY,
    Passing,
    goals,
    open_ends,
    own_systems,
    separate,
)

Criteria = Mapping[str, MapValue | None]
KEPT_ONLY = ("hosting", "backup")
IN_SENSITIVE = {"financial", "health", "biometric", "credentials"}
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
GROUNDS: Mapping[str, Mapping[str, str]] = {
    "eu_grounds": EU_GROUNDS,
    "gb_transfer": EU_GROUNDS | {"uk_addendum": "addendum"},
    "br_transfer": {
        "standard_clauses": "standard_clauses",
        "own_clauses": "specific_clauses",
        "binding_corporate_rules": "corporate_rules",
        "code_of_conduct": "seal_or_code",
        "certification": "seal_or_code",
        "consent": "specific_consent",
        "contract": "duty_or_contract",
        "none": "none",
    },
    "kr_transfer": {
        "certification": "certification",
        "consent": "separate_consent",
        "contract": "contract_processing",
        "none": "none",
    },
    "jp_transfer": {"equivalent_system": "equivalent_system", "consent": "consent", "none": "none"},
    "au_transfer": {
        "standard_clauses": "reasonable_steps",
        "own_clauses": "reasonable_steps",
        "consent": "informed_consent",
        "none": "none",
    },
}
"""The ground of each law that a tool of transfer named in an agreement is; what is missing is no ground there."""
GROUND: KeyPath = ("ground",)
NO_GROUND = "the map states {}, alone no ground under this law; which of {} is there?"
WHICH = {
    "eu_grounds": "standard clauses, binding rules or consent",
    "gb_transfer": "standard clauses, binding rules or consent",
    "br_transfer": "standard clauses, approved rules or specific consent",
    "kr_transfer": "separate consent, contract, certificate or statute",
    "jp_transfer": "consent, equivalent system (as by contract) or exception",
    "au_transfer": "reasonable steps, similar law or informed consent",
}
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
    of_law = CRITERIA.get(law_name)
    return of_law(data_map, passing) if of_law else {}


def _britain(data_map: DataMap, passing: Passing) -> Criteria:
    """The three criteria of the regulator's test; the app's operator decides itself where data go.

    Whether a sender abroad offers its service to people there, or monitors them, is not on a map.
    """
    return {
        "uk_gdpr_applies": _true_or_unknown(passing, passing.at_home),
        "initiated_by_exporter": _true_or_unknown(passing, passing.giver == data_map.app.operator),
        "separate_legal_entity": separate(data_map, passing),
    }


def _japan(data_map: DataMap, passing: Passing) -> Criteria:
    """Whether a firm that only keeps data handles them is in its contract; whether in Japan is not on a map."""
    by_contract = _is_one_of(_agreed_handling(data_map, passing), HANDLED)
    read = next((tie for tie in passing.ways if tie.use not in KEPT_ONLY), None)
    return {
        "separate_legal_entity": separate(data_map, passing),
        "recipient_handles_data": by_contract or (MapValue(True, read.where) if read else None),
        "handled_in_japan": _false_if_all_outside(data_map, passing, "JP"),
    }


def _australia(data_map: DataMap, passing: Passing) -> Criteria:
    """Whether the sender stays in effective control is in its contract; what is sold has left it."""
    by_contract = _is_one_of(_agreed_handling(data_map, passing), ("for_itself",))
    sold = next((MapValue(True, tie.where) for tie in passing.ways if tie.use in SALE), None)
    return {"separate_legal_entity": separate(data_map, passing), "released_from_control": by_contract or sold}


def _brazil(data_map: DataMap, passing: Passing) -> Criteria:
    return {
        "own_staff_only": _own_staff_only(data_map, passing),
        "lgpd_applies": _true_or_unknown(passing, passing.of_people_there),
        "collected_from_person": _collected_from_person(data_map, passing, "BR"),
    }


def _korea(data_map: DataMap, passing: Passing) -> Criteria:
    """Whether own staff look at the data; data that are sent abroad are stored there, whoever gets them."""
    stored = MapValue(False, passing.ways[0].where)
    return {
        "own_staff_only": stored if passing.copied else _own_staff_only(data_map, passing),
        "collected_from_person": _collected_from_person(data_map, passing, "KR"),
    }


def _switzerland(data_map: DataMap, passing: Passing) -> Criteria:
    """The framework certifies organisations, so that nobody's own staff is certified."""
    by_staff = _own_staff_only(data_map, passing)
    certified = MapValue(False, by_staff.where) if by_staff.value is True else None
    return {"own_staff_only": by_staff, "importer_certified": certified}


def _india(data_map: DataMap, passing: Passing) -> Criteria:
    """Some data are sensitive; who keeps them abroad itself gives them to nobody.

    Who is abroad may be bound or not; who serves a firm abroad, by the rules of 2011.
    """
    kinds = {data_map.data[data].type for tie in passing.ways for data in tie.data}
    recipient = "exporter_itself" if passing.taker == passing.giver else "another"
    bound = passing.at_home and (passing.giver == data_map.app.operator or passing.of_people_there)
    return {
        "own_staff_only": _own_staff_only(data_map, passing),
        "bound_by_rules": _true_or_unknown(passing, bound),
        "act_applies": _true_or_unknown(passing, passing.at_home),
        "sensitive_personal_data": _true_or_unknown(passing, True) if kinds & IN_SENSITIVE else None,
        "recipient": None if passing.taker == NOBODY else MapValue(recipient, f"parties.{passing.taker}"),
    }


CRITERIA: Mapping[str, Callable[[DataMap, Passing], Criteria]] = {
    "gb_transfer": _britain,
    "jp_transfer": _japan,
    "au_transfer": _australia,
    "ch_adequacy": _switzerland,
    "br_transfer": _brazil,
    "kr_transfer": _korea,
    "in_transfer": _india,
}


def left_open(data_map: DataMap, countries: Collection[str], law_name: str) -> Iterator[MapMatter]:
    """Each system that nobody is known to run, as a matter of a law on destinations.

    Where its data go is not known, nor whether to another, and what a map says of them all the same is stated.
    """
    for end in open_ends(data_map, countries):
        criteria = transfer_criteria(law_name, data_map, end.passing)
        yield end.matter(criteria, *([ANOTHER_FIRM] if ANOTHER_FIRM[0] in criteria else []), DESTINATION)


def _true_or_unknown(passing: Passing, is_shown: bool) -> MapValue:
    """Yes where the map shows it, else not known."""
    return MapValue(True if is_shown else "unknown", passing.ways[0].where)


def _own_staff_only(data_map: DataMap, passing: Passing) -> MapValue:
    """Whether nobody but own staff gets at data; in a system that somebody runs or keeps abroad they are no matter."""
    if passing.taker in (NOBODY, passing.giver):
        return MapValue(False, passing.where)
    another = separate(data_map, passing)
    return another if another.value == "unknown" else MapValue(not another.value, another.where)


def _collected_from_person(data_map: DataMap, passing: Passing, home: str) -> MapValue:
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
    places = {_place_of(data_map, tie.node) for tie in passing.ways}
    abroad = all(tie.flow in from_people for tie in passing.ways) and places.isdisjoint((home, "unknown", None))
    return _true_or_unknown(passing, passing.taker == passing.giver or (abroad and passing.taker != NOBODY))


def _agreed_handling(data_map: DataMap, passing: Passing) -> MapValue | None:
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


def _is_one_of(handling: MapValue | None, handlings: Collection[str]) -> MapValue | None:
    return MapValue(handling.value in handlings, handling.where) if handling else None


def _false_if_all_outside(data_map: DataMap, passing: Passing, home: str) -> MapValue | None:
    """No where the data go to systems of the taker that all stand outside a state; else the map is silent."""
    own = own_systems(data_map, passing)
    may_be_inside = {_place_of(data_map, node) for node in own} & {home, "unknown"}
    abroad = len(own) == len(goals(data_map, passing)) and not may_be_inside
    return MapValue(False, f"systems.{own[0]}.in") if abroad else None


def _place_of(data_map: DataMap, node: str) -> str | None:
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
    named = tool_named(data_map, giver, taker, GROUNDS.get(law_name, ()))
    return MapValue(GROUNDS[law_name][named.value], named.where) if named else None


def with_its_tool(
    law_name: str, data_map: DataMap, passing: Passing, asked: KeyPath = GROUND, covered: bool | str = False
) -> Passing:
    """The passing with what is asked of a tool that the map states and that is no ground of the law.

    A framework is asked for by itself where an approval that rests on it covers the transfer that day, or may.
    """
    stated = tool_named(data_map, passing.giver, passing.taker, terms("transfer_tools"))
    grounds = GROUNDS.get(law_name)
    if stated is None or grounds is None or tool_named(data_map, passing.giver, passing.taker, grounds):
        return passing
    if stated.value == FRAMEWORK and covered is not False:
        return passing
    words = NO_GROUND.format(CALLED.get(stated.value, outcome_words(stated.value)), WHICH[law_name])
    return replace(passing, asks={**passing.asks, asked: words})
