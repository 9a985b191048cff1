"""Reasons why a step of a route is open, in plain words, with the law, source and map line it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath

from assessments.conclusions.forecast import all_or_none
from assessments.report.estimate_words import cited, said_by
from assessments.report.power_words import graded, power_words
from assessments.report.sentences import OTHERS, actor_name, chance, enumerated, percent, the_actor, the_state
from data_maps.addresses import Address, by_form
from data_maps.caching import cached_property
from data_maps.countries import CODES
from data_maps.fields import Claim
from data_maps.model import DataMap
from data_maps.parties import Ownership
from data_maps.problems import Place
from data_maps.settings import SETTING, address_in
from risk.events import Event, Events
from risk.inputs import Input
from risk.jurisdictions import Hook
from risk.routes import EventRoute, Hop, RouteNode

INTERESTS = {
    "shares": "shares",
    "votes": "votes",
    "board": "seats on the board",
    "management": "management",
    "contract": "contracts",
    "articles": "rights in the articles",
    "law": "a law or licence",
    "nominee": "a nominee",
    "staff": "shared staff",
    "unknown": "an interest of unknown kind",
}
HOOKS: dict[str, Hook] = {
    "run from there": "run_from",
    "a company of its own answers there": "organised_in",
    "organised there": "organised_in",
    "offers its service there": "offers_service",
    "stands there": "stands_in",
    "may stand there: its place is unknown": "stands_in",
}
MOST_LAWS = 3


@dataclass(frozen=True)
class StepReason:
    """A step of a route explained; ids in `source` and `target` are the map's own, `state:CN` or an actor's name.

    `links` are the addresses of the texts behind the laws and then behind the evidence; empty where one has none.
    """

    source: str
    target: str
    source_name: str
    target_name: str
    because: str
    address: str | None
    probability: float | None
    evidence: str
    place: Place | None
    assumed: bool
    from_people: bool
    laws: tuple[str, ...] = field(default=())
    links: tuple[str, ...] = field(default=())


def explained(events: Events, route: EventRoute, data: str | None = None) -> tuple[StepReason, ...]:
    """Every step of a way with its reason, in the order in which it is followed.

    `data` are words for several data together.
    """
    return tuple(reason(events, route.event, hop, data) for hop in route.hops)


def reason(events: Events, event: Event, hop: Hop, data: str | None = None) -> StepReason:
    """One step with its reason, its number, who says so and where."""
    used = events.inputs[hop.address] if hop.address else None
    context = _About(events, event, hop, used, data or data_name(events.data_map, hop.data))
    laws = tuple(context.laws())
    return StepReason(
        source=node_id(hop.source),
        target=node_id(hop.target),
        source_name=node_name(events.data_map, hop.source),
        target_name=node_name(events.data_map, hop.target),
        because=context.because,
        address=hop.address,
        probability=used.best if used else None,
        evidence=context.evidence,
        place=context.place,
        assumed=bool(used and used.assumed),
        from_people=hop.source[0] == "people",
        laws=tuple(words for words, _ in laws),
        links=(*(link for _, link in laws), context.link),
    )


def node_id(node: RouteNode) -> str:
    """The id of a node in results: its id, `state:CN` for a state."""
    kind, name = node
    return f"state:{name}" if kind == "state" else name


def node_name(data_map: DataMap, node: RouteNode) -> str:
    """The name of a node for readers: the name the map gives it, or its id."""
    kind, name = node
    if kind == "state":
        return actor_name(f"state:{name}")
    if kind == "actor":
        return OTHERS.get(name, name)
    if kind == "people":
        return group_name(data_map, name)
    return place_name(data_map, name)


def group_name(data_map: DataMap, group: str) -> str:
    """The people of a group: the name the map gives them, with their id where another group is called the same."""
    entry = data_map.users.get(group)
    if entry and (name := entry.name):
        return f"{name} ({group})" if [users.name for users in data_map.users.values()].count(name) > 1 else name
    return group_words(group)


def group_words(group: str) -> str:
    """The id of a group without a name, as words; users-us are the users in the United States."""
    start, _, place = group.rpartition("-")
    if start == "users" and place.upper() in CODES:
        return f"users in {the_state(place.upper())}"
    return as_words(group)


def end_name(data_map: DataMap, id: str) -> str:
    """The name of an end of a flow: of a group, a system or a party."""
    return group_name(data_map, id) if id in data_map.users else place_name(data_map, id)


def as_words(id: str) -> str:
    """An id of the map as words."""
    return id.replace("-", " ")


def line_words(data_map: DataMap, place: Place) -> str:
    """The line of a map where something stands, on a page: its number, after its file where the map has several."""
    files = {other.file for other in data_map.places.values()} - {SETTING}
    return f"{PurePath(place.file).name}, line {place.line}" if files - {place.file} else f"line {place.line}"


def place_name(data_map: DataMap, id: str) -> str:
    """The name of a system or party, or its id."""
    entry = data_map.systems.get(id) or data_map.parties.get(id)
    return entry.name if entry and entry.name else id


def data_name(data_map: DataMap, data: str) -> str:
    """The name of data, or their id as words."""
    return data_map.data[data].name or as_words(data)


def event_words(data_map: DataMap, event: Event) -> str:
    """An event in words: orders for everything by China (CN) at Tencent."""
    place = event.key.rsplit("/", 1)[-1]
    name = place_name(data_map, place)
    return event.threat.words.format(actor=the_actor(event.actor), organisation=name, broker=name, flow=place)


@dataclass(frozen=True)
class _About:
    """One hop with all that its reason is made of."""

    events: Events
    event: Event
    hop: Hop
    used: Input | None
    data: str

    @property
    def map(self) -> DataMap:
        return self.events.data_map

    @property
    def edge(self) -> Mapping[str, object]:
        """The edge of the exposure graph for the step; empty where it is not a step between two nodes."""
        edges = self.events.exposure.between(self.hop.source, self.hop.target)
        return next((edge for edge in edges if edge["kind"] == self.hop.kind), {})

    @property
    def because(self) -> str:
        """The reason in one sentence, without its full stop."""
        words = {
            "flow": self._flow,
            "line": self._line,
            "reached": self._reached,
            "readable": self._readable,
            "custody": self._custody,
            "control": self._control,
            "power": self._power,
            "content": self._content,
            "standing": self._standing,
            "interest": self._interest,
            "trial": self._trial,
        }
        return words[self.hop.kind]()

    @property
    def source_name(self) -> str:
        return node_name(self.map, self.hop.source)

    @property
    def target_name(self) -> str:
        return node_name(self.map, self.hop.target)

    def _flow(self) -> str:
        flow = next(f for f in self.map.flows if f.id == self._flow_id)
        purpose = f" for {flow.use or flow.purpose}" if flow.use or flow.purpose else ""
        share = self.used.best if self.used else 1.0
        whose = "of everyone" if all_or_none(share) else f"of {chance(share)} people"
        guess = "; the flow itself is assumed" if f"flows.{flow.id}" in self.map.assumed else ""
        return f"a flow takes {self.data} {whose} to {self.target_name}{purpose}{guess}"

    @cached_property
    def _flow_id(self) -> str:
        share = address_in(self.hop.address or "", self.map)
        return (share.flow if isinstance(share, Address) else None) or ""

    def _line(self) -> str:
        return f"what passes to {self.target_name} can be read on the line: whether it is encrypted there is not known"

    def _reached(self) -> str:
        address = by_form(self.hop.address or "")
        if address.taking:
            return "the taking gets as far as content"
        return f"the taking gets into {self.source_name}, which is secured apart or audited"

    def _standing(self) -> str:
        address = by_form(self.hop.address or "")
        access = f"standing access of {the_state(address.state or '')} to {self.source_name}"
        return f"{access} takes in {self.data} of so many people" if address.family == "share" else f"there is {access}"

    def _readable(self) -> str:
        if self.hop.address is None:
            return f"the keys are with {self.target_name}, who can be made to hand them over"
        address = by_form(self.hop.address)
        first, last = address.parts
        if address.family == "kept":
            return f"one still finds {self.data} at {self.source_name}"
        if first in self.map.data and last in self._stores:
            return f"{data_name(self.map, first)} can be read at {self.source_name}"
        return f"{self.data} can be read at {self.source_name}: {self._keys(last)}"

    @property
    def _stores(self) -> set[str]:
        return {h.id for h in self.events.exposure.holdings}

    def _keys(self, holder: str) -> str:
        match holder:
            case "operator":
                return "the operator has the keys"
            case "none":
                return "they are stored in the clear"
            case "users":
                return "users have the keys, but backups, clients and mistakes remain"
            case "unknown":
                return "who has the keys is not known"
        return f"the keys are with {place_name(self.map, holder)}, but backups and mistakes remain"

    def _custody(self) -> str:
        if through := self.edge.get("through"):
            held = f"holds data at {self.source_name}, and runs the app or a system of it"
            return f"{self.target_name} has the whole say over {place_name(self.map, str(through))}, which {held}"
        match self.edge.get("because"):
            case "the operator" if self.hop.source[1] == self.hop.target[1]:
                return f"{self.target_name} holds what it is sent"
            case "the operator":
                return f"{self.target_name} runs {self.source_name}{self._guessed('systems', self.hop.source[1])}"
            case "the app's operator":
                return f"{self.target_name} runs the app whose users send data to {self.source_name}"
        return f"{self.target_name} has access to {self.source_name}{self._ground}"

    def _guessed(self, section: str, id: str) -> str:
        return "; this is assumed" if f"{section}.{id}" in self.map.assumed else ""

    @property
    def _ground(self) -> str:
        """The ground of a party's access: the access line or the agreement."""
        system, party = self.hop.source[1], self.hop.target[1]
        how = [a.how for a in self.map.access if (a.party, a.to) == (party, system)]
        deals = [a for a in self.map.agreements if party in a.between and any(g.system == system for g in a.gives)]
        if how:
            return f": {how[0]}" if how[0] else ""
        return f" under the agreement {deals[0].id}" + (f" ({deals[0].kind})" if deals[0].kind else "") if deals else ""

    @property
    def _lines(self) -> list[Ownership]:
        direct = by_form(self.hop.address or "").owner
        return [line for line in self.map.ownership if (line.owner, line.of) == (direct, self.hop.source[1])]

    def _control(self) -> str:
        held = enumerated([INTERESTS[line.via] + _share_words(line) for line in self._lines])
        direct = self._lines[0].owner
        if direct != self.hop.target[1]:
            held = f"it has the whole say over {place_name(self.map, direct)}, which holds {held}"
        else:
            held = f"it holds {held}"
        return f"{self.target_name} can make {self.source_name} act: {held}"

    def _power(self) -> str:
        state = the_state(self.hop.target[1])
        match self.edge.get("because"):
            case "run from there":
                tie = f"{self.source_name} is run from {state}"
            case "a company of its own answers there":
                tie = f"{self.source_name} has an office in {state}, itself or by a company of its organisation"
            case "organised there":
                tie = f"{self.source_name} has only a seat in {state}: it is organised there and run from elsewhere"
            case "offers its service there":
                reach_abroad = f"the law's reach to providers abroad: {self._reach}"
                tie = f"{self.source_name} offers its service in {state}; {reach_abroad}"
            case "stands there":
                tie = f"the place of {self.source_name} is {state}"
            case "may stand there: its place is unknown":
                tie = f"the place of {self.source_name} is not known and may be {state}"
            case "a body of the state itself":
                tie = f"{self.source_name} is a body of {state}"
            case _:
                tie = f"the map states that {state} has power over {self.source_name}"
        return tie

    def _content(self) -> str:
        from risk.jurisdictions import blocks

        party, state = self.map.parties[self.hop.source[1]], self.hop.target[1]
        homes = dict.fromkeys((party.organised_in, party.run_from))
        bars = [
            f"{bar.law}, {bar.article}, of {the_state(home)} bars giving it{graded(bar.grade)}"
            for home in homes
            for bar in blocks(home)
            if home != state and bar.bars(state, self.map.as_of)
        ]
        given = f"{self.source_name}, run from elsewhere, gives {the_state(state)} content too, not other data alone"
        return "; ".join((given, *bars))

    @property
    def _reach(self) -> str:
        from risk.jurisdictions import reach_abroad

        reach = reach_abroad(self.hop.target[1], self.map.as_of)
        return f"{reach.word} ({reach.why}{graded(reach.grade)})"

    def laws(self) -> Iterator[tuple[str, str]]:
        """The laws in force that day through which the tie binds: each with citation, source and grade; its address."""
        if self.hop.kind != "power":
            return
        from risk.jurisdictions import powers, source

        all_powers = [p for hook in self._hooks for p in powers(self.hop.target[1], self.map.as_of, hook)]
        distinct_powers = list(dict.fromkeys(all_powers))
        yield from ((power_words(power), source(power.source).url or "") for power in distinct_powers[:MOST_LAWS])
        if len(distinct_powers) > MOST_LAWS:
            yield f"and {len(distinct_powers) - MOST_LAWS} more in force on {self.map.as_of}", ""
        if not distinct_powers and self._hooks:
            yield f"no law of {the_state(self.hop.target[1])} that binds through this tie is on record here", ""

    @property
    def _hooks(self) -> tuple[Hook, ...]:
        tie = HOOKS.get(str(self.edge.get("because")))
        if tie is None:
            return ()
        party = self.map.parties.get(self.hop.source[1])
        also = party is not None and tie == "run_from" and party.organised_in == self.hop.target[1]
        return (tie, "organised_in") if also else (tie,)

    def _interest(self) -> str:
        return f"the authorities of {the_actor(node_id(self.hop.source))} care about this app's data at all"

    def _trial(self) -> str:
        return self.event.threat.trial_words or "an attempt succeeds"

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The claims of the map about the step, with its own sources."""
        match self.hop.kind:
            case "flow":
                return tuple(f for f in self.map.flows if f.id == self._flow_id)
            case "custody" | "readable" if self.hop.source[1] in self.map.systems and self.hop.address:
                return (*self._access_claims, self.map.systems[self.hop.source[1]])
            case "control":
                return tuple(self._lines)
            case "power" | "content":
                entry = self.map.parties.get(self.hop.source[1]) or self.map.systems.get(self.hop.source[1])
                return (entry,) if entry else ()
        return ()

    @property
    def _access_claims(self) -> tuple[Claim, ...]:
        pair = (self.hop.target[1], self.hop.source[1])
        deals = (a for a in self.map.agreements if pair[0] in a.between and any(g.system == pair[1] for g in a.gives))
        return (*(a for a in self.map.access if (a.party, a.to) == pair), *deals) if self.hop.kind == "custody" else ()

    @property
    def evidence(self) -> str:
        """The evidence for the step: the sources of the claim itself, then who stands behind the number."""
        sources = [cited(self.map, c.source, c.grade) for c in self.claims if c.source]
        number = said_by(self.map, self.used) if self.used else ""
        if sources and self.used and self.used.origin != "construction":
            number = f"for the number, {number}"
        elif sources:
            number = ""
        return "; ".join(dict.fromkeys(text for text in (*sources, number) if text)) or "the map, without a source"

    @property
    def link(self) -> str:
        """The address of the first source of the claim, or of the number, that has one; empty where none has."""
        names = [*(claim.source for claim in self.claims), self.used.estimate.source if self.used else None]
        sources = (self.map.sources.get(name) for name in names if name)
        return next((str(entry.url) for entry in sources if entry and entry.url), "")

    @property
    def place(self) -> Place | None:
        """The place in the map: at the number if it is the map's own, else at the claim."""
        if self.used and self.used.place:
            return self.used.place
        return next((self.map.places[path] for path in self._paths() if path in self.map.places), None)

    def _paths(self) -> Iterator[str]:
        source, target = self.hop.source[1], self.hop.target[1]
        match self.hop.kind:
            case "flow":
                yield f"flows.{self._flow_id}"
            case "custody":
                yield from (
                    f"access.{target}.{source}",
                    f"systems.{source}.operator",
                    f"systems.{source}",
                    f"parties.{source}",
                )
            case "readable":
                yield from (f"systems.{source}.keys.{self.hop.data}", f"systems.{source}.keys", f"systems.{source}")
            case "control":
                yield f"ownership.{target}.{source}"
            case "power" | "content":
                yield from (
                    f"{kind}.{source}.{key}"
                    for kind, key in (("parties", "run_from"), ("parties", "organised_in"), ("systems", "in"))
                )
                yield from (f"parties.{source}", f"systems.{source}")


def _share_words(line: Ownership) -> str:
    share = line.share.best if line.share else None
    return f" ({'100%' if all_or_none(share) else percent(share)})" if share is not None else ""
