"""Slides for a meeting: at most ten, with charts that can be edited, pictures, and notes with sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assessments.exports.characters import line
from assessments.report.blocks import Figure, Table
from assessments.report.figures.chart import Chart

if TYPE_CHECKING:
    from assessments.report.slides import Slide
    from assessments.run import Run

SUFFIX = ".pptx"
LABEL = "Slides"
LONGEST = 200
CHARTS = {1: "One chart", 2: "Two charts"}


def export(run: Run) -> bytes:
    """The slides of an assessment as one presentation."""
    from assessments.report.departures import scenario
    from assessments.report.documents import stamp
    from assessments.report.slides import slides

    return rendered(slides(run), stamp(run), scenario(run).header)


def rendered(slides: tuple[Slide, ...], stamp: str, header: str = "") -> bytes:
    """Some slides as a presentation, the first as its title; the header stands above each."""
    from assessments.exports.deck import Deck, cut

    deck = Deck(line(slides[0].title), line(stamp), line(header))
    for number, slide in enumerate(slides):
        deck.slide(cut(line(slide.title), LONGEST), "Opening" if number == 0 else _layout(slide))
        empty = (block.empty for block in slide.shown if isinstance(block, Table) and not block.rows)
        if texts := [line(text) for text in (*slide.lines, *empty)]:
            deck.lines(texts)
        for place, block in enumerate(slide.shown):
            match block:
                case Chart():
                    deck.chart(block, place, len(slide.shown))
                case Figure():
                    deck.picture(block)
                case Table(rows=(_, *_)):
                    deck.table(block)
        deck.notes([line(text) for text in (slide.title, *slide.notes)])
    return deck.content()


def _layout(slide: Slide) -> str:
    """The layout of the template that has room for what a slide shows."""
    match slide.shown:
        case (Chart(), *others):
            return CHARTS[len(others) + 1]
        case (Figure(), *_):
            return "Picture"
        case (Table(rows=(_, *_)), *_):
            return "Table"
    return "Lines"
