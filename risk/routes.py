"""Routes by which an actor gets at whose data, and the cut sets that close them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args, overload

from data_maps.addresses import Address, address, by_form, family_of
from data_maps.names import Names, group_of
from data_maps.organisations import names_of
from risk.engine.equations import Alternative, Equations
from risk.engine.path_sets import PathSets, PathStep, cut_sets, path_sets, proof_steps
from risk.events import Event, Events
from risk.inputs import TAKEN

HopKind = Literal[
    "flow", "line", "reached", "readable", "custody", "control", "power", "content", "standing", "interest", "trial"
]
ORDER: tuple[HopKind, ...] = get_args(HopKind)
RouteNode = tuple[str, str]

CLOSABLE = ("custody", "control", "power", "content", "clear", "success", "reached", "standing")
MOST = 50
EACH = (40, 160, 1_024)
MANY = 30_000
EXPANSIONS_OF_ALL = 2**15
FEWEST_EXPANSIONS, MOST_EXPANSIONS = 200, 2_000
"""Choices made in looking for routes: by all searches together, and by each, whose time grows with their square."""
ROOT = "anything"


@dataclass(frozen=True)
class Hop:
    """One step of a route: between which nodes, and the address of the number that says how likely it is open."""

    kind: HopKind
    source: RouteNode
    target: RouteNode
    address: str | None
    data: str

    @property
    def rank(self) -> int:
        """The order in which a reader follows a route: data move, are readable, change hands, are demanded."""
        return ORDER.index(self.kind)


@dataclass(frozen=True)
class EventRoute:
    """A route of an event to data of one type of one group: given an attempt, the probability that it is open."""

    event: Event
    data: str
    part: str
    probability: float
    hops: tuple[Hop, ...]

    @property
    def users(self) -> str:
        """The group whose data it takes, or of a part of which."""
        return group_of(self.part)

    @property
    def addresses(self) -> tuple[str, ...]:
        """The addresses the route rests on, in its own order."""
        return tuple(hop.address for hop in self.hops if hop.address)


class EventRoutes(Sequence[EventRoute]):
    """The routes of some events, the most probable first; each is told hop by hop when it is first asked for.

    `complete` is whether there are no others. Where that is false, those left out are no more probable than any that is
    here of the same event, data and people.
    """

    def __init__(self, teller: _Teller, openings: Sequence[_Opening], *, complete: bool) -> None:
        self.complete = complete
        self._teller = teller
        self._openings = openings

    def __len__(self) -> int:
        return len(self._openings)

    @overload
    def __getitem__(self, place: int) -> EventRoute: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[EventRoute, ...]: ...
    def __getitem__(self, place: int | slice) -> EventRoute | tuple[EventRoute, ...]:
        if isinstance(place, slice):
            return tuple(map(self._teller.route, self._openings[place]))
        return self._teller.route(self._openings[place])

    def filtered(self, actor: str | None = None, data: str | None = None, users: str | None = None) -> EventRoutes:
        """The routes of one actor, of one data type or of one group; None for all."""
        wanted = (
            opening
            for opening in self._openings
            if actor in (None, opening.event.actor)
            and data in (None, opening.data)
            and users in (None, group_of(opening.part))
        )
        return EventRoutes(self._teller, tuple(wanted), complete=self.complete)

    def of_events(self, events: Iterable[Event]) -> EventRoutes:
        """The routes of some events."""
        keys = {event.key for event in events}
        wanted = (opening for opening in self._openings if opening.event.key in keys)
        return EventRoutes(self._teller, tuple(wanted), complete=self.complete)


def all_routes(events: Events, *, simulated: bool = False) -> EventRoutes:
    """The routes of all events; of a map that has very many, the most probable of each event, data type and group.

    Of a map too wide for diagrams, which has them in any number, they are looked for once.
    """
    for most in EACH[:1] if simulated else EACH:
        of_all = likeliest_routes(events, events.events, most)
        if of_all.complete or len(of_all) > MANY:
            break
    return of_all


def likeliest_routes(events: Events, chosen: Iterable[Event], k: int) -> EventRoutes:
    """The routes of the chosen events: the `k` most probable of each event to each data type of each group.

    The choices that a search may make are shared out, so that a map with very many routes ends with fewer of them.

    Args:
        events: The events of the map.
        chosen: Those whose routes are looked for.
        k: How many of each event, data type and group.

    Returns:
        The routes, the most probable first, and whether there are more.
    """
    best = {address: number.best for address, number in events.inputs.items()}
    q = {a: best[next(shares_taken(events, (a,)), a)] for a in best}
    by_core: dict[str, list[Event]] = {}
    for event in chosen:
        by_core.setdefault(event.core, []).append(event)
    shared = EXPANSIONS_OF_ALL // max(1, _count(events, by_core))
    expansions = max(FEWEST_EXPANSIONS, min(MOST_EXPANSIONS, shared))
    searched = [
        search for core, same in by_core.items() for search in _searched(events, core, same, k + 1, q, expansions)
    ]
    found = {
        (event.key, data, group_of(part), path_set.variables): _Opening(
            event, data, part, path_set.variables, path_set.probability * math.prod(q[a] for a in event.own)
        )
        for event, data, part, likeliest in searched
        for path_set in likeliest.sets[:k]
    }
    openings = list(found.values())
    complete = all(likeliest.complete and len(likeliest.sets) <= k for *_, likeliest in searched)
    return EventRoutes(_Teller(events, best), sorted(openings, key=lambda opening: opening.order), complete=complete)


@dataclass(frozen=True)
class _Opening:
    """A set of conditions that opens a route of one event, not yet told hop by hop."""

    event: Event
    data: str
    part: str
    variables: tuple[str, ...]
    probability: float

    @property
    def order(self) -> tuple[float, str, str, str, tuple[str, ...]]:
        """The most probable first, then by event, data, users and addresses."""
        return -float(f"{self.probability:.12g}"), self.event.key, self.data, self.part, self.variables


def _count(events: Events, cores: Iterable[str]) -> int:
    """The number of searches that the data and groups of some cores take at most."""
    return sum(len({name for names in events.cores[core].data.values() for name in names.values()}) for core in cores)


def _searched(
    events: Events, core: str, same: Sequence[Event], k: int, q: Mapping[str, float], expansions: int
) -> Iterator[tuple[Event, str, str, PathSets]]:
    """Search once for each distinct function among the core's data and groups: what is alike has the same routes."""
    alike: dict[tuple[str, str], PathSets] = {}
    for group, names in events.cores[core].data.items():
        taking = [event for event in same if group in groups_taken_from(event, q)]
        for data, name in names.items() if taking else ():
            function = (name, group if events.exposure.parts[group].passes else "")
            if function not in alike:
                equations = events.exposure_equations(ROOT, core, [group], data)
                alike[function] = path_sets(equations, ROOT, q, k, expansions=expansions)
            yield from ((event, data, group, alike[function]) for event in taking)


def is_open(events: Events, event: Event, data: str) -> bool:
    """True where any route of an event to one type of anyone's data is open, however unlikely it is."""
    q = {address: number.best for address, number in events.inputs.items()}
    data_of = events.cores[event.core].data
    return any(data in data_of.get(group, {}) for group in groups_taken_from(event, q))


def shares_taken(events: Events, addresses: Iterable[str]) -> Iterator[str]:
    """The shares of people who take flows that exclude others, of those that some conditions of a part of them name."""
    for text in addresses:
        if text in events.inputs and events.inputs[text].estimate is TAKEN:
            yield text.rpartition(".")[0]


def groups_taken_from(event: Event, q: Mapping[str, float]) -> tuple[str, ...]:
    """The groups an attempt may get at: an author may say that it always fails, or that none of a group are meant."""
    if not all(q[a] for a in event.own):
        return ()
    return tuple(
        g for g, terms in event.people.items() if any(n and all(q[a] for a in addresses) for n, addresses in terms)
    )


class _Teller:
    """Tells openings hop by hop; what is alike but for the event is looked up once."""

    def __init__(self, events: Events, q: Mapping[str, float]) -> None:
        self.events = events
        self.certain = [address for address, best in q.items() if best == 1.0]
        self.equations: dict[tuple[str, str, str], Equations] = {}
        self.hops: dict[tuple[str, str, str, tuple[str, ...]], tuple[Hop, ...]] = {}

    def route(self, opening: _Opening) -> EventRoute:
        """The route told: a proof that needs just these conditions, and what the event asks beside."""
        event, data, part = opening.event, opening.data, opening.part
        key = (event.core, part, data, opening.variables)
        if key not in self.hops:
            self.hops[key] = self._along_a_proof(*key)
        hops = (*self.hops[key], *_conditions(event, data))
        return EventRoute(event, data, part, opening.probability, tuple(sorted(hops, key=lambda hop: hop.rank)))

    def _along_a_proof(self, core: str, part: str, data: str, variables: tuple[str, ...]) -> tuple[Hop, ...]:
        """A smallest set of conditions has no proof without one of them, so that any proof tells them all."""
        key = (core, part, data)
        if key not in self.equations:
            self.equations[key] = self.events.exposure_equations(ROOT, core, [part], data)
        told = _hops(proof_steps(self.equations[key].proofs((*variables, *self.certain)), ROOT), data)
        hops = (replace(h, address=next(shares_taken(self.events, (h.address or "",)), h.address)) for h in told)
        return _along(tuple(hops), group_of(part))


def _along(hops: tuple[Hop, ...], users: str) -> tuple[Hop, ...]:
    """The flows in the order in which the data take them, starting from the people; the other hops as they are."""
    flows = {hop.source: hop for hop in hops if hop.kind == "flow"}
    here: RouteNode = ("people", users)
    ordered = []
    while here in flows:
        ordered.append(flows.pop(here))
        here = ordered[-1].target
    return (*ordered, *(hop for hop in hops if hop.kind != "flow"))


def _hops(steps: Iterable[PathStep], data: str) -> Iterator[Hop]:
    for name, alternative in steps:
        parts = name.split("/")
        match parts[0]:
            case "at" | "exposed":
                yield from _movement(parts, alternative, data)
            case "hold" | "reach" | "alone":
                yield from _handing_over(parts, alternative, data)
            case "read":
                yield from _reading(parts[2], alternative, data)


def _movement(parts: Sequence[str], alternative: Sequence[str], data: str) -> Iterator[Hop]:
    """Flows (share.F), lines that can be read (clear.transit.F), what is reached, readable or at rest at the place."""
    here: RouteNode = ("system", parts[-1])
    for term in alternative:
        family = family_of(term)
        if family in ("reached", "standing") or (family == "share" and by_form(term).state):
            yield Hop("reached" if family == "reached" else "standing", here, here, term, data)
        elif family == "share":
            source, target = _ends(parts, alternative)
            yield Hop("flow", source, target, term, data)
        elif family == "clear" and by_form(term).flow:
            yield Hop("line", here, here, term, data)
        elif family in ("clear", "kept"):
            yield Hop("readable", here, here, term, data)


def _ends(parts: Sequence[str], alternative: Sequence[str]) -> tuple[RouteNode, RouteNode]:
    """The ends of a flow: where it comes from (the name that says the data are there, or the people) and goes."""
    before = [term.split("/") for term in alternative if term.startswith("at/")]
    group = parts[1] if parts[0] == "at" else parts[-3]
    source: RouteNode = ("system", before[0][3]) if before else ("people", group_of(group))
    return source, ("system", parts[-1])


def _handing_over(parts: Sequence[str], alternative: Sequence[str], data: str) -> Iterator[Hop]:
    here: RouteNode = ("system", parts[2]) if parts[0] == "hold" else ("party", parts[2])
    if parts[0] == "hold" and all(term.startswith("reach/") for term in alternative):
        yield from (Hop("custody", here, ("party", term.split("/")[2]), None, data) for term in alternative)
    for term in alternative:
        family = family_of(term)
        if family in ("power", "content"):
            yield Hop("power" if family == "power" else "content", here, ("state", parts[1]), term, data)
        elif family == "custody":
            yield Hop("custody", here, ("party", by_form(term).party or ""), term, data)
        elif family == "control":
            owners = [other.split("/")[2] for other in alternative if other.startswith(("reach/", "alone/"))]
            yield Hop("control", here, ("party", owners[0]), term, data)


def _reading(place: str, alternative: Sequence[str], data: str) -> Iterator[Hop]:
    here: RouteNode = ("system", place)
    for term in alternative:
        if family_of(term) == "clear":
            yield Hop("readable", here, here, term, data)
        elif term.startswith("reach/"):
            yield Hop("readable", here, ("party", term.split("/")[2]), None, data)


def _conditions(event: Event, data: str) -> Iterator[Hop]:
    actor: RouteNode = ("state", event.actor.removeprefix("state:")) if event.is_of_a_state else ("actor", event.actor)
    if event.interest:
        yield Hop("interest", actor, actor, event.interest, data)
    if event.trial:
        yield Hop("trial", actor, actor, event.trial, data)


def closing_sets(events: Events, actor: str) -> tuple[frozenset[str], ...]:
    """The minimal sets of up to three conditions that leave an actor no route; the first 50 by size, then by name."""
    q = {address: number.best for address, number in events.inputs.items()}
    by_name: dict[str, tuple[Alternative, ...]] = {}
    alternatives: dict[Alternative, None] = {}
    for event, groups in ((event, groups_taken_from(event, q)) for event in events.events if event.actor == actor):
        root = f"{ROOT}/{event.core}/{'+'.join(groups)}"
        if root not in by_name:
            by_name |= events.exposure_equations(root, event.core, groups).alternatives
        alternatives[*event.own, root] = None
    equations = Equations({**by_name, ROOT: tuple(alternatives)})
    between = {flow.id for flow in events.data_map.flows if flow.source_id not in events.data_map.users}
    names = names_of(events.data_map)
    candidates = [v for v in equations.variables if family_of(v) in CLOSABLE or _share_between(v, between, names)]
    return cut_sets(equations, ROOT, q, candidates)[:MOST]


def _share_between(text: str, between: set[str], names: Names) -> bool:
    named = address(text, names) if family_of(text) == "share" else None
    return isinstance(named, Address) and named.flow in between
