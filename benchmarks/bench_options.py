"""Options over all draws: one more of them beside a whole run from the text, and all of them beside all their pairs."""

from __future__ import annotations

from itertools import combinations

import pytest

from assessments.results.options.questions import best_options
from assessments.results.options.table import Options
from assessments.run import Settings, assess
from benchmarks.measuring import Benchmark
from benchmarks.questions import map_of
from data_maps.model import DataMap
from risk.options.search import Limits
from risk.options.timeline import clashes

CASE, DRAWS = "wechat-2020", 20_000


def opened(data_map: DataMap) -> Options:
    """The options of a map whose own numbers have been drawn."""
    options = Options(assess(data_map, Settings(draws=DRAWS)))
    options.at_best(())
    options.drawn(())
    return options


def with_all_pairs(data_map: DataMap) -> DataMap:
    """The map with every pair of its options that does not contradict itself as a combination."""
    excluded = {frozenset((clash.one, clash.other)) for clash in clashes(data_map, data_map.options)}
    allowed = tuple(pair for pair in combinations(data_map.options, 2) if frozenset(pair) not in excluded)
    return data_map.model_copy(update={"combinations": allowed})


@pytest.mark.parametrize("way", ["points, of an open case", "intervals, of an open case", "intervals, from the text"])
def test_one_more_option_is_chosen(benchmark: Benchmark, way: str) -> None:
    benchmark.group = f"one more option of {CASE}"
    data_map = map_of(CASE, 0)
    first = (next(iter(data_map.options)),)
    kept = [opened(data_map) for _ in range(2)]  # an option is found once in each
    if way == "intervals, from the text":
        benchmark.pedantic(lambda: opened(map_of(CASE, 0)).drawn(first), rounds=2)
    elif way == "points, of an open case":
        benchmark.pedantic(lambda: kept.pop().at_best(first), rounds=2)
    else:
        benchmark.pedantic(lambda: kept.pop().drawn(first), rounds=2)


@pytest.mark.parametrize("way", ["as the map names them", "all pairs", "the best set, at the best values"])
def test_all_options_are_compared(benchmark: Benchmark, way: str) -> None:
    benchmark.group = f"all options of {CASE}"
    data_map = map_of(CASE, 0)
    works = {
        "as the map names them": lambda: opened(data_map).rows,
        "all pairs": lambda: opened(with_all_pairs(data_map)).rows,
        "the best set, at the best values": lambda: best_options(Options(assess(data_map)), Limits()),
    }
    benchmark.pedantic(works[way], rounds=1)
