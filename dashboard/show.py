"""How blocks are shown on a page: as text that stays text, whatever stands in a map."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from html import escape
from pathlib import Path

import streamlit as st

from assessments.blocks import Block, Cell, Column, Facts, Figure, Heading, Notice, Route, Step, Table, Text
from assessments.cells import INTERVAL
from assessments.exports.markdown import is_link
from assessments.palette import DARK, LIGHT
from assessments.wording import NOT_COMPUTED

_CSS = (Path(__file__).parent / "show.css").read_text("utf-8")


def _colours() -> Iterator[str]:
    """Each colour of the palette as a CSS variable that follows the theme."""
    for field in fields(LIGHT):
        light, dark = getattr(LIGHT, field.name), getattr(DARK, field.name)
        if isinstance(light, str):
            yield f"--{field.name}: light-dark({light}, {dark})"
    for n in (1, 2, 3, 4):
        yield f"--level-{n}: light-dark({LIGHT.level(n)}, {DARK.level(n)})"
        yield f"--on-level-{n}: light-dark({LIGHT.on_level(n)}, {DARK.on_level(n)})"


_STYLE = f"<style>.dr {{ {'; '.join(_colours())} }}\n{_CSS}</style>"


def style() -> None:
    """Give the page the look of its blocks: call it once, before any is shown."""
    st.html(_STYLE)


def blocks(found: Iterable[Block], *, close: bool = False) -> None:
    """Show blocks one below the other; `close` puts each interval under its number, where a page has little room."""
    html("".join(_block(block, close) for block in found))


def html(inside: str) -> None:
    """Show escaped HTML in the look of the blocks."""
    st.html(f'<div class="dr">{inside}</div>')


def text(said: str, kind: str = "") -> None:
    """A paragraph of plain text; `kind` is `lead`, `quiet`, or nothing."""
    html(f'<p class="{escape(kind)}">{escape(said)}</p>')


def title(said: str, below: str = "") -> None:
    """The title of a page, with a quiet line below."""
    quiet = f'<p class="quiet below">{escape(below)}</p>' if below else ""
    html(f'<div class="headed"><h1>{escape(said)}</h1>{quiet}</div>')


def notice(said: str, kind: str = "limit") -> None:
    """Something to know before reading on: `assumed`, `limit`, `broken`."""
    html(_notice(said, kind))


def _notice(said: str, kind: str) -> str:
    return f'<p class="notice {escape(kind)}" role="note">{escape(said)}</p>'


def _block(block: Block, close: bool) -> str:
    match block:
        case Text():
            return f"<p{' class=lead' if block.lead else ''}>{escape(block.text)}</p>"
        case Heading():
            return f"<h3>{escape(block.text)}</h3>"
        case Notice():
            return _notice(block.text, block.kind)
        case Table():
            return _table(block, close)
        case Facts():
            rows = "".join(f"<div><dt>{escape(name)}</dt><dd>{_cell(cell)}</dd></div>" for name, cell in block.rows)
            return f"<dl>{rows}</dl>"
        case Figure():
            return f"<figure>{block.svg}<figcaption>{escape(block.caption)}</figcaption></figure>"
        case Route():
            return _route(block)


def _table(table: Table, close: bool) -> str:
    if not table.rows:
        return f"<p><strong>{escape(table.caption)}.</strong> {escape(table.empty)}</p>"
    shown = [at for at, column in enumerate(table.columns) if not (close and column == INTERVAL)]
    known = _known_intervals(table) if close else True
    said = "" if known else f' <span class="quiet">({NOT_COMPUTED})</span>'
    head = "".join(_head(table.columns[at]) for at in shown)
    body = "".join(f"<tr>{_row(table.columns, row, shown, close and known)}</tr>" for row in table.rows)
    caption = escape(table.caption)
    columns = "".join(f"<col{_number(table.columns[at])}>" for at in shown)
    return (
        f'<div class="wide{" close" if close else ""}" role="region" tabindex="0" aria-label="{caption}">'
        f"<table><caption>{caption}{said}</caption>{columns}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _known_intervals(table: Table) -> bool:
    """Whether any interval of a table is known; if none is, that is said once, in its caption."""
    places = [at for at, column in enumerate(table.columns) if column == INTERVAL]
    unknown = NOT_COMPUTED.removeprefix("interval ")
    return not places or any(row[at].text != unknown for row in table.rows for at in places)


def _head(column: Column) -> str:
    return f'<th scope="col"{_number(column)}>{escape(column.title)}</th>'


def _number(column: Column) -> str:
    return ' class="number"' if column.numeric else ""


def _row(columns: Sequence[Column], row: Sequence[Cell], shown: Sequence[int], close: bool) -> str:
    parts = []
    for at in shown:
        below = row[at + 1] if close and at + 1 < len(columns) and columns[at + 1] == INTERVAL else None
        inside = _cell(row[at]) + (f'<span class="interval">{escape(below.text)}</span>' if below else "")
        tag, scope = ("th", ' scope="row"') if at == 0 else ("td", "")
        parts.append(f"<{tag}{scope}{_number(columns[at])}>{inside}</{tag}>")
    return "".join(parts)


def _cell(cell: Cell) -> str:
    shown = escape(cell.text)
    if cell.link and is_link(cell.link):
        shown = f'<a href="{escape(cell.link)}" target="_blank" rel="noreferrer noopener">{shown}</a>'
    return f'{shown} <span class="tag">assumed</span>' if cell.assumed else shown


def _route(route: Route) -> str:
    steps = "".join(f"<li>{step(found)}</li>" for found in route.steps)
    return f"<article><h3>{escape(route.title)}</h3><p>{escape(route.summary)}</p><ol>{steps}</ol></article>"


def step(found: Step, *, off: bool = False) -> str:
    """A step of a route as escaped HTML: from where to where, why, how likely, who says so, where."""
    ends = f"<strong>{escape(found.source)} → {escape(found.target)}.</strong> " if found.source != found.target else ""
    likely = f' – <span class="likely">{escape(found.likely)}</span>' if found.likely else ""
    tag = ' <span class="tag">assumed</span>' if found.assumed else ""
    said = "".join(f"<li>{escape(evidence)}</li>" for evidence in found.evidence)
    place = f"<li><code>{escape(found.place)}</code></li>" if found.place else ""
    return (
        f'<div class="step{" off" if off else ""}">{ends}{escape(found.because)}{likely}{tag}'
        f'<ul class="evidence">{said}{place}</ul></div>'
    )


def numbered(lines: Iterable[str]) -> None:
    """Lines of plain text with their numbers."""
    inside = "".join(f"<li>{escape(line)}</li>" for line in lines)
    if inside:
        html(f"<ol>{inside}</ol>")


def result_key(page: str, since: str | None) -> str:
    """The key of a container that holds results: one that is out of date is shown in grey."""
    return f"{page}-stale" if since else f"{page}-fresh"
