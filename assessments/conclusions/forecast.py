"""Conclusions on the forecast: on how weak evidence it rests, which defaults fail, and levels of other methods."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from assessments.results.evidence import LOW, MODERATE
from assessments.results.sizes import YEARS
from data_maps.address_forms import OTHERS

if TYPE_CHECKING:
    from assessments.results.part import Quantity
    from assessments.results.parts import Total
    from assessments.results.record_readings import RecordReading, StateOfReading
    from assessments.results.result import Actor
    from assessments.results.track_record import KindScores, OrdersScores, ReachScores, ResidualOf, TrackRecord

LEVEL = 3
"""The level from which on people are told of, if anybody is exposed there."""
FAR = 2.0
"""Times the median from which on an average is pulled up by the high ends."""
CUTS = (0.05, 0.20, 0.55)
PART, MANY = 0.01, 100.0
HALF = 0.5
HELD = 0.8
"""The least share of what is known that 90 % intervals are to hold."""
SOON = 0.15


def level_told(exposed: Total | None) -> int | None:
    """The level of which people are told: that of serious consequences, or the next lower that anybody reaches."""
    return next((n for n in (LEVEL, 2, 1) if exposed and exposed.persons_per_year[n].middle > 0.0), None)


def is_pulled_up(q: Quantity) -> bool:
    """True of a number whose average is far above its median."""
    return q.mean is not None and q.median is not None and q.mean >= FAR * q.median


def largest(parts: Mapping[str, float]) -> str | None:
    """The largest of some parts, the first by name of equals; None where there is none."""
    return max(sorted(name for name in parts if parts[name] > 0.0), key=parts.__getitem__, default=None)


def weight(part: float) -> int:
    """0 where little rests on weak evidence, 1 where some does, 2 where most does."""
    return (part > MODERATE) + (part > LOW)


def is_weaker(one: float, other: float) -> bool:
    """True where more weight of one part than of another rests on weak evidence."""
    return weight(one) > weight(other)


def all_or_none(share: float) -> bool | None:
    """True of a whole, False of nothing, None of a part."""
    return True if share >= 1.0 else False if share <= 0.0 else None


def is_small(part: float) -> bool:
    """True of a part on weak evidence that is some, and no more than leaves confidence moderate."""
    return 0.0 < part <= MODERATE


def is_fewer(made: int, wanted: int) -> bool:
    """True where fewer draws were made than were asked for."""
    return made < wanted


def likelihood_level(p: float) -> int:
    """1 to 4 from the probability over five years."""
    return 1 + sum(p >= cut for cut in CUTS)


def severity_level(exposed: Actor | Total) -> int:
    """The highest level that a hundredth of the exposed, or a hundred people a year, reach."""
    persons = {n: q.middle for n, q in exposed.persons_per_year.items()}
    return max((n for n, p in persons.items() if p > 0 and (p >= PART * persons[1] or p >= MANY)), default=0)


def harmful_states(reading: RecordReading) -> list[StateOfReading]:
    """The foreign states with any harm, one by one: all others together are none of them."""
    return [s for s in reading.states if s.foreign and s.harm.middle > 0.0 and s.actor != f"state:{OTHERS}"]


def holds(kind: KindScores) -> bool:
    """True where the known number lies inside what was forecast, chance included."""
    return kind.predicted.low <= kind.observed <= kind.predicted.high


def orders_fail(orders: OrdersScores) -> bool:
    """True where 90 % intervals of orders hold fewer of the published numbers than they are to."""
    return orders.inside_90 < HELD


def tells_apart(reach: ReachScores) -> bool:
    """True where chances of reach score better than one rate for all, and than the rate of each tie and keys."""
    return least_skill(reach) > 0.0


def least_skill(reach: ReachScores) -> float:
    """The skill of chances of reach over whichever of the two simpler forecasts scores better."""
    return min(reach.skill, reach.skill_over_tie)


def failing_defaults(scores: TrackRecord) -> tuple[str, ...]:
    """The kinds of events whose defaults fail at real services; `reach.any` is a question of the test of reach."""
    events, orders, reach = scores.kinds.of_events(), scores.kinds.orders, scores.kinds.reach
    return (
        *(f"reach.{name}" for name, asked in (reach.questions() if reach else {}).items() if not tells_apart(asked)),
        *(name for name, kind in events.items() if not holds(kind)),
        *(["orders"] if orders and orders_fail(orders) else []),
    )


def leans(group: ResidualOf) -> int:
    """-1 where fewer events are known of a group than forecast, 1 where more are, 0 within the interval."""
    return (group.observed > group.high) - (group.observed < group.low)


def is_late(years: float) -> bool:
    """True of a time beyond the years that are looked at."""
    return years > YEARS[-1]


def is_soon(years: float) -> bool:
    """True of a time too short to be told in years."""
    return years < SOON


def at_most_all(share: float) -> float:
    """A share that simulation may put above a whole, as a whole."""
    return min(1.0, share)


def is_most(some: int, of: int) -> bool:
    """True of more than half of so many."""
    return some > HALF * of
