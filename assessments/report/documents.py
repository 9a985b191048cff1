"""Content of one file for people, whatever its format: a title, the sections and what it was made from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from assessments.report.blocks import Notice, Section

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from assessments.report.sections.order import SectionMaker
    from assessments.run import Run


Paper = Literal["a4", "letter"]


@dataclass(frozen=True)
class Layout:
    """The paper of a document and the size of its letters in points; a `short` one has no room to spare."""

    paper: Paper = "a4"
    points: float = 9.0
    short: bool = False


@dataclass(frozen=True)
class Document:
    """Sections under a title; `stamp` says which program made it from which inputs.

    `first` is the sentence to know before all others, `banner` says how the result differs from one of the map as
    written, `header` the same in short at the head of every page. Each is empty where there is nothing to say.
    `made_on` is the day that its file names as its own; None where nobody stated one.
    """

    title: str
    about: str
    sections: tuple[Section, ...]
    stamp: str
    first: str = ""
    banner: str = ""
    header: str = ""
    layout: Layout = Layout()
    made_on: date | None = None


def report(run: Run) -> Document:
    """The whole report on an assessment."""
    from assessments.report.sections.order import SECTIONS

    return of_sections(run, SECTIONS)


def of_sections(run: Run, makes: tuple[SectionMaker, ...]) -> Document:
    """The sections that some functions make, as a document that says first which of them it lacks."""
    from assessments.report.sections.order import lacking, sections

    return document(run, run.data_map.title, sections(run, makes), lacking(run, makes))


def document(run: Run, title: str, sections: tuple[Section, ...], lacking: Sequence[str] = ()) -> Document:
    """Some sections on an assessment as a document of its own, and the names of those that it lacks."""
    from assessments.report.departures import scenario
    from assessments.report.sections.summary import first_line

    data_map, first, changed = run.data_map, first_line(run, lacking), scenario(run)
    head = "Who can reach whose data" if title == data_map.title else data_map.title
    subject = f"{head}. Facts and laws as of {data_map.as_of}; people in {data_map.viewpoint}."
    rest = tuple(_without_first_notices(section, first) for section in sections)
    return Document(changed.titled(title), subject, rest, stamp(run), first, changed.banner, changed.header)


def stamp(run: Run) -> str:
    """The version of the program that made a result, and the fingerprint of all that went into it."""
    from assessments.versions import fingerprint, version

    return f"Datareach {version('datareach')} · {fingerprint(run)}"


def _without_first_notices(section: Section, first: str) -> Section:
    """A section without the notices that a document says above all of them."""
    blocks = (block for block in section.blocks if not (isinstance(block, Notice) and block.text in first))
    return replace(section, blocks=tuple(blocks))
