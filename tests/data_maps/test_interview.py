"""Which map the answers of the interview are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_maps.interview import QUESTIONS, STEPS, BadAnswers, answer_faults, map_text
from data_maps.quantities import Estimate
from data_maps.reading import read
from tests.support.examples import for_every
from tests.support.maps import table

NEEDED = {
    "app": "WeChat",
    "as_of": "2026-11-25",
    "users": "US: 19M",
    "data": "text, images",
    "operator": "Tencent",
    "operator_in": "CN",
}
ALL = {
    **NEEDED,
    "kind": "messaging",
    "users": "US: 2M to 19M, DE: 400k",
    "viewpoint": "US",
    "run_from": "CN",
    "owner": "Tencent Holdings",
    "owner_in": "CN",
    "owner_share": "100%",
    "stands_in": "HK",
    "cloud": "Harbour Cloud",
    "cloud_in": "US",
    "handling": "Keeps them only",
    "keys": "operator",
    "others": "Google Analytics; Helpdesk in Germany: support",
    "transfer_tool": "Standard clauses",
    "relies_on": "Family",
}
TEXT = """\
format: 1
title: WeChat
as_of: 2026-11-25
viewpoint: US
app:
  name: WeChat
  operator: tencent
  kind: messaging
sources:
  companies:
    title: "Datareach's table of common companies, from general knowledge"
    date: 2026-12-03
    grade: D4
users:
  users-us:
    in: US
    count: [2M, 19M]
    relies_on:
      family:
        used_by: unknown
        substitutable: unknown
  users-de:
    in: DE
    count: 400k
    relies_on:
      family:
        used_by: unknown
        substitutable: unknown
functions:
  family: 1
data:
  text: text
  images: image
parties:
  tencent:
    name: Tencent
    organised_in: CN
    run_from: CN
  tencent-holdings:
    name: Tencent Holdings
    organised_in: CN
  harbour-cloud:
    name: Harbour Cloud
    organised_in: US
  google-analytics:
    name: Google Analytics
    organised_in: US
    source: companies
  helpdesk:
    name: Helpdesk
    organised_in: DE
ownership:
  - {owner: tencent-holdings, of: tencent, via: shares, share: 100%}
systems:
  service:
    operator: harbour-cloud
    in: HK
    keys: operator
flows:
  - {from: [users-us, users-de], to: service, data: [text, images], purpose: service}
  - {from: service, to: google-analytics, data: [text, images], for: analytics}
  - {from: service, to: helpdesk, data: [text, images], for: support}
agreements:
  - {id: tencent-harbour-cloud, between: [tencent, harbour-cloud], kind: processing, TOOL, KEEPS}
  - {id: tencent-google-analytics, between: [tencent, google-analytics], transfer_tool: standard_clauses}
  - {id: tencent-helpdesk, between: [tencent, helpdesk], transfer_tool: standard_clauses}
options:
  drop-google-analytics:
    title: Drop Google Analytics
    do:
      - {end_flow: service.google-analytics}
    why: whoever gets data brings them within reach of a state
  drop-helpdesk:
    title: Drop Helpdesk
    do:
      - {end_flow: service.helpdesk}
    why: whoever gets data brings them within reach of a state
""".replace("TOOL, KEEPS", "transfer_tool: standard_clauses, handling: keeps")
HOW_MANY = "how many people? for example Germany: 2 million"


def said(answers: dict[str, str]) -> list[str]:
    return [f"{fault.path[0]}: {fault.message} ({fault.hint})" for fault in answer_faults(answers)]


def test_every_question_belongs_to_one_of_six_steps_in_their_order() -> None:
    assert {asked.key for asked in QUESTIONS} == set(ALL)
    assert len(STEPS) == 6
    assert sorted({asked.step for asked in QUESTIONS}) == [1, 2, 3, 4, 5, 6]
    assert [asked.step for asked in QUESTIONS] == sorted(asked.step for asked in QUESTIONS)


def test_answers_in_usual_notations_give_the_map_that_is_meant() -> None:
    usual = {
        "app": "Gesundheit",
        "kind": "Health",
        "as_of": "27.11.2026",
        "users": "2 million in Germany; the US: 12,000,000",
        "viewpoint": "Germany",
        "data": "health records, Photos and videos",
        "operator": "Tencent",
        "stands_in": "USA",
        "cloud": "AWS",
    }
    data_map = read(map_text(usual), "m").data_map
    assert data_map is not None
    assert str(data_map.as_of) == "2026-11-27"
    assert {group.place: group.count.best for group in data_map.users.values()} == {"DE": 2e6, "US": 12e6}
    assert list(data_map.data) == ["health", "image", "video"]
    parties = {id_: (party.organised_in, party.run_from, party.source) for id_, party in data_map.parties.items()}
    assert parties == {"tencent": ("KY", "CN", "companies"), "aws": ("US", "US", "companies")}
    assert data_map.sources["companies"].grade == "D4"
    assert (data_map.systems["service"].operator, data_map.systems["service"].place) == ("aws", "US")


def test_the_country_of_a_receiver_is_what_stands_behind_the_last_in() -> None:
    others = "Partners in Health in US: support; Women in Tech in Germany; AWS"
    data_map = read(map_text({**NEEDED, "others": others}), "m").data_map
    assert data_map is not None
    receivers = {party.name: party.organised_in for id_, party in data_map.parties.items() if id_ != "tencent"}
    assert receivers == {"Partners in Health": "US", "Women in Tech": "DE", "AWS": "US"}


def test_what_is_not_known_is_taken_wide_and_asked_for_in_the_map() -> None:
    unknown = {"app": "X", "as_of": "2026-11-25", "users": "DE: unknown", "data": "unknown", "operator": "unknown"}
    data_map = read(map_text(unknown), "m").data_map
    assert data_map is not None
    count = data_map.users["users-de"].count
    assert (count.low, count.high) == (1e3, 1e8)
    assert list(data_map.data) == ["profile", "device", "metadata"]
    assert data_map.systems["service"].operator == "unknown"
    assert [question.ask.partition("?")[0] for question in data_map.questions] == [
        "Which data does it hold",
        "Which company runs it",
        "Who else gets data",
    ]


def test_a_number_of_people_that_is_exactly_so_was_counted_and_has_no_range() -> None:
    for said in ("US: 19,000,000 exactly", "US: exactly 19M"):
        group = read(map_text({**NEEDED, "users": said}), "m").data_map
        assert group is not None
        count = group.users["users-us"].count
        assert (count.form, count.best, count.why) == ("exact", 19e6, "counted")
    (fault,) = answer_faults({**NEEDED, "users": "US: exactly 8,000 million"})
    assert fault.message.startswith("'8,000 million' is")


def test_all_answers_are_a_map() -> None:
    assert map_text(ALL) == TEXT
    assert read(TEXT, "m").problems == ()


def test_the_needed_answers_are_a_map() -> None:
    reading = read(map_text(NEEDED), "m")
    assert reading.problems == ()
    assert reading.data_map is not None
    assert reading.data_map.users["users-us"].count == Estimate(form="plain", best=19e6)
    assert reading.data_map.systems["service"].place == "unknown"
    assert reading.data_map.systems["service"].operator == "tencent"


def test_a_firm_nobody_knows_that_runs_the_servers_is_asked_for_by_the_laws() -> None:
    data_map = read(map_text({**NEEDED, "users": "DE: 19M", "cloud": "unknown"}), "m").data_map
    assert data_map is not None
    assert data_map.systems["service"].operator not in data_map.parties


def test_every_example_is_an_answer() -> None:
    assert [asked.key for asked in QUESTIONS if asked.fault(asked.example.split(", or ")[0].split(", users")[0])] == []


def test_without_answers_each_needed_one_is_asked_for() -> None:
    assert said({}) == [
        "app: an answer is needed (for example WeChat)",
        "as_of: an answer is needed (for example 2026-11-25)",
        "users: an answer is needed (for example US: 19M; Germany: 2 to 5 million)",
        "data: an answer is needed (for example text, images, contacts, health records)",
        "operator: an answer is needed (for example Tencent International)",
    ]
    with pytest.raises(BadAnswers):
        map_text({})


@for_every(("changed", "sentence"), table("data_maps/mistakes/answers"))
def test_what_is_wrong_with_an_answer_is_said_in_one_sentence(changed: dict[str, str], sentence: str) -> None:
    assert said({**NEEDED, **changed}) == [sentence]


@given(st.text(min_size=1), st.text(min_size=1), st.text())
def test_whatever_things_are_called_the_map_reads_without_problems(app: str, operator: str, owner: str) -> None:
    answers = {
        **NEEDED,
        "app": app,
        "operator": operator,
        "owner": owner,
        **({"owner_in": "CN"} if owner.strip() else {}),
    }
    if answer_faults(answers):
        with pytest.raises(BadAnswers):
            map_text(answers)
        return
    reading = read(map_text(answers), "m")
    assert reading.problems == ()
    assert reading.data_map is not None
    assert reading.data_map.app.name == app.strip()
