"""The pages, in their order."""

from __future__ import annotations

import streamlit as st

from dashboard.frame import framed

PAGES = (
    st.Page("dashboard/pages/overview.py", title="Overview", url_path="overview", default=True),
    st.Page("dashboard/pages/map.py", title="Map", url_path="map"),
    st.Page("dashboard/pages/routes.py", title="Routes", url_path="routes"),
    st.Page("dashboard/pages/estimates.py", title="Estimates", url_path="estimates"),
    st.Page("dashboard/pages/options.py", title="Options", url_path="options"),
    st.Page("dashboard/pages/law.py", title="Law", url_path="law"),
    st.Page("dashboard/pages/compare.py", title="Compare", url_path="compare"),
    st.Page("dashboard/pages/meeting.py", title="Meeting", url_path="meeting"),
    st.Page("dashboard/pages/saved.py", title="Saved", url_path="saved"),
    st.Page("dashboard/pages/review.py", title="Review", url_path="review", visibility="hidden"),
)

framed(PAGES)
