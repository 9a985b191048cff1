"""Reach test: rows become maps by one rule, noughts of few requests tell nothing, rates are of other services."""

from __future__ import annotations

import re
from datetime import date

import numpy as np
import pytest

from assessments.conclusions.forecast import tells_apart
from assessments.results.backtest import _reach
from assessments.results.track_record import shipped_scores
from risk.backtest.reach import (
    QUESTIONS,
    AskedRow,
    asked_rows,
    chances_of_row,
    forecasts_of_rows,
    left_out,
    map_of_row,
    recalled,
    rows_of,
)
from risk.backtest.scores import score

HEADER = (
    "id,service,state,from,asked,requests,content_given,outcome,obtained_content,obtained_any,owner_jurisdiction,"
    "servers,operator_in_state,keys,users_in_state,source_title,source_address,grade,tie,office_or_company_in_state,fair"
)
ROW = (
    "{id},{service},{state},{day},content,{requests},{given},content,{got},1,{owner},{servers},{local},{keys},yes,"
    "report,,{grade},{tie},{office},{fair}"
)


def row(**said: object) -> AskedRow:
    usual = {
        "id": "a", "service": "Mail", "state": "FR", "day": "2016-07", "requests": 20, "given": 5, "got": 1,
        "owner": "US", "servers": "US", "local": "unknown", "keys": "provider", "grade": "read", "tie": "market",
        "office": "no", "fair": "yes",
    }  # fmt: skip
    (made,), problems = rows_of(f"{HEADER}\n{ROW.format(**{**usual, **said})}\n", "rows.csv")
    assert problems == ()
    return made


def counted(tie: str, question: str, keys: str = "provider") -> tuple[int, int]:
    """Of the rows of a tie with such keys that tell: how many got it, and of how many."""
    rows = [r for r in asked_rows() if r.fair == "yes" and r.tie == tie and r.keys == keys]
    told = [got for r in rows if (got := r.got(question)) is not None]  # type: ignore[arg-type]
    return sum(told), len(told)


def test_the_rows_that_ship_count_as_their_description_says() -> None:
    assert (counted("unknown", "content"), counted("unknown", "routine")) == ((9, 25), (2, 25))
    assert counted("office", "content") == (12, 14)
    users = [r for r in asked_rows() if r.keys == "users" and r.fair == "yes"]
    assert [r.got("content") for r in users if r.got("content")] == []
    many = [r for r in asked_rows() if r.fair == "yes" and (r.requests or 0) >= 10 and r.obtained_any]
    assert (sum(r.obtained_any == "1" for r in many), len(many)) == (139, 146)


def test_a_nought_of_fewer_than_ten_requests_tells_nothing_and_a_success_does() -> None:
    assert [row(got=0, requests=n).got("content") for n in (9, 10)] == [None, False]
    assert row(got=1, requests=1).got("content") is True
    assert row(got=0, requests="").got("content") is False


def test_content_in_a_twentieth_of_requests_is_routine() -> None:
    assert [row(requests=100, given=n).got("routine") for n in (4, 5)] == [False, True]
    assert row(requests=100, given="").got("routine") is None


def test_a_row_becomes_a_map_by_its_columns_alone() -> None:
    made = map_of_row(row(owner="HK;US", servers="CN;US", state="CN", local="yes", keys="users"))
    assert (made.as_of, made.app.operator) == (date(2016, 7, 1), "owner")
    assert {name: (p.organised_in, p.run_from) for name, p in made.parties.items()} == {
        "owner": ("US", "HK"),
        "local": ("CN", "CN"),
    }
    assert {name: system.operator for name, system in made.systems.items()} == {"at-cn": "local", "at-us": "owner"}
    assert [group.place for group in made.users.values()] == ["CN"]
    with_office = map_of_row(row(office="yes", servers=""))
    assert (with_office.parties["office"].organised_in, with_office.parties["office"].run_from) == ("FR", "US")
    assert [line.of for line in with_office.ownership] == ["office"]
    assert [system.place for system in with_office.systems.values()] == ["unknown"]
    assert "office" not in map_of_row(row(office="yes", state="US")).parties


def test_users_keys_end_content_and_leave_other_data() -> None:
    home = row(state="US", tie="owner")
    with_keys, without = (chances_of_row(home.model_copy(update={"keys": k})) for k in ("provider", "users"))
    assert with_keys["content"] > 0.9
    assert without["content"] < 0.1
    assert without["any"] == pytest.approx(with_keys["any"], abs=0.05)


def test_rates_are_of_other_services_and_all_rows_of_a_service_share_one_weight() -> None:
    rows = [
        row(id="a", service="One", got=1), row(id="b", service="One", got=1, state="DE"),
        row(id="c", service="Two", got=0), row(id="d", service="Three", got=1, tie="owner", state="US"),
    ]  # fmt: skip
    made = forecasts_of_rows(rows)["content"]
    assert made.weights.tolist() == [0.5, 0.5, 1, 1]
    assert made.one_rate == pytest.approx([1.5 / 3, 1.5 / 3, 2.5 / 3, 1.5 / 3])
    assert made.by_tie == pytest.approx([0.5 / 2, 0.5 / 2, (1 + 2.5 / 3) / 2, 1.5 / 3])
    errors = np.where(made.got, 1 - made.forecast, made.forecast) ** 2
    assert made.score(made.forecast).brier == pytest.approx(np.average(errors, weights=made.weights))
    assert made.score(made.forecast, [2]) == score(made.forecast[2:3], made.got[2:3])
    assert made.grouped("tie") == {"market": [0, 1, 2], "owner": [3]}


def test_rows_that_are_unfair_decided_by_law_or_from_memory_are_in_no_score_and_said() -> None:
    rows = [
        row(id="a", fair="no"),
        row(id="b", fair="weak"),
        row(id="c", grade="recall"),
        row(id="d", got=0, requests=2),
    ]
    rows.append(row(id="e").model_copy(update={"outcome": "refused_law"}))
    assert left_out(rows) == {
        "no fair test of an order": 2,
        "from memory": 1,
        "decided by law or not known": 1,
    }
    assert forecasts_of_rows(rows) == {}
    assert [r.id for r in recalled(rows)] == ["c"]
    two = [row(id="a", grade="D"), row(id="b", service="Two", grade="D")]
    apart = _reach(two).from_memory
    assert apart is not None
    assert (apart.whole.rows, _reach(two).any) == (2, None)


def test_scores_of_the_rows_that_ship_are_told_for_content_and_any_data() -> None:
    reach = shipped_scores().kinds.reach
    assert reach is not None
    assert set(reach.questions()) == set(QUESTIONS)
    for asked in reach.questions().values():
        assert asked.skill_over_tie == pytest.approx(1 - asked.brier / asked.tie_brier)
        assert sum(group.n for group in asked.bins) == asked.whole.rows
        assert len(asked.bins) == 5
        assert asked.groups is not None
        assert {sum(rows.rows for rows in groups.values()) for groups in asked.groups.values()} == {asked.whole.rows}
    assert reach.content is not None
    assert tells_apart(reach.content)


@pytest.mark.parametrize(
    ("written", "instead", "problem"),
    [
        ("2016-07", "July", "2:11: "),
        (",FR,", ",UK,", "2:8: state: 'UK' is no country code"),
        (",yes\n", ",perhaps\n", "2:"),
    ],
)
def test_a_mistake_in_a_row_is_told_at_its_place(written: str, instead: str, problem: str) -> None:
    line = ROW.format(
        id="a", service="Mail", state="FR", day="2016-07", requests=20, given=5, got=1, owner="US", servers="US",
        local="", keys="users", grade="read", tie="market", office="no", fair="yes",
    )  # fmt: skip
    rows, problems = rows_of(f"{HEADER}\n{line}\n".replace(written, instead), "rows.csv")
    assert rows == ()
    assert [re.sub("^rows.csv:", "", str(each)).startswith(problem) for each in problems] == [True], problems
