"""Cards of numbers, and of the boxes and lines of the flow diagram: what, where, who says so, which routes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from assessments.conclusions.findings import by_share
from assessments.report.blocks import Block, Cell, Column, Figure, Heading, NamedCells, Table, Text, row
from assessments.report.blocks import row as blocks_row
from assessments.report.cells import as_used, with_ends
from assessments.report.estimate_words import (
    basis_words,
    cited,
    claim_words,
    estimate_words,
    grade_words,
    own_words,
    pool_words,
    range_words,
    said_by,
)
from assessments.report.figures.chart import Axis, Chart, Mark, density_axis
from assessments.report.figures.flow_map import gathered, runs_through
from assessments.report.questions import question
from assessments.report.reasons import data_name, end_name, event_words, group_name, line_words, place_name
from assessments.report.sentences import (
    OTHERS,
    actor_name,
    as_read,
    by_percent,
    chance,
    enumerated,
    figures,
    in_one_notation,
    interval,
    percent,
    persons,
    span,
    state_name,
    with_interval,
)
from assessments.results.breakdown import moved_by
from assessments.results.evidence import instead_of, is_weak
from assessments.results.ledger import LedgerRow, ledger_rows, ledger_rows_of_options
from assessments.results.options.table import options_of
from assessments.results.quantity import Quantity, in_draws, is_drawn, of_number, route_quantity
from assessments.results.routes import Listed, MergedRoute
from assessments.results.sensitivity import NumberShapes, Shape, known_ends, scores_of, shape_between, shapes_of
from assessments.run import Run
from data_maps.addresses import address, family_of
from data_maps.model import DataMap
from data_maps.problems import Fault
from data_maps.quantities import Estimate
from data_maps.settings import SETTING
from data_maps.systems import Flow
from risk.defaults import OwnEvents
from risk.inputs import Input

MAIN = ("users", "share", "interest", "power", "content", "control", "custody", "clear", "demand")
FAMILIES: Mapping[str, str] = {
    "users": "how many people",
    "people": "how many people in all, and in which parts",
    "share": "what share of data takes a flow",
    "interest": "who is interested",
    "power": "what law and practice can compel",
    "content": "what part of orders brings content too",
    "control": "who can make whom act",
    "custody": "who can access what is held",
    "clear": "what can be read",
    "demand": "how often it is demanded",
    "elsewhere": "how many orders go elsewhere",
    "standing": "who has standing access",
    "record": "how often it is on record",
    "known": "what part becomes known",
    "takings": "how often a state takes many people's data anywhere",
    "placed": "how often a state places staff anywhere",
    "abroad": "how many large orders are about people abroad",
    "hit": "how many of the world's takings are here",
    "carried_out": "what share is carried out",
    "taken": "how many are taken at once",
    "swept": "who comes along with a target",
    "reached": "what a taking gets at",
    "identified": "who can be told by name",
    "attempts": "how often it is attempted",
    "success": "what share of attempts succeeds",
    "sold": "how often it is sold",
    "kept": "what is still kept",
    "distribution": "how people get the app",
    "option": "what an option does",
}
PEOPLE = (
    Column("Who"),
    Column("Says"),
    Column("Middle", numeric=True),
    Column("90%"),
    Column("On what grounds"),
)
STEPS = 60
MOST = 12
COLUMNS = (
    Column("Question"),
    Column("Value (stated range)", numeric=True),
    Column("As used (90% interval)", numeric=True),
    Column("Grade"),
    Column("Who says so"),
    Column("Address"),
    Column("Where"),
)
CardRow = tuple[str, Cell]
MOST_ON_A_CARD, MANY = 3, "How many"
NUMBERED = ("people", "system", "party", "state")


@dataclass(frozen=True)
class Sought:
    """The filter for numbers: of which families, assumed or stated or either, of weak or good evidence or either,
    and from which share of the spread on.
    """

    families: tuple[str, ...] = ()
    assumed: bool | None = None
    weak: bool | None = None
    spread: float = 0.0


def sought(run: Run, filters: Sought) -> tuple[LedgerRow, ...]:
    """The numbers of the ledger that are sought, what decides most first: by their shares of the uncertainty.

    Without simulations no share is known, and what moves the result most comes first.
    What is true by construction is no number that anyone could state otherwise, and is left out. Those that only the
    comparison of options rests on come last, where more than the main families is sought.
    """
    beside = () if filters.families == MAIN else ledger_rows_of_options(run)
    return tuple(
        row
        for row in by_share((*ledger_rows(run), *beside), filters.spread)
        if row.number.origin != "construction" and _fits(run, filters, row)
    )


def row_of(run: Run, address: str | None) -> LedgerRow | None:
    """The row of a number, of the result or of the comparison of options; None if neither uses it."""
    if address is None:
        return None
    own = next((row for row in ledger_rows(run) if row.number.address == address), None)
    return own or next((row for row in ledger_rows_of_options(run) if row.number.address == address), None)


def _fits(run: Run, filters: Sought, row: LedgerRow) -> bool:
    return (
        (not filters.families or family(row) in filters.families)
        and filters.assumed in (None, row.assumed)
        and filters.weak in (None, is_weak(run.data_map, row.number))
    )


def family(row: LedgerRow) -> str:
    """The first word of an address."""
    return family_of(row.number.address)


def known_families(run: Run) -> tuple[str, ...]:
    """The families of the numbers in use, in the order in which they are explained."""
    used = {family(row) for row in ledger_rows(run)} | ({"option"} if options_of(run) else set())
    return tuple(name for name in FAMILIES if name in used)


def value_words(run: Run, row: LedgerRow) -> str:
    """The value of a number with the range that is stated, or, where none is, with that which is used."""
    words, used = estimate_words(row.number), row.number
    if used.exact or used.estimate.low is not None:
        return words
    low, high = known_ends(run, row)
    return words if low == high else f"{words}, 90% {span(low, high)}"


def in_short(run: Run, row: LedgerRow) -> str:
    """The grade of a number, and what it does to the result, in a line."""
    mark = grade_words(run.data_map, row.number)
    parts = [
        "assumed" if row.assumed else mark if mark.startswith("not") else f"grade {mark}",
        *_moving(run, row),
    ]
    if row.variance_share is not None and row.number.address in run.events.numbers:
        parts.append(f"{percent(row.variance_share)} of the uncertainty")
    return " · ".join(parts)


def _moving(run: Run, row: LedgerRow) -> Iterator[str]:
    """What a number moves, with its interval: nothing is said before there is one."""
    if not row.elasticity:
        yield f"moves harm {_moves_none(run, row)}"
    elif run.settings.draws:
        yield f"moves harm {_moves(run, row)}"


def _moves(run: Run, row: LedgerRow) -> str:
    return with_ends(moved_by(run, row.number.address), by_percent).text


def _moves_none(run: Run, row: LedgerRow) -> str:
    used = row.number.address in run.events.numbers
    return "not at all" if used else "in the comparison of options alone"


def card_of(run: Run, row: LedgerRow) -> tuple[Block, ...]:
    """All that is known of a number, and the shape of what it stands for."""
    wording = question(run.data_map, row.number.address)
    facts = NamedCells(tuple(_facts(run, row)))
    shapes = shapes_of(run, row)
    axis = density_axis(shapes.together, *(shape for _, shape in shapes.by_person))
    return (Heading(wording), facts, *_people(run, row, shapes, axis), *_density(shapes.together, axis))


def _people(run: Run, row: LedgerRow, shapes: NumberShapes, axis: tuple[float, float]) -> Iterator[Block]:
    """What each of several people says beside the others, and pooled; nothing where one person says it."""
    if not shapes.by_person:
        return
    rows = [_person(run, estimate, shape) for estimate, shape in shapes.by_person]
    pools = [_pooled(pool_words(row.number.estimate), shapes.together)]
    if shapes.log_pool is not None:
        pools.append(_pooled("together, if all have to agree (log pool)", shapes.log_pool))
    yield Table("Who says what", PEOPLE, (*rows, *pools))
    for estimate, shape in shapes.by_person:
        yield Text(f"{estimate.by}:")
        yield from _density(shape, axis)
    yield Text("Together:")


def _person(run: Run, estimate: Estimate, shape: Shape) -> tuple[Cell, ...]:
    why = basis_words(run.data_map, estimate) or "no source, no grade, no reason"
    who = f"{estimate.by}, {estimate.on}" if estimate.on else f"{estimate.by}"
    return blocks_row(who, range_words(estimate), *_spread(shape), why)


def _pooled(name: str, shape: Shape) -> tuple[Cell, ...]:
    return blocks_row(name, "", *_spread(shape), "")


def _spread(shape: Shape) -> tuple[Cell, Cell]:
    low, median, high = shape.ends
    return Cell(figures(median), median), Cell(span(low, high))


def _facts(run: Run, row: LedgerRow) -> Iterator[tuple[str, Cell]]:
    used, data_map = row.number, run.data_map
    yield "Value", Cell(f"{value_words(run, row)}{_unit(row)}", used.best, assumed=row.assumed)
    yield "Grade", Cell(grade_words(data_map, used))
    if not used.estimate.said:
        yield "Who says so", Cell(said_by(data_map, used))
    if used.estimate.by or used.estimate.on:
        entered = " on ".join(text for text in (used.estimate.by or "somebody", used.estimate.on) if text)
        yield "Entered by", Cell(entered)
    for claim in used.estimate.against:
        yield "The other side", Cell(claim_words(run.data_map, claim))
    before = instead_of(run, used)
    if used.own is not None:
        yield from _learned(row, before, used.own)
    elif before:
        yield "Instead of", with_ends(before, figures)
    moves = f"{_moves(run, row)} for each percent" if row.elasticity else _moves_none(run, row)
    yield "Moves harm", Cell(moves)
    if row.elasticity:
        yield from _scores(run, row)
    yield "In the map", Cell(f"{used.address}: {_line_of_number(run, used) or _where_from(used)}")


def _line_of_number(run: Run, used: Input) -> str:
    """The line of a number in the map; one that is set from outside stands nowhere there; else empty."""
    if used.place and used.place.file == SETTING:
        return "set here, not in the map"
    return line_words(run.data_map, used.place) if used.place else ""


def _learned(row: LedgerRow, before: Quantity | None, own: OwnEvents) -> Iterator[tuple[str, Cell]]:
    """The default of the class, what the own history tells, and what is used after it."""
    if before:
        yield "Default of its class", with_ends(before, figures)
    yield "Its own history", Cell(own_words(own))
    yield "After its own history", with_ends(row.estimate, figures)


def _where_from(used: Input) -> str:
    return "the history that the map tells" if used.own else "not in the map: assumed"


def _scores(run: Run, row: LedgerRow) -> Iterator[tuple[str, Cell]]:
    """The score with the number at either end of what is known of it, and with what it took the place of."""
    scores = scores_of(run, row)
    for end, (_, score) in zip(("low", "high"), scores.at_ends, strict=False):  # none without a range
        yield f"Score at its {end} end", with_ends(score, figures)
    if scores.instead is not None:
        yield "Score instead", with_ends(scores.instead, figures)


def _unit(row: LedgerRow) -> str:
    return f" per {row.number.estimate.per}" if row.number.estimate.per else ""


def moved_curve(run: Run, row: LedgerRow, low: float, best: float, high: float) -> Chart | None:
    """The curve that a number would have with another range, on an axis that holds the present one too."""
    shape, now = shape_between(run, row, low, best, high), shapes_of(run, row).together
    figures_drawn = tuple(_density(shape, density_axis(shape, now)))
    return figures_drawn[0].chart if figures_drawn else None


def _density(shape: Shape, axis: tuple[float, float]) -> Iterator[Figure]:
    """The density of each value, on a linear axis from 0 or else on a log axis."""
    if shape.ends[0] == shape.ends[-1]:
        return
    bottom, top = axis
    linear = bottom == 0.0
    edges, heights = shape.density(bottom, top, STEPS)
    names = in_one_notation(*shape.ends)
    title = f"90% from {names[0]} to {names[2]}, as likely above {names[1]} as below"
    area = [Mark("", x, y=y) for x, y in zip(edges, [heights[0], *heights], strict=True)]
    named = [Mark(name, x) for name, x in zip(names, shape.ends, strict=True)]
    scale = Axis("", log=not linear, drawn="" if linear else "log axis")
    yield Figure(Chart("density", title, (*area, *named), scale), title, f"What the range stands for: {title}.")


def grounds_table(run: Run, rows: Iterable[LedgerRow], caption: str) -> Table:
    """Numbers of the ledger as a table, each with its value, its grade, who says so, and where."""
    return Table(caption, COLUMNS, tuple(_row(run, entry) for entry in rows), "No number moves it.")


def _row(run: Run, entry: LedgerRow) -> tuple[Cell, ...]:
    used = entry.number
    value = Cell(estimate_words(used), used.best, assumed=entry.assumed)
    mark = grade_words(run.data_map, used)
    who = said_by(run.data_map, used)
    wording = question(run.data_map, used.address)
    return row(wording, value, as_used(entry.estimate), mark, who, used.address, _line_of_number(run, used))


def card(run: Run, id: str, looked_at: Listed, *, opened: frozenset[str] = frozenset()) -> tuple[Block, ...]:
    """The card of a part of the diagram, with the likeliest of the routes looked at that run through it."""
    data_map = run.data_map
    kind, _, name = id.removeprefix("n:").partition(":")
    chains = tuple(filter(runs_through(run, id, opened=opened), looked_at.routes))
    stated = statements(data_map, id) if kind != "parties" else _rows_of_parties(data_map, gathered(run).get(id, ()))
    facts = ((title, _people_of(run, name, cell) if title == MANY else cell) for title, cell in stated)
    rows = (*facts, *_numbers(run, id, kind, name), *_routes(run, chains, looked_at))
    return Heading(_title(data_map, id, kind, name)), NamedCells(rows)


def statements(data_map: DataMap, id: str) -> tuple[CardRow, ...]:
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
        return enumerated([data_name(data_map, d) for d in name.split("+") if d in data_map.data], 4)
    if kind == "parties":
        return f"Parties run from {state_name(name)}"
    if kind in ("state", "actor"):
        return actor_name(f"state:{name}") if kind == "state" else OTHERS.get(name, name)
    return place_name(data_map, name)


def _rows_of_parties(data_map: DataMap, parties: Iterable[str]) -> Iterator[CardRow]:
    """The description of each of the parties that one box stands for."""
    for id in parties:
        party = data_map.parties[id]
        home = state_name(party.organised_in)
        yield party.kind.capitalize(), Cell(f"{place_name(data_map, id)}, organised in {home}")


def _flow_of(data_map: DataMap, id: str) -> Flow | None:
    return next((flow for flow in data_map.flows if f"e:{flow.id}" == id), None)


def _flow(data_map: DataMap, id: str) -> Iterator[CardRow]:
    flow = _flow_of(data_map, id)
    if flow is None:
        return
    yield "Data", Cell(enumerated([data_name(data_map, d) for d in flow.data]))
    yield "On the way", Cell(flow.in_transit, assumed=f"flows.{flow.id}.in_transit" in data_map.assumed)
    if flow.purpose or flow.use:
        yield "For", Cell(str(flow.purpose or flow.use))
    yield from _source_of(data_map, flow.source, flow.grade, f"flows.{flow.id}")


def _node(data_map: DataMap, kind: str, name: str) -> Iterator[CardRow]:
    if kind == "people" and name in data_map.users:
        group = data_map.users[name]
        yield "In", Cell(state_name(group.place))
        yield MANY, Cell(persons(data_map.people_in(name)).removeprefix("about "))
        yield from _source_of(data_map, group.count.source or group.source, group.grade, f"users.{name}")
    elif kind == "system" and name in data_map.systems:
        system = data_map.systems[name]
        place = "unknown" if system.place == "unknown" else state_name(system.place)
        yield "Stands in", Cell("people's own devices" if system.device else place)
        if not system.device:
            yield "Run by", Cell(place_name(data_map, system.operator))
        yield "Keys", Cell(enumerated(sorted({_holder(data_map, holder) for holder in system.keys.values()})))
        yield from _source_of(data_map, system.source, system.grade, f"systems.{name}")
    elif kind == "party" and name in data_map.parties:
        party = data_map.parties[name]
        yield "Organised in", Cell(state_name(party.organised_in))
        yield "Run from", Cell(state_name(party.run_from))
        owners = [place_name(data_map, line.owner) for line in data_map.ownership if line.of == name]
        yield "Owned by", Cell(enumerated(list(dict.fromkeys(owners))) if owners else "the map does not say")
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


def _source_of(data_map: DataMap, source: str | None, grade: str | None, path: str) -> Iterator[CardRow]:
    yield "Who says so", Cell(cited(data_map, source, grade) or "the map, without a source")
    if path in data_map.places:
        yield "Where", Cell(line_words(data_map, data_map.places[path]), assumed=path in data_map.assumed)


def _numbers(run: Run, id: str, kind: str, name: str) -> Iterator[CardRow]:
    """The numbers about it that move the result most, each leading to what is known of it."""
    moving = [row.number for row in ledger_rows(run) if row.elasticity]
    about_it = [number for number in moving if _is_about(run, number.address, id, kind, name)]
    for number in about_it[:MOST_ON_A_CARD]:
        text = f"{question(run.data_map, number.address)} {estimate_words(number)}"
        yield "Number", Cell(text, number.best, assumed=number.assumed, about=number.address)


def _is_about(run: Run, text: str, id: str, kind: str, name: str) -> bool:
    """True where the number at an address is about the line, or the box or a flow that begins or ends there."""
    named = address(text, run.names)
    if isinstance(named, Fault):
        return False
    slots = named.sets or named
    if id.startswith("e:"):
        return slots.family == "share" and slots.flow == id.removeprefix("e:")
    if kind == "state":
        return name == slots.state or slots.actor == f"state:{name}"
    ends = (end for flow in run.data_map.flows if flow.id == slots.flow for end in (flow.source_id, flow.target))
    return kind in NUMBERED and (slots.names("systems", name) or name in ends)


def _routes(run: Run, routes: Sequence[MergedRoute], looked_at: Listed) -> Iterator[CardRow]:
    count = f"{len(looked_at.routes):,}"
    amount = count if looked_at.complete else f"the {count} most probable"
    yield "Routes", Cell(f"{len(routes) or 'none'} of {amount} through it")
    drawn = in_draws(run)
    for chain in routes[:MOST_ON_A_CARD]:
        words = event_words(run.data_map, chain.first.event)
        open_ = route_quantity(drawn, chain.first)
        yield "Route", Cell(f"{with_interval(open_, chance)}: {words}", open_.middle)
