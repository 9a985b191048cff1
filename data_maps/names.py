"""Names: the ids that a map defines, to which its references may point."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from data_maps.caching import cached_property
from data_maps.control import best_control, tops
from data_maps.problems import KnownNames
from data_maps.quantities import Estimate, NotANumber, NumberKind, estimate

RESERVED = ("operator", "users", "none", "unknown", "transit", "soil", "total")
ID_PATTERN = re.compile(r"[a-z][a-z0-9-]*")
BETWEEN = "~"
"""What stands between a group and the flows that a part of it takes, in the id of the part: no written id has it."""
_STATES = {"users": ("in", "terms"), "systems": ("in",), "parties": ("organised_in", "run_from")}
"""The keys under which a section names states."""


@dataclass(frozen=True)
class Names:
    """The ids of a map by what they name, in the order of the text; each source with the one that it goes back to.

    `tops` leads from each party and system to its organisation; `changing` are parties that an option or a reading may
    make the top of one. `states` are those that the text is about; none where nobody looked. `owned` and `standing` are
    the pairs that a line of the map joins, and `parts` the groups that are counted as parts of a total.
    """

    groups: tuple[str, ...] = ()
    data: tuple[str, ...] = ()
    systems: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    receivers: frozenset[str] = frozenset()
    sources: Mapping[str, str] = field(default_factory=dict)
    functions: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    agreements: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()
    flows: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    owned: frozenset[tuple[str, str]] = frozenset()
    standing: frozenset[tuple[str, str]] = frozenset()
    parts: tuple[str, ...] = ()
    tops: Mapping[str, str] = field(default_factory=dict)
    changing: tuple[str, ...] = ()
    states: tuple[str, ...] = ()

    def known_names(self, *kinds: str, words: tuple[str, ...] = ()) -> KnownNames:
        """The names of some kinds, after words that may stand in their place."""
        if (kinds, words) not in self._known_names:
            self._known_names[kinds, words] = KnownNames(
                (*words, *(name for kind in kinds for name in getattr(self, kind)))
            )
        return self._known_names[kinds, words]

    @cached_property
    def _known_names(self) -> dict[tuple[tuple[str, ...], tuple[str, ...]], KnownNames]:
        return {}

    @cached_property
    def stores(self) -> tuple[str, ...]:
        """Places that hold data: systems, and parties that a flow is sent to."""
        return (*self.systems, *(party for party in self.parties if party in self.receivers))

    @cached_property
    def organisations(self) -> tuple[str, ...]:
        """The ids of the organisations that the map has, or has with an option in force or under a reading."""
        return tuple(dict.fromkeys((*self.tops.values(), *(id_ for id_ in self.changing if id_ in self.parties))))


def names_written(value: Mapping[str, Any]) -> Names:
    """The names in the plain values of a full map, whatever else is wrong with them."""
    flows = [flow for flow in _items(value, "flows") if isinstance(flow.get("id"), str)]
    parties = value.get("parties")
    kinds = {id_: party.get("kind", "company") for id_, party in _pairs(parties) if isinstance(party, dict)}
    leading = frozenset(id_ for id_, kind in kinds.items() if kind == "company")
    estimates = value.get("estimates")
    lines: dict[tuple[str, str], float] = {}
    for line in _items(value, "ownership"):
        for owner, owned in _ends(line, "owner", "of"):
            control = best_control(str(line.get("via")), _best(line.get("share"), "proportion"))
            stated = _best(line.get("control"), "share")
            lines[owner, owned] = max(control if stated is None else stated, lines.get((owner, owned), 0.0))
    stated_at = {(owner, owned): _entry(estimates, f"control.{owner}.{owned}") for owner, owned in lines}
    stated_best = {pair: _best(written, "share") for pair, written in stated_at.items()}
    top = tops(
        _keys(value, "parties"), leading, lines | {pair: best for pair, best in stated_best.items() if best is not None}
    )
    operators = {
        id_: system.get("operator") for id_, system in _pairs(value.get("systems")) if isinstance(system, dict)
    }
    return Names(
        groups=_keys(value, "users"),
        data=_keys(value, "data"),
        systems=_keys(value, "systems"),
        parties=_keys(value, "parties"),
        receivers=frozenset(flow["to"] for flow in flows if isinstance(flow.get("to"), str)),
        sources=first_sources(dict(_origins(value))),
        functions=_keys(value, "functions"),
        channels=_keys(value, "distribution"),
        options=_keys(value, "options"),
        readings=_keys(value, "readings"),
        agreements=tuple(line["id"] for line in _items(value, "agreements") if isinstance(line.get("id"), str)),
        flows={flow["id"]: _texts(flow.get("data")) for flow in flows},
        owned=frozenset(_owned(value)),
        standing=frozenset(_standing(value)),
        parts=_parts(value),
        tops=top
        | {id_: top.get(operator, id_) if isinstance(operator, str) else id_ for id_, operator in operators.items()},
        changing=tuple(_changing(value)),
        states=tuple(dict.fromkeys(_states(value))),
    )


def _states(value: Mapping[str, Any]) -> Iterator[str]:
    """The states that anything on the map is in, of or open to, or may move to, and those whose interest is stated."""
    for section, keys in _STATES.items():
        for _, entry in _pairs(value.get(section)):
            yield from (code for key in keys if isinstance(entry, dict) and isinstance(code := entry.get(key), str))
    yield from (line["state"] for line in _items(value, "standing") if isinstance(line.get("state"), str))
    yield from (code for step in _steps(value) if isinstance(code := _entry(step.get("move_system"), "to"), str))
    named = (_keys(value, "estimates"), *(_keys(side, "set") for side in _mappings(value, "readings")))
    yield from (text.partition(".")[2] for texts in named for text in texts if str(text).startswith("interest."))
    yield str(value.get("viewpoint"))


def first_sources(origins: Mapping[str, str | None]) -> Mapping[str, str]:
    """Each source with the first one of those it has what it says from; in a circle, one of the circle."""
    first: dict[str, str] = {}
    for source in origins:
        path: dict[str, None] = {}
        current = source
        while current not in first and current not in path:
            path[current] = None
            current = origins[current] or current
            current = current if current in origins else next(reversed(path))
        first |= dict.fromkeys(path, first.get(current, current))
    return first


def _origins(value: Mapping[str, Any]) -> Iterator[tuple[str, str | None]]:
    sources = value.get("sources")
    for id_, source in sources.items() if isinstance(sources, dict) else ():
        origin = source.get("origin") if isinstance(source, dict) else None
        yield id_, origin if isinstance(origin, str) else None


def _keys(value: Mapping[str, Any], section: str) -> tuple[str, ...]:
    entries = value.get(section)
    return tuple(entries) if isinstance(entries, dict) else ()


def _items(value: Mapping[str, Any], section: str) -> Iterator[dict[str, Any]]:
    entries = value.get(section)
    return (item for item in entries if isinstance(item, dict)) if isinstance(entries, list) else iter(())


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(item for item in (value if isinstance(value, list) else [value]) if isinstance(item, str))


def _owned(value: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The owner and the owned of each line of ownership, those that a divestiture keeps or brings included."""
    for owned in _items(value, "ownership"):
        yield from _ends(owned, "owner", "of")
    for divest in _divestitures(value):
        yield from _ends(divest, "to", "party")
        keeps = divest.get("keeps")
        for line in keeps if isinstance(keeps, list) else [keeps]:
            yield from _ends(line, "owner", "of")


def _divestitures(value: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for step in _steps(value):
        if isinstance(divest := step.get("divest"), dict):
            yield divest


def _steps(value: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for option in _mappings(value, "options"):
        yield from _items(option, "do")


def _mappings(value: Mapping[str, Any], section: str) -> Iterator[dict[str, Any]]:
    entries = value.get(section)
    return (entry for entry in entries.values() if isinstance(entry, dict)) if isinstance(entries, dict) else iter(())


def _ends(line: Any, start: str, end: str) -> Iterator[tuple[str, str]]:
    if isinstance(line, dict) and isinstance(line.get(start), str) and isinstance(line.get(end), str):
        yield line[start], line[end]


def _standing(value: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for line in _items(value, "standing"):
        yield from _ends(line, "state", "at")


def _parts(value: Mapping[str, Any]) -> tuple[str, ...]:
    """The groups that are parts of a total: those it names, and those whose count expansion made from it."""
    people = value.get("people")
    named = _keys(people, "groups") if isinstance(people, dict) else ()
    counts = {id_: _entry(group, "count") for id_, group in _pairs(value.get("users"))}
    return tuple(dict.fromkeys((*named, *(id_ for id_, count in counts.items() if isinstance(count, Estimate)))))


def _pairs(entries: Any) -> Iterable[tuple[str, Any]]:
    return entries.items() if isinstance(entries, dict) else ()


def _entry(entries: Any, key: str) -> Any:
    return entries.get(key) if isinstance(entries, dict) else None


def _best(written: Any, kind: NumberKind) -> float | None:
    """The best value of a written number; None where there is none."""
    if isinstance(written, Estimate) or written is None:
        return written.best if written else None
    try:
        return estimate(written, kind).best
    except NotANumber:
        return None


def _changing(value: Mapping[str, Any]) -> Iterator[str]:
    """The parties that an option or a reading may make the top of an organisation, or take it from."""
    for divest in _divestitures(value):
        yield from (end for key in ("party", "to") if isinstance(end := divest.get(key), str))
    settings = [step.get("set") for step in _steps(value)] + [
        reading.get("set") for reading in _mappings(value, "readings")
    ]
    for setting in settings:
        yield from parties_controlled(_keys({"set": setting}, "set"))


def parties_controlled(addresses: Iterable[str]) -> Iterator[str]:
    """The owners and the owned in addresses of control.

    >>> list(parties_controlled(["control.parent.shop", "users.g.count"]))
    ['parent', 'shop']
    """
    for pieces in (text.split(".") for text in addresses if text.startswith("control.")):
        yield from pieces[1:3]


def group_of(part: str) -> str:
    """The group that a part is of, by the ids of both.

    >>> group_of("people~people.east"), group_of("people")
    ('people', 'people')
    """
    return part.partition(BETWEEN)[0]
