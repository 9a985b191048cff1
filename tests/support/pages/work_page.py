"""Long work alone: a wait that ends when it is told to, and one that is short."""

from __future__ import annotations

import streamlit as st

from dashboard.work import worked

st.title("Work")
state = st.session_state
state.setdefault("limit", 10**12)


def counted() -> int:
    """Count until the limit that stood when the work began."""
    limit, n = state_limit, 0
    while n < limit:
        n += 1
    return n


st.button("Make it short", on_click=lambda: state.update(limit=1000))
state_limit = state.limit
st.code(f"counted to {worked('Counting', str(state.limit), counted)}", language=None)
