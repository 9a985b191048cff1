"""Saving in the background: one worker of the server makes the result and keeps it, whatever its window does.

It begins with the result as soon as the form to save stands open, and gives way to whoever saves.
"""

from __future__ import annotations

import logging
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import cast

import streamlit as st

from assessments.assessment import made_part_by_part
from assessments.record.drafts import Draft
from assessments.record.entries import AssessmentRequest
from assessments.record.errors import Trouble, minute
from assessments.record.folder import Person, store_named
from assessments.record.models import Entry
from assessments.record.saving import draft_of_run
from assessments.record.store import Meanwhile, open_store
from assessments.run import Run
from dashboard import session, unsaved
from dashboard.background import OWN, SAVED, Opened
from dashboard.caps import PastCap, capped
from dashboard.open_maps import OPENED, forget_saved, note_numbers

SAVING = "saving"
REFUSED = "saving:refused"
FORM = "saving:form"
AHEAD = "saving:ahead"
RECORD = "record"
LOOKING = 0.25  # seconds between looks at how far a save has come


@dataclass(frozen=True)
class Wanted:
    """An assessment that somebody wants to save: its map and request, what it is saved as, and what it builds on."""

    run: Run = field(repr=False)
    opened: Opened = field(repr=False)
    asked: AssessmentRequest
    subject: str
    person: Person
    note: str
    after: int


@dataclass(eq=False)
class Saving:
    """A save on its way: the share of the result that is made, its draft once there is one, and what comes of it."""

    wanted: Wanted
    store: str
    share: float = 0.0
    draft: Draft | None = None
    outcome: Future[Entry] = field(default_factory=Future, repr=False)


def make_ahead(run: Run) -> None:
    """Begin with the result of an assessment that somebody is about to save, once for each."""
    if st.session_state.get(AHEAD) is not run:
        st.session_state[AHEAD] = run
        worker().submit(_made_ahead, run)


def _made_ahead(run: Run) -> None:
    """Make the result part by part until somebody saves; past a cap it is left to the save, which says so."""
    with suppress(PastCap), capped():
        for _ in made_part_by_part(run):
            if waiting():
                return


def begin(wanted: Wanted) -> None:
    """Begin to save in the background. What was made for a save that failed is saved, and not made again."""
    before = in_hand()
    again = before.draft if before and _is_same(before.wanted, wanted) else None
    saving = Saving(wanted, store_named(), draft=again)
    waiting().append(saving)
    saving.outcome = worker().submit(_saved, saving)
    st.session_state[SAVING] = saving
    st.session_state.pop(REFUSED, None)
    fold()


def unfold() -> None:
    """Have the form to save open where Record is shown next."""
    st.session_state[FORM] = True


def fold(*, unless: str = "") -> None:
    """Have the form to save folded, unless it is Record that one goes to."""
    if unless != RECORD:
        st.session_state.pop(FORM, None)
        st.session_state.pop(AHEAD, None)


def is_unfolded() -> bool:
    """True where somebody asked for the form to save, and has not saved yet."""
    return FORM in st.session_state


def _is_same(before: Wanted, now: Wanted) -> bool:
    return before.run is now.run and (before.opened, before.asked) == (now.opened, now.asked)


@st.cache_resource
def worker() -> ThreadPoolExecutor:
    """The one thread that saves, an assessment at a time; it ends with the server, once its work is done."""
    return ThreadPoolExecutor(1, thread_name_prefix="saving")


@st.cache_resource
def waiting() -> deque[Saving]:
    """The saves of all windows that the worker has not begun with."""
    return deque()


def _saved(saving: Saving) -> Entry:
    waiting().remove(saving)
    wanted = saving.wanted
    if saving.draft is None:
        with capped():
            for share in made_part_by_part(wanted.run):
                saving.share = share
            saving.draft = draft_of_run(wanted.run, wanted.opened.file_name, wanted.opened.contents, wanted.asked)
    with open_store(saving.store) as store:
        return store.save(saving.draft, wanted.subject, wanted.person, wanted.note, wanted.after)


def in_hand() -> Saving | None:
    """The latest save of this window that did not end well yet."""
    return cast("Saving | None", st.session_state.get(SAVING))


def is_on_its_way() -> bool:
    """True while a save of this window is on its way."""
    saving = in_hand()
    return saving is not None and not saving.outcome.done()


def refused() -> str:
    """The reason why the last save of this window failed; empty where none did."""
    return str(st.session_state.get(REFUSED, ""))


def refused_of(opened: Opened) -> str:
    """The reason why the last save of this window failed, if it was of this map; else empty."""
    last = in_hand()
    return refused() if last and last.wanted.opened.number == opened.number else ""


def show_progress() -> None:
    """The progress of the save of this window, while it is on its way; nothing else waits for it."""
    if is_on_its_way():
        _progress()


@st.fragment(run_every=LOOKING)
def _progress() -> None:
    saving = in_hand()
    if saving is None or saving.outcome.done():
        st.rerun()
    st.progress(saving.share, f"Saving {saving.wanted.subject}: {saving.share:.0%}", width=210)


def follow() -> None:
    """Take over what came of a save that has ended, before anything is drawn."""
    saving = in_hand()
    if saving is None or not saving.outcome.done() or refused():
        return
    failure = saving.outcome.exception()
    if failure is None:
        _take_over(saving, saving.outcome.result())
        return
    st.session_state[REFUSED] = _words(failure)
    if isinstance(failure, Meanwhile) and failure.entry:
        _builds_on(saving, failure.entry)
    st.toast("It is not saved. Record says why.", icon=":material/error:")


def typed(opened: Opened) -> tuple[str, str]:
    """The names that the subject and the note typed for an open map are kept by."""
    return f"subject {opened.name}", f"note {opened.name}"


def _take_over(saving: Saving, entry: Entry) -> None:
    del st.session_state[SAVING]
    wanted = saving.wanted
    # What was typed since the save began is for the next version, and stays.
    for name, saved in zip(typed(wanted.opened), (wanted.subject, wanted.note), strict=True):
        if unsaved.text_left(name) == saved:
            unsaved.sent(name)
    forget_saved()
    _builds_on(saving, entry)
    note_numbers(saving.wanted.opened.number, saving.wanted.asked.numbers)
    open_map = session.opened_map()
    if open_map and open_map.name.startswith(OWN) and open_map.files == saving.wanted.opened.files:
        session.rename(SAVED + entry.id)
        _carry_over(open_map, replace(open_map, name=SAVED + entry.id))
    st.toast(f"Saved as version {entry.number} of {entry.subject}.", icon=":material/check:")


def _carry_over(before: Opened, open_map: Opened) -> None:
    """Have what is typed for the next version stand in the fields of a map that is called otherwise now."""
    for label, name, called in zip(("Subject", "Note"), typed(before), typed(open_map), strict=True):
        unsaved.move(label, name, called)


def _builds_on(saving: Saving, entry: Entry) -> None:
    """What is saved next of this map builds on an entry, which Record shows."""
    st.session_state.setdefault(OPENED, {})[saving.wanted.opened.number, entry.subject] = entry.number
    session.choose("saved", entry.id)


def _words(failure: BaseException) -> str:
    """The reason why it was not saved; the work stays in this window."""
    if isinstance(failure, Meanwhile) and (entry := failure.entry):
        note = f" and noted: {entry.note}" if entry.note else ""
        return (
            f"It is not saved: {entry.person} saved {entry.id} meanwhile, at {minute(entry.saved_at)}{note}. It stands "
            "below, and Compare sets it beside yours. Saving again builds on it; the result is kept in this window."
        )
    if isinstance(failure, PastCap):
        return f"It is not saved: the work ended {failure}, as this server is told. `datareach save` has no such cap."
    if isinstance(failure, Trouble):
        return f"It is not saved: {failure}. The result is kept in this window."
    logging.getLogger("datareach").error("a save failed", exc_info=failure)
    return f"It is not saved: Datareach failed ({type(failure).__name__}). The terminal that runs it says where."
