"""Numbers, readings, options and weights used instead of the map's own: sliders that try them, and their undo."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import streamlit as st

from assessments.report.number_cards import moved_curve
from assessments.report.option_words import cut
from assessments.report.questions import setting_words
from assessments.report.sentences import figures
from assessments.results.ledger import LedgerRow
from assessments.results.sensitivity import shapes_of
from assessments.run import Run
from assessments.scenario import LONGEST
from dashboard import background, fields, levers, presses, session, show, terms, unsaved
from dashboard.background import Opened
from dashboard.changes import EXAMPLE as SPOKEN
from dashboard.figures import PLOTLY
from dashboard.look import palette
from data_maps.model import DataMap
from data_maps.problems import Problem
from data_maps.settings import with_setting

EXAMPLE = "owner US, keys users, known.covert=0.3"
NUMBER = (
    f"In words: {SPOKEN}. Or an address and its value, as in known.covert=0.3 or known.covert=[0.1,0.3,0.6]. Used here "
    "instead of the map's own, without touching the map; Numbers changes each number by its question."
)
OWN_NUMBERS = ""
MOST = 200  # characters of a number
LONGEST_IN_LIST = 70  # letters of a title that a row of the list has room for
RATIO_WORDS = {"linear": "linear: each level counts one more"}
OPENING = "values:opening"
CHANGING = ("horizon", "reading", "set", "change", "ratio", "options")
STEPS, ROOM = 80, 10.0


def what_if(data_map: DataMap) -> None:
    """A button with the number of changes in force, behind which each is made and taken away."""
    count = sum(len(session.setting_values(name)) for name in CHANGING)
    with st.popover(f"What if ({count})" if count else "What if", key="strip:what-if"):
        show.text("Changes here hold in every place, and leave the map as it is.", "quiet")
        _numbers(data_map)
        reading_choice(data_map, "strip:reading")
        _options(data_map)
        if data_map.options:
            st.number_input(
                "Horizon, years",
                min_value=min(0.5, data_map.horizon),
                max_value=LONGEST,
                step=0.5,
                format="%.4g",
                key=fields.standing("strip:horizon", data_map.horizon),
                on_change=presses.on_use(_horizon_chosen),
                help="The time over which options are compared.",
            )
        _values()
        if any(session.setting_values(name) for name in session.SETTINGS):
            st.button("Back to the map's own settings", on_click=presses.on_use(_back), type="tertiary")


def reading_choice(data_map: DataMap, key: str) -> None:
    """The switch of readings: whose numbers are used where they are in dispute, in every place."""
    if not data_map.readings:
        return
    titles_by_id = {OWN_NUMBERS: "The map itself", **{id_: side.title for id_, side in data_map.readings.items()}}
    st.radio(
        "As read by",
        list(titles_by_id),
        format_func=lambda id_: show.as_label(titles_by_id[id_]),
        key=fields.standing(key, data_map.reading or OWN_NUMBERS),
        on_change=presses.on_use(_reading_chosen, key),
        horizontal=True,
        help="Every page then uses the numbers of this reading; Answer sets all of them side by side.",
    )


def _reading_chosen(key: str) -> None:
    session.pin_before_change()
    session.choose("reading", fields.one(key) or None)
    session.forget_notes()


def _options(data_map: DataMap) -> None:
    """The options in force, each as a chip that can be taken away, and the way back to the base case."""
    if not data_map.options:
        return
    chosen = [option for option in session.setting_values("options") if option in data_map.options]
    st.multiselect(
        "Options in force",
        list(data_map.options),
        format_func=_short_titles(data_map).__getitem__,
        key=fields.standing("strip:options", chosen),
        on_change=presses.on_use(_options_chosen),
        placeholder="none: the base case",
        help="Every page but Options then shows the map as if these acted; Options compares them with the base case.",
    )
    if chosen:
        st.button(
            "Base case", on_click=presses.on_use(session.choose, "options"), key="strip:base", icon=":material/undo:"
        )


def _short_titles(data_map: DataMap) -> dict[str, str]:
    """Each option by its title, cut after a word where a list has no room for it unless two would then read alike."""
    titles = {name: option.title or name for name, option in data_map.options.items()}
    shortened = {name: cut(title, LONGEST_IN_LIST) for name, title in titles.items()}
    alike = Counter(shortened.values())
    return {name: short if alike[short] == 1 else titles[name] for name, short in shortened.items()}


def _options_chosen() -> None:
    session.pin_before_change()
    session.choose("options", *fields.several("strip:options"))
    session.forget_notes()


def _horizon_chosen() -> None:
    years = fields.one("strip:horizon")
    if years is not None:
        session.pin_before_change()
        session.choose("horizon", f"{float(years):g}")
    session.forget_notes()


def _numbers(data_map: DataMap) -> None:
    """A number to use instead of the map's own, and a button for each one in force that takes it away."""
    with st.container(key="enter:number", horizontal=True, gap="xsmall", vertical_alignment="bottom"):
        unsaved.line_field("Another number", _typed(), most=MOST, placeholder=EXAMPLE, help=NUMBER)
        st.button("Use", on_click=presses.on_use(_number_said))
    with st.container(key="in-force", gap="xxsmall"):
        levers.refused()
        levers.chips("strip:remove")
        for number in session.setting_values("set"):
            label = show.as_label(f"Remove {setting_words(data_map, number)}")
            st.button(label, key=f"strip:remove:{number}", on_click=presses.on_use(_remove, number), type="tertiary")


def _typed() -> str:
    """What a number that is typed for the open map is kept by, until it is used."""
    return f"number {session.name()}"


def _number_said() -> None:
    number = (fields.one(unsaved.TEXT + _typed()) or "").strip()
    if number:
        session.forget_notes()
        if levers.say(number) or session.set_number(number):
            unsaved.discard(_typed())


def _remove(number: str) -> None:
    """Use the map's own number again; all others that are set stay."""
    session.choose("set", *(other for other in session.setting_values("set") if other != number))
    session.forget_notes()


def _values() -> None:
    # A ratio that was chosen and not set was meant for the map of then; the name that was typed is the same person.
    open_map, before = session.opened_map(), st.session_state.get(OPENING)
    number = open_map.number if open_map else None
    st.session_state[OPENING] = number
    if before not in (None, number):
        unsaved.sent(_weights()[0])
    ratio, (ratio_kept, name_kept) = session.one("ratio"), _weights()
    ratio = ratio if ratio in background.RATIOS else background.USUAL_RATIO
    with st.expander("Severity weights"), st.container(key="enter:values"):
        chosen = st.selectbox(
            "Severity ratio",
            background.RATIOS,
            format_func=lambda word: RATIO_WORDS.get(word, word),
            help="How many people at one level weigh as much as one person at the next. A value judgement: "
            "whoever changes it signs it.",
            **unsaved.kept_by("Severity ratio", ratio_kept, ratio),
        )
        name = unsaved.line_field("Set by", name_kept, most=80, usual=session.one("by") or "")
        if presses.button("Set", key="values:submit"):
            _sign(str(chosen), name)


def _weights() -> tuple[str, str]:
    """What the ratio and the name that are put in are kept by: for the open map, in place of those in force."""
    instead_of = f"{session.name()} {session.one('ratio') or ''} {session.one('by') or ''}"
    return f"severity ratio {instead_of}", f"severity ratio set by {instead_of}"


def _forget_weights() -> None:
    for kept in _weights():
        unsaved.sent(kept)


def _sign(ratio: str, name: str) -> None:
    if ratio != background.USUAL_RATIO and not name.strip():
        st.error("Say who sets it: a value judgement is signed.")
        return
    _forget_weights()
    session.pin_before_change()
    session.choose("ratio", ratio if ratio != background.USUAL_RATIO else None)
    session.choose("by", name.strip() if ratio != background.USUAL_RATIO else None)
    session.forget_notes()
    _forget_weights()
    st.rerun()


def _back() -> None:
    """Have the settings of the map itself, and forget what was put in for its weights, before them and at them."""
    _forget_weights()
    for name in session.SETTINGS:
        session.choose(name)
    _forget_weights()
    session.forget_notes()


@dataclass(frozen=True)
class Undo:
    """The map and the settings as they were before a number was changed."""

    address: str
    opened: Opened | None
    params: tuple[tuple[str, tuple[str, ...]], ...]


def undoes() -> list[Undo]:
    """The changes of numbers that can be taken back, the last one last."""
    open_map = session.opened_map()
    changes: list[Undo] = st.session_state.setdefault("undoes", [])
    changes[:] = [
        change for change in changes if change.opened and open_map and change.opened.number == open_map.number
    ]
    return changes


def keep_for_undo(address: str) -> None:
    """Keep how the map and its numbers are, before one is changed."""
    undoes().append(
        Undo(address, session.opened_map(), tuple((name, session.setting_values(name)) for name in ("map", "set")))
    )


def take_back() -> None:
    """Take back the last change of a number, if there is one."""
    if not (changes := undoes()):
        return
    last = changes[-1]
    open_map = session.opened_map()
    if last.opened is not None and open_map is not None and last.opened.files != open_map.files:
        st.session_state["opened"] = replace(last.opened, revision=open_map.revision + 1)
    for name, values in last.params:
        session.choose(name, *values)
    changes.remove(last)


@show.fragment
@terms.page_part("curve")
def sliders(run: Run, row: LedgerRow, use: Callable[[str], None]) -> None:
    """Sliders over the curve of a number, which follows them; `use` takes the range as it is written."""
    low, middle, high = map(_short, shapes_of(run, row).together.ends)
    ends = (low, middle, high)
    setting = f"{row.number.address}={_ends_as_written(ends)}"
    if not (0.0 < ends[0] < ends[2] and not isinstance(with_setting(run.data_map, setting), Problem)):
        return
    key = f"curve:{row.number.address}:{low}:{middle}:{high}"
    with show.failures(), st.expander("Move the curve", key=f"{key}:open", on_change="ignore"):
        places = stops(low, middle, high)
        low, high = st.select_slider(
            "From the 5% point to the 95% point", places, (low, high), format_func=figures, key=f"{key}:ends"
        )
        between = [place for place in places if low < place < high]
        if not between:
            show.text("The ends are too close for a middle between them.", "quiet")
            return
        before = st.session_state.get(f"{key}:before", middle)
        start = min(between, key=lambda place: abs(place - before))
        middle = st.select_slider("Middle", between, start, format_func=figures, key=f"{key}:{low}:{high}")
        st.session_state[f"{key}:before"] = middle
        _curve(run, row, (low, middle, high), key)
        if presses.button("Try this curve in this view", key=f"{key}:use"):
            use(_ends_as_written((low, middle, high)))


def _ends_as_written(ends: tuple[float, float, float]) -> str:
    return f"[{', '.join(f'{end:.3g}' for end in ends)}]"


def stops(low: float, middle: float, high: float) -> Sequence[float]:
    """The stops of sliders of a number: in equal steps below 1, else in equal ratios, and at its present ends."""
    if high <= 1.0 and low >= 1.0 / STEPS:
        grid = [step / STEPS for step in range(1, STEPS)]
    else:
        top = high * ROOM if high > 1.0 else min(high * ROOM, 1.0 - 1.0 / STEPS)
        bottom = low / ROOM
        ratio = (max(top, high) / bottom) ** (1.0 / STEPS)
        grid = [bottom * ratio**step for step in range(STEPS + 1)]
    return sorted({*map(_short, grid), low, middle, high})


def _short(value: float) -> float:
    """A value to three significant figures, as it is tried."""
    return float(f"{value:.3g}")


def _curve(run: Run, row: LedgerRow, ends: tuple[float, float, float], key: str) -> None:
    """The curve as the sliders have it."""
    from assessments.report.figures.plotly_figure import plotly_figure

    chart = moved_curve(run, row, *ends)
    if chart is not None:
        figure = plotly_figure(chart, palette())
        st.plotly_chart(figure, theme=None, config=PLOTLY, key=f"{key}:chart", alt=chart.title)
        show.text(chart.title, "quiet")
