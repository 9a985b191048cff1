"""A map too wide for exact arithmetic is tried out and bracketed, and says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
import pytest

from assessments.results.breakdown import DrawnData, data_shares
from assessments.run import Run, Settings, assess
from data_maps.reading import case_path, read_path
from risk.arrays import BitWords
from risk.engine import bounds, roots, simulation
from risk.engine.bounds import Bounds
from risk.engine.diagrams import Diagrams
from risk.engine.equations import Equations
from risk.engine.roots import drawn_sets, sets
from risk.engine.simulation import SimulatedChances
from risk.engine.solving import solved
from risk.uncertainty.propagation import Uncertain
from risk.uncertainty.sensitivity import tornado

DIAGRAMS = roots.diagrams
CASES = ("harbour", "tiktok-2020", "wechat-2020", "every-key")


@cache
def assessed(case: str, nodes: int) -> Run:
    data_map = read_path(case_path(case)).data_map
    assert data_map is not None
    return assess(data_map, Settings(nodes=nodes))


@pytest.mark.parametrize("case", CASES)
def test_a_map_within_the_budget_is_exact(case: str) -> None:
    assert assessed(case, 200_000).simulation is None


@pytest.mark.parametrize("case", CASES)
def test_a_map_past_the_budget_has_a_bracket_around_the_exact_value_and_a_simulated_one_near_it(case: str) -> None:
    exact, tried = assessed(case, 200_000), assessed(case, 3)
    found = tried.simulation
    assert found is not None
    assert found.lower <= exact.harm * (1 + 1e-12)
    assert exact.harm <= found.upper * (1 + 1e-12)
    assert found.lower <= found.low <= found.high <= found.upper
    assert abs(tried.harm - exact.harm) <= 2 * found.half + 1e-12 * exact.harm


@pytest.mark.parametrize("case", ["harbour", "tiktok-2020"])
def test_what_is_derived_from_trials_agrees_with_the_exact_road(case: str) -> None:
    exact, tried = assessed(case, 200_000), assessed(case, 3)
    assert tried.assumed_share == pytest.approx(exact.assumed_share, abs=0.02)
    assert dict(data_shares(tried)) == pytest.approx(dict(data_shares(exact)), abs=0.02)
    assert tried.curve.at_least_one == pytest.approx(exact.curve.at_least_one, abs=0.01)
    assert [way.addresses for way in tried.routes] == [way.addresses for way in exact.routes]


def test_cores_that_fit_stay_exact_beside_those_that_do_not() -> None:
    """With 20 nodes some cores of the case fit and others do not."""
    model = assessed("every-key", 20).model
    parts = getattr(model.roots, "parts", ())
    assert {part.exact for part in parts} == {True, False}
    exact = assessed("every-key", 200_000).model
    mixed, sure = model.chances(model.point), exact.chances(exact.point)
    kept = [name for part in parts if part.exact for name in part.rows]
    expected = [sure[exact.roots.rows[name]] for name in kept]
    assert [mixed[model.roots.rows[name]] for name in kept] == pytest.approx(expected, rel=1e-12)


def test_the_same_map_gives_the_same_trials() -> None:
    model = assessed("harbour", 3).model
    assert np.array_equal(model.chances(model.point), model.chances(model.point))


def test_many_columns_are_tried_each_at_its_own_numbers() -> None:
    model = assessed("harbour", 3).model
    columns = np.stack([model.point, model.point * 0.5], axis=1)
    both = model.chances(columns)
    assert both.shape == (len(both), 2)
    assert np.all(both[:, 1] <= both[:, 0])


def test_slopes_come_from_the_same_trials() -> None:
    exact, tried = assessed("harbour", 200_000).model, assessed("harbour", 3).model
    assert isinstance(getattr(tried.roots, "parts", (tried.roots,))[-1], SimulatedChances)
    assert tried.elasticities(tried.point, 4.0) == pytest.approx(exact.elasticities(exact.point, 4.0), abs=0.02)


def test_sets_that_are_tried_out_in_many_draws_are_those_of_each_draw() -> None:
    run = assessed("example-chat", 1)
    q = {address: number.best for address, number in run.events.inputs.items()}
    many = {address: np.repeat(value, 4) for address, value in q.items()}
    core = next(iter(run.events.cores.values()))
    graded = next(iter(core.graded.values()))
    one = sets(run.events.equations, graded, q, budget=1)
    found = drawn_sets(run.events.equations, graded, many, 4, budget=1)
    assert np.sum(list(found.values()), axis=0) == pytest.approx(np.ones(4))
    assert {exposed: share.tolist() for exposed, share in found.items()} == {
        exposed: pytest.approx([one.get(exposed, 0.0)] * 4, abs=0.02) for exposed in found
    }


def wide() -> Run:
    return assessed("wechat-2020", 3)


def test_all_bars_of_a_simulated_map_together_take_a_stated_number_of_trials(monkeypatch: pytest.MonkeyPatch) -> None:
    """Thirty numbers at two ends, each time with a quarter of the trials, and what tells which thirty."""
    uncertain = Uncertain(assessed("every-key", 3).model, 10, 0, 4.0)
    words = count_words(monkeypatch)
    bars = tornado(uncertain)
    tried = {bar.address for bar in bars} & set(uncertain.model.roots.variables)
    to_choose = 3 * simulation.WORDS
    assert (len(bars), bool(tried)) == (30, True)
    assert sum(words) <= to_choose + (1 + len(tried)) * roots.WORDS_OF_WHAT_IFS


def test_a_large_map_too_has_a_quarter_of_its_trials_for_what_is_asked_often(monkeypatch: pytest.MonkeyPatch) -> None:
    (part,) = (part for part in getattr(wide().model.roots, "parts", ()) if isinstance(part, SimulatedChances))
    monkeypatch.setattr(
        simulation, "MOST_CELLS", 1_000 * (len(part.equations.variables) + len(part.equations.alternatives))
    )
    fewer = roots.fewer_trials(part)
    assert isinstance(fewer, SimulatedChances)
    assert (part.words, fewer.words) == (1_000, 250)


def count_words(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The words of trials that are made from here on."""
    made: list[int] = []

    def counted(equations: Equations, drawn: Mapping[str, BitWords], words: int) -> dict[str, BitWords]:
        made.append(words)
        return solved(equations, drawn, words)

    monkeypatch.setattr(simulation, "solved", counted)
    return made


def test_a_bar_of_a_simulated_map_is_near_the_exact_one() -> None:
    exact, tried = (Uncertain(assessed("harbour", nodes).model, 10, 0, 4.0) for nodes in (200_000, 3))
    ends = {bar.address: bar.scores for bar in tornado(exact)}
    assert {bar.address: bar.scores for bar in tornado(tried)} == {
        bar.address: pytest.approx(ends[bar.address], abs=0.3) for bar in tornado(tried)
    }


def only_of_nothing(equations: Equations, roots: Sequence[str], budget: int) -> tuple[Diagrams, Mapping[str, int]]:
    """Diagrams of no roots; fails where there are any."""
    assert not roots, "a diagram is attempted"
    return DIAGRAMS(equations, roots, budget)


def test_no_diagram_is_attempted_of_the_data_of_a_core_that_is_too_wide(monkeypatch: pytest.MonkeyPatch) -> None:
    run = wide()
    assert not run.model.roots.exact
    monkeypatch.setattr(roots, "diagrams", only_of_nothing)
    core = next(iter(run.events.cores.values()))
    q = {address: number.best for address, number in run.events.inputs.items()}
    assert run.nodes_for(core.name) == 0
    assert sets(run.events.equations, next(iter(core.graded.values())), q, budget=0)
    assert sets(run.events.equations, (), q, budget=0) == {(): 1.0}


def test_the_data_of_all_cores_are_told_apart_in_a_stated_number_of_trials(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shared out, so that a map with more cores takes no more; at least four words for each draw of each."""
    run = wide()
    x = np.repeat(run.model.point[:, None], 50, axis=1)
    wide_cores = sum(len(core.graded) for core in run.events.cores.values())
    monkeypatch.setattr(roots, "WORDS_OF_DATA", 210 * wide_cores)
    words = count_words(monkeypatch)
    run.model.chances(x)
    of_harm = sum(words)
    assert sum(DrawnData(run, x).shares.values()) == pytest.approx(np.ones(50))
    of_data = sum(words) - 2 * of_harm
    assert of_data % (4 * 50) == 0
    assert 0 < of_data <= roots.WORDS_OF_DATA


def test_the_nodes_of_a_bracket_are_shared_out_among_the_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    run, asked = wide(), []

    def noted(equations: Equations, roots: Sequence[str], q: Mapping[str, float], **most: float) -> dict[str, Bounds]:
        asked.append((most["nodes"], most["work"]))
        return bounds.bounds(equations, roots, q, nodes=1, shared=0)

    monkeypatch.setattr(roots, "bounds", noted)
    roots.bracket(run.events, run.model.roots, run.model.point_chances)
    assert len(asked) > 5
    assert sum(nodes for nodes, _ in asked) <= roots.BRACKET_NODES
    assert sum(work for _, work in asked) == pytest.approx(roots.BRACKET_WORK)


def test_each_part_of_a_bracket_is_built_in_one_order_only(monkeypatch: pytest.MonkeyPatch) -> None:
    tables, usual = [], Diagrams.__init__

    def noted(self: Diagrams, order: Sequence[str], **rest: Any) -> None:
        tables.append(order)
        usual(self, order, **rest)

    monkeypatch.setattr(Diagrams, "__init__", noted)
    names = {f"n{n}": ((f"n{n - 1}", f"x{n}"), (f"n{n - 1}", f"y{n}")) for n in range(1, 9)}
    equations = Equations({"n0": (("x0",),), **names})
    found = bounds.bounds(equations, ["n8"], dict.fromkeys(equations.variables, 0.5), shared=0)
    assert found["n8"].how == "exact"
    assert len(tables) == 1
