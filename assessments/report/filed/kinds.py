"""Kinds of document that are filed: the sections of each, its paper and the size of its letters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assessments.report.documents import Document, Layout, Paper, of_sections
from assessments.report.filed import brief, declaration, dpia, full, memo, notes, opening, tia
from assessments.report.filed.opening import RecordedAs, opened
from assessments.report.sections import (
    assumptions,
    claims,
    placebo,
    routes,
    sensitivity,
    texts,
    track_record,
)
from assessments.report.sections.order import SectionMaker

if TYPE_CHECKING:
    from assessments.run import Run

BRIEF, MEMO, TIA, DECLARATION, DPIA, REPORT = "brief", "memo", "tia", "declaration", "dpia", "report"
END: tuple[SectionMaker, ...] = (claims.may_be_said, notes.all_of_them, brief.repeat)
"""The last parts of a document of several pages."""
TO_FILE = Layout(points=10.5)


@dataclass(frozen=True)
class FiledKind:
    """What makes the sections of a kind, what it is called behind the title of the map, and how it is laid out."""

    called: str
    sections: tuple[SectionMaker, ...]
    layout: Layout = TO_FILE


KINDS: Mapping[str, FiledKind] = {
    BRIEF: FiledKind(
        "brief",
        (
            opening.section,
            brief.answer,
            brief.means,
            brief.law_told,
            brief.disputed,
            notes.section,
            brief.repeat,
        ),
        replace(TO_FILE, short=True),
    ),
    MEMO: FiledKind(
        "memo for counsel",
        (opening.section, memo.answer, memo.sheets, memo.others, notes.of_laws, brief.repeat),
        Layout(points=8.5, short=True),
    ),
    TIA: FiledKind("transfer impact assessment", (opening.section, tia.overview, tia.sheets, *END)),
    DECLARATION: FiledKind(
        "declaration",
        (declaration.caption, opening.section, *declaration.MAKERS, brief.repeat),
        Layout(paper="letter", points=12.0),
    ),
    DPIA: FiledKind("data protection impact assessment", (opening.section, *dpia.MAKERS, *END)),
    REPORT: FiledKind(
        "report",
        (
            *(opening.section, brief.answer, brief.means, brief.law_told, brief.disputed),
            *(claims.may_be_said, claims.would_change, placebo.section, routes.flows, routes.section, full.options),
            *(assumptions.questions, sensitivity.moving, track_record.section, texts.notes),
            *(notes.all_of_them, claims.rule_702, full.numbers, brief.repeat),
        ),
    ),
}
"""The kinds that are made of an assessment alone, by name."""


def filed(run: Run, kind: str, paper: Paper | None = None, recorded: RecordedAs | None = None) -> Document:
    """The document of a kind on an assessment, or on a saved one; raises KeyError for no such kind."""
    made = KINDS[kind]
    document = of_sections(run, made.sections)
    layout = replace(made.layout, paper=paper) if paper else made.layout
    title = f"{document.title}: {made.called}" if made.called else document.title
    about, day = "" if layout.short else document.about, opening.made_on(run.data_map)
    # The whole fingerprint stands in the last part of a short document, and has no room at the foot of its pages.
    mark = document.stamp.partition(" · ")[0] if layout.short else document.stamp
    changed = replace(document, title=title, about=about, layout=layout, made_on=day, stamp=mark)
    return opened(changed, recorded)
