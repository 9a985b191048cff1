"""Spreads of results over draws: mean, median and interval, with what the draws leave them to err by."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from risk.arrays import Floats, Indices
from risk.uncertainty.distributions import Distribution
from risk.uncertainty.multipliers import AROUND, Multiplied, median_and_error

LOW, MIDDLE, HIGH = ENDS = 0.05, 0.5, 0.95
HALF = 0.5
BATCHES = 10
KEPT_SPREADS = 2**14


@dataclass(frozen=True)
class Spread:
    """Mean, median and 90 % equal-tailed interval of a result, over so many draws: 0 if it is known without.

    `error`, `low_error`, `high_error` and `mean_error` are the standard errors of the median, the ends and the mean.
    """

    mean: float
    median: float
    low: float
    high: float
    error: float = 0.0
    low_error: float = 0.0
    high_error: float = 0.0
    draws: int = 0
    mean_error: float = 0.0

    @property
    def relative_error(self) -> float:
        """The standard error of the median as a share of it."""
        return self.error / self.median if self.median else 0.0


def quantiles(values: Floats, shares: tuple[float, ...]) -> Floats:
    """The values below which some shares of the draws lie, shape (shares, …) of values of shape (…, draws).

    Those of `np.quantile`, which looks for each share anew; here the draws that decide find their places at once.
    """
    ends = _ends(shares, values.shape[-1])
    return ends.between(np.partition(values, ends.placed, axis=-1))


@dataclass(frozen=True, eq=False)
class _Ends:
    """The places in order of the draws below and above each share of them, and how far beyond the lower it lies."""

    below: Indices
    above: Indices
    beyond: Floats
    placed: Indices

    def between(self, values: Floats) -> Floats:
        """The values at the shares, shape (shares, …), of draws whose ends stand in their places."""
        low, high, beyond = values[..., self.below], values[..., self.above], self.beyond
        # From the nearer end, as numpy does it: the last digits are then the same.
        between = np.where(beyond < HALF, low + (high - low) * beyond, high - (high - low) * (1.0 - beyond))
        return np.moveaxis(between, -1, 0)


_SPREADS: dict[tuple[int, int, Hashable], Spread] = {}
"""Spreads found last, by the size and the hash of the draws, which themselves are too large to keep.

Of a billion different results, two have one hash of 64 bits with a probability of 3 in 100.
"""


@lru_cache(maxsize=64)
def _ends(shares: tuple[float, ...], draws: int) -> _Ends:
    places = np.asarray(shares) * (draws - 1)
    below = places.astype(np.intp)
    above = np.minimum(below + 1, draws - 1)
    return _Ends(below, above, places - below, np.array(sorted({*below.tolist(), *above.tolist()})))


def spread(values: Floats, of: Multiplied | None = None) -> Spread:
    """The spread of a result over draws, shape (draws,), in batches drawn alike.

    Where the part of it is known that one number multiplies, the median has no error of that number's draws. Results
    that are the same in every draw, such as those that another map leaves as they are, are put in order once: a quarter
    of those of a map.
    """
    key = (values.size, hash(values.tobytes()), None if of is None else of.key)
    kept_spread = _SPREADS.get(key)
    if kept_spread is None:
        kept_spread = _spread(values, of)
        if len(_SPREADS) >= KEPT_SPREADS:
            _SPREADS.clear()
        _SPREADS[key] = kept_spread
    return kept_spread


def _spread(values: Floats, multiplied: Multiplied | None) -> Spread:
    first = float(values[0])
    if (values == first).all():
        return Spread(first, first, first, first, draws=values.size)
    exact = float(values.mean())
    if values.size % BATCHES:
        low, median, high = quantiles(values, ENDS).tolist()
        return Spread(exact, median, low, high, draws=values.size)
    ends = _ends(ENDS, values.size // BATCHES)
    # Batches in order take no longer than their ends alone, and leave half as much to do for all draws together.
    batches = np.sort(values.reshape(BATCHES, -1), axis=-1)
    low, *around, high = quantiles(batches.ravel(), ENDS if multiplied is None else (LOW, *AROUND, HIGH)).tolist()
    low_error, error, high_error = _errors(ends.between(batches)).tolist()
    median, error = (around[0], error) if multiplied is None else median_and_error(values, around, multiplied, BATCHES)
    mean_error = float(_errors(batches.mean(axis=-1, keepdims=True).T)[0])
    return Spread(exact, median, low, high, error, low_error, high_error, values.size, mean_error)


def errors_of_ratio(part: Floats, whole: Floats, ends: tuple[float, ...] = ENDS) -> tuple[float, float, float]:
    """The relative errors of low end, median and high end of a part over those ends of its whole, on the same draws.

    From the scatter over batches drawn alike; what both have in common falls out.

    Args:
        part: The part in every simulation, shape (draws,), batch after batch.
        whole: Its whole on the same simulations, shape (draws,).
        ends: Which quantiles of the whole its low end, median and high end are over.

    Source:
        W. G. Cochran, Sampling Techniques, 3rd edition, 1977, chapter 6.
    """
    parts, wholes = _by_batch(part, ENDS), _by_batch(whole, ends)
    ratios = np.divide(parts, wholes, out=np.zeros(parts.shape), where=wholes != 0.0)
    middles = np.abs(ratios.mean(axis=1))
    low, median, high = np.divide(_errors(ratios), middles, out=np.zeros(3), where=middles != 0.0).tolist()
    return low, median, high


def _by_batch(values: Floats, shares: tuple[float, ...]) -> Floats:
    """Quantiles of each batch, shape (shares, batches)."""
    return quantiles(values.reshape(BATCHES, -1), shares)


def _errors(by_batch: Floats) -> Floats:
    """The standard errors of values that each batch gives, shape (values,)."""
    return np.asarray(by_batch.std(axis=1, ddof=1) / np.sqrt(BATCHES))


def scaled_spread(values: Spread, by: float) -> Spread:
    """A spread with its mean, median, ends and errors multiplied by a number.

    Raises:
        ValueError: For one below 0, by which the ends would change places and the errors their sign.
    """
    if by < 0.0:
        raise ValueError(f"a spread is multiplied by 0 or more, not by {by:g}")
    middle = (values.mean * by, values.median * by, values.low * by, values.high * by)
    errors = (values.error * by, values.low_error * by, values.high_error * by)
    return Spread(*middle, *errors, values.draws, values.mean_error * by)


def pools_differ(linear: Spread, log: Spread) -> bool:
    """True where a result moves between the two pools by more than half its own interval: show both then."""
    return abs(linear.median - log.median) > min(linear.high - linear.low, log.high - log.low) / 2


def known_spread(distribution: Distribution) -> Spread:
    """The spread of one number, without draws."""
    low, median, high = distribution.quantiles(np.array((LOW, MIDDLE, HIGH))).tolist()
    return Spread(distribution.mean, median, low, high)
