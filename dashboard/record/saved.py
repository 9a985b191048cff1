"""The record of saved assessments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import streamlit as st

from assessments.record.drafts import Draft
from assessments.record.entries import SUBJECT, AssessmentRequest, subject_of
from assessments.record.errors import NoStore, NotSaved, Trouble, minute
from assessments.record.folder import from_home, store_named
from assessments.record.models import Entry, Saved
from assessments.record.people import Person, Role
from assessments.record.recompute import recomputed
from assessments.record.saving import draft_of
from assessments.record.store import Meanwhile, Store, open_store
from assessments.record.text import about, again, asked_words, known_score, proof, versions_figure
from assessments.record.verify import verified
from assessments.report.blocks import Block, Column, Notice, Table, Text, row
from assessments.report.cells import INTERVAL
from assessments.review.recording import Review
from assessments.scenario import Unusable
from dashboard import background, fields, people, session, show
from dashboard.head import caveat, notes
from dashboard.open_maps import forget_saved
from dashboard.opening import OPENED, open_saved
from dashboard.picker import Item
from data_maps.uploads import packed
from risk.uncertainty.draw_counts import DRAWS

SHOWS = (
    "This page keeps assessments for good, each as the next version of its line, and finds them again. Open a map, "
    "then save what it gives."
)
HEIGHT, MOST = 520, 60


def page() -> None:
    """The form to save the open map, the list of what was saved, and the chosen one, as they are seen."""
    notes(session.current())
    try:
        with open_store(store_named(), make=False) as store:
            count = store.count()
            number = f"{count:,} assessment{'' if count == 1 else 's'}"
            show.title("Saved", f"{number} in {from_home(store.name)}")
            _save_form(store)
            _kept(store)
    except NoStore:
        show.title("Saved", "Nothing was saved yet")
        show.text(SHOWS)
        _save_form(None)
    except Trouble as trouble:
        show.title("Saved")
        show.notice(show.as_sentence(trouble), "broken")


def _save_form(store: Store | None) -> None:
    """The fields to fill before the open map is saved, and the answer to them."""
    now = session.opened()
    if now is None or session.reading_of(now).data_map is None:
        show.text("To save an assessment, open a map without problems.", "quiet")
        return
    role = (people.person() or people.NOBODY).role
    if role < Role.ANALYST:
        show.text(f"You are {role.with_article} here: you find what was saved, and cannot save.", "quiet")
        return
    name, _ = _named(now)
    failure = st.session_state.pop("saved:told-of-saving", None)
    if failure:
        show.notice(failure, "broken")
    with st.expander("Save the open map", expanded=bool(failure) or store is None), st.form("save", border=False):
        left, right = st.columns(2)
        subject = left.text_input("Subject", value=subject_of(name), max_chars=60, help="Whose next version it is.")
        with right:
            person = people.person_field("saved:person")
        note = st.text_input("Note", max_chars=500, placeholder="What is to be remembered of it")
        after = _builds_on(store, now, subject)
        show.text(f"{asked_words(_asked())}. {_after_words(subject, after)}", "quiet")
        pressed = st.form_submit_button("Save this version", type="primary")
    if pressed:
        _save(now, subject, note, person, after)


def _builds_on(store: Store | None, now: background.Opened, subject: str) -> int:
    """The version that was the latest when this map was first seen here: what is saved builds on it."""
    versions = st.session_state.setdefault(OPENED, {})
    key = (now.number, subject)
    if key not in versions:
        latest = store.latest(subject) if store else None
        versions[key] = latest.number if latest else 0
    return int(versions[key])


def _after_words(subject: str, after: int) -> str:
    return f"It builds on {subject}/{after}." if after else "It begins a line."


def _named(now: background.Opened) -> tuple[str, dict[str, bytes]]:
    """The name of the open map in its places, and its files."""
    texts = list(now.texts)
    return (texts[0] if len(texts) == 1 else background.bare(now.name)), now.contents


def _asked() -> AssessmentRequest:
    """The scenario that the strip and the head ask for."""
    ratio = session.one("ratio") or background.USUAL_RATIO
    ratio = ratio if ratio in background.RATIOS else background.USUAL_RATIO
    weights = None if ratio == "linear" else float(ratio)
    seen = session.current().run
    options = seen.settings.options if seen else ()
    reading = seen.data_map.reading if seen else None
    return AssessmentRequest(
        session.one("as_of"), session.one("viewpoint"), session.many("set"), options, DRAWS, 0, weights, reading
    )


def _save(now: background.Opened, subject: str, note: str, person: Person, after: int) -> None:
    """Assess the open map as the command line would, and save that."""
    if not person.name or not SUBJECT.fullmatch(subject):
        wrong = (
            "say who saves it" if not person.name else f"a subject has lower-case letters, digits and '-': {subject!a}"
        )
        show.notice(f"It is not saved: {wrong}.", "broken")
        return
    people.remember(person)
    scenario = _asked()
    try:
        draft = _draft(now, scenario)
        with open_store(store_named()) as store:
            entry = store.save(draft, subject, person, note, after)
    except Unusable as unusable:
        for problem in unusable.problems:
            show.notice(f"It is not saved: {problem.message} ({problem.hint}).", "broken")
        return
    except Trouble as trouble:
        if isinstance(trouble, Meanwhile) and trouble.entry:
            st.session_state[OPENED][now.number, subject] = trouble.entry.number
            session.choose("saved", trouble.entry.id)
        st.session_state["saved:told-of-saving"] = _refused(trouble)
        session.write_address()
        st.rerun()
    forget_saved()
    del st.session_state["saved:draft"]
    st.session_state[OPENED][now.number, subject] = entry.number
    session.choose("saved", entry.id)
    session.write_address()
    st.rerun()


def _draft(now: background.Opened, scenario: AssessmentRequest) -> Draft:
    """The draft to be saved, kept in this window until it is: a draft is saved once, by whoever made it."""
    key, draft_with_key = (now.key, scenario), st.session_state.get("saved:draft")
    if draft_with_key is None or draft_with_key[0] != key:
        with st.spinner("Working out the result", show_time=True):
            draft_with_key = st.session_state["saved:draft"] = (key, draft_of(*_named(now), scenario))
    return cast("Draft", draft_with_key[1])


def _refused(trouble: Trouble) -> str:
    """The reason why it was not saved; the work stays in this window."""
    if isinstance(trouble, Meanwhile) and (entry := trouble.entry):
        note = f" and noted: {entry.note}" if entry.note else ""
        return (
            f"It is not saved: {entry.person} saved {entry.id} meanwhile, at {minute(entry.saved_at)}{note}. It stands "
            "below, and Compare sets it beside yours. Saving again builds on it; the result is kept in this window."
        )
    return f"It is not saved: {trouble}. The result is kept in this window."


def _kept(store: Store) -> None:
    """The saved assessments: searched on the left, the chosen one on the right."""
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
            _told(store, store.load(chosen))


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


def _choice(entry: Entry) -> Item:
    below = f"{minute(entry.saved_at)}, {entry.person}{f': {entry.note}' if entry.note else ''}"
    score, interval = known_score(entry)
    return Item(entry.id, f"score {score.text} ({interval.text})", f"{entry.id}  {entry.title}", below)


def _told(store: Store, saved: Saved) -> None:
    """One assessment: what can be done with it, what it says, and the versions of its line."""
    entry = saved.entry
    now = Review(store, saved).standing()
    why = (Notice(f"It lapsed: {reason}.", "assumed") for reason in now.why)
    state = f"State: {now.state}{caveat(exact=not saved.simulated)}"
    show.blocks((Text(f"{entry.id}: {entry.title}", lead=True), Text(state), *why))
    with st.container(horizontal=True, gap="xsmall"):
        if st.button("Open its map", key=f"saved:open:{entry.id}"):
            open_saved(saved)
        if st.button("Review", key=f"saved:review:{entry.id}"):
            session.choose("saved", entry.id)
            session.choose("part", "review")
            st.rerun()
        verify = st.button("Verify", key=f"saved:verify:{entry.id}")
        recompute = st.button("Recompute", key=f"saved:recompute:{entry.id}")
        stem = f"{entry.subject}-{entry.number}"
        st.download_button("Result, JSON", saved.result, f"{stem}.json", "application/json", on_click="ignore")
        st.download_button("Map", *_map_file(saved, stem), on_click="ignore")
    if verify:
        show.blocks(proof(verified(store, entry), entry.id).blocks)
    if recompute:
        with st.spinner("Making it again", show_time=True):
            recomputation = recomputed(store, saved)
        show.blocks(again(entry, recomputation).blocks)
    show.blocks(about(saved, store.history(entry.subject, entry.number)).blocks)
    versions = store.lines(entry.subject)
    show.blocks((*((versions_figure(versions),) if len(versions) > 1 else ()), _line(versions, entry)))


def _map_file(saved: Saved, stem: str) -> tuple[bytes, str, str]:
    """The files of a map as one to download: its content, name and type."""
    if len(saved.files) == 1:
        return next(iter(saved.files.values())), f"{stem}.yaml", "application/yaml"
    return packed(saved.files), f"{stem}.zip", "application/zip"


def _line(entries: Sequence[Entry], chosen: Entry) -> Block:
    """The versions of a line as a table, the newest first."""
    named = (Column("version"), Column("saved, UTC"), Column("by"))
    columns = (*named, Column("score", numeric=True), INTERVAL, Column("note"))
    rows = tuple(
        row(
            f"{entry.id}{' (shown)' if entry == chosen else ''}",
            minute(entry.saved_at).removesuffix(" UTC"),
            entry.person,
            *known_score(entry),
            entry.note,
        )
        for entry in reversed(entries)
    )
    return Table(f"The line of {chosen.subject}", columns, rows)
