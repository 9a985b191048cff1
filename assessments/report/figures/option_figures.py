"""Figures of options: what each removes for what it costs people, and risk and burden over the years."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from assessments.conclusions.options import frontier, is_ban, is_free, is_watched
from assessments.report.blocks import Figure
from assessments.report.cells import tightly
from assessments.report.figures.chart import LOGARITHMIC, Axis, Chart, Mark
from assessments.report.glossary import HARMED, WITHOUT_APP
from assessments.report.option_words import (
    NOT_STATED,
    RISKS,
    TRACK,
    UNITS,
    by_title,
    in_picture,
)
from assessments.report.sentences import (
    NOT_COMPUTED,
    change,
    middle,
    percent_of,
    with_interval,
)

if TYPE_CHECKING:
    from assessments.conclusions.options import RiskTrack
    from assessments.results.options.questions import SeriesStep
    from assessments.results.options.table import Options
    from assessments.results.quantity import Quantity

    Amount = tuple[SeriesStep, Quantity]

MOST_LINES = 5
LANE = "takes nothing away"


def scatter_figures(options: Options) -> tuple[Figure, ...]:
    """Burden against the part of the risk removed, a picture for each track on which anybody is exposed.

    There is none where nobody has said of any option what people lose by it.
    """
    if not any(row.burden for row in options.rows[1:]):
        return ()
    tracks = [track for track in RISKS if is_watched(options, track)]
    return tuple(_scatter(options, track) for track in tracks)


def _scatter(options: Options, track: RiskTrack) -> Figure:
    """Each option with its intervals; those off the frontier of this track are hollow and named."""
    rows = [r for r in options.rows[1:] if r.burden]
    beaten = {r.option for r in rows if not (r.frontier if track == "harm" else r.strategic_frontier)}
    removed = {r.option: r.removed if track == "harm" else r.strategic_removed for r in rows}
    names = {r.option: in_picture(options, r) for r in rows}
    marks = tuple(
        replace(
            _point(names[r.option], r.burden, removed[r.option], hollow=r.option in beaten),
            whole=by_title(options, r),
        )
        for r in rows
        if r.burden
    )
    unit = UNITS[track]
    best = len(rows) - len(beaten)
    which = f"{len(rows)} options{_with_loss(options)}"
    title = f"{best} of {which} are best trade-offs on {TRACK[track]}: none cuts as much for less"
    across = Axis(WITHOUT_APP, log=True, lane=LANE if any(map(is_free, rows)) else "", drawn=LOGARITHMIC)
    upward = Axis(f"% fewer {unit}, by all actors")
    alt = "; ".join(_in_words(names[r.option], r.burden, removed[r.option]) for r in rows if r.burden)
    caption = (
        f"{title}. Lines: 90% intervals{'' if options.columns else ' (not computed)'}; "
        f"hollow: another does as much for less.{_left_out(options)}"
    )
    return Figure(Chart("scatter", title, marks, across, upward), alt, caption)


def _in_words(name: str, burden: Quantity, removed: Quantity) -> str:
    """What a point of a picture says to whoever cannot see it."""
    return f"{name}: {with_interval(removed, percent_of)} removed, {with_interval(burden, change)} lost"


def _with_loss(options: Options) -> str:
    """Which options a picture of burdens is about, where it leaves some out."""
    return " with a stated loss" if _left_out(options) else ""


def _left_out(options: Options) -> str:
    """The number of options that are not in a picture of burdens, in the word that tables have for them."""
    count = sum(row.burden is None for row in options.rows)
    return f" Of {count} more, what people lose is {NOT_STATED}." if count else ""


def _point(name: str, burden: Quantity, removed: Quantity, *, hollow: bool) -> Mark:
    """An option by its burden, of which less than one stands at 1, and by the percentage it removes."""
    low, lost, high = (max(1.0, end) for end in ends_and_middle(burden))
    y_low, y, y_high = (100.0 * end for end in ends_and_middle(removed))
    words = f"{tightly(removed, percent_of)} removed, {tightly(burden, change)} {WITHOUT_APP}"
    mark = Mark(name, lost, y=y, x_low=low, x_high=high, y_low=y_low, y_high=y_high, text=words)
    return replace(mark, hollow=hollow)


def ends_and_middle(q: Quantity) -> tuple[float, float, float]:
    """The lower end, the middle and the upper end; the middle alone where no interval is known."""
    return (middle(q) if q.low is None else q.low, middle(q), middle(q) if q.high is None else q.high)


def _steps(option: str, amounts: Sequence[Amount]) -> Iterator[Mark]:
    """The spans of an option's line; the last of them with its interval."""
    for moment, q in amounts:
        low, high = (q.low, q.high) if moment is amounts[-1][0] else (None, None)
        yield Mark("", moment.ends, y=middle(q), y_low=low, y_high=high, start=moment.starts, series=option)


def lines(options: Options) -> tuple[str, ...]:
    """The options that a chart over time shows: the status quo, bans, then the frontier."""
    bans = [r.option for r in options.rows[1:] if is_ban(options, r)]
    chosen = [options.names[0], *bans[:2], *(r.option for r in frontier(options))]
    return tuple(dict.fromkeys(chosen))[:MOST_LINES]


def over_time_figures(options: Options, names: Sequence[str]) -> tuple[Figure, ...]:
    """The figures over the horizon, one each for harm, strategic exposures and burden, if there is any."""
    from assessments.results.options.questions import series

    series_by_name = {in_picture(options, options.row(name)): series(options, name) for name in names}
    parts: tuple[tuple[str, Callable[[SeriesStep], Quantity | None]], ...] = (
        (HARMED, lambda m: m.harm),
        ("officials exposed", lambda m: m.strategic),
        (WITHOUT_APP, lambda m: m.burden),
    )
    amounts = ((unit, _stated_amounts(series_by_name, amount)) for unit, amount in parts)
    return tuple(
        _over_time(unit, by_name)
        for unit, by_name in amounts
        if any(middle(q) for moments in by_name.values() for _, q in moments)
    )


def _stated_amounts(
    series: Mapping[str, Sequence[SeriesStep]], part: Callable[[SeriesStep], Quantity | None]
) -> dict[str, list[Amount]]:
    """The amounts of each option of which there is something to tell."""
    by_name = {n: [(moment, q) for moment in ms if (q := part(moment)) is not None] for n, ms in series.items()}
    return {name: amounts for name, amounts in by_name.items() if amounts}


def _over_time(unit: str, by_name: Mapping[str, Sequence[Amount]]) -> Figure:
    """One stepped line for each option, with the interval of its last step as a line across it."""
    title = f"{unit[0].upper()}{unit[1:]} a year, over the years"
    marks = tuple(mark for name, amounts in by_name.items() for mark in _steps(name, amounts))
    ends = {name: (amounts[0][1], amounts[-1][1]) for name, amounts in by_name.items()}
    alt = "; ".join(
        f"{name}: {with_interval(first, change)} at first, {with_interval(last, change)} at last"
        for name, (first, last) in ends.items()
    )
    drawn_ends = any(last.low is not None for _, last in ends.values())
    last = "; ".join(f"{name} {tightly(last, change)}" for name, (_, last) in ends.items())
    note = f"upright lines are 90% intervals of the last step: {last}"
    # Nothing has no place on a logarithmic axis: where anything is nothing at some time, the axis starts at 0.
    log = all(middle(q) for amounts in by_name.values() for _, q in amounts)
    upward = Axis(f"{unit} a year", log=log, drawn=LOGARITHMIC if log else "")
    axes = (Axis("years from the day of the map"), upward)
    return Figure(
        Chart("steps", title, marks, *axes), alt, f"{title}: middle values, {note if drawn_ends else NOT_COMPUTED}."
    )
