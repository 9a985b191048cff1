"""Conditions that must hold for a person's data to be exposed: the words of the catalogue, written out for a map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from data_maps.systems import Flow, Standing
from risk.engine.equations import Alternative
from risk.exposure import Exposure, NodeKind, bare, carried
from risk.inputs import EVERYONE, TAKEN
from risk.organisations import BY_ACCESS
from risk.severity import is_content

OF_A_PERSON = ("at", "sent")
OF_A_HOLDING = frozenset({"hold", "read", "clear"})
CLEAR_CASES = {"operator": "operator or none", "none": "operator or none", "users": "users", "unknown": "unknown"}
OF_A_PARTY = "a party of another organisation"
CLEAR = "clear.<organisation>.<holder>"
CREDENTIALS = "credentials"

Exposed = Mapping[tuple[str, str], Alternative]
"""By (data, place): the terms that must all be true for a person's data of that type to be exposed there."""


@dataclass(frozen=True)
class Subject:
    """The subject of one event: a state, an organisation, a flow or a broker, as named in its key.

    `taking` is the kind of taking that has to reach the data.
    """

    state: str | None = None
    organisation: str | None = None
    broker: str | None = None
    flow: Flow | None = None
    taking: str | None = None

    def fill(self, pattern: str) -> str:
        """A key or address pattern with the names filled in."""
        flow = self.flow.id if self.flow else ""
        return pattern.format(state=self.state, organisation=self.organisation, broker=self.broker, flow=flow)

    @property
    def where(self) -> str:
        """The one place it is about, as its key names it."""
        return (self.flow.id if self.flow else self.organisation or self.broker) or ""


@dataclass(frozen=True)
class _Tie:
    """A tie to a party or state: its name, the address, and the data covered (None for all).

    A tie without an address is certain. `beside` is what else has to hold, `content` what else has to for content.
    An owner's is `whole` where it has the whole say.
    """

    to: str
    address: str | None
    data: tuple[str, ...] | None
    beside: Alternative = ()
    content: str | None = None
    whole: bool = False

    @property
    def terms(self) -> Alternative:
        """The terms of the tie: the condition at its address, if any, and what else has to hold."""
        return (self.address, *self.beside) if self.address else self.beside


class Conditions:
    """The equations that all events rest on; each name is written once, when it is first asked for.

    Names are `at/GROUP/DATA/NODE` (a random member's data reach the node), `reach/STATE/PARTY` (the state can make the
    party act), `hold/STATE/PLACE/…` (the state can have data handed over there) and `read/STATE/PLACE/…` (the state can
    read them there, by itself or with somebody's keys). Data that the same parties cover share the last two.
    `by_access` are terms of any custody by access or agreement, by which it can be told apart from other custody.
    """

    def __init__(self, graph: Exposure, by_access: Alternative = ()) -> None:
        self.graph = graph
        self.map = graph.data_map
        self.inputs = graph.inputs
        self.ways: dict[str, tuple[Alternative, ...]] = {}
        self._todo: list[tuple[str, str, str, str, bool, frozenset[str]]] = []
        self.holding = {h.id: h for h in graph.holdings}
        self._flows_into: dict[tuple[str, str], list[Flow]] = {}
        for flow in self.map.flows:
            for data in flow.data:
                self._flows_into.setdefault((data, flow.target), []).append(flow)
        self._ties: dict[tuple[NodeKind, str, str], list[_Tie]] = {}
        for (kind, source), (_, target), tie in graph.graph.edges(data=True):
            beside = by_access if tie.get("because") == BY_ACCESS else ()
            ties = self._ties.setdefault((kind, source, str(tie["kind"])), [])
            ties.append(_Tie(target, tie["address"], tie["data"], beside, tie.get("content"), tie.get("whole", False)))
        self._apart = {target for _, (_, target), tie in graph.graph.edges(data=True) if tie.get("content")}
        self._standing: dict[tuple[str, str], Standing] = {(line.state, line.at): line for line in self.map.standing}
        self._persons: dict[tuple[str, ...], Sequence[tuple[str, Alternative]]] = {}
        self._custody: dict[tuple[str, str], Sequence[_Tie]] = {}
        self._clear: dict[tuple[str, str], Alternative] = {}
        self._alike: dict[tuple[str, str], str] = {}
        self._first_alike: dict[object, str] = {}

    def exposed(self, words: Sequence[str], subject: Subject) -> Mapping[str, Exposed]:
        """For each part of a group that is counted, all that these words about a subject can expose of a person."""
        own = [word for word in words if word in OF_A_PERSON]
        others = [word for word in words if word not in OF_A_PERSON]
        by_group: dict[str, dict[tuple[str, str], Alternative]] = {part: {} for part in self.graph.parts}
        found: dict[tuple[str, str], Alternative | None] = {}
        first = self._first_held_alike if OF_A_HOLDING.issuperset(others) else _itself
        for holding in product(self.map.data, self._places(subject)):
            of_person = self._of_person(own, subject, *holding)
            if any(terms for _, terms in of_person):
                key = (first(*holding), holding[1])
                if key not in found:
                    found[key] = self._all(others, subject, "", *key)
                if (shared := found[key]) is not None:
                    for group, terms in of_person:
                        by_group[group][holding] = terms + shared
        return by_group

    def _first_held_alike(self, data: str, place: str) -> str:
        """The first data at a place that the same parties hold and can read: what can be had of one, can of all."""
        if (data, place) not in self._alike:
            custody = self._covering("custody", data, place)
            own = data if self.inputs.stated(f"clear.{data}.{place}") else ""
            held_by = "" if bare(self.map, data) else self.graph.organisations.key_holder(self.holding[place], data)
            self._alike[data, place] = self._first_alike.setdefault(
                (place, custody, own, held_by, is_content(self.map, data)), data
            )
        return self._alike[data, place]

    def _of_person(
        self, words: Sequence[str], subject: Subject, data: str, place: str
    ) -> Sequence[tuple[str, Alternative]]:
        """The groups of whom these words can be true, each with the terms: the same of all subjects but flows."""
        key = (*words, subject.flow.id if subject.flow else "", data, place)
        if key not in self._persons:
            terms_of = {part: self._all(words, subject, part, data, place) for part in self.graph.parts}
            self._persons[key] = [(group, terms) for group, terms in terms_of.items() if terms is not None]
        return self._persons[key]

    def _places(self, subject: Subject) -> Sequence[str]:
        if subject.flow:
            return (subject.flow.target,)
        if subject.broker:
            return (subject.broker,)
        return tuple(place.id for place in self.graph.organisations.places[subject.organisation or ""])

    def _all(self, words: Sequence[str], subject: Subject, group: str, data: str, place: str) -> Alternative | None:
        """The terms all words stand for; None as soon as one can never be true."""
        every_term: Alternative = ()
        for word in words:
            terms = self._word(word, subject, group, data, place)
            if terms is None:
                return None
            every_term += terms
        return every_term

    def _word(self, word: str, subject: Subject, group: str, data: str, place: str) -> Alternative | None:
        """The terms one word of a threat stands for; None where it can never be true."""
        match word:
            case "at":
                return self._terms_of(self.at(group, data, place))
            case "hold":
                return self._terms_of(self.hold(subject.state or "", data, place))
            case "read":
                return self.read(subject.state or "", data, place)
            case "clear":
                return self.clear(data, place)
            case "rest":
                return self.rest(data, place)
            case "reached" if subject.taking is not None:
                return self.reached(data, place, subject.taking)
            case "standing":
                return self.standing(subject.state or "", data, place)
            case "sent" if subject.flow is not None and data in subject.flow.data:
                return self.sent(group, data, subject.flow)
            case "legible" if subject.flow is not None:
                return self.legible(subject.flow)
        return None

    def _terms_of(self, name: str) -> Alternative | None:
        return (name,) if self.ways[name] else None

    def at(self, group: str, data: str, node: str) -> str:
        """The name of: a random member's data of this type reaches the node; what it rests on is written as well."""
        todo = [node]
        for here in todo:
            name = f"at/{group}/{data}/{here}"
            if name not in self.ways:
                flows = self._flows_into.get((data, here), ())
                ways = [self._arriving(group, data, flow) for flow in flows]
                self.ways[name] = tuple(way for way in ways if way is not None)
                todo += [flow.source_id for flow in flows if flow.source_id not in self.map.users]
        return f"at/{group}/{data}/{node}"

    def sent(self, group: str, data: str, flow: Flow) -> Alternative | None:
        """The terms of: a random member's data of this type takes the flow."""
        if flow.source_id not in self.map.users:
            self.at(group, data, flow.source_id)
        return self._arriving(group, data, flow)

    def _arriving(self, group: str, data: str, flow: Flow) -> Alternative | None:
        """The terms of what arrives somewhere, without writing what they rest on."""
        part = self.graph.parts[group]
        if not part.passes.get(flow.id, True):
            return None
        if flow.id in part.passes:
            share = self.inputs.certain(f"share.{flow.id}.{data}", TAKEN)
        else:
            share = carried(flow, data, self.inputs)
        if flow.source_id in self.map.users:
            return (share,) if flow.source_id == part.group else None
        return (f"at/{group}/{data}/{flow.source_id}", share)

    def legible(self, flow: Flow) -> Alternative:
        """The terms of: what takes the flow can be read on the line."""
        if flow.in_transit == "clear":
            return ()
        return (self.inputs.catalogued(f"clear.transit.{flow.id}", self.inputs.defaults.clear_line),)

    def reach(self, state: str, party: str, content: bool = False, through: frozenset[str] = frozenset()) -> str:
        """The name of: the state can make the party act, by its own power or through an owner.

        Of `content`: and hand over content. Orders to those it goes `through` besides, and to whoever has the whole say
        over them, are left out.
        """
        name = self._asked("reach", state, party, content, through)
        while self._todo:
            self._write_next()
        return name

    def _asked(self, kind: str, state: str, party: str, content: bool, through: frozenset[str] = frozenset()) -> str:
        """The name of a condition on a party, to be written if nobody has asked for it before.

        `alone` is `reach` without those who have the whole say over the party.
        """
        apart = "/content" if content and state in self._apart else ""
        name = f"{kind}/{state}/{party}{apart}" + "".join(f"/but/{other}" for other in sorted(through))
        if name not in self.ways:
            self.ways[name] = ()
            self._todo.append((name, kind, state, party, content, through))
        return name

    def _write_next(self) -> None:
        """Write one of the conditions on parties that were asked for."""
        name, kind, state, party, content, through = self._todo.pop()
        passed = through.union(*(self.graph.organisations.above[other] for other in through))
        passed_powers = {tie.address for other in passed for tie in self._powers(state, other)}
        ways = [
            (*tie.terms, tie.content) if content and tie.content else tie.terms
            for tie in self._powers(state, party)
            if tie.address not in passed_powers
        ]
        for tie in self._ties.get(("party", party, "control"), ()):
            if not tie.whole:
                ways.append((*tie.terms, self._asked("reach", state, tie.to, content)))
            elif kind == "reach" and tie.to not in passed:
                ways.append((*tie.terms, self._asked("alone", state, tie.to, content, through)))
        self.ways[name] = tuple(ways)

    def _powers(self, state: str, party: str) -> Sequence[_Tie]:
        return [tie for tie in self._ties.get(("party", party, "power"), ()) if tie.to == state]

    def hold(self, state: str, data: str, place: str) -> str:
        """The name of: the state can have this data handed over there.

        Of several custodians of whom one has the whole say over another, orders to the first, and to those above it, go
        by its own custody alone.
        """
        if (data, place) not in self._custody:
            self._custody[data, place] = self._covering("custody", data, place)
        custody = self._custody[data, place]
        content = is_content(self.map, data)
        apart = "/content" if content and state in self._apart else ""
        name = f"hold/{state}/{place}/{'+'.join([tie.to for tie in custody])}{apart}"
        if name not in self.ways:
            soil = [tie.terms for tie in self._ties.get(("system", place, "power"), ()) if tie.to == state]
            above, all_there = self.graph.organisations.above, {tie.to for tie in custody}
            self.ways[name] = (
                *soil,
                *(
                    (*tie.terms, self.reach(state, tie.to, content, frozenset(all_there.intersection(above[tie.to]))))
                    for tie in custody
                ),
            )
        return name

    def _covering(self, kind: str, data: str, place: str) -> Sequence[_Tie]:
        ties = self._ties.get(("system", place, kind), ())
        return tuple(tie for tie in ties if tie.data is None or data in tie.data)

    def read(self, state: str, data: str, place: str) -> Alternative:
        """The terms of: the state can read it there, as it is or with the keys of a party it reaches."""
        clear, keys = self.clear(data, place), self._covering("keys", data, place)
        if not clear or not keys:
            return clear
        content = is_content(self.map, data)
        apart = "/content" if content and state in self._apart else ""
        name = f"read/{state}/{place}/{'+'.join((*clear, *(tie.to for tie in keys)))}{apart}"
        if name not in self.ways:
            self.ways[name] = (clear, *((self.reach(state, tie.to, content),) for tie in keys))
        return (name,)

    def clear(self, data: str, place: str) -> Alternative:
        """The terms of: what is held there can be read."""
        if (data, place) not in self._clear:
            self._clear[data, place] = self._readable(data, place)
        return self._clear[data, place]

    def _readable(self, data: str, place: str) -> Alternative:
        own = f"clear.{data}.{place}"
        if bare(self.map, data):
            return (self.inputs.certain(own),) if self.inputs.stated(own) else ()
        held_by = self.graph.organisations.key_holder(self.holding[place], data)
        names = (own, f"clear.{place}.{held_by}")
        stated = next((address for address in names if self.inputs.stated(address)), None)
        address = stated or f"clear.{self.holding[place].organisation}.{held_by}"
        by_kind = self.inputs.defaults.keys_of_the_kind if held_by == "unknown" else None
        # The kind of an app says who holds its own keys, and nothing of whoever else gets its data.
        if by_kind and self.holding[place].organisation == self.graph.organisations.by_id[self.map.app.operator]:
            return (self.inputs.catalogued(address, by_kind),)
        return (self.inputs.default(address, CLEAR, CLEAR_CASES.get(held_by, OF_A_PARTY)),)

    def reached(self, data: str, place: str, taking: str) -> Alternative:
        """The terms of: a taking gets at the data; content by itself, and a system apart, audited or stated as well."""
        own, apart = f"reached.{place}", place in self.map.systems and self.map.systems[place].apart
        content = is_content(self.map, data) or self.map.data[data].type == CREDENTIALS
        terms: Alternative = ()
        if content:
            address = f"reached.content.{taking}"
            terms = (self.inputs.default(address, address),)
        if apart:
            return (*terms, self.inputs.default(own, "reached.<system>", "a system apart or audited"))
        return (*terms, self.inputs.certain(own)) if self.inputs.stated(own) or self.inputs.factors(own) else terms

    def standing(self, state: str, data: str, place: str) -> Alternative | None:
        """The terms of: the state has standing access to the data there."""
        line = self._standing.get((state, place))
        if line is None or (line.data is not None and data not in line.data):
            return None
        access, share = f"standing.{state}.{place}", f"share.standing.{state}.{place}"
        if line.estimate is None:
            self.inputs.default(access, "standing.<state>.<system>")
        else:
            self.inputs.inline(access, line.estimate, f"standing.{state}.{place}.estimate")
        if line.share is None:
            return (access, self.inputs.certain(share, EVERYONE))
        return (access, self.inputs.inline(share, line.share, f"standing.{state}.{place}.share"))

    def rest(self, data: str, place: str) -> Alternative | None:
        """The terms of: anything of a person's is at rest there; of live data what a system keeps, unless stated."""
        own = f"kept.{data}.{place}"
        if self.inputs.stated(own):
            return (self.inputs.certain(own),)
        system = self.map.systems.get(place)
        return None if self.map.data[data].live and (system is None or not system.keeps.get(data)) else ()


def _itself(data: str, _place: str) -> str:
    return data
