"""The page on which an app is described in six steps, each of which may be left at "don't know"."""

from __future__ import annotations

from collections.abc import Iterator

import streamlit as st

from assessments.report.blocks import Block, Cell, Heading, NamedCells, Notice
from assessments.report.law_words import standing_words, title
from assessments.report.sections import page_one
from assessments.report.sections.law import that_may_apply
from assessments.report.sentences import actor_name, enumerated, figures, people, span, state_name, with_interval
from assessments.results.claims import interval_at
from assessments.results.reach_parts import SummaryRow
from assessments.results.summary import summary_parts
from assessments.run import Run
from dashboard import back, background, describing, fields, from_file, presses, session, show, terms, unsaved
from dashboard.background import MapView, Opened
from data_maps.expansion import as_id
from data_maps.interview import QUESTIONS, STEPS, UNKNOWN, answer_faults, map_text
from data_maps.problems import Fault
from laws.verdicts import verdicts

SHOWS = "Six steps. Each may be left at “don’t know”; the answer appears from the second on and sharpens with each."
STATES = 6
NOT_SAID = {2: {"users.{}": UNKNOWN}, 3: {"data": "", "data.more": ""}, 4: {"operator": UNKNOWN, "cloud": UNKNOWN}}


def page() -> None:
    """The step that is asked for, and beside it the answer so far."""
    show.title("Describe an app", SHOWS)
    _desk()


@show.fragment
@terms.page_part("describe")
def _desk() -> None:
    """The fields of one step and the answer beside them, which follow each other without the rest of the page."""
    with show.failures():
        text = session.one("step") or "1"
        step = int(text) if text in map(str, range(1, len(STEPS) + 1)) else 1
        st.segmented_control(
            "Steps",
            list(range(1, len(STEPS) + 1)),
            format_func=lambda number: f"{number} {STEPS[number - 1]}",
            key=fields.standing("describe:step", step),
            required=True,
            on_change=presses.on_use(_step_chosen),
            label_visibility="collapsed",
        )
        asking, answer = st.columns([0.54, 0.46], gap="large")
        with asking:
            with st.container():  # one place, however many fields are in it: the buttons below stay the same ones
                for question in QUESTIONS:
                    if question.step == step:
                        describing.field(question.key)
            _onward(step)
            if step == 1:
                from_file.offer()
        with answer:
            _answer()
        session.write_address()
    unsaved.keep()


def _step_chosen() -> None:
    session.choose("step", fields.one("describe:step"))


def _onward(step: int) -> None:
    """The ways on from a step: back, don't know, next; at the end the map itself."""
    with st.container(horizontal=True):
        if step > 1:
            st.button("Back", key="describe:back", on_click=presses.on_use(session.choose, "step", str(step - 1)))
        if step < len(STEPS):
            st.button("Don’t know", key="describe:skip", on_click=presses.on_use(_skip, step))
            st.button(
                "Next",
                key="describe:next",
                type="primary",
                on_click=presses.on_use(session.choose, "step", str(step + 1)),
            )
        elif presses.button("Open this map", key="describe:open", type="primary", disabled=_waits_for() is not None):
            file, text = _file(), map_text(describing.completed(describing.answers()))
            unsaved.forget_description()
            session.open_files(background.OWN + file, {file: text.encode()}, keep=False)
            st.switch_page(back.file("answer"), query_params=session.params())


def _skip(step: int) -> None:
    """Leave a step at "don't know"."""
    codes = [code for code in describing.draft().get("users.places", "").split(",") if code]
    for key, text in NOT_SAID.get(step, {}).items():
        for name in dict.fromkeys(key.format(code) for code in codes or [""]):
            describing.keep_answer(name, text)
    session.choose("step", str(step + 1))


def _waits_for() -> Fault | None:
    """What is still needed before there is an answer, as one question."""
    answers = describing.answers()
    if country := describing.without_number():
        return Fault((), f"How many people in {country}?", "2 million, 8M to 15M, or unknown")
    if not answers["users"]:
        return Fault((), "In which countries do people use it?", "step 2; the number may stay unknown")
    return next(iter(answer_faults(describing.completed(answers))), None)


def _answer() -> None:
    """The answer as far as the steps have come, what is taken for now, and the map that they are."""
    waits_for = _waits_for()
    if waits_for:
        show.blocks((Heading("The answer so far"),))
        show.text(f"It waits for one thing: {waits_for.message} ({waits_for.hint}).", "quiet")
        return
    text = map_text(describing.completed(describing.answers()))
    view = MapView(Opened(f"{background.OWN}{_file()}", ((_file(), text.encode()),), 0))
    key = ("described", view.key)
    show.blocks(background.cached("Working out the answer", key, lambda: _blocks(background.run_with_draws(view))))
    with st.expander("The map so far, as text"):
        st.code(text, language="yaml", wrap_lines=True)


def _blocks(run: Run) -> tuple[Block, ...]:
    """Whose content each state could order, what is taken for now, and the laws that apply or may."""
    numbers = summary_parts(run)
    taken = (Notice(words, "assumed") for words in (*_widened(run), *(asked.ask for asked in run.data_map.questions)))
    return (
        Heading("The answer so far"),
        page_one.lead_sentence(numbers),
        *taken,
        NamedCells(tuple(map(_state, numbers.table[:STATES]))),
        NamedCells(tuple(_laws(run))),
    )


def _widened(run: Run) -> Iterator[str]:
    """The counts that were said as one number and are used as a range, with how to say that one was counted."""
    for id_, group in run.data_map.users.items():
        number, ends = group.count, interval_at(run, f"users.{id_}.count")
        if number.form == "plain" and number.best is not None and ends is not None:
            people, place = span(*ends, figures), state_name(group.place)
            counted = f"type {number.best:,.0f} exactly if it is counted"
            yield f"{figures(number.best)} in {place}, taken as {people}; {counted}."


def _state(row: SummaryRow) -> tuple[str, Cell]:
    """A state, and of how many people it could order readable content, with the interval."""
    own = "" if row.foreign else ", own state"
    return f"{actor_name(row.actor)}{own}", Cell(with_interval(row.content_persons, people), about=row.actor)


def _laws(run: Run) -> list[tuple[str, Cell]]:
    """The laws of a map that apply or may, by how they stand to it."""
    names: dict[str, list[str]] = {}
    for verdict in that_may_apply(verdicts(run.data_map)):
        names.setdefault(standing_words(verdict), []).append(title(verdict.regime))
    return [(f"Laws: {words}", Cell(enumerated(titles))) for words, titles in names.items()]


def _file() -> str:
    return f"{as_id(describing.answers().get('app', '')) or 'new-app'}.yaml"


if __name__ == "__main__":
    page()
