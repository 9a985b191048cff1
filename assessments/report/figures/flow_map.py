"""Flow map as a figure: people, data, systems, parties, owners, and who may order or take them, as one SVG.

Ids and classes in it are relied on by pages and reports: nodes are `n:<kind>:<id>` with the class `node <kind>`, edges
`e:<flow id>` or `e:<kind>.<from>.<to>` with the class `edge s:<node id> t:<node id>`.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from assessments.report.figures.flow_map_svg import MOST_SMALL, DrawnEdge, DrawnNode, svg_of
from assessments.report.reasons import data_name, group_name, place_name
from assessments.report.sentences import OTHERS, enumerated, figures, percent, state_name
from assessments.results.actors import harm_at_best
from assessments.results.breakdown import moves_at_best
from assessments.results.routes import MergedRoute, leading_routes
from assessments.run import Run
from data_maps.addresses import by_form
from data_maps.caching import cached_property, kept
from data_maps.model import DataMap
from data_maps.systems import Flow
from risk.events import Event
from risk.routes import EventRoute, Hop

MOST_NODES = 60
POWER_LABELS = {"run": "run from there", "office": "office", "seat": "only a seat"}
DRAWN = ("intrusion", "insider", "sale")
WORTH_A_LINE = 0.02
LINES, FEWER_LINES = 6, 2


def picture(run: Run, *, opened: frozenset[str] = frozenset(), small: bool = False) -> str:
    """The flow diagram of an assessed map.

    Of a large one, systems fold into the party that runs them unless it is `opened`, named by its id. For a `small`
    place, boxes say less, states are no bands, and parties run from one state are one box once there are many.
    """
    drawing = _Drawing(run, opened, small=small)
    title = f"Flow of data: {run.data_map.title}"
    return svg_of(drawing.nodes(), drawing.edges, title, described(run.data_map), small=small)


def folded(run: Run) -> Mapping[str, int]:
    """The parties that systems of a large map fold into, and how many into each."""
    drawing = _Drawing(run)
    return Counter(s.operator for s in run.data_map.systems.values()) if drawing.folds else {}


def gathered(run: Run) -> Mapping[str, tuple[str, ...]]:
    """The parties that are one box in a small diagram, by the id of that box, which `opened` may name."""
    return {_together(state): ids for state, ids in _Drawing(run, small=True).gathered.items()}


def parts(
    run: Run, route: EventRoute, *, opened: frozenset[str] = frozenset(), small: bool = False, steps: int | None = None
) -> tuple[str, ...]:
    """The ids of the boxes and lines of the diagram that a route, or the first `steps` of it, runs along."""
    drawing = _Drawing(run, opened, small=small)
    ids = drawing.of_route(route) if steps is None else drawing.of_hops(route.hops[:steps])
    return tuple(dict.fromkeys(ids))


def runs_through(run: Run, id: str, *, opened: frozenset[str] = frozenset()) -> Callable[[MergedRoute], bool]:
    """True where a chain runs along a box or line, in the small diagram or in the whole one."""
    drawings = [_Drawing(run, opened, small=small) for small in (True, False)]
    return lambda chain: any(id in drawing.of_route(route) for route in chain.routes for drawing in drawings)


class _Drawing:
    """The boxes and lines that a map gives rise to."""

    def __init__(self, run: Run, opened: frozenset[str] = frozenset(), *, small: bool = False) -> None:
        self.run = run
        self.map: DataMap = run.data_map
        self.graph = run.events.exposure.graph
        self.above = run.events.exposure.organisations.above
        self.bundles = tuple(dict.fromkeys(flow.data for flow in self.map.flows if flow.source_id in self.map.users))
        self.opened = opened
        self.folds = self._size() > MOST_NODES
        self.small = small

    def _size(self) -> int:
        return len(self.bundles) + len(self.graph)

    def node_of(self, kind: str, id: str) -> str:
        """The box that stands for something: a system folded into its party stands as that party."""
        if kind == "system" and id not in self.map.parties and self._folded(id):
            return self.node_of("party", self.map.systems[id].operator)
        if kind == "party" or (kind == "system" and id in self.map.parties):
            state = self.map.parties[id].run_from
            return _together(state) if id in self.gathered.get(state, ()) else f"n:party:{id}"
        return f"n:{kind}:{id}"

    @cached_property
    def gathered(self) -> Mapping[str, tuple[str, ...]]:
        """The parties that stand in one box because they are run from one state, by that state."""
        boxes: dict[str, tuple[str, ...]] = {}
        for id in self.map.parties:
            state = self.map.parties[id].run_from
            many = self._size() > MOST_SMALL and _together(state) not in self.opened
            if self.small and many and id in self._tied:
                boxes[state] = (*boxes.get(state, ()), id)
        return {state: ids for state, ids in boxes.items() if len(ids) > 1}

    def _folded(self, system: str) -> bool:
        operator = self.map.systems[system].operator
        return self.folds and operator not in self.opened

    def nodes(self) -> tuple[DrawnNode, ...]:
        """Every box, column by column."""
        return (*self._inside.values(), *self._outside())

    @cached_property
    def _inside(self) -> Mapping[str, DrawnNode]:
        """The boxes of all but states and other actors."""
        nodes = (*self._people(), *self._data(), *self._systems(), *self._parties())
        return {node.id: node for node in nodes}

    def _people(self) -> Iterator[DrawnNode]:
        counted = self.run.events.exposure.groups
        for id, group in self.map.users.items():
            risk = [word.replace("_", " ") for word in sorted(group.exposure) if word != "ordinary"]
            count = figures(self.map.people_in(id))
            words = count if self.small else f"{count} people, {', '.join([group.place, *risk])}"
            yield DrawnNode(
                f"n:people:{id}",
                "people",
                "people",
                (group_name(self.map, id), words),
                () if id in counted else ("carrier",),
            )

    def _data(self) -> Iterator[DrawnNode]:
        from risk.severity import base_level

        for bundle in self.bundles:
            names = [data_name(self.map, d) for d in bundle]
            most = FEWER_LINES if self.small else LINES
            lines = names if len(names) <= most else [*names[: most - 1], f"and {len(names) - most + 1} more"]
            worst = max(self.map.data[d].level or base_level(self.map, d) for d in bundle)
            yield DrawnNode(
                _bundle_id(bundle),
                "data",
                "data",
                (*lines, f"level {worst}"),
                (f"level-{worst}", *(f"d:{d}" for d in bundle)),
            )

    def _systems(self) -> Iterator[DrawnNode]:
        for id, system in self.map.systems.items():
            if not self._folded(id):
                place = ", place unknown" if system.place == "unknown" else f" in {state_name(system.place)}"
                assumed = f"systems.{id}" in self.map.assumed
                words = place.lstrip(", ") if self.small else f"system{place}{', assumed' if assumed else ''}"
                yield DrawnNode(
                    f"n:system:{id}",
                    "system",
                    "system",
                    (place_name(self.map, id), words),
                    ("assumed",) if assumed else (),
                    "" if system.place == "unknown" else system.place,
                )

    def _parties(self) -> Iterator[DrawnNode]:
        holders = {
            party
            for _, (kind, party), tie in self.graph.edges(data=True)
            if kind == "party" and tie["kind"] in ("custody", "keys")
        }
        receivers = {flow.target for flow in self.map.flows}
        for id in self.map.parties:
            state = self.map.parties[id].run_from
            if id in self.gathered.get(state, ()):
                lines: tuple[str, ...] = (f"{len(self.gathered[state])} parties, {state_name(state)}",)
                yield DrawnNode(_together(state), "party", "party", lines, band=state)
            elif id in self._tied:
                near = id in holders or id in receivers or id == self.map.app.operator
                lines = (place_name(self.map, id), *(() if self.small else self._about_party(id)))
                yield DrawnNode(f"n:party:{id}", "party", "party" if near or self.small else "owner", lines, band=state)

    @cached_property
    def _tied(self) -> frozenset[str]:
        """The parties that data can come to: who runs, reaches or receives, and whoever owns one of these."""
        kinds = ("custody", "keys", "control")
        queue = [node for node in self.graph if node[0] == "system"]
        nodes = set(queue)
        while queue:
            steps = self.graph.out_edges(queue.pop(), data=True)
            nearer = [target for _, target, tie in steps if tie["kind"] in kinds and target not in nodes]
            nodes.update(nearer)
            queue.extend(nearer)
        return frozenset(id for kind, id in nodes if kind == "party")

    def _about_party(self, id: str) -> Iterator[str]:
        party = self.map.parties[id]
        home = state_name(party.organised_in)
        yield (
            f"{party.kind}, {home}"
            if party.organised_in == party.run_from
            else f"{party.kind}, {home}, run from {state_name(party.run_from)}"
        )
        inside = sum(1 for system, entry in self.map.systems.items() if entry.operator == id and self._folded(system))
        if inside:
            yield f"{inside} {'system' if inside == 1 else 'systems'} inside"

    def _outside(self) -> Iterator[DrawnNode]:
        ours = self.run.events.exposure.own_states
        for state in self._reached("state"):
            yield DrawnNode(
                f"n:state:{state}",
                "state",
                "outside",
                self._about_state(state, own=state in ours),
                band=state,
            )
        for actor in self._reached("actor"):
            # How it takes data is told where its name does not tell that already.
            modes = {event.threat.mode for event in self.run.events.events if event.actor == actor}
            named_modes = () if self.small else sorted(mode for mode in modes if not actor.startswith(mode))
            yield DrawnNode(f"n:actor:{actor}", "actor", "outside", (OTHERS[actor].lower(), *named_modes))

    def _about_state(self, state: str, *, own: bool) -> tuple[str, ...]:
        if self.small:
            return (f"{state_name(state)}, own" if own else state_name(state),)
        return state_name(state), "state, the viewpoint" if own else "state"

    def _reached(self, kind: str) -> list[str]:
        """The states or other actors that a line leads to from a box that is drawn."""
        start = f"n:{kind}:"
        ends = {edge.target for edge in self.edges if edge.source in self._inside}
        return sorted(end.removeprefix(start) for end in ends if end.startswith(start))

    @cached_property
    def edges(self) -> tuple[DrawnEdge, ...]:
        """Every line; of several between the same boxes that fold into one, the one that carries most."""
        edges_by_id: dict[str, DrawnEdge] = {}
        for edge in (*self._flows(), *self._steps(), *self._takings()):
            other = edges_by_id.get(edge.id)
            if edge.source != edge.target and (other is None or other.share < edge.share):
                edges_by_id[edge.id] = edge
        return tuple(self._weighed(self._with_word(edge)) for edge in edges_by_id.values())

    def _with_word(self, edge: DrawnEdge) -> DrawnEdge:
        """A line with its word; where there is little room, only how data are taken is said."""
        return replace(edge, label="") if self.small and not set(edge.marks) & set(DRAWN) else edge

    def _weighed(self, edge: DrawnEdge) -> DrawnEdge:
        return replace(edge, marks=(*edge.marks, "route")) if edge.id in self._routes else edge

    @cached_property
    def _routes(self) -> frozenset[str]:
        return frozenset(id for chain in self._chains for id in self.of_route(chain.first))

    @cached_property
    def _chains(self) -> tuple[MergedRoute, ...]:
        return leading_routes(self.run)

    def _flows(self) -> Iterator[DrawnEdge]:
        """Flows as lines, those between the same boxes as one, which is called as the first of them."""
        for (source, target), together in self._between.items():
            first = together[0]
            share = max(self._share(f"share.{flow.id}") for flow in together)
            assumed = all(f"flows.{flow.id}" in self.map.assumed for flow in together)
            marks = ("assumed",) if assumed else ()
            if source.startswith("n:people:"):
                yield DrawnEdge(f"e:{first.id}", source, target, "", share, marks)
            elif source.startswith("n:data:"):
                yield DrawnEdge(_carries(first), source, target, "", share, marks)
            else:
                label = enumerated([data_name(self.map, d) for d in first.data], 1)
                more = f" … ({len(together)} flows)" if len(together) > 1 else ""
                yield DrawnEdge(f"e:{first.id}", source, target, label + more, share, marks)

    @cached_property
    def _between(self) -> dict[tuple[str, str], list[Flow]]:
        """The flows between two boxes, for each pair that has one."""
        flows: dict[tuple[str, str], list[Flow]] = {}
        for flow in self.map.flows:
            for ends in self._ends(flow):
                flows.setdefault(ends, []).append(flow)
        return flows

    def _ends(self, flow: Flow) -> Iterator[tuple[str, str]]:
        """The boxes that a flow runs between; from people it runs by way of the box of its data."""
        target = self.node_of("system", flow.target)
        if flow.source_id not in self.map.users:
            yield self.node_of("system", flow.source_id), target
            return
        yield f"n:people:{flow.source_id}", _bundle_id(flow.data)
        yield _bundle_id(flow.data), target

    def _steps(self) -> Iterator[DrawnEdge]:
        words = {
            "custody": self._custody_label,
            "control": self._control_label,
            "keys": lambda *_: "keys",
            "power": self._power_label,
        }
        for source, target, tie in self.graph.edges(data=True):
            kind = tie["kind"]
            if kind in words and not (kind == "control" and by_form(tie["address"]).owner != target[1]):
                here, there = self.node_of(*source), self.node_of(*target)
                address = tie["address"]
                share = self._share(address) if address else 0.0
                yield DrawnEdge(
                    f"e:{kind}.{_id(here)}.{_id(there)}",
                    here,
                    there,
                    words[kind](source[1], target[1], tie),
                    share,
                    (kind,),
                )

    def _custody_label(self, system: str, party: str, tie: Mapping[str, object]) -> str:
        return "" if tie["because"] == "the operator" else "app" if tie["because"] == "the app's operator" else "access"

    def _power_label(self, _party: str, _state: str, tie: Mapping[str, object]) -> str:
        return POWER_LABELS.get(str(tie["tie"]), "")

    def _control_label(self, owned: str, owner: str, tie: Mapping[str, object]) -> str:
        lines = [line for line in self.map.ownership if (line.owner, line.of) == (owner, owned)]
        shares = [line.share.best for line in lines if line.share and line.share.best is not None]
        return ("100%" if shares[0] >= 1 else percent(shares[0])) if shares else lines[0].via if lines else ""

    def _takings(self) -> Iterator[DrawnEdge]:
        """What is taken without an order, where it is worth a line, and what each actor takes most by.

        Covert access by states could start at any system and is left to words.
        """
        harms = harm_at_best(self.run)
        total = math.fsum(harm for _, harm in harms)
        keys = {chain.first.event.key for chain in self._chains} | self._foremost
        for event, harm in harms:
            share = harm / total if total else 0.0
            if event.threat.mode in DRAWN and (share >= WORTH_A_LINE or event.key in keys):
                yield from (replace(self._taking(event, place), share=share) for place in self._starts(event))

    @cached_property
    def _foremost(self) -> frozenset[str]:
        """The event of each actor that does most harm."""
        foremost: dict[str, tuple[Event, float]] = {}
        for event, harm in harm_at_best(self.run):
            if event.actor not in foremost or harm > foremost[event.actor][1]:
                foremost[event.actor] = (event, harm)
        return frozenset(event.key for event, _ in foremost.values())

    def _places(self, event: Event) -> tuple[str, ...]:
        """The places where an event takes data: those of its organisation, or the one it is about."""
        last = event.key.rsplit("/", 1)[-1]
        if event.threat.exists.places == "organisation":
            return tuple(place.id for place in self.run.events.exposure.organisations.places[last])
        return (next((f.source_id for f in self.map.flows if f.id == last), last),)

    def _starts(self, event: Event) -> tuple[str, ...]:
        """The places from which the taking of data is drawn; where there is little room, one."""
        places = self._places(event)
        return (self._main_place(event, places),) if self.small else places

    def _main_place(self, event: Event, places: Sequence[str]) -> str:
        """The place where the first leading route of an event ends, and else the one most people's data flow to."""
        routes = (chain.first for chain in self._chains if chain.first.event.key == event.key)
        ends = (end for route in routes if (end := _end(route, places)))
        return next(ends, max(places, key=self._people_to))

    def _people_to(self, place: str) -> float:
        """The number of people from whom data flow straight to a place."""
        groups = {flow.source_id for flow in self.map.flows if flow.target == place}
        return sum(self.map.people_in(group) for group in groups & self.map.users.keys())

    def _taking(self, event: Event, place: str) -> DrawnEdge:
        """The line from a place where data are taken to the actor who takes them."""
        mode = event.threat.mode
        start = self.node_of("people" if place in self.map.users else "system", place)
        actor_node = self.node_of("state" if event.is_of_a_state else "actor", event.actor.removeprefix("state:"))
        label = mode if event.is_of_a_state else ""
        return DrawnEdge(f"e:{mode}.{_id(start)}.{_id(actor_node)}", start, actor_node, label, marks=(mode,))

    def _share(self, address: str) -> float:
        """The part of all harm that would go if nothing passed here; 0 where the number is exact and so never moved."""
        return max(0.0, min(1.0, moves_at_best(self.run).get(address, 0.0)))

    def of_route(self, route: EventRoute) -> Iterator[str]:
        """The boxes and lines of a route."""
        yield from self.of_hops(route.hops)
        if route.event.threat.mode in DRAWN:
            starts = self._starts(route.event)
            taking = self._taking(route.event, _end(route, starts) or starts[0])
            yield from (taking.source, taking.id, taking.target)

    def of_hops(self, hops: Iterable[Hop]) -> Iterator[str]:
        """The boxes and lines of steps of a route."""
        for hop in hops:
            yield from self._of_hop(hop)

    @kept
    def _of_hop(self, hop: Hop) -> tuple[str, ...]:
        """The boxes and the line of a step; a state's own will and luck are no line, and its box is at its power."""
        if hop.kind in ("interest", "trial"):
            return ()
        here, there = (self.node_of(*node) for node in (hop.source, hop.target))
        if hop.kind == "flow":
            return here, *self._of_flow(hop), there
        if here == there:
            return (here,)
        if hop.kind == "control":
            return (here, *self._up(hop.source[1], hop.target[1]), there)
        kind = {"readable": "keys", "content": "power"}.get(hop.kind, hop.kind)
        return here, f"e:{kind}.{_id(here)}.{_id(there)}", there

    def _up(self, party: str, owner: str) -> Iterator[str]:
        """The boxes and lines of all interests between a party and an owner that can make it act."""
        direct = self.above[party].get(owner, owner)
        here, there = self.node_of("party", party), self.node_of("party", direct)
        yield f"e:control.{_id(here)}.{_id(there)}"
        if direct != owner:
            yield from (there, *self._up(direct, owner))

    def _of_flow(self, hop: Hop) -> Iterator[str]:
        for flow in self.map.flows:
            if hop.address in (f"share.{flow.id}", f"share.{flow.id}.{hop.data}"):
                for source, target in self._ends(flow):
                    first = self._between[source, target][0]
                    if source != target:
                        yield _carries(first) if source.startswith("n:data:") else f"e:{first.id}"
                if flow.source_id in self.map.users:
                    yield _bundle_id(flow.data)


def _end(route: EventRoute, places: Collection[str]) -> str | None:
    """The last of some places that a route comes to, if any."""
    return next((hop.target[1] for hop in reversed(route.hops) if hop.target[1] in places), None)


def _bundle_id(data: Iterable[str]) -> str:
    return "n:data:" + "+".join(data)


def _together(state: str) -> str:
    return f"n:parties:{state}"


def _carries(flow: Flow) -> str:
    return f"e:carries.{'+'.join(flow.data)}.{flow.target}"


def _id(node: str) -> str:
    return node.split(":", 2)[-1]


def described(data_map: DataMap) -> str:
    """The picture in a sentence, for those who do not see it."""
    systems, parties = len(data_map.systems), len(data_map.parties)
    groups = enumerated([group_name(data_map, g) for g in data_map.users])
    return (
        f"From {groups}, data flow to {systems} {'system' if systems == 1 else 'systems'} that {parties} "
        f"{'party runs, owns or reaches' if parties == 1 else 'parties run, own or reach'}, and from there to the "
        "states and others that may order or take them. The thicker a line, the larger the share of harm that passes "
        "along it."
    )
