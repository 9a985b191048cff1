"""Which pages there are, in their order."""

from __future__ import annotations

import streamlit as st

from dashboard.frame import framed

PAGES = (
    st.Page("dashboard/overview.py", title="Overview", url_path="overview", default=True),
    st.Page("dashboard/map.py", title="Map", url_path="map"),
    st.Page("dashboard/routes.py", title="Routes", url_path="routes"),
    st.Page("dashboard/estimates.py", title="Estimates", url_path="estimates"),
    st.Page("dashboard/options.py", title="Options", url_path="options"),
    st.Page("dashboard/law.py", title="Law", url_path="law"),
    st.Page("dashboard/compare.py", title="Compare", url_path="compare"),
    st.Page("dashboard/meeting.py", title="Meeting", url_path="meeting"),
    st.Page("dashboard/saved.py", title="Saved", url_path="saved"),
    st.Page("dashboard/review.py", title="Review", url_path="review", visibility="hidden"),
)

framed(PAGES)
