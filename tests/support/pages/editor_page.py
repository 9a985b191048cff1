"""The editor alone: a checker that dislikes the word "wrong", a schema, and buttons that replace and jump."""

from __future__ import annotations

import time

import streamlit as st

from dashboard.editor import Diagnostic, Goto, editor, typed

SCHEMA = {
    "$defs": {
        "Party": {
            "type": "object",
            "description": "An organisation, person or state.",
            "required": ["kind"],
            "properties": {
                "name": {"type": "string", "description": "What it is called."},
                "kind": {"enum": ["company", "state", "person"], "description": "What sort of party it is."},
                "run_from": {"type": "string"},
            },
        },
        "Flow": {
            "type": "object",
            "properties": {
                "from": {"type": "string"},
                "to": {"type": "string"},
                "in_transit": {"$ref": "#/$defs/Transit"},
                "live": {"type": "boolean"},
            },
        },
        "Transit": {
            "type": "string",
            "description": "How data is protected on its way.",
            "enum": ["encrypted", "clear", "unknown"],
        },
    },
    "type": "object",
    "properties": {
        "title": {"type": "string", "description": "The name of this map."},
        "parties": {
            "type": "object",
            "additionalProperties": {"anyOf": [{"$ref": "#/$defs/Party"}, {"type": "string"}]},
        },
        "flows": {"anyOf": [{"type": "array", "items": {"$ref": "#/$defs/Flow"}}, {"type": "null"}]},
    },
}
START = "title: Messenger\nparties:\n  tencent:\n    kind: company\nflows:\n  - from: users\n    to: hk\n"
OTHER = "title: Other map\n"


def problems(text: str) -> list[Diagnostic]:
    """One problem for each line with the word "wrong" in it, at that word."""
    lines = enumerate(text.split("\n"), 1)
    places = [(number, line.index("wrong") + 1) for number, line in lines if "wrong" in line]
    return [Diagnostic(line, column, "is wrong (say right)", column + 5) for line, column in places]


state = st.session_state
state.setdefault("text", START)
state.setdefault("revision", 1)
state.setdefault("jumps", 0)

st.set_page_config(layout="wide")
st.title("Editor")
if st.button("Replace"):
    state.text, state.revision = OTHER, state.revision + 1
if st.button("Rerun slowly"):
    time.sleep(1)
if st.button("Jump"):
    state.jumps += 1
goto = Goto(4, 5, state.jumps) if state.jumps else None
now = typed(state.text, revision=state.revision, key="map")
state.text = editor(
    state.text, revision=state.revision, diagnostics=problems(now), schema=SCHEMA, key="map", height=320, goto=goto
)
st.code(state.text, language=None)
