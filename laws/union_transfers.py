"""Transfers out of the European Economic Area on a map, as all laws of the Union on them take them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from data_maps.model import DataMap
from laws.deals import SERVICES, DealTie
from laws.deciding import decide_on
from laws.matter import MapMatter, MapValue, with_silence_unknown
from laws.parameters import law
from laws.parties import employment, organisation, party, related
from laws.passings import ANOTHER_FIRM, UNION, Passing, asked_first
from laws.transfer_criteria import FRAMEWORK, tool_named
from laws.transfers import out_of, place_facts
from risk.jurisdictions import members

CRITERIA = ("exporter_subject_to_gdpr", "disclosed_to_separate_importer")
STAFF = re.compile(r"(?<![a-z])(staff|employees?|workforce|personnel)(?![a-z])", re.IGNORECASE)
NOT_ABROAD = "no data of people in the European Economic Area, or held by a party there, go to another firm outside it"


def eea(day: date) -> tuple[str, ...]:
    """The codes in which the law of the European Economic Area applied on a day, the union's own among them."""
    transition = law("eu_transfer").parameters["transition"].on(day)
    return (*area(day), *(code for version in transition for code in version.value))


def area(day: date) -> tuple[str, ...]:
    """The codes of the area itself; before the GDPR, those of its first day without the states that acceded later."""
    terms = law("eu_transfer")
    listed = max(day, terms.parameters["in_force"].versions[0].beginning)
    later = members(UNION, listed) - members(UNION, day)
    return (*(code for code in terms.value("eea", listed) if code not in later), UNION)


def out_of_area(data_map: DataMap, day: date) -> Iterator[Passing]:
    """Each passing out of the area: whether another firm than the exporter gets the data is asked first."""
    return out_of(data_map, eea(day), ANOTHER_FIRM)


def under_chapter_v(data_map: DataMap, day: date) -> Iterator[Passing]:
    """Each passing with what decides whether it is a transfer, without those that are none whoever is abroad.

    Source:
        EDPB Guidelines 05/2021, criteria 1 and 2: where they are not met, no ground and no measure is asked for.
    """
    for passing in out_of_area(data_map, day):
        exported = with_silence_unknown("eu_transfer", transfer_to(data_map, passing))
        decision = decide_on("eu_transfer", exported.facts, day)
        met = {decision.determinations.get(criterion) for criterion in CRITERIA}
        if False not in met:
            yield replace(passing, first=tuple(missing.path for missing in decision.unknown))


def transfer_to(data_map: DataMap, passing: Passing) -> MapMatter:
    """The matter of whether a passing is a transfer under the GDPR."""
    giver, taker, described = passing.giver, passing.taker, set[str]()
    operator = giver == data_map.app.operator
    listed = organisation(data_map, taker)
    tree = {
        "exporter": {
            "party": party(data_map, giver, described),
            "role": MapValue("controller" if operator else "processor", f"parties.{giver}"),
            "established_in_eea": MapValue(True, f"parties.{giver}") if passing.at_home else None,
            # Whose users are there offers the app to people there (GDPR Art. 3(2)(a)).
            "targets_or_monitors_people_in_eea": MapValue(True, passing.people)
            if operator and passing.of_people_there
            else None,
        },
        "importer": {
            "party": party(data_map, taker, described),
            "role": _role_of(data_map, passing),
            "international_organisation": (MapValue(True, listed.where) if listed else None),
        },
        "importer_location": passing.destination,
        "separate_legal_entity": MapValue("unknown" if passing.asks else True, f"parties.{taker}"),
        "group_relation": related(data_map, giver, taker),
        "access_mode": MapValue("copy" if passing.copied else "remote_view", passing.ways[0].where),
        "people_are_in_eea": MapValue(passing.of_people_there, passing.people),
    }
    return asked_first(data_map, replace(passing, first=()), tree)


def _role_of(data_map: DataMap, passing: Passing) -> MapValue | None:
    """The part of a taker: staff where a person is employed; of any other person it is not known."""
    if data_map.parties[passing.taker].kind != "person":
        return service_role(passing.ways)
    employed = employment(data_map, passing.giver, passing.taker)
    return MapValue("own_staff", employed) if employed else MapValue("unknown", f"parties.{passing.taker}")


def service_role(ways: Sequence[DealTie]) -> MapValue | None:
    """The role of a processor, where one of the uses of data is a service; else the map does not say."""
    serving = next((tie for tie in ways if tie.use in SERVICES), None)
    return MapValue("processor", serving.where) if serving else None


def leaves(data_map: DataMap, passing: Passing, day: date) -> bool:
    """True for a destination outside the area, and for an international organisation wherever it has its seat."""
    return passing.country not in area(day) or organisation(data_map, passing.taker) is not None


def destination_facts(data_map: DataMap, passing: Passing, day: date) -> dict[str, MapValue | None]:
    """The facts of a destination, as the decisions on adequacy ask for them."""
    kinds = {"company": "commercial_organisation", "state": "public_body", "person": "other"}
    taker = passing.taker
    international = organisation(data_map, taker)
    listed = tool_named(data_map, passing.giver, taker, (FRAMEWORK,))
    on_list, serving = MapValue(True, listed.where) if listed else None, service_role(passing.ways)
    return {
        **place_facts(passing, day),
        **({"destination": None, "destination_organisation": international} if international else {}),
        # People who use the app are no staff; where a group is called so, it is asked.
        "data_kind": None if any(map(STAFF.search, data_map.users)) else MapValue("non_hr", "users"),
        "importer_kind": MapValue(kinds[data_map.parties[taker].kind], f"parties.{taker}"),
        "importer_on_dpf_list": on_list,
        "dpf_covers_hr_data": on_list,
        "for_immigration_control": MapValue(False, serving.where) if serving else None,
    }
