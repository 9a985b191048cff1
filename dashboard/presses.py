"""Presses of buttons, each kept until the page has acted on it.

Streamlit tells a press to one run alone, and forgets it where that run is broken off for another before its button is
drawn, or where a run before it ends meanwhile. What is kept here is told to whichever run draws the button next.
"""

from __future__ import annotations

from typing import Any, NamedTuple, cast

import streamlit as st

KEPT = "presses"


class Press(NamedTuple):
    """A press of one button, or of the part of a component that has this value."""

    value: object


def button(label: str, key: str, **look: Any) -> bool:
    """Draw a button; True once for each press of it.

    Args:
        label: what stands on it.
        key: what it does, in a word: the same for the same, whatever else the page shows.
        look: all else that Streamlit's button takes.
    """
    st.button(label, key=key, on_click=keep, args=(key,), **look)
    return told(key) is not None


def submit(label: str, key: str, **look: Any) -> bool:
    """Draw the button of a form, as `button` draws one; True once for each press of it."""
    st.form_submit_button(label, key=key, on_click=keep, args=(key,), **look)
    return told(key) is not None


def keep(key: str, value: object = True) -> None:
    """Keep a press as soon as it comes."""
    st.session_state[KEPT] = {**kept(), key: Press(value)}


def told(key: str) -> object:
    """The value of a press that nobody was told of yet, once; None where there is none."""
    press = kept().get(key)
    if press is None:
        return None
    forget({key: press})
    return press.value


def kept() -> dict[str, Press]:
    """The presses that nobody was told of yet, by key."""
    return cast("dict[str, Press]", st.session_state.get(KEPT, {}))


def forget(presses: dict[str, Press]) -> None:
    """Forget some presses; one of the same button that came after them stays."""
    st.session_state[KEPT] = {key: press for key, press in kept().items() if press is not presses.get(key)}
