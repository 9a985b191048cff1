"""The strip above each place: the open app, its day, whose people, what if, the finder, and ways on from there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from assessments.report.blocks import Cell, NamedCells
from assessments.report.glossary import GLOSSARY
from assessments.report.sentences import actor_name
from dashboard import back, background, fields, people, presses, saving, session, show, unsaved
from dashboard.find import HELP, WINDOW, find
from dashboard.open_maps import app_choice
from dashboard.streamlit_internals import Page
from dashboard.what_if import what_if
from data_maps.countries import members
from data_maps.model import DataMap

KEPT_FOR_YOU = "Kept for you as it is, whatever becomes of this window. Its link opens for others once it is saved."
HERE_ALONE = "Only in this window: its link opens nowhere else until it is saved."
BESIDE = "Each number that changed stands after what it was: old → new, in every place."
ALONE = "Numbers can stand beside those of a pinned map. The first change pins the map that was shown before it."
EARLIEST, LATEST = date(1990, 1, 1), date(2100, 12, 31)
KEYS = {
    "Ctrl+K or ⌘K": "find an answer, a number, a party, a law, an option, a word or a place; Enter goes to the first",
    "?": "this help",
    "Tab": "the next field, table or figure; in a table arrow keys go from number to number",
    "Enter": "on a number: what it rests on; in a field: take it over",
    "Arrow keys": "in the flow map: walk along the flows; F shows it on the whole screen",
    "Page Up, Page Down": "in Present: the step before and the next",
    "Esc": "close a window, or leave the text of the map with Tab",
}


def strip(places: Sequence[Page]) -> None:
    """Draw the strip above one of the places; what is changed in it changes the address, and each place follows."""
    with st.container(key="strip", horizontal=True, vertical_alignment="center", gap="xsmall"):
        data_map = session.current().data_map
        # A comparison of two other apps names both itself, and asks for none to be open.
        sides = all(session.one(side) for side in ("before", "after"))
        if not (back.current_page() == "compare" and sides and session.opened_map() is None):
            app_choice()
        st.session_state["strip:about"] = _strip_content(data_map)
        if data_map is not None:
            st.date_input(
                "As of",
                min_value=min(EARLIEST, data_map.as_of),
                max_value=max(LATEST, data_map.as_of),
                format="YYYY-MM-DD",
                width=145,
                key=fields.standing("strip:as_of", data_map.as_of),
                on_change=presses.on_use(_chosen, "as_of"),
                help="The day whose facts and laws are used.",
            )
            states = sorted({group.place for group in data_map.users.values()})
            union = ["EU"] if members("EU", data_map.as_of) & set(states) else []
            st.selectbox(
                "Whose people",
                list(dict.fromkeys([*states, *union, data_map.viewpoint])),
                format_func=lambda code: actor_name(f"state:{code}"),
                key=fields.standing("strip:viewpoint", data_map.viewpoint),
                width=170,
                on_change=presses.on_use(_chosen, "viewpoint"),
                help="Only people in it are counted. Every other state is foreign, and its own is computed too.",
            )
            what_if(data_map)
        open_map = session.opened_map()
        own = open_map is not None and open_map.name.startswith(background.OWN)
        save = "Save ●" if own else "Save"
        pinned = "pin" in session.params()
        with st.popover("Compare ●" if pinned else "Compare", key="strip:comparing"):
            if session.opened_map() is not None:
                show.text(BESIDE if pinned else ALONE, "quiet")
                if pinned:
                    st.button("Show numbers alone", key="strip:unpin", on_click=presses.on_use(session.unpin))
                st.button("Beside the map as opened", key="strip:pin", on_click=presses.on_use(session.pin))
                st.button(
                    "Beside what is shown now", key="strip:pin-now", on_click=presses.on_use(session.pin, now=True)
                )
            if presses.button("All differences, or two apps", key="strip:compare", type="tertiary"):
                session.choose("part")
                back.go_to("compare")
        hint = (KEPT_FOR_YOU if unsaved.is_kept() else HERE_ALONE) if own else None
        for label, place, note in (("Present", "present", None), (save, saving.RECORD, hint)):
            if presses.button(label, key=f"strip:{place}", type="tertiary", help=note):
                for setting in ("part", *(("saved", "step") if place == "present" else ())):
                    session.choose(setting)
                if place == saving.RECORD:
                    saving.unfold()
                back.go_to(place)
        saving.show_progress()
        _windows(places)
        people.show_person()


def _windows(places: Sequence[Page]) -> None:
    """The finder and the help; the one that was asked for stays until it is closed, whatever runs meanwhile."""
    st.button(
        "Find",
        "strip:find",
        "Answers, numbers, parties, laws, options, words, places (Ctrl+K)",
        presses.on_use(_open, "find"),
        type="tertiary",
    )
    st.button("?", "strip:help", "Keys and glossary", presses.on_use(_open, HELP), type="tertiary")
    window, page = st.session_state.get(WINDOW, ("", ""))
    if page != back.current_page():
        _close()
    elif window == "find":
        st.dialog("Find", width="large", on_dismiss=presses.on_use(_close))(find)(places)
    else:
        st.dialog("Keys and glossary", width="large", on_dismiss=presses.on_use(_close))(_help)()


def _help() -> None:
    """The keys, then each term with its sentence."""
    keys, terms = st.tabs(["Keys", "Glossary"])
    with keys:
        show.blocks((NamedCells(tuple((key, Cell(does)) for key, does in KEYS.items())),))
    with terms:
        show.blocks((NamedCells(tuple((term, Cell(meaning)) for term, meaning in GLOSSARY.items())),))


def _open(window: str) -> None:
    st.session_state[WINDOW] = (window, back.current_page())


def _close() -> None:
    st.session_state.pop(WINDOW, None)


def _strip_content(data_map: DataMap | None) -> object:
    """All that the strip says of a map."""
    if data_map is None:
        return None
    return (
        session.name(),
        session.setting_values("pin"),
        data_map.viewpoint,
        data_map.as_of,
        data_map.horizon,
        tuple(data_map.options),
        tuple((id_, side.title) for id_, side in data_map.readings.items()),
        tuple(group.place for group in data_map.users.values()),
    )


def is_up_to_date() -> bool:
    """True while the strip still says what is true of the map."""
    return bool(st.session_state.get("strip:about") == _strip_content(session.current().data_map))


def _chosen(name: str) -> None:
    value, data_map = fields.one(f"strip:{name}"), session.current().data_map
    if value is not None and data_map is not None and value != str(getattr(data_map, name)):
        session.pin_before_change()
        session.choose(name, value)
        session.forget_notes()
