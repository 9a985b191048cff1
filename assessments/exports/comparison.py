"""A comparison of two assessments for programs, and as a page of a terminal."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assessments.exports.terminal import Page
    from assessments.results.comparison.compared import Comparison, Part, Side
    from assessments.results.comparison.differences import Difference
    from assessments.results.quantity import Quantity
    from risk.routes import Way

FORMAT = 2
Json = dict[str, Any]


def text(found: Comparison) -> str:
    """The comparison as JSON text."""
    return json.dumps(result(found), ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def page(found: Comparison) -> Page:
    """The page that `datareach diff` prints."""
    from assessments.exports.terminal import Page
    from assessments.report.sections.comparison import section

    return Page(f"{found.one.name} → {found.other.name}", (section(found),))


def result(found: Comparison) -> Json:
    """The comparison as plain values, unrounded."""
    return {
        "format": FORMAT,
        "same": found.same,
        "from": _side(found.one),
        "to": _side(found.other),
        "before": _measures(found.before),
        "after": _measures(found.after),
        "difference": _measures(found.whole),
        "groups": [_part(part) for part in found.parts],
        "regimes": [asdict(answer) for answer in found.laws],
        "routes": {"from": _routes(found.one), "to": _routes(found.other)},
        "new_routes": [_way(way) for way in found.new_routes],
        "gone_routes": [_way(way) for way in found.gone_routes],
    }


def _side(side: Side) -> Json:
    from assessments.provenance import map_hash

    about, ratio = side.data_map, side.settings.severity_ratio
    settings = {"severity_ratio": "linear" if ratio is None else ratio, "options": list(side.settings.options)}
    head = {"title": about.title, "as_of": about.as_of.isoformat(), "viewpoint": about.viewpoint}
    return {"name": side.name, **head, "sha256": map_hash(about), "settings": settings}


def _measures(values: Mapping[str, Quantity]) -> Json:
    """Harm, strategic exposures, and persons by level."""
    persons = {name.partition(".")[2]: asdict(q) for name, q in values.items() if name.startswith("persons.")}
    return {**{name: asdict(values[name]) for name in ("harm", "strategic")}, "persons_per_year": persons}


def _part(part: Part) -> Json:
    differences = [_difference(d) for d in part.differences]
    return {"groups": list(part.groups), "explains": _measures(part.explains), "differences": differences}


def _difference(found: Difference) -> Json:
    """One difference; what a side does not say is absent."""
    from assessments.results.comparison.differences import said

    sides = (
        ("before", found.before, found.before_place),
        ("after", found.after, found.after_place),
    )
    values = {name: said(found.key, value) for name, value, _ in sides if value is not None}
    places = {f"{name}_place": str(place) for name, _, place in sides if place}
    return {"address": found.name, "kind": found.kind, **values, **places}


def _routes(side: Side) -> Json:
    """How many routes of a side were looked for on the other, and whether it has no others."""
    return {"compared": len(side.assessment.all_ways), "all": side.assessment.all_ways.complete}


def _way(way: Way) -> Json:
    about = {"event": way.event.key, "data": way.data, "users": way.users}
    return {**about, "probability": way.probability, "addresses": list(way.addresses)}
