"""Facts for the rules on transfers abroad of the EU, the UK and China, and on impact assessments."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from data_maps.model import DataMap
from risk.regimes import decide_on
from risk.regimes.on_maps.deals import SERVICES, Tie, deal_title, pairs, unknown_operators
from risk.regimes.on_maps.matter import MapMatter, MapValue, PeopleCount, matter
from risk.regimes.on_maps.parties import party, related, relation
from risk.regimes.on_maps.people import PeopleReached
from risk.regimes.parameters import law

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
CN_SENSITIVE = ("location", "financial", "health", "biometric", "genetic", "identity", "sensitive", "credentials")
IN_SENSITIVE = ("financial", "health", "biometric", "credentials")
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
SAFEGUARDS = ("standard_clauses", "own_clauses", "binding_corporate_rules", "code_of_conduct", "certification")
WHOSE = "data go to the system {}, and who runs it is not known"
DPIA_ASKED = (
    "evaluates_or_scores",
    "automated_decision_with_legal_or_similar_effect",
    "systematic_monitoring",
    "combines_datasets",
    "innovative_technology",
    "blocks_right_service_or_contract",
)


def eea(day: date | None = None) -> tuple[str, ...]:
    """The codes of the European Economic Area on a day, else at present; before the GDPR, those of its first day."""
    terms = law("eu_transfer")
    day = max(day, terms.parameters["in_force"].versions[0].beginning) if day else None
    return tuple(terms.value("eea", day))


def _abroad(data_map: DataMap, countries: Sequence[str]) -> Iterator[tuple[str, str, Sequence[Tie], str, str]]:
    """Each party that another gives access to data of people in some places, and where it is."""
    people = PeopleReached(data_map, countries)
    if not people.groups:
        return
    for giver, taker, ways in pairs(data_map):
        if any(people.of([(tie.node, data) for data in tie.data]).middle for tie in ways):
            party_, where = data_map.parties[taker], f"parties.{taker}.run_from"
            yield giver, taker, ways, party_.run_from, where


def transfers(data_map: DataMap, day: date) -> Iterator[MapMatter]:
    """Each party that another gives access to data of people in the EEA, wherever it is."""
    people = PeopleReached(data_map, eea(day))
    for giver, taker, ways, country, where in _abroad(data_map, eea(day)):
        described: set[str] = set()
        operator = giver == data_map.app.operator
        copied = any(tie.flow for tie in ways)
        tree = {
            "exporter": {
                "party": party(data_map, giver, described),
                "role": MapValue("controller" if operator else "processor", f"parties.{giver}"),
                "targets_or_monitors_people_in_eea": MapValue(True, people.where) if operator else None,
            },
            "importer": {"party": party(data_map, taker, described), "role": _role(ways)},
            "importer_location": MapValue(country, where),
            "separate_legal_entity": MapValue(True, f"parties.{taker}"),
            "group_relation": related(data_map, giver, taker),
            "access_mode": MapValue("copy" if copied else "remote_view", ways[0].where),
            "people_are_in_eea": MapValue(True, people.where),
        }
        yield matter(data_map, deal_title(data_map, giver, taker), tree)
    yield from _to_unknown(data_map, people)


def _to_unknown(data_map: DataMap, people: PeopleReached) -> Iterator[MapMatter]:
    """Each system with data of people in the EEA whose operator is not known: whether that is a transfer is open."""
    for node, tie in _not_known(data_map, people):
        not_known = MapValue("unknown", tie.where)
        tree = {
            "exporter": {
                "party": party(data_map, tie.giver),
                "role": MapValue("controller", f"parties.{tie.giver}"),
                "targets_or_monitors_people_in_eea": MapValue(True, people.where),
            },
            "importer_location": not_known,
            "separate_legal_entity": not_known,
            "access_mode": MapValue("copy", tie.where),
            "people_are_in_eea": MapValue(True, people.where),
        }
        yield matter(data_map, WHOSE.format(node), tree)


def _not_known(data_map: DataMap, people: PeopleReached) -> Iterator[tuple[str, Tie]]:
    """Each system with data of these people whose operator is not known."""
    ties = (tie for tie in unknown_operators(data_map) if people.of([(tie.node, data) for data in tie.data]).middle)
    yield from {tie.node: tie for tie in ties}.items() if people.groups else ()


def _left_open(data_map: DataMap, countries: Collection[str]) -> Iterator[MapMatter]:
    """Each system with data of people in some places of which nobody knows who runs it: where they go is not known."""
    for node, _ in _not_known(data_map, PeopleReached(data_map, countries)):
        yield matter(data_map, WHOSE.format(node), {})


def _role(ways: Sequence[Tie]) -> MapValue | None:
    serving = next((tie for tie in ways if tie.use in SERVICES), None)
    return MapValue("processor", serving.where) if serving else None


def adequacy(data_map: DataMap, day: date) -> Iterator[MapMatter]:
    """Each destination outside the EEA of data of people in it."""
    for giver, taker, ways, country, where in _abroad(data_map, eea(day)):
        if country not in eea():
            tree = _destination(data_map, giver, taker, ways, country, where, day)
            yield matter(data_map, deal_title(data_map, giver, taker), tree)
    yield from _left_open(data_map, eea(day))


def _destination(
    data_map: DataMap, giver: str, taker: str, ways: Sequence[Tie], country: str, where: str, day: date
) -> dict[str, MapValue | None]:
    kinds = {"company": "commercial_organisation", "state": "public_body", "person": "other"}
    listed = _tool(data_map, giver, taker, ("privacy_framework",))
    on_list = MapValue(True, listed.where) if listed else None
    return {
        "destination": MapValue(country, where),
        "importer_kind": MapValue(kinds[data_map.parties[taker].kind], f"parties.{taker}"),
        "importer_on_dpf_list": on_list,
        "dpf_covers_hr_data": on_list,
        "for_immigration_control": MapValue("unknown", where) if not _role(ways) else None,
        "date": MapValue(day.isoformat(), "as_of"),
    }


def _tool(data_map: DataMap, giver: str, taker: str, tools: Collection[str]) -> MapValue | None:
    """The first of these tools of transfer that an agreement of two parties names; `none` where no other is named."""
    named = [
        MapValue(agreement.transfer_tool, f"agreements.{agreement.id}.transfer_tool")
        for agreement in data_map.agreements
        if {giver, taker} <= set(agreement.between) and agreement.transfer_tool in tools
    ]
    return min(named, key=lambda tool: tool.value == "none", default=None)


def leaving(home: str, data_map: DataMap, day: date) -> Iterator[MapMatter]:
    """Each destination outside a state of data of people in it."""
    for giver, taker, _, country, where in _abroad(data_map, (home,)):
        if country != home:
            yield matter(data_map, deal_title(data_map, giver, taker), _place(country, where, day))
    yield from _left_open(data_map, (home,))


def from_india(data_map: DataMap, day: date) -> Iterator[MapMatter]:
    """Each destination outside India of data of people in it, and whether sensitive data are among them."""
    for giver, taker, ways, country, where in _abroad(data_map, ("IN",)):
        if country != "IN":
            delicate = any(data_map.data[data].type in IN_SENSITIVE for tie in ways for data in tie.data)
            sensitive = MapValue(True, ways[0].where) if delicate else None
            tree = {**_place(country, where, day), "sensitive_personal_data": sensitive}
            yield matter(data_map, deal_title(data_map, giver, taker), tree)
    yield from _left_open(data_map, ("IN",))


def _place(country: str, where: str, day: date) -> dict[str, MapValue | None]:
    return {"destination": MapValue(country, where), "date": MapValue(day.isoformat(), "as_of")}


def leaving_on_a_ground(law_name: str, home: str, data_map: DataMap, day: date) -> Iterator[MapMatter]:
    """Each destination outside a state of data of people in it, with the ground that an agreement names."""
    for giver, taker, _, country, where in _abroad(data_map, (home,)):
        if country != home:
            ground = _ground(law_name, data_map, giver, taker)
            tree = {**_place(country, where, day), "ground": ground}
            yield matter(data_map, deal_title(data_map, giver, taker), tree)
    yield from _left_open(data_map, (home,))


def _ground(law_name: str, data_map: DataMap, giver: str, taker: str) -> MapValue | None:
    """The ground of a law that an agreement of two parties names as the tool of their transfer."""
    tool = _tool(data_map, giver, taker, GROUNDS[law_name])
    return MapValue(GROUNDS[law_name][tool.value], tool.where) if tool else None


def eu_grounds(data_map: DataMap, day: date) -> Iterator[MapMatter]:
    """Each destination outside the EEA of data of people in it, its ground, and whether a decision covers it."""
    for giver, taker, ways, country, where in _abroad(data_map, eea(day)):
        if country not in eea():
            destination = _destination(data_map, giver, taker, ways, country, where, day)
            yield _on_a_ground("eu_grounds", "eu_adequacy", data_map, giver, taker, destination, day)
    yield from _left_open(data_map, eea(day))


def gb_transfers(data_map: DataMap, day: date) -> Iterator[MapMatter]:
    """Each destination outside the United Kingdom of data of people in it, and whether regulations approve it."""
    for giver, taker, _, country, where in _abroad(data_map, ("GB",)):
        if country != "GB":
            destination = _place(country, where, day)
            yield _on_a_ground("gb_transfer", "gb_adequacy", data_map, giver, taker, destination, day)
    yield from _left_open(data_map, ("GB",))


def _on_a_ground(
    law_name: str,
    adequacy_law: str,
    data_map: DataMap,
    giver: str,
    taker: str,
    destination: Mapping[str, MapValue | None],
    day: date,
) -> MapMatter:
    """The matter of a law on grounds: the destination, what the law on adequacy makes of it, and the ground named."""
    title = deal_title(data_map, giver, taker)
    covered = _covered(adequacy_law, matter(data_map, title, destination).facts, day)
    tree = {
        "destination": destination["destination"],
        "date": destination["date"],
        "covered_by_adequacy": MapValue(covered),
        "ground": _ground(law_name, data_map, giver, taker),
    }
    return matter(data_map, title, tree)


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
    for giver, taker, ways, country, where in _abroad(data_map, eea(day)):
        if not _no_third_country(country, day):
            title = deal_title(data_map, giver, taker)
            asked = matter(data_map, title, _destination(data_map, giver, taker, ways, country, where, day))
            covered = _covered("eu_adequacy", asked.facts, day) is True
            tool = MapValue("adequacy_decision", where) if covered else _safeguard(data_map, giver, taker)
            yield matter(data_map, title, {"transfer_tool": tool, **_protection(data_map, giver, taker, ways)})
    yield from _left_open(data_map, eea(day))


def _safeguard(data_map: DataMap, giver: str, taker: str) -> MapValue | None:
    """The kind of tool that an agreement of two parties names; where none does, that is to be asked."""
    tool = _tool(data_map, giver, taker, (*SAFEGUARDS, "none"))
    return MapValue("none" if tool.value == "none" else "standard_clauses_or_similar", tool.where) if tool else None


def _protection(data_map: DataMap, giver: str, taker: str, ways: Sequence[Tie]) -> dict[str, Any]:
    role = "group_company" if relation(data_map, giver, taker) else "processor" if _role(ways) else "business_partner"
    copied = any(tie.flow for tie in ways)
    holders = _holders(data_map, ways)
    reads = bool(holders & {"operator", "none", taker})
    return {
        "importer_role": MapValue(role, f"parties.{taker}"),
        "access_mode": MapValue("copy" if copied else "remote_view", ways[0].where),
        "importer_needs_clear_data": None if not reads else MapValue(True if not copied else "unknown", ways[0].where),
        "third_country_law": {"problematic": MapValue("unknown", f"parties.{taker}")},
        "encryption": {"in_transit": _in_transit(data_map, ways)},
        "keys": {"held_by": MapValue("importer", f"systems.{ways[0].node}.keys") if reads and copied else None},
    }


def _holders(data_map: DataMap, ways: Sequence[Tie]) -> set[str]:
    """The holders of the keys to the data where they come from."""
    systems = [(data_map.systems[tie.node], tie) for tie in ways if tie.node in data_map.systems]
    return {system.keys[data] for system, tie in systems for data in tie.data if data in system.keys}


def _in_transit(data_map: DataMap, ways: Sequence[Tie]) -> MapValue | None:
    states = [flow.in_transit for flow in data_map.flows if flow.id in {tie.flow for tie in ways}]
    if not states:
        return None
    worst = next((word for word in ("clear", "unknown") if word in states), "encrypted")
    return MapValue({"clear": False, "unknown": "unknown", "encrypted": True}[worst], ways[0].where)


def run(data_map: DataMap, day: date) -> Iterator[MapMatter]:
    """The processing for the app as a whole; what a map cannot say of it is not known."""
    people = PeopleReached(data_map, eea(day))
    if not people.groups:
        return
    place = data_map.users[people.groups[0]].place
    reached = [name for name in data_map.data if any(name in flow.data for flow in data_map.flows)]
    kinds = dict.fromkeys(DPIA_KINDS[t] for name in reached if (t := data_map.data[name].type) in DPIA_KINDS)
    tree: dict[str, Any] = {
        "country": MapValue(place, f"users.{people.groups[0]}.in"),
        "data_kinds": MapValue(list(kinds), "data"),
        "number_of_people": people.everyone(),
        "scale": MapValue("unknown", people.where),
        **{key: MapValue("unknown", "app") for key in DPIA_ASKED},
    }
    yield matter(data_map, f"the processing for {data_map.app.name}", tree)


def exports(data_map: DataMap, day: date) -> Iterator[MapMatter]:
    """Each party outside mainland China that one in it gives access to data, and collection there from abroad."""
    home = PeopleReached(data_map, ("CN",))
    for giver, taker, ways in pairs(data_map):
        sender, receiver = data_map.parties[giver], data_map.parties[taker]
        inside = any(tie.node in data_map.systems and data_map.systems[tie.node].place == "CN" for tie in ways)
        if "CN" in (sender.organised_in, sender.run_from) and inside and receiver.run_from != "CN":
            places = [(tie.node, data) for tie in ways for data in tie.data]
            tree = _export(data_map, home, giver, places, ways[0].where)
            yield matter(data_map, deal_title(data_map, giver, taker), tree)
    yield from _collected_from_abroad(data_map, home)


def _collected_from_abroad(data_map: DataMap, home: PeopleReached) -> Iterator[MapMatter]:
    """The data that go straight from people in mainland China to systems outside it, to an operator who is abroad."""
    operator = data_map.parties[data_map.app.operator]
    if "CN" in (operator.organised_in, operator.run_from):
        return
    flows = [flow for flow in data_map.flows if flow.source_id in home.groups and flow.target in data_map.systems]
    gone = [flow for flow in flows if data_map.systems[flow.target].place != "CN"]
    if gone:
        places = [(flow.target, data) for flow in gone for data in flow.data]
        tree = _export(data_map, home, data_map.app.operator, places, f"flows.{gone[0].id}")
        tree["processed_in_china"] = MapValue(False, f"flows.{gone[0].id}")
        yield matter(data_map, "collection from abroad of data of people in mainland China", tree)


def _export(
    data_map: DataMap, home: PeopleReached, exporter: str, places: Sequence[tuple[str, str]], where: str
) -> dict[str, Any]:
    """The facts of data that are provided abroad, and of whose they are."""
    people = [home.of([place]) for place in places]
    delicate = [pair for pair in places if data_map.data[pair[1]].type in CN_SENSITIVE]
    return {
        "exporter": party(data_map, exporter),
        "personal_data": MapValue(True, where),
        "is_critical_infrastructure_operator": MapValue("unknown", f"parties.{exporter}"),
        "ordinary_people_since_1_january": home.of(places) if home.groups and not delicate else _nobody(home),
        "sensitive_people_since_1_january": home.of(delicate) if home.groups and delicate else _nobody(home),
        "collected_outside_china": MapValue(not home.groups or not any(place.middle for place in people), "users"),
        "processed_in_china": MapValue(True, where),
        "domestic_data_added": MapValue("unknown", where),
    }


def _nobody(home: PeopleReached) -> PeopleCount:
    return home.of(())
