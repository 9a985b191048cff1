"""Organisations: who answers to which top, with rings, equal lines, states and persons among the owners."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_maps.control import Lines, best_control, tops
from data_maps.organisations import organisations
from data_maps.reading import read

PARTIES = ("a", "b", "c", "d", "e")


def found(lines: Lines, leading: frozenset[str] = frozenset(PARTIES)) -> dict[str, str]:
    """The tops of five parties, those of a party that is its own left out."""
    return {party: top for party, top in tops(PARTIES, leading, lines).items() if party != top}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ({}, {}),
        ({("a", "b"): 0.5}, {"b": "a"}),
        ({("a", "b"): 0.499}, {}),
        ({("a", "b"): 0.85, ("b", "c"): 0.8}, {"b": "a", "c": "a"}),
        ({("a", "c"): 0.8, ("b", "c"): 0.85}, {"c": "b"}),
    ],
)
def test_a_party_goes_up_the_line_of_the_highest_control_as_far_as_it_goes(
    lines: Lines, expected: Mapping[str, str]
) -> None:
    assert found(lines) == expected


def test_states_and_persons_are_not_gone_up_to() -> None:
    lines = {("a", "b"): 0.95, ("c", "b"): 0.6}
    assert found(lines, frozenset("bcde")) == {"b": "c"}
    assert found({("a", "b"): 0.95}, frozenset("bcde")) == {}


def test_a_state_goes_up_to_a_company_that_controls_it() -> None:
    assert found({("a", "b"): 0.95}, frozenset("acde")) == {"b": "a"}


def test_equal_lines_are_gone_up_only_where_all_lead_to_one_top() -> None:
    equal = {("a", "c"): 0.85, ("b", "c"): 0.85}
    assert found(equal) == {}
    assert found({**equal, ("d", "a"): 0.8, ("d", "b"): 0.9}) == {"a": "d", "b": "d", "c": "d"}
    assert found({**equal, ("d", "a"): 0.8}) == {"a": "d"}


def test_a_ring_is_one_party_under_its_first_id() -> None:
    ring = {("c", "b"): 0.85, ("b", "c"): 0.85}
    assert found(ring) == {"c": "b"}
    assert found({**ring, ("c", "d"): 0.8}) == {"c": "b", "d": "b"}


def test_a_ring_goes_up_to_who_controls_any_of_it_from_outside() -> None:
    ring = {("c", "b"): 0.85, ("b", "c"): 0.85}
    assert found({**ring, ("e", "b"): 0.6}) == {"b": "e", "c": "e"}
    assert found({**ring, ("e", "b"): 0.6, ("d", "c"): 0.7}) == {"b": "d", "c": "d"}
    assert found({**ring, ("e", "b"): 0.6, ("d", "c"): 0.6}) == {"c": "b"}


def test_a_ring_within_a_ring_is_one_party() -> None:
    lines = {("b", "a"): 0.9, ("a", "b"): 0.9, ("c", "a"): 0.8, ("b", "c"): 0.8}
    assert found(lines) == {"b": "a", "c": "a"}


def test_an_equal_line_into_a_ring_is_a_part_of_the_ring() -> None:
    lines = {("b", "a"): 0.85, ("c", "a"): 0.85, ("a", "b"): 0.85}
    assert found(lines) == {"a": "c", "b": "c"}


LINES = st.dictionaries(
    st.tuples(st.sampled_from(PARTIES), st.sampled_from(PARTIES)).filter(lambda pair: pair[0] != pair[1]),
    st.sampled_from([0.3, 0.5, 0.8, 0.85]),
)


@given(LINES, st.permutations(PARTIES))
def test_the_order_of_parties_and_lines_changes_nothing(lines: Lines, order: list[str]) -> None:
    turned = dict(reversed(list(lines.items())))
    assert tops(order, frozenset(PARTIES), turned) == tops(PARTIES, frozenset(PARTIES), lines)


@given(LINES)
def test_a_top_is_its_own_top_and_whoever_has_one_is_controlled(lines: Lines) -> None:
    top = tops(PARTIES, frozenset(PARTIES), lines)
    assert {top[one] for one in top.values()} == set(top.values())
    controlled = {owned for (_, owned), control in lines.items() if control >= 0.5}
    assert {party for party in PARTIES if top[party] != party} <= controlled


@pytest.mark.parametrize("inner", [False, True])
def test_ten_thousand_parties_in_rings_are_gone_up_at_once(inner: bool) -> None:
    """Side by side, and one inside the other: there the ring of the first n is closed before the next is looked at."""
    number = 10_000
    parties = [f"p{index}" for index in range(number)]
    pairs = range(0, number, 2) if not inner else range(number - 1)
    lines = {
        pair: 0.9 - (index / number / 10 if inner else 0)
        for index in pairs
        for pair in ((parties[index], parties[index + 1]), (parties[index + 1], parties[index]))
    }
    top = tops(parties, frozenset(parties), lines)
    assert len(set(top.values())) == (1 if inner else number / 2)


def test_control_is_the_strongest_line_unless_the_map_states_it() -> None:
    text = """
app: {name: A, operator: p}
as_of: 2026-01-01
viewpoint: XA
users: {g: {in: XA, count: 5}}
data: {d: text}
parties: {p: {organised_in: XA}, q: {organised_in: XB}, r: {organised_in: XB}, broker: {organised_in: XC}}
ownership:
  - {owner: q, of: p, via: shares, share: 30%}
  - {owner: q, of: p, via: management}
  - {owner: r, of: q, via: shares, share: 60%}
systems: {s: {operator: p, in: XA}, t: {operator: broker, in: XA}}
flows: [{from: g, to: [s, t, broker], data: [d]}]
"""
    data_map = read(text, "m").data_map
    assert data_map is not None
    assert organisations(data_map) == {"p": "r", "q": "r", "r": "r", "broker": "broker", "s": "r", "t": "broker"}
    stated = read(f"{text}estimates: {{control.r.q: 0.4}}\n", "m").data_map
    assert stated is not None
    assert organisations(stated) == {"p": "q", "q": "q", "r": "r", "broker": "broker", "s": "q", "t": "broker"}


def test_half_of_the_shares_are_no_majority() -> None:
    shares = [best_control("shares", share) for share in (0.51, 0.5, 0.2, 0.19)]
    assert shares == [0.85, 0.30, 0.30, 0.04]
