"""The record of saved assessments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

import streamlit as st

from assessments.record.audit_log import utc_day
from assessments.record.entries import SUBJECT, AssessmentRequest, subject_of
from assessments.record.errors import NoStore, NotSaved, Trouble, minute
from assessments.record.folder import Person, Role, from_home, store_named
from assessments.record.models import Entry, Saved
from assessments.record.recompute import recomputed
from assessments.record.record_text import (
    asked_words,
    history_table,
    known_score,
    not_as_written,
    of_its_law,
    proof,
    recomputed_section,
    said_facts,
    technical_facts,
)
from assessments.record.store import Store, open_store
from assessments.record.verify import verified
from assessments.report.blocks import Cell, NamedCells, Notice, Section, Text
from assessments.report.sentences import enumerated, long_work
from assessments.run import Run, with_draws
from casework import stamps
from casework.grammar import DEEDS
from casework.recording import Review
from casework.version_line import SavedVersion, time_line, versions, with_shown
from dashboard import background, fields, people, presses, saving, session, show, unsaved
from dashboard.downloads import documents_of_saved
from dashboard.head import caveat, notes
from dashboard.open_maps import OPENED, open_saved
from dashboard.picker import Choice
from data_maps.uploads import packed
from risk.uncertainty.draw_counts import DRAWS

SHOWS = (
    "This page keeps assessments for good, each as the next version of its line, and finds them again. Open a map, "
    "then save what it gives."
)
HEIGHT, MOST = 520, 60
CHECKS = {"verify": "Verify", "recompute": "Recompute"}
ASKED, ANSWERED = "saved:asked", "saved:answered"


def page() -> None:
    """The form to save the open map, the list of what was saved, and the chosen one, as they are seen."""
    notes(session.current())
    try:
        with open_store(store_named(), make=False) as store:
            count = store.count()
            _empty(store) if count == 0 else _filled(store, count)
    except NoStore:
        _empty(None)
    except Trouble as trouble:
        show.title("Saved")
        show.notice(show.as_sentence(trouble), "broken")


def _empty(store: Store | None) -> None:
    show.title("Saved", "Nothing was saved yet")
    show.text(SHOWS)
    save_form(store, first=True)


def _filled(store: Store, count: int) -> None:
    show.title("Saved", f"{count:,} assessment{'' if count == 1 else 's'} in {from_home(store.name)}")
    save_form(store)
    listing, detail = st.columns([0.36, 0.64], gap="medium")
    with listing:
        words = st.text_input("Search", value=session.one("words") or "", placeholder="subject, title, note or person")
        if words != (session.one("words") or ""):
            session.choose("words", words)
            session.write_address()
        entries = store.newest(MOST, words=words)
        chosen = _chosen(store, entries)
    with detail:
        if chosen is None:
            show.text("Nothing that was saved fits these words." if words else SHOWS)
        else:
            saved = store.load(chosen)
            entry = saved.entry
            presses.look_at(entry.id)
            review_state = Review(store, saved).standing()
            why = (Notice(f"It lapsed: {reason}.", "assumed") for reason in review_state.why)
            state = f"State: {review_state.state}{caveat(exact=not saved.simulated)}"
            show.blocks((Text(f"{entry.id}: {entry.title}", lead=True), Text(state), *why))
            stem = f"{entry.subject}-{entry.number}"
            with st.container(horizontal=True, gap="xsmall"):
                if presses.button("Open its map", key="saved:open"):
                    open_saved(saved)
                if presses.button("Review", key="saved:review"):
                    session.choose("saved", entry.id)
                    session.choose("part", "review")
                    st.rerun()
                if presses.button("Present it", key="saved:present"):
                    session.choose("saved", entry.id)
                    session.choose("step")
                    st.switch_page("dashboard/pages/present.py", query_params=session.params())
                st.download_button("Map", *_map_file(saved, stem), on_click="ignore")
                documents_of_saved(entry.id)
            show.blocks((*not_as_written(saved), *of_its_law(saved, utc_day()), NamedCells(said_facts(saved))))
            show.blocks(time_line(with_shown(store, _versions(store, entry.subject), entry), entry))
            show.blocks((history_table(store.history(entry.subject, entry.number), DEEDS),))
            with st.expander("Technical: fingerprint, files, checks"):
                head = ("last line of the record", Cell(store.last_line().digest))
                show.blocks((NamedCells((*technical_facts(saved), head)),))
                with st.container(horizontal=True, gap="xsmall"):
                    for kind, label in CHECKS.items():
                        st.button(label, key=f"saved:{kind}", on_click=presses.on_use(_ask, kind, saved.entry.id))
                    st.download_button(
                        "Result, JSON", saved.result, f"{stem}.json", "application/json", on_click="ignore"
                    )
                kind, id = st.session_state.get(ASKED, ("", ""))
                if id == saved.entry.id:
                    if ANSWERED not in st.session_state:
                        doing = "Making it again" if kind == "recompute" else "Checking every line"
                        with st.spinner(doing, show_time=True):
                            st.session_state[ANSWERED] = _answer(kind, store, saved).blocks
                    show.blocks(st.session_state[ANSWERED])


def save_form(store: Store | None, *, first: bool = False) -> None:
    """The fields to fill before the open map is saved, and the answer to them."""
    open_map = session.opened_map()
    data_map = session.reading_of(open_map).data_map if open_map else None
    if open_map is None or data_map is None:
        show.text("To save an assessment, open a map without problems.", "quiet")
        return
    role = (people.person() or people.NOBODY).role
    if role < Role.ANALYST:
        show.text(f"You are {role.with_article} here: you find what was saved, and cannot save.", "quiet")
        return
    failure = saving.refused_of(open_map)
    if failure:
        show.notice(failure, "broken")
    is_open = bool(failure) or first or saving.is_unfolded()
    view = session.current().view
    # The result takes long: it is begun with while the form is filled in, once somebody has asked for it.
    if saving.is_unfolded() and view is not None and not view.first:
        saving.make_ahead(_as_asked(view, open_map))
    with st.expander("Save the open map", expanded=is_open), st.container(key="enter:save"):
        of_subject, of_note = saving.typed(open_map)
        left, right = st.columns(2)
        with left:
            usual, help_ = subject_of(open_map.file_name), "Whose next version it is."
            subject = unsaved.line_field("Subject", of_subject, most=60, usual=usual, help=help_)
        with right:
            person = unsaved.person_field("saved:person")
        remembered = "What is to be remembered of it"
        note = unsaved.line_field("Note", of_note, most=500, placeholder=remembered)
        versions = st.session_state.setdefault(OPENED, {})
        # It builds on the version that was the latest when this map was first seen here, not on one saved since.
        key = (open_map.number, subject)
        if key not in versions:
            latest = store.latest(subject) if store else None
            versions[key] = latest.number if latest else 0
        after = int(versions[key])
        asked = asked_words(asked_now(), data_map)
        show.text(f"{asked}. {_after_words(subject, after)} {_long_work()}".rstrip(), "quiet")
        busy = saving.is_on_its_way()
        pressed = presses.button("Save this version", key="saved:save", type="primary", disabled=busy)
    if pressed and not busy:
        _save(open_map, subject, note, person, after)


def _long_work() -> str:
    """How long the whole result takes that is saved, where that is long."""
    run = session.current().run
    return long_work(with_draws(run, DRAWS)) if run else ""


def _after_words(subject: str, after: int) -> str:
    return f"It builds on {subject}/{after}." if after else "It will be version 1."


def asked_now() -> AssessmentRequest:
    """The scenario that the strip and the head ask for."""
    ratio = session.one("ratio") or background.USUAL_RATIO
    ratio = ratio if ratio in background.RATIOS else background.USUAL_RATIO
    weights = None if ratio == "linear" else float(ratio)
    run = session.current().run
    options = run.settings.options if run else ()
    reading = run.data_map.reading if run else None
    return AssessmentRequest(
        session.one("as_of"),
        session.one("viewpoint"),
        session.setting_values("set"),
        options,
        DRAWS,
        0,
        weights,
        reading,
    )


def _save(open_map: background.Opened, subject: str, note: str, person: Person, after: int) -> None:
    """Have the open map assessed as the command line would, and saved, in the background."""
    view = session.current().view
    for wrong in _wrong(view, subject, person):
        show.notice(f"It is not saved: {wrong}", "broken")
        return
    people.remember(person)
    if view is not None:
        saving.begin(saving.Wanted(_as_asked(view, open_map), open_map, asked_now(), subject, person, note, after))
        st.rerun()


def _as_asked(view: background.MapView, open_map: background.Opened) -> Run:
    """The assessment as the command line would make it, whatever horizon is looked at."""
    return background.run_with_draws(replace(view, opened=open_map, horizon=None))


def _wrong(view: background.MapView | None, subject: str, person: Person) -> Iterator[str]:
    """Reasons not to save, as sentences go on."""
    if not person.name:
        yield "say who saves it."
    if not SUBJECT.fullmatch(subject):
        yield f"a subject has lower-case letters, digits and '-': {subject!a}."
    if view is not None and view.first:
        yield "these are first numbers only. `datareach save` makes the whole result."
    if view is not None and view.changes:
        yield f"{enumerated(list(view.changes))} is in force in What if: take it back, or write it into the text."
    yield from background.remarks(view)


def _chosen(store: Store, entries: Sequence[Entry]) -> str | None:
    """The assessment to show: the one in the address, else the newest that is listed."""
    wanted = session.one("saved")
    if wanted and wanted not in {entry.id for entry in entries}:
        try:
            entries = (store.find(wanted), *entries)
            wanted = entries[0].id
        except NotSaved as unknown:
            show.notice(f"{show.as_sentence(unknown)} It is left aside.", "broken")
            wanted = None
    if not entries:
        return None
    return fields.pick("saved", list(map(_choice, entries)), wanted, "Saved assessments", "saved:list", HEIGHT)


def _choice(entry: Entry) -> Choice:
    below = f"{minute(entry.saved_at)}, {entry.person}{f': {entry.note}' if entry.note else ''}"
    score, interval = known_score(entry)
    return Choice(entry.id, f"score {score.text} ({interval.text})", f"{entry.id}  {entry.title}", below)


def _versions(store: Store, subject: str) -> tuple[SavedVersion, ...]:
    """The versions of a line as they stand today, read again once anything was written on record."""
    key = ("versions", store.place, store.last_line().digest, subject, utc_day())
    return background.cached("Reading the versions", key, partial(versions, store, subject))


def _ask(kind: str, id: str) -> None:
    """Ask for a check of an assessment; its answer stays until another is asked for."""
    st.session_state[ASKED] = (kind, id)
    st.session_state.pop(ANSWERED, None)


def _answer(kind: str, store: Store, saved: Saved) -> Section:
    entry = saved.entry
    if kind == "recompute":
        return recomputed_section(entry, recomputed(store, saved))
    return proof(verified(store, entry, (stamps.checker(),)), entry.id)


def _map_file(saved: Saved, stem: str) -> tuple[bytes, str, str]:
    """The files of a map as one to download: its content, name and type."""
    if len(saved.files) == 1:
        return next(iter(saved.files.values())), f"{stem}.yaml", "application/yaml"
    return packed(saved.files), f"{stem}.zip", "application/zip"
