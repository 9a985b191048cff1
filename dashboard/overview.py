"""How many people, whose hands, how sure?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from assessments.report.blocks import Block, Facts, Heading, Text
from assessments.report.finding_out import finding_out
from assessments.report.sections import actors, people, summary
from assessments.report.sections import options as told
from assessments.report.sentences import NOT_COMPUTED, percent, within
from assessments.results.breakdown import rests_on_assumed
from assessments.results.evidence import otherwise_pooled
from assessments.results.exposed import actor_rows
from assessments.results.options.table import options_of
from assessments.results.value_of_information import MOST
from assessments.run import Assessment
from dashboard import afterwards, back, intervals, reasons, session, show
from dashboard.afterwards import Task
from dashboard.downloads import downloads
from dashboard.head import foot, head
from dashboard.pictures import flows, selected_card
from dashboard.reasons import ALL, OTHERS, STATES
from dashboard.show import Dressed

SHOWS = "This page says how many people's data may end up in whose hands, how likely that is, and how sure we are."
FLOWS, FRAME = 304, 2
BULK = "How likely at least one bulk acquisition by a state within five years is, is being worked out…"


class _Places(NamedTuple):
    """Where on the page goes what comes after the numbers."""

    reading: DeltaGenerator
    picture: DeltaGenerator
    report: DeltaGenerator
    below: DeltaGenerator


def page() -> None:
    """The overview, in the order in which it is seen."""
    taken = intervals.ahead({name: make for name, make in PARTS.items() if name != "bulk" or not session.is_slow()})
    assessment = head(SHOWS, taken)
    _limits(assessment)
    below = st.container(key=show.result_key("overview", session.found().since), gap="xsmall")
    with below:
        _part("lead")
        numbers, reading = st.columns([0.51, 0.49], gap="small")
        with numbers:
            _part("numbers")
        reading = reading.container(gap="xxsmall")
        with reading:
            picture = _reading()
        _part("finding out")
        report = st.container(key="overview-report", horizontal=True, vertical_alignment="center")
        with report:
            reasons.button("overview", "By level and by actor.", [row.actor for row in actor_rows(assessment)])
    foot()
    _afterwards(assessment, _Places(reading, picture, report, below))


def _afterwards(assessment: Assessment, at: _Places) -> None:
    """What can wait until the numbers stand, in the order in which it comes."""
    large = session.is_large()
    drawing = partial(_in, at.picture, lambda: flows("overview", height=FLOWS))
    tasks: tuple[Task, ...] = (
        *_in_order(drawing),
        partial(_in, at.reading, lambda: _selected(assessment)),
        partial(_in, at.report, downloads),
        # what takes longest: sizes of all events together, and each option, in every draw
        partial(_in, at.below, lambda: _later(assessment, large=large)),
    )
    for task in tasks:
        afterwards.leave(task)


def _in_order(drawing: Task) -> tuple[Task, ...]:
    """The picture among what is worked out: what comes first gives a browser the time to paint the numbers."""
    if session.is_large():  # rough intervals come sooner than the picture, those of all draws later
        return intervals.rough, drawing, intervals.follow
    if intervals.are_put_off():
        return intervals.points, intervals.follow, drawing
    return intervals.follow, drawing


def _reading() -> DeltaGenerator:
    """What others than states reach, how likely bulk acquisitions are, how sure that is; then a place for a picture."""
    _part("others")
    _part("bulk", last=True, until=(Text(BULK),))
    _part("confidence")
    return st.container(key="overview-flows", height=FLOWS + FRAME, border=False)


def _selected(assessment: Assessment) -> None:
    with st.container(key="overview-later-card"):
        selected_card("overview", assessment)


def _part(name: str, *, last: bool = False, until: Sequence[Block] = ()) -> None:
    intervals.blocks(name, PARTS[name], last=last, until=tuple(until))


def _in(place: DeltaGenerator, task: Callable[[], None]) -> None:
    with place:
        task()


def _limits(assessment: Assessment) -> None:
    """What to know before any number: what the map leaves out, and how far a simulated result may be off."""
    if pool := otherwise_pooled(assessment):
        show.notice(summary.pools_sentence(assessment, pool))
    if assessment.events.left_out:
        show.notice(summary.left_out(assessment))
    if not assessment.model.reach.exact:
        found = session.part("Bounding the result", "simulation", lambda made: made.simulation)
        if found is not None:
            show.notice(summary.simulated(found))
    if said := summary.fewer_draws(session.with_draws()):
        show.notice(said)


def _grounds(assessment: Assessment) -> tuple[Text, ...]:
    """On which question of law the result hangs most."""
    return tuple(Text(said, about=STATES) for said in summary.law_sentences(assessment))


def _later(assessment: Assessment, *, large: bool) -> None:
    with st.container(key="overview-later"):
        _once()
        _options(assessment, large=large)


def _once() -> None:
    """How many different people there are behind all exposures, of whom each may have several."""
    found = session.part("Counting different people", "once", summary.once_sentence, drawn=True)
    if found:
        show.blocks((Text(found, about=ALL),))


def _options(assessment: Assessment, *, large: bool) -> None:
    """The options that nothing else beats, and the way to all of them; of a large map the way alone."""
    if not assessment.data_map.options:
        return
    if not large and not assessment.settings.options:
        found = session.part("Comparing options", "frontier", _frontier, drawn=True)
        show.blocks(found, look="close", about=ALL)
    if st.button("All options", key="overview:options", type="tertiary", icon=":material/balance:"):
        back.lead("options")


def _frontier(assessment: Assessment) -> tuple[Block, ...]:
    options = options_of(assessment)
    return () if options is None else (told.frontier(options),)


def _finding_out(assessment: Assessment) -> tuple[Block, ...]:
    """What is most worth finding out, the first few; until the spread is known, what is assumed and moves most."""
    asked = finding_out(assessment, MOST)
    first = "Most worth finding out" if assessment.settings.draws else "What is assumed and moves the result most"
    part = rests_on_assumed(assessment)
    sure = within(part, percent) if assessment.settings.draws else NOT_COMPUTED
    share = f"{percent(part.point)} of the harm found ({sure})" if part.point else "none of the harm found"
    rests = f"{share} rests on numbers that nobody stated"
    numbered = tuple((str(number), cell) for number, cell in enumerate(asked, 1))
    return Heading(f"{first if asked else 'Assumptions'} – {rests}"), Facts(numbered)


def _numbers(assessment: Assessment) -> tuple[Dressed, ...]:
    """How many people by level, then by actor."""
    return Dressed((people.by_level(assessment, people.SHORT),), "close"), Dressed(actors.lists(assessment), "tight")


PARTS: Mapping[str, intervals.Make] = {
    "lead": lambda found: (Text(summary.states_sentence(found), lead=True, about=STATES),),
    "numbers": _numbers,
    "others": lambda found: (Text(summary.others_sentence(found), about=OTHERS),),
    "bulk": lambda found: (Text(summary.bulk_sentence(found), about=STATES),),
    "confidence": lambda found: (Text(summary.confidence_sentence(found), about=ALL),),
    "finding out": lambda found: (Dressed(_finding_out(found), "beside"), *_grounds(found)),
}


if __name__ == "__main__":
    page()
