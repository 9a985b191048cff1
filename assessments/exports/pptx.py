"""What a meeting is shown: at most ten slides with charts that can be edited, pictures, and notes with sources."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from assessments.exports.characters import line
from assessments.report.blocks import Figure, Table
from assessments.report.figures.chart import Chart

if TYPE_CHECKING:
    from assessments.exports.deck import Deck
    from assessments.report.slides import Shown, Slide
    from assessments.run import Run

SUFFIX = ".pptx"
LONGEST = 200


def export(run: Run) -> bytes:
    """The slides of an assessment as one presentation."""
    from assessments.report.departures import scenario
    from assessments.report.documents import stamp
    from assessments.report.slides import slides

    return of(slides(run), stamp(run), scenario(run).header)


def of(shown: tuple[Slide, ...], stamp: str, header: str = "") -> bytes:
    """Some slides as a presentation, the first as its title; the header stands above each."""
    from assessments.exports.archives import normalised
    from assessments.exports.deck import Deck

    deck = Deck(line(shown[0].title), line(stamp), line(header))
    for at, slide in enumerate(shown):
        _slide(deck, slide, opening=at == 0)
    made = io.BytesIO()
    deck.presentation.save(made)
    return normalised(made.getvalue())


def _slide(deck: Deck, slide: Slide, *, opening: bool) -> None:
    deck.slide(_cut(line(slide.title)), opening=opening)
    if slide.lines:
        deck.lines([line(each) for each in slide.lines], opening=opening)
    for at, shown in enumerate(slide.shown):
        _show(deck, shown, at, len(slide.shown))
    deck.notes([line(each) for each in (slide.title, *slide.notes)])


def _show(deck: Deck, shown: Shown, at: int, count: int) -> None:
    match shown:
        case Chart():
            deck.chart(shown, at, count)
        case Figure():
            deck.picture(shown.svg, line(shown.alt))
        case Table():
            deck.table(shown)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"
