"""The oracle's probabilities are means over outcomes, and its random maps show every key of the format."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import product
from typing import Any

import pytest

from tests.support.oracle.maps import small_map, uncertain
from tests.support.oracle.measures import Oracle
from tests.support.oracle.outcomes import TooManyOutcomes, layer
from tests.support.reached import case_written

STATE, TRIAL, PERSON = 0, 1, 2


def worlds(oracle: Oracle, conditions: list[str]) -> Iterator[tuple[float, dict[str, float]]]:
    """Every outcome of some conditions, with its probability."""
    for outcome in product((0.0, 1.0), repeat=len(conditions)):
        world = dict(zip(conditions, outcome, strict=True))
        chances = (oracle.conditions[c] if holds else 1 - oracle.conditions[c] for c, holds in world.items())
        yield math.prod(chances), world


def conditions_of(written: dict[str, Any], layers: Iterable[int] = (STATE, TRIAL, PERSON)) -> list[str]:
    return [condition for condition in uncertain(written) if layer(condition) in layers]


@pytest.mark.parametrize("seed", [0, 2, 4])
def test_harm_and_reach_are_means_over_all_outcomes(seed: int) -> None:
    written = small_map(seed, most_uncertain=6)
    oracle = Oracle(written)
    conditions = conditions_of(written)
    states = oracle.organisations.named
    harm, reached = 0.0, dict.fromkeys(states, 0.0)
    for chance, world in worlds(oracle, conditions):
        given = Oracle(written, world)
        harm += chance * given.harm
        reached = {x: reached[x] + chance * given.reach.persons(x, "any") for x in states}
    assert oracle.harm == pytest.approx(harm, rel=1e-12)
    assert {x: oracle.reach.persons(x, "any") for x in states} == pytest.approx(reached, rel=1e-12, abs=1e-9)


@pytest.mark.parametrize("seed", range(13, 15))
def test_the_chance_of_an_event_is_a_mean_over_states_of_the_world(seed: int) -> None:
    written = small_map(seed, most_uncertain=6)
    oracle = Oracle(written)
    everybody = dict.fromkeys(conditions_of(written, [PERSON]), 1.0)
    trials = conditions_of(written, [TRIAL])
    expected = 0.0
    for chance, world in worlds(oracle, conditions_of(written, [STATE])):
        rate = sum(
            at_trial * Oracle(written, world | trial | everybody).rate_of_all
            for at_trial, trial in worlds(oracle, trials)
        )
        expected += chance * (1 - math.exp(-5 * rate))
    assert oracle.chance_of_any(5) == pytest.approx(expected, rel=1e-12)


# The random maps.


@cache
def some_maps() -> list[dict[str, Any]]:
    return [small_map(seed) for seed in range(120)]


def test_the_random_maps_have_every_kind_of_event() -> None:
    kinds = {
        "/".join(["state" if event.actor.startswith("state:") else event.actor, event.key.split("/")[1]])
        for written in some_maps()[:40]
        for event in Oracle(written).events
    }
    by_states = {f"state/{kind}" for kind in ("compelled", "standing", "covert", "placed", "transit", "sale")}
    assert kinds == by_states | {"criminals/intrusion", "insiders/insider", "buyers/sale"}


def test_the_random_maps_have_every_key_that_moves_a_number() -> None:
    assert keys_in(some_maps()) >= {
        "people", "terms", "exposure", "live", "level", "organised_in", "run_from", "kind", "staff", "via", "share",
        "control", "operator", "in", "keys", "keeps", "apart", "in_transit", "for", "id", "access", "between", "gives",
        "standing", "estimate", "leave_out", "interest", "power", "custody", "clear", "demand", "elsewhere", "record",
        "known", "takings", "placed", "abroad", "hit", "carried_out", "taken", "swept", "reached", "identified",
        "attempts", "success", "sold", "kept",
    }  # fmt: skip


def keys_in(written: Any) -> set[str]:
    """Every key in a value, and the first word of each address."""
    if isinstance(written, Mapping):
        return {key.split(".")[0] for key in written} | {k for value in written.values() for k in keys_in(value)}
    return {key for value in written for key in keys_in(value)} if isinstance(written, list) else set()


def test_the_same_seed_gives_the_same_map() -> None:
    assert small_map(7) == small_map(7)


def test_a_map_with_too_many_outcomes_is_refused() -> None:
    written = case_written("harbour")
    written["access"] = [{"party": f"guest-{n}", "to": "pier"} for n in range(21)]
    written["parties"] |= {f"guest-{n}": {"organised_in": "XA"} for n in range(21)}
    with pytest.raises(TooManyOutcomes):
        Oracle(written).reach.persons("XA", "any")
