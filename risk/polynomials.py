"""What are many sums of products of numbers, all at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

Polynomial = tuple[tuple[float, tuple[str, ...]], ...]
"""A sum of coefficient × product of the numbers at addresses."""


def product(one: Polynomial, other: Polynomial) -> Polynomial:
    """The product of two sums, term by term."""
    return tuple((a * b, (*x, *y)) for a, x in one for b, y in other)


class Polynomials:
    """Sums of products over some of the numbers, as arrays: a row for each term, padded with a factor of one."""

    def __init__(self, sums: Sequence[Polynomial], places: Mapping[str, int]) -> None:
        terms = [term for each in sums for term in each or ((0.0, ()),)]
        width = max((len(addresses) for _, addresses in terms), default=0)
        among = {address: i for i, address in enumerate(dict.fromkeys(a for _, addresses in terms for a in addresses))}
        self._used = np.array([places[address] for address in among], dtype=np.intp)
        self._factors = np.full((width, len(terms)), len(among), dtype=np.intp)
        for row, (_, addresses) in enumerate(terms):
            self._factors[: len(addresses), row] = [among[address] for address in addresses]
        self._coefficients = np.array([coefficient for coefficient, _ in terms], dtype=np.float64)
        sizes = [max(1, len(each)) for each in sums]
        self._starts = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.intp)[: len(sizes)]

    def values(self, x: Floats) -> Floats:
        """The value of every sum at the numbers x, shape (sums[, draws])."""
        padded = np.concatenate([x[self._used], np.ones((1, *x.shape[1:]))])
        found = np.zeros((len(self._coefficients), *x.shape[1:]))
        found += self._coefficients.reshape(-1, *[1] * (x.ndim - 1))
        for factor in self._factors:
            found *= padded[factor]
        return np.add.reduceat(found, self._starts, axis=0) if len(found) else found

    def derivatives(self, x: Floats, weights: Floats) -> Floats:
        """The derivative of the sum of the sums, weighted, with respect to every number, at numbers x of one draw."""
        padded = np.append(x[self._used], 1.0)
        slopes = np.zeros(len(padded))
        sizes = np.diff(np.append(self._starts, len(self._coefficients)))
        weighted = self._coefficients * np.repeat(weights, sizes)
        for i, factor in enumerate(self._factors):
            others = np.prod(padded[np.delete(self._factors, i, axis=0)], axis=0)
            np.add.at(slopes, factor, weighted * others)
        found = np.zeros(len(x))
        found[self._used] = slopes[:-1]
        return found
