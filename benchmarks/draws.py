"""How far off are the middle, the mean and the upper end of the harm index, drawn in six ways: `--quick` is quicker.

Run as `python -m benchmarks.draws`: it prints the table of docs/decisions on draws.
"""

from __future__ import annotations

import argparse
import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri
from scipy.stats import qmc

from assessments.run import assess
from benchmarks.questions import map_of
from benchmarks.timing import Row, machine
from data_maps.caching import cached_property
from risk.measures import Model
from risk.uncertainty.distributions import Point
from risk.uncertainty.draws import GRID, WIDEST, distributions, drawn, means, slices
from risk.uncertainty.propagation import BATCHES, Uncertain
from risk.uncertainty.sensitivity import Harm

Floats = NDArray[np.float64]

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
        at = np.linspace(-WIDEST, WIDEST, GRID)
        logs = [np.log(np.maximum(of.quantiles(ndtr(at)), 1e-300)) for of in self.known.values()]
        self._quantiles = (at, np.array(logs))

    @property
    def exact_mean(self) -> float:
        """The expected harm index, by linearity."""
        x = means(self.known, self.model.addresses)
        return float(self.model.measured(x).harm(RATIO).sum())

    @cached_property
    def largest(self) -> Sequence[str]:
        """The numbers with the ten largest shares of the spread."""
        shares = Uncertain(self.model, SHARES_FROM, 0, RATIO).variance_shares()
        return sorted(shares, key=lambda number: -shares[number])[:LARGEST]

    @property
    def free(self) -> Sequence[str]:
        """The numbers that are not known exactly."""
        return [number for number, of in self.known.items() if not isinstance(of, Point)]

    def harm(self, numbers: Floats) -> Floats:
        """The harm index in every draw."""
        return Harm(self.model, numbers, RATIO).values

    def of_uniform(self, uniform: Floats) -> Floats:
        """The numbers at uniform values of shape (draws, numbers)."""
        at, logs = self._quantiles
        scores = ndtri(np.clip(uniform, 1e-12, 1.0 - 1e-12))
        return np.array([np.exp(np.interp(row, at, log)) for row, log in zip(scores.T, logs, strict=True)])


def random(of: Drawing, draws: int, seed: int) -> Floats:
    """Plain random draws."""
    return of.of_uniform(np.random.default_rng([1, seed]).random((draws, len(of.known))))


def latin(of: Drawing, draws: int, seed: int) -> Floats:
    """What Datareach does: each number takes each of its slices once in each of ten batches."""
    return drawn(of.known, draws - draws % BATCHES, 1_000 + seed, BATCHES)


def latin_at_once(of: Drawing, draws: int, seed: int) -> Floats:
    """The same in one batch, which gives no error of the median for nothing."""
    return drawn(of.known, draws, 1_000 + seed)


def sobol(of: Drawing, draws: int, seed: int) -> Floats:
    """Scrambled Sobol points."""
    return of.of_uniform(qmc.Sobol(len(of.known), rng=np.random.default_rng([2, seed])).random(draws))


def largest_by_sobol(of: Drawing, draws: int, seed: int) -> Floats:
    """The Latin hypercube, in which the ten largest numbers take their slices in the order of Sobol points."""

    def points(batch: int, count: int) -> Floats:
        return qmc.Sobol(LARGEST, rng=np.random.default_rng([3, seed, batch])).random(count)

    return ordered(of, draws, seed, of.largest, points)


def each_by_its_name(of: Drawing, draws: int, seed: int) -> Floats:
    """The same for all numbers, each with the coordinate of the library's longest points that its name picks."""

    def points(batch: int, count: int) -> Floats:
        words = np.array([_words(f"{number} {seed} {batch}") for number in of.free])
        return (longest_points(count)[:, words[:, 0] % qmc.Sobol.MAXDIM] + words[:, 1] / 2.0**64) % 1.0

    return ordered(of, draws, seed, of.free, points)


@lru_cache(maxsize=1)
def longest_points(count: int) -> Floats:
    """Sobol points of as many coordinates as there are, as they stand."""
    return np.asarray(qmc.Sobol(qmc.Sobol.MAXDIM, scramble=False).random(count))


def _words(name: str) -> NDArray[np.uint64]:
    return np.frombuffer(hashlib.blake2b(name.encode(), digest_size=16).digest(), dtype="<u8")


def ordered(of: Drawing, draws: int, seed: int, chosen: Sequence[str], points: Callable[[int, int], Floats]) -> Floats:
    """The Latin hypercube, in which chosen numbers take their slices in the order of a batch's points."""
    numbers, rows = latin(of, draws, seed), list(of.known)
    each = draws // BATCHES
    for batch in range(BATCHES):
        orders = points(batch, 1 << (each - 1).bit_length())[:each].argsort(axis=0).argsort(axis=0)
        for number, order in zip(chosen, orders.T, strict=True):
            numbers[rows.index(number), batch * each : (batch + 1) * each] = slices(of.known[number], each)[order]
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
    """What is looked at: the mean, the median and the 95 % point."""
    return np.array([harm.mean(), *np.quantile(harm, (0.5, 0.95))])


def reference(of: Drawing, repeats: int) -> Floats:
    """The exact mean, and the quantiles of many independent sets of Sobol points together."""
    sets = [of.harm(sobol(of, COUNTS[-1], 10_000 + seed)) for seed in range(repeats)]
    return np.array([of.exact_mean, *results(np.concatenate(sets))[1:]])


def measured(quick: bool) -> Iterator[Row]:
    """A row for each case, number of draws and way: the root mean square of the relative errors, and seconds a set."""
    for name in CASES:
        of = Drawing(name)
        true = reference(of, QUICK_REFERENCES if quick else REFERENCES)
        for draws in COUNTS:
            yield from (of_way(name, of, true, draws, way, QUICK_REPEATS if quick else REPEATS) for way in WAYS)


def of_way(name: str, of: Drawing, true: Floats, draws: int, way: str, repeats: int) -> Row:
    """One row."""
    drawing = 0.0
    found = []
    for seed in range(repeats):
        start = time.perf_counter()
        numbers = WAYS[way](of, draws, seed)
        drawing += time.perf_counter() - start
        found.append(results(of.harm(numbers)))
    errors = np.sqrt(((np.array(found) / true - 1.0) ** 2).mean(axis=0))
    about = {"case": name, "numbers": len(of.known), "draws": draws, "way": way, "seconds": drawing / repeats}
    return {**about, **dict(zip(RESULTS, errors.tolist(), strict=True))}


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
    about = machine()
    print(
        f"{about['processor']}, {about['cores']} cores, Python {about['python']}, load {about['load']:.1f}", flush=True
    )
    for line in table(measured(options.parse_args().quick)):
        print(line, flush=True)


if __name__ == "__main__":
    main()
