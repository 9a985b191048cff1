"""Routes by which an actor gets at whose data, the cut sets that close them, and how likely any route is open."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Literal, get_args, overload

import numpy as np

from data_maps.addresses import Address, address, by_form, family_of
from data_maps.names import Names
from data_maps.organisations import names_of
from risk.arrays import Floats
from risk.engine.bounds import bounds
from risk.engine.equations import Alternative, Equations
from risk.engine.path_sets import EXPANSIONS, PathSets, PathStep, cut_sets, path_sets, proof_steps
from risk.engine.roots import BUDGET, ExactChances, exact_chances
from risk.events import Event, Events
from risk.probabilities import union_bounds

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
MOST_SETS = 500
MOST_IF_SIMULATED, EXPANSIONS_IF_SIMULATED = 50, 2_000
"""Single routes that are listed at most; of a map too wide for diagrams there are far more, and each takes long."""
NODES, WORK = 10_000, 2e7
"""For the bracket of one route: a report has twenty."""
OF_AN_EVENT = ("interest", "trial")
"""Hops that are asked of the event, not of its conditions."""


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
    users: str
    probability: float
    hops: tuple[Hop, ...]

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
            if actor in (None, opening.event.actor) and data in (None, opening.data) and users in (None, opening.users)
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
    q = {address: number.best for address, number in events.inputs.items()}
    by_core: dict[str, list[Event]] = {}
    for event in chosen:
        by_core.setdefault(event.core, []).append(event)
    shared = EXPANSIONS_OF_ALL // max(1, _count(events, by_core))
    expansions = max(FEWEST_EXPANSIONS, min(MOST_EXPANSIONS, shared))
    searched = [
        search for core, same in by_core.items() for search in _searched(events, core, same, k + 1, q, expansions)
    ]
    openings = [
        _Opening(event, data, group, path_set.variables, path_set.probability * math.prod(q[a] for a in event.own))
        for event, data, group, likeliest in searched
        for path_set in likeliest.sets[:k]
    ]
    complete = all(likeliest.complete and len(likeliest.sets) <= k for *_, likeliest in searched)
    return EventRoutes(_Teller(events, q), sorted(openings, key=lambda opening: opening.order), complete=complete)


@dataclass(frozen=True)
class _Opening:
    """A set of conditions that opens a route of one event, not yet told hop by hop."""

    event: Event
    data: str
    users: str
    variables: tuple[str, ...]
    probability: float

    @property
    def order(self) -> tuple[float, str, str, str, tuple[str, ...]]:
        """The most probable first, then by event, data, users and addresses."""
        return -float(f"{self.probability:.12g}"), self.event.key, self.data, self.users, self.variables


def _count(events: Events, cores: Iterable[str]) -> int:
    """The number of searches that the data and groups of some cores take at most."""
    return sum(len({name for names in events.cores[core].data.values() for name in names.values()}) for core in cores)


def _searched(
    events: Events, core: str, same: Sequence[Event], k: int, q: Mapping[str, float], expansions: int
) -> Iterator[tuple[Event, str, str, PathSets]]:
    """Search once for each distinct function among the core's data and groups: what is alike has the same routes."""
    alike: dict[str, PathSets] = {}
    for group, names in events.cores[core].data.items():
        taking = [event for event in same if group in groups_taken_from(event, q)]
        for data, name in names.items() if taking else ():
            if name not in alike:
                equations = events.exposure_equations(ROOT, core, [group], data)
                alike[name] = path_sets(equations, ROOT, q, k, expansions=expansions)
            yield from ((event, data, group, alike[name]) for event in taking)


def is_open(events: Events, event: Event, data: str) -> bool:
    """True where any route of an event to one type of anyone's data is open, however unlikely it is."""
    q = {address: number.best for address, number in events.inputs.items()}
    data_of = events.cores[event.core].data
    return any(data in data_of.get(group, {}) for group in groups_taken_from(event, q))


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
        event, data, users = opening.event, opening.data, opening.users
        key = (event.core, users, data, opening.variables)
        if key not in self.hops:
            self.hops[key] = self._along_a_proof(*key)
        hops = (*self.hops[key], *_conditions(event, data))
        return EventRoute(event, data, users, opening.probability, tuple(sorted(hops, key=lambda hop: hop.rank)))

    def _along_a_proof(self, core: str, users: str, data: str, variables: tuple[str, ...]) -> tuple[Hop, ...]:
        """A smallest set of conditions has no proof without one of them, so that any proof tells them all."""
        key = (core, users, data)
        if key not in self.equations:
            self.equations[key] = self.events.exposure_equations(ROOT, core, [users], data)
        hops = _hops(proof_steps(self.equations[key].proofs((*variables, *self.certain)), ROOT), data)
        return _along(tuple(hops), users)


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
    source: RouteNode = ("system", before[0][3]) if before else ("people", group)
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


@dataclass(frozen=True)
class RoutesTogether:
    """Given an attempt, the probability that any route of an event to one type of a group's data is open.

    At the best values it lies in `bracket`, whose ends are equal where it is exact, and by the single routes alone in
    `single` (Fréchet): at least the most probable one, at most all added up, or 1 where they are too many to list.
    `needed` are the conditions that every route needs beside its own, which `routes` has of each; `listed` if all.
    """

    bracket: tuple[float, float]
    single: tuple[float, float]
    needed: tuple[str, ...]
    routes: tuple[tuple[str, ...], ...]
    listed: bool
    _exact: ExactChances | None

    @property
    def exact(self) -> bool:
        """True where the probability is exact, so that it can be had in draws too."""
        return self._exact is not None

    @property
    def addresses(self) -> tuple[str, ...]:
        """The addresses the probability depends on; none where it is not exact."""
        if self._exact is None:
            return ()
        return tuple(dict.fromkeys((*self._exact.variables, *chain(*self.routes), *self.needed)))

    def values(self, draws_of: Mapping[str, Floats], draws: int) -> Floats:
        """The probability in every draw, shape (draws,), also where it rests on no address at all.

        Args:
            draws_of: The draws of its addresses, shape (draws,) or () each.
            draws: How many draws there are.

        Raises:
            ValueError: where it is too wide to be exact.
        """
        if self._exact is None:
            raise ValueError("too wide to be exact")
        conditions = [np.broadcast_to(draws_of[address], draws) for address in self._exact.variables]
        any_open = self._exact.values(np.array(conditions).reshape(-1, draws))[0]
        needed = [np.broadcast_to(draws_of[address], draws) for address in self.needed]
        return np.asarray(np.prod([any_open, *needed], axis=0))

    def single_values(self, draws_of: Mapping[str, Floats], draws: int) -> tuple[Floats, Floats]:
        """The ends of `single` in every draw, shape (draws,) each, from draws of the addresses."""
        least, added_up = np.zeros(draws), np.zeros(draws)
        for route in self.routes:
            conditions = [np.broadcast_to(draws_of[address], draws) for address in (*route, *self.needed)]
            probability = np.prod([np.ones(draws), *conditions], axis=0)
            least, added_up = np.maximum(least, probability), added_up + probability
        return least, np.minimum(added_up, 1.0) if self.listed else np.ones(draws)


def routes_together(events: Events, route: EventRoute, *, attempt: bool = True) -> RoutesTogether:
    """All routes of the same event to the same data of the same people as one of them.

    Nothing exact is to be attempted where as much is known to be too wide.

    Args:
        events: The events of the map.
        route: One route of one event to data of a group.
        attempt: Whether an exact value is attempted.

    Returns:
        Certified ends at the best values; the exact chance where diagrams fit.
    """
    q = {address: number.best for address, number in events.inputs.items()}
    needed = tuple(address for address in (route.event.interest, route.event.trial) if address)
    all_needed = math.prod(q[address] for address in needed)
    equations = _uncertain(events.exposure_equations(ROOT, route.event.core, [route.users], route.data), q)
    listable, expansions = (MOST_SETS, EXPANSIONS) if attempt else (MOST_IF_SIMULATED, EXPANSIONS_IF_SIMULATED)
    most_probable = path_sets(equations, ROOT, q, listable, expansions=expansions)
    least, most = union_bounds([all_needed * path_set.probability for path_set in most_probable.sets])
    listed = most_probable.complete and len(most_probable.sets) < listable
    exact = exact_chances(equations, [ROOT], BUDGET) if attempt else None
    low, high = _bracket(equations, exact, q)
    bracket, single = (all_needed * low, all_needed * high), (least, most if listed else 1.0)
    routes = tuple(path_set.variables for path_set in most_probable.sets)
    return RoutesTogether(bracket, single, needed, routes, listed, exact)


def _uncertain(equations: Equations, q: Mapping[str, float]) -> Equations:
    """The equations without what is certain."""
    return equations.reduced([ROOT], {name: q[name] >= 1.0 for name in equations.variables if not 0.0 < q[name] < 1.0})


def _bracket(equations: Equations, exact: ExactChances | None, q: Mapping[str, float]) -> tuple[float, float]:
    """The probability that any route is open, without what all need: twice the exact one, or certified bounds."""
    if exact is None:
        bracket = bounds(equations, [ROOT], q, nodes=NODES, work=WORK)[ROOT]
        return bracket.lower, bracket.upper
    probability = float(exact.values(np.array([q[address] for address in exact.variables]))[0])
    return probability, probability


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
        if event is None or route.users not in groups_taken_from(event, self.q):
            return False
        data = self.events.cores[event.core].data.get(route.users, {})
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
