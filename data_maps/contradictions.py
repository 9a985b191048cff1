"""Contradictions: parts of a map that cannot be true together, and groups of more people than live in a country."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from data_maps.addresses import Address, address, family_of
from data_maps.checking import written_key
from data_maps.countries import ROOM_TO_GROW, members, people_in
from data_maps.histories import events_too_large, history_contradictions
from data_maps.markers import DEVICE, QuestionSubject
from data_maps.model import DataMap
from data_maps.names import Names
from data_maps.organisations import organisations, states_named
from data_maps.problems import Fault, KeyPath, did_you_mean, shown
from data_maps.quantities import Estimate

MapCheck = Callable[[DataMap], Iterator[Fault]]
OF_PEOPLE = ("users", "people")
MOST_PARTS = 64
CROWDED = "look at the unit: accounts are not people"
SAID_ONCE = ("access", "screened", "questions", "combinations")


def contradictions(data_map: DataMap, mistaken: frozenset[str]) -> list[Fault]:
    """Every contradiction that can be judged when the sections in `mistaken` have problems of their own."""
    return [fault for sections, check in CHECKS if not mistaken & sections for fault in check(data_map)]


def ids_said_twice(value: Mapping[str, Any], mistaken: Container[KeyPath]) -> list[Fault]:
    """Every id in a map's plain values that stands for two things, whatever else is wrong with those sections.

    A flow of which an end is mistaken has no id that could be judged.
    """
    flows = [
        (("flows", index), flow.get("id"))
        for index, flow in _items(value, "flows")
        if not any(("flows", index, end) in mistaken for end in ("from", "to"))
    ]
    agreements = [
        (("agreements", index, "id"), agreement.get("id")) for index, agreement in _items(value, "agreements")
    ]
    return [
        *_one_id_for_two_things(value),
        *_same_id(flows, "flow", "give one of them an id of its own: id: …"),
        *_same_id(agreements, "agreement", "give one of them another id"),
    ]


def _items(value: Mapping[str, Any], section: str) -> Iterator[tuple[int, dict[str, Any]]]:
    listed = value.get(section)
    return (
        (index, entry)
        for index, entry in enumerate(listed if isinstance(listed, list) else ())
        if isinstance(entry, dict)
    )


def _same_id(ids: Iterable[tuple[KeyPath, Any]], what: str, hint: str) -> Iterator[Fault]:
    ids_before: set[str] = set()
    for path, id_ in ids:
        if isinstance(id_, str) and id_ in ids_before:
            yield Fault(path, f"another {what} has the id {shown(id_)}", hint)
        ids_before |= {id_} if isinstance(id_, str) else set()


def _one_id_for_two_things(value: Mapping[str, Any]) -> Iterator[Fault]:
    first_path: dict[str, str] = {}
    for section in ("users", "data", "parties", "systems"):
        entries = value.get(section)
        for id_ in entries if isinstance(entries, dict) else ():
            if id_ in first_path:
                message = f"'{id_}' is already the id of one of the {first_path[id_]}"
                hint = "groups, data, parties and systems share one list of ids"
                yield Fault((section, id_), message, hint, on_key=True)
            first_path.setdefault(id_, section)


def _groups_without_a_flow(data_map: DataMap) -> Iterator[Fault]:
    starts = {flow.source_id for flow in data_map.flows}
    for id_ in data_map.users:
        if id_ not in starts:
            yield Fault(
                ("users", id_), "no flow starts from this group", f"add one under flows: from: {id_}", on_key=True
            )


def _part_of_a_person(data_map: DataMap) -> Iterator[Fault]:
    """Groups that are counted exactly and do not come to whole people."""
    for id_, group in data_map.users.items() if data_map.people is None else ():
        if group.count.form == "exact" and group.count.best and not group.count.best.is_integer():
            message = f"exactly {group.count.best:.10g} people are not whole people"
            yield Fault(("users", id_, "count"), message, "write a whole number, or leave out exact")


def _nobody_in_the_viewpoint(data_map: DataMap) -> Iterator[Fault]:
    inside = {data_map.viewpoint, *members(data_map.viewpoint, data_map.as_of)}
    if not any(group.place in inside for group in data_map.users.values()):
        message = f"no user group is in {data_map.viewpoint}"
        yield Fault(("viewpoint",), message, "name a country that a group is in, or EU for its members")


def _data_nobody_brings(data_map: DataMap) -> Iterator[Fault]:
    """Data that are kept at, or move on from, a place that they do not reach."""
    data_in = data_at(data_map)
    for id_, system in data_map.systems.items():
        for data in system.keeps:
            if data not in data_in.get(id_, frozenset()):
                hint = "add it to the data of a flow, or leave it out"
                yield Fault(("systems", id_, "keeps", data), f"no flow brings '{data}' to '{id_}'", hint, on_key=True)
    for index, flow in enumerate(data_map.flows):
        for place, data in enumerate(flow.data):
            if flow.source_id not in data_map.users and data not in data_in.get(flow.source_id, frozenset()):
                hint = "add it to the data of a flow there, or leave it out"
                yield Fault(("flows", index, "data", place), f"no flow brings '{data}' to '{flow.source_id}'", hint)


def data_at(data_map: DataMap) -> Mapping[str, frozenset[str]]:
    """The data that each system, and each party that is sent data, can hold."""
    held: dict[str, set[str]] = {}
    onward: dict[tuple[str, str], list[str]] = {}
    for flow in data_map.flows:
        for data in flow.data:
            onward.setdefault((flow.source_id, data), []).append(flow.target)
    waiting = [(to, data) for (start, data), ends in onward.items() if start in data_map.users for to in ends]
    while waiting:
        here, data = waiting.pop()
        if data not in held.setdefault(here, set()):
            held[here].add(data)
            waiting += [(to, data) for to in onward.get((here, data), ())]
    return {id_: frozenset(data) for id_, data in held.items()}


def _devices_of_others(data_map: DataMap) -> Iterator[Fault]:
    """What is on people's devices and is run, reached into or locked by others; and users who run something else."""
    devices = {id_ for id_, system in data_map.systems.items() if system.place == DEVICE}
    for id_, system in data_map.systems.items():
        if (system.operator == "users") != (id_ in devices):
            message, hint = "users run nothing but their devices", "name a party, or in: device"
            if id_ in devices:
                message, hint = (
                    "nobody but its user runs a device",
                    "leave out operator, or name its place",
                )
            yield Fault(("systems", id_, "operator"), message, hint)
        if id_ in devices and set(system.keys.values()) - {"users"}:
            yield Fault(("systems", id_, "keys"), "the keys to a device are its user's", "write users, or leave it out")
    lines: list[tuple[KeyPath, str]] = [
        (("access", index, "to"), line.to) for index, line in enumerate(data_map.access)
    ]
    lines += [(("standing", index, "at"), line.at) for index, line in enumerate(data_map.standing)]
    for index, agreement in enumerate(data_map.agreements):
        lines += [(("agreements", index, "gives", place), gift.system) for place, gift in enumerate(agreement.gives)]
    for path, system_id in lines:
        if system_id in devices:
            hint = "draw what leaves it as a flow to the system where it goes"
            yield Fault(path, f"'{system_id}' is on people's devices, into which nobody reaches on a map", hint)


def _access_to_what_is_not_there(data_map: DataMap) -> Iterator[Fault]:
    data_in = data_at(data_map)
    for index, access in enumerate(data_map.access):
        yield from _not_there(("access", index, "data"), access.to, access.data or (), data_in)
    for index, agreement in enumerate(data_map.agreements):
        for place, gift in enumerate(agreement.gives):
            yield from _not_there(("agreements", index, "gives", place, "data"), gift.system, gift.data or (), data_in)


def _not_there(
    path: KeyPath, system: str, data: tuple[str, ...], data_in: Mapping[str, frozenset[str]]
) -> Iterator[Fault]:
    for place, item in enumerate(data):
        if item not in data_in.get(system, frozenset()):
            message = f"no flow brings '{item}' to '{system}'"
            yield Fault((*path, place), message, "add it to the data of a flow, or leave it out")


def _shares_of_what_a_flow_lacks(data_map: DataMap) -> Iterator[Fault]:
    carried = {flow.id: flow.data for flow in data_map.flows}
    names = Names(data=tuple(data_map.data), flows=carried)
    stated: list[tuple[KeyPath, Iterable[str]]] = [(("estimates",), data_map.estimates)]
    stated += [(("readings", id_, "set"), side.set_) for id_, side in data_map.readings.items()]
    shares = [(path, text) for path, texts in stated for text in texts if family_of(text) == "share"]
    for path, text in shares:
        share = address(text, names)
        if isinstance(share, Address) and share.flow and share.data and share.data not in carried[share.flow]:
            message = f"the flow '{share.flow}' does not carry '{share.data}'"
            yield Fault((*path, text), message, "add it to its data", on_key=True)


def _splits_of_more_than_all(data_map: DataMap) -> Iterator[Fault]:
    """Flows that exclude each other and say no share, or one of single data, or together more than everybody."""
    exclusive = [(index, flow) for index, flow in enumerate(data_map.flows) if flow.split is not None]
    totals: dict[tuple[str, str], float] = {}
    for index, flow in exclusive:
        path: KeyPath = ("flows", index, "split")
        share = data_map.estimates.get(f"share.{flow.id}", flow.share)
        if share is None or share.best is None:
            yield Fault(path, "flows that exclude each other each have a share of the people", "add share: 40 %")
            continue
        for data in flow.data:
            if (text := f"share.{flow.id}.{data}") in data_map.estimates:
                message = f"'{flow.id}' excludes other flows, whatever data it carries"
                yield Fault(("estimates", text), message, f"give share.{flow.id} alone", on_key=True)
        before = totals.get((flow.source_id, flow.split or ""), 0.0)
        total = totals[flow.source_id, flow.split or ""] = before + share.best
        if before <= 1 + 1e-9 < total:
            message = f"the shares of '{flow.split}' from '{flow.source_id}' add up to {total:.4g}, more than 100 %"
            yield Fault(path, message, "check the shares, or give the flows of other data another split")
    several = Counter((flow.source_id, flow.split) for _, flow in exclusive)
    alone: set[str] = set()
    for index, flow in exclusive:
        if several[flow.source_id, flow.split] == 1 and flow.source_id not in alone:
            alone.add(flow.source_id)
            hint = did_you_mean(
                flow.split or "",
                [name or "" for _, name in several if name != flow.split],
                "name another that it excludes",
            )
            message = f"'{flow.split}' is the split of this flow from '{flow.source_id}' alone"
            yield Fault(("flows", index, "split"), message, hint)
    if (ways := math.prod(1 + number for number in several.values())) > MOST_PARTS:
        message = f"the splits of this map part its people in {ways:,} ways, more than {MOST_PARTS}"
        yield Fault(("flows", exclusive[-1][0], "split"), message, "leave out the splits that matter least")


def _standing_where_nothing_is(data_map: DataMap) -> Iterator[Fault]:
    """Two lines of one state at one system, and data that are not there."""
    data_in = data_at(data_map)
    pairs_before: set[tuple[str, str]] = set()
    for index, line in enumerate(data_map.standing):
        if (line.state, line.at) in pairs_before:
            hint = "say all of it in one line"
            yield Fault(("standing", index), f"another line is about {line.state} at '{line.at}'", hint)
        pairs_before.add((line.state, line.at))
        yield from _not_there(("standing", index, "data"), line.at, line.data or (), data_in)


def _screened_where_nothing_is(data_map: DataMap) -> Iterator[Fault]:
    """Data that the organisation of whoever looks them through does not hold."""
    top, data_in = organisations(data_map), data_at(data_map)
    for index, line in enumerate(data_map.screened):
        places = [place for place in data_in if top.get(place) == top[line.by]]
        for position, data in enumerate(line.data or ()):
            if not any(data in data_in[place] for place in places):
                message = f"the organisation of '{line.by}' does not hold '{data}'"
                hint = "add it to the data of a flow there, or leave it out"
                yield Fault(("screened", index, "data", position), message, hint)


def _parts_of_the_people(data_map: DataMap) -> Iterator[Fault]:
    """Parts that are more than all people, more than one rest, or a rest of nothing."""
    total, rest = 0.0, False
    for group, share in data_map.people.groups.items() if data_map.people else ():
        path = ("people", "groups", group)
        if isinstance(share.share, str):
            if rest:
                yield Fault(path, "another group is the rest", "give its share, or the other's")
            rest = True
            continue
        before, total = total, total + (share.share.best or 0.0)
        if before <= 1 + 1e-9 < total:
            yield Fault(path, f"the parts of the people add up to {total:.4g}, more than 100 %", "check the parts")
    # More than all is told above, and would leave the rest nothing as well.
    if rest and 1 - 1e-9 <= total <= 1 + 1e-9:
        yield Fault(("people", "groups"), "the other parts leave nothing for the rest", "check the parts")


def _more_than_live_there(data_map: DataMap) -> Iterator[Fault]:
    """Groups of a country that have more people than live in it, as the map counts them, a reading or an option."""
    yield from (too_many(crowd).under("users", crowd.groups[0]) for crowd in crowds(data_map))
    sides: list[tuple[KeyPath, Mapping[str, Estimate]]] = []
    sides += [(("readings", id_, "set"), side.set_) for id_, side in data_map.readings.items()]
    for id_, option in data_map.options.items():
        steps = enumerate(option.do)
        sides += [(("options", id_, "do", index, "set"), step.set_.root) for index, step in steps if step.set_]
    for path, numbers in sides:
        counted = [text for text in numbers if family_of(text) in OF_PEOPLE]
        changed = data_map.model_copy(update={"estimates": {**data_map.estimates, **numbers}}) if counted else data_map
        if fault := more_crowded(data_map, changed):
            yield fault.under(*path, counted[-1])


def more_crowded(before: DataMap, after: DataMap) -> Fault | None:
    """The fault of numbers by which more people are counted in a country than live there; None where none are."""
    known = {crowd.state for crowd in crowds(before)}
    return next((too_many(crowd) for crowd in crowds(after) if crowd.state not in known), None)


def too_many(crowd: Crowd) -> Fault:
    """The fault of more people than live in a country."""
    return Fault((), f"{crowd.counted:,.0f} people are more than the {crowd.living:,} who live there", CROWDED)


def _parts_of_the_people_in_readings(data_map: DataMap) -> Iterator[Fault]:
    """Parts that come to more than all people once a reading sets some of them."""
    groups = data_map.people.groups if data_map.people else {}
    written = {f"people.{group}": share.share for group, share in groups.items() if not isinstance(share.share, str)}
    for id_, side in data_map.readings.items():
        set_ = [address for address in side.set_ if address in written]
        total = sum(side.set_.get(address, share).best or 0.0 for address, share in written.items())
        if set_ and total > 1 + 1e-9:
            path = ("readings", id_, "set", set_[-1])
            yield Fault(path, f"the parts of the people add up to {total:.4g}, more than 100 %", "check the parts")


def _agreed_and_read_otherwise(data_map: DataMap) -> Iterator[Fault]:
    """Numbers that the sides agree on, and that a reading has otherwise."""
    agreed = data_map.agreed
    for id_, side in data_map.readings.items():
        for text, number in side.set_.items():
            if text in agreed and (number.form, number.best) != ("exact", agreed[text].best):
                message = f"{text} is agreed, and this reading has it otherwise"
                yield Fault(("readings", id_, "set", text), message, "leave it out here, or leave out agreed there")


def _shares_over_the_whole(data_map: DataMap) -> Iterator[Fault]:
    """Owners of one kind of interest in one party that hold more than all of it together."""
    totals: dict[tuple[str, str], float] = {}
    for index, line in enumerate(data_map.ownership):
        if line.via in ("shares", "votes") and line.share and line.share.best is not None:
            total = totals[line.of, line.via] = totals.get((line.of, line.via), 0.0) + line.share.best
            if total > 1 + 1e-9 and total - line.share.best <= 1 + 1e-9:
                message = f"the {line.via} of '{line.of}' add up to {total:.4g}, more than 100 %"
                yield Fault(("ownership", index, "share"), message, "check the lines of this party")


def _channels_over_the_whole(data_map: DataMap) -> Iterator[Fault]:
    total = 0.0
    for id_, channel in data_map.distribution.items():
        share = channel.share.best if channel.share and channel.share.best is not None else 0.0
        if total <= 1 + 1e-9 < total + share:
            message = f"the shares of the channels add up to {total + share:.4g}, more than 100 %"
            yield Fault(("distribution", id_, "share"), message, "check the channels")
        total += share


def _owns_itself(data_map: DataMap) -> Iterator[Fault]:
    for index, line in enumerate(data_map.ownership):
        if line.owner == line.of:
            yield Fault(("ownership", index, "of"), f"'{line.of}' cannot own itself", "name another party")


def _sold_to_itself(data_map: DataMap) -> Iterator[Fault]:
    for id_, option in data_map.options.items():
        for index, step in enumerate(option.do):
            sale, path = step.divest, ("options", id_, "do", index, "divest")
            if sale and sale.party == sale.to:
                yield Fault((*path, "to"), f"'{sale.party}' is sold to itself", "name another party")
            for place, line in enumerate(sale.keeps if sale else ()):
                if line.owner == line.of:
                    yield Fault((*path, "keeps", place, "of"), f"'{line.of}' cannot own itself", "name another party")


def _said_twice(data_map: DataMap) -> Iterator[Fault]:
    """Lines of a list that say the same as one before them."""
    for section in SAID_ONCE:
        places: dict[str, int] = {}
        for index, line in enumerate(getattr(data_map, section)):
            if (first := places.setdefault(repr(line), index)) != index:
                yield Fault((section, index), f"{section}[{first}] says the same", "leave one of them out")


def _flow_to_itself(data_map: DataMap) -> Iterator[Fault]:
    for index, flow in enumerate(data_map.flows):
        if flow.source_id == flow.target:
            yield Fault(
                ("flows", index, "to"), f"a flow from '{flow.target}' to itself", "name another system or party"
            )


def _agreement_of_one(data_map: DataMap) -> Iterator[Fault]:
    for index, agreement in enumerate(data_map.agreements):
        if len(set(agreement.between)) < 2:
            message = "an agreement is between two parties or more"
            yield Fault(("agreements", index, "between"), message, "write between: [one, other]")


def _steps_of_one_change(data_map: DataMap) -> Iterator[Fault]:
    for id_, option in data_map.options.items():
        for index, step in enumerate(option.do):
            changes = [name for name in type(step).model_fields if getattr(step, name) is not None]
            if len(changes) != 1:
                message = f"{len(changes)} changes in one item of the list"
                yield Fault(("options", id_, "do", index), message, "one item is one change: {end_flow: …}")


def _combinations_of_one(data_map: DataMap) -> Iterator[Fault]:
    for index, options in enumerate(data_map.combinations):
        if len(set(options)) < 2 or len(set(options)) < len(options):
            yield Fault(
                ("combinations", index), "a combination is of two different options or more", "write [first, second]"
            )


def _sources_in_a_circle(data_map: DataMap) -> Iterator[Fault]:
    """Each circle once, at the first of its sources."""
    done: set[str] = set()
    for id_ in data_map.sources:
        way: dict[str, None] = {}
        source: str | None = id_
        while source is not None and source not in done and source not in way:
            way[source] = None
            source = data_map.sources[source].origin
        done |= way.keys()
        if source in way:
            further = data_map.sources[source].origin
            origin = "itself" if further == source else f"'{further}', which goes back to '{source}'"
            message = f"'{source}' has what it says from {origin}"
            yield Fault(("sources", source, "origin"), message, "leave origin out at the source that says it first")


def _times_out_of_order(data_map: DataMap) -> Iterator[Fault]:
    for id_, option in data_map.options.items():
        starts, ends = (
            (moment if moment is None or isinstance(moment, float) else (moment - data_map.as_of).days / 365.25)
            for moment in (option.starts, option.ends)
        )
        if ends is not None and ends <= (starts or 0.0):
            message = "the option ends before it starts" if starts else "the option ends before as_of"
            yield Fault(("options", id_, "ends"), message, "give a later date or time")


def _asked_about_nobody(data_map: DataMap) -> Iterator[Fault]:
    """A question about a state that nothing on the map has to do with."""
    if data_map.question and (fault := not_on_the_map(data_map, data_map.question.state)):
        yield fault.under("question", "state")


def not_on_the_map(data_map: DataMap, state: str) -> Fault | None:
    """The fault of asking about a state that the map does not name."""
    named = states_named(data_map)
    hint = f"on it are {', '.join(sorted(named))}"
    return None if state in named else Fault((), f"nothing on the map has to do with {state}", hint)


def _questions_about_nothing(data_map: DataMap) -> Iterator[Fault]:
    """Questions about a part of something that has no such part; that the thing is there is known already."""
    for index, question in enumerate(data_map.questions):
        for place, path in enumerate(question.about):
            section, _, rest = path.partition(".")
            if section in QuestionSubject.sections and not _leads_somewhere(_one_of(data_map, section, rest), data_map):
                message = f"{shown(path)} has no such part"
                yield Fault(("questions", index, "about", place), message, "name the whole, or a key of it")


def _one_of(data_map: DataMap, section: str, rest: str) -> tuple[Any, list[str]]:
    """The thing of a section that a path begins with, and what of the path is left."""
    entries = getattr(data_map, section)
    by_id = entries if isinstance(entries, dict) else {entry.id: entry for entry in entries}
    pieces = rest.split(".")
    for count in (2, 1):
        if (id_ := ".".join(pieces[:count])) in by_id:
            return by_id[id_], pieces[count:]
    return None, []


def _leads_somewhere(thing_and_path: tuple[Any, list[str]], data_map: DataMap) -> bool:
    value, path = thing_and_path
    for piece in path:
        fields = type(value).model_fields if isinstance(value, BaseModel) else {}
        name = next((name for name, field in fields.items() if piece == written_key(name, field)), None)
        if name is None and not (isinstance(value, dict) and (piece in value or piece in data_map.data)):
            return False
        value = getattr(value, name) if name else value.get(piece)
    return True


CHECKS: tuple[tuple[frozenset[str], MapCheck], ...] = (
    (frozenset({"users", "flows"}), _groups_without_a_flow),
    (frozenset({"users", "people"}), _part_of_a_person),
    (frozenset({"users", "viewpoint", "as_of"}), _nobody_in_the_viewpoint),
    (frozenset({"users", "systems", "flows", "data"}), _data_nobody_brings),
    (frozenset({"users", "flows", "access", "agreements", "data"}), _access_to_what_is_not_there),
    (frozenset({"systems", "access", "standing", "agreements"}), _devices_of_others),
    (frozenset({"estimates", "readings", "flows", "data"}), _shares_of_what_a_flow_lacks),
    (frozenset({"flows"}), _splits_of_more_than_all),
    (frozenset({"users", "flows", "standing", "data"}), _standing_where_nothing_is),
    (
        frozenset({"users", "flows", "parties", "ownership", "systems", "estimates", "screened"}),
        _screened_where_nothing_is,
    ),
    (frozenset({"people"}), _parts_of_the_people),
    (frozenset({"people", "readings"}), _parts_of_the_people_in_readings),
    (frozenset({"users", "people", "as_of", "estimates", "readings", "options"}), _more_than_live_there),
    (frozenset({"users", "people", "flows", "ownership", "estimates", "readings"}), _agreed_and_read_otherwise),
    (frozenset({"as_of", "app", "parties"}), history_contradictions),
    (frozenset({"as_of", "app", "parties", "users", "people", "estimates"}), events_too_large),
    (frozenset({"ownership"}), _shares_over_the_whole),
    (frozenset({"distribution"}), _channels_over_the_whole),
    (frozenset({"ownership"}), _owns_itself),
    (frozenset({"options"}), _sold_to_itself),
    (frozenset(SAID_ONCE), _said_twice),
    (frozenset({"flows"}), _flow_to_itself),
    (frozenset({"agreements"}), _agreement_of_one),
    (frozenset({"options"}), _steps_of_one_change),
    (frozenset({"combinations"}), _combinations_of_one),
    (frozenset({"options", "as_of"}), _times_out_of_order),
    (frozenset({"sources"}), _sources_in_a_circle),
    (frozenset({"questions", *QuestionSubject.sections}), _questions_about_nothing),
    (
        frozenset({"question", "viewpoint", "as_of", "users", "systems", "parties", "standing", "estimates"}),
        _asked_about_nobody,
    ),
)


@dataclass(frozen=True)
class Crowd:
    """Groups in a country with more people than live there, at their best values or at the top of a range."""

    state: str
    groups: tuple[str, ...]
    counted: float
    living: int


def crowds(data_map: DataMap) -> Iterator[Crowd]:
    """Countries in which groups of a map have more people than live there by far: accounts are not people."""
    by_state: dict[str, list[str]] = {}
    for group, users in data_map.users.items():
        by_state.setdefault(users.place, []).append(group)
    for state, groups in by_state.items():
        living = people_in(state, data_map.as_of)
        counted = math.fsum(_most_people(data_map, group) for group in groups)
        if living and counted > ROOM_TO_GROW * living:
            yield Crowd(state, tuple(groups), counted, living)


def _most_people(data_map: DataMap, group: str) -> float:
    """The people of a group at the top of its range, or its best value where it has none."""
    count = data_map.estimates.get(f"users.{group}.count", data_map.users[group].count)
    return max(data_map.people_in(group), min(count.high or 0.0, count.at_most or math.inf))
