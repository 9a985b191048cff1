"""Documents on a part of an assessment: its brief, or for an authority a system, a flow of data, or one law."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING

from assessments.report.blocks import Block, Cell, Column, NamedCells, Section, Table, Text, row
from assessments.report.documents import Document, document
from assessments.report.filed.kinds import BRIEF, filed
from assessments.results.ledger import ledger_rows
from data_maps.addresses import address
from data_maps.problems import Fault, did_you_mean

if TYPE_CHECKING:
    from assessments.results.routes import MergedRoute
    from assessments.run import Run
    from data_maps.addresses import Address
    from data_maps.systems import Flow

TOLD = 5
KNOWN = "What the map says of it"
NOT_THROUGH = "No route to anyone's data was found to lead through it."
FLOWS = (Column("Flow"), Column("From"), Column("To"), Column("Data"), Column("On the way"))
LAWS = (Column("Law"), Column("Looked at"), Column("Outcome"), Column("What that means"))


class UnknownItem(ValueError):
    """Something that an assessment says nothing of by itself."""


def item_document(run: Run, item: str) -> Document:
    """The document on `system:ID`, `flow:ID` or `regime:ID` of an assessment, or its `brief`; raises UnknownItem."""
    kind, id = item_of(run, item)
    if kind == BRIEF:
        return filed(run, BRIEF)
    title, sections = KINDS[kind][1](run, id)
    return document(run, title, (*sections, _method(run)))


def item_of(run: Run, item: str) -> tuple[str, str]:
    """The kind of an item such as `system:ID`, and its id; that of the brief is its own. Raises UnknownItem."""
    if item == BRIEF:
        return BRIEF, ""
    kind, _, id = item.partition(":")
    if kind not in KINDS:
        hint = did_you_mean(kind, (BRIEF, *KINDS), f"write {BRIEF}, {', '.join(f'{name}:ID' for name in KINDS)}")
        raise UnknownItem(f"'{item}' is no item of an assessment ({hint})")
    names = tuple(KINDS[kind][0](run))
    if id not in names:
        hint = did_you_mean(id, names, f"there are {', '.join(names) or 'none'}")
        raise UnknownItem(f"no {kind} called '{id}' ({hint})")
    return kind, id


def _system(run: Run, id: str) -> tuple[str, tuple[Section, ...]]:
    from assessments.report.number_cards import statements
    from assessments.report.reasons import place_name

    name = place_name(run.data_map, id)
    node = ("system", id)
    routes = _through(run, lambda route: any(node in (hop.source, hop.target) for hop in route.first.hops))
    flows = [flow for flow in run.data_map.flows if id in (flow.source_id, flow.target)]
    section = Section("item", KNOWN, (NamedCells(statements(run.data_map, f"n:system:{id}")), _flows(run, flows)))
    theirs = {flow.id for flow in flows}
    about_it = _sections_about(
        run, f"systems.{id}", routes, lambda named: named.flow in theirs or named.names("systems", id)
    )
    return name, (section, *about_it)


def _flow(run: Run, id: str) -> tuple[str, tuple[Section, ...]]:
    from assessments.report.number_cards import statements
    from assessments.report.reasons import end_name

    flow = next(flow for flow in run.data_map.flows if flow.id == id)
    routes = _through(run, lambda route: _runs_along(route, flow))
    title = f"Flow from {end_name(run.data_map, flow.source_id)} to {end_name(run.data_map, flow.target)}"
    section = Section("item", KNOWN, (NamedCells(statements(run.data_map, f"e:{id}")),))
    return title, (section, *_sections_about(run, f"flows.{id}", routes, lambda named: named.names("flows", id)))


def _regime(run: Run, id: str) -> tuple[str, tuple[Section, ...]]:
    from assessments.report.law_words import as_of_text, title
    from assessments.report.sections import law
    from laws.decision import NOTE
    from laws.verdicts import verdicts

    data_map = run.data_map
    verdict = next(judged for judged in verdicts(data_map) if judged.regime == id)
    lead = Text(f"{as_of_text(data_map, data_map.as_of)} This is {NOTE}.")
    judged = (*law.detail(verdict, alone=True), law.changes(verdict, alone=True))
    answer: tuple[Block, ...] = judged if verdict.judged else law.nothing(verdict, alone=True)
    blocks = (lead, *answer, *law.over_time(verdict, data_map, data_map.as_of, alone=True))
    return title(id), (Section("item", "What it says of this map", blocks),)


def _sections_about(
    run: Run, path: str, routes: tuple[MergedRoute, ...], is_about: Callable[[Address], bool]
) -> Iterator[Section]:
    """The routes, numbers and laws that are about a part of the map."""
    from assessments.report.sections import ledger
    from assessments.report.sections.routes import MOST_PROBABLE, step_by_step

    blocks: tuple[Block, ...] = (Text(MOST_PROBABLE), *step_by_step(run, routes)) if routes else (Text(NOT_THROUGH),)
    yield Section("routes", "Routes through it", blocks)
    used = [entry for entry in ledger_rows(run) if _is_about(entry.number.address, run, is_about)]
    yield Section("numbers", "Numbers about it", (ledger.table(run, "What moves most first", used),))
    yield Section("law", "Laws that look at it", (_laws(run, path),))


def _is_about(text: str, run: Run, is_about: Callable[[Address], bool]) -> bool:
    """True of an address, or of one that an option sets, by what stands in its slots."""
    named = address(text, run.names)
    return not isinstance(named, Fault) and is_about(named.sets or named)


def _through(run: Run, is_wanted: Callable[[MergedRoute], bool]) -> tuple[MergedRoute, ...]:
    """The most probable of the routes that are wanted, over all actors."""
    from assessments.results.routes import merged_routes

    return tuple(islice(filter(is_wanted, merged_routes(run)), TOLD))


def _runs_along(route: MergedRoute, flow: Flow) -> bool:
    """True where a route takes a flow: between the same ends, with some of the same data."""
    starts = {flow.source_id} if flow.source_id not in route.users else {*route.users}
    return bool(set(route.data) & set(flow.data)) and any(
        hop.kind == "flow" and hop.source[1] in starts and hop.target[1] == flow.target for hop in route.first.hops
    )


def _flows(run: Run, flows: Iterable[Flow]) -> Table:
    from assessments.report.reasons import data_name, end_name
    from assessments.report.sentences import enumerated

    data_map = run.data_map
    rows = tuple(
        row(
            flow.id,
            end_name(data_map, flow.source_id),
            end_name(data_map, flow.target),
            enumerated([data_name(data_map, data) for data in flow.data]),
            Cell(flow.in_transit, assumed=f"flows.{flow.id}.in_transit" in data_map.assumed),
        )
        for flow in flows
    )
    return Table("Data that flow", FLOWS, rows)


def _laws(run: Run, path: str) -> Table:
    """What laws say of things whose facts the map states at one of its parts."""
    from assessments.report.law_words import meaning, outcome_of, title
    from laws.verdicts import verdicts

    flows = [f"flows.{flow.id}" for flow in run.data_map.flows if f"flows.{flow.id}" != path]
    places_of_it = {
        place
        for name, place in run.data_map.places.items()
        if f"{name}.".startswith(f"{path}.") and not any(f"{name}.".startswith(f"{flow}.") for flow in flows)
    }
    rows = tuple(
        row(title(verdict.regime), judged.matter.about, outcome_of(judged.decision), meaning(judged))
        for verdict in verdicts(run.data_map)
        for judged in verdict.judged
        if places_of_it & set(judged.matter.places.values())
    )
    return Table("What laws say of it", LAWS, rows, "No law looked at says something of it.")


def _method(run: Run) -> Section:
    from assessments.report.sections import method

    return method.section(run)


def _regimes(_: Run) -> tuple[str, ...]:
    from laws import NAMES

    return NAMES


KnownItems = Callable[["Run"], Iterable[str]]
ItemSections = Callable[["Run", str], tuple[str, tuple[Section, ...]]]
KINDS: Mapping[str, tuple[KnownItems, ItemSections]] = {
    "system": (lambda run: run.data_map.systems, _system),
    "flow": (lambda run: (flow.id for flow in run.data_map.flows), _flow),
    "regime": (_regimes, _regime),
}
