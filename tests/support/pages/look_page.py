"""What the pages are made of, in the look that ships."""

from __future__ import annotations

import streamlit as st

from dashboard.look import palette, wear

st.set_page_config(layout="wide")
wear()
st.title("Title of a page")
st.header("Header of a part")
st.subheader("Subheader")
st.markdown(
    "Body text with a [link](#), `code`, :red[red], :orange[orange], :violet[violet], :gray[gray] and **weight**."
)
st.caption("A caption, in small and quiet words.")
first, second, third = st.columns(3)
first.metric("People a year, level 4", "about 1,200", help="80 to 9,000")
second.button("Assess", type="primary")
second.button("Later")
third.selectbox("Whose people", ["US", "EU"])
third.slider("Horizon", 1, 10, 2)
st.tabs(["Routes", "Choke points"])[0].write("The most probable routes.")
st.pills("Level", [1, 2], default=1)
st.multiselect("Options", ["user-keys", "download-ban"], default=["user-keys"])
st.checkbox("Own state too", value=True)
st.radio("Track", ["States", "Others"])
st.toggle("Live", value=True)
st.number_input("Ratio", 1, 100, 10)
st.text_input("Decision", placeholder="Accept, with conditions")
st.segmented_control("Show", ["People", "Score"], default="People")
st.info("What this page shows, and the one thing to do.")
st.warning("Rests on assumed values.")
st.error("map.yaml:6:12: the count must be at least 0.")
st.dataframe({"state": ["NO", "NA"], "people": [1200, 80]})
worn = palette()
for level in (1, 2, 3, 4):
    style = f"background: {worn.level(level)}; color: {worn.on_level(level)}; padding: 4px 12px"
    st.html(f"<span style='{style}'>level {level}</span>")
st.sidebar.header("Map")
st.sidebar.selectbox("As of", ["2020-09-25"])
st.sidebar.page_link("https://example.org", label="A link")
st.sidebar.caption("Settings are in the address.")
