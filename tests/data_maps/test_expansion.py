"""Which full map short forms stand for, and that a map written out reads back."""

from __future__ import annotations

import math

import pytest

from data_maps.expansion import ACTIVITY_QUESTION, as_id
from data_maps.quantities import Estimate
from data_maps.reading import case_names, read, read_path
from data_maps.writing import expanded_text
from tests.support.maps import map_of

FIVE_LINES = """\
app: WeChat
as_of: 2020-09-25
users: {US: 19M}
data: [text, images, video, audio]
owner: {name: Tencent, jurisdiction: CN}
"""
FULL = """\
# What the map does not say was supplied; '# assumed' marks it, for people alone: whoever reads this file
# takes it for said. The numbers that follow are the same.
format: 1
title: WeChat  # assumed
as_of: 2020-09-25
viewpoint: US  # assumed
horizon: 2 years  # assumed
app:
  name: WeChat
  operator: tencent
users:
  users-us:
    in: US
    count: 19_000_000
    exposure: ordinary  # assumed
data:
  text: {type: text}
  images: {type: image}
  video: {type: video}
  audio: {type: audio}
parties:
  tencent: {name: Tencent, kind: company, organised_in: CN, run_from: CN}
systems:
  service: {operator: tencent, in: unknown, keys: unknown}  # assumed
flows:
  - from: users-us  # assumed
    to: service
    data: [text, images, video, audio]
    in_transit: encrypted  # assumed
questions:
  - {ask: "Which activity data and contacts does it hold?", about: [data]}  # assumed
"""
CONTENT = ("text", "images", "video", "audio")


def said(text: str) -> list[str]:
    return [str(problem) for problem in read(text, "m.yaml").problems]


def test_five_lines_are_one_group_one_system_one_flow_and_the_operator() -> None:
    data_map = map_of(FIVE_LINES)
    assert data_map.viewpoint == "US"
    assert {id_: (group.place, group.count) for id_, group in data_map.users.items()} == {
        "users-us": ("US", Estimate(form="plain", best=19e6))
    }
    assert {id_: item.type for id_, item in data_map.data.items()} == dict(
        zip(CONTENT, ("text", "image", "video", "audio"), strict=True)
    )
    tencent = data_map.parties["tencent"]
    assert (tencent.name, tencent.organised_in, tencent.run_from) == ("Tencent", "CN", "CN")
    assert data_map.app.operator == "tencent"
    keys = dict.fromkeys(CONTENT, "unknown")
    service = data_map.systems["service"]
    assert (service.operator, service.place, service.keys, service.keeps) == ("tencent", "unknown", keys, {})
    flow = data_map.flows[0]
    assert (flow.id, flow.source_id, flow.target, flow.data) == ("users-us.service", "users-us", "service", CONTENT)
    assert (flow.share, flow.in_transit, len(data_map.flows)) == (None, "encrypted", 1)
    assert (len(data_map.parties), len(data_map.systems)) == (1, 1)
    assert [question.ask for question in data_map.questions] == [ACTIVITY_QUESTION]
    assert {"systems.service", "flows.users-us.service"} <= data_map.assumed


def test_five_lines_are_written_out_with_each_supplied_value_marked() -> None:
    assert expanded_text(map_of(FIVE_LINES)) == FULL


def test_what_was_supplied_stands_where_it_was_inferred_from() -> None:
    places = map_of(FIVE_LINES).places
    assert [
        str(places[part])
        for part in (
            "users.users-us",
            "users.users-us.count",
            "parties.tencent",
            "app.operator",
            "data.images",
            "systems.service",
        )
    ] == ["test.yaml:3:13", "test.yaml:3:13", "test.yaml:5:8", "test.yaml:5:8", "test.yaml:4:14", "test.yaml:1:6"]


def test_what_was_supplied_of_a_flow_is_not_marked_at_another_whose_id_it_begins_with() -> None:
    flows = "flows:\n  - {id: a, from: g, to: a, data: [text], in_transit: clear}\n  - {from: a, to: b, data: [text]}\n"
    written = expanded_text(
        map_of(
            "app: {name: A, operator: p}\nas_of: 2026-01-01\nusers: {g: {in: XA, count: 1}}\ndata: [text]\n"
            "parties: {p: {organised_in: XA}}\nsystems: {a: {operator: p, in: XA}, b: {operator: p, in: XA}}\n" + flows
        )
    )
    first, second = written.partition("flows:\n")[2].split("  - ")[1:3]
    assert "assumed" not in first
    assert second.startswith("from: a\n")
    assert "in_transit: encrypted  # assumed\n" in second


@pytest.mark.parametrize("name", case_names())
def test_a_map_written_out_reads_back_to_itself(name: str) -> None:
    data_map = read_path(f"case:{name}").data_map
    assert data_map is not None
    again = map_of(expanded_text(data_map))
    assert again.model_copy(update={"assumed": data_map.assumed}) == data_map
    assert again.assumed == frozenset()


def test_users_in_several_countries_need_a_viewpoint() -> None:
    text = FIVE_LINES.replace("{US: 19M}", "{US: 19M, DE: 2M}")
    assert said(text) == [
        "m.yaml:1:1: viewpoint: is missing, and the users are in several countries (write viewpoint: DE)"
    ]
    data_map = map_of(text + "viewpoint: US\n")
    assert [flow.id for flow in data_map.flows] == ["users-us.service", "users-de.service"]


@pytest.mark.parametrize(
    ("name", "id_"),
    [
        ("Tencent Holdings Ltd.", "tencent-holdings-ltd"),
        ("Zürich Ré", "zurich-re"),
        ("腾讯", "owner"),
        ("360 Security", "owner-360-security"),
        ("Text", "owner-text"),
        ("Operator", "owner-operator"),
        ("Service", "owner-service"),
    ],
)
def test_an_owner_gets_an_id_that_nothing_else_has(name: str, id_: str) -> None:
    assert map_of(FIVE_LINES.replace("Tencent", name)).app.operator == id_


def test_names_become_ids() -> None:
    assert as_id("  The «Big» App 2 ") == "the-big-app-2"


def test_mistakes_in_short_forms_are_said_where_they_stand() -> None:
    text = (
        "app: A\nas_of: 2020-09-25\nusers: {US: many, FR: {low: 1, high: 0.5}}\nviewpoint: "
        "US\ndata: [texts, [a], texts, txt]\nowner: {nam: T, jurisdiction: UK}\n"
    )
    assert said(text) == [
        "m.yaml:3:13: users.US: 'many' is not a count (write 19M or 19_000_000)",
        "m.yaml:3:29: users.FR.low: the low end is not below the high end (write [low, high] or [low, best, high])",
        "m.yaml:5:15: data[1]: a list is not a type of data (write [text, images], or id: type)",
        "m.yaml:5:20: data[2]: 'texts' is there twice (keep one of them)",
        "m.yaml:5:27: data[3]: no data type called 'txt' (did you mean 'text'?)",
        "m.yaml:6:9: owner.nam: unknown key (did you mean 'name'?)",
        "m.yaml:6:31: owner.jurisdiction: 'UK' is not a country code (did you mean 'GB'?)",
    ]


def test_a_jurisdiction_beside_where_it_is_organised_says_it_twice() -> None:
    text = FIVE_LINES.replace("jurisdiction: CN", "jurisdiction: CN, run_from: HK")
    assert said(text) == [
        "m.yaml:5:24: owner.jurisdiction: jurisdiction beside run_from says it twice (keep organised_in and run_from)"
    ]


def test_one_type_of_data_needs_no_list() -> None:
    assert tuple(map_of(FIVE_LINES.replace("[text, images, video, audio]", "text")).data) == ("text",)


@pytest.mark.parametrize("known", ["metadata", "contacts", "activity"])
def test_a_map_that_says_something_about_activity_or_contacts_is_not_asked(known: str) -> None:
    assert map_of(FIVE_LINES.replace("audio]", f"audio, {known}]")).questions == ()


def test_a_map_without_content_is_not_asked() -> None:
    assert map_of(FIVE_LINES.replace("[text, images, video, audio]", "[health]")).questions == ()


BASE = """\
app: {name: A, operator: p}
as_of: 2026-01-01
viewpoint: XA
users: {g: {in: XA, count: 5k}, h: {in: XA, count: 5k}}
data: {d: text, log: metadata, e: image}
parties: {p: {organised_in: XA}, k: {organised_in: XA}}
systems:
  s: {operator: p, in: XA, keys: {d: users, e: k}, keeps: {d: 5 days, log: until deleted}}
  t: {operator: p, in: XA}
flows:
  - {from: [g, h], to: [s, t], data: [d, log]}
"""


def test_lists_of_ends_are_one_flow_each() -> None:
    assert [flow.id for flow in map_of(BASE).flows] == ["g.s", "g.t", "h.s", "h.t"]


def test_flows_of_one_line_with_an_id_are_told_apart_by_the_ends_that_differ() -> None:
    assert [flow.id for flow in map_of(BASE.replace("{from: [", "{id: up, from: [").replace("[s, t]", "s")).flows] == [
        "up-g",
        "up-h",
    ]


def test_data_that_a_mapping_of_keys_leaves_out_is_under_the_operators_keys() -> None:
    assert map_of(BASE).systems["s"].keys == {"d": "users", "log": "operator", "e": "k"}


def test_operator_place_and_keys_of_a_system_are_unknown_unless_said() -> None:
    data_map = map_of(BASE)
    assert data_map.systems["t"].keys == {"d": "unknown", "log": "unknown"}
    assert "systems.t.keys" in data_map.assumed
    bare = map_of(FIVE_LINES + "systems: {s: {}}\nflows: [{from: users-us, to: s, data: text}]\n")
    system = bare.systems["s"]
    assert (system.operator, system.place, system.keys) == ("unknown", "unknown", {"text": "unknown"})
    assert {"systems.s.operator", "systems.s.in", "systems.s.keys"} <= bare.assumed


def test_lengths_of_time_are_years() -> None:
    assert map_of(BASE).systems["s"].keeps == {"d": 5 / 365.25, "log": math.inf}


def test_a_party_is_run_from_where_it_is_organised_unless_said() -> None:
    assert map_of(BASE).parties["p"].run_from == "XA"
    assert "parties.p.run_from" in map_of(BASE).assumed


def test_functions_weigh_the_same_unless_said() -> None:
    relied = BASE.replace(
        "g: {in: XA,",
        "g: {in: XA, relies_on: {news: {used_by: 50%, substitutable: 10%}, work: {used_by: 50%, substitutable: 10%}},",
    )
    assert map_of(relied).functions == {"news": 1.0, "work": 1.0}


def test_a_best_value_that_is_not_said_is_the_middle_of_its_scale() -> None:
    data_map = map_of(BASE.replace("count: 5k}, h", "count: [1k, 4k]}, h") + "estimates: {interest.XB: [0.2, 0.8]}\n")
    assert data_map.users["g"].count.best == pytest.approx(2000)
    assert data_map.estimates["interest.XB"].best == pytest.approx(0.5)


def test_a_kind_beside_the_app_is_its_kind() -> None:
    text = "app: A\nkind: %s\nas_of: 2026-01-01\nusers: {XA: 5k}\ndata: [text]\nowner: {name: O, jurisdiction: XB}\n"
    data_map = read(text % "messaging", "m.yaml").data_map
    assert data_map is not None
    assert (data_map.kind, data_map.app.kind) == ("messaging", "messaging")
    assert "kind: messaging" in expanded_text(data_map)
    assert list(map(str, read(text % "messenger", "m.yaml").problems)) == [
        "m.yaml:2:7: kind: no kind of app called 'messenger' (did you mean 'messaging'?)"
    ]
    twice = text.replace("app: A", "app: {name: A, kind: game}")
    assert list(map(str, read(twice % "messaging", "m.yaml").problems)) == [
        "m.yaml:2:1: kind: the app says its kind already (keep the kind of the app)"
    ]
