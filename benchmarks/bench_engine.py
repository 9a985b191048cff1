"""Whole maps from text to result; draws, derivatives, reach and laws, each beside the plain way or the points."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from itertools import count

import numpy as np
import pytest

from assessments.report.sections.page_one import lead_sentence
from assessments.results.reach import reach_rows
from assessments.results.summary import summary_parts
from assessments.run import Run, Settings, assess
from benchmarks.measuring import Benchmark
from benchmarks.questions import map_of, text
from data_maps.model import DataMap
from data_maps.reading import read, with_setting
from laws.verdicts import verdicts
from risk.arrays import Floats
from risk.placebo import with_owner_in
from risk.uncertainty.propagation import Uncertain

CASE, DRAWS, RATIO = "wechat-2020", 20_000, 4.0
MAPS = ((CASE, 0), ("easy", 200), ("realistic", 200), ("hard", 20))
EXACT = MAPS[:3]


def points(data_map: DataMap) -> Run:
    """A map with its harm at the best values."""
    run = assess(data_map)
    _ = run.harm
    return run


def from_text(written: str) -> Run:
    """The same from its text."""
    data_map = read(written, "map.yaml").data_map
    assert data_map is not None
    return points(data_map)


def with_one_number_changed(data_map: DataMap) -> Run:
    """The same with one number set from outside; what is kept of the map serves."""
    changed = with_setting(data_map, "interest.CN=0.45")
    assert isinstance(changed, DataMap)
    return points(changed)


def forget() -> None:
    """Drop what is kept about maps; the catalogue, which is the same for every map, stays."""
    for module in ("risk.engine.roots", "risk.engine.worlds", "risk.chances"):
        for value in vars(import_module(module)).values():
            if hasattr(value, "cache_clear"):
                value.cache_clear()


def anew(point: Floats) -> Iterator[Floats]:
    """A point with all numbers a little lower each time: nothing that was found at the last one serves."""
    return (point * (1.0 - 1e-4 * times) for times in count(1))


@pytest.mark.parametrize("way", ["from text, cold", "one number changed"])
@pytest.mark.parametrize(("name", "systems"), MAPS)
def test_a_map_is_assessed(benchmark: Benchmark, name: str, systems: int, way: str) -> None:
    benchmark.group = f"points of {name} {systems or ''}"
    written = text(name, systems)
    first = from_text(written)
    if way == "from text, cold":
        benchmark.pedantic(from_text, (written,), setup=forget, rounds=3)
    else:
        benchmark(with_one_number_changed, first.data_map)


@pytest.mark.parametrize("way", ["all at once", "one at a time"])
@pytest.mark.parametrize(("name", "systems"), EXACT[:1])
def test_harm_is_drawn(benchmark: Benchmark, name: str, systems: int, way: str) -> None:
    benchmark.group = f"{DRAWS:,} draws of {name} {systems or ''}"
    model = from_text(text(name, systems)).model
    x = Uncertain(model, DRAWS, 0, RATIO).x
    if way == "all at once":
        benchmark.pedantic(lambda: Uncertain(model, DRAWS, 0, RATIO).harm(""), rounds=3)
    else:
        benchmark.pedantic(lambda: [model.measured(column).harm(RATIO).sum() for column in x.T], rounds=1)


@pytest.mark.parametrize("way", ["one backward pass", "two evaluations a number"])
@pytest.mark.parametrize(("name", "systems"), EXACT[:1])
def test_all_derivatives_are_found(benchmark: Benchmark, name: str, systems: int, way: str) -> None:
    benchmark.group = f"all derivatives of {name} {systems or ''}"
    model = from_text(text(name, systems)).model
    others = anew(model.point)
    if way == "one backward pass":
        benchmark(lambda: model.gradient(next(others), RATIO))
    else:
        evaluations = range(2 * len(model.addresses))
        benchmark.pedantic(lambda: [model.measured(next(others)).harm(RATIO) for _ in evaluations], rounds=3)


def of_another_owner(data_map: DataMap, draws: int) -> Run:
    """A map with its owner from elsewhere, assessed: what stays the same of the map serves."""
    return assess(with_owner_in(data_map, "CH"), Settings(draws=draws))


@pytest.mark.parametrize("way", ["points alone", "its first sentence", "with intervals", "asked again"])
@pytest.mark.parametrize(("name", "systems"), [EXACT[0], EXACT[2]])
def test_another_owner_is_answered(benchmark: Benchmark, name: str, systems: int, way: str) -> None:
    benchmark.group = f"another owner of {name} {systems or ''}"
    data_map = map_of(name, systems)
    answered = of_another_owner(data_map, 0)
    _ = first_sentence(answered)
    works = {
        "points alone": lambda: of_another_owner(data_map, 0).harm,
        "its first sentence": lambda: first_sentence(of_another_owner(data_map, 0)),
        "with intervals": lambda: first_sentence(of_another_owner(data_map, DRAWS)),
        "asked again": lambda: first_sentence(answered),
    }
    benchmark.pedantic(works[way], setup=forget, rounds=3)


def first_sentence(run: Run) -> str:
    """The sentence that page one begins with."""
    return lead_sentence(summary_parts(run)).text


def differences(run: Run) -> float:
    """How far derivatives are from difference quotients at most, both times the number, as a share of the harm."""
    model, x, step = run.model, run.model.point, 1e-4

    def harm(number: int, factor: float) -> float:
        moved = x.copy()
        moved[number] *= factor
        return float(model.measured(moved).harm(RATIO).sum())

    some = np.flatnonzero(x)[:: max(1, len(x) // 50)]
    quotients = [(harm(i, 1.0 + step) - harm(i, 1.0 - step)) / (2.0 * step) for i in some]
    return float(np.abs((model.gradient(x, RATIO) * x)[some] - np.array(quotients)).max() / run.harm)


@pytest.mark.parametrize("way", ["points alone", "points and reach", "points and laws"])
@pytest.mark.parametrize(("name", "systems"), [EXACT[0], EXACT[2]])
def test_reach_and_laws_are_told(benchmark: Benchmark, name: str, systems: int, way: str) -> None:
    benchmark.group = f"reach and laws of {name} {systems or ''}"
    data_map = map_of(name, systems)
    works = {
        "points alone": lambda: points(data_map),
        "points and reach": lambda: reach_rows(points(data_map)),
        "points and laws": lambda: (points(data_map), verdicts(data_map)),
    }
    benchmark.pedantic(works[way], setup=forget, rounds=3)


@pytest.mark.parametrize("way", ["harm of all draws", "harm and reach of all draws"])
def test_reach_is_drawn(benchmark: Benchmark, way: str) -> None:
    benchmark.group = f"reach over {DRAWS:,} draws"
    data_map = map_of(CASE, 0)

    def drawn() -> object:
        run = assess(data_map, Settings(draws=DRAWS))
        return run.total_harm if way == "harm of all draws" else (run.total_harm, reach_rows(run))

    benchmark.pedantic(drawn, rounds=3)
