"""Meetings: which version is compared with, who was there, what each screen says, and the minutes in each format."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import cast

import docx
import pytest
from pypdf import PdfReader

from assessments.conclusions.verdict import verdict
from assessments.exports import docx as word
from assessments.exports import markdown, pdf
from assessments.record.drafts import Draft, data_map_of, drafted, run_of_request
from assessments.record.entries import AssessmentRequest
from assessments.record.models import Saved
from assessments.record.recompute import side_of
from assessments.record.store import Store, open_store
from assessments.report.blocks import Figure, NamedCells, Notice, Section, Table, Text
from assessments.report.departures import scenario
from assessments.report.documents import Document
from assessments.report.option_words import QUESTION, verdict_words
from assessments.results.comparison.compared import comparison_of
from assessments.results.part import Quantity
from casework import meeting_screens
from casework.minutes import Weighed, minutes, weighed
from casework.recording import Review, review_of
from casework.rounds import before, names_in, present, question_to_meeting, words_of
from data_maps.reading import case_path
from tests.support.assessed import stated
from tests.support.recorded import ADA, MAP, NAME, draft, new_file_store
from tests.support.reviewed import ANN, FAR, NUMBER, accepted, begun

HOSTILE = "<script>alert(1)</script> **b** [c](javascript:d) =1+1 $e$ #f"
CASE = "case:example-chat"


@pytest.fixture
def store(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with open_store(new_file_store(tmp_path, tmp_path_factory.getbasetemp())) as made:
        yield made


@cache
def _with_options(draws: int = 0) -> Draft:
    files, what = {CASE: case_path("example-chat").read_bytes()}, AssessmentRequest(draws=draws)
    return drafted(run_of_request(data_map_of(CASE, files), what), CASE, files, what)


@cache
def _larger() -> Draft:
    files, what = {NAME: MAP.replace(b"1M", b"2M")}, AssessmentRequest(draws=0)
    return drafted(run_of_request(data_map_of(NAME, files), what), NAME, files, what)


def held(store: Store) -> Review:
    """The review of an assessment on which a meeting decided, with a condition and a dissent."""
    review = begun(store)
    condition = {"what": "Move the keys.", "owner": "Cy", "until": date(2999, 6, 1)}
    review.do(ANN, "attend", said="Grace Hopper")
    review.do(ANN, "attend")
    review.do(ANN, "answer", about=NUMBER, said="Asked: no.")
    decision = accepted(review, outcome="accepted with conditions", said="It can wait.", conditions=(condition,))
    review.do(ANN, "dissent", about=decision.id, said=words_of("Edsger", "Ann", "It is too early."))
    review.do(ANN, "comment", about="headline.harm", said=HOSTILE)
    return review


def made_of(review: Review) -> Document:
    return minutes(review)


def section(document: Document, id_: str) -> Section:
    return next(each for each in document.sections if each.id == id_)


def rows(found: Section | Table) -> list[list[str]]:
    tables = (found,) if isinstance(found, Table) else tuple(b for b in found.blocks if isinstance(b, Table))
    return [[cell.text for cell in row] for table in tables for row in table.rows]


def test_names_are_taken_from_a_line_each_once() -> None:
    assert names_in(" Ada,Grace  Hopper; Ada\nEdsger,, ") == ("Ada", "Grace Hopper", "Edsger")
    assert names_in(" ,;") == ()


def test_a_scribe_names_whose_words_they_note() -> None:
    assert words_of("Edsger", "Ada", "Too early.") == "Edsger: Too early."
    assert words_of("", "Ada", "Too early.") == words_of("Ada", "Ada", "Too early.") == "Too early."


def test_who_was_there_is_whoever_was_named_or_noted_themselves(store: Store) -> None:
    review = held(store)
    assert [(name, act.by) for name, act in present(review.acts()).items()] == [("Grace Hopper", "Ann"), ("Ann", "Ann")]


def test_a_new_meeting_begins_when_it_is_handed_in_again_after_a_decision(store: Store) -> None:
    review = held(store)
    review.do(ANN, "submit", said="And now?")
    assert present(review.acts()) == {}
    assert question_to_meeting(review.acts()) == "And now?"
    assert rows(section(made_of(review), "present")) == []


def test_whoever_withdraws_was_not_there(store: Store) -> None:
    review = begun(store)
    act = review.do(ANN, "attend", said="Grace Hopper")
    review.do(ANN, "withdraw", about=act.id, said="She could not come.")
    assert present(review.acts()) == {}


def test_a_version_is_compared_with_the_last_that_was_decided_on(store: Store) -> None:
    first = begun(store)
    assert before(store, first.entry) is None
    assert meeting_screens.since(None).startswith("This is the first time")
    decision = accepted(first, outcome="rejected", said="No.")
    second, third = (store.save(draft(), "harbour", ADA) for _ in range(2))
    for entry in (second, third):
        found = before(store, entry)
        assert found is not None
        assert (found.entry.id, found.decision) == ("harbour/1", decision)
    assert meeting_screens.since(before(store, third)) == (
        f"Compared with the last one that was decided on: harbour/1, rejected by Ben on {decision.at[:10]}."
    )


def test_without_a_decision_it_is_the_version_before(store: Store) -> None:
    begun(store)
    store.save(draft(), "harbour", ADA)
    found = before(store, store.save(draft(), "harbour", ADA))
    assert found is not None
    assert (found.entry.id, found.decision) == ("harbour/2", None)
    assert meeting_screens.since(found).startswith(
        "No earlier version was decided on; compared with the one before, harbour/2"
    )


def test_minutes_say_what_was_decided_why_by_whom_and_who_was_there(store: Store) -> None:
    review = held(store)
    document, entry, decision = made_of(review), review.entry, review.standing().decision
    assert decision is not None
    assert document.title == "Minutes: Harbour"
    assert document.stamp.endswith(f" · {entry.fingerprint}")
    said = [block.text for block in section(document, "decision").blocks if isinstance(block, Text)]
    at = f"{decision.at[:10]} {decision.at[11:16]} UTC"
    assert said == [f"Accepted with conditions, by Ben on {at}.", "Because: It can wait."]
    condition, dissent = rows(section(document, "decision"))
    assert condition == ["Move the keys.", "Cy", "2999-06-01", "not yet"]
    assert [dissent[0], dissent[2]] == ["Ann", "Edsger: It is too early."]
    assert [row[:2] for row in rows(section(document, "present"))] == [["Grace Hopper", "Ann"], ["Ann", "Ann"]]


def test_minutes_and_the_first_screen_say_how_the_result_departs_from_its_map(store: Store) -> None:
    asked = AssessmentRequest(draws=0, numbers=("interest.DE=0.9",))
    made = run_of_request(data_map_of(NAME, {NAME: MAP}), asked)
    store.save(drafted(made, NAME, {NAME: MAP}, asked), "harbour", ADA)
    review = review_of(store, "harbour")
    document, changed = made_of(review), scenario(made)
    assert document.title == "Minutes: Harbour – changed: interest.DE set to 0.9"
    assert (document.banner, document.header) == (changed.banner, changed.header)
    assert changed.banner.startswith("This is not the map as written. Set from outside: interest.DE: ")
    first, *_ = meeting_screens.question_screen(review.saved, made, review.standing())
    assert first == Notice(changed.banner, "assumed")


def test_minutes_hold_every_open_question_that_was_accepted_with_its_expiry(store: Store) -> None:
    review = held(store)
    found, answered, left = (b for b in section(made_of(review), "questions").blocks if isinstance(b, Table))
    names = [question.name for question in review.questions if question.name != NUMBER]
    assert [row[1:] for row in rows(found)] == [[name, "Ben", str(FAR), "Not before the audit."] for name in names]
    assert [row[1:] for row in rows(answered)] == [[NUMBER, "Asked: no.", "Ann"]]
    assert left.rows == ()


def test_minutes_hold_the_options_looked_at(store: Store) -> None:
    store.save(_with_options(), "example-chat", ADA)
    found = rows(section(made_of(review_of(store, "example-chat")), "options"))
    rowed = weighed(store.load("example-chat"))
    assert [row[0] for row in found] == [each.title for each in rowed]
    assert [row[0] for row in found][:2] == ["Nothing is done", "Bar the app from government devices"]
    assert {row[4] for row in found} <= {"harm", "officials exposed", "harm and officials exposed", "neither"}


def test_the_frontier_of_a_track_is_what_nothing_beats_with_no_more_burden(store: Store) -> None:
    store.save(_with_options(), "example-chat", ADA)
    rowed = weighed(store.load("example-chat"))
    harms = {each.option: -each.removed.point for each in rowed}
    tracks = {"harm": harms, "officials exposed": {each.option: each.strategic.point for each in rowed}}
    for track, values in tracks.items():
        for one in rowed:
            better = [
                other
                for other in rowed
                if (values[other.option], stated(other.burden).point) != (values[one.option], stated(one.burden).point)
                and values[other.option] <= values[one.option]
                and stated(other.burden).point <= stated(one.burden).point
            ]
            assert (track in one.on) == (not better), (track, one.option)


def test_questions_that_were_accepted_at_once_are_one_row_of_what_was_done(store: Store) -> None:
    review = held(store)
    done = [(row[2], row[3]) for row in rows(section(made_of(review), "acts"))]
    decision = review.standing().decision
    assert decision is not None
    accepts = f"{len(review.questions) - 1} questions"
    assert done == [
        ("attend", ""),
        ("attend", ""),
        ("answer", NUMBER),
        ("submit", ""),
        ("accept", accepts),
        ("decide", "accepted with conditions"),
        ("dissent", decision.id),
        ("comment", "headline.harm"),
    ]


def test_estimates_that_are_blind_are_in_no_minutes(store: Store) -> None:
    review = begun(store)
    review.do(ANN, "estimate", about=NUMBER, value="0.4711", said="a secret of Ann's")
    assert rows(section(made_of(review), "acts")) == []
    assert "secret" not in markdown.rendered(made_of(review))


def test_minutes_of_a_draft_say_that_nothing_is_decided(store: Store) -> None:
    text = markdown.rendered(made_of(begun(store)))
    assert "Nothing is decided: this is a draft." in text
    assert "Nobody was noted as present." in text


def test_minutes_are_the_same_after_the_decision_has_lapsed(store: Store) -> None:
    review = held(store)
    text = markdown.rendered(made_of(review))
    store.save(_larger(), "harbour", ADA)
    again = review_of(store, "harbour/1")
    assert again.standing().state == "lapsed"
    assert markdown.rendered(made_of(again)) == text


def test_the_same_record_gives_the_same_bytes_in_each_format_and_readers_find_all_of_it(store: Store) -> None:
    review = held(store)
    one, other = made_of(review), made_of(review_of(store, "harbour/1"))
    for module in (pdf, word, markdown):
        assert module.rendered(one) == module.rendered(other)
    printed = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf.rendered(one))).pages)
    opened = docx.Document(io.BytesIO(word.rendered(one)))
    cells = [cell.text for table in opened.tables for row in table.rows for cell in row.cells]
    written = "\n".join([*(paragraph.text for paragraph in opened.paragraphs), *cells])
    wanted = ("It can wait.", "Move the keys.", "Cy", "2999-06-01", "Edsger: It is too early.", "Grace Hopper")
    for text in (_bare(printed), _bare(written)):
        assert [part for part in (*wanted, review.entry.fingerprint, HOSTILE) if _bare(part) not in text] == []
    headings = [
        paragraph.text for paragraph in opened.paragraphs if paragraph.style and paragraph.style.name == "Heading 1"
    ]
    assert headings[:5] == ["Decision", "Present", "What it is about", "Options looked at", "What was said"]


def _bare(text: str) -> str:
    """A text without the spaces and the marks at which a line may break."""
    return "".join(char for char in text if not char.isspace() and char not in "\u200b\u00ad\u2060")


def test_hostile_words_are_text_in_markdown(store: Store) -> None:
    text = markdown.rendered(made_of(held(store)))
    assert "<script>" not in text
    assert "](javascript" not in text


def test_screens_say_both_tracks_and_what_people_would_lose(store: Store) -> None:
    saved = store.load(store.save(_with_options(), "example-chat", ADA).id)
    for_, against = (
        [block.text for block in told(saved)] for told in (meeting_screens.speaks_for, meeting_screens.speaks_against)
    )
    assert for_[0].startswith("If nothing is done, people seriously harmed (equivalent) a year: foreign states ")
    assert for_[1].startswith("Apart from that: ")
    assert "removes most harm" in for_[2]
    assert "leaves fewest officials exposed" in for_[3]
    assert "person-years without the app." in against[0]
    assert against[-1].startswith("Of the forecast, ")
    figure, table, *_ = meeting_screens.frontier(saved)
    assert isinstance(figure, Figure)
    assert figure.chart is not None
    titles = [one.title for one in weighed(saved)[1:] if one.burden]
    assert [mark.whole for mark in figure.chart.marks] == titles
    assert any(f"“{title}" in for_[2] for title in titles)
    assert isinstance(table, Table)
    caption = table.caption
    assert caption.startswith("Nothing leaves as little risk with no more burden")


def test_the_best_trade_offs_are_those_of_what_the_figure_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    present = _weighed("status-quo", 0.0, 0.0, ("harm", "officials exposed"))
    rows = (
        present,
        _weighed("ask", 50.0, 10.0, ()),  # beaten on what all actors do, as the engine counts it
        _weighed("bar", 20.0, 500.0, ("officials exposed",)),  # removes less than "ask", for more
        _weighed("close", 70.0, 900.0, ("harm",)),
    )
    monkeypatch.setattr(meeting_screens, "weighed", lambda _: rows)
    figure, *_ = meeting_screens.frontier(cast("Saved", None))
    assert isinstance(figure, Figure)
    assert figure.chart is not None
    assert {mark.name: mark.hollow for mark in figure.chart.marks} == {"ask": False, "bar": True, "close": False}
    assert figure.chart.title.startswith("2 of 3 options are best trade-offs on harm by foreign states: ")


def _weighed(option: str, removed: float, burden: float, on: tuple[str, ...]) -> Weighed:
    return Weighed(option, option, Quantity(removed), Quantity(1.0), Quantity(burden), None, on)


def test_open_questions_stand_there_most_worth_first_and_settled_ones_are_counted(store: Store) -> None:
    review = begun(store)
    review.do(ANN, "submit")
    review.do(ANN, "answer", about=NUMBER, said="Asked: no.")
    lead, table = meeting_screens.unknown(review.saved, review.standing())
    assert isinstance(lead, Text)
    assert lead.text == f"{len(review.questions) - 1} questions are open; 1 answered, 0 accepted as open."
    assert isinstance(table, Table)
    assert table.caption == "Open questions, the 5 worth most"
    answered = next(question.ask for question in review.questions if question.name == NUMBER)
    assert answered not in [row[0].text for row in table.rows]


def test_each_of_the_first_screens_has_one_message_and_one_picture(store: Store) -> None:
    saved = store.load(store.save(_with_options(), "example-chat", ADA).id)
    made = run_of_request(data_map_of(saved.entry.map, saved.files), saved.entry.asked)
    now = Review(store, saved).standing()
    for screen in (meeting_screens.question_screen(saved, made, now), meeting_screens.routes(saved, made)):
        content = tuple(screen)
        assert [block.lead for block in content if isinstance(block, Text)] == [True]
        assert len([block for block in content if isinstance(block, Figure)]) == 1


def test_the_screen_on_routes_says_beside_the_picture_how_open_each_is(store: Store) -> None:
    saved = store.load(store.save(_with_options(), "example-chat", ADA).id)
    made = run_of_request(data_map_of(saved.entry.map, saved.files), saved.entry.asked)
    content = meeting_screens.routes(saved, made)
    beside = next(block for block in content if isinstance(block, NamedCells))
    table = next(block for block in content if isinstance(block, Table))
    assert [(chance, words.text) for chance, words in beside.rows] == [(row[1].text, row[0].text) for row in table.rows]
    assert len(beside.rows) == meeting_screens.ROUTES


def test_the_screen_on_options_begins_with_the_verdict_of_the_place_options(store: Store) -> None:
    saved = store.load(store.save(_with_options(draws=400), "example-chat", ADA).id)
    made = run_of_request(data_map_of(saved.entry.map, saved.files), saved.entry.asked)
    assert meeting_screens.verdict(saved, made) == (
        Text(QUESTION),
        Text(verdict_words(verdict(made, pairs=True))[0], lead=True),
    )
    for unsure in (_with_options(), draft()):  # without simulations, and without options
        without = store.load(store.save(unsure, "without", ADA).id)
        made = run_of_request(data_map_of(without.entry.map, without.files), without.entry.asked)
        assert meeting_screens.verdict(without, made) == ()


def test_what_changed_says_whose_harm_it_is_and_adds_up_to_the_headline(store: Store) -> None:
    one, other = (store.save(each, "harbour", ADA).id for each in (draft(), _larger()))
    found = comparison_of(side_of(store.load(one)), side_of(store.load(other)), draws=0)
    lead, figures = meeting_screens.changed(found)
    assert lead.text == "People seriously harmed (equivalent) a year by foreign states go from 56 to 130: 76 more."
    assert [figure.alt.startswith("From 56 to 130 ") for figure in figures] == [True]
    table = meeting_screens.parts(found)
    harmed = "People seriously harmed (equivalent), by foreign states"
    titles = ["Group", harmed, "Officials exposed, by all actors"]
    assert [column.title for column in table.columns] == titles
    assert [(row[0].text, row[1].text) for row in table.rows] == [("People", "+76")]


@pytest.mark.parametrize(
    ("text", "most", "cut"),
    [("as it is", 8, "as it is"), ("one two three", 9, "one two…"), ("x" * 30, 10, f"{'x' * 9}…"), ("a\n b", 9, "a b")],
)
def test_long_texts_are_cut_after_a_word_to_fit_a_screen(text: str, most: int, cut: str) -> None:
    assert meeting_screens.short(text, most) == cut
