"""Times of 20,000 draws against one at a time and plain trials, and of derivatives against differences."""

from __future__ import annotations

import os
import time
from itertools import cycle

import numpy as np

from benchmarks.engine import anew, assessed
from benchmarks.questions import text
from benchmarks.timing import Row, alone, timed
from risk.arrays import Floats
from risk.measures import EventTotals, Model, steps
from risk.uncertainty.draw_counts import DRAWS, DRAWS_IF_SIMULATED
from risk.uncertainty.expectations import expected_measures
from risk.uncertainty.propagation import Uncertain

CASE = "wechat-2020"
MAPS = ((CASE, 0), ("realistic", 20), ("realistic", 200), ("realistic", 500), ("realistic", 1000))
WITHIN = 900.0
RATIO = 4.0
ONE_BY_ONE = 20
TEXTS = 3
STEP = 1e-4
SOME = 50
WITHIN_ONE_PERCENT = 0.01


def measured(quick: bool) -> Row:
    """Each map in a process of its own; two small ones where time is short."""
    return {"maps": [of_map(*name_and_size) for name_and_size in (MAPS[:2] if quick else MAPS)]}


def of_map(name: str, systems: int) -> Row:
    """One map: 20,000 draws of it, or as many as an assessment takes where it is simulated; and how busy it was."""
    measurements = alone("benchmarks.uncertainty:whole", name, systems, within=WITHIN)
    return {"map": name, "systems": systems, "draws": DRAWS, "load": os.getloadavg()[0], **measurements}


def whole(name: str, systems: int, draws: int = DRAWS) -> Row:
    """Seconds of all draws at once, of one at a time in two ways, of plain trials and of all derivatives."""
    written = text(name, systems)
    model = assessed(written).model
    start, used = time.perf_counter(), time.process_time()
    uncertain = Uncertain(model, draws if model.roots.exact else min(draws, DRAWS_IF_SIMULATED), 0, RATIO)
    harm = uncertain.harm("")
    seconds, used = time.perf_counter() - start, time.process_time() - used
    return {
        "draws": uncertain.draws,
        "processor": used,
        "exact": model.roots.exact,
        "events": len(model.events.events),
        "numbers": len(uncertain.distributions),
        "seconds": seconds,
        "median": float(np.median(harm)),
        "from_text": timed(lambda: assessed(written), runs=TEXTS)["median"] * uncertain.draws,
        "one_by_one": _one_by_one(model, uncertain),
        **_plain_trials(model, uncertain, seconds),
        **_derivatives(model),
    }


def _one_by_one(model: Model, uncertain: Uncertain) -> float:
    """Seconds of evaluating every draw by itself, reckoned from a few; model and numbers are there already."""
    columns = iter(uncertain.x[:, :ONE_BY_ONE].T)
    one = timed(lambda: model.measured(next(columns)).harm(RATIO).sum(), runs=ONE_BY_ONE)
    return float(one["median"]) * uncertain.draws


def _plain_trials(model: Model, uncertain: Uncertain, seconds: float) -> Row:
    """The draws and the plain trials that the mean takes to be known to one percent, and seconds of both.

    In a plain trial whatever may hold holds or does not, so that the states of the world are drawn too.
    """
    harm = uncertain.harm("")
    rng = np.random.default_rng(0)
    x = uncertain.x.copy()
    rows = [model.addresses.index(variable) for variable in model.roots.variables]
    x[rows] = rng.random((len(rows), uncertain.draws)) < x[rows]
    start = time.perf_counter()
    tried = steps(RATIO) @ EventTotals(model, model.events.events).persons(x, model.chances(x))
    seconds_of_one = (time.perf_counter() - start) / uncertain.draws
    needed, trials = _needed(harm), _needed(tried)
    return {
        "needed": {"draws": needed, "seconds": needed * seconds / uncertain.draws},
        "needed_trials": {"draws": trials, "seconds": trials * seconds_of_one},
        "mean": _mean(model, uncertain),
    }


def _mean(model: Model, uncertain: Uncertain) -> Row:
    """Seconds of the mean without draws, where it takes none."""
    if expected_measures(model, uncertain.distributions).reasons:
        return {"stopped": "takes draws"}
    return timed(lambda: expected_measures(model, uncertain.distributions).measures.harm(RATIO), runs=20)


def _needed(values: Floats) -> float:
    """The number of independent values that their mean takes to have a standard error of one percent."""
    return float(values.var() / values.mean() ** 2 / WITHIN_ONE_PERCENT**2)


def _apart(model: Model) -> float | None:
    """The largest difference between a derivative and its difference quotient, as a share of the harm index.

    Both times the number; for some of the numbers, and None where the map is simulated, for then there is no slope.
    """
    if not model.roots.exact:
        return None
    x, harm = model.point, _harm(model, model.point)
    by_pass = model.gradient(x, RATIO) * x
    some = np.flatnonzero(x)[:: max(1, len(x) // SOME)]
    quotients = [
        (_harm(model, _moved(x, i, 1.0 + STEP)) - _harm(model, _moved(x, i, 1.0 - STEP))) / (2.0 * STEP) for i in some
    ]
    return float(np.abs(by_pass[some] - np.array(quotients)).max() / harm)


def _moved(x: Floats, number: int, factor: float) -> Floats:
    moved = x.copy()
    moved[number] *= factor
    return moved


def _harm(model: Model, x: Floats) -> float:
    return float(model.measured(x).harm(RATIO).sum())


def _derivatives(model: Model) -> Row:
    """All derivatives by one backward pass, against two evaluations for each number, and how far they are apart."""
    others, one_moved = anew(model.point), (_moved(model.point, i, 1.0 + STEP) for i in cycle(range(len(model.point))))
    backward = timed(lambda: model.gradient(next(others), RATIO), runs=20)
    forward = timed(lambda: model.measured(next(one_moved)).harm(RATIO), runs=20)
    differences = 2.0 * len(model.addresses) * forward["median"]
    return {"derivatives": backward, "differences": differences, "apart": _apart(model)}
