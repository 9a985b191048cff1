"""Which options cannot be in force together, because they make different things of one part of the map."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from data_maps.model import DataMap, Step
from risk.inputs import Changed, changeable
from risk.options.changes import BY_KEY
from risk.options.in_force import Force


@dataclass(frozen=True)
class Clash:
    """Two options, or one twice, and the part of the map of which they make different things."""

    one: str
    other: str
    about: str


def clashes(data_map: DataMap, options: Iterable[str]) -> tuple[Clash, ...]:
    """Every contradiction between two of these options, and between two steps of one."""
    chosen = list(options)
    steps = [(o, i, step) for o in chosen for i, step in enumerate(data_map.options[o].do)]
    parts = [(o, _parts(data_map, Force(o, i), step)) for o, i, step in steps]
    found = (
        Clash(one, other, about)
        for (one, ones), (other, others) in combinations(parts, 2)
        for about in ones
        if about in others and ones[about] != others[about]
    )
    return tuple(dict.fromkeys(found))


def _parts(data_map: DataMap, force: Force, step: Step) -> Mapping[str, object]:
    """The parts of the map that a step makes something of, and what it makes of them."""
    base = changeable(data_map)
    changed = BY_KEY[step.key].changed(base, step.change, force)
    after, before = dict(_named(changed)), dict(_named(base))
    return {about: value for about, value in after.items() if before.get(about) != value} | {
        address: number.estimate for address, number in changed.named.items() if address not in base.named
    }


def _named(data_map: Changed) -> Iterator[tuple[str, object]]:
    """The parts of a map that can have one value only."""
    for id_, system in data_map.systems.items():
        yield f"systems.{id_}.in", system.place
        yield f"systems.{id_}.operator", system.operator
        yield from ((f"systems.{id_}.keys.{data}", holder) for data, holder in system.keys.items())
    owned = {line.of: [other for other in data_map.ownership if other.of == line.of] for line in data_map.ownership}
    yield from ((f"ownership of {party}", lines) for party, lines in owned.items())
