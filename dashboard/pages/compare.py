"""The place Compare: what changed between two assessments, or what differs between two apps."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import partial

import streamlit as st

from assessments.record.models import Saved
from assessments.report.blocks import Block, Figure, NamedCells
from assessments.report.figures.flow_map import picture
from assessments.report.number_cards import MOST as MOST_ROWS
from assessments.report.sections.comparison import blocks, changed, explained_blocks, subject_words, two_apps, verdict
from assessments.report.sentences import actor_name
from assessments.results.actors import all_actors
from assessments.results.comparison.compared import ComparedMap, MapComparison, comparison_of, measures_of
from assessments.results.ledger import LedgerRow, grounds
from assessments.run import Settings
from assessments.scenario import Unusable, viewed
from dashboard import back, background, fields, offered, open_maps, people, presses, reasons, session, show
from dashboard.head import COMPARED, foot, go_to, lead_to_line, notes, problem_count
from dashboard.open_maps import leaves, take, titles
from dashboard.reasons import ALL, RESTS
from dashboard.streamlit_internals import DeltaGenerator
from dashboard.strip import EARLIEST, LATEST
from data_maps.problems import Problem
from data_maps.reading import CASE, read_path
from data_maps.uploads import read_files

SHOWS = (
    "This page sets two assessments side by side: what is new, gone and changed, and what explains the difference: "
    "people, data, place, owner or law. Choose one on either side: versions, days, viewpoints, or different apps."
)
MATCHED = "Both sides are matched by what things are called in the map: moving a line changes nothing."
NOW, FIRST = "now", "opened"
SIDES = {"before": "From", "after": "To"}
MOST_SAVED, MOST_LINES = 50, 40


@dataclass(frozen=True)
class ChosenSide:
    """One side as it is chosen, what it is called in the address, and one word for all that it holds."""

    name: str
    side: ComparedMap
    key: Hashable


def page() -> None:
    """The comparison, in the order in which it is seen."""
    back.button()
    notes(session.current())
    title = st.container()
    current = session.current()
    if current.problems and current.since:
        count = problem_count(current.problems)
        notice = f'The map has {count}. "Now" is the text before, of {current.since}; they stand below.'
        show.notice(notice, "broken")
    saved = _saved()
    left, right = st.columns(2, gap="medium")
    one, other = _chosen("before", left, saved), _chosen("after", right, saved)
    apart = one is not None and other is not None and two_apps(one.side, other.side)
    with title:
        show.title("Two apps compared" if apart else "What changed")
    if one is None or other is None:
        show.text(SHOWS)
    else:
        comparison, verdict_blocks = background.cached(
            "Comparing", ("compare", one.key, other.key), partial(_weighed, one.side, other.side)
        )
        if comparison.same:
            show.text(SHOWS)
        # The fields above say already which the sides are.
        every = tuple(blocks(comparison))
        sides = tuple(block for block in every if isinstance(block, NamedCells))
        in_words = tuple(block for block in every if not isinstance(block, NamedCells))
        subject = ALL if NOW in (comparison.one.name, comparison.other.name) else reasons.SIDES
        if verdict_blocks:
            show.blocks(verdict_blocks, about=subject)
            for place, chosen in zip(st.columns(2, gap="medium"), (one, other), strict=True):
                with place:
                    drawing = background.cached(
                        "Drawing the flows", ("flows", chosen.key), partial(_flows, chosen.side)
                    )
                    show.blocks((drawing,))
            causes = tuple(explained_blocks(comparison))[:2]
            show.blocks(causes, about=subject)
            with st.expander("How the causes are worked out, and which laws and routes differ"):
                show.blocks([block for block in in_words if block not in causes], about=subject)
        else:
            show.blocks(in_words, about=subject)
        if not comparison.same:
            with st.expander(f"Every difference ({len(comparison.differences)})"):
                show.text(MATCHED, "quiet")
                show.blocks(sides)
                show.blocks(changed(comparison), about=subject)
                _lines(comparison)
        if reasons.sides_are_asked():
            _reasons(one, other)
    foot()


def _saved() -> dict[str, str]:
    """The titles of what was saved last, by id, for whoever may see it; a note where the record cannot be read."""
    from assessments.record.errors import NoStore, Trouble
    from assessments.record.folder import store_named
    from assessments.record.store import open_store

    if not people.let_in():
        return {}
    try:
        with open_store(store_named(), make=False) as record:
            return {
                entry.id: f"{entry.id}: {entry.title} ({entry.saved_at[:10]})" for entry in record.newest(MOST_SAVED)
            }
    except NoStore:
        return {}
    except Trouble as trouble:
        show.notice(f"The record of saved assessments cannot be read: {trouble}", "broken")
        return {}


def _chosen(which: str, place: DeltaGenerator, saved: Mapping[str, str]) -> ChosenSide | None:
    """One side: which map, which day, whose people; what the address gets wrong is said and left aside.

    Unless another is chosen, it is the open map: how it was opened, or how it is now.
    """
    with place:
        run = session.current().run
        own = run.data_map.title if run else "The open map"
        names = {NOW: f"Now: {own}", FIRST: f"As opened: {own}"} if session.opened_map() else {}
        names |= {**titles(), **saved}
        for side in SIDES:
            if (app := session.one(side) or "").startswith(background.RANKED):
                names[app] = app.removeprefix(background.RANKED)
        wanted = fields.valid_choice(which, list(names), "There is nothing called {}")
        usual = {"before": FIRST, "after": NOW}[which]
        name = wanted or (usual if usual in names else None)
        st.selectbox(
            SIDES[which],
            list(names),
            format_func=lambda other: names.get(other, other),
            key=fields.standing(f"compare:{which}", name),
            on_change=presses.on_use(_choose, which),
            placeholder="Choose a map or a saved assessment",
        )
        chosen = _side(name) if name else None
        return _side_in_scenario(which, chosen) if chosen else None


def _choose(which: str) -> None:
    for name in (f"{which}_as_of", f"{which}_viewpoint"):
        session.choose(name)
    session.choose(which, fields.one(f"compare:{which}"))


def _side(name: str) -> ChosenSide | None:
    """A map or a saved assessment by its name in the address; says why where it cannot be read."""
    current = session.current()
    settings = Settings(severity_ratio=(current.run.settings if current.run else Settings()).severity_ratio)
    if name == NOW:
        if current.run is None:
            show.notice("The open map has problems: they stand below.", "broken")
            return None
        measured = session.computed("Working out the intervals", measures_of, drawn=True)
        side = ComparedMap("now", current.run.data_map, settings, measured=measured)
        return ChosenSide(name, side, current.view and current.view.key)
    if name == FIRST:
        first = session.as_opened()
        data_map = session.reading_of(first).data_map if first else None
        if first is None or data_map is None:
            show.notice("The map had problems when it was opened, so that it cannot be compared with.", "broken")
            return None
        return ChosenSide(name, ComparedMap("as it was opened", data_map, settings), ("opened", first.key))
    if name.startswith(CASE):
        case = read_path(name).data_map
        return ChosenSide(name, ComparedMap(name, case, settings), name) if case else None
    return _ranked_side(name, settings) if name.startswith(background.RANKED) else _saved_side(name)


def _ranked_side(name: str, settings: Settings) -> ChosenSide | None:
    """An app of the portfolio; says why there is none where it cannot be had."""
    label = name.removeprefix(background.RANKED)
    files = offered.app(label)
    data_map = None if isinstance(files, str) else read_files(files, label).data_map
    if isinstance(files, str) or data_map is None:
        show.notice(files if isinstance(files, str) else offered.OTHER_VERSION, "broken")
        return None
    return ChosenSide(name, ComparedMap(name, data_map, settings), tuple(files.items()))


def _saved_side(name: str) -> ChosenSide | None:
    from assessments.record.recompute import side_of

    saved = _loaded(name)
    try:
        return ChosenSide(name, side_of(saved), ("saved", name, saved.entry.fingerprint)) if saved else None
    except Unusable as unusable:
        show.notice("; ".join(map(str, unusable.problems)), "broken")
        return None


def _loaded(name: str) -> Saved | None:
    """A saved assessment; a note where it cannot be read."""
    from assessments.record.errors import Trouble

    try:
        return open_maps.load(name)
    except Trouble as trouble:
        show.notice(str(trouble), "broken")
        return None


def _side_in_scenario(which: str, chosen: ChosenSide) -> ChosenSide:
    """The side from the day and the viewpoint that are asked for; both can be changed below it."""
    settings = {name: session.one(f"{which}_{name}") for name in ("as_of", "viewpoint")}
    side = chosen.side
    for name, value in settings.items():
        try:
            if value:  # a side seen from elsewhere is no longer what was saved
                data_map = side.data_map
                seen = viewed(data_map, as_of=value) if name == "as_of" else viewed(data_map, viewpoint=value)
                side = ComparedMap(side.name, seen, side.settings)
        except Unusable as unusable:
            problem: Problem = unusable.problems[0]
            hint = f" ({problem.hint})" if problem.hint else ""
            show.notice(f"{SIDES[which]}: {problem.message}{hint}. It is left aside.", "broken")
    data_map = side.data_map
    day, whose = st.columns(2)
    day.date_input(
        f"{SIDES[which]}, as of",
        min_value=min(EARLIEST, data_map.as_of),
        max_value=max(LATEST, data_map.as_of),
        format="YYYY-MM-DD",
        key=fields.standing(f"compare:{which}:as_of", data_map.as_of),
        on_change=presses.on_use(_show_side, which, "as_of"),
    )
    whose.selectbox(
        f"{SIDES[which]}, whose people",
        list(dict.fromkeys([data_map.viewpoint, *sorted({group.place for group in data_map.users.values()})])),
        format_func=lambda code: actor_name(f"state:{code}"),
        key=fields.standing(f"compare:{which}:viewpoint", data_map.viewpoint),
        on_change=presses.on_use(_show_side, which, "viewpoint"),
    )
    return ChosenSide(chosen.name, side, (chosen.key, *settings.values(), side.settings.severity_ratio))


def _show_side(which: str, name: str) -> None:
    value = fields.one(f"compare:{which}:{name}")
    if value is not None:
        session.choose(f"{which}_{name}", value)


def _weighed(one: ComparedMap, other: ComparedMap) -> tuple[MapComparison, tuple[Block, ...]]:
    """Both of them from the same draws of either side, which are large and let go of afterwards."""
    runs = one.in_draws, other.in_draws
    return comparison_of(one, other, runs=runs), verdict(*runs) if two_apps(one, other) else ()


def _flows(side: ComparedMap) -> Figure:
    """The small picture of the flows of a side."""
    name = side.data_map.app.name
    return Figure(picture(side.run, small=True), f"Flow of data: {name}", name)


def _lines(comparison: MapComparison) -> None:
    """The differences, each leading to its line in the open map."""
    own = session.contents()
    problems = [
        Problem(difference.after_place, "", f"{subject_words(difference)} {difference.kind}")
        for difference in comparison.differences
        if difference.after_place and difference.after_place.file in own
    ]
    pressed = lead_to_line(problems[:MOST_LINES], "To its line in the map", "compare:lines")
    if pressed:
        go_to(pressed.place)


@st.dialog(RESTS, width="large")
def _reasons(one: ChosenSide, other: ChosenSide) -> None:
    """The rows of the ledger of either side, which can be opened to change them or to see their lines."""
    sides = dict(zip(SIDES, (one, other), strict=True))
    which = st.selectbox(
        "Which side", list(sides), index=1, format_func=lambda way: f"{SIDES[way]}: {sides[way].side.data_map.title}"
    )
    chosen = sides[which]
    run = chosen.side.run
    actors = reasons.by_whom(tuple(row.actor for row in all_actors(run)))
    key = ("side", chosen.key, actors)
    rows = partial(_grounds, chosen.side, actors)
    reasons.tell(run, background.cached("Looking up reasons", key, rows))
    if presses.button("Open this map at its numbers", key="compare:open", help=leaves("Leaves the map that is open")):
        _open(chosen)


def _grounds(side: ComparedMap, actors: tuple[str, ...]) -> tuple[LedgerRow, ...]:
    """The numbers that move the result of a side most, with the ranges they take in its draws."""
    return grounds(side.in_draws, actors)[:MOST_ROWS]


def _open(chosen: ChosenSide) -> None:
    """Have one side as the open map, as it is seen here, with the numbers that it rests on; the comparison stays."""
    compared_settings = {name: session.one(name) for name in COMPARED}
    first = session.as_opened()
    if chosen.name == FIRST and first is not None:
        session.open_files(first.name, first.contents, keep=False)
    elif chosen.name.startswith(CASE):
        session.open_case(chosen.name, keep=False)
    elif saved := _loaded(chosen.name):
        take(saved)
    else:
        return
    view_settings = {"as_of": str(chosen.side.data_map.as_of), "viewpoint": chosen.side.data_map.viewpoint}
    for name, value in {**compared_settings, **view_settings, "about": ALL}.items():
        session.choose(name, value)
    back.go_to("numbers")


if __name__ == "__main__":
    page()
