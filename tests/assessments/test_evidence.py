"""What several people say of one number: side by side, pooled, graded by the worst, and said first where it matters."""

from __future__ import annotations

import json
import math
import re

import pytest

from assessments.assessment import result_of as whole_result
from assessments.exports import html, markdown, xlsx
from assessments.exports.json import export
from assessments.report.blocks import Figure, NamedCells, Notice, Table
from assessments.report.checks.all_checks import checks
from assessments.report.estimate_words import estimate_words, grade_words, said_by
from assessments.report.number_cards import card_of, in_short
from assessments.report.questions import nobody_looked
from assessments.report.sections import ledger, sensitivity, summary
from assessments.results.evidence import grade, harm_by_origin, is_weak, otherwise_pooled, rests_on
from assessments.results.ledger import LedgerRow, ledger_rows
from assessments.results.ledger import ledger as entries
from assessments.run import Run, Settings, assess
from data_maps.model import DataMap
from data_maps.organisations import organisations
from data_maps.reading import read
from tests.support.assessed import case_map

TWO = """app: Harbour
as_of: 2026-03-01
users: {US: 1M}
data: [text]
owner: {name: Harbour, jurisdiction: XB}
sources: {paper: {title: A paper, publisher: A press, date: 2026, grade: A1}}
estimates:
  interest.XB:
    - {by: Ann, on: 2026-03-01, low: 0.4, best: 0.6, high: 0.8, source: paper, why: it has asked before}
    - {by: Ben, low: 0.05, best: 0.1, high: 0.3, grade: C3}
"""
APART = """  demand.whole.XB:
    - {by: Ann, low: 0.00008, best: 0.0001, high: 0.00012}
    - {by: Ben, low: 80, best: 100, high: 120}
    - {by: Cy, low: 80, best: 100, high: 120}
"""
ALONE = """leave_out:
  - {event: "state:US/*", why: short}
  - {event: "*/covert/*", why: short}
  - {event: "criminals/*", why: short}
"""


def assessed(text: str, draws: int = 2_000) -> Run:
    data_map = read(text, "map.yaml").data_map
    assert data_map is not None
    return assess(data_map, Settings(draws=draws))


@pytest.fixture(scope="module")
def two() -> Run:
    return assessed(TWO)


def row_of(run: Run, address: str) -> LedgerRow:
    return next(row for row in ledger_rows(run) if row.number.address == address)


def in_ledger(run: Run, address: str) -> dict[str, str]:
    """What the ledger says of a number, by the titles of its columns."""
    (table,) = (block for block in ledger.section(run).blocks if isinstance(block, Table))
    (cells,) = (row for row in table.rows if row[0].text == address)
    return {column.title: cell.text for column, cell in zip(table.columns, cells, strict=True)}


def test_the_ledger_reads_the_names_of_its_map_once(monkeypatch: pytest.MonkeyPatch) -> None:
    run, read_names = assess(case_map("wechat-five-lines"), Settings()), list[DataMap]()
    assert run.distributions  # whose kinds read the names for themselves

    def counted(data_map: DataMap) -> dict[str, str]:
        read_names.append(data_map)
        return organisations(data_map)

    monkeypatch.setattr("data_maps.organisations.organisations", counted)
    assert len(entries(run)) > 1
    assert len(read_names) == 1


def test_the_ledger_names_who_said_what(two: Run) -> None:
    said = in_ledger(two, "interest.XB")
    who = (
        "Ann: 0.6 (0.4–0.8) (A paper (A press, 2026), grade A1; it has asked before); Ben: 0.1 (0.05–0.3) (grade C3); "
        "replaces 1, which holds where a map states nothing"
    )
    assert said["Value (stated range)"] == "0.35 (pooled from 2 people)"
    assert (said["Grade"], said["Who says so"], said["Where"]) == ("C3", who, "map.yaml:9:5")


def test_programs_are_told_who_said_what(two: Run) -> None:
    (said,) = (row for row in json.loads(export(two))["ledger"] if row["address"] == "interest.XB")
    assert said["by"] == "Ann, Ben"
    assert said["said"] == [
        {
            "by": "Ann",
            "on": "2026-03-01",
            "source": "paper",
            "origin": "paper",
            "why": "it has asked before",
            "best": 0.6,
            "low": 0.4,
            "high": 0.8,
            "grade": "A1",
        },
        {"by": "Ben", "best": 0.1, "low": 0.05, "high": 0.3, "grade": "C3"},
    ]


def test_two_people_stand_side_by_side_and_pooled(two: Run) -> None:
    """The middles and ends of the pools are those of the mixture and of the product of two two-piece normals."""
    blocks = card_of(two, row_of(two, "interest.XB"))
    (table,) = (block for block in blocks if isinstance(block, Table))
    assert [[cell.text for cell in row[:4]] for row in table.rows] == [
        ["Ann, 2026-03-01", "0.6 (0.4–0.8)", "0.6", "0.4–0.8"],
        ["Ben", "0.1 (0.05–0.3)", "0.1", "0.05–0.3"],
        ["together, each as likely to be right", "", "0.36", "0.058–0.76"],
        ["together, if all have to agree (log pool)", "", "0.43", "0.22–0.67"],
    ]
    assert [block.alt.partition(",")[0] for block in blocks if isinstance(block, Figure)] == [
        "90% from 0.4 to 0.8",
        "90% from 0.05 to 0.3",
        "90% from 0.058 to 0.76",
    ]


RETOLD = TWO.replace("grade: A1}}", "grade: A1}, blog: {title: A blog, grade: C3, origin: paper}}").replace(
    "grade: C3}\n", "source: blog}\n    - {by: Cy, low: 0.05, best: 0.1, high: 0.3, grade: C3}\n"
)


def test_how_many_origins_stand_behind_a_number_is_told_beside_its_grade() -> None:
    retold = assessed(RETOLD)
    row = row_of(retold, "interest.XB")
    mark, value = "C3; 2 sources, 1 origin", "0.23 (pooled from 3 people, 2 voices)"
    said = in_ledger(retold, "interest.XB")
    assert (said["Value (stated range)"], said["Grade"]) == (value, mark)
    assert f"grade {mark} · moves harm" in in_short(retold, row)
    facts = next(block for block in card_of(retold, row) if isinstance(block, NamedCells))
    people = next(block for block in card_of(retold, row) if isinstance(block, Table))
    assert dict(facts.rows)["Grade"].text == mark
    assert people.rows[3][0].text == "together, each origin as likely to be right"
    assert people.rows[1][4].text == "A blog, from A paper, grade C3"
    (told,) = (row for row in json.loads(export(retold))["ledger"] if row["address"] == "interest.XB")
    assert (told["grade"], told["sources"], told["origins"]) == ("C3", 2, 1)
    assert [said.get("origin") for said in told["said"]] == ["paper", "paper", None]
    sheet = xlsx.sheets(whole_result(retold))["ledger"].set_index("address")
    assert list(sheet.loc["interest.XB", ["grade", "sources", "origins"]]) == ["C3", 2, 1]
    for text in (markdown.export(retold), html.export(retold)):
        assert mark in text


def test_two_sources_apart_are_two_origins() -> None:
    apart = assessed(RETOLD.replace(", origin: paper", ""), 0)
    row = row_of(apart, "interest.XB")
    assert grade_words(apart.data_map, row.number) == "C3; 2 sources, 2 origins"
    assert estimate_words(row.number) == "0.27 (pooled from 3 people)"


def test_one_person_has_no_table_of_people(two: Run) -> None:
    alone = next(row for row in ledger_rows(two) if not row.number.estimate.said)
    assert not [block for block in card_of(two, alone) if isinstance(block, Table)]
    assert "Ann" not in said_by(two.data_map, alone.number)


def test_the_grade_of_several_is_the_worst_and_none_is_worst(two: Run) -> None:
    assert grade(two.data_map, row_of(two, "interest.XB").number) == "C3"
    without = assessed(TWO.replace(", grade: C3", ""), 0)
    assert grade(without.data_map, row_of(without, "interest.XB").number) is None
    good = assessed(TWO.replace("C3", "B2"), 0)
    assert not is_weak(good.data_map, row_of(good, "interest.XB").number)


def test_the_other_way_of_pooling_stands_among_the_other_choices(two: Run) -> None:
    said = "what several people say has to agree in all of it (log pool)"
    assert said in str(sensitivity.section(two).blocks)
    assert said not in str(sensitivity.section(assessed(re.sub(r".*by: Ben.*\n", "", TWO))).blocks)


def test_a_result_that_hangs_on_how_people_are_pooled_says_so_before_the_numbers(two: Run) -> None:
    assert otherwise_pooled(two) is None
    apart = assessed(TWO + APART)
    found = otherwise_pooled(apart)
    assert found is not None
    said = [block.text for block in summary.section(apart).blocks if isinstance(block, Notice)]
    assert summary.pools_sentence(apart, found) in said
    assert "Several people say different things" not in str(summary.section(two).blocks)


def test_a_number_for_which_one_of_several_gives_a_reason_is_not_asked_for_one(two: Run) -> None:
    """On a map where the number moves most of the harm."""
    asked = {"number-without-reason", "unsupported-spread"}
    place = row_of(two, "interest.XB").number.place
    told = checks(assessed(TWO + ALONE))
    assert not [found for found in told if found.check in asked and found.place == place]
    silent = assessed(TWO.replace(", source: paper, why: it has asked before", "") + ALONE)
    assert "number-without-reason" in {found.check for found in checks(silent) if found.place == place}


def test_what_the_map_calls_unknown_is_assumed_and_judged_since_nobody_states_it() -> None:
    run = assessed(f"{TWO}  custody.harbour.service: {{best: unknown, why: no paper says who reaches it}}\n", draws=0)
    row = row_of(run, "custody.harbour.service")
    assert (row.assumed, rests_on(row.number), is_weak(run.data_map, row.number)) == (True, "judged", True)
    assert said_by(run.data_map, row.number) == "nobody states it; no paper says who reaches it"
    assert nobody_looked(row) == ""
    stated = assessed(f"{TWO}  custody.harbour.service: {{low: 0.05, best: 0.5, high: 0.95}}\n", draws=0)
    part = run.elasticities[row.number.address] / total(run)
    assert part > 0.0
    assert run.assumed_share - stated.assumed_share == pytest.approx(part)
    moved = {origin: harm_by_origin(run)[origin] - before for origin, before in harm_by_origin(stated).items()}
    assert moved == pytest.approx({"stated": -part, "counted": 0.0, "bracketed": 0.0, "judged": part})


def total(run: Run) -> float:
    """What all numbers that are not exact move together."""
    return math.fsum(abs(run.elasticities[a]) for a, number in run.events.numbers.items() if not number.exact)
