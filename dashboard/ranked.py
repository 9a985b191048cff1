"""The portfolio on the place Apps: a cloud and a table of its apps, filtered and sorted where they are kept."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from math import ceil
from pathlib import Path
from typing import Any, NamedTuple

import streamlit as st

from assessments.exports.portfolio import brief_of, workbook_of
from assessments.measures import measures_on
from assessments.portfolio.folder import APPS, Noted, OtherVersion, Which, app_count, choices, noted, points, selected
from assessments.portfolio.portfolio import MOST_TOLD, ranked_of
from assessments.report.figures.chart import Axis
from assessments.report.figures.cloud import Cloud, cloud_figure
from assessments.report.figures.palette import Palette
from assessments.report.law_words import title as title_of_law
from assessments.report.sentences import actor_name, figures
from dashboard import back, background, fields, offered, presses, session, show, terms
from dashboard.figures import file_button
from dashboard.look import palette
from data_maps.vocabulary import data_types

PAGE, MOST_SERIES, LOOKING = 100, 5, 5.0
ANY, NONE = "any", "none"
FILTERS: Mapping[str, tuple[str, str]] = {
    "owned": ("Owner's state", "owner_state"),
    "holds": ("Data", "data"),
    "falls": ("Law that applies", "laws"),
}
"""Filters by what they are called in the address: their titles, and the columns that they are of."""
COLOURS: Mapping[str, str] = {NONE: "Nothing", "owner_state": "Owner's state", "widest": "Widest reach", "tier": "Tier"}
UPWARDS = ("rank_median", "label")
PLOTLY = {"displaylogo": False, "modeBarButtonsToRemove": ["toImage"]}
ORDERED, HARM = "Content, chance included", "Harm"
HOW = "Draw around apps to list them; point at one for its intervals. What is nothing stands at the edge."
SIMULATED = "Numbers are medians of the portfolio's simulations. An app that is opened is simulated anew, with more."
CLOUD, DRAWN, OPENS = "ranked:cloud", "ranked:drawn", "ranked:opens"


def axes(*first: str) -> dict[str, str]:
    """The titles of the numbers of apps by name, those that are named first."""
    titles = {measure.key: measure.axis for measure in measures_on("apps")}
    return {name: titles[name] for name in (*first, *titles)}


class CloudOf(NamedTuple):
    """A request for a cloud: its apps, the numbers along its axes, what it is coloured by, and its colours."""

    folder: Path
    which: Which
    x: str
    y: str
    colour: str
    stamp: int
    colours: Palette


def ranked() -> bool:
    """The portfolio that the dashboard was started with; False where it was started with none."""
    folder = offered.portfolio()
    if folder is None:
        return False
    under_way = noted(folder) is not None
    if under_way:
        _under_way(folder)
    if not (folder / APPS).is_file():
        if not under_way:
            show.notice(f"{folder} holds no portfolio yet: it is ranked once `datareach portfolio` has ended.")
    else:
        _portfolio(folder)
    return True


@st.fragment(run_every=LOOKING)
@terms.page_part("portfolio:under way")
def _under_way(folder: Path) -> None:
    """How far the run is that computes the portfolio; once it has ended, its apps."""
    run = noted(folder)
    if run is None:
        st.rerun()
    show.notice(_how_far(run))


def _how_far(run: Noted) -> str:
    """How far a run is, in a sentence."""
    done = f"{run.progress.done:,} of {run.progress.total:,} apps are computed"
    if run.progress.done == run.progress.total:
        return f"All {done.partition(' of ')[2]}: they are being ranked."
    if not run.at_work:
        return f"The run has stopped: {done}. The same command goes on from there."
    left = "" if run.seconds_left is None else f", about {ceil(run.seconds_left / 60.0):,} min left"
    many = f"{run.progress.problems:,} with problems, {run.progress.workers:,} workers"
    return f"{done}, {run.rate:.1f} a second{left}; {many}."


@show.fragment
@terms.page_part("portfolio")
def _portfolio(folder: Path) -> None:
    """The filters, the cloud, and the table of those that are chosen in it; then the maps that have no numbers."""
    with _told_of_another_version():
        total = _app_count(folder, Which(sound=True), _stamp(folder))
        show.html("<h2>Portfolio</h2>")
        with st.container(horizontal=True, vertical_alignment="bottom"):
            search = session.one("find")
            key = fields.standing("ranked:find", search or "")
            st.text_input("Name has", key=key, on_change=presses.on_use(_find), width=200, placeholder="Any name")
            where = {"label": search} if search else {}
            for name, (title, column) in FILTERS.items():
                values = _choices(folder, column, _stamp(folder))
                value = fields.select(name, title, (ANY, *values), partial(_value_words, column), clears=("first",))
                where |= {column: value} if value else {}
        which = Which(where, sound=True)
        above = st.container()
        with above:
            asked = _cloud_asked_for(folder, which)
        # The table before the cloud above it: a browser takes long for a cloud.
        _show_table(folder, replace(which, among=_drawn_around(asked)), total)
        with above:
            _cloud(asked, total)
        bad = Which(sound=False)
        many = _app_count(folder, bad, _stamp(folder))
        if many:
            with st.expander(f"{many:,} with problems"):
                for problems in selected(folder, bad, order="path", rows=PAGE)["problems"]:
                    show.notice("; ".join(problems), "broken")


@show.fragment
@terms.page_part("portfolio:listed")
def _show_table(folder: Path, which: Which, total: int) -> None:
    """The table of the apps that are meant: another order, page or tick leaves the cloud as it is."""
    if label := st.session_state.pop(OPENS, None):
        session.open_ranked(label, keep=False)
        st.switch_page("dashboard/pages/answer.py", query_params=session.params())
    with _told_of_another_version():
        _table(folder, which, total)


@contextmanager
def _told_of_another_version() -> Iterator[None]:
    """Say that another version made the portfolio where that shows, or that something failed; write the address."""
    with show.failures():
        try:
            yield
        except (OtherVersion, KeyError) as unreadable:  # a KeyError where a column is not there
            logging.getLogger("datareach").warning("a portfolio is not as this version has them: %r", unreadable)
            show.notice(offered.OTHER_VERSION, "broken")
        session.write_address()


def _find() -> None:
    session.choose("find", fields.one("ranked:find"))
    session.choose("first")


def _value_words(column: str, value: str) -> str:
    """The value of a column in words."""
    if value == ANY:
        return "Any"
    if column in ("owner_state", "widest"):
        return actor_name(f"state:{value}")
    return title_of_law(value) if column == "laws" else _data(value) if column == "data" else f"Tier {value}"


def _data(value: str) -> str:
    return data_types()[value].label if value in data_types() else value


def _cloud_asked_for(folder: Path, which: Which) -> CloudOf:
    """The cloud that is asked for: the apps that are meant, along two numbers, in colours."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        across, upward = axes("people"), axes("content_persons")
        x = fields.select("across", "Across", list(across), across.__getitem__) or "people"
        y = fields.select("upward", "Upward", list(upward), upward.__getitem__) or "content_persons"
        colour = fields.select("colour", "Coloured by", list(COLOURS), COLOURS.__getitem__) or NONE
    return CloudOf(folder, which, x, y, colour, _stamp(folder), palette())


def _cloud(asked: CloudOf, total: int) -> None:
    """The cloud of the apps that are meant, under what it shows."""
    cloud = _cloud_of(*asked[:-1])
    many = len(cloud.points)
    if not many:
        show.text("No app fits these filters.")
        return
    counted_apps = f"{many:,} apps" if many == total else f"{many:,} of {total:,} apps"
    low, high = (figures(float(cloud.points["y"].quantile(end))) for end in (0.05, 0.95))
    title = f"{cloud.y.title[:1].lower()}{cloud.y.title[1:]}"
    show.html(f"<h3>{counted_apps}, nine in ten from {low} to {high}: {title}</h3>")
    st.plotly_chart(
        _figure(*asked),
        theme=None,
        config=PLOTLY,
        key=CLOUD,
        alt=f"{many:,} apps: {cloud.x.title} across, {cloud.y.title} upward. The table below has the same apps.",
        on_select="rerun",
        selection_mode=("box", "lasso"),
    )
    st.session_state[DRAWN] = repr(asked)
    show.text(HOW, "quiet")


def _drawn_around(asked: CloudOf) -> list[int] | None:
    """The places of the apps that are drawn around in the cloud that stands there; None where none are."""
    drawn: Any = st.session_state.get(CLOUD) if st.session_state.get(DRAWN) == repr(asked) else None
    numbers: dict[int, list[int]] = {}
    for point in drawn["selection"]["points"] if drawn else ():
        numbers.setdefault(int(point["curve_number"]), []).append(int(point["point_number"]))
    if not numbers:
        return None
    cloud = _cloud_of(*asked[:-1])
    rows = [row for series, points in numbers.items() for row in cloud.places(series, points)]
    return [int(place) for place in cloud.points["place"].to_numpy()[rows]]


def _table(folder: Path, which: Which, total: int) -> None:
    """The apps that are meant, so many at a time, each of which opens; and both files of them."""
    many = _app_count(folder, which, _stamp(folder))
    if not many:
        return
    wanted = session.one("first") or ""
    first = min(int(wanted), many - 1) // PAGE * PAGE if wanted.isdecimal() else 0
    here = min(PAGE, many - first)
    sorts = {"rank_median": "Rank", **{f"{name}.median": title for name, title in axes().items()}, "label": "Name"}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        order = fields.select("sort", "Sorted by", list(sorts), sorts.__getitem__, clears=("first",))
        for title, to, there in (("Before", first - PAGE, first > 0), ("After", first + PAGE, first + here < many)):
            st.button(
                title,
                key=f"ranked:{title}",
                disabled=not there,
                on_click=presses.on_use(session.choose, "first", f"{to}"),
            )
    show.text(f"{first + 1:,} to {first + here:,} of {many:,} apps. Tick one to open it, two to compare them.")
    order = order or "rank_median"
    asked: dict[str, Any] = {"order": order, "descending": order not in UPWARDS}
    rows = selected(folder, which, **asked, rows=PAGE, first=first)
    numbers = (ORDERED, "Of 100,000", "People", "Rank", HARM)
    ticked: Any = st.dataframe(
        _table_rows(rows),
        hide_index=True,
        key=f"ranked:table:{hash((repr(which), order, first, _stamp(folder)))}",
        on_select="rerun",
        selection_mode="multi-row",
        column_config={name: st.column_config.NumberColumn(format="localized") for name in numbers},
    )
    with st.container(horizontal=True):
        labels = [str(rows["label"].iloc[number]) for number in ticked["selection"]["rows"]]
        one = len(labels) == 1
        st.button(
            "Open the app", "ranked:open", type="primary", disabled=not one, on_click=presses.on_use(_open, *labels[:1])
        )
        if presses.button("Compare the two", key="ranked:compare", disabled=len(labels) != 2):
            for side, label in zip(("before", "after"), labels, strict=True):
                session.choose(side, background.RANKED + label)
            session.write_address()
            back.go_to("compare")
        ranked_apps = partial(_ranked_apps, folder, which, asked)
        file_button("Workbook", lambda: workbook_of(ranked_apps(MOST_TOLD)), "apps.xlsx", key="ranked:xlsx")
        file_button("Brief (PDF)", lambda: brief_of(ranked_apps(PAGE), many, total), "apps.pdf", key="ranked:pdf")
    show.text(SIMULATED, "quiet")


def _open(label: str) -> None:
    """Have an app opened before anything of this place is made again."""
    st.session_state[OPENS] = label


def _ranked_apps(folder: Path, which: Which, asked: Mapping[str, Any], most: int) -> list[Any]:
    """The apps that are meant as results tell of them, so many at most."""
    rows = selected(folder, which, **asked, rows=most)
    return [ranked_of(row) for row in rows.to_dict("records")]


def _table_rows(rows: Any) -> dict[str, Any]:
    """The rows as the table has them: numbers to two figures, some with their intervals beside them."""
    return {
        "App": rows["label"],
        ORDERED: rows["content_persons.median"].map(_two_figures),
        "90% interval": _ends(rows, "content_persons.low", "content_persons.high"),
        "Of 100,000": rows["content_per_100000.median"].map(_two_figures),
        "People": rows["people.median"].map(_two_figures),
        "Rank": rows["rank_median"],
        "90% of ranks": _ends(rows, "rank_low", "rank_high", lambda rank: f"{rank:,.0f}"),
        "Tier": rows["tier"],
        HARM: rows["harm.median"].map(_two_figures),
        "Harm, 90%": _ends(rows, "harm.low", "harm.high"),
        "Owner": rows["owner"],
        "From": [actor_name(f"state:{state}") for state in rows["owner_state"]],
        "Data": rows["data"].map(lambda data_ids: ", ".join(map(_data, data_ids))),
    }


def _ends(rows: Any, low: str, high: str, say: Callable[[float], str] = figures) -> list[str]:
    ends = ((say(one), say(other)) for one, other in zip(rows[low], rows[high], strict=True))
    return [f"{one}–{other}" if one != other else one for one, other in ends]


def _two_figures(value: float) -> float:
    return float(f"{value:.1e}")


def _stamp(folder: Path) -> int:
    """A number that changes when the portfolio is ranked anew."""
    return (folder / APPS).stat().st_mtime_ns


@st.cache_data(max_entries=20, show_spinner=False)
def _choices(folder: Path, column: str, stamp: int) -> tuple[str, ...]:
    return choices(folder, column)


@st.cache_data(max_entries=100, show_spinner=False, hash_funcs={Which: repr})
def _app_count(folder: Path, which: Which, stamp: int) -> int:
    return app_count(folder, which)


@st.cache_resource(max_entries=4, show_spinner=False)
def _cloud_of(folder: Path, which: Which, x: str, y: str, colour: str, stamp: int) -> Cloud:
    """The points of some apps, each in a series: by the usual values of a column and all others, or all in one."""
    frame = points(folder, which, x, y, "owner_state" if colour == NONE else colour)
    names = {value: _value_words(colour, str(value)) for value in frame["group"].value_counts().index[:MOST_SERIES]}
    frame["series"] = "" if colour == NONE else frame["group"].map(names).fillna("Others")
    return Cloud(frame, *(Axis(axes()[axis], log=True, lane="none") for axis in (x, y)))


@st.cache_resource(max_entries=4, show_spinner=False)
def _figure(folder: Path, which: Which, x: str, y: str, colour: str, stamp: int, colours: Palette) -> Any:
    """The figure of the same points, by what they are rather than where they are in memory, which is used again."""
    return cloud_figure(_cloud_of(folder, which, x, y, colour, stamp), colours)
