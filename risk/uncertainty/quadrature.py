"""Integrals over numbers that several factors of a product share, on the scores of the standard normal.

The people of an attempt are at most those there are: the smaller of two sums of products. Over one number that adds to
the first sum alone, the integral of the smaller is known; over the others there are Gauss–Legendre sums between the
places where a distribution or the limit bends. A value stands only if sums of few and of more terms agree.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import betainc, gammainc, ndtr, ndtri

from data_maps.caching import cached_property
from risk.arrays import Floats
from risk.event_numbers import AtMost, value_of
from risk.inputs import Derived
from risk.uncertainty.distributions import (
    FAR,
    Beta,
    Cut,
    Distribution,
    Gamma,
    Lognormal,
    Point,
    TwoPiece,
    gauss_legendre,
)
from risk.uncertainty.pooling import LinearPool, cumulative

Distributions = Mapping[str, Distribution]
NumbersInDraws = Mapping[str, Floats]

FEW, MORE = 48, 72
CLOSE = 1e-9
MOST_SUMMED = 2
"""Numbers that are summed over at most; one more may have a known integral."""
PIECES, ROUNDS = 32, 6
"""A crossing is looked for in so many pieces at a time, to one part in 10⁹."""
STEEPEST = 2.0
"""Powers of a wide number move its weight out by this many of its widths at most."""


class NoExactMeanError(ValueError):
    """There is no expected value, or none without draws; the message says why."""


def integral(functions: Sequence[Derived], powers: Mapping[str, int], ranges: Distributions) -> float:
    """The expected value of a product of functions of numbers, and of numbers each to a power.

    Raises:
        NoExactMeanError: where too many numbers hang together, or sums of few and of more terms do not agree.
    """
    for leaf in _leaves(functions, powers):
        distribution = ranges[leaf]
        if isinstance(distribution, LinearPool):
            parts = (integral(functions, powers, {**ranges, leaf: member}) for member in distribution.parts)
            return math.fsum(weight * value for weight, value in zip(distribution.weights, parts, strict=True))
    product = _Product(tuple(functions), powers, ranges)
    few, more = product.mean(FEW), product.mean(MORE)
    if not math.isclose(few, more, rel_tol=CLOSE, abs_tol=1e-300):
        raise NoExactMeanError("sums of few and of more terms do not agree")
    return more


def _leaves(functions: Sequence[Derived], powers: Mapping[str, int]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*powers, *(leaf.address for function in functions for leaf in function.leaves))))


@dataclass(frozen=True)
class _Product:
    """A product of factors that hang together; no number of it is a pool."""

    functions: tuple[Derived, ...]
    powers: Mapping[str, int]
    known: Distributions

    def mean(self, nodes: int) -> float:
        """The expected value by sums of so many terms between two bends.

        The first number summed over gives the rows, the last one the columns, whose bends differ from row to row.
        """
        if len(self.summed) > MOST_SUMMED:
            raise NoExactMeanError(f"{len(self.summed) + len(self.inner)} numbers with ranges hang together")
        numbers = {a: np.array([[point.value]]) for a in self.leaves if isinstance(point := self.known[a], Point)}
        weights = np.ones((1, 1))
        for row in self.summed[:-1]:
            scores, steps = _sum(self.known[row], np.zeros((1, 0)), nodes)
            numbers[row], weights = at_scores(self.known[row], scores.T), steps.T
        for column in self.summed[-1:]:
            scores, steps = _sum(self.known[column], self._bends(column, numbers, len(weights)), nodes)
            numbers[column], weights = at_scores(self.known[column], scores), weights * steps
        return float((weights * self._values(numbers)).sum())

    @cached_property
    def leaves(self) -> tuple[str, ...]:
        """Every number that is drawn, once."""
        return _leaves(self.functions, self.powers)

    @cached_property
    def limited(self) -> _Limited | None:
        """The people of an attempt, where they are a factor."""
        return next((_Limited(f, f.formula) for f in self.functions if isinstance(f.formula, AtMost)), None)

    @cached_property
    def others(self) -> tuple[Derived, ...]:
        """The other functions."""
        return tuple(f for f in self.functions if not isinstance(f.formula, AtMost))

    @cached_property
    def inner(self) -> tuple[str, ...]:
        """The number whose integral is known: the widest of those that add to the people and stand nowhere else."""
        elsewhere = _leaves(self.others, self.powers)
        alone = [a for a in (self.limited.added if self.limited else ()) if a not in elsewhere]
        smooth = [a for a in alone if isinstance(self.known[a], Lognormal | TwoPiece | Gamma | Beta | Cut)]
        return tuple(sorted(smooth, key=lambda a: _width(self.known[a]))[-1:])

    @cached_property
    def summed(self) -> tuple[str, ...]:
        """The numbers that are summed over, those that limit people last."""
        limits = self.limited.limits if self.limited else frozenset()
        free = (a for a in self.leaves if a not in self.inner and not isinstance(self.known[a], Point))
        return tuple(sorted(free, key=lambda a: a in limits))

    def _bends(self, column: str, numbers: NumbersInDraws, rows: int) -> Floats:
        """The scores of a number where what is left of the others bends because people are limited: (rows, bends)."""
        if self.limited is None:
            return np.zeros((rows, 0))
        kinks = (0.0, *(kink for a in self.inner for kink in _kinks(self.known[a])))
        fixed = ({**numbers, **{a: np.array([[kink]]) for a in self.inner}} for kink in kinks)
        bends = [_crossing(self.limited, column, self.known[column], others, rows) for others in fixed]
        return np.stack(bends, axis=1)

    def _values(self, numbers: NumbersInDraws) -> Floats:
        """The product at some numbers, averaged over the inner one."""
        values = np.ones((1, 1))
        for address, power in self.powers.items():
            values = values * numbers[address] ** power
        for function in self.others:
            values = values * function.value(numbers)
        if self.limited is None:
            return values
        return values * self.limited.mean(numbers, {a: self.known[a] for a in self.inner})


@dataclass(frozen=True)
class _Limited:
    """The people of an attempt: a sum of products, but no more than another."""

    number: Derived
    formula: AtMost

    @cached_property
    def added(self) -> tuple[str, ...]:
        """The numbers that are drawn, add to the people in proportion, and are no part of the limit."""
        parts = dict(zip(self.formula.names, self.number.parts, strict=True))
        often = [leaf.address for factor in parts.values() for leaf in factor.leaves]
        linear = (
            name
            for name, number in parts.items()
            if number.address == name and not isinstance(number, Derived) and often.count(name) == 1
        )
        return tuple(
            name
            for name in linear
            if name not in self.limits and all(a.count(name) <= 1 for _, a in self.formula.terms)
        )

    @cached_property
    def limits(self) -> frozenset[str]:
        """The numbers that are drawn and make up the limit."""
        parts = dict(zip(self.formula.names, self.number.parts, strict=True))
        names = {name for _, addresses in self.formula.most for name in addresses}
        return frozenset(leaf.address for name in names for leaf in parts[name].leaves)

    def sums(self, numbers: NumbersInDraws) -> tuple[Floats, Floats]:
        """The people and their limit."""
        parts = zip(self.formula.names, self.number.parts, strict=True)
        values = {name: number.value(numbers) for name, number in parts}
        return value_of(self.formula.terms, values), value_of(self.formula.most, values)

    def mean(self, numbers: NumbersInDraws, inner: Distributions) -> Floats:
        """The smaller of the two, averaged over one number that adds to the people, if any."""
        for name, terms in inner.items():
            fixed, most = self.sums({**numbers, name: np.zeros((1, 1))})
            slope = self.sums({**numbers, name: np.ones((1, 1))})[0] - fixed
            room = np.maximum(most - fixed, 0.0)
            return np.minimum(fixed, most) + slope * mean_up_to(terms, room / slope)
        return np.minimum(*self.sums(numbers))


def _crossing(limited: _Limited, column: str, distribution: Distribution, fixed: NumbersInDraws, rows: int) -> Floats:
    """The scores of a number at which the people come up to their limit, shape (rows,); an end where they never do."""

    def room(scores: Floats) -> Floats:
        people, most = limited.sums({**fixed, column: at_scores(distribution, scores)})
        return np.broadcast_to(most - people, scores.shape)

    low, high = (np.full((rows, 1), end) for end in _ends(distribution))
    rising = np.where(room(high) >= room(low), 1.0, -1.0)
    for _ in range(ROUNDS):
        scores = low + (high - low) * np.linspace(0.0, 1.0, PIECES + 1)
        piece = np.clip((rising * room(scores) < 0.0).sum(axis=1, keepdims=True) - 1, 0, PIECES - 1)
        low, high = np.take_along_axis(scores, piece, axis=1), np.take_along_axis(scores, piece + 1, axis=1)
    return low[:, 0]


def _sum(distribution: Distribution, bends: Floats, nodes: int) -> tuple[Floats, Floats]:
    """The scores and weights of a sum over a number, between its ends and bends, shape (rows, terms) each."""
    low, high = _ends(distribution)
    rows = len(bends)
    own = [0.0, *ndtri([float(cumulative(distribution, np.array(kink))) for kink in _kinks(distribution)])]
    edges = np.broadcast_to(np.clip([low, high, *own], low, high), (rows, len(own) + 2))
    ends = np.sort(np.concatenate([edges, bends], axis=1), axis=1)
    nodes_at, weights = gauss_legendre(nodes)
    half = (ends[:, 1:, None] - ends[:, :-1, None]) / 2.0
    scores = (ends[:, 1:, None] + ends[:, :-1, None]) / 2.0 + half * nodes_at
    steps = half * weights * np.exp(-(scores**2) / 2.0) / math.sqrt(2.0 * math.pi)
    return scores.reshape(rows, -1), steps.reshape(rows, -1)


def _ends(distribution: Distribution) -> tuple[float, float]:
    """The scores between which all of a number's weight lies, even of its square."""
    match distribution:
        case Lognormal():
            return -FAR - STEEPEST * distribution.sigma, FAR + STEEPEST * distribution.sigma
        case TwoPiece(logit=False):
            return -FAR - STEEPEST * distribution.below, FAR + STEEPEST * distribution.above
    return -FAR, FAR


def at_scores(distribution: Distribution, z: Floats) -> Floats:
    """The values of a number at scores of the standard normal, shape of z."""
    match distribution:
        case TwoPiece():
            return distribution.at_normal(z)
        case Lognormal():
            return np.asarray(np.exp(distribution.mu + distribution.sigma * z))
    return distribution.quantiles(ndtr(z))


def mean_up_to(distribution: Distribution, most: Floats) -> Floats:
    """The expected value of a number or of `most`, whichever is smaller, shape of most."""
    return _below(distribution, most) + most * (1.0 - cumulative(distribution, most))


def _below(distribution: Distribution, x: Floats) -> Floats:
    """The part of the expected value of a number that lies below x, shape of x."""
    with np.errstate(divide="ignore"):
        logs = np.log(x)
    match distribution:
        case Lognormal():
            return np.asarray(
                distribution.mean * ndtr((logs - distribution.mu) / distribution.sigma - distribution.sigma)
            )
        case Gamma():
            return np.asarray(distribution.mean * gammainc(distribution.shape + 1.0, x * distribution.exposure))
        case Beta():
            return np.asarray(
                distribution.mean * betainc(distribution.alpha + 1.0, distribution.beta, np.minimum(x, 1.0))
            )
        case TwoPiece(logit=False):
            below = np.minimum(logs - distribution.mu, 0.0) / distribution.below
            above = np.maximum(logs - distribution.mu, 0.0) / distribution.above
            lower = math.exp(distribution.below**2 / 2.0) * ndtr(below - distribution.below)
            upper = math.exp(distribution.above**2 / 2.0) * (
                ndtr(above - distribution.above) - ndtr(-distribution.above)
            )
            return np.asarray(math.exp(distribution.mu) * (lower + upper))
        case Cut():
            low, high = distribution.bounds_as_shares
            bottom = 0.0 if distribution.at_least is None else distribution.at_least
            ends = np.clip(x, bottom, distribution.at_most)
            return (_below(distribution.whole, ends) - _below(distribution.whole, np.array(bottom))) / (high - low)
    raise TypeError(f"no known integral of {distribution}")


def _kinks(distribution: Distribution) -> tuple[float, ...]:
    """The values at which a distribution bends."""
    match distribution:
        case TwoPiece():
            return (distribution.median,)
        case Cut():
            ends = (end for end in (distribution.at_least, distribution.at_most) if end is not None)
            return (*_kinks(distribution.whole), *ends)
    return ()


def _width(distribution: Distribution) -> float:
    low, high = distribution.quantiles(np.array([0.05, 0.95]))
    return float(high / low)


def mean_of_power(distribution: Distribution, power: int) -> float:
    """The expected value of a number to a power.

    Raises:
        NoExactMeanError: where it has no end, as one over a number that may be as near to 0 as one likes.
    """
    match distribution:
        case _ if power == 1:
            return distribution.mean
        case Point():
            return distribution.value**power
        case Lognormal():
            return math.exp(power * distribution.mu + (power * distribution.sigma) ** 2 / 2.0)
        case LinearPool():
            return math.fsum(
                w * mean_of_power(member, power)
                for w, member in zip(distribution.weights, distribution.parts, strict=True)
            )
        case Beta():
            if distribution.alpha + power <= 0.0:
                raise NoExactMeanError("one over a number that may be 0 has no mean")
            return _rising(distribution.alpha, power) / _rising(distribution.alpha + distribution.beta, power)
        case Gamma():
            if distribution.shape + power <= 0.0:
                raise NoExactMeanError("one over a number that may be 0 has no mean")
            return _rising(distribution.shape, power) / distribution.exposure**power
    return integral((), {"": power}, {"": distribution})


def _rising(start: float, power: int) -> float:
    """Γ(start + power) ÷ Γ(start)."""
    return math.exp(math.lgamma(start + power) - math.lgamma(start))
