"""What a chart of a report looks like: small SVG without a script, its numbers written beside its marks."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from assessments.palette import DARK, LIGHT, Palette

CURVE_AXES = "people exposed in one event, or more (log axis); upwards: chance in 100"
WIDTH, LEFT, RIGHT, LINE = 720, 190, 210, 30
CURVE_HEIGHT, CURVE_LEFT, CURVE_FOOT = 240, 62, 46


@dataclass(frozen=True)
class Bar:
    """One bar: its name, its length, its interval if there is one, and its number in words."""

    name: str
    value: float
    text: str
    low: float | None = None
    high: float | None = None
    level: int | None = None


def bars(title: str, rows: Sequence[Bar], axis: str) -> str:
    """Horizontal bars on a linear axis from 0, each with its 90 % interval as a line where it is known."""
    most = max([row.high or row.value for row in rows], default=0.0) or 1.0
    height = LINE * len(rows) + 34
    parts = [part for i, row in enumerate(rows) for part in _bar(row, i * LINE + 8, (WIDTH - LEFT - RIGHT) / most)]
    foot = f'<text class="quiet" x="{LEFT}" y="{height - 8}">{escape(axis)}</text>'
    return _svg(title, height, "".join((*parts, foot)))


def _bar(row: Bar, y: float, scale: float) -> Iterator[str]:
    end = LEFT + row.value * scale
    level = f" level-{row.level}" if row.level else ""
    yield f'<text x="{LEFT - 10}" y="{y + 14}" text-anchor="end">{escape(row.name)}</text>'
    yield f'<rect class="bar{level}" x="{LEFT}" y="{y}" width="{max(end - LEFT, 1):.1f}" height="18" rx="2"/>'
    if row.low is not None and row.high is not None:
        yield f'<path class="span" d="M{LEFT + row.low * scale:.1f} {y + 9}H{LEFT + row.high * scale:.1f}"/>'
        end = LEFT + row.high * scale
    yield f'<text x="{end + 8:.1f}" y="{y + 14}">{escape(row.text)}</text>'


def curve(title: str, sizes: Sequence[float], lines: Sequence[tuple[str, Sequence[float]]]) -> str:
    """The chance of at least one event of so many people or more, one stepped line for each horizon.

    People on a log axis.
    """
    decades = max(1, math.ceil(math.log10(max([*sizes, 10.0]))))
    width, height = WIDTH - CURVE_LEFT - 120, CURVE_HEIGHT - CURVE_FOOT - 12
    top = max([p for _, values in lines for p in values], default=0.0) or 1.0

    def at(size: float, p: float) -> tuple[float, float]:
        return CURVE_LEFT + max(0.0, math.log10(max(size, 1.0))) / decades * width, 12 + height * (1 - p / top)

    parts = [*_axes(decades, top, width, height)]
    for i, (name, values) in enumerate(lines):
        points = [at(size, p) for size, p in zip(sizes, values, strict=True)]
        if points:
            path = f"M{CURVE_LEFT} {points[0][1]:.1f}" + "".join(
                f"H{x:.1f}V{points[min(n + 1, len(points) - 1)][1]:.1f}" for n, (x, _) in enumerate(points)
            )
            parts.append(f'<path class="line{" dashed" if i else ""}" d="{path}V{12 + height}"/>')
            parts.append(f'<text x="{CURVE_LEFT + 8}" y="{points[0][1] - 5:.1f}">{escape(name)}</text>')
    return _svg(title, CURVE_HEIGHT, "".join(parts))


def _axes(decades: int, top: float, width: float, height: float) -> Iterator[str]:
    base = 12 + height
    yield f'<path class="axis" d="M{CURVE_LEFT} 12V{base}H{CURVE_LEFT + width:.0f}"/>'
    for n in range(decades + 1):
        x = CURVE_LEFT + n / decades * width
        yield f'<text class="quiet" x="{x:.1f}" y="{base + 16}" text-anchor="middle">{10**n:,}</text>'
    for part in (0.0, 0.5, 1.0):
        shown = f"{part * top * 100:.2g}"
        y = base - part * height + 4
        yield f'<text class="quiet" x="{CURVE_LEFT - 8}" y="{y:.1f}" text-anchor="end">{shown}</text>'
    yield f'<text class="quiet" x="{CURVE_LEFT}" y="{base + 36}">{CURVE_AXES}</text>'


def _svg(title: str, height: float, inside: str) -> str:
    style = _colours(LIGHT) + f"@media screen and (prefers-color-scheme:dark){{{_colours(DARK)}}}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" viewBox="0 0 {WIDTH} {height}" '
        f'style="width:100%;max-width:{WIDTH}px;height:auto">'
        f"<title>{escape(title)}</title><style>.chart text{{font:13px Inter,'Helvetica Neue',Arial,sans-serif}}"
        f".chart .quiet{{font-size:11.5px}}"
        f".chart .line,.chart .axis,.chart .span{{fill:none}}.chart .line{{stroke-width:2}}.chart "
        f".dashed{{stroke-dasharray:6 4}}.chart .span{{stroke-width:2}}"
        f"{style}</style>{inside}</svg>"
    )


def _colours(palette: Palette) -> str:
    levels = "".join(f".chart .level-{n}{{fill:{palette.level(n)}}}" for n in range(1, 5))
    return (
        f".chart text{{fill:{palette.text}}}.chart .quiet{{fill:{palette.quiet}}}.chart "
        f".bar{{fill:{palette.outline}}}{levels}"
        f".chart .axis{{stroke:{palette.outline}}}.chart .line{{stroke:{palette.accent}}}.chart "
        f".span{{stroke:{palette.text}}}"
    )
