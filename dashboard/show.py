"""Blocks on a page: text that stays text, whatever stands in a map, and charts that answer the mouse."""

from __future__ import annotations

import base64
import logging
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from functools import cache, wraps
from html import escape
from itertools import groupby
from pathlib import Path
from string import punctuation
from typing import Literal, ParamSpec

import streamlit as st

from assessments.exports.markdown import is_link
from assessments.report.blocks import (
    Block,
    Cell,
    Column,
    Figure,
    Heading,
    NamedCells,
    Notice,
    NumberedStep,
    Span,
    StepByStep,
    Table,
    Text,
)
from assessments.report.cells import INTERVAL
from assessments.report.figures.palette import DARK, LIGHT
from assessments.report.sections.use import Meter
from dashboard import figures, presses, session, terms
from dashboard.caps import PastCap
from dashboard.streamlit_internals import DeltaGenerator

Look = Literal["", "close", "tight", "beside"]

STATIC = Path(__file__).parents[1] / "static"
ADDRESS = Column("Address")  # of a number in the map: for files and the command line
Arguments = ParamSpec("Arguments")
COMPUTING = "interval being computed…"
BESIDE_EACH_OTHER = 2  # columns that a narrow window has room for
_RANGE = re.compile(r" (\([^()<>]{1,24}\))(?=(?:</button>)?$)")  # stays in one line
_JOINT = re.compile(r"(?<=\w[./_:])(?=[A-Za-z])|(?<=\w{24})(?=\w)")  # where a name may go on in the next line
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


@dataclass(frozen=True)
class Dressed:
    """Blocks that have a look of their own among others."""

    blocks: tuple[Block, ...]
    look: Look


@dataclass(frozen=True)
class Meters:
    """Numbers side by side, each over a bar on which its interval lies."""

    meters: tuple[Meter, ...]


@dataclass(frozen=True)
class Shares:
    """Parts of a whole as one bar: what each is called, its share, and the share in words."""

    title: str
    parts: tuple[tuple[str, float, str], ...]


@dataclass(frozen=True)
class QuestionHeading:
    """A question as a heading whose press opens what it is `about`."""

    text: str
    about: str


Content = Block | Dressed | Meters | Shares | QuestionHeading


def style() -> None:
    """Give the page the look of its blocks: call it once, before any is shown."""
    figures.begin()
    terms.begin()
    st.html(_STYLE)


def blocks(
    content: Iterable[Content],
    *,
    look: Look = "",
    pending: bool = False,
    about: str = "",
    instead: DeltaGenerator | None = None,
) -> DeltaGenerator:
    """Show blocks one below the other, `instead` of others that were shown before if so; where they are shown.

    Where a page has little room, `tight` tables have narrow rows, `close` ones put each interval under its number, and
    facts stand `beside` each other.
    `pending` where intervals are being computed: their places say so. Numbers that do not say what they are `about` are
    about this.
    """
    if instead:
        terms.show_anew()
    runs = [(drawn, list(run)) for drawn, run in groupby(content, _is_chart)]
    if not any(drawn for drawn, _ in runs):
        return html("".join(_dressed(block, look, about, pending) for _, run in runs for block in run), instead=instead)
    place = instead or (st.empty() if pending else None)
    inside = place.container(gap="small") if place else st.container(gap="small")
    with inside:
        for drawn, run in runs:
            if drawn:
                for block in run:
                    if isinstance(block, Figure) and block.chart is not None:
                        figures.figure(block, block.chart)
            else:
                html("".join(_dressed(block, look, about, pending) for block in run))
    return place or inside


def _is_chart(block: Content) -> bool:
    return isinstance(block, Figure) and block.chart is not None


def _dressed(block: Content, look: Look, about: str, pending: bool) -> str:
    match block:
        case Dressed():
            return "".join(_block(inner, block.look, about, pending) for inner in block.blocks)
        case Meters():
            return f'<div class="meters">{"".join(map(_meter, block.meters))}</div>'
        case Shares():
            return _shares(block)
        case QuestionHeading():
            return f"<h3>{_leading(block.text, block.about)}</h3>"
        case _:
            return _block(block, look, about, pending)


def _meter(meter: Meter) -> str:
    number = _leading(meter.number, meter.about)
    ends = f'<span class="interval">{escape(meter.ends)}</span>'
    return f'<div><p>{terms.with_terms(meter.title)}</p><p class="big">{number} {ends}</p>{_range(meter)}</div>'


def _range(meter: Meter) -> str:
    """A bar with the interval on it and a tick at its middle, over the lines of its scale."""
    marks = ""
    if meter.places is not None:
        low, middle, high = (100.0 * place for place in meter.places)
        wide = max(high - low, 0.5)
        marks = f'<i style="left:{low:.1f}%;width:{wide:.1f}%"></i><span style="left:{middle:.1f}%"></span>'
    return f'<div class="range" title="{escape(meter.step)}" style="--lines:{meter.lines:.3f}">{marks}</div>'


def _shares(shares: Shares) -> str:
    bar = "".join(f'<i class="share-{n}" style="flex:{size:.3f}"></i>' for n, (_, size, _) in enumerate(shares.parts))
    names = "".join(
        f'<span><i class="share-{n}"></i>{escape(name)} {escape(words)}</span>'
        for n, (name, _, words) in enumerate(shares.parts)
    )
    title = terms.with_terms(shares.title)
    return f'<div class="shares"><p>{title}</p><div class="bar">{bar}</div><p class="names">{names}</p></div>'


def html(inside: str, *, instead: DeltaGenerator | None = None) -> DeltaGenerator:
    """Show escaped HTML in the look of the blocks; where it is shown."""
    return (instead or st).html(terms.with_meanings(inside))


def text(words: str, kind: str = "") -> None:
    """A paragraph of plain text; `kind` is `lead`, `quiet`, or nothing."""
    html(f'<p class="{escape(kind)}">{terms.with_terms(words)}</p>')


def as_sentence(words: object) -> str:
    """Words with a capital at their beginning and a full stop at their end, where they do not end with a question."""
    text = str(words)
    return f"{text[:1].upper()}{text[1:].removesuffix('.')}{'' if text.endswith('?') else '.'}"


def as_label(words: str) -> str:
    """Text from a map as the label of a widget, which Streamlit reads as Markdown."""
    return words.translate({ord(mark): f"\\{mark}" for mark in punctuation})


def title(words: str, below: str = "") -> None:
    """The title of a page, with a quiet line below."""
    quiet = f'<p class="quiet below">{escape(below)}</p>' if below else ""
    html(f'<div class="headed"><h1>{escape(words)}</h1>{quiet}</div>')


def notice(words: str, kind: str = "limit") -> None:
    """Something to know before reading on: `assumed`, `limit`, `broken`."""
    html(_notice(words, kind))


def _notice(words: str, kind: str) -> str:
    text = escape(words) if kind == "broken" else terms.with_terms(words)
    return f'<p class="notice {escape(kind)}" role="note">{text}</p>'


def _block(block: Block, look: Look, about: str, pending: bool) -> str:
    match block:
        case Text():
            return f"<p{' class=lead' if block.lead else ''}>{_sentence(block, pending)}</p>"
        case Heading():
            return f"<h3>{terms.with_terms(block.text)}</h3>"
        case Notice():
            return _notice(block.text, block.kind)
        case Table():
            return _table(block, look, about, pending)
        case NamedCells():
            rows = "".join(
                f"<div><dt>{terms.with_terms(name)}</dt><dd>{_cell(cell)}</dd></div>" for name, cell in block.rows
            )
            return f'<dl class="{look}">{rows}</dl>'
        case Figure():
            start = block.svg.index(">") + 1
            # Streamlit takes drawings out of HTML, and an image has no typeface but what it brings.
            lettered = f"{block.svg[:start]}<style>{_typeface()}</style>{block.svg[start:]}"
            source = base64.b64encode(lettered.encode("utf-8", "surrogatepass")).decode("ascii")
            image = f'<img alt="{escape(block.alt)}" src="data:image/svg+xml;base64,{source}">'
            return f"<figure>{image}<figcaption>{escape(block.caption)}</figcaption></figure>"
        case StepByStep():
            steps = "".join(f"<li>{step(hop)}</li>" for hop in block.steps)
            return f"<article><h3>{escape(block.title)}</h3><p>{escape(block.summary)}</p><ol>{steps}</ol></article>"


def _sentence(block: Text, pending: bool) -> str:
    """A sentence whose numbers lead to their reasons."""
    spans = block.spans or (Span(block.text),)
    return terms.in_lines([(_span(span, pending), _is_number(span)) for span in spans])


def _is_number(span: Span) -> bool:
    return bool(span.about) or span.text.startswith("90% interval")


def _span(piece: Span, pending: bool) -> str:
    if piece.about:
        return _leading(piece.text, piece.about)
    return f'<span class="coming">{COMPUTING}</span>' if pending and piece.missing else terms.with_terms(piece.text)


def _leading(number: str, about: str) -> str:
    """A number as a button; what listens to it is in the frame of the page."""
    return f'<button type="button" title="What it rests on" data-about="{escape(about)}">{escape(number)}</button>'


def _table(table: Table, look: Look, about: str, pending: bool) -> str:
    if not table.rows:
        return f"<p><strong>{escape(table.caption)}.</strong> {escape(table.empty)}</p>"
    below = look == "close"
    hidden = (ADDRESS, INTERVAL) if below else (ADDRESS,)
    shown = [index for index, column in enumerate(table.columns) if column not in hidden]
    caption = terms.with_terms(table.caption)
    head = "".join(_head(table.columns[index]) for index in shown)
    rows = (_linked_cells(table.columns, row, about) for row in table.rows)
    body = "".join(f"<tr>{_row(table.columns, row, shown, below, pending)}</tr>" for row in rows)
    columns = "".join(f"<col{_kind(table.columns[index])}>" for index in shown)
    stacked = " stacked" if look != "tight" and len(shown) > BESIDE_EACH_OTHER else ""
    return (
        f'<div class="wide {look}{stacked}" role="region" tabindex="0" aria-label="{escape(table.caption)}">'
        f"<table><caption>{caption}</caption>{columns}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _linked_cells(columns: Sequence[Column], row: Sequence[Cell], about: str) -> Sequence[Cell]:
    """The cells of a row, those with a number about something in any case."""
    if not about:
        return row
    numbers = [column.numeric and cell.value is not None for column, cell in zip(columns, row, strict=True)]
    return [
        replace(cell, about=cell.about or about) if number else cell for cell, number in zip(row, numbers, strict=True)
    ]


def _kind(column: Column) -> str:
    return ' class="interval"' if column == INTERVAL else _number(column)


def _head(column: Column) -> str:
    return f'<th scope="col"{_number(column)}>{terms.with_terms(column.title)}</th>'


def _number(column: Column, cell: Cell | None = None) -> str:
    """A number stays in one line, unless it comes with its range."""
    ranged = " ranged" if cell is not None and cell.text.endswith(")") else ""
    return f' class="number{ranged}"' if column.numeric else ""


def _row(columns: Sequence[Column], row: Sequence[Cell], shown: Sequence[int], close: bool, pending: bool) -> str:
    parts = []
    for index in shown:
        below = row[index + 1] if close and index + 1 < len(columns) and columns[index + 1] == INTERVAL else None
        inside = f"{_cell(row[index])}{_interval(below, pending)}" if below else _cell(row[index])
        inside = _interval(row[index], pending) if columns[index] == INTERVAL else inside
        title = f' data-title="{escape(columns[index].title)}"'
        tag, scope = ("th", ' scope="row"') if index == 0 else ("td", title)
        parts.append(f"<{tag}{scope}{_number(columns[index], row[index])}>{inside}</{tag}>")
    return "".join(parts)


def _interval(cell: Cell, pending: bool) -> str:
    return f'<span class="interval">{"computing…" if pending and cell.missing else escape(cell.text)}</span>'


def _cell(cell: Cell) -> str:
    text = _leading(cell.text, cell.about) if cell.about else "<wbr>".join(map(escape, _JOINT.split(cell.text)))
    text = _anchor(_RANGE.sub(r' <span class="whole">\1</span>', text), cell.link)
    return f'{text} <span class="tag">assumed</span>' if cell.assumed else text


def _linked(words: str, link: str) -> str:
    """Words that lead to the text they name, where it has an address."""
    return _anchor(escape(words), link)


def _anchor(inside: str, link: str | None) -> str:
    """Escaped HTML as a link to another site, if there is one that is safe to open."""
    if not link or not is_link(link):
        return inside
    return f'<a href="{escape(link)}" target="_blank" rel="noreferrer noopener">{inside}</a>'


@cache
def _typeface() -> str:
    """The typeface of the pages for an image, which has none but its own: the letters that figures are labelled in."""
    letters = base64.b64encode((STATIC / "Inter-figures.woff2").read_bytes()).decode("ascii")
    return f"@font-face{{font-family:Inter;src:url(data:font/woff2;base64,{letters})}}"


def step(hop: NumberedStep, *, about: str = "") -> str:
    """A step of a route as escaped HTML: from where to where, why, how likely, who says so, where.

    How likely it is leads to the number that it is `about`.
    """
    ends = f"<strong>{escape(hop.source)} → {escape(hop.target)}.</strong> " if hop.source != hop.target else ""
    likely = _leading(hop.likely, about) if about else escape(hop.likely)
    likely = f' – <span class="likely">{likely}</span>' if hop.likely else ""
    tag = ' <span class="tag">assumed</span>' if hop.assumed else ""
    place = f"<li><code>{escape(hop.place)}</code></li>" if hop.place else ""
    links = (*hop.links, *[""] * len(hop.evidence))
    evidence = "".join(f"<li>{_linked(*pair)}</li>" for pair in zip(hop.evidence, links, strict=False)) + place
    return f'<div class="step">{ends}{escape(hop.because)}{likely}{tag}<ul class="evidence">{evidence}</ul></div>'


@contextmanager
def failures() -> Iterator[None]:
    """Say on the page that what is done here has failed; what Streamlit itself raises to stop or rerun passes.

    Work past a cap of this server is no failure: where a map's own result is, the page begins again with first numbers.
    """
    try:
        yield
    except PastCap as past:
        logging.getLogger("datareach").warning("the work of a page ended %s", past)
        if session.take_first_numbers(past):
            st.rerun()
        notice(f"This work ended {past}, as this server is told. No number of it was ready by then.")
    except Exception as failure:
        logging.getLogger("datareach").exception("a page failed")
        notice(
            f"Datareach failed on this page ({type(failure).__name__}). Your map is kept: go to another page, or take "
            "back what you changed last. The terminal that runs Datareach says where it failed.",
            "broken",
        )


def fragment(draw: Callable[Arguments, None]) -> Callable[Arguments, None]:
    """A part of a page that runs by itself, as Streamlit has it; what is noted by then is done before it is drawn."""

    @wraps(draw)
    def caught_up(*args: Arguments.args, **kwargs: Arguments.kwargs) -> None:
        with failures():
            presses.catch_up()
            draw(*args, **kwargs)

    return st.fragment(caught_up)


def result_key(page: str, since: str | None) -> str:
    """The key of a container that holds results: one that is out of date is shown in grey."""
    return f"{page}-stale" if since else f"{page}-fresh"
