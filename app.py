"""The places of the dashboard, in their order."""

from __future__ import annotations

import streamlit as st

from dashboard.frame import framed

PLACES = (
    st.Page("dashboard/pages/home.py", title="Datareach", url_path="home", default=True, visibility="hidden"),
    st.Page("dashboard/pages/apps.py", title="Apps", url_path="apps"),
    st.Page("dashboard/pages/describe.py", title="Describe an app", url_path="describe", visibility="hidden"),
    st.Page("dashboard/pages/answer.py", title="Answer", url_path="answer"),
    st.Page("dashboard/pages/flows.py", title="Flows", url_path="flows"),
    st.Page("dashboard/pages/numbers.py", title="Numbers", url_path="numbers"),
    st.Page("dashboard/pages/options.py", title="Options", url_path="options"),
    st.Page("dashboard/pages/law.py", title="Law", url_path="law"),
    st.Page("dashboard/pages/record.py", title="Record", url_path="record"),
    st.Page("dashboard/pages/compare.py", title="Compare", url_path="compare", visibility="hidden"),
    st.Page("dashboard/pages/present.py", title="Present", url_path="present", visibility="hidden"),
)

framed(PLACES)
