"""One question asked of Datareach and of the usual tools: how likely an attempt of a state gets anything."""

from __future__ import annotations

from itertools import count

import pytest

from benchmarks import rivals
from benchmarks.measuring import Benchmark
from benchmarks.questions import ReachQuestion, question

MAPS = (("harbour", 0), ("wechat-2020", 0), ("realistic", 20))


def first_value(query: ReachQuestion) -> float:
    """The exact value, by a diagram that is built for it."""
    passes = rivals.diagram(query)
    return float(passes.values(rivals.numbers(query, passes))[0])


def first_by_problog(query: ReachQuestion) -> float:
    """The same by ProbLog, its compiling included."""
    return rivals.problog(query)()


@pytest.mark.parametrize("tool", ["Datareach", "ProbLog", "networkx: routes", "networkx: 2,000 trials"])
@pytest.mark.parametrize(("name", "systems"), MAPS)
def test_the_first_value_is_found(benchmark: Benchmark, name: str, systems: int, tool: str) -> None:
    benchmark.group = f"first value of {name} {systems or ''}"
    query = question(name, systems)
    works = {
        "Datareach": lambda: first_value(query),
        "ProbLog": lambda: first_by_problog(query),
        "networkx: routes": lambda: rivals.routes(query),
        "networkx: 2,000 trials": lambda: rivals.simulation(query),
    }
    benchmark.pedantic(works[tool], rounds=3)


@pytest.mark.parametrize("tool", ["Datareach", "ProbLog"])
@pytest.mark.parametrize(("name", "systems"), MAPS)
def test_one_more_value_is_found(benchmark: Benchmark, name: str, systems: int, tool: str) -> None:
    """Of what each has compiled: ProbLog is not asked to compile again."""
    benchmark.group = f"one more value of {name} {systems or ''}"
    query = question(name, systems)
    changed = {min(query.chance): 0.5}
    passes, compiled = rivals.diagram(query), rivals.problog(query)
    q = rivals.numbers(query, passes, **changed)
    assert passes.values(q)[0] == pytest.approx(compiled(**changed), abs=1e-12)
    others = (q * (1.0 - 1e-4 * times) for times in count(1))  # what was found at the last value does not serve
    chances = (0.5 - 1e-4 * (times % 1_000) for times in count(1))
    works = {
        "Datareach": lambda: passes.values(next(others)),
        "ProbLog": lambda: compiled(**{min(query.chance): next(chances)}),
    }
    benchmark(works[tool])
