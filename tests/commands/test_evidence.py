"""`datareach evidence` says where a default comes from, down to the rows that were counted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from risk.record.evidence import defaults
from tests.support.commanded import run, said


def test_without_an_address_every_default_is_listed_once() -> None:
    rows = json.loads(run("evidence", "--json").stdout)["defaults"]
    assert [(row["address"], row.get("of", "")) for row in rows] == list(defaults())
    assert not any("rows" in row for row in rows)


def test_the_table_of_all_defaults_fits_a_terminal() -> None:
    result = run("evidence")
    assert (result.returncode, result.stderr) == (0, "")
    assert max(len(line.rstrip()) for line in result.stdout.splitlines()) <= 100
    assert "known.covert bracketed 0.2 (0.05–0.6)" in " ".join(result.stdout.split())


def test_a_states_takings_come_with_its_rows_and_what_is_known_of_all() -> None:
    """Twelve takings of CN and 130 of its operations: m = 0.0758·(130 + 0.056) ÷ 13.38; (12 + 5m) ÷ 18 is 0.871."""
    taken, known = json.loads(run("evidence", "takings.CN", "--json").stdout)["defaults"]
    assert taken["of_state"]["counts"] == {"takings": 12, "operations": 130, "years": 13}
    assert taken["of_state"]["range"][1] == pytest.approx((12 + 5 * 0.0758 * 130.056 / 13.38) / 18)
    assert {name: len(rows) for name, rows in taken["rows"].items()} == {"takings": 12, "operations": 130}
    assert {row["sponsor"] for row in taken["rows"]["takings"]} == {"CN"}
    assert (known["address"], known["range"]) == ("known.covert", [0.05, 0.2, 0.6])


def test_a_unions_orders_are_those_of_its_members() -> None:
    rows = json.loads(run("evidence", "demand.targeted.EU.mail", "--json").stdout)["defaults"]
    tables = {row["of"]: row.get("rows", {}) for row in rows}
    states = {row["state"] for row in tables["own people, a state in the orders table"]["inhabitants"]}
    assert {"DE", "FR"} <= states
    assert not states & {"GB", "US"}


@pytest.mark.parametrize(
    ("address", "patterns"),
    [
        ("hit.tencent", {"hit.<organisation>"}),
        ("clear.transit.f", {"clear.transit.<flow>"}),
        ("clear.tencent.operator", {"clear.<organisation>.<holder>"}),
        ("carried_out.purchase.US", {"carried_out.purchase.<state>"}),
        ("carried_out.targeted.US.mail", {"carried_out.<scope>.<state>.<organisation>"}),
        ("demand.many.CN", {"record.many.<state>", "abroad.many"}),
        ("identified", {"identified.state:<state>", "identified.criminals", "identified.buyers"}),
        ("hit.<organisation>", {"hit.<organisation>"}),
    ],
)
def test_an_address_its_pattern_and_its_beginning_lead_to_the_default(address: str, patterns: set[str]) -> None:
    rows = json.loads(run("evidence", address, "--json").stdout)["defaults"]
    assert {row["address"] for row in rows} == patterns


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("hitt.tencent", "no default has the address 'hitt.tencent' (did you mean 'hit'?)"),
        ("zebra", "no default has the address 'zebra' (datareach evidence lists all defaults)"),
        ("takings.UK", "'record.covert.UK': 'UK' is no country code (did you mean 'GB'?)"),
    ],
)
def test_an_address_without_a_default_is_a_problem_with_a_hint(address: str, message: str) -> None:
    assert said(run("evidence", address)) == (1, [message])


def test_rows_of_ones_own_are_counted_beside_ours(tmp_path: Path) -> None:
    header = "id,sponsor,what,start,end,first_attribution,source"
    (tmp_path / "takings-more.csv").write_text(f"{header}\nmine,NZ,Mail,2015-01-01,2015-02-01,2016-01-01,own\n")
    (counted, _) = json.loads(run("evidence", "takings.NZ", "--record", str(tmp_path), "--json").stdout)["defaults"]
    assert [row["id"] for row in counted["rows"]["takings"]] == ["mine"]


def test_a_broken_row_is_a_problem_at_its_line(tmp_path: Path) -> None:
    header = "id,sponsor,what,start,end,first_attribution,source"
    (tmp_path / "takings.csv").write_text(f"{header}\nmine,NZ,Mail,2015-01-01,2015-02-01,yesterday,own\n")
    problem = f"{tmp_path.name}/takings.csv:2:36: first_attribution: 'yesterday' is not a date (write 2026-11-25)"
    assert said(run("evidence", "--record", str(tmp_path))) == (1, [problem])
