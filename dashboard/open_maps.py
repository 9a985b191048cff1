"""Maps to open: those that ship, the one that was offered, a file of one's own, and what was saved."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import cast

import streamlit as st

from assessments.record.errors import Trouble
from assessments.record.folder import store_named
from assessments.record.models import Entry, Saved
from dashboard import background, fields, offered, people, presses, session, show
from dashboard.streamlit_internals import UploadedFile
from data_maps.problems import Problem
from data_maps.reading import CASE, case_names, read_path
from data_maps.uploads import unpacked

MOST_SAVED = 60
LEAVES = "Choosing another leaves the one that is open"
FOR_YOU = "The file goes no further than this dashboard, which keeps it for you until you save or throw it away."
HERE_ALONE = "The file goes no further than this dashboard, and is gone with this window unless you save it."
OPENED, NUMBERS = "saved:opened", "saved:numbers"


def app_choice() -> None:
    """The list of maps that the open one is chosen from."""
    open_map = session.opened_map()
    saved = saved_titles()
    own = (
        [open_map.name]
        if open_map
        and open_map.name.startswith((background.OWN, background.SAVED, background.RANKED))
        and open_map.name not in saved
        else []
    )
    own += [offered.name()] if offered.name().startswith(offered.FILE) else []
    st.selectbox(
        "App",
        [*own, *titles(), *saved],
        format_func=lambda name: saved.get(name) or _called(name),
        key=fields.standing("strip:map", open_map.name if open_map else None),
        on_change=presses.on_use(_chosen),
        placeholder="Choose an app",
        help=leaves(LEAVES),
        width=250,
    )


def file_choice() -> None:
    """A field that takes a file of one's own."""
    key = f"upload:{st.session_state.get('openings', 0)}"
    st.file_uploader(
        "A YAML file, or a zipped folder of them",
        type=["yaml", "yml", "zip"],
        key=key,
        on_change=presses.on_use(_uploaded, key),
        max_upload_size=5,
    )
    show.text(FOR_YOU if people.keeps_work() else HERE_ALONE, "quiet")


def leaves(what: str) -> str:
    """A hint that `what` leaves the open map, and what becomes of one of your own that is not saved."""
    return f"{what}: {'Apps offers your own again.' if people.keeps_work() else 'download your own first.'}"


@cache
def titles() -> dict[str, str]:
    """The title of each map that ships, by what it is called in the address."""
    maps = {CASE + name: read_path(CASE + name).data_map for name in case_names()}
    return {name: data_map.title if data_map else name for name, data_map in maps.items()}


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
    if name.startswith(background.RANKED):
        return name.removeprefix(background.RANKED)
    return titles().get(name) or f"{'Yours: ' if name.startswith(background.OWN) else ''}{background.bare(name)}"


def _chosen() -> None:
    name = fields.one("strip:map")
    if name:
        open_named(name)


def open_named(name: str) -> None:
    """Open a map that ships, the one that was offered, or that of a saved assessment."""
    if name in titles():
        session.open_case(name)
        session.forget_settings()
    elif name == offered.name():
        session.forget_settings()
        session.open_offered_file()
    elif name.startswith(background.SAVED):
        id = name.removeprefix(background.SAVED)
        if people.let_in():
            try:
                take(load(id))
            except Trouble as trouble:
                forget_saved()
                session.note(f"{id} is not opened: {trouble}.")


def _uploaded(key: str) -> None:
    file = cast("UploadedFile | None", presses.value(key))
    if file is None:
        return
    files = unpacked(file.getvalue(), file.name)
    if isinstance(files, Problem):
        session.note(f"{files.place.file}: {files.message} ({files.hint}).")
    else:
        session.open_files(background.OWN + file.name, files, keep=False)
        st.session_state["apps:uploaded"] = True


def load(id: str) -> Saved:
    """A saved assessment of the record; raises Trouble."""
    from assessments.record.store import open_store

    with open_store(store_named(), make=False) as store:
        return store.load(id)


def open_saved(saved: Saved, page: str = "answer") -> None:
    """Open the map of a saved assessment as it was asked for, on a page of the dashboard."""
    take(saved)
    st.switch_page(f"dashboard/pages/{page}.py", query_params=session.params())


def open_changed(saved: Saved, file: str, text: str) -> None:
    """Open the map of a saved assessment with one of its files changed, in the editor."""
    take(saved)
    session.write(_file(saved.entry, file), text, replaced=True)
    session.choose("part", "text")
    st.switch_page("dashboard/pages/flows.py", query_params=session.params())


def take(saved: Saved) -> None:
    """Have the map of a saved assessment open as it was asked for."""
    scenario = saved.entry.asked
    _open(saved, keep=False)
    ratio = scenario.severity_ratio
    session.choose("as_of", scenario.as_of)
    session.choose("viewpoint", scenario.viewpoint)
    session.choose("set", *scenario.numbers)
    session.choose("options", *scenario.options)
    session.choose("reading", scenario.reading)
    session.choose(
        "ratio", "linear" if ratio is None else None if ratio == float(background.USUAL_RATIO) else f"{ratio:g}"
    )


def follow(id: str) -> None:
    """Have the map of the saved assessment that the address names open, as the rest of the address sees it."""
    try:
        _open(load(id), keep=True)
    except Trouble as trouble:
        session.note(f"{id} is not opened: {trouble}.")


def _open(saved: Saved, *, keep: bool) -> None:
    entry = saved.entry
    files = {_file(entry, name): text for name, text in saved.files.items()}
    session.open_files(background.SAVED + entry.id, files, keep=keep)
    number_of_opening = st.session_state["openings"]
    st.session_state.setdefault(OPENED, {})[number_of_opening, entry.subject] = entry.number
    note_numbers(number_of_opening, entry.asked.numbers)


def note_numbers(number_of_opening: int, numbers: Iterable[str]) -> None:
    """Note which numbers of an open map are those of its entry in the record."""
    st.session_state.setdefault(NUMBERS, {})[number_of_opening] = set(numbers)


def has_saved_numbers() -> bool:
    """True where the numbers that are set are those with which the open map was saved."""
    open_map = session.opened_map()
    saved = st.session_state.get(NUMBERS, {})
    return open_map is not None and saved.get(open_map.number) == set(session.setting_values("set"))


def _file(entry: Entry, name: str) -> str:
    """The name of a file of a saved map once it is open: one that ships is then one of yours."""
    return f"{entry.subject}.yaml" if name.startswith("case:") else name
