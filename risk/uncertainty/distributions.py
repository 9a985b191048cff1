"""Distributions of stated ranges: two halves of a normal for ranges, Beta and Gamma for counted events.

A range is used as it stands, and its best value is the median.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache

import numpy as np

from data_maps.addresses import AddressKind
from data_maps.caching import cached_property
from data_maps.quantities import Estimate
from risk.arrays import Floats
from risk.special_functions import betainc, betaincinv, expit, gammaincinv, logit, ndtr, ndtri

LOW, HIGH = 0.05, 0.95
MOST_MISSED = 1e-9
Z_HIGH = float(ndtri(HIGH))
FARTHEST = 23.0
WIDEST = 8.4
NARROWEST = 1e-4
TINY = 1e-12
HALVINGS = 100
FAR = 8.2
"""The farthest quantile of a standard normal that is told from certainty."""
NODES, SUMS = 40, 10


@dataclass(frozen=True)
class Distribution(ABC):
    """The knowledge about one number; equal ones are the same distribution.

    Among what several say of it, `part` is how much of a voice this is: all that go back to one origin are one voice.
    """

    part: float = field(default=1.0, kw_only=True, repr=False)

    @property
    @abstractmethod
    def mean(self) -> float:
        """The expected value."""

    @abstractmethod
    def quantiles(self, p: Floats) -> Floats:
        """The values below which shares p of the probability lie, shape of p."""

    def quantile(self, p: float) -> float:
        """The value below which a share p of the probability lies."""
        return float(self.quantiles(np.array([p]))[0])

    @property
    def median(self) -> float:
        """The value that is as likely to be exceeded as not."""
        return self.quantile(0.5)


def by_halving(
    rising: Callable[[Floats], Floats], at: Floats, low: Floats | None = None, high: Floats | None = None
) -> Floats:
    """The points where a rising function takes the values `at`, between low and high, or 0 and 1; shape of `at`."""
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

    def quantiles(self, p: Floats) -> Floats:
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

    def quantiles(self, p: Floats) -> Floats:
        """The values below which shares p of the probability lie, shape of p."""
        return np.asarray(np.exp(self.mu + self.sigma * ndtri(p)), dtype=np.float64)


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

    def quantiles(self, p: Floats) -> Floats:
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

    def quantiles(self, p: Floats) -> Floats:
        """The number, shape of p."""
        return np.full_like(p, self.value)


@dataclass(frozen=True)
class TwoPiece(Distribution):
    """Two halves of a normal that are joined at the median, each with its own width.

    `mu` is the median on the scale of the logarithm, or of the logarithm of odds where `logit`; `below` and `above` are
    the standard deviations of the halves there.
    """

    mu: float
    below: float
    above: float
    logit: bool

    @property
    def mean(self) -> float:
        """The expected value."""
        if not self.logit:
            halves = (
                math.exp(s**2 / 2.0) * float(ndtr(z)) for s, z in ((self.below, -self.below), (self.above, self.above))
            )
            return math.exp(self.mu) * math.fsum(halves)
        return _mean_of_normal(self.at_normal, -FAR, FAR)

    def quantiles(self, p: Floats) -> Floats:
        """The values below which shares p of the probability lie, shape of p."""
        return self.at_normal(ndtri(p))

    def at_normal(self, z: Floats) -> Floats:
        """The values at quantiles of a standard normal, shape of z."""
        on_scale = self.mu + np.where(z < 0.0, self.below, self.above) * z
        return np.asarray(expit(np.clip(on_scale, -FARTHEST, FARTHEST)) if self.logit else np.exp(on_scale))

    def cumulative(self, x: Floats) -> Floats:
        """The probability that the number is at most x, shape of x."""
        with np.errstate(divide="ignore", invalid="ignore"):
            on_scale = logit(np.clip(x, 0.0, 1.0)) if self.logit else np.log(np.maximum(x, 0.0))
        distance = on_scale - self.mu
        return np.asarray(ndtr(distance / np.where(distance < 0.0, self.below, self.above)))


@dataclass(frozen=True)
class Cut(Distribution):
    """A distribution between two bounds, scaled up; a bound of None does not cut."""

    whole: Distribution
    at_least: float | None
    at_most: float | None

    @cached_property
    def bounds_as_shares(self) -> tuple[float, float]:
        """The shares of the whole below its lower and below its upper bound."""
        low, high = (0.0 if self.at_least is None else self.at_least, 0.0 if self.at_most is None else self.at_most)
        below, under = by_halving(self.whole.quantiles, np.array([low, high])).tolist()
        return (0.0 if self.at_least is None else below), (1.0 if self.at_most is None else under)

    @property
    def mean(self) -> float:
        """The expected value."""
        below, under = self.bounds_as_shares
        bottom, top = np.clip(ndtri(np.array(self.bounds_as_shares)), -FAR, FAR)
        return _mean_of_normal(lambda z: self.whole.quantiles(ndtr(z)), float(bottom), float(top)) / (under - below)

    def quantiles(self, p: Floats) -> Floats:
        """The values below which shares p of the probability lie, shape of p."""
        below, under = self.bounds_as_shares
        return np.clip(self.whole.quantiles(below + (under - below) * p), self.at_least, self.at_most)


def _mean_of_normal(values: Callable[[Floats], Floats], bottom: float, top: float) -> float:
    """The part of the expected value of a function of a standard normal that lies between two of its quantiles.

    Both sides of the median are summed apart, because functions may bend there.
    """
    total = 0.0
    nodes, weights = _many_nodes()
    for low, high in ((bottom, min(top, 0.0)), (max(bottom, 0.0), top)):
        if low < high:
            z = (low + high) / 2.0 + (high - low) / 2.0 * nodes
            total += float((high - low) / 2.0 * (weights * values(z) * np.exp(-(z**2) / 2.0)).sum())
    return total / math.sqrt(2.0 * math.pi)


@cache
def gauss_legendre(nodes: int) -> tuple[Floats, Floats]:
    """The nodes and weights of a Gauss–Legendre sum on −1 to 1; few maps need them, and they take long to find."""
    return np.polynomial.legendre.leggauss(nodes)


@cache
def _many_nodes() -> tuple[Floats, Floats]:
    """Nodes and weights on −1 to 1 for functions that may rise steeply anywhere: many short sums side by side."""
    nodes, weights = gauss_legendre(NODES)
    starts = np.linspace(-1.0, 1.0, SUMS, endpoint=False)
    return (starts[:, None] + (nodes + 1.0) / SUMS).ravel(), np.tile(weights / SUMS, SUMS)


def distribution(
    estimate: Estimate, kind: AddressKind, grade: str | None = None, *, stretched: float = 1.0
) -> Distribution:
    """The distribution that an estimate gives a number of this kind; `grade` are its two marks.

    A range is two halves of a normal on the log scale, or the logit scale for probabilities, joined at the best value;
    its ends are their 5 % and 95 % points, or those of its confidence, and its widths are `stretched` by a factor. A
    number without a range gets the range of the worse of its marks. Counted events are the posterior of the Jeffreys
    prior. No range comes nearer to 0 or 1 than one in 10¹⁰, or spans more than twelve orders of magnitude: it could not
    be computed with. What is cut at bounds has what is left scaled up.
    """
    stated = _distribution(estimate, kind, grade, stretched)
    bounded = estimate.at_least is not None or estimate.at_most is not None
    if bounded and not isinstance(stated, Point):
        stated = Cut(stated, estimate.at_least, estimate.at_most)
    return stated if estimate.part == 1.0 else replace(stated, part=estimate.part)


def _distribution(estimate: Estimate, kind: AddressKind, grade: str | None, stretched: float) -> Distribution:
    best, parameters = estimate.best, estimate.parameters
    probability = kind == "probability"
    match estimate.form:
        case "exact":
            return Point(_best_value(best))
        case "unknown":
            return Beta(1.0, 1.0)
        case "beta" if parameters:
            return Beta(*parameters)
        case "lognormal" if parameters:
            return _halves(parameters[0], *(math.log(parameters[1]) / Z_HIGH,) * 2, probability=False)
        case "base_rate" if parameters:
            counted, exposure = parameters
            return Beta(counted + 0.5, exposure - counted + 0.5) if probability else Gamma(counted + 0.5, exposure)
        case "plain":
            width = math.log(SAID_EXACT[worse_mark(grade)]) / Z_HIGH
            return _halves(_best_value(best), width, width, probability=probability)
    scale = _logit if probability else math.log
    low, middle, high = (scale(_best_value(end)) for end in (estimate.low, best, estimate.high))
    in_widths = float(ndtri((1.0 + estimate.confidence) / 2.0)) / stretched
    return _halves(_best_value(best), (middle - low) / in_widths, (high - middle) / in_widths, probability=probability)


def _halves(best: float, below: float, above: float, *, probability: bool) -> Distribution:
    """The normal of two halves around a best value, or the value where the halves are as good as one number."""
    if best in ((0.0, 1.0) if probability else (0.0,)):
        return Point(best)
    if probability:
        if (below + above) * Z_HIGH <= NARROWEST:
            return Point(best)
        return TwoPiece(_logit(best), max(below, TINY), max(above, TINY), logit=True)
    mu, below, above = math.log(best), min(WIDEST, below), min(WIDEST, above)
    if math.isclose(below, above, rel_tol=1e-12):
        return Lognormal(mu, above)
    return TwoPiece(mu, max(below, TINY), max(above, TINY), logit=False)


SAID_EXACT = {1: 1.05, 2: 1.05, 3: 1.25, 4: 2.0, 5: 4.0, 6: 4.0}
NO_GRADE = 4
HIT_RATE = 0.7
"""How many of the truths the ranges hold that people mean to hold 90 %: by how much the sensitivity stretches them."""


def worse_mark(grade: str | None) -> int:
    """The worse of the two marks of a grade as a number from 1 to 6; 4 where there is none."""
    if not grade:
        return NO_GRADE
    return max("ABCDEF".index(grade[0]) + 1, int(grade[1]) if len(grade) > 1 else 1)


def _best_value(value: float | None) -> float:
    if value is None:
        raise ValueError("an estimate without a best value has no distribution")
    return value


def _logit(p: float) -> float:
    return math.log(p) - math.log1p(-p)
