"""Which differences between two maps only make sense together, so that every map between them holds together too."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from assessments.results.comparison.between import CARRIED, NAMES
from assessments.results.comparison.differences import OF_OPTIONS, entries, words
from data_maps.contradictions import data_at
from data_maps.countries import members

if TYPE_CHECKING:
    from assessments.results.comparison.differences import Difference, Key
    from data_maps.model import DataMap, Flow

WHOLE = 1.0 + 1e-9
Need = tuple["Key", str, str]


def together(
    one: DataMap,
    other: DataMap,
    found: Sequence[Difference],
    carried: Mapping[str, Sequence[str]],
    *,
    options: bool = False,
) -> tuple[tuple[int, ...], ...]:
    """The differences by their places, those that need each other in one group; what is carried along is in none.

    Where `options` are in force, what they name needs them too, and they need to be in the map.
    """
    joined = _Joined(one, other, found, carried, (*NAMES, *OF_OPTIONS) if options else NAMES)
    if options:
        joined.join(i for i in joined.free if found[i].key[0] in OF_OPTIONS or found[i].key == ("settings", "options"))
    for bound in (
        joined.naming,
        joined.without_a_flow,
        joined.without_a_line,
        joined.not_brought,
        joined.parted_shares,
        joined.over_the_whole,
        joined.out_of_view,
    ):
        for group in bound():
            joined.join(group)
    return joined.groups()


class _Joined:
    """Groups of differences that grow as reasons to keep them together are found."""

    def __init__(
        self,
        one: DataMap,
        other: DataMap,
        found: Sequence[Difference],
        carried: Mapping[str, Sequence[str]],
        names: Sequence[str],
    ) -> None:
        self.maps = (one, other)
        self.names = names
        self.found = found
        along = {(section, id_) for section, ids in carried.items() for id_ in ids}
        self.free = [i for i, d in enumerate(found) if d.key[:2] not in along]
        self.at = {found[i].key: i for i in self.free}
        self.head = {i: i for i in self.free}

    def _first(self, i: int) -> int:
        while self.head[i] != i:
            i = self.head[i]
        return i

    def join(self, group: Iterable[int]) -> None:
        """Keep some differences together from now on."""
        first, *others = sorted({self._first(i) for i in group}) or [-1]
        self.head |= dict.fromkeys(others, first)

    def groups(self) -> tuple[tuple[int, ...], ...]:
        """The groups, each and all in the order of the differences."""
        by_first: dict[int, list[int]] = {}
        for i in self.free:
            by_first.setdefault(self._first(i), []).append(i)
        return tuple(tuple(group) for group in by_first.values())

    def naming(self) -> Iterator[list[int]]:
        """What names something new or gone, and that itself."""
        for name in self._moving():
            about = [i for i in self.free if self.found[i].key[1:2] == (name,) and self.found[i].whole]
            about += [i for i in self.free if self.found[i].key[0] in self.names and self._names(self.found[i], name)]
            yield about

    def _moving(self) -> tuple[str, ...]:
        """Ids, and pairs of owner and owned, that are in one map alone or are something else in the other."""
        one, other = ({name: kind for kind, name in _ids(m)} for m in self.maps)
        differ = [name for name in (*one, *other) if one.get(name) != other.get(name)]
        free = {self.found[i].key for i in self.free}
        return tuple(
            name
            for name in dict.fromkeys(differ)
            if not any((s, name) not in free and name in entries(m, s) for m in self.maps for s in CARRIED)
        )

    def _names(self, difference: Difference, name: str) -> bool:
        said = (words((difference.key[1:], side)) for side in (difference.before, difference.after))
        return any(name == word or f".{name}." in f".{word}." for found in said for word in found)

    def _flows(self, chosen: Iterable[str]) -> list[int]:
        """The differences of some flows that decide what goes where."""
        keys = [key for f in chosen for key in (("flows", f), ("flows", f, "ends"), ("flows", f, "data"))]
        return [self.at[key] for key in keys if key in self.at]

    def without_a_flow(self) -> Iterator[list[int]]:
        """The flows that start from a group or end at a party, and what needs one of them, if none stays."""
        for group in sorted({g for m in self.maps for g in m.users}):
            one, other = ({f.id for f in m.flows if f.source_id == group} for m in self.maps)
            yield [] if one & other else self._flows(sorted(one | other))
        for party in sorted({p for m in self.maps for p in m.parties}):
            one, other = ({f.id for f in m.flows if f.target == party} for m in self.maps)
            if one | other and not one & other:
                yield [*self._flows(sorted(one | other)), *self._of_holder(party)]

    def _of_holder(self, party: str) -> list[int]:
        """What may be about a party as one that holds data."""
        about = ("access", "agreements", "estimates")
        return [i for i in self.free if self.found[i].key[0] in about and self._names(self.found[i], party)]

    def without_a_line(self) -> Iterator[list[int]]:
        """The lines of ownership between two parties and the numbers on them, if no line stays."""
        for pair in sorted({(line.owner, line.of) for m in self.maps for line in m.ownership}):
            one, other = ({k for k, x in entries(m, "ownership").items() if (x.owner, x.of) == pair} for m in self.maps)
            stated = ("estimates", f"control.{pair[0]}.{pair[1]}")
            keys = [*(("ownership", key) for key in sorted(one | other)), stated]
            yield [] if one & other else [self.at[key] for key in keys if key in self.at]

    def not_brought(self) -> Iterator[list[int]]:
        """What is kept or moved on where flows that stay do not bring it, and the flows that do."""
        stays = data_at(self.maps[0].model_copy(update={"flows": _staying(*self.maps)}))
        for m in self.maps:
            for key, at, data in _needs(m):
                if data not in stays.get(at, ()):
                    carriers = {f for side in self.maps for f in _upstream(side, at, data)}
                    own = [self.at[k] for k in (key, key[:2]) if k in self.at]
                    yield [*own, *self._flows(sorted(carriers))]

    def parted_shares(self) -> Iterator[list[int]]:
        """The share of one data type in a flow, and what the flow carries."""
        for flow in {f.id for m in self.maps for f in m.flows}:
            key = ("flows", flow, "data")
            stated = [i for i in self.free if self.found[i].key[1:2] and f"share.{flow}." in f"{self.found[i].key[1]}."]
            if key in self.at:
                yield [self.at[key], *(i for i in stated if self.found[i].key[0] == "estimates")]

    def over_the_whole(self) -> Iterator[list[int]]:
        """Shares of one party that could add up to more than all of it on the way."""
        lines: dict[tuple[str, str], dict[str, float]] = {}
        for m in self.maps:
            for id_, line in entries(m, "ownership").items():
                held = line.share.best if line.share and line.share.best is not None else 0.0
                about = lines.setdefault((line.of, line.via), {})
                about[id_] = max(held, about.get(id_, 0.0))
        for about in lines.values():
            if math.fsum(about.values()) > WHOLE:
                keys = [key for id_ in about for key in (("ownership", id_), ("ownership", id_, "share"))]
                yield [self.at[key] for key in keys if key in self.at]

    def out_of_view(self) -> Iterator[list[int]]:
        """Who is looked at, from where and when, if on the way nobody could be."""
        places = [{g.place for id_, g in m.users.items() if _same_place(self.maps, id_)} for m in self.maps]
        days = {m.as_of for m in self.maps}
        views = {m.viewpoint for m in self.maps}
        if not all(({view} | members(view, day)) & places[0] for view in views for day in days):
            sections = ("viewpoint", "as_of", "users")
            yield [i for i in self.free if self.found[i].key[0] in sections and _of_place(self.found[i])]


def _of_place(found: Difference) -> bool:
    return found.key[0] != "users" or found.whole or found.key[-1] == "place"


def _same_place(maps: tuple[DataMap, DataMap], group: str) -> bool:
    places = {m.users[group].place if group in m.users else None for m in maps}
    return len(places) == 1 and None not in places


def _ids(data_map: DataMap) -> Iterator[tuple[str, str]]:
    """The ids of a map with the section each is in, and the pairs of owner and owned."""
    for section in ("users", "data", "parties", "systems", "flows", "agreements"):
        yield from ((section, id_) for id_ in entries(data_map, section))
    yield from (("owned", f"{line.owner}.{line.of}") for line in data_map.ownership)


def _staying(one: DataMap, other: DataMap) -> tuple[Flow, ...]:
    """The flows that both maps have with the same ends, with the data that they have in both."""
    there = {f.id: f for f in other.flows}
    same = [f for f in one.flows if f.id in there and _ends(f) == _ends(there[f.id])]
    return tuple(f.model_copy(update={"data": tuple(d for d in f.data if d in there[f.id].data)}) for f in same)


def _ends(flow: Flow) -> tuple[str, str]:
    return flow.source_id, flow.target


def _needs(data_map: DataMap) -> Iterator[Need]:
    """What holds only where data are brought: the key of what says so, where, and which data."""
    for s, system in data_map.systems.items():
        yield from ((("systems", s, field, d), s, d) for field in ("keys", "keeps") for d in getattr(system, field))
    for f in data_map.flows:
        yield from ((("flows", f.id, "data"), f.source_id, d) for d in f.data if f.source_id not in data_map.users)
    for id_, access in entries(data_map, "access").items():
        yield from ((("access", id_, "data"), access.to, d) for d in access.data or ())
    for agreement in data_map.agreements:
        key = ("agreements", agreement.id, "gives")
        yield from ((key, gift.system, d) for gift in agreement.gives for d in gift.data or ())


def _upstream(data_map: DataMap, at: str, data: str) -> set[str]:
    """The flows by which a kind of data comes to a place, from wherever it starts."""
    into: dict[str, list[Any]] = {}
    for flow in data_map.flows:
        if data in flow.data:
            into.setdefault(flow.target, []).append(flow)
    found, waiting = set[str](), [at]
    while waiting:
        fresh = [f for f in into.get(waiting.pop(), ()) if f.id not in found]
        found |= {f.id for f in fresh}
        waiting += [f.source_id for f in fresh]
    return found
