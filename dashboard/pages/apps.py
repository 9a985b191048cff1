"""The place Apps: the maps that ship and what was saved, each of which opens at its answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from assessments.record.errors import Trouble, minute
from dashboard import back, background, fields, offered, open_maps, presses, session, show, tour, unsaved
from dashboard.head import COMPARED, beside_baseline, notes
from dashboard.picker import Choice, pressed_choice
from dashboard.ranked import ranked

SHOWS = (
    "Datareach says from a map of an app whose content each state could order, by which way, and what would change it."
)
LOOK_FIRST = "See first what an answer looks like, and what every number of it rests on."
SIDES = ("before", "after")
TWO = "apps:two"
HEIGHT, OFFERED = 420, 3


def page() -> None:
    """Ways to begin, two maps to compare, then all maps there are."""
    if st.session_state.pop("apps:uploaded", False):
        if session.current().run is not None:
            to_answer()
        session.choose("part", "text")
        st.switch_page("dashboard/pages/flows.py", query_params=session.params())
    notes(session.current())
    show.title("Apps", "Open one to see its answer")
    beside_baseline()
    works, saved = unsaved.offered(), open_maps.saved_titles()
    if more := len(works[OFFERED:]):
        show.text(f"Not saved yet: {len(works)} pieces of work. The last {OFFERED} are here, {more} after them.")
    for work in works[:OFFERED]:
        with st.container(horizontal=True, vertical_alignment="center", key=f"apps:unsaved:{work.id}"):
            show.text(f"Not saved yet: {work.title}, last changed {minute(work.at)}")
            if presses.button("Go on with it", key=f"apps:take-up:{work.id}"):
                unsaved.take_up(work)
                st.switch_page(back.file(_place()), query_params=session.params())
            st.button(
                "Throw away",
                key=f"apps:throw:{work.id}",
                type="tertiary",
                on_click=presses.on_use(_throw_away, work.id),
            )
    if not ranked():
        show.text(SHOWS)
    first = not (works or saved)
    ways = (
        (show.as_label(f"Open {offered.title()}"), LOOK_FIRST, _open_offered),
        ("Describe an app", "Six steps with lists to choose from; the answer appears from the second on.", _describe),
        ("Take the tour", f"90 seconds through the places, on {offered.title()}.", _tour),
    )
    if first:
        for place, (label, says, do) in zip(st.columns(3, gap="small"), ways, strict=True):
            with place, st.container(border=True, height="stretch"):
                show.text(says)
                _start_button(label, do)
    with st.container(horizontal=True):
        for label, _, do in () if first else ways:
            _start_button(label, do)
        with st.popover("Open a file"):
            open_maps.file_choice()
    maps = {**open_maps.titles(), **saved}
    _compared(maps)
    items = [Choice(name, "", title, group=_group(name)) for name, title in maps.items()]
    pressed = pressed_choice(items, label="Maps that ship, and what was saved", key="apps:maps", height=HEIGHT)
    if pressed is not None and pressed in maps:
        open_maps.open_named(pressed)
        to_answer()


def to_answer() -> None:
    """Go to the answer of the map that is open, with its settings in the address."""
    st.switch_page("dashboard/pages/answer.py", query_params=session.params())


def _place() -> str:
    """The place where work goes on: the six steps, the text of a map with problems, else its answer."""
    if session.setting_values("draft"):
        return "describe"
    return "answer" if session.current().run is not None else "flows"


def _throw_away(id: str) -> None:
    try:
        unsaved.throw_away(id)
    except Trouble as trouble:
        session.note(f"It is not thrown away: {trouble}.")


def _open_offered() -> None:
    session.open_offered()
    to_answer()


def _describe() -> None:
    st.switch_page("dashboard/pages/describe.py", query_params=session.params())


def _tour() -> None:
    session.open_offered()
    tour.begin()


def _start_button(label: str, do: Callable[[], None]) -> None:
    """A button that begins in one of these ways."""
    if presses.button(label, key=f"apps:{do.__name__}", type="primary" if do is _open_offered else "secondary"):
        do()


def _compared(maps: Mapping[str, str]) -> None:
    """A choice of two maps, at first those of the address, and the way to their comparison."""
    by_address = {name.removeprefix(background.SAVED): name for name in maps}
    chosen = list(dict.fromkeys(by_address[name] for side in SIDES if (name := session.one(side)) in by_address))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.multiselect(
            "Compare two apps",
            list(maps),
            format_func=lambda name: maps[name],
            max_selections=2,
            placeholder="Choose two apps",
            key=fields.standing(TWO, chosen),
            on_change=presses.on_use(_chosen),
        )
        pressed = presses.button("Compare them", key="apps:compare:submit")
    if pressed and len(chosen) == 2:
        _choose(chosen)
        session.write_address()
        back.go_to("compare")
    elif pressed:
        show.notice("Choose two of them first.", "broken")


def _chosen() -> None:
    _choose(fields.several(TWO))


def _choose(maps: Sequence[str]) -> None:
    """Have up to two maps as the sides, each from its own day and viewpoint."""
    for name in COMPARED:
        session.choose(name)
    for side, name in zip(SIDES, maps, strict=False):
        session.choose(side, name.removeprefix(background.SAVED))


def _group(name: str) -> str:
    """The heading in the list of maps under which a map stands."""
    return "Saved" if name.startswith(background.SAVED) else "Maps that ship"


if __name__ == "__main__":
    page()
