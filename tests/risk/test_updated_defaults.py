"""A party's own history moves the defaults of its organisation, and nothing that the map states."""

from __future__ import annotations

import pytest

from assessments.results.ledger import ledger
from assessments.run import Settings, assess
from risk.inputs import Input
from risk.record.evidence import defaults
from risk.updated_defaults import posterior, watched
from tests.support.maps import map_of

MAP = """
app: {name: App, operator: firm}
as_of: 2020-09-25
viewpoint: US
users: {people: {in: US, count: 19M}}
data: {chats: text}
parties: {firm: {organised_in: CN%s}}
systems: {store: {operator: firm}}
flows: [{from: people, to: store, data: [chats]}]
"""
ORDERS = "{kind: orders, state: US, on: 2019, requests: 40, accounts: 100, met: 82%, per: half-year}"


def numbers(events: str | None, more: str = "") -> dict[str, Input]:
    """The numbers of the map, with a history of so many events since May 2013."""
    record = "" if events is None else f", record: {{since: 2013-05-01, events: [{events}]}}"
    return dict(assess(map_of(MAP % record + more)).events.numbers)


def test_a_break_in_raises_their_rate_and_none_in_years_lowers_it() -> None:
    prior = numbers(None)["attempts.intrusion.firm"]
    usual = prior.estimate
    years = 2705 / 365.25
    known = defaults()["known.intrusion", ""].range
    for events, count in (("", 0), ("{kind: intrusion, on: 2016-12}", 1)):
        after = numbers(events)["attempts.intrusion.firm"]
        assert known is not None
        assert usual.low is not None
        assert usual.high is not None
        expected = posterior((usual.low, prior.best, usual.high), count, watched(years, known))
        assert after.best == pytest.approx(expected.median, rel=1e-12)
        assert after.replaces == prior
        assert (after.best > prior.best) == bool(count)


def test_takings_and_placed_staff_move_the_share_of_the_worlds_that_are_here() -> None:
    none, one, two = (
        numbers(events)["hit.firm"].best
        for events in ("", "{kind: covert, on: 2018}", "{kind: covert, on: 2018}, {kind: placed, on: 2019}")
    )
    assert none < numbers(None)["hit.firm"].best < one < two


def test_what_a_report_tells_of_orders_stands_in_place_of_the_default() -> None:
    told = numbers(ORDERS)
    demand, carried_out = told["demand.targeted.US.firm"], told["carried_out.targeted.US.firm"]
    assert demand.best == pytest.approx(100.5 / 0.5)
    assert (demand.estimate.per, demand.origin) == ("year", "history")
    assert carried_out.best == pytest.approx((0.82 * 40 + 0.5) / 41)
    assert told["demand.targeted.CN.firm"].origin == "catalogue"


def test_a_number_that_the_map_states_goes_before_its_history() -> None:
    stated = numbers("", "estimates: {hit.firm: 0.01, demand.targeted.US: 3/year}\n")
    assert (stated["hit.firm"].best, stated["hit.firm"].origin) == (0.01, "map")
    assert stated["demand.targeted.US"].best == 3.0
    assert "demand.targeted.US.firm" not in stated


def test_the_ledger_shows_what_the_default_was_before_the_history() -> None:
    run = assess(map_of(MAP % ", record: {since: 2013-05-01}"), Settings(draws=200))
    row = next(row for row in ledger(run) if row.address == "attempts.intrusion.firm")
    before = numbers(None)["attempts.intrusion.firm"]
    assert row.rests_on == "stated"
    assert row.replaces is not None
    assert row.replaces.point == before.best
    assert row.estimate.low < row.estimate.point < row.estimate.high  # type: ignore[operator]
