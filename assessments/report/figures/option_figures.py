"""Figures of options: what each removes for what it costs people, and risk and burden over the years."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from assessments.report.blocks import Figure
from assessments.report.cells import tightly
from assessments.report.figures.chart import Axis, Chart, Mark
from assessments.report.option_words import RISKS, UNITS, Risk, change, is_ban, present
from assessments.report.sentences import (
    NOT_COMPUTED,
    listed,
    middle,
    percent,
    with_interval,
)

if TYPE_CHECKING:
    from assessments.results.options.models import Option
    from assessments.results.options.questions import Moment
    from assessments.results.options.table import Options
    from assessments.results.quantity import Quantity

MOST_LINES = 5


def scatter_figures(options: Options) -> tuple[Figure, ...]:
    """Burden against the part of the risk removed, a picture for each track on which anybody is exposed."""
    tracks = [track for track in RISKS if present(options.rows[0], track).point > 0.0]
    return tuple(_scatter(options, track) for track in tracks)


def _scatter(options: Options, track: Risk) -> Figure:
    """Each option with its intervals; those that another one dominates on this track are hollow and named."""
    rows = options.rows[1:]
    beaten = {r.option for r in rows if r.dominated.by}
    removed = {r.option: r.removed if track == "harm" else r.strategic_removed for r in rows}
    marks = tuple(_point(r, removed[r.option], hollow=r.option in beaten) for r in rows)
    unit = UNITS[track]
    title = f"Burden against {unit} removed: {len(beaten)} of {len(rows)} options are dominated"
    across = Axis("lifeline person-years lost (log axis; those below 1 side by side at its left end)", log=True)
    upward = Axis(f"% of the present {unit} removed")
    said = "; ".join(
        f"{r.option}: {with_interval(removed[r.option], percent_of)} removed, {with_interval(r.burden, change)} lost"
        for r in rows
    )
    names = f": {listed(sorted(beaten))}" if beaten else ": none"
    caption = (
        f"{title}. Lines are 90% intervals{'' if options.columns else ', which are not computed'}, of the part removed "
        f"in the same draw; hollow marks are dominated on both tracks at the best values{names}."
    )
    return Figure(Chart("scatter", title, marks, across, upward), said, caption)


def percent_of(part: float) -> str:
    """A part removed as a percentage; below zero it is added."""
    return percent(part) if part >= 0.0 else f"-{percent(-part)}" if part <= -0.01 else "above -1%"


def _point(option: Option, removed: Quantity, *, hollow: bool) -> Mark:
    """An option by its burden, of which less than one stands at 1, and by the percentage it removes."""
    low, lost, high = (max(1.0, end) for end in _span(option.burden))
    y_low, y, y_high = (100.0 * end for end in _span(removed))
    return Mark(option.option, lost, y=y, x_low=low, x_high=high, y_low=y_low, y_high=y_high, hollow=hollow)


def _span(q: Quantity) -> tuple[float, float, float]:
    """The lower end, the middle and the upper end; the middle alone where no interval is known."""
    return (middle(q) if q.low is None else q.low, middle(q), middle(q) if q.high is None else q.high)


def _steps(option: str, moments: Sequence[Moment], part: Callable[[Moment], Quantity]) -> Iterator[Mark]:
    """The spans of an option's line; the last of them with its interval."""
    for moment in moments:
        q = part(moment)
        low, high = (q.low, q.high) if moment is moments[-1] else (None, None)
        yield Mark("", moment.ends, y=middle(q), y_low=low, y_high=high, start=moment.starts, series=option)


def lines(options: Options) -> tuple[str, ...]:
    """The options that a chart over time shows: the status quo, bans, then the frontier."""
    bans = [r.option for r in options.rows[1:] if is_ban(options, r)]
    bearable = sorted((r for r in options.rows[1:] if r.frontier), key=lambda r: middle(r.harm))
    chosen = [options.names[0], *bans[:2], *(r.option for r in bearable)]
    return tuple(dict.fromkeys(chosen))[:MOST_LINES]


def over_time_figures(options: Options, names: Sequence[str]) -> tuple[Figure, ...]:
    """What stands a year over the horizon, a picture each for harm, strategic exposures and burden, if there is any."""
    from assessments.results.options.questions import series

    found = {name: series(options, name) for name in names}
    parts: tuple[tuple[str, Callable[[Moment], Quantity]], ...] = (
        ("severe equivalents", lambda m: m.harm),
        ("strategic exposures", lambda m: m.strategic),
        ("lifeline person-years lost", lambda m: m.burden),
    )
    return tuple(
        _over_time(unit, part, found)
        for unit, part in parts
        if any(middle(part(moment)) for moments in found.values() for moment in moments)
    )


def _over_time(unit: str, part: Callable[[Moment], Quantity], found: Mapping[str, Sequence[Moment]]) -> Figure:
    """One stepped line for each option, with the interval of its last step as a line across it."""
    title = f"{unit[0].upper()}{unit[1:]} a year, over the years"
    marks = tuple(mark for name, moments in found.items() for mark in _steps(name, moments, part))
    ends = {name: (part(moments[0]), part(moments[-1])) for name, moments in found.items()}
    said = "; ".join(
        f"{name}: {with_interval(first, change)} at first, {with_interval(last, change)} at last"
        for name, (first, last) in ends.items()
    )
    known = any(last.low is not None for _, last in ends.values())
    last = "; ".join(f"{name} {tightly(last, change)}" for name, (_, last) in ends.items())
    drawn = f"upright lines are 90% intervals of the last step: {last}"
    axes = (Axis("years from the day of the map"), Axis(f"{unit} a year (log axis)", log=True))
    return Figure(
        Chart("steps", title, marks, *axes), said, f"{title}: middle values, {drawn if known else NOT_COMPUTED}."
    )
