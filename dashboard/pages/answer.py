"""The place Answer: six questions with their answers, then who would take how much, and by which way."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from assessments.report.blocks import Block, Figure, Heading, NamedCells, Text
from assessments.report.figures.answer_figures import actors_figure, reach_figure
from assessments.report.page_one_length import SCREEN
from assessments.report.questions import finding_out
from assessments.report.sections import actors, page_one, people, sizes, summary, use
from assessments.report.sections import options as option_words
from assessments.report.sections.placebo import joint_statement
from assessments.report.sentences import capital, class_word, if_held, in_signs, percents
from assessments.results.actors import all_actors
from assessments.results.evidence import harm_by_origin, otherwise_pooled
from assessments.results.headline import headline_numbers
from assessments.results.options.table import options_of
from assessments.results.part import NumberOrigin
from assessments.results.summary import summary_parts
from assessments.results.value_of_information import MOST
from assessments.run import Run, Simulation
from dashboard import back, presses, reasons, session, show, terms
from dashboard.answers import PageAnswers
from dashboard.downloads import downloads
from dashboard.find import peek_goal
from dashboard.head import asked_before, foot, head, stays
from dashboard.levers import chips, levers, refused
from dashboard.peeks import peek
from dashboard.pictures import flows, selected_card
from dashboard.reasons import ALL
from dashboard.show import Content, Dressed, Meters, QuestionHeading, Shares
from dashboard.what_if import reading_choice

SHOWS = "This page says whose data each state could order, what is known, and how sure we are."
ASKED = (page_one.HAS, page_one.OWNER, page_one.END, page_one.BARRED, page_one.SURE)
FLOWS = 440
LARGE = 500  # events of a map whose options take too long for this page
ORIGINS: tuple[NumberOrigin, ...] = ("stated", "counted", "bracketed", "judged")


def page() -> None:
    """The first screen, then who, by which way, what to ask and what would change it; last all of it in words."""
    run, answers = head(SHOWS), PageAnswers()
    _limits(run)
    with st.container(key=show.result_key("answer", session.current().since), gap="small"):
        answers.show(_headline)
        peek()
        with st.container(key="answer-levers", horizontal=True, vertical_alignment="center", gap="xsmall"):
            levers(run.data_map)
            chips("answer:remove")
        refused()
        if actor := asked_before(run):
            answers.show(partial(stays, actor=actor))
            before = session.computed_before(_headline, drawn=True) or ()
            show.text(f"Before: {' '.join(block.text for block in before[1:] if isinstance(block, Text))}", "quiet")
            answers.add_intervals()  # of the sentence that a lever moves first
        _first_screen(run, answers)
        _who_and_how(run, answers)
        answers.show(_finding_out)
        trade_offs = st.container(key="answer-options")
        in_words = st.container(key="answer-words")
    foot()
    answers.add_intervals()
    with trade_offs:
        _options(run)
    with in_words:
        _in_words(run)


def _limits(run: Run) -> None:
    """Limits to know before any number: what the map leaves out, and how far a simulated result may be off."""
    if pool := otherwise_pooled(run):
        show.notice(summary.pools_sentence(run, pool))
    if run.events.left_out:
        show.notice(summary.left_out(run))
    if not headline_numbers(run).exact:
        simulation = session.computed("Bounding the result", _simulation)
        if simulation is not None:
            show.notice(summary.simulated(simulation))
    if fewer := summary.fewer_draws(session.with_draws()):
        show.notice(fewer)


def _simulation(run: Run) -> Simulation | None:
    return headline_numbers(run).simulation


def _headline(run: Run) -> tuple[Content, ...]:
    """Who could, in the sentence to read first; its numbers open people, shares and conditions."""
    lead, opened = page_one.lead_sentence(summary_parts(run)), peek_goal(page_one.WHO)
    spans = tuple(replace(span, about=opened) if span.about else span for span in lead.spans)
    return QuestionHeading(page_one.WHO, opened), replace(lead, spans=spans)


def _first_screen(run: Run, answers: PageAnswers) -> None:
    """The other questions with their answers on the left; on the right the picture of the flows."""
    with st.container(key="answer-first"):
        asked, flow = st.columns([0.5, 0.5], gap="large")
        with asked:
            with st.container(key="answer-asked"):
                answers.show(_asked)
            downloads()
        with flow, st.container(key="answer-flows", gap="xxsmall"):
            _picture()


def _asked(run: Run) -> tuple[Content, ...]:
    """The questions, each a way to its proof, with their answers; of a large map none on options, which take long."""
    compared = len(run.events.events) < LARGE and not run.settings.options
    questions = ASKED if compared else tuple(ask for ask in ASKED if ask != page_one.END)
    told = page_one.asked(summary_parts(run), questions, SCREEN)
    return tuple(
        QuestionHeading(each.text, peek_goal(each.text)) if isinstance(each, Heading) else each for each in told
    )


@show.fragment
@terms.page_part("flows")
def _picture() -> None:
    """The picture of the flows, and the card of the part that is selected in it."""
    run = session.current().run
    if run is None:
        return
    with show.failures():
        flows("answer", height=FLOWS)
        selected_card("answer", run)
        session.write_address()


def _who_and_how(run: Run, answers: PageAnswers) -> None:
    """Of how many people each state could order data; beside it who would take how much, and what that rests on."""
    could, taken = st.columns([0.5, 0.5], gap="large")
    with could:
        reading_choice(run.data_map, "answer:reading")
        answers.show(_reach)
        answers.show(_actors)
    with taken:
        answers.show(_use)
        answers.show(_evidence)
        answers.show(_confidence)
        reasons.button("answer", "By level and by actor.", [row.actor for row in all_actors(run)])


def _reach(run: Run) -> tuple[Block, ...]:
    """Of how many people each state could order data, if so."""
    return (reach_figure(summary_parts(run)),)


def _actors(run: Run) -> tuple[Block, ...]:
    return (actors_figure(run),)


def _use(run: Run) -> tuple[Content, ...]:
    """What it would come to in three figures; then the own state, apart."""
    numbers = summary_parts(run)
    heading = Heading(f"{capital(class_word(numbers.use.of_class))} taken, {if_held(numbers.use)}")
    return heading, Meters(use.meters(run, numbers)), Text(use.own_state_words(numbers))


def _evidence(run: Run) -> tuple[Content, ...]:
    """What the forecast rests on, as one bar."""
    split = harm_by_origin(run)
    origins = [origin for origin in ORIGINS if split[origin] > 0.0]
    shares = map(in_signs, percents([split[origin] for origin in origins]))
    parts = tuple((origin, split[origin], words) for origin, words in zip(origins, shares, strict=True))
    return (Shares("Rests on numbers", parts),) if parts else ()


def _confidence(run: Run) -> tuple[Text, ...]:
    """The sentence on how far the estimate can be trusted; none where there is nothing to estimate."""
    return (summary.confidence_sentence(run),) if headline_numbers(run).harm.point > 0.0 else ()


def _finding_out(run: Run) -> tuple[Dressed | Text, ...]:
    """The numbers most worth finding out, and the question of law on which the result hangs most.

    Until the spread is known, what is assumed and moves the result most.
    """
    numbers = finding_out(run, MOST)
    title = Heading("Most worth finding out" if run.settings.draws else "Defaults that move the result most")
    numbered = tuple((str(number), cell) for number, cell in enumerate(numbers, 1))
    return Dressed((title, NamedCells(numbered)), "beside"), *summary.law_sentences(run)


def _options(run: Run) -> None:
    """The options that nothing else beats, and the way to all of them; of a large map the way alone."""
    if not run.data_map.options:
        return
    if len(run.events.events) < LARGE and not run.settings.options:
        session.draw_options()
        frontier = session.computed("Comparing options", _frontier, drawn=True)
        show.blocks(frontier, look="close", about=ALL)
    if presses.button("All options", key="answer:options", type="tertiary", icon=":material/balance:"):
        back.go_to("options")


def _frontier(run: Run) -> tuple[Block, ...]:
    options = options_of(run)
    return () if options is None else (option_words.frontier(options),)


def _in_words(run: Run) -> None:
    """Page one of the report in words, the numbers by level and by actor, and what the sides agree on."""
    with st.expander("The answer in 120 words, with the table of states"):
        show.blocks(session.computed("Putting it in words", _page_one, drawn=True))
    if st.toggle("How large an event could be", key="answer:sizes"):
        show.blocks(session.computed("Drawing the curve", _sizes, drawn=True))
    with st.expander("By level and by actor"):
        show.blocks(session.computed("Counting by level", _numbers, drawn=True))
    if run.data_map.readings:
        with st.expander("Joint statement of the sides"):
            show.blocks(session.computed("Comparing readings", _joint_blocks, drawn=True), about=ALL)


def _page_one(run: Run) -> tuple[Block, ...]:
    """Whose data each state could order, what is known, and what it would come to."""
    return page_one.blocks(page_one.summary(run))


def _numbers(run: Run) -> tuple[Dressed, ...]:
    """The numbers of people by level, then by actor."""
    return Dressed((people.in_short(run),), "close"), Dressed(actors.lists(run), "tight")


def _sizes(run: Run) -> tuple[Block, ...]:
    """How likely an event of at least so many people is."""
    return tuple(block for block in sizes.section(run).blocks if isinstance(block, Figure | Text))


def _joint_blocks(run: Run) -> tuple[Block, ...]:
    return Heading("Joint statement: what the sides agree on, and what each dispute is worth"), *joint_statement(run)


if __name__ == "__main__":
    page()
