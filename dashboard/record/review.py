"""The review of one saved assessment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Any

import streamlit as st

from assessments.record.audit_log import utc_day
from assessments.record.errors import NotSaved, Trouble, minute
from assessments.record.folder import Person, Role, identity, store_named
from assessments.record.store import open_store
from casework import review_text as text
from casework.acts import LONGEST_SAID, Act, condition_of
from casework.elicitation import into_the_map, open_estimates, side_by_side, side_by_side_table
from casework.grammar import Did
from casework.recording import Review, review_of
from casework.review_state import ReviewState, blind, estimates, in_force, seen_by
from dashboard import background, people, presses, session, show, unsaved
from dashboard.head import caveat
from dashboard.open_maps import open_changed
from dashboard.record import tasks
from dashboard.record.tasks import ESTIMATE, HEADLINE, Called, board, day_of, may

SHOWS = "Here a saved assessment is discussed, estimated, decided and signed. Choose one among what was saved."
TABS = ("Tasks", "Decision", "Comments", "Estimates", "Timeline")
CONDITIONS = "Conditions, one a line, such as: Move the keys out of reach; Cy; 2027-06-30"
SUBJECTS = "The result as a whole, one of its numbers, or what somebody did"
YEAR = timedelta(days=365)


def page() -> None:
    """The state of the review, then a tab for each kind of thing that people do in it."""
    chosen = session.one("saved")
    if chosen is None:
        show.title("Review")
        show.text(SHOWS)
        _to_saved()
        return
    try:
        with open_store(store_named(), make=False) as store:
            _review(review_of(store, chosen))
    except Trouble as trouble:
        show.title("Review")
        show.notice(show.as_sentence(trouble), "broken")
        if isinstance(trouble, NotSaved):
            show.text(SHOWS)
            _to_saved()


def _to_saved() -> None:
    """The way to where one is chosen."""
    st.button(
        "Choose what was saved", key="review:to-saved", type="primary", on_click=presses.on_use(session.choose, "part")
    )


def _review(review: Review) -> None:
    entry = review.entry
    presses.look_at(entry.id)
    below = f"{entry.title} · saved {minute(entry.saved_at)} by {entry.person}"
    show.title(f"Review of {entry.id}", below + caveat(exact=not review.saved.simulated))
    with st.container():  # one place for what comes and goes: the tabs below stay the same ones
        person = _acting_person()
        if failed := st.session_state.pop("review:failed", None):
            show.notice(failed, "broken")
    acts = review.acts()
    review_state, visible_acts = review.standing_after(acts), seen_by(acts, person.name)
    show.blocks(text.state(review_state))
    tabs = st.tabs(list(TABS))
    with tabs[0]:
        board(review, person, review_state, visible_acts, partial(_do, review, person))
        _open_questions_form(review, person, review_state)
    with tabs[1]:
        show.blocks(text.conditions(review_state))
        _decision(review, person, review_state)
    with tabs[2]:
        called = tasks.words_for(review, visible_acts)
        show.blocks(text.comments(visible_acts, called))
        if may(person, "comment"):
            abouts = dict.fromkeys((HEADLINE, *review.numbers, *(act.id for act in visible_acts)))
            field = f"comment {review.entry.id}"
            with st.container(border=True):
                subject = st.selectbox(
                    "About", list(abouts), index=None, format_func=called, placeholder=SUBJECTS, key="review:about"
                )
                comment = unsaved.text_field("Comment", field, most=LONGEST_SAID)
                pressed = presses.button("Comment", key="review:comment")
            if pressed:
                _do(review, person, "comment", (subject,), typed=(field,), said=comment.strip())
    with tabs[3]:
        called = tasks.words_for(review, visible_acts)
        show.blocks(text.estimated(acts, visible_acts, called))
        _estimate(review, person, called, sum(act.did == "estimate" and act.by == person.name for act in acts))
        _open(review, person, acts, called)
        for address in open_estimates(acts):
            ids = tuple(act.id for act in acts if act.about == address)
            try:
                key = ("side by side", review.entry.id, review.entry.fingerprint, ids)
                estimates_table = background.cached("Pooling", key, partial(side_by_side, review, address))
            except Trouble as trouble:
                show.notice(show.as_sentence(trouble), "broken")
                continue
            show.blocks((side_by_side_table(estimates_table, called),))
            if presses.button("Take them into the map", key=f"review:pool:{address}"):
                _take(review, address)
    with tabs[4]:
        show.blocks(text.timeline(visible_acts, tasks.words_for(review, visible_acts)))
        _withdraw(review, person, visible_acts)


def _acting_person() -> Person:
    """The person who looks and acts here; the one person on this machine can say who they are."""
    left, right = st.columns([0.36, 0.64], vertical_alignment="bottom")
    with left:
        person = unsaved.person_field("review:person")
    with right, st.container(horizontal=True):
        back_icon = ":material/arrow_back:"
        st.button("To what was saved", type="tertiary", icon=back_icon, on_click=presses.on_use(session.choose, "part"))
    if person.role < Role.ANALYST:
        show.notice(f"You are {person.role.with_article} here: you see what was said and done, and cannot add to it.")
    elif not person.name:
        show.notice("Say who you are: your name stands beside all that you do.")
    return person


def _do(
    review: Review,
    person: Person,
    did: Did,
    abouts: Sequence[str | None] = (None,),
    typed: Sequence[str] = (),
    **details: Any,
) -> None:
    """Have something written down, or say why it is not; the fields that it was `typed` into are emptied then."""
    if did == "sign" and not people.just_signed_in():
        st.session_state["review:failed"] = f"It is not written down. {people.SIGN_IN_TO_SIGN}"
        st.rerun()
    try:
        review.do_each(person, did, abouts, **details)
    except Trouble as trouble:
        st.session_state["review:failed"] = f"It is not written down: {trouble}."
    else:
        people.remember(person)
        for field in typed:
            unsaved.sent(field)
    st.rerun()


def _decision(review: Review, person: Person, review_state: ReviewState) -> None:
    """Submitting, sending back, deciding; then standing by the decision or not."""
    if review_state.state in ("draft", "in review"):
        show.text(_before_a_decision(review_state))
    if review_state.state == "in review":
        _decide(review, person)
        _one_field(review, person, "return", "Send it back to draft", "Why")
        return
    if review_state.decision is not None:
        _sign(review, person, review_state, review_state.decision.id)
        _one_field(review, person, "dissent", "Dissent", "Why you do not stand by it", review_state.decision.id)
        met = {act.about for act in review_state.acts_of("meet")}
        unmet = [name for name in review_state.decision.condition_ids() if name not in met]
        called = tasks.words_for(review, review_state.acts)
        button, reason = "Note that it is met", "How one knows that it is met"
        _about_one(review, person, "meet", unmet, called, "Condition", button, reason)
    again = " again" if review_state.decision else ""
    _one_field(review, person, "submit", f"Submit for review{again}", "Cover note", needed=False)


def _sign(review: Review, person: Person, review_state: ReviewState, decision: str) -> None:
    """A form for those who do not stand by the decision yet; whoever signs has signed in just before."""
    if review_state.state == "lapsed" or identity(person.name) in {identity(act.by) for act in review_state.signatures}:
        return
    if people.just_signed_in():
        _one_field(review, person, "sign", "Sign the decision", "Remark", decision, needed=False)
    elif may(person, "sign"):
        people.sign_in_again()


def _before_a_decision(review_state: ReviewState) -> str:
    count = len(review_state.open_questions)
    if not count:
        once = " once it is in review" if review_state.state == "draft" else ""
        return f"No question is open: it can be accepted{once}."
    subject = "1 question is" if count == 1 else f"{count} questions are"
    return f"{subject} open: each is answered, or accepted by name, before it can be accepted."


def _one_field(
    review: Review, person: Person, did: Did, label: str, field: str, about: str | None = None, *, needed: bool = True
) -> None:
    """One field and one button, for those who may."""
    if not may(person, did):
        return
    name = f"{did} {review.entry.id}"
    with st.container(border=True):
        words = unsaved.line_field(field, name, most=LONGEST_SAID)
        pressed = presses.button(label, key=f"review:{did}:submit")
    if pressed and needed and not words.strip():
        show.notice(f"It is not written down: fill in '{field}'.", "broken")
    elif pressed:
        _do(review, person, did, (about,), (name,), said=words.strip())


def _decide(review: Review, person: Person) -> None:
    if not may(person, "decide"):
        return
    field, conditions_field = (f"{word} {review.entry.id}" for word in ("reasons", "conditions"))
    with st.container(border=True):
        reasons = unsaved.text_field("Reasons", field, most=LONGEST_SAID)
        lines = unsaved.text_field(CONDITIONS, conditions_field, most=LONGEST_SAID)
        chosen, choices = f"review:outcome:{review.entry.id}", ["accepted", "rejected"]
        st.radio("Decision", choices, index=None, horizontal=True, key=chosen, on_change="ignore")
        pressed, outcome = presses.button_beside(chosen, "Decide", key="review:decide", type="primary")
    if not pressed:
        return
    if outcome is None:
        show.notice("It is not decided: choose accepted or rejected.", "broken")
        return
    try:
        conditions = tuple(condition_of(line) for line in lines.splitlines() if line.strip())
    except ValueError as wrong:
        show.notice(f"It is not decided: {wrong}.", "broken")
        return
    whole = f"{outcome} with conditions" if conditions and outcome == "accepted" else outcome
    typed = (field, conditions_field)
    _do(review, person, "decide", typed=typed, outcome=whole, said=reasons.strip(), conditions=conditions)


def _open_questions_form(review: Review, person: Person, review_state: ReviewState) -> None:
    """All open questions, and a form that accepts by name that every one of them stays open."""
    if not review_state.open_questions:
        return
    with st.expander(f"All {len(review_state.open_questions)} that are open"):
        show.blocks(text.open_questions(review_state))
        if not may(person, "accept"):
            return
        field = f"accept {review.entry.id}"
        words = unsaved.line_field("Reason to leave them open", field, most=LONGEST_SAID)
        chosen = f"review:until:{review.entry.id}"
        st.date_input(
            "Accepted until",
            value=utc_day() + YEAR,
            min_value=utc_day(),
            format="YYYY-MM-DD",
            key=chosen,
            on_change="ignore",
        )
        pressed, until = presses.button_beside(chosen, "Accept all that are open", key="review:accept-all")
    if pressed:
        names = tuple(question.name for question in review_state.open_questions)
        _do(review, person, "accept", names, (field,), said=words.strip(), until=day_of(until))


def _estimate(review: Review, person: Person, called: Called, before: int) -> None:
    """A form for one's own estimate; after each of those `before`, nothing is chosen in it."""
    if not may(person, "estimate"):
        return
    numbers = review.numbers
    fields = [f"{part} {review.entry.id} {identity(person.name)}" for part in ("estimate", "why")]
    with st.container(border=True):
        show.text("Nobody else sees it before the estimates of that number are opened.", "quiet")
        chosen = f"review:number:{review.entry.id}:{before}"
        hint = "Choose a question"
        st.selectbox(
            "Number", numbers, index=None, format_func=called, placeholder=hint, key=chosen, on_change="ignore"
        )
        left, right = st.columns(2)
        with left:
            value = unsaved.line_field("Your estimate", fields[0], most=200, placeholder=ESTIMATE)
        with right:
            reason = unsaved.line_field("Why you think so", fields[1], most=LONGEST_SAID)
        pressed, number = presses.button_beside(chosen, "Estimate", key="review:estimate:submit")
    if pressed:
        _do(review, person, "estimate", (number,), fields, value=value.strip(), said=reason.strip())


def _open(review: Review, person: Person, acts: Sequence[Act], called: Called) -> None:
    """A form that opens what two people or more estimated."""
    valid = in_force(acts)
    ready = [
        address
        for address in dict.fromkeys(str(act.about) for act in blind(valid))
        if len(estimates(valid, address)) > 1
    ]
    _about_one(review, person, "open", ready, called, "Estimated by two people or more", "Open these estimates")


def _about_one(
    review: Review,
    person: Person,
    did: Did,
    abouts: Sequence[str],
    called: Called,
    label: str,
    button: str,
    reason: str = "",
) -> None:
    """A list to choose from what an act is about, under a field for its `reason` where one is asked; for who may."""
    if not abouts or not may(person, did):
        return
    field, chosen = f"{did} {review.entry.id}", f"review:{did}:{review.entry.id}"
    with st.container(border=True):
        words = unsaved.line_field(reason, field, most=LONGEST_SAID) if reason else ""
        st.selectbox(label, abouts, format_func=called, key=chosen, on_change="ignore")
        pressed, about = presses.button_beside(chosen, button, key=f"review:{did}:submit")
    if pressed:
        _do(review, person, did, (about,), (field,), said=words.strip())


def _take(review: Review, address: str) -> None:
    """Open the map with the list of estimates in it, to be saved as the next version."""
    try:
        file, text = into_the_map(review, address)
    except Trouble as trouble:
        show.notice(show.as_sentence(trouble), "broken")
        return
    open_changed(review.saved, file, text)


def _withdraw(review: Review, person: Person, visible_acts: Sequence[Act]) -> None:
    mine = {act.id: act for act in in_force(visible_acts) if identity(act.by) == identity(person.name)}
    never_withdrawn = ("submit", "return", "open", "decide", "withdraw")
    left = [id_ for id_, act in mine.items() if act.did not in never_withdrawn]
    called = tasks.words_for(review, visible_acts)
    _about_one(review, person, "withdraw", left, called, "What you did", "Withdraw", "Why you withdraw it")
