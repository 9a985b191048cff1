"""Room on page one: what goes last is kept first, and nothing that stays goes."""

from __future__ import annotations

from assessments.report.blocks import Text
from assessments.report.page_one_length import Clause, PageRoom, fitted

CLAUSES = (
    Clause("Who?", Text("One stays.")),
    Clause("Who?", Text("Four words go first."), 3),
    Clause("Whose?", Text("Then 3 and 4."), 2),
    Clause("Whose?", Text("Two stay.")),
)


def told(words: int, numerals: int | None = None) -> list[str]:
    """What is left of the sentences where there is so much room."""
    return [clause.text.text for clause in fitted(CLAUSES, PageRoom(words, numerals))]


def test_sentences_stay_in_their_order_and_what_goes_last_is_taken_first() -> None:
    stays, first, then, last = (clause.text.text for clause in CLAUSES)
    assert told(14) == [stays, first, then, last]
    assert told(13) == [stays, then, last]
    assert told(9) == [stays, last]


def test_what_stays_stands_where_there_is_no_room() -> None:
    assert told(1) == ["One stays.", "Two stay."]


def test_a_sentence_without_numerals_is_taken_where_one_before_it_has_too_many() -> None:
    assert told(14, numerals=1) == ["One stays.", "Four words go first.", "Two stay."]
