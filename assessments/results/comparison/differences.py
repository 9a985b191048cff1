"""Differences between two maps: by id and address, never by line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel

from data_maps.model import DataMap
from data_maps.quantities import Estimate
from data_maps.systems import Flow

if TYPE_CHECKING:
    from data_maps.problems import Place

Key = tuple[str, ...]
Kind = Literal["new", "gone", "changed"]
Entries = Mapping[str, Any]

SCALARS = ("title", "as_of", "viewpoint", "horizon", "notes", "prepared_by", "purpose", "made_on", "record", "people")
MAPPINGS = ("sources", "users", "functions", "data", "parties", "systems", "distribution", "readings", "options")
LISTS = (
    *("ownership", "flows", "access", "agreements", "standing", "screened"),
    *("combinations", "leave_out", "questions"),
)
SECTIONS = ("app", *MAPPINGS, *LISTS, "estimates")
SECTIONS_IN_ORDER = (*SCALARS, *SECTIONS)
BY_KEY = ("keys", "keeps", "relies_on", "loses", "leavers_lose")
NAMING: Mapping[str, frozenset[str]] = {
    "ownership": frozenset({"owner", "of", "via"}),
    "access": frozenset({"party", "to"}),
    "standing": frozenset({"state", "at"}),
    "screened": frozenset({"by"}),
    "flows": frozenset({"id", "source_id", "target"}),
    "agreements": frozenset({"id"}),
    "leave_out": frozenset({"event"}),
    "questions": frozenset({"ask"}),
}


@dataclass(frozen=True)
class Difference:
    """One thing that two maps say differently, by its key; what one of them does not say is None on its side."""

    key: Key
    before: Any
    after: Any
    before_place: Place | None = None
    after_place: Place | None = None

    @property
    def name(self) -> str:
        """The key as it is written: users.community.count."""
        return ".".join(self.key)

    @property
    def kind(self) -> Kind:
        """The kind of difference: new, gone or changed."""
        return "new" if self.before is None else "gone" if self.after is None else "changed"

    @property
    def order(self) -> tuple[int, Key]:
        """The place among other differences: in the order of the format, then of the ids."""
        section = self.key[0]
        return (SECTIONS_IN_ORDER.index(section) if section in SECTIONS_IN_ORDER else -1), self.key


def differences(one: DataMap, other: DataMap) -> tuple[Difference, ...]:
    """Everything that a second map says differently from a first, in the order of the format and of the ids."""
    return tuple(
        replace(d, before_place=_place(one, d.key, d.before), after_place=_place(other, d.key, d.after))
        for d in _differences(one, other)
    )


def _differences(one: DataMap, other: DataMap) -> Iterator[Difference]:
    for name in SCALARS:
        before, after = getattr(one, name), getattr(other, name)
        if before != after:
            yield Difference((name,), before, after)
    for section in SECTIONS:
        before, after = entries(one, section), entries(other, section)
        for id_ in sorted(before.keys() | after.keys()):
            yield from _of_entry(section, id_, before.get(id_), after.get(id_))


def _of_entry(section: str, id_: str, before: Any, after: Any) -> Iterator[Difference]:
    if before is None or after is None or not isinstance(before, BaseModel) or isinstance(before, Estimate):
        if before != after:
            yield Difference((section, id_), before, after)
        return
    old, new = fields(section, before), fields(section, after)
    for name in sorted(old.keys() | new.keys()):
        if old.get(name) != new.get(name):
            path = (name,) if section == "app" else (id_, *name.split(":"))
            yield Difference((section, *path), old.get(name), new.get(name))


def entries(data_map: DataMap, section: str) -> Entries:
    """The entries of a section by their ids; the numbers set from outside stand among the estimates."""
    listed = getattr(data_map, section)
    if section == "app":
        return {"app": listed}
    return dict(listed) if isinstance(listed, Mapping) else dict(_identified(section, listed))


def _identified(section: str, items: tuple[Any, ...]) -> Iterator[tuple[str, Any]]:
    """The items of a list with an id each: its own, or what it is about, numbered where several are about one."""
    counts: dict[str, int] = {}
    for item in items:
        id_ = _id(section, item)
        counts[id_] = counts.get(id_, 0) + 1
        yield (id_ if counts[id_] == 1 else f"{id_} ({counts[id_]})"), item


def _id(section: str, item: Any) -> str:
    match section:
        case "ownership":
            return f"{item.owner}.{item.of}.{item.via}"
        case "access":
            return f"{item.party}.{item.to}"
        case "standing":
            return f"{item.state}.{item.at}"
        case "screened":
            return str(item.by)
        case "combinations":
            return "+".join(item)
        case "leave_out":
            return str(item.event)
        case "questions":
            return str(item.ask)
    return str(item.id)


def fields(section: str, entry: BaseModel) -> dict[str, Any]:
    """The fields of an entry by name, `keys:messages` for one of several; the ends of a flow are one field."""
    values: dict[str, Any] = {}
    for name in type(entry).model_fields:
        value = getattr(entry, name)
        if name in NAMING.get(section, ()) or value is None:
            continue
        if name in BY_KEY:
            values |= {f"{name}:{key}": entry_value for key, entry_value in value.items()}
        else:
            values[name] = value
    return values | ({"ends": (entry.source_id, entry.target)} if section == "flows" else {})  # type: ignore[attr-defined]


def changed_entry(entry: BaseModel, changes: Mapping[tuple[str, ...], Any]) -> BaseModel:
    """An entry with other values in some of its fields; None takes a field, or one key of it, away."""
    update: dict[str, Any] = {}
    for (name, *keys), value in changes.items():
        if name == "ends" and isinstance(entry, Flow):
            update |= dict(zip(("source_id", "target"), value, strict=True))
        elif keys:
            parts = {**update.get(name, getattr(entry, name)), keys[0]: value}
            update[name] = {key: kept_value for key, kept_value in parts.items() if kept_value is not None}
        else:
            update[name] = value
    return entry.model_copy(update=update)


def _place(data_map: DataMap, key: Key, value: Any) -> Place | None:
    """The place of a value in a map: the nearest part of it that has a place; nowhere what it does not say."""
    named = _name_by_place(data_map, key) if value is not None else ()
    for length in range(len(named), 0, -1):
        if place := data_map.places.get(".".join(named[:length])):
            return place
    return None


def _name_by_place(data_map: DataMap, key: Key) -> Key:
    """The key as the places of a map name it: items of some lists by their number."""
    if key[0] in ("ownership", "access") and len(key) > 1:
        return (key[0], *key[1].partition(" ")[0].split(".")[:2])
    if key[0] in ("combinations", "leave_out", "questions") and len(key) > 1:
        return (key[0], str(list(entries(data_map, key[0])).index(key[1])))
    renamed = {"place": "in"}
    return (*key[:2], *(renamed.get(name, name) for name in key[2:]))


def words(value: Any) -> frozenset[str]:
    """Every text in a value, and the parts of those with dots in them: whatever may be an id."""
    texts: set[str] = set()
    todo = [value]
    for item in todo:
        if isinstance(item, str):
            texts.update((item, *item.split(".")))
        elif isinstance(item, tuple | list | frozenset):
            todo += item
        elif isinstance(item, Mapping):
            todo += (*item.keys(), *item.values())
        elif not (item is None or isinstance(item, float | int)) and isinstance(item, BaseModel):
            todo += [getattr(item, name) for name in type(item).model_fields]
    return frozenset(texts)


def value_text(key: Key, value: Any) -> str:
    """A value in the words of the format, on one line."""
    from data_maps.places import flow_text
    from data_maps.writing import plain_value, span_text

    if value is None or isinstance(value, str):
        return value or "not said"
    if key[2:3] == ("keeps",) or key == ("horizon",):
        return span_text(value)
    return flow_text(plain_value(value))
