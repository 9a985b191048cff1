"""Which maps lie between two others: some of their differences taken over, the rest as it was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from assessments.results.comparison.differences import LISTS, SCALARS, SECTIONS, changed_entry, entries, words

if TYPE_CHECKING:
    from assessments.results.comparison.differences import Difference
    from data_maps.model import DataMap

CARRIED = ("parties", "data", "sources")
"""Sections whose entries stand in a map for others: one that only one map has is there while something names it."""
NAMES = ("app", "users", "systems", "ownership", "flows", "access", "agreements", "estimates")
"""The sections in which a name keeps a party or data in a map."""

Taken = frozenset[int]


class Between:
    """The maps between two: each made from the differences that are taken over, its sections kept and shared."""

    def __init__(self, one: DataMap, other: DataMap, found: Sequence[Difference]) -> None:
        self.one = one
        self.other = other
        self.differences = found
        self._sides = {s: (entries(one, s), entries(other, s)) for s in SECTIONS}
        self._by_section = {
            s: frozenset(i for i, d in enumerate(found) if d.key[0] == s) for s in (*SCALARS, *SECTIONS)
        }
        self.carried = {s: self._all_carried(s) for s in CARRIED}
        self._known: dict[tuple[str, Taken], dict[str, Any]] = {}
        self._words: dict[tuple[str, Taken], frozenset[str]] = {}

    def map(self, taken: Taken) -> DataMap:
        """The map with some differences taken over, the places of neither."""
        made: dict[str, Any] = {name: self._scalar(name, taken) for name in SCALARS}
        made |= {s: self._section(s, taken) for s in SECTIONS if s not in CARRIED}
        named = self._named(taken)
        made |= {s: self._carried(s, taken, named) for s in CARRIED}
        made["app"] = made["app"]["app"]
        made |= {s: tuple(made[s].values()) for s in LISTS if s != "combinations"}
        made["combinations"] = tuple(made["combinations"].values())
        made["settings"] = self._settings(made["estimates"])
        return self.one.model_copy(update={**made, "places": {}, "assumed": self.one.assumed | self.other.assumed})

    def _scalar(self, name: str, taken: Taken) -> Any:
        return getattr(self.other if self._by_section[name] & taken else self.one, name)

    def _section(self, section: str, taken: Taken) -> dict[str, Any]:
        """The entries of a section, in the order of their ids, so that both ways from map to map give the same."""
        about = (section, self._by_section[section] & taken)
        if about not in self._known:
            self._known[about] = dict(sorted(self._entries(section, about[1]).items()))
        return self._known[about]

    def _entries(self, section: str, taken: Taken) -> dict[str, Any]:
        one, other = self._sides[section]
        made = {id_: one[id_] for id_ in one}
        parts: dict[str, dict[tuple[str, ...], Any]] = {}
        for difference in (self.differences[i] for i in sorted(taken)):
            id_, field = ("app", difference.key[1:]) if section == "app" else (difference.key[1], difference.key[2:])
            if field:
                parts.setdefault(id_, {})[field] = difference.after
            elif difference.after is None:
                del made[id_]
            else:
                made[id_] = other[id_]
        return made | {id_: changed_entry(made[id_], changes) for id_, changes in parts.items()}

    def _named(self, taken: Taken) -> frozenset[str]:
        """Every word in what the map says outside the sections that are carried along."""
        found = [self._words_of(s, taken) for s in NAMES]
        return frozenset().union(*found)

    def _words_of(self, section: str, taken: Taken) -> frozenset[str]:
        about = (section, self._by_section[section] & taken)
        if about not in self._words:
            self._words[about] = words(self._section(section, taken))
        return self._words[about]

    def _carried(self, section: str, taken: Taken, named: frozenset[str]) -> dict[str, Any]:
        one, other = self._sides[section]
        made = dict(self._section(section, taken))
        for id_ in self.carried[section]:
            if id_ in named or section == "sources":
                made[id_] = (one if id_ in one else other)[id_]
            else:
                made.pop(id_, None)
        return dict(sorted(made.items()))

    def _all_carried(self, section: str) -> tuple[str, ...]:
        """The ids that only one of the maps has in a section and that something there names."""
        one, other = self._sides[section]
        return tuple(id_ for id_ in sorted(one.keys() ^ other.keys()) if self._is_carried(section, id_, id_ in one))

    def _is_carried(self, section: str, id_: str, in_one: bool) -> bool:
        if section == "sources":
            return True
        mine, theirs = (0, 1) if in_one else (1, 0)
        elsewhere = any(id_ in self._sides[s][theirs] for s in ("users", *CARRIED, "systems") if s != section)
        return not elsewhere and any(id_ in words(self._sides[s][mine]) for s in NAMES)

    def _settings(self, chosen: Mapping[str, Any]) -> dict[str, Any]:
        """The numbers set from outside among those that stand in the map."""
        set_outside = {**self.one.settings, **self.other.settings}
        return {a: e for a, e in set_outside.items() if chosen.get(a) is e or chosen.get(a) == e}
