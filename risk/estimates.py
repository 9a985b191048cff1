"""Which distribution a stated range stands for, and how far a range has to be stretched."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import root
from scipy.special import betainc, betaincinv, ndtri

LOW, HIGH = 0.05, 0.95
MOST_MISSED = 1e-9
Z_HIGH = float(ndtri(HIGH))
Vector = NDArray[np.float64]


class Distribution(Protocol):
    """What is known of one number."""

    @property
    def mean(self) -> float:
        """The expected value."""

    @property
    def median(self) -> float:
        """The value that is as likely to be exceeded as not."""

    def quantile(self, p: float) -> float:
        """The value below which a share p of the probability lies."""


@dataclass(frozen=True)
class Beta:
    """A distribution of a probability or a share."""

    alpha: float
    beta: float

    @property
    def mean(self) -> float:
        """The expected value."""
        return self.alpha / (self.alpha + self.beta)

    @property
    def median(self) -> float:
        """The value that is as likely to be exceeded as not."""
        return self.quantile(0.5)

    def quantile(self, p: float) -> float:
        """The value below which a share p of the probability lies."""
        return float(betaincinv(self.alpha, self.beta, p))


@dataclass(frozen=True)
class Lognormal:
    """A distribution of a rate, a count or a multiplier; mu and sigma are those of its logarithm."""

    mu: float
    sigma: float

    @property
    def mean(self) -> float:
        """The expected value."""
        return math.exp(self.mu + self.sigma**2 / 2)

    @property
    def median(self) -> float:
        """The value that is as likely to be exceeded as not."""
        return math.exp(self.mu)

    def quantile(self, p: float) -> float:
        """The value below which a share p of the probability lies."""
        return math.exp(self.mu + self.sigma * float(ndtri(p)))


@cache
def beta_through(low: float, high: float) -> Beta:
    """The Beta whose 5 % and 95 % points are low and high; raises ValueError unless 0 < low < high < 1."""
    if not 0 < low < high < 1:
        raise ValueError(f"no Beta has {low} and {high} as its 5 % and 95 % points")
    for start in (_beta_guess(low, high), np.log([0.5, 0.5]), np.log([0.1, 0.1])):
        logs = root(_beta_misses, start, args=(low, high), tol=1e-12).x
        if np.abs(_beta_misses(logs, low, high)).max() < MOST_MISSED:
            alpha, beta = np.exp(logs)
            return Beta(float(alpha), float(beta))
    raise ValueError(f"no Beta was found with {low} and {high} as its 5 % and 95 % points")


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
    """The lognormal whose 5 % and 95 % points are low and high; raises ValueError unless 0 < low < high."""
    if not 0 < low < high:
        raise ValueError(f"no lognormal has {low} and {high} as its 5 % and 95 % points")
    return Lognormal(math.log(low * high) / 2, math.log(high / low) / (2 * Z_HIGH))


def widening(hit_rate: float) -> float:
    """By how much a 90 % range has to be stretched for ranges that held only this share of the truths."""
    return Z_HIGH / float(ndtri((1 + hit_rate) / 2))
