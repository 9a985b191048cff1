"""What `datareach decide` answers: a file in, the answer or every problem of it out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assessments.report.law_words import decided_text
from assessments.results.laws import decided_as_json as as_json
from assessments.results.laws import decided_cases, decided_file, unknown_regime

CODE = "write a two-letter code such as US or CN"
DEAL = """\
us_party: {kind: entity, stated_us_person: true}
counterparty:
  kind: entity
  headquartered_in: RU
data: [{category: personal_health, us_persons: 40000}]
transaction:
  arrangement: data_sale
"""


def test_one_mapping_of_facts_is_answered_by_one_object() -> None:
    found = decided_cases("us_bulk_data", DEAL, "deal.yaml")
    assert (found.exit_code, found.problems) == (0, ())
    assert json.loads(as_json(found)) == {
        "regime": "us_bulk_data",
        "outcome": "prohibited",
        "us_person": False,
        "covered_person": True,
        "bulk": True,
        "government_related": False,
        "sensitive_personal_data": True,
        "knowing": True,
        "onward_clause_needed": False,
        "covered_data_transaction": True,
        "authorised": False,
        "exemption": "none",
        "transaction_type": "data_brokerage",
        "because": [
            {"finding": "bulk or government-related data", "citation": "28 CFR 202.205", "place": "deal.yaml:5:8"},
            {
                "finding": "mainly run from a country of concern",
                "citation": "28 CFR 202.211(a)(1)",
                "place": "deal.yaml:4:21",
            },
            {
                "finding": "brokerage, or 'omic data, with a covered person",
                "citation": "28 CFR 202.301 to 202.303",
                "place": "deal.yaml:4:21",
            },
        ],
        "unknown": [],
        "note": "evidence for counsel, not advice",
    }


def test_the_words_say_whose_status_is_determined() -> None:
    lines = decided_text(decided_cases("us_bulk_data", DEAL, "deal.yaml")).splitlines()
    told = [line.strip() for line in lines if "US person" in line or "covered person: " in line]
    assert told == ["counterparty a US person: no", "counterparty a covered person: yes"]


def test_a_list_of_cases_is_answered_in_its_order_also_where_one_has_problems() -> None:
    text = """\
cases:
  - {id: c0001, facts: {app: wechat, act: internet_hosting, reaches_us: unknown}}
  - {id: c0002, facts: {app: wechat, act: hosting}}
  - {id: 3, facts: {app: other, act: internet_hosting}}
"""
    found = decided_cases("us_2020_orders", text, "cases.yaml")
    given = json.loads(as_json(found))
    assert [(each["id"], each.get("outcome")) for each in given] == [
        ("c0001", "unknown"),
        ("c0002", None),
        (3, "not_identified"),
    ]
    asked = "The act takes place in, or is reachable from, the United States, or serves users there."
    assert given[0]["unknown"] == [f"reaches_us: is this so? {asked}"]
    problem = (
        "cases.yaml:3:43: cases[1].facts.act: 'hosting' is none of the words for this "
        "(did you mean 'internet_hosting'?)"
    )
    assert given[1] == {"id": "c0002", "problems": [problem]}
    assert (found.exit_code, [*map(str, found.problems)]) == (1, [problem])


def test_the_answer_for_people_names_outcome_reasons_and_open_questions() -> None:
    found = decided_cases("eu_adequacy", "destination: JP\ndate: 2025-11-30\n", "transfer.yaml")
    assert decided_text(found) == (
        "eu_adequacy: unknown (evidence for counsel, not advice)\n"
        "  because what is not known leaves more than one outcome possible: adequate or not adequate "
        "[GDPR Article 45 and decisions of the European Commission]\n"
        "  not known: importer_under_covered_law: is this so? The importer is subject to the law on which the decision "
        "rests (for example PIPEDA in Canada, PIPA in Korea, LGPD in Brazil).\n"
    )


def test_outcomes_and_what_leads_to_them_are_words_and_no_folder_is_named() -> None:
    lines = decided_text(decided_cases("us_bulk_data", DEAL, "/home/ada/client/deal.yaml")).splitlines()
    assert "  counterparty a covered person: yes" in lines
    assert "  transaction type: data brokerage" in lines
    assert "  because bulk or government-related data [28 CFR 202.205] deal.yaml:5:8" in lines
    assert [line for line in lines if "_" in line] == ["us_bulk_data: prohibited (evidence for counsel, not advice)"]


def test_readings_that_differ_are_shown_to_people() -> None:
    text = "product: quantum\nus_jurisdiction: true\nforeign_interest: true\nact_date: 2024-01-01\n"
    found = decided_cases("us_icts", text + "supplier: {kind: entity, organised_in: [MO]}\n", "deal.yaml")
    assert [line for line in decided_text(found).splitlines() if "read as" in line] == [
        "  read as part of china (Macau is part of the People's Republic of China): reviewable [15 CFR 791.4(a)(1)]",
        "  read as not named (the text names Hong Kong and not Macau): supplier test not met [15 CFR 791.4(a)(1)]",
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[1, 2]", "f.yaml:1:1: the file is not a mapping of facts (write key: value, or cases: with a list)"),
        ("cases: 3", "f.yaml:1:8: cases: '3' is not a list (write - {id: …, facts: {…}})"),
        ("cases: [7]", "f.yaml:1:9: cases[0]: '7' is not a mapping of id and facts (add facts: {…})"),
        ("cases: [{id: a}]", "f.yaml:1:9: cases[0].facts: is missing or not a mapping (add facts: {…})"),
        ("destination: USA", f"f.yaml:1:14: destination: 'USA' is not written as it should be ({CODE})"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_as_it_should_be_has_problems_and_no_traceback(text: str, problem: str) -> None:
    found = decided_cases("eu_adequacy", text, "f.yaml")
    assert (found.exit_code, [*map(str, found.problems)]) == (1, [problem])
    assert json.loads(as_json(found)) in ([], {"problems": [problem]}) or "problems" in as_json(found)


def test_a_file_that_cannot_be_read_is_a_problem(tmp_path: Path) -> None:
    missing = tmp_path / "facts.yaml"
    found = decided_file("eu_adequacy", missing)
    assert (found.exit_code, [*map(str, found.problems)]) == (
        1,
        [f"{missing}:1:1: no such file (name a YAML file of facts)"],
    )
    missing.write_text("destination: CN\n", encoding="utf-8")
    assert [case.decision and case.decision.outcome for case in decided_file("eu_adequacy", missing).cases] == [
        "not_adequate"
    ]


def test_a_regime_there_is_none_of_is_told_with_those_there_are() -> None:
    assert unknown_regime("us_padfa") is None
    assert str(unknown_regime("us_padf")).startswith(
        "there is no regime 'us_padf' (did you mean 'us_padfa'?): the regimes"
    )
