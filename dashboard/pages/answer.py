"""The place Answer: how many people, whose hands, how sure."""

from __future__ import annotations

import streamlit as st

from assessments.report.blocks import Block, Facts, Heading, Text
from assessments.report.questions import finding_out
from assessments.report.sections import actors, page_one, people, summary
from assessments.report.sections import options as option_words
from assessments.report.sections.placebo import joint_statement
from assessments.results.actors import all_actors
from assessments.results.evidence import otherwise_pooled
from assessments.results.options.table import options_of
from assessments.results.value_of_information import MOST
from assessments.run import Run
from dashboard import back, reasons, session, show
from dashboard.answers import PageAnswers
from dashboard.downloads import downloads
from dashboard.head import foot, head
from dashboard.pictures import flows, selected_card
from dashboard.reasons import ALL
from dashboard.show import Dressed

SHOWS = "This page says whose content each state could order, what is known, and how sure we are."
FLOWS = 304
LARGE = 500  # events of a map whose options take too long for this page


def page() -> None:
    """The answer, in the order in which it is seen; then, in their places, intervals, the picture and options."""
    run, answers = head(SHOWS), PageAnswers()
    _limits(run)
    with st.container(key=show.result_key("answer", session.current().since), gap="xsmall"):
        answers.show("page-one", _page_one)
        numbers, reading = st.columns([0.51, 0.49], gap="small")
        with numbers:
            answers.show("numbers", _numbers)
        with reading, st.container(gap="xxsmall"):
            answers.show("confidence", _confidence)
            picture = st.container(key="answer-flows")
        answers.show("finding out", _finding_out)
        with st.container(key="answer-report", horizontal=True, vertical_alignment="center"):
            reasons.button("answer", "By level and by actor.", [row.actor for row in all_actors(run)])
            downloads()
        later = st.container(key="answer-later")
    foot()
    answers.add_intervals()
    with picture:
        _picture()
    with later:
        _joint(run)
        _options(run)


def _limits(run: Run) -> None:
    """Limits to know before any number: what the map leaves out, and how far a simulated result may be off."""
    if pool := otherwise_pooled(run):
        show.notice(summary.pools_sentence(run, pool))
    if run.events.left_out:
        show.notice(summary.left_out(run))
    if not run.model.roots.exact:
        simulation = session.computed("Bounding the result", "simulation", lambda assessed: assessed.simulation)
        if simulation is not None:
            show.notice(summary.simulated(simulation))
    if fewer := summary.fewer_draws(session.with_draws()):
        show.notice(fewer)


@st.fragment
def _picture() -> None:
    """The picture of the flows, and the card of the part that is selected in it."""
    run = session.current().run
    if run is None:
        return
    with show.failures():
        flows("answer", height=FLOWS)
        selected_card("answer", run)
        session.write_address()


def _page_one(run: Run) -> tuple[Block, ...]:
    """Whose content each state could order, what is known, and what it would come to."""
    return page_one.blocks(page_one.summary(run))


def _numbers(run: Run) -> tuple[Dressed, ...]:
    """The numbers of people by level, then by actor."""
    return Dressed((people.in_short(run),), "close"), Dressed(actors.lists(run), "tight")


def _confidence(run: Run) -> tuple[Text, ...]:
    """The sentence on how far the estimate can be trusted."""
    return (summary.confidence_sentence(run),)


def _finding_out(run: Run) -> tuple[Dressed | Text, ...]:
    """The numbers most worth finding out, and the question of law on which the result hangs most.

    Until the spread is known, what is assumed and moves the result most.
    """
    numbers = finding_out(run, MOST)
    title = Heading("Most worth finding out" if run.settings.draws else "Defaults that move the result most")
    numbered = tuple((str(number), cell) for number, cell in enumerate(numbers, 1))
    return Dressed((title, Facts(numbered)), "beside"), *summary.law_sentences(run)


def _joint(run: Run) -> None:
    """The joint statement: whose content each side says could be ordered, and what each dispute is worth."""
    if run.data_map.readings:
        statement = session.computed("Comparing readings", "joint", _joint_blocks, drawn=True)
        show.blocks(statement, about=ALL)


def _joint_blocks(run: Run) -> tuple[Block, ...]:
    return Heading("Joint statement: what the sides agree on, and what each dispute is worth"), *joint_statement(run)


def _options(run: Run) -> None:
    """The options that nothing else beats, and the way to all of them; of a large map the way alone."""
    if not run.data_map.options:
        return
    if len(run.events.events) < LARGE and not run.settings.options:
        session.draw_options()
        frontier = session.computed("Comparing options", "frontier", _frontier, drawn=True)
        show.blocks(frontier, look="close", about=ALL)
    if st.button("All options", key="answer:options", type="tertiary", icon=":material/balance:"):
        back.lead("options")


def _frontier(run: Run) -> tuple[Block, ...]:
    options = options_of(run)
    return () if options is None else (option_words.frontier(options),)


if __name__ == "__main__":
    page()
