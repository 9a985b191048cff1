"""Work of this window that is not saved yet, kept in the record for its owner, and offered when they return."""

from __future__ import annotations

import base64
import json
import secrets
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any, cast

import streamlit as st

from assessments.record.errors import Trouble
from assessments.record.folder import LONGEST_NAME, Person, Role, cleaned_name, store_named
from assessments.record.models import Work
from dashboard import fields, open_maps, people, presses, session
from dashboard.background import OWN, SAVED, Opened, bare
from dashboard.open_maps import titles
from data_maps.problems import shown

NAME = "Your name"
KEPT, FAILED, TEXTS = "unsaved:kept", "unsaved:failed", "unsaved:texts"
MAP, TEXT, APP = "map:", "text:", "app="
WHILE_TYPING = "1s"
"""The pause after which what is typed into a field of one line is kept, whether or not it is left."""
PAUSE = 60.0  # seconds after a failure in which the store is not tried again
FileBytes = tuple[tuple[str, bytes], ...]


def keep() -> None:
    """Keep what is not saved in this window as it is now, and no longer what is saved or taken back by now."""
    if not people.keeps_work() or _pauses():
        return
    open_map, number = session.opened_map(), _number()
    content, before = _content(open_map), _work_by_opening().get(number)
    try:
        if content is None:
            if before:
                throw_away(before.id, before.at)
                del _work_by_opening()[number]
        elif before is None or before.content != content:
            _work_by_opening()[number] = _kept_work(_title(open_map), content, before)
        st.session_state.pop(FAILED, None)
    except Trouble:
        st.session_state[FAILED] = time.monotonic()


def _pauses() -> bool:
    """True shortly after the store failed: nobody is to wait for it after each run of a page."""
    failure = cast("float | None", st.session_state.get(FAILED))
    return failure is not None and time.monotonic() - failure < PAUSE


def is_kept() -> bool:
    """True where what is open here is kept for its owner, whatever becomes of this window."""
    return session.opened_map() is not None and _number() in _work_by_opening() and FAILED not in st.session_state


def _number() -> int:
    """The number of the opening of the open map; 0 where none is open."""
    open_map = session.opened_map()
    return open_map.number if open_map else 0


def _content(open_map: Opened | None) -> str | None:
    """The open map and its settings as text; None where nothing is lost with this window."""
    own = open_map if open_map and open_map.name.startswith(OWN) else None
    numbers = () if open_maps.has_saved_numbers() else session.setting_values("set")
    if not (own or numbers or session.setting_values("draft")):
        return None
    first = session.as_opened()
    values = {
        "params": session.params(),
        "files": _files_as_plain(own.files) if own else None,
        "revision": own.revision if own else 0,
        "number": own.number if own else 0,
        "first": _files_as_plain(first.files) if own and first and first.files != own.files else None,
    }
    return json.dumps(values, ensure_ascii=True, sort_keys=True)


def _files_as_plain(files: FileBytes) -> list[list[str]]:
    return [[name, base64.b64encode(content).decode("ascii")] for name, content in files]


def _read(files: list[list[str]]) -> FileBytes:
    return tuple((name, base64.b64decode(content)) for name, content in files)


def _title(open_map: Opened | None) -> str:
    if texts := session.setting_values("draft"):
        app = next((text.removeprefix(APP) for text in texts if text.startswith(APP)), "")
        return f"{app}, an app that is being described" if app else "An app that is being described"
    count = len(session.setting_values("set"))
    numbers = f", with {count} {'number' if count == 1 else 'numbers'} of your own" if count else ""
    return f"{_called(open_map.name) if open_map else 'A map'}{numbers}"


def _called(name: str) -> str:
    """A map that ships by its title, any other by its file."""
    return titles().get(name) or bare(name)


def _kept_work(title: str, content: str, before: Work | None) -> Work:
    from assessments.record.store import keep_work as put
    from assessments.record.store import open_store, works_of

    with open_store(store_named()) as store:
        if before is None:  # the window that this one goes on from kept the same
            same = next((work for work in works_of(store, people.owner()) if work.content == content), None)
            if same:
                return same
        id = before.id if before else MAP + secrets.token_hex(8)
        return put(store, Work(people.owner(), id, "", title, content), before.at if before else None)


def throw_away(id: str, at: str | None = None) -> None:
    """Keep a piece of work no longer, where it is as it was `at` a moment if one is named; raises Trouble."""
    from assessments.record.store import open_store
    from assessments.record.store import throw_away_work as gone

    if not people.keeps_work():
        return
    with open_store(store_named()) as store:
        gone(store, people.owner(), id, at)


def offered() -> tuple[Work, ...]:
    """The maps and settings that their owner left unsaved, but for what is open here, the latest first."""
    own = _work_by_opening().get(_number())
    return tuple(work for work in _works() if work.id.startswith(MAP) and (own is None or work.id != own.id))


def _works() -> tuple[Work, ...]:
    """All that is kept of whoever looks; nothing where there is no store yet, or it cannot be read."""
    from assessments.record.store import open_store, works_of

    record = store_named()
    if not people.keeps_work() or ("://" not in record and not Path(record).expanduser().exists()):
        return ()
    try:
        with open_store(record, make=False) as store:
            return works_of(store, people.owner())
    except Trouble:
        return ()


def take_up(work: Work) -> None:
    """Go on with a piece of work where it was left."""
    values = json.loads(work.content)
    st.session_state["params"] = {name: list(texts) for name, texts in values["params"].items()}
    name = session.one("map")
    if values["files"] is not None and name is not None:
        _open(name, values, work)
    else:
        session.open_addressed(follow)
        if session.name() == name:
            _work_by_opening()[_number()] = work


def follow(name: str) -> None:
    """Have the map open that the address names: what was saved, or a file of one's own as it was left elsewhere."""
    if name.startswith(SAVED):
        open_maps.follow(name.removeprefix(SAVED))
        return
    for work in offered():
        values = json.loads(work.content)
        if values["files"] is not None and values["params"].get("map") == [name]:
            _open(name, values, work)
            return
    session.note(f"The address names {shown(bare(name))}, a map of another window. Open its file to see it.")


def _open(name: str, values: Mapping[str, Any], work: Work) -> None:
    session.open_files(name, dict(_read(values["first"] or values["files"])), number=values.get("number", 0))
    session.go_on(_read(values["files"]), values.get("revision", 0))
    _work_by_opening()[st.session_state["openings"]] = work


def _work_by_opening() -> dict[int, Work]:
    """What is kept of this window, by the number of the opening of its map; 0 where none is open."""
    return cast("dict[int, Work]", st.session_state.setdefault(KEPT, {}))


def forget_description() -> None:
    """Keep the app that is described here no longer: a map has come of it. What else is open here stays kept."""
    session.choose("draft")
    keep()


def text_field(label: str, name: str, *, most: int) -> str:
    """A field of some lines whose text is kept until it is sent, whatever becomes of its window; its text."""
    return str(st.text_area(label, max_chars=most, height=80, **kept_by(label, name)))


def line_field(label: str, name: str, *, most: int, usual: str = "", **look: Any) -> str:
    """A field of one line whose text is kept until it is sent, whatever becomes of its window; its text.

    Args:
        label: what stands above it.
        name: what its text is kept by, told apart from that of every other field.
        most: how many characters it may have.
        usual: what stands in it before anybody types.
        look: how it looks, as Streamlit takes it.
    """
    return str(st.text_input(label, max_chars=most, live=WHILE_TYPING, **kept_by(label, name, usual), **look))


def person_field(key: str) -> Person:
    """The person who acts: whoever is signed in; else a name is asked, which stands wherever it is asked again."""
    somebody = people.person() or people.NOBODY
    if people.signing_in():
        st.text_input(NAME, value=somebody.name, disabled=True, key=f"{key}:signed-in")
        return somebody
    st.session_state.setdefault(key, text_left(NAME) or somebody.name)
    name = st.text_input(
        NAME, max_chars=LONGEST_NAME, key=key, live=WHILE_TYPING, on_change=presses.on_use(_name_field, key)
    )
    return Person(cleaned_name(name), Role.ADMIN)


def _name_field(key: str) -> None:
    _keep_text(NAME, NAME, str(presses.value(key) or ""))


def day_field(label: str, name: str, **look: Any) -> date | None:
    """A field of a day that is kept until it is sent, whatever becomes of its window; its day, or none yet."""
    day: date | None = st.date_input(label, format="YYYY-MM-DD", **kept_by(label, name, None, _day), **look)
    return day


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def kept_by(label: str, name: str, usual: object = "", read: Callable[[str], object] = str) -> dict[str, Any]:
    """Arguments that make a field keep what is typed into it."""
    value = read(_texts()[name]) if name in _texts() else usual
    return {"key": fields.standing(TEXT + name, value, typed=True), "on_change": presses.on_use(_typed, name, label)}


def _typed(name: str, label: str) -> None:
    _keep_text(name, label, fields.one(TEXT + name) or "")


def _keep_text(name: str, label: str, text: str) -> None:
    from assessments.record.store import keep_work as put
    from assessments.record.store import open_store

    _texts()[name] = text
    if not people.keeps_work():
        return
    with suppress(Trouble):
        if not text:
            throw_away(TEXT + name)
            return
        with open_store(store_named()) as store:
            put(store, Work(people.owner(), TEXT + name, "", label, text))


def text_left(name: str) -> str:
    """The text that stands in a field or was left for it; empty where there is none."""
    return _texts().get(name, "")


def sent(name: str) -> None:
    """Empty a field whose text was written down."""
    if _texts().pop(name, None) is not None:
        with suppress(Trouble):
            throw_away(TEXT + name)


def discard(name: str) -> None:
    """Keep a text that was used no longer; it stays in its field, so that nothing typed there meanwhile is lost."""
    with suppress(Trouble):
        throw_away(TEXT + name)


def move(label: str, name: str, to: str) -> None:
    """Have what was typed into a field stand in another one, which is called the same and kept by another name."""
    if text := text_left(name):
        _keep_text(to, label, text)
    sent(name)


def _texts() -> dict[str, str]:
    """The texts of fields by name: those that their owner had left when this window first asked, then its own."""
    if TEXTS not in st.session_state:
        left = {work.id.removeprefix(TEXT): work.content for work in _works() if work.id.startswith(TEXT)}
        st.session_state[TEXTS] = left
    return cast("dict[str, str]", st.session_state[TEXTS])
