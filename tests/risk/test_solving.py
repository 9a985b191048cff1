"""Equations solved in many trials at once hold in each trial what they hold when it is solved alone."""

from __future__ import annotations

import networkx as nx
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from risk.arrays import BitWords
from risk.engine.equations import Equations
from risk.engine.simulation import BITS
from risk.engine.solving import solved

NAMES, VARIABLES = tuple("abcdefgh"), tuple("uvwxyz")
WORDS = 2


@st.composite
def systems(draw: st.DrawFn) -> Equations:
    """Equations of some names, in circles or not, with empty alternatives and with none."""
    names = draw(st.permutations(NAMES))[: draw(st.integers(1, len(NAMES)))]
    terms = st.lists(st.sampled_from((*names, *VARIABLES)), max_size=3).map(tuple)
    return Equations({name: tuple(draw(st.lists(terms, max_size=4))) for name in names})


def drawn(equations: Equations, seed: int) -> dict[str, BitWords]:
    random = np.random.default_rng(seed)
    return {name: random.integers(0, 2**64, WORDS, dtype=np.uint64) for name in equations.variables}


@given(systems(), st.integers(0, 1_000))
def test_what_holds_in_a_trial_is_its_least_solution(equations: Equations, seed: int) -> None:
    trials = drawn(equations, seed)
    holds = {name: bits(words) for name, words in solved(equations, trials, WORDS).items()}
    for trial in range(0, WORDS * BITS, 17):
        true = {name for name in equations.variables if holds[name][trial]}
        assert {name for name in equations.alternatives if holds[name][trial]} == equations.solution(true)


def bits(words: BitWords) -> list[int]:
    return np.unpackbits(words.view(np.uint8)).tolist()


def test_a_level_of_very_many_alternatives_is_solved_in_parts() -> None:
    wide = {f"n{i}": tuple((VARIABLES[j % 6], f"v{i}") for j in range(i % 7)) for i in range(3_000)}
    equations = Equations({**wide, "any": tuple((name,) for name in wide)})
    holds, trials = solved(equations, drawn(equations, 1), WORDS), drawn(equations, 1)
    assert not holds["n7"].any()
    expected = np.bitwise_or.reduce([trials[VARIABLES[j]] for j in range(5)]) & trials["v5"]
    assert holds["n5"].tolist() == expected.tolist()
    assert holds["any"].tolist() == np.bitwise_or.reduce([holds[name] for name in wide]).tolist()


@given(systems())
def test_circles_come_after_what_they_rest_on_as_a_library_finds_them(equations: Equations) -> None:
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(equations.alternatives)
    ways = ((name, way) for name, several in equations.alternatives.items() for way in several)
    graph.add_edges_from((name, term) for name, way in ways for term in way if term in equations.alternatives)
    found = [frozenset(circle) for circle in equations.components]
    assert found == [frozenset(circle) for circle in nx.strongly_connected_components(graph)]
