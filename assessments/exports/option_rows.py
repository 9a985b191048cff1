"""What a script reads of the options of a map: one row for each, unrounded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from math import isfinite
from typing import TYPE_CHECKING, Any

from assessments.exports.json import quantity

if TYPE_CHECKING:
    from assessments.results.options.delays import Delay
    from assessments.results.options.questions import Answers, Chosen
    from assessments.results.options.switching_values import Flip, Flips
    from assessments.results.options.table import Dominator, OptionRow, Options
    from assessments.results.quantity import Quantity
    from assessments.results.value_of_information import Choosing

Json = dict[str, Any]


def option_rows(options: Options) -> list[Json]:
    """The status quo, every option and every combination of the map, averaged over the horizon."""
    return [_row(row, options.flips) for row in options.rows]


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
        "excess_interval": _bounded(row.times) if row.times else None,
        "price_over": dict(row.price_over),
        "price_over_interval": {other: _bounded(found) for other, found in row.prices.items()},
        "frontier": row.frontier,
    }
    return _present(about)


def _dominator(row: OptionRow, other: Dominator, flips: Flips) -> Json:
    pair = (row.option, other.option)
    about = {"option": other.option, "probability": other.probability}
    turned = {"flips_at": _flip(flips.first(*pair)), "strategic_flips_at": _flip(flips.first(*pair, "strategic"))}
    return _present({**about, **turned})


def _flip(flip: Flip | None) -> Json | None:
    """Where two rows are equal, on which side of it their order is the other way round, and how likely that is.

    `per` of a rate that does not count a year, as a map has to say it.
    """
    if flip is None:
        return None
    per = {"per": flip.per} if flip.per == "person-year" else {}
    about = {"address": flip.address, "value": flip.value, **per, "above": flip.above}
    return {**about, "probability": flip.probability, "low": flip.low, "high": flip.high}


def _beyond(row: OptionRow) -> Json:
    """What a comparison shows beside the figures of an assessment."""
    about = {
        "title": row.title,
        "removed": quantity(row.removed),
        "strategic_removed": quantity(row.strategic_removed),
        "burden_by_function": {group: _quantities(found) for group, found in row.burden_by_function.items()},
        "strategic_reduction": quantity(row.strategic_reduction),
        "cut_off": quantity(row.cut_off),
        "cut_off_by_group": _quantities(row.cut_off_by_group),
        "stranded": quantity(row.stranded),
        "closes": list(row.closes),
        "timing": asdict(row.timing),
        "reversible": row.reversible,
        "costs": quantity(row.costs) if row.costs else None,
        "dominated_by_harm_only": row.dominated.probability_by_harm_only,
        "strategic_frontier": row.strategic_frontier,
        "strategic_excess": row.strategic_excess,
        "strategic_excess_interval": _bounded(row.strategic_times) if row.strategic_times else None,
        "strategic_price_over": dict(row.strategic_price_over),
        "strategic_price_over_interval": {other: _bounded(found) for other, found in row.strategic_prices.items()},
        "borne_by": _quantities(row.borne_by),
        "lost_of": _quantities(row.lost_of),
        "less_risk_than": dict(row.less_risk_than),
        "less_strategic_than": dict(row.less_strategic_than),
    }
    return _present(about)


def answer_rows(found: Answers) -> Json:
    """The answers to what was asked of the options; keys for what was asked alone."""
    asked = found.asked
    about = {
        "delays": [_delay(one) for one in found.delays] or None,
        "best": {track: _best(one) for track, one in found.best.items()} or None,
        "close": [_closed(found, actor) for actor in found.close] or None,
        "least_burdensome": _least(found),
        "worth": _worth(found),
    }
    limits = {key: value for key, value in asdict(asked.limits).items() if value is not None}
    return _present({**about, "limits": limits or None})


def _delay(found: Delay) -> Json:
    return {
        "option": found.option,
        "months": found.months,
        "persons": _quantities(found.persons),
        "harm": quantity(found.harm),
        "strategic": quantity(found.strategic),
        "burden_saved": quantity(found.burden_saved),
    }


def _best(found: Chosen) -> Json:
    """A best set; each of its numbers stands by itself and with its interval."""
    numbers = {"left": found.left, "burden": found.burden, "costs": found.costs}
    points = {name: q.point for name, q in numbers.items()}
    known = {f"{name}_interval": quantity(q) for name, q in numbers.items()}
    return {"options": list(found.options), **points, **known, "exact": found.exact}


def _closed(found: Answers, actor: str) -> Json:
    sets = found.close[actor]
    chances = [one.chance for one in sets if one.chance is not None]
    about = {"actor": actor, "under": found.asked.under, "sets": [list(one.options) for one in sets]}
    return {**about, **({"chances": chances} if chances else {})}


def _least(found: Answers) -> Json | None:
    if found.asked.target is None:
        return None
    return {"target": found.asked.target, "option": found.least.option if found.least else None}


def _worth(found: Answers) -> Json | None:
    """What follows from a rate, with the name of who stated it."""
    if found.rate is None:
        return None
    return {"rate": found.rate.value, "by": found.rate.by, **(_choice(found.worth) if found.worth else {})}


def _choice(found: Choosing) -> Json:
    return {
        "best": found.options.names[found.best.best],
        "chance": found.best.chance,
        "everything": found.best.worth,
        "numbers": {address: value for address, value in found.by_number.items() if value > 0.0},
    }


def _bounded(q: Quantity) -> Json:
    """A quantity that may be without end in some draws: `null` stands for what has none; no mean, which has none."""
    ends = {name: value if isfinite(value) else None for name, value in _drawn(q).items()}
    return {"point": q.point if isfinite(q.point) else None, **ends}


def _drawn(q: Quantity) -> Mapping[str, float]:
    """What draws say of a quantity, as far as there are any."""
    if q.median is None or q.low is None or q.high is None:
        return {}
    return {"median": q.median, "low": q.low, "high": q.high}


def _quantities(values: Mapping[Any, Quantity]) -> Json:
    return {str(key): quantity(q) for key, q in values.items()}


def _present(values: Json) -> Json:
    """The keys that apply."""
    return {key: value for key, value in values.items() if value is not None}
