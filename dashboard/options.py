"""What would change it?"""

from __future__ import annotations

import streamlit as st

from assessments.assessment import Assessment
from assessments.best_options import best_options
from assessments.blocks import Block, Heading, Text
from assessments.options import STATUS_QUO, Options
from assessments.sections import options as told
from assessments.wording import figures, listed
from dashboard import session, show
from dashboard.head import foot, head
from data_maps.problems import did_you_mean, shown
from risk.best_sets import Limits
from risk.interventions.timeline import in_order

SHOWS = "This page compares what could be done: the risk each option removes, and what people would lose by it."
MOST_BURDEN = 1e12
Chosen = tuple[str, ...]


def page() -> None:
    """The options, in the order in which they are seen."""
    assessment = head(SHOWS)
    with st.container(key=show.result_key("options", session.found().since)):
        if assessment.data_map.options:
            _compared(assessment)
        else:
            show.text(told.NOTHING)
    foot()


def _compared(assessment: Assessment) -> None:
    chosen = _chosen(assessment)
    show.blocks(session.part("Comparing options", "options", lambda made: _beside(made, chosen), chosen, drawn=True))
    show.blocks(session.part("Drawing options", "scatter", lambda made: _picture(made, chosen), chosen, drawn=True))
    show.blocks(session.part("Following options", "years", lambda made: _years(made, chosen), chosen, drawn=True))
    _best(assessment)
    show.blocks(session.part("Looking for what turns an order round", "option flips", _sentences, drawn=True))


def _chosen(assessment: Assessment) -> Chosen:
    """The options that are looked at together; one that this map does not have is said and left aside."""
    known = assessment.data_map.options
    for name in session.many("options"):
        if name not in known:
            hint = str(did_you_mean(name, known))
            said = f"This map has no option {shown(name)}{f' ({hint})' if hint else ''}. It is left aside."
            show.notice(said, "broken")
    chosen = in_order(assessment.data_map, session.many("options"))
    st.session_state["options:chosen"] = list(chosen)
    st.pills(
        "Look at these together: several are run as one combination, never added",
        list(known),
        selection_mode="multi",
        key="options:chosen",
        on_change=_choose,
    )
    return chosen


def _choose() -> None:
    session.choose("options", *st.session_state["options:chosen"])


def _with(assessment: Assessment, chosen: Chosen) -> Options:
    """The comparison of the map, with the chosen combination beside its own."""
    found = assessment.options or Options(assessment)
    return found if not chosen or "+".join(chosen) in found.names else Options(assessment, [chosen], found)


def _beside(assessment: Assessment, chosen: Chosen) -> tuple[Block, ...]:
    found = _with(assessment, chosen)
    return (Text(told.NOTE), *told.tables(found, told.by_title), Text(told.PERSON_YEAR))


def _picture(assessment: Assessment, chosen: Chosen) -> tuple[Block, ...]:
    return (told.scatter_figure(_with(assessment, chosen)),)


def _years(assessment: Assessment, chosen: Chosen) -> tuple[Block, ...]:
    """The chosen options and their combination over the years; without a choice those a report shows."""
    found = _with(assessment, chosen)
    named = tuple(dict.fromkeys((STATUS_QUO, "+".join(chosen), *chosen)))[: told.MOST_LINES]
    return (told.over_time_figure(found, named if chosen else told.lines(found)),)


def _sentences(assessment: Assessment) -> tuple[Block, ...]:
    return tuple(told.sentences(_with(assessment, ())))


def _best(assessment: Assessment) -> None:
    """The set of options that leaves the least, for a burden that is typed."""
    show.blocks((Heading("The best set for a burden"),))
    st.session_state["options:burden"] = session.one("burden") or ""
    st.text_input(
        "At most so many lifeline person-years lost",
        key="options:burden",
        placeholder="5000",
        max_chars=20,
        on_change=_limit,
    )
    said = session.one("burden")
    limit = _number(said) if said else None
    if said and limit is None:
        show.notice(f"{shown(said)} is not a burden: write a number such as 5000.", "broken")
    if limit is not None:
        show.blocks(session.part("Looking for the best set", "best", lambda made: _sets(made, limit), limit))


def _limit() -> None:
    session.choose("burden", str(st.session_state["options:burden"]).strip() or None)


def _number(said: str) -> float | None:
    try:
        found = float(said.replace(",", "").replace("_", ""))
    except ValueError:
        return None
    return found if 0.0 <= found <= MOST_BURDEN else None


def _sets(assessment: Assessment, limit: float) -> tuple[Block, ...]:
    """The best sets on each track, at the best values."""
    found = _with(assessment, ())
    return tuple(Text(_set(found, limit, strategic=strategic)) for strategic in (False, True))


def _set(options: Options, limit: float, *, strategic: bool) -> str:
    best = best_options(options, Limits(burden=limit), "strategic" if strategic else "harm")
    titles = [options.data_map.options[o].title or o for o in in_order(options.data_map, best.options)]
    unit = "strategic exposures" if strategic else "severe equivalents"
    named = listed([f"“{title}”" for title in titles]) if titles else "no option at all"
    how = "every set was looked at" if best.exact else "found by a solver, which may miss a better one"
    return (
        f"Least {unit} for {figures(limit)} lifeline person-years at most: {named}, which leaves {figures(best.left)} "
        f"a year at the best values ({how})."
    )


if __name__ == "__main__":
    page()
