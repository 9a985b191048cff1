"""Screening: the people whose content a party looks through itself, which is no state's event."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from data_maps.caching import cached_property
from data_maps.model import DataMap
from data_maps.systems import Screened
from risk.arrays import Floats
from risk.conditions import Conditions, Exposed, Subject
from risk.engine.equations import Equations
from risk.engine.polynomials import Polynomial
from risk.engine.root_writer import RootWriter
from risk.engine.roots import BUDGET, RootChances, chances_of
from risk.event_numbers import value_of
from risk.events import Events
from risk.exposure import Exposure
from risk.inputs import EVERYONE, Input, values_of


@dataclass(frozen=True)
class Screening:
    """One line of the map on content that is looked through.

    `roots` say of each group whether its organisation holds any of a person's; `share` is the part of these people.
    """

    line: Screened
    roots: Mapping[str, str]
    share: Input


@dataclass(frozen=True)
class Screenings:
    """All lines of a map on content that is looked through, ready for any numbers."""

    data_map: DataMap
    lines: tuple[Screening, ...]
    inputs: Mapping[str, Input]
    everyone: Mapping[str, Polynomial]
    chances: RootChances

    @cached_property
    def numbers(self) -> Mapping[str, Input]:
        """Every number that is drawn, by its name."""
        return {leaf.address: leaf for used in self.inputs.values() for leaf in used.leaves}

    def persons(self, numbers: Mapping[str, Floats]) -> list[Floats]:
        """The people that each line is about where the numbers that are drawn have these values, shape (draws,)."""
        values = dict(zip(self.inputs, values_of(self.inputs.values(), numbers), strict=True))
        draws = max((value.size for value in values.values()), default=1)
        q = np.array([np.broadcast_to(values[name], draws) for name in self.chances.variables]).reshape(-1, draws)
        chances = self.chances.values(q)
        return [self._persons(line, values, chances) for line in self.lines]

    def _persons(self, line: Screening, values: Mapping[str, Floats], chances: Floats) -> Floats:
        terms = (
            value_of(self.everyone[group], values) * chances[self.chances.rows[root]]
            for group, root in line.roots.items()
        )
        return np.asarray(sum(terms, np.zeros(chances.shape[-1])) * values[line.share.address])


def screenings(events: Events, *, budget: int = BUDGET) -> Screenings:
    """The screenings that a map states, on the numbers that its events have."""
    graph = events.exposure
    conditions = Conditions(graph)
    exposed = [dict(_held(graph, conditions, line)) for line in graph.data_map.screened]
    numbers = graph.inputs.inputs_asked_for()
    terms = dict.fromkeys(t for groups in exposed for ways in groups.values() for way in ways.values() for t in way)
    constants = {a: bool(n.best) for a, n in numbers.items() if n.exact and n.best in (0.0, 1.0)}
    writer = RootWriter(Equations(conditions.ways), terms, constants)
    lines = tuple(
        Screening(line, dict(_roots(writer, index, groups)), _share(index, line))
        for index, (line, groups) in enumerate(zip(graph.data_map.screened, exposed, strict=True))
    )
    chances = chances_of(Equations(writer.ways), (tuple(line.roots.values()) for line in lines), budget=budget)
    people = (a for group in graph.parts for _, addresses in events.everyone[group] for a in addresses)
    used = {address: numbers[address] for address in dict.fromkeys((*chances.variables, *people))}
    shares = {line.share.address: line.share for line in lines}
    return Screenings(graph.data_map, lines, {**used, **shares}, events.everyone, chances)


def _held(graph: Exposure, conditions: Conditions, line: Screened) -> Iterator[tuple[str, Exposed]]:
    """The data of a line that each group has at the organisation of the party that looks."""
    organisation = graph.organisations.by_id[line.by]
    if organisation in graph.organisations.places:
        for group, exposed in conditions.exposed(("at",), Subject(organisation=organisation)).items():
            yield (
                group,
                {place: terms for place, terms in exposed.items() if line.data is None or place[0] in line.data},
            )


def _roots(writer: RootWriter, index: int, groups: Mapping[str, Exposed]) -> Iterator[tuple[str, str]]:
    for group, exposed in groups.items():
        ways = ((place, writer.way(terms)) for place, terms in exposed.items())
        name = f"screened/{index}/{group}"
        names = [writer.exposure(f"{name}/{'/'.join(place)}", way) for place, way in ways if way is not None]
        if names:
            yield group, writer.any(names)


def _share(index: int, line: Screened) -> Input:
    """The part of the people held that a line is about, under a name of its own."""
    return Input(f"screened.{index}", line.share or EVERYONE, "map", kind="probability")
