"""Which map the answers of the interview are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_maps.interview import QUESTIONS, BadAnswers, answer_faults, map_text
from data_maps.quantities import Estimate
from data_maps.reading import read

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
    "keys": "operator",
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
users:
  users-us:
    in: US
    count: [2M, 19M]
  users-de:
    in: DE
    count: 400k
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
    jurisdiction: CN
  harbour-cloud:
    name: Harbour Cloud
    jurisdiction: US
ownership: [{owner: tencent-holdings, of: tencent, via: shares, share: 100%}]
systems:
  service:
    operator: harbour-cloud
    in: HK
    keys: operator
flows: [{from: [users-us, users-de], to: service, data: [text, images], purpose: service}]
"""


def said(answers: dict[str, str]) -> list[str]:
    return [f"{fault.path[0]}: {fault.message} ({fault.hint})" for fault in answer_faults(answers)]


def test_a_dozen_questions_or_so() -> None:
    assert len(QUESTIONS) == len(ALL) == 16
    assert {asked.key for asked in QUESTIONS} == set(ALL)


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
    assert [
        asked.key
        for asked in QUESTIONS
        if asked.fault(asked.example.split(", or ")[0].split(", none")[0].split(", users")[0])
    ] == []


def test_without_answers_each_needed_one_is_asked_for() -> None:
    assert said({}) == [
        "app: an answer is needed (for example WeChat)",
        "as_of: an answer is needed (for example 2026-11-25)",
        "users: an answer is needed (for example US: 19M, DE: 2M to 5M)",
        "data: an answer is needed (for example text, images, contacts, metadata)",
        "operator: an answer is needed (for example Tencent International)",
        "operator_in: an answer is needed (for example SG)",
    ]
    with pytest.raises(BadAnswers):
        map_text({})


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"users": "many"}, "users: 'many' is not a country with its number of people (write US: 19M, DE: 2M to 5M)"),
        ({"users": "US: lots"}, "users: 'lots' is not a count (write US: 19M, DE: 2M to 5M)"),
        ({"users": "US: 5M to 2M"}, "users: the low end is not below the high end (write US: 19M, DE: 2M to 5M)"),
        ({"users": "UK: 5M"}, "users: 'UK' is not a country code (did you mean 'GB'?)"),
        ({"users": "US: 1, US: 2"}, "users: 'US' is there twice (write US: 19M, DE: 2M to 5M)"),
        (
            {"users": "US: 1, DE: 2"},
            "viewpoint: an answer is needed when the users are in several countries (for example US)",
        ),
        ({"viewpoint": "FR"}, "viewpoint: no users are in FR (name a country the users are in)"),
        ({"data": "text, imagse"}, "data: no data type called 'imagse' (did you mean 'images'?)"),
        ({"data": "text, text"}, "data: a type of data is there twice (name each once)"),
        ({"as_of": "today"}, "as_of: 'today' is not a date (write 2026-11-25)"),
        ({"kind": "mesaging"}, "kind: no kind of app called 'mesaging' (did you mean 'messaging'?)"),
        ({"owner": "X"}, "owner_in: an answer is needed when there is an owner (for example CN)"),
        ({"owner_in": "CN"}, "owner_in: there is no owner to say it of (answer who owns it)"),
        ({"cloud": "X"}, "cloud_in: an answer is needed when a firm runs the servers (for example US)"),
        ({"cloud_in": "US"}, "cloud_in: there is no firm to say it of (answer which firm runs the servers)"),
        ({"keys": "me"}, "keys: 'me' is no key holder (operator, users, none or unknown)"),
        (
            {"owner": "X", "owner_in": "CN", "owner_share": "all"},
            "owner_share: 'all' is not a share (write 30% or 0.3)",
        ),
        ({"zebra": "red"}, "zebra: no question has this key ()"),
        ({"app": "a\0b"}, "app: 'a\ufffdb' holds characters that cannot be shown (type it again)"),
    ],
)
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
