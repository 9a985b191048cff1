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
from dashboard.head import foot, head
from dashboard.pictures import flows, selected_card

SHOWS = "This page says how many people's data may end up in whose hands, how likely that is, and how sure we are."
MOST_QUESTIONS = 3
FLOWS = 270
MOVES = "These move the result most:"


def page() -> None:
    """The overview, in the order in which it is seen."""
    assessment = head(SHOWS)
    with st.container(key=show.result_key("overview", session.found().since), gap="xsmall"):
        lead, *sentences = _sentences(assessment)
        show.blocks((lead,))
        numbers, reading = st.columns([0.48, 0.52], gap="small")
        with numbers:
            _people()
            _actors()
            reasons.button("overview", "By level and by actor.", [row.actor for row in assessment.actors])
        with reading:
            show.blocks(sentences)
            flows("overview", height=FLOWS)
            selected_card("overview", assessment)
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


def _unsure(assessment: Assessment) -> None:
    """How much is assumed, and the three assumed numbers that move the result most."""
    found = assumed(assessment)[:MOST_QUESTIONS]
    asked = [question(assessment.data_map, row.number.address) for row in found]
    rests = f"{percent(assessment.assumed_share)} of the harm found rests on numbers that nobody stated."
    show.blocks(
        (Heading("Most worth finding out" if asked else "Assumptions"), Text(f"{rests} {MOVES if asked else ''}"))
    )
    show.numbered(asked)


if __name__ == "__main__":
    page()
