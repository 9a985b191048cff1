"""The page Meeting: a screen a step, from what it is about to a decision."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any, Literal

import streamlit as st

from assessments.exports import docx, markdown, pdf
from assessments.record.comparison import side_of
from assessments.record.drafts import assessed, data_map_of
from assessments.record.errors import NoStore, NotSaved, Trouble
from assessments.record.folder import LONGEST_NAME, cleaned_name, store_named
from assessments.record.models import Entry
from assessments.record.people import NotAllowed, Person, allow
from assessments.record.store import Store, open_store
from assessments.report.blocks import Block
from assessments.report.sentences import listed
from assessments.results.comparison.compared import Comparison, compared
from assessments.review import meeting_screens
from assessments.review.acts import LONGEST_SAID, RULES, Act, Condition, Did, Outcome
from assessments.review.minutes import minutes
from assessments.review.recording import Review
from assessments.review.rounds import asked, before, names_in, present, words_of
from assessments.review.state import DECIDED, Standing
from assessments.run import Run
from assessments.scenario import Unusable
from dashboard import background, fields, people, session, show
from dashboard.bar import LATEST
from dashboard.head import caveat, notes
from data_maps.problems import did_you_mean, shown

SHOWS = (
    "This page leads a meeting from what an assessment is about to a decision that is recorded with names, one screen "
    "a step, and ends in minutes. It needs a saved assessment: open a map, then save what it gives on the page Saved."
)
MOST_LISTED, MOST_CONDITIONS, MOST_NAMES, LONGEST_ASKED = 60, 4, 12, 150
Kind = Literal["primary", "secondary", "tertiary"]
OUTCOMES: tuple[Outcome, ...] = ("accepted", "accepted with conditions", "rejected")
HEADLINE = "headline.harm"
FORMATS = (("PDF", pdf), ("Word", docx), ("Markdown", markdown))
_CSS = (Path(__file__).parent / "meeting.css").read_text("utf-8")


@dataclass(frozen=True)
class Meeting:
    """A meeting on one saved assessment: its review and how it stands now."""

    review: Review
    now: Standing
    acts: tuple[Act, ...]

    @property
    def entry(self) -> Entry:
        """What it is about."""
        return self.review.entry


def page() -> None:
    """One step of the meeting: the question, the way to the other steps, then what there is to say."""
    st.html(f"<style>{_CSS}</style>")
    with st.container(key="meeting"):
        notes(session.found())
        try:
            with open_store(store_named(), make=False) as store:
                _met(store)
        except NoStore:
            _nothing_saved()
        except Trouble as trouble:
            show.title("Meeting")
            show.notice(show.as_sentence(trouble), "broken")


def _nothing_saved() -> None:
    show.title("Nothing was saved yet")
    show.text(SHOWS)
    if st.button("Go to the page Saved", key="meeting:saved", type="primary"):
        st.switch_page("dashboard/pages/saved.py", query_params=session.params())


def _met(store: Store) -> None:
    entry = _chosen(store)
    if entry is None:
        _nothing_saved()
        return
    review = Review(store, store.load(entry.id))
    acts = review.acts()
    meeting = Meeting(review, review.standing_after(acts), acts)
    step = _step()
    below = f"{entry.id}: {meeting_screens.short(entry.title, 80)}{caveat(exact=not review.saved.simulated)}"
    show.title(f"{step}. {meeting_screens.STEPS[step - 1][1]}", below)
    _way(step)
    # What comes and goes has a place of its own, so that no field below moves and loses what is typed.
    with st.container(key="meeting-notes"):
        _state(meeting)
        if told := st.session_state.pop("meeting:told", None):
            show.notice(str(told))
    _SCREENS[step - 1](meeting)


def _chosen(store: Store) -> Entry | None:
    """The assessment of the address, else the one that was saved last."""
    wanted = session.one("saved")
    try:
        if wanted:
            return store.find(wanted)
    except NotSaved as unknown:
        show.notice(f"{show.as_sentence(unknown)} It is left aside.", "broken")
    return next(iter(store.newest(1)), None)


def _step() -> int:
    """The step of the address, the first one where it names none."""
    said = session.one("step") or "1"
    if said in {str(n) for n in range(1, len(meeting_screens.STEPS) + 1)}:
        return int(said)
    hint = str(did_you_mean(said, [str(n) for n in range(1, len(meeting_screens.STEPS) + 1)], "there are 1 to 7"))
    show.notice(f"There is no step {shown(said)} ({hint}). It is left aside.", "broken")
    return 1


def _way(step: int) -> None:
    """The way to each step; Page Up and Page Down, which pointers send, lead to the one before and the next."""
    last = len(meeting_screens.STEPS)
    with st.container(horizontal=True, gap="xsmall", key="meeting-way"):
        _turn("Back", "PageUp", max(1, step - 1), disabled=step == 1)
        for n, (word, _) in enumerate(meeting_screens.STEPS, 1):
            kind: Kind = "primary" if n == step else "tertiary"
            st.button(f"{n} {word}", key=f"meeting:to:{n}", type=kind, on_click=_go, args=(n,))
        _turn("Next", "PageDown", min(last, step + 1), disabled=step == last)


def _turn(label: str, keys: str, to: int, *, disabled: bool) -> None:
    st.button(label, key=f"meeting:{label}", on_click=_go, args=(to,), shortcut=keys, disabled=disabled)


def _go(step: int) -> None:
    session.choose("step", str(step))


def _state(meeting: Meeting) -> None:
    """How the review stands, and the one thing to do where that holds the meeting up."""
    now = meeting.now
    if now.state == "draft":
        show.notice("This is a draft: nothing can be decided before it is handed in for review, in step 7.")
    elif now.state == "lapsed":
        why = meeting_screens.short("; ".join(now.why), 2 * meeting_screens.LONGEST)
        show.notice(f"The decision has lapsed: {why}. Hand it in again in step 7 to decide anew.", "broken")


# The screens.


def _about(meeting: Meeting) -> None:
    _choose(meeting)
    _show(lambda made: meeting_screens.about(meeting.review.saved, made, meeting.now), meeting)


def _choose(meeting: Meeting) -> None:
    """Which saved assessment the meeting is about."""
    known = {entry.id: entry for entry in (meeting.entry, *meeting.review.store.newest(MOST_LISTED))}
    st.selectbox(
        "Saved assessment",
        list(known),
        format_func=lambda id_: f"{id_}: {meeting_screens.short(known[id_].title, 60)} ({known[id_].saved_at[:10]})",
        key=fields.standing("meeting:saved", meeting.entry.id),
        on_change=lambda: session.choose("saved", fields.one("meeting:saved")),
        label_visibility="collapsed",
    )


def _changed(meeting: Meeting) -> None:
    found = before(meeting.review.store, meeting.entry)
    show.text(meeting_screens.since(found))
    if found is not None:
        comparison = _compared(meeting, found.entry)
        if comparison is not None:
            _difference(comparison)


def _difference(comparison: Comparison) -> None:
    lead, figures = meeting_screens.changed(comparison)
    show.blocks((lead,))
    left, right = st.columns([0.45, 0.55], gap="medium")
    with left:
        show.blocks((meeting_screens.parts(comparison),))
    with right:
        show.blocks(figures)


def _compared(meeting: Meeting, earlier: Entry) -> Comparison | None:
    """The comparison with an earlier version, made once; says why where one of the two cannot be read."""
    try:
        sides = side_of(meeting.review.store.load(earlier.id)), side_of(meeting.review.saved)
    except (Trouble, Unusable) as trouble:
        show.notice(f"They cannot be compared: {_words(trouble)}.", "broken")
        return None
    key = ("meeting", "compared", earlier.fingerprint, meeting.entry.fingerprint)
    return background.kept("Comparing", key, partial(compared, *sides))


def _routes(meeting: Meeting) -> None:
    _show(lambda made: meeting_screens.routes(meeting.review.saved, made), meeting)


def _reasons(meeting: Meeting) -> None:
    saved = meeting.review.saved
    left, right = st.columns(2, gap="medium")
    with left:
        show.html("<h2>For doing something</h2>")
        show.blocks(meeting_screens.speaks_for(saved))
    with right:
        show.html("<h2>Against</h2>")
        show.blocks(meeting_screens.speaks_against(saved))
    with st.container(key="meeting-small"):
        show.blocks((meeting_screens.said(meeting.now),))
        _comment(meeting)


def _comment(meeting: Meeting) -> None:
    with st.form(_key("comment"), border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        known = dict.fromkeys((HEADLINE, *meeting.review.addresses))
        about = st.selectbox("About", list(known), width=260)
        said = st.text_input("Comment", max_chars=LONGEST_SAID)
        who = _who()
        pressed = st.form_submit_button("Add the comment")
    if pressed:
        _do(meeting, who, "comment", _needs(said, "say something"), about=about, said=said)


def _unknown(meeting: Meeting) -> None:
    show.blocks(meeting_screens.unknown(meeting.review.saved, meeting.now))
    if meeting.now.open_questions:
        with st.container(key="meeting-small"):
            _settle(meeting)


def _settle(meeting: Meeting) -> None:
    """Answer a question, or accept by name that some stay open until a day."""
    asks = {question.name: question.ask for question in meeting.now.open_questions}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        every = st.session_state.get(_key("all"), False)
        chosen = st.multiselect(
            "Questions to answer, or to accept as open",
            list(asks),
            format_func=lambda name: f"{meeting_screens.short(asks.get(name, ''), 90)} ({name})",
            key=_key("questions"),
            placeholder="Choose one or several",
            disabled=every,
        )
        st.checkbox(f"All {len(asks)} that are open", key=_key("all"), width=220)
    chosen = list(asks) if every else chosen
    with st.container(horizontal=True, vertical_alignment="bottom"):
        said = st.text_input("The answer, or why it may stay open", max_chars=LONGEST_SAID, key=_key("settled"))
        until = _day("Open until", "until")
        who = _who()
        answer = st.button("Answer", key="meeting:answer")
        accept = st.button("Accept as open", key="meeting:accept")
    missing = _needs(chosen, "choose a question") or _needs(said, "say the answer, or why it may stay open")
    if answer:
        _do(meeting, who, "answer", missing, abouts=chosen, said=said)
    if accept:
        missing = missing or _needs(until, "say until which day it may stay open")
        _do(meeting, who, "accept", missing, abouts=chosen, said=said, until=until)


def _options(meeting: Meeting) -> None:
    show.blocks(meeting_screens.frontier(meeting.review.saved))


def _decision(meeting: Meeting) -> None:
    if question := asked(meeting.acts):
        show.text(f"Asked: {meeting_screens.short(question, LONGEST_ASKED)}", "lead")
    left, right = st.columns([0.36, 0.64], gap="medium")
    with left, st.container(key="meeting-small"):
        who = _attend(meeting)
        _documents(meeting)
        if meeting.now.state in DECIDED:
            _hand_in(meeting, who)
    with right:
        if meeting.now.state == "in review":
            _decide(meeting, who)
        else:
            _decided(meeting, who)


def _attend(meeting: Meeting) -> Person:
    """Who is there, and room for more names; gives who writes it down."""
    names = list(present(meeting.acts))
    here = f"Here: {listed([meeting_screens.short(name, 40) for name in names], MOST_NAMES)}."
    show.text(here if names else "Nobody is noted as present yet.")
    who = _who()
    named = st.text_input("Who is here, with commas between", key=_key("names"), max_chars=1000)
    if st.button("Note as present", key="meeting:attend"):
        fresh = [name for name in names_in(named) or (who.name,) if name not in names]
        missing = "" if fresh else "all of them are noted already"
        _do(meeting, who, "attend", missing, saids=fresh)
    return who


def _decide(meeting: Meeting, who: Person) -> None:
    """The outcome, why, and its conditions."""
    with st.container(key="meeting-hindrance"):
        if why := hindrance(meeting, who):
            show.notice(why)
    outcome: Outcome | None = st.radio(
        "Decision", OUTCOMES, index=None, horizontal=True, format_func=str.capitalize, key=_key("outcome")
    )
    said = st.text_area("Because", height=80, max_chars=LONGEST_SAID, key=_key("because"))
    found, wrong = _conditions() if outcome == "accepted with conditions" else ((), "")
    missing = _needs(outcome, "choose an outcome") or _needs(said, "say why") or wrong
    if st.button("Record the decision", type="primary", key="meeting:decide"):
        _do(meeting, who, "decide", missing, outcome=outcome, said=said, conditions=found)


def hindrance(meeting: Meeting, who: Person) -> str:
    """Why an acceptance would be refused now, from this person; empty where it would not."""
    try:
        allow(who, RULES["decide"].least, RULES["decide"].what)
    except NotAllowed as refused:
        return show.as_sentence(refused)
    left = len(meeting.now.open_questions)
    if not left:
        return ""
    said = "One question is" if left == 1 else f"{left} questions are"
    return f"{said} open: it can be accepted once each is answered, or accepted as open by name, in step 5."


def _conditions() -> tuple[tuple[Condition, ...], str]:
    """The conditions that are typed in, and what one of them still lacks."""
    rows = st.session_state.get(_key("rows"), 1)
    found: list[Condition] = []
    wrong = ""
    for n in range(1, rows + 1):
        what, owner, until = _condition(n)
        if not (what or owner or until):
            continue
        if what and owner and until:
            found.append(Condition(what=what, owner=owner, until=until))
        else:
            wrong = wrong or f"condition {n} needs what is to be done, its owner and a date"
    if rows < MOST_CONDITIONS:
        st.button("Another condition", key="meeting:more", on_click=_more, type="tertiary")
    return tuple(found), wrong or _needs(found, "name a condition")


def _condition(n: int) -> tuple[str, str, date | None]:
    """What is to be done, by whom and until when; only the first row has its labels above."""
    places = st.columns([0.5, 0.25, 0.25], gap="small")
    seen: Literal["visible", "collapsed"] = "visible" if n == 1 else "collapsed"
    with places[0]:
        what = st.text_input(_nth("Condition", n), max_chars=500, key=_key(f"what:{n}"), label_visibility=seen)
    with places[1]:
        owner = st.text_input(_nth("Owner", n), max_chars=LONGEST_NAME, key=_key(f"owner:{n}"), label_visibility=seen)
    with places[2]:
        until = _day(_nth("Until", n), f"until:{n}", seen)
    return what.strip(), cleaned_name(owner), until


def _day(label: str, key: str, seen: Literal["visible", "collapsed"] = "visible") -> date | None:
    """A day from today on, or none yet."""
    found: date | None = st.date_input(
        label,
        value=None,
        min_value=_today(),
        max_value=LATEST,
        format="YYYY-MM-DD",
        key=_key(key),
        label_visibility=seen,
    )
    return found


def _nth(label: str, n: int) -> str:
    return label if n == 1 else f"{label} {n}"


def _more() -> None:
    st.session_state[_key("rows")] = st.session_state.get(_key("rows"), 1) + 1


def _decided(meeting: Meeting, who: Person) -> None:
    """The decision that is recorded, who stands by it and who does not; or the way into review."""
    now = meeting.now
    if now.decision is None:
        show.text("Nothing is decided, and nothing can be before it is handed in for review.")
    else:
        with st.container(key="meeting-decided"):
            show.blocks(meeting_screens.decision(now))
        _dissent(meeting, who, now.decision)
    if now.state not in DECIDED:
        _hand_in(meeting, who)


def _dissent(meeting: Meeting, who: Person, decision: Act) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.text_input(
            "Who dissents", max_chars=LONGEST_NAME, key=_key("dissenter"), placeholder=who.name, width=180
        )
        said = st.text_input("Why", max_chars=LONGEST_SAID - LONGEST_NAME - 2, key=_key("dissent"))
        noted = st.button("Note the dissent", key="meeting:dissent")
        signed = st.button("Sign it too", key="meeting:sign")
    if noted:
        words = words_of(name.strip(), who.name, said)
        _do(meeting, who, "dissent", _needs(said, "say why"), about=decision.id, said=words)
    if signed:
        _do(meeting, who, "sign", "", about=decision.id)


def _hand_in(meeting: Meeting, who: Person) -> None:
    again = meeting.now.state != "draft"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        said = st.text_input(
            "What is asked of the next meeting" if again else "What is asked of the meeting",
            max_chars=LONGEST_SAID,
            key=_key("asked"),
        )
        kind: Kind = "secondary" if again else "primary"
        pressed = st.button("Hand in again" if again else "Hand in for review", type=kind, key="meeting:submit")
    if pressed:
        _do(meeting, who, "submit", "", said=said)


def _documents(meeting: Meeting) -> None:
    """The minutes, made when they are asked for."""
    entry, saved, acts = meeting.entry, meeting.review.saved, meeting.acts
    show.text("Minutes, with what is recorded so far:")
    with st.container(horizontal=True, gap="xsmall"):
        for label, module in FORMATS:
            made: Callable[[], str | bytes] = partial(_document, module.of, saved, acts)
            name = f"{entry.subject}-{entry.number}-minutes{module.SUFFIX}"
            st.download_button(label, made, name, on_click="ignore", key=f"meeting:{label}")


def _document(write: Callable[[Any], str | bytes], saved: Any, acts: tuple[Act, ...]) -> str | bytes:
    return write(minutes(saved, acts))


_SCREENS: Sequence[Callable[[Meeting], None]] = (
    _about,
    _changed,
    _routes,
    _reasons,
    _unknown,
    _options,
    _decision,
)


# What all of them use.


def _show(make: Callable[[Run], Iterable[Block]], meeting: Meeting) -> None:
    """Blocks of the assessment, made again from what was saved; says why where this version cannot."""
    try:
        made = _again(meeting)
        with st.spinner("Putting it together"):
            shown_ = tuple(make(made))
    except (Trouble, Unusable) as trouble:
        show.notice(f"It cannot be shown: {_words(trouble)}.", "broken")
        return
    show.blocks(shown_)


def _again(meeting: Meeting) -> Run:
    """The assessment of what was saved, made again from its map."""
    saved = meeting.review.saved
    entry = saved.entry

    def make() -> Run:
        return assessed(data_map_of(entry.map, saved.files), entry.asked)

    return background.kept("Working out the result", ("meeting", entry.id, entry.fingerprint), make)


def _who() -> Person:
    """Who writes down what happens: whoever is signed in or was asked before; else a name is asked."""
    found = people.person()
    if found is not None and found.name:
        return found
    return people.asked("meeting:person")


def _do(meeting: Meeting, who: Person, did: Did, missing: str, **given: Any) -> None:
    """Have something recorded and show the page anew; says why where it is refused."""
    missing = missing or _needs(who.name, "say who you are")
    if missing:
        show.notice(f"It is not recorded: {missing}.", "broken")
        return
    try:
        done = _done(meeting.review, who, did, given)
    except Trouble as refused:
        show.notice(f"It is not recorded: {refused}.", "broken")
        return
    people.remember(who)
    st.session_state["meeting:turn"] = st.session_state.get("meeting:turn", 0) + 1
    st.session_state["meeting:told"] = (
        f"Recorded: {RULES[did].what}{f', {done} times' if done > 1 else ''}, by {who.name}."
    )
    st.rerun()


def _done(review: Review, who: Person, did: Did, given: dict[str, Any]) -> int:
    """Do something about one thing or several, or once for each of several names; says how often."""
    if "abouts" in given:
        return len(review.do_each(who, did, given.pop("abouts"), **given))
    if "saids" in given:
        return len([review.do(who, did, said=name) for name in given["saids"]])
    review.do(who, did, **given)
    return 1


def _needs(given: object, otherwise: str) -> str:
    """What is missing where nothing was given."""
    blank = not (given.strip() if isinstance(given, str) else given)
    return otherwise if blank else ""


def _key(name: str) -> str:
    """The key of a field, which is empty again once something was recorded."""
    return f"meeting:{name}:{session.one('saved')}:{st.session_state.get('meeting:turn', 0)}"


def _today() -> date:
    return datetime.now(UTC).date()


def _words(trouble: Exception) -> str:
    if isinstance(trouble, Unusable):
        return "; ".join(problem.message for problem in trouble.problems)
    return str(trouble).partition("\n")[0]


if __name__ == "__main__":
    page()
