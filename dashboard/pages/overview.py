"""The page Overview: how many people, in whose hands, and how sure."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from assessments.report.blocks import Block, Facts, Heading, Text
from assessments.report.finding_out import finding_out
from assessments.report.sections import actors, people, summary
from assessments.report.sections import options as told
from assessments.report.sentences import interval, middle, percent
from assessments.results.actors import all_actors
from assessments.results.breakdown import rests_on_assumed
from assessments.results.evidence import otherwise_pooled
from assessments.results.options.table import options_of
from assessments.results.value_of_information import MOST
from assessments.run import Run
from dashboard import back, reasons, session, show
from dashboard.answers import Answers
from dashboard.downloads import downloads
from dashboard.head import foot, head
from dashboard.pictures import flows, selected_card
from dashboard.reasons import ALL
from dashboard.show import Dressed

SHOWS = "This page says how many people's data may end up in whose hands, how likely that is, and how sure we are."
FLOWS = 304
LARGE = 500  # events of a map whose options take too long for this page


def page() -> None:
    """The overview, in the order in which it is seen; then, in their places, intervals, the picture and options."""
    run, answers = head(SHOWS), Answers()
    _limits(run)
    with st.container(key=show.result_key("overview", session.found().since), gap="xsmall"):
        answers.show("lead", _lead)
        numbers, reading = st.columns([0.51, 0.49], gap="small")
        with numbers:
            answers.show("numbers", _numbers)
        with reading, st.container(gap="xxsmall"):
            answers.show("others", _others)
            answers.show("bulk", _bulk, last=True)
            answers.show("confidence", _confidence)
            picture = st.container(key="overview-flows")
        answers.show("finding out", _finding_out)
        with st.container(key="overview-report", horizontal=True, vertical_alignment="center"):
            reasons.button("overview", "By level and by actor.", [row.actor for row in all_actors(run)])
            downloads()
        later = st.container(key="overview-later")
    foot()
    answers.add_intervals()
    with picture:
        _picture()
    with later:
        _once(run)
        _options(run)


def _limits(run: Run) -> None:
    """What to know before any number: what the map leaves out, and how far a simulated result may be off."""
    if pool := otherwise_pooled(run):
        show.notice(summary.pools_sentence(run, pool))
    if run.events.left_out:
        show.notice(summary.left_out(run))
    if not run.model.roots.exact:
        simulation = session.part("Bounding the result", "simulation", lambda found: found.simulation)
        if simulation is not None:
            show.notice(summary.simulated(simulation))
    if fewer := summary.fewer_draws(session.with_draws()):
        show.notice(fewer)


@st.fragment
def _picture() -> None:
    """What flows where, and what there is to say of the part that is selected in it."""
    run = session.found().run
    if run is None:
        return
    with show.failures():
        flows("overview", height=FLOWS)
        selected_card("overview", run)
        session.write_address()


def _lead(run: Run) -> tuple[Text, ...]:
    """How many people's data states get at."""
    return (replace(summary.states_sentence(run), lead=True),)


def _numbers(run: Run) -> tuple[Dressed, ...]:
    """How many people by level, then by actor."""
    by_level = people.by_level(run, people.SHORT)
    return Dressed((by_level,), "close"), Dressed(actors.lists(run), "tight")


def _others(run: Run) -> tuple[Text, ...]:
    """How many people's data others than states get at."""
    return (summary.others_sentence(run),)


def _bulk(run: Run) -> tuple[Text, ...]:
    """How likely a state is to acquire data in bulk."""
    return (summary.bulk_sentence(run),)


def _confidence(run: Run) -> tuple[Text, ...]:
    """How far the estimate can be trusted."""
    return (summary.confidence_sentence(run),)


def _finding_out(run: Run) -> tuple[Dressed | Text, ...]:
    """What is most worth finding out, and on which question of law the result hangs most.

    Until the spread is known, what is assumed and moves the result most.
    """
    asked = finding_out(run, MOST)
    first = "Most worth finding out" if run.settings.draws else "What is assumed and moves the result most"
    part = rests_on_assumed(run)
    some = f"{percent(middle(part))} of the harm found ({interval(part, percent)})"
    share = some if part.high or part.point else "none of the harm found"
    title = Heading(f"{first if asked else 'Assumptions'} – {share} rests on numbers that nobody stated")
    numbered = tuple((str(number), cell) for number, cell in enumerate(asked, 1))
    return Dressed((title, Facts(numbered)), "beside"), *summary.law_sentences(run)


def _once(run: Run) -> None:
    """How many different people there are behind all exposures, and which actor has the largest share of harm."""
    if run.harm > 0.0:
        once = session.part("Counting different people", "once", summary.once_sentence, drawn=True)
        largest = session.part("Sharing out the harm", "largest", summary.largest_sentence, drawn=True)
        show.blocks((once, largest))


def _options(run: Run) -> None:
    """The options that nothing else beats, and the way to all of them; of a large map the way alone."""
    if not run.data_map.options:
        return
    if len(run.events.events) < LARGE and not run.settings.options:
        session.draw_options()
        frontier = session.part("Comparing options", "frontier", _frontier, drawn=True)
        show.blocks(frontier, look="close", about=ALL)
    if st.button("All options", key="overview:options", type="tertiary", icon=":material/balance:"):
        back.lead("options")


def _frontier(run: Run) -> tuple[Block, ...]:
    options = options_of(run)
    return () if options is None else (told.frontier(options),)


if __name__ == "__main__":
    page()
