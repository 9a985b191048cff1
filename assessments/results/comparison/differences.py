"""Differences between two maps by id and address, never by line; their five groups, and the maps between the two."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any, Literal, get_args

from pydantic import BaseModel

from data_maps.addresses import Address, family_of, stated_address
from data_maps.contradictions import contradictions
from data_maps.model import DataMap
from data_maps.names import names_written
from data_maps.organisations import names_of
from data_maps.problems import Place
from data_maps.quantities import Estimate
from data_maps.systems import Flow
from data_maps.writing import plain_map

EntryKey = tuple[str, ...]
DifferenceKind = Literal["new", "gone", "changed"]
Entries = Mapping[str, Any]

SCALARS = (
    *("title", "as_of", "viewpoint", "horizon", "question", "notes"),
    *("prepared_by", "purpose", "made_on", "record", "people"),
)
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
DifferenceGroup = Literal["people", "data", "place", "owner", "law"]
JoinedGroups = tuple[DifferenceGroup, ...]
Grouped = Mapping[DifferenceGroup, Sequence["Difference"]]

GROUPS: tuple[DifferenceGroup, ...] = get_args(DifferenceGroup)
OF_SECTION: Mapping[str, DifferenceGroup] = {
    **dict.fromkeys(("users", "people", "functions", "distribution"), "people"),
    **dict.fromkeys(("data", "flows"), "data"),
    **dict.fromkeys(("systems", "access", "screened"), "place"),
    **dict.fromkeys(("app", "parties", "ownership", "agreements"), "owner"),
}
"""The group of each section of a map; of every other section, and of settings, it is law."""
OF_FAMILY: Mapping[str, DifferenceGroup] = {
    **dict.fromkeys(("users", "people", "distribution"), "people"),
    **dict.fromkeys(("share", "clear", "kept", "sold"), "data"),
    **dict.fromkeys(("custody", "attempts", "success"), "place"),
    "control": "owner",
}
"""The group of the numbers at addresses that begin with a word; of every other number it is law."""
OF_DATA = ("keys", "keeps")
WITH_WHAT_THEY_NAME = ("flows", "access", "agreements", "standing", "screened", "estimates")
PULLING: Sequence[DifferenceGroup] = ("people", "place", "data", "owner")
THINGS = ("users", "systems", "data", "parties")
NAMED = ("data", "parties", "systems", "functions", "sources")
NAMED_BY_OPTIONS = (*THINGS, "functions", "flows", "agreements", "distribution")
LINES = ("ownership", "flows", "access", "agreements", "standing", "screened")
SECTIONS_NAMING = ("app", "users", "systems", *LINES, "distribution", *NAMED)


@dataclass(frozen=True)
class Difference:
    """One thing that two maps say differently, by its key; what one of them does not say is None on its side."""

    key: EntryKey
    before: Any
    after: Any
    before_place: Place | None = None
    after_place: Place | None = None

    @property
    def name(self) -> str:
        """The key as it is written: users.community.count."""
        return ".".join(self.key)

    @property
    def kind(self) -> DifferenceKind:
        """The kind of difference: new, gone or changed."""
        return "new" if self.before is None else "gone" if self.after is None else "changed"

    @property
    def order(self) -> tuple[int, EntryKey]:
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


def _place(data_map: DataMap, key: EntryKey, value: Any) -> Place | None:
    """The place of a value in a map: the nearest part of it that has a place; nowhere what it does not say."""
    named = _name_by_place(data_map, key) if value is not None else ()
    for length in range(len(named), 0, -1):
        if place := data_map.places.get(".".join(named[:length])):
            return place
    return None


def _name_by_place(data_map: DataMap, key: EntryKey) -> EntryKey:
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


def value_text(key: EntryKey, value: Any) -> str:
    """A value in the words of the format, on one line."""
    from data_maps.places import flow_text
    from data_maps.writing import plain_value, span_text

    if value is None or isinstance(value, str):
        return value or "not said"
    if key[2:3] == ("keeps",) or key == ("horizon",):
        return span_text(value)
    return flow_text(plain_value(value))


def grouped(before: DataMap, after: DataMap, found: Iterable[Difference]) -> Grouped:
    """The differences of two maps by group, without groups that do not differ.

    A difference is in the group of its section or of its number. A flow, an access (of a state too), an agreement, a
    line on what is screened or a number that names a user group, a system or data that only one of the maps has goes
    with that thing; a number goes with a party too.
    """
    one_sided = {
        id_: OF_SECTION[s] for s in reversed(THINGS) for id_ in entries(before, s).keys() ^ entries(after, s).keys()
    }
    by_group: dict[DifferenceGroup, list[Difference]] = {group: [] for group in GROUPS}
    for difference in found:
        by_group[_group_of(difference, one_sided)].append(difference)
    return {group: differences for group, differences in by_group.items() if differences}


def _group_of(difference: Difference, one_sided: Mapping[str, DifferenceGroup]) -> DifferenceGroup:
    section, *parts = difference.key
    if section in WITH_WHAT_THEY_NAME:
        is_number = section == "estimates"
        named = words(parts[0] if is_number else (parts[0], difference.before, difference.after))
        pulling = {one_sided[id_] for id_ in named & one_sided.keys()}
        for group in PULLING if is_number else PULLING[:-1]:
            if group in pulling:
                return group
    if section == "systems" and len(parts) > 1 and parts[1] in OF_DATA:
        return "data"
    return OF_FAMILY.get(family_of(parts[0]), "law") if section == "estimates" else OF_SECTION.get(section, "law")


def hybrid(before: DataMap, after: DataMap, by_group: Grouped, groups: Collection[DifferenceGroup]) -> DataMap:
    """The map that says what the second says in some groups, and what the first says in all others.

    It takes along what its parts name and only the other map has: data, parties, systems, functions and sources, with
    what these name in turn. Numbers and options about what is not there are left out, and so are combinations,
    readings, questions and the state asked about, which no number rests on. Everything is in the order of the ids, so
    that both ways give the same.
    """
    taken = [difference for group in groups for difference in by_group.get(group, ())]
    sections = {section: _taken_over(before, after, section, taken) for section in SECTIONS}
    _take_along(sections, before, after)
    scalars = {d.key[0]: d.after for d in taken if d.key[0] in SCALARS}
    return _about_what_is_there(_map_of(before, after, {**scalars, **sections}), before, after)


def _taken_over(before: DataMap, after: DataMap, section: str, taken: Iterable[Difference]) -> dict[str, Any]:
    """The entries of a section by their ids, with some differences taken over, in the order of the ids."""
    made, other = dict(entries(before, section)), entries(after, section)
    for difference in (d for d in taken if d.key[0] == section):
        id_, *field = ("app", *difference.key[1:]) if section == "app" else difference.key[1:]
        if field:
            made[id_] = changed_entry(made[id_], {tuple(field): difference.after})
        elif difference.after is None:
            del made[id_]
        else:
            made[id_] = other[id_]
    return dict(sorted(made.items()))


def _take_along(sections: dict[str, dict[str, Any]], before: DataMap, after: DataMap) -> None:
    """Add what the entries name and only one of the maps has, until nothing is missing."""
    both = {section: {**entries(after, section), **entries(before, section)} for section in NAMED}
    numbers = [claim for number in sections["estimates"].values() for claim in number.statements]
    against = [other for number in numbers for other in number.against]
    agreed = [number.agreed for number in numbers if number.agreed]
    sources = [claim.source for claim in (*numbers, *against, *agreed, *sections["options"].values())]
    waiting = words([*(sections[section] for section in SECTIONS_NAMING), *sources])
    while waiting:
        ids = {id_ for section in THINGS for id_ in sections[section]}
        missing = {s: both[s].keys() & waiting - (ids if s in THINGS else sections[s].keys()) for s in NAMED}
        added = {section: {id_: both[section][id_] for id_ in missing[section]} for section in NAMED}
        for section, new in added.items():
            sections[section] = dict(sorted((sections[section] | new).items()))
        waiting = words([list(new.values()) for new in added.values()])


def _map_of(before: DataMap, after: DataMap, fields: Mapping[str, Any]) -> DataMap:
    """A map of its sections by id; the places are those of neither."""
    lists = {section: tuple(fields[section].values()) for section in LISTS}
    set_outside = {**before.settings, **after.settings}
    settings = {a: e for a, e in set_outside.items() if fields["estimates"].get(a) == e}
    beside = {"settings": settings, "assumed": before.assumed | after.assumed, "places": {}}
    bare = {"combinations": (), "readings": dict[str, Any](), "questions": (), "question": None}
    return before.model_copy(update={**fields, **lists, "app": fields["app"]["app"], **beside, **bare})


def _about_what_is_there(made: DataMap, before: DataMap, after: DataMap) -> DataMap:
    """A map without numbers and options about what it does not have."""
    ids = [{id_ for section in NAMED_BY_OPTIONS for id_ in entries(m, section)} for m in (before, after, made)]
    missing = (ids[0] | ids[1]) - ids[2]
    options = {id_: option for id_, option in made.options.items() if not words(option) & missing}
    with_options = made.model_copy(update={"options": options})
    names = replace(names_of(with_options), states=names_written(plain_map(with_options)).states)
    numbers = {a: e for a, e in made.estimates.items() if isinstance(stated_address(a, names), Address)}
    return with_options.model_copy(update={"estimates": numbers})


def joined(
    differing: Collection[DifferenceGroup], is_map: Callable[[frozenset[DifferenceGroup]], bool]
) -> tuple[JoinedGroups, ...]:
    """The groups that differ, those in one that only make sense together.

    While some hybrid is no map, the two that stand on different sides in most such hybrids are joined.
    """
    parts: list[JoinedGroups] = [(group,) for group in GROUPS if group in differing]
    while len(parts) > 1 and (wrong := [chosen for chosen in unions(parts) if not is_map(chosen)]):
        pairs = list(combinations(parts, 2))
        one, other = max(pairs, key=lambda pair: sum((pair[0][0] in w) != (pair[1][0] in w) for w in wrong))
        parts[parts.index(one)] = tuple(group for group in GROUPS if group in (*one, *other))
        parts.remove(other)
    return tuple(parts)


def unions(parts: Sequence[JoinedGroups]) -> list[frozenset[DifferenceGroup]]:
    """Every set of some of the parts, the empty one first."""
    return [
        frozenset(group for joint in chosen for group in joint)
        for size in range(len(parts) + 1)
        for chosen in combinations(parts, size)
    ]


def is_possible(data_map: DataMap, options: Collection[str] = ()) -> bool:
    """True where a hybrid is a map with some options: what it names is there once, and nothing contradicts itself."""
    ids = [id_ for section in THINGS for id_ in entries(data_map, section)]
    gifts = [gift.system for agreement in data_map.agreements for gift in agreement.gives]
    reached = {*gifts, *(access.to for access in data_map.access)} <= set(names_of(data_map).stores)
    named = len(ids) == len(set(ids)) and reached and data_map.options.keys() >= set(options)
    return named and not contradictions(data_map, frozenset())
