"""What goes into one file for people, whatever its format: a title, the sections, the day and what it was made from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assessments.report.blocks import Notice, Section

if TYPE_CHECKING:
    from datetime import date

    from assessments.run import Assessment


@dataclass(frozen=True)
class Document:
    """Sections under a title; `first` is the sentence to know before all others, empty where there is none.

    `day` is the day whose facts count, never that of writing; `stamp` says which program made it from which inputs.
    """

    title: str
    about: str
    sections: tuple[Section, ...]
    day: date
    stamp: str
    first: str = ""


def report(assessment: Assessment) -> Document:
    """The whole report on an assessment."""
    from assessments.report.sections import sections

    return document(assessment, assessment.data_map.title, sections(assessment))


def document(assessment: Assessment, title: str, sections: tuple[Section, ...]) -> Document:
    """Some sections on an assessment as a document of its own."""
    from assessments.report.sections.summary import first_line

    data_map, first = assessment.data_map, first_line(assessment)
    of = "Who can reach whose data" if title == data_map.title else data_map.title
    about = f"{of}. Facts and laws as of {data_map.as_of}; people in {data_map.viewpoint}."
    told = tuple(_without(section, first) for section in sections)
    return Document(title, about, told, data_map.as_of, stamp(assessment), first)


def stamp(assessment: Assessment) -> str:
    """Which version of the program made a result, and the fingerprint of all that went into it."""
    from assessments.provenance import fingerprint
    from assessments.versions import version

    return f"Datareach {version('datareach')} · {fingerprint(assessment)}"


def _without(section: Section, first: str) -> Section:
    """A section without the notice that a document says above all of them."""
    kept = (block for block in section.blocks if not (isinstance(block, Notice) and block.text == first))
    return replace(section, blocks=tuple(kept))
