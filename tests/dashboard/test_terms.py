"""Terms of art in the places: explained where each is said first, by mouse and by keyboard."""

from __future__ import annotations

import re
from html import unescape

import pytest
import streamlit as st
from playwright.sync_api import Page, expect
from streamlit.testing.v1 import AppTest

from assessments.report.glossary import GLOSSARY, IN_TEXT, TextPiece, pieces
from dashboard import terms
from tests.support.dashboards import go, visited

FIVE = "case:wechat-five-lines"
BUTTON = re.compile(r'<button type="button" class="term"[^>]*>(.*?)</button>')
PLACES = dict.fromkeys(("answer", "numbers", "flows"), "case:harbour") | {"options": "case:example-chat"}


def marked(place: str) -> list[str]:
    """The words of a place that are explained by a press, in their order."""
    return [unescape(words).lower() for words in explained_by(visited(place, map=PLACES[place]))]


def test_every_term_of_the_glossary_is_found_in_text_and_no_other() -> None:
    assert list(IN_TEXT) == [term for term in GLOSSARY if term in IN_TEXT] == list(GLOSSARY)


def test_a_bracket_stays_in_one_line_with_the_term_that_it_opens_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(st, "session_state", {})
    assert terms.with_terms("Open: 75 in 100 (90% interval 52–91)").startswith(
        'Open: 75 in 100 <span class="whole">(<button type="button" class="term"'
    )


def test_a_comma_stays_in_one_line_with_the_term_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(st, "session_state", {})
    html = terms.with_terms("16% on bracketed, 50% on counted (default).")
    assert re.search(r'<span class="whole"><button [^>]*>bracketed</button>,</span> 50%', html)
    assert re.search(r'<span class="whole">\(<button [^>]*>default</button>\)\.</span>$', html)


def test_the_pieces_of_a_text_are_the_text() -> None:
    text = "A score of 50 (90% interval 43–56) by foreign states; scores and breaches are none."
    cut = [
        TextPiece("score", "Score"),
        TextPiece("90% interval", "90% interval"),
        TextPiece("foreign states", "Foreign state"),
    ]
    assert [piece for piece in pieces(text) if piece.term] == cut
    assert "".join(piece.text for piece in pieces(text)) == text


@pytest.mark.parametrize("place", PLACES)
def test_a_place_explains_each_term_that_it_says_once(place: str) -> None:
    explained = [piece.term for words in marked(place) for piece in pieces(words)]
    assert len(explained) > 1
    assert sorted(explained) == sorted(set(explained))


def test_what_a_sentence_explains_it_explains_again_once_its_interval_has_come(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(st, "session_state", {})
    terms.begin()
    first = terms.with_terms("Own state, apart: 21% reached; interval not computed.")
    assert BUTTON.findall(first) == ["Own state", "reached"]
    terms.show_anew()
    again = terms.with_terms("Own state, apart: 20% reached, 10,000 people (730–270,000) a year.")
    assert BUTTON.findall(again) == ["Own state", "reached"]
    assert BUTTON.findall(terms.with_terms("Own state, apart: none reached")) == []


def test_a_part_that_is_made_anew_explains_each_time_what_nothing_outside_of_it_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(st, "session_state", {})

    @terms.page_part("outer")
    def outer() -> list[str]:
        return [*BUTTON.findall(terms.with_terms("The score of what is reached, a foreign state.")), *inner()]

    @terms.page_part("inner")
    def inner() -> list[str]:
        first = BUTTON.findall(terms.with_terms("A score, a 90% interval."))
        terms.show_anew()
        assert BUTTON.findall(terms.with_terms("A score, a 90% interval.")) == first
        return first

    terms.begin()
    assert BUTTON.findall(terms.with_terms("Reached by many.")) == ["Reached"]
    assert outer() == ["score", "foreign state", "90% interval"]
    assert BUTTON.findall(terms.with_terms("A score with its 90% interval.")) == []
    assert [inner(), inner()] == [["90% interval"]] * 2
    assert [outer(), inner(), outer()] == [
        ["score", "foreign state", "90% interval"],
        ["90% interval"],
        ["score", "foreign state", "90% interval"],
    ]


def explained_by(at: AppTest) -> list[str]:
    """The words that are explained by a press, in their order."""
    return BUTTON.findall("".join(element.proto.body for element in at.get("html")))


def test_text_of_a_map_beside_a_term_stays_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(st, "session_state", {})
    shown = terms.with_terms("<b>the score</b>")
    assert shown.startswith("&lt;b&gt;the <button")
    assert shown.endswith("</button>&lt;/b&gt;")


def test_a_term_is_explained_by_the_keyboard_and_the_explanation_closes(page: Page) -> None:
    go(page, "Answer", f"map={FIVE}")
    page.get_by_role("button", name="90% interval").focus()
    page.keyboard.press("Enter")
    explanation = page.locator(".meaning", has_text=GLOSSARY["90% interval"])
    expect(explanation).to_be_visible()
    page.keyboard.press("Escape")
    expect(explanation).to_be_hidden()
    expect(page.get_by_role("button", name="90% interval")).to_be_focused()
