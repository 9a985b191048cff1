"""By which ways an actor gets at whose data, hop by hop, and what would close them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal

from data_maps.addresses import by_form, family_of
from risk.engine.equations import Alternative, Equations
from risk.engine.path_sets import Route, choke_points, routes
from risk.events import Event, Events

HopKind = Literal["flow", "readable", "custody", "control", "power", "interest", "trial", "line"]
Node = tuple[str, str]

CLOSABLE = ("custody", "control", "power", "clear", "success")
MOST = 50
ROOT = "anything"


@dataclass(frozen=True)
class Hop:
    """One step of a way: between which nodes, and the address of the number that says how likely it is open."""

    kind: HopKind
    source: Node
    target: Node
    address: str | None
    data: str

    @property
    def rank(self) -> int:
        """The order in which a reader follows a way: data move, are readable, change hands, are demanded."""
        return ("flow", "line", "readable", "custody", "control", "power", "interest", "trial").index(self.kind)


@dataclass(frozen=True)
class Way:
    """A route with what it is about: given an attempt, the probability that this way is open to a member of `users`."""

    event: Event
    data: str
    users: str
    probability: float
    hops: tuple[Hop, ...]

    @property
    def addresses(self) -> tuple[str, ...]:
        """The addresses the way rests on, in its own order."""
        return tuple(hop.address for hop in self.hops if hop.address)


def ways(
    events: Events, chosen: Iterable[Event], k: int, *, data: str | None = None, users: str | None = None
) -> tuple[Way, ...]:
    """The k most probable ways over the chosen events, optionally of one data type or one group."""
    q = {address: number.best for address, number in events.inputs.items()}
    by_core: dict[str, list[Event]] = {}
    for event in chosen:
        by_core.setdefault(event.core, []).append(event)
    found = (opening for core, same in by_core.items() for opening in _openings(events, core, same, k, q))
    wanted = [o for o in found if data in (None, o.data) and users in (None, o.users)]
    return tuple(_way(events, opening, q) for opening in sorted(wanted, key=lambda opening: opening.order)[:k])


@dataclass(frozen=True)
class _Opening:
    """A set of conditions that opens a way of one event, not yet told hop by hop."""

    event: Event
    data: str
    users: str
    variables: tuple[str, ...]
    probability: float

    @property
    def order(self) -> tuple[float, str, str, str, tuple[str, ...]]:
        """The most probable first, then by event, data, users and addresses."""
        return -float(f"{self.probability:.12g}"), self.event.key, self.data, self.users, self.variables


def _openings(events: Events, core: str, same: Sequence[Event], k: int, q: Mapping[str, float]) -> Iterator[_Opening]:
    """Search once for each distinct function among the core's data and groups: what is alike has the same routes."""
    alike: dict[str, tuple[Route, ...]] = {}
    for group, names in events.cores[core].data.items():
        about = [event for event in same if group in _about(event, q)]
        for data, name in names.items() if about else ():
            if name not in alike:
                alike[name] = _routes(events, core, group, data, q, k)
            for route, event in product(alike[name], about):
                probability = route.probability * math.prod(q[a] for a in (event.interest, event.trial) if a)
                yield _Opening(event, data, group, route.variables, probability)


def is_open(events: Events, event: Event, data: str) -> bool:
    """Whether any way of an event to one type of anyone's data is open, however unlikely it is."""
    q = {address: number.best for address, number in events.inputs.items()}
    held = events.cores[event.core].data
    return any(data in held.get(group, {}) for group in _about(event, q))


def _about(event: Event, q: Mapping[str, float]) -> tuple[str, ...]:
    """The groups an attempt may get at: an author may say that it always fails, or that none of a group are meant."""
    if not all(q[a] for a in (event.interest, event.trial) if a):
        return ()
    return tuple(g for g, terms in event.people.items() if any(n and all(q[a] for a in of) for n, of in terms))


def _routes(events: Events, core: str, group: str, data: str, q: Mapping[str, float], k: int) -> tuple[Route, ...]:
    """The k most probable routes to one type of a group's data."""
    return routes(events.told(ROOT, core, [group], data), ROOT, q, k).found


def _way(events: Events, opening: _Opening, q: Mapping[str, float]) -> Way:
    """The way told: the route of its own names that needs just these conditions, and what the event asks beside."""
    only = {v: p if v in opening.variables or p == 1.0 else 0.0 for v, p in q.items()}
    (route,) = _routes(events, opening.event.core, opening.users, opening.data, only, 1)
    hops = (*_hops(route, opening.data), *_conditions(opening.event, opening.data))
    ordered = _along(tuple(sorted(hops, key=lambda hop: hop.rank)), opening.users)
    return Way(opening.event, opening.data, opening.users, opening.probability, ordered)


def _along(hops: tuple[Hop, ...], users: str) -> tuple[Hop, ...]:
    """The flows in the order in which the data take them, starting from the people; the other hops as they are."""
    flows = {hop.source: hop for hop in hops if hop.kind == "flow"}
    here: Node = ("people", users)
    ordered = []
    while here in flows:
        ordered.append(flows.pop(here))
        here = ordered[-1].target
    return (*ordered, *(hop for hop in hops if hop.kind != "flow"))


def _hops(route: Route, data: str) -> Iterator[Hop]:
    for name, way in route.steps:
        parts = name.split("/")
        match parts[0]:
            case "at" | "exposed":
                yield from _movement(parts, way, data)
            case "hold" | "reach":
                yield from _handing_over(parts, way, data)
            case "read":
                yield from _reading(parts[2], way, data)


def _movement(parts: Sequence[str], way: Sequence[str], data: str) -> Iterator[Hop]:
    """Flows (share.F), lines that can be read (clear.transit.F), what is readable or at rest at the exposed place."""
    for term in way:
        family = family_of(term)
        if family == "share":
            source, target = _ends(parts, way)
            yield Hop("flow", source, target, term, data)
        elif family == "clear" and by_form(term).flow:
            yield Hop("line", ("system", parts[-1]), ("system", parts[-1]), term, data)
        elif family in ("clear", "kept"):
            yield Hop("readable", ("system", parts[-1]), ("system", parts[-1]), term, data)


def _ends(parts: Sequence[str], way: Sequence[str]) -> tuple[Node, Node]:
    """Where a flow comes from (the name that says the data are there, else the people) and where it goes."""
    before = [term.split("/") for term in way if term.startswith("at/")]
    group = parts[1] if parts[0] == "at" else parts[-3]
    source: Node = ("system", before[0][3]) if before else ("people", group)
    return source, ("system", parts[-1])


def _handing_over(parts: Sequence[str], way: Sequence[str], data: str) -> Iterator[Hop]:
    here: Node = ("system", parts[2]) if parts[0] == "hold" else ("party", parts[2])
    for term in way:
        family = family_of(term)
        if family == "power":
            yield Hop("power", here, ("state", parts[1]), term, data)
        elif family == "custody":
            yield Hop("custody", here, ("party", by_form(term).party or ""), term, data)
        elif family == "control":
            yield Hop("control", here, ("party", by_form(term).owner or ""), term, data)


def _reading(place: str, way: Sequence[str], data: str) -> Iterator[Hop]:
    here: Node = ("system", place)
    for term in way:
        if family_of(term) == "clear":
            yield Hop("readable", here, here, term, data)
        elif term.startswith("reach/"):
            yield Hop("readable", here, ("party", term.split("/")[2]), None, data)


def _conditions(event: Event, data: str) -> Iterator[Hop]:
    actor: Node = ("state", event.actor.removeprefix("state:")) if event.interest else ("actor", event.actor)
    if event.interest:
        yield Hop("interest", actor, actor, event.interest, data)
    if event.trial:
        yield Hop("trial", actor, actor, event.trial, data)


def closing(events: Events, actor: str) -> tuple[frozenset[str], ...]:
    """The minimal sets of up to three conditions that leave the actor no way; the first fifty by size, then by name."""
    q = {address: number.best for address, number in events.inputs.items()}
    ways: dict[str, tuple[Alternative, ...]] = {}
    alternatives: dict[Alternative, None] = {}
    for event, about in ((event, _about(event, q)) for event in events.events if event.actor == actor):
        root = f"{ROOT}/{event.core}/{'+'.join(about)}"
        if root not in ways:
            ways |= events.told(root, event.core, about).alternatives
        alternatives[*(a for a in (event.interest, event.trial) if a), root] = None
    equations = Equations({**ways, ROOT: tuple(alternatives)})
    between = {flow.id for flow in events.data_map.flows if flow.source_id not in events.data_map.users}
    candidates = [v for v in equations.variables if family_of(v) in CLOSABLE or _share_between(v, between)]
    return choke_points(equations, ROOT, q, candidates)[:MOST]


def _share_between(address: str, between: set[str]) -> bool:
    return any(address == f"share.{flow}" or address.startswith(f"share.{flow}.") for flow in between)
