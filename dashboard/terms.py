"""Terms of art on a page: each is explained where a place says it first, by a press of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape

import streamlit as st

from assessments.report.glossary import GLOSSARY, anchor, pieces

SAID, AGAIN, PARTS = "terms", "terms:again", "terms:parts"
_NUMBERS = re.compile(r"\([^()]*\)|[\d.,%]+")
_CLOSED = re.compile(r"(<button[^>]*>[^<]*</button>)([,.;:?!)]+)")
BEGINNING = 24  # letters that a sentence keeps when its intervals come, or its numbers change


def begin() -> None:
    """Count the terms of a page from the beginning: call it once, before any text is shown."""
    st.session_state.update({SAID: {}, AGAIN: None, PARTS: {}})


@contextmanager
def part(name: str) -> Iterator[None]:
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


def again() -> None:
    """From now on texts are shown anew in their places: each explains what it explained before."""
    if st.session_state.get(AGAIN) is None:
        st.session_state[AGAIN] = dict(st.session_state.get(SAID, {}))


def explained(text: str) -> str:
    """A text as escaped HTML, in which a term that no other text said before is a button."""
    explained_terms, beginning = st.session_state.setdefault(SAID, {}), _NUMBERS.sub("", text)[:BEGINNING]
    anew = st.session_state.get(AGAIN) or {}
    parts: list[str] = []
    for piece in pieces(text):
        first = piece.term and (piece.term not in explained_terms or anew.get(piece.term) == beginning)
        parts.append(_in_brackets(parts, _button(piece.text, piece.term)) if first else escape(piece.text))
        explained_terms.setdefault(piece.term, beginning)
        if first:
            anew.pop(piece.term, None)
    return "".join(parts)


def _in_brackets(before: list[str], button: str) -> str:
    """A button with the bracket that opens before it, as a line never ends in an open one."""
    if not before or not before[-1].endswith("("):
        return button
    before[-1] = before[-1].removesuffix("(")
    return f'<span class="whole">({button}</span>'


def with_meanings(html: str) -> str:
    """Escaped HTML in the look of the blocks, with the meaning of each term that is a button in it, out of sight.

    What closes a part of a sentence stays in one line with the button before it.
    """
    html = _CLOSED.sub(r'<span class="whole">\1\2</span>', html)
    explained_terms = [term for term in GLOSSARY if f'popovertarget="{anchor(term)}"' in html]
    return f'<div class="dr">{html}{"".join(map(_meaning, explained_terms))}</div>'


def _meaning(term: str) -> str:
    words = f"<strong>{escape(term)}.</strong> {escape(GLOSSARY[term])}"
    return f'<div class="meaning" id="{anchor(term)}" popover>{words}</div>'


def _button(words: str, term: str) -> str:
    leads = f'popovertarget="{anchor(term)}" title="{escape(GLOSSARY[term])}"'
    return f'<button type="button" class="term" {leads}>{escape(words)}</button>'
