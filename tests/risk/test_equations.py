"""What follows from a set of true variables."""

from __future__ import annotations

import random
from itertools import combinations

import pytest

import risk.engine.equations
from risk.engine.equations import Alternative, Equations
from tests.support.examples import for_every


def _system(seed: int) -> Equations:
    """Six names and six variables in up to three alternatives each, circles and empty alternatives included."""
    chance = random.Random(seed)
    names, variables = [f"n{i}" for i in range(6)], [f"v{i}" for i in range(6)]

    def alternative() -> Alternative:
        return tuple(chance.choice(names + variables) for _ in range(chance.choice([0, 1, 1, 2, 2, 2, 3])))

    return Equations({name: tuple(alternative() for _ in range(chance.randrange(4))) for name in names})


def _least(equations: Equations, true: frozenset[str]) -> frozenset[str]:
    """The definition: start with nothing, add what has an alternative all of which is there, until nothing is added."""
    known: frozenset[str] = true
    while True:
        more = known | {
            name for name, ways in equations.alternatives.items() if any(known.issuperset(way) for way in ways)
        }
        if more == known:
            return known & equations.alternatives.keys()
        known = more


def _choices(variables: tuple[str, ...]) -> list[frozenset[str]]:
    return [frozenset(some) for size in range(len(variables) + 1) for some in combinations(variables, size)]


def test_nothing_follows_from_no_equations() -> None:
    empty = Equations({})
    assert (empty.variables, empty.components, empty.solution(["v"])) == ((), (), frozenset())


def test_a_circle_does_not_hold_itself_up() -> None:
    ring = Equations({"a": (("b",),), "b": (("a",), ("v",))})
    assert ring.solution([]) == frozenset()
    assert ring.solution(["v"]) == {"a", "b"}


def test_an_alternative_that_repeats_a_term_needs_it_once() -> None:
    assert Equations({"a": (("v", "v"),)}).solution(["v"]) == {"a"}


@for_every("seed", range(60))
def test_the_solution_is_the_least_one(seed: int) -> None:
    equations = _system(seed)
    for true in _choices(equations.variables):
        assert equations.solution(true) == _least(equations, true)


@for_every("seed", range(60))
def test_names_that_rest_on_each_other_have_the_same_solution(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(risk.engine.equations, "MANY", 1)
    equations = _system(seed)
    for true in _choices(equations.variables):
        assert equations.nested.solution(true) == equations.solution(true)


@for_every("seed", range(60))
def test_names_with_one_representative_have_its_solution_in_circles_too(seed: int) -> None:
    equations = _system(seed)
    first, merged = equations.representatives, equations.merged()
    for true in _choices(equations.variables):
        there = merged.solution(true)
        assert {name for name in equations.alternatives if first[name] in there} == equations.solution(true)


def test_circles_that_are_alike_have_the_representatives_of_the_first() -> None:
    ring = Equations({f"{n}{at}": ((f"{n}{1 - at}", "v"), ("w",)) for n in ("a", "b") for at in (0, 1)})
    apart = Equations({**ring.alternatives, "b1": (("b0", "v"), ("u",))})
    assert ring.representatives == {"a0": "a0", "a1": "a0", "b0": "a0", "b1": "a0"}
    assert apart.representatives == {"a0": "a0", "a1": "a0", "b0": "b0", "b1": "b1"}


@pytest.mark.parametrize("rings", [2, 5, 9])
def test_rings_that_differ_in_one_way_far_off_are_told_apart_and_no_others_are(rings: int) -> None:
    """What rests on what, in each ring: 0 on 1, 1 on 2, and so on to itself; the last rings end in another variable."""
    ways = {(ring, at): (f"{ring}.{(at + 1) % 6}", "v") for ring in range(rings) for at in range(6)}
    ends = {(ring, 5): ("u" if ring > rings // 2 else "w",) for ring in range(rings)}
    system = Equations({f"{r}.{at}": (way, *filter(None, [ends.get((r, at))])) for (r, at), way in ways.items()})
    of_kind = {at: {system.representatives[f"{ring}.{at}"] for ring in range(rings)} for at in range(6)}
    assert [len(first) for first in of_kind.values()] == [2 if rings > 2 else 1] * 6


def test_a_name_rests_on_the_largest_other_whose_alternatives_are_among_its_own() -> None:
    ways = [(f"v{i}",) for i in range(30)]
    written = {"all": ways, "some": ways[:20], "few": ways[:7], "others": ways[9:19], "apart": [*ways[:9], ("w",)]}
    nested = Equations({name: tuple(each) for name, each in written.items()}).nested
    rest = {name: [t for way in found for t in way if t in written] for name, found in nested.alternatives.items()}
    assert rest == {"all": ["some"], "some": ["others"], "few": [], "others": [], "apart": []}
    assert nested.alternatives["all"] == (("some",), *ways[20:])


@for_every("seed", range(60))
def test_components_hold_each_name_once_and_follow_what_they_rest_on(seed: int) -> None:
    equations = _system(seed)
    place = {name: number for number, component in enumerate(equations.components) for name in component}
    assert sorted(name for component in equations.components for name in component) == sorted(equations.alternatives)
    for name, ways in equations.alternatives.items():
        assert all(place[term] <= place[name] for way in ways for term in way if term in place)


def test_names_in_one_circle_are_one_component() -> None:
    equations = Equations({"z": (("b",),), "a": (("b",),), "b": (("a",), ("v",)), "c": ()})
    assert equations.components == (("a", "b"), ("z",), ("c",))


@for_every("seed", range(60))
def test_reducing_to_roots_changes_no_root(seed: int) -> None:
    equations = _system(seed)
    chance = random.Random(seed)
    constants = {name: chance.random() < 0.5 for name in equations.variables if chance.random() < 0.4}
    always = frozenset(name for name, value in constants.items() if value)
    reduced = equations.reduced(["n0", "n1"], constants)
    assert not set(reduced.variables) & constants.keys()
    for true in _choices(tuple(name for name in equations.variables if name not in constants)):
        assert reduced.solution(true) & {"n0", "n1"} == equations.solution(true | always) & {"n0", "n1"}


def test_reducing_drops_what_is_settled_and_what_no_root_needs() -> None:
    equations = Equations(
        {
            "root": (("ring", "v"), ("sure", "w"), ("never", "w")),
            "ring": (("back",),),
            "back": (("ring",),),
            "sure": ((),),
            "never": (("x",),),
            "other": (("y",),),
        }
    )
    assert equations.reduced(["root"], {"x": False}).alternatives == {"root": (("w",),)}


def test_reducing_twice_gives_the_same_object() -> None:
    once = _system(3).reduced(["n0"], {})
    assert once.reduced(["n0"], {}) is once
