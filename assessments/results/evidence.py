"""Quality of the evidence behind a result."""

from __future__ import annotations

import math
from collections.abc import Mapping

from assessments.results.breakdown import resting_on
from assessments.results.part import NumberOrigin
from assessments.results.quantity import Quantity, from_spread
from assessments.run import Run
from data_maps.addresses import Address, address
from data_maps.caching import kept
from data_maps.model import DataMap
from risk.inputs import Input
from risk.uncertainty.distributions import SAID_EXACT, Distribution, worse_mark
from risk.uncertainty.draws import log_pools, of_input
from risk.uncertainty.sensitivity import known_otherwise
from risk.uncertainty.spreads import known_spread, pools_differ, spread

GOOD = frozenset("AB12")
LOW, MODERATE = 0.5, 0.2
ORIGINS: Mapping[str, NumberOrigin] = {"counted": "counted", "bracketed": "bracketed"}


def grade(data_map: DataMap, used: Input) -> str | None:
    """The grade of a number: its own, else its source's; of what several people say, the worst, and none is worst."""
    marks = [data_map.grade_of(statement) for statement in used.estimate.statements]
    graded = [mark for mark in marks if mark]
    return max(graded, key=worse_mark) if len(graded) == len(marks) else None


def sources(used: Input) -> tuple[str, ...]:
    """The sources that a number cites, each once."""
    return tuple(dict.fromkeys(statement.source for statement in used.estimate.statements if statement.source))


def origins(data_map: DataMap, used: Input) -> tuple[str, ...]:
    """The first sources that those a number cites go back to, each once."""
    return tuple(dict.fromkeys(map(data_map.origin_of, sources(used))))


def instead_of(run: Run, used: Input) -> Quantity | None:
    """The knowledge about the number that another took the place of; None where there was none."""
    before = known_before(run, used)
    if before is None:
        return None
    best, distribution = before
    return from_spread(best, known_spread(distribution)) if run.settings.draws else Quantity(best)


def known_before(run: Run, used: Input) -> tuple[float, Distribution] | None:
    """The best value and the distribution of the number that another took the place of; None where there was none."""
    before = used.replaces
    if before is None or before.estimate.best is None:
        return None
    parsed = address(before.address, run.names)
    kind = before.kind or (parsed.kind if isinstance(parsed, Address) else "multiplier")
    return before.best, of_input(before, kind, run.data_map)


def times_replaced(run: Run, used: Input) -> float | None:
    """The middle of what is known of a number over that of the one it took the place of; None if these are no match.

    A rate for each person says nothing of one for all.
    """
    before = used.replaces
    if before is None or before.exact or before.estimate.per != used.estimate.per:
        return None
    parsed = address(used.address, run.names)
    kind = parsed.kind if isinstance(parsed, Address) else used.kind or "multiplier"
    own, base = (of_input(number, kind, run.data_map).median for number in (used, before))
    return own / base if own and base else None


def least_width(mark: str | None) -> float:
    """The least factor between the ends of a range that evidence of a grade allows."""
    return SAID_EXACT[worse_mark(mark)] ** 2


def rests_on(used: Input) -> NumberOrigin:
    """Where a number comes from: the map, or the class of its default; what nobody states is judged."""
    return ORIGINS.get(used.estimate.basis or "", "judged") if used.assumed else "stated"


def split_by_origin(run: Run, moved: Mapping[str, float]) -> dict[NumberOrigin, float]:
    """The split of what numbers move by where they come from, exact numbers left out; the shares add up to 1."""
    split: dict[NumberOrigin, float] = {"stated": 0.0, "counted": 0.0, "bracketed": 0.0, "judged": 0.0}
    for text, number in run.events.numbers.items():
        if not number.exact:
            split[rests_on(number)] += abs(moved.get(text, 0.0))
    total = math.fsum(split.values())
    return {origin: amount / total if total else 0.0 for origin, amount in split.items()}


def harm_by_origin(run: Run) -> dict[NumberOrigin, float]:
    """The split of what moves the harm, at the best values, by where the numbers come from."""
    return split_by_origin(run, run.elasticities)


def is_weak(data_map: DataMap, used: Input) -> bool:
    """True where the evidence of a number is graded C/3 or worse, or not graded at all."""
    return used.assumed or (mark := grade(data_map, used)) is None or not set(mark) <= GOOD


@kept
def weak_numbers(run: Run) -> frozenset[str]:
    """The numbers whose evidence is graded C/3 or worse, or not graded at all."""
    return frozenset(a for a, number in run.events.numbers.items() if is_weak(run.data_map, number))


@kept
def weak_share(run: Run) -> float:
    """The part of the harm found that rests on evidence graded C/3 or worse.

    Elasticities over all, exact numbers left out.
    """
    moved = run.elasticities
    free = {a: abs(moved[a]) for a, number in run.events.numbers.items() if not number.exact}
    total = math.fsum(free.values())
    weak = math.fsum(free[address] for address in weak_numbers(run) if address in free)
    return weak / total if total else 0.0


@kept
def rests_on_weak(run: Run) -> Quantity:
    """The part of the harm that rests on evidence graded C/3 or worse, with its interval."""
    return resting_on(run, weak_share(run), weak_numbers(run))


def weak_spread(run: Run) -> float | None:
    """The part of the score's variance that rests on evidence graded C/3 or worse; None without draws.

    Of what numbers carry alone, which leaves out what they carry only together.
    """
    carried = run.variance_shares
    total = math.fsum(carried.values())
    weak = math.fsum(share for address, share in carried.items() if address in weak_numbers(run))
    none = None if run.uncertain is None else 0.0
    return weak / total if total else none


def otherwise_pooled(run: Run) -> Quantity | None:
    """The harm index if several people had to agree, where that moves it by more than half of its interval."""
    draws = run.uncertain
    pools = log_pools(run.events) if draws else {}
    if draws is None or not pools:
        return None
    pooled = spread(known_otherwise(draws, pools))
    return from_spread(pooled.median, pooled) if pools_differ(spread(draws.harm("")), pooled) else None


def confidence(run: Run) -> str:
    """low, moderate or high: by the larger of the parts of the harm and of its spread that rest on weak evidence; never
    high while no intervals are known.
    """
    share, spread = rests_on_weak(run).middle, weak_spread(run)
    weak = max(share, spread or 0.0)
    if weak > LOW:
        return "low"
    return "moderate" if weak > MODERATE or spread is None else "high"
