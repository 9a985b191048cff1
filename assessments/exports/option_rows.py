"""What a script reads of the options of a map: one row for each, unrounded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from assessments.exports.json import quantity

if TYPE_CHECKING:
    from assessments.flips import Flips
    from assessments.options import Dominator, OptionRow, Options
    from assessments.quantity import Quantity

Json = dict[str, Any]


def option_rows(options: Options) -> list[Json]:
    """The status quo, every option and every combination of the map, averaged over the horizon."""
    from assessments.flips import Flips

    flips = Flips(options)
    return [_row(row, flips) for row in options.rows]


def whole_rows(options: Options) -> list[Json]:
    """The same rows with everything that is known of each."""
    return [{**one, **_beyond(row)} for one, row in zip(option_rows(options), options.rows, strict=True)]


def _row(row: OptionRow, flips: Flips) -> Json:
    found = row.dominated
    by = [_dominator(row, other, flips) for other in found.by]
    about = {
        "option": row.option,
        "harm": quantity(row.harm),
        "score": quantity(row.score),
        "persons_per_year": _quantities(row.persons_per_year),
        "reduction": quantity(row.reduction),
        "strategic": quantity(row.strategic),
        "burden": quantity(row.burden),
        "burden_by_group": _quantities(row.burden_by_group),
        "dominated": _present(
            {"probability": found.probability, "by": by, "by_harm_only": list(found.by_harm_only)},
        ),
        "excess": row.excess,
        "price_over": dict(row.price_over),
        "frontier": row.frontier,
    }
    return _present(about)


def _dominator(row: OptionRow, other: Dominator, flips: Flips) -> Json:
    flip = flips.first(row.option, other.option)
    at = {"address": flip.address, "value": flip.value} if flip else None
    return _present({"option": other.option, "probability": other.probability, "flips_at": at})


def _beyond(row: OptionRow) -> Json:
    """What a comparison shows beside the figures of an assessment."""
    about = {
        "title": row.title,
        "strategic_reduction": quantity(row.strategic_reduction),
        "cut_off": quantity(row.cut_off),
        "cut_off_by_group": _quantities(row.cut_off_by_group),
        "stranded": quantity(row.stranded),
        "closes": list(row.closes),
        "timing": asdict(row.timing),
        "reversible": row.reversible,
        "costs": quantity(row.costs) if row.costs else None,
        "dominated_by_harm_only": row.dominated.probability_by_harm_only,
        "less_risk_than": dict(row.less_risk_than),
    }
    return _present(about)


def _quantities(values: Mapping[Any, Quantity]) -> Json:
    return {str(key): quantity(q) for key, q in values.items()}


def _present(values: Json) -> Json:
    """The keys that apply."""
    return {key: value for key, value in values.items() if value is not None}
