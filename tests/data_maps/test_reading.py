"""What reading a map says about each mistake in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from data_maps.reading import read
from tests.support.examples import for_every
from tests.support.maps import table

BASE = """\
app: {name: A, operator: p}
as_of: 2026-01-01
viewpoint: XA
users:
  g: {in: XA, count: 5k}
data: {d: text, log: metadata}
parties:
  p: {organised_in: XA}
  q: {organised_in: XB}
systems:
  s: {operator: p, in: XA}
flows:
  - {from: g, to: s, data: [d, log]}
"""


def said(text: str) -> list[str]:
    return [str(problem) for problem in read(text, "m.yaml").problems]


def changed(old: str, new: str) -> str:
    assert BASE.count(old) == 1
    return BASE.replace(old, new)


def test_a_map_without_a_mistake_has_no_problems() -> None:
    assert said(BASE) == []


@for_every("mistake", table("data_maps/mistakes/reading"))
def test_each_mistake_is_said_in_one_sentence(mistake: Mapping[str, Any]) -> None:
    text = mistake.get("text", BASE + mistake.get("add", ""))
    for old, new in mistake.get("replace", ()):
        assert old in text
        text = text.replace(old, new)
    found, sentence = said(text), mistake["says"]
    assert sentence in found
    assert [other for other in found if other.partition(": ")[0] == sentence.partition(": ")[0]] == [sentence]


def test_all_mistakes_are_said_at_once_in_the_order_of_the_text() -> None:
    text = (
        BASE.replace("5k", "ninety")
        .replace("operator: p, in", "operator: pp, in")
        .replace("name: A", "nam: A")
        .replace("XB", "UK")
    )
    assert said(text) == [
        "m.yaml:1:7: app.nam: unknown key (did you mean 'name'?)",
        "m.yaml:5:22: users.g.count: 'ninety' is not a count (write 90)",
        "m.yaml:9:21: parties.q.organised_in: 'UK' is not a country code (did you mean 'GB'?)",
        "m.yaml:11:17: systems.s.operator: no party called 'pp' (did you mean 'p'?)",
    ]


def test_what_is_missing_is_said_once_and_nothing_that_follows_from_it() -> None:
    assert said("app: WeChat\n") == [
        (
            "m.yaml:1:1: app.operator: nobody runs the app (add owner: "
            "{name: …, jurisdiction: …}, or operator: … under app)"
        ),
        "m.yaml:1:1: as_of: is missing (add as_of: …)",
        "m.yaml:1:1: data: is missing (add data: …)",
        "m.yaml:1:1: users: is missing (add users: …)",
    ]
    assert said("app: WeChat\nas_of: 2020-09-25\nusers: {US: 19M}\ndata: [text]\n") == [
        (
            "m.yaml:1:1: app.operator: nobody runs the app (add owner: "
            "{name: …, jurisdiction: …}, or operator: … under app)"
        )
    ]


def test_a_map_of_nobody_and_nothing_is_told_so_and_nothing_that_follows_from_it() -> None:
    owner = "owner: {name: Tencent, jurisdiction: CN}\n"
    nobody = "m.yaml:3:8: users: is empty (say who uses the app, such as US: 19M)"
    nothing = "m.yaml:4:7: data: is empty (name one, such as text)"
    assert said(f"app: WeChat\nas_of: 2020-09-25\nusers: {{}}\ndata: []\n{owner}") == [nobody, nothing]
    assert said(f"app: WeChat\nas_of: 2020-09-25\nusers: {{}}\ndata: [text]\n{owner}") == [nobody]
    assert said(f"app: WeChat\nas_of: 2020-09-25\nusers: {{US: 1}}\ndata: {{}}\n{owner}") == [nothing]
    assert said(f"app: WeChat\nas_of: 2020-09-25\nusers: {{US: 1}}\n{owner}") == [
        "m.yaml:1:1: data: is missing (add data: …)"
    ]


FIVE = "app: A\nas_of: 2020-09-25\nusers: {US: 1M}\ndata: [text]\nowner: {name: Tencent, jurisdiction: CN}\n"


@pytest.mark.parametrize(
    ("users", "said_of_it"),
    [
        ("{us: 3M}", "3:9: users.us: 'us' is not a country code (did you mean 'US'?)"),
        ("{USA: [1M, 3M]}", "3:9: users.USA: 'USA' is not a country code (did you mean 'US'?)"),
        ("{Germany: 3M}", "3:9: users.Germany: 'Germany' is not a country code (did you mean 'DE'?)"),
        ("{US: 1M, us: 3M}", "3:17: users.us: 'us' is not a country code (did you mean 'US'?)"),
        ("{中国: 3M}", "3:9: users.中国: '中国' is not a country code (write a two-letter code such as US, CN or EU)"),
        ("{US: }", "3:13: users.US: nothing stands here (give a value, or leave the key out)"),
    ],
)
def test_people_of_what_is_no_country_code_are_one_problem(users: str, said_of_it: str) -> None:
    assert said(FIVE.replace("{US: 1M}", users)) == [f"m.yaml:{said_of_it}"]


@pytest.mark.parametrize(
    ("owner", "said_of_it"),
    [
        (" Tencent", "5:8: owner: 'Tencent' is not a party (write {name: Tencent, jurisdiction: CN})"),
        (" [Tencent]", "5:8: owner: a list is not a party (write {name: Tencent, jurisdiction: CN})"),
        (" ''", "5:8: owner: '' is not a party (write {name: Tencent, jurisdiction: CN})"),
        ("", "5:7: owner: nothing stands here (give a value, or leave the key out)"),
        (" {name: Tencent}", "5:1: owner.organised_in: is missing (add organised_in: …)"),
    ],
)
def test_an_owner_that_is_no_party_is_one_problem(owner: str, said_of_it: str) -> None:
    assert said(FIVE.replace(" {name: Tencent, jurisdiction: CN}", owner)) == [f"m.yaml:{said_of_it}"]


@pytest.mark.parametrize(
    ("old", "new", "said_of_it"),
    [
        ("[text]", "[Text]", "4:8: data[0]: no data type called 'Text' (did you mean 'text'?)"),
        ("[text]", "Text", "4:7: data: no data type called 'Text' (did you mean 'text'?)"),
        ("app: A", "app: [A]", "1:6: app: a list is not text"),
        ("app: A", "app: true", "1:6: app: 'true' is not text (put it in quotes)"),
        ("app: A", "app: {}", "1:1: app.name: is missing (add name: …)"),
    ],
)
def test_one_mistake_in_a_short_form_is_one_problem(old: str, new: str, said_of_it: str) -> None:
    assert said(FIVE.replace(old, new)) == [f"m.yaml:{said_of_it}"]


def test_an_app_may_be_called_by_a_number() -> None:
    data_map = read(FIVE.replace("app: A", "app: 2048"), "m").data_map
    assert data_map is not None
    assert (data_map.app.name, data_map.title) == ("2048", "2048")


def test_nothing_in_a_list_is_a_problem_at_its_place() -> None:
    assert said(changed("[d, log]", "[d, ~, lug]")) == [
        "m.yaml:13:32: flows[0].data[1]: nothing is not an id (data)",
        "m.yaml:13:35: flows[0].data[2]: no data called 'lug' (did you mean 'log'?)",
    ]


def test_norway_and_namibia_are_countries() -> None:
    data_map = read(BASE.replace("XA", "NO").replace("XB", "NA"), "m").data_map
    assert data_map is not None
    assert (data_map.viewpoint, data_map.parties["q"].run_from) == ("NO", "NA")


def test_a_ring_of_owners_is_allowed() -> None:
    ring = "ownership: [{owner: q, of: p, via: shares, share: 60%}, {owner: p, of: q, via: shares, share: 60%}]\n"
    assert said(BASE + ring) == []


def test_a_union_is_a_viewpoint_of_its_members() -> None:
    assert said(BASE.replace("XA", "FR").replace("viewpoint: FR", "viewpoint: EU")) == []


def test_an_id_is_taken_whatever_else_is_wrong_around_it() -> None:
    broken = (
        changed("  s: {", "  q: {operator: nobody, in: XA}\n  s: {")
        + "  - {from: g, to: s, data: [log]}\n"
        + "  - {from: g, to: nowhere-at-all, data: [log]}\n"
        + "agreements:\n"
        + "  - {id: a, between: [p, nobody], kind: vendor, gives: s}\n"
        + "  - {id: a, between: [p, q], kind: vendor, gives: s}\n"
    )
    assert said(broken) == [
        (
            "m.yaml:11:3: systems.q: 'q' is already the id of one of the parties (groups, data, parties and systems "
            "share one list of ids)"
        ),
        "m.yaml:11:17: systems.q.operator: no party called 'nobody'",
        "m.yaml:15:5: flows[1]: another flow has the id 'g.s' (give one of them an id of its own: id: …)",
        "m.yaml:16:19: flows[2].to: no system or party called 'nowhere-at-all'",
        "m.yaml:18:26: agreements[0].between[1]: no party called 'nobody'",
        "m.yaml:19:10: agreements[1].id: another agreement has the id 'a' (give one of them another id)",
    ]


def test_a_misspelt_end_makes_no_second_flow_of_one_id() -> None:
    (problem,) = said(BASE + "  - {from: g, to: ss, data: [log]}\n")
    assert "no system or party called 'ss'" in problem


def test_an_empty_key_behind_a_number_on_another_line_is_a_key() -> None:
    assert said(BASE + "functions:\n  talk: 1\n  5: \n") == [
        "m.yaml:16:5: functions.5: nothing stands here (give a value, or leave the key out)"
    ]
