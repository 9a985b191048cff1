"""What people lose, what beats what, and which sets to choose."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from risk.options.burden import Burden, closed_channels, is_stated, total
from risk.options.outcomes import with_values
from risk.options.search import EXACT_UP_TO, Limits, OptionSet, OptionSets, best_set, smallest_sets, solved
from risk.options.tradeoffs import Turn, beaten, beats, exact, excess, excesses, frontier, price, prices, turns
from tests.support.maps import map_of

LIFELINES = """
app: {name: Harbour, operator: harbour}
as_of: 2026-03-01
viewpoint: XA
horizon: 2 years
users:
  people:
    in: XA
    count: 1000
    relies_on:
      family: {used_by: 50%, substitutable: 20%}
      news: {used_by: {best: 1, exact: true, why: everybody}, substitutable: 90%}
  guests: {in: XB, count: 500, relies_on: {family: {used_by: 50%, substitutable: 20%}}}
functions: {family: 3, news: 1}
data: {chats: text}
parties: {harbour: {organised_in: XA}, shop: {organised_in: XA}}
systems: {pier: {operator: harbour, in: XA, keys: operator}}
flows: [{from: [people, guests], to: pier, data: [chats]}]
distribution: {store: {party: shop}, site: {party: harbour}}
options:
  close: {do: [{cease_service: {remaining: 0.1}}], loses: {family: 0.5}}
  half: {starts: 1 year, do: [{cease_service: {remaining: 0.1}}]}
  bar:
    do: [{bar_use_by: {groups: people, share: 0.8}}]
    leavers_lose: {family: {share: 0.4, substitutable: 0.7}, news: {share: 0.5}}
  worse: {do: [{set: {interest.XB: 0.4}}], loses: {family: 0.7, news: 0.2}}
  bad: {do: [{set: {interest.XB: 0.3}}], loses: {family: 0.6}}
  help: {starts: 1 year, do: [{set: {users.people.relies_on.family.substitutable: 60%}}]}
  fewer: {do: [{set: {users.people.count: 300}}]}
  never: {starts: 3 years, do: [{cease_service: {remaining: 0.1}}], loses: {family: 0.5}}
  stop: {do: [{stop_new_users: [store]}, {stop_updates: [store, site]}]}
"""


PARTS = """
app: {name: Harbour, operator: harbour}
as_of: 2026-03-01
viewpoint: XA
horizon: 2 years
users:
  people: {in: XA, relies_on: {family: {used_by: 50%, substitutable: 20%}}}
  guests: {in: XA, relies_on: {family: {used_by: 50%, substitutable: 60%}}}
people: {total: [500, 1000, 2000], groups: {people: {share: 60%}, guests: rest}}
functions: {family: 1}
data: {chats: text}
parties: {harbour: {organised_in: XA}}
systems: {pier: {operator: harbour, in: XA, keys: operator}}
flows: [{from: [people, guests], to: pier, data: [chats]}]
options: {close: {do: [{cease_service: {remaining: 0.1}}], loses: {family: 0.5}}}
"""


def lost(*options: str) -> dict[str, tuple[float, float, float]]:
    """Lifeline person-years, people cut off and people with nothing in its place, by group."""
    burden = Burden(map_of(LIFELINES))
    found = burden.lost(options, with_values(burden.numbers(options), {}))
    return {g: (float(found.burden[g]), float(found.cut_off[g]), float(found.stranded[g])) for g in found.burden}


def test_a_change_of_nothing_loses_nobody_anything() -> None:
    assert lost() == {"people": (0.0, 0.0, 0.0)}


def test_leavers_lose_everything_and_those_who_stay_what_is_said() -> None:
    family, news = 0.75 * 0.5, 0.25
    stranded = 900 * (family * 0.8 + news * 0.1)
    stays = 100 * family * 0.5 * 0.8
    assert lost("close")["people"] == pytest.approx((2 * (stranded + stays), 900, stranded))


def test_people_elsewhere_are_not_counted() -> None:
    assert list(lost("close")) == ["people"]


def test_an_option_that_starts_later_takes_less() -> None:
    assert lost("half")["people"] == pytest.approx(tuple(x / 2 for x in (2 * 900 * 0.325, 900, 900 * 0.325)))


def test_what_leavers_lose_can_be_said() -> None:
    stranded = 800 * (0.75 * 0.5 * 0.4 * 0.3 + 0.25 * 0.5 * 0.1)
    assert lost("bar")["people"] == pytest.approx((2 * stranded, 800, stranded))


def test_losses_of_combined_options_add_up_to_the_whole_at_most() -> None:
    family, news = 0.75 * 0.5 * 0.8, 0.25 * 0.1
    assert lost("worse", "bad")["people"][0] == pytest.approx(2 * 1000 * (family * 1.0 + news * 0.2))


def test_an_option_that_never_acts_takes_nothing() -> None:
    assert lost("never") == {"people": (0.0, 0.0, 0.0)}


def test_of_combined_options_each_answers_for_those_it_drives_out() -> None:
    """98 % leave under both; the ban by itself drives out 90 %, the bar 80 %."""
    by_ban = 0.75 * 0.5 * 0.8 + 0.25 * 0.1
    by_bar = 0.75 * 0.5 * 0.4 * 0.3 + 0.25 * 0.5 * 0.1
    stranded = 980 * (0.9 * by_ban + 0.8 * by_bar) / 1.7
    stays = 20 * 0.75 * 0.5 * 0.5 * 0.8
    assert lost("close", "bar")["people"] == pytest.approx((2 * (stranded + stays), 980, stranded))


def test_an_option_may_set_how_far_people_rely_on_the_app() -> None:
    """A second app for news and family takes the ban's burden down while both are in force, and none by itself."""
    family, news = 0.75 * 0.5, 0.25
    without, helped = family * 0.8 + news * 0.1, family * 0.4 + news * 0.1
    assert lost("help")["people"] == (0.0, 0.0, 0.0)
    assert lost("close", "help")["people"] == pytest.approx(
        (
            2 * 900 * (0.5 * without + 0.5 * helped) + 2 * 100 * family * 0.5 * (0.5 * 0.8 + 0.5 * 0.4),
            900,
            900 * (0.5 * without + 0.5 * helped),
        )
    )


def test_an_option_may_set_how_many_people_there_are() -> None:
    alone, fewer = lost("close")["people"], lost("close", "fewer")["people"]
    assert fewer == pytest.approx(tuple(x * 0.3 for x in alone))


def test_the_parts_of_the_time_add_up() -> None:
    burden = Burden(map_of(LIFELINES))
    values = with_values(burden.numbers(["half", "stop"]), {})
    whole = float(total(burden.lost(["half"], values).burden))
    parts = [
        float(total(burden.lost_within(["half"], values, s, e).burden)) for s, e in ((0.0, 1.0), (1.0, 1.5), (1.5, 2.0))
    ]
    assert parts[0] == 0.0
    assert sum(parts) == pytest.approx(whole)


def test_channels_that_close_are_named() -> None:
    data_map = map_of(LIFELINES)
    assert [closed_channels(data_map, [o]) for o in ("close", "bar", "stop", "bad")] == [
        ("service",),
        (),
        ("store",),
        (),
    ]


# What beats what: harm and burden of the status quo, a dear ban, a mild measure that does as much, and one in between.

HARM = np.array([100.0, 50.0, 50.0, 80.0])
BURDEN = np.array([0.0, 30.0, 10.0, 10.0])


def test_an_option_is_beaten_by_one_that_is_no_worse_and_somewhere_better() -> None:
    assert beats(HARM, BURDEN).tolist() == [
        [False, False, False, False],
        [False, False, True, False],
        [False, False, False, False],
        [False, False, True, False],
    ]


def test_an_option_beats_none_by_a_difference_of_rounding() -> None:
    assert not beats(np.array([1.0, 1.0 + 1e-12]), np.array([5.0, 5.0])).any()


def test_a_second_track_can_save_an_option() -> None:
    strategic = np.array([9.0, 1.0, 2.0, 9.0])
    assert beats(HARM, strategic, BURDEN)[1].tolist() == [False, False, False, False]


def test_the_status_quo_beats_nothing() -> None:
    assert beaten(beats(np.array([5.0, 5.0]), np.array([0.0, 1.0]))).tolist() == [False, False]
    assert frontier(np.array([5.0, 5.0]), np.array([0.0, 1.0])).tolist() == [True, False]


def test_excess_is_burden_over_the_least_that_does_nearly_as_much() -> None:
    assert excess(HARM, BURDEN) == [1.0, 3.0, 1.0, 1.0]
    assert excess(HARM, np.array([0.0, 30.0, 0.0, 10.0])) == [1.0, None, 1.0, None]


def test_in_draws_the_excess_is_without_end_where_only_the_least_burden_is_nothing() -> None:
    harm, burden = np.stack([HARM, HARM], axis=1), np.stack([BURDEN, np.array([0.0, 30.0, 0.0, 10.0])], axis=1)
    assert excesses(harm, burden).T.tolist() == [[1.0, 3.0, 1.0, 1.0], [1.0, np.inf, 1.0, np.inf]]


def test_in_draws_a_price_is_nothing_where_it_costs_no_more_and_without_end_where_it_cuts_no_more() -> None:
    """Cuts 10 more for 60 more, cuts more for less, cuts as much, cuts less; over two years."""
    left = np.array([90.0, 90.0, 100.0, 110.0])
    burden = np.array([60.0, -5.0, 60.0, -5.0])
    found = price((left, np.full(4, 100.0)), (burden, np.zeros(4)), 2.0)
    assert found.tolist() == [3.0, 0.0, np.inf, np.inf]


def test_a_price_is_burden_for_risk_cut_over_the_years() -> None:
    assert prices(HARM, BURDEN, 2.0) == {(1, 0): 0.3, (1, 3): 20 / 60, (2, 0): 0.1, (3, 0): 0.25}


def test_a_turn_lies_where_the_difference_is_zero() -> None:
    grid = np.array([0.0, 1.0, 2.0, 3.0, 4.0])
    straight = turns(grid, 2.5 - grid, 1.0)
    assert straight == (Turn(2.5, True, (2.0, 3.0), 2.5),)
    assert exact(straight[0], 0.0, lambda v: 2.5 - v) is straight[0]
    curved = turns(grid, 9.0 - grid**3, 1.0)
    found = exact(curved[0], 9.0 - curved[0].value ** 3, lambda v: 9.0 - v**3)
    assert found is not None
    assert found.value == pytest.approx(9.0 ** (1 / 3), rel=1e-12)


def test_a_curve_crosses_a_level_on_both_sides_once_or_never() -> None:
    grid = np.array([-3.0, -1.0, 0.0, 1.0, 3.0])
    assert [turn.value for turn in turns(grid, 1.0 - np.abs(grid) / 2, 0.0)] == [2.0, -2.0]
    assert turns(grid, np.ones(5), 0.0) == ()
    assert turns(grid, grid, 0.0) == ()


def test_a_jump_is_no_turn() -> None:
    grid = np.array([0.0, 1.0, 2.0])
    (turn,) = turns(grid, np.array([1.0, 1.0, -1.0]), 0.0)
    assert exact(turn, 1.0, lambda v: 1.0 if v < 1.7 else -1.0) is None


# Sets of options: each leaves a part of what there was, some pairs help each other, each has its burden and its costs.


def made_up(count: int, seed: int) -> OptionSets:
    random = np.random.default_rng(seed)
    names = tuple(f"o{i}" for i in range(count))
    leaves = dict(zip(names, random.uniform(0.4, 1.05, count), strict=True))
    pair = {frozenset(two): random.uniform(0.9, 1.1) for two in combinations(names, 2)}
    burdens = dict(zip(names, random.integers(0, 9, count).astype(float), strict=True))
    excluded = {frozenset(two) for two in combinations(names, 2) if random.random() < 0.15}
    costs = dict(zip(names, random.integers(1, 5, count).astype(float), strict=True))

    def left(sets: Sequence[OptionSet]) -> np.ndarray:
        return np.array([100 * product([leaves[o] for o in s] + [pair[p] for p in pairs(s)]) for s in sets])

    def burden(sets: Sequence[OptionSet]) -> np.ndarray:
        return np.array([min(20.0, sum(burdens[o] for o in s)) for s in sets])

    return OptionSets(names, excluded, left, burden, costs)


def pairs(chosen: OptionSet) -> Iterable[frozenset[str]]:
    return (frozenset(two) for two in combinations(sorted(chosen), 2))


def product(values: Iterable[float]) -> float:
    return float(np.prod(list(values)))


def by_enumeration(choice: OptionSets, limits: Limits) -> float:
    """The least that any set within the limits leaves, set by set."""
    least = np.inf
    for size in range(len(choice.options) + 1):
        for chosen in map(frozenset, combinations(choice.options, size)):
            within = (
                (limits.measures is None or size <= limits.measures)
                and (limits.burden is None or float(choice.burden([chosen])[0]) <= limits.burden)
                and (limits.costs is None or sum(choice.costs[o] for o in chosen) <= limits.costs)
                and not any(pair <= chosen for pair in choice.excluded)
            )
            least = min(least, float(choice.left([chosen])[0])) if within else least
    return least


limits = st.builds(
    Limits,
    burden=st.none() | st.integers(0, 25).map(float),
    costs=st.none() | st.integers(0, 12).map(float),
    measures=st.none() | st.integers(0, 5),
)


@settings(max_examples=20, deadline=None, derandomize=True)
@given(st.integers(1, 7), st.integers(0, 1000), limits)
def test_the_best_set_is_that_of_enumeration(count: int, seed: int, within: Limits) -> None:
    choice = made_up(count, seed)
    found = best_set(choice, within)
    assert found.exact
    assert found.left == pytest.approx(by_enumeration(choice, within), rel=1e-12)


@settings(max_examples=20, deadline=None, derandomize=True)
@given(st.integers(1, 7), st.integers(0, 1000), limits)
def test_the_solver_finds_what_enumeration_finds_where_effects_come_in_pairs(
    count: int, seed: int, within: Limits
) -> None:
    choice = made_up(count, seed)
    found = solved(choice, within)
    assert not found.exact
    assert found.left == pytest.approx(by_enumeration(choice, within), rel=1e-9)


def test_beyond_fifteen_options_the_solver_is_asked_unless_few_may_be_taken() -> None:
    choice = made_up(EXACT_UP_TO + 1, 4)
    for within, whole in ((Limits(measures=3), True), (Limits(burden=12.0, costs=9.0), False)):
        found = best_set(choice, within)
        assert found.exact == whole
        assert found.left == pytest.approx(by_enumeration(choice, within), rel=1e-9)


@pytest.mark.parametrize("seed", [19, 35])
def test_what_more_than_two_options_share_is_found_too(seed: int) -> None:
    """Three options that act on one place leave more than their pairs tell: what the solver finds is only a start."""
    draw = random.Random(seed)
    places = np.array([draw.uniform(1, 50) for _ in range(6)])
    leaves = {
        f"o{i:02}": np.array([draw.choice([1.0, 1.0, draw.uniform(0.1, 0.9)]) for _ in places]) for i in range(16)
    }
    costs = {name: draw.uniform(1, 50) for name in leaves}

    def left(sets: Sequence[OptionSet]) -> np.ndarray:
        return np.array([float(places @ np.prod([leaves[o] for o in s] or [places**0], axis=0)) for s in sets])

    choice = OptionSets(list(leaves), (), left, lambda sets: np.zeros(len(sets)), costs)
    sets = np.array([[n >> i & 1 for i in range(16)] for n in range(2**16)])
    every = np.exp(sets @ np.log([*leaves.values()])) @ places
    least = every[sets @ np.array([*costs.values()]) <= 120.0].min()
    assert best_set(choice, Limits(costs=120.0)).left == pytest.approx(least, rel=1e-9)


def test_the_smallest_sets_are_enough_and_none_is_part_of_another() -> None:
    choice = made_up(6, 11)
    found = smallest_sets(choice, 40.0)
    enough = [
        frozenset(s)
        for size in (1, 2, 3)
        for s in combinations(choice.options, size)
        if float(choice.left([frozenset(s)])[0]) <= 40.0 and not any(pair <= set(s) for pair in choice.excluded)
    ]
    assert found
    assert set(found) == {s for s in enough if not any(other < s for other in enough)}


# What nobody states.


@pytest.mark.parametrize(
    ("options", "stated"),
    [
        ((), True),
        (("close",), True),
        (("half",), False),
        (("bar",), True),
        (("close", "half"), False),
        (("help",), False),
    ],
)
def test_a_burden_is_stated_where_every_option_says_what_those_who_stay_lose(
    options: tuple[str, ...], stated: bool
) -> None:
    """One that only bars groups changes nothing for those who stay."""
    assert is_stated(map_of(LIFELINES), options) is stated


def test_no_burden_is_stated_where_nobody_says_what_people_rely_on_the_app_for() -> None:
    text = LIFELINES.replace("      family: {used_by: 50%, substitutable: 20%}\n", "").replace("    relies_on:\n", "")
    text = text.replace("      news: {used_by: {best: 1, exact: true, why: everybody}, substitutable: 90%}\n", "")
    assert [is_stated(map_of(text), (option,)) for option in ("close", "bar")] == [False, False]


# People as parts of a total.


def test_people_of_a_total_bear_their_part_of_the_burden() -> None:
    """Two years; 9 of 10 leave and lose all, 1 of 10 stays and loses half: 0.95 of 0.5·0.8 and of 0.5·0.4 of them."""
    burden = Burden(map_of(PARTS))
    found = burden.lost(["close"], with_values(burden.numbers(["close"]), {}))
    parts = {group: float(years) for group, years in found.burden.items()}
    assert parts == pytest.approx({"people": 2 * 600 * 0.95 * 0.4, "guests": 2 * 400 * 0.95 * 0.2})


def test_parts_of_a_total_rise_and_fall_together() -> None:
    """One number is drawn for all of them: with twice the people everybody's burden is twice as large."""
    burden = Burden(map_of(PARTS))
    numbers = list(burden.numbers(["close"]))
    once, twice = (
        burden.lost(["close"], with_values(numbers, {"people.total": np.array(people)})) for people in (500.0, 1000.0)
    )
    for group in ("people", "guests"):
        assert float(twice.burden[group]) == pytest.approx(2 * float(once.burden[group]))
