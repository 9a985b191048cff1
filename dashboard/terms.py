"""Terms of art on a page: each is explained where a place says it first, by a press of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from html import escape

import streamlit as st

from assessments.report.glossary import GLOSSARY, anchor, pieces

SAID, AGAIN, PARTS = "terms", "terms:again", "terms:parts"
_NUMBERS = re.compile(r"\([^()]*\)|[\d.,%]+")
_CLOSING = ",.;:?!)"
BEGINNING = 24  # letters that a sentence keeps when its intervals come, or its numbers change


def begin() -> None:
    """Count the terms of a page from the beginning: call it once, before any text is shown."""
    st.session_state.update({SAID: {}, AGAIN: None, PARTS: {}})


@contextmanager
def page_part(name: str) -> Iterator[None]:
    """A part of the page that is made anew without the rest: each time it explains what no text outside of it does."""
    explained, parts = st.session_state.setdefault(SAID, {}), st.session_state.setdefault(PARTS, {})
    for term in parts.pop(name, ()):
        explained.pop(term, None)
    outside, anew = set(explained), st.session_state.get(AGAIN)
    st.session_state[AGAIN] = None
    try:
        yield
    finally:
        parts[name] = set(explained) - outside
        st.session_state[AGAIN] = anew


def show_anew() -> None:
    """From now on texts are shown anew in their places: each explains what it explained before."""
    if st.session_state.get(AGAIN) is None:
        st.session_state[AGAIN] = dict(st.session_state.get(SAID, {}))


def with_terms(text: str) -> str:
    """A text as escaped HTML, in which a term that no other text said before is a button."""
    explained_terms, beginning = st.session_state.setdefault(SAID, {}), _NUMBERS.sub("", text)[:BEGINNING]
    anew = st.session_state.get(AGAIN) or {}
    parts: list[tuple[str, bool]] = []
    for piece in pieces(text):
        first = bool(piece.term) and (piece.term not in explained_terms or anew.get(piece.term) == beginning)
        parts.append((_button(piece.text, piece.term) if first else escape(piece.text), first))
        explained_terms.setdefault(piece.term, beginning)
        if first:
            anew.pop(piece.term, None)
    return in_lines(parts)


def in_lines(parts: Sequence[tuple[str, bool]]) -> str:
    """Parts of a sentence, each as HTML and whether it is a button, put together.

    The bracket that opens right before a button, and what closes right after it, stay in one line with it.
    """
    words = ["", *(html for html, _ in parts), ""]
    for place, (button, is_button) in enumerate(parts, 1):
        if is_button:
            opening = "(" if words[place - 1].endswith("(") else ""
            after = words[place + 1].lstrip(_CLOSING)
            closing = words[place + 1].removesuffix(after)
            if opening or closing:
                words[place] = f'<span class="whole">{opening}{button}{closing}</span>'
                words[place - 1], words[place + 1] = words[place - 1].removesuffix("("), after
    return "".join(words)


def with_meanings(html: str) -> str:
    """Escaped HTML in the look of the blocks, with the meaning of each term that is a button in it, out of sight."""
    explained_terms = [term for term in GLOSSARY if f'popovertarget="{anchor(term)}"' in html]
    return f'<div class="dr">{html}{"".join(map(_meaning, explained_terms))}</div>'


def _meaning(term: str) -> str:
    words = f"<strong>{escape(term)}.</strong> {escape(GLOSSARY[term])}"
    return f'<div class="meaning" id="{anchor(term)}" popover>{words}</div>'


def _button(words: str, term: str) -> str:
    leads = f'popovertarget="{anchor(term)}" title="{escape(GLOSSARY[term])}"'
    return f'<button type="button" class="term" {leads}>{escape(words)}</button>'
