"""Document on what changed from one assessment to another: which two they are, what states could order, and why."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from assessments.report.blocks import Cell, NamedCells, Section
from assessments.report.departures import scenario
from assessments.report.documents import Document, Paper
from assessments.report.filed.kinds import TO_FILE
from assessments.report.filed.opening import RecordedAs, made_on, recorded_rows
from assessments.report.sections.comparison import blocks, changed, reach_blocks
from assessments.versions import map_hash, version

if TYPE_CHECKING:
    from assessments.results.comparison.compared import MapComparison
    from assessments.run import Run


def changes(
    comparison: MapComparison,
    runs: Sequence[Run],
    recorded: Sequence[RecordedAs | None] = (None, None),
    paper: Paper | None = None,
) -> Document:
    """The document on a comparison.

    Args:
        comparison: The two sides.
        runs: Both in all their draws.
        recorded: The saved assessments that they are, where they are any.
        paper: The paper; else the usual one.
    """
    sides = (comparison.one, comparison.other)
    departures = [(side.name, scenario(run)) for side, run in zip(sides, runs, strict=True)]
    opening = tuple(row for side in zip(("From", "To"), runs, recorded, strict=True) for row in _said_of(*side))
    told = (*blocks(comparison), *changed(comparison, lambda place: place.cited))
    sections = (
        Section("reach", "What states could order", tuple(reach_blocks(comparison, runs))),
        Section("opening", "The two sides", (NamedCells(opening),) if opening else ()),
        Section("comparison", "What changed", told),
        Section("repeat", "To repeat it", (NamedCells(tuple(_repeat(comparison))),)),
    )
    return Document(
        title=f"What changed: {sides[0].name} to {sides[1].name}",
        about=" ".join(dict.fromkeys(f"{run.data_map.title}, as of {run.data_map.as_of}." for run in runs)),
        sections=tuple(section for section in sections if section.blocks),
        stamp=f"Datareach {version('datareach')}",
        banner=" ".join(f"{name}: {one.banner}" for name, one in departures if one.banner),
        header="; ".join(f"{name}: {one.header}" for name, one in departures if one.header),
        layout=replace(TO_FILE, paper=paper or TO_FILE.paper),
        made_on=made_on(comparison.other.data_map),
    )


def _said_of(side: str, run: Run, recorded: RecordedAs | None) -> Iterator[tuple[str, Cell]]:
    """What was asked of a side, and who made its map; of a saved one who saved it, and what was decided."""
    asked = run.data_map.question
    facts = [("question", f"“{asked.text}”" if asked and asked.text else ""), ("prepared by", run.data_map.prepared_by)]
    yield from ((f"{side}, {name}", Cell(text)) for name, text in facts if text)
    yield from ((f"{side}, {name.lower()}", cell) for name, cell in (recorded_rows(recorded) if recorded else ()))


def _repeat(comparison: MapComparison) -> Iterator[tuple[str, Cell]]:
    """The hashes of both maps, the version, and the command that says the same."""
    sides = (comparison.one, comparison.other)
    yield from ((f"Map of {side.name} (SHA-256)", Cell(map_hash(side.data_map))) for side in sides)
    drawn = [] if comparison.other.settings.draws else ["--draws", "0"]
    yield (
        f"By Datareach {version('datareach')}",
        Cell(shlex.join(["datareach", "diff", *(s.name for s in sides), *drawn])),
    )
