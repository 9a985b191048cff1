"""Routes of one map held against another: which of them its conditions leave possible."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from risk.events import Events
from risk.routes import EventRoute, Hop, groups_taken_from

OF_AN_EVENT = ("interest", "trial")
"""Hops that are asked of the event, not of its conditions."""


def absent_routes(routes: Iterable[EventRoute], events: Events) -> tuple[EventRoute, ...]:
    """Routes of another map that are not possible on the map of some events."""
    other = _Map(events)
    return tuple(route for route in routes if not other.has(route))


class _Map:
    """The conditions of a map, as far as they can hold."""

    def __init__(self, events: Events) -> None:
        self.events = events
        self.by_key = {event.key: event for event in events.events}
        self.q = {address: number.best for address, number in events.inputs.items()}
        self.certain = [address for address, best in self.q.items() if best == 1.0]

    def has(self, route: EventRoute) -> bool:
        """True where the same event can take the same data of the same people by the conditions of a route.

        Each condition has to be on the map, and all of them together to suffice.
        """
        event = self.by_key.get(route.event.key)
        if event is None or route.part not in groups_taken_from(event, self.q):
            return False
        data = self.events.cores[event.core].data.get(route.part, {})
        shared = [hop for hop in route.hops if hop.address and hop.kind not in OF_AN_EVENT]
        conditions = [self._open(self._addresses(hop)) for hop in shared if not _is_kept(str(hop.address))]
        still_held = self._open(
            f"kept.{route.data}.{place}" for hop in route.hops for _, place in (hop.source, hop.target)
        )
        if route.data not in data or not all(conditions):
            return False
        true = (*self.certain, *still_held, *(address for same in conditions for address in same))
        return data[route.data] in self.events.equations.proofs(true)

    def _addresses(self, hop: Hop) -> Iterator[str]:
        """The addresses at which this map may state the condition of a hop: of the place alone, or of more."""
        address, (kind, place) = str(hop.address), hop.source
        yield address
        match hop.kind:
            case "flow":
                yield from (f"{address}.{hop.data}", address.removesuffix(f".{hop.data}"))
            case "custody":
                yield from (f"custody.{hop.target[1]}.{name}" for name in (place, self._organisation(place)))
            case "power" if kind == "system":
                yield from (f"power.{hop.target[1]}.{over}" for over in (place, "soil", "unknown"))
            case "power" | "control" | "content":
                name = "content" if hop.kind == "content" else "address"
                yield from (str(edge[name]) for edge in self.events.exposure.between(hop.source, hop.target))
            case "readable" if not hop.address or not _is_kept(hop.address):
                yield f"clear.{hop.data}.{place}"
                yield from (f"clear.{name}.{self._holder(hop)}" for name in (place, self._organisation(place)))

    def _organisation(self, place: str) -> str:
        return next((h.organisation for h in self.events.exposure.holdings if h.id == place), place)

    def _holder(self, hop: Hop) -> str:
        organisations = self.events.exposure.organisations
        holding = next((h for h in organisations.holdings if h.id == hop.source[1]), None)
        return organisations.key_holder(holding, hop.data) if holding else "operator"

    def _open(self, addresses: Iterable[str]) -> list[str]:
        """Conditions among some that the map has and that can hold."""
        return [address for address in dict.fromkeys(addresses) if self.q.get(address, 0.0) > 0.0]


def _is_kept(address: str) -> bool:
    """True for a condition on how much is kept: a map that does not state it keeps all."""
    return address.startswith("kept.")
