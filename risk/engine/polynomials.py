"""Polynomials of the numbers of a map: many sums of products, evaluated as arrays all at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from risk.arrays import Floats, Indices

Polynomial = tuple[tuple[float, tuple[str, ...]], ...]
"""A sum of coefficient × product of the numbers at addresses."""


def product(one: Polynomial, other: Polynomial) -> Polynomial:
    """The product of two sums, term by term."""
    return tuple((a * b, (*x, *y)) for a, x in one for b, y in other)


class Runs:
    """Rows that stand one after the other and are to be added up, those of one sum in one run; no run is empty."""

    def __init__(self, sizes: Sequence[int]) -> None:
        lengths = np.array(sizes, dtype=np.intp)
        self.starts = np.cumsum(lengths) - lengths
        self._alone = bool((lengths == 1).all())
        # For each size the runs of that many rows, and their rows one after the other; the first of a run comes last.
        self._by_size = [
            (runs, [self.starts[runs] + place for place in (*range(1, size), 0)])
            for size in sorted(set(lengths.tolist()))
            for runs in [np.flatnonzero(lengths == size)]
        ]

    def added(self, rows: Floats) -> Floats:
        """The sum of each run, shape (runs[, draws]): all runs of a size at once."""
        if self._alone:
            return rows
        sums = np.empty((len(self.starts), *rows.shape[1:]))
        for runs, (first, *others) in self._by_size:
            total = rows.take(first, axis=0)
            for places in others:
                total += rows.take(places, axis=0)
            sums[runs] = total
        return sums


class Polynomials:
    """Sums of products over some of the numbers, as arrays: a row for each term, padded with a factor of one.

    Values are taken without the padding: terms of one length together.
    """

    def __init__(self, sums: Sequence[Polynomial], places: Mapping[str, int]) -> None:
        terms = [term for polynomial in sums for term in polynomial or ((0.0, ()),)]
        width = max((len(addresses) for _, addresses in terms), default=0)
        among = {address: i for i, address in enumerate(dict.fromkeys(a for _, addresses in terms for a in addresses))}
        self._used = np.array([places[address] for address in among], dtype=np.intp)
        self._factors = np.full((width, len(terms)), len(among), dtype=np.intp)
        for row, (_, addresses) in enumerate(terms):
            self._factors[: len(addresses), row] = [among[address] for address in addresses]
        self._coefficients = np.array([coefficient for coefficient, _ in terms], dtype=np.float64)
        lengths = np.array([len(addresses) for _, addresses in terms], dtype=np.intp)
        self._by_length = [
            (rows, self._factors[:length, rows])
            for length in sorted(set(lengths.tolist()))
            for rows in [np.flatnonzero(lengths == length)]
        ]
        sizes = [max(1, len(polynomial)) for polynomial in sums]
        self._sizes = np.array(sizes, dtype=np.intp)
        self._runs = Runs(sizes)

    def values(self, x: Floats) -> Floats:
        """The value of every sum at the numbers x, shape (sums[, draws])."""
        used, terms = x[self._used], np.empty((len(self._coefficients), *x.shape[1:]))
        for rows, factors in self._by_length:
            terms[rows] = self._products(used, self._coefficients[rows], factors)
        return self._runs.added(terms)

    def _products(self, x: Floats, coefficients: Floats, factors: Indices) -> Floats:
        """Coefficients times as many numbers each, shape (terms[, draws])."""
        column = coefficients.reshape(-1, *[1] * (x.ndim - 1))
        if not len(factors):
            return np.broadcast_to(column, (len(column), *x.shape[1:]))
        products: Floats = x.take(factors[0], axis=0)
        if (coefficients != 1.0).any():
            products *= column
        for factor in factors[1:]:
            products *= x.take(factor, axis=0)
        return products

    def derivatives(self, x: Floats, weights: Floats) -> Floats:
        """The derivative of the sum of the sums, weighted, with respect to every number: shape of x (numbers[, draws]).

        `weights` has the shape (sums[, draws]).
        """
        padded = np.concatenate([x.take(self._used, axis=0), np.ones((1, *x.shape[1:]))])
        slopes = np.zeros(padded.shape)
        weighted = np.repeat(weights, self._sizes, axis=0)
        weighted *= self._coefficients.reshape(-1, *[1] * (x.ndim - 1))
        for i, factor in enumerate(self._factors):
            others = np.prod(padded[np.delete(self._factors, i, axis=0)], axis=0)
            np.add.at(slopes, factor, weighted * others)
        by_number = np.zeros(x.shape)
        by_number[self._used] = slopes[:-1]
        return by_number
