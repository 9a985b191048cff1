"""The look of pages: the palette of the theme in view, and what the theme alone cannot say."""

from __future__ import annotations

import streamlit as st

from assessments.report.figures.palette import DARK, LIGHT, PALETTES, Palette

# White can be read on the accent, so in the dark the accent itself is too dim to be the colour of words.
_WORDS = f"""
<style>
[data-testid="stButtonGroup"] [role] button[data-variant][type][data-selected="true"],
[data-testid="stTab"][aria-selected="true"],
button[data-testid="stBaseButton-tertiary"]:is(:hover, :active),
[data-testid="stSliderThumbValue"] {{ color: light-dark({LIGHT.link}, {DARK.link}); }}
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
    st.html(_WORDS + _LINKS)


def palette() -> Palette:
    """The palette of the theme in view; the light one until the browser has said which it is."""
    return PALETTES.get(st.context.theme.type or "light", LIGHT)
