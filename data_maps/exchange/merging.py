"""Merging: what an import adds to a map that is there, and where the two say different things."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from data_maps.countries import NOWHERE
from data_maps.exchange.draft import NOBODY_KNOWS, UNKNOWN, UNNAMED, share_best
from data_maps.expansion import as_id
from data_maps.model import DataMap
from data_maps.writing import as_mapping, plain_map

SHARED = ("users", "data", "parties", "systems")
_LEGAL_FORMS = re.compile(
    r"-(?:ltd|limited|inc|incorporated|llc|llp|plc|corp|corporation|co|company|gmbh|ag|se|sa|sas|sarl|s-a-r-l|bv|b-v|nv|n-v"
    r"|ab|as|oy|spa|s-p-a|kk|pte|pty|holdings?|group)$"
)
UNSAID = (UNKNOWN, NOWHERE, NOBODY_KNOWS, None)


@dataclass(frozen=True)
class Conflict:
    """A value of which a map says one thing and a source another; the map stays as it is."""

    path: str
    stays: str
    source_says: str

    def __str__(self) -> str:
        return f"{self.path}: the map says {self.stays}, the source {self.source_says}"

    @property
    def plain(self) -> dict[str, str]:
        """The conflict as plain values."""
        return {"path": self.path, "map": self.stays, "source": self.source_says}


def merged(base: dict[str, Any], more: dict[str, Any]) -> tuple[dict[str, Any], tuple[Conflict, ...]]:
    """A map with what another adds to it, and the conflicts between them; both as plain values of the full form."""
    conflicts: list[Conflict] = []
    ids = _ids_in(base, more)
    more = _renamed(more, ids, list(base["users"]))
    if not any(UNNAMED in flow["data"] for flow in more.get("flows", ())):
        more["data"].pop(ids.get(UNNAMED, UNNAMED), None)
    for section in ("sources", "data", "parties", "systems"):
        entries = base.setdefault(section, {})
        for id_, entry in more.get(section, {}).items():
            if id_ in entries:
                conflicts += _fill(entries[id_], entry, f"{section}.{id_}")
            else:
                entries[id_] = entry
    if more["app"]["operator"] != base["app"]["operator"] and more["parties"]:
        named = more["parties"][more["app"]["operator"]]["name"]
        conflicts.append(Conflict("app.operator", base["app"]["operator"], named))
    if "record" in more["app"]:
        conflicts += _history(base, more["app"]["record"])
    conflicts += _ownership(base, more.get("ownership", ()))
    _flows(base, more.get("flows", ()))
    _questions(base, more.get("questions", ()))
    if more.get("notes"):
        base["notes"] = "\n".join(filter(None, (base.get("notes"), more["notes"])))
    order = (
        "format",
        "title",
        "as_of",
        "viewpoint",
        "horizon",
        "question",
        "notes",
        "app",
        "sources",
        "users",
        "people",
    )
    return {
        key: base[key]
        for key in sorted(base, key=lambda key: (key not in order, order.index(key) if key in order else 0))
    }, tuple(conflicts)


def written_map(data_map: DataMap) -> dict[str, Any]:
    """The full map as plain values, without what the reader supplied where it will supply it again."""
    plain = plain_map(data_map)
    flows = {flow.id: number for number, flow in enumerate(data_map.flows)}
    asked = []
    for path in data_map.assumed:
        section, _, rest = path.partition(".")
        id_, _, key = rest.rpartition(".")
        if section == "questions":
            asked.append(int(rest))
        elif key in ("exposure", "in_transit", "run_from"):
            entries = plain[section]
            (entries[flows[id_]] if section == "flows" else entries[id_]).pop(key, None)
    for number in sorted(asked, reverse=True):
        del plain["questions"][number]
    return plain


def _known_as(id_: str, entry: Mapping[str, Any]) -> set[str]:
    """The names under which a part of a map is known: its id and its name, without its legal form."""
    names = {id_, as_id(str(entry.get("name") or ""))} - {""}
    short = set(names)
    for name in names:
        bare = name
        while _LEGAL_FORMS.search(bare):
            bare = _LEGAL_FORMS.sub("", bare)
        short.add(bare)
    return short


def _ids_in(base: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, str]:
    """The id in the map of each part and source of the import: that of the same thing, else a free one."""
    taken = {id_ for section in SHARED for id_ in base.get(section, {})}
    ids: dict[str, str] = {}
    for section in ("data", "parties", "systems"):
        by_name = {name: id_ for id_, entry in base.get(section, {}).items() for name in _known_as(id_, entry)}
        if section == "data":
            by_name |= {
                entry["type"]: id_ for id_, entry in reversed(base["data"].items()) if entry["type"] not in by_name
            }
        for id_, entry in more.get(section, {}).items():
            same = next(
                (by_name[name] for name in sorted(_known_as(id_, entry), key=len, reverse=True) if name in by_name),
                None,
            )
            if section == "parties" and id_ == more["app"]["operator"] and entry["name"].endswith("(not known)"):
                same = base["app"]["operator"]
            ids[id_] = same or _free(id_, taken)
            taken.add(ids[id_])
    for id_, source in more.get("sources", {}).items():
        written = base.get("sources", {})
        ids[f"source {id_}"] = id_ if written.get(id_) == source else _free(id_, set(written))
    return ids


def _free(id_: str, taken: set[str]) -> str:
    number, free = 1, id_
    while free in taken:
        number += 1
        free = f"{id_}-{number}"
    return free


def _renamed(more: dict[str, Any], ids: Mapping[str, str], groups: list[str]) -> dict[str, Any]:
    """The import with the ids that its parts have in the map; its people are those of the map."""
    own_groups = set(more["users"])

    def id_of(value: Any) -> Any:
        return ids.get(value, value) if isinstance(value, str) else value

    def sourced(value: Any) -> Any:
        if isinstance(value, dict):
            return {
                key: ids.get(f"source {inner}", inner) if key == "source" and isinstance(inner, str) else sourced(inner)
                for key, inner in value.items()
            }
        return [sourced(inner) for inner in value] if isinstance(value, list) else value

    renamed: dict[str, Any] = sourced(more)
    renamed["sources"] = {ids[f"source {id_}"]: source for id_, source in more.get("sources", {}).items()}
    for section in ("data", "parties", "systems"):
        renamed[section] = {id_of(id_): entry for id_, entry in reversed(renamed.get(section, {}).items())}
        renamed[section] = dict(reversed(renamed[section].items()))
    renamed["app"]["operator"] = id_of(more["app"]["operator"])
    for system in renamed["systems"].values():
        system["operator"] = id_of(system["operator"])
        for key in ("keeps", "keys"):
            if isinstance(system.get(key), dict):
                system[key] = {id_of(data): value for data, value in system[key].items()}
    for line in renamed.get("ownership", ()):
        line["owner"], line["of"] = id_of(line["owner"]), id_of(line["of"])
    for flow in renamed.get("flows", ()):
        starts = flow["from"] if isinstance(flow["from"], list) else [flow["from"]]
        flow["from"] = groups if own_groups & set(starts) else id_of(flow["from"])
        flow["to"], flow["data"] = id_of(flow["to"]), list(dict.fromkeys(map(id_of, flow["data"])))
    questions = []
    for question in renamed.get("questions", ()):
        about = []
        for part in question.get("about", ()):
            section, _, id_ = part.partition(".")
            if section in ("data", "parties", "systems"):
                about.append(f"{section}.{id_of(id_)}")
            elif section == "flows":
                start, dot, end = id_.partition(".")
                about.append(
                    f"flows.{id_of(start)}{dot}{id_of(end)}"
                    if start not in own_groups
                    else f"systems.{id_of(end)}"
                    if id_of(end) in renamed["systems"]
                    else f"parties.{id_of(end)}"
                )
        if about or not question.get("about"):
            questions.append({**question, **({"about": about} if about else {})})
    renamed["questions"] = questions
    return renamed


def _history(base: dict[str, Any], record: dict[str, Any]) -> Iterable[Conflict]:
    """Write the history of the app as far as the day of the map; none where the map has one."""
    day = str(base["as_of"])
    events = [event for event in record["events"] if event["on"] <= day]
    if not events:
        yield Conflict("app.record", f"facts of {day} count", f"tells of {record['since']} to {record['until']}")
    else:
        yield from _fill(
            base["app"], {"record": {**record, "until": min(record["until"], day), "events": events}}, "app"
        )


def _fill(stays: dict[str, Any], entry: Mapping[str, Any], path: str) -> Iterable[Conflict]:
    """Write what a part of the map does not say yet; gives what it says otherwise."""
    for key, value in entry.items():
        if key not in stays or (stays[key] in UNSAID and value not in UNSAID):
            if key not in ("source", "why", "grade") and not (key == "run_from" and stays.get("organised_in") == value):
                stays[key] = value
        elif stays[key] != value and value not in UNSAID and key not in ("name", "source", "why", "grade", "title"):
            yield Conflict(f"{path}.{key}", str(stays[key]), str(value))


def _ownership(base: dict[str, Any], lines: Iterable[dict[str, Any]]) -> Iterable[Conflict]:
    """Add lines of ownership; where a share is another one, the source's stands against the map's."""
    for line in lines:
        if line["owner"] == line["of"]:
            continue
        ends = (line["owner"], line["of"], line["via"])
        there = [old for old in base.get("ownership", ()) if (old["owner"], old["of"], old["via"]) == ends]
        if not there:
            total = sum(
                share_best(old) for old in (*base.get("ownership", ()), line) if (old["of"], old["via"]) == ends[1:]
            )
            if line["via"] in ("shares", "votes") and total > 1 + 1e-9:
                yield Conflict(
                    f"ownership.{ends[0]}.{ends[1]}", "others own all of it", f"{ends[0]} owns {line.get('share')}"
                )
                continue
            base.setdefault("ownership", []).append(line)
        elif line.get("share") is not None and there[0].get("share") != line["share"]:
            old = there[0]
            if old.get("share") is None:
                old["share"] = line["share"]
                continue
            yield Conflict(f"ownership.{ends[0]}.{ends[1]}.share", str(old["share"]), str(line["share"]))
            said = {"say": f"{line['share']}", **({"source": line["source"]} if "source" in line else {})}
            share = dict(as_mapping(old["share"]))
            old["share"] = {**share, "against": [*share.get("against", ()), said]}


def _flows(base: dict[str, Any], flows: Iterable[dict[str, Any]]) -> None:
    """Add flows, each for the data that no flow of the map with the same ends has yet."""
    written = base.setdefault("flows", [])
    there: dict[tuple[str, str], set[str]] = {}
    taken: set[str] = set()
    for flow in written:
        there.setdefault((flow["from"], flow["to"]), set()).update(
            flow["data"] if isinstance(flow["data"], list) else [flow["data"]]
        )
        taken.add(flow.get("id", f"{flow['from']}.{flow['to']}"))
    for flow in flows:
        starts = flow.pop("from")
        id_ = flow.pop("id", "")
        for start in starts if isinstance(starts, list) else [starts]:
            ends = (start, flow["to"])
            data = [each for each in flow["data"] if each not in there.get(ends, ())]
            if not data or start == flow["to"]:
                continue
            there.setdefault(ends, set()).update(data)
            usual = f"{start}.{flow['to']}"
            free = _free(usual if usual not in taken else id_ or f"{start}-{flow['to']}", taken)
            taken.add(free)
            written.append({**({"id": free} if free != usual else {}), "from": start, **flow, "data": data})


def _questions(base: dict[str, Any], questions: Iterable[dict[str, Any]]) -> None:
    """Add the questions to which the map has no answer."""
    written = base.setdefault("questions", [])
    for question in questions:
        key = question.get("key")
        if key and question.get("about"):
            about = []
            for part in question["about"]:
                section, _, id_ = part.partition(".")
                entry = base.get(section, {}).get(id_, {})
                if (entry and entry.get(key, UNKNOWN) in UNSAID) or (entry and key == "type" and id_ == UNNAMED):
                    about.append(part)
            if not about:
                continue
            question["about"] = about
        if question["ask"] not in [other["ask"] for other in written]:
            written.append(question)
