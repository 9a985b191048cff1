"""Numbers alone, in a sentence and in a table, one of them about something with a hostile name."""

from __future__ import annotations

import streamlit as st

from assessments.report.blocks import Cell, Column, Span, Table, row, sentence
from dashboard import show
from dashboard.why import listen, pressed

HOSTILE = "\"><img src=x onerror=alert(1)> 'x'"

state = st.session_state
st.set_page_config(layout="wide")
show.style()
about = pressed()
listen("")
state["asked"] = (*state.get("asked", ()), *([about] if about else ()))
show.title("Numbers")
people = (Column("actor"), Column("people", numeric=True))
rows = (
    row("A", Cell("12", 12.0, about=HOSTILE)),
    row("B", Cell("13", 13.0, about="b")),
    row("C", Cell("14", 14.0, about="c")),
)
table = Table("Actors", people, rows)
show.blocks((sentence("States take ", Span("about 560,000 people", "states"), " a year."), table))
st.button("Once more")
st.button("Intervals", key="spread")
st.code(" | ".join(state["asked"]) or "none", language=None)
spread = st.session_state.get("spread", False)
interval = Span("900–1,100" if spread else "interval not computed", missing=not spread)
pieces = ("A buyer takes ", Span("1,000", "states"), " or ", Span("2,000", "states"), " (", interval, ").")
show.blocks([sentence(*pieces)])
