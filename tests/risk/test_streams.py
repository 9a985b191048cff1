"""Numbers that mean the same in two maps are drawn together, and no others."""

from __future__ import annotations

from data_maps.model import DataMap
from data_maps.reading import read
from risk.uncertainty.streams import streams

FIVE_LINES = "{app: APP, as_of: 2026-01-01, users: {US: 1M}, data: [text], owner: {name: OWNER, jurisdiction: OF}}"
ADDRESSES = ("known.covert", "power.CN.soil", "identified.state:CN", "power.CN.tencent", "users.users-us.count")


def five_lines(app: str, owner: str, of: str = "CN") -> DataMap:
    reading = read(FIVE_LINES.replace("APP", app).replace("OWNER", owner).replace("OF", of), "map.yaml")
    assert reading.data_map is not None, reading.problems
    return reading.data_map


def together(one: DataMap, other: DataMap, shared: frozenset[tuple[str, str]] = frozenset()) -> set[str]:
    """The addresses that two maps draw together."""
    first, second = streams(one, ADDRESSES, shared), streams(other, ADDRESSES, shared)
    return {address for address in ADDRESSES if first[address] == second[address]}


def test_numbers_about_states_are_drawn_together_and_people_of_another_app_are_not() -> None:
    apart = together(five_lines("Chat", "Tencent"), five_lines("Video", "Tencent", "SG"))
    assert apart == {"known.covert", "power.CN.soil", "identified.state:CN"}


def test_what_two_maps_say_alike_of_a_party_is_the_same_party() -> None:
    alike = together(five_lines("Chat", "Tencent"), five_lines("Video", "Tencent"))
    assert alike == set(ADDRESSES) - {"users.users-us.count"}


def test_what_is_shared_belongs_to_no_app() -> None:
    shared = frozenset({("parties", "tencent"), ("users", "users-us")})
    assert together(five_lines("Chat", "Tencent"), five_lines("Video", "Tencent", "SG"), shared) == set(ADDRESSES)
    assert streams(five_lines("Chat", "Tencent"), ADDRESSES, shared) == {address: address for address in ADDRESSES}


def test_two_maps_of_one_app_draw_all_of_their_numbers_together() -> None:
    assert together(five_lines("Chat", "Tencent"), five_lines("Chat", "Tencent")) == set(ADDRESSES)
