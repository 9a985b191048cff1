"""What a number rests on: the rows of the ledger behind it, and where the map says them."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from assessments.blocks import Text
from assessments.grounds import MOST, grounds, grounds_table
from assessments.wording import actor_name
from dashboard import session, show
from dashboard.head import go_to, lead_to_line
from data_maps.problems import Problem

ALL = "all"
EVERYONE = "all actors together"


def button(key: str, about: str, actors: Sequence[str]) -> None:
    """A button that opens the reasons of the numbers beside it."""
    if actors and st.button(
        "What these numbers rest on", key=f"reasons:{key}", type="tertiary", icon=":material/info:"
    ):
        reasons(about, tuple(actors))


@st.dialog("What the numbers rest on", width="large")
def reasons(about: str, actors: tuple[str, ...]) -> None:
    """The rows of the ledger that numbers rest on, for one actor or for all; each leads to its line of the map."""
    show.text(about, "quiet")
    chosen = st.selectbox("By whom", [ALL, *actors], format_func=lambda a: EVERYONE if a == ALL else actor_name(a))
    of = actors if chosen in (ALL, None) else (chosen,)
    rows = session.part("Looking up reasons", "grounds", lambda made: grounds(made, of), of)[:MOST]
    assessment = session.found().assessment
    if assessment is None:
        return
    show.blocks(
        (
            grounds_table(assessment, rows, "Numbers that move it most, in order"),
            Text("Every other number is in the ledger of the report. A number without a place in the map is assumed."),
        )
    )
    stated = [Problem(row.number.place, row.number.address, "") for row in rows if row.number.place]
    own = [Problem(p.place, "", p.path) for p in stated if p.place.file in (session.opened() or _NONE).contents]
    if own:
        pressed = lead_to_line(own, "To its line in the map", f"reasons-lines:{chosen}")
        if pressed:
            go_to(pressed.place)


_NONE = session.Opened("", (), 0)
