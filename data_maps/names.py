"""Names: the ids that a map defines, to which its references may point."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from data_maps.caching import cached_property
from data_maps.problems import Known

RESERVED = ("operator", "users", "none", "unknown", "transit")
ID_PATTERN = re.compile(r"[a-z][a-z0-9-]*")


@dataclass(frozen=True)
class Names:
    """The ids of a map by what they name, in the order of the text; each source with the one that it goes back to."""

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
    flows: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    owned: frozenset[tuple[str, str]] = frozenset()

    def known(self, *kinds: str, words: tuple[str, ...] = ()) -> Known:
        """The names of some kinds, after words that may stand in their place."""
        if (kinds, words) not in self._known:
            self._known[kinds, words] = Known((*words, *(name for kind in kinds for name in getattr(self, kind))))
        return self._known[kinds, words]

    @cached_property
    def _known(self) -> dict[tuple[tuple[str, ...], tuple[str, ...]], Known]:
        return {}

    @cached_property
    def stores(self) -> tuple[str, ...]:
        """What holds data: systems, and parties that a flow is sent to."""
        return (*self.systems, *(party for party in self.parties if party in self.receivers))


def names_written(value: Mapping[str, Any]) -> Names:
    """The names in the plain values of a full map, whatever else is wrong with them."""
    flows = [flow for flow in _items(value, "flows") if isinstance(flow.get("id"), str)]
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
        agreements=tuple(line["id"] for line in _items(value, "agreements") if isinstance(line.get("id"), str)),
        flows={flow["id"]: _texts(flow.get("data")) for flow in flows},
        owned=frozenset(_owned(value)),
    )


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
    return tuple(part for part in (value if isinstance(value, list) else [value]) if isinstance(part, str))


def _owned(value: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Who owns a part of whom, lines that a divestiture keeps or brings included."""
    for owned in _items(value, "ownership"):
        yield from _ends(owned)
    options = value.get("options")
    for option in options.values() if isinstance(options, dict) else ():
        for step in _items(option, "do") if isinstance(option, dict) else ():
            divest = step.get("divest")
            if isinstance(divest, dict):
                yield from _ends({"owner": divest.get("to"), "of": divest.get("party")})
                keeps = divest.get("keeps")
                for line in keeps if isinstance(keeps, list) else [keeps]:
                    yield from _ends(line)


def _ends(line: Any) -> Iterator[tuple[str, str]]:
    if isinstance(line, dict) and isinstance(line.get("owner"), str) and isinstance(line.get("of"), str):
        yield line["owner"], line["of"]
