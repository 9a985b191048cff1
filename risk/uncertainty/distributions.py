"""Distributions of stated ranges: Beta for probabilities, lognormal for rates and counts, Gamma for counted events.

A stated range is stretched by how well its author is known to do, or by the grade of its evidence, first.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, betaincinv, gammaincinv, ndtri

from data_maps.addresses import AddressKind
from data_maps.quantities import Estimate

LOW, HIGH = 0.05, 0.95
MOST_MISSED = 1e-9
Z_HIGH = float(ndtri(HIGH))
FARTHEST = 23.0
WIDEST = 8.4
NARROWEST = 1e-4
TINY = 1e-12
HALVINGS = 100
NEWTON_STEPS = 25
CLOSE = 1e-13
SLOPE_STEP = 1e-5
Vector = NDArray[np.float64]


@dataclass(frozen=True)
class Distribution(ABC):
    """What is known of one number; equal ones are the same distribution.

    Among what several say of it, `part` is how much of a voice this is: all that go back to one origin are one voice.
    """

    part: float = field(default=1.0, kw_only=True, repr=False)

    @property
    @abstractmethod
    def mean(self) -> float:
        """The expected value."""

    @abstractmethod
    def quantiles(self, p: Vector) -> Vector:
        """The values below which shares p of the probability lie, shape of p."""

    def quantile(self, p: float) -> float:
        """The value below which a share p of the probability lies."""
        return float(self.quantiles(np.array([p]))[0])

    @property
    def median(self) -> float:
        """The value that is as likely to be exceeded as not."""
        return self.quantile(0.5)


def by_halving(
    rising: Callable[[Vector], Vector], at: Vector, low: Vector | None = None, high: Vector | None = None
) -> Vector:
    """Where a rising function takes the values `at`, between low and high, or 0 and 1; shape of `at`."""
    bottom, top = np.zeros_like(at) if low is None else low, np.ones_like(at) if high is None else high
    for _ in range(HALVINGS):
        middle = (bottom + top) / 2.0
        below = rising(middle) < at
        bottom, top = np.where(below, middle, bottom), np.where(below, top, middle)
    return (bottom + top) / 2.0


@dataclass(frozen=True)
class Beta(Distribution):
    """A distribution of a probability or a share."""

    alpha: float
    beta: float

    @property
    def mean(self) -> float:
        """The expected value."""
        return self.alpha / (self.alpha + self.beta)

    def quantiles(self, p: Vector) -> Vector:
        """The values below which shares p of the probability lie, shape of p.

        The library's inverse is far off for some parameters, such as 1 000 and 10⁹, or some next to 1 and 1; those
        values are looked for again.
        """
        values = np.asarray(betaincinv(self.alpha, self.beta, p))
        off = (np.abs(betainc(self.alpha, self.beta, values) - p) > MOST_MISSED) & (values > TINY)
        if off.any():
            values[off] = by_halving(lambda x: betainc(self.alpha, self.beta, x), p[off])
        return values


@dataclass(frozen=True)
class Lognormal(Distribution):
    """A distribution of a rate, a count or a multiplier; mu and sigma are those of its logarithm."""

    mu: float
    sigma: float

    @property
    def mean(self) -> float:
        """The expected value."""
        return math.exp(self.mu + self.sigma**2 / 2)

    def quantiles(self, p: Vector) -> Vector:
        """The values below which shares p of the probability lie, shape of p."""
        return np.asarray(np.exp(self.mu + self.sigma * ndtri(p)), dtype=np.float64)


@cache
def beta_through(low: float, high: float) -> Beta:
    """The Beta whose 5 % and 95 % points are low and high.

    Raises:
        ValueError: unless 0 < low < high < 1, and for the rare range for which none is found.
    """
    if not 0 < low < high < 1:
        raise ValueError(f"no Beta has {low} and {high} as its 5 % and 95 % points")
    fit = _beta_fit(low, high)
    if fit is None and (mirrored := _beta_fit(1.0 - high, 1.0 - low)):
        fit = Beta(mirrored.beta, mirrored.alpha)
    if fit is None:
        raise ValueError(f"no Beta was found with {low} and {high} as its 5 % and 95 % points")
    return fit


def _beta_fit(low: float, high: float) -> Beta | None:
    """The Beta with these points, looked for from several starts; near to 1 that of the rest is found more easily.

    Newton's steps find nearly all. The library's solver, which takes long to import, is asked for the others.
    """
    guess = _beta_guess(low, high)
    logs = _by_newton(guess, low, high)
    if logs is not None:
        return _beta_of(logs)
    from scipy.optimize import root

    for start in (guess, np.log([0.5, 0.5]), np.log([0.1, 0.1])):
        logs = root(_beta_misses, start, args=(low, high), tol=1e-12).x
        if np.abs(_beta_misses(logs, low, high)).max() < MOST_MISSED:
            return _beta_of(logs)
    return None


def _beta_of(logs: Vector) -> Beta:
    alpha, beta = np.exp(logs)
    return Beta(float(alpha), float(beta))


def _by_newton(start: Vector, low: float, high: float) -> Vector | None:
    """The logarithms of the parameters by Newton's steps, none longer than 1; None where a few do not arrive."""
    logs = start
    for _ in range(NEWTON_STEPS):
        misses = _beta_misses(logs, low, high)
        if np.abs(misses).max() < CLOSE:
            return logs
        moved = (logs + SLOPE_STEP * side * np.eye(2)[i] for i in range(2) for side in (1.0, -1.0))
        up_a, down_a, up_b, down_b = (_beta_misses(each, low, high) for each in moved)
        slopes = np.column_stack([up_a - down_a, up_b - down_b]) / (2.0 * SLOPE_STEP)
        if abs(np.linalg.det(slopes)) < TINY:
            return None
        logs = logs - np.clip(np.linalg.solve(slopes, misses), -1.0, 1.0)
    return None


def _beta_misses(logs: Vector, low: float, high: float) -> Vector:
    alpha, beta = np.exp(np.clip(logs, -50, 50))
    return np.array([betainc(alpha, beta, low) - LOW, betainc(alpha, beta, high) - HIGH])


def _beta_guess(low: float, high: float) -> Vector:
    """The logarithms of the parameters of a Beta with about this range, from its spread on the logit scale."""
    bottom, top = (math.log(x / (1 - x)) for x in (low, high))
    middle = 1 / (1 + math.exp(-(bottom + top) / 2))
    size = (2 * Z_HIGH / (top - bottom)) ** 2 / (middle * (1 - middle))
    return np.log([size * middle + 0.1, size * (1 - middle) + 0.1])


@cache
def lognormal_through(low: float, high: float) -> Lognormal:
    """The lognormal whose 5 % and 95 % points are low and high.

    Raises:
        ValueError: unless 0 < low < high.

    >>> lognormal_through(1.0, 100.0).quantiles(np.array([0.05, 0.5, 0.95])).round(6).tolist()
    [1.0, 10.0, 100.0]
    """
    if not 0 < low < high:
        raise ValueError(f"no lognormal has {low} and {high} as its 5 % and 95 % points")
    return Lognormal(math.log(low * high) / 2, math.log(high / low) / (2 * Z_HIGH))


def widening(hit_rate: float) -> float:
    """The factor by which a 90 % range has to be stretched for ranges that held only this share of the truths.

    >>> round(widening(0.7), 3)
    1.587
    """
    return Z_HIGH / float(ndtri((1 + hit_rate) / 2))


@dataclass(frozen=True)
class Gamma(Distribution):
    """A distribution of a rate of which events were counted: `shape` events, half of one more, in `exposure` units."""

    shape: float
    exposure: float

    @property
    def mean(self) -> float:
        """The expected value."""
        return self.shape / self.exposure

    def quantiles(self, p: Vector) -> Vector:
        """The values below which shares p of the probability lie, shape of p."""
        return np.asarray(gammaincinv(self.shape, p) / self.exposure, dtype=np.float64)


@dataclass(frozen=True)
class Point(Distribution):
    """A number without a range."""

    value: float

    @property
    def mean(self) -> float:
        """The number."""
        return self.value

    def quantiles(self, p: Vector) -> Vector:
        """The number, shape of p."""
        return np.full_like(p, self.value)


def distribution(
    estimate: Estimate, kind: AddressKind, grade: str | None = None, *, widened: bool = True
) -> Distribution:
    """What an estimate says of a number of this kind; `grade` are its two marks, `widened` stretches a stated range.

    Ranges are brought to 90 % and stretched on the log scale, or the logit scale for probabilities, below and above the
    best value each; a Beta or a lognormal then has the range as its 5 % and 95 % points. A number without a range gets
    the range of the worse of its marks. Counted events are the posterior of the Jeffreys prior. No range comes nearer
    to 0 or 1 than one in 10¹⁰, or spans more than twelve orders of magnitude: it could not be computed with.
    """
    stated = _distribution(estimate, kind, grade, widened=widened)
    return stated if estimate.part == 1.0 else replace(stated, part=estimate.part)


def _distribution(estimate: Estimate, kind: AddressKind, grade: str | None, *, widened: bool) -> Distribution:
    scale = Logit if kind == "probability" else Log
    best, parameters = estimate.best, estimate.parameters
    match estimate.form:
        case "exact":
            return Point(_known(best))
        case "unknown":
            return Beta(1.0, 1.0)
        case "beta" if parameters:
            return Beta(*parameters)
        case "lognormal" if parameters:
            return _lognormal(*(math.log(parameters[0]) + side * math.log(parameters[1]) for side in (-1, 1)))
        case "base_rate" if parameters:
            counted, exposure = parameters
            probability = kind == "probability"
            return Beta(counted + 0.5, exposure - counted + 0.5) if probability else Gamma(counted + 0.5, exposure)
        case "plain":
            return scale.around(_known(best), math.log(SAID_EXACT[worse_mark(grade)]))
    return scale.through(estimate, stretch(estimate.confidence, grade) if widened else 1.0)


SAID_EXACT = {1: 1.05, 2: 1.05, 3: 1.25, 4: 2.0, 5: 4.0, 6: 4.0}
BY_EVIDENCE = {1: 1.0, 2: 1.0, 3: 1.25, 4: 1.5, 5: 2.0, 6: 2.0}
NO_GRADE = 4
HIT_RATE = 0.7


def worse_mark(grade: str | None) -> int:
    """The worse of the two marks of a grade as a number from 1 to 6; 4 where there is none."""
    if not grade:
        return NO_GRADE
    return max("ABCDEF".index(grade[0]) + 1, int(grade[1]) if len(grade) > 1 else 1)


def stretch(confidence: float, grade: str | None) -> float:
    """By how much a range grows: to 90 %, then by the larger of overconfidence and evidence, not by both."""
    to_ninety = Z_HIGH / float(ndtri((1.0 + confidence) / 2.0))
    return to_ninety * max(widening(HIT_RATE), BY_EVIDENCE[worse_mark(grade)])


def _known(value: float | None) -> float:
    if value is None:
        raise ValueError("an estimate without a best value has no distribution")
    return value


class Log:
    """The scale of rates, counts and multipliers."""

    @staticmethod
    def through(estimate: Estimate, factor: float) -> Distribution:
        """The lognormal through a range stretched by a factor on both sides of the best value."""
        low, best, high = map(math.log, _bounds(estimate))
        return _lognormal(best - (best - low) * factor, best + (high - best) * factor)

    @staticmethod
    def around(best: float, half: float) -> Distribution:
        """The lognormal that lies `half` below and above the best value, as logarithms."""
        return _lognormal(math.log(best) - half, math.log(best) + half) if best else Point(0.0)


class Logit:
    """The scale of probabilities and shares."""

    @staticmethod
    def through(estimate: Estimate, factor: float) -> Distribution:
        """The Beta through a range stretched by a factor on both sides of the best value."""
        low, best, high = map(_logit, _bounds(estimate))
        return _beta(best, best - (best - low) * factor, best + (high - best) * factor)

    @staticmethod
    def around(best: float, half: float) -> Distribution:
        """The Beta that lies `half` below and above the best value, as logarithms of odds."""
        if best in (0.0, 1.0):
            return Point(best)
        return _beta(_logit(best), _logit(best) - half, _logit(best) + half)


def _lognormal(bottom: float, top: float) -> Distribution:
    """The lognormal between two logarithms."""
    return Lognormal((bottom + top) / 2.0, min(WIDEST, (top - bottom) / (2.0 * Z_HIGH)))


def _beta(best: float, bottom: float, top: float) -> Distribution:
    """The Beta between two logarithms of odds; the best value alone where they are as good as one number."""
    low, high = _expit(max(bottom, -FARTHEST)), _expit(min(top, FARTHEST))
    return beta_through(low, high) if low < high and top - bottom > NARROWEST else Point(_expit(best))


def _bounds(estimate: Estimate) -> tuple[float, float, float]:
    return _known(estimate.low), _known(estimate.best), _known(estimate.high)


def _logit(p: float) -> float:
    return math.log(p) - math.log1p(-p)


def _expit(x: float) -> float:
    return 1.0 / (1.0 + math.exp(-x)) if x > -700.0 else 0.0
