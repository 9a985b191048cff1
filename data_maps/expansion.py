"""Expansion: the full map that a short one stands for, with each value that was supplied marked."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from data_maps.countries import CODES, country_hint
from data_maps.fields import REST
from data_maps.markers import DEVICE
from data_maps.names import ID_PATTERN, RESERVED
from data_maps.people import scaled_parts
from data_maps.places import MOST_VALUES
from data_maps.problems import EMPTY, Fault, KeyPath, closest, shown
from data_maps.quantities import Estimate, NotANumber, NumberKind, estimate
from data_maps.vocabulary import CONTENT_TYPES, data_words

SERVICE = "service"
ACTIVITY_QUESTION = "Which activity data and contacts does it hold?"
MOST_GUESSES = 20
ABOUT_PEOPLE = frozenset({"metadata", "contacts"})

STAND_IN = "XZ"


@dataclass
class Expansion:
    """The plain values of a full map; where each moved part stood (`origins`: full path → written path).

    What was supplied; what cannot be expanded.
    """

    value: dict[str, Any]
    origins: dict[KeyPath, KeyPath] = field(default_factory=dict)
    assumed: set[str] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)
    guesses: int = 0

    def original(self, path: KeyPath) -> KeyPath:
        """The path that a path of the full map has in the text."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.origins:
                return (*self.origins[path[:length]], *path[length:])
        return path


def expanded(value: dict[str, Any]) -> Expansion:
    """The full map of a written one, both as plain values.

    What is not shaped as expected is left for the model to refuse.
    """
    full = Expansion(dict(value))
    for step in (
        _app,
        _kind,
        _owner,
        _parties,
        _groups,
        _people,
        _data,
        _not_empty,
        _service,
        _flows,
        _functions,
        _title_and_horizon,
        _viewpoint,
        _question,
    ):
        step(full)
    return full


def _mapping(full: Expansion, section: str) -> dict[str, Any]:
    """A section that is a mapping; an empty one where it is missing or something else."""
    entries = full.value.get(section)
    return entries if isinstance(entries, dict) else {}


def _app(full: Expansion) -> None:
    """`app: WeChat` is its name; what is none is left for the model to refuse."""
    if "app" in full.value and not isinstance(full.value["app"], dict):
        full.value["app"] = {"name": full.value["app"]}
        full.origins["app", "name"] = ("app",)


def _kind(full: Expansion) -> None:
    """`kind: messaging` beside the app is its kind."""
    app = full.value.get("app")
    if "kind" not in full.value or not isinstance(app, dict):
        return
    kind = full.value.pop("kind")
    if "kind" in app:
        hint = "keep the kind of the app"
        full.faults.append(Fault(("kind",), "the app says its kind already", hint, on_key=True))
    else:
        full.value["app"] = {**app, "kind": kind}
        full.origins["app", "kind"] = ("kind",)


def _owner(full: Expansion) -> None:
    """`owner: {name, jurisdiction}` is a party, and the one that runs the app."""
    if "owner" not in full.value:
        return
    owner, app = full.value.pop("owner"), full.value.get("app")
    if not isinstance(owner, dict):
        hint = "write {name: Tencent, jurisdiction: CN}"
        full.faults.append(Fault(("owner",), f"{shown(owner)} is not a party", hint))
        owner = {"name": owner if isinstance(owner, str) and owner.strip() else "Owner", "jurisdiction": STAND_IN}
    name = as_id(owner["name"]) if isinstance(owner.get("name"), str) else ""
    # Groups, systems, data and parties share one space of ids.
    data = full.value.get("data")
    words = [word for word in (data if isinstance(data, dict | list) else [data]) if isinstance(word, str)]
    taken = {SERVICE, *_mapping(full, "systems"), *_mapping(full, "users"), *words}
    usable = ID_PATTERN.fullmatch(name) and name not in RESERVED and name not in taken
    id_ = name if usable else f"owner-{name}".rstrip("-")
    if isinstance(app, dict) and "operator" in app:
        hint = "say who owns whom under ownership"
        full.faults.append(Fault(("owner",), "the app has an operator already", hint, on_key=True))
    elif id_ in _mapping(full, "parties"):
        hint = "say operator under app, and leave owner out"
        full.faults.append(Fault(("owner",), f"a party '{id_}' is there already", hint, on_key=True))
    else:
        if isinstance(full.value.get("parties", {}), dict):
            full.value["parties"] = {id_: owner, **_mapping(full, "parties")}
            full.origins["parties", id_] = ("owner",)
        if isinstance(full.value.get("app"), dict):
            full.value["app"] = {**full.value["app"], "operator": id_}
            full.origins["app", "operator"] = ("owner",)


def as_id(name: str) -> str:
    """A name in lower case, without accents, with hyphens for whatever else is in it."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-")


def _parties(full: Expansion) -> None:
    parties = {
        id_: _party(full, id_, party) if isinstance(party, dict) else party
        for id_, party in _mapping(full, "parties").items()
    }
    if parties:
        full.value["parties"] = parties


def _party(full: Expansion, id_: str, party: dict[str, Any]) -> dict[str, Any]:
    """`jurisdiction` is where it is organised and run from; it is run from where it is organised unless said."""
    party = dict(party)
    if "jurisdiction" in party:
        twice = next((key for key in ("organised_in", "run_from") if key in party), None)
        if twice:
            message = f"jurisdiction beside {twice} says it twice"
            hint = "keep organised_in and run_from"
            full.faults.append(Fault(("parties", id_, "jurisdiction"), message, hint, on_key=True))
        country = party.pop("jurisdiction")
        for key in ("organised_in", "run_from"):
            if key not in party:
                party[key] = country
                full.origins["parties", id_, key] = (
                    ("parties", id_, "jurisdiction")
                    if ("parties", id_) not in full.origins
                    else ("owner", "jurisdiction")
                )
    if "run_from" not in party and "organised_in" in party:
        party["run_from"] = party["organised_in"]
        full.origins["parties", id_, "run_from"] = full.original(("parties", id_, "organised_in"))
        full.assumed.add(f"parties.{id_}.run_from")
    return party


def _groups(full: Expansion) -> None:
    """`{US: 19M}` is the group `users-us`."""
    groups: dict[str, Any] = {}
    for key, group in _mapping(full, "users").items():
        if key in CODES and not (isinstance(group, dict) and ("count" in group or "in" in group)):
            id_ = f"users-{key.lower()}"
            if id_ in full.value["users"]:
                there = f"this is the group '{id_}', which is there already"
                full.faults.append(Fault(("users", key), there, "keep one of them", on_key=True))
                continue
            groups[id_] = {"in": key, "count": group}
            full.origins |= {("users", id_): ("users", key), ("users", id_, "count"): ("users", key)}
        elif not isinstance(group, dict):
            full.faults.append(
                Fault(("users", key), f"{shown(key)} is not a country code", country_hint(key), on_key=True)
            )
            id_ = f"users-{as_id(key) or 'somewhere'}"
            groups.setdefault(id_, {"in": STAND_IN, "count": group})
            full.origins.setdefault(("users", id_), ("users", key))
        else:
            groups[key] = group
    for id_, group in groups.items():
        if isinstance(group, dict) and "exposure" not in group:
            groups[id_] = {**group, "exposure": "ordinary"}
            full.assumed.add(f"users.{id_}.exposure")
    if groups:
        full.value["users"] = groups


def _people(full: Expansion) -> None:
    """The count of a group that is a part of a total, as it follows from both."""
    people, users = full.value.get("people"), dict(_mapping(full, "users"))
    groups = people.get("groups") if isinstance(people, dict) else None
    if not isinstance(people, dict) or not isinstance(groups, dict):
        return
    parts = scaled_parts({id_: _part_best(share) for id_, share in groups.items()})
    total = _number(people.get("total"), "count")
    uncounted = [id_ for id_, group in users.items() if isinstance(group, dict) and "count" not in group]
    for id_ in groups:
        if id_ in users and id_ not in uncounted:
            hint = "leave out its count, or its part of the total"
            full.faults.append(Fault(("people", "groups", id_), f"'{id_}' is counted twice", hint, on_key=True))
        elif (group := id_ if id_ in users else closest(id_, uncounted)) is not None:
            follows = total is not None and total.best is not None and parts[id_] > 0
            count = total.scaled(parts[id_]) if total and follows else Estimate(form="exact", best=0.0)
            users[group] = {**users[group], "count": count}
            full.origins["users", group, "count"] = ("people", "groups", id_)
    full.value["users"] = users


def _part_best(part: Any) -> float | None:
    """The best value of a part of the people; None for the rest."""
    written = part.get("share") if isinstance(part, dict) else part
    number = None if written == REST else _number(written, "part")
    return 0.0 if written != REST and number is None else number.best if number else None


def _number(written: Any, kind: NumberKind) -> Estimate | None:
    """A written number; None for what is none, which the model refuses."""
    try:
        return estimate(written, kind)
    except NotANumber:
        return None


def _data(full: Expansion) -> None:
    """A list of types is a mapping from each word to its type."""
    data = full.value.get("data")
    if isinstance(data, str):
        data = [data]
        full.origins["data", data[0]] = ("data",)
    if not isinstance(data, list):
        return
    types: dict[str, Any] = {}
    for index, word in enumerate(data):
        if not isinstance(word, str):
            full.faults.append(
                Fault(("data", index), f"{shown(word)} is not a type of data", "write [text, images], or id: type")
            )
        elif word in types:
            full.faults.append(Fault(("data", index), f"'{word}' is there twice", "keep one of them"))
        else:
            types[word] = word
            full.origins.setdefault(("data", word), ("data", index))
    full.value["data"] = types


def _not_empty(full: Expansion) -> None:
    """Without people or data there is nothing to say, and nothing that could be supplied."""
    for section, hint in (("users", "say who uses the app, such as US: 19M"), ("data", "name one, such as text")):
        if full.value.get(section) == {}:
            full.faults.append(Fault((section,), EMPTY, hint))


def _service(full: Expansion) -> None:
    """Without systems and flows, one system of unknown place run by the app's operator gets everything."""
    app = full.value.get("app")
    operator = app.get("operator") if isinstance(app, dict) else None
    described = "systems" in full.value or "flows" in full.value or not _mapping(full, "data")
    if described or not isinstance(operator, str):
        systems = dict(_mapping(full, "systems"))
        for id_, system in systems.items():
            if isinstance(system, dict):
                unsaid = [key for key in ("operator", "in", "keys") if key not in system]
                # What is on a device is its user's, which is no assumption.
                on_device = system.get("in") == DEVICE
                systems[id_] = {**system, **dict.fromkeys(unsaid, "users" if on_device else "unknown")}
                full.assumed |= {f"systems.{id_}.{key}" for key in unsaid if not on_device}
        if systems:
            full.value["systems"] = systems
        return
    full.value["systems"] = {SERVICE: {"operator": operator, "in": "unknown", "keys": "unknown"}}
    full.origins["systems", SERVICE] = ("app",)
    full.assumed.add(f"systems.{SERVICE}")
    full.value["flows"] = [
        {"from": group, "to": SERVICE, "data": list(_mapping(full, "data"))} for group in _mapping(full, "users")
    ]
    for index, flow in enumerate(full.value["flows"]):
        full.origins["flows", index] = ("app",)
        full.assumed.add(f"flows.{flow['from']}.{SERVICE}")


def _flows(full: Expansion) -> None:
    """Lists of ends stand for one flow each; a flow without an id is called by its ends."""
    flows = full.value.get("flows")
    if not isinstance(flows, list):
        return
    single: list[Any] = []
    left = MOST_VALUES
    for index, flow in enumerate(flows):
        left -= _size(flow)
        if left < 0:
            hint = "name fewer ends, or one system for many"
            full.faults.append(Fault(("flows", index), f"the flows carry more than {MOST_VALUES} kinds of data", hint))
            break
        for plain, ends in single_flows(flow) if isinstance(flow, dict) else [(flow, {})]:
            place: KeyPath = ("flows", len(single))
            full.origins.setdefault(place, ("flows", index))
            full.origins |= {(*place, key): ("flows", index, key, index_in_list) for key, index_in_list in ends.items()}
            single.append(_with_defaults(full, plain) if isinstance(plain, dict) else plain)
    full.value["flows"] = single


def _size(flow: Any) -> int:
    """The number of kinds of data that all the flows of one line carry."""
    if not isinstance(flow, dict):
        return 1
    return math.prod(len(flow[key]) or 1 if isinstance(flow.get(key), list) else 1 for key in ("from", "to", "data"))


def single_flows(flow: dict[str, Any]) -> Iterable[tuple[dict[str, Any], dict[str, int]]]:
    """One flow for each pair of its ends, with the index of each end in its list."""
    several = isinstance(flow.get("id"), str) and any(
        isinstance(flow.get(key), list) and len(flow[key]) > 1 for key in ("from", "to")
    )
    for start, at_start in _items_with_place(flow, "from"):
        for end, at_end in _items_with_place(flow, "to"):
            ends = {key: index for key, index in (("from", at_start), ("to", at_end)) if index is not None}
            single = {**flow, **({"from": start} if "from" in flow else {}), **({"to": end} if "to" in flow else {})}
            if several and isinstance(start, str) and isinstance(end, str):
                single["id"] = _several_id(flow, start, end)
            yield single, ends


def _several_id(flow: dict[str, Any], start: str, end: str) -> str:
    """The id of one of several flows with a common id: the id and the ends that tell it apart."""
    apart = [end_ for end_, key in ((start, "from"), (end, "to")) if isinstance(flow[key], list) and len(flow[key]) > 1]
    return "-".join((flow["id"], *apart))


def _items_with_place(flow: dict[str, Any], key: str) -> Iterable[tuple[Any, int | None]]:
    value = flow.get(key)
    return [(end, index) for index, end in enumerate(value)] if isinstance(value, list) and value else [(value, None)]


def _with_defaults(full: Expansion, flow: dict[str, Any]) -> dict[str, Any]:
    """A flow with its id, and encrypted unless said."""
    id_ = flow.get("id", ".".join(_end(full, flow.get(key)) for key in ("from", "to")))
    if "in_transit" not in flow:
        full.assumed.add(f"flows.{id_}.in_transit")
    return {"id": id_, **flow, "in_transit": flow.get("in_transit", "encrypted")}


def _end(full: Expansion, end: Any) -> str:
    """The id that an end of a flow was meant to be, so that one misspelt end is one problem."""
    text = end if isinstance(end, str) else "-"
    sections = [_mapping(full, section) for section in ("users", "systems", "parties")]
    if any(text in section for section in sections) or full.guesses >= MOST_GUESSES:
        return text
    full.guesses += 1
    return closest(text, [id_ for section in sections for id_ in section]) or text


def _functions(full: Expansion) -> None:
    """Without weights, all that people rely on weighs the same."""
    if "functions" in full.value:
        return
    relied = {
        name: 1
        for group in _mapping(full, "users").values()
        if isinstance(group, dict) and isinstance(group.get("relies_on"), dict)
        for name in group["relies_on"]
    }
    if relied:
        full.value["functions"] = relied
        full.origins["functions",] = ("users",)
        full.assumed |= {f"functions.{name}" for name in relied}


def _title_and_horizon(full: Expansion) -> None:
    app = full.value.get("app")
    if "horizon" not in full.value:
        full.value["horizon"] = "2 years"
        full.assumed.add("horizon")
    if "title" not in full.value and isinstance(app, dict) and "name" in app:
        full.value["title"] = app["name"]
        full.origins["title",] = full.original(("app", "name"))
        full.assumed.add("title")


def _viewpoint(full: Expansion) -> None:
    """The viewpoint is the one country that the users are in, unless said."""
    if "viewpoint" in full.value:
        return
    groups = [group for group in _mapping(full, "users").values() if isinstance(group, dict)]
    places = {group["in"] for group in groups if isinstance(group.get("in"), str)}
    if len(places) == 1:
        full.value["viewpoint"] = places.pop()
        full.origins["viewpoint",] = ("users",)
        full.assumed.add("viewpoint")
    elif "users" in full.value and not groups:
        full.value["viewpoint"] = "XA"
    elif places:
        message = "is missing, and the users are in several countries"
        full.faults.append(Fault(("viewpoint",), message, f"write viewpoint: {min(places)}", on_key=True))
        full.value["viewpoint"] = "XA"


def _question(full: Expansion) -> None:
    """A map with content and no activity data or contacts is asked about them."""
    types = {data_words().get(_type(item), "") for item in _mapping(full, "data").values()}
    questions = full.value.get("questions", [])
    if not types & CONTENT_TYPES or types & ABOUT_PEOPLE or not isinstance(questions, list):
        return
    if any(isinstance(question, dict) and question.get("ask") == ACTIVITY_QUESTION for question in questions):
        return
    full.assumed.add(f"questions.{len(questions)}")
    full.origins["questions", len(questions)] = ("data",)
    full.value["questions"] = [*questions, {"ask": ACTIVITY_QUESTION, "about": ["data"]}]


def _type(item: Any) -> str:
    word = item.get("type") if isinstance(item, dict) else item
    return word if isinstance(word, str) else ""
