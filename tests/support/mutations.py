"""Mutations of maps that know their structure: small maps, changed in one to four places, always alike for a seed.

`tests.support.mutation_search` takes as many as you like through `check` and everything after it.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from data_maps.places import parsed, yaml_text
from data_maps.reading import case_path
from data_maps.schema import schema

BASES = (
    *(case_path(name) for name in ("wechat-five-lines", "harbour")),
    *(Path(__file__).parent / "mutation_bases" / f"{name}.yaml" for name in ("people", "systems")),
)
EXTREMES = (
    *(0, 1, -1, 1e-300, 1e15, 1e308, 0.5, "0%", "100%", "1e-9", "8bn", "[]", "unknown", "until deleted", None, True),
    *([0.1, 0.9], [1, "1bn"], {"best": 0.5, "why": "x"}, {"beta": [1e-3, 1e3]}, {"counted": 0, "in": 1}),
    *("2/year", "1e6/year", "5 days", "100 years", "2020-09-25", "2100-12-31", "XA", "US", "EU", "users", "rest"),
    *("2020-02-30", "1949-12-31", "2099-01-01", "0 days", "-5 days", "5 fortnights", " ", "1.000", "1,5", "5e5%"),
)
FACTORS = (-1, 10, 0.1, 1_000, 0.001)
LOOKALIKES = {"a": "\u0430", "e": "\u0435", "o": "\u043e", "i": "\u0456", "p": "\u0440", "1": "\uff11", "-": "\u2013"}
UNSEEN = ("\u200b", "\u00ad", "\u202e", "\u00a0", "\u0301")
CHANGES, MOST_SHOWN = (1, 1, 1, 1, 2, 3, 4), 60
Path_ = tuple[Any, ...]


@dataclass(frozen=True)
class Change:
    """One change of a map: how, the path without names of the map's own, and what stood and stands there."""

    how: str
    where: str
    before: Any
    after: Any

    @property
    def kind(self) -> str:
        """The same for changes that differ in no more than names and how large a number is."""
        return f"{self.how} {self.where} {_sort(self.after)}"

    def __str__(self) -> str:
        return f"{self.how} {self.where}: {_short(self.before)} → {_short(self.after)}"


def mutated(seed: int) -> str:
    """The text of a small map after a few changes that keep its shape."""
    return yaml_text(changed(seed)[0])


def changed(seed: int) -> tuple[Any, tuple[Change, ...]]:
    """The values of a mutated map, and the changes that made it."""
    chance = random.Random(seed)
    whole = copy.deepcopy(_base(chance.randrange(len(BASES))))
    return whole, tuple(_one_change(whole, chance) for _ in range(chance.choice(CHANGES)))


@cache
def _base(number: int) -> Any:
    return parsed(BASES[number].read_text(encoding="utf-8"), "m").value


def _one_change(whole: Any, chance: random.Random) -> Change:
    """The change that was made to a map; ways that change nothing where they are tried are followed by others."""
    while True:
        paths = list(_paths(whole))
        path, way = chance.choice(paths), chance.choice(WAYS)
        before = copy.deepcopy(_part(whole, path))
        after = copy.deepcopy(way(whole, path, paths, chance))
        if way is _away or repr(after) != repr(before):
            return Change(way.__name__[1:], ".".join(map(_general, path)), before, after)


def _paths(value: Any, before: Path_ = ()) -> Iterator[Path_]:
    """The path of every part of a map, but of the map itself."""
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        yield (*before, key)
        yield from _paths(part, (*before, key))


def _part(value: Any, path: Path_) -> Any:
    for key in path:
        value = value[key]
    return value


def _general(key: Any) -> str:
    """A key of the format as it is, and of an address its family; a star for a name, a sharp for a place in a list."""
    if isinstance(key, int):
        return "#"
    family, dot, _ = str(key).partition(".")
    return f"{family}.*" if dot else key if key in _format_keys() else "*"


@cache
def _format_keys() -> frozenset[str]:
    """Every key that the format itself has."""
    return frozenset(key for part in _parts_of(schema()) for key in part.get("properties", ()))


def _parts_of(value: Any) -> Iterator[dict[str, Any]]:
    """Every mapping inside a value, itself first."""
    if isinstance(value, dict):
        yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _parts_of(part)


def _sort(value: Any) -> str:
    """What sort of value something is: extremes each for itself, numbers by size, the rest by type."""
    if value in EXTREMES and not isinstance(value, (dict, list)):
        return _short(value)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return "negative" if value < 0 else "share" if value < 1 else "number" if value < 1e6 else "large"
    if isinstance(value, (dict, list)):
        return f"{type(value).__name__} of {'/'.join(sorted({type(part).__name__ for part in _values(value)}))}"
    return "text" if str(value).isascii() else "text beyond ASCII"


def _values(value: Any) -> list[Any]:
    return list(value.values()) if isinstance(value, dict) else value


def _short(value: Any) -> str:
    text = ascii(value) if not str(value).isascii() else repr(value)
    return text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}…"


def _put(whole: Any, path: Path_, value: Any) -> Any:
    """The value that now stands at a path."""
    _part(whole, path[:-1])[path[-1]] = value
    return value


def _extreme(whole: Any, path: Path_, _paths: list[Path_], chance: random.Random) -> Any:
    """Something at the end of what may be written, in place of a part."""
    return _put(whole, path, copy.deepcopy(chance.choice(EXTREMES)))


def _moved(whole: Any, path: Path_, paths: list[Path_], chance: random.Random) -> Any:
    """A part of the same section, or of any, in place of another."""
    alike = [other for other in paths if other[0] == path[0] and len(other) == len(path)] or paths
    return _put(whole, path, copy.deepcopy(_part(whole, chance.choice(alike))))


def _twice(whole: Any, path: Path_, _paths: list[Path_], chance: random.Random) -> Any:
    """An entry once more, under another name where it has one."""
    holder = _part(whole, path[:-1])
    if isinstance(holder, list):
        holder.insert(chance.randint(0, len(holder)), copy.deepcopy(holder[path[-1]]))
    else:
        holder[f"{path[-1]}-{chance.randint(2, 9)}"] = copy.deepcopy(holder[path[-1]])
    return _part(whole, path[:-1])


def _away(whole: Any, path: Path_, _paths: list[Path_], _chance: random.Random) -> Any:
    del _part(whole, path[:-1])[path[-1]]
    return None


def _reversed(whole: Any, path: Path_, _paths: list[Path_], _chance: random.Random) -> Any:
    """A list from its end, the values of a mapping under each other's keys, or a text backwards."""
    value = _part(whole, path)
    if isinstance(value, dict):
        return _put(whole, path, dict(zip(value, reversed(value.values()), strict=True)))
    return _put(whole, path, value[::-1] if isinstance(value, (list, str)) else value)


def _scaled(whole: Any, path: Path_, _paths: list[Path_], chance: random.Random) -> Any:
    """A number several times as large, or the first number in a text."""
    value, factor = _part(whole, path), chance.choice(FACTORS)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _put(whole, path, value * factor)
    digits = len(value) - len(value.lstrip("0123456789")) if isinstance(value, str) else 0
    if digits:
        return _put(whole, path, f"{int(value[:digits]) * factor:.12g}{value[digits:]}")
    return value


def _misspelt(whole: Any, path: Path_, paths: list[Path_], chance: random.Random) -> Any:
    """A key or a text with a character left out, doubled or exchanged with the next."""
    return _respelt(whole, path, chance, _slip)


def _confused(whole: Any, path: Path_, paths: list[Path_], chance: random.Random) -> Any:
    """A key or a text with a character that looks like another, or one that is not seen."""
    return _respelt(whole, path, chance, _disguise)


def _respelt(whole: Any, path: Path_, chance: random.Random, way: Callable[[str, random.Random], str]) -> Any:
    """A text that was spelt in another way, or its key; keys keep their order."""
    value = _part(whole, path)
    if isinstance(value, str) and (chance.random() < 0.5 or isinstance(path[-1], int)):
        return _put(whole, path, way(value, chance))
    holder, key = _part(whole, path[:-1]), path[-1] if isinstance(path[-1], int) else way(path[-1], chance)
    if key == path[-1]:
        return value
    renamed = {key if name == path[-1] else name: part for name, part in holder.items()}
    holder.clear()
    holder.update(renamed)
    return f"key {key}"


def _slip(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text)) if text else 0
    return chance.choice((text[:at] + text[at + 1 :], text[:at] + text[at : at + 1] + text[at:], _turned(text, at)))


def _turned(text: str, at: int) -> str:
    return text[:at] + text[at : at + 2][::-1] + text[at + 2 :]


def _disguise(text: str, chance: random.Random) -> str:
    alike = [at for at, letter in enumerate(text) if letter in LOOKALIKES]
    if alike and chance.random() < 0.5:
        at = chance.choice(alike)
        return text[:at] + LOOKALIKES[text[at]] + text[at + 1 :]
    at = chance.randint(0, len(text))
    return text[:at] + chance.choice(UNSEEN) + text[at:]


WAYS = (_extreme, _extreme, _moved, _twice, _away, _reversed, _scaled, _misspelt, _confused)
