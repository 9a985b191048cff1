"""Errors of the middle, mean and upper end of the harm index, drawn in six ways: `--quick` is quicker.

Run as `python -m benchmarks.draws`: it prints the table of docs/decisions on draws.
"""

from __future__ import annotations

import argparse
import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

import numpy as np
from scipy.special import ndtr, ndtri
from scipy.stats import qmc

from assessments.run import assess
from benchmarks.questions import map_of
from benchmarks.timing import Row, machine
from data_maps.caching import cached_property
from risk.arrays import BitWords, Floats
from risk.measures import Model
from risk.uncertainty.distributions import Point
from risk.uncertainty.draws import GRID, WIDEST, distributions, drawn_values, slices
from risk.uncertainty.expectations import expected_measures
from risk.uncertainty.propagation import Uncertain
from risk.uncertainty.sensitivity import Harm
from risk.uncertainty.spreads import BATCHES

CASES = ("example-chat", "wechat-five-lines", "wechat-2020")
COUNTS = (1_024, 16_384)
REPEATS, QUICK_REPEATS = 120, 4
REFERENCES, QUICK_REFERENCES = 64, 4
RATIO = 4.0
LARGEST, SHARES_FROM = 10, 20_000
RESULTS = ("mean", "median", "upper end")


class Drawing:
    """A map's numbers, to be drawn in several ways."""

    def __init__(self, name: str) -> None:
        self.model: Model = assess(map_of(name, 0)).model
        self.known = distributions(self.model.events)
        grid = np.linspace(-WIDEST, WIDEST, GRID)
        logs = [np.log(np.maximum(curve.quantiles(ndtr(grid)), 1e-300)) for curve in self.known.values()]
        self._quantiles = (grid, np.array(logs))

    @property
    def exact_mean(self) -> float:
        """The expected harm index."""
        return float(expected_measures(self.model, self.known).measures.harm(RATIO).sum())

    @cached_property
    def largest(self) -> Sequence[str]:
        """The numbers with the ten largest shares of the spread."""
        shares = Uncertain(self.model, SHARES_FROM, 0, RATIO).variance_shares()
        return sorted(shares, key=lambda number: -shares[number])[:LARGEST]

    @property
    def free(self) -> Sequence[str]:
        """The numbers that are not known exactly."""
        return [number for number, curve in self.known.items() if not isinstance(curve, Point)]

    def harm(self, numbers: Floats) -> Floats:
        """The harm index in every draw."""
        return Harm(self.model, numbers, RATIO).values

    def of_uniform(self, uniform: Floats) -> Floats:
        """The numbers at uniform values of shape (draws, numbers)."""
        grid, logs = self._quantiles
        scores = ndtri(np.clip(uniform, 1e-12, 1.0 - 1e-12))
        return np.array([np.exp(np.interp(row, grid, log)) for row, log in zip(scores.T, logs, strict=True)])


def random(drawing: Drawing, draws: int, seed: int) -> Floats:
    """Plain random draws."""
    return drawing.of_uniform(np.random.default_rng([1, seed]).random((draws, len(drawing.known))))


def latin(drawing: Drawing, draws: int, seed: int) -> Floats:
    """Datareach's own draws: each number takes each of its slices once in each of ten batches."""
    return drawn_values(drawing.known, draws - draws % BATCHES, 1_000 + seed, BATCHES)


def latin_at_once(drawing: Drawing, draws: int, seed: int) -> Floats:
    """The same in one batch, which gives no error of the median for nothing."""
    return drawn_values(drawing.known, draws, 1_000 + seed)


def sobol(drawing: Drawing, draws: int, seed: int) -> Floats:
    """Scrambled Sobol points."""
    return drawing.of_uniform(qmc.Sobol(len(drawing.known), rng=np.random.default_rng([2, seed])).random(draws))


def largest_by_sobol(drawing: Drawing, draws: int, seed: int) -> Floats:
    """The Latin hypercube, in which the ten largest numbers take their slices in the order of Sobol points."""

    def points(batch: int, count: int) -> Floats:
        return qmc.Sobol(LARGEST, rng=np.random.default_rng([3, seed, batch])).random(count)

    return ordered(drawing, draws, seed, drawing.largest, points)


def each_by_its_name(drawing: Drawing, draws: int, seed: int) -> Floats:
    """The same for all numbers, each with the coordinate of the library's longest points that its name picks."""

    def points(batch: int, count: int) -> Floats:
        words = np.array([_words(f"{number} {seed} {batch}") for number in drawing.free])
        return (longest_points(count)[:, words[:, 0] % qmc.Sobol.MAXDIM] + words[:, 1] / 2.0**64) % 1.0

    return ordered(drawing, draws, seed, drawing.free, points)


@lru_cache(maxsize=1)
def longest_points(count: int) -> Floats:
    """Sobol points of as many coordinates as there are, as they stand."""
    return np.asarray(qmc.Sobol(qmc.Sobol.MAXDIM, scramble=False).random(count))


def _words(name: str) -> BitWords:
    return np.frombuffer(hashlib.blake2b(name.encode(), digest_size=16).digest(), dtype="<u8")


def ordered(
    drawing: Drawing, draws: int, seed: int, chosen: Sequence[str], points: Callable[[int, int], Floats]
) -> Floats:
    """The Latin hypercube, in which chosen numbers take their slices in the order of a batch's points."""
    numbers, rows = latin(drawing, draws, seed), list(drawing.known)
    per_batch = draws // BATCHES
    for batch in range(BATCHES):
        orders = points(batch, 1 << (per_batch - 1).bit_length())[:per_batch].argsort(axis=0).argsort(axis=0)
        for number, order in zip(chosen, orders.T, strict=True):
            numbers[rows.index(number), batch * per_batch : (batch + 1) * per_batch] = slices(
                drawing.known[number], per_batch
            )[order]
    return numbers


WAYS: dict[str, Callable[[Drawing, int, int], Floats]] = {
    "plain random": random,
    "Latin hypercube, ten batches": latin,
    "Latin hypercube, one batch": latin_at_once,
    "scrambled Sobol": sobol,
    "Sobol for the ten largest": largest_by_sobol,
    "Sobol by name": each_by_its_name,
}


def results(harm: Floats) -> Floats:
    """The results that are compared: the mean, the median and the 95 % point."""
    return np.array([harm.mean(), *np.quantile(harm, (0.5, 0.95))])


def reference(drawing: Drawing, repeats: int) -> Floats:
    """The exact mean, and the quantiles of many independent sets of Sobol points together."""
    sets = [drawing.harm(sobol(drawing, COUNTS[-1], 10_000 + seed)) for seed in range(repeats)]
    return np.array([drawing.exact_mean, *results(np.concatenate(sets))[1:]])


def measured(quick: bool) -> Iterator[Row]:
    """A row for each case, number of draws and way: the root mean square of the relative errors, and seconds a set."""
    for name in CASES:
        drawing = Drawing(name)
        true = reference(drawing, QUICK_REFERENCES if quick else REFERENCES)
        for draws in COUNTS:
            yield from (of_route(name, drawing, true, draws, way, QUICK_REPEATS if quick else REPEATS) for way in WAYS)


def of_route(name: str, drawing: Drawing, true: Floats, draws: int, way: str, repeats: int) -> Row:
    """One row."""
    seconds = 0.0
    sets = []
    for seed in range(repeats):
        start = time.perf_counter()
        numbers = WAYS[way](drawing, draws, seed)
        seconds += time.perf_counter() - start
        sets.append(results(drawing.harm(numbers)))
    errors = np.sqrt(((np.array(sets) / true - 1.0) ** 2).mean(axis=0))
    circumstances = {
        "case": name,
        "numbers": len(drawing.known),
        "draws": draws,
        "way": way,
        "seconds": seconds / repeats,
    }
    return {**circumstances, **dict(zip(RESULTS, errors.tolist(), strict=True))}


def table(rows: Iterator[Row]) -> Iterator[str]:
    """The rows as a Markdown table, line by line."""
    yield "| case | draws | way | mean | median | upper end | drawing, s |"
    yield "|---|---:|---|---:|---:|---:|---:|"
    for row in rows:
        errors = " | ".join(f"{100 * row[result]:.2f} %" for result in RESULTS)
        yield f"| {row['case']} | {row['draws']:,} | {row['way']} | {errors} | {row['seconds']:.3f} |"


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(prog="python -m benchmarks.draws", description=__doc__)
    options.add_argument("--quick", action="store_true", help="few repetitions, in about a minute")
    on = machine()
    print(f"{on['processor']}, {on['cores']} cores, Python {on['python']}, load {on['load']:.1f}", flush=True)
    for line in table(measured(options.parse_args().quick)):
        print(line, flush=True)


if __name__ == "__main__":
    main()
