"""Facts for the rules on transfers abroad, and on impact assessments in the European Economic Area."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from data_maps.model import DataMap
from data_maps.problems import KeyPath
from risk.jurisdictions import members
from risk.regimes import decide_on
from risk.regimes.decision import Finding
from risk.regimes.facts import levers
from risk.regimes.on_maps.deals import SERVICES, DealTie
from risk.regimes.on_maps.matter import MapMatter, MapValue, PeopleReached, matter, with_silence_unknown
from risk.regimes.on_maps.parties import called, employment, organisation, party, related, relation
from risk.regimes.on_maps.passings import (
    ANOTHER_FIRM,
    DESTINATION,
    UNION,
    Passing,
    asked_first,
    collected_abroad,
    kept_abroad,
    looked_at_from_abroad,
    open_ends,
    passings,
    returned,
    standing_abroad,
)
from risk.regimes.on_maps.transfer_criteria import (
    FRAMEWORK,
    ground_named,
    left_open,
    tool_named,
    transfer_criteria,
    with_its_tool,
)
from risk.regimes.parameters import law

CRITERIA = ("exporter_subject_to_gdpr", "disclosed_to_separate_importer")
STAFF = re.compile(r"(?<![a-z])(staff|employees?|workforce|personnel)(?![a-z])", re.IGNORECASE)
SAFEGUARDS = ("standard_clauses", "own_clauses", "binding_corporate_rules", "code_of_conduct", "certification")
DEROGATIONS = ("consent", "contract")
UNLISTED = "unlisted_organisation"
TRANSFERS: Mapping[str, str] = {"eu": "eu_transfer", "gb": "gb_transfer"}
"""The law on what a transfer is, of each state with others that presuppose one."""
COLLECTED = "people there give their data themselves to {} abroad, which is no transfer by a firm under this law"
ENCRYPTION_ASKED = (
    "before_transfer",
    "state_of_the_art",
    "withstands_authorities",
    "lasts_confidentiality_period",
    "correctly_implemented",
)
DPIA_KINDS = {
    "health": "health",
    "genetic": "genetic",
    "biometric": "biometric_identification",
    "location": "location",
    "financial": "financial",
    "text": "private_communications",
    "audio": "private_communications",
    "image": "social_media_content",
    "video": "social_media_content",
    "public": "social_media_content",
    "metadata": "device_and_internet_use",
    "device": "device_and_internet_use",
    "contacts": "interests_or_relationships",
    "identity": "national_id",
    "profile": "contact_details",
}
DPIA_ASKED = (
    "evaluates_or_scores",
    "automated_decision_with_legal_or_similar_effect",
    "systematic_monitoring",
    "combines_datasets",
    "innovative_technology",
    "blocks_right_service_or_contract",
)
RECORDS = ("image", "video", "audio", "location", "biometric", "device", "metadata")
"""Types of data by which an app can record what is around it."""
IN_PUBLIC = ("mobile_recording_in_public", "publicly_accessible_area")


def eea(day: date) -> tuple[str, ...]:
    """The codes in which the law of the European Economic Area applied on a day, the union's own among them."""
    transition = law("eu_transfer").parameters["transition"].on(day)
    return (*_members(day), *(code for version in transition for code in version.value))


def _members(day: date) -> tuple[str, ...]:
    """The codes of the area itself; before the GDPR, those of its first day without the states that acceded later."""
    terms = law("eu_transfer")
    listed = max(day, terms.parameters["in_force"].versions[0].beginning)
    later = members(UNION, listed) - members(UNION, day)
    return (*(code for code in terms.value("eea", listed) if code not in later), UNION)


def transfers(data_map: DataMap, day: date) -> Iterator[MapMatter]:
    """Each party that another gives access to data under the GDPR: of people in the EEA, or held by somebody there."""
    for passing in _out_of_area(data_map, day):
        yield _transfer(data_map, passing)
    yield from _to_unknown(data_map, day)


def _passed_on(data_map: DataMap, countries: Collection[str], fact_path: KeyPath = DESTINATION) -> Iterator[Passing]:
    """Each passing; where the firm is in a state and its system is not, who is there is asked first."""
    for passing in passings(data_map, countries):
        yield from standing_abroad(data_map, passing, countries, fact_path)


def _out_of(data_map: DataMap, countries: Collection[str], fact_path: KeyPath = DESTINATION) -> Iterator[Passing]:
    """Each passing out of a state, and what a firm there may give back to an operator abroad."""
    yield from _passed_on(data_map, countries, fact_path)
    yield from returned(data_map, countries, fact_path)


def _out_of_area(data_map: DataMap, day: date) -> Iterator[Passing]:
    """Each passing out of the area: whether another firm than the exporter gets the data is asked first."""
    return _out_of(data_map, eea(day), ANOTHER_FIRM)


def _transfer(data_map: DataMap, passing: Passing) -> MapMatter:
    giver, taker, described = passing.giver, passing.taker, set[str]()
    operator = giver == data_map.app.operator
    tree = {
        "exporter": {
            "party": party(data_map, giver, described),
            "role": MapValue("controller" if operator else "processor", f"parties.{giver}"),
            "established_in_eea": MapValue(True, f"parties.{giver}") if passing.at_home else None,
        },
        "importer": {
            "party": party(data_map, taker, described),
            "role": _role_of(data_map, passing),
            "international_organisation": _is_organisation(data_map, taker),
        },
        "importer_location": passing.destination,
        "separate_legal_entity": MapValue("unknown" if passing.asks else True, f"parties.{taker}"),
        "group_relation": related(data_map, giver, taker),
        "access_mode": MapValue("copy" if passing.copied else "remote_view", passing.ways[0].where),
        "people_are_in_eea": MapValue(passing.of_people_there, passing.people),
    }
    return asked_first(data_map, replace(passing, first=()), tree)


def _is_organisation(data_map: DataMap, taker: str) -> MapValue | None:
    listed = organisation(data_map, taker)
    return MapValue(True, listed.where) if listed else None


def _under_chapter_v(data_map: DataMap, day: date) -> Iterator[Passing]:
    """Each passing with what decides whether it is a transfer, without those that are none whoever is abroad.

    Source:
        EDPB Guidelines 05/2021, criteria 1 and 2: where they are not met, no ground and no measure is asked for.
    """
    for passing in _out_of_area(data_map, day):
        exported = with_silence_unknown("eu_transfer", _transfer(data_map, passing))
        decision = decide_on("eu_transfer", exported.facts, day)
        met = {decision.determinations.get(criterion) for criterion in CRITERIA}
        if False not in met:
            yield replace(passing, first=tuple(missing.path for missing in decision.unknown))


def _to_unknown(data_map: DataMap, day: date) -> Iterator[MapMatter]:
    """Each system with such data whose operator is not known: whether that is a transfer is open."""
    for open_end in open_ends(data_map, eea(day)):
        tie = open_end.tie
        there = MapValue(open_end.of_people_there, open_end.people)
        tree = {
            "exporter": {
                "party": party(data_map, tie.giver),
                "role": MapValue("controller", f"parties.{tie.giver}"),
                "established_in_eea": MapValue(True, f"parties.{tie.giver}") if open_end.at_home else None,
            },
            "separate_legal_entity": MapValue("unknown", tie.where),
            "access_mode": MapValue("copy", tie.where),
            "people_are_in_eea": there,
        }
        yield open_end.matter(tree, ("separate_legal_entity",), ("importer_location",))


def _role_of(data_map: DataMap, passing: Passing) -> MapValue | None:
    """The part of a taker: staff where a person is employed; of any other person it is not known."""
    if data_map.parties[passing.taker].kind != "person":
        return _role(passing.ways)
    employed = employment(data_map, passing.giver, passing.taker)
    return MapValue("own_staff", employed) if employed else MapValue("unknown", f"parties.{passing.taker}")


def _role(ways: Sequence[DealTie]) -> MapValue | None:
    serving = next((tie for tie in ways if tie.use in SERVICES), None)
    return MapValue("processor", serving.where) if serving else None


def adequacy(data_map: DataMap, day: date) -> Iterator[MapMatter]:
    """Each destination outside the EEA of data of people in it, or of data that somebody in it holds."""
    for passing in _under_chapter_v(data_map, day):
        if _leaves(data_map, passing, day):
            yield asked_first(data_map, passing, _destination(data_map, passing, day))
    yield from left_open(data_map, eea(day), "eu_adequacy")


def _leaves(data_map: DataMap, passing: Passing, day: date) -> bool:
    """True for a destination outside the area, and for an international organisation wherever it has its seat."""
    return passing.country not in _members(day) or organisation(data_map, passing.taker) is not None


def _destination(data_map: DataMap, passing: Passing, day: date) -> dict[str, MapValue | None]:
    kinds = {"company": "commercial_organisation", "state": "public_body", "person": "other"}
    taker = passing.taker
    international = organisation(data_map, taker)
    listed = tool_named(data_map, passing.giver, taker, (FRAMEWORK,))
    on_list, serving = MapValue(True, listed.where) if listed else None, _role(passing.ways)
    return {
        **_place(passing, day),
        **({"destination": None, "destination_organisation": international} if international else {}),
        "data_kind": _data_kind(data_map),
        "importer_kind": MapValue(kinds[data_map.parties[taker].kind], f"parties.{taker}"),
        "importer_on_dpf_list": on_list,
        "dpf_covers_hr_data": on_list,
        "for_immigration_control": MapValue(False, serving.where) if serving else None,
    }


def _data_kind(data_map: DataMap) -> MapValue | None:
    """Data of people who use the app are no data of staff; whether they are is asked where a group is called so."""
    return None if any(map(STAFF.search, data_map.users)) else MapValue("non_hr", "users")


def leaving(law_name: str, home: str, data_map: DataMap, day: date) -> Iterator[MapMatter]:
    """Each destination outside a state of data of people in it, or of data that somebody in it holds.

    With what makes it a transfer, and the ground that an agreement names, where the law asks for them.
    """
    for passing in _leaving(law_name, home, data_map, day):
        if passing.country != home:
            tree = {
                **_list_facts(law_name, data_map, passing, day),
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
        for passing in _passed_on(data_map, (home,)):
            yield looked_at_from_abroad(data_map, passing, home) if alone else replace(passing, first=())
        yield from returned(data_map, (home,), DESTINATION)
        yield from kept_abroad(data_map, (home,))
        yield from collected_abroad(data_map, (home,)) if alone else ()
    else:
        yield from _out_of(data_map, (home,))


def collected(law_name: str, data_map: DataMap, day: date) -> Finding | None:
    """The finding that people themselves give data to an operator abroad, where a law takes that for no transfer."""
    cited = _no_transfer(law_name, day)
    state = law_name.partition("_")[0].upper()
    homes = eea(day) if state == UNION else (state,)
    passing = next(collected_abroad(data_map, homes), None) if cited else None
    if passing is None or data_map.parties[passing.giver].run_from == "unknown":
        return None
    return Finding(COLLECTED.format(called(data_map, passing.giver)), cited)


def _no_transfer(law_name: str, day: date) -> str:
    """What says that collection from abroad is no transfer under a law on a day; empty where nothing does."""
    collection = law(TRANSFERS.get(law_name[:2], law_name)).parameters.get("collection")
    return next((version.citation for version in collection.on(day)), "") if collection else ""


def _place(passing: Passing, day: date) -> dict[str, MapValue | None]:
    return {"destination": passing.destination, "date": MapValue(day.isoformat(), "as_of")}


def _list_facts(law_name: str, data_map: DataMap, passing: Passing, day: date) -> dict[str, MapValue | None]:
    """Where data go under a law with a list; whether the list names an organisation known as international is asked."""
    international = organisation(data_map, passing.taker) if (UNLISTED,) in levers(law_name) else None
    return {**_place(passing, day), UNLISTED: MapValue("unknown", international.where) if international else None}


def eu_grounds(data_map: DataMap, day: date) -> Iterator[MapMatter]:
    """Each destination outside the EEA, its ground, and whether a decision covers it."""
    for passing in _under_chapter_v(data_map, day):
        if _leaves(data_map, passing, day):
            destination = _destination(data_map, passing, day)
            yield _on_a_ground("eu_grounds", "eu_adequacy", data_map, passing, destination, day)
    yield from left_open(data_map, eea(day), "eu_grounds")


def gb_adequacy(data_map: DataMap, day: date) -> Iterator[MapMatter]:
    """Each destination of a restricted transfer outside the United Kingdom, or of what may be one."""
    for passing in _out_of(data_map, ("GB",)):
        first = _restricted(data_map, passing, day)
        if passing.country != "GB" and first is not None:
            hanging = replace(passing, first=(*passing.first, *first))
            yield asked_first(data_map, hanging, _list_facts("gb_adequacy", data_map, passing, day))
    yield from left_open(data_map, ("GB",), "gb_adequacy")


def _restricted(data_map: DataMap, passing: Passing, day: date) -> tuple[KeyPath, ...] | None:
    """What decides whether a transfer is restricted, nothing where it is; None where it is not."""
    tree = {**_place(passing, day), **transfer_criteria("gb_transfer", data_map, passing), "ground": MapValue("none")}
    decision = decide_on(
        "gb_transfer", {**matter(data_map, passing.title, tree).facts, "covered_by_adequacy": False}, day
    )
    if decision.outcome == "not_restricted":
        return None
    return tuple(missing.path for missing in decision.unknown) if "not_restricted" in decision.possible else ()


def gb_transfers(data_map: DataMap, day: date) -> Iterator[MapMatter]:
    """Each destination outside the United Kingdom, its ground, and whether regulations approve it."""
    for passing in _out_of(data_map, ("GB",)):
        if passing.country != "GB":
            listed = _list_facts("gb_adequacy", data_map, passing, day)
            yield _on_a_ground("gb_transfer", "gb_adequacy", data_map, passing, listed, day)
    yield from left_open(data_map, ("GB",), "gb_transfer")


def _on_a_ground(
    law_name: str,
    adequacy_law: str,
    data_map: DataMap,
    passing: Passing,
    destination: Mapping[str, MapValue | None],
    day: date,
) -> MapMatter:
    """The matter of a law on grounds: the destination, what the law on adequacy makes of it, and the ground named."""
    covered = _covered(adequacy_law, matter(data_map, passing.title, destination).facts, day)
    tree = {
        "destination": destination["destination"],
        "date": destination["date"],
        **transfer_criteria(law_name, data_map, passing),
        "covered_by_adequacy": MapValue(covered),
        "ground": ground_named(law_name, data_map, passing.giver, passing.taker),
    }
    return asked_first(data_map, with_its_tool(law_name, data_map, passing, covered=covered), tree)


def _covered(adequacy_law: str, facts: Mapping[str, Any], day: date) -> bool | str:
    """Whether a law on adequacy covers a transfer; `unknown` where the map leaves it open."""
    outcome = decide_on(adequacy_law, facts, day).outcome
    return {"adequate": True, "not_adequate": False}.get(outcome, "unknown")


def _no_third_country(country: str, day: date) -> bool:
    """True where the law on adequacy takes a place for no third country on a day."""
    facts = {"destination": country, "date": day.isoformat()}
    return decide_on("eu_adequacy", facts, day).outcome == "not_a_third_country"


def measures(data_map: DataMap, day: date) -> Iterator[MapMatter]:
    """The protection of the data of each transfer that goes outside the EEA."""
    for passing in _under_chapter_v(data_map, day):
        left = passing.country not in _members(day) and not _no_third_country(passing.destination.value, day)
        if left or organisation(data_map, passing.taker):
            giver, taker = passing.giver, passing.taker
            of_destination = matter(data_map, passing.title, _destination(data_map, passing, day))
            covered, where = _covered("eu_adequacy", of_destination.facts, day), passing.destination.where
            tool = MapValue("adequacy_decision", where) if covered is True else _safeguard(data_map, giver, taker)
            tree = {"transfer_tool": tool, **_protection(data_map, giver, taker, passing.ways)}
            with_tool = with_its_tool("eu_grounds", data_map, passing, ("transfer_tool",), covered)
            yield asked_first(data_map, with_tool, tree)
    yield from left_open(data_map, eea(day), "eu_supplementary_measures")


def _safeguard(data_map: DataMap, giver: str, taker: str) -> MapValue | None:
    """The kind of tool that an agreement of two parties names; where none does, that is to be asked."""
    tool = tool_named(data_map, giver, taker, (*SAFEGUARDS, *DEROGATIONS, "none"))
    if tool is None:
        return None
    kind = "derogation" if tool.value in DEROGATIONS else "standard_clauses_or_similar"
    return MapValue("none" if tool.value == "none" else kind, tool.where)


def _protection(data_map: DataMap, giver: str, taker: str, ways: Sequence[DealTie]) -> dict[str, Any]:
    role = "group_company" if relation(data_map, giver, taker) else "processor" if _role(ways) else "business_partner"
    copied = any(tie.flow for tie in ways)
    holders = _holders(data_map, ways)
    reads = bool(holders & {"operator", "none", taker})
    keys = _keys(holders, giver, ways, reads) if copied and holders else {}
    return {
        "importer_role": MapValue(role, f"parties.{taker}"),
        "access_mode": MapValue("copy" if copied else "remote_view", ways[0].where),
        "importer_needs_clear_data": None if not reads else MapValue(True if not copied else "unknown", ways[0].where),
        "third_country_law": {"problematic": MapValue("unknown", f"parties.{taker}")},
        "encryption": {"in_transit": _in_transit(data_map, ways), **_encrypted(keys)},
        "keys": keys,
    }


def _keys(holders: set[str], giver: str, ways: Sequence[DealTie], reads: bool) -> dict[str, MapValue]:
    """Who holds the keys to data that are sent; where that is not the importer, their place is asked.

    Keys of the people themselves are out of the importer's hands, as those of somebody whom the exporter trusts.
    """
    where = f"systems.{ways[0].node}.keys"
    if reads:
        return {"held_by": MapValue("importer", where)}
    custody = {frozenset({giver}): "exporter", frozenset({"users"}): "trusted_entity"}
    held_by = custody.get(frozenset(holders), "unknown")
    return {"held_by": MapValue(held_by, where), "held_in": MapValue("unknown", where)}


def _encrypted(keys: Mapping[str, MapValue]) -> dict[str, MapValue]:
    """What use case 1 asks of an encryption whose keys are out of the importer's hands; a map says nothing of it."""
    held_in = keys.get("held_in")
    return {name: MapValue("unknown", held_in.where) for name in ENCRYPTION_ASKED} if held_in else {}


def _holders(data_map: DataMap, ways: Sequence[DealTie]) -> set[str]:
    """The holders of the keys to the data where they come from."""
    systems = [(data_map.systems[tie.node], tie) for tie in ways if tie.node in data_map.systems]
    return {system.keys[data] for system, tie in systems for data in tie.data if data in system.keys}


def _in_transit(data_map: DataMap, ways: Sequence[DealTie]) -> MapValue | None:
    states = [flow.in_transit for flow in data_map.flows if flow.id in {tie.flow for tie in ways}]
    if not states:
        return None
    worst = next((word for word in ("clear", "unknown") if word in states), "encrypted")
    return MapValue({"clear": False, "unknown": "unknown", "encrypted": True}[worst], ways[0].where)


def impact(data_map: DataMap, day: date) -> Iterator[MapMatter]:
    """The processing for the app as a whole; what a map cannot say of it is not known."""
    people = PeopleReached(data_map, eea(day))
    if not people.groups:
        return
    place = data_map.users[people.groups[0]].place
    reached = [name for name in data_map.data if any(name in flow.data for flow in data_map.flows)]
    kinds = dict.fromkeys(DPIA_KINDS[t] for name in reached if (t := data_map.data[name].type) in DPIA_KINDS)
    records = any(data_map.data[name].type in RECORDS for name in reached)
    alone = data_map.parties[data_map.app.operator].kind == "person"
    tree: dict[str, Any] = {
        "country": MapValue(place, f"users.{people.groups[0]}.in"),
        "data_kinds": MapValue(list(kinds), "data"),
        "number_of_people": people.everyone(),
        "scale": MapValue("unknown", people.where),
        "individual_professional": None if alone else MapValue(False, f"parties.{data_map.app.operator}"),
        **{key: MapValue("unknown", "app") for key in DPIA_ASKED},
        **({} if records else {key: MapValue(False, "data") for key in IN_PUBLIC}),
    }
    yield matter(data_map, f"the processing for {data_map.app.name}", tree)
