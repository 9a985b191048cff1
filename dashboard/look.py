"""How do pages look: the palette of the theme in view, and what the theme alone cannot say."""

from __future__ import annotations

import streamlit as st

from assessments.report.figures.palette import DARK, LIGHT, PALETTES, Palette

# White can be read on the accent, so in the dark the accent itself is too dim to be the colour of words.
_WORDS = f"""
<style>
[data-testid="stButtonGroup"] [role] button[data-variant][type][data-selected="true"],
[data-testid="stTab"][aria-selected="true"],
[data-testid="stSliderThumbValue"] {{ color: light-dark({LIGHT.link}, {DARK.link}); }}
</style>
"""
# What waits to be drawn anew fades, and to begin that takes a browser longer than to show a changed number. So what is
# there at once does not fade, unless the page says that it waits for work.
_FADING = """
<style>
[data-testid="stSidebar"] [data-stale="true"],
.st-key-head,
.st-key-head [data-stale="true"],
[class*="st-key-overview-"] [data-stale="true"]:not(.st-key-overview-flows *, [class*="st-key-overview-later"] *) {
  opacity: 1;
  transition: none;
}
[data-testid="stApp"]:has([class*="st-key-waiting-"]) [class*="st-key-overview-"] [data-stale="true"] { opacity: 0.33; }
</style>
"""
# Streamlit draws nothing around a page's link that has the focus, and keeps room beside them that the last ones need.
_LINKS = f"""
<style>
[data-testid="stTopNavLink"]:focus-visible {{
  outline: 2px solid light-dark({LIGHT.link}, {DARK.link});
  outline-offset: -2px;
}}
div:has(> [data-testid="stToolbarActions"]) {{ min-width: 0; width: auto; flex: none; }}
</style>
"""


def wear() -> None:
    """Give the page what config.toml cannot: call it once, before anything is drawn."""
    st.html(_WORDS + _FADING + _LINKS)


def palette() -> Palette:
    """The palette of the theme in view; the light one until the browser has said which it is."""
    return PALETTES.get(st.context.theme.type or "light", LIGHT)
