"""Pools of distributions: what several people, or several statements of one person, say of one number together."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, gammainc, ndtr

from data_maps.caching import cached_property
from risk.uncertainty.distributions import Beta, Distribution, Gamma, Lognormal, Point, by_halving

Floats = NDArray[np.float64]

GRID = 4001
WIDEST = 6.5


def cumulative(of: Distribution, x: Floats) -> Floats:
    """The probability that a number is at most x, shape of x."""
    match of:
        case Beta():
            return np.asarray(betainc(of.alpha, of.beta, np.clip(x, 0.0, 1.0)))
        case Lognormal():
            with np.errstate(divide="ignore"):
                return np.asarray(ndtr((np.log(np.maximum(x, 0.0)) - of.mu) / of.sigma))
        case Gamma():
            return np.asarray(gammainc(of.shape, np.maximum(x, 0.0) * of.exposure))
        case Point():
            return np.asarray(x >= of.value, dtype=np.float64)
        case LinearPool():
            return of.cumulative(x)
    return by_halving(of.quantiles, x)


@dataclass(frozen=True)
class LinearPool(Distribution):
    """The weighted mean of distributions: one of them is right, and the weights say how likely each is to be."""

    parts: tuple[Distribution, ...]
    weights: tuple[float, ...]

    @property
    def mean(self) -> float:
        """The expected value."""
        return math.fsum(w * part.mean for w, part in zip(self.weights, self.parts, strict=True))

    def cumulative(self, x: Floats) -> Floats:
        """The probability that the number is at most x, shape of x."""
        weighted = (w * cumulative(part, x) for w, part in zip(self.weights, self.parts, strict=True))
        return np.asarray(sum(weighted, np.zeros_like(x)))

    def quantiles(self, p: Floats) -> Floats:
        """The values, shape of p, below which shares p of the probability lie; each lies between those of the parts."""
        of_parts = np.stack([part.quantiles(p) for part in self.parts])
        return by_halving(self.cumulative, p, of_parts.min(axis=0), of_parts.max(axis=0))


@dataclass(frozen=True)
class LogPool(Distribution):
    """The weighted geometric mean of the densities of rates, where a Gamma meets lognormals."""

    parts: tuple[Gamma | Lognormal, ...]
    weights: tuple[float, ...]

    @cached_property
    def _table(self) -> tuple[Floats, Floats]:
        """The logarithms of values, and how likely the number is to be at most those."""
        ends = np.stack([part.quantiles(ndtr(np.array([-WIDEST, WIDEST]))) for part in self.parts])
        logs = np.linspace(np.log(ends[:, 0].min()), np.log(ends[:, 1].max()), GRID)
        heights = sum(w * _log_density(part, logs) for w, part in zip(self.weights, self.parts, strict=True))
        densities = np.exp(heights - np.max(heights))
        steps = np.concatenate([[0.0], np.cumsum((densities[1:] + densities[:-1]) / 2)])
        return logs, steps / steps[-1]

    @property
    def mean(self) -> float:
        """The expected value."""
        logs, below = self._table
        return float(np.exp((logs[1:] + logs[:-1]) / 2) @ np.diff(below))

    def quantiles(self, p: Floats) -> Floats:
        """The values, shape of p, below which shares p of the probability lie."""
        logs, below = self._table
        return np.exp(np.interp(p, below, logs))


def _log_density(of: Gamma | Lognormal, logs: Floats) -> Floats:
    """The logarithm of the density of a number's logarithm, up to a constant."""
    if isinstance(of, Gamma):
        return of.shape * logs - of.exposure * np.exp(logs)
    return -(((logs - of.mu) / of.sigma) ** 2) / 2


def linear_pool(stated: Sequence[Distribution], weights: Sequence[float] | None = None) -> Distribution:
    """The linear pool of several people, each right with the probability of their weight; raises ValueError for none.

    Unless weights are given, every voice has the same: those who are parts of one voice share it.
    """
    by, alone = _weights(stated, weights), _alone(stated)
    return alone[0] if len(set(alone)) == 1 else LinearPool(alone, by)


def log_pool(stated: Sequence[Distribution], weights: Sequence[float] | None = None) -> Distribution:
    """The logarithmic pool of several people who all have to agree: the weighted geometric mean of their densities.

    Several of one family give a member of it. Raises ValueError for none, and where one gives a range and another one
    number or something else that no density goes with.
    """
    by, alone = _weights(stated, weights), _alone(stated)
    if len(set(alone)) == 1:
        return alone[0]
    betas = [of for of in alone if isinstance(of, Beta)]
    rates = [of for of in alone if isinstance(of, Gamma | Lognormal)]
    if len(betas) == len(stated):
        return Beta(float(np.dot(by, [of.alpha for of in betas])), float(np.dot(by, [of.beta for of in betas])))
    if len(rates) == len(stated):
        return _log_pool_of_rates(rates, by)
    raise ValueError("a log pool takes ranges of probabilities only, or of rates and counts only")


def _log_pool_of_rates(stated: Sequence[Gamma | Lognormal], by: tuple[float, ...]) -> Distribution:
    gammas = [of for of in stated if isinstance(of, Gamma)]
    lognormals = [of for of in stated if isinstance(of, Lognormal)]
    if not lognormals:
        return Gamma(float(np.dot(by, [of.shape for of in gammas])), float(np.dot(by, [of.exposure for of in gammas])))
    if gammas:
        return LogPool(tuple(stated), by)
    precisions = np.array(by) / np.array([of.sigma for of in lognormals]) ** 2
    middle = precisions @ [of.mu for of in lognormals] / precisions.sum()
    return Lognormal(float(middle), float(precisions.sum() ** -0.5))


def _weights(stated: Sequence[Distribution], weights: Sequence[float] | None) -> tuple[float, ...]:
    if not stated:
        raise ValueError("nobody said anything to be pooled")
    by = tuple(weights or (of.part / math.fsum(each.part for each in stated) for of in stated))
    if len(by) != len(stated) or min(by) <= 0.0 or not math.isclose(sum(by), 1.0):
        raise ValueError("weights are one for each, all above 0, and together 1")
    return by


def _alone(stated: Sequence[Distribution]) -> tuple[Distribution, ...]:
    """What each says, as if nobody else said anything."""
    return tuple(of if of.part == 1.0 else replace(of, part=1.0) for of in stated)
