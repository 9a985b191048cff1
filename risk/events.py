"""Events on a map: each thing that can happen, once, under which conditions, to how many people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from itertools import product as product_of

from data_maps.addresses import family_of
from data_maps.caching import cached_property
from data_maps.model import DataMap
from risk.catalogue import Catalogue, Side, Threat
from risk.conditions import Conditions, Exposed, Subject
from risk.engine.cores import Core, constants, cores
from risk.engine.equations import Equations
from risk.engine.polynomials import Polynomial, product
from risk.event_numbers import EventNumbers
from risk.exposure import Exposure, exposure
from risk.inputs import Input, in_other_spans
from risk.record.record import Record

SOLD = ("sale", "advertising")
MOST_TRIALS = 5
"""Trials that all people of an attempt share, whose outcomes are told apart."""


@dataclass(frozen=True)
class TrialOutcome:
    """One end of the trials that all people of an attempt share: what is reached, what is missed, and the core then."""

    core: str
    reached: tuple[str, ...]
    missed: tuple[str, ...]

    @property
    def chance(self) -> Polynomial:
        """The probability of that, as a sum of products of the trials' numbers."""
        chance: Polynomial = ((1.0, self.reached),)
        for missed in self.missed:
            chance = product(chance, ((1.0, ()), (-1.0, (missed,))))
        return chance


@dataclass(frozen=True)
class Event:
    """One way it happens: actor, mode, scope and cause; `rate` a year, `people` of each group an attempt is about.

    An attempt all of whose people share a trial, such as whether it reaches content, has several `outcomes`.
    """

    key: str
    threat: Threat
    actor: str
    core: str
    rate: Polynomial
    interest: str | None
    trial: str | None
    persons: tuple[str, ...]
    people: Mapping[str, Polynomial]
    outcomes: tuple[TrialOutcome, ...] = ()

    @property
    def by_outcome(self) -> tuple[Event, ...]:
        """An event for each outcome of its shared trials, as often as that is likely: itself, if it has none.

        Attempts at random times that end one way or another are as many independent kinds of attempts.
        """
        if not self.outcomes:
            return (self,)
        return tuple(
            replace(self, key=f"{self.key}#{place}", core=end.core, rate=product(self.rate, end.chance), outcomes=())
            for place, end in enumerate(self.outcomes)
        )

    @property
    def cores(self) -> tuple[str, ...]:
        """The core of what it exposes on average, and those of its outcomes."""
        return (self.core, *(end.core for end in self.outcomes))

    @property
    def is_of_a_state(self) -> bool:
        """True where a state acts, or all those together that no other event is about."""
        return self.actor.startswith("state:")

    @property
    def in_bulk_by_a_state(self) -> bool:
        """True where it is a state's and about many people at once: every scope but targeted."""
        return self.is_of_a_state and self.threat.scope != "targeted"

    @property
    def own(self) -> tuple[str, ...]:
        """The addresses an attempt needs whatever way it takes, none of them in the core."""
        return tuple(a for a in (self.interest, self.trial) if a)

    @property
    def conditions(self) -> tuple[str, ...]:
        """The addresses that hold for everyone in an attempt or are averaged over people, none of them in the core."""
        return (*self.own, *(a for a in self.persons if a))


@dataclass(frozen=True)
class Events:
    """All that can happen on a map: the events, their cores, the equations of these, and every number they use.

    `equations` hold what is uncertain, `base` every condition that the exposures of the cores rest on. `everyone` are
    the people of each group whose data are held. `addresses_asked_for` are those of all events looked at,
    those that an exact 0 rules out included.
    """

    exposure: Exposure
    equations: Equations
    cores: Mapping[str, Core]
    events: tuple[Event, ...]
    left_out: tuple[str, ...]
    inputs: Mapping[str, Input] = field(repr=False)
    base: Equations = field(repr=False)
    everyone: Mapping[str, Polynomial] = field(default_factory=dict, repr=False)
    addresses_asked_for: frozenset[str] = field(default=frozenset(), repr=False)

    @property
    def data_map(self) -> DataMap:
        """The map all this follows from."""
        return self.exposure.data_map

    @cached_property
    def numbers(self) -> Mapping[str, Input]:
        """Every number that is drawn, by its name: those of `inputs`, or what derived ones follow from."""
        return {leaf.address: leaf for used in self.inputs.values() for leaf in used.leaves}

    def side(self, event: Event) -> Side:
        """The side whose actors an event is added up with."""
        if not event.is_of_a_state:
            return "others"
        return "own_state" if event.actor.removeprefix("state:") in self.exposure.own_states else "foreign_states"

    def without(self, closed: AbstractSet[str]) -> Events:
        """The events with some conditions at 0, those that are exactly 1 included."""
        exposed = {name: core.exposed for name, core in self.cores.items()}
        equations, cores_of_map = cores(self.data_map, self.base, exposed, constants(self.inputs, closed))
        return replace(self, equations=equations, cores=cores_of_map)

    def in_other_spans(self, data_map: DataMap) -> Events | None:
        """The events of a map in which the same options have been in force for other spans; None where others act."""
        inputs = in_other_spans(self.inputs, self.data_map, data_map)
        return (
            None if inputs is None else replace(self, exposure=replace(self.exposure, data_map=data_map), inputs=inputs)
        )

    def exposure_equations(self, root: str, core: str, groups: Iterable[str], data: str | None = None) -> Equations:
        """The equations of: data of anyone in the groups are exposed, or one type of it; every step by its own name."""
        exposed = [(g, self.cores[core].exposed[g]) for g in groups]
        ways = {
            f"exposed/{core}/{g}/{d}/{place}": (terms,)
            for g, graded in exposed
            for (d, place), terms in graded.items()
            if data in (None, d)
        }
        below = self.base.part(t for (terms,) in ways.values() for t in terms if t in self.base.alternatives)
        return Equations({**below.alternatives, **ways, root: tuple((name,) for name in ways)})


def events(data_map: DataMap, catalogue: Catalogue, record: Record | None = None) -> Events:
    """The events of a full map; those that can expose nobody are absent, those the map leaves out are named apart.

    `record` is what states are known to have done: the one that ships unless another is given.

    Args:
        data_map: A full map.
        catalogue: The threats.
        record: What states are known to have done: the one that ships unless another is given.
    """
    builder = _Builder(exposure(data_map, record))
    built = tuple(event for threat in catalogue.threats for event in builder.of_threat(threat))
    patterns = [left.event for left in data_map.leave_out]
    left_out = tuple(e.key for e in built if any(fnmatchcase(e.key, p) for p in patterns))
    return builder.finished(tuple(e for e in built if e.key not in set(left_out)), left_out)


class _Builder:
    """Collects what events can expose, and the numbers they rest on, while they are made."""

    def __init__(self, graph: Exposure) -> None:
        self.graph = graph
        self.map = graph.data_map
        self.inputs = graph.inputs
        self.conditions = Conditions(graph)
        self.numbers = EventNumbers(graph)
        self.exposed: dict[str, Mapping[str, Exposed]] = {}
        self.outcomes: dict[str, tuple[TrialOutcome, ...]] = {}
        self.everyone = self.numbers.everyone

    def of_threat(self, threat: Threat) -> Iterator[Event]:
        for subject in self.subjects(threat):
            core = self.core(threat, subject)
            if any(self.exposed[core].values()):
                yield self.event(threat, subject, core)

    def subjects(self, threat: Threat) -> Iterator[Subject]:
        for place in self.places(threat):
            for state in self.states(threat, place):
                yield replace(place, state=state, taking=threat.mode)

    def places(self, threat: Threat) -> Iterator[Subject]:
        match threat.exists.places:
            case "organisation":
                yield from (Subject(organisation=o) for o in self.graph.organisations.places)
            case "broker":
                sold = dict.fromkeys(
                    f.target for f in self.map.flows if f.use == "sale" and f.target in self.map.parties
                )
                yield from (Subject(broker=b) for b in sold)
            case "sold_flow":
                yield from (Subject(flow=f) for f in self.map.flows if f.use in SOLD)
            case "unencrypted_flow":
                devices = {id_ for id_, system in self.map.systems.items() if system.device}
                lines = (f for f in self.map.flows if f.target not in devices)
                yield from (Subject(flow=f) for f in lines if f.in_transit != "encrypted")

    def states(self, threat: Threat, place: Subject) -> tuple[str | None, ...]:
        match threat.exists.states:
            case "every":
                return self.graph.states
            case "recorded":
                home = self.graph.organisations.is_home
                return tuple(x for x in self.graph.actors if not home(x, place.organisation or ""))
            case "tied":
                return self.graph.tied
            case "at_an_end" if place.flow is not None:
                ends = {self.place_of(place.flow.source_id), self.place_of(place.flow.target)}
                return tuple(x for x in self.graph.states if x in ends)
        return (None,)

    def place_of(self, node: str) -> str:
        stands = self.map.users.get(node) or self.map.systems.get(node)
        return stands.place if stands else self.conditions.holding[node].place

    def event(self, threat: Threat, subject: Subject, core: str) -> Event:
        interest = f"interest.{subject.state}"
        persons = tuple(self.numbers.address(p, subject) for p in self.person_patterns(threat) if p)
        return Event(
            key=subject.fill(threat.key),
            threat=threat,
            actor=subject.fill(threat.actor),
            core=core,
            rate=self.numbers.rate(threat.attempts, subject),
            interest=self.inputs.certain(interest) if self.inputs.stated(interest) else None,
            trial=self.numbers.address(threat.trial, subject) if threat.trial else None,
            persons=persons,
            people=self.people(threat, subject),
            outcomes=self.outcomes.get(core, ()),
        )

    def person_patterns(self, threat: Threat) -> tuple[str | None, ...]:
        return (threat.taken if threat.persons == "all" else None, threat.identified)

    def people(self, threat: Threat, subject: Subject) -> Mapping[str, Polynomial]:
        match threat.persons:
            case "targets_and_swept":
                return self.numbers.targeted(threat.taken or "", threat.swept or "", subject)
            case "as_many" | "targets":
                return self.numbers.several(threat.taken or "", subject, by_heads=threat.persons == "as_many")
        return self.everyone

    def core(self, threat: Threat, subject: Subject) -> str:
        """The core of an event, shared by all with the same words about the same."""
        words = set(threat.what)
        of_state = (subject.state or "",) if {"hold", "read", "standing"} & words else ()
        of_taking = (subject.taking or "",) if "reached" in words else ()
        name = "/".join(("+".join(threat.what), *of_state, *of_taking, subject.where))
        if name not in self.exposed:
            self.exposed[name] = self.conditions.exposed(threat.what, subject)
            self.outcomes[name] = tuple(self.ends(name)) if "reached" in words else ()
        return name

    def ends(self, core: str) -> Iterator[TrialOutcome]:
        """The outcomes of the trials that all people of an attempt share, each with a core of what it exposes.

        Beyond a few trials, the others are averaged over people.
        """
        ways = [way for exposed in self.exposed[core].values() for way in exposed.values()]
        trials = tuple(dict.fromkeys(t for way in ways for t in way if family_of(t) == "reached"))[:MOST_TRIALS]
        for place, ends in enumerate(product_of(*((True, False) for _ in trials)) if trials else ()):
            missed = tuple(trial for trial, reached in zip(trials, ends, strict=True) if not reached)
            name = f"{core}#{place}"
            self.exposed[name] = {g: _with_trials(terms, trials, missed) for g, terms in self.exposed[core].items()}
            yield TrialOutcome(name, tuple(trial for trial in trials if trial not in missed), missed)

    def finished(self, looked_at: tuple[Event, ...], left_out: tuple[str, ...]) -> Events:
        """The events that are possible, with their cores and the numbers they use."""
        base, inputs = Equations(self.conditions.ways), self.inputs.inputs_asked_for()
        exposed = {name: self.exposed[name] for event in looked_at for name in event.cores}
        equations, cores_of_map = cores(self.map, base, exposed, constants(inputs))
        possible = tuple(_possible(looked_at, equations, cores_of_map, inputs))
        asked_for = self.addresses_used(looked_at, base)
        used = asked_for if possible == looked_at else self.addresses_used(possible, base)
        chosen = {name: cores_of_map[name] for event in possible for name in event.cores}
        roots = dict.fromkeys(name for core in chosen.values() for name in (*core.measured_names, *core.single_data))
        used |= {f"share.{flow}" for part in self.graph.parts.values() for flow in part.flows}
        numbers = {a: number for a, number in inputs.items() if a in used}
        asked_for |= {leaf.address for a in asked_for & inputs.keys() for leaf in inputs[a].leaves}
        return Events(
            self.graph,
            equations.part(roots),
            chosen,
            possible,
            left_out,
            numbers,
            base,
            self.everyone,
            frozenset(asked_for),
        )

    def addresses_used(self, found: tuple[Event, ...], base: Equations) -> set[str]:
        """The addresses that some events and their conditions use."""
        exposed = (self.exposed[name] for name in dict.fromkeys(event.core for event in found))
        terms = {t for groups in exposed for ways in groups.values() for way in ways.values() for t in way}
        below = base.part(sorted(terms & base.alternatives.keys()))
        own = {a for event in found for a in addresses_of(event)}
        own |= {a for group in {g for event in found for g in event.people} for a in self.everyone[group][0][1]}
        return own | (terms - base.alternatives.keys()) | set(below.variables)


CONTROLLED = ("carried_out", "success", "clear", "reached")


def _possible(
    looked_at: Iterable[Event], equations: Equations, found: Mapping[str, Core], inputs: Mapping[str, Input]
) -> Iterator[Event]:
    """The events not ruled out by numbers of exactly 0, trials and readability (1 where inherent) aside."""
    impossible = {a for a, number in inputs.items() if number.estimate.best == 0.0 and family_of(a) not in CONTROLLED}
    true = equations.solution(v for v in equations.variables if v not in impossible)
    for event in looked_at:
        sure = impossible.isdisjoint(event.conditions)
        often = any(impossible.isdisjoint(addresses) for _, addresses in event.rate)
        if sure and often and any(found[event.core].levels[g][0] in true for g in event.people):
            yield event


def _with_trials(exposed: Exposed, trials: Iterable[str], missed: Iterable[str]) -> Exposed:
    """The exposures once the trials have ended: nothing that needs one that missed."""
    gone, over = frozenset(missed), frozenset(trials)
    return {
        place: tuple(term for term in way if term not in over) for place, way in exposed.items() if gone.isdisjoint(way)
    }


def addresses_of(event: Event) -> Iterator[str]:
    """The addresses of an event's own numbers: of its rate, its people, and the conditions outside its core."""
    yield from event.conditions
    for _, addresses in (*event.rate, *(term for terms in event.people.values() for term in terms)):
        yield from addresses
