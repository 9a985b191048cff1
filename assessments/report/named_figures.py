"""Charts of a report by their names, for whoever wants one of them alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from assessments.report.blocks import Figure
from assessments.report.figures.chart import Chart
from assessments.report.figures.option_figures import scatter_figures
from assessments.report.sections import actors, people, sizes, tornado, track_record, years
from assessments.report.sections.order import SectionMaker, sections
from assessments.results.options.table import options_of
from assessments.run import Run
from data_maps.problems import did_you_mean, shown


def _of_section(make: SectionMaker) -> Callable[[Run], tuple[Figure, ...]]:
    """A function that gives the figures of a section."""

    def figures(run: Run) -> tuple[Figure, ...]:
        (section,) = sections(run, (make,))
        return tuple(block for block in section.blocks if isinstance(block, Figure))

    return figures


def _of_options(run: Run) -> tuple[Figure, ...]:
    options = options_of(run)
    return scatter_figures(options) if options else ()


FIGURES: Mapping[str, Callable[[Run], tuple[Figure, ...]]] = {
    "tradeoff": _of_options,
    "people": _of_section(people.section),
    "actors": _of_section(actors.section),
    "sizes": _of_section(sizes.section),
    "years": _of_section(years.section),
    "tornado": _of_section(tornado.section),
    "track_record": _of_section(track_record.section),
}
"""The figures of an assessment by what they are called, of several the one to show first."""

NOTHING: Mapping[str, str] = {
    "tradeoff": "there is no trade-off to draw: nobody states what people lose by an option of this map",
    "tornado": "there is no tornado to draw without simulations",
}
"""Why there is nothing to draw where there may be nothing."""


def chart(run: Run, name: str) -> Chart:
    """The chart that is called so; raises ValueError for another name, or where there is nothing to draw."""
    if name not in FIGURES:
        hint = str(did_you_mean(name, FIGURES)) or f"there are {', '.join(FIGURES)}"
        raise ValueError(f"no figure called {shown(name)} ({hint})")
    for figure in FIGURES[name](run):
        if figure.chart is not None:
            return figure.chart
    raise ValueError(NOTHING[name])
