"""Scores of forecasts: how well chances, numbers and sizes said beforehand fit what became known.

A forecast of events is an array of expected known events, shape (simulations, units): one row for each draw of the
numbers that all units share, so that units of a row go up and down together.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from risk.arrays import Bools, Floats, Ints
from risk.backtest.units import Grouping
from risk.special_functions import pdtr

LOW, HIGH = 0.05, 0.95
NEVER = 1e-12
"""The least chance that a score takes a forecast for, so that no single surprise is infinitely bad."""


@dataclass(frozen=True)
class Interval:
    """A middle with its 90 % interval."""

    median: float
    low: float
    high: float


def interval(values: Floats) -> Interval:
    """The median and the 90 % interval of simulated values, shape (simulations,)."""
    low, median, high = np.quantile(values, [LOW, 0.5, HIGH])
    return Interval(float(median), float(low), float(high))


@dataclass(frozen=True)
class NumberScore:
    """An expected number of events against the number that is known.

    `expected` is the forecast of the expected number, `predicted` that of the number itself, chance included; `pit` is
    the probability of fewer than the known number, with half that of exactly it.
    """

    expected: Interval
    mean: float
    predicted: Interval
    observed: int
    pit: float


def number(expected: Floats, observed: Ints) -> NumberScore:
    """The whole number of events of all units against the known one.

    Args:
        expected: Expected known events, shape (simulations, units).
        observed: Known events, shape (units,).
    """
    totals, happened = expected.sum(axis=1), int(observed.sum())
    below, to = (float(_at_most(totals, count)) for count in (happened - 1, happened))
    points = [_poisson_point(totals, p) for p in (0.5, LOW, HIGH)]
    return NumberScore(interval(totals), float(totals.mean()), Interval(*points), happened, (below + to) / 2)


def _at_most(totals: Floats, count: int) -> float:
    """The probability of at most so many events, over all simulations of the expected number."""
    return float(pdtr(count, totals).mean()) if count >= 0 else 0.0


def _poisson_point(totals: Floats, p: float) -> float:
    """The least number of events that is not exceeded with probability p: few are tried first, as most are few."""
    below, reached = -1, 0
    while _at_most(totals, reached) < p:
        below, reached = reached, 2 * reached + 1
    while reached - below > 1:
        middle = (below + reached) // 2
        below, reached = (below, middle) if _at_most(totals, middle) >= p else (middle, reached)
    return float(reached)


@dataclass(frozen=True)
class ForecastScore:
    """A score of chances of at least one event; for both measures 0 is perfect.

    `brier` is the mean squared error; `log` the mean of minus the logarithm of the chance of what came.
    """

    brier: float
    log: float

    def skill_over(self, other: ForecastScore) -> ForecastScore:
        """One less the ratio to another forecast's scores: 1 is perfect, 0 as good as it, below 0 worse."""
        return ForecastScore(_skill(self.brier, other.brier), _skill(self.log, other.log))


def _skill(score: float, reference: float) -> float:
    """One less the ratio of two scores; 0 where they differ by nothing but the last digits of a sum."""
    if reference <= 0 or math.isclose(score, reference, rel_tol=1e-12):
        return 0.0
    return 1 - score / reference


def chances(expected: Floats) -> Floats:
    """The chance of at least one known event of each unit, shape (units,), over all simulations."""
    return np.asarray(-np.expm1(-expected).mean(axis=0))


def score(forecast: Floats, happened: Bools, weights: Floats | None = None) -> ForecastScore:
    """The scores of chances, shape (units,), for what happened, the same shape; all count alike without weights."""
    of_what_came = np.where(happened, forecast, 1 - forecast)
    logs = np.log(np.maximum(of_what_came, NEVER))
    brier, log = (float(np.average(values, weights=weights)) for values in ((1 - of_what_came) ** 2, -logs))
    return ForecastScore(brier, log)


def frame_chances(observed: Ints, years: Floats) -> Floats:
    """The chance of each unit by the rate of all the others, (events + ½) ÷ years, shape (units,)."""
    others = (observed.sum() - observed + 0.5) / (years.sum() - years)
    return np.asarray(-np.expm1(-others * years))


def alike_chances(expected: Floats, years: Floats) -> Floats:
    """The chance of each unit if every one had the forecast's mean rate, shape (units,)."""
    rates = expected.sum(axis=1) / years.sum()
    return np.asarray(-np.expm1(-np.multiply.outer(rates, years)).mean(axis=0))


@dataclass(frozen=True)
class Bin:
    """Units with about the same forecast: its mean, the share of them to which it happened, and how many they are."""

    forecast: float
    observed: float
    n: int


def reliability(forecast: Floats, happened: Bools, bins: int = 5) -> tuple[Bin, ...]:
    """The reliability curve: units by rising forecast in bins of about equal size; equal forecasts stay together."""
    order = np.argsort(forecast, kind="stable")
    cuts = np.searchsorted(
        forecast[order], [chunk[-1] for chunk in np.array_split(forecast[order], bins) if len(chunk)], "right"
    )
    pieces = np.split(order, np.unique(cuts))
    return tuple(
        Bin(float(forecast[piece].mean()), float(happened[piece].mean()), len(piece)) for piece in pieces if len(piece)
    )


@dataclass(frozen=True)
class Coverage:
    """The share of outcomes within the 50 % and 90 % intervals; `pit` are the probabilities of less than each."""

    inside_50: float
    inside_90: float
    n: int
    pit: tuple[float, ...]


def coverage(forecasts: Sequence[Floats], observed: Sequence[float]) -> Coverage:
    """The coverage of sizes, or of numbers of orders.

    Args:
        forecasts: For each observation its simulated values, shape (simulations,) each.
        observed: What is known; a value of one simulation counts half.

    Raises:
        ValueError: without any observation.
    """
    if not observed:
        raise ValueError("coverage needs at least one observation")
    pairs = list(zip(forecasts, observed, strict=True))
    pit = tuple(float(((values < came).mean() + (values <= came).mean()) / 2) for values, came in pairs)
    return Coverage(_inside(pairs, 0.5), _inside(pairs, 0.9), len(pairs), pit)


def _inside(pairs: Sequence[tuple[Floats, float]], share: float) -> float:
    ends = [np.quantile(values, [(1 - share) / 2, (1 + share) / 2]) for values, _ in pairs]
    return float(np.mean([low <= came <= high for (low, high), (_, came) in zip(ends, pairs, strict=True)]))


@dataclass(frozen=True)
class Residual:
    """The known events of a group of units against those expected of it, with the 90 % interval of their number."""

    expected: float
    observed: int
    low: float
    high: float
    units: int

    @property
    def outside(self) -> bool:
        """True where the known number lies outside the interval: the forecast leans for or against the group."""
        return not self.low <= self.observed <= self.high


def residuals(expected: Floats, observed: Ints, groups: Sequence[tuple[str, ...]]) -> dict[str, Residual]:
    """The residual of each group, by name in the order of the alphabet.

    Args:
        expected: Expected known events, shape (simulations, units).
        observed: Known events, shape (units,).
        groups: The groups that each unit is in; one in several counts whole in each.
    """
    members: dict[str, list[int]] = {}
    for unit, names in enumerate(groups):
        for name in names:
            members.setdefault(name, []).append(unit)
    return {name: _residual(expected[:, units], observed[units]) for name, units in sorted(members.items())}


def _residual(expected: Floats, observed: Ints) -> Residual:
    totals = expected.sum(axis=1)
    low, high = (_poisson_point(totals, p) for p in (LOW, HIGH))
    return Residual(float(totals.mean()), int(observed.sum()), low, high, expected.shape[1])


@dataclass(frozen=True)
class Report:
    """The scores of one kind of event: of the forecast, of the frame's own rate, and of every service alike."""

    number: NumberScore
    score: ForecastScore
    frame: ForecastScore
    alike: ForecastScore
    bins: tuple[Bin, ...]
    residuals: Mapping[str, Mapping[str, Residual]]

    @property
    def skill_over_frame(self) -> ForecastScore:
        """The skill against the frame's own rate, each unit left out of its own."""
        return self.score.skill_over(self.frame)

    @property
    def skill_over_alike(self) -> ForecastScore:
        """The skill against the forecast's own rate, the same for every service."""
        return self.score.skill_over(self.alike)


def report(
    expected: Floats, observed: Ints, years: Floats, groups: Mapping[Grouping, Sequence[tuple[str, ...]]]
) -> Report:
    """All scores of one kind of event.

    Args:
        expected: Expected known events over each unit's years, shape (simulations, units).
        observed: Known events, shape (units,).
        years: Years observed, shape (units,).
        groups: For each way of grouping, the groups that each unit is in.

    Raises:
        ValueError: where shapes do not fit, there are fewer than two units, or a forecast is negative or no number.
    """
    _refuse_what_does_not_fit(expected, observed, years, groups)
    forecast, happened = chances(expected), observed > 0
    return Report(
        number=number(expected, observed),
        score=score(forecast, happened),
        frame=score(frame_chances(observed, years), happened),
        alike=score(alike_chances(expected, years), happened),
        bins=reliability(forecast, happened),
        residuals={way: residuals(expected, observed, names) for way, names in groups.items()},
    )


def _refuse_what_does_not_fit(
    expected: Floats, observed: Ints, years: Floats, groups: Mapping[Grouping, Sequence[tuple[str, ...]]]
) -> None:
    units = len(observed)
    if (
        expected.ndim != 2
        or len(expected) == 0
        or {expected.shape[1], len(years), *map(len, groups.values())} != {units}
    ):
        raise ValueError("forecasts, known events, years and groups are not of the same units")
    if units < 2:
        raise ValueError("a frame of fewer than two units has no rate of its own")
    if not (np.isfinite(expected).all() and (expected >= 0).all()):
        raise ValueError("an expected number of events is 0 or above")
