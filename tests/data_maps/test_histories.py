"""An app's own history: how it is written, and what is said of one that cannot be true."""

from __future__ import annotations

from datetime import date

import pytest

from data_maps.parties import History, HistoryEvent
from data_maps.quantities import Estimate
from data_maps.reading import read

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


@pytest.mark.parametrize(
    ("record", "sentence"),
    [
        (
            "{since: 2026-02-01}",
            "41: parties.p.record.since: lies after as_of (nobody has watched yet what is to come)",
        ),
        (
            "{since: 2020-01-01, until: 2026-02-01}",
            "60: parties.p.record.until: lies after as_of (nobody has watched yet what is to come)",
        ),
        (
            "{since: 2020-01-01, until: 2019-01-01}",
            "60: parties.p.record.until: the history ends before it begins (give a later day, or an earlier since)",
        ),
        ("{until: 2020-01-01}", "25: parties.p.record.since: is missing (add since: …)"),
        (
            "{since: 2020-01-01, complete: 120%}",
            (
                "63: parties.p.record.complete: '120%' is more than 1 (a share or a probability lies between 0 and 1; "
                "write 30% or 0.3)"
            ),
        ),
        (
            "{since: 2020-01-01, events: [{kind: intrusion, on: 2027}]}",
            "84: parties.p.record.events[0].on: lies after as_of (a history tells what has happened by then)",
        ),
        (
            "{since: 2020-01-01, events: [{kind: intrusion, on: 2019-12}]}",
            (
                "84: parties.p.record.events[0].on: lies outside the time from since to until (give another day, or a "
                "longer time)"
            ),
        ),
        (
            "{since: 2020-01-01, events: [{kind: intrusion}]}",
            "62: parties.p.record.events[0].on: is missing (add on: …, a day, a month or a year)",
        ),
        (
            "{since: 2020-01-01, events: [{kind: insider, on: 2021, state: XB}]}",
            (
                "88: parties.p.record.events[0].state: no state is told of kind: insider (write kind: covert or kind: "
                "placed for what a state did)"
            ),
        ),
        (
            "{since: 2020-01-01, events: [{kind: covert, on: 2021, met: 40%}]}",
            "87: parties.p.record.events[0].met: 'met' is told of orders alone (leave it out)",
        ),
        (
            "{since: 2020-01-01, events: [{kind: orders, requests: 4}]}",
            "62: parties.p.record.events[0].state: is missing (add state: …, whose orders these are)",
        ),
        (
            "{since: 2020-01-01, events: [{kind: orders, state: XB, met: 40%}]}",
            "62: parties.p.record.events[0].requests: is missing (add requests: … or accounts: …)",
        ),
        (
            "{since: 2020-01-01, events: [{kind: order, state: XB, requests: 4}]}",
            "69: parties.p.record.events[0].kind: 'order' is none of the words for this (did you mean 'orders'?)",
        ),
        (
            (
                "{since: 2024-05-01, until: 2025-02-01, events: [{kind: orders, state: XB, requests: 1}, "
                "{kind: orders, state: XA, requests: 1}, {kind: orders, state: XB, requests: 2}, "
                "{kind: orders, state: XB, requests: 3, per: half-year}]}"
            ),
            (
                "201: parties.p.record.events[3]: orders of XB in more years than the 2 from since to until (give each "
                "year once, or a longer time)"
            ),
        ),
        (
            "{since: 2024-05-01, until: 2024-05-01, events: [{kind: insider, on: 2024}, {kind: insider, on: 2024-05}]}",
            "80: parties.p.record.events: 2 events of kind: insider in 1 days (give a longer time)",
        ),
    ],
)
def test_a_history_that_cannot_be_true_is_a_problem_at_its_place(record: str, sentence: str) -> None:
    assert said(record) == [sentence]
