"""Pools of distributions: what several people, or several statements of one person, say of one number together."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, expit, gammainc, logit, ndtr

from data_maps.caching import cached_property
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

Floats = NDArray[np.float64]

GRID = 4001
WIDEST = 6.5
OUTSIDE = -1e9


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
        case TwoPiece() | LinearPool():
            return of.cumulative(x)
        case Cut():
            below, under = of.kept
            return np.clip((cumulative(of.whole, x) - below) / (under - below), 0.0, 1.0)
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
    """The weighted geometric mean of densities, on the log scale or, where `logit`, on that of the odds."""

    parts: tuple[Distribution, ...]
    weights: tuple[float, ...]
    logit: bool = False

    @cached_property
    def _table(self) -> tuple[Floats, Floats]:
        """Values on the scale, and how likely the number is to be at most those."""
        ends = np.stack([part.quantiles(ndtr(np.array([-WIDEST, WIDEST]))) for part in self.parts])
        bottom, top = ends[:, 0].min(), ends[:, 1].max()
        if self.logit:
            logs = np.linspace(max(logit(bottom), -FARTHEST), min(logit(top), FARTHEST), GRID)
        else:
            logs = np.linspace(np.log(bottom), np.log(top), GRID)
        heights = sum(w * _log_density(part, logs) for w, part in zip(self.weights, self.parts, strict=True))
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


def _log_density(of: Distribution, logs: Floats) -> Floats:
    """The logarithm of the density of a number's logarithm, or of that of its odds, up to a constant.

    Beyond the bounds of a cut it is so low that only a number that all others put there lies there.
    """
    match of:
        case Beta():
            return -of.alpha * np.logaddexp(0.0, -logs) - of.beta * np.logaddexp(0.0, logs)
        case Gamma():
            return of.shape * logs - of.exposure * np.exp(logs)
        case Lognormal():
            return -(((logs - of.mu) / of.sigma) ** 2) / 2
        case TwoPiece():
            widths = np.where(logs < of.mu, of.below, of.above)
            return -(((logs - of.mu) / widths) ** 2) / 2 - np.log(widths)
        case Cut():
            values = expit(logs) if _is_on_odds(of) else np.exp(logs)
            low, high = of.at_least or 0.0, math.inf if of.at_most is None else of.at_most
            return np.where((values < low) | (values > high), OUTSIDE, _log_density(of.whole, logs))
    raise ValueError("a log pool takes ranges only")


def _is_on_odds(of: Distribution) -> bool | None:
    """Whether a distribution is one of probabilities; None for what no density goes with."""
    match of:
        case Beta():
            return True
        case TwoPiece():
            return of.logit
        case Cut():
            return _is_on_odds(of.whole)
    return False if isinstance(of, Gamma | Lognormal) else None


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
    scales = {_is_on_odds(of) for of in alone}
    if len(scales) > 1 or None in scales:
        raise ValueError("a log pool takes ranges of probabilities only, or of rates and counts only")
    return _conjugate(alone, by) or LogPool(alone, by, logit=True in scales)


def _conjugate(stated: Sequence[Distribution], by: tuple[float, ...]) -> Distribution | None:
    """The pool of several of one family that is a member of it; None where there is none."""
    betas = [of for of in stated if isinstance(of, Beta)]
    gammas = [of for of in stated if isinstance(of, Gamma)]
    lognormals = [of for of in stated if isinstance(of, Lognormal)]
    if len(betas) == len(stated):
        return Beta(float(np.dot(by, [of.alpha for of in betas])), float(np.dot(by, [of.beta for of in betas])))
    if len(gammas) == len(stated):
        return Gamma(float(np.dot(by, [of.shape for of in gammas])), float(np.dot(by, [of.exposure for of in gammas])))
    if len(lognormals) < len(stated):
        return None
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
