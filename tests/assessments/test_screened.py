"""Screening and claims on the other side: shown beside the numbers, and in none of them."""

from __future__ import annotations

import pytest

from assessments.report import number_cards
from assessments.report.blocks import NamedCells
from assessments.report.questions import finding_out, nobody_looked
from assessments.results.ledger import ledger
from assessments.results.reach import screened_rows
from assessments.run import Settings, assess
from data_maps.reading import read
from tests.support.assessed import written

MAP = """
app: {name: Harbour, operator: harbour}
as_of: 2026-03-01
viewpoint: XA
sources: {test: {title: A test from outside}}
users: {people: {in: XA, count: 1M}, guests: {in: XA, count: 10k}, abroad: {in: XB, count: 5M}}
data: {chats: text, photos: image, log: metadata}
parties: {harbour: {organised_in: XA}, parent: {organised_in: XB}, other: {organised_in: XA}}
ownership: [{owner: parent, of: harbour, via: shares, share: 100%}]
systems: {pier: {operator: harbour, in: XA, keys: operator}, store: {operator: other, in: XA}}
flows:
  - {from: [people, abroad], to: pier, data: [chats, log], share: 50%}
  - {from: people, to: pier, id: pictures, data: [photos], share: 40%}
  - {from: guests, to: store, data: [chats]}
screened:
  - {by: parent, data: [chats, photos], for: automatic analysis, share: 25%, source: test}
  - {by: other}
estimates:
  power.XB.parent: {low: 20%, best: 50%, high: 80%,
    against: [{say: It never could., source: test, why: no case is known}]}
"""


def test_screened_people_are_those_whose_data_the_organisation_holds() -> None:
    rows = screened_rows(written(MAP))
    assert [(row.by, row.purpose, row.data, row.source) for row in rows] == [
        ("parent", "automatic analysis", ("chats", "photos"), "test"),
        ("other", None, ("chats", "photos", "log"), None),
    ]
    assert [row.persons.point for row in rows] == pytest.approx([1e6 * (1 - 0.5 * 0.6) * 0.25, 1e4])
    assert rows[0].model_dump()["for"] == "automatic analysis"


def test_screened_people_have_intervals_from_the_draws() -> None:
    exact = "{best: 10k, exact: true, why: a count}"
    text = MAP.replace("count: 10k", f"count: {exact}").replace("{by: other}", "{by: other, share: unknown}")
    data_map = read(text, "map.yaml").data_map
    assert data_map is not None
    persons = screened_rows(assess(data_map, Settings(draws=1_000)))[1].persons
    assert [persons.low, persons.median, persons.high] == pytest.approx([500, 5_000, 9_500], abs=15)


def test_a_screened_map_has_the_events_and_the_harm_of_one_that_is_not() -> None:
    without = written(MAP[: MAP.index("screened:")] + MAP[MAP.index("estimates:") :])
    assert written(MAP).harm == without.harm
    assert screened_rows(without) == ()


def test_the_ledger_and_the_card_of_a_number_have_the_claim_on_the_other_side() -> None:
    run = written(MAP)
    (entry,) = (row for row in ledger(run) if row.address == "power.XB.parent")
    assert entry.against is not None
    assert [dict(claim) for claim in entry.against] == [
        {"say": "It never could.", "source": "test", "why": "no case is known"}
    ]
    row = number_cards.row_of(run, "power.XB.parent")
    assert row is not None
    facts = next(block for block in number_cards.card_of(run, row) if isinstance(block, NamedCells))
    assert dict(facts.rows)["The other side"].text == "It never could. (A test from outside; no case is known)"


def test_what_to_find_out_says_where_nobody_looked_for_the_other_side() -> None:
    data_map = read(MAP, "map.yaml").data_map
    assert data_map is not None
    asked = {cell.about: cell.text for cell in finding_out(assess(data_map, Settings(draws=200)))}
    note = " – nobody looked for a claim against the stated number ("
    assert note in asked["users.people.count"]
    assert note not in asked["control.parent.harbour"]
    row = number_cards.row_of(written(MAP), "power.XB.parent")
    assert row is not None
    assert nobody_looked(row) == ""
