"""What a chart of a report looks like: small SVG without a script, its numbers written beside its marks."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import cycle

from assessments.report.figures import text_width
from assessments.report.figures.palette import DARK, LIGHT, Palette
from assessments.report.sentences import figures

CURVE_AXES = "people exposed in one event, or more (log axis); upwards: chance in 100"
YEAR_AXES = "years (log axis); upwards: chance in 100"
WIDTH, LEFT, RIGHT, LINE = 720, 180, 250, 30
CURVE_HEIGHT, CURVE_LEFT, CURVE_FOOT = 240, 62, 46
SPOT_HEIGHT, SPOT_LEFT, SPOT_RIGHT, SPOT_LINE = 250, 90, 240, 17.0
Band = tuple[Sequence[float], Sequence[float]]
"""The lower and the upper ends of the intervals along a line."""

TICKS, TICKS_A_SIDE, BESIDE, DECADES = 5, 4, 9.0, 6
TORNADO_LEFT, TORNADO_RIGHT = 330, 130
SHAPE_WIDTH, SHAPE_HEIGHT, SHAPE_SIDE = 480, 130, 24
RIBBON_SIDE = 6
FALL_LEFT, FALL_RIGHT, NAME_SIZE = 250, 250, 13


@dataclass(frozen=True)
class Bar:
    """One bar: its name, its length, its interval if there is one, and its number in words."""

    name: str
    value: float
    text: str
    low: float | None = None
    high: float | None = None
    level: int | None = None


@dataclass(frozen=True)
class Fall:
    """One step of a waterfall: its name, what it adds, that in words, and its interval if there is one."""

    name: str
    value: float
    text: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Spot:
    """One point with its intervals along both axes, each as (low, middle, high)."""

    name: str
    across: tuple[float, float, float]
    upward: tuple[float, float, float]
    hollow: bool = False


def round_ticks(low: float, high: float, steps: int = TICKS_A_SIDE) -> tuple[float, ...]:
    """Round values at equal distances, about so many steps of them, from at most `low` to at least `high`."""
    least = (high - low) / steps or 1.0
    unit = 10.0 ** math.floor(math.log10(least))
    step = next(times * unit for times in (1, 2, 5, 10) if times * unit >= least)
    first, last = math.floor(low / step), math.ceil(high / step)
    return tuple(n * step for n in range(first, max(last, first + 1) + 1))


def _tick_words(value: float) -> str:
    return f"−{figures(-value)}" if value < 0 else figures(value)


def bars(title: str, rows: Sequence[Bar], axis: str, say: Callable[[float], str] = _tick_words) -> str:
    """Horizontal bars on a linear axis from 0, with 90 % intervals where known, their numbers at the right."""
    ends = [end for row in rows for end in (row.value, row.high) if end is not None]
    ticks = round_ticks(0.0, max(ends, default=0.0))
    scale, foot = (WIDTH - LEFT - RIGHT) / ticks[-1], LINE * len(rows) + 4
    grid = _across([(LEFT + tick * scale, say(tick)) for tick in ticks] if rows else [], foot)
    parts = [part for i, row in enumerate(rows) for part in _bar(row, i * LINE + 8, scale)]
    named = f'<text class="quiet" x="{LEFT}" y="{foot + 36}">{escape(axis)}</text>'
    return _svg(title, foot + 44, "".join((*grid, *parts, named)))


def _across(ticks: Sequence[tuple[float, str]], foot: float) -> Iterator[str]:
    """Thin upright lines at the ticks of an axis that lies below, each with its value."""
    for x, said in ticks:
        yield f'<path class="grid" d="M{x:.1f} 4V{foot}"/>'
        yield f'<text class="quiet" x="{x:.1f}" y="{foot + 16}" text-anchor="middle">{escape(said)}</text>'


def _bar(row: Bar, y: float, scale: float) -> Iterator[str]:
    end = LEFT + row.value * scale
    level = f" level-{row.level}" if row.level else ""
    yield f'<text x="{LEFT - 10}" y="{y + 14}" text-anchor="end">{escape(row.name)}</text>'
    yield f'<rect class="bar{level}" x="{LEFT}" y="{y}" width="{max(end - LEFT, 1):.1f}" height="18" rx="2"/>'
    if row.low is not None and row.high is not None:
        yield f'<path class="span" d="M{LEFT + row.low * scale:.1f} {y + 9}H{LEFT + row.high * scale:.1f}"/>'
    yield f'<text x="{WIDTH - RIGHT + 14}" y="{y + 14}">{escape(row.text)}</text>'


def waterfall(title: str, ends: tuple[Fall, Fall], falls: Sequence[Fall], axis: str) -> str:
    """From one value to another by what each step adds: bars that start where the one above ends, on a linear axis.

    A step's interval is a line from where it starts; the axis holds all of it.
    """
    starts = [ends[0].value + math.fsum(fall.value for fall in falls[:i]) for i in range(len(falls) + 1)]
    rows = [(ends[0], 0.0), *zip(falls, starts, strict=False), (ends[1], 0.0)]
    reached = [start + by for fall, start in rows for by in (fall.low, fall.high) if by is not None]
    ticks = round_ticks(min(0.0, *starts, *reached), max(0.0, *starts, *reached))
    foot = LINE * len(rows) + 4

    def at(value: float) -> float:
        return FALL_LEFT + (value - ticks[0]) / (ticks[-1] - ticks[0]) * (WIDTH - FALL_LEFT - FALL_RIGHT)

    grid = _across([(at(tick), _tick_words(tick)) for tick in ticks], foot)
    parts = [part for i, (fall, start) in enumerate(rows) for part in _fall(fall, start, i * LINE + 8, at)]
    links = [f'<path class="axis" d="M{at(x):.1f} {i * LINE + 26}v12"/>' for i, x in enumerate(starts)]
    named = f'<text class="quiet" x="{FALL_LEFT}" y="{foot + 36}">{escape(axis)}</text>'
    return _svg(title, foot + 44, "".join((*grid, *parts, *links, named)))


def _fall(fall: Fall, start: float, y: float, at: Callable[[float], float]) -> Iterator[str]:
    left, right = sorted((at(start), at(start + fall.value)))
    name = _fitting(fall.name, FALL_LEFT - 14.0)
    yield f'<text x="{FALL_LEFT - 10}" y="{y + 14}" text-anchor="end">{escape(name)}</text>'
    yield f'<rect class="bar" x="{left:.1f}" y="{y}" width="{max(right - left, 1):.1f}" height="18" rx="2"/>'
    if fall.low is not None and fall.high is not None:
        yield f'<path class="span" d="M{at(start + fall.low):.1f} {y + 9}H{at(start + fall.high):.1f}"/>'
    yield f'<text x="{WIDTH - FALL_RIGHT + 14}" y="{y + 14}">{escape(fall.text)}</text>'


def curve(
    title: str,
    sizes: Sequence[float],
    lines: Sequence[tuple[str, Sequence[float]]],
    bands: Sequence[Band] = (),
    *,
    axes: str = CURVE_AXES,
    straight: bool = False,
) -> str:
    """The chance of at least one event by people or by years, which stand on a log axis.

    Lines are stepped, or, if `straight` or with `bands`, the lower and upper ends of each, go straight from one to the
    next.
    """
    decades = max(1, math.ceil(math.log10(max([*sizes, 10.0]))))
    width, height = WIDTH - CURVE_LEFT - 120, CURVE_HEIGHT - CURVE_FOOT - 12
    highest = max((p for values in (*(v for _, v in lines), *(high for _, high in bands)) for p in values), default=0.0)
    ticks = round_ticks(0.0, highest * 100.0)

    def at(values: Sequence[float]) -> list[tuple[float, float]]:
        return [
            (CURVE_LEFT + math.log10(max(size, 1.0)) / decades * width, 12 + height * (1 - p * 100.0 / ticks[-1]))
            for size, p in zip(sizes, values, strict=True)
        ]

    parts = [*_axes(decades, ticks, width, height, axes)]
    parts += [_band(at(low), at(high), _look("band", i)) for i, (low, high) in enumerate(bands)]
    for i, (name, values) in enumerate(lines if sizes else ()):
        path = _straight(at(values)) if bands or straight else _stepped(at(values), 12 + height)
        look, x, y = _look("line", i), CURVE_LEFT + width + 10, 18 + i * SPOT_LINE
        parts.append(f'<path class="{look}" d="{path}"/><path class="{look}" d="M{x} {y}h20"/>')
        parts.append(f'<text x="{x + 26}" y="{y + 4}">{escape(name)}</text>')
    return _svg(title, CURVE_HEIGHT, "".join(parts))


def _stepped(points: Sequence[tuple[float, float]], base: float) -> str:
    """A line that stays up to each point and then goes to the next, at last to the base."""
    after = [y for _, y in points[1:]] + [points[-1][1]]
    steps = "".join(f"H{x:.1f}V{y:.1f}" for (x, _), y in zip(points, after, strict=True))
    return f"M{CURVE_LEFT} {points[0][1]:.1f}{steps}V{base}"


def _straight(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)


def _look(kind: str, number: int) -> str:
    return f"{kind} dashed" if number else kind


def _band(low: Sequence[tuple[float, float]], high: Sequence[tuple[float, float]], look: str) -> str:
    return f'<path class="{look}" d="{_straight([*low, *reversed(high)])}Z"/>'


def _axes(decades: int, ticks: Sequence[float], width: float, height: float, said: str) -> Iterator[str]:
    base = 12 + height
    yield f'<path class="axis" d="M{CURVE_LEFT} 12V{base}H{CURVE_LEFT + width:.0f}"/>'
    for n in range(decades + 1):
        x = CURVE_LEFT + n / decades * width
        yield f'<text class="quiet" x="{x:.1f}" y="{base + 16}" text-anchor="middle">{10**n:,}</text>'
    for tick in ticks:
        y = base - tick / ticks[-1] * height + 4
        yield f'<text class="quiet" x="{CURVE_LEFT - 8}" y="{y:.1f}" text-anchor="end">{figures(tick)}</text>'
    yield f'<text class="quiet" x="{CURVE_LEFT}" y="{base + 36}">{said}</text>'


def tornado(title: str, rows: Sequence[Bar], middle: float, axis: str) -> str:
    """Bars from `low` to `high` around the value that all have in common, on a linear axis cut to what is shown."""
    ends = [end for row in rows for end in (row.low, row.high) if end is not None]
    bottom, top = min([*ends, middle]), max([*ends, middle])
    scale = (WIDTH - TORNADO_LEFT - TORNADO_RIGHT) / ((top - bottom) or 1.0)
    height = LINE * len(rows) + 40

    def at(value: float) -> float:
        return TORNADO_LEFT + (value - bottom) * scale

    parts = [part for i, row in enumerate(rows) for part in _ranging(row, i * LINE + 8, at)]
    line = f'<path class="axis" d="M{at(middle):.1f} 4V{height - 34}"/>'
    foot = f'<text class="quiet" x="{TORNADO_LEFT}" y="{height - 18}">{escape(axis)}</text>'
    return _svg(title, height, "".join((*parts, line, foot)))


def _ranging(row: Bar, y: float, at: Callable[[float], float]) -> Iterator[str]:
    left, right = sorted(at(row.value if end is None else end) for end in (row.low, row.high))
    yield f'<text x="{TORNADO_LEFT - 10}" y="{y + 14}" text-anchor="end">{escape(row.name)}</text>'
    yield f'<rect class="bar" x="{left:.1f}" y="{y}" width="{max(right - left, 1):.1f}" height="18" rx="2"/>'
    yield f'<text x="{right + 8:.1f}" y="{y + 14}">{escape(row.text)}</text>'


def shape(title: str, heights: Sequence[float], marks: Sequence[tuple[float, str]], ends: tuple[str, str]) -> str:
    """How likely each value is, as an area over equal steps of an axis with words at both ends.

    Marks are places from 0 to 1 along it, with words.
    """
    most = max(heights, default=0.0) or 1.0
    width, base = SHAPE_WIDTH - 2 * SHAPE_SIDE, SHAPE_HEIGHT - 40
    step = width / max(1, len(heights))
    tops = "".join(f"V{base - h / most * (base - 8):.1f}h{step:.2f}" for h in heights)
    area = f'<path class="bar" d="M{SHAPE_SIDE} {base}{tops}V{base}Z"/>'
    axis = f'<path class="axis" d="M{SHAPE_SIDE} {base}h{width}"/>'
    lines = [_mark(SHAPE_SIDE + place * width, said, base, i) for i, (place, said) in enumerate(marks)]
    at = ((SHAPE_SIDE, "start"), (SHAPE_SIDE + width, "end"))
    foot = [
        f'<text class="quiet" x="{x}" y="{SHAPE_HEIGHT - 6}" text-anchor="{anchor}">{escape(said)}</text>'
        for (x, anchor), said in zip(at, ends, strict=True)
    ]
    return _svg(title, SHAPE_HEIGHT, "".join((area, axis, *lines, *foot)), SHAPE_WIDTH)


def _mark(x: float, said: str, base: float, number: int) -> str:
    anchor = ("end", "middle", "start")[number] if number < 3 else "middle"
    text = f'<text x="{x:.1f}" y="{base + 18}" text-anchor="{anchor}">{escape(said)}</text>'
    return f'<path class="span" d="M{x:.1f} 6V{base + 4}"/>{text}'


def scatter(title: str, spots: Sequence[Spot], axes: tuple[str, str]) -> str:
    """Points with their intervals, named at the right: across on a log axis from 1, upward on a linear one.

    Points of one place across stand side by side.
    """
    decades = max(1, math.ceil(math.log10(max([10.0, *(spot.across[2] for spot in spots)]))))
    values = round_ticks(min([0.0, *(s.upward[0] for s in spots)]), max([0.0, *(s.upward[2] for s in spots)]))
    width, height = WIDTH - SPOT_LEFT - SPOT_RIGHT, max(SPOT_HEIGHT, 18 * len(spots))

    def across(value: float) -> float:
        return SPOT_LEFT + max(0.0, math.log10(max(value, 1.0))) / decades * width

    def upward(value: float) -> float:
        return 14 + height * (values[-1] - value) / (values[-1] - values[0])

    every = 1 if decades <= TICKS else 2
    ticks = [(across(10.0**n), figures(10.0**n) if n else "0") for n in range(0, decades + 1, every)]
    parts = [*_frame(ticks, [(upward(value), _tick_words(value)) for value in values], axes)]
    named = _apart([upward(spot.upward[1]) for spot in spots], 14.0 + height)
    aside = _aside([across(spot.across[1]) for spot in spots])
    for spot, y, by in zip(spots, named, aside, strict=True):
        parts += _spot(spot, [across(v) + by for v in spot.across], [upward(v) for v in spot.upward], y)
    return _svg(title, height + 72, "".join(parts))


def _aside(places: Sequence[float]) -> list[float]:
    """How far to move points to the right that would lie on each other, so that each interval can be told."""
    seen: dict[int, int] = {}
    found = []
    for place in places:
        at = round(place)
        found.append(BESIDE * seen.get(at, 0))
        seen[at] = seen.get(at, 0) + 1
    return found


def _spot(spot: Spot, xs: Sequence[float], ys: Sequence[float], named: float) -> Iterator[str]:
    right = WIDTH - SPOT_RIGHT + 14
    yield f'<path class="axis" stroke-dasharray="1 4" d="M{xs[1]:.1f} {ys[1]:.1f}L{right - 4} {named:.1f}"/>'
    yield f'<path class="span" d="M{xs[0]:.1f} {ys[1]:.1f}H{xs[2]:.1f}M{xs[1]:.1f} {ys[0]:.1f}V{ys[2]:.1f}"/>'
    look = "hollow" if spot.hollow else "dot"
    yield f'<circle class="{look}" cx="{xs[1]:.1f}" cy="{ys[1]:.1f}" r="5"/>'
    yield f'<text x="{right}" y="{named + 4:.1f}">{escape(_cut(spot.name))}</text>'


def _cut(name: str, most: int = 32) -> str:
    return name if len(name) <= most else f"{name[: most - 1]}…"


def _fitting(name: str, room: float) -> str:
    """A name that is no wider than there is room for, in points."""
    if text_width.width(name, NAME_SIZE) <= room:
        return name
    most = next(n for n in range(len(name) - 1, 0, -1) if n == 1 or text_width.width(f"{name[:n]}…", NAME_SIZE) <= room)
    return f"{name[:most]}…"


def _apart(places: Sequence[float], lowest: float) -> list[float]:
    """Places of names, moved so far that no two lie on each other and none lies below the lowest."""
    found, last, limit = list(places), -math.inf, lowest
    order = sorted(range(len(places)), key=lambda at: places[at])
    for at in order:
        last = found[at] = max(places[at], last + SPOT_LINE)
    for at in reversed(order):
        found[at] = min(found[at], limit)
        limit = found[at] - SPOT_LINE
    return found


def steps(
    title: str,
    lines: Sequence[tuple[str, Sequence[tuple[float, float, float]]]],
    axes: tuple[str, str],
    known: Sequence[tuple[float, float, float]] = (),
) -> str:
    """Stepped lines named at their right, each of spans (from, to, value): across linear, upward on a log axis.

    `known` are the intervals of the last spans (low, value, high): lines across them, each with a point at its value.
    The axis holds all of them; what is 0 stands at its lower end.
    """
    last = max((end for _, spans in lines for _, end, _ in spans), default=1.0)
    values = [value for _, spans in lines for _, _, value in spans] + [end for ends in known for end in ends]
    first, top = _decades(values)
    width, height = WIDTH - SPOT_LEFT - SPOT_RIGHT, SPOT_HEIGHT

    def across(value: float) -> float:
        return SPOT_LEFT + value / last * width

    def upward(value: float) -> float:
        power = math.log10(value) if value > 0.0 else first
        return 14 + height * (top - max(first, power)) / (top - first)

    ticks = [(across(last * part), f"{last * part:.2g}") for part in (0.0, 0.5, 1.0)]
    powers = range(first, top + 1, 1 if top - first <= TICKS else 2)
    has_none = any(value < 10.0**first * (1.0 - 1e-9) for value in values)
    named_powers = [(upward(10.0**n), "0" if n == first and has_none else figures(10.0**n)) for n in powers]
    parts = [*_frame(ticks, named_powers, axes)]
    named = _apart([upward(spans[-1][2]) for _, spans in lines], 14.0 + height)
    parts += [
        _upright(across(last) - 8.0 - BESIDE * i, (upward(low), upward(at), upward(high)))
        for i, (low, at, high) in enumerate(known)
    ]
    for (name, spans), y, dash in zip(lines, named, _dashes(), strict=False):
        path = "".join(f"L{across(s):.1f} {upward(v):.1f}H{across(e):.1f}" for s, e, v in spans)
        parts.append(f'<path class="line" stroke-dasharray="{dash}" d="M{path[1:]}L{across(last) + 10:.1f} {y:.1f}"/>')
        parts.append(f'<text x="{across(last) + 14:.1f}" y="{y + 4:.1f}">{escape(_cut(name))}</text>')
    return _svg(title, height + 72, "".join(parts))


def _decades(values: Iterable[float]) -> tuple[int, int]:
    """The powers of ten between which all values lie, at most `DECADES` apart; one more below for what is less."""
    above = [value for value in values if value > 0.0]
    top = math.ceil(math.log10(max(above, default=1.0)))
    first = max(math.floor(math.log10(min(above, default=1.0))), top - DECADES)
    least = 10.0**first
    return (min(first, top - 1) - any(value < least for value in values), top)


def _upright(x: float, ends: tuple[float, float, float]) -> str:
    """An interval as a line from its lower to its upper end, with a point at what lies between."""
    low, at, high = ends
    line = f'<path class="span" d="M{x:.1f} {low:.1f}V{high:.1f}"/>'
    return f'{line}<circle class="dot" cx="{x:.1f}" cy="{at:.1f}" r="3"/>'


def _dashes() -> Iterator[str]:
    return cycle(("none", "8 4", "2 3", "10 3 2 3", "4 2"))


def _frame(
    ticks: Sequence[tuple[float, str]], upward: Sequence[tuple[float, str]], axes: tuple[str, str]
) -> Iterator[str]:
    """Both axes with the places and words of their ticks, the lowest first, and what they stand for."""
    base = upward[0][0]
    yield f'<path class="axis" d="M{SPOT_LEFT} 14V{base:.1f}H{WIDTH - SPOT_RIGHT}"/>'
    for x, said in ticks:
        yield f'<text class="quiet" x="{x:.1f}" y="{base + 16:.1f}" text-anchor="middle">{said}</text>'
    for y, said in upward:
        yield f'<path class="grid" d="M{SPOT_LEFT} {y:.1f}H{WIDTH - SPOT_RIGHT}"/>'
        yield f'<text class="quiet" x="{SPOT_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{said}</text>'
    yield f'<text class="quiet" x="{SPOT_LEFT}" y="{base + 34:.1f}">across: {escape(axes[0])}</text>'
    yield f'<text class="quiet" x="{SPOT_LEFT}" y="{base + 50:.1f}">upward: {escape(axes[1])}</text>'


def _svg(title: str, height: float, inside: str, width: float = WIDTH) -> str:
    style = _colours(LIGHT) + f"@media screen and (prefers-color-scheme:dark){{{_colours(DARK)}}}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" viewBox="0 0 {width} {height}" '
        f'style="width:100%;max-width:{width}px;height:auto">'
        f"<title>{escape(title)}</title><style>.chart text{{font:13px Inter,'Helvetica Neue',Arial,sans-serif}}"
        f".chart .quiet{{font-size:11.5px}}"
        f".chart .line,.chart .axis,.chart .grid,.chart .span{{fill:none}}.chart .line{{stroke-width:2}}.chart "
        f".dashed{{stroke-dasharray:6 4}}.chart .span{{stroke-width:2}}"
        f"{style}</style>{inside}</svg>"
    )


def _colours(palette: Palette) -> str:
    levels = "".join(f".chart .level-{n}{{fill:{palette.level(n)}}}" for n in range(1, 5))
    return (
        f".chart text{{fill:{palette.text}}}.chart .quiet{{fill:{palette.quiet}}}.chart "
        f".bar{{fill:{palette.outline}}}{levels}"
        f".chart .grid{{stroke:{palette.line}}}.chart .axis{{stroke:{palette.outline}}}"
        f".chart .line{{stroke:{palette.accent}}}.chart "
        f".band{{fill:{palette.accent};fill-opacity:.2;stroke:{palette.accent};stroke-opacity:.7}}.chart "
        f".span{{stroke:{palette.text}}}.chart .dot{{fill:{palette.accent};stroke:{palette.text}}}.chart "
        f".hollow{{fill:{palette.page};stroke:{palette.text};stroke-width:2}}"
    )


def ribbon(title: str, spans: Sequence[tuple[str, str, bool]]) -> str:
    """What held from which day on, as (day, word, whether it is the one looked at); widths are no measure of time."""
    width = (WIDTH - 2 * RIBBON_SIDE) / max(len(spans), 1)
    parts = []
    for at, (day, word, now) in enumerate(spans):
        x = RIBBON_SIDE + at * width
        height = 12 if now else 3
        parts.append(f'<rect class="bar" x="{x:.1f}" y="{40 - height}" width="{width - 4:.1f}" height="{height}"/>')
        parts.append(f'<text x="{x:.1f}" y="20">{escape(word)}</text>')
        parts.append(f'<text class="quiet" x="{x:.1f}" y="60">from {escape(day)}</text>')
    return _svg(title, 70, "".join(parts))
