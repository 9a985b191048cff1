"""Quantities: how a number is published, with the 90 % interval of its draws."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

import numpy as np

from assessments.results.part import OpenQuantity, Quantity
from assessments.run import Run, with_draws
from risk.arrays import Floats
from risk.chances import HORIZONS
from risk.inputs import Input
from risk.measures import score
from risk.number import Number
from risk.routes import EventRoute
from risk.uncertainty.draw_counts import DRAWS
from risk.uncertainty.propagation import Uncertain
from risk.uncertainty.spreads import BATCHES, ENDS, HIGH, LOW, MIDDLE, Spread, errors_of_ratio, known_spread, spread

NOBODY = Quantity(0.0)
PARTS = ("mean", "median", "low", "high")
Key = TypeVar("Key")
ERRORS = {"low": "low_error", "median": "error", "high": "high_error"}
__all__ = [
    "NOBODY",
    "OpenQuantity",
    "Quantity",
    "by_horizon",
    "from_spread",
    "in_draws",
    "is_drawn",
    "of_number",
    "open_ended",
    "percentiles",
    "quantities",
    "quantity",
    "relative_error",
    "route_quantity",
    "scaled_number",
    "scaled_quantity",
    "score_of",
    "unbounded",
]


def quantity(number: Number) -> Quantity:
    """A number as it is published: its best value, and what its draws say of it, if there are any."""
    best, draws = number.best, number.draws
    return from_spread(best, spread(draws, number.of)) if number.drawn else Quantity(best)


def quantities(numbers: Mapping[Key, Number]) -> dict[Key, Quantity]:
    """Numbers as they are published, by the same keys."""
    return {key: quantity(number) for key, number in numbers.items()}


def scaled_quantity(few: Quantity, whole: Quantity, part: Quantity, errors: Sequence[float] | None = None) -> Quantity:
    """A quantity of few draws times the ratio of what all draws and the same few say of another; its point stays.

    `errors` are the relative ones of low end, median and high end over those of the part. Where they are not given the
    errors are those of the few draws, which are larger; so is that of the mean always.
    """
    values = {p: _times(getattr(few, p), getattr(whole, p), getattr(part, p)) for p in PARTS}
    if few.n is None:
        return Quantity(few.point, values["mean"], values["median"], values["low"], values["high"])
    own = [relative_error(few, end) for end in ERRORS] if errors is None else errors
    more = [0.0 if errors is None else relative_error(whole, end) for end in ERRORS]
    off = {
        error: abs(values[end] or 0.0) * math.hypot(*both)
        for (end, error), *both in zip(ERRORS.items(), own, more, strict=True)
    }
    return Quantity(few.point, **values, **off, n=few.n, mean_error=_times(few.mean_error, whole.mean, part.mean))


def scaled_number(
    few: Number, status_quo: Number, whole: Quantity, part: Quantity, ends: tuple[float, ...] = ENDS
) -> Quantity:
    """A number of few draws, brought to what all draws say of another, whose same few draws are `status_quo`."""
    errors = errors_of_ratio(few.draws, status_quo.draws, ends) if few.drawn and status_quo.drawn else None
    return scaled_quantity(quantity(few), whole, part, errors)


def relative_error(q: Quantity, end: str = "median") -> float:
    """The standard error of the median or of an end as a share of it."""
    value, error = getattr(q, end), getattr(q, ERRORS[end])
    return abs(error / value) if value and error else 0.0


def _times(value: float | None, whole: float | None, few: float | None) -> float | None:
    """A value of few draws times the ratio of what all draws and these few say of the same thing."""
    return value * (whole / few) if value is not None and whole is not None and few else value


def unbounded(number: Number) -> Quantity:
    """A number that may have no end, as it is published: values of draws themselves, and no mean."""
    values = number.draws
    if not number.drawn:
        return Quantity(number.best)
    low, median, high = np.quantile(values, (LOW, MIDDLE, HIGH), method="inverted_cdf").tolist()
    return Quantity(number.best, None, median, low, high, error=_error_of_median(values), n=values.size)


def _error_of_median(values: Floats) -> float | None:
    """The standard error of the median of draws that may have no end; None where that of a batch has none."""
    if values.size % BATCHES:
        return None
    medians = np.quantile(values.reshape(BATCHES, -1), MIDDLE, axis=1, method="inverted_cdf")
    return float(medians.std(ddof=1) / math.sqrt(BATCHES)) if np.isfinite(medians).all() else None


def open_ended(q: Quantity) -> OpenQuantity:
    """A quantity that may have no end, as it is written."""
    return OpenQuantity(*(None if x is None or np.isinf(x) else x for x in (q.point, q.median, q.low, q.high)))


def from_spread(point: float, values: Spread) -> Quantity:
    """A point value with the mean, the median and the interval of its draws."""
    ends = (values.mean, values.median, values.low, values.high)
    if values.draws < BATCHES:
        return Quantity(point, *ends)
    return Quantity(point, *ends, values.error, values.low_error, values.high_error, values.draws, values.mean_error)


def by_horizon(run: Run, probabilities: Floats, drawn: Callable[[Uncertain], Floats]) -> dict[int, Quantity]:
    """Probabilities as quantities by horizon; draws have shape (horizons, draws)."""
    return {int(t): quantity(p) for t, p in zip(HORIZONS, run.numbers(probabilities, drawn), strict=True)}


def of_number(run: Run, address: str, used: Input | None = None) -> Quantity:
    """A number that a result rests on, with the spread of what is known of it once there are draws.

    Args:
        run: The assessment.
        address: Where the number stands.
        used: The number itself, where no event may rest on it.
    """
    number = used or run.events.inputs.get(address) or run.events.numbers[address]
    best, distribution = number.best, run.distributions.get(address)
    return (
        from_spread(best, known_spread(distribution))
        if distribution is not None and run.settings.draws
        else Quantity(best)
    )


def is_drawn(run: Run, address: str) -> bool:
    """True where the result rests on a number that is drawn at an address."""
    return address in run.distributions


def percentiles(run: Run, address: str) -> tuple[float, float, float]:
    """The 5 %, the 50 % and the 95 % point of what is known of a number, in its own unit, with or without draws."""
    low, middle, high = (run.distributions[address].quantile(p) for p in (LOW, MIDDLE, HIGH))
    return low, middle, high


def in_draws(run: Run) -> Run:
    """The assessment with as many draws as is usual, for intervals where pages have none yet."""
    return with_draws(run, DRAWS)


def route_quantity(run: Run, route: EventRoute) -> Quantity:
    """The probability that a way is open once an attempt is made, over draws of the numbers it rests on."""
    addresses = dict.fromkeys(route.addresses)
    (open_,) = run.numbers_at([route.probability], addresses, lambda x: [np.prod(list(x.values()), axis=0)])
    return quantity(open_)


def score_of(harm: Number) -> Quantity:
    """A harm index as a score, and its draws with it."""
    return quantity(Number.by(score, harm))
