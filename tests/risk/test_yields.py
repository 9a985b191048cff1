"""What an order would yield: by hand, and as often inside its interval as it says, by a second simulation."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping

import numpy as np
import pytest

from data_maps.reading import read
from risk.engine.worlds import is_person_level
from risk.reach import Class, Reach, reach_on_map
from risk.uncertainty.spreads import BATCHES
from risk.yields import Yield, YieldQuestion, yields
from tests.support.assessed import case_map
from tests.support.drawn_worlds import MAPS, covered
from tests.support.oracle.maps import small_map
from tests.support.oracle.measures import Oracle
from tests.support.oracle.reach import Reach as Defined
from tests.support.oracle.ways import Ways
from tests.support.reached import reach_of

DRAWS = 4_000
SIMULATED = 1_000
INSIDE = 0.88
"""The share of simulated worlds that a 90 % interval of persons has to hold."""
HOLDS_TOO_MUCH = 0.98
PHOTOS = """
app: {name: App, operator: firm}
as_of: 2026-03-01
viewpoint: XA
users: {people: {in: XA, count: {best: 1M, exact: true, why: counted}}}
data: {chats: {type: text, often: daily}, ticket: {type: text, often: daily}}
parties: {firm: {organised_in: XA}, desk: {organised_in: XB}}
systems:
  store: {operator: firm, in: XA, keys: operator, keeps: {chats: 12 months}}
  tickets: {operator: desk, in: XB, keys: operator, keeps: {ticket: 1 days}}
flows: [{from: people, to: store, data: chats}, {from: people, to: tickets, data: ticket}]
"""


def at_best(found: Reach) -> Mapping[YieldQuestion, Yield]:
    return yields(found.at_best.repeated(DRAWS), 0, BATCHES)


def test_the_harbours_order_yields_everybody_or_nobody() -> None:
    """Power 0.5, control 0.8, custody 0.9 and readable 0.9 are facts: 0.324 of worlds have all of them."""
    made = at_best(reach_on_map(case_map("harbour")))["XB", "content"]
    assert made.chance[0] == pytest.approx(0.324, rel=1e-12)
    assert set(made.persons.tolist()) == {0.0, 1e6}
    assert (made.persons > 0).mean() == pytest.approx(0.324, abs=4 * (0.324 * 0.676 / DRAWS) ** 0.5)
    assert set(made.if_so.tolist()) == {1e6}
    assert made.curve((0.01, 0.99)) == pytest.approx((0.324, 0.324), rel=1e-12)


def test_a_day_of_tickets_is_not_a_year_of_chats() -> None:
    """Whoever reads the tickets has one day's of the 366 days' messages that are kept in all."""
    data_map = read(PHOTOS, "app.yaml").data_map
    assert data_map is not None
    made = at_best(reach_on_map(data_map))["XB", "content"]
    assert set(made.if_so.tolist()) == {1e6}
    day, year = 12.0 / 365.25, 12.0
    assert made.share_if_so.tolist() == pytest.approx([day / (year + day)] * len(made.if_so), rel=1e-6)


@pytest.mark.parametrize("seed", range(12))
def test_worlds_simulated_by_a_second_program_lie_inside_the_interval_of_persons(seed: int) -> None:
    """The definition tells the ways to data; each fact is then drawn, and each share of people averaged, one by one."""
    written, found = small_map(seed), reach_of(small_map(seed))
    if found is None:
        return
    oracle, numbers = Oracle(written).reach, random.Random(seed)
    for (state, of_class), made in at_best(found).items():
        low, high = np.quantile(made.persons, [0.05, 0.95])
        yielded = [yield_in_a_world(oracle, state, of_class, numbers) for _ in range(SIMULATED)]
        near = [low * (1 - 1e-9) - 1e-9 <= people <= high * (1 + 1e-9) + 1e-9 for people in yielded]
        assert sum(near) >= INSIDE * SIMULATED, (state, of_class)
        assert math.isclose(np.mean(yielded), made.persons.mean(), rel_tol=0.25, abs_tol=0.05 * made.everybody[0])


@pytest.mark.parametrize("seed", MAPS)
def test_worlds_with_estimates_drawn_by_a_second_program_lie_inside_the_interval_of_persons(seed: int) -> None:
    """At least 88 of 100, and not all: an interval that holds every world would say nothing."""
    made = covered(seed)
    assert made is not None
    assert len(made.inside) >= 4
    assert min(made.inside.values()) >= INSIDE, made
    assert max(made.inside.values()) <= HOLDS_TOO_MUCH, made
    assert [a for a in made.unstated if a != "tie.access" and not a.startswith(("standing.", "share.standing."))] == []


def yield_in_a_world(oracle: Defined, state: str, of_class: Class, numbers: random.Random) -> float:
    """The people whose data an order yields in one world, by the definition's ways alone."""
    chances = oracle.graph.chances
    people = oracle.people.all()
    facts: dict[str, bool] = {}
    total = 0.0
    for group in oracle.map.counted:
        ways = oracle.some(oracle.within(state, group), of_class)
        left = set()
        for way in ways:
            for name in way:
                if not is_person_level(name) and name not in facts:
                    facts[name] = numbers.random() < chances[name]
            if all(facts.get(name, True) for name in way):
                left.add(frozenset(name for name in way if is_person_level(name)))
        total += people[group] * oracle.chance(Ways(left))
    return total


def test_a_chance_counts_from_the_floor_on() -> None:
    """A state at home with whom two people in five send has them for certain: two fifths are above 30 %, not 50 %."""
    written = PHOTOS.replace(
        "to: tickets, data: ticket}", "to: tickets, data: ticket, share: {best: 40%, exact: true, why: counted}}"
    )
    data_map = read(written, "app.yaml").data_map
    assert data_map is not None
    chances = {
        floor: at_best(reach_on_map(data_map, floor=floor))["XB", "content"].chance[0] for floor in (0.01, 0.3, 0.5)
    }
    assert chances[0.3] == chances[0.01] > 0.5
    assert chances[0.5] == 0.0
