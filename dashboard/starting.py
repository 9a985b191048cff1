"""The dialog for a new map, from its first five lines or from an interview."""

from __future__ import annotations

from itertools import zip_longest

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import background, session, show
from data_maps.edits import with_first_lines
from data_maps.interview import QUESTIONS, Asked, BadAnswers, map_text
from data_maps.problems import Fault
from data_maps.reading import read

FIVE = {
    "app": ("App", "WeChat"),
    "as_of": ("As of", "2020-09-25"),
    "users": ("How many people, in which country", "US: 19M, DE: [2M, 5M]"),
    "data": ("Which data about them", "text, images, contacts, metadata"),
    "owner": ("Who owns and runs it", "Tencent"),
    "jurisdiction": ("From which country", "CN"),
}
NEW = "new-map.yaml"


@st.dialog("New map", width="large")
def new_map() -> None:
    """Ask for the first five lines, or a dozen questions, and open the map that they are."""
    lines, interview = st.tabs(["Five lines", "Interview"])
    with lines:
        _five_lines()
    with interview:
        _interview()


def _five_lines() -> None:
    show.text("Enough for a first result; whatever is not said is assumed, and marked as assumed.", "quiet")
    with st.form("five-lines", border=False):
        lines = five_fields("new", {})
        if st.form_submit_button("Open the map", type="primary"):
            _open(with_first_lines("", lines))


def five_fields(key: str, values: dict[str, str | None]) -> dict[str, str]:
    """The fields of the first five lines; a line that a form cannot hold is named and left to the text."""
    lines: dict[str, str] = {}
    for left, right in (("app", "as_of"), ("users", "data"), ("owner", "jurisdiction")):
        for column, name in zip(st.columns(2), (left, right), strict=True):
            label, example = FIVE[name]
            value = values.get(name, "")
            shown = column.text_input(
                label,
                value="" if value is None else value,
                placeholder="at length in the text" if value is None else example,
                disabled=value is None,
                key=f"five:{key}:{name}",
            )
            if value is not None:
                lines[name] = shown
    return lines


def _open(text: str) -> None:
    """Open a text that is a map; say what is wrong with it otherwise."""
    problems = read(text, NEW).problems
    if problems:
        for problem in problems:
            hint = f" ({problem.hint})" if problem.hint else ""
            show.notice(
                f"{problem.path}: {problem.message}{hint}" if problem.path else f"{problem.message}{hint}", "broken"
            )
        return
    session.open_files(background.OWN + NEW, {NEW: text.encode("utf-8")}, keep=False)
    session.choose("part", "text")
    st.switch_page("dashboard/pages/flows.py", query_params=session.params())


def _interview() -> None:
    show.text("What is left empty and has no star is assumed, or left open.", "quiet")
    with st.form("interview", border=False):
        answers: dict[str, str] = {}
        for pair in zip_longest(QUESTIONS[::2], QUESTIONS[1::2]):
            for column, question in zip(st.columns(2), pair, strict=True):
                if question is not None:
                    answers[question.key] = _answer(column, question)
        if st.form_submit_button("Write the map", type="primary"):
            _write(answers)


def _answer(column: DeltaGenerator, question: Asked) -> str:
    star = " *" if question.unless_said is None else ""
    return column.text_input(
        question.ask + star, placeholder=f"for example {question.example}", key=f"interview:{question.key}"
    )


def _write(answers: dict[str, str]) -> None:
    try:
        _open(map_text(answers))
    except BadAnswers as bad:
        for fault in bad.faults:
            show.notice(_fault(fault), "broken")


def _fault(fault: Fault) -> str:
    question_text = next((question.ask for question in QUESTIONS if question.key == fault.path[0]), "")
    hint = f" ({fault.hint})" if str(fault.hint) else ""
    return f"{question_text} – {fault.message}{hint}"
