"""The page Law: the rules that a map meets, and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import streamlit as st

from assessments.report.blocks import Block, Heading, Table, Text
from assessments.report.law_words import as_of_text, meaning, title
from assessments.report.sections import law
from assessments.run import Run
from dashboard import fields, session, show
from dashboard.background import Opened
from dashboard.head import foot, go_to, head, lead_to_line
from dashboard.picker import Choice
from data_maps.problems import Problem
from risk.regimes.decision import NOTE, outcome_words
from risk.regimes.on_maps.judging import Verdict, verdicts

SHOWS = "This page says which laws a map meets, why, what is missing to tell, and what would change it."
HEIGHT = 560
MOST = 40


def page() -> None:
    """The laws, and the one that is chosen, in the order in which they are seen."""
    run = head(SHOWS)
    data_map = run.data_map
    found = session.part("Asking the laws", "laws", lambda made: verdicts(made.data_map))
    show.text(f"{as_of_text(data_map, data_map.as_of)} Outcomes are in each law's own terms: {NOTE}.", "quiet")
    with st.container(key=show.result_key("law", session.found().since)):
        listing, told = st.columns([0.36, 0.64], gap="medium")
        with listing:
            chosen = _list(found)
        with told:
            _told(run, chosen)
        show.blocks((Heading(law.GENERAL_ACCESS), *law.general_access_blocks(run)))
    foot()


def _list(found: Sequence[Verdict]) -> Verdict:
    """The laws to choose from, those that look at something on the map first; the chosen one is in the address."""
    ordered = {each.regime: each for each in sorted(found, key=lambda each: not each.judged)}
    wanted = fields.known("law", list(ordered), "There is no law {}")
    return ordered[fields.pick("law", [_choice(each) for each in ordered.values()], wanted, "Laws", "law:list", HEIGHT)]


def _choice(found: Verdict) -> Choice:
    below = meaning(found) if found.judged else found.decision.because[0].text
    return Choice(found.regime, outcome_words(found.decision.outcome), title(found.regime), below)


def _told(run: Run, found: Verdict) -> None:
    """One law: why it says so, what is missing to tell, what would change it, and how it was over time."""
    show.blocks((Heading(f"{title(found.regime)}: {outcome_words(found.decision.outcome)}"),))
    if found.judged:
        show.blocks(law.detail(found, alone=True)[1:])
        show.blocks(
            (session.part("Turning facts over", "flips", lambda _: _changes(found), (found.regime, found.day)),)
        )
    else:
        show.blocks(law.nothing(found, alone=True)[1:])
    today = datetime.now().astimezone().date()
    key = (found.regime, found.day, today)
    show.blocks(session.part("Asking other days", "ribbon", lambda made: _over_time(made, found, today), key))
    show.blocks(
        (Text(f'The rule, its numbers over time and its limits stand in the docs, in "{title(found.regime)}".'),)
    )
    _lines(found)


def _changes(found: Verdict) -> Table:
    return law.changes(found, alone=True)


def _over_time(run: Run, found: Verdict, today: date) -> tuple[Block, ...]:
    return law.over_time(found, run.data_map, today, alone=True)


def _lines(found: Verdict) -> None:
    """Where the map says what the findings rest on, each leading to its line in the editor."""
    own = (session.opened() or Opened("", (), 0)).contents
    places = {
        place: finding.text
        for each in found.judged
        for finding in each.decision.because
        if (place := each.matter.place(finding.path)) and place.file in own
    }
    problems = [Problem(place, "", text) for place, text in places.items()]
    pressed = lead_to_line(problems[:MOST], "To its line in the map", f"law-lines:{found.regime}")
    if pressed:
        go_to(pressed.place)


if __name__ == "__main__":
    page()
