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
from assessments.run import Run
from data_maps.caching import kept, what_is_kept

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


def sections(run: Run, makes: tuple[SectionMaker, ...] = SECTIONS) -> tuple[Section, ...]:
    """The sections of a report on an assessment; each is made once, for however many formats.

    Of a run that ended early, those that were made by then.
    """
    missing = _missing(run, makes)
    return tuple(_section(run, make) for make in makes if make not in missing)


def lacking(run: Run, makes: tuple[SectionMaker, ...] = SECTIONS) -> tuple[str, ...]:
    """The sections that such a report of a run that ended early lacks, by name."""
    return tuple(map(_name, _missing(run, makes)))


def made_sections(run: Run) -> frozenset[SectionMaker]:
    """What makes the sections that are made of a run by now."""
    return frozenset(make for (make,) in what_is_kept(run, _section))


def _missing(run: Run, makes: tuple[SectionMaker, ...]) -> tuple[SectionMaker, ...]:
    return () if run.ended is None else tuple(make for make in makes if make not in run.ended.sections)


@kept
def _section(run: Run, make: SectionMaker) -> Section:
    return make(run)


def _name(make: SectionMaker) -> str:
    """How a section that is left out is called: as what makes it.

    >>> _name(choke_points.section), _name(claims.would_change)
    ('choke points', 'claims (would change)')
    """
    subject, part = make.__module__.rpartition(".")[2].replace("_", " "), make.__name__.replace("_", " ")
    return subject if part == "section" else f"{subject} ({part})"
