"""The versions of a map as a time line: state, what is due next, and whose it is."""

from __future__ import annotations

from datetime import date

import pytest

from assessments.record.store import Store
from assessments.report.blocks import Figure, Table
from casework import version_line
from casework.acts import Condition
from casework.recording import review_of
from casework.version_line import Due, time_line, versions, with_shown
from tests.support.recorded import ADA, draft
from tests.support.reviewed import ANN, BEN, accepted, begun

KEYS = Condition(what="Ask who holds the keys", owner="Cy", until=date(2999, 5, 1))


def test_of_a_draft_nothing_is_due_and_one_version_is_no_figure(store: Store) -> None:
    review = begun(store)
    (version,) = versions(store, "harbour")
    assert (version.entry.id, version.state, version.due_words) == ("harbour/1", "draft", ("nothing", "nobody"))
    (table,) = time_line((version,), review.entry)
    assert isinstance(table, Table)
    assert [cell.text for cell in table.rows[0]][:6] == [
        "1 (shown)",
        review.entry.saved_at[:16].replace("T", " "),
        "Ada",
        "draft",
        "nothing",
        "nobody",
    ]


def test_the_question_that_is_due_first_is_due_next_until_it_is_answered(store: Store) -> None:
    review = begun(store)
    later, first = (question.name for question in review.questions[:2])
    review.do(ANN, "assign", about=later, owner="Ann", until=date(2999, 3, 1))
    review.do(ANN, "assign", about=first, owner="Ben", until=date(2999, 2, 1))
    assert versions(store, "harbour")[0].due == Due(date(2999, 2, 1), "Ben")
    review.do(ANN, "assign", about=first, owner="Cy", until=date(2999, 4, 1))
    assert versions(store, "harbour")[0].due == Due(date(2999, 3, 1), "Ann")
    review.do(ANN, "answer", about=later, said="Yes.")
    assert versions(store, "harbour")[0].due == Due(date(2999, 4, 1), "Cy")


def test_a_condition_of_the_decision_is_due_until_it_is_met(store: Store) -> None:
    after = date(2999, 9, 1)
    decision = accepted(begun(store), after, outcome="accepted with conditions", conditions=(KEYS,))
    (version,) = versions(store, "harbour")
    assert (version.state, version.due) == ("accepted with conditions", Due(KEYS.until, "Cy"))
    review_of(store, "harbour").do(BEN, "meet", about=decision.condition_ids()[0], said="Seen.")
    assert versions(store, "harbour")[0].due == Due(after, "Ben")


def test_a_question_that_is_accepted_as_open_is_due_when_that_runs_out_unless_it_is_taken_back(store: Store) -> None:
    review = begun(store)
    first, *others = (question.name for question in review.questions)
    review.do(ANN, "submit")
    review.do_each(BEN, "accept", others, said="Not before the audit.", until=date(2999, 3, 1))
    assert versions(store, "harbour")[0].due == Due(date(2999, 3, 1), "Ben")
    act = review.do(BEN, "accept", about=first, said="Not before the audit.", until=date(2999, 2, 1))
    assert versions(store, "harbour")[0].due == Due(date(2999, 2, 1), "Ben")
    review.do(BEN, "withdraw", about=act.id, said="It is known.")
    review.do(ANN, "answer", about=first, said="Yes.")
    assert versions(store, "harbour")[0].due == Due(date(2999, 3, 1), "Ben")
    review.do(BEN, "decide", outcome="accepted", said="Fine.")
    assert versions(store, "harbour")[0].due == Due(date(2999, 3, 1), "Ben")


def test_a_line_says_how_many_versions_it_leaves_out_and_has_the_one_that_is_shown(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(version_line, "MOST", 2)
    for _ in range(2):
        store.save(draft(), "harbour", ADA)
    assert _table(store, "harbour/1") == ("The line of harbour", ["2", "1 (shown)"])
    store.save(draft(), "harbour", ADA)
    assert _table(store, "harbour/2") == ("The line of harbour, the last 2 of 3", ["3", "2 (shown)"])
    assert _table(store, "harbour/1") == (
        "The line of harbour, the last 2 of 3 and the one shown",
        ["3", "2", "1 (shown)"],
    )


def _table(store: Store, shown: str) -> tuple[str, list[str]]:
    """The caption of a time line, and the numbers of its versions."""
    entry = store.find(shown)
    *_, table = time_line(with_shown(store, versions(store, "harbour"), entry), entry)
    assert isinstance(table, Table)
    return table.caption, [row[0].text for row in table.rows]


def test_several_versions_are_a_figure_in_the_order_of_time_and_a_table_the_newest_first(store: Store) -> None:
    review = begun(store)
    review.do(ANN, "submit")
    store.save(draft(), "harbour", ADA, "After the merger")
    figure, table = time_line(versions(store, "harbour"), store.find("harbour/2"))
    assert isinstance(figure, Figure)
    assert isinstance(table, Table)
    assert figure.chart is not None
    day = review.entry.saved_at[:10]
    assert [mark.name for mark in figure.chart.marks] == [f"1: {day}, in review", f"2: {day}, draft"]
    assert "in review; due next: nothing, by nobody; saved by Ada" in figure.alt
    assert [row[0].text for row in table.rows] == ["2 (shown)", "1"]
