"""The versions of a map as a time line: state, what is due next, and whose it is."""

from __future__ import annotations

from datetime import date

from assessments.record.store import Store
from assessments.report.blocks import Figure, Table
from assessments.review.acts import Condition
from assessments.review.recording import review_of
from assessments.review.version_line import Due, time_line, versions
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
    decision = accepted(begun(store), outcome="accepted with conditions", conditions=(KEYS,))
    (version,) = versions(store, "harbour")
    assert (version.state, version.due) == ("accepted with conditions", Due(KEYS.until, "Cy"))
    review_of(store, "harbour").do(BEN, "meet", about=decision.condition_ids()[0], said="Seen.")
    assert versions(store, "harbour")[0].due is None


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
