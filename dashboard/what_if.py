"""Numbers, readings, options and weights that are used instead of the map's own, without touching the map."""

from __future__ import annotations

import streamlit as st

from assessments.scenario import LONGEST
from dashboard import background, fields, presses, session, show
from data_maps.model import DataMap

NUMBER = (
    "ADDRESS=VALUE, as in known.covert=0.3 or known.covert=[0.1,0.3,0.6]: used here instead of the map's own, without "
    "touching the map. The addresses stand in the reasons of each number."
)
OWN_NUMBERS = ""
RATIO_WORDS = {"linear": "linear: each level counts one more"}
CHANGING = ("horizon", "reading", "set", "ratio", "options")


def what_if(data_map: DataMap) -> None:
    """A button with the number of changes in force, behind which each is made and taken away."""
    count = sum(len(session.many(name)) for name in CHANGING)
    with st.popover(f"What if ({count})" if count else "What if", key="strip:what-if"):
        show.text("Changes here hold in every place, and leave the map as it is.", "quiet")
        _numbers()
        reading_choice(data_map, "strip:reading")
        _options(data_map)
        _horizon(data_map)
        _values()
        _own_settings()


def reading_choice(data_map: DataMap, key: str) -> None:
    """The switch of readings: whose numbers are used where they are in dispute, in every place."""
    if not data_map.readings:
        return
    titles_by_id = {OWN_NUMBERS: "The map itself", **{id_: side.title for id_, side in data_map.readings.items()}}
    st.radio(
        "As read by",
        list(titles_by_id),
        format_func=lambda id_: show.as_label(titles_by_id[id_]),
        key=fields.standing(key, data_map.reading or OWN_NUMBERS),
        on_change=presses.then(_reading_chosen, key),
        horizontal=True,
        help="Every page then uses the numbers of this reading; Answer sets all of them side by side.",
    )


def _reading_chosen(key: str) -> None:
    session.pin_before_change()
    session.choose("reading", fields.one(key) or None)
    session.forget_notes()


def _options(data_map: DataMap) -> None:
    """The options in force, each as a chip that can be taken away, and the way back to the base case."""
    if not data_map.options:
        return
    chosen = [option for option in session.many("options") if option in data_map.options]
    st.multiselect(
        "Options in force",
        list(data_map.options),
        format_func=lambda name: data_map.options[name].title or name,
        key=fields.standing("strip:options", chosen),
        on_change=presses.then(_options_chosen),
        placeholder="none: the base case",
        help="Every page but Options then shows the map as if these acted; Options compares them with the base case.",
    )
    if chosen:
        st.button(
            "Base case", on_click=presses.then(session.choose, "options"), key="strip:base", icon=":material/undo:"
        )


def _options_chosen() -> None:
    session.pin_before_change()
    session.choose("options", *fields.several("strip:options"))
    session.forget_notes()


def _horizon(data_map: DataMap) -> None:
    if not data_map.options:
        return
    st.number_input(
        "Horizon, years",
        min_value=min(0.5, data_map.horizon),
        max_value=LONGEST,
        step=0.5,
        format="%.4g",
        key=fields.standing("strip:horizon", data_map.horizon),
        on_change=presses.then(_horizon_chosen),
        help="The time over which options are compared.",
    )


def _horizon_chosen() -> None:
    years = fields.one("strip:horizon")
    if years is not None:
        session.pin_before_change()
        session.choose("horizon", f"{float(years):g}")
    session.forget_notes()


def _numbers() -> None:
    """A number to use instead of the map's own, and a button for each one in force that takes it away."""
    row = st.form("number", clear_on_submit=True, border=False).container(key="number", horizontal=True, gap="xsmall")
    row.text_input("Another number", key="strip:number", placeholder="known.covert=0.3", help=NUMBER)
    row.form_submit_button("Use", on_click=presses.then(_number_said))
    with st.container(key="in-force", gap="xxsmall"):
        for number in session.many("set"):
            label = show.as_label(f"Remove {number}")
            st.button(label, key=f"strip:remove:{number}", on_click=presses.then(_remove, number), type="tertiary")


def _number_said() -> None:
    number = str(presses.value("strip:number") or "").strip()
    if number:
        session.forget_notes()
        session.set_number(number)


def _remove(number: str) -> None:
    """Use the map's own number again; all others that are set stay."""
    session.choose("set", *(other for other in session.many("set") if other != number))
    session.forget_notes()


def _values() -> None:
    ratio = session.one("ratio")
    ratio = ratio if ratio in background.RATIOS else background.USUAL_RATIO
    with st.expander("Severity weights"), st.form("values", border=False):
        chosen = st.selectbox(
            "Severity ratio",
            background.RATIOS,
            index=background.RATIOS.index(ratio),
            format_func=lambda word: RATIO_WORDS.get(word, word),
            help="How many people at one level weigh as much as one person at the next. A value judgement: "
            "whoever changes it signs it.",
        )
        name = st.text_input("Set by", value=session.one("by") or "", max_chars=80)
        if presses.submit("Set", key="values:submit"):
            _sign(chosen, name)


def _sign(ratio: str, name: str) -> None:
    if ratio != background.USUAL_RATIO and not name.strip():
        st.error("Say who sets it: a value judgement is signed.")
        return
    session.pin_before_change()
    session.choose("ratio", ratio if ratio != background.USUAL_RATIO else None)
    session.choose("by", name.strip() if ratio != background.USUAL_RATIO else None)
    session.forget_notes()
    st.rerun()


def _own_settings() -> None:
    if any(session.many(name) for name in session.SETTINGS):
        st.button("Back to the map's own settings", on_click=presses.then(_back), type="tertiary")


def _back() -> None:
    for name in session.SETTINGS:
        session.choose(name)
    session.forget_notes()
