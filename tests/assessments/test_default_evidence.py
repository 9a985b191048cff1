"""Evidence behind the defaults of a result: each leads to its counts, its rows and their sources."""

from __future__ import annotations

import pytest

from assessments.report.blocks import Heading, NamedCells, Table, Text
from assessments.report.sections.default_evidence import behind, section
from assessments.results.default_evidence import evidence_of
from assessments.results.ledger import ledger_rows
from risk.defaults import default_reason
from risk.record.evidence import defaults
from risk.record.loading import shipped_record
from tests.support.assessed import FEW, case


@pytest.mark.parametrize("name", [*FEW, "every-key"])
def test_every_default_of_a_result_leads_to_its_evidence(name: str) -> None:
    numbers = [row.number for row in ledger_rows(case(name))]
    assert [n.address for n in numbers if n.evidence and not behind(case(name), n)] == []
    assert [n.address for n in numbers if n.origin == "catalogue" and not n.evidence] == []
    assert [n.address for n in numbers if n.origin == "map" and behind(case(name), n)] == []


@pytest.mark.parametrize("address", dict.fromkeys(default.address for default in defaults().values()))
def test_every_table_that_a_default_names_is_shown_with_its_rows(address: str) -> None:
    for evidence in evidence_of(address, shipped_record()).defaults:
        assert [table for table, rows in (evidence.rows or {}).items() if not rows] == []


def test_the_evidence_of_a_default_goes_down_to_the_rows_of_its_state_and_their_sources() -> None:
    run = case("wechat-five-lines")
    number = next(row.number for row in ledger_rows(run) if row.number.address == "record.covert.IR")
    facts, sources, *rows = (block for block in behind(run, number) if not isinstance(block, Heading))
    assert isinstance(facts, NamedCells)
    assert ("Kind", "counted") in [(name, cell.text) for name, cell in facts.rows]
    assert [block.caption for block in (sources, rows[0]) if isinstance(block, Table)] == [
        "Sources",
        "Rows of takings (3)",
    ]


def test_every_table_that_a_default_was_counted_from_can_be_told() -> None:
    """Its rows under a name in words, and once what is the same in each."""
    record = shipped_record()
    addresses = [address for address, _ in defaults()]
    told = [block for address in addresses for block in section(evidence_of(address, record)).blocks]
    captions = {block.caption for block in told if isinstance(block, Table)}
    assert {"Rows of keys by kind (31)", "Rows of orders google (3,230)"} <= captions
    own = section(evidence_of("demand.targeted.DE.x", record)).blocks
    assert Text("The same in each row: country DE, source apple.") in own


def test_what_was_counted_is_named_where_it_is_no_part_of_what_it_was_counted_in() -> None:
    """More than one in one, as 2,068,734 in 887,620, would read as a share."""
    unnamed = [
        default.address
        for default in defaults().values()
        if default.k and default.n and default.k > default.n and not default.counted
    ]
    orders = defaults()["demand.targeted.<state>.<organisation>", "own people, a state in the orders table"]
    assert unnamed == []
    assert default_reason(orders).startswith("2,068,734 accounts in 887,620 requests to Google: ")
