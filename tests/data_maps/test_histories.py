"""An app's own history: how it is written, and what is said of one that cannot be true."""

from __future__ import annotations

import re
from datetime import date

import pytest

from data_maps.parties import History, HistoryEvent
from data_maps.quantities import Estimate
from data_maps.reading import read
from tests.support.maps import table

MAP = """\
app: {name: A, operator: p}
as_of: 2026-01-01
users: {XA: 5k}
data: [metadata]
parties:
  q: {organised_in: XB}
  p: {organised_in: XA, record: %s}
"""


def said(record: str) -> list[str]:
    """The problems of a history, each from its column on."""
    return [str(problem).partition("m.yaml:7:")[2] for problem in read(MAP % record, "m.yaml").problems]


def test_a_history_tells_the_years_watched_how_much_is_known_and_what_happened() -> None:
    text = "{since: 2013-05-01, until: 2020-09-25, complete: [50%, 70%, 90%], events: [{kind: intrusion, on: 2016-12}]}"
    data_map = read(MAP % text, "m").data_map
    assert data_map is not None
    assert data_map.histories == {
        "p": History(
            since=date(2013, 5, 1),
            until=date(2020, 9, 25),
            complete=Estimate(form="range", low=0.5, best=0.7, high=0.9),
            events=(HistoryEvent(kind="intrusion", on="2016-12"),),
        )
    }


def test_no_event_in_many_years_is_a_history_too() -> None:
    data_map = read(MAP % "{since: 2013-05-01}", "m").data_map
    assert data_map is not None
    assert data_map.histories == {"p": History(since=date(2013, 5, 1))}


def test_the_history_of_the_app_is_its_operators() -> None:
    text = (MAP % "{since: 2013-05-01}").replace("operator: p}", "operator: p, record: {since: 2014-01-01}}")
    assert [str(problem) for problem in read(text, "m").problems] == [
        "m:1:29: app.record: 'p' has a history already (keep one of them: the app's is its operator's)"
    ]
    data_map = read(text.replace(", record: {since: 2013-05-01}", ""), "m").data_map
    assert data_map is not None
    assert data_map.histories == {"p": History(since=date(2014, 1, 1))}


@pytest.mark.parametrize(("record", "sentence"), table("data_maps/mistakes/histories"))
def test_a_history_that_cannot_be_true_is_a_problem_at_its_place(record: str, sentence: str) -> None:
    assert said(record) == [sentence]


BREACH = "{since: 2020-01-01, events: [{kind: insider, on: 2020}, {kind: intrusion, on: 2021, people: %s}]}"
TOTAL = "users: {all: {in: XA}}\npeople: {total: {low: 1k, best: 2k, high: 4k%s}, groups: {all: rest}}"
BOUND = "users: {XA: {low: 1k, best: 2k, high: 4k, at_most: 5k}}"


@pytest.mark.parametrize("users", [BOUND, TOTAL % ", at_most: 5k"])
@pytest.mark.parametrize(("people", "too_many"), [("5k", 0), ("5.1k", 1), ("[5k, 6k, 9k]", 0), ("[5.1k, 6k, 9k]", 1)])
def test_an_event_may_be_about_as_many_people_as_the_app_has_at_most(users: str, people: str, too_many: int) -> None:
    text = MAP.replace("users: {XA: 5k}", users) % (BREACH % people)
    problems = [str(problem).partition(": parties.p.")[2] for problem in read(text, "m").problems]
    said = (
        "record.events[1].people: about more people than the 5,000 that the app has at most (count those on this map, "
        "or leave the number out and tell it in why)"
    )
    assert problems == [said] * too_many


@pytest.mark.parametrize(
    "users", ["users: {XA: 4k}", "users: {XA: [1k, 2k, 4k]}", f"{BOUND[:-1]}, XB: 1k}}\nviewpoint: XA", TOTAL % ""]
)
def test_an_event_may_be_about_more_people_where_the_map_bounds_not_all_its_counts(users: str) -> None:
    assert read(MAP.replace("users: {XA: 5k}", users) % (BREACH % "9k"), "m").problems == ()


def test_an_event_at_another_party_may_be_about_more_people_than_the_app_has() -> None:
    elsewhere = MAP.replace("users: {XA: 5k}", BOUND)
    elsewhere = elsewhere.replace("{organised_in: XB}", f"{{organised_in: XB, record: {BREACH % '3bn'}}}")
    assert read(elsewhere % "{since: 2020-01-01}", "m").problems == ()


@pytest.mark.parametrize(
    ("orders", "problem"),
    [
        (
            "requests: 5, accounts: 1e15",
            "accounts: more than 10,000,000,000, and nobody has as many (look at the unit)",
        ),
        ("requests: 5, accounts: [0.1, 0.9]", "accounts: less than one (look at the unit)"),
        ("requests: 0.5", "requests: less than one (look at the unit)"),
        (
            "requests: 12.345",
            "requests: 12.345 is no whole number (write 12_345 where a point is to mark thousands)",
        ),
    ],
)
def test_less_than_one_person_and_more_accounts_than_people_are_refused(orders: str, problem: str) -> None:
    text = f"{{since: 2020-01-01, events: [{{kind: orders, state: XB, on: 2024, {orders}}}]}}"
    assert [one.rpartition("events[0].")[2] for one in said(text)] == [problem]


@pytest.mark.parametrize("count", ["12.345", "1.5", "{best: 12.345, why: counted}"])
def test_a_few_people_and_a_part_of_one_are_refused_for_a_point_may_mark_thousands(count: str) -> None:
    problems = read(MAP.replace("users: {XA: 5k}", f"users: {{XA: {count}}}") % "{since: 2020-01-01}", "m").problems
    assert [problem.message for problem in problems] == [f"{'1.5' if count == '1.5' else '12.345'} is no whole number"]
    for fine in ("12_345", "12.345M", "1234.5", "12", "[10.5, 20]", "12.000.000"):
        assert not read(MAP.replace("users: {XA: 5k}", f"users: {{XA: {fine}}}") % "{since: 2020-01-01}", "m").problems


@pytest.mark.parametrize(
    "count", ["900.000", "'900.000'", "about 900.000", "[800.000, 900.000]", "{low: 12, high: 30.250}", "1.000"]
)
def test_a_number_of_people_whose_one_point_may_mark_thousands_is_asked_back(count: str) -> None:
    (problem,) = read(MAP.replace("users: {XA: 5k}", f"users: {{XA: {count}}}") % "{since: 2020-01-01}", "m").problems
    number = next(word for word in re.findall(r"[0-9.]+", count) if "." in word)
    assert problem.message == f"{number} can be read in two ways"
    otherwise = f"else {float(number):g}"
    assert problem.hint == f"write {number.replace('.', '_')} where the point is to mark thousands, {otherwise}"


@pytest.mark.parametrize(
    "count", ["900.0", "900.00", "0.9M", "1234.000", "900.000M", "1.500 million", "12.000.000", "[1.5M, 2.250M]"]
)
def test_a_number_of_people_that_can_be_read_in_one_way_is_not(count: str) -> None:
    assert not read(MAP.replace("users: {XA: 5k}", f"users: {{XA: {count}}}") % "{since: 2020-01-01}", "m").problems


def test_a_point_before_three_digits_is_no_question_where_nobody_is_counted() -> None:
    numbers = "app: {name: A, operator: p}\nestimates: {demand.targeted.XB: 2.000/year, swept.XB: 5.000}"
    problems = read(MAP.replace("app: {name: A, operator: p}", numbers) % "{since: 2020-01-01}", "m").problems
    assert problems == ()
