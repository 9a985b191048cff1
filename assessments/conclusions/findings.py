"""Findings on the numbers of an assessment: which of them are too certain, too narrow, too far off or too old."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from assessments.results.actors import leading
from assessments.results.evidence import harm_by_origin, least_width, times_replaced
from assessments.results.headline import headline_numbers
from assessments.results.quantity import percentiles
from assessments.results.routes import likeliest_orders
from data_maps.addresses import family_of

if TYPE_CHECKING:
    from assessments.results.ledger import LedgerRow
    from assessments.run import Run
    from data_maps.quantities import Estimate
    from risk.inputs import Input
    from risk.routes import EventRoute

DILUTED, MOST_FACTORS = 0.2, 6
NEAR_CERTAIN = 0.01
FAR, VERY_FAR = 10.0, 1000.0
DRIVES = 0.1
"""The share of the uncertainty, or of the movement of the harm, from which on a number drives it."""
MOSTLY = 0.5
OLD = 365
ENOUGH_STATED = 5
EDGE = 0.02
OFF = 0.25
NOTHING, ROUNDING = 1e-12, 1e-9
MOST_OFTEN = 12.0  # times a year
RANGES = ("range", "beta", "lognormal")
SHARES = ("share", "interest", "power", "content", "control", "custody", "clear", "carried_out", "success",
          "identified")  # fmt: skip
PROBABILITIES = ("interest", "power", "content", "control", "custody", "clear", "carried_out", "success")


def is_mostly_judged(run: Run) -> bool:
    """True where most of the harm rests on numbers that were judged or bracketed."""
    split = harm_by_origin(run)
    return split["judged"] + split["bracketed"] > MOSTLY


def diluted_routes(run: Run) -> Iterator[tuple[EventRoute, int, Input]]:
    """The likeliest routes that are small products of many conditions: how many, and the least likely of them.

    Of a state that of its orders: they hang on most. An actor of little harm may be one because its product is too
    small, and a shorter way of the same state hides it.
    """
    for route in (route for row in leading(run) for route in likeliest_orders(run, row.actor)):
        factors = [run.events.inputs[address] for address in route.addresses]
        uncertain = [number for number in factors if number.best < 1.0]
        least = min(uncertain, key=lambda number: number.best, default=None)
        if least and (len(uncertain) > MOST_FACTORS or route.probability < DILUTED * least.best):
            yield route, len(uncertain), least


def near_certain(run: Run) -> Iterator[tuple[str, Input]]:
    """The probabilities that the map states so near to 0 or 1 that they need evidence."""
    for address, used in run.events.inputs.items():
        near = used.best < NEAR_CERTAIN or used.best > 1 - NEAR_CERTAIN
        if used.origin == "map" and not used.exact and family_of(address) in PROBABILITIES and near:
            yield address, used


def far_from_replaced(run: Run) -> Iterator[tuple[str, Input, float]]:
    """The numbers far from what they take the place of, without a reason or, further off, a source: how many times."""
    for address, used in run.events.numbers.items():
        times = times_replaced(run, used)
        if times is not None and not 1.0 / FAR <= times <= FAR:
            near = 1.0 / VERY_FAR <= times <= VERY_FAR
            if not any(statement.why and (near or statement.source) for statement in used.estimate.statements):
                yield address, used, times


def drives(share: float | None) -> bool:
    """True of a share of the uncertainty that counts."""
    return (share or 0.0) >= DRIVES


def by_share(rows: Iterable[LedgerRow], least: float) -> list[LedgerRow]:
    """Numbers with so much of the uncertainty at least, the largest share first; without draws as they stand."""
    known = [(row.variance_share or 0.0, row) for row in rows]
    return [row for share, row in sorted(known, key=lambda pair: -pair[0]) if share >= least]


def driving(moves: Mapping[str, float]) -> list[str]:
    """The numbers that move the harm by a share that counts, what moves most first."""
    return sorted((a for a, moved in moves.items() if moved >= DRIVES), key=lambda a: (-moves[a], a))


def more_than_inherent(run: Run) -> tuple[float, float] | None:
    """The harm with controls and without any, where there is more with them, which they can only take away from."""
    head = headline_numbers(run)
    left, without = head.harm.point, head.inherent_at_best
    return (left, without) if left > without * (1.0 + ROUNDING) + NOTHING else None


def times_taken(run: Run) -> float | None:
    """How often everybody's data would be taken in a year, where that is each month or more; else None."""
    taken = max((persons.point for persons in headline_numbers(run).persons_per_year.values()), default=0.0)
    people = math.fsum(run.data_map.people_in(group) for group in run.events.exposure.groups)
    return taken / people if people and taken > MOST_OFTEN * people else None


def old_day(run: Run, estimate: Estimate) -> date | None:
    """The last day of the statements of an estimate, where it lies more than a year before the day looked at."""
    days = [_day(statement.on, 12, 28) for statement in estimate.statements if statement.on]
    last = max(days, default=None)
    return last if last and (run.data_map.as_of - last).days > OLD else None


def later_sources(run: Run) -> list[str]:
    """The sources that came after the day looked at."""
    dated = {id_: source.date for id_, source in run.data_map.sources.items() if source.date}
    return [id_ for id_, text in dated.items() if _day(text, 1, 1) > run.data_map.as_of]


def _day(text: str, month: int, day: int) -> date:
    """A day, a month or a year as a day: its month and day, or these where it does not say them."""
    year, stated_month, stated_day = (*map(int, text.split("-")), 0, 0)[:3]
    return date(year, stated_month or month, stated_day or day)


def width_below(run: Run, address: str, used: Input, mark: str | None, *, bare: bool) -> tuple[float, float] | None:
    """The factor between the ends of a range and the least that its grade allows, where it is narrower; else None.

    Of a beta or a lognormal, and of a `bare` count without source or reason, it is that of 90 %.
    """
    low, high = used.estimate.low, used.estimate.high
    counted = bare and used.estimate.form == "base_rate"
    if counted or used.estimate.form in ("beta", "lognormal"):
        low, _, high = percentiles(run, address)
    if not low or not high or not (counted or used.estimate.form in RANGES):
        return None
    width, least = _odds(high) / _odds(low) if is_share(address) else high / low, least_width(mark)
    return (width, least) if width < least * (1.0 - ROUNDING) else None


def is_share(address: str) -> bool:
    """True of a number from 0 to 1."""
    return family_of(address) in SHARES


def _odds(p: float) -> float:
    return p / (1.0 - p) if p < 1.0 else math.inf


def at_an_end(address: str, estimate: Estimate) -> tuple[float, float, float] | None:
    """The low end, the best value and the high end of a range whose best value lies at an end; else None.

    Ranges of rates and counts are wide on a log scale: only a best value at an end itself is meant there.
    """
    low, best, high = estimate.low, estimate.best, estimate.high
    if estimate.form != "range" or low is None or best is None or high is None or high <= low:
        return None
    where = (best - low) / (high - low)
    return (low, best, high) if min(where, 1.0 - where) <= (EDGE if is_share(address) else 0.0) else None


def middle_far_from_best(run: Run, address: str, estimate: Estimate) -> float | None:
    """The middle of what a range stands for, where the author's best value is far from it; else None."""
    if estimate.form != "range" or not estimate.best:
        return None
    ends = percentiles(run, address)
    low, middle, high, best = (end if is_share(address) else math.log(end) for end in (*ends, estimate.best))
    return ends[1] if abs(middle - best) > OFF * (high - low) else None


def sole_origin(run: Run, cited: Sequence[str | None]) -> str | None:
    """The source that all of many stated numbers go back to; None where they go back to several, or are few."""
    first = {run.data_map.origin_of(source) if source else None for source in cited}
    return next(iter(first)) if len(first) == 1 and len(cited) >= ENOUGH_STATED else None


def mostly_ungraded(moves: Mapping[str, float], ungraded: Sequence[str]) -> tuple[float, str] | None:
    """The share of what moves the harm that nobody graded, and its weightiest number, where it is most; else None."""
    total = math.fsum(abs(move) for move in moves.values())
    share = math.fsum(abs(moves.get(a, 0.0)) for a in ungraded) / total if total else 0.0
    return (share, max(ungraded, key=lambda a: abs(moves.get(a, 0.0)))) if share > MOSTLY else None


def sum_of_all(shares: Sequence[float]) -> float | None:
    """The sum of the shares of several flows, 1 where they are everyone together; None where that is less."""
    total = math.fsum(shares)
    if len(shares) < 2 or total < 1.0 - ROUNDING:
        return None
    return total if total > 1.0 + ROUNDING else 1.0


def is_less_than_one(people: float) -> bool:
    """True of a group of less than one person."""
    return people < 1.0


def is_more_than(people: float, everybody: float) -> bool:
    """True of more people than there are at all."""
    return people > max(1.0, everybody)


def is_more_than_all(share: float | None) -> bool:
    """True of a share above everybody."""
    return (share or 0.0) > 1.0
