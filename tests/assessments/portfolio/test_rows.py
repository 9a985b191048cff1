"""Rows of a portfolio: the numbers of a map, what they have in common with another's, and what is wrong with it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from assessments.measures import measures_on
from assessments.portfolio.maps import WrittenMap, written_map
from assessments.portfolio.ranking import ranked, riskier, tiers
from assessments.portfolio.rows import engine_of, own_engine, row_by, row_of
from assessments.results.actors import totals
from assessments.results.reach import reach_rows
from assessments.run import Settings, assess
from data_maps.people import Group
from data_maps.reading import read

SETTINGS = Settings(draws=1000)
RANKS = [measure.key for measure in measures_on("ranks")]
CHAT = """\
as_of: 2026-03-01
viewpoint: XA
app: {name: NAME, operator: harbour}
users: {people: {in: XA, count: 1M}}
data: {chats: text}
parties: {harbour: {organised_in: XA}, pier-firm: {organised_in: XB}, quay-firm: {organised_in: XC}}
systems: {pier: {operator: pier-firm, in: XB, keys: operator}, quay: {operator: quay-firm, in: XC, keys: operator}}
flows:
  - {from: people, to: pier, data: [chats], share: 40%}
"""
MORE = "  - {from: people, to: quay, data: [chats], share: 20%}\n"


def row(text: str, name: str = "Chat") -> dict[str, Any]:
    made = row_of(WrittenMap("map.yaml", text.replace("NAME", name).encode()), SETTINGS)
    assert made["problems"] == []
    return made


def within_reach(made: dict[str, Any], state: str) -> list[float]:
    """The people whose content a state could order, in each of the simulations that are kept."""
    return [x for one in made["reached"] if one["id"] == state for x in one["persons"].tolist()]


def test_two_maps_of_an_app_that_differ_in_one_flow_differ_by_that_flow_alone() -> None:
    before, after = row(CHAT), row(CHAT + MORE)
    assert (len(within_reach(before, "XB")), within_reach(before, "XC")) == (200, [])
    assert within_reach(after, "XB") == within_reach(before, "XB")
    assert min(within_reach(after, "XC")) > 0.0


FIVE_LINES = "{app: NAME, as_of: 2026-01-01, users: {US: 3M}, data: [image, text], owner: {jurisdiction: OF}}"
FLOW = "flows: [{from: users-us, to: place, data: [image, text]}]"
PLACED = FIVE_LINES.replace("OF}", f"CN}}, systems: {{place: {{in: HK, keys: operator}}}}, {FLOW}")


@pytest.mark.parametrize("text", [FIVE_LINES.replace("OF", "CN"), FIVE_LINES.replace("OF", "US"), PLACED])
def test_maps_alike_but_for_names_people_and_order_share_an_engine_and_have_the_numbers_of_their_own(text: str) -> None:
    otherwise = text.replace("image, text", "text, image")
    texts = (text.replace("NAME", "Chat"), otherwise.replace("NAME", "WeChat"))
    first, second = (read(of, "map.yaml").data_map for of in texts)
    assert first is not None
    assert second is not None
    second = second.model_copy(update={"users": {g: more(users) for g, users in second.users.items()}})
    shared = engine_of(first, SETTINGS)
    assert (shared.shared, engine_of(second, SETTINGS)) == (True, shared)
    by_shared, by_own = (row_by(engine, second, SETTINGS) for engine in (shared, own_engine(second, SETTINGS)))
    assert str(by_shared) == str(by_own)
    assert all((by_shared[f"{name}_draws"] == by_own[f"{name}_draws"]).all() for name in RANKS)


def more(users: Group) -> Group:
    """Seven times the people."""
    return users.model_copy(update={"count": users.count.scaled(7.0)})


def test_two_apps_alike_in_all_but_their_names_cannot_be_told_apart() -> None:
    draws = np.stack([row(CHAT, name)["content_persons_draws"] for name in ("Chat", "Talk")])
    assert riskier(draws[0], draws[1]) == pytest.approx(0.5, abs=0.1)
    assert tiers(draws, ranked(draws).order).tolist() == [1, 1]


def test_two_apps_differ_in_no_simulation_where_all_that_is_their_own_is_exact() -> None:
    exact = CHAT.replace("1M", "{best: 1M, exact: true, why: counted}")
    exact = exact.replace("40%", "{best: 40%, exact: true, why: counted}")
    chat, talk = row(exact, "Chat"), row(exact, "Talk")
    assert all(len(set(chat[f"{name}_draws"].tolist())) > 100 for name in RANKS)
    assert all((chat[f"{name}_draws"] == talk[f"{name}_draws"]).all() for name in RANKS)


def test_an_app_whose_people_are_others_has_other_draws_of_them_and_the_same_of_states() -> None:
    chat, talk = row(CHAT, "Chat"), row(CHAT, "Talk")
    alike = set(chat["numbers"]) & set(talk["numbers"])
    assert {"power.XB.unknown", "identified.state:XB"} & alike
    assert not any(number.startswith(("users.", "share.")) for number in alike)


def test_the_numbers_of_a_row_are_those_of_the_assessment() -> None:
    """At the best values; the simulations are others, as an assessment by itself has no other app beside it."""
    data_map = read(CHAT.replace("NAME", "Chat"), "map.yaml").data_map
    assert data_map is not None
    run, made = assess(data_map), row(CHAT)
    foreign = totals(run).foreign_states
    assert foreign is not None
    reach = next(one for one in reach_rows(run) if one.actor == f"state:{made['widest']}" and one.of_class == "content")
    points = (reach.expected, foreign.content_persons_per_year, foreign.persons_per_year[1], foreign.harm)
    assert [made[name]["point"] for name in RANKS] == pytest.approx([q.point for q in points])


def test_what_a_party_could_be_made_to_hand_over_is_what_it_holds() -> None:
    of_parties = {one["id"]: one["name"] for one in row(CHAT + MORE)["reached"] if one["kind"] == "party"}
    assert of_parties == {"harbour": "harbour", "pier-firm": "pier-firm", "quay-firm": "quay-firm"}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            b"- 1",
            "map.yaml:1:1: a list is not a map (write app: \N{HORIZONTAL ELLIPSIS}, datareach init writes a first map)",
        ),
        (b"\xff", "map.yaml:1:1: not UTF-8 text from here on (save the file as UTF-8)"),
        (b"", "map.yaml:1:1: the file is empty (datareach init writes a first map)"),
    ],
)
def test_a_map_that_cannot_be_read_is_a_row_with_its_problems(text: bytes, problem: str) -> None:
    assert row_of(WrittenMap("map.yaml", text), SETTINGS)["problems"] == [problem]


def test_a_map_that_is_read_already_has_the_row_of_its_text() -> None:
    data_map = read(CHAT.replace("NAME", "Chat"), "map.yaml").data_map
    assert data_map is not None
    made, of_text = row_of(written_map("chat", data_map), SETTINGS), row(CHAT)
    assert {name: made[name] for name in RANKS} == {name: of_text[name] for name in RANKS}
