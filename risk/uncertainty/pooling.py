"""Pools of distributions: what several people, or several statements of one person, say of one number together."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from data_maps.caching import cached_property
from risk.arrays import Floats
from risk.special_functions import betainc, expit, gammainc, logit, ndtr
from risk.uncertainty.distributions import (
    FARTHEST,
    Beta,
    Cut,
    Distribution,
    Gamma,
    Lognormal,
    Point,
    TwoPiece,
    by_halving,
)

GRID = 4001
WIDEST = 6.5
OUTSIDE = -1e9


def cumulative(distribution: Distribution, x: Floats) -> Floats:
    """The probability that a number is at most x, shape of x."""
    match distribution:
        case Beta():
            return np.asarray(betainc(distribution.alpha, distribution.beta, np.clip(x, 0.0, 1.0)))
        case Lognormal():
            with np.errstate(divide="ignore"):
                return np.asarray(ndtr((np.log(np.maximum(x, 0.0)) - distribution.mu) / distribution.sigma))
        case Gamma():
            return np.asarray(gammainc(distribution.shape, np.maximum(x, 0.0) * distribution.exposure))
        case Point():
            return np.asarray(x >= distribution.value, dtype=np.float64)
        case TwoPiece() | LinearPool():
            return distribution.cumulative(x)
        case Cut():
            below, under = distribution.bounds_as_shares
            return np.clip((cumulative(distribution.whole, x) - below) / (under - below), 0.0, 1.0)
    return by_halving(distribution.quantiles, x)


@dataclass(frozen=True)
class LinearPool(Distribution):
    """The weighted mean of distributions: one of them is right, and the weights say how likely each is to be."""

    parts: tuple[Distribution, ...]
    weights: tuple[float, ...]

    @property
    def mean(self) -> float:
        """The expected value."""
        return math.fsum(w * member.mean for w, member in zip(self.weights, self.parts, strict=True))

    def cumulative(self, x: Floats) -> Floats:
        """The probability that the number is at most x, shape of x."""
        weighted = (w * cumulative(member, x) for w, member in zip(self.weights, self.parts, strict=True))
        return np.asarray(sum(weighted, np.zeros_like(x)))

    def quantiles(self, p: Floats) -> Floats:
        """The values, shape of p, below which shares p of the probability lie; each lies between those of the parts."""
        of_parts = np.stack([member.quantiles(p) for member in self.parts])
        return by_halving(self.cumulative, p, of_parts.min(axis=0), of_parts.max(axis=0))


@dataclass(frozen=True)
class LogPool(Distribution):
    """The weighted geometric mean of densities, on the log scale or, where `logit`, on that of the odds."""

    parts: tuple[Distribution, ...]
    weights: tuple[float, ...]
    logit: bool = False

    @cached_property
    def _table(self) -> tuple[Floats, Floats]:
        """Values on the scale, and how likely the number is to be at most those."""
        ends = np.stack([member.quantiles(ndtr(np.array([-WIDEST, WIDEST]))) for member in self.parts])
        bottom, top = ends[:, 0].min(), ends[:, 1].max()
        if self.logit:
            logs = np.linspace(max(logit(bottom), -FARTHEST), min(logit(top), FARTHEST), GRID)
        else:
            logs = np.linspace(np.log(bottom), np.log(top), GRID)
        heights = sum(w * _log_density(member, logs) for w, member in zip(self.weights, self.parts, strict=True))
        densities = np.exp(heights - np.max(heights))
        steps = np.concatenate([[0.0], np.cumsum((densities[1:] + densities[:-1]) / 2)])
        return logs, steps / steps[-1]

    @property
    def mean(self) -> float:
        """The expected value."""
        logs, below = self._table
        return float(self._value((logs[1:] + logs[:-1]) / 2) @ np.diff(below))

    def quantiles(self, p: Floats) -> Floats:
        """The values, shape of p, below which shares p of the probability lie."""
        logs, below = self._table
        return self._value(np.interp(p, below, logs))

    def _value(self, on_scale: Floats) -> Floats:
        return np.asarray(expit(on_scale) if self.logit else np.exp(on_scale))


def _log_density(distribution: Distribution, logs: Floats) -> Floats:
    """The logarithm of the density of a number's logarithm, or of that of its odds, up to a constant.

    Beyond the bounds of a cut it is so low that only a number that all others put there lies there.
    """
    match distribution:
        case Beta():
            return -distribution.alpha * np.logaddexp(0.0, -logs) - distribution.beta * np.logaddexp(0.0, logs)
        case Gamma():
            return distribution.shape * logs - distribution.exposure * np.exp(logs)
        case Lognormal():
            return -(((logs - distribution.mu) / distribution.sigma) ** 2) / 2
        case TwoPiece():
            widths = np.where(logs < distribution.mu, distribution.below, distribution.above)
            return -(((logs - distribution.mu) / widths) ** 2) / 2 - np.log(widths)
        case Cut():
            values = expit(logs) if _is_on_odds(distribution) else np.exp(logs)
            low, high = distribution.at_least or 0.0, math.inf if distribution.at_most is None else distribution.at_most
            return np.where((values < low) | (values > high), OUTSIDE, _log_density(distribution.whole, logs))
    raise ValueError("a log pool takes ranges only")


def _is_on_odds(distribution: Distribution) -> bool | None:
    """True where a distribution is one of probabilities; None for what no density goes with."""
    match distribution:
        case Beta():
            return True
        case TwoPiece():
            return distribution.logit
        case Cut():
            return _is_on_odds(distribution.whole)
    return False if isinstance(distribution, Gamma | Lognormal) else None


def linear_pool(stated: Sequence[Distribution], weights: Sequence[float] | None = None) -> Distribution:
    """The linear pool of several people, each right with the probability of their weight; raises ValueError for none.

    Unless weights are given, every voice has the same: those who are parts of one voice share it.
    """
    by, alone = _weights(stated, weights), _single_estimates(stated)
    return alone[0] if len(set(alone)) == 1 else LinearPool(alone, by)


def log_pool(stated: Sequence[Distribution], weights: Sequence[float] | None = None) -> Distribution:
    """The logarithmic pool of several people who all have to agree: the weighted geometric mean of their densities.

    Several of one family give a member of it. Raises ValueError for none, and where one gives a range and another one
    number or something else that no density goes with.
    """
    by, alone = _weights(stated, weights), _single_estimates(stated)
    if len(set(alone)) == 1:
        return alone[0]
    scales = {_is_on_odds(distribution) for distribution in alone}
    if len(scales) > 1 or None in scales:
        raise ValueError("a log pool takes ranges of probabilities only, or of rates and counts only")
    return _conjugate(alone, by) or LogPool(alone, by, logit=True in scales)


def _conjugate(stated: Sequence[Distribution], by: tuple[float, ...]) -> Distribution | None:
    """The pool of several of one family that is a member of it; None where there is none."""
    betas = [distribution for distribution in stated if isinstance(distribution, Beta)]
    gammas = [distribution for distribution in stated if isinstance(distribution, Gamma)]
    lognormals = [distribution for distribution in stated if isinstance(distribution, Lognormal)]
    if len(betas) == len(stated):
        return Beta(float(np.dot(by, [beta.alpha for beta in betas])), float(np.dot(by, [beta.beta for beta in betas])))
    if len(gammas) == len(stated):
        return Gamma(
            float(np.dot(by, [gamma.shape for gamma in gammas])),
            float(np.dot(by, [gamma.exposure for gamma in gammas])),
        )
    if len(lognormals) < len(stated):
        return None
    precisions = np.array(by) / np.array([lognormal.sigma for lognormal in lognormals]) ** 2
    middle = precisions @ [lognormal.mu for lognormal in lognormals] / precisions.sum()
    return Lognormal(float(middle), float(precisions.sum() ** -0.5))


def _weights(stated: Sequence[Distribution], weights: Sequence[float] | None) -> tuple[float, ...]:
    if not stated:
        raise ValueError("nobody said anything to be pooled")
    by = tuple(weights or (distribution.part / math.fsum(other.part for other in stated) for distribution in stated))
    if len(by) != len(stated) or min(by) <= 0.0 or not math.isclose(sum(by), 1.0):
        raise ValueError("weights are one for each, all above 0, and together 1")
    return by


def _single_estimates(stated: Sequence[Distribution]) -> tuple[Distribution, ...]:
    """What each says, as if nobody else said anything."""
    return tuple(
        distribution if distribution.part == 1.0 else replace(distribution, part=1.0) for distribution in stated
    )
