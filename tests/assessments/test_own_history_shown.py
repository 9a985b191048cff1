"""An app's own history is shown: the default of its class, what the history tells, and what is used after it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from assessments.exports.json import export
from assessments.report.blocks import NamedCells, Table
from assessments.report.number_cards import card_of, row_of
from assessments.report.sections import ledger
from assessments.run import Run, Settings, assess
from risk.record.evidence import defaults
from risk.updated_defaults import posterior, watched
from tests.support.maps import map_of

MAP = """
app: {name: App, operator: firm}
as_of: 2020-09-25
viewpoint: US
users: {people: {in: US, count: 1M}}
data: {chats: text}
parties: {firm: {organised_in: CN, record: {since: 2013-05-01, events: [
  {kind: intrusion, on: 2016-12},
  {kind: orders, state: US, on: 2019, requests: 40, accounts: 100, met: 80%, per: half-year}]}}}
systems: {store: {operator: firm}}
flows: [{from: people, to: store, data: [chats]}]
"""
YEARS = 2705 / 365.25


def run(draws: int = 0) -> Run:
    return assess(map_of(MAP), Settings(draws=draws))


def entries() -> dict[str, Any]:
    return {entry["address"]: entry for entry in json.loads(export(run()))["ledger"]}


def test_the_ledger_has_prior_data_and_posterior_of_each_number_with_a_history() -> None:
    """At a million people break-ins are 0.0055, 0.015, 0.045 a year; one is known in 2,705 days."""
    entry, known = entries()["attempts.intrusion.firm"], defaults()["known.intrusion", ""].range
    assert known is not None
    expected = posterior((0.0055, 0.015, 0.045), 1, watched(YEARS, known)).median
    assert entry["prior"] == {"point": 0.015}
    assert entry["data"] == {"events": 1, "years": pytest.approx(YEARS)}
    assert entry["posterior"] == {"point": pytest.approx(expected)} == entry["estimate"]


def test_lines_of_a_report_are_data_too() -> None:
    """100 accounts in half a year; of 40 requests 80 % were met."""
    found = entries()
    assert found["demand.targeted.US.firm"]["data"] == {"events": 100, "years": 0.5}
    assert found["demand.targeted.US.firm"]["posterior"]["point"] == pytest.approx(100.5 / 0.5)
    assert found["carried_out.targeted.US.firm"]["data"] == {"events": pytest.approx(32), "years": 0.5}


def test_a_number_without_a_history_has_none_of_the_three() -> None:
    assert not {"prior", "data", "posterior"} & set(entries()["taken.intrusion.firm"])


def test_the_card_of_a_number_shows_the_three_side_by_side() -> None:
    assessed = run(draws=1_000)
    row = row_of(assessed, "attempts.intrusion.firm")
    assert row is not None
    facts = next(block for block in card_of(assessed, row) if isinstance(block, NamedCells))
    told = {name: cell.text for name, cell in facts.rows}
    assert told["Default of its class"] == "0.015 (0.0055–0.045)"
    assert told["Its own history"] == "1 in 7.41 years"
    assert told["After its own history"].startswith("0.0")
    assert told["In the map"] == "attempts.intrusion.firm: the history that the map tells"
    assert "Instead of" not in told


def test_the_ledger_of_a_report_has_a_table_of_what_histories_moved() -> None:
    table = ledger.section(run()).blocks[-1]
    assert isinstance(table, Table)
    assert (table.caption, len(table.rows)) == (ledger.HISTORY, 5)
    moved = {row[0].text: row[2].text for row in table.rows}
    assert moved == {
        "attempts.intrusion.firm": "1 in 7.41 years",
        "attempts.insider.firm": "0 in 7.41 years",
        "hit.firm": "0 in 7.41 years",
        "demand.targeted.US.firm": "100 in 0.5 years",
        "carried_out.targeted.US.firm": "32 in 0.5 years",
    }
