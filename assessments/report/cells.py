"""Words on numbers, for sentences and cells: values with their ranges, who stands behind them, how good that is."""

from __future__ import annotations

from assessments.report.blocks import Cell, Column
from assessments.report.sentences import (
    NOT_COMPUTED,
    Say,
    as_read,
    as_sure,
    chance,
    ends,
    figures,
    middle,
    number,
    people,
    percent,
    span,
)
from assessments.results.evidence import grade, origins, sources
from assessments.results.quantity import Quantity
from assessments.run import Run
from data_maps.model import DataMap
from data_maps.quantities import Against, Estimate
from risk.defaults import OwnEvents
from risk.inputs import Input

INTERVAL = Column("90% interval")


def pair(q: Quantity, say: Say = number) -> tuple[Cell, Cell]:
    """A number and its interval."""
    interval = ends(q, say)
    return Cell(as_read(q, say), middle(q)), Cell(interval or "not computed", missing=not interval)


def people_pair(q: Quantity) -> tuple[Cell, Cell]:
    """A number of people and its interval."""
    return pair(q, people)


def chance_pair(q: Quantity) -> tuple[Cell, Cell]:
    """A probability, as closely as it is sure, and its interval."""
    _, interval = pair(q, chance)
    return Cell(as_read(q, chance), middle(q)), interval


def share_pair(q: Quantity) -> tuple[Cell, Cell]:
    """A share as a percentage, and its interval."""
    return pair(q, percent)


def share_known(q: Quantity) -> Cell:
    """A share as a percentage with its interval, in little room: 13% (<1–52%)."""
    share = as_read(q, percent)
    low, high = (None if end is None else _tight(end) for end in (q.low, q.high))
    ends = f"{low}%" if low == high else f"{low}{_dash(low, high)}{high}%"
    return Cell(share if low is None or ends == f"{_tight(as_sure(q, percent))}%" else f"{share} ({ends})", middle(q))


def tightly(q: Quantity, say: Say = number) -> str:
    """A number with its interval in brackets, in little room: 1.2 (0.5–3)."""
    in_words, interval = as_read(q, say), ends(q, say) or NOT_COMPUTED
    return in_words if interval == in_words else f"{in_words} ({interval})"


def with_ends(q: Quantity, say: Say = number) -> Cell:
    """A number with its interval in brackets, if there is one, in little room: 0.86% (0.7–0.93%)."""
    return Cell(say(q.point) if q.low is None else tightly(q, say), middle(q))


def _dash(low: str | None, high: str | None) -> str:
    """The mark between two ends; a dash before a sign would read as an arrow or as another sign."""
    return " to " if (low or "").startswith("−") or (high or "").startswith(">") else "–"


def _tight(share: float) -> str:
    return "<1" if 0 < share < 0.01 else ">99" if 0.99 < share < 1 else percent(share).removesuffix("%")


def as_used(q: Quantity) -> Cell:
    """The value a stated number is taken for, with its interval; nothing for one value."""
    return Cell("") if q.low is None or q.low == q.high else with_ends(q, figures)


def drawn_words(run: Run) -> str:
    """The number of draws behind the intervals of parts, to follow what they are parts of; nothing without draws."""
    from assessments.results.breakdown import part_draws
    from assessments.results.headline import headline_numbers

    draws = part_draws(run)
    if draws is None:
        return ""
    noise = "" if headline_numbers(run).exact else " that carry the noise of their trials too"
    return f"; their intervals are from {draws:,} simulations{noise}"


def estimate_words(used: Input) -> str:
    """The value of a number with its stated range."""
    return range_words(used.estimate)


def pool_words(estimate: Estimate) -> str:
    """The way in which the statements of several people are pooled, in words."""
    voices = "each origin" if estimate.voices < len(estimate.said) else "each"
    return f"together, {voices} as likely to be right"


def range_words(estimate: Estimate) -> str:
    """A best value with the range that is stated, or with how many people say it together."""
    value = figures(estimate.best or 0.0)
    if estimate.said:
        people, voices = len(estimate.said), estimate.voices
        counted = f", {voices} voice{'s' if voices > 1 else ''}" if voices < people else ""
        return f"{value} (pooled from {people} people{counted})"
    low, high = estimate.low, estimate.high
    return f"{value} ({span(low, high)})" if low is not None and high is not None else value


def own_words(own: OwnEvents) -> str:
    """What an own history tells: 3 in 7.4 years."""
    return f"{own.events:,.0f} in {own.years:.3g} years"


def cited(data_map: DataMap, source: str | None, grade: str | None = None) -> str:
    """A source of the map as a reader knows it: title, publisher and date, and its grade."""
    entry = data_map.sources.get(source) if source else None
    if entry is None:
        return f"grade {grade}" if grade else ""
    origin_words = ", ".join(text for text in (entry.publisher, entry.date) if text)
    mark, first = grade or entry.grade, data_map.origin_of(source or "")
    origin = f", from {data_map.sources[first].title}" if first != source else ""
    return (
        entry.title
        + (f" ({origin_words})" if origin_words else "")
        + origin
        + (f", grade {mark}" if mark else ", not graded")
    )


def claim_words(data_map: DataMap, claim: Against) -> str:
    """A claim on the other side of a number, with its source and its reason."""
    source = data_map.sources.get(claim.source or "")
    beside = [text for text in (source.title if source else None, claim.why) if text]
    return f"{claim.say} ({'; '.join(beside)})" if beside else claim.say


def said_by(data_map: DataMap, used: Input) -> str:
    """The origin of a number: the catalogue, a source of the map, one analyst or several, or nobody where unknown."""
    if used.origin == "catalogue":
        return f"catalogue default, assumed: {used.estimate.why or 'judgement'}"
    if used.origin == "history":
        return used.estimate.why or "its own history"
    if used.origin == "construction":
        return used.estimate.why or "true by construction"
    if used.estimate.said:
        statements = [(statement, basis_words(data_map, statement)) for statement in used.estimate.said]
        return "; ".join(
            f"{statement.by}: {range_words(statement)}" + (f" ({why})" if why else "") for statement, why in statements
        )
    by = f"by {used.estimate.by}" if used.estimate.by else ""
    nobody = "nobody states it" if used.assumed else ""
    parts = [text for text in (nobody, basis_words(data_map, used.estimate), by) if text]
    return "; ".join(parts) or "stated in the map without a source"


def basis_words(data_map: DataMap, estimate: Estimate) -> str:
    """The basis of an estimate: its source, its basis and its reason."""
    parts = (cited(data_map, estimate.source, estimate.grade), estimate.basis, estimate.why)
    return "; ".join(text for text in parts if text)


def grade_words(data_map: DataMap, used: Input) -> str:
    """The grade of a number, or that it has none; of one that cites several sources, how many origins these have."""
    mark, cited_sources = grade(data_map, used) or "not graded", len(sources(used))
    first = len(origins(data_map, used))
    several = f"; {cited_sources} sources, {first} origin{'s' if first > 1 else ''}"
    return mark if cited_sources < 2 else f"{mark}{several}"
