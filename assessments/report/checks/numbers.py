"""Checks of the numbers of an assessment: their sources, dates, grades and ranges."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from assessments.conclusions.findings import (
    at_an_end,
    driving,
    later_sources,
    middle_far_from_best,
    more_than_inherent,
    mostly_ungraded,
    old_day,
    sole_origin,
    times_taken,
    width_below,
)
from assessments.report.checks import Check
from assessments.report.glossary import HARMED
from assessments.report.option_words import cut
from assessments.report.questions import question
from assessments.report.sentences import enumerated, figures, percent
from assessments.results.breakdown import moves_at_best
from assessments.results.comparison.differences import words
from assessments.results.evidence import grade
from assessments.results.ledger import ledger_rows
from assessments.run import Run
from data_maps.addresses import family_of
from data_maps.model import DataMap
from data_maps.problems import Place
from data_maps.quantities import Estimate
from risk.inputs import Input

MOST_TOLD = 3
LONGEST_SOURCE = 60
CLAIMS = (
    *("app", "users", "data", "parties", "ownership", "systems", "flows"),
    *("access", "agreements", "distribution", "estimates", "options"),
)


def _residual_above_inherent(run: Run) -> Iterator[Check]:
    """Controls can only take away from what there is without them."""
    if harms := more_than_inherent(run):
        left, without = harms
        text = (
            f"More harm is left with controls ({figures(left)} {HARMED} a year) than there is without any "
            f"({figures(without)}): a number that stands for a control does the opposite."
        )
        yield Check("residual-above-inherent", "warning", text, _most_moving(run))


def _taken_too_often(run: Run) -> Iterator[Check]:
    """Rates by which everybody's data would be taken every month, most often a slip in their unit."""
    if times := times_taken(run):
        text = (
            f"By these numbers the data of each person would be taken {figures(times)} times a year: look at the rates "
            "and their units."
        )
        yield Check("taken-too-often", "warning", text, _most_moving(run))


def _most_moving(run: Run) -> Place | None:
    return next((row.number.place for row in ledger_rows(run) if row.number.place), None)


def _stated_numbers(run: Run) -> Iterator[tuple[str, Input]]:
    """The numbers that the map states, but for what holds by construction."""
    yield from ((a, n) for a, n in run.events.numbers.items() if n.origin == "map" and not n.exact)


def _count_without_source(run: Run) -> Iterator[Check]:
    data_map = run.data_map
    for group in run.events.exposure.groups:
        address = f"users.{group}.count"
        estimate = data_map.estimates.get(address, data_map.users[group].count)
        named = any(statement.source for statement in estimate.statements) or data_map.users[group].source
        if estimate.form != "exact" and not named:
            text = f"{question(data_map, address)} No source was given for the number of people."
            place = data_map.places.get(f"estimates.{address}") or data_map.places.get(address)
            yield Check("count-without-source", "note", text, place)


def _without_reason(run: Run) -> Iterator[Check]:
    """Of the numbers with neither a source nor a reason those that move the result most."""
    moved = moves_at_best(run)
    moves = {a: abs(moved.get(a, 0.0)) for a, used in _stated_numbers(run) if not _supported(a, used)}
    for address in driving(moves)[:MOST_TOLD]:
        text = (
            f"{question(run.data_map, address)} The map gives a number without a source or a reason (why), and "
            f"a tenth more of it moves the harm by about {figures(moves[address] * 10)}%."
        )
        yield Check("number-without-reason", "note", text, run.events.numbers[address].place)


def _supported(address: str, used: Input) -> bool:
    statements = used.estimate.statements
    return any(statement.source or statement.why for statement in statements) or family_of(address) == "users"


def _out_of_date(run: Run) -> Iterator[Check]:
    for address, used in _stated_numbers(run):
        if on := old_day(run, used.estimate):
            text = (
                f"{question(run.data_map, address)} The estimate is of {used.estimate.on or on}, more than a "
                f"year before the day looked at ({run.data_map.as_of})."
            )
            yield Check("estimate-out-of-date", "note", text, used.place)


def _source_after_as_of(run: Run) -> Iterator[Check]:
    """Sources that came after the day looked at, all in one sentence."""
    data_map = run.data_map
    if later := later_sources(run):
        text = (
            f"Published after the day looked at ({data_map.as_of}): {_sources(data_map, later)}. "
            "What they say was not known then; if the map is to say what is known since, move its day."
        )
        yield Check("source-after-as-of", "note", text, data_map.places.get(f"sources.{later[0]}"))


def _sources(data_map: DataMap, ids: Sequence[str]) -> str:
    """Sources by their titles, in quotation marks, the first few of many."""
    titles = [source.title if (source := data_map.sources.get(id_)) else id_ for id_ in ids]
    return enumerated([f"“{cut(title, LONGEST_SOURCE)}”" for title in titles], MOST_TOLD)


def _narrower_than_grade(run: Run) -> Iterator[Check]:
    """A range may not say more than a plain number of the same evidence would; without any, not even its reason."""
    for address, used in _stated_numbers(run):
        mark = grade(run.data_map, used)
        bare = not _supported(address, used)
        if (mark or bare) and (widths := width_below(run, address, used, mark, bare=bare)):
            width, least = widths
            evidence = f"evidence graded {mark}" if mark else "a number without a grade, a source or a reason"
            text = (
                f"{question(run.data_map, address)} The range spans a factor of {figures(width)}, where "
                f"{evidence} allows no less than {figures(least)}."
            )
            yield Check("narrower-than-grade", "warning", text, used.place)


def _best_at_the_edge(run: Run) -> Iterator[Check]:
    for address, used in _stated_numbers(run):
        if ends := at_an_end(address, used.estimate):
            low, best, high = map(figures, ends)
            text = (
                f"{question(run.data_map, address)} The best value ({best}) lies at an end of its range ({low} to "
                f"{high}): either the range or the best value is off."
            )
            yield Check("best-at-the-edge", "note", text, used.place)


def _fit_far_from_best(run: Run) -> Iterator[Check]:
    """What a range stands for may have its middle far from the author's best value: that is shown back."""
    for address, used in _stated_numbers(run):
        middle, best = middle_far_from_best(run, address, used.estimate), used.estimate.best
        if middle is not None and best is not None:
            text = (
                f"{question(run.data_map, address)} The range stands for values as likely above {figures(middle)} as "
                f"below, which is far from the best value ({figures(best)})."
            )
            yield Check("fit-far-from-best", "note", text, used.place)


def _one_source(run: Run) -> Iterator[Check]:
    data_map = run.data_map
    cited = [statement.source for _, used in _stated_numbers(run) for statement in used.estimate.statements]
    if source := sole_origin(run, cited):
        rest = f"All {len(cited)} numbers that the map states rest on one source, {_sources(data_map, [source])}"
        text = f"{rest}: if it errs, all of them do."
        yield Check("one-source", "warning", text, data_map.places.get(f"sources.{source}"))


def _same_origin(run: Run) -> Iterator[Check]:
    """Several people's estimates that say again what one source says."""
    data_map = run.data_map
    for address, used in _stated_numbers(run):
        by_origin: dict[str, list[Estimate]] = {}
        for statement in used.estimate.said:
            if statement.source:
                by_origin.setdefault(data_map.origin_of(statement.source), []).append(statement)
        for origin, several in by_origin.items():
            if len(several) > 1:
                text = (
                    f"{question(data_map, address)} {len(several)} of {len(used.estimate.said)} estimates "
                    f"({enumerated([str(statement.by) for statement in several], 3)}) go back to one source, "
                    f"{_sources(data_map, [origin])}: together they count as one voice."
                )
                yield Check("same-origin", "note", text, used.place)


def _source_unused(run: Run) -> Iterator[Check]:
    """Sources that neither a claim nor another source names, all in one sentence."""
    data_map = run.data_map
    named = words({name: getattr(data_map, name) for name in CLAIMS})
    repeated = {source.origin for source in data_map.sources.values()}
    idle = [id_ for id_ in data_map.sources if id_ not in named | repeated]
    if idle:
        named_by_none = f"No claim of the map names these sources: {_sources(data_map, idle)}"
        text = f"{named_by_none}. Say what they support, or leave them out."
        yield Check("source-unused", "note", text, data_map.places.get(f"sources.{idle[0]}"))


def _ungraded(run: Run) -> Iterator[Check]:
    """A result that rests on numbers of which nobody says how good the evidence is."""
    ungraded = [a for a, used in _stated_numbers(run) if grade(run.data_map, used) is None]
    if mostly := mostly_ungraded(moves_at_best(run), ungraded):
        share, first = mostly
        text = (
            f"{percent(share)} of what moves the harm is stated without a grade, most of all: "
            f"{question(run.data_map, first)} Say how good the evidence is, else its ranges are those of hearsay."
        )
        yield Check("ungraded", "note", text, run.events.numbers[first].place)


CHECKS: tuple[Callable[[Run], Iterator[Check]], ...] = (
    _residual_above_inherent,
    _taken_too_often,
    _count_without_source,
    _without_reason,
    _ungraded,
    _narrower_than_grade,
    _best_at_the_edge,
    _fit_far_from_best,
    _out_of_date,
    _source_after_as_of,
    _one_source,
    _same_origin,
    _source_unused,
)
