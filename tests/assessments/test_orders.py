"""What each group explains, against the definition: the average over every order in which the groups can change."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.results.comparison.compared import shares
from assessments.results.comparison.differences import GROUPS, DifferenceGroup, JoinedGroups, joined, unions
from risk.arrays import Floats

Values = Mapping[frozenset[DifferenceGroup], Floats]
VALUES = st.lists(st.floats(-100, 100, allow_nan=False), min_size=3, max_size=3)


def over_all_orders(values: Values, parts: tuple[JoinedGroups, ...]) -> dict[JoinedGroups, Floats]:
    """What each part adds, averaged over all orders."""
    totals = {part: np.zeros(3) for part in parts}
    orders = list(permutations(parts))
    for order in orders:
        taken = frozenset[DifferenceGroup]()
        for part in order:
            totals[part] += (values[taken | set(part)] - values[taken]) / len(orders)
            taken |= set(part)
    return totals


@st.composite
def games(draw: st.DrawFn) -> tuple[tuple[JoinedGroups, ...], Values]:
    """Groups, perhaps with two of them joined, and three values with each union of them, as in three draws."""
    differing = draw(st.sets(st.sampled_from(GROUPS), min_size=1))
    apart = draw(st.sets(st.sampled_from(sorted(differing)), min_size=2, max_size=2)) if len(differing) > 1 else set()
    parts = joined(differing, lambda chosen: len(chosen & apart) != 1)
    return parts, {chosen: np.array(draw(VALUES)) for chosen in unions(parts)}


@given(games())
def test_shares_are_the_average_over_all_orders_and_sum_to_the_whole_in_each_draw(
    game: tuple[tuple[JoinedGroups, ...], Values],
) -> None:
    parts, values = game
    found = shares(values, parts)
    brute = over_all_orders(values, parts)
    for part in parts:
        assert found[part] == pytest.approx(brute[part], abs=1e-9)
    whole = values[frozenset(group for part in parts for group in part)] - values[frozenset()]
    assert np.sum(list(found.values()), axis=0) == pytest.approx(whole, abs=1e-10)


@given(games())
def test_the_way_back_is_the_way_there_with_the_other_sign(game: tuple[tuple[JoinedGroups, ...], Values]) -> None:
    parts, values = game
    all_ = frozenset(group for part in parts for group in part)
    there, back = shares(values, parts), shares({chosen: values[all_ - chosen] for chosen in values}, parts)
    for part in parts:
        assert back[part] == pytest.approx(-there[part], abs=1e-9)


def test_only_groups_on_different_sides_of_a_hybrid_that_is_no_map_are_joined() -> None:
    assert joined(GROUPS, lambda chosen: True) == tuple((group,) for group in GROUPS)
    assert joined(GROUPS, lambda chosen: ("people" in chosen) == ("law" in chosen)) == (
        ("people", "law"),
        ("data",),
        ("place",),
        ("owner",),
    )
    assert joined(("people", "law"), lambda chosen: not chosen) == (("people", "law"),)
