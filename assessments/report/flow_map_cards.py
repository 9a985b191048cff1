"""Card of one box or line of the flow diagram: what, where, who, who says so, which routes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from assessments.report.blocks import Block, Cell, Heading, NamedCells
from assessments.report.estimate_words import cited, estimate_words
from assessments.report.figures.flow_map import gathered, runs_through
from assessments.report.questions import question
from assessments.report.reasons import data_name, end_name, event_words, group_name, line_words, place_name
from assessments.report.sentences import (
    OTHERS,
    actor_name,
    as_read,
    chance,
    figures,
    interval,
    listed,
    persons,
    state_name,
    with_interval,
)
from assessments.results.ledger import ledger_rows
from assessments.results.quantity import in_draws, is_drawn, of_number, route_quantity

if TYPE_CHECKING:
    from assessments.results.routes import Listed, MergedRoute
    from assessments.run import Run
    from data_maps.model import DataMap
    from data_maps.systems import Flow

Row = tuple[str, Cell]
MOST, MANY = 3, "How many"
NUMBERED = ("people", "system", "party", "state")


def card(run: Run, id: str, looked_at: Listed, *, opened: frozenset[str] = frozenset()) -> tuple[Block, ...]:
    """The card of a part of the diagram, with the likeliest of the routes looked at that run through it."""
    data_map = run.data_map
    kind, _, name = id.removeprefix("n:").partition(":")
    chains = tuple(filter(runs_through(run, id, opened=opened), looked_at.routes))
    stated = statements(data_map, id) if kind != "parties" else _together(data_map, gathered(run).get(id, ()))
    facts = ((title, _people_of(run, name, cell) if title == MANY else cell) for title, cell in stated)
    rows = (*facts, *_numbers(run, id, kind, name), *_routes(run, chains, looked_at))
    return Heading(_title(data_map, id, kind, name)), NamedCells(rows)


def statements(data_map: DataMap, id: str) -> tuple[Row, ...]:
    """The statements of the map on a part of the diagram."""
    kind, _, name = id.removeprefix("n:").partition(":")
    return tuple(_flow(data_map, id) if id.startswith("e:") else _node(data_map, kind, name))


def _title(data_map: DataMap, id: str, kind: str, name: str) -> str:
    if id.startswith("e:"):
        flow = _flow_of(data_map, id)
        ends = [end_name(data_map, end) for end in (flow.source_id, flow.target)] if flow else []
        return f"Flow from {ends[0]} to {ends[1]}" if flow else "A link between the two"
    if kind == "people":
        return group_name(data_map, name)
    if kind == "data":
        return listed([data_name(data_map, d) for d in name.split("+") if d in data_map.data], 4)
    if kind == "parties":
        return f"Parties run from {state_name(name)}"
    if kind in ("state", "actor"):
        return actor_name(f"state:{name}") if kind == "state" else OTHERS.get(name, name)
    return place_name(data_map, name)


def _together(data_map: DataMap, parties: Iterable[str]) -> Iterator[Row]:
    """The description of each of the parties that one box stands for."""
    for id in parties:
        party = data_map.parties[id]
        home = state_name(party.organised_in)
        yield party.kind.capitalize(), Cell(f"{place_name(data_map, id)}, organised in {home}")


def _flow_of(data_map: DataMap, id: str) -> Flow | None:
    return next((flow for flow in data_map.flows if f"e:{flow.id}" == id), None)


def _flow(data_map: DataMap, id: str) -> Iterator[Row]:
    flow = _flow_of(data_map, id)
    if flow is None:
        return
    yield "Data", Cell(listed([data_name(data_map, d) for d in flow.data]))
    yield "On the way", Cell(flow.in_transit, assumed=f"flows.{flow.id}.in_transit" in data_map.assumed)
    if flow.purpose or flow.use:
        yield "For", Cell(str(flow.purpose or flow.use))
    yield from _source_of(data_map, flow.source, flow.grade, f"flows.{flow.id}")


def _node(data_map: DataMap, kind: str, name: str) -> Iterator[Row]:
    if kind == "people" and name in data_map.users:
        group = data_map.users[name]
        yield "In", Cell(state_name(group.place))
        yield MANY, Cell(persons(data_map.people_in(name)).removeprefix("about "))
        yield from _source_of(data_map, group.count.source or group.source, group.grade, f"users.{name}")
    elif kind == "system" and name in data_map.systems:
        system = data_map.systems[name]
        yield "Stands in", Cell("unknown" if system.place == "unknown" else state_name(system.place))
        yield "Run by", Cell(place_name(data_map, system.operator))
        yield "Keys", Cell(listed(sorted({_holder(data_map, holder) for holder in system.keys.values()})))
        yield from _source_of(data_map, system.source, system.grade, f"systems.{name}")
    elif kind == "party" and name in data_map.parties:
        party = data_map.parties[name]
        yield "Organised in", Cell(state_name(party.organised_in))
        yield "Run from", Cell(state_name(party.run_from))
        owners = [place_name(data_map, line.owner) for line in data_map.ownership if line.of == name]
        yield "Owned by", Cell(listed(list(dict.fromkeys(owners))) if owners else "the map does not say")
        yield from _source_of(data_map, party.source, party.grade, f"parties.{name}")


def _people_of(run: Run, group: str, cell: Cell) -> Cell:
    """The number of people a group counts, with the range that is taken for it."""
    address = f"users.{group}.count"
    if not is_drawn(run, address):
        return cell
    counted = of_number(in_draws(run), address)
    if counted.low == counted.high:
        return cell
    count = as_read(counted, persons).removeprefix("about ")
    return Cell(f"{count} ({interval(counted, figures)})")


def _holder(data_map: DataMap, holder: str) -> str:
    return place_name(data_map, holder) if holder in data_map.parties else holder


def _source_of(data_map: DataMap, source: str | None, grade: str | None, path: str) -> Iterator[Row]:
    yield "Who says so", Cell(cited(data_map, source, grade) or "the map, without a source")
    if path in data_map.places:
        yield "Where", Cell(line_words(data_map, data_map.places[path]), assumed=path in data_map.assumed)


def _numbers(run: Run, id: str, kind: str, name: str) -> Iterator[Row]:
    """The numbers about it that move the result most, each leading to what is known of it."""
    moving = [row.number for row in ledger_rows(run) if row.elasticity]
    about_it = [number for number in moving if _is_about(number.address, id, kind, name)]
    for number in about_it[:MOST]:
        text = f"{question(run.data_map, number.address)} {estimate_words(number)}"
        yield "Number", Cell(text, number.best, assumed=number.assumed, about=number.address)


def _is_about(address: str, id: str, kind: str, name: str) -> bool:
    """True where the number at an address is about the line, or the box."""
    flow = f"share.{id.removeprefix('e:')}"
    return f"{address}.".startswith(f"{flow}.") or (kind in NUMBERED and name in re.split("[.:]", address))


def _routes(run: Run, routes: Sequence[MergedRoute], looked_at: Listed) -> Iterator[Row]:
    count = f"{len(looked_at.routes):,}"
    amount = count if looked_at.complete else f"the {count} most probable"
    yield "Routes", Cell(f"{len(routes) or 'none'} of {amount} through it")
    drawn = in_draws(run)
    for chain in routes[:MOST]:
        words = event_words(run.data_map, chain.first.event)
        open_ = route_quantity(drawn, chain.first)
        yield "Route", Cell(f"{with_interval(open_, chance)}: {words}", open_.middle)
