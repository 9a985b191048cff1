"""How many people, whose hands, how sure?"""

from __future__ import annotations

import streamlit as st

from assessments.asking import question
from assessments.assessment import Assessment
from assessments.blocks import Heading, Section, Table, Text
from assessments.sections import actors, people, summary
from assessments.sections.assumptions import assumed
from assessments.wording import percent
from dashboard import reasons, session, show
from dashboard.flow_map import flow_map
from dashboard.head import foot, head
from dashboard.pictures import drawn

SHOWS = "This page says how many people's data may end up in whose hands, how likely that is, and how sure we are."
MOST_QUESTIONS = 3
MOVES = "These move the result most:"


def page() -> None:
    """The overview, in the order in which it is seen."""
    assessment = head(SHOWS)
    with st.container(key=show.stale_key(session.found().since), gap="xsmall"):
        lead, *sentences = _sentences(assessment)
        show.blocks((lead,))
        numbers, reading = st.columns([0.47, 0.53], gap="medium")
        with numbers:
            _people()
            _actors()
            reasons.button("overview", "By level and by actor.", [row.actor for row in assessment.actors])
        with reading:
            show.blocks(sentences)
            _flows()
            _unsure(assessment)
    foot()


def _sentences(assessment: Assessment) -> list[Text]:
    """The sentences of the summary, as every report has them; how likely and how sure never in one."""
    return [block for block in summary.section(assessment).blocks if isinstance(block, Text)]


def _tables(section: Section) -> list[Table]:
    return [block for block in section.blocks if isinstance(block, Table)]


def _people() -> None:
    show.blocks(_tables(session.part("Counting people", "people", people.section))[:1], close=True)


def _actors() -> None:
    """States in one list, everyone else in another; no total over both."""
    show.blocks(_tables(session.part("Comparing actors", "actors", actors.section)), close=True)


def _flows() -> None:
    picture = session.part("Drawing the flows", "picture", drawn)
    st.session_state["overview:selected"] = flow_map(
        picture.svg,
        revision=picture.revision,
        selected=st.session_state.get("overview:selected"),
        lit=(),
        key="overview:flows",
        height=270,
        name="flows",
    )


def _unsure(assessment: Assessment) -> None:
    """How much is assumed, and the three assumed numbers that move the result most."""
    found = assumed(assessment)[:MOST_QUESTIONS]
    asked = [question(assessment.data_map, row.number.address) for row in found]
    rests = f"{percent(assessment.assumed_share)} of the harm found rests on numbers that nobody stated."
    show.blocks((Heading("Most worth finding out"), Text(f"{rests} {MOVES if asked else ''}")))
    show.numbered(asked)


if __name__ == "__main__":
    page()
