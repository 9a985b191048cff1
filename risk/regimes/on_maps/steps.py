"""Facts by which each law tells a transfer from what is none, as far as a map says; the others are asked."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping

from data_maps.model import DataMap
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

Steps = Mapping[str, MapValue | None]
KEPT_ONLY = ("hosting", "backup")
IN_SENSITIVE = {"financial", "health", "biometric", "credentials"}
HANDLINGS = ("keeps", "for_sender", "for_itself")
HANDLED = HANDLINGS[1:]


def steps(law_name: str, data_map: DataMap, passing: Passing) -> Steps:
    """The facts by which a law tells a transfer from what is none; those that a map leaves open are not known."""
    stated = STEPS.get(law_name)
    return stated(data_map, passing) if stated else {}


def left_open(data_map: DataMap, countries: Collection[str], law_name: str) -> Iterator[MapMatter]:
    """Each system that nobody is known to run, as a matter of a law on destinations.

    Where its data go is not known, nor whether to another, and what a map says of them all the same is stated.
    """
    for end in open_ends(data_map, countries):
        told = steps(law_name, data_map, end.passing)
        yield end.matter(told, *([ANOTHER_FIRM] if ANOTHER_FIRM[0] in told else []), DESTINATION)


def _britain(data_map: DataMap, passing: Passing) -> Steps:
    """The three steps of the regulator's test; the app's operator decides itself where data go.

    Whether a sender abroad offers its service to people there, or monitors them, is not on a map.
    """
    return {
        "uk_gdpr_applies": _so(passing, passing.at_home),
        "initiated_by_exporter": _so(passing, passing.giver == data_map.app.operator),
        **_separate(data_map, passing),
    }


def _japan(data_map: DataMap, passing: Passing) -> Steps:
    """Whether a firm that only keeps data handles them is in its contract; whether in Japan is not on a map."""
    handling = _handling(data_map, passing)
    read = next((tie for tie in passing.ways if tie.use not in KEPT_ONLY), None)
    return {
        **_separate(data_map, passing),
        "recipient_handles_data": _one_of(handling, HANDLED) or (MapValue(True, read.where) if read else None),
        "handled_in_japan": _outside(data_map, passing, "JP"),
    }


def _australia(data_map: DataMap, passing: Passing) -> Steps:
    """Whether the sender stays in effective control is in its contract; what is sold has left it."""
    sold = next((MapValue(True, tie.where) for tie in passing.ways if tie.use in SALE), None)
    released = _one_of(_handling(data_map, passing), ("for_itself",)) or sold
    return {**_separate(data_map, passing), "released_from_control": released}


def _brazil(data_map: DataMap, passing: Passing) -> Steps:
    return {
        **_by_staff(data_map, passing),
        "lgpd_applies": _so(passing, passing.of_people_there),
        "collected_from_person": _directly(data_map, passing, "BR"),
    }


def _korea(data_map: DataMap, passing: Passing) -> Steps:
    """Whether own staff look at the data; data that are sent abroad are stored there, whoever gets them."""
    stored = {"own_staff_only": MapValue(False, passing.ways[0].where)}
    by_staff = stored if passing.copied else _by_staff(data_map, passing)
    return {**by_staff, "collected_from_person": _directly(data_map, passing, "KR")}


def _switzerland(data_map: DataMap, passing: Passing) -> Steps:
    """The framework certifies organisations, so that nobody's own staff is certified."""
    by_staff = _by_staff(data_map, passing)
    told = by_staff["own_staff_only"]
    return {**by_staff, "importer_certified": MapValue(False, told.where) if told.value is True else None}


def _india(data_map: DataMap, passing: Passing) -> Steps:
    """Some data are sensitive; who keeps them abroad itself gives them to nobody.

    Who is abroad may be bound or not; who serves a firm abroad, by the rules of 2011.
    """
    kinds = {data_map.data[data].type for tie in passing.ways for data in tie.data}
    recipient = "exporter_itself" if passing.taker == passing.giver else "another"
    known = passing.taker != NOBODY
    bound = passing.at_home and (passing.giver == data_map.app.operator or passing.of_people_there)
    return {
        **_by_staff(data_map, passing),
        "bound_by_rules": _so(passing, bound),
        "act_applies": _so(passing, passing.at_home),
        "sensitive_personal_data": _so(passing, True) if kinds & IN_SENSITIVE else None,
        "recipient": MapValue(recipient, f"parties.{passing.taker}") if known else None,
    }


def _directly(data_map: DataMap, passing: Passing, home: str) -> MapValue | None:
    """Whether somebody abroad collects the data from the people for itself.

    Who is in the state, is sent the data or runs a system for the operator does not.

    Source:
        Resolution CD/ANPD 19/2024: an exporter abroad transfers to an importer; its Art. 6 is on collection alone.
        PIPA Art. 28-8(1)3: storage that is entrusted to another is a case of its own.
    """
    own = passing.taker in (passing.giver, NOBODY)
    straight = (flow for flow in data_map.flows if flow.source_id in data_map.users)
    from_people = {flow.id for flow in straight if own or flow.use in SALE}
    if passing.at_home or from_people.isdisjoint(tie.flow for tie in passing.ways):
        return MapValue(False, f"parties.{passing.giver}")
    places = {_stands(data_map, tie.node) for tie in passing.ways}
    abroad = all(tie.flow in from_people for tie in passing.ways) and places.isdisjoint((home, "unknown", None))
    return _so(passing, passing.taker == passing.giver or (abroad and passing.taker != NOBODY))


def _handling(data_map: DataMap, passing: Passing) -> MapValue | None:
    """What the taker may do with the data by an agreement of the two; the most where several say it.

    The receiver of whom an agreement speaks is the firm that serves the app's operator, and not the operator.
    """
    if passing.taker == data_map.app.operator:
        return None
    said = [
        MapValue(agreement.handling, f"agreements.{agreement.id}.handling")
        for agreement in data_map.agreements
        if {passing.giver, passing.taker} <= set(agreement.between) and agreement.handling
    ]
    return max(said, key=lambda handling: HANDLINGS.index(handling.value), default=None)


def _one_of(stated: MapValue | None, words: Collection[str]) -> MapValue | None:
    return MapValue(stated.value in words, stated.where) if stated else None


def _outside(data_map: DataMap, passing: Passing, home: str) -> MapValue | None:
    """No where the data go to systems of the taker that all stand outside a state; else not said."""
    own = own_systems(data_map, passing)
    there = {_stands(data_map, node) for node in own} & {home, "unknown"}
    abroad = len(own) == len(goals(data_map, passing)) and not there
    return MapValue(False, f"systems.{own[0]}.in") if abroad else None


def _stands(data_map: DataMap, node: str) -> str | None:
    return data_map.systems[node].place if node in data_map.systems else None


def _separate(data_map: DataMap, passing: Passing) -> Steps:
    return {"separate_legal_entity": separate(data_map, passing)}


def _by_staff(data_map: DataMap, passing: Passing) -> dict[str, MapValue]:
    """Whether nobody but own staff gets at data; in a system that somebody runs or keeps abroad they are no matter."""
    if passing.taker in (NOBODY, passing.giver):
        return {"own_staff_only": MapValue(False, passing.where)}
    told = separate(data_map, passing)
    return {"own_staff_only": MapValue(told.value if told.value == "unknown" else not told.value, told.where)}


def _so(passing: Passing, holds: bool) -> MapValue:
    """Yes where the map shows it, else not known."""
    return MapValue(True, passing.ways[0].where) if holds else _not_known(passing)


def _not_known(passing: Passing) -> MapValue:
    return MapValue("unknown", passing.ways[0].where)


STEPS: Mapping[str, Callable[[DataMap, Passing], Steps]] = {
    "gb_transfer": _britain,
    "jp_transfer": _japan,
    "au_transfer": _australia,
    "ch_adequacy": _switzerland,
    "br_transfer": _brazil,
    "kr_transfer": _korea,
    "in_transfer": _india,
}
