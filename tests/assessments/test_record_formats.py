"""What was saved in an older format still opens, verifies and is made again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from assessments.record.comparison import side_of
from assessments.record.drafts import Draft, assessed, data_map_of, drafted
from assessments.record.recompute import recomputed
from assessments.record.store import Store
from assessments.record.text import departures, known_score
from assessments.record.verify import verified
from assessments.review.basis import questions_of
from assessments.review.options_weighed import weighed
from assessments.review.recording import Review
from data_maps.reading import case_path
from tests.support.recorded import ADA, ASKED

NAME = "harbour.yaml"
OLD = Path(__file__).parent / "harbour-format-1.json"
"""The result of `case:harbour` without draws, as version 0.1.0 wrote it in format 1."""


def harbour() -> Draft:
    """The case of the harbour, assessed today."""
    files = {NAME: case_path("harbour").read_bytes()}
    return drafted(assessed(data_map_of(NAME, files), ASKED), NAME, files, ASKED)


def test_a_result_of_format_1_opens_verifies_and_says_what_it_said(store: Store) -> None:
    today = harbour()
    entry = store.save(replace(today, result=OLD.read_bytes()), "harbour", ADA)
    saved = store.load(entry.id)
    assert saved.result == OLD.read_bytes()
    assert verified(store).altered == ()
    assert known_score(entry)[0].text == "23"
    old, new = saved.content, today.content
    assert (old.headline, old.strategic, old.ledger, old.regimes) == (
        new.headline,
        new.strategic,
        new.ledger,
        new.regimes,
    )
    assert (old.options, weighed(saved)) == ((), ())
    assert [question.ask for question in questions_of(saved)] == [question.ask for question in new.questions]
    assert Review(store, saved).numbers == tuple(row.address for row in new.ledger)
    assert side_of(saved).recorded == {
        "harm": new.headline.harm,
        "strategic": new.strategic.persons_per_year,
        **{f"persons.{level}": q for level, q in new.headline.persons_per_year.items()},
    }


def test_an_old_result_that_does_not_say_how_it_departs_from_its_map_names_what_was_asked(store: Store) -> None:
    asked = replace(ASKED, numbers=("interest.XB=0.3",), severity_ratio=None)
    entry = store.save(replace(harbour(), result=OLD.read_bytes(), asked=asked), "harbour", ADA)
    changed = departures(store.load(entry.id))
    assert changed.short == "interest.XB=0.3; linear weights"
    assert changed.says == "This is not the map as written. interest.XB=0.3; linear weights."


def test_a_result_of_format_1_is_made_again_in_the_format_of_today_and_nothing_else_differs(store: Store) -> None:
    store.save(replace(harbour(), result=OLD.read_bytes()), "harbour", ADA)
    again = recomputed(store, store.load("harbour"))
    assert (again.same, again.causes, again.effects, again.problems) == (False, (), (), ())
