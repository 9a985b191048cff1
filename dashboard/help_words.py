"""Help: the keys of the dashboard, and a glossary of the terms that its places use."""

from __future__ import annotations

import streamlit as st

from assessments.report.blocks import Cell, NamedCells
from assessments.report.glossary import GLOSSARY
from dashboard import show

KEYS = {
    "Ctrl+K or ⌘K": "find a place, a number or a route",
    "?": "this help",
    "Tab": "the next field, table or figure; in a table arrow keys go from number to number",
    "Enter": "on a number: what it rests on; in a field: take it over",
    "Arrow keys": "in the flow map: walk along the flows; F shows it on the whole screen",
    "Page Up, Page Down": "in Present: the step before and the next",
    "Esc": "close a window, or leave the text of the map with Tab",
}


def shown() -> None:
    """The keys, then each term with its sentence."""
    keys, terms = st.tabs(["Keys", "Glossary"])
    with keys:
        show.blocks((NamedCells(tuple((key, Cell(does)) for key, does in KEYS.items())),))
    with terms:
        show.blocks((NamedCells(tuple((term, Cell(meaning)) for term, meaning in GLOSSARY.items())),))
