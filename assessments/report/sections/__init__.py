"""Which sections a report has, in the order in which it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from assessments.report.sections import (
    actors,
    assumptions,
    choke_points,
    data,
    flows,
    inherent,
    law,
    ledger,
    left_out,
    method,
    moving,
    options,
    people,
    questions,
    readout,
    routes,
    second_looks,
    sensitivity,
    sizes,
    sources,
    strategic,
    summary,
    worth,
    years,
)
from data_maps.caching import kept

if TYPE_CHECKING:
    from assessments.report.blocks import Section
    from assessments.run import Run


class Module(Protocol):
    """A module of this folder."""

    def section(self, run: Run) -> Section:
        """The section, as blocks."""


SECTIONS: tuple[Module, ...] = (
    summary,
    people,
    actors,
    flows,
    routes,
    choke_points,
    options,
    assumptions,
    questions,
    worth,
    sensitivity,
    second_looks,
    law,
    strategic,
    sizes,
    years,
    inherent,
    data,
    left_out,
    sources,
    method,
    readout,
    ledger,
)
ONE_PAGE: tuple[Module, ...] = (summary, people, actors, routes, assumptions, questions, moving)


def sections(run: Run, chosen: tuple[Module, ...] = SECTIONS) -> tuple[Section, ...]:
    """The sections of a report on an assessment; each is made once, for however many formats."""
    return tuple(_section(run, module) for module in chosen)


@kept
def _section(run: Run, module: Module) -> Section:
    return module.section(run)
