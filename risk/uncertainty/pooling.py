"""What do several people, or several statements of one person, say of one number together."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import least_squares
from scipy.special import betainc, gammainc, ndtr, ndtri

from data_maps.addresses import AddressKind
from data_maps.caching import cached_property
from risk.uncertainty.distributions import Beta, Distribution, Gamma, Lognormal, Point, by_halving

if TYPE_CHECKING:
    from risk.uncertainty.propagation import Spread

Floats = NDArray[np.float64]

GRID = 4001
WIDEST = 6.5
NINETY = 0.9
GAMMA = 4.0


def equal_weights(count: int) -> tuple[float, ...]:
    """The same weight for each, together 1."""
    return (1.0 / count,) * count


def linear_probability(stated: Sequence[float], weights: Sequence[float] | None = None) -> float:
    """The weighted mean of several people's probabilities."""
    return float(np.dot(weights or equal_weights(len(stated)), stated))


def log_probability(stated: Sequence[float], weights: Sequence[float] | None = None) -> float:
    """The probability whose odds are the weighted geometric mean of several people's odds."""
    by = weights or equal_weights(len(stated))
    true = math.prod(p**w for p, w in zip(stated, by, strict=True))
    false = math.prod((1.0 - p) ** w for p, w in zip(stated, by, strict=True))
    return float(true / (true + false))


def cumulative(of: Distribution, x: Floats) -> Floats:
    """How likely a number is to be at most x."""
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
        """How likely the number is to be at most x."""
        found = (w * cumulative(part, x) for w, part in zip(self.weights, self.parts, strict=True))
        return np.asarray(sum(found, np.zeros_like(x)))

    def quantiles(self, p: Floats) -> Floats:
        """The values below which shares p of the probability lie; each lies between those of the parts."""
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
        """The values below which shares p of the probability lie."""
        logs, below = self._table
        return np.exp(np.interp(p, below, logs))


def _log_density(of: Gamma | Lognormal, logs: Floats) -> Floats:
    """The logarithm of the density of a number's logarithm, up to a constant."""
    if isinstance(of, Gamma):
        return of.shape * logs - of.exposure * np.exp(logs)
    return -(((logs - of.mu) / of.sigma) ** 2) / 2


def linear_pool(stated: Sequence[Distribution], weights: Sequence[float] | None = None) -> Distribution:
    """What several people say together, each right with the probability of their weight; raises ValueError for none.

    Unless weights are given, every voice has the same: those who are parts of one voice share it.
    """
    by, alone = _weights(stated, weights), _alone(stated)
    return alone[0] if len(set(alone)) == 1 else LinearPool(alone, by)


def log_pool(stated: Sequence[Distribution], weights: Sequence[float] | None = None) -> Distribution:
    """What several people say together where all have to agree: the weighted geometric mean of their densities.

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


def pools_differ(linear: Spread, log: Spread) -> bool:
    """Whether a result moves between the two pools by more than half the width of its own interval: show both then."""
    return abs(linear.median - log.median) > min(linear.high - linear.low, log.high - log.low) / 2


def standardised(low: float, best: float, high: float, stated: float, target: float = NINETY) -> tuple[float, float]:
    """A range brought from one confidence to another as IDEA does (Hemming et al. 2018): in proportion, on no scale.

    It can leave what is possible and has then to be clipped; maps use the logit or log scale instead.
    """
    factor = target / stated
    return best - (best - low) * factor, best + (high - best) * factor


@dataclass(frozen=True)
class Between(Distribution):
    """A Beta stretched over hard limits."""

    low: float
    high: float
    shape: Beta

    @property
    def mean(self) -> float:
        """The expected value."""
        return self.low + (self.high - self.low) * self.shape.mean

    def quantiles(self, p: Floats) -> Floats:
        """The values below which shares p of the probability lie."""
        return self.low + (self.high - self.low) * self.shape.quantiles(p)


def pert_by_mode(low: float, mode: float, high: float, gamma: float = GAMMA) -> Between:
    """The PERT with this mode between hard limits; gamma says how peaked it is. Raises ValueError for no such range."""
    _limits(low, mode, high)
    at = gamma * (mode - low) / (high - low)
    return Between(low, high, Beta(1.0 + at, 1.0 + gamma - at))


def pert_by_spread(low: float, mode: float, high: float, gamma: float = GAMMA) -> Between:
    """The other PERT: the mean of the first, and a standard deviation of the width over gamma + 2 whatever the mode."""
    _limits(low, mode, high)
    share = (1.0 + gamma * (mode - low) / (high - low)) / (gamma + 2.0)
    size = share * (1.0 - share) * (gamma + 2.0) ** 2 - 1.0
    return Between(low, high, Beta(share * size, (1.0 - share) * size))


def _limits(low: float, mode: float, high: float) -> None:
    if not low <= mode <= high or low == high:
        raise ValueError(f"{mode} is no mode between the limits {low} and {high}")


@dataclass(frozen=True)
class Fit:
    """A distribution through stated points as well as it goes; `miss` is the largest error of a probability."""

    of: Beta | Lognormal
    miss: float


def fitted(points: Iterable[tuple[float, float]], kind: AddressKind) -> Fit:
    """The Beta (of a probability) or lognormal nearest to (probability, value) points: least squares on the CDF.

    Raises ValueError unless there are two points at least, rising in both, within what is possible.
    """
    p, x = (np.array(column, dtype=np.float64) for column in zip(*sorted(points), strict=True))
    top = 1.0 if kind == "probability" else np.inf
    if len(p) < 2 or not (_rising(p, 0.0, 1.0) and _rising(x, 0.0, top)):
        raise ValueError("points of a distribution rise in probability and in value, within what is possible")
    start = _beta_start(p, x) if kind == "probability" else _lognormal_start(p, x)
    made: Callable[[Floats], Beta | Lognormal] = _beta if kind == "probability" else _lognormal

    def misses(at: Floats) -> Floats:
        return cumulative(made(at), x) - p

    found = made(least_squares(misses, start, xtol=1e-14, ftol=1e-14, gtol=1e-14).x)
    return Fit(found, float(np.abs(cumulative(found, x) - p).max()))


def _rising(values: Floats, low: float, high: float) -> bool:
    return bool((np.diff(values) > 0.0).all() and low < values[0] and values[-1] < high)


def _beta(logs: Floats) -> Beta:
    alpha, beta = np.exp(np.clip(logs, -20.0, 20.0))
    return Beta(float(alpha), float(beta))


def _lognormal(at: Floats) -> Lognormal:
    return Lognormal(float(at[0]), math.exp(float(np.clip(at[1], -20.0, 20.0))))


def _lognormal_start(p: Floats, x: Floats) -> Floats:
    """The middle and the logarithm of the spread of the straight line through the points on the normal scale."""
    spread, middle = np.polyfit(ndtri(p), np.log(x), 1)
    return np.array([middle, math.log(spread)])


def _beta_start(p: Floats, x: Floats) -> Floats:
    """The logarithms of the parameters of a Beta with about this middle and spread on the logit scale."""
    spread, middle = np.polyfit(ndtri(p), np.log(x) - np.log1p(-x), 1)
    share = 1.0 / (1.0 + math.exp(-middle))
    size = 1.0 / (spread**2 * share * (1.0 - share))
    return np.log([size * share + 0.1, size * (1.0 - share) + 0.1])
