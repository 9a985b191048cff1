"""Simulation of systems too wide for an exact value: 64 trials in a machine word, each solved for all names at once.

In a trial every condition holds or does not, by its probability, and a condition that several names share is drawn
once. Every condition has a stream of random words of its own: the result depends on the seed and nothing else, and two
results of which one has another number differ by that number alone (common random numbers).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from risk.arrays import BitWords, Floats, Indices, Ints
from risk.engine.equations import Equations, Graded
from risk.engine.interruption import checkpoint
from risk.engine.solving import ALL, solved

if TYPE_CHECKING:
    from risk.shapley import ExposedLevels


BITS = 64
NONE = np.uint64(0)
DIGITS = 8
LAST_BITS = np.uint64(11)
"""Of a random word the first 53 bits are taken for a number, as many as numbers have."""
WORDS_AT_ONCE = 1 << 22
SEED = 20200925
BATCHES = 16
"""Simulations of one result, from whose differences its error follows."""
WORDS = 2**13
"""Words of 64 trials over all columns; at least one word a column."""
FEWEST_WORDS = 2**8
MOST_CELLS = 2**23
SLOPE_WORDS = 2**10
FEWEST_OF_A_DRAW = 2**4
FEWEST_OF_A_SET = 2**2


@dataclass(frozen=True)
class SimulatedChances:
    """The roots as a system of equations to be simulated; the same seed for all numbers, so that what-ifs compare.

    `most` is the number of words of trials at most, over all columns of numbers.
    """

    equations: Equations
    rows: Mapping[str, int]
    exact: bool = False
    most: int = WORDS

    @property
    def variables(self) -> tuple[str, ...]:
        """The addresses the roots depend on, in the order that `values` takes them."""
        return self.equations.variables

    @property
    def words(self) -> int:
        """The number of words of trials: fewer in a large system, whose intervals are wider for it."""
        rows = len(self.equations.variables) + len(self.equations.alternatives)
        return min(self.most, max(FEWEST_WORDS, MOST_CELLS // max(1, rows)))

    def values(self, q: Floats, rows_in_q: Indices | None = None) -> Floats:
        """The share of trials in which each root is true; many draws have few trials each, whose noise adds spread.

        Args:
            q: the probabilities of the variables, shape (variables,) or (variables, draws).
            at: which rows of q are the variables, where it has others too.

        Returns:
            Shares, shape (rows,) or (rows, draws).
        """
        numbers = q if rows_in_q is None else q[rows_in_q]
        columns = numbers.reshape(len(numbers), -1)
        words = max(1, self.words // columns.shape[1])
        true = np.zeros((len(self.rows), columns.shape[1]))
        for column, holds in self._trials(columns, words):
            for row, name in enumerate(self.rows):
                true[row] += np.bincount(column, weights=np.bitwise_count(holds[name]), minlength=columns.shape[1])
        return np.asarray((true / (words * BITS)).reshape(len(self.rows), *q.shape[1:]))

    def _trials(self, columns: Floats, words_each: int) -> Iterator[tuple[Ints, Mapping[str, BitWords]]]:
        """Chunks of trials: the column of every word, and in which trials each name and variable holds."""
        streams = [stream_of(SEED, name) for name in self.variables]
        start = 0
        for words in chunks(self.equations, columns.shape[1] * words_each):
            column = np.arange(start, start + words) // words_each
            drawn = happened(streams, columns[:, column])
            yield column, solved(self.equations, dict(zip(self.variables, drawn, strict=True)), words)
            start += words

    def derivatives(self, q: Floats, on_rows: Floats) -> Floats:
        """The slope of the weighted sum of the rows in each number: how often they hold when it does, and when not.

        Args:
            q: the probabilities of the variables, shape (variables,) or (variables, draws).
            on_rows: the weight of each row, shape (rows,) or (rows, draws).

        Returns:
            Slopes, shape of q; many draws have few trials each, whose noise adds spread.
        """
        columns = q.reshape(len(q), -1)
        count = columns.shape[1]
        weights = np.broadcast_to(on_rows.reshape(len(on_rows), -1), (len(on_rows), count))
        held, slopes = np.zeros((2, *columns.shape)), np.zeros((2, *columns.shape))
        names, moved = tuple(self.rows), np.flatnonzero(weights.any(axis=1))
        for column, holds in self._trials(columns, self._words_each(count)):
            roots = np.array([holds[names[row]] for row in moved]).reshape(len(moved), len(column))
            by_word = weights[np.ix_(moved, column)]
            whole = (by_word * np.bitwise_count(roots)).sum(axis=0)
            for i, name in enumerate(self.variables):
                with_it = (by_word * np.bitwise_count(roots & holds[name])).sum(axis=0)
                true = np.bitwise_count(holds[name])
                for side, (sums, trials) in enumerate(((with_it, true), (whole - with_it, BITS - true))):
                    slopes[side, i] += np.bincount(column, sums, count)
                    held[side, i] += np.bincount(column, trials, count)
        rates = np.divide(slopes, held, out=np.zeros_like(slopes), where=held > 0)
        return np.asarray(np.where((q > 0.0) & (q < 1.0), (rates[0] - rates[1]).reshape(q.shape), 0.0))

    def _words_each(self, count: int) -> int:
        """The number of words of trials each of so many draws has where more than the roots is looked at."""
        return min(SLOPE_WORDS, max(FEWEST_OF_A_DRAW, self.words // count))

    def patterns(self, graded: Graded, q: Mapping[str, float]) -> Mapping[ExposedLevels, float]:
        """The share of the trials in which each set of data is exposed."""
        draw = {name: np.array([q[name]]) for name in self.variables}
        return {exposed: float(share[0]) for exposed, share in self.drawn_patterns(graded, draw, 1).items()}

    def drawn_patterns(self, graded: Graded, q: Mapping[str, Floats], draws: int) -> Mapping[ExposedLevels, Floats]:
        """The share of the trials of each draw in which each set of data is exposed, shape (draws,) each.

        Many draws have few trials each, whose noise adds spread.
        """
        columns = np.array([q[name] for name in self.variables]).reshape(len(self.variables), draws)
        words = min(SLOPE_WORDS, max(FEWEST_OF_A_SET, self.words // draws))
        shares: dict[ExposedLevels, Floats] = {}
        for column, holds in self._trials(columns, words):
            bits = np.stack([_bits(holds[name]) for _, _, name in graded], axis=1)
            of_draw = np.repeat(column, BITS)
            for members, where in _distinct_rows(bits):
                exposed = _exposed(graded, members.tolist())
                share = np.bincount(of_draw[where], minlength=draws) / (words * BITS)
                shares[exposed] = shares[exposed] + share if exposed in shares else share
        return shares


def _distinct_rows(rows: NDArray[np.uint8]) -> Iterator[tuple[NDArray[np.uint8], Indices]]:
    """Each row of zeros and ones that occurs, rising, and the places where it does."""
    packed = np.packbits(rows, axis=1)
    order = np.lexsort(packed.T[::-1])
    new = np.flatnonzero((packed[order[1:]] != packed[order[:-1]]).any(axis=1)) + 1
    yield from ((rows[where[0]], where) for where in np.split(order, new))


def _bits(words: BitWords) -> NDArray[np.uint8]:
    return np.unpackbits(words.view(np.uint8))


def _exposed(graded: Graded, members: Sequence[int]) -> ExposedLevels:
    highest: dict[str, int] = {}
    for (data, level, _), member in zip(graded, members, strict=True):
        if member:
            highest[data] = max(level, highest.get(data, 0))
    return tuple(sorted(highest.items()))


def happened(streams: Sequence[np.random.BitGenerator], probability: Floats) -> BitWords:
    """Trials in which each of some things happens, each bit one trial; every word has a probability of its own.

    A trial compares the binary digits of the probability with random ones; the first that differ decide. What the first
    digits leave open, one trial in 2⁸, is decided by all the others at once.

    Args:
        streams: the random words of each thing.
        probability: how likely it is in each word of trials, shape (things, words).

    Returns:
        The trials, shape (things, words).
    """
    rest = probability.copy()
    result = np.where(rest >= 1.0, ALL, NONE)
    undecided = np.where((rest > 0.0) & (rest < 1.0), ALL, NONE)
    for _ in range(DIGITS):
        rest *= 2.0
        ones = np.where(rest >= 1.0, ALL, NONE)
        rest -= rest >= 1.0
        random = _words(streams, [rest.shape[1]] * len(streams)).reshape(rest.shape)
        result |= undecided & ones & ~random
        undecided &= ~(ones ^ random)
    of_thing = np.bitwise_count(undecided).sum(axis=1, dtype=np.intp).tolist()
    where = np.flatnonzero(undecided)
    trials = np.unpackbits(undecided.ravel()[where].view(np.uint8))
    likely = np.repeat(rest.ravel()[where], np.bitwise_count(undecided.ravel()[where]))
    trials[trials == 1] = (_words(streams, of_thing) >> LAST_BITS) * 2.0**-53 < likely
    result.ravel()[where] |= np.packbits(trials).view(np.uint64)
    return result


def _words(streams: Sequence[np.random.BitGenerator], counts: Sequence[int]) -> BitWords:
    """So many random words of each stream, one after the other."""
    words = [stream.random_raw(count) for stream, count in zip(streams, counts, strict=True)]
    return np.concatenate([np.zeros(0, dtype=np.uint64), *words])


def stream_of(seed: int, name: str) -> np.random.BitGenerator:
    """The random words of one variable: the same for a seed and a name, whatever else is drawn."""
    digest = hashlib.blake2b(name.encode(), digest_size=16).digest()
    return np.random.SFC64(np.random.SeedSequence([seed, *np.frombuffer(digest, dtype="<u4").tolist()]))


def chunks(equations: Equations, words: int) -> Iterator[int]:
    """The number of words to try at a time, so that all names, alternatives and variables stay within memory."""
    circles = (
        sum(len(equations.alternatives[name]) for name in component)
        for component in equations.components
        if len(component) > 1
    )
    rows = len(equations.variables) + len(equations.alternatives) + max(circles, default=0)
    size = max(BITS, min(4096, WORDS_AT_ONCE // max(1, rows)))
    for start in range(0, words, size):
        checkpoint()
        yield min(size, words - start)
