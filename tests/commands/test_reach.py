"""`datareach reach` prints a table for people and rows for programs."""

from __future__ import annotations

import json

import pytest

from tests.support.commanded import run, said


def test_the_table_fits_a_terminal_and_has_the_own_state_apart() -> None:
    result = run("reach", "case:wechat-2020", "--draws", "1000")
    assert (result.returncode, result.stderr) == (0, "")
    assert max(len(line.rstrip()) for line in result.stdout.splitlines()) <= 100
    others, _, own = result.stdout.partition("Their own state, apart")
    assert others.index("China (CN)") < others.index("Singapore (SG)")
    assert "United" in own
    assert "United" not in others.partition("Foreign states")[2]


def test_programs_get_points_alone_without_draws() -> None:
    rows = json.loads(run("reach", "case:harbour", "--json", "--draws", "0").stdout)["reach"]
    found = {(row["actor"], row["class"]): row["expected"] for row in rows}
    assert found["state:XB", "content"] == {"point": pytest.approx(324_000, rel=1e-12)}


def test_a_number_can_be_set() -> None:
    rows = json.loads(run("reach", "case:harbour", "--set", "power.XB.parent=1", "--json", "--draws", "0").stdout)
    found = {(row["actor"], row["class"]): row["expected"]["point"] for row in rows["reach"]}
    assert found["state:XB", "content"] == pytest.approx(648_000, rel=1e-12)


def test_an_address_that_nothing_uses_is_refused() -> None:
    code, lines = said(run("reach", "case:harbour", "--set", "power.XB.nobody=1"))
    assert code == 1
    assert len(lines) == 1


def test_a_reading_of_the_map_can_be_in_force() -> None:
    text = run("reach", "case:eu-saas", "--reading", "critics", "--json", "--draws", "0").stdout
    usual = run("reach", "case:eu-saas", "--json", "--draws", "0").stdout
    found, own = (
        {row["actor"]: row for row in json.loads(each)["reach"] if row["class"] == "content"} for each in (text, usual)
    )
    assert found["state:US"]["expected"] == own["state:US"]["readings"]["critics"]
    assert found["state:US"]["expected"]["point"] > own["state:US"]["expected"]["point"]


def test_a_reading_that_the_map_lacks_is_refused_with_the_closest_one() -> None:
    for command in ("reach", "assess", "routes", "options", "regimes"):
        assert said(run(command, "case:eu-saas", "--reading", "critic")) == (
            1,
            ["--reading:1:1: no reading called 'critic' (did you mean 'critics'?)"],
        )
