"""A comparison of two assessments for programs, and as a page of a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from assessments.measures import compared_rows
from assessments.results.comparison.compared import ComparedMap, ExplainedPart, MapComparison
from assessments.results.comparison.differences import Difference, value_text
from assessments.results.comparison.result import (
    BothRoutes,
    Compared,
    ComparedSide,
    ComparisonResult,
    DifferenceSaid,
    GroupExplained,
    LawChanged,
    RouteOnOneSide,
    RoutesCompared,
    SideSettings,
)
from assessments.versions import map_hash

if TYPE_CHECKING:
    from assessments.exports.terminal import Page
    from assessments.results.quantity import Quantity
    from assessments.run import Run
    from risk.routes import EventRoute


def text(comparison: MapComparison) -> str:
    """The comparison as JSON text."""
    return result(comparison).model_dump_json(indent=2, exclude_none=True) + "\n"


def page(comparison: MapComparison, runs: Sequence[Run]) -> Page:
    """The page that `datareach diff` prints; `runs` are both sides in all their draws."""
    from assessments.exports.terminal import Page
    from assessments.report.sections.comparison import section

    return Page(f"{comparison.one.name} → {comparison.other.name}", (section(comparison, runs),))


def result(comparison: MapComparison) -> ComparisonResult:
    """The comparison as it is written, unrounded."""
    return ComparisonResult(
        same=comparison.same,
        one=_side(comparison.one),
        other=_side(comparison.other),
        before=_compared(comparison.before),
        after=_compared(comparison.after),
        difference=_compared(comparison.whole),
        groups=tuple(map(_group, comparison.parts)),
        regimes=tuple(_laws(comparison)),
        routes=BothRoutes(one=_routes(comparison.one), other=_routes(comparison.other)),
        new_routes=tuple(map(_route, comparison.new_routes)),
        gone_routes=tuple(map(_route, comparison.gone_routes)),
    )


def _side(side: ComparedMap) -> ComparedSide:
    data_map, ratio = side.data_map, side.settings.severity_ratio
    return ComparedSide(
        name=side.name,
        title=data_map.title,
        as_of=data_map.as_of,
        viewpoint=data_map.viewpoint,
        sha256=map_hash(data_map),
        settings=SideSettings(severity_ratio="linear" if ratio is None else ratio, options=side.settings.options),
    )


def _compared(values: Mapping[str, Quantity]) -> Compared:
    """The measures by their keys, each level and each side apart."""
    numbers: dict[str, Any] = {}
    for name, row in compared_rows().items():
        if row.side:
            numbers.setdefault(f"{row.measure.key}_by_side", {})[row.side] = values[name]
        elif row.level:
            numbers.setdefault(row.measure.key, {})[row.level] = values[name]
        else:
            numbers[row.measure.key] = values[name]
    return Compared.model_validate(numbers)


def _laws(comparison: MapComparison) -> Iterator[LawChanged]:
    """The laws with another outcome; another enforcement alone is told in words."""
    for law in comparison.laws:
        before, after = law.before.outcome, law.after.outcome
        if before != after:
            yield LawChanged(regime=law.regime, before=before, after=after)


def _group(group: ExplainedPart) -> GroupExplained:
    return GroupExplained(
        groups=group.groups, explains=_compared(group.explains), differences=_differences(group.differences)
    )


def _differences(differences: Iterable[Difference]) -> tuple[DifferenceSaid, ...]:
    return tuple(
        DifferenceSaid(
            address=difference.name,
            kind=difference.kind,
            before=None if difference.before is None else value_text(difference.key, difference.before),
            after=None if difference.after is None else value_text(difference.key, difference.after),
            before_place=str(difference.before_place) if difference.before_place else None,
            after_place=str(difference.after_place) if difference.after_place else None,
        )
        for difference in differences
    )


def _routes(side: ComparedMap) -> RoutesCompared:
    """The number of routes of a side that were looked for on the other, and whether it has no others."""
    return RoutesCompared(compared=side.routes.count, all=side.routes.complete)


def _route(route: EventRoute) -> RouteOnOneSide:
    return RouteOnOneSide(
        event=route.event.key,
        data=route.data,
        users=route.users,
        probability=route.probability,
        addresses=route.addresses,
    )
