"""Each page of this folder at an address of its own, all of one server, in the look that ships."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

scripts = sorted(Path(__file__).parent.glob("*_page.py"))
st.navigation([st.Page(script, url_path=script.stem) for script in scripts], position="hidden").run()
