"""The place Numbers: what a result rests on."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Literal

import streamlit as st

from assessments.report.blocks import Block, Cell, NamedCells
from assessments.report.checks import Check
from assessments.report.checks.all_checks import checks
from assessments.report.glossary import ONE_HARMED, WITHOUT_APP_FIRST
from assessments.report.number_cards import (
    FAMILIES,
    MAIN,
    Sought,
    card_of,
    in_short,
    known_families,
    row_of,
    sought,
    value_words,
)
from assessments.report.questions import finding_out, question, worth_words
from assessments.report.sections import sensitivity, tornado, track_record, worth
from assessments.report.sections.default_evidence import behind
from assessments.results.ledger import LedgerRow
from assessments.results.options.table import options_of
from assessments.results.track_record import shipped_scores
from assessments.results.value_of_information import MOST_RATE
from assessments.results.value_of_information import worth as worth_of
from assessments.run import Rate, Run
from dashboard import back, beside, fields, presses, reasons, session, show, unsaved, what_if
from dashboard.answers import PageAnswers
from dashboard.head import foot, go_to, head, second_looks
from dashboard.picker import Choice
from dashboard.what_if import sliders
from data_maps import edits
from data_maps.edits import estimate_text, with_estimate
from data_maps.problems import Problem
from data_maps.settings import with_setting

SHOWS = "This page tells every number that a result rests on: what is known of it, who says so, and what it moves."
HEIGHT = 520
MOST = 60
BARS = "Each bar in numbers, with the intervals of both ends"
ALL, EIGHT = "all", "eight"
SAID = {"assumed": "assumed", "stated": "stated by the map"}
EVIDENCE = {"good": "better than C/3", "weak": "C/3 or worse, or none"}
SPREAD = {"1": "1% of the uncertainty or more", "5": "5% of the uncertainty or more"}


def page() -> None:
    """The numbers, in the order in which they are seen."""
    run, answers = head(SHOWS), PageAnswers()
    with st.container(key=show.result_key("numbers", session.current().since)):
        with st.container(horizontal=True, vertical_alignment="center"):
            back.button()
            answers.show(_weakest)
        show.blocks((NamedCells((("Track record", Cell(track_record.in_one(shipped_scores()))),)),))
        rows = _filtered(run)
        ledger, chosen = st.columns([0.46, 0.54], gap="medium")
        with ledger:
            row = _ledger(run, rows)
            answers.show(tornado.picture, last=True)
        with chosen:
            changes = what_if.undoes()
            if changes:
                label = show.as_label(f"Undo: {question(run.data_map, changes[-1].address)}")
                st.button(label, key="numbers:undo", on_click=presses.on_use(what_if.take_back), icon=":material/undo:")
            if row is not None:
                _number(run, row, answers)
        answers.show(worth.by_shares)
        _to_a_choice(run, answers)
        with st.expander(BARS):
            answers.show(tornado.bar_tables, last=True)
        record = st.container(key="numbers-record")
        with st.expander(track_record.TITLE):
            show.blocks(track_record.section(run).blocks)
        if st.toggle("Numbers together, other choices, and how sure the order of actors is", key="numbers:more"):
            show.blocks(session.computed("Trying other choices", _further, drawn=True))
        second_looks("What deserves a second look", session.computed("Looking at it again", _looks), "looks")
    foot()
    answers.add_intervals()
    with record:
        show.blocks(session.computed("Reading the record otherwise", _of_record, drawn=True))


def _weakest(run: Run) -> tuple[Block, ...]:
    """The number that it is most worth finding out."""
    return tuple(NamedCells((("Weakest", cell),)) for cell in finding_out(run)[:1])


def _filtered(run: Run) -> tuple[LedgerRow, ...]:
    """The numbers under the filters, what decides most first; all of them unless a family is asked."""
    behind = reasons.behind(run)
    families = [ALL, EIGHT, *known_families(run)]
    first, second, third, fourth = st.columns(4)
    with first:
        family = fields.select("family", "Which numbers", families, _family_words) or families[0]
    with second:
        source = fields.select("said", "Who says so", [ALL, *SAID], lambda word: SAID.get(word, "anyone"))
    with third:
        evidence = fields.select("evidence", "Evidence", [ALL, *EVIDENCE], lambda word: EVIDENCE.get(word, "any grade"))
    with fourth:
        spread = fields.select(
            "spread", "Uncertainty", [ALL, *SPREAD], lambda word: SPREAD.get(word, "any share of it")
        )
    filters = Sought(
        families=MAIN if family == EIGHT else () if family == ALL else (family,),
        assumed={"assumed": True, "stated": False}.get(source or ""),
        weak={"weak": True, "good": False}.get(evidence or ""),
        spread=int(spread or 0) / 100 if spread in SPREAD else 0.0,
    )
    rows = session.computed("Looking up numbers", partial(sought, filters=filters), drawn=True)
    return rows if behind is None else tuple(row for row in rows if row.number.address in behind)


def _family_words(name: str) -> str:
    return {EIGHT: "the eight main families", ALL: "all"}.get(name) or FAMILIES[name]


def _ledger(run: Run, rows: Sequence[LedgerRow]) -> LedgerRow | None:
    """The numbers to choose from, what moves most first; the one that is chosen is in the address."""
    if not rows:
        show.text("No number fits. Choose other families, or take a filter away.")
        return None
    by_address = {row.number.address: row for row in rows[:MOST]}
    wanted = session.one("number")
    wanted_row = row_of(run, wanted)
    if wanted_row is not None:
        by_address.setdefault(wanted_row.number.address, wanted_row)
    before = session.baseline_run()
    choices = [_choice(run, listed_row, before) for listed_row in by_address.values()]
    label = "Numbers, what decides most first"
    chosen = fields.pick("number", choices, wanted if wanted in by_address else None, label, "numbers:list", HEIGHT)
    presses.look_at(chosen)
    if len(rows) > MOST:
        show.text(f"The first {MOST} of {len(rows)}: a filter leads to the others.", "quiet")
    return by_address[chosen]


def _choice(run: Run, row: LedgerRow, before: Run | None) -> Choice:
    """A number to choose, its value after that of the baseline where it is pinned and differs."""
    address, value = row.number.address, value_words(run, row)
    row_before = row_of(before, address) if before else None
    if before and row_before:
        value = beside.old_to_new(value_words(before, row_before), value)
    return Choice(address, value, question(run.data_map, address), in_short(run, row))


def _number(run: Run, row: LedgerRow, answers: PageAnswers) -> None:
    """One number: what is known of it, its line in the map, and a place to change it."""
    number = row.number
    address, stated, place = number.address, number.estimate, number.place
    answers.show(partial(card_of, row=row), given=address)
    answers.show(partial(_worth, address=address))
    sliders(run, row, lambda curve: _change(run, address, curve, "view"))
    in_map = place if place is not None and place.file in session.contents() else None
    if in_map and presses.button(f"To its line in the map ({in_map.line})", key="numbers:line", type="tertiary"):
        go_to(in_map)
    rows = session.computed("Looking up rows", partial(behind, number=number), given=address)
    if rows:
        with st.expander("Where this default comes from, down to the rows that were counted"):
            show.blocks(rows)
    with st.container(border=True, key=f"enter:say:{address}"):
        show.text("Change this number. Anything can be undone.", "quiet")
        of_value, of_person, of_reason = _typed(address)
        value = unsaved.line_field("Value", of_value, most=200, placeholder="0.3, 30%, [0.1, 0.3, 0.6] or 2/year")
        by, why = st.columns(2)
        with by:
            said_by = unsaved.line_field("Said by", of_person, most=80)
        with why:
            reason = unsaved.line_field("Why", of_reason, most=200)
        beside = show.as_label(f"Beside what is said by {stated.by}: all of it is then pooled")
        pooled = bool(stated.by) and st.checkbox(beside)
        with st.container(horizontal=True):
            in_view = presses.button("Try it in this view", key=f"say:{address}:view")
            text = presses.button("Write it into the map", key=f"say:{address}:map", disabled=not session.is_one_file())
    if text and not (said_by.strip() and reason.strip()):
        show.notice("Say who says it, and why, before it is written into the map.", "broken")
    elif in_view or text:
        estimate = estimate_text(value, by=said_by, why=reason, per=stated.per if stated.per == "person-year" else None)
        whole = edits.with_another_estimate(stated, estimate) if pooled else estimate
        _change(run, address, whole, "view" if in_view else "map")


def _worth(run: Run, address: str) -> tuple[Block, ...]:
    """The worth of finding a number out."""
    finding_out = worth_of(run, (address,))
    words = worth_words(finding_out.value, finding_out.unit) if finding_out else "is being worked out"
    return (NamedCells((("Worth knowing", Cell(words)),)),)


def _typed(address: str) -> tuple[str, str, str]:
    """What the texts that are typed of a number of the open map are kept by."""
    return f"value {(of_map := session.name())} {address}", f"by {of_map} {address}", f"why {of_map} {address}"


def _change(run: Run, address: str, value: str, where: Literal["view", "map"]) -> None:
    """Put a value in the place of a number, or say what is wrong with it."""
    typed = _typed(address)  # of the map that is open now: what is written makes it one's own
    if not value.strip():
        show.notice("Write a number, or a range like [0.2, 0.5, 0.8].", "broken")
        return
    problem = _set(run, address, value) if where == "view" else _write(address, value)
    if problem is not None:
        hint = f" ({problem.hint})" if str(problem.hint) else ""
        show.notice(f"{address}: {problem.message}{hint}.", "broken")
        return
    for name in typed:
        unsaved.sent(name)
    session.choose("number", address)
    session.write_address()
    st.rerun()


def _set(run: Run, address: str, value: str) -> Problem | None:
    changed = with_setting(run.data_map, f"{address}={value}")
    if isinstance(changed, Problem):
        return changed
    what_if.keep_for_undo(address)
    session.pin_before_change()
    session.choose("set", *session.set_elsewhere(address), f"{address}={value}")
    return None


def _write(address: str, value: str) -> Problem | None:
    open_map = session.opened_map()
    if open_map is None:
        return None
    file, content = next(iter(open_map.texts.items()))
    changed = with_estimate(content.decode("utf-8", "replace"), file, address, value)
    if isinstance(changed, Problem):
        return changed
    what_if.keep_for_undo(address)
    session.choose("set", *session.set_elsewhere(address))
    session.write(file, changed, replaced=True)
    return None


def _to_a_choice(run: Run, answers: PageAnswers) -> None:
    """The worth of finding out to the choice between options, at a rate that somebody states and signs."""
    if options_of(run) is None:
        return
    with st.container(border=True, key="enter:rate"):
        show.text(
            "The worth of a number to the choice between options depends on a rate. The rate says what avoiding "
            f"{ONE_HARMED} is worth to whoever decides. It is a value judgement, signed, and never ours.",
            "quiet",
        )
        rate_at, by_at = st.columns(2)
        with rate_at:
            rate = unsaved.line_field(WITHOUT_APP_FIRST, "rate", most=20, usual=session.one("rate") or "")
        with by_at:
            by = unsaved.line_field("Stated by", "rate by", most=80, usual=session.one("rate_by") or "")
        if presses.button("State it", key="rate:state"):
            _state(rate.strip(), by.strip())
    stated_rate, by = _rate(session.one("rate")), session.one("rate_by") or ""
    if stated_rate is not None and by:
        answers.show(partial(_worth_to_a_choice, rate=stated_rate, by=by))


def _worth_to_a_choice(run: Run, rate: float, by: str) -> tuple[Block, ...]:
    return tuple(worth.to_a_choice(run, Rate(rate, by)))


def _state(rate: str, by: str) -> None:
    if rate and (_rate(rate) is None or not by):
        show.notice("Write a number above 0, and who states it: a value judgement is signed.", "broken")
        return
    session.choose("rate", rate or None)
    session.choose("rate_by", by if rate else None)
    for name in ("rate", "rate by"):
        unsaved.sent(name)
    session.write_address()
    st.rerun()


def _rate(text: str | None) -> float | None:
    """A rate that is written as one."""
    try:
        rate = float(text or "")
    except ValueError:
        return None
    return rate if 0.0 < rate <= MOST_RATE else None


def _further(run: Run) -> tuple[Block, ...]:
    """The sensitivities without the tornado and the readings of the record, which stand above."""
    return tuple(sensitivity.together(run)) + tuple(sensitivity.orders(run))


def _looks(run: Run) -> tuple[Check, ...]:
    """The checks, but for that a page shows numbers before their intervals are there."""
    return tuple(look for look in checks(run) if look.check != "intervals-not-computed")


def _of_record(run: Run) -> tuple[Block, ...]:
    """What other readings of the record do to the harm and to the order of states."""
    return tuple(sensitivity.record_blocks(run))


if __name__ == "__main__":
    page()
