"""Words on the record, as blocks for a terminal and for a page: lists, one assessment, checks of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from assessments.record.errors import minute
from assessments.record.results import Departures
from assessments.report.blocks import Block, Cell, Column, Facts, Notice, Section, Table, Text, row
from assessments.report.cells import INTERVAL
from assessments.report.departures import NOT_AS_WRITTEN, USUAL_RATIO, titled
from assessments.report.sentences import figures, number, with_interval

if TYPE_CHECKING:
    from assessments.record.entries import AssessmentRequest
    from assessments.record.models import AuditLine, Entry, Saved
    from assessments.record.recompute import Change, Recomputed
    from assessments.record.verify import Proof
    from assessments.results.quantity import Quantity

MOST_CHANGES = 40


def listing(entries: Sequence[Entry], count: int) -> Section:
    """Saved assessments as a table, the newest first."""
    columns = (Column("id"), Column("saved"), Column("by"), Column("score", numeric=True), INTERVAL, Column("title"))
    rows = tuple(row(e.id, minute(e.saved_at), e.person, *known_score(e), e.title) for e in entries)
    told = f"{len(entries)} of {count} saved assessments, the newest first"
    return Section("summary", "Saved", (Table(told, columns, rows, "nothing was saved that fits."),))


def listing_text(entries: Iterable[Entry]) -> str:
    """Saved assessments for programs, without what is large."""
    return json.dumps([asdict(entry) for entry in entries], ensure_ascii=False, indent=2) + "\n"


def known_score(entry: Entry) -> tuple[Cell, Cell]:
    """The middle of the score of a saved assessment, and its interval."""
    score = entry.headline["score"]
    if score.low is None or score.high is None:
        return Cell(number(score.middle), score.middle), Cell("not computed")
    return Cell(number(score.middle), score.middle), Cell(f"{number(score.low)}–{number(score.high)}")


def words(quantity: Quantity) -> str:
    """A quantity of a headline with its interval, in words."""
    return with_interval(quantity, number)


def departures(saved: Saved) -> Departures:
    """The differences of a saved result from its map as written; where an old result says none, those asked for."""
    scenario, short = saved.content.scenario, "; ".join(_changes_asked(saved.entry.asked))
    if scenario.short or not short:
        return scenario
    return Departures(says=scenario.says or f"{NOT_AS_WRITTEN} {short}.", short=short)


def _changes_asked(asked: AssessmentRequest) -> Iterator[str]:
    """The numbers, options and weights asked for that are surely not the map's own."""
    yield from asked.numbers
    yield from (f"option {option} in force" for option in asked.options)
    if asked.severity_ratio != USUAL_RATIO:
        yield _ratio(asked.severity_ratio)


def _ratio(ratio: float | None) -> str:
    return "linear weights" if ratio is None else f"severity ratio {ratio:g}"


def saved_title(saved: Saved) -> str:
    """The title of a saved assessment, with its differences from the map as written."""
    return titled(saved.entry.title, departures(saved).short)


def about(saved: Saved, history: Iterable[AuditLine]) -> Section:
    """One saved assessment: how it departs from its map, what it says, what it was made from and by, its history."""
    entry, versions, differences = saved.entry, saved.versions, departures(saved).says
    files = ", ".join(f"{name} ({figures(len(content))} bytes)" for name, content in saved.files.items())
    facts = (
        ("saved", Cell(f"{minute(entry.saved_at)} by {entry.person}")),
        *((("note", Cell(entry.note)),) if entry.note else ()),
        ("map", Cell(entry.title)),
        ("files", Cell(files)),
        ("people in", Cell(f"{entry.viewpoint}, facts and laws as of {entry.as_of}")),
        ("asked", Cell(asked_words(entry.asked))),
        ("score, all actors", Cell(words(entry.headline["score"]))),
        ("harm a year, all actors", Cell(f"{words(entry.headline['harm'])} severe equivalents")),
        ("made by", Cell(_made_by(versions))),
        ("fingerprint", Cell(entry.fingerprint)),
    )
    banner = (Notice(differences, "assumed"),) if differences else ()
    return Section("summary", entry.id, (*banner, Facts(facts), _history(history)))


def _made_by(found: Mapping[str, Any]) -> str:
    from assessments.versions import KINDS

    kinds = ", ".join(f"{len(found[kind])} files of {kind}" for kind in KINDS if kind in found)
    return f"Datareach {found.get('datareach')}, Python {found.get('python')}, {kinds}"


def asked_words(asked: AssessmentRequest) -> str:
    """The question put to the map, in words."""
    parts = [f"{asked.draws:,} draws, seed {asked.seed}" if asked.draws else "no draws", _ratio(asked.severity_ratio)]
    parts += [f"as of {asked.as_of}"] if asked.as_of else []
    parts += [f"people in {asked.viewpoint}"] if asked.viewpoint else []
    parts += [*asked.numbers, *(f"option {option} in force" for option in asked.options)]
    return "; ".join(parts)


def _history(lines: Iterable[AuditLine]) -> Table:
    rows = tuple(row(minute(line.at).removesuffix(" UTC"), line.person, line.action, line.said) for line in lines)
    return Table("What became of it", (Column("at, UTC"), Column("by"), Column("what"), Column("said")), rows)


def proof(found: Proof, name: str, holds: str | None = None) -> Section:
    """The findings of a check of the record, in words."""
    return Section("summary", name, tuple(_proof(found, holds)))


def _proof(found: Proof, holds: str | None) -> Iterator[Block]:
    if found.altered:
        yield Text(f"{_times(len(found.altered))} the record is not as it was written:", lead=True)
        yield from (Notice(said, "assumed") for said in found.altered)
    else:
        lines = "line" if found.lines == 1 else "lines"
        yield Text(f"Nothing was altered: {found.lines:,} {lines} of the audit and all that came with them.", lead=True)
    if holds is not None:
        held = holds in found.heads
        said = "is still on record" if held else "is no longer on record: lines were taken away or written anew"
        yield Text(f"The line {holds} {said}.") if held else Notice(f"The line {holds} {said}.", "assumed")
    yield Text(f"Last line: {found.head}")


def _times(n: int) -> str:
    return "In one place" if n == 1 else f"In {n} places"


def again(entry: Entry, found: Recomputed) -> Section:
    """The outcome of recomputing an assessment, in words."""
    return Section("summary", entry.id, tuple(_again(entry, found)))


def _again(entry: Entry, found: Recomputed) -> Iterator[Block]:
    if found.same:
        yield Text(f"{entry.id} comes out the same today, byte for byte.", lead=True)
    elif found.problems:
        yield Text(f"{entry.id} cannot be made again: its map has problems for this version.", lead=True)
        yield from (Notice(said, "assumed") for said in found.problems)
    else:
        yield Text(f"{entry.id} comes out differently today.", lead=True)
    none = "none is known: the same program and facts, on a machine that calculates otherwise"
    if found.causes or not found.same:
        yield from _changes("What changed since it was saved", found.causes, none)
    if not (found.same or found.problems):
        yield from _changes("What that did", found.effects, "nothing but how the result is written")


def _changes(caption: str, changes: Sequence[Change], empty: str) -> Iterator[Block]:
    columns = (Column("what"), Column("then"), Column("now"))
    rows = tuple(row(change.what, change.before, change.after) for change in changes[:MOST_CHANGES])
    yield Table(caption, columns, rows, f"{empty}.")
    if len(changes) > MOST_CHANGES:
        yield Text(f"… and {len(changes) - MOST_CHANGES} more.")
