"""The place Law: the rules that a map meets."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import partial

import streamlit as st

from assessments.report.blocks import Block, Heading, Table
from assessments.report.law_words import (
    as_of_text,
    meaning,
    not_held,
    outcome_of,
    short_answer,
    standing_words,
    stands,
    title,
)
from assessments.report.sections import freshness, law
from assessments.results.freshness import Freshness
from assessments.results.freshness import freshness as fresh_on
from assessments.run import Run
from dashboard import beside, fields, session, show
from dashboard.head import foot, go_to, head, lead_to_line
from dashboard.picker import Choice
from data_maps.problems import Problem
from data_maps.usual_days import local_day
from laws.decision import NOTE
from laws.verdicts import Verdict, verdicts

READ = "What is read here, and what is not"
SHOWS = "This page says which laws a map meets, why, what is missing to tell, and what would change it."
HEIGHT = 560
MOST = 40
AHEAD = timedelta(days=730)


def page() -> None:
    """The laws, and the one that is chosen, in the order in which they are seen."""
    run = head(SHOWS)
    data_map = run.data_map
    all_verdicts = session.computed("Asking the laws", _verdicts)
    show.text(law.groups_sentence(all_verdicts), "lead")
    for line in short_answer(data_map, all_verdicts):
        show.text(line)
    show.text(f"{as_of_text(data_map, data_map.as_of)} Outcomes are in each law's own terms: {NOTE}.", "quiet")
    if unread := not_held(data_map, data_map.as_of):
        with st.expander(READ):
            show.text(unread, "quiet")
    with st.container(key=show.result_key("law", session.current().since)):
        listing, detail = st.columns([0.36, 0.64], gap="medium")
        with listing:
            ordered = {verdict.regime: verdict for verdict in law.laws_by_standing(all_verdicts)}
            before = session.computed_before(_verdicts) or ()
            stood = {verdict.regime: standing_words(verdict) for verdict in before}
            wanted = fields.valid_choice("law", list(ordered), "There is no law {}")
            chosen = ordered[
                fields.pick(
                    "law", [_choice(verdict, stood) for verdict in ordered.values()], wanted, "Laws", "law:list", HEIGHT
                )
            ]
        with detail:
            _one_law(chosen)
        _show_questions(*law.questions_tables(all_verdicts))
        owed = law.calendar(all_verdicts)
        with st.expander(f"{owed.caption}: {len(owed.rows)}"):
            show.blocks((owed,))
        if law.not_ruled_out(all_verdicts):
            show.blocks((law.in_time(all_verdicts, data_map.as_of),))
        with st.expander(law.GENERAL_ACCESS):
            show.blocks(law.general_access_blocks(run))
        today = local_day()
        fresh = session.computed("Looking up when laws were read", partial(_fresh, today=today))
        lead, more = freshness.for_a_page(fresh)
        show.blocks((Heading(freshness.TITLE),))
        show.text(lead.text)
        if fresh.facts:
            with st.expander("What to read, what rests on memory or secondary texts, and what changes on known days"):
                show.blocks(more)
    foot()


def _verdicts(run: Run) -> tuple[Verdict, ...]:
    return verdicts(run.data_map)


def _choice(verdict: Verdict, stood: Mapping[str, str]) -> Choice:
    """A law to choose, how it stands after how it stood in the baseline where it is pinned and differs."""
    outcome = f"{outcome_of(verdict.decision)}: {meaning(verdict)}"
    below = outcome if verdict.judged else verdict.decision.because[0].text
    standing = standing_words(verdict)
    mark = beside.old_to_new(stood.get(verdict.regime, standing), standing)
    return Choice(verdict.regime, mark, title(verdict.regime), below, law.group_of(verdict))


def _one_law(verdict: Verdict) -> None:
    """One law: its outcome and what that means; folded why, what would change it, and how it was over time."""
    show.blocks((Heading(f"{title(verdict.regime)}: {stands(verdict)}"),))
    show.text(show.as_sentence(meaning(verdict) if verdict.judged else verdict.decision.because[0].text))
    own = session.contents()
    places = {
        place: finding.text
        for judged in verdict.judged
        for finding in judged.decision.because
        if (place := judged.matter.place(finding.path)) and place.file in own
    }
    problems = [Problem(place, "", text) for place, text in places.items()]
    pressed = lead_to_line(problems[:MOST], "To its line in the map", f"law-lines:{verdict.regime}")
    if pressed:
        go_to(pressed.place)
    key = (verdict.regime, verdict.day)
    questions, folded = session.computed("Sorting questions", partial(_open_tables, verdict=verdict), given=key)
    if questions.rows:
        _show_questions(questions, folded)
    with st.expander("Why, with its texts", expanded=session.one("law") is not None):
        why = law.detail(verdict, alone=True, asked=False) if verdict.judged else law.nothing(verdict, alone=True)
        show.blocks(why[1:])
    if verdict.judged:
        with st.expander("What would change it"):
            show.blocks((session.computed("Turning facts over", partial(_changes, verdict=verdict), given=key),))
    with st.expander("Over time"):
        today = local_day()
        over_time = partial(_over_time, verdict=verdict, today=today)
        show.blocks(session.computed("Asking other days", over_time, given=(*key, today)))
        show.text(f'The rule, its numbers over time and its limits stand in the docs, in "{title(verdict.regime)}".')


def _show_questions(questions: Table, folded: Table) -> None:
    """Questions that each may decide, and in a fold those that tell only with others."""
    show.blocks((questions,))
    if folded.rows:
        with st.expander(f"{folded.caption}: {len(folded.rows)} questions"):
            show.blocks((folded,))


def _open_tables(_: Run, verdict: Verdict) -> tuple[Table, Table]:
    return law.open_tables(verdict)


def _changes(_: Run, verdict: Verdict) -> Table:
    return law.changes(verdict, alone=True)


def _fresh(run: Run, today: date) -> Freshness:
    return fresh_on(today, today + AHEAD, run.data_map)


def _over_time(run: Run, verdict: Verdict, today: date) -> tuple[Block, ...]:
    return law.over_time(verdict, run.data_map, today, alone=True)


if __name__ == "__main__":
    page()
