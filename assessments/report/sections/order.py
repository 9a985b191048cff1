"""The sections of a report, in the order in which it is read."""

from __future__ import annotations

from collections.abc import Callable

from assessments.report.blocks import Section
from assessments.report.sections import (
    actors,
    assumptions,
    choke_points,
    claims,
    data,
    inherent,
    law,
    ledger,
    left_out,
    method,
    options,
    page_one,
    people,
    placebo,
    reach,
    readout,
    routes,
    second_looks,
    sensitivity,
    sizes,
    sources,
    summary,
    texts,
    track_record,
    worth,
    years,
)
from assessments.results.ended_early import ending
from assessments.run import Run
from data_maps.caching import kept

SectionMaker = Callable[["Run"], "Section"]
"""A function that makes one section of a report."""

_FIRST: tuple[SectionMaker, ...] = (
    page_one.section,
    claims.may_be_said,
    claims.would_change,
    reach.section,
    summary.section,
    people.section,
    actors.section,
    placebo.section,
)
SECTIONS: tuple[SectionMaker, ...] = (
    *_FIRST,
    routes.flows,
    routes.section,
    choke_points.section,
    texts.uses,
    options.section,
    assumptions.section,
    assumptions.questions,
    worth.section,
    sensitivity.section,
    second_looks.section,
    law.section,
    people.strategic,
    sizes.section,
    years.section,
    inherent.section,
    data.section,
    left_out.section,
    track_record.section,
    texts.notes,
    sources.section,
    claims.rule_702,
    method.section,
    readout.section,
    ledger.section,
)
IN_FULL: tuple[SectionMaker, ...] = (
    *_FIRST,
    routes.section,
    texts.uses,
    assumptions.section,
    assumptions.questions,
    sensitivity.moving,
    law.short_section,
    track_record.section,
    texts.notes,
    claims.rule_702,
)

BRIEF: tuple[SectionMaker, ...] = (
    page_one.section,
    routes.flows,
    assumptions.questions,
    method.section,
)


def sections(run: Run, makes: tuple[SectionMaker, ...] = SECTIONS) -> tuple[Section, ...]:
    """The sections of a report on an assessment; each is made once, for however many formats.

    Where the work on it has ended early, those that were made by then.
    """
    return tuple(section for make in makes if (section := _section(run, make)) is not None)


def lacking(run: Run, makes: tuple[SectionMaker, ...] = SECTIONS) -> tuple[str, ...]:
    """The sections that such a report lacks, by name, where the work on it has ended early."""
    return tuple(_name(make) for make in makes if _section(run, make) is None)


@kept
def _section(run: Run, make: SectionMaker) -> Section | None:
    return None if ending(run).early else make(run)


def _name(make: SectionMaker) -> str:
    """How a section that is left out is called: as what makes it.

    >>> _name(choke_points.section), _name(claims.would_change)
    ('choke points', 'claims (would change)')
    """
    subject, part = make.__module__.rpartition(".")[2].replace("_", " "), make.__name__.replace("_", " ")
    return subject if part == "section" else f"{subject} ({part})"
