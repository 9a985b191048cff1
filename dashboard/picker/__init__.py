"""The list that one of several things is chosen from in the browser, where each needs more than a line of text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import streamlit as st

from dashboard import presses
from dashboard.streamlit_internals import listen

_HERE = Path(__file__).parent

_picker = st.components.v2.component(
    "datareach_picker",
    html='<div class="picker"></div>',
    css=(_HERE / "picker.css").read_text("utf-8"),
    js=(_HERE / "picker.js").read_text("utf-8"),
)


@dataclass(frozen=True)
class Choice:
    """One thing to choose: its id, its number or place in a word, its title and what is said below.

    Things of one group that follow each other stand under its name.
    """

    id: str
    mark: str
    title: str
    below: str = ""
    group: str = ""


def picker(choices: Sequence[Choice], *, chosen: str | None, label: str, key: str, height: int) -> str | None:
    """Draw the choices and return the id of the one that is chosen; `chosen` is what the page holds as chosen."""
    # What the person chose last holds, unless the page has changed its mind or the choices have.
    memory = f"{key}:returned"
    now: str | None = (st.session_state.get(key) or {}).get("chosen", chosen)
    if chosen != st.session_state.get(memory, chosen) or now not in {choice.id for choice in choices}:
        st.session_state.setdefault(key, {})["chosen"] = now = chosen
    st.session_state[memory] = now
    _picker(
        key=key,
        data=_data(choices, label, height) | {"chosen": now, "leads": False},
        default={"chosen": chosen},
        on_chosen_change=listen,
        on_pressed_change=listen,
        height="content",
    )
    return now


def pressed_choice(choices: Sequence[Choice], *, label: str, key: str, height: int) -> str | None:
    """Draw the choices as things that lead somewhere and return the id of the one that was just pressed."""
    _picker(
        key=key,
        data=_data(choices, label, height) | {"chosen": None, "leads": True},
        on_chosen_change=listen,
        on_pressed_change=presses.on_part(key, presses.on_screen()),
        height="content",
    )
    pressed = presses.unread_value(key)
    return None if pressed is None else str(pressed)


def _data(choices: Sequence[Choice], label: str, height: int) -> dict[str, object]:
    return {"choices": [asdict(choice) for choice in choices], "label": label, "height": height}
