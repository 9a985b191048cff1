"""Which things can happen on a map, each once, under which conditions, to how many people."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cached_property

from data_maps.model import DataMap, Flow
from risk.equations import Alternative, Equations
from risk.exposure import Exposure, Holding, bare, carried, exposure, holder
from risk.inputs import Input, Inputs
from risk.severity import LEVELS, joined, level
from risk.threats import Catalogue, Threat, family

AT_RISK_TARGETS = 30.0
JOINED_WITH_CONTACTS = ("location", "text", "image", "video", "audio")
SOLD = ("sale", "advertising")

Term = tuple[float, tuple[str, ...]]
Polynomial = tuple[Term, ...]
"""A sum of coefficient × product of the numbers at addresses."""


@dataclass(frozen=True)
class Core:
    """What has to be true of a person's data for them to be exposed, apart from trial and draws for each person.

    Its names in the equations: `levels[group][n-1]` (exposed at level n or higher), `data[group][d]` (data d exposed),
    `graded[group]` (data, level, name): d exposed at that level or higher, and `joined[group]`, for strategic groups
    only, contacts exposed together with where they were or what they said.
    """

    name: str
    levels: Mapping[str, tuple[str, ...]]
    data: Mapping[str, Mapping[str, str]]
    graded: Mapping[str, tuple[tuple[str, int, str], ...]]
    pairs: tuple[tuple[str, str], ...]
    joined: Mapping[str, str]


@dataclass(frozen=True)
class Event:
    """One way it happens: actor, mode, scope and cause; `rate` a year, `people` of each group an attempt is about."""

    key: str
    threat: Threat
    actor: str
    core: str
    rate: Polynomial
    interest: str | None
    trial: str | None
    persons: tuple[str, ...]
    people: Mapping[str, Polynomial]

    @property
    def conditions(self) -> tuple[str, ...]:
        """The addresses that hold for everyone in an attempt or are averaged over people, none of them in the core."""
        return tuple(a for a in (self.interest, self.trial, *self.persons) if a)


@dataclass(frozen=True)
class Events:
    """All that can happen on a map: the events, their cores, one system of equations, and every number they use.

    `known` are the addresses of all events looked at, those that an exact 0 rules out included.
    """

    exposure: Exposure
    equations: Equations
    cores: Mapping[str, Core]
    events: tuple[Event, ...]
    left_out: tuple[str, ...]
    inputs: Mapping[str, Input] = field(repr=False)
    known: frozenset[str] = field(default=frozenset(), repr=False)

    @property
    def data_map(self) -> DataMap:
        """The map all this follows from."""
        return self.exposure.data_map

    @cached_property
    def numbers(self) -> Mapping[str, Input]:
        """Every number that is drawn, by its name: those of `inputs`, or what derived ones follow from."""
        return {leaf.address: leaf for used in self.inputs.values() for leaf in used.leaves}


def events(data_map: DataMap, catalogue: Catalogue) -> Events:
    """The events of a full map; those that can expose nobody are absent, those the map leaves out are named apart."""
    inputs = Inputs(data_map, catalogue)
    builder = _Builder(exposure(data_map, inputs), catalogue)
    found = tuple(event for threat in catalogue.threats for event in builder.of_threat(threat))
    patterns = [left.event for left in data_map.leave_out]
    left_out = tuple(e.key for e in found if any(fnmatchcase(e.key, p) for p in patterns))
    looked_at = tuple(e for e in found if e.key not in set(left_out))
    return builder.finished(looked_at, builder.possible(looked_at), left_out)


@dataclass(frozen=True)
class Subject:
    """What one event is about: a state, a system, a flow or a broker, as named in its key."""

    state: str | None = None
    system: Holding | None = None
    flow: Flow | None = None

    def fill(self, pattern: str) -> str:
        """A key or address pattern with the names filled in."""
        place = self.system.id if self.system else ""
        flow = self.flow.id if self.flow else ""
        return pattern.format(state=self.state, system=place, broker=place, flow=flow)


class _Builder:
    """Collects equations while events are made; each name is written once."""

    def __init__(self, graph: Exposure, catalogue: Catalogue) -> None:
        self.graph = graph
        self.map = graph.data_map
        self.inputs = graph.inputs
        self.catalogue = catalogue
        self.ways: dict[str, tuple[Alternative, ...]] = {}
        self.cores: dict[str, Core] = {}
        self.holding = {h.id: h for h in graph.holdings}
        self.flows_into: dict[str, list[Flow]] = {}
        for flow in self.map.flows:
            self.flows_into.setdefault(flow.target, []).append(flow)
        self.ties: dict[tuple[str, str, str], list[tuple[str, str, tuple[str, ...] | None]]] = {}
        for (kind, source), (_, target), tie in graph.graph.edges(data=True):
            about = (target, str(tie["address"]), tie["data"])
            self.ties.setdefault((kind, source, str(tie["kind"])), []).append(about)

    def of_threat(self, threat: Threat) -> Iterator[Event]:
        for subject in self.subjects(threat):
            core = self.core(threat, subject)
            if core is not None:
                yield self.event(threat, subject, core)

    def subjects(self, threat: Threat) -> Iterator[Subject]:
        for place in self.places(threat):
            for state in self.states(threat, place):
                yield Subject(state, place.system, place.flow)

    def places(self, threat: Threat) -> Iterator[Subject]:
        match threat.exists.places:
            case "system":
                yield from (Subject(system=h) for h in self.graph.holdings)
            case "broker":
                sold = dict.fromkeys(
                    f.target for f in self.map.flows if f.use == "sale" and f.target in self.map.parties
                )
                yield from (Subject(system=self.holding[b]) for b in sold)
            case "sold_flow":
                yield from (Subject(flow=f) for f in self.map.flows if f.use in SOLD)
            case "unencrypted_flow":
                yield from (Subject(flow=f) for f in self.map.flows if f.in_transit != "encrypted")
            case None:
                yield Subject()

    def states(self, threat: Threat, place: Subject) -> tuple[str | None, ...]:
        match threat.exists.states:
            case "every":
                return self.graph.states
            case "involved":
                return self.graph.involved
            case "at_an_end" if place.flow is not None:
                ends = {self.place_of(place.flow.source_id), self.place_of(place.flow.target)}
                return tuple(x for x in self.graph.states if x in ends)
            case _:
                return (None,)

    def place_of(self, node: str) -> str:
        return self.map.users[node].place if node in self.map.users else self.holding[node].place

    def event(self, threat: Threat, subject: Subject, core: str) -> Event:
        interest = f"interest.{subject.state}" if subject.state else None
        if interest:
            self.inputs.default(interest, "interest")
        persons = tuple(self.number(p, subject) for p in self.person_patterns(threat) if p)
        return Event(
            key=subject.fill(threat.key),
            threat=threat,
            actor=subject.fill(threat.actor),
            core=core,
            rate=self.rate(self.number(threat.attempts, subject)),
            interest=interest,
            trial=self.number(threat.trial, subject) if threat.trial else None,
            persons=persons,
            people=self.people(threat, subject),
        )

    def person_patterns(self, threat: Threat) -> tuple[str | None, ...]:
        return (threat.taken if threat.persons == "all" else None, threat.identified)

    def number(self, pattern: str, subject: Subject) -> str:
        return self.inputs.default(subject.fill(pattern), family(pattern))

    def rate(self, address: str) -> Polynomial:
        if self.inputs.per(address) != "person-year":
            return ((1.0, (address,)),)
        return tuple((1.0, (address, self.count(g))) for g in self.graph.groups)

    def count(self, group: str) -> str:
        return self.inputs.inline(f"users.{group}.count", self.map.users[group].count, f"users.{group}.count", "")

    def people(self, threat: Threat, subject: Subject) -> Mapping[str, Polynomial]:
        if threat.persons == "all":
            return {g: ((1.0, (self.count(g), *self.inputs.held(g))),) for g in self.graph.groups}
        targets = self.still_held(self.split(threat.taken or "", subject, self.target_shares()))
        if threat.persons == "insider" or not threat.swept:
            return targets
        swept = self.split(threat.swept, subject, self.head_shares())
        every_target = tuple(term for g in self.graph.groups for term in targets.get(g, ()))
        return {g: (*targets.get(g, ()), *_product(swept.get(g, ()), every_target)) for g in self.graph.groups}

    def still_held(self, people: Mapping[str, Polynomial]) -> dict[str, Polynomial]:
        """The people of each group whose data are held: all, unless options are in force."""
        return {g: _product(terms, ((1.0, self.inputs.held(g)),)) for g, terms in people.items()}

    def split(self, pattern: str, subject: Subject, shares: Mapping[str, float]) -> dict[str, Polynomial]:
        """People of each group: as stated for groups (the others none), else one number split by fixed shares."""
        whole = subject.fill(pattern)
        stated = {g: f"{whole}.{g}" for g in self.graph.groups if self.inputs.stated(f"{whole}.{g}")}
        if stated:
            return {g: ((1.0, (self.inputs.certain(a),)),) for g, a in stated.items()}
        address = self.number(pattern, subject)
        return {g: ((share, (address,)),) for g, share in shares.items() if share}

    def head_shares(self) -> dict[str, float]:
        return _scaled({g: self.inputs.best(self.count(g)) for g in self.graph.groups})

    def target_shares(self) -> dict[str, float]:
        """People at risk and strategic people are thirty times as likely a target; best values keep H linear."""
        singled_out = frozenset({"at_risk", "strategic"})
        factors = {g: AT_RISK_TARGETS if self.map.users[g].exposure & singled_out else 1.0 for g in self.graph.groups}
        return _scaled({g: self.inputs.best(self.count(g)) * factor for g, factor in factors.items()})

    def core(self, threat: Threat, subject: Subject) -> str | None:
        """The core of an event, shared by all with the same words about the same; None if it can never be true."""
        by_state = {"hold", "read"} & set(threat.what)
        where = subject.flow.id if subject.flow else subject.system.id if subject.system else "everywhere"
        name = "/".join(("+".join(threat.what), *((subject.state or "",) if by_state else ()), where))
        if name not in self.cores:
            exposed = {g: dict(self.exposed(name, threat.what, subject, g)) for g in self.graph.groups}
            self.cores[name] = self.levelled(name, exposed)
        return name if any(self.cores[name].data.values()) else None

    def exposed(
        self, core: str, words: tuple[str, ...], subject: Subject, group: str
    ) -> Iterator[tuple[tuple[str, str], str]]:
        """((data, holding), name in the equations) for all that this core can expose of a person of the group."""
        held = (
            (subject.flow.target,) if subject.flow else (subject.system.id,) if subject.system else tuple(self.holding)
        )
        for data in self.map.data:
            for place in held:
                way = self.all_words(words, subject, group, data, place)
                if way is not None:
                    name = f"exposed/{core}/{group}/{data}/{place}"
                    self.ways[name] = (way,)
                    yield (data, place), name

    def all_words(
        self, words: tuple[str, ...], subject: Subject, group: str, data: str, place: str
    ) -> Alternative | None:
        """The terms all words of a threat stand for; None as soon as one can never be true."""
        way: Alternative = ()
        for word in words:
            terms = self.word(word, subject, group, data, place)
            if terms is None:
                return None
            way += terms
        return way

    def word(self, word: str, subject: Subject, group: str, data: str, place: str) -> Alternative | None:
        """The terms one word of a threat stands for; None where it can never be true."""
        match word:
            case "at":
                return self.name_or_none(self.at(group, data, place))
            case "hold":
                return self.name_or_none(self.hold(subject.state or "", place, data))
            case "read":
                return (self.read(subject.state or "", data, place),)
            case "clear":
                return self.clear(data, place)
            case "rest":
                return self.rest(data, place)
            case "sent" if subject.flow is not None and data in subject.flow.data:
                return self.sent(group, data, subject.flow)
            case "legible" if subject.flow is not None:
                return self.legible(subject.flow)
        return None

    def name_or_none(self, name: str) -> Alternative | None:
        return (name,) if self.ways[name] else None

    def at(self, group: str, data: str, node: str) -> str:
        """The name of: a random member's data of this type reaches the node; what it rests on is written as well."""
        todo = [node]
        for here in todo:
            name = f"at/{group}/{data}/{here}"
            if name not in self.ways:
                flows = [f for f in self.flows_into.get(here, ()) if data in f.data]
                ways = [self.arriving(group, data, flow) for flow in flows]
                self.ways[name] = tuple(way for way in ways if way is not None)
                todo += [flow.source_id for flow in flows if flow.source_id not in self.map.users]
        return f"at/{group}/{data}/{node}"

    def sent(self, group: str, data: str, flow: Flow) -> Alternative | None:
        """The terms of: a random member's data of this type takes the flow."""
        if flow.source_id not in self.map.users:
            self.at(group, data, flow.source_id)
        return self.arriving(group, data, flow)

    def arriving(self, group: str, data: str, flow: Flow) -> Alternative | None:
        """The same terms, without writing what they rest on."""
        share = carried(flow, data, self.inputs)
        if flow.source_id in self.map.users:
            return (share,) if flow.source_id == group else None
        return (f"at/{group}/{data}/{flow.source_id}", share)

    def legible(self, flow: Flow) -> Alternative:
        if flow.in_transit == "clear":
            return ()
        return (self.inputs.default(f"clear.transit.{flow.id}", "clear.transit"),)

    def reach(self, state: str, party: str) -> str:
        """The name of: the state can make the party act, by its own power or through an owner."""
        todo = [party]
        for here in todo:
            name = f"reach/{state}/{here}"
            if name not in self.ways:
                own = [(address,) for x, address, _ in self.ties.get(("party", here, "power"), ()) if x == state]
                control = self.ties.get(("party", here, "control"), ())
                self.ways[name] = (*own, *((address, f"reach/{state}/{owner}") for owner, address, _ in control))
                todo += [owner for owner, _, _ in control]
        return f"reach/{state}/{party}"

    def hold(self, state: str, place: str, data: str) -> str:
        """The name of: the state can have this data handed over there."""
        name = f"hold/{state}/{place}/{data}"
        if name not in self.ways:
            soil = [(address,) for x, address, _ in self.ties.get(("system", place, "power"), ()) if x == state]
            custody = [
                (address, self.reach(state, party))
                for party, address, covered in self.ties.get(("system", place, "custody"), ())
                if covered is None or data in covered
            ]
            self.ways[name] = (*soil, *custody)
        return name

    def clear(self, data: str, place: str) -> Alternative:
        """The terms of: what is held there can be read."""
        own = f"clear.{data}.{place}"
        if self.inputs.stated(own):
            return (self.inputs.certain(own),)
        if bare(self.map, data):
            return ()
        held_by = holder(self.map, self.holding[place], data)
        return (self.clear_under(held_by, place), *self.clear_before(data, place))

    def clear_under(self, held_by: str, place: str) -> str:
        """The address of: what is held there under one key holder can be read."""
        key = {"none": "operator"}.get(held_by, held_by)
        return self.inputs.default(f"clear.{place}.{held_by}", f"clear.{key}" if key in CLEAR_KEYS else "clear.party")

    def clear_before(self, data: str, place: str) -> Alternative:
        """What had to hold before an option gave the keys to somebody else, and has to hold still."""
        before = self.inputs.unlocked(data, place)
        if before is None:
            return ()
        return (self.clear_under(before, place) if isinstance(before, str) else self.inputs.withdrawn(before),)

    def read(self, state: str, data: str, place: str) -> str:
        """The name of: the state can read it there, as it is or with the keys of a party it reaches."""
        name = f"read/{state}/{data}/{place}"
        if name not in self.ways:
            keys = self.ties.get(("system", place, "keys"), ())
            before = self.clear_before(data, place)
            with_keys = [(self.reach(state, party), *before) for party, _, covered in keys if data in (covered or ())]
            self.ways[name] = (self.clear(data, place), *with_keys)
        return name

    def rest(self, data: str, place: str) -> Alternative | None:
        """The terms of: anything of a person's is at rest there."""
        own = f"kept.{data}.{place}"
        system = self.map.systems.get(place)
        if self.map.data[data].live and (system is None or not system.keeps.get(data)):
            return None
        return (self.inputs.certain(own),) if self.inputs.stated(own) else ()

    def levelled(self, core: str, exposed: Mapping[str, Mapping[tuple[str, str], str]]) -> Core:
        names: dict[str, dict[str, str]] = {}
        graded: dict[str, tuple[tuple[str, int, str], ...]] = {}
        levels: dict[str, tuple[str, ...]] = {}
        pairs = joined(self.map, dict.fromkeys(d for found in exposed.values() for d, _ in found))
        for group, found in exposed.items():
            by_data: dict[str, list[str]] = {}
            for (data, _), name in found.items():
                by_data.setdefault(data, []).append(name)
            names[group] = {d: self.any(f"data/{core}/{group}/{d}", members) for d, members in by_data.items()}
            items = [(d, level(self.map, d, place, group), name) for (d, place), name in found.items()]
            graded[group] = tuple(self.grade(core, group, items))
            levels[group] = self.level_names(
                core,
                group,
                items,
                [(names[group][a], names[group][b]) for a, b in pairs if {a, b} <= names[group].keys()],
            )
        return Core(core, levels, names, graded, pairs, dict(self.joined_contacts(core, names)))

    def joined_contacts(self, core: str, names: Mapping[str, Mapping[str, str]]) -> Iterator[tuple[str, str]]:
        for group, found in names.items():
            if "strategic" in self.map.users[group].exposure:
                by_type = {d: self.map.data[d].type for d in found}
                contacts = [d for d, t in by_type.items() if t == "contacts"]
                others = [d for d, t in by_type.items() if t in JOINED_WITH_CONTACTS]
                name = f"joined/{core}/{group}"
                self.ways[name] = tuple((found[a], found[b]) for a in contacts for b in others)
                yield group, name

    def grade(self, core: str, group: str, items: list[tuple[str, int, str]]) -> Iterator[tuple[str, int, str]]:
        for data, own in sorted({(d, n) for d, n, _ in items}):
            members = [name for d, n, name in items if d == data and n >= own]
            yield data, own, self.any(f"graded/{core}/{group}/{data}/{own}", members)

    def level_names(
        self, core: str, group: str, items: list[tuple[str, int, str]], pairs: list[tuple[str, str]]
    ) -> tuple[str, ...]:
        prefix = f"{core}/{group}"
        highest = [self.any(f"highest/{prefix}/{n}", [name for _, own, name in items if own >= n]) for n in LEVELS]
        pair = f"pair/{prefix}"
        self.ways[pair] = tuple(dict.fromkeys(pairs))
        for n in LEVELS:
            raised = ((highest[n - 2], pair),) if n > 1 else ()
            self.ways[f"level/{prefix}/{n}"] = ((highest[n - 1],), *raised)
        return tuple(f"level/{prefix}/{n}" for n in LEVELS)

    def any(self, name: str, members: list[str]) -> str:
        self.ways[name] = tuple((member,) for member in dict.fromkeys(members))
        return name

    def possible(self, found: tuple[Event, ...]) -> tuple[Event, ...]:
        """The events not ruled out by numbers of exactly 0, trials and readability (1 where inherent) aside."""
        inputs = self.inputs.found()
        impossible = {a for a, number in inputs.items() if number.estimate.best == 0.0 and not a.startswith(CONTROLLED)}
        system = Equations(self.ways)
        true = system.solution(v for v in system.variables if v not in impossible)
        return tuple(
            event
            for event in found
            if not impossible & set(event.conditions)
            and any(not impossible & set(addresses) for _, addresses in event.rate)
            and any(self.cores[event.core].levels[g][0] in true for g in event.people)
        )

    def finished(self, looked_at: tuple[Event, ...], kept: tuple[Event, ...], left_out: tuple[str, ...]) -> Events:
        cores = {event.core: self.cores[event.core] for event in kept}
        equations = self.equations(kept)
        used = self.used(kept, equations)
        known = used if kept == looked_at else self.used(looked_at, self.equations(looked_at))
        inputs = {a: number for a, number in self.inputs.found().items() if a in used}
        return Events(self.graph, equations, cores, kept, left_out, inputs, frozenset(known))

    def equations(self, found: tuple[Event, ...]) -> Equations:
        """The equations that some events rest on."""
        cores = [self.cores[name] for name in dict.fromkeys(event.core for event in found)]
        roots = [name for core in cores for by_group in core.levels.values() for name in by_group]
        roots += [name for core in cores for name in core.joined.values()]
        graded = [name for core in cores for group in core.graded.values() for _, _, name in group]
        data = [name for core in cores for group in core.data.values() for name in group.values()]
        return Equations(self.ways).part((*roots, *graded, *data))

    def used(self, found: tuple[Event, ...], equations: Equations) -> set[str]:
        """The addresses that some events and their equations use."""
        return {*equations.variables, *(a for event in found for a in _addresses(event))}


CLEAR_KEYS = ("operator", "users", "unknown")
CONTROLLED = ("carried_out.", "success.", "clear.")


def _addresses(event: Event) -> Iterator[str]:
    yield from event.conditions
    for _, addresses in (*event.rate, *(term for terms in event.people.values() for term in terms)):
        yield from addresses


def _product(one: Polynomial, other: Polynomial) -> Polynomial:
    return tuple((a * b, (*x, *y)) for a, x in one for b, y in other)


def _scaled(numbers: Mapping[str, float]) -> dict[str, float]:
    total = math.fsum(numbers.values())
    return {key: value / total for key, value in numbers.items()} if total else dict.fromkeys(numbers, 0.0)
