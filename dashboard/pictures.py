"""The picture of the flows on a page, and the card of the part of it that is selected."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import streamlit as st

from assessments.report.figures.flow_map import folded, gathered, picture
from assessments.report.number_cards import card
from assessments.report.reasons import place_name
from assessments.results.routes import Listed, as_one_list, by_actor
from assessments.run import Run
from dashboard import presses, session, show
from dashboard.flow_map import flow_map


@dataclass(frozen=True)
class Picture:
    """A drawing for the page, the whole of it for the whole screen, and a word that differs when they do."""

    svg: str
    whole: str
    revision: str


def picture_of(run: Run, opened: frozenset[str] = frozenset()) -> Picture:
    """The flow diagram of an assessment, with the boxes that are `opened` shown one by one."""
    svg, whole = (picture(run, opened=opened, small=small) for small in (True, False))
    both = (svg + whole).encode("utf-8", "surrogatepass")
    return Picture(svg, whole, hashlib.sha256(both).hexdigest())


def selected_in(page: str) -> str | None:
    """The part that is selected in the picture of a page, known before the picture is drawn."""
    chosen = (st.session_state.get(f"{page}:flows") or {}).get("selected")
    return str(chosen) if chosen else None


def opened_boxes() -> frozenset[str]:
    """The parties of a large map whose systems are shown one by one, and the boxes of parties that are."""
    return frozenset(session.setting_values("open"))


def flows(page: str, *, height: int, lit: Sequence[str] = ()) -> None:
    """Draw the flow diagram of the open map, with the parts of a route lit."""
    picture = session.computed("Drawing the flows", partial(picture_of, opened=opened_boxes()))
    memory = f"{page}:selected"
    st.session_state[memory] = flow_map(
        picture.svg,
        whole=picture.whole,
        revision=picture.revision,
        selected=st.session_state.get(memory),
        lit=lit,
        key=f"{page}:flows",
        height=height,
        name="flows",
    )


def selected_card(page: str, run: Run, listed: Listed | None = None) -> None:
    """The card of the selected part, with the likeliest routes through it: of all routes, or of those `listed`."""
    chosen = selected_in(page)
    inside = session.computed("Counting systems", folded)
    in_one_box = session.computed("Counting parties", gathered)
    party = (chosen or "").removeprefix("n:party:")
    labels = {party: f"Show the {inside.get(party)} systems that {place_name(run.data_map, party)} runs"}
    labels |= {box: f"Show these {len(ids)} parties one by one" for box, ids in in_one_box.items()}
    box = chosen if chosen in in_one_box else party
    with st.container(horizontal=True):
        if box in (*inside, *in_one_box) and box not in opened_boxes():
            label = show.as_label(labels[box])
            st.button(
                label,
                key="flows:open",
                on_click=presses.on_use(session.choose, "open", *session.setting_values("open"), box),
            )
        if opened_boxes() & {*inside, *in_one_box}:
            st.button("Fold again", key="flows:fold", on_click=presses.on_use(session.choose, "open"))
    if chosen:
        routes = listed or session.computed("Looking for routes", _every)
        show.blocks(card(run, chosen, routes, opened=opened_boxes()))


def _every(run: Run) -> Listed:
    """The routes to all actors, the most probable first."""
    return as_one_list(by_actor(run).values())
