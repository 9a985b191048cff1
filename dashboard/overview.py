"""How many people, whose hands, how sure?"""

from __future__ import annotations

import streamlit as st

from assessments.assessment import Assessment
from assessments.blocks import Block, Facts, Heading, Text
from assessments.finding_out import MOST, finding_out
from assessments.sections import actors, people, summary
from assessments.sections import options as told
from assessments.wording import percent
from dashboard import back, intervals, reasons, session, show
from dashboard.downloads import downloads
from dashboard.head import foot, head
from dashboard.pictures import flows, selected_card
from dashboard.reasons import ALL, OTHERS, STATES

SHOWS = "This page says how many people's data may end up in whose hands, how likely that is, and how sure we are."
FLOWS, FRAME = 304, 2
BULK = "How likely at least one bulk acquisition by a state within five years is, is being worked out…"


def page() -> None:
    """The overview, in the order in which it is seen."""
    assessment = head(SHOWS)
    _limits(assessment)
    with st.container(key=show.result_key("overview", session.found().since), gap="xsmall"):
        intervals.blocks("lead", lambda found: (Text(summary.states_sentence(found), lead=True, about=STATES),))
        numbers, reading = st.columns([0.51, 0.49], gap="small")
        with numbers, st.container(gap="xxsmall"):
            intervals.blocks("people", lambda found: (people.by_level(found, people.SHORT),), look="close")
            intervals.blocks("actors", actors.lists, look="tight")
        with reading, st.container(gap="xsmall"):
            _how_sure()
            picture = st.container(key="overview-flows", height=FLOWS + FRAME, border=False)
            selected_card("overview", assessment)
        intervals.blocks("finding out", _finding_out, look="beside")
        reasons.button("overview", "By level and by actor.", [row.actor for row in assessment.actors])
        intervals.blocks("grounds", _grounds)
        options = st.container()
        downloads()
    foot()
    large = session.is_large()
    if not large:
        intervals.follow()
    with picture:  # after the numbers, which are what was changed; intervals of a large map take longer than it
        flows("overview", height=FLOWS)
    if large:
        intervals.follow()
    with options:  # last of all: each option is assessed in every draw
        _options(assessment, large=large)


def _limits(assessment: Assessment) -> None:
    """What to know before any number: what the map leaves out, and how far a simulated result may be off."""
    if assessment.events.left_out:
        show.notice(summary.left_out(assessment))
    if not assessment.model.reach.exact:
        found = session.part("Bounding the result", "simulation", lambda made: made.simulation)
        if found is not None:
            show.notice(summary.simulated(found))
    if said := summary.fewer_draws(session.with_draws()):
        show.notice(said)


def _how_sure() -> None:
    """What others than states reach, how likely bulk acquisitions are, and how far all this can be trusted."""
    with st.container(gap="xxsmall"):
        intervals.blocks("others", lambda found: (Text(summary.others_sentence(found), about=OTHERS),))
        intervals.blocks(
            "bulk", lambda found: (Text(summary.bulk_sentence(found), about=STATES),), last=True, until=(Text(BULK),)
        )
        intervals.blocks("confidence", lambda found: (Text(summary.confidence_sentence(found), about=ALL),))


def _grounds(assessment: Assessment) -> tuple[Text, ...]:
    """On which question of law the result hangs most."""
    return tuple(Text(said, about=STATES) for said in summary.law_sentences(assessment))


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
    return () if assessment.options is None else (told.frontier(assessment.options),)


def _finding_out(assessment: Assessment) -> tuple[Block, ...]:
    """What is most worth finding out, the first few; until the spread is known, what is assumed and moves most."""
    asked = finding_out(assessment)[:MOST]
    first = "Most worth finding out" if assessment.settings.draws else "What is assumed and moves the result most"
    rests = f"{percent(assessment.assumed_share)} of the harm found rests on numbers that nobody stated"
    numbered = tuple((str(number), cell) for number, cell in enumerate(asked, 1))
    return Heading(f"{first if asked else 'Assumptions'} – {rests}"), Facts(numbered)


if __name__ == "__main__":
    page()
