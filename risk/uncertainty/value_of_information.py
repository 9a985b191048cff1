"""Value of information: what finding a number out is worth before a choice between options is made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from risk.arrays import Floats
from risk.special_functions import ndtri

BINS = 60
A_BIN = 1_000
DEGREE = 3
ROLLS, ROLLS_TOGETHER = 16, 4


@dataclass(frozen=True)
class BestOption:
    """The option that is best on average, and in which share of the draws it is; what knowing everything is worth."""

    best: int
    chance: float
    worth: float


def net_benefit(reduction: Floats, burden: Floats, rate: float, years: float) -> Floats:
    """The net benefit of options in units of burden, shape (options, draws).

    `reduction` are severe equivalents a year, `burden` what people lose over the years, and `rate` how much of that a
    severe equivalent avoided is worth: the reader's choice, never ours.

    Args:
        reduction: Severe equivalents a year that each option removes, shape (options, draws).
        burden: Lifeline person-years that people lose over the years, shape (options, draws).
        rate: Lifeline person-years that a severe equivalent avoided is worth: the reader's choice, never ours.
        years: How long the options are looked at.
    """
    return np.asarray(rate * years * reduction - burden)


def choice(benefit: Floats) -> BestOption:
    """The best option on average for net benefits of shape (options, draws); equal ones in a draw share it."""
    best = int(benefit.mean(axis=1).argmax())
    top = benefit == benefit.max(axis=0)
    return BestOption(best, float((top[best] / top.sum(axis=0)).mean()), evpi(benefit))


def evpi(benefit: Floats) -> float:
    """The gain of a choice on average if everything were known before it was made."""
    return float(benefit.max(axis=0).mean() - benefit.mean(axis=1).max())


def evppi(benefit: Floats, number: Floats, bins: int | None = None) -> float:
    """The gain of a choice on average if one number, shape (draws,), were known before it was made.

    The draws are put into equally full bins by the number, and in each the option that is best there is chosen. A bin
    of few draws would choose by their noise, so there are up to 60, of 1,000 draws at least.
    """
    count = bins or min(BINS, max(1, number.size // A_BIN))
    where = np.argsort(np.argsort(number, kind="stable"), kind="stable") * count // number.size
    totals = np.array([np.bincount(where, weights=row, minlength=count) for row in benefit])
    return max(0.0, float(totals.max(axis=0).sum() - totals.sum(axis=1).max()) / number.size)


def noise(benefit: Floats, number: Floats, of: Callable[[Floats, Floats], float] = evppi, times: int = ROLLS) -> float:
    """The most that so many draws make numbers look worth that have nothing to do with the choice.

    Numbers of shape (..., draws) are put beside the benefits of other draws, several times over.
    """
    steps = number.shape[-1] * np.arange(1, times + 1) // (times + 1)
    return max(of(benefit, np.roll(number, int(step), axis=-1)) for step in steps)


def evppi_together(benefit: Floats, numbers: Floats, degree: int = DEGREE) -> float:
    """The gain of a choice if several numbers, shape (numbers, draws), were known together.

    Net benefits are regressed on polynomials of the numbers' normal scores and their products (Strong et al. 2014);
    right as far as such a polynomial tells what to expect of each option.
    """
    terms = _terms(numbers, degree)
    fitted = benefit @ terms @ np.linalg.pinv(terms.T @ terms) @ terms.T
    return max(0.0, float(fitted.max(axis=0).mean() - fitted.mean(axis=1).max()))


def _terms(numbers: Floats, degree: int) -> Floats:
    """The terms of a polynomial of the normal scores, shape (draws, terms)."""
    from scipy.stats import rankdata

    scores = ndtri((rankdata(numbers, axis=1) - 0.5) / numbers.shape[1])
    powers = [scores**n for n in range(1, degree + 1)]
    pairs = [scores[i] * scores[:i] for i in range(1, len(scores))]
    return np.concatenate([np.ones((1, numbers.shape[1])), *powers, *pairs]).T


def worth(benefit: Floats, numbers: Mapping[str, Floats]) -> Mapping[str, float]:
    """The worth of finding out each number, the largest first; 0 where that is no more than noise."""
    least = max((noise(benefit, values) for values in list(numbers.values())[:1]), default=0.0)
    worths = {name: evppi(benefit, values) for name, values in numbers.items()}
    sure = {name: value if value > least else 0.0 for name, value in worths.items()}
    return dict(sorted(sure.items(), key=lambda pair: (-pair[1], pair[0])))


def worth_together(benefit: Floats, numbers: Floats) -> float:
    """The worth of finding out several numbers, shape (numbers, draws), together; 0 where no more than noise."""
    value = min(evppi_together(benefit, numbers), evpi(benefit))
    return value if value > noise(benefit, numbers, evppi_together, ROLLS_TOGETHER) else 0.0
