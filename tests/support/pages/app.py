"""Each page of this folder at an address of its own, all of one server, in the look that ships."""

from __future__ import annotations

from pathlib import Path

import streamlit as st


def start() -> None:
    """The page at no address, since Streamlit gives the default page none of its own."""


scripts = sorted(Path(__file__).parent.glob("*_page.py"))
pages = [st.Page(start, default=True), *(st.Page(script, url_path=script.stem) for script in scripts)]
st.navigation(pages, position="hidden").run()
