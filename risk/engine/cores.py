"""Cores of events: what has to be true of a person's data for them to be exposed, as equations of uncertain conditions.

Events that expose the same data by the same conditions share a core; they differ in how often they are tried and on
whom. A core has one root for each group and level: data of that group are exposed at that level or higher."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import lru_cache

from data_maps.addresses import family_of
from data_maps.model import DataMap
from data_maps.names import group_of
from risk.conditions import Exposed
from risk.engine.equations import Alternative, Equations, Graded
from risk.engine.root_writer import RootWriter
from risk.inputs import Input
from risk.severity import LEVELS, is_content, joined, level

FREED = ("clear", "reached")
JOINED_WITH_CONTACTS = ("location", "text", "image", "video", "audio")
MOST_KEPT = 5_000
"""Equations of larger maps are not kept for the next map."""

Items = tuple[tuple[str, int, str], ...]
Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Core:
    """The condition on a person's data for them to be exposed, apart from trial and draws for each person.

    Its names in the equations: `levels[group][n-1]` (exposed at level n or higher), `data[group][d]` (data d exposed),
    `graded[group]` (data, level, name): d exposed at that level or higher, `content[group]` (any content exposed), and
    `joined[group]`, for strategic groups only, contacts exposed together with where they were or what they said. What
    is alike has the same name. `exposed[group]` are the terms of each exposure, what is certain included.
    """

    name: str
    levels: Mapping[str, tuple[str, ...]]
    data: Mapping[str, Mapping[str, str]]
    graded: Mapping[str, Graded]
    pairs: Pairs
    content: Mapping[str, str]
    joined: Mapping[str, str]
    exposed: Mapping[str, Exposed] = field(repr=False)

    @property
    def measured_names(self) -> tuple[str, ...]:
        """The names whose probabilities the measures need: every level of every group, content, and joined contacts."""
        levels = (name for names in self.levels.values() for name in names)
        return (*levels, *self.content.values(), *self.joined.values())

    @property
    def single_data(self) -> tuple[str, ...]:
        """The names that shares and routes of single data types need."""
        graded = (name for group in self.graded.values() for _, _, name in group)
        return (*graded, *(name for group in self.data.values() for name in group.values()))


def cores(
    data_map: DataMap, base: Equations, exposed: Mapping[str, Mapping[str, Exposed]], constants: Mapping[str, bool]
) -> tuple[Equations, Mapping[str, Core]]:
    """The cores of some names, from what they can expose of each group, and the equations that they rest on.

    `base` are the equations that the terms rest on, `constants` the conditions known to be true or false. Those of maps
    that differ in numbers alone are the same, and written once.
    """
    ways = tuple(
        (name, tuple([(group, tuple(terms.items())) for group, terms in groups.items()]))
        for name, groups in exposed.items()
    )
    question = _Asked(_of_map(data_map), tuple(base.alternatives.items()), ways, tuple(constants.items()), data_map)
    return _cores_of(question) if len(base.alternatives) <= MOST_KEPT else _cores_of.__wrapped__(question)


@dataclass(frozen=True)
class _Asked:
    """The inputs of cores, in order: what is graded, the equations, what is exposed, and what is certain."""

    of_map: tuple[object, ...]
    alternatives: tuple[tuple[str, tuple[Alternative, ...]], ...]
    exposed: tuple[tuple[str, tuple[tuple[str, tuple[tuple[tuple[str, str], Alternative], ...]], ...]], ...]
    constants: tuple[tuple[str, bool], ...]
    data_map: DataMap = field(compare=False, repr=False)


def _of_map(data_map: DataMap) -> tuple[object, ...]:
    """The parts of a map on data, on who is at risk, and on how long data are kept."""
    groups = ((group, users.exposure) for group, users in data_map.users.items())
    systems = ((id_, tuple(system.keeps.items())) for id_, system in data_map.systems.items())
    data = ((id_, item.type, item.level) for id_, item in data_map.data.items())
    return (tuple(data), tuple(groups), tuple(systems))


@lru_cache(maxsize=16)
def _cores_of(asked: _Asked) -> tuple[Equations, Mapping[str, Core]]:
    exposed = {name: {group: dict(ways) for group, ways in groups} for name, groups in asked.exposed}
    terms = dict.fromkeys(term for _, groups in asked.exposed for _, ways in groups for _, way in ways for term in way)
    writer = _CoreWriter(asked.data_map, Equations(dict(asked.alternatives)), terms, dict(asked.constants))
    by_name = {name: writer.core(name, groups) for name, groups in exposed.items()}
    return Equations(writer.ways), by_name


def constants(inputs: Mapping[str, Input], closed: AbstractSet[str] = frozenset()) -> Mapping[str, bool]:
    """Conditions exactly 0 or 1, and closed ones; not what is read or reached at 0, which is 1 where inherent."""
    exact = ((a, number.best) for a, number in inputs.items() if number.exact and number.best in (0.0, 1.0))
    return {a: value == 1.0 for a, value in exact if value or family_of(a) not in FREED} | dict.fromkeys(closed, False)


class _CoreWriter(RootWriter):
    """Writes the roots of cores."""

    def __init__(self, data_map: DataMap, base: Equations, terms: Iterable[str], constants: Mapping[str, bool]) -> None:
        super().__init__(base, terms, constants)
        self.map = data_map
        self._grades: dict[tuple[str, str, str], int] = {}

    def core(self, name: str, exposed: Mapping[str, Exposed]) -> Core:
        """The core of what can be exposed of each group."""
        items_of = {group: self.items(name, group, terms) for group, terms in exposed.items()}
        pairs = joined(self.map, dict.fromkeys(data for terms in exposed.values() for data, _ in terms))
        by_data = {group: self.by_data(items) for group, items in items_of.items()}
        levels = {g: tuple(self.levels(items, by_data[g], pairs)) for g, items in items_of.items()}
        graded = {g: tuple(self.graded(items)) for g, items in items_of.items()}
        data = {g: {d: self.any(names) for d, names in by_data[g].items()} for g in items_of}
        content = {g: self.content(by_data[g]) for g in items_of}
        return Core(name, levels, data, graded, pairs, content, dict(self.joined_contacts(by_data)), exposed)

    def items(self, core: str, group: str, exposed: Exposed) -> Items:
        """(data, level, name) of everything that can be exposed of a person of the group."""
        return tuple(
            (data, self.grade(data, place, group), self.exposure(f"exposed/{core}/{group}/{data}/{place}", way))
            for (data, place), terms in exposed.items()
            if (way := self.way(terms)) is not None
        )

    def grade(self, data: str, place: str, group: str) -> int:
        """The level of a group's data at a place."""
        key = (data, place, group)
        if key not in self._grades:
            self._grades[key] = level(self.map, data, place, group)
        return self._grades[key]

    def by_data(self, items: Items) -> Mapping[str, Sequence[str]]:
        """The exposures of each type of data."""
        exposures: dict[str, list[str]] = {}
        for data, _, name in items:
            exposures.setdefault(data, []).append(name)
        return exposures

    def graded(self, items: Items) -> Iterator[tuple[str, int, str]]:
        """Each type of data at each of its levels, with the name of: exposed at that level or higher."""
        exposures: dict[str, list[tuple[int, str]]] = {}
        for data, own, name in items:
            exposures.setdefault(data, []).append((own, name))
        for data in sorted(exposures):
            for least in sorted({own for own, _ in exposures[data]}):
                yield data, least, self.any(name for own, name in exposures[data] if own >= least)

    def levels(self, items: Items, by_data: Mapping[str, Sequence[str]], pairs: Pairs) -> Iterator[str]:
        """The names of: exposed at each level or higher. A set that holds a pair is one level higher than its highest.

        A pair adds nothing to a level that one of its halves has by itself, and needs no more than itself where one has
        the level below.
        """
        halves = tuple(_halves(by_data, pairs))
        below: dict[str, None] = {}
        for n in LEVELS:
            members = dict.fromkeys(name for _, own, name in items if own >= n)
            raised = []
            for one, other in halves if n > 1 else ():
                if not any(half.keys() <= members.keys() for half in (one, other)):
                    alone = any(half.keys() <= below.keys() for half in (one, other))
                    raised.append((*(() if alone else (self.any(below),)), self.any(one), self.any(other)))
            yield self.raised(members, raised)
            below = members

    def raised(self, members: Iterable[str], ways: Sequence[Alternative]) -> str:
        """The name of what is true when any of some names is, or all terms of one of some ways."""
        return self.any((*members, *(self.exposure(f"pair/{len(self._ways)}", way) for way in ways)))

    def content(self, by_data: Mapping[str, Sequence[str]]) -> str:
        """The name of: any content exposed."""
        return self.any(name for data, names in by_data.items() if is_content(self.map, data) for name in names)

    def joined_contacts(self, by_data: Mapping[str, Mapping[str, Sequence[str]]]) -> Iterator[tuple[str, str]]:
        """For each strategic group the name of: contacts exposed with where they were or what they said."""
        for group, group_data in by_data.items():
            if "strategic" in self.map.users[group_of(group)].exposure:
                contacts = [
                    name for d, names in group_data.items() if self.map.data[d].type == "contacts" for name in names
                ]
                others = [
                    n for d, names in group_data.items() if self.map.data[d].type in JOINED_WITH_CONTACTS for n in names
                ]
                yield group, self.exposure(f"pair/{len(self._ways)}", (self.any(contacts), self.any(others)))


def _halves(
    by_data: Mapping[str, Sequence[str]], pairs: Pairs
) -> Iterator[tuple[Mapping[str, None], Mapping[str, None]]]:
    """The exposures of one half and of the other of each pair; pairs that share their first half are one."""
    others: dict[str, list[str]] = {}
    for one, other in pairs:
        if one in by_data and other in by_data:
            others.setdefault(one, []).extend(by_data[other])
    yield from ((dict.fromkeys(by_data[one]), dict.fromkeys(names)) for one, names in others.items())
