"""Words on estimates: values with their ranges, who stands behind them, and how good the evidence is."""

from __future__ import annotations

from assessments.report.sentences import figures, span
from assessments.results.evidence import grade, origins, sources
from data_maps.model import DataMap
from data_maps.quantities import Against, Estimate
from risk.defaults import OwnEvents
from risk.inputs import Input

ANALOGY = ", by analogy: counted at Google"


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
        counted = f", {voices} voice{'' if voices == 1 else 's'}" if voices != people else ""
        return f"{value} (pooled from {people} people{counted})"
    low, high = estimate.low, estimate.high
    return f"{value} ({span(low, high)})" if low is not None and high is not None else value


def own_words(own: OwnEvents) -> str:
    """The content of an own history in words: 3 in 7.4 years."""
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
        analogy = ANALOGY if used.address.startswith("carried_out.") and used.estimate.basis == "counted" else ""
        return f"catalogue default, assumed: {used.estimate.why or 'judgement'}{analogy}"
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
    several = f"; {cited_sources} sources, {first} origin{'' if first == 1 else 's'}"
    return mark if cited_sources in (0, 1) else f"{mark}{several}"
