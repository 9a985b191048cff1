"""The bar on the left of each page: the open map, whose people, which day, which numbers."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import streamlit as st

from assessments.record.errors import Trouble
from assessments.record.folder import store_named
from assessments.report.sentences import actor_name
from assessments.scenario import LONGEST
from dashboard import back, background, fields, offered, opening, people, session, show
from data_maps.countries import members
from data_maps.model import DataMap
from data_maps.problems import Problem
from data_maps.reading import CASE, case_names, read_path
from data_maps.uploads import unpacked

MOST_SAVED = 60
EARLIEST, LATEST = date(1990, 1, 1), date(2100, 12, 31)
NUMBER = (
    "ADDRESS=VALUE, as in known.covert=0.3 or known.covert=[0.1,0.3,0.6]: used here instead of the map's own, without "
    "touching the map. The addresses stand in the reasons of each number."
)
OWN_NUMBERS = ""
RATIO_WORDS = {"linear": "linear: each level counts one more"}


def bar() -> None:
    """Draw the bar; changing anything in it changes the address, and all pages follow from that."""
    with st.sidebar:
        _map()
        data_map = _data_map()
        st.session_state["bar:about"] = _about(data_map)
        if data_map is not None:
            _viewpoint(data_map)
            _as_of(data_map)
            _reading(data_map)
            _options(data_map)
            _numbers()
            _horizon(data_map)
            _values()
            _own_settings()


def _data_map() -> DataMap | None:
    return session.current().data_map


def _about(data_map: DataMap | None) -> object:
    """All that the bar says of a map."""
    if data_map is None:
        return None
    return (
        data_map.viewpoint,
        data_map.as_of,
        data_map.horizon,
        tuple(data_map.options),
        tuple((id_, side.title) for id_, side in data_map.readings.items()),
        tuple(group.place for group in data_map.users.values()),
    )


def is_up_to_date() -> bool:
    """True while the bar still says what is true of the map."""
    return bool(st.session_state.get("bar:about") == _about(_data_map()))


@cache
def titles() -> dict[str, str]:
    """The title of each map that ships, by what it is called in the address."""
    maps = {CASE + name: read_path(CASE + name).data_map for name in case_names()}
    return {name: data_map.title if data_map else name for name, data_map in maps.items()}


def _map() -> None:
    now = session.opened()
    saved = saved_titles()
    own = (
        [now.name] if now and now.name.startswith((background.OWN, background.SAVED)) and now.name not in saved else []
    )
    own += [offered.name()] if offered.name().startswith(offered.FILE) else []
    st.selectbox(
        "Map",
        [*own, *titles(), *saved],
        format_func=lambda name: saved.get(name) or _called(name),
        key=fields.standing("bar:map", now.name if now else None),
        on_change=_map_chosen,
        placeholder="Choose a map",
        help="Choosing another map leaves the one that is open: download your own first.",
    )
    if now and now.name.startswith(background.OWN):
        show.text("Only in this window: its link opens nowhere else until it is saved.", "quiet")
    with st.container(horizontal=True, gap="xsmall"):
        with st.popover("Open a file"):
            _upload()
        if st.button("New map"):
            st.switch_page(back.file("describe"), query_params=session.params())


def saved_titles() -> dict[str, str]:
    """The titles of the newest saved assessments, for whoever may see them; no record is made for that."""
    record = store_named()
    if not people.let_in() or ("://" not in record and not Path(record).expanduser().exists()):
        return {}
    return _entries(record)


@st.cache_data(ttl=1, refresh_mode="background", max_entries=20, show_spinner=False)
def _entries(record: str) -> dict[str, str]:
    """The newest of a record; none where it cannot be read, which is said where somebody asks for it."""
    from assessments.record.store import open_store

    try:
        with open_store(record, make=False) as store:
            newest = store.newest(MOST_SAVED)
    except Trouble:
        return {}
    return {background.SAVED + entry.id: f"Saved: {entry.id}, {entry.title}" for entry in newest}


def forget_saved() -> None:
    """Read anew what was saved, where this window knows that it has changed."""
    _entries.clear()


def _called(name: str) -> str:
    """A map by its title, one of yours by its file: no two alike, or Streamlit would take the one for the other."""
    if name.startswith(background.SAVED):
        return f"Saved: {name.removeprefix(background.SAVED)}"
    return titles().get(name) or f"{'Yours: ' if name.startswith(background.OWN) else ''}{background.bare(name)}"


def _map_chosen() -> None:
    name = fields.one("bar:map")
    if name:
        open_named(name)


def open_named(name: str) -> None:
    """Open a map that ships, the one that was offered, or that of a saved assessment."""
    if name in titles():
        session.open_case(name)
        _changed(keep=False)
    elif name == offered.name():
        _changed(keep=False)
        session.open_offered_file()
    elif name.startswith(background.SAVED):
        _open_saved(name.removeprefix(background.SAVED))


def _open_saved(id: str) -> None:
    """Open the map of a saved assessment, for whoever may still see it by now."""
    if not people.let_in():
        return
    try:
        opening.take(opening.load(id))
    except Trouble as trouble:
        forget_saved()
        session.note(f"{id} is not opened: {trouble}.")


def _upload() -> None:
    key = f"upload:{st.session_state.get('openings', 0)}"
    st.file_uploader(
        "A YAML file, or a zipped folder of them",
        type=["yaml", "yml", "zip"],
        key=key,
        on_change=_uploaded,
        args=(key,),
        max_upload_size=5,
    )
    show.text("The file stays on this machine, in this window.", "quiet")


def _uploaded(key: str) -> None:
    file = st.session_state[key]
    if file is None:
        return
    files = unpacked(file.getvalue(), file.name)
    if isinstance(files, Problem):
        session.note(f"{files.place.file}: {files.message} ({files.hint}).")
    else:
        session.open_files(background.OWN + file.name, files, keep=False)


def _changed(*, keep: bool = True) -> None:
    """Something was chosen here: what the address got wrong before is no longer of interest."""
    st.session_state["address-notes"] = ()
    if not keep:
        for name in (*session.ONE, *session.MANY):
            if name != "map":
                session.choose(name)


def _viewpoint(data_map: DataMap) -> None:
    places = sorted({group.place for group in data_map.users.values()})
    union = ["EU"] if members("EU", data_map.as_of) & set(places) else []
    st.selectbox(
        "Whose people",
        list(dict.fromkeys([*places, *union, data_map.viewpoint])),
        format_func=lambda code: actor_name(f"state:{code}"),
        key=fields.standing("bar:viewpoint", data_map.viewpoint),
        on_change=_chosen,
        args=("viewpoint",),
        help="Only people in it are counted. Every other state is foreign, and its own is computed too.",
    )


def _as_of(data_map: DataMap) -> None:
    st.date_input(
        "As of",
        min_value=min(EARLIEST, data_map.as_of),
        max_value=max(LATEST, data_map.as_of),
        format="YYYY-MM-DD",
        key=fields.standing("bar:as_of", data_map.as_of),
        on_change=_chosen,
        args=("as_of",),
        help="The day whose facts and laws are used.",
    )


def _chosen(name: str) -> None:
    value = fields.one(f"bar:{name}")
    if value is not None:
        session.choose(name, value)
        _changed()


def _reading(data_map: DataMap) -> None:
    """The switch of readings: whose numbers are used where they are in dispute, on every page."""
    if not data_map.readings:
        return
    titles_by_id = {OWN_NUMBERS: "The map itself", **{id_: side.title for id_, side in data_map.readings.items()}}
    st.radio(
        "Disputed numbers as in",
        list(titles_by_id),
        format_func=lambda id_: show.as_label(titles_by_id[id_]),
        key=fields.standing("bar:reading", data_map.reading or OWN_NUMBERS),
        on_change=_reading_chosen,
        help="Every page then uses the numbers of this reading; Answer sets all of them side by side.",
    )


def _reading_chosen() -> None:
    session.choose("reading", fields.one("bar:reading") or None)
    _changed()


def _options(data_map: DataMap) -> None:
    """The options in force, each as a chip that can be taken away, and the way back to the base case."""
    if not data_map.options:
        return
    chosen = [option for option in session.many("options") if option in data_map.options]
    st.multiselect(
        "Options in force",
        list(data_map.options),
        key=fields.standing("bar:options", chosen),
        on_change=_options_chosen,
        placeholder="none: the base case",
        help="Every page but Options then shows the map as if these acted; Options compares them with the base case.",
    )
    if chosen:
        st.button("Base case", on_click=session.choose, args=("options",), key="bar:base", icon=":material/undo:")


def _options_chosen() -> None:
    session.choose("options", *fields.several("bar:options"))
    _changed()


def _horizon(data_map: DataMap) -> None:
    if not data_map.options:
        return
    st.number_input(
        "Horizon, years",
        min_value=min(0.5, data_map.horizon),
        max_value=LONGEST,
        step=0.5,
        format="%.4g",
        key=fields.standing("bar:horizon", data_map.horizon),
        on_change=_horizon_chosen,
        help="The time over which options are compared.",
    )


def _horizon_chosen() -> None:
    years = fields.one("bar:horizon")
    if years is not None:
        session.choose("horizon", f"{float(years):g}")
    _changed()


def _numbers() -> None:
    """A number to use instead of the map's own, and a button for each one in force that takes it away."""
    row = st.form("number", clear_on_submit=True, border=False).container(key="number", horizontal=True, gap="xsmall")
    row.text_input("Other numbers", key="bar:number", placeholder="known.covert=0.3", help=NUMBER)
    row.form_submit_button("Use", on_click=_number_said)
    with st.container(key="in-force", gap="xxsmall"):
        for number in session.many("set"):
            label = show.as_label(f"Remove {number}")
            st.button(label, key=f"bar:remove:{number}", on_click=_remove, args=(number,), type="tertiary")


def _number_said() -> None:
    number = st.session_state["bar:number"].strip()
    if number:
        _changed()
        session.set_number(number)


def _remove(number: str) -> None:
    """Use the map's own number again; all others that are set stay."""
    session.choose("set", *(other for other in session.many("set") if other != number))
    _changed()


def _values() -> None:
    ratio = session.one("ratio")
    ratio = ratio if ratio in background.RATIOS else background.USUAL_RATIO
    with st.expander("Value settings"), st.form("values", border=False):
        chosen = st.selectbox(
            "Severity ratio",
            background.RATIOS,
            index=background.RATIOS.index(ratio),
            format_func=lambda word: RATIO_WORDS.get(word, word),
            help="How many people at one level weigh as much as one person at the next. A value judgement: "
            "whoever changes it signs it.",
        )
        name = st.text_input("Set by", value=session.one("by") or "", max_chars=80)
        if st.form_submit_button("Set"):
            _sign(chosen, name)


def _sign(ratio: str, name: str) -> None:
    if ratio != background.USUAL_RATIO and not name.strip():
        st.error("Say who sets it: a value judgement is signed.")
        return
    session.choose("ratio", ratio if ratio != background.USUAL_RATIO else None)
    session.choose("by", name.strip() if ratio != background.USUAL_RATIO else None)
    _changed()
    st.rerun()


def _own_settings() -> None:
    if any(session.many(name) for name in session.SETTINGS):
        st.button("Back to the map's own settings", on_click=_back, type="tertiary")


def _back() -> None:
    for name in session.SETTINGS:
        session.choose(name)
    _changed()
