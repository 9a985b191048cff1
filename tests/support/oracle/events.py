"""The events of a map, one for each key."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property

from tests.support.oracle.graph import Graph, clear_line
from tests.support.oracle.model import Flow, ReadMap, eu_on
from tests.support.oracle.numbers import Numbers
from tests.support.oracle.organisations import Organisations
from tests.support.oracle.people import People, Persons
from tests.support.oracle.rates import Rates
from tests.support.oracle.record import OTHERS, KnownRecord
from tests.support.oracle.ways import ALWAYS, NEVER, Ways, both

Exposed = dict[tuple[str, str], Ways]
Truth = Callable[[str, str, str], Ways]


@dataclass(frozen=True)
class Event:
    """One event: attempts a year, the trial of each, the person-level draws that nothing else names.

    `persons` is what an attempt is about, by group; `exposed` the ways in which each (data, place) is exposed.
    """

    key: str
    attempts: float
    trial: float
    taken: float
    persons: Persons
    exposed: Mapping[str, Exposed]

    @property
    def actor(self) -> str:
        """The actor: a state, criminals, insiders, buyers."""
        return self.key.partition("/")[0]

    @property
    def rate(self) -> float:
        """Attempts carried out a year."""
        return self.attempts * self.trial

    @property
    def in_bulk_by_a_state(self) -> bool:
        """The event is a state's, of any scope but targeted."""
        return self.actor.startswith("state:") and "targeted" not in self.key.split("/")

    @property
    def possible(self) -> bool:
        """The event can be true for somebody."""
        return self.taken > 0 and any(ways for exposed in self.exposed.values() for ways in exposed.values())


@dataclass(frozen=True)
class Events:
    """What can happen on a map."""

    map: ReadMap
    numbers: Numbers
    organisations: Organisations
    record: KnownRecord
    graph: Graph
    people: People
    rates: Rates

    @cached_property
    def all(self) -> list[Event]:
        """All events that can be true and are not left out."""
        everything = [*self.by_named_states(), *self.by_record(), *self.by_others()]
        return [
            event
            for event in everything
            if event.possible and not any(fnmatchcase(event.key, pattern) for pattern in self.map.left_out)
        ]

    # By states.

    def by_named_states(self) -> Iterator[Event]:
        """The events of each state on the map but those of the record."""
        for x in self.organisations.named:
            for organisation in self.organisations.systems:
                yield from self.compelled(x, organisation)
                yield from self.standing(x, organisation)
            yield from self.transit(x)
            yield from self.purchases(x)

    def compelled(self, x: str, organisation: str) -> Iterator[Event]:
        """The orders of a state to an organisation."""
        exposed = self.under_interest(x, self.at_systems(organisation, lambda g, d, s: both(
            self.graph.hold(x, s, d), self.graph.read(x, d, s)
        )))  # fmt: skip
        identified = self.identified(f"state:{x}")
        whole = self.numbers.value(f"taken.whole.{x}", 0.5)
        for scope, taken, persons in (
            ("targeted", 1.0, self.people.targeted(x)),
            ("many", identified, self.people.many(x)),
            ("whole", whole * identified, self.people.all()),
        ):
            yield Event(
                f"state:{x}/compelled/{scope}/{organisation}",
                self.rates.orders(scope, x, organisation),
                self.rates.carried_out(scope, x, organisation),
                taken,
                persons,
                exposed,
            )

    def standing(self, x: str, organisation: str) -> Iterator[Event]:
        """The standing access of a state at an organisation."""
        exposed = self.at_systems(
            organisation, lambda g, d, s: both(self.graph.standing(x, d, s), self.graph.read(x, d, s))
        )
        key, taken = f"state:{x}/standing/{organisation}", self.identified(f"state:{x}")
        yield Event(key, 1.0, 1.0, taken, self.people.all(), self.under_interest(x, exposed))

    def transit(self, x: str) -> Iterator[Event]:
        """The lines that a state reads at one of their ends."""
        for flow in self.map.flows:
            ends = (self.map.place_of(flow.source), self.map.place_of(flow.target))
            if flow.in_transit == "encrypted" or x not in ends:
                continue
            readable = ALWAYS if flow.in_transit == "clear" else self.graph.condition(
                f"clear.transit.{flow.id}", clear_line(self.map.as_of)
            )  # fmt: skip
            exposed = self.on_flow(flow, readable)
            yield Event(
                f"state:{x}/transit/bulk/{flow.id}",
                self.numbers.value(f"demand.transit.{x}", 0.02, "rate"),
                self.numbers.value(f"success.transit.{flow.id}", 0.50),
                self.numbers.value(f"taken.transit.{x}", 0.20) * self.identified(f"state:{x}"),
                self.people.all(),
                self.under_interest(x, exposed),
            )

    def purchases(self, x: str) -> Iterator[Event]:
        """The purchases of a tied state from parties that data are sold to."""
        brokers = [b for b in self.map.parties if any(flow.purpose == "sale" for flow in self.map.sent_to(b))]
        for b in brokers if self.organisations.tied(x) else ():
            exposed = {g: {(d, b): self.graph.at(g, d, b) for d in self.map.data} for g in self.map.counted}
            yield Event(
                f"state:{x}/sale/bulk/{b}",
                self.numbers.value(f"demand.purchase.{x}", 1.0 if x == "US" else 0.05, "rate"),
                self.numbers.value(f"carried_out.purchase.{x}", 0.50),
                self.numbers.value(f"taken.purchase.{x}", 0.50) * self.identified(f"state:{x}"),
                self.people.all(),
                self.under_interest(x, exposed),
            )

    def by_record(self) -> Iterator[Event]:
        """The takings and placed staff of every actor, where it cannot ask."""
        for x in self.actors_by_record:
            for organisation in self.organisations.systems:
                if x == OTHERS or not self.organisations.home(x, organisation):
                    yield self.covert(x, organisation)
                    yield self.placed(x, organisation)

    @property
    def actors_by_record(self) -> list[str]:
        """The states on the map, those recorded, and all others as one."""
        named = set(self.organisations.named)
        members = eu_on(self.map.as_of) if "EU" in named else frozenset()
        return [*sorted(named | (self.record.recorded - members)), OTHERS]

    def covert(self, x: str, organisation: str) -> Event:
        """The takings of an actor at an organisation."""
        return Event(
            f"state:{x}/covert/bulk/{organisation}",
            self.rates.takings(x) * self.rates.hit(organisation),
            1.0,
            self.numbers.value(f"taken.covert.{x}", 0.5) * self.identified(f"state:{x}"),
            self.people.all(),
            self.under_interest(x, self.taken_at_rest(organisation, "covert")),
        )

    def placed(self, x: str, organisation: str) -> Event:
        """The staff an actor places at an organisation."""
        return Event(
            f"state:{x}/placed/targeted/{organisation}",
            self.rates.placings(x) * self.rates.hit(organisation),
            self.rates.insider_success(organisation),
            1.0,
            self.people.placed(x),
            self.under_interest(x, self.taken_at_rest(organisation, None)),
        )

    # By others.

    def by_others(self) -> Iterator[Event]:
        """The events of criminals, insiders and buyers."""
        for organisation in self.organisations.systems:
            yield Event(
                f"criminals/intrusion/bulk/{organisation}",
                self.rates.intrusions(organisation),
                self.numbers.value(f"success.intrusion.{organisation}", 1.0),
                self.numbers.value(f"taken.intrusion.{organisation}", 0.17) * self.identified("criminals"),
                self.people.all(),
                self.taken_at_rest(organisation, "intrusion"),
            )
            yield Event(
                f"insiders/insider/targeted/{organisation}",
                self.rates.insiders(organisation),
                self.rates.insider_success(organisation),
                1.0,
                self.people.insider(organisation),
                self.taken_at_rest(organisation, None),
            )
        for flow in self.map.flows:
            if flow.purpose in ("sale", "advertising"):
                sold = self.numbers.value(f"sold.{flow.id}", 1.0, "rate")
                taken = self.identified("buyers")
                key = f"buyers/sale/bulk/{flow.id}"
                yield Event(key, sold, 1.0, taken, self.people.all(), self.on_flow(flow, ALWAYS))

    # What is exposed.

    def identified(self, actor: str) -> float:
        """The share of people an actor can tie data to."""
        return self.numbers.value(f"identified.{actor}", {"criminals": 0.62, "buyers": 0.70}.get(actor, 0.80))

    def at_systems(self, organisation: str, what: Truth) -> dict[str, Exposed]:
        """What is true of data at each system of an organisation, for each group counted."""
        return {
            g: {
                (d, s): both(self.graph.at(g, d, s), what(g, d, s)) if self.graph.at(g, d, s) else NEVER
                for s in self.organisations.systems[organisation]
                for d in self.map.data
            }
            for g in self.map.counted
        }

    def taken_at_rest(self, organisation: str, threat: str | None) -> dict[str, Exposed]:
        """What is at rest and clear at an organisation, and reached, if a threat has to reach it."""
        return self.at_systems(
            organisation,
            lambda g, d, s: both(
                self.graph.rest(d, s),
                self.graph.clear(d, s),
                ALWAYS if threat is None else self.graph.reached(d, s, threat),
            ),
        )

    def on_flow(self, flow: Flow, what: Ways) -> dict[str, Exposed]:
        """What takes a flow, for each group counted."""
        return {
            g: {(d, flow.target): both(self.graph.sent_on(g, d, flow), what) for d in self.map.data}
            for g in self.map.counted
        }

    def under_interest(self, x: str, exposed: dict[str, Exposed]) -> dict[str, Exposed]:
        """What is exposed if a state cares, where the map states how far it does."""
        if not self.numbers.states(f"interest.{x}"):
            return exposed
        cares = self.graph.condition(f"interest.{x}", 1.0)
        return {g: {place: both(cares, ways) for place, ways in places.items()} for g, places in exposed.items()}
