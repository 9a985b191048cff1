"""Quantities: numbers with their 90 % intervals, from best values and draws."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from assessments.results.part import OpenQuantity, Quantity
from assessments.run import Run, with_draws
from risk.arrays import Floats
from risk.chances import HORIZONS
from risk.inputs import Input
from risk.measures import score
from risk.routes import EventRoute
from risk.uncertainty.draw_counts import DRAWS
from risk.uncertainty.multipliers import Multiplied
from risk.uncertainty.spreads import BATCHES, HIGH, LOW, MIDDLE, Spread, known_spread, spread

NOBODY = Quantity(0.0)
PARTS = ("mean", "median", "low", "high")
ERRORS = {"low": "low_error", "median": "error", "high": "high_error"}
__all__ = [
    "NOBODY",
    "Floats",
    "OpenQuantity",
    "Quantity",
    "by_horizon",
    "from_spread",
    "in_draws",
    "is_drawn",
    "of_number",
    "open_ended",
    "part_of",
    "percentiles",
    "quantity",
    "relative_error",
    "route_quantity",
    "scaled_quantity",
    "score_of",
    "unbounded",
]


def quantity(
    point: float, values: Floats | None = None, mean: float | None = None, of: Multiplied | None = None
) -> Quantity:
    """A point value with what draws of the numbers say of it, if there are any.

    The mean may be known without draws, or not a number where it is not to be told; `of` is the part of the draws that
    one number multiplies.
    """
    return Quantity(point) if values is None else from_spread(point, spread(values, mean, of))


def scaled_quantity(few: Quantity, whole: Quantity, part: Quantity, errors: Sequence[float] | None = None) -> Quantity:
    """A quantity of few draws times the ratio of what all draws and the same few say of another; its point stays.

    `errors` are the relative ones of low end, median and high end over those of the part. Where they are not given the
    errors are those of the few draws, which are larger.
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
    return Quantity(few.point, **values, **off, n=few.n)


def relative_error(q: Quantity, end: str = "median") -> float:
    """The standard error of the median or of an end as a share of it."""
    value, error = getattr(q, end), getattr(q, ERRORS[end])
    return abs(error / value) if value and error else 0.0


def _times(value: float | None, whole: float | None, few: float | None) -> float | None:
    """A value of few draws times the ratio of what all draws and these few say of the same thing."""
    return value * (whole / few) if value is not None and whole is not None and few else value


def unbounded(point: float, values: Floats | None) -> Quantity:
    """A point value with what draws say of it that may have no end: values of draws themselves, and no mean."""
    if values is None:
        return Quantity(point)
    low, median, high = np.quantile(values, (LOW, MIDDLE, HIGH), method="inverted_cdf").tolist()
    return Quantity(point, None, median, low, high, error=_error_of_median(values), n=values.size)


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
    """A point value with the mean, if there is one, the median and the interval of its draws."""
    mean = None if np.isnan(values.mean) else values.mean
    ends = (mean, values.median, values.low, values.high)
    if values.draws < BATCHES:
        return Quantity(point, *ends)
    return Quantity(point, *ends, values.error, values.low_error, values.high_error, values.draws)


def part_of(part: Floats | None, whole: Floats | None) -> Floats | None:
    """A part as a share of a whole, shape (draws,); nothing of nothing, and None without draws."""
    if part is None or whole is None:
        return None
    return np.divide(part, whole, out=np.zeros_like(whole), where=whole > 0.0)


def by_horizon(probabilities: Floats, draws: Floats | None = None) -> dict[int, Quantity]:
    """Probabilities as quantities by horizon; draws have shape (horizons, draws)."""
    values = [None] * len(HORIZONS) if draws is None else list(draws)
    return {int(t): quantity(float(p), d) for t, p, d in zip(HORIZONS, probabilities, values, strict=True)}


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
    values = run.draws_at(dict.fromkeys(route.addresses))
    return quantity(route.probability, None if values is None else np.prod(list(values.values()), axis=0))


def score_of(harm: float, draws: Floats | None) -> Quantity:
    """A harm index as a score, and its draws with it."""
    return quantity(float(score(harm)), None if draws is None else np.asarray(score(draws)))
