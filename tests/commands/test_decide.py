"""Laws on the command line: a law answers a file of facts, and the laws of a map on a day are printed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from laws import NAMES
from tests.support.commanded import ROOT, run, said


def test_a_law_answers_a_file_and_says_what_it_rests_on() -> None:
    result = run("decide", "us_bulk_data", "docs/deal.yaml", "--json")
    assert said(result) == (0, [])
    found = json.loads(result.stdout)
    assert (found["regime"], found["outcome"], found["unknown"]) == ("us_bulk_data", "prohibited", [])
    assert [reason["place"] for reason in found["because"]] == ["deal.yaml:4:8", "deal.yaml:3:48", "deal.yaml:3:48"]
    in_words = run("decide", "us_bulk_data", "docs/deal.yaml").stdout
    assert in_words.startswith("us_bulk_data: prohibited (evidence for counsel, not advice)\n")


def test_a_law_that_cannot_tell_from_the_facts_answers_unknown(tmp_path: Path) -> None:
    (tmp_path / "facts.yaml").write_text("counterparty: {kind: entity, organised_in: [SG]}\n")
    result = run("decide", "us_bulk_data", "facts.yaml", "--json", cwd=tmp_path)
    assert said(result) == (0, [])
    assert json.loads(result.stdout)["outcome"] == "unknown"


def test_cases_with_sound_facts_are_answered_beside_those_with_problems(tmp_path: Path) -> None:
    (tmp_path / "facts.yaml").write_text(
        "cases:\n- {id: a, facts: {date: soon}}\n- {id: b, facts: {date: 2020-01-01}}\n"
    )
    result = run("decide", "us_padfa", "facts.yaml", "--json", cwd=tmp_path)
    problem = "facts.yaml:2:25: cases[0].facts.date: 'soon' is not a date (write 2026-11-25)"
    assert said(result) == (1, [problem])
    first, second = json.loads(result.stdout)
    assert first == {"id": "a", "problems": [problem]}
    assert (second["id"], second["outcome"]) == ("b", "not_in_force")


@pytest.mark.parametrize(
    ("regime", "line"),
    [
        ("us_padfa", "gone.yaml:1:1: no such file (name a YAML file of facts)"),
        ("us_pafa", f"there is no regime 'us_pafa' (did you mean 'us_padfa'?): the regimes are {', '.join(NAMES)}"),
    ],
)
def test_a_law_or_a_file_that_is_not_there_is_said_to_be_none(regime: str, line: str, tmp_path: Path) -> None:
    assert said(run("decide", regime, "gone.yaml", cwd=tmp_path)) == (1, [line])


def test_the_laws_of_a_map_on_a_day_are_printed_for_people_and_programs() -> None:
    result = run("regimes", "case:tiktok-2020", "--as-of", "2025-01-19")
    assert said(result) == (0, [])
    assert result.stdout.startswith(
        "Laws as of 2025-01-19, on the facts of the map, which are of 2020-09-27. "
        "This is evidence for counsel, not advice.\n\nBarred: "
    )
    assert "\nus_pafaca: applies: prohibited (the act is one that the statute bars)\n" in result.stdout
    rows = json.loads(run("regimes", "case:tiktok-2020", "--as-of", "2025-01-19", "--json").stdout)
    assert [row["regime"] for row in rows] == list(NAMES)
    found = {row["regime"]: row for row in rows}["us_pafaca"]
    assert (found["outcome"], found["named_in_statute"], found["as_of"]) == ("prohibited", True, "2025-01-19")
    assert all(reason["citation"] for row in rows for reason in row["because"])


def test_laws_name_the_file_of_a_map_and_not_its_folder(tmp_path: Path) -> None:
    (tmp_path / "eu-saas.yaml").write_text((ROOT / "data_maps/cases/eu-saas.yaml").read_text())
    text = run("regimes", str(tmp_path / "eu-saas.yaml")).stdout
    assert " eu-saas.yaml:" in text
    assert str(tmp_path) not in text


def test_facts_that_contradict_each_other_and_unknown_countries_are_problems_with_their_lines(tmp_path: Path) -> None:
    lines = ["recipient: {kind: entity, name: A, headquartered_in: CN}", "individuals_reside_in: ZZ"]
    (tmp_path / "facts.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    code, problems = said(run("decide", "us_padfa", "facts.yaml", cwd=tmp_path))
    assert code == 1
    assert problems[0].startswith("facts.yaml:2:24: individuals_reside_in: 'ZZ' is the code of no country")
    lines[1] = "provider: {kind: entity, name: A, headquartered_in: SG}"
    (tmp_path / "facts.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    code, problems = said(run("decide", "us_padfa", "facts.yaml", cwd=tmp_path))
    where = "facts.yaml:2:53: provider.headquartered_in"
    message = "the party 'A' is 'SG' here, and 'CN' at recipient.headquartered_in (keep one, or name it otherwise)"
    assert (code, problems) == (1, [f"{where}: {message}"])
